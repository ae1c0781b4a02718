"""The nodes as CSV and as tab-separated values."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from ... import inert
from ...answers.report import Report, Row
from ...files.numbers import bare
from ..numbers import Precision
from ..screen.diagnostic import print_note

if TYPE_CHECKING:
    from ...answers.uncertainty import Budget

COLUMNS = ("id", "kind", "name", "op", "expression", "data", "grad")
OF_UNCERTAINTY = ("sigma", "contribution", "share")


def write_csv(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the rows as CSV with all digits, below a header; the arguments are those of `table.write`."""
    _write(report, ",", out, err)


def write_tsv(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the same with tabs."""
    _write(report, "\t", out, err)


def _write(report: Report, delimiter: str, out: IO[str], err: IO[str]) -> None:
    import csv

    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    budget = report.uncertainty
    writer.writerow(COLUMNS if budget is None else [*COLUMNS, *OF_UNCERTAINTY])
    added = {} if budget is None else _of_uncertainty(budget, report.output.id)
    nothing = [""] * len(OF_UNCERTAINTY) if added else []
    writer.writerows([*_fields(row), *added.get(row.id, nothing)] for row in report.rows)
    for _, note in report.notes:
        print_note(note.message, err)
    for doubt in budget.doubts if budget is not None else ():
        print_note(doubt.message, err)


def _of_uncertainty(budget: Budget, output: str) -> dict[str, list[str]]:
    """The further fields of the uncertain inputs and of the output, by the ids of their rows."""
    fields = {each.name: [bare(x) for x in (each.sigma, each.amount, each.share)] for each in budget.contributions}
    return {output: [bare(budget.sigma), "", ""], **fields}


def _fields(row: Row) -> tuple[str, ...]:
    expression = inert.cell(row.whole or "")
    return row.id, row.kind, row.name or "", row.op or "", expression, bare(row.data), bare(row.grad)
