"""Errors of doubles in ulp, the distance of two neighbouring doubles."""

from __future__ import annotations

import math
from bisect import bisect
from collections import Counter
from collections.abc import Iterable
from typing import Any

from mpmath import frexp, inf, isinf, isnan, ldexp, mpf

LARGEST = mpf(1.7976931348623157e308)
# From here on a number rounds to infinity: the largest double and half an ulp.
OVERFLOW = LARGEST + ldexp(1, 970)
SMALLEST_NORMAL = ldexp(1, -1022)
SUBNORMAL_STEP = -1074


def ulp(true: Any) -> Any:
    """The distance between the doubles around a number; below the normal ones, the smallest subnormal."""
    return ldexp(1, max(int(frexp(true)[1]) - 53, SUBNORMAL_STEP) if true else SUBNORMAL_STEP)


def error(got: float, true: Any) -> float:
    """How far a double is from the true number, in ulp of it; infinite where one of them is no number alone.

    >>> error(1.0000000000000002, mpf(1))
    1.0
    """
    if isnan(true) or math.isnan(got):
        return 0.0 if isnan(true) and math.isnan(got) else math.inf
    if isinf(true) or abs(true) >= OVERFLOW:
        return 0.0 if got == (inf if true > 0 else -inf) else math.inf
    if math.isinf(got):
        # An ulp beyond the largest double there is none, so the number that overflows is taken for it.
        return float(abs(abs(true) - LARGEST) / ulp(LARGEST)) + 1.0 if (got > 0) == (true > 0) else math.inf
    return float(abs(mpf(got) - true) / ulp(true))


def is_normal(true: Any) -> bool:
    """Whether a number is a normal double, when it is rounded."""
    return bool(SMALLEST_NORMAL <= abs(true) < OVERFLOW)


BOUNDS = (0.5, 1, 2, 4, 8, 16, 64, 256, 1024, 65536)


def distribution(errors: Iterable[float]) -> str:
    """A histogram as lines: how many errors are how large."""
    counts = Counter(bisect(BOUNDS, error) for error in errors)
    total = sum(counts.values()) or 1
    rows = []
    for i in range(len(BOUNDS) + 1):
        if counts[i]:
            what = f"< {BOUNDS[i]:g}" if i < len(BOUNDS) else f">= {BOUNDS[-1]:g}"
            rows.append(f"  {what:>8} ulp {counts[i]:>10,} {100 * counts[i] / total:9.4f} %")
    return "\n".join(rows)
