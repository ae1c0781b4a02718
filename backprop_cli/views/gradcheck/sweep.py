"""The errors of numerical derivatives over the step: a table, and a drawing of the V of truncation and round-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log10

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ...answers.gradcheck.check import Gradient, SweepRow
from ..numbers import short

# How each method is marked in the drawing, so that it is told without colour.
MARKS = {"forward": "f", "central": "c", "complex": "i"}
STYLES = {"f": "cyan", "c": "magenta", "i": "green", "*": "bold", ".": "dim"}
SEVERAL, BETWEEN = "*", "."

# The drawing: a row for each power of ten of the error, from 1 at the top, and so many columns for each of the step,
# fewer where the terminal is narrow.
ROWS, COLUMNS = 16, 4
MARGIN = 9

# Every second row has a label, and every second step, or fewer, so that there is room for `1e-15` and a space.
LABELLED, LABEL = 2, 6

EXPLAINED = "left: round-off, which grows as h shrinks; right: truncation, which grows with h"


def sweep_of(gradient: Gradient, width: int) -> Iterator[RenderableType]:
    """The sweep of one variable on a screen of this width: a heading, the table, the drawing and what explains it."""
    if not gradient.sweep:
        return
    yield Text()
    yield Text.assemble((f"Sweep of {gradient.name}", "bold underline"), ("  relative error at each step h", "dim"))
    yield Text()
    yield _table(gradient.sweep)
    yield Text()
    yield from drawing(gradient.sweep, width)


def _table(rows: Sequence[SweepRow]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for title in ("h", *MARKS):
        table.add_column(Text(title, justify="right"), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(_step(row), *(_error(getattr(row, method)) for method in MARKS))
    return table


def _step(row: SweepRow) -> str:
    return f"1e{round(log10(row.h))}"


def _error(x: float | None) -> str:
    return short(x) if x is None or x == 0 else f"{x:.1e}"


def drawing(rows: Sequence[SweepRow], width: int) -> Iterator[Text]:
    """The errors over the step, both as powers of ten."""
    columns = max(1, min(COLUMNS, (width - MARGIN - 2) // len(rows)))
    labelled = max(LABELLED, -(-LABEL // columns))
    yield Text("relative error", style="dim")
    for power, line in enumerate(_grid(rows, columns)):
        text = Text(f"{'' if power % LABELLED else _label(power):>{MARGIN}} |", style="dim")
        for mark in "".join(line).rstrip():
            text.append(mark, STYLES.get(mark, ""))
        yield text
    yield Text(" " * (MARGIN + 1) + "+" + "-" * (columns * len(rows)), style="dim")
    steps = [_step(row).ljust(labelled * columns) for row in rows[::-labelled]]
    yield Text(f"{'h =':>{MARGIN}}  {''.join(steps)}".rstrip(), style="dim")
    yield Text()
    yield Text("f forward   c central   i complex step   * more than one", style="dim")
    yield Text(EXPLAINED, style="dim")


def _label(power: int) -> str:
    return f"{'<= ' if power == ROWS else ''}1e-{power:02}" if power else "1"


def _grid(rows: Sequence[SweepRow], columns: int) -> list[list[str]]:
    """The marks, from the smallest step on the left to the largest on the right."""
    grid = [[" "] * (columns * len(rows)) for _ in range(ROWS + 1)]
    for method, mark in MARKS.items():
        heights = [_height(getattr(row, method)) for row in reversed(rows)]
        for column, place in _between(heights, columns):
            if grid[place][column] == " ":
                grid[place][column] = BETWEEN
        for index, height in enumerate(heights):
            if height is not None:
                _put(grid[round(height)], index * columns, mark)
    return grid


def _put(line: list[str], column: int, mark: str) -> None:
    line[column] = SEVERAL if line[column] in (*MARKS.values(), SEVERAL) else mark


def _height(error: float | None) -> float | None:
    """How far down an error is: 0 for 1, ROWS for 1e-16 and below."""
    if error is None:
        return None
    return min(max(-log10(error), 0.0), float(ROWS)) if error else float(ROWS)


def _between(heights: Sequence[float | None], columns: int) -> Iterator[tuple[int, int]]:
    """The columns and rows on the way from each point to the next."""
    for index, (a, b) in enumerate(pairwise(heights)):
        if a is not None and b is not None:
            for part in range(1, columns):
                yield index * columns + part, round(a + (b - a) * part / columns)
