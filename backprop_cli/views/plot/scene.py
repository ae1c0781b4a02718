"""What stands where in a plot of lines, for terminals and pictures alike: panels, strokes and limits.

A stroke is a chain of points that is drawn without lifting the pen: it ends where a function breaks, so that nothing
joins what is apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isclose, isfinite
from typing import NamedTuple

from ...answers.marking.circuit import Circuit
from ...answers.sampling.breaks import GAP, JUMP, KINK, OVERFLOW, POLE, SAME, STEEP, Break
from ...answers.sampling.curve import Curve
from ...answers.sampling.plot import Field, Line, Lines
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

# Beyond this no axis goes, because what is computed of its ends is a double, too.
LARGEST = 1e150

# So much is left free above and below.
MARGIN = 0.05

# So much of a formula is shown.
LONGEST = 60


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
    ends = _limits([line.curve for line in plot.lines], _value, (POLE, OVERFLOW))
    if not plot.slopes:
        return [_panel(ends, values)]
    slopes = [stroke for number, line in enumerate(plot.lines) for stroke in _slopes(plot, number, line)]
    slope_ends = _limits([line.curve for line in plot.lines], _slope, (POLE, STEEP, GAP, OVERFLOW))
    spans = sorted([high - low for low, high in (ends, slope_ends)])
    if len(plot.lines) == 1 and spans[1] <= ALIKE * spans[0]:
        return [_panel((min(ends[0], slope_ends[0]), max(ends[1], slope_ends[1])), [*values, *slopes])]
    return [_panel(ends, values), _panel(slope_ends, slopes)]


def _panel(ends: tuple[float, float], strokes: Sequence[Stroke]) -> Panel:
    low, high = ends
    low, high = max(low, -LARGEST), min(high, LARGEST)
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
    samples = curve.even if kinds & {POLE, GAP, OVERFLOW, STEEP} else curve.samples
    numbers = sorted(filter(isfinite, map(of, samples)))
    return bounded(numbers, cut=bool(kinds & set(unbounded))) if numbers else None


def bounded(numbers: Sequence[float], *, cut: bool) -> tuple[float, float]:
    """The first and the last of sorted numbers, or of those that do not stand out far."""
    if not cut:
        return numbers[0], numbers[-1]
    low, high = numbers[len(numbers) // 4], numbers[-1 - len(numbers) // 4]
    room = BEYOND * (high - low)
    return max(numbers[0], low - room), min(numbers[-1], high + room)
