"""The program that is measured, seen through what `check` and `grade` are made of, and its command line."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import cache
from typing import Any, NamedTuple

from backprop_cli.answers.marking import Exercise, Verdict
from backprop_cli.cli import run
from backprop_cli.errors import BackpropError
from backprop_cli.language import parse
from backprop_cli.language.bindings import read_bindings

from .problem import Problem


class Said(NamedTuple):
    """What a marker says of one claim; `code` and `message` are the diagnosis, None where there is none."""

    passed: bool
    follows: str | None = None
    code: str | None = None
    message: str = ""


NOT_READ = Said(False)


def marked(problem: Problem, answers: Mapping[str, str]) -> dict[str, Said]:
    """What is said of each answer of one submission; one that cannot be read stops nothing else."""
    exercise = _exercise(problem)
    claims = {}
    for name, text in answers.items():
        with suppress(BackpropError):
            claims[name] = exercise.claim(name, text)
    verdicts = exercise.mark(list(claims.values())).verdicts if claims else []
    found = dict(zip(claims, map(_said, verdicts), strict=True))
    return {name: found.get(name, NOT_READ) for name in answers}


@cache
def _exercise(problem: Problem) -> Exercise:
    """A problem as `grade` has it for a whole class, for which the known mistakes are looked up once."""
    return Exercise(parse(problem.program), read_bindings(problem.at))


def _said(verdict: Verdict) -> Said:
    diagnosis = verdict.diagnosis
    code, message = (diagnosis.code, diagnosis.message) if diagnosis else (None, "")
    return Said(verdict.passed, verdict.follows, code, message)


def evaluated(problem: Problem) -> dict[str, float]:
    """What `backprop eval` says of each claim."""
    output = _output(["eval", *_point(problem), "--format", "json"]) or {}
    nodes = {node["name"]: node for node in output["nodes"]}
    found = {}
    for claim in problem.asked:
        name, _, kind = claim.rpartition(".")
        found[claim] = nodes[name][kind] if name else output["value"]
    return found


def _point(problem: Problem) -> list[str]:
    return [problem.program, *problem.at]


def _output(arguments: list[str]) -> dict[str, Any] | None:
    """The JSON that a command writes, None where it refuses."""
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(io.StringIO()):
        code = run(arguments)
    return json.loads(output.getvalue()) if code in (0, 1) else None
