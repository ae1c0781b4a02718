"""Ranges of a variable, as `plot` takes them: `x=-10:10`."""

from __future__ import annotations

from math import isfinite

from ..errors import BindingError
from .bindings import checked_name, constant

# What stands between the ends.
SIGN = ":"


def is_range(argument: str) -> bool:
    """Whether an argument of the command line is a range and no binding."""
    return SIGN in argument.partition("=")[2]


def read_range(argument: str) -> tuple[str, tuple[float, float]]:
    """The name and the ends of a range, which are constant expressions: `x=-pi:pi`.

    Raises:
        BindingError: it is none.
        DomainError: an end has no value.
    """
    written, sign, ends = argument.partition("=")
    name = checked_name(argument, written, sign)
    low_text, _, high_text = ends.partition(SIGN)
    at = len(argument) - len(ends)
    if not low_text.strip() or not high_text.strip() or SIGN in high_text:
        raise BindingError(
            "a range has two ends", text=argument, span=(at, len(argument)), hint=f"write {name}=-10{SIGN}10"
        )
    low = float(constant(low_text, context=argument, at=at))
    high = float(constant(high_text, context=argument, at=len(argument) - len(high_text)))
    if not low < high:
        raise BindingError(
            "a range goes from the lower end to the higher", text=argument, span=(at, len(argument)),
            hint=f"write {name}={high_text}{SIGN}{low_text}" if high < low else "make it wider",
        )  # fmt: skip
    if not isfinite(high - low):
        raise BindingError("the range is too wide", text=argument, span=(at, len(argument)), hint="take a smaller one")
    return name, (low, high)
