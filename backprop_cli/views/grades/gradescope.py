"""The grade of one submission as Gradescope's autograder wants it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from ...answers.grading import DIAGNOSIS, RIGHT, UNJUDGED, Entry, Grade, Key, Problem, points
from ...answers.grading.settings import NOTHING
from ...errors import BackpropError, FaultError
from ..json_objects import json_object
from .feedback import feedback

VISIBLE = "visible"


def write(key: Key, grades: Sequence[Grade], reveal: bool, out: IO[str]) -> None:
    """Write the results.json of the only submission; the arguments are those of `table.write`."""
    (grade,) = grades
    error = grade.submission.error
    is_told = all(_visibility(entry) == VISIBLE for _, entry in grade.entries)
    output = f"{grade.score:g} of {key.points:g} points" if is_told else "The submission is marked."
    out.write(
        json_object(
            {
                "score": grade.score,
                "output": f"This submission cannot be {_done(error)}: {error}" if error else output,
                "output_format": "text",
                "visibility": "visible",
                "tests": [
                    _test(f"{number}.{index}", graded.problem, entry, reveal)
                    for number, graded in enumerate(grade.problems, 1)
                    for index, entry in enumerate(graded.entries, 1)
                ],
            }
        )
    )


def _done(error: BackpropError) -> str:
    return "marked" if isinstance(error, FaultError) else "read"


def _visibility(entry: Entry) -> str:
    """When a test is shown: its points would tell what the key wants to be told to nobody."""
    return "hidden" if entry.settings.feedback == NOTHING else entry.settings.visibility


def _test(number: str, problem: Problem, entry: Entry, reveal: bool) -> dict[str, object]:
    """One test; it has no score where there is nothing to judge an answer by, so that somebody looks at it."""
    diagnosis = entry.verdict.diagnosis if entry.verdict else None
    judged = entry.status != UNJUDGED
    return {
        "name": f"{problem.id}: {entry.quantity}",
        "number": number,
        **({"score": points(entry.score)} if judged else {}),
        "max_score": points(entry.max_score),
        "status": "passed" if entry.status == RIGHT else "failed",
        "output": feedback(entry, reveal=reveal),
        "output_format": "text",
        "visibility": _visibility(entry),
        "tags": [diagnosis.code] if diagnosis and entry.settings.feedback == DIAGNOSIS else [],
        "extra_data": {"status": entry.status, "given": entry.written},
    }
