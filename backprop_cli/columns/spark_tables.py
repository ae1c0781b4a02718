"""Tables in Spark: whatever it reads, with the numbers of each row, and written by its own committer.

All of it is column expressions: no row ever comes to Python, and the plan has no function of Python in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from math import nan
from typing import Any, NamedTuple

from pyspark.sql import Column, DataFrame, Observation, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - it is called so everywhere
from pyspark.sql.types import DataType, StringType, StructType

from ..files.forms import NDJSON, PARQUET, SEPARATORS
from . import spark
from .asked import Asked, prefix_beside
from .faults import Faults
from .layers import layers_of
from .spark_words import cell_reasons, double, faults_in, first_of

# The line of an object, and of what Spark finds wrong with a line of cells.
LINE, BROKEN = "backprop line", "backprop broken line"

Reasons = Sequence[tuple[Column, Column]]


class Table(NamedTuple):
    """A table as Spark has read it.

    Args:
        form: its format.
        frame: the rows.
        columns: those that the rows have.
        reasons: what may be wrong with a row as a whole.
    """

    form: str
    frame: DataFrame
    columns: Sequence[str]
    reasons: Reasons

    def cell(self, column: str) -> tuple[Column, DataType]:
        """The cell of a row in a column, and of what type it is."""
        if self.form == NDJSON:
            return F.get_json_object(spark.column(LINE), "$['" + column.replace("'", "\\'") + "']"), StringType()
        return spark.column(column), self.frame.schema[column].dataType


def read(session: SparkSession, path: str, form: str) -> Table:
    """The table in a file or a folder.

    Args:
        session: who reads it.
        path: where it is.
        form: one of the formats of `files.rows`, or `parquet`.
    """
    if form == PARQUET:
        frame = session.read.parquet(path)
        return Table(form, frame, frame.columns, ())
    return _objects(session, path) if form == NDJSON else _delimited(session, path, form)


def _delimited(session: SparkSession, path: str, form: str) -> Table:
    options: dict[str, Any] = {"sep": SEPARATORS[form], "header": True, "quote": '"', "escape": '"'}
    columns = session.read.csv(path, **options).columns
    schema = StructType()
    for name in columns:
        schema.add(name, StringType())
    schema.add(BROKEN, StringType())
    frame = session.read.csv(path, schema=schema, columnNameOfCorruptRecord=BROKEN, enforceSchema=True, **options)
    broken = spark.column(BROKEN)
    cells = F.size(F.split(broken, re.escape(SEPARATORS[form])))
    words = F.format_string(f"the row has %d cells, and the header {len(columns)}", cells)
    return Table(form, frame, columns, [(broken.isNotNull(), words)])


def _objects(session: SparkSession, path: str) -> Table:
    frame = session.read.text(path).withColumnRenamed("value", LINE)
    line = spark.column(LINE)
    frame = frame.select(F.regexp_replace(line, r"^\s+|\s+$", "").alias(LINE)).where(line != "")
    first = frame.where(F.json_object_keys(line).isNotNull()).first()
    columns = list(json.loads(first[0])) if first else []
    return Table(NDJSON, frame, columns, [(F.json_object_keys(line).isNull(), F.lit("the line is no object of JSON"))])


class Extended(NamedTuple):
    """The rows with their numbers.

    Args:
        frame: the rows with further columns.
        outputs: the columns of the value and of each gradient, which are null where there is an error.
        error: the column with what is wrong.
    """

    frame: DataFrame
    outputs: Sequence[Column]
    error: Column


def extended(table: Table, asked: Asked, sources: Mapping[str, str], longest: int) -> Extended:
    """The rows of a table with their numbers.

    Args:
        table: the rows.
        asked: what is computed.
        sources: the column of each variable that has one.
        longest: so much of a cell is repeated in an error.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant of the program has no value.
    """
    prefix = prefix_beside(table.columns)
    cells = {name: table.cell(column) for name, column in sources.items()}
    inputs = {name: f"{prefix}{name}" for name in asked.program.variables}
    given = {name: double(*cells[name]) if name in cells else F.lit(asked.defaults[name]) for name in inputs}
    faults = Faults()
    layers = layers_of(asked.program, asked.names, asked.of, spark, inputs, f"{prefix}= ", watch=faults.watch)
    frame = table.frame.select("*", *[x.alias(inputs[name]) for name, x in given.items()])
    for layer in layers.layers:
        frame = frame.select("*", *[x.alias(name) for name, x in layer.items()])
    reasons = [*table.reasons]
    for name, (cell, kind) in cells.items():
        reasons += cell_reasons(name, cell, kind, longest)
    # Most rows are told by one sum that nothing is wrong with them.
    sure = [spark.column(name) for name in dict.fromkeys([*[inputs[name] for name in cells], *layers.guards])]
    fine = spark.is_finite(sum(sure, F.lit(0.0)))
    for broken, _ in table.reasons:
        fine = fine & ~broken
    error = F.when(~fine, first_of([*reasons, *faults_in(layers, faults.found)]))
    frame = frame.select("*", error.alias(f"{prefix}error"))
    error = spark.column(f"{prefix}error")
    # A gradient may be nan, and null is that of a function without a result.
    numbers = [F.coalesce(spark.column(name), F.lit(nan)) for name in layers.outputs]
    outputs = [F.when(error.isNull(), x) for x in numbers]
    return Extended(frame, outputs, error)


def write(table: Table, found: Extended, added: Sequence[str], path: str) -> tuple[int, int]:
    """Write the rows with their numbers into a folder; how many there were, and how many with an error.

    Args:
        table: the rows.
        found: the same with their numbers.
        added: what the columns of the value, of each gradient and of the error are called.
        path: the folder, which must not be there.
    """
    seen = Observation()
    rows = F.count(F.lit(1)).alias("rows")
    errors = F.count(found.error).alias("errors")
    frame = found.frame.observe(seen, rows, errors)
    columns = [x.alias(name) for name, x in zip(added, [*found.outputs, found.error], strict=True)]
    if table.form == NDJSON:
        frame.select(_object(columns)).write.text(path)
    else:
        kept = [spark.column(name) for name in table.columns]
        _write(frame.select(*kept, *columns), table.form, path)
    return seen.get["rows"], seen.get["errors"]


def _write(frame: DataFrame, form: str, path: str) -> None:
    if form == PARQUET:
        frame.write.parquet(path)
        return
    frame.write.csv(
        path, sep=SEPARATORS[form], header=True, escape='"', emptyValue="",
        ignoreLeadingWhiteSpace=False, ignoreTrailingWhiteSpace=False,
    )  # fmt: skip


def _object(columns: Sequence[Column]) -> Column:
    """The line with further members; in the place of what is no object, one with these alone."""
    line = spark.column(LINE)
    added = F.to_json(F.struct(*columns), {"ignoreNullFields": "false"})
    keys = F.json_object_keys(line)
    beginning = F.regexp_replace(line, r"\s*\}$", F.when(F.size(keys) > 0, ", ").otherwise(""))
    return F.when(keys.isNull(), added).otherwise(F.concat(beginning, F.substr(added, F.lit(2)))).alias("value")


def summed(found: Extended) -> tuple[list[float], int, int]:
    """The sums of the value and of each gradient, how many rows there are, and how many with an error."""
    sums = [F.coalesce(F.sum(x), F.lit(0.0)) for x in found.outputs]
    numbers = found.frame.agg(*sums, F.count(F.lit(1)), F.count(found.error)).first()
    assert numbers is not None
    *totals, rows, errors = numbers
    return totals, rows, errors
