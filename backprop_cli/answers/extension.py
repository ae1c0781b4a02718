"""The rows of a table with their numbers behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..files.rows import Record, Table
from .batch import Batch, Point

VALUE, ERROR = "value", "error"


class Extension:
    """A table, and what is computed for each of its rows.

    Args:
        batch: what is computed.
        table: the rows.
        sources: the column of each variable that has one.
    """

    def __init__(self, batch: Batch, table: Table, sources: Mapping[str, str]) -> None:
        self.batch = batch
        self.table = table
        self.sources = sources
        self.added = [VALUE, *[f"d_{name}" for name in batch.names]]

    def heading(self) -> str:
        """What stands above all rows."""
        return self.table.heading([*self.added, ERROR])

    def point(self, record: Record) -> Point:
        """What comes of a row."""
        if record.error:
            return Point((), record.error)
        return self.batch.at({name: record.cells.get(column) for name, column in self.sources.items()})

    def text(self, record: Record, point: Point) -> str:
        """The row with its numbers."""
        nothing: Sequence[float | None] = [None] * len(self.added)
        numbers = zip(self.added, point.numbers or nothing, strict=True)
        return self.table.extended(record, [*numbers, (ERROR, point.error or None)])

    def answered(self, line: str) -> tuple[str | None, bool]:
        """The row that stands in one line, with its numbers, and whether it has an error; none on an empty line."""
        record = self.table.record(line)
        if record is None:
            return None, False
        point = self.point(record)
        return self.text(record, point), bool(point.error)

    def numbers(self, line: str) -> Sequence[float] | None:
        """The numbers of the row that stands in one line, none where there is an error; None on an empty line."""
        record = self.table.record(line)
        return None if record is None else self.point(record).numbers
