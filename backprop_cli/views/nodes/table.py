"""The table of nodes: data and grad, with inputs, constants and the output told apart at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ...answers.report import BACKWARD, Report, Row
from ..numbers import Precision, aligned, short, shortened
from ..screen.terminal import console_for, show
from ..screen.wrapping import breaks
from .budget import COLUMNS, HOW, cells_of, total_of

if TYPE_CHECKING:
    from ...answers.uncertainty import Budget

# Styles that are readable on dark and on light backgrounds.
STYLES = {"variable": "cyan", "constant": "dim", "operation": ""}
OUTPUT_STYLE = "bold"
# The formula of a node is broken where the terminal is narrow, but not narrower than this, and goes on further in.
NARROWEST, HANGING = 8, 2

# What stands between two columns.
GAP = 3

# In a terminal nobody reads a longer formula of one node; a pipe gets it whole.
LONGEST = 240

# What a node is that no operation computes.
KINDS = {"variable": "input", "constant": "constant"}


def write(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the expression as it was understood, the table and the notes.

    Args:
        report: what there is to show.
        precision: significant digits, or "full".
        out: where to.
        err: where notes go that have no place in a format.
    """
    width = console_for(out).width if out.isatty() else None
    table = _table(report, precision, width)
    parsed = Text(report.parsed, style=OUTPUT_STYLE)
    show(out, parsed, Text(), table, *notes_below(report), *budget_below(report, precision))


def notes_below(report: Report) -> Iterator[Text]:
    """The notes, a line each, with the node that each is about."""
    if report.notes:
        yield Text()
    rows = report.by_id()
    for node, note in report.notes:
        yield Text.assemble(("note: ", "yellow"), note.message, (f"  [{rows[node].title}]", "dim"))


def budget_below(report: Report, precision: Precision) -> Iterator[RenderableType]:
    """A row for each uncertain input, the output with its uncertainty, and what speaks against it."""
    budget = report.uncertainty
    if budget is None:
        return
    yield Text()
    yield _budget_table(budget, precision)
    yield Text()
    yield Text.assemble((total_of(report, budget, precision), "bold"), (f"  {HOW}", "dim"))
    if budget.doubts:
        yield Text()
    for doubt in budget.doubts:
        yield Text.assemble(("note: ", "yellow"), doubt.message)


def _budget_table(budget: Budget, precision: Precision) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    names, *numbers = cells_of(budget, precision)
    columns = [names, *map(aligned, numbers)]
    for title, cells in zip(COLUMNS, columns, strict=True):
        table.add_column(title, no_wrap=True, min_width=max(map(len, cells)))
    for row in zip(*columns, strict=True):
        table.add_row(*map(Text, row))
    return table


def _table(report: Report, precision: Precision, width: int | None) -> Table:
    """The table; on a terminal of this width the formulas are broken at their signs to fit in."""
    backward = report.passes == BACKWARD
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    data = aligned([short(row.data, precision) for row in report.rows])
    grad = aligned(["" if row.grad is None else short(row.grad, precision) for row in report.rows])
    shown = {"data": data, "grad": grad} if backward else {"data": data}
    operations = [_operation(row, row is report.output) for row in report.rows]
    others = [max(text.cell_len for text in operations), *[len(cells[0]) for cells in shown.values()]]
    room = None if width is None else max(NARROWEST, width - sum(others) - GAP * len(others))
    table.add_column("node", no_wrap=True)
    table.add_column("operation", no_wrap=True, min_width=max(text.cell_len for text in operations))
    for name, cells in shown.items():
        # A number is shown whole or the table is wider than the terminal: without its end it would be another number.
        table.add_column(Text(name, justify="right"), no_wrap=True, min_width=len(cells[0]))
    for row, operation, *cells in zip(report.rows, operations, *shown.values(), strict=True):
        is_output = row is report.output
        if is_output and len(report.rows) > 1:
            table.add_section()
        table.add_row(_title(row, room), operation, *map(Text, cells), style=_style(row, is_output))
    return table


def _title(row: Row, room: int | None) -> Text:
    """What a node is; in so much room, if that is bounded."""
    if room is None or len(row.title) <= room:
        return Text(row.title)
    title = shortened(row.title, LONGEST)
    lines = Text(title).divide(breaks(title, room, HANGING))
    for number, line in enumerate(lines):
        line.rstrip()
        line.pad_left(HANGING if number else 0)
    return Text("\n").join(lines)


def _operation(row: Row, is_output: bool) -> Text:
    text = row.op or KINDS[row.kind]
    return Text(f"{text}  ◀ output" if is_output else text)


def _style(row: Row, is_output: bool) -> str:
    return OUTPUT_STYLE if is_output else STYLES[row.kind]
