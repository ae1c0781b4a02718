"""Grades for people: a row a student, a column a problem; and the sentences of the feedback, for every report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from ...answers.grading import MISSING, RIGHT, UNJUDGED, UNREADABLE, Entry, Grade, Key, mistakes
from ...answers.grading.submissions import shortened
from ...inert import printable
from ...notation.text import number_text
from ..numbers import aligned, short

# The names of the students are folded where the terminal is narrow, but not narrower than this.
NARROWEST = 7

# For more students than this the feedback is left to the other reports.
FEW = 5


def feedback(entry: Entry, *, reveal: bool) -> str:
    """What a student is told of one answer: never the right one, unless it is to be revealed."""
    said = f"{_said(entry)} ({entry.written} read as {entry.read_as})" if entry.read_as else _said(entry)
    if not reveal or entry.status == RIGHT:
        return said
    return f"{said}; the right answer is {_right_answer(entry)}"


def _said(entry: Entry) -> str:
    verdict = entry.verdict
    if entry.status == MISSING:
        return "missing"
    if entry.status == UNREADABLE:
        return f"cannot be read: {entry.message}"
    if entry.status == UNJUDGED:
        return "cannot be judged: there is no right answer here"
    if verdict and verdict.follows:
        return f"{entry.status}: {verdict.remark}"
    if verdict and verdict.diagnosis:
        return f"wrong: {verdict.diagnosis.message}"
    return f"wrong: {entry.written} {verdict.remark}" if verdict and verdict.remark else entry.status


def _right_answer(entry: Entry) -> str:
    return entry.expected if isinstance(entry.expected, str) else short(entry.expected, "full")


def notes(grades: Sequence[Grade]) -> Iterator[str]:
    """What whoever marks may want to know: how answers were read that are not written as in the language."""
    read = {(entry.written, entry.read_as): None for grade in grades for _, entry in grade.entries if entry.read_as}
    if read:
        shown = [f"{written} as {text}" for written, text in list(read)[:FEW]]
        more = [f"{len(read) - FEW} more"] if len(read) > FEW else []
        yield f"answers as they were read: {', '.join([*shown, *more])}"


def warnings(grades: Sequence[Grade]) -> Iterator[str]:
    """What whoever marks has to know: what is malformed, what cannot be read, and what nobody asked for."""
    extra: dict[str, list[str]] = {}
    for grade in grades:
        if grade.submission.error:
            yield f"{grade.submission.source}: {grade.submission.error}"
        for problem, entry in grade.entries:
            if entry.status == UNREADABLE:
                yield f"{entry.place}: {problem.id}.{entry.quantity}: {entry.message}"
        for name in grade.extra:
            extra.setdefault(name, []).append(grade.submission.source)
    # A name that a whole class has used is one thing to tell.
    for name, sources in list(extra.items())[:FEW]:
        more = f" and {len(sources) - 1} more" if len(sources) > 1 else ""
        yield f"nothing is asked by the name '{shortened(name)}' ({sources[0]}{more})"
    if len(extra) > FEW:
        yield f"nothing is asked by {len(extra) - FEW} more names"


def print_grades(key: Key, grades: Sequence[Grade], stream: IO[str], *, reveal: bool) -> None:
    """Write the table, what was wrong or where it is told if there are many students, and which mistakes were made."""
    from rich.text import Text

    from ..screen.terminal import show

    title = [Text(printable(key.title), style="bold"), Text()] if key.title else []
    details = [Text(printable(line)) for line in _feedback(grades, reveal)]
    counted = ", ".join(f"{code} {count}" for code, count in mistakes(grades).most_common())
    below = [Text(), Text(f"mistakes: {counted}", style="dim")] if counted else []
    show(stream, *title, _table(key, grades), *([Text(), *details] if details else []), *below)


def _table(key: Key, grades: Sequence[Grade]) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

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
        malformed = [Text("malformed")] if grade.submission.error else []
        style = "red" if malformed else "green" if grade.passed else ""
        table.add_row(Text(printable(grade.submission.student)), *map(Text, cells), *malformed, style=style)
    return table


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
            yield f"{grade.submission.student}  {problem.id}.{entry.quantity}  {feedback(entry, reveal=reveal)}"
    missing = [f"{problem.id}.{entry.quantity}" for problem, entry in grade.entries if entry.status in in_one_line]
    if missing:
        yield f"{grade.submission.student}  missing: {', '.join(missing)}"
