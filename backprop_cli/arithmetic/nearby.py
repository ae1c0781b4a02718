"""Doubles of which close ones count as equal: a condition asks with them whether a point is at a place, or near it."""

from __future__ import annotations

from collections.abc import Callable

from . import floats
from .doubles import Doubles


class Nearby(Doubles):
    """A number system in which doubles are equal that differ by no more than a tolerance.

    What is greater stays so, however little. So a condition of either kind holds rather too often than too rarely.

    Args:
        tolerance: how far apart two equal numbers may be, relative to the larger of them, or absolute below 1.
    """

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance

    def equal(self, a: float, b: float) -> bool:
        """Whether a and b are close."""
        return abs(a - b) <= self.tolerance * max(1.0, abs(a), abs(b))

    def floor(self, x: float) -> float:
        """The integer that x is close to, from either side, else the largest one below it."""
        return self._integer(x, floats.floor)

    def ceil(self, x: float) -> float:
        """The integer that x is close to, from either side, else the smallest one above it."""
        return self._integer(x, floats.ceil)

    def _integer(self, x: float, otherwise: Callable[[float], float]) -> float:
        nearest = floats.floor(x + 0.5)
        return nearest if self.equal(x, nearest) else otherwise(x)
