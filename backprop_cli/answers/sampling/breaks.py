"""Where a function breaks: what is known of a place between samples that stand as close as doubles can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import isfinite
from statistics import median
from typing import NamedTuple

from .section import Sample

# What a break is: values past all that stand elsewhere; no value, at the place or on one side of it, or one that is too
# large for a double; two values side by side; a slope without bound; two slopes side by side.
POLE, GAP, OVERFLOW, JUMP, STEEP, KINK = "pole", "gap", "overflow", "jump", "steep", "kink"

# Values beyond so many times what is typical for a curve have no bound, as far as one can tell, and slopes, ...
HUGE, HUGE_SLOPE = 1e6, 1e3

# ... if they are beyond so many times that a little further away, too, where there is no round-off.
LARGE = 30

# Below this a slope is 0: numbers of so few digits tell nothing.
LEAST_SLOPE = 1e-290

# Those that differ by no more than this part of them are the same.
SAME = 1e-3

# A difference that is not there a little further away, to this part of it, is one of round-off.
TRUE = 0.25

# So large a part of the range is a little further away.
REACH = 1e-6

# A break between samples that are further apart than this part of the range is somewhere there; round-off hides where,
# and what else there may be than these.
NARROW = 1e-9
ROUGH = (JUMP, KINK)

# The samples on either side.
Between = tuple[Sample, Sample]


class Scales(NamedTuple):
    """What is typical for a curve: the magnitude of its values, and that of its slopes."""

    value: float
    slope: float


def scales_of(samples: Sequence[Sample]) -> Scales:
    """The scales of a curve, by its samples at even distances; 0 where nothing is known.

    A few of them near a pole say nothing about the rest: the hundredth part at either end is left out.
    """
    values = sorted([sample.value for sample in samples if sample.has_value])
    inner = values[len(values) // 100 : len(values) - len(values) // 100] or [0.0]
    magnitude = median([abs(value) for value in values if value] or [0.0])
    return Scales(magnitude, (inner[-1] - inner[0]) / (samples[-1].x - samples[0].x))


class Break(NamedTuple):
    """A place at which a function is not smooth.

    Args:
        x: the place: the number with the fewest decimals between the samples on either side, or their middle where
            round-off has kept them apart.
        kind: what is broken, such as KINK.
        left: the sample below it.
        right: the sample above it.
        here: what there is at the place itself.
    """

    x: float
    kind: str
    left: Sample
    right: Sample
    here: Sample

    @property
    def parts_values(self) -> bool:
        """Whether the curve of the values has a gap here, and not only that of the slopes."""
        return self.kind in (POLE, GAP, OVERFLOW, JUMP)


def is_broken(left: Sample, right: Sample, scales: Scales) -> bool:
    """Whether something is broken between two samples that are as close as can be."""
    if not (left.has_slope and right.has_slope):
        return True
    steepest = max(abs(left.slope), abs(right.slope), scales.slope)
    return abs(right.value - left.value) > SAME * scales.value or abs(right.slope - left.slope) > SAME * steepest


def merged(found: Iterable[Between], at: Callable[[float], Sample], scales: Scales, width: float) -> list[Break]:
    """The breaks, of which those that share a sample are one: 1/x ends at 0 from both sides.

    Args:
        found: in order.
        at: what the function has at a place.
        scales: what is typical for the curve.
        width: that of the range.
    """
    groups: list[list[Between]] = []
    for each in found:
        if groups and groups[-1][-1][1] is each[0]:
            groups[-1].append(each)
        else:
            groups.append([each])
    breaks = []
    for group in groups:
        left, right = group[0][0], group[-1][1]
        reach = max(width * REACH, right.x - left.x)
        around = (at(left.x - reach), at(right.x + reach))
        missing = any(not sample.has_value for pair in group for sample in pair)
        kind = _kind((left, right), around, scales, missing=missing)
        narrow = right.x - left.x <= width * NARROW
        if kind is not None and (narrow or kind in ROUGH):
            x = shortest_between(left.x, right.x) if narrow else left.x + (right.x - left.x) / 2
            breaks.append(Break(x, kind, left, right, at(x)))
    return breaks


def _kind(near: Between, around: Between, scales: Scales, *, missing: bool) -> str | None:
    """What is broken between samples, as those a little further away confirm it; None if nothing is.

    Args:
        near: the samples.
        around: those further away.
        scales: what is typical for the curve.
        missing: whether there is a place without a value.
    """
    if _no_bound([sample.value for sample in near], [sample.value for sample in around], scales.value, HUGE):
        return POLE
    if missing:
        # A value with none on either side is no break of a curve.
        if not any(sample.has_value for sample in near):
            return None
        return OVERFLOW if any(sample.overflows for sample in near) else GAP
    if _parted([sample.value for sample in near], [sample.value for sample in around], SAME * scales.value):
        return JUMP
    slopes, slopes_around = ([sample.slope for sample in pair] for pair in (near, around))
    if _no_bound(slopes, slopes_around, scales.slope, HUGE_SLOPE):
        return STEEP
    least = max(SAME * max(*map(abs, slopes), scales.slope), LEAST_SLOPE)
    return KINK if _parted(slopes, slopes_around, least) else None


def _no_bound(near: Sequence[float], around: Sequence[float], typical: float, huge: float) -> bool:
    """Whether numbers are huge, or infinite and so nan, next to a place, and large but less a little further away."""
    ends = [(a, b) for a, b in zip(near, around, strict=True) if isfinite(b)]
    return any(not abs(a) <= max(huge * typical, LARGE * abs(b)) and abs(b) > LARGE * typical > 0 for a, b in ends)


def _parted(near: Sequence[float], around: Sequence[float], least: float) -> bool:
    """Whether two numbers next to a place differ, and are a little further away what they are there."""
    (a, b), (before, after) = near, around
    return abs(b - a) > least and max(abs(before - a), abs(after - b)) <= TRUE * abs(b - a)


def shortest_between(low: float, high: float) -> float:
    """The number with the fewest decimals in an interval: 0.5 in a narrow one around it."""
    middle = low + (high - low) / 2
    return next((x for x in (round(middle, digits) + 0.0 for digits in range(17)) if low <= x <= high), middle)
