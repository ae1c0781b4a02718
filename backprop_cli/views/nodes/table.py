"""The table of nodes: data and grad, with inputs, constants and the output told apart at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import IO, TYPE_CHECKING

from ...answers.report import BACKWARD, Report, Row
from ..numbers import Precision, aligned, short, shortened
from ..screen.lines import Line, width_of
from ..screen.terminal import colour_wanted, console_for, show, styled
from .budget import COLUMNS, HOW, cells_of, total_of

if TYPE_CHECKING:
    from ...answers.uncertainty import Budget

# Styles that are readable on dark and on light backgrounds.
STYLES = {"variable": "cyan", "constant": "dim", "operation": ""}
OUTPUT_STYLE = "bold"
# The formula of a node is broken where the terminal is narrow, but not narrower than this, and goes on further in.
NARROWEST, HANGING = 8, 2

# What stands between two columns, and below their names.
GAP, RULE = "   ", "─"

# In a terminal nobody reads a longer formula of one node. A pipe gets it whole, but no other row becomes as wide: that
# would be n times as much in a table of n rows.
LONGEST = 240

# What a node is that no operation computes.
KINDS = {"variable": "input", "constant": "constant"}

# The titles of columns.
NODE, OPERATION = "node", "operation"


def write(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the expression as it was understood, the table and the notes.

    Args:
        report: what there is to show.
        precision: significant digits, or "full".
        out: where to.
        err: where notes go that have no place in a format.
    """
    lines = [_line(report.parsed, OUTPUT_STYLE), _line()]
    lines += _table(report, precision, console_for(out).width if out.isatty() else None)
    lines += below(report, precision)
    if out.isatty() or colour_wanted(out):
        show(out, *map(styled, lines))
    else:
        out.writelines([f"{line.plain}\n" for line in lines])


def _line(text: str = "", style: str = "") -> Line:
    return Line(0, [(text, style)])


def below(report: Report, precision: Precision) -> Iterator[Line]:
    """The notes, a line each, with the node that each is about, and what uncertainties mean for the output."""
    if report.notes:
        yield _line()
    rows = report.by_id()
    for node, note in report.notes:
        yield Line(0, [("note: ", "yellow"), (note.message, ""), (f"  [{rows[node].title}]", "dim")])
    if report.uncertainty is not None:
        yield from _budget(report, report.uncertainty, precision)


def _budget(report: Report, budget: Budget, precision: Precision) -> Iterator[Line]:
    """A row for each uncertain input, the output with its uncertainty, and what speaks against it."""
    yield _line()
    names, *numbers = cells_of(budget, precision)
    columns = [_column(title, cells) for title, cells in zip(COLUMNS, [names, *map(aligned, numbers)], strict=True)]
    header, *rows = zip(*columns, strict=True)
    yield from _header(header)
    yield from (_row(row) for row in rows)
    yield _line()
    yield Line(0, [(total_of(report, budget, precision), "bold"), (f"  {HOW}", "dim")])
    if budget.doubts:
        yield _line()
    yield from (Line(0, [("note: ", "yellow"), (doubt.message, "")]) for doubt in budget.doubts)


def _table(report: Report, precision: Precision, width: int | None) -> Iterator[Line]:
    """The lines of the table; on a terminal of this width the formulas are broken at their signs to fit in."""
    columns = [_column(OPERATION, [_operation(row, row is report.output) for row in report.rows])]
    columns += [_column(name, cells, right=True) for name, cells in _numbers(report, precision)]
    titles, *others = zip(*columns, strict=True)
    room = None if width is None else max(NARROWEST, width - sum([len(GAP) + len(title) for title in titles]))
    nodes = [_node(row, room) for row in report.rows]
    widest = max([len(NODE), *[w for lines in nodes for line in lines if (w := width_of(line)) <= LONGEST]])
    yield from _header([_padded(NODE, widest), *titles])
    for row, (line, *more), cells in zip(report.rows, nodes, others, strict=True):
        style = OUTPUT_STYLE if row is report.output else STYLES[row.kind]
        if row is report.output and len(report.rows) > 1:
            yield _line()
        yield _row([_padded(line, widest), *cells], style)
        yield from (_row([each], style) for each in more)


def _numbers(report: Report, precision: Precision) -> Iterator[tuple[str, list[str]]]:
    yield "data", aligned([short(row.data, precision) for row in report.rows])
    if report.passes == BACKWARD:
        yield "grad", aligned(["" if row.grad is None else short(row.grad, precision) for row in report.rows])


def _column(title: str, cells: Sequence[str], *, right: bool = False) -> list[str]:
    """A title and the cells below it, all as wide as the widest."""
    widest = max(map(width_of, (title, *cells)))
    return [title.rjust(widest) if right else _padded(title, widest), *[_padded(cell, widest) for cell in cells]]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _header(titles: Sequence[str]) -> Iterator[Line]:
    yield _row(titles, OUTPUT_STYLE)
    yield _row([RULE * len(GAP.join(titles))])


def _row(cells: Sequence[str], style: str = "") -> Line:
    return Line(0, [(GAP.join(cells), style)], is_row=True)


def _node(row: Row, room: int | None) -> list[str]:
    """What a node is; in lines of so much room, if that is bounded."""
    if room is None or width_of(row.title) <= room:
        return [row.title]
    from ..screen.wrapping import breaks

    title = shortened(row.title, LONGEST)
    places = [0, *breaks(title, room, HANGING), len(title)]
    lines = [title[start:end].rstrip() for start, end in pairwise(places)]
    return [lines[0], *[" " * HANGING + line for line in lines[1:]]]


def _operation(row: Row, is_output: bool) -> str:
    text = row.op or KINDS[row.kind]
    return f"{text}  ◀ output" if is_output else text
