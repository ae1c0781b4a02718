"""Grades as JUnit's XML: a suite a student, a case for each thing that was asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from ...answers.grading import DIAGNOSIS, RIGHT, UNJUDGED, UNREADABLE, Entry, Grade, Key, Problem
from ...inert import xml
from .feedback import feedback


def write(key: Key, grades: Sequence[Grade], reveal: bool, out: IO[str]) -> None:
    """Write the report; the arguments are those of `table.write`."""
    suites = [line for grade in grades for line in _suite(grade, reveal)]
    counts = _counts([entry for grade in grades for _, entry in grade.entries])
    name = _attribute(key.title or "homework")
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={name} {counts}>", *suites, "</testsuites>"]
    out.writelines([f"{line}\n" for line in lines])


def _suite(grade: Grade, reveal: bool) -> Iterator[str]:
    yield f"  <testsuite name={_attribute(grade.submission.student)} {_counts([e for _, e in grade.entries])}>"
    for problem, entry in grade.entries:
        yield from _case(problem, entry, reveal)
    if grade.submission.error:
        yield f"    <system-err>{xml(str(grade.submission.error))}</system-err>"
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
    kind = diagnosis.code if diagnosis and entry.settings.feedback == DIAGNOSIS else entry.status
    yield f"{case}>"
    yield f"      <{tag} type={_attribute(kind)} message={_attribute(feedback(entry, reveal=reveal))}/>"
    yield "    </testcase>"


def _attribute(text: str) -> str:
    return f'"{xml(text)}"'
