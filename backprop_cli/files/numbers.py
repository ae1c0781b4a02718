"""Numbers as files for programs have them: the shortest text that reads back as the same double."""

from __future__ import annotations

from math import isfinite


def bare(x: object) -> str:
    """A number for programs: the shortest text that reads back as the same double; nothing for None."""
    if isinstance(x, float):
        return repr(x) if isfinite(x) else not_finite(x)
    return "" if x is None else str(x)


def json_number(x: object) -> float | str | None:
    """A number as JSON has it: strings for what JSON has no number for, which are Fractions and what is not finite."""
    if x is None or (isinstance(x, float) and isfinite(x)):
        return x
    return not_finite(x) if isinstance(x, float) else str(x)


def not_finite(x: float) -> str:
    """What every format for programs calls a double that is not finite."""
    return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
