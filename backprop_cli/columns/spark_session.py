"""A session of Spark that says nothing on standard error, and whose errors are those of files and of usage."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from ..errors import FileError, UsageError

# Where Python tells of what goes wrong in Spark, beside the exception.
LOGGERS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")

# What Spark calls an error, before its words.
_NAME = re.compile(r"^\[[A-Z0-9_.]+\] ")


@contextmanager
def session(remote: str | None) -> Iterator[SparkSession]:
    """A session, which ends with the block.

    Args:
        remote: where it is, `sc://…`; None for what the settings of Spark say, else this machine.

    Raises:
        UsageError: there is no session to be had.
        FileError: something cannot be read or written.
    """
    for name in LOGGERS:
        logging.getLogger(name).disabled = True
    spark = _started(remote)
    try:
        yield spark
    except PySparkException as error:
        raise FileError(_said(error), hint="look at what Spark says of it") from None
    finally:
        spark.stop()


def _started(remote: str | None) -> SparkSession:
    builder: SparkSession.Builder = SparkSession.builder
    try:
        with _silent():
            if remote is not None:
                return builder.remote(remote).getOrCreate()
            return builder.appName("backprop").config("spark.ui.enabled", "false").getOrCreate()
    except (PySparkException, ImportError) as error:
        hint = "it needs Java 17 or newer" if remote is None else "it needs: pip install 'pyspark[connect]'"
        raise UsageError(f"Spark does not start: {_said(error)}", hint=hint) from None


@contextmanager
def _silent() -> Iterator[None]:
    """Keep a process that is started from standard error, where Java writes what it does."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _said(error: Exception) -> str:
    """The first line of an error, without what Spark calls it."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    said = _NAME.sub("", lines[0]).partition(" SQLSTATE")[0].strip().rstrip(".")
    return said[:1].lower() + said[1:]
