"""The working without values as the members of a JSON object."""

from __future__ import annotations

from typing import Any

from ...answers.working import Derived, Handed, Stage, Working
from ...notation.text import text_of


def working_members(working: Working) -> dict[str, Any]:
    """The members, each formula as text."""
    return {
        "expression": working.text,
        "parsed": working.parsed,
        "output": working.output,
        "derivatives": [_derived(each) for each in working.derived],
        "forward": [{"node": name, "expression": text_of(graph)} for name, graph in working.forward],
        "backward": [_stage(stage) for stage in working.stages],
        "gradients": {name: text_of(formula) for name, formula in working.gradients},
        "rules": [{"name": r.name, "left": text_of(r.left), "right": text_of(r.right)} for r in working.rules],
    }


def _derived(derived: Derived) -> dict[str, Any]:
    steps = [
        {"depth": line.depth, "left": text_of(line.left), "right": text_of(line.right), "rules": list(line.rules)}
        for line in derived.lines
    ]
    return {"names": list(derived.names), "formula": text_of(derived.result), "steps": steps}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "node": stage.name, "op": stage.op, "expression": text_of(stage.named), "rule": stage.rule, "gate": stage.gate,
        "contributions": [_handed(handed) for handed in stage.handed],
    }  # fmt: skip


def _handed(handed: Handed) -> dict[str, Any]:
    return {
        "to": handed.to, "formula": text_of(handed.local), "product": text_of(handed.product),
        "gradient": None if handed.complete is None else text_of(handed.complete),
    }  # fmt: skip
