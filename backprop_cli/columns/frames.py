"""A program over a frame of Polars: the value and the gradients of each row, and whether they can be relied on."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import frexp, ldexp
from typing import Any, NamedTuple

import polars as pl

from . import polars
from .asked import Asked, prefix_beside
from .layers import layers_of

# So many numbers are in memory for each part of a table that is worked on: of large programs the parts are small.
MOST_NUMBERS = 20_000_000
SMALLEST_PART, LARGEST_PART = 500, 50_000

# Of larger numbers a sum overflows.
LARGEST_EXPONENT = 1020

_NUMBER_OF_ERROR = re.compile(r"\(os error (\d+)\)")


class Numbered(NamedTuple):
    """A frame with the value and the gradients.

    Args:
        frame: the rows, with further columns.
        outputs: the columns of the value and of each gradient.
        is_sure: the column that tells where these are finite, as is all that they are made of.
        part: how many rows are to be worked on at a time.
    """

    frame: pl.LazyFrame
    outputs: Sequence[str]
    is_sure: str
    part: int


def numbered(
    frame: pl.LazyFrame, asked: Asked, cells: Mapping[str, pl.Expr], columns: Sequence[str], well_formed: pl.Expr
) -> Numbered:
    """The frame with the numbers of each row.

    Args:
        frame: the rows.
        asked: the program.
        cells: the doubles of the variables that have a column, null where there is none.
        columns: the names that the frame has.
        well_formed: whether the cells of a row are where they are looked for.
    """
    prefix = prefix_beside(columns)
    inputs = {name: f"{prefix}{name}" for name in asked.program.variables}
    given = {name: cells[name] if name in cells else pl.lit(asked.defaults[name]) for name in inputs}
    layers = layers_of(asked.program, asked.names, asked.of, polars, inputs, f"{prefix}= ")
    is_sure = f"{prefix}?"
    frame = frame.with_columns(well_formed.alias(is_sure), *[x.alias(inputs[name]) for name, x in given.items()])
    for layer in layers.layers:
        frame = frame.with_columns(**layer)
    looked_at = dict.fromkeys([*[inputs[name] for name in cells], *layers.guards])
    sure = pl.col(is_sure) & pl.sum_horizontal(*looked_at, ignore_nulls=False).is_finite()
    width = len(layers.columns) + len(columns)
    part = min(max(MOST_NUMBERS // width, SMALLEST_PART), LARGEST_PART)
    return Numbered(frame.with_columns(sure.fill_null(value=False)), layers.outputs, is_sure, part)


Numbers = Sequence[float]
# It is told how many rows are done, and how many of them have an error.
Seen = Callable[[int, int], None]
Finish = Callable[[pl.DataFrame], pl.DataFrame]


def finished(found: Numbered, kept: Sequence[str], finish: Finish, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """The rows as they go out: what Python makes of the kept columns, the numbers and whether these are sure.

    Args:
        found: the rows.
        kept: further columns that are needed.
        finish: it is given the kept columns, "0", "1", … for the value and the gradients, and "sure".
        schema: the columns that it makes of them.
    """
    numbers = [pl.col(name).alias(str(place)) for place, name in enumerate(found.outputs)]
    frame = found.frame.select(*kept, *numbers, pl.col(found.is_sure).alias("sure"))
    return frame.map_batches(finish, schema=dict(schema), streamable=True)


@contextmanager
def streaming(found: Numbered) -> Iterator[None]:
    """Let Polars work on parts of the table, and say what goes wrong as Python does.

    Raises:
        OSError: something cannot be read or written.
    """
    with pl.Config(streaming_chunk_size=found.part):
        try:
            yield
        except (OSError, pl.exceptions.PolarsError) as error:
            if (reason := system_error(error)) is None:
                raise
            raise reason from None


def system_error(error: Exception) -> OSError | None:
    """The error of the system that an error of Polars tells of."""
    code = _NUMBER_OF_ERROR.search(str(error))
    return OSError(int(code[1]), os.strerror(int(code[1]))) if code else None


def sums(
    found: Numbered, kept: Sequence[str], answers: Callable[[pl.DataFrame], Sequence[Numbers]], seen: Seen
) -> Sequence[Numbers]:
    """Numbers that add up to those of all rows.

    Args:
        found: the rows.
        kept: the columns that are needed to answer for a row.
        answers: the numbers of rows that are not sure, none of a row with an error.
        seen: it is told how many rows are done, and how many of them have an error.

    Raises:
        OSError: something cannot be read.
    """
    schema = {str(place): pl.Float64() for place in range(len(found.outputs))}

    def finish(frame: pl.DataFrame) -> pl.DataFrame:
        sure, unsure = frame.filter("sure"), frame.filter(~pl.col("sure"))
        answered = answers(unsure) if len(unsure) else []
        numbers = [each for each in answered if each]
        seen(len(sure) + len(answered), len(answered) - len(numbers))
        parts = _partial_sums([sure[name] for name in schema])
        return pl.DataFrame([*parts, *numbers], schema, orient="row")

    with streaming(found):
        return finished(found, kept, finish, schema).collect(engine="streaming").rows()


def _partial_sums(numbers: Sequence[pl.Series]) -> list[list[float]]:
    """Two numbers for each column, which add up to its sum: the part that has no rounding error, and the rest."""
    parts = [_halves(column) for column in numbers]
    return [[float(part[place].sum()) for part in parts] for place in (0, 1)]


def _halves(numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Each number as a multiple of a power of two that makes a sum of all exact, and what it lacks."""
    largest: Any = numbers.abs().max() or 0.0
    _, exponent = frexp(largest)
    _, count = frexp(len(numbers))
    if exponent + count > LARGEST_EXPONENT:
        return numbers, numbers * 0
    unit = ldexp(2.0, exponent + count)
    high = (numbers + unit) - unit
    return high, numbers - high
