"""The sentences of the feedback, for every report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ...answers.grading import RIGHT, UNJUDGED, UNREADABLE, WRONG, Entry, Grade
from ...answers.grading.submissions import shortened
from ..numbers import FULL, short

# More names, and more answers that were read in another way, than these are counted.
FEW = 5


def feedback(entry: Entry, *, reveal: bool) -> str:
    """What a student is told of one answer, as much as the key wants: never the right one, unless it is revealed."""
    said = SAID[entry.settings.feedback](entry)
    if said and entry.read_as:
        said = f"{said} ({entry.written} read as {entry.read_as})"
    if not reveal or entry.status == RIGHT:
        return said
    return "; ".join(filter(None, [said, f"the right answer is {_right_answer(entry)}"]))


def _diagnosis(entry: Entry) -> str:
    """All that is known."""
    verdict = entry.verdict
    if verdict and verdict.follows:
        return f"{entry.status}: {verdict.remark}{_worth(entry)}"
    if entry.status != WRONG or verdict is None:
        return _verdict(entry)
    if verdict.diagnosis:
        return f"wrong: {verdict.diagnosis.message}"
    remark = f"wrong: {entry.written} {verdict.remark}" if verdict.remark else "wrong"
    step = entry.step
    return f"{remark}; {step.said(entry.quantity)}; its working: {step.command}" if step else remark


def _worth(entry: Entry) -> str:
    """What follows, and is worth some of the points."""
    return f" ({short(entry.score)} of {short(entry.max_score)} points)" if 0 < entry.score < entry.max_score else ""


def _place(entry: Entry) -> str:
    """What to look at again, and nothing from which the right answer can be read."""
    verdict = entry.verdict
    if verdict and verdict.follows:
        return f"{entry.status}: follows from your {verdict.follows}"
    if entry.status != WRONG or verdict is None:
        return _verdict(entry)
    if verdict.diagnosis and verdict.diagnosis.place:
        return f"wrong: look again at {verdict.diagnosis.place}"
    return f"wrong: {entry.step.said(entry.quantity)}" if entry.step else "wrong"


def _verdict(entry: Entry) -> str:
    if entry.status == UNREADABLE:
        return f"cannot be read: {entry.message}"
    if entry.status == RIGHT and entry.verdict and entry.verdict.follows:
        return "counts as right"
    return "cannot be judged: there is no right answer here" if entry.status == UNJUDGED else entry.status


SAID: Mapping[str, Callable[[Entry], str]] = {
    "diagnosis": _diagnosis,
    "place": _place,
    "verdict": _verdict,
    "none": lambda entry: "",
}


def _right_answer(entry: Entry) -> str:
    if isinstance(entry.expected, str):
        return entry.expected
    accepted = f" ({short(entry.accepted[0])} to {short(entry.accepted[1])} is accepted)" if entry.accepted else ""
    return f"{short(entry.expected, FULL)}{accepted}"


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
