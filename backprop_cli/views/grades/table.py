"""Grades for people: a row a student, a column a problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from rich import box
from rich.table import Table
from rich.text import Text

from ...answers.grading import MISSING, RIGHT, Grade, Key, mistakes
from ...errors import BackpropError, FaultError
from ...inert import printable
from ...notation.text import number_text
from ..numbers import aligned, short
from ..screen.terminal import show
from .feedback import feedback

# The names of the students are folded where the terminal is narrow, but not narrower than this.
NARROWEST = 7

# For more students than this the feedback is left to the other reports.
FEW = 5


def write(key: Key, grades: Sequence[Grade], reveal: bool, out: IO[str]) -> None:
    """Write the table, what was wrong or where it is told if there are many students, and which mistakes were made.

    Args:
        key: what was asked.
        grades: what it is worth.
        reveal: whether the right answers are told, too.
        out: where to.
    """
    title = [Text(printable(key.title), style="bold"), Text()] if key.title else []
    details = [Text(printable(line)) for line in _feedback(grades, reveal)]
    counted = ", ".join(f"{code} {count}" for code, count in mistakes(grades).most_common())
    below = [Text(), Text(f"mistakes: {counted}", style="dim")] if counted else []
    show(out, *title, _table(key, grades), *([Text(), *details] if details else []), *below)


def _table(key: Key, grades: Sequence[Grade]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    columns = [aligned([short(grade.problems[i].score) for grade in grades]) for i in range(len(key.problems))]
    columns.append(aligned([short(grade.score) for grade in grades]))
    table.add_column("student", overflow="fold", min_width=NARROWEST)
    headers = [*((problem.id, problem.points) for problem in key.problems), ("total", key.points)]
    for (name, most), cells in zip(headers, columns, strict=True):
        title = Text(f"{printable(name)} /{number_text(float(most))}", justify="right")
        # A number is shown whole, or the table is wider than the terminal.
        least = max(title.cell_len, *map(len, cells))
        table.add_column(title, no_wrap=True, justify="right", min_width=least)
    for grade, *cells in zip(grades, *columns, strict=True):
        lost = [Text(_lost(grade.submission.error))] if grade.submission.error else []
        style = "red" if lost else "green" if grade.passed else ""
        table.add_row(Text(printable(grade.submission.student)), *map(Text, cells), *lost, style=style)
    return table


def _lost(error: BackpropError) -> str:
    """Why a submission has no points, in a word or two."""
    return "not marked" if isinstance(error, FaultError) else "malformed"


def _feedback(grades: Sequence[Grade], reveal: bool) -> list[str]:
    """What is told of each student, or that it is left out."""
    details = [list(_details(grade, reveal)) for grade in grades]
    if len(grades) <= FEW:
        return [line for lines in details for line in lines]
    count = sum(map(bool, details))
    students = f"{count} student{'s' * (count > 1)}"
    return [f"feedback of {students} left out here: --report json or junit has it"] if count else []


def _details(grade: Grade, reveal: bool) -> Iterator[str]:
    """A line for each answer of a student that is not plainly right."""
    if grade.submission.error:
        yield f"{grade.submission.student}: {grade.submission.error}"
        return
    # What is missing has nothing to be said of, unless the right answer is.
    in_one_line = () if reveal else (MISSING,)
    for problem, entry in grade.entries:
        if entry.status not in (RIGHT, *in_one_line) or (entry.verdict and entry.verdict.follows):
            told = feedback(entry, reveal=reveal)
            yield from [f"{grade.submission.student}  {problem.id}.{entry.quantity}  {told}"] if told else []
    missing = [f"{problem.id}.{entry.quantity}" for problem, entry in grade.entries if entry.status in in_one_line]
    if missing:
        yield f"{grade.submission.student}  missing: {', '.join(missing)}"
