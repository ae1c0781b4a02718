"""What is said below a plot: where curves break, and where gradient descent led."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isclose, isfinite

from ...answers.sampling.breaks import GAP, JUMP, KINK, OVERFLOW, POLE, SAME, STEEP, Break
from ...answers.sampling.plot import Lines, Path
from ..numbers import short
from .scene import title_of

# So small a part of the largest of some numbers is 0.
NEARLY = 1e-9

# So many breaks are told of.
MANY = 8

# A place of more letters is only near to where a function breaks: what it has there itself says nothing.
LONGEST_EXACT = 12

NO_VALUE = {GAP: "no value", OVERFLOW: "too large for a double"}


def notes_of(plot: Lines) -> list[str]:
    """What is to be said below the lines."""
    said = []
    for line in plot.lines:
        of = f"{title_of(line)}: " if len(plot.lines) > 1 else ""
        told = list(_told(plot.name, line.curve.breaks))
        said += [of + each for each in told[:MANY]]
        if len(told) > MANY:
            said.append(f"{of}and {len(told) - MANY} more places like these")
        if not line.curve.resolved:
            said.append(f"{of}the curve moves faster than can be drawn: take a smaller range of {plot.name}")
        if line.path is not None:
            said.append(of + told_path(line.path))
    return said


def _told(name: str, breaks: Sequence[Break]) -> Iterator[str]:
    """The breaks in words; where a curve ends and begins again, both ends in one note."""
    ended: Break | None = None
    for broken in breaks:
        if ended is not None:
            yield _between(name, ended, broken)
            ended = None
        elif broken.left.has_value and not broken.right.has_value:
            ended = broken
        elif broken.right.has_value and not broken.left.has_value:
            yield f"{_missing(broken)} {_inclusive(broken)}below {name} = {short(broken.x)}"
        else:
            yield _at_a_place(name, broken)
    if ended is not None:
        yield f"{_missing(ended)} {_inclusive(ended)}above {name} = {short(ended.x)}"


def _between(name: str, ended: Break, begun: Break) -> str:
    missing = _missing(ended) if ended.kind == begun.kind else NO_VALUE[GAP]
    return f"{missing} between {name} = {short(ended.x)} and {short(begun.x)}"


def _missing(broken: Break) -> str:
    return NO_VALUE.get(broken.kind, NO_VALUE[GAP])


def _inclusive(broken: Break) -> str:
    return "at and " if _is_exact(broken.x) and not broken.here.has_value else ""


def _is_exact(x: float) -> bool:
    return len(repr(x)) <= LONGEST_EXACT


def _at_a_place(name: str, broken: Break) -> str:
    place = f"{name} = {short(broken.x)}"
    left, right = broken.left, broken.right
    if broken.kind == KINK:
        before, here, after = _rounded([left.slope, broken.here.slope, right.slope])
        used = f", and {here} is used there" if broken.here.has_slope and _is_exact(broken.x) else ""
        return f"kink at {place}: slope {before} on the left, {after} on the right{used}"
    if broken.kind == STEEP:
        return f"at {place} the slope has no bound"
    if broken.kind == POLE:
        return f"pole at {place}: the values have no bound"
    before, after = _rounded([left.value, right.value])
    if broken.kind == JUMP:
        return f"jump at {place}: from {before} to {after}"
    if isclose(left.value, right.value, rel_tol=SAME):
        return f"{_missing(broken)} at {place}: {broken.here.error}"
    return f"{_missing(broken)} at {place}, and a jump from {before} to {after}: {broken.here.error}"


def _rounded(numbers: Sequence[float]) -> list[str]:
    """Numbers that were taken next to a place, as what they are at it: what is nearly 0 beside the others is 0."""
    largest = max([abs(x) for x in numbers if isfinite(x)], default=0.0)
    return [short(0.0 if abs(x) <= NEARLY * largest else x) for x in numbers]


def told_path(path: Path) -> str:
    """What gradient descent did."""
    first, last = path.steps[0], path.steps[-1]
    count = f"{last.number:,} step{'s' * (last.number != 1)}"
    end = f"; then {path.stopped}" if path.stopped else ""
    return (
        f"gradient descent, {count} of lr {short(path.rate)}: from {_place(path.names, first.parameters)}, "
        f"value {short(first.loss)}, to {_place(path.names, last.parameters)}, value {short(last.loss)}{end}"
    )


def _place(names: Sequence[str], numbers: Sequence[float]) -> str:
    return ", ".join([f"{name} = {short(x)}" for name, x in zip(names, numbers, strict=True)])
