"""Rows by Polars, on all processors, from a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from ...errors import UsageError
from ...files.forms import PARQUET
from ..tables import opened_table
from . import python
from .job import Job, counted, print_total, writing_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...answers.batch import Point

# A smaller table is done before Polars is there.
LARGE = 1_000_000

# The version from which on Polars has all that is used.
OLDEST = (2, 1)


def is_installed() -> bool:
    """Whether Polars is there, and new enough; it is not loaded by that."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        found = version("polars")
    except PackageNotFoundError:
        return False
    return tuple(map(int, found.split(".")[:2])) >= OLDEST


def is_better(table: str) -> bool:
    """Whether Polars is there, and a table is a file that is large enough to load it."""
    return os.path.isfile(table) and os.path.getsize(table) >= LARGE and is_installed()


def run(job: Job) -> int:
    """Compute the rows, or their total.

    Raises:
        UsageError: Polars is not installed.
        FileError: the table cannot be read, or the output cannot be written.
    """
    if job.form == PARQUET and job.table == "-":
        raise UsageError("Parquet is read from a file", hint="give its name with -i")
    if not is_installed():
        newer = f"Polars {'.'.join(map(str, OLDEST))} or newer"
        what = f"Parquet is read with {newer}" if job.form == PARQUET else f"{newer} is not installed"
        raise UsageError(what, hint="install it: pip install 'backprop-cli[batch]'")
    return _parquet(job) if job.form == PARQUET else _text(job)


def _text(job: Job) -> int:
    """The rows of a table of text; by Python where they are not its lines, or it is no file."""
    from ...files.plain import plain

    found = plain(job.table)
    if found is None:
        return python.run(job)
    from ...answers.extension import Extension
    from ...columns.lines import Lines, extended, lines_are_rows, summed
    from ...files.rows import table_of

    with opened_table(job.table) as stream:
        table = table_of(stream, job.form)
        extension = Extension(job.batch, table, job.sources(table.columns))
    if not lines_are_rows(job.table, job.form, found):
        return python.run(job)
    lines = Lines(job.table, job.form, found, table.columns, extension.sources)
    with Counts.shown() as counts:
        if job.how is not None:
            return counts.total(job, summed(lines, job.batch, extension.numbers, counts.seen))
        with writing_bytes(job.output) as out:
            out.write(extension.heading().encode())
            out.flush()
            extended(lines, job.batch, extension.answered, out, counts.seen)
    return counts.told()


def _parquet(job: Job) -> int:
    from ...columns.parquet import Parquet

    table = Parquet(job.table)
    sources = job.sources(table.columns)

    def answer(cells: Mapping[str, Any]) -> Point:
        return job.batch.at({name: cells[column] for name, column in sources.items()})

    with Counts.shown() as counts:
        if job.how is not None:
            return counts.total(job, table.summed(job.batch, sources, answer, counts.seen))
        if job.output is None and sys.stdout.isatty():
            raise UsageError("Parquet is nothing to look at", hint="write it to a file with -o")
        with writing_bytes(job.output) as out:
            table.extended(job.batch, sources, job.added, answer, out, counts.seen)
    return counts.told()


class Counts:
    """How many rows are done, and how many of them have an error, as several threads tell it.

    Args:
        shown: it is told of further rows.
    """

    def __init__(self, shown: Callable[[int], None]) -> None:
        self._shown = shown
        self._lock = Lock()
        self.rows = self.errors = 0

    @classmethod
    @contextmanager
    def shown(cls) -> Iterator[Counts]:
        """Counts that are shown to whoever waits for them."""
        from ...views.screen.progress import counting

        with counting("rows", sys.stderr) as shown:
            yield cls(shown)

    def seen(self, rows: int, errors: int) -> None:
        """So many more."""
        with self._lock:
            self.rows += rows
            self.errors += errors
            self._shown(rows)

    def told(self) -> int:
        """Tell how many there were; the exit code."""
        return counted(self.rows, self.errors)

    def total(self, job: Job, numbers: Sequence[Sequence[float]]) -> int:
        """Print the total of all rows; the exit code."""
        from ...answers.batch import Point, Total

        total = Total(1 + len(job.batch.names))
        for each in numbers:
            total.add(Point(each))
        total.rows, total.errors = self.rows, self.errors
        return print_total(job, total)
