"""What a plot shows: functions of one variable with their tangents, or one of two; and the path of gradient descent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from ...errors import BindingError, DomainError, UsageError
from ...graph.program import Program
from ...graph.shown import shown
from ..batch import Batch
from ..fit import Objective, Step, steps
from .breaks import JUMP, KINK
from .curve import Curve, curve_of
from .section import Sample, Section
from .surface import Range, Surface, surface_of

# Where there is a value, and no tangent.
TORN = (JUMP, KINK)

# So many places across and upwards has the grid of a function of two variables.
GRID = (101, 101)


class Path(NamedTuple):
    """The steps of gradient descent.

    Args:
        names: the variables.
        rate: the learning rate.
        steps: the start, and what follows.
        stopped: why there are fewer steps than were asked for, if a step led to where there is no value.
    """

    names: Sequence[str]
    rate: float
    steps: Sequence[Step]
    stopped: str = ""


class Line(NamedTuple):
    """A function of one variable.

    Args:
        program: where it comes from.
        output: the step of it that is shown.
        curve: its values and slopes.
        tangents: where the tangents touch it.
        path: gradient descent on it, if asked for.
    """

    program: Program
    output: int
    curve: Curve
    tangents: Sequence[Sample]
    path: Path | None


@shown
class Lines(NamedTuple):
    """Functions over a range of the variable `name`; `slopes` tells whether their derivatives are shown."""

    name: str
    range: Range
    lines: Sequence[Line]
    slopes: bool


@shown
class Field(NamedTuple):
    """A function of two variables over a grid.

    Args:
        program: where it comes from.
        output: the step of it that is shown.
        names: the variable across, and the one upwards.
        ranges: the ends of their ranges.
        surface: the values and the gradients.
        path: gradient descent on it, if asked for.
        slopes: whether the gradient is shown.
    """

    program: Program
    output: int
    names: tuple[str, str]
    ranges: tuple[Range, Range]
    surface: Surface
    path: Path | None
    slopes: bool


Plot = Lines | Field


class Wanted(NamedTuple):
    """What is asked of a plot, beside the functions and the ranges.

    Args:
        of: the output; the last statement when not given.
        slopes: whether derivatives are shown.
        tangents: where.
        start: where gradient descent begins, if it is asked for.
        rate: its learning rate.
        most: the largest number of its steps.
    """

    of: str | None = None
    slopes: bool = True
    tangents: Sequence[float] = ()
    start: Mapping[str, float] | None = None
    rate: float = 0.1
    most: int = 20

    def output(self, program: Program) -> int:
        """The step of a program that is shown.

        Raises:
            UsageError: there is no such output.
        """
        return program.output if self.of is None else program.index_of(self.of)


# Programs, each with values of its variables, and the ends of the ranges of some of these.
Bound = Sequence[tuple[Program, Mapping[str, float]]]
Ranges = Mapping[str, Range]


def plot_of(programs: Bound, ranges: Ranges, wanted: Wanted) -> Plot:
    """Functions over one range, or one function over two.

    Args:
        programs: the functions; what has a range needs no value.
        ranges: one or two.
        wanted: what is shown beside them.

    Raises:
        UsageError: that many ranges or functions cannot be shown, or there is no such output.
        BindingError: what has a range is no variable, or another variable has no value.
        DomainError: a constant has no value, or there is none in the whole range or where a tangent is asked for.
    """
    _require_ranges(programs, ranges)
    bound = [(program, _others(program, values, ranges)) for program, values in programs]
    if wanted.start is not None and set(wanted.start) != set(ranges):
        where = " ".join([f"{name}={(low + high) / 2:g}" for name, (low, high) in ranges.items()])
        raise UsageError(
            "gradient descent begins at a value of each variable that has a range", hint=f"write --descent '{where}'"
        )
    if len(ranges) == 1:
        [(name, ends)] = ranges.items()
        return lines_of(bound, name, ends, wanted)
    if len(bound) > 1:
        raise UsageError("a contour shows one expression", hint="give one range to draw several")
    if wanted.tangents:
        raise UsageError("a contour has no tangents", hint="leave out --at, or give one range")
    (across, across_ends), (up, up_ends) = ranges.items()
    return field_of(*bound[0], (across, up), (across_ends, up_ends), GRID, wanted)


def _require_ranges(programs: Bound, ranges: Ranges) -> None:
    if len(ranges) > 2:
        raise UsageError("a plot has room for two ranges", hint="give the other variables a value, as a=2")
    for name, (low, high) in ranges.items():
        if any(name in program.assigned for program, _ in programs):
            raise BindingError(f"'{name}' is assigned in the expression and has no range", hint="choose a variable")
        if not any(name in program.variables for program, _ in programs):
            variables = list(dict.fromkeys(each for program, _ in programs for each in program.variables))
            hint = f"its variables are {', '.join(variables)}" if variables else "it has no variables"
            raise BindingError(f"the expression has no variable '{name}'", hint=hint)
        if not (low < high and isfinite(high - low)):
            raise BindingError(f"the range of '{name}' is none", hint="it goes from the lower end to the higher")


def _others(program: Program, values: Mapping[str, float], ranges: Ranges) -> Mapping[str, float]:
    """The values of the variables without a range, of which every one has a value."""
    others = {name: x for name, x in values.items() if name not in ranges}
    if program.without_value({**others, **ranges}):
        program.run({**others, **{name: low for name, (low, _) in ranges.items()}})
    return others


def lines_of(programs: Bound, name: str, ends: Range, wanted: Wanted) -> Lines:
    """Functions over a range.

    Args:
        programs: each with the values of its other variables.
        name: the variable.
        ends: the ends of its range.
        wanted: what is shown beside the curves.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant has no value, or there is none in the whole range or where a tangent is asked for.
    """
    lines = []
    for program, values in programs:
        section = Section(program, name, values, wanted.of)
        path = _path(program, [name], values, wanted)
        curve = curve_of(section.at, *ends)
        if not any(sample.has_value for sample in curve.samples):
            raise DomainError(f"there is no value between {ends[0]:g} and {ends[1]:g}: {curve.samples[0].error}")
        tangents = [_touched(section, curve, x) for x in wanted.tangents]
        lines.append(Line(program, wanted.output(program), curve, tangents, path))
    return Lines(name, ends, lines, wanted.slopes)


def _touched(section: Section, curve: Curve, x: float) -> Sample:
    sample = section.at(x)
    broken = [each.kind for each in curve.breaks if each.kind in TORN and each.left.x <= x <= each.right.x]
    reason = sample.error or (f"there is a {broken[0]}" if broken else "")
    if reason or not sample.has_slope:
        reason = reason if sample.has_slope or sample.error else "the derivative is infinite"
        raise DomainError(f"there is no tangent at {section.name} = {x:g}: {reason}")
    return sample


def field_of(
    program: Program, values: Mapping[str, float], names: tuple[str, str], ranges: tuple[Range, Range],
    counts: tuple[int, int], wanted: Wanted,
) -> Field:  # fmt: skip
    """A function of two variables over a grid of `counts` places across and upwards.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant has no value, or there is none at all.
    """
    surface = surface_of(program, names, ranges, values, wanted.of, counts)
    if not any(isfinite(value) for row in surface.values for value in row):
        raise DomainError("there is no value in these ranges")
    return Field(
        program, wanted.output(program), names, ranges, surface, _path(program, names, values, wanted), wanted.slopes
    )


def _path(program: Program, names: Sequence[str], values: Mapping[str, float], wanted: Wanted) -> Path | None:
    if wanted.start is None:
        return None
    taken: list[Step] = []
    try:
        objective = Objective(Batch(program, names, values, wanted.of), [{}])
        for step in steps(objective, [wanted.start[name] for name in names], "gd", wanted.rate, wanted.most):
            taken.append(step)  # noqa: PERF402 # what was taken before an error is kept
    except DomainError as error:
        if not taken:
            raise
        return Path(names, wanted.rate, taken, error.message)
    return Path(names, wanted.rate, taken)
