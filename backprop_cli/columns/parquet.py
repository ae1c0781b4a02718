"""Tables of Parquet in Polars, whose columns go out with their types."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, Protocol

import polars as pl

from ..errors import FileError
from .asked import Asked
from .frames import Numbered, Numbers, Seen, finished, numbered, streaming, sums, system_error


class Answer(Protocol):
    """What comes of a row: the value and the gradients, or the reason why there is none."""

    @property
    def numbers(self) -> Sequence[float]:
        """None of them where there is an error."""

    @property
    def error(self) -> str:
        """Empty where there is none."""


Cells = Mapping[str, Any]


class Parquet:
    """A table of Parquet.

    Args:
        path: where it is.

    Raises:
        FileError: it cannot be read, or is none.
    """

    def __init__(self, path: str) -> None:
        self._frame = pl.scan_parquet(path, glob=False)
        try:
            self.schema = self._frame.collect_schema()
        except (OSError, pl.exceptions.PolarsError) as error:
            raise FileError(f"cannot read '{path}': {_reason(error)}", hint="give a table of Parquet") from None
        self.columns = self.schema.names()

    def numbered(self, asked: Asked, sources: Mapping[str, str]) -> Numbered:
        """Its rows with their numbers."""
        cells = {name: _double(pl.col(column), self.schema[column]) for name, column in sources.items()}
        return numbered(self._frame, asked, cells, self.columns, pl.lit(value=True))

    def extended(
        self, asked: Asked, sources: Mapping[str, str], added: Sequence[str], answer: Callable[[Cells], Answer],
        out: IO[bytes], seen: Seen,
    ) -> None:  # fmt: skip
        """Write every row with its numbers.

        Args:
            asked: what is computed.
            sources: the column of each variable that has one.
            added: what the columns of the value, of each gradient and of the error are called.
            answer: what Python makes of a row, by its cells.
            out: where to write.
            seen: it is told how many rows are done, and how many of them have an error.

        Raises:
            OSError: something cannot be read or written.
        """
        found = self.numbered(asked, sources)
        *names, error = added
        nothing: Sequence[float | None] = [None] * len(names)
        schema = {**self.schema, **dict.fromkeys(names, pl.Float64()), error: pl.String()}

        def finish(frame: pl.DataFrame) -> pl.DataFrame:
            unsure = (~frame["sure"]).arg_true()
            answers = [answer(row) for row in frame[unsure].select(self.columns).iter_rows(named=True)]
            seen(len(frame), sum([bool(each.error) for each in answers]))
            numbers = [frame[str(place)].alias(name) for place, name in enumerate(names)]
            errors = pl.Series(error, [None], pl.String).new_from_index(0, len(frame))
            if answers:
                columns = zip(*[each.numbers or nothing for each in answers], strict=True)
                numbers = [column.scatter(unsure, list(new)) for column, new in zip(numbers, columns, strict=True)]
                errors = errors.scatter(unsure, [each.error or None for each in answers])
            return frame.select(self.columns).with_columns(*numbers, errors)

        done = finished(found, self.columns, finish, schema)
        with streaming(found):
            done.sink_parquet(out)

    def summed(
        self, asked: Asked, sources: Mapping[str, str], answer: Callable[[Cells], Answer], seen: Seen
    ) -> Sequence[Numbers]:
        """Numbers that add up to those of all rows; the arguments are those of `extended`.

        Raises:
            OSError: something cannot be read.
        """
        kept = list(dict.fromkeys(sources.values()))

        def answers(frame: pl.DataFrame) -> list[Numbers]:
            return [answer(row).numbers for row in frame.select(kept).iter_rows(named=True)]

        return sums(self.numbered(asked, sources), kept, answers, seen)


def _reason(error: Exception) -> str:
    found = system_error(error)
    return (found.strerror or "").lower() if found else str(error).splitlines()[0].removeprefix("parquet: ")


def _double(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    """A column as doubles, null where Python is to look at the cell."""
    if isinstance(kind, pl.Decimal):
        # By its digits, which are rounded once.
        column = column.cast(pl.String)
    elif not (kind.is_numeric() or kind == pl.String):
        return pl.lit(None, pl.Float64)
    return column.cast(pl.Float64, strict=False)
