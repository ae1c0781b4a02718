"""The table of nodes: data and grad, with inputs, constants and the output told apart at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from rich import box
from rich.table import Table
from rich.text import Text

from ..report import Report, Row
from .numbers import Precision, aligned, short
from .terminal import show

# Styles that are readable on dark and on light backgrounds.
STYLES = {"variable": "cyan", "constant": "dim", "operation": ""}
OUTPUT_STYLE = "bold"
WORDS = {"variable": "input", "constant": "constant"}


def print_table(report: Report, precision: Precision, stream: IO[str]) -> None:
    """Write the expression as it was understood, the table and the notes."""
    show(stream, Text(report.parsed, style=OUTPUT_STYLE), Text(), _table(report, precision), *notes_below(report))


def notes_below(report: Report) -> Iterator[Text]:
    """The notes, a line each, with the node that each is about."""
    if report.notes:
        yield Text()
    for node, note in report.notes:
        yield Text.assemble(("note: ", "yellow"), note.message, (f"  [{report.row(node).title}]", "dim"))


def _table(report: Report, precision: Precision) -> Table:
    backward = report.passes == "backward"
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("node", overflow="fold")
    table.add_column("operation", no_wrap=True)
    for title in ("data", "grad") if backward else ("data",):
        table.add_column(Text(title, justify="right"), no_wrap=True)
    data = aligned([short(row.data, precision) for row in report.rows])
    grad = aligned([short(row.grad, precision) for row in report.rows])
    for row, *cells in zip(report.rows, data, *([grad] if backward else []), strict=True):
        is_output = row is report.output
        if is_output and len(report.rows) > 1:
            table.add_section()
        table.add_row(Text(row.title), _operation(row, is_output), *map(Text, cells), style=_style(row, is_output))
    return table


def _operation(row: Row, is_output: bool) -> Text:
    text = row.op or WORDS[row.kind]
    return Text(f"{text}  ◀ output" if is_output else text)


def _style(row: Row, is_output: bool) -> str:
    return OUTPUT_STYLE if is_output else STYLES[row.kind]
