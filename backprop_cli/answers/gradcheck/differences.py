"""Numerical derivatives: forward and central differences and the complex step, which know no rule of the table.

A difference divides a change of the output by a change of one variable; forward and central ones are right to about 8
and 11 digits. The complex step is the imaginary part of f(x + ih) over h: nothing cancels in it, and so it is right to
the last digits. Where there is no value, because a step leaves the domain, the result is None.
"""

from __future__ import annotations

import sys
from math import cbrt, isinf, sqrt

from ...arithmetic import floats
from ...errors import DomainError
from ...graph.run import Run

EPSILON, SMALLEST = sys.float_info.epsilon, 5e-324

# The steps that balance truncation against round-off for a variable of magnitude 1 or less.
FORWARD_STEP, CENTRAL_STEP = sqrt(EPSILON), cbrt(EPSILON)

# Steps beside the magnitude of a variable over which a slope too large for a double shows, and the magnitude of 0.
STEEP_STEPS, TINY = (1e-12, 1e-6, 1e-3, 0.5), 1e-300

# Of a change of the output, this times its rounding is no noise.
CLEAR = 1000 * EPSILON

# A step out of the domain is made smaller this often, ten times each.
SHORTER = 8

# The complex step has nothing to balance: its truncation, which goes with its square, never shows. The second is for an
# output so steep that the first is not small beside it. Where both underflow, two larger ones are tried: what does not
# change with the step is the derivative.
COMPLEX_STEPS, LARGER_STEPS = (1e-100, 1e-200), (1e-10, 1e-12)
UNDERFLOW, SMALL = 1e-290, 1e-50
SAME, VANISHING = 1e-6, 1e-3

# Two steps from 0 over which no smooth function changes its slope by more than rounding.
TINY_STEPS, ROUNDED = (1e-100, 1e-300), 32 * EPSILON


class Along:
    """The program as a function of one variable, around the point of a run over doubles.

    Args:
        run: the forward pass at the point.
        name: the variable.
    """

    def __init__(self, run: Run, name: str) -> None:
        self.run = run
        self.name = name
        self.point = {each: value.data for each, value in run.inputs.items()}
        self.x: float = self.point[name]
        self.scale = self._fitting_scale()

    def _fitting_scale(self) -> float:
        """The magnitude of the variable, or less where a step of that size would leave the domain on either side."""
        scale = first = max(1.0, abs(self.x))
        for _ in range(SHORTER):
            h = CENTRAL_STEP * scale
            if self.at(self.x - h) and self.at(self.x + h):
                # Well inside the domain, because functions are steep at its edges.
                return scale if scale == first else scale / 10
            scale /= 10
        return first

    def at(self, x: float) -> Run | None:
        """The forward pass with another value of the variable."""
        try:
            return Run(self.run.program, self.point | {self.name: x}, floats, self.run.target)
        except DomainError:
            return None

    def output(self, x: float) -> float | None:
        """The output at another value of the variable."""
        run = self.at(x)
        return None if run is None else run.root.data

    def forward(self) -> float | None:
        """The forward difference, or the backward one where the step forward leaves the domain."""
        h = FORWARD_STEP * self.scale
        ahead = self.difference(self.x, self.x + h)
        return self.difference(self.x - h, self.x) if ahead is None else ahead

    def central(self, scale: float | None = None) -> float | None:
        """The central difference, over a step for this magnitude of the variable; None at the edge of the domain."""
        h = CENTRAL_STEP * (self.scale if scale is None else scale)
        return self.difference(self.x - h, self.x + h)

    def difference(self, low: float, high: float, width: float | None = None) -> float | None:
        """The difference quotient between two values of the variable.

        The width is that of the step as it was really made, unless it is given.
        """
        return _slope(self.output(low), self.output(high), high - low if width is None else width)

    def overflows(self, sign: float) -> bool:
        """Whether a difference quotient of this sign is too large for a double, over a change that is no round-off."""
        size = abs(self.x) or TINY
        points = [(self.x, self.x + step * size) for step in STEEP_STEPS]
        points += [(low - step * size, low) for step, (low, _) in zip(STEEP_STEPS, points, strict=True)]
        return any(self._is_steep(low, high, sign) for low, high in points if low < high)

    def _is_steep(self, low: float, high: float, sign: float) -> bool:
        before, after = self.output(low), self.output(high)
        if before is None or after is None or abs(after - before) <= CLEAR * max(abs(before), abs(after)):
            return False
        slope: float = floats.divide(after - before, high - low)
        return isinf(slope) and slope * sign > 0

    def is_unsettled(self) -> bool:
        """Whether the slope at 0 changes over steps that are next to nothing, so that no step can tell what it is.

        That of x^(1 + 1e-15) is 0 there, and still 0.9999999999993 at 1e-300.
        """
        if self.x:
            return False
        far, near = (self._beside(h) for h in TINY_STEPS)
        return far is not None and near is not None and abs(far - near) > ROUNDED * abs(far)

    def _beside(self, h: float) -> float | None:
        ahead = self.difference(0.0, h)
        return self.difference(-h, 0.0) if ahead is None else ahead

    def noise(self) -> float:
        """How far round-off may put a central difference off."""
        output: float = self.run.root.data
        # A subnormal output is rounded to units of the smallest double, however small it is.
        return 4 * max(EPSILON * abs(output), SMALLEST) / (CENTRAL_STEP * self.scale)

    def complex_step(self) -> float | None:
        """The derivative by the complex step; it is one only where the output is smooth."""
        # Small beside the variable, so that log(x) is smooth within it, and beside 1, so that sin(x) is.
        size = min(abs(self.x) or 1.0, 1.0)
        for step in COMPLEX_STEPS:
            slope = self.imaginary(step * size)
            if slope is not None and UNDERFLOW < abs(slope) * step * size < SMALL:
                return slope
        # Far out a step beside 1 underflows beside the variable.
        slopes = [self._steady(size), self._steady(abs(self.x))]
        found = [slope for slope in slopes if slope is not None]
        return next((slope for slope in found if slope), found[0] if found else None)

    def _steady(self, size: float) -> float | None:
        """The derivative by two larger steps, 0 where it vanishes with them, and None where it changes with them."""
        if size * min(LARGER_STEPS) < sys.float_info.min:
            return None
        first, second = (self.imaginary(step * size) for step in LARGER_STEPS)
        if first is None or second is None:
            return None
        if abs(first - second) <= SAME * abs(first):
            return first
        return 0.0 if abs(second) <= VANISHING * abs(first) else None

    def imaginary(self, h: float) -> float | None:
        """The imaginary part of the output over that of the variable, which is h."""
        from ...arithmetic import complexes as xp

        point = {name: xp.number(x) for name, x in self.point.items()}
        try:
            run = Run(self.run.program, point | {self.name: xp.Complex(self.x, h)}, xp, self.run.target)
        except DomainError:
            return None
        return _quotient(run.root.data.imag, h)


def _slope(low: float | None, high: float | None, width: float) -> float | None:
    return None if low is None or high is None else _quotient(high - low, width)


def _quotient(change: float, width: float) -> float | None:
    """The quotient as a finite number."""
    slope: float = floats.divide(change, width)
    return slope if floats.isfinite(slope) else None
