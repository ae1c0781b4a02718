"""The table of nodes: data and grad, with inputs, constants and the output told apart at a glance."""

from __future__ import annotations

from typing import IO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..report import Report, Row
from .numbers import Precision, aligned, short
from .terminal import console_for

# Styles that are readable on dark and on light backgrounds.
STYLES = {"variable": "cyan", "constant": "dim", "operation": ""}
OUTPUT_STYLE = "bold"
WORDS = {"variable": "input", "constant": "constant"}


def print_table(report: Report, precision: Precision, stream: IO[str]) -> None:
    """Write the expression as it was understood, the table and the notes."""
    console = console_for(stream)
    console.print(Text(report.parsed, style=OUTPUT_STYLE), soft_wrap=not stream.isatty())
    console.print(_table(report, precision), crop=stream.isatty())
    print_notes(report, console)


def print_notes(report: Report, console: Console) -> None:
    """Write the notes, a line each, with the node that each is about."""
    for node, note in report.notes:
        where = report.row(node).title
        console.print(Text.assemble(("note: ", "yellow"), note.message, (f"  [{where}]", "dim")), soft_wrap=True)


def _table(report: Report, precision: Precision) -> Table:
    backward = report.passes == "backward"
    table = Table(box=box.SIMPLE_HEAD, show_edge=True, pad_edge=False, header_style="bold")
    table.add_column("node", overflow="fold")
    table.add_column("operation", no_wrap=True)
    table.add_column("data", justify="right", no_wrap=True)
    if backward:
        table.add_column("grad", justify="right", no_wrap=True)
    data = aligned([short(row.data, precision) for row in report.rows])
    grad = aligned([short(row.grad, precision) for row in report.rows])
    for row, *cells in zip(report.rows, data, *([grad] if backward else []), strict=True):
        is_output = row is report.output
        table.add_row(
            Text(row.title), _operation(row, is_output), *map(Text, cells), style=_style(row, is_output)
        )
    return table


def _operation(row: Row, is_output: bool) -> Text:
    text = row.op or WORDS[row.kind]
    return Text(f"{text}  ◀ output" if is_output else text)


def _style(row: Row, is_output: bool) -> str:
    return OUTPUT_STYLE if is_output else STYLES[row.kind]

