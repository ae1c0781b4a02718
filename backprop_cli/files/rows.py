"""Tables of any length, a row at a time: each row goes out as it came in, with further cells behind it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import IO, Any, NamedTuple, Protocol

from .. import inert
from ..errors import FileError
from .forms import NDJSON, SEPARATORS
from .numbers import bare, json_number

# No cell is too long to be read.
LONGEST_CELL = 2**31 - 1

OPEN_QUOTE = "a quote is opened and not closed in the row"


class Record(NamedTuple):
    """A row: its text without the end of its line, that end, its cells by column, and what is wrong with it.

    In the text, empty cells stand for those that it has too few, and those that it has too many are part of the end.
    """

    raw: str
    end: str
    cells: dict[str, Any]
    error: str | None = None


class Table(Protocol):
    """A table that is read and written a row at a time; `columns` are those that its beginning tells."""

    columns: list[str]

    def heading(self, added: Sequence[str]) -> str:
        """What stands above all rows, with the names of further columns."""

    def records(self) -> Iterator[Record]:
        """The rows."""

    def record(self, line: str) -> Record | None:
        """The row that stands in one line, without its end; None if there is nothing on it."""

    def extended(self, record: Record, cells: Sequence[tuple[str, float | str | None]]) -> str:
        """A row with further cells, of which numbers are not written yet, and None is an empty one."""


def table_of(stream: IO[str], form: str) -> Table:
    """The table that a stream of text holds.

    Args:
        stream: it leaves the ends of lines as they are.
        form: one of FORMATS.

    Raises:
        FileError: there is no header.
    """
    return Objects(stream) if form == NDJSON else Delimited(stream, SEPARATORS[form])


class _Kept:
    """The lines of a stream, of which those are kept that were taken since the last look.

    A reader asks for one more than there are only where a quote is still open at the end: then that is `passed`.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._taken: list[str] = []
        self.passed = False

    def __iter__(self) -> _Kept:
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.passed = True
            raise StopIteration
        self._taken.append(line)
        return line

    def lines(self) -> list[str]:
        """What was taken."""
        taken, self._taken = self._taken, []
        return taken


def _parted(raw: str) -> tuple[str, str]:
    """A text without the end of its last line, and that end."""
    body = raw.rstrip("\r\n")
    return body, raw[len(body) :]


class Delimited:
    """Cells between commas or tabs, with a header."""

    def __init__(self, stream: IO[str], separator: str) -> None:
        csv.field_size_limit(LONGEST_CELL)
        self._separator = separator
        self._kept = _Kept(stream)
        self._reader = csv.reader(self._kept, delimiter=separator)
        header = next(self._reader, None)
        if not header:
            raise FileError("the table has no header", hint="write the names of the columns in its first line")
        self._heading, self._end = _parted("".join(self._kept.lines()))
        self.columns = [header[0].removeprefix("\ufeff"), *header[1:]]

    def heading(self, added: Sequence[str]) -> str:
        """The header, as it came in, with further columns."""
        return self._separator.join([self._heading, *map(self._quoted, added)]) + (self._end or "\n")

    def records(self) -> Iterator[Record]:
        """The rows; a line without anything on it is none."""
        for cells in self._reader:
            lines = self._kept.lines()
            if self._kept.passed or (len(lines) > 1 and len(cells) != len(self.columns)):
                yield from self._line_by_line(lines)
            elif cells:
                raw, end = _parted("".join(lines))
                yield self._record(cells, raw, end or "\n")

    def record(self, line: str) -> Record | None:
        """The row that stands in one line; a quote that is not closed there ends with it."""
        kept = _Kept([line])
        cells = next(csv.reader(kept, delimiter=self._separator), None)
        if not cells:
            return None
        if kept.passed:
            return self._record(cells, f'{line}"', "")._replace(error=OPEN_QUOTE)
        return self._record(cells, line, "")

    def _line_by_line(self, lines: Iterable[str]) -> Iterator[Record]:
        """Each line as a row, where a quote that should not be there would make one row of them."""
        for line in lines:
            body, end = _parted(line)
            record = self.record(body)
            if record is not None:
                yield record._replace(end=record.end + (end or "\n"))

    def _record(self, cells: Sequence[str], raw: str, end: str) -> Record:
        width = len(self.columns)
        error = None if len(cells) == width else f"the row has {len(cells)} cells, and the header {width}"
        if len(cells) > width:
            raw, end = self._joined(cells[:width]), self._separator + self._joined(cells[width:]) + end
        missing = self._separator * (width - len(cells))
        return Record(raw + missing, end, dict(zip(self.columns, cells, strict=False)), error)

    def _joined(self, cells: Sequence[str]) -> str:
        out = StringIO()
        csv.writer(out, delimiter=self._separator, lineterminator="").writerow(cells)
        return out.getvalue()

    def extended(self, record: Record, cells: Sequence[tuple[str, float | str | None]]) -> str:
        """The row as it came in, with further cells below their columns."""
        texts = [self._quoted(cell) if isinstance(cell, str) else bare(cell) for _, cell in cells]
        return record.raw + self._separator + self._separator.join(texts) + record.end

    def _quoted(self, text: str) -> str:
        text = inert.cell(text)
        needed = any(c in text for c in (self._separator, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if needed else text


class Objects:
    """An object of JSON a line."""

    def __init__(self, stream: IO[str]) -> None:
        self._records = filter(None, map(_object, stream))
        self._first = next(self._records, None)
        self.columns = list(self._first.cells) if self._first else []

    def heading(self, added: Sequence[str]) -> str:
        """Nothing."""
        return ""

    def records(self) -> Iterator[Record]:
        """The objects; an empty line is none."""
        if self._first:
            yield self._first
            yield from self._records

    def record(self, line: str) -> Record | None:
        """The object that stands in one line."""
        found = _object(line)
        return found and found._replace(end="")

    def extended(self, record: Record, cells: Sequence[tuple[str, float | str | None]]) -> str:
        """The object with further members; in the place of what is none, one with these alone."""
        added = inert.json(
            json.dumps(
                {name: cell if isinstance(cell, str) else json_number(cell) for name, cell in cells}, ensure_ascii=False
            )
        )
        if record.raw == "":
            return added + record.end
        return record.raw[:-1].rstrip() + (", " if record.cells else "") + added[1:] + record.end


def _object(line: str) -> Record | None:
    raw = line.strip().removeprefix("\ufeff")
    if not raw:
        return None
    end = line[len(line.rstrip("\r\n")) :] or "\n"
    try:
        found = json.loads(raw)
    except RecursionError:
        return Record("", end, {}, "the line is nested too deeply")
    except json.JSONDecodeError as error:
        return Record("", end, {}, f"the line is no JSON: {error}")
    except ValueError:
        return Record("", end, {}, "an integer of the line has too many digits: write it as 1e5000")
    return Record(raw, end, found) if isinstance(found, dict) else Record("", end, {}, "the line is no object of JSON")
