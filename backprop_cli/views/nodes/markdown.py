"""The nodes as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from ...answers.report import BACKWARD, Report
from ..numbers import Precision, short
from .budget import COLUMNS, HOW, cells_of, total_of

if TYPE_CHECKING:
    from ...answers.uncertainty import Budget


def write(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the expression as it was understood, the table and the notes; the arguments are those of `table.write`."""
    out.writelines([f"{line}\n" for line in _lines(report, precision)])


def _lines(report: Report, precision: Precision) -> Iterator[str]:
    backward = report.passes == BACKWARD
    yield from (f"`{report.parsed}`", "")
    yield _line(["node", "operation", "data", *(["grad"] if backward else [])])
    yield "|---|---|--:|" + ("--:|" if backward else "")
    yield from (_line(cells) for cells in _cells(report, precision, backward))
    if report.notes:
        yield ""
    rows = report.by_id()
    yield from (f"- {note.message} (`{rows[node].title}`)" for node, note in report.notes)
    if report.uncertainty is not None:
        yield from _budget_lines(report, report.uncertainty, precision)


def _budget_lines(report: Report, budget: Budget, precision: Precision) -> Iterator[str]:
    yield from ("", _line([*COLUMNS]), "|---" + "|--:" * len(COLUMNS[1:]) + "|")
    for name, *cells in zip(*cells_of(budget, precision), strict=True):
        yield _line([f"`{name}`", *cells])
    yield from ("", f"**{total_of(report, budget, precision)}** ({HOW})")
    if budget.doubts:
        yield ""
    yield from (f"- {doubt.message}" for doubt in budget.doubts)


def _cells(report: Report, precision: Precision, backward: bool) -> Iterator[list[str]]:
    for row in report.rows:
        name = f"`{row.title}`"
        op = f"`{row.op}`" if row.op else "input" if row.kind == "variable" else row.kind
        grad = "" if row.grad is None else short(row.grad, precision)
        cells = [name, op, short(row.data, precision), *([grad] if backward else [])]
        yield [f"**{cell}**" for cell in cells] if row is report.output else cells


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
