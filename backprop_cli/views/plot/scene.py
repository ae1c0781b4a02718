"""What stands where in a plot of lines, for terminals and pictures alike: panels, strokes, limits and notes.

A stroke is a chain of points that is drawn without lifting the pen: it ends where a function breaks, so that nothing
joins what is apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isclose, isfinite
from typing import NamedTuple

from ...answers.marking.circuit import Circuit
from ...answers.sampling.breaks import GAP, JUMP, KINK, POLE, SAME, STEEP, Break
from ...answers.sampling.curve import Curve
from ...answers.sampling.plot import Field, Line, Lines, Path
from ...answers.sampling.section import Sample
from ...inert import printable
from ...notation.text import text_of
from ..numbers import short

Points = Sequence[tuple[float, float]]

# What a stroke is drawn as. A mark is a place that has a value, a hole the end of a curve that has none.
VALUE, SLOPE, TANGENT, PATH, MARK, HOLE = "value", "slope", "tangent", "path", "mark", "hole"

# Values and slopes share a panel if neither takes up more room than so many times the other.
ALIKE = 4

# Where there is no bound, what is further from the middle half of the numbers than so many of its widths is cut off.
BEYOND = 2

# So much is left free above and below.
MARGIN = 0.05

# So much of a formula is shown.
LONGEST = 60

# So small a part of the largest of some numbers is 0.
NEARLY = 1e-9

# So many breaks are told of in words.
MANY = 8


class Stroke(NamedTuple):
    """A chain of points: what it is, the number of its function, and its title where it is the first of its kind."""

    kind: str
    number: int
    points: Points
    title: str = ""


class Panel(NamedTuple):
    """A pair of axes: the limits upwards, and what is drawn between them."""

    low: float
    high: float
    strokes: Sequence[Stroke]


def title_of(function: Line | Field) -> str:
    """The formula of a function, in so few letters that it fits into a legend."""
    return printable(text_of(Circuit(function.program).nodes[function.output], limit=LONGEST))


def panels_of(plot: Lines) -> list[Panel]:
    """The panels, from the top: values and slopes in one if they are about as large, else one below the other."""
    values = [stroke for number, line in enumerate(plot.lines) for stroke in _values(plot, number, line)]
    ends = _limits([line.curve for line in plot.lines], _value, (POLE,))
    if not plot.slopes:
        return [_panel(ends, values)]
    slopes = [stroke for number, line in enumerate(plot.lines) for stroke in _slopes(plot, number, line)]
    slope_ends = _limits([line.curve for line in plot.lines], _slope, (POLE, STEEP, GAP))
    spans = sorted([high - low for low, high in (ends, slope_ends)])
    if len(plot.lines) == 1 and spans[1] <= ALIKE * spans[0]:
        return [_panel((min(ends[0], slope_ends[0]), max(ends[1], slope_ends[1])), [*values, *slopes])]
    return [_panel(ends, values), _panel(slope_ends, slopes)]


def _panel(ends: tuple[float, float], strokes: Sequence[Stroke]) -> Panel:
    low, high = ends
    room = MARGIN * (high - low) or abs(low) / 2 or 1.0
    return Panel(low - room, high + room, strokes)


def _values(plot: Lines, number: int, line: Line) -> Iterator[Stroke]:
    title = title_of(line)
    for points in _chains(line.curve, _value, lambda broken: broken.parts_values):
        yield Stroke(VALUE, number, points, title)
        title = ""
    for touched in line.tangents:
        yield _tangent(plot, number, touched)
        yield Stroke(MARK, number, [(touched.x, touched.value)])
    if line.path is not None:
        yield Stroke(PATH, number, [(step.parameters[0], step.loss) for step in line.path.steps], "gradient descent")
    for broken in line.curve.breaks:
        if broken.kind in (JUMP, GAP):
            yield from _ends_at(broken, number, _value)


def _tangent(plot: Lines, number: int, touched: Sample) -> Stroke:
    points = [(x, touched.value + touched.slope * (x - touched.x)) for x in plot.range]
    return Stroke(TANGENT, number, points, f"tangent at {plot.name} = {short(touched.x)}, slope {short(touched.slope)}")


def _slopes(plot: Lines, number: int, line: Line) -> Iterator[Stroke]:
    title = f"d/d{plot.name} {title_of(line)}" if len(plot.lines) > 1 else f"d/d{plot.name}"
    for points in _chains(line.curve, _slope, lambda broken: True):
        yield Stroke(SLOPE, number, points, title)
        title = ""
    for broken in line.curve.breaks:
        if broken.kind == KINK:
            yield from _ends_at(broken, number, _slope)


def _ends_at(broken: Break, number: int, of: Callable[[Sample], float]) -> Iterator[Stroke]:
    """What the curve has at a break itself, and the ends next to it at which it has something else."""
    here, *ends = map(of, (broken.here, broken.left, broken.right))
    if isfinite(here):
        yield Stroke(MARK, number, [(broken.x, here)])
    elif not all(map(isfinite, ends)):
        return
    for end in dict.fromkeys(ends):
        if isfinite(end) and not isclose(end, here, rel_tol=SAME, abs_tol=SAME * abs(ends[0] - ends[-1])):
            yield Stroke(HOLE, number, [(broken.x, end)])


def _value(sample: Sample) -> float:
    return sample.value


def _slope(sample: Sample) -> float:
    return sample.slope


def _chains(curve: Curve, of: Callable[[Sample], float], parts: Callable[[Break], bool]) -> Sequence[Points]:
    """The points of a curve, in chains that end where it breaks; what lies within a break is left out."""
    gaps = iter([(broken.left.x, broken.right.x) for broken in curve.breaks if parts(broken)])
    gap = next(gaps, None)
    chains: list[list[tuple[float, float]]] = [[]]
    for sample in curve.samples:
        y = of(sample)
        while gap is not None and sample.x >= gap[1]:
            chains.append([])
            gap = next(gaps, None)
        if not isfinite(y):
            chains.append([])
        elif gap is None or sample.x <= gap[0]:
            chains[-1].append((sample.x, y))
    return [chain for chain in chains if chain]


def _limits(curves: Iterable[Curve], of: Callable[[Sample], float], unbounded: Sequence[str]) -> tuple[float, float]:
    """The lowest and the highest of what is worth showing: where there is no bound, not what stands out most."""
    ends = [_ends(curve, of, unbounded) for curve in curves]
    found = [each for each in ends if each is not None] or [(0.0, 0.0)]
    return min([low for low, _ in found]), max([high for _, high in found])


def _ends(curve: Curve, of: Callable[[Sample], float], unbounded: Sequence[str]) -> tuple[float, float] | None:
    kinds = {broken.kind for broken in curve.breaks}
    samples = curve.even if kinds & {POLE, GAP, STEEP} else curve.samples
    numbers = sorted(filter(isfinite, map(of, samples)))
    return bounded(numbers, cut=bool(kinds & set(unbounded))) if numbers else None


def bounded(numbers: Sequence[float], *, cut: bool) -> tuple[float, float]:
    """The first and the last of sorted numbers, or of those that do not stand out far."""
    if not cut:
        return numbers[0], numbers[-1]
    low, high = numbers[len(numbers) // 4], numbers[-1 - len(numbers) // 4]
    room = BEYOND * (high - low)
    return max(numbers[0], low - room), min(numbers[-1], high + room)


def notes_of(plot: Lines) -> list[str]:
    """What is to be said below the lines: where they break, and where gradient descent led."""
    said = []
    for line in plot.lines:
        of = f"{title_of(line)}: " if len(plot.lines) > 1 else ""
        breaks = line.curve.breaks
        said += [of + _told(plot.name, broken) for broken in breaks[:MANY]]
        if len(breaks) > MANY:
            said.append(f"{of}and {len(breaks) - MANY} more places like these")
        if not line.curve.resolved:
            said.append(f"{of}the curve moves faster than can be drawn: take a smaller range of {plot.name}")
        if line.path is not None:
            said.append(of + told_path(line.path))
    return said


def _told(name: str, broken: Break) -> str:
    place = f"{name} = {short(broken.x)}"
    left, right = broken.left, broken.right
    if broken.kind == KINK:
        before, here, after = _rounded([left.slope, broken.here.slope, right.slope])
        at = f", and {here} is used there" if broken.here.has_slope else ""
        return f"kink at {place}: slope {before} on the left, {after} on the right{at}"
    if broken.kind == JUMP:
        before, after = _rounded([left.value, right.value])
        return f"jump at {place}: from {before} to {after}"
    if broken.kind == STEEP:
        return f"at {place} the slope has no bound"
    if broken.kind == POLE:
        return f"pole at {place}: the values have no bound"
    if left.has_value and right.has_value:
        return f"no value at {place}: {broken.here.error}"
    at = "" if broken.here.has_value else "at and "
    return f"no value {at}{'above' if left.has_value else 'below'} {place}"


def _rounded(numbers: Sequence[float]) -> list[str]:
    """Numbers that were taken next to a place, as what they are at it: what is nearly 0 beside the others is 0."""
    largest = max([abs(x) for x in numbers if isfinite(x)])
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
