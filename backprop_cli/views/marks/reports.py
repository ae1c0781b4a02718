"""Grades for programs: JSON, CSV, the results of Gradescope's autograder, and JUnit's XML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ... import inert
from ...answers.grading import RIGHT, UNJUDGED, UNREADABLE, Entry, Grade, Key, Problem, points
from ..nodes.machine import json_object
from ..numbers import json_number
from .grading import feedback


def json_text(key: Key, grades: Sequence[Grade], *, reveal: bool) -> str:
    """Everything, as a JSON object."""
    return json_object({
        "title": key.title,
        "max_score": points(key.points),
        "passed": all(grade.passed for grade in grades),
        "students": [_student(grade, reveal) for grade in grades],
    })  # fmt: skip


def _student(grade: Grade, reveal: bool) -> dict[str, Any]:
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


def _claim(entry: Entry, reveal: bool) -> dict[str, Any]:
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


def csv_text(key: Key, grades: Sequence[Grade]) -> str:
    """A row a student: the points for each problem, the total, and what was diagnosed."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    names = [inert.cell(problem.id) for problem in key.problems]
    writer.writerow(["student", *names, "score", "max_score", "mistakes", "error"])
    for grade in grades:
        error = grade.submission.error
        scores = [machine_points(each.score) for each in grade.problems]
        writer.writerow([
            inert.cell(grade.submission.student), *scores, machine_points(grade.score), machine_points(key.points),
            inert.cell(" ".join(_diagnosed(grade))), inert.cell(str(error)) if error else "",
        ])  # fmt: skip
    return out.getvalue()


def machine_points(x: float) -> str:
    """A number of points as a program reads it."""
    return repr(points(x))


def _diagnosed(grade: Grade) -> Iterator[str]:
    for problem, entry in grade.entries:
        if entry.verdict and entry.verdict.diagnosis:
            yield f"{problem.id}.{entry.quantity}:{entry.verdict.diagnosis.code}"


def gradescope_text(key: Key, grade: Grade, *, reveal: bool) -> str:
    """The results.json of Gradescope's autograder for one submission."""
    error = grade.submission.error
    output = f"{grade.score:g} of {key.points:g} points"
    return json_object({
        "score": grade.score,
        "output": f"This submission cannot be read: {error}" if error else output,
        "output_format": "text",
        "visibility": "visible",
        "tests": [
            _test(f"{number}.{index}", graded.problem, entry, reveal)
            for number, graded in enumerate(grade.problems, 1)
            for index, entry in enumerate(graded.entries, 1)
        ],
    })  # fmt: skip


def _test(number: str, problem: Problem, entry: Entry, reveal: bool) -> dict[str, Any]:
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
        "visibility": "visible",
        "tags": [diagnosis.code] if diagnosis else [],
        "extra_data": {"status": entry.status, "given": entry.written},
    }


def junit_text(key: Key, grades: Sequence[Grade], *, reveal: bool) -> str:
    """JUnit's XML: a suite a student, a case for each thing that was asked."""
    suites = [line for grade in grades for line in _suite(grade, reveal)]
    counts = _counts([entry for grade in grades for _, entry in grade.entries])
    name = _attribute(key.title or "homework")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={name} {counts}>", *suites, "</testsuites>"]
    return "\n".join(lines) + "\n"


def _suite(grade: Grade, reveal: bool) -> Iterator[str]:
    yield f"  <testsuite name={_attribute(grade.submission.student)} {_counts([e for _, e in grade.entries])}>"
    for problem, entry in grade.entries:
        yield from _case(problem, entry, reveal)
    if grade.submission.error:
        yield f"    <system-err>{inert.xml(str(grade.submission.error))}</system-err>"
    yield "  </testsuite>"


def _counts(entries: Sequence[Entry]) -> str:
    errors = sum(entry.status in (UNREADABLE, UNJUDGED) for entry in entries)
    failures = sum(entry.status != RIGHT for entry in entries) - errors
    return f'tests="{len(entries)}" failures="{failures}" errors="{errors}" time="0"'


def _case(problem: Problem, entry: Entry, reveal: bool) -> Iterator[str]:
    case = f'    <testcase classname={_attribute(problem.id)} name={_attribute(str(entry.quantity))} time="0"'
    if entry.status == RIGHT:
        yield f"{case}/>"
        return
    tag = "error" if entry.status in (UNREADABLE, UNJUDGED) else "failure"
    diagnosis = entry.verdict.diagnosis if entry.verdict else None
    kind = diagnosis.code if diagnosis else entry.status
    yield f"{case}>"
    yield f"      <{tag} type={_attribute(kind)} message={_attribute(feedback(entry, reveal=reveal))}/>"
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return f'"{inert.xml(text)}"'
