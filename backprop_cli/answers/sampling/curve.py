"""A function over a range, as a curve: samples that are close where it bends, and each place at which it breaks.

Two samples side by side tell what a smooth function has in their middle: what the cubic through both values with both
slopes has. Where it has something else there, or nothing, the middle becomes a sample, and both halves are looked at in
turn. Samples that nobody could tell apart in a picture are as close as they get. Where the function is not smooth even
between those, the place is narrowed down to what doubles can tell: a kink, a jump, a pole, the end of the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from .breaks import Between, Break, Scales, is_broken, merged, scales_of
from .section import Sample, places

At = Callable[[float], Sample]

# So many samples stand at even distances at first. An odd number has the middle of the range among them.
COUNT = 801

# So many more are taken between them at most; a break takes about a hundred.
MORE = 60_000

# This part of the range is the least distance of samples, ...
CLOSE = 1e-5

# ... and this one how exactly a break is found.
CLOSEST = 1e-14

# So many samples may show what is broken between two that are close; more are only needed where there is round-off.
PATIENCE = 400

# A middle is as expected if it is off by no more than this part of what the function does between the samples.
SMOOTH = 0.01

# The slope in the middle may be off by so many times as much; a kink may hide from the values, but not from both.
STEADY = 5

# Below this part of the values there is round-off, and only slopes tell how a function goes on, ...
FINE = 1e-9

# ... which are the same if they differ by no more than this part of the steepest, or of what is typical for the curve.
STRAIGHT = 0.05


class Curve(NamedTuple):
    """A function over a range.

    Args:
        samples: in order; some have no value.
        even: those among them at even distances.
        breaks: where it is not smooth, in order.
        resolved: whether it was followed everywhere; what moves faster than so many samples can show was not.
    """

    samples: Sequence[Sample]
    even: Sequence[Sample]
    breaks: Sequence[Break]
    resolved: bool


def curve_of(at: At, low: float, high: float, count: int = COUNT) -> Curve:
    """A function over a range.

    Args:
        at: what the function has at a place.
        low: the lower end of the range.
        high: the upper end.
        count: the number of samples at even distances.
    """
    even = [at(x) for x in places(low, high, count)]
    scales = scales_of(even)
    search = _Search(at, high - low, scales)
    samples = [sample for left, right in pairwise(even) for sample in (left, *search.between(left, right))]
    return Curve([*samples, even[-1]], even, merged(search.found, at, scales, high - low), search.more > 0)


class _Search:
    """The search for what lies between samples, which ends after so many more of them."""

    def __init__(self, at: At, width: float, scales: Scales) -> None:
        self.at = at
        self.width = width
        self.scales = scales
        self.more = MORE
        self.found: list[Between] = []

    def between(self, left: Sample, right: Sample) -> Iterator[Sample]:
        """The samples that are needed between two, in order; what is broken there is kept."""
        waiting: list[tuple[Sample, Sample | None]] = [(left, right)]
        while waiting:
            left, end = waiting.pop()
            if end is None:
                yield left
                continue
            middle = self._needed(left, end)
            if middle is None:
                continue
            if end.x - left.x > CLOSE * self.width:
                waiting += [(middle, end), (middle, None), (left, middle)]
            else:
                self._narrow(left, end)

    def _needed(self, left: Sample, right: Sample) -> Sample | None:
        """The sample in the middle, if the function is not smooth between two."""
        if not (left.has_value or right.has_value) or self.more <= 0:
            return None
        middle = self._middle(left, right)
        # Where slopes are too large for a double all along, nothing more can be told.
        untold = all(sample.has_value and not sample.has_slope for sample in (left, middle, right))
        return None if untold or self._is_smooth(left, middle, right) else middle

    def _middle(self, left: Sample, right: Sample) -> Sample:
        self.more -= 1
        return self.at(left.x + (right.x - left.x) / 2)

    def _narrow(self, left: Sample, right: Sample) -> None:
        """Find what is broken between two samples; what is lost in round-off is somewhere between them."""
        whole = (left, right)
        waiting, found = [whole], []
        least = self.more - PATIENCE
        while waiting and self.more > least:
            left, right = waiting.pop()
            middle = self._middle(left, right)
            if right.x - left.x <= CLOSEST * self.width or not left.x < middle.x < right.x:
                if is_broken(left, right, self.scales):
                    found.append((left, right))
            elif not self._is_smooth(left, middle, right):
                halves = [(middle, right), (left, middle)]
                waiting += [(a, b) for a, b in halves if a.has_value != b.has_value] or halves
        self.found += found if not waiting else [whole]

    def _is_smooth(self, left: Sample, middle: Sample, right: Sample) -> bool:
        if not (left.has_slope and middle.has_slope and right.has_slope):
            return False
        width, rise = right.x - left.x, right.value - left.value
        steepest = max(abs(left.slope), abs(right.slope))
        allowed = SMOOTH * (abs(rise) + width * steepest)
        if allowed > FINE * max(self.scales.value, abs(left.value), abs(right.value)):
            value = left.value + rise / 2 + width * (left.slope - right.slope) / 8
            slope = 1.5 * rise / width - (left.slope + right.slope) / 4
            return abs(middle.value - value) <= allowed and abs(middle.slope - slope) * width <= STEADY * allowed
        same = STRAIGHT * max(steepest, self.scales.slope)
        return max(abs(middle.slope - left.slope), abs(right.slope - middle.slope)) <= same
