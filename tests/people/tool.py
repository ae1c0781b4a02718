"""The program that is measured, seen through its command line alone."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from typing import Any, NamedTuple

from backprop_cli.cli import run

from .problem import Problem


class Said(NamedTuple):
    """What a marker says of one claim; `code` and `message` are the diagnosis, None where there is none."""

    passed: bool
    follows: str | None = None
    code: str | None = None
    message: str = ""


NOT_READ = Said(False)


def marked(problem: Problem, answers: Mapping[str, str]) -> dict[str, Said]:
    """What `backprop check` says of each answer of one submission."""
    output = _output(["check", *_point(problem), *_claims(answers), "--format", "json"])
    if output is None:
        # One answer that cannot be read stops the command; in a class file it stops nothing else.
        readable = {claim: text for claim, text in answers.items() if _is_read(problem, claim, text)}
        found = marked(problem, readable) if readable else {}
        return {claim: found.get(claim, NOT_READ) for claim in answers}
    return dict(zip(answers, map(_said, output["claims"]), strict=True))


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


def _claims(answers: Mapping[str, str]) -> list[str]:
    words: list[str] = []
    for claim, text in answers.items():
        name, _, kind = claim.rpartition(".")
        words += [f"--{kind}", f"{name}={text}" if name else text]
    return words


def _is_read(problem: Problem, claim: str, text: str) -> bool:
    return _output(["check", *_point(problem), *_claims({claim: text}), "--format", "json"]) is not None


def _said(claim: Mapping[str, Any]) -> Said:
    diagnosis = claim["diagnosis"] or {}
    return Said(claim["passed"], claim["follows"], diagnosis.get("code"), diagnosis.get("message", ""))


def _output(arguments: list[str]) -> dict[str, Any] | None:
    """The JSON that a command writes, None where it refuses."""
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(io.StringIO()):
        code = run(arguments)
    return json.loads(output.getvalue()) if code in (0, 1) else None
