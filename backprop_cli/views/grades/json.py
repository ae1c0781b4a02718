"""Grades as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from ...answers.grading import RIGHT, Entry, Grade, Key, points
from ...files.numbers import json_number
from ..json_objects import json_object
from .feedback import feedback


def write(key: Key, grades: Sequence[Grade], reveal: bool, out: IO[str]) -> None:
    """Write everything as a JSON object; the arguments are those of `table.write`."""
    out.write(
        json_object(
            {
                "title": key.title,
                "max_score": points(key.points),
                "passed": all(grade.passed for grade in grades),
                "students": [_student(grade, reveal) for grade in grades],
            }
        )
    )


def _student(grade: Grade, reveal: bool) -> dict[str, object]:
    error = grade.submission.error
    return {
        "student": grade.submission.student,
        "source": grade.submission.source,
        "score": grade.score,
        "passed": grade.passed,
        "error": str(error) if error else None,
        "problems": [
            {
                "id": graded.problem.id,
                "score": graded.score,
                "max_score": points(graded.problem.points),
                "claims": [_claim(entry, reveal) for entry in graded.entries],
            }
            for graded in grade.problems
        ],
    }


def _claim(entry: Entry, reveal: bool) -> dict[str, object]:
    verdict = entry.verdict
    diagnosis = verdict.diagnosis if verdict else None
    given = verdict.given if verdict and verdict.given is not None else entry.written
    expected = {"expected": json_number(entry.expected)} if reveal else {}
    return {
        "claim": str(entry.quantity),
        "given": json_number(given) if given is not None else None,
        **({"read_as": entry.read_as} if entry.read_as else {}),
        **expected,
        "passed": entry.status == RIGHT,
        "status": entry.status,
        "score": points(entry.score),
        "follows": verdict.follows if verdict else None,
        "diagnosis": {"code": diagnosis.code, "message": diagnosis.message} if diagnosis else None,
        "feedback": feedback(entry, reveal=False),
    }
