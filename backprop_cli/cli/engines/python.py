"""Rows by Python, one at a time, from any stream to any other."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..tables import opened_table
from .job import Job, counted, print_total, writing

if TYPE_CHECKING:
    from ...answers.batch import Point
    from ...answers.extension import Extension
    from ...files.rows import Record


def run(job: Job) -> int:
    """Compute the rows, or their total."""
    from ...answers.extension import Extension
    from ...files.rows import table_of

    with opened_table(job.table) as stream:
        table = table_of(stream, job.form)
        extension = Extension(job.batch, table, job.sources(table.columns))
        return _extended(job, extension) if job.how is None else _summed(job, extension)


def _points(extension: Extension) -> Iterator[tuple[Record, Point]]:
    """Each row with what comes of it; a bar is shown to whoever waits for them."""
    from ...views.screen.progress import tracked

    for record in tracked(extension.table.records(), None, "rows", sys.stderr):
        yield record, extension.point(record)


def _extended(job: Job, extension: Extension) -> int:
    rows = errors = 0
    with writing(job.output) as out:
        out.write(extension.heading())
        for record, point in _points(extension):
            rows += 1
            errors += bool(point.error)
            out.write(extension.text(record, point))
    return counted(rows, errors)


def _summed(job: Job, extension: Extension) -> int:
    from ...answers.batch import Total

    total = Total(1 + len(job.batch.names))
    for _, point in _points(extension):
        total.add(point)
    return print_total(job, total)
