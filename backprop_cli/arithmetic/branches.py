"""Doubles that note which way a formula went: which side of a comparison, which input of a maximum, which integer.

Two runs of a formula that took the same branches went over the same smooth piece of it.
"""

from __future__ import annotations

from . import floats
from .doubles import Doubles


class Branches(Doubles):
    """One run of a formula over doubles; `taken` is what it decided, in order."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    def _took(self, branch: float) -> float:
        self.taken.append(branch)
        return branch

    def equal(self, a: float, b: float) -> bool:
        """Whether a = b."""
        return bool(self._took(a == b))

    def greater(self, a: float, b: float) -> bool:
        """Whether a > b."""
        return bool(self._took(a > b))

    def greater_equal(self, a: float, b: float) -> bool:
        """Whether a >= b."""
        return bool(self._took(a >= b))

    def maximum(self, *xs: float) -> float:
        """The largest, and which one it is."""
        return xs[int(self._took(xs.index(max(xs))))]

    def minimum(self, *xs: float) -> float:
        """The smallest, and which one it is."""
        return xs[int(self._took(xs.index(min(xs))))]

    def sign(self, x: float) -> float:
        """-1, 0 or 1."""
        return self._took(floats.sign(x))

    def abs(self, x: float) -> float:
        """The magnitude, which has a branch for each sign."""
        self.sign(x)
        return floats.abs(x)

    def floor(self, x: float) -> float:
        """The largest integer that is not above x."""
        return self._took(floats.floor(x))

    def ceil(self, x: float) -> float:
        """The smallest integer that is not below x."""
        return self._took(floats.ceil(x))

    def cbrt(self, x: float) -> float:
        """The cube root, whose slope is infinite between the branches of its two signs."""
        self.sign(x)
        return floats.cbrt(x)

    def hypot(self, x: float, y: float) -> float:
        """The distance from the origin, which has a cone's tip there: along an axis it is a magnitude."""
        if x == 0 or y == 0:
            self.sign(x + y)
        return floats.hypot(x, y)

    def atan2(self, y: float, x: float) -> float:
        """The angle, which jumps from -pi to pi where y changes its sign and x is negative."""
        if x <= 0:
            self._took(y >= 0)
        return floats.atan2(y, x)
