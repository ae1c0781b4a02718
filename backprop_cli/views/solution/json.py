"""The worked solution as JSON, with the node ids of `eval`: its facts, and none of the blocks that tell them to people.

A program wants every number once, with all its digits and under the name of what it is; the blocks have rounded them,
put them into sentences and left out what a reader would skip.
"""

from __future__ import annotations

from math import inf
from typing import IO

from ...answers.explain import Assignment, Contribution, Explanation, Formula, Meaning, Path, Step
from ...files.numbers import json_number
from ..json_objects import json_object
from ..numbers import Precision
from .digits import substituted
from .plain import plain
from .stream import Answer


def write(answer: Answer, precision: Precision, brief: bool, out: IO[str]) -> None:
    """Write a JSON object, a step a line, easy ones too; `precision` is that of the numbers within formulas."""
    if isinstance(answer, Explanation):
        members = _members(answer, precision)
    else:
        from .working_json import working_members

        members = working_members(answer)
    out.write(json_object(members))


def _members(explanation: Explanation, precision: Precision) -> dict[str, object]:
    count = explanation.path_count
    return {
        "expression": explanation.text,
        "parsed": explanation.parsed,
        "output": next(node for node, name in reversed(explanation.names.items()) if name == explanation.output),
        "value": json_number(explanation.value),
        "names": explanation.names,
        "forward": [_assignment(a, precision) for a in explanation.forward],
        "backward": [_step(step, precision) for step in explanation.backward],
        "paths": [_path(path) for path in explanation.paths],
        "path_count": json_number(count) if count == inf else count,
        "gradients": {name: json_number(gradient) for name, gradient in explanation.gradients.items()},
        "meanings": [_meaning(meaning) for meaning in explanation.meanings],
        "notes": [{"node": node, "code": note.code, "message": note.message} for node, note in explanation.notes],
    }


def _numbers(formula: Formula, precision: Precision) -> str:
    """The formula in numbers."""
    return plain(substituted(formula, precision))


def _assignment(a: Assignment, precision: Precision) -> dict[str, object]:
    return {
        "node": a.node, "op": a.op, "name": a.name, "expression": a.formula.text,
        "numbers": _numbers(a.formula, precision), "value": json_number(a.formula.value),
    }  # fmt: skip


def _step(step: Step, precision: Precision) -> dict[str, object]:
    return {
        "node": step.node, "op": step.op, "name": step.name, "upstream": json_number(step.upstream),
        "gate": step.gate, "contributions": [_contribution(c, precision) for c in step.contributions],
    }  # fmt: skip


def _contribution(c: Contribution, precision: Precision) -> dict[str, object]:
    members: dict[str, object] = {
        "to": c.to, "name": c.name, "formula": c.formula.text, "numbers": _numbers(c.formula, precision),
        "local": json_number(c.local), "product": json_number(c.product), "before": json_number(c.before),
        "after": json_number(c.after),
    }  # fmt: skip
    if c.limit:
        members["limit"] = [{"h": json_number(q.h), "quotient": json_number(q.value)} for q in c.limit]
    return members


def _path(path: Path) -> dict[str, object]:
    return {
        "input": path.input, "through": path.through, "factors": [json_number(x) for x in path.factors],
        "value": json_number(path.value),
    }  # fmt: skip


def _meaning(meaning: Meaning) -> dict[str, object]:
    return {
        "name": meaning.name, "nudge": json_number(meaning.nudge), "predicted": json_number(meaning.predicted),
        "before": json_number(meaning.before), "after": json_number(meaning.raised), "verdict": meaning.verdict,
    }  # fmt: skip
