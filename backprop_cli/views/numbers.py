"""Numbers as people and as programs read them."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from ..notation.text import number_text

Precision = int | str

FULL = "full"
NOTHING = "–"


def short(x: Any, precision: Precision = 6) -> str:
    """A number for people: `precision` significant digits, or all of them if it is "full"; a dash for None."""
    if x is None:
        return NOTHING
    if precision == FULL or not isinstance(x, float):
        return number_text(x)
    text = format(x, f".{precision}g")
    return "0" if text == "-0" else text


def machine(x: Any) -> str:
    """A number for programs: the shortest text that reads back as the same double; nothing for None."""
    if x is None:
        return ""
    if isinstance(x, float):
        return repr(x) if isfinite(x) else _not_finite(x)
    return str(x)


def json_number(x: Any) -> float | str | None:
    """A number as JSON has it: strings for what JSON has no number for, which are Fractions and what is not finite."""
    if x is None or (isinstance(x, float) and isfinite(x)):
        return x
    return _not_finite(x) if isinstance(x, float) else str(x)


def _not_finite(x: float) -> str:
    return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"


def aligned(texts: Sequence[str]) -> list[str]:
    """The texts of a column of numbers, all as wide as the widest, with their decimal points below each other."""
    heads = [_point(text) for text in texts]
    left = max(heads, default=0)
    right = max((len(text) - head for text, head in zip(texts, heads, strict=True)), default=0)
    return [(" " * (left - head) + text).ljust(left + right) for text, head in zip(texts, heads, strict=True)]


def _point(text: str) -> int:
    """Where the integer part of a number ends."""
    for index, character in enumerate(text):
        if character in ".e/":
            return index
    return len(text)
