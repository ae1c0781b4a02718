"""A canvas of characters: curves in dots of Braille, of which a character shows eight, with axes around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import Any

from rich.text import Text

from ...answers.sampling.surface import Range
from ...errors import UsageError
from .scene import Points
from .ticks import ticks

# The first of the characters of Braille: each dot of one is a bit of its number.
BLANK = 0x2800
ACROSS, DOWN = 2, 4

# The distance of the dots of a dotted curve.
APART = 3

# So many characters belong to a number beside the axis.
TICK_WIDTH, TICK_HEIGHT = 12, 4

MISSING = "a terminal is drawn in with plotille"
INSTALL = "install it: pip install 'backprop-cli[plot]'"


class Canvas:
    """An area of characters in which curves are drawn, each in a style of its own.

    Args:
        width: in characters.
        height: in characters.
        name: what the axis from left to right is called.
        across: the ends of the range from left to right.
        up: the ends of the range from below.

    Raises:
        UsageError: the library that draws the dots is not installed.
    """

    def __init__(self, width: int, height: int, name: str, across: Range, up: Range) -> None:
        try:
            from plotille import Canvas as Dots
        except ImportError:
            raise UsageError(MISSING, hint=INSTALL) from None
        self.width, self.height = width, height
        self.name = name
        self.across, self.up = across, up
        # A dot of their canvas begins at its place, and the last one ends at the upper limit.
        right = across[1] + (across[1] - across[0]) / (ACROSS * width - 1)
        top = up[1] + (up[1] - up[0]) / (DOWN * height - 1)
        self._limits = across[0], up[0], right, top
        self._new_layer: Callable[..., Any] = Dots
        self._layers: list[tuple[str, Sequence[str]]] = []
        self._signs: dict[tuple[int, int], tuple[str, str]] = {}

    def draw(self, points: Points, style: str, *, dotted: bool = False) -> None:
        """Draw a chain of points, of which what lies outside is left out."""
        layer = self._new_layer(self.width, self.height, *self._limits)
        if dotted:
            for x, y in self._dots(points):
                layer.point(x, y)
        else:
            for a, b in pairwise([*points, points[-1]]):
                segment = clipped(a, b, *self.up)
                if segment is not None:
                    layer.line(*segment[0], *segment[1])
        self._layers.append((style, layer.plot(linesep="\n").split("\n")))

    def put(self, x: float, y: float, sign: str, style: str) -> None:
        """Put a character at a place, if it lies within."""
        column, row = self._cell(x, y)
        if 0 <= column < self.width and 0 <= row < self.height:
            self._signs[row, column] = sign, style

    def fill(self, row: int, column: int, sign: str, style: str) -> None:
        """Put a character into a row, counted from above, and a column."""
        self._signs[row, column] = sign, style

    def _cell(self, x: float, y: float) -> tuple[int, int]:
        (left, right), (low, high) = self.across, self.up
        column = round((x - left) / (right - left) * (ACROSS * self.width - 1)) // ACROSS
        if not low <= y <= high:
            return column, -1
        return column, self.height - 1 - round((y - low) / (high - low) * (DOWN * self.height - 1)) // DOWN

    def _dots(self, points: Points) -> Iterator[tuple[float, float]]:
        """Places along a chain of points that are so many dots apart."""
        wide = (self.across[1] - self.across[0]) / (ACROSS * self.width - 1)
        tall = (self.up[1] - self.up[0]) / (DOWN * self.height - 1)
        left = 0.0
        for a, b in pairwise(points):
            segment = clipped(a, b, *self.up)
            if segment is None:
                continue
            (x, y), (to_x, to_y) = segment
            length = hypot((to_x - x) / wide, (to_y - y) / tall)
            while left < length:
                part = left / length
                yield x + (to_x - x) * part, y + (to_y - y) * part
                left += APART
            left -= length

    def rows(self) -> list[Text]:
        """The area from the top, with its axes."""
        numbers = dict(self._rows_of_ticks())
        room = max(map(len, numbers.values()), default=0)
        lines = []
        for row in range(self.height):
            number = numbers.get(row)
            lines.append(Text.assemble((f"{number or '':>{room}} {'│' if number is None else '┤'}", "dim")))
            lines[-1].append_text(self._row(row))
        return [*lines, *self._axis(room)]

    def _row(self, row: int) -> Text:
        found = Text()
        zero = self._cell(0.0, 0.0)[1]
        for column in range(self.width):
            found.append(*self._signs.get((row, column), self._character(row, column, row == zero)))
        return found

    def _character(self, row: int, column: int, on_zero: bool) -> tuple[str, str]:
        dots, style = 0, ""
        for each, lines in self._layers:
            bits = ord(lines[row][column]) - BLANK
            dots, style = dots | bits, each if bits else style
        if not dots:
            return ("╌", "dim") if on_zero else (" ", "")
        return chr(BLANK + dots), style

    def _rows_of_ticks(self) -> Iterator[tuple[int, str]]:
        for y, text in ticks(*self.up, max(2, self.height // TICK_HEIGHT)):
            yield self._cell(self.across[0], y)[1], text

    def _columns_of_ticks(self) -> Sequence[tuple[float, str]]:
        """As many numbers below the axis as have room beside each other."""
        most = max(2, self.width // TICK_WIDTH)
        found = ticks(*self.across, most)
        while most > 1 and sum([len(text) + 2 for _, text in found]) > self.width:
            most -= 1
            found = ticks(*self.across, most)
        return found

    def _axis(self, room: int) -> Iterator[Text]:
        """The line below, and the numbers below that."""
        marks, numbers = ["─"] * self.width, [" "] * (room + 2 + self.width + room)
        for x, text in self._columns_of_ticks():
            column = self._cell(x, self.up[0])[0]
            marks[column] = "┬"
            start = max(0, min(room + 2 + column - len(text) // 2, room + 2 + self.width - len(text)))
            numbers[start : start + len(text)] = text
        yield Text(f"{'':>{room}} └{''.join(marks)} {self.name}", "dim")
        yield Text("".join(numbers).rstrip(), "dim")


def clipped(
    a: tuple[float, float], b: tuple[float, float], low: float, high: float
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a segment that lies between two heights, None if there is none.

    >>> clipped((0, 0), (2, 4), 1, 2)
    ((0.5, 1), (1.0, 2))
    """
    y, to_y = a[1], b[1]
    if max(y, to_y) < low or min(y, to_y) > high:
        return None
    if low <= y <= high and low <= to_y <= high:
        return a, b
    return _at_height(a, b, min(max(y, low), high)), _at_height(a, b, min(max(to_y, low), high))


def _at_height(a: tuple[float, float], b: tuple[float, float], height: float) -> tuple[float, float]:
    for end in (a, b):
        if end[1] == height:
            return end
    return a[0] + (b[0] - a[0]) * ((height - a[1]) / (b[1] - a[1])), float(height)
