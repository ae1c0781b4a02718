"""A function of two variables over a grid: its values, and its gradient at places in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, nan
from typing import NamedTuple

from ...graph.program import Program
from ..batch import Batch
from .section import places

Range = tuple[float, float]


class Surface(NamedTuple):
    """A function over a grid.

    Args:
        across: the places of the first variable.
        up: those of the second.
        values: a row for each place of the second, of a value for each of the first; nan where there is none.
        gradients: in the same order, the derivatives to the first and to the second variable.
    """

    across: Sequence[float]
    up: Sequence[float]
    values: Sequence[Sequence[float]]
    gradients: Sequence[Sequence[tuple[float, float]]]


def surface_of(
    program: Program, names: tuple[str, str], ranges: tuple[Range, Range], values: Mapping[str, float],
    of: str | None, counts: tuple[int, int],
) -> Surface:  # fmt: skip
    """A function of two variables over a grid.

    Args:
        program: what to compute.
        names: the variable across, and the one upwards.
        ranges: the ends of their ranges.
        values: those of the other variables.
        of: the output; the last statement when not given.
        counts: the number of places across and upwards.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant of the program has no value.
    """
    varying = [name for name in names if name in program.variables]
    batch = Batch(program, varying, values, of)
    across, up = (places(*ends, count) for ends, count in zip(ranges, counts, strict=True))
    points = [[_at(batch, names, (x, y)) for x in across] for y in up]
    return Surface(across, up, [[value for value, _ in row] for row in points], [[g for _, g in row] for row in points])


def _at(batch: Batch, names: tuple[str, str], place: tuple[float, float]) -> tuple[float, tuple[float, float]]:
    point = batch.at(dict(zip(names, place, strict=True)))
    if point.error:
        return nan, (nan, nan)
    value, *partials = [x if isfinite(x) else nan for x in point.numbers]
    slopes = dict(zip(batch.names, partials, strict=True))
    return value, (slopes.get(names[0], 0.0), slopes.get(names[1], 0.0))
