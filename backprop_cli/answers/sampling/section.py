"""A program as a function of one of its variables, the others held: the value and the derivative at each place."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, nan
from typing import NamedTuple

from ...graph.program import Program
from ..batch import Batch

# What the reason begins with where a value is too large for a double.
OVERFLOW = "overflow"


class Sample(NamedTuple):
    """What a function has at one place: nan where there is no value, or no finite slope, and the reason why."""

    x: float
    value: float
    slope: float
    error: str = ""

    @property
    def has_value(self) -> bool:
        """Whether there is a value."""
        return not self.error

    @property
    def overflows(self) -> bool:
        """Whether there is no value because it is too large for a double."""
        return self.error.startswith(OVERFLOW)

    @property
    def has_slope(self) -> bool:
        """Whether there is a finite slope."""
        return self.slope == self.slope


class Section:
    """A program as a function of one variable.

    Args:
        program: what to compute.
        name: the variable; where the program does not have it, the function is constant.
        values: those of the other variables.
        of: the output; the last statement when not given.

    Raises:
        UsageError: there is no such output.
        BindingError: another variable has no value.
        DomainError: a constant of the program has no value.
    """

    def __init__(self, program: Program, name: str, values: Mapping[str, float], of: str | None = None) -> None:
        self.program = program
        self.name = name
        self._of = of
        self._varies = name in program.variables
        self._batch = Batch(program, [name] if self._varies else [], values, of)

    def at(self, x: float) -> Sample:
        """The value and the slope at a place."""
        point = self._batch.at({self.name: x})
        if point.error:
            return Sample(x, nan, nan, point.error)
        value, slope = (*point.numbers, 0.0)[:2]
        return Sample(x, value, slope if isfinite(slope) else nan)


def places(low: float, high: float, count: int) -> list[float]:
    """So many places at even distances, of which the first and the last are the ends."""
    return [*(low + (high - low) * i / (count - 1) for i in range(count - 1)), high]
