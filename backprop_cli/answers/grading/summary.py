"""What a class did: for each claim how many were right, and which wrong answers were the commonest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import fmean, median
from typing import NamedTuple

from ..marking import Diagnosis, Quantity
from .grades import MISSING, RIGHT, UNREADABLE, WRONG, Entry, Grade, points
from .key import Key, Problem

# So many wrong answers to a claim are told of, and numbers that agree in so many digits are one answer.
COMMONEST = 3
SAME_DIGITS = 3


class WrongAnswer(NamedTuple):
    """An answer that several gave: how many times it was given, and what is known of it."""

    answer: str
    times: int
    diagnosis: Diagnosis | None


class ClaimSummary(NamedTuple):
    """What became of all answers to one claim; `follows` are those that follow from other wrong ones."""

    name: str
    students: int
    right: int
    follows: int
    wrong: int
    missing: int
    unreadable: int
    commonest: list[WrongAnswer]

    @property
    def share(self) -> float:
        """The share of the students who have it right."""
        return self.right / self.students if self.students else 0.0


class Summary(NamedTuple):
    """A class: its points, and the claims in the order of the key."""

    students: int
    average: float
    median: float
    claims: list[ClaimSummary]


def summary(key: Key, grades: Sequence[Grade]) -> Summary:
    """The summary of a class; who handed in nothing that can be read, is left out of it."""
    counted = [grade for grade in grades if grade.submission.error is None]
    entries: dict[tuple[str, Quantity], list[Entry]] = defaultdict(list)
    for grade in counted:
        for problem, entry in grade.entries:
            entries[problem.id, entry.quantity].append(entry)
    scores = [grade.score for grade in counted] or [0.0]
    return Summary(
        len(counted),
        points(fmean(scores)),
        points(median(scores)),
        [_of_claim(problem, each, entries[problem.id, each]) for problem in key.problems for each in problem.ask],
    )


def _of_claim(problem: Problem, quantity: Quantity, entries: Sequence[Entry]) -> ClaimSummary:
    found = Counter(entry.status for entry in entries)
    follows = [entry for entry in entries if entry.verdict and entry.verdict.follows]
    return ClaimSummary(
        problem.name(quantity), len(entries), found[RIGHT], len(follows), found[WRONG], found[MISSING],
        found[UNREADABLE],
        _commonest([entry for entry in entries if entry.status == WRONG and entry not in follows]),
    )  # fmt: skip


def _commonest(entries: Sequence[Entry]) -> list[WrongAnswer]:
    """The wrong answers that were given most often, those of equal count in the order in which they came."""
    alike: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        alike[_answer(entry)].append(entry)
    ordered = sorted(alike.items(), key=lambda pair: -len(pair[1]))
    return [WrongAnswer(answer, len(several), _diagnosis(several)) for answer, several in ordered[:COMMONEST]]


def _answer(entry: Entry) -> str:
    """An answer as it is counted: 0.6667 and 0.667 are one."""
    number = entry.verdict.given if entry.verdict else None
    return (entry.written or "") if number is None else f"{number:.{SAME_DIGITS}g}"


def _diagnosis(entries: Sequence[Entry]) -> Diagnosis | None:
    """What is said of most of them, if of half of them anything."""
    found = [entry.verdict.diagnosis for entry in entries if entry.verdict and entry.verdict.diagnosis]
    if 2 * len(found) < len(entries):
        return None
    [(code, _)] = Counter(diagnosis.code for diagnosis in found).most_common(1)
    return next(diagnosis for diagnosis in found if diagnosis.code == code)
