"""The worked solution as JSON, with the node ids of `eval`."""

from __future__ import annotations

from typing import Any

from ..explain import LIMIT_STEPS, Contribution, Explanation, Step
from .machine import json_object
from .numbers import json_number


def json_text(explanation: Explanation) -> str:
    """The explanation as a JSON object, a step a line."""
    return json_object({
        "parsed": explanation.parsed,
        "value": json_number(explanation.value),
        "forward": [
            {
                "node": a.node, "op": a.op, "name": a.name, "expression": a.formula, "numbers": a.numbers,
                "value": json_number(a.value),
            }
            for a in explanation.forward
        ],
        "backward": [_step(step) for step in explanation.backward],
        "paths": [
            {
                "input": path.input, "through": path.through, "factors": [json_number(x) for x in path.factors],
                "value": json_number(path.value),
            }
            for path in explanation.paths
        ],
        "path_count": explanation.path_count,
        "gradients": {name: json_number(gradient) for name, gradient in explanation.gradients.items()},
        "notes": [{"node": node, "code": note.code, "message": note.message} for node, note in explanation.notes],
    })  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {
        "node": step.node, "op": step.op, "upstream": json_number(step.upstream), "gate": step.gate,
        "contributions": [_contribution(c) for c in step.contributions],
    }  # fmt: skip


def _contribution(c: Contribution) -> dict[str, Any]:
    members = {
        "to": c.to, "formula": c.formula, "numbers": c.numbers, "local": json_number(c.local),
        "product": json_number(c.product), "before": json_number(c.before), "after": json_number(c.after),
    }  # fmt: skip
    if c.limit:
        members["limit"] = [
            {"h": h, "quotient": json_number(quotient)} for h, quotient in zip(LIMIT_STEPS, c.limit, strict=True)
        ]
    return members
