"""Text for programs: JSON, CSV, TSV, bare numbers; and Markdown, which a program may pass on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ... import inert
from ...answers.report import Report, Row
from ...graph.notes import Note
from ..numbers import Precision, json_number, machine, short

COLUMNS = ("id", "kind", "name", "op", "expression", "data", "grad")


def compact(value: Any) -> str:
    """A value as JSON on one line."""
    from json import dumps

    return inert.json(dumps(value, ensure_ascii=False, allow_nan=False))


def json_object(members: Mapping[str, Any]) -> str:
    """A JSON object with a member a line, and the items of each list of objects on lines of their own."""
    lines = [f"{compact(key)}: {_member(value)}" for key, value in members.items()]
    return "{" + ",\n ".join(lines) + "}\n"


def _member(value: Any) -> str:
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return compact(value)
    return "[\n" + ",\n".join(f"  {compact(item)}" for item in value) + "]"


def json_text(report: Report) -> str:
    """The report as a JSON object."""
    members: dict[str, Any] = {
        "expression": report.program.text,
        "parsed": report.parsed,
        "output": report.output.id,
        "value": json_number(report.output.data),
        "gradients": {name: json_number(grad) for name, grad in report.gradients.items()},
    }
    members["nodes"] = [_node(row) for row in report.rows]
    members["notes"] = [_note(node, note) for node, note in report.notes]
    return json_object(members)


def _note(node: str, note: Note) -> dict[str, str]:
    return {"node": node, "code": note.code, "message": note.message}


def _node(row: Row) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "name": row.name, "op": row.op, "expression": row.expression,
        "inputs": row.inputs, "span": row.span, "data": json_number(row.data), "grad": json_number(row.grad),
    }  # fmt: skip


def csv_text(report: Report) -> str:
    """The rows as CSV, with a header."""
    return _separated(report, ",")


def tsv_text(report: Report) -> str:
    """The rows as tab-separated values, with a header."""
    return _separated(report, "\t")


def _separated(report: Report, delimiter: str) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_fields(row) for row in report.rows)
    return out.getvalue()


def _fields(row: Row) -> tuple[str, ...]:
    return row.id, row.kind, row.name or "", row.op or "", row.expression, machine(row.data), machine(row.grad)


def markdown_text(report: Report, precision: Precision) -> str:
    """The rows as a Markdown table, below the expression as it was understood; the notes follow."""
    backward = report.passes == "backward"
    header = ["node", "operation", "data", *(["grad"] if backward else [])]
    lines = [f"`{report.parsed}`", "", _line(header), "|---|---|--:|" + ("--:|" if backward else "")]
    lines += [_line(cells) for cells in _markdown_cells(report, precision, backward)]
    if report.notes:
        lines += ["", *(f"- {note.message} (`{report.row(node).title}`)" for node, note in report.notes)]
    return "\n".join(lines) + "\n"


def _markdown_cells(report: Report, precision: Precision, backward: bool) -> Iterator[list[str]]:
    for row in report.rows:
        name = f"`{row.title}`"
        op = f"`{row.op}`" if row.op else "input" if row.kind == "variable" else row.kind
        cells = [name, op, short(row.data, precision), *([short(row.grad, precision)] if backward else [])]
        yield [f"**{cell}**" for cell in cells] if row is report.output else cells


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
