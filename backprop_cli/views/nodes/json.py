"""The nodes as JSON."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from ...answers.report import Report, Row
from ...files.numbers import json_number
from ..json_objects import json_parts
from ..numbers import Precision

if TYPE_CHECKING:
    from ...answers.uncertainty import Budget, Contribution


def write(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the report as a JSON object with all digits; the arguments are those of `table.write`."""
    out.writelines(
        json_parts(
            {
                "expression": report.program.text,
                "parsed": report.parsed,
                "output": report.output.id,
                "value": json_number(report.output.data),
                "gradients": {name: json_number(grad) for name, grad in report.gradients.items()},
                "nodes": map(_node, report.rows),
                "notes": [{"node": node, "code": note.code, "message": note.message} for node, note in report.notes],
                **({"uncertainty": _budget(report.uncertainty)} if report.uncertainty else {}),
            }
        )
    )


def _node(row: Row) -> dict[str, object]:
    return {
        "id": row.id, "kind": row.kind, "name": row.name, "op": row.op, "expression": row.whole,
        "inputs": row.inputs, "span": row.span, "data": json_number(row.data), "grad": json_number(row.grad),
    }  # fmt: skip


def _budget(budget: Budget) -> dict[str, object]:
    return {
        "sigma": json_number(budget.sigma),
        "inputs": [_contribution(each) for each in budget.contributions],
        "notes": [{"input": doubt.name, "code": doubt.code, "message": doubt.message} for doubt in budget.doubts],
    }


def _contribution(each: Contribution) -> dict[str, object]:
    return {
        "name": each.name, "value": json_number(each.value), "sigma": json_number(each.sigma),
        "gradient": json_number(each.gradient), "contribution": json_number(each.amount),
        "share": json_number(each.share),
    }  # fmt: skip
