"""The sentences of the feedback, for every report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...answers.grading import MISSING, RIGHT, UNJUDGED, UNREADABLE, Entry, Grade
from ...answers.grading.submissions import shortened
from ..numbers import FULL, short

# More names, and more answers that were read in another way, than these are counted.
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
    return entry.expected if isinstance(entry.expected, str) else short(entry.expected, FULL)


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
