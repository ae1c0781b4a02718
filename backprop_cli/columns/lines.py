"""Tables of text in Polars: each row is a line, which goes out as it came in, with further cells behind it.

Polars splits a file into lines and a line into cells. What it finds no number in, and what has no finite result, it
hands over to Python, line by line, so that all that is unusual is read, computed and told of by one engine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import IO, NamedTuple

import polars as pl

from .. import inert
from ..files.forms import NDJSON, SEPARATORS
from ..files.plain import Plain
from .asked import Asked
from .frames import Numbered, Numbers, Seen, finished, numbered, streaming, sums

LINE = "line"

# Below this Python writes a number in another way than Polars does.
SMALL = 1e-4

# A number of JSON, a text without an escape, and an object of nothing else.
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_TEXT = r'"[^"\\\x00-\x1f\x7f]*"'
_MEMBER = rf"{_TEXT} ?: ?(?:{_NUMBER}|{_TEXT}|true|false|null)"
_OBJECT = rf"^\{{{_MEMBER}(?:, ?{_MEMBER})*\}}$"


class Lines(NamedTuple):
    """A table of text.

    Args:
        path: where it is.
        form: one of the formats of `files.rows`.
        plain: what is known of its lines.
        columns: those of the table.
        sources: the column of each variable that has one.
    """

    path: str
    form: str
    plain: Plain
    columns: Sequence[str]
    sources: Mapping[str, str]

    def numbered(self, asked: Asked) -> Numbered:
        """Its lines with their numbers."""
        frame = pl.scan_lines(self.path, name=LINE, glob=False)
        if self.form == NDJSON:
            return numbered(frame, asked, self._members(), [LINE], pl.col(LINE).str.contains(_OBJECT))
        frame = frame.slice(1).filter(pl.col(LINE) != "")
        if self.plain.quoted:
            return self._quoted(frame, asked)
        width = len(self.columns)
        fields = pl.col(LINE).str.split_exact(SEPARATORS[self.form], width)
        # Column by column: of each expression for a field, Polars would look at all of them.
        frame = frame.select(LINE, fields.alias("fields")).unnest("fields")
        names = [f"field_{place}" for place in range(width + 1)]
        cells = [pl.col(name) for name in names]
        well_formed = cells[width - 1].is_not_null() & cells[width].is_null()
        return numbered(frame, asked, self._doubles(cells), [LINE, *names], well_formed)

    def _members(self) -> dict[str, pl.Expr]:
        # Of several members of one name the last counts.
        forms = {name: rf'^.*"{pl.escape_regex(column)}" ?: ?([^,}}]+)' for name, column in self.sources.items()}
        return {name: pl.col(LINE).str.extract(form).cast(pl.Float64, strict=False) for name, form in forms.items()}

    def _quoted(self, frame: pl.LazyFrame, asked: Asked) -> Numbered:
        separator = SEPARATORS[self.form]
        cells = pl.concat_str(pl.lit(separator), LINE).str.extract_all(separator + _cell(separator))
        frame = frame.select(LINE, cells.alias("cells"))
        texts = [pl.col("cells").list.get(place, null_on_oob=True) for place in range(len(self.columns))]
        bare = [text.str.strip_prefix(separator).str.strip_prefix('"').str.strip_suffix('"') for text in texts]
        well_formed = pl.col("cells").list.len() == len(self.columns)
        return numbered(frame, asked, self._doubles(bare), [LINE, "cells"], well_formed)

    def _doubles(self, cells: Sequence[pl.Expr]) -> dict[str, pl.Expr]:
        return {
            name: cells[self.columns.index(column)].cast(pl.Float64, strict=False)
            for name, column in self.sources.items()
        }


def _cell(separator: str) -> str:
    return rf'(?:"(?:[^"]|"")*"|[^"{separator}]*)'


def lines_are_rows(path: str, form: str, plain: Plain) -> bool:
    """Whether no cell in quotation marks goes over several lines."""
    if form == NDJSON or not plain.quoted:
        return True
    cell = _cell(SEPARATORS[form])
    line = pl.col(LINE)
    odd = line.str.contains('"', literal=True) & ~line.str.contains(rf"^{cell}(?:{SEPARATORS[form]}{cell})*$")
    found = pl.scan_lines(path, name=LINE, glob=False).select(odd.any()).collect(engine="streaming")
    return not found.item()


def extended(
    lines: Lines, asked: Asked, rewritten: Callable[[str], tuple[str | None, bool]], out: IO[bytes],
    seen: Seen,
) -> None:  # fmt: skip
    """Write every line with its numbers.

    Args:
        lines: the table.
        asked: what is computed.
        rewritten: what Python makes of a line, nothing of an empty one, and whether there is an error in it.
        out: where to write.
        seen: it is told how many rows are done, and how many of them have an error.

    Raises:
        OSError: something cannot be read or written.
    """
    found = lines.numbered(asked)
    row = _row(lines.form, asked).alias("row")

    def finish(frame: pl.DataFrame) -> pl.DataFrame:
        texts = _texts([frame[str(place)] for place in range(len(found.outputs))])
        rows = pl.DataFrame([frame[LINE], *texts]).select(row)["row"]
        unsure = (~frame["sure"]).arg_true()
        answers = [rewritten(line) for line in frame[LINE].gather(unsure)]
        if answers:
            rows = rows.scatter(unsure, [text for text, _ in answers])
        seen(len(rows) - rows.null_count(), sum([error for _, error in answers]))
        return rows.drop_nulls().to_frame()

    done = finished(found, [LINE], finish, {"row": pl.String()})
    with streaming(found):
        done.sink_csv(out, include_header=False, quote_style="never", line_terminator=lines.plain.end)


def summed(lines: Lines, asked: Asked, point: Callable[[str], Numbers | None], seen: Seen) -> Sequence[Numbers]:
    """The numbers that add up to those of all lines.

    Args:
        lines: the table.
        asked: what is computed.
        point: what Python makes of a line: the numbers, none where there is an error, None on an empty line.
        seen: it is told how many rows are done, and how many of them have an error.

    Raises:
        OSError: something cannot be read.
    """

    def answers(frame: pl.DataFrame) -> list[Numbers]:
        return [numbers for line in frame[LINE] if (numbers := point(line)) is not None]

    return sums(lines.numbered(asked), [LINE], answers, seen)


def _row(form: str, asked: Asked) -> pl.Expr:
    """A line with its numbers, which are columns by their places."""
    numbers = [pl.col(str(place)) for place in range(1 + len(asked.names))]
    if form != NDJSON:
        return pl.format(SEPARATORS[form].join(["{}"] * (1 + len(numbers))) + SEPARATORS[form], LINE, *numbers)
    names = ["value", *[f"d_{name}" for name in asked.names]]
    written = [inert.json(f", {json.dumps(name, ensure_ascii=False)}: ") for name in names]
    members = [piece for name, number in zip(written, numbers, strict=True) for piece in (pl.lit(name), number)]
    return pl.concat_str(pl.col(LINE).str.strip_suffix("}"), *members, pl.lit(', "error": null}'))


def _texts(columns: Sequence[pl.Series]) -> list[pl.Series]:
    """The numbers as Python writes them."""
    # As one column, because each step costs as much for a few rows as for many.
    numbers = pl.concat(columns)
    texts = numbers.cast(pl.String)
    small = numbers.is_between(-SMALL, SMALL, closed="none").arg_true()
    small = small.filter(numbers.gather(small) != 0)
    if len(small):
        texts = texts.scatter(small, [*map(repr, numbers.gather(small).to_list())])
    rows = len(columns[0])
    return [texts.slice(place * rows, rows).alias(column.name) for place, column in enumerate(columns)]
