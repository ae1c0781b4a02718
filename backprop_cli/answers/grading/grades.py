"""Grades: what each answer of a submission is worth, and what its author should be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import isnan
from typing import NamedTuple

from ...errors import BackpropError, fault_of
from ..marking import LONGEST, MOST_REMEMBERED, Claim, NextStep, Quantity, Verdict, is_missing, is_unanswered
from .key import Key, Problem
from .settings import Settings
from .submissions import RawAnswer, Submission

RIGHT, WRONG, MISSING, UNREADABLE, UNJUDGED = "right", "wrong", "missing", "unreadable", "unjudged"


class Entry(NamedTuple):
    """What became of one thing that was asked.

    `status` is "right", "wrong", "missing", "unreadable", or "unjudged" where there is no right answer to compare
    with; `written` is what the student wrote, `message` why it cannot be read. `expected` is the right answer, a
    formula if the problem has no point, and `accepted` from where to where an answer is right: they are not for the
    student. `step` is where the answers to the problem begin to be wrong.
    """

    quantity: Quantity
    status: str
    score: float
    max_score: float
    written: str | None = None
    verdict: Verdict | None = None
    message: str | None = None
    place: str | None = None
    expected: float | str | None = None
    accepted: tuple[float, float] | None = None
    settings: Settings = Settings()
    step: NextStep | None = None

    @property
    def read_as(self) -> str | None:
        """How the answer was read, None if as it was written."""
        return self.verdict.claim.answer.read_as if self.verdict else None


class ProblemGrade(NamedTuple):
    """A problem with its entries, in the order in which they were asked."""

    problem: Problem
    entries: list[Entry]

    @property
    def score(self) -> float:
        """The points for the entries that are right."""
        return points(sum(entry.score for entry in self.entries))


class Grade(NamedTuple):
    """A submission with what it is worth; `extra` are the answers that nobody asked for."""

    submission: Submission
    problems: list[ProblemGrade]
    extra: list[str]

    @property
    def score(self) -> float:
        """The points for everything."""
        return points(sum(problem.score for problem in self.problems))

    @property
    def entries(self) -> Iterator[tuple[Problem, Entry]]:
        """All entries, each with its problem."""
        return ((graded.problem, entry) for graded in self.problems for entry in graded.entries)

    @property
    def passed(self) -> bool:
        """Whether everything is right."""
        return self.submission.error is None and all(entry.status == RIGHT for _, entry in self.entries)


def points(x: float) -> float:
    """A number of points without the noise of adding up thirds."""
    return round(x, 6)


def grade(key: Key, submission: Submission) -> Grade:
    """Mark a submission; one that we cannot mark by a fault of ours is without answers, with the fault."""
    try:
        return _grade(key, submission)
    except Exception as error:
        return _grade(key, submission._replace(answers={}, error=fault_of(error)))


def _grade(key: Key, submission: Submission) -> Grade:
    asked = set(key.asked)
    extra = [name for name, written in submission.answers.items() if name not in asked and not is_missing(written.text)]
    return Grade(submission, [_graded(problem, submission) for problem in key.problems], extra)


def _graded(problem: Problem, submission: Submission) -> ProblemGrade:
    """A problem with its entries; those of many, who answer the same, are found once."""
    written = [submission.answers.get(problem.name(quantity)) for quantity in problem.ask]
    answers = (submission.decimal_comma, *(each and (each.text, each.error) for each in written))
    if answers in problem.remembered:
        return ProblemGrade(problem, problem.remembered[answers])
    found = _entries(problem, submission)
    # What cannot be read is told with its place, which is another for each.
    if not any(entry.status == UNREADABLE for entry in found):
        if len(problem.remembered) >= MOST_REMEMBERED:
            problem.remembered.clear()
        problem.remembered[answers] = found
    return ProblemGrade(problem, found)


def _entries(problem: Problem, submission: Submission) -> list[Entry]:
    """Judge what can be read, all of a problem together, because an error is carried from one answer to another."""
    entries: dict[Quantity, Entry] = {}
    claims: list[Claim] = []
    for quantity in problem.ask:
        written = submission.answers.get(problem.name(quantity))
        found = _read(problem, quantity, written, decimal_comma=submission.decimal_comma)
        if isinstance(found, Claim):
            claims.append(found)
        else:
            entries[quantity] = found
    marking = problem.exercise.mark(claims)
    for verdict in marking.verdicts:
        entries[verdict.claim.quantity] = _judged(problem, verdict)._replace(step=marking.step)
    return [entries[quantity] for quantity in problem.ask]


def _read(problem: Problem, quantity: Quantity, written: RawAnswer | None, *, decimal_comma: bool) -> Claim | Entry:
    """The claim of an answer, or the entry of one that is missing or cannot be read."""
    share, settings = problem.shares[quantity], problem.settings[quantity]
    expected, accepted = problem.expected(quantity), problem.exercise.interval(quantity)
    nothing = Entry(quantity, MISSING, 0.0, share, expected=expected, accepted=accepted, settings=settings)
    if written is None or not (written.text or written.error):
        return nothing
    circuit = problem.exercise.circuit
    if not written.error and is_unanswered(written.text, circuit):
        return nothing._replace(written=written.text)
    unreadable = nothing._replace(status=UNREADABLE, written=_shown(written.text) or None, place=str(written.place))
    if written.error:
        return unreadable._replace(message=written.error)
    try:
        return problem.exercise.read(quantity, written.text, decimal_comma=decimal_comma)
    except BackpropError as error:
        return unreadable._replace(message=str(error))


def _shown(text: str) -> str:
    """What was written, with only its beginning if it is too long for an answer."""
    return text if len(text) <= LONGEST else f"{text[:40]}…"


def _judged(problem: Problem, verdict: Verdict) -> Entry:
    status = RIGHT if verdict.passed else WRONG
    if not verdict.passed and all(isnan(x) for x in problem.exercise.true(verdict.claim.quantity)):
        status = UNJUDGED
    quantity = verdict.claim.quantity
    share, settings = problem.shares[quantity], problem.settings[quantity]
    worth = 1.0 if verdict.passed else settings.policy.follow if verdict.follows else 0.0
    expected, accepted = problem.expected(quantity), problem.exercise.interval(quantity)
    return Entry(
        quantity, status, share * worth, share, verdict.claim.answer.written, verdict, expected=expected,
        accepted=accepted, settings=settings,
    )  # fmt: skip


def mistakes(grades: Iterable[Grade]) -> Counter[str]:
    """How often each kind of mistake was made."""
    return Counter(
        entry.verdict.diagnosis.code
        for each in grades
        for _, entry in each.entries
        if entry.verdict and entry.verdict.diagnosis
    )
