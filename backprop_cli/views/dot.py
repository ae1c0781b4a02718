"""Picture -> DOT, the language of Graphviz, in which nothing that a user wrote is read as anything but text."""

from __future__ import annotations

from collections.abc import Iterator

from .picture import Box, Gate, Picture

NAME = "backprop"

# The layout program knows the widths of Helvetica, so that its boxes fit; every browser has it or Arial in its stead.
FONT = "Helvetica"

# Told apart by shape first, so also in black and white: variables are round, constants dashed, the output is bold.
STYLES = {
    "variable": 'style="rounded,filled" fillcolor="#dbeafe"',
    "constant": 'style="dashed,filled" fillcolor="#f1f1f1"',
    "operation": "",
}
OUTPUT_STYLE = 'penwidth=2.5 fillcolor="#fef3c7"'

# A label is read for escapes (`\N`), for the syntax of records (`{|<>`) and for HTML entities.
_ESCAPES = {"\\": "\\\\", '"': '\\"', "&": "&amp;", "\n": "\\n"}
_TEXT = str.maketrans(_ESCAPES)
_CELL = str.maketrans(_ESCAPES | {sign: "\\" + sign for sign in "{}|<>"})


def source_of(picture: Picture) -> str:
    """The picture as a DOT file."""
    return "".join([f"digraph {NAME} {{\n", *body_of(picture), "}\n"])


def body_of(picture: Picture) -> Iterator[str]:
    """The statements of the DOT file, a line each."""
    yield f"\tgraph [rankdir={picture.rankdir} {_heading(picture)}fontname={FONT} nodesep=0.15 ranksep=0.3]\n"
    yield (
        f"\tnode [shape=record style=filled fillcolor=white fontname={FONT} fontsize=12 "
        'height=0.4 margin="0.1,0.04"]\n'
    )
    yield "\tedge [arrowsize=0.7]\n"
    for box in picture.boxes:
        yield f"\t{box.id} [{_box(box)}]\n"
    for gate in picture.gates:
        yield f"\t{gate.id} [{_gate(gate)}]\n"
        for source in gate.inputs:
            yield f"\t{source} -> {gate.id}\n"
        yield f"\t{gate.id} -> {gate.result}\n"


def quoted(text: str) -> str:
    """The text as a DOT string that shows it as it is."""
    return f'"{text.translate(_TEXT)}"'


def _heading(picture: Picture) -> str:
    return f"label={quoted(picture.heading)} labelloc=t fontsize=16 " if picture.heading else ""


def _box(box: Box) -> str:
    cells = "|".join([cell.translate(_CELL) for cell in box.cells])
    style = " ".join(filter(None, [STYLES[box.kind], OUTPUT_STYLE if box.is_output else ""]))
    css = f"{box.kind} output" if box.is_output else box.kind
    return f'label="{{{cells}}}" {style} class="{css}" tooltip={quoted(box.tooltip)}'.replace("  ", " ")


def _gate(gate: Gate) -> str:
    look = 'shape=ellipse width=0.4 height=0.4 margin="0.04,0.02" fontsize=14 ordering=in class=gate'
    return f"label={quoted(gate.symbol)} {look} tooltip={quoted(gate.tooltip)}"
