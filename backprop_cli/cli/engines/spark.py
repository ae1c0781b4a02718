"""Rows by Spark, from whatever it reads into a folder, on this machine or a cluster."""

from __future__ import annotations

import os

from ...errors import FileError, UsageError
from .job import Job, counted, print_total


def is_installed() -> bool:
    """Whether Spark is there; it is not loaded by that."""
    from importlib.util import find_spec

    return find_spec("pyspark") is not None


def run(job: Job) -> int:
    """Compute the rows, or their total.

    Raises:
        UsageError: Spark is not installed, or does not start, or there is no place for the rows.
        FileError: the table cannot be read, or the output cannot be written.
    """
    if not is_installed():
        raise UsageError("Spark is not installed", hint="install it: pip install 'backprop-cli[spark]'")
    if job.table == "-":
        raise UsageError("Spark reads files and folders", hint="give the name of one with -i")
    if job.how is None and job.output is None:
        raise UsageError("Spark writes a folder", hint="give its name with -o")
    if job.how is None and job.remote is None and os.path.exists(job.output or ""):
        raise FileError(
            f"'{job.output}' is there already", hint="Spark writes a folder of its own: choose another name"
        )
    return _computed(job)


def _computed(job: Job) -> int:
    from ...answers.batch import LONGEST_SHOWN, Point, Total
    from ...columns.spark_session import session
    from ...columns.spark_tables import extended, read, summed, write

    with session(job.remote) as spark:
        table = read(spark, job.table, job.form)
        found = extended(table, job.batch, job.sources(table.columns), LONGEST_SHOWN)
        if job.output is not None and job.how is None:
            return counted(*write(table, found, job.added, job.output))
        total = Total(1 + len(job.batch.names))
        numbers, rows, errors = summed(found)
    total.add(Point(numbers))
    total.rows, total.errors = rows, errors
    return print_total(job, total)
