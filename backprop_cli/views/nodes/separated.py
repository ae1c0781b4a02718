"""The nodes as CSV and as tab-separated values."""

from __future__ import annotations

from typing import IO

from ...answers.report import Report, Row
from ...files.numbers import bare
from ..numbers import Precision
from ..screen.diagnostic import print_note

COLUMNS = ("id", "kind", "name", "op", "expression", "data", "grad")


def write_csv(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the rows as CSV with all digits, below a header; the arguments are those of `table.write`."""
    _write(report, ",", out, err)


def write_tsv(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the same with tabs."""
    _write(report, "\t", out, err)


def _write(report: Report, delimiter: str, out: IO[str], err: IO[str]) -> None:
    import csv

    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_fields(row) for row in report.rows)
    for _, note in report.notes:
        print_note(note.message, err)


def _fields(row: Row) -> tuple[str, ...]:
    return row.id, row.kind, row.name or "", row.op or "", row.whole or "", bare(row.data), bare(row.grad)
