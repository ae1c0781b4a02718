"""The rows of a text that is separated by commas, semicolons or tabs; a bad one costs itself and no other."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

SEPARATORS = ",;\t"

# How Excel is told the separator in a line of its own, above the header.
TOLD = re.compile(r"\"?sep=([,;\t|])\"?")

# No cell is too long to be read: what it holds may be too long, and is then reported with its place.
LONGEST_CELL = 2**31 - 1

MISPLACED = "a quotation mark is out of place, so the quotation marks of this line are read as text"


class Row(NamedTuple):
    """The cells of a row, the line on which it begins, and what is wrong with it."""

    cells: list[str]
    line: int
    error: str | None = None


class Rows(NamedTuple):
    """A table: its header, the rows below that hold anything, and what separates the cells."""

    header: list[str]
    rows: list[Row]
    delimiter: str


def read_rows(text: str, fitness: Callable[[Sequence[str]], tuple[int, ...]]) -> Rows:
    r"""Read a table.

    Args:
        text: all of it; lines end with `\n`, `\r\n` or `\r`.
        fitness: how well a header fits; the separator is that which gives the best.
    """
    lines = [line + "\n" for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    told = TOLD.fullmatch(lines[start].strip("\n ")) if start < len(lines) else None
    if told:
        start += 1
    with _any_length():
        candidates = told[1] if told else SEPARATORS
        delimiter = max(candidates, key=lambda each: fitness(next(_rows(lines, start, each), Row([], 0)).cells))
        found = list(_rows(lines, start, delimiter))
    header, *rows = found or [Row([], 0)]
    return Rows(header.cells, rows, delimiter)


def _rows(lines: Sequence[str], start: int, delimiter: str) -> Iterator[Row]:
    """The rows from a line on that hold anything.

    A quotation mark that is never closed would take all lines below into its cell: `ada,"1` is read again as it stands.
    """
    while start < len(lines):
        reader = csv.reader(_from(lines, start), delimiter=delimiter, strict=True)
        done = 0
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield Row(cells, start + done + 1)
                done = reader.line_num
            return
        except csv.Error:
            line = lines[start + done]
            yield Row(line.rstrip("\n").split(delimiter), start + done + 1, MISPLACED)
            start += done + 1


def _from(lines: Sequence[str], start: int) -> Iterator[str]:
    return (lines[index] for index in range(start, len(lines)))


@contextmanager
def _any_length() -> Iterator[None]:
    """Cells of any length while this lasts."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
