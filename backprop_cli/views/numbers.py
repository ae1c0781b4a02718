"""Numbers as people read them, and bare ones as programs do."""

from __future__ import annotations

from collections.abc import Sequence

from ..notation.text import ELLIPSIS, number_text

Precision = int | str

FULL = "full"
NOTHING = "–"


def short(x: object, precision: Precision = 6) -> str:
    """A number for people: `precision` significant digits, or all of them if it is "full"; a dash for None."""
    if x is None:
        return NOTHING
    if precision == FULL or not isinstance(x, float):
        return number_text(x)
    text = format(x, f".{precision}g")
    return "0" if text == "-0" else text


def shortened(text: str, longest: int | None) -> str:
    """A text that is not longer than that, with an ellipsis where something was left out."""
    return text if longest is None or len(text) <= longest else text[: longest - 1] + ELLIPSIS


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
