"""Grades as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import IO

from ...answers.grading import Grade, Key, points
from ...inert import cell


def write(key: Key, grades: Sequence[Grade], reveal: bool, out: IO[str]) -> None:
    """Write a row a student: the points for each problem, the total, and what was diagnosed.

    The arguments are those of `table.write`; there are no right answers to reveal here.
    """
    rows = csv.writer(out, lineterminator="\n")
    names = [cell(problem.id) for problem in key.problems]
    rows.writerow(["student", *names, "score", "max_score", "mistakes", "error"])
    for grade in grades:
        error = grade.submission.error
        scores = [_points(each.score) for each in grade.problems]
        rows.writerow([
            cell(grade.submission.student), *scores, _points(grade.score), _points(key.points),
            cell(" ".join(_diagnosed(grade))), cell(str(error)) if error else "",
        ])  # fmt: skip


def _points(x: float) -> str:
    """A number of points as a program reads it."""
    return repr(points(x))


def _diagnosed(grade: Grade) -> Iterator[str]:
    for problem, entry in grade.entries:
        if entry.verdict and entry.verdict.diagnosis:
            yield f"{problem.id}.{entry.quantity}:{entry.verdict.diagnosis.code}"
