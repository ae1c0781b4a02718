"""A marked answer as JSON."""

from __future__ import annotations

from typing import IO

from ...answers.marking import Exercise, Marking, Verdict
from ...files.numbers import json_number
from ..json_objects import json_object
from ..numbers import Precision


def write(exercise: Exercise, marking: Marking, precision: Precision, reveal: bool, out: IO[str]) -> None:
    """Write the marking as a JSON object, always with the right answers; the arguments are those of `table.write`."""
    out.write(
        json_object(
            {
                "passed": marking.passed,
                "score": marking.score,
                "max_score": len(marking.verdicts),
                "claims": [_claim(exercise, verdict) for verdict in marking.verdicts],
            }
        )
    )


def _claim(exercise: Exercise, verdict: Verdict) -> dict[str, object]:
    """One claim; where there is no point, the expected answer is a formula."""
    diagnosis = verdict.diagnosis
    answer = verdict.claim.answer
    given = verdict.given if verdict.given is not None else answer.number
    return {
        "claim": str(verdict.claim.quantity),
        "given": answer.text if given is None else json_number(given),
        **({"read_as": answer.read_as} if answer.read_as else {}),
        "expected": json_number(exercise.expected(verdict.claim.quantity)),
        "passed": verdict.passed,
        "follows": verdict.follows,
        "diagnosis": {"code": diagnosis.code, "message": diagnosis.message} if diagnosis else None,
    }
