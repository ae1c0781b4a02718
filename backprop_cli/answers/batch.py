"""Many points of one program: the value and the gradients of each, or why it has none; and their total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any, NamedTuple

from ..errors import DomainError
from ..export.compiled import compiled
from ..graph.program import Program

# So much of a cell is repeated in an error.
LONGEST_SHOWN = 40


class Point(NamedTuple):
    """What comes of one point: the value and the gradients, or the reason why there is none."""

    numbers: Sequence[float]
    error: str = ""


class Batch:
    """A program that is asked for at many points, compiled to a function of doubles.

    Args:
        program: what to compute.
        names: the variables whose gradients are asked for.
        defaults: the values of variables that a row does not have.
        of: the output; the last statement when not given.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant of the program has no value.
    """

    def __init__(
        self, program: Program, names: Sequence[str], defaults: Mapping[str, float], of: str | None = None
    ) -> None:
        self.program = program
        self.variables = program.variables
        self.names = names
        self.defaults = program.completed(defaults)
        self.of = of
        self._function = compiled(program, names, of)

    def at(self, cells: Mapping[str, Any]) -> Point:
        """The numbers at a point.

        Args:
            cells: by the names of variables a number, or a text for one; what they lack has a default value.
        """
        try:
            values = [number(cells[name] if name in cells else self.defaults[name]) for name in self.variables]
        except (TypeError, ValueError, KeyError):
            return Point((), self._fault(cells))
        *numbers, guard = self._function(*values)
        # A guard that is not finite tells that some result may not be, which is looked at step by step.
        return Point(numbers) if isfinite(guard) else self._run(values)

    def _fault(self, cells: Mapping[str, Any]) -> str:
        """What is wrong with the first cell that is no number."""
        for name in self.variables:
            cell = cells.get(name, self.defaults.get(name))
            try:
                number(cell)
            except (TypeError, ValueError):
                return f"{name} {_shown(cell)}"
        raise AssertionError("all cells are numbers")

    def _run(self, values: Sequence[float]) -> Point:
        try:
            run = self.program.run(dict(zip(self.variables, values, strict=True)), of=self.of)
        except DomainError as error:
            return Point((), error.message)
        run.backward()
        return Point([run.root.data, *[run.gradient(name) for name in self.names]])


def number(cell: Any) -> float:
    """The finite number that a cell holds.

    Raises:
        TypeError: it is neither a number nor a text.
        ValueError: it is no finite number.
    """
    try:
        x = float(cell)
    except OverflowError:
        raise ValueError(cell) from None
    # What Python reads as a number, and nobody writes as one: 1_000, and a truth.
    if x - x != 0 or cell is True or cell is False or (isinstance(cell, str) and "_" in cell):
        raise ValueError(cell)
    return x


def _shown(cell: object) -> str:
    """A cell that is no number, in words."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return "has no value"
    shown = f"'{cell}'" if isinstance(cell, str) else repr(cell)
    return f"is {shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + '…'}, which is no finite number"


class Total:
    """The sum of points as they come, in which no digit is lost that the total could show.

    By Neumaier's variant of Kahan's summation: beside each sum stands what rounding has taken from it so far.
    """

    def __init__(self, count: int) -> None:
        self.sums = [0.0] * count
        self.lost = [0.0] * count
        self.rows = 0
        self.errors = 0

    def add(self, point: Point) -> None:
        """Add a point, or count its error."""
        self.rows += 1
        if point.error:
            self.errors += 1
            return
        for i, x in enumerate(point.numbers):
            before = self.sums[i]
            after = self.sums[i] = before + x
            self.lost[i] += (before - after) + x if abs(before) >= abs(x) else (x - after) + before

    def result(self, *, averaged: bool) -> list[float | None]:
        """The sums, or the means of the rows without an error; None where there are none of those."""
        count = self.rows - self.errors if averaged else 1
        if not count:
            return [None] * len(self.sums)
        totals = [s + lost if isfinite(s + lost) else s for s, lost in zip(self.sums, self.lost, strict=True)]
        return [x / count for x in totals]
