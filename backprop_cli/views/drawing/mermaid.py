"""Picture -> Mermaid, the diagrams in Markdown, in which nothing that a user wrote is read as anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .parts import Picture

# The same looks as in the DOT drawing.
CLASSES = {
    "variable": "fill:#dbeafe,stroke:#1e3a8a,color:#111",
    "constant": "fill:#f1f1f1,stroke:#555,stroke-dasharray:5 2,color:#111",
    "folded": "fill:#f1f1f1,stroke:#555,stroke-dasharray:5 2,color:#111",
    "operation": "fill:#fff,stroke:#333,color:#111",
    "output": "fill:#fef3c7,stroke:#111,stroke-width:3px,color:#111",
    "gate": "fill:#fff,stroke:#333,color:#111",
}
SHAPES = {"variable": '("{}")', "constant": '["{}"]', "folded": '("{}")', "operation": '["{}"]'}

# Written as entity codes, because quotes end a label, `- ` and `1. ` begin lists, `$$` formulas and so on: everything
# but letters, digits, a few signs, and the point and the minus of a number.
SPECIAL = re.compile(r"(?!(?<=\d)\.\d|-\d)[^\w ,()=/]|_")


def source_of(picture: Picture) -> str:
    """The picture as a Mermaid flowchart."""
    return "".join([f"{line}\n" for line in _lines(picture)])


def escaped(text: str) -> str:
    """The text as Mermaid shows it as it is, inside of quotes."""
    return SPECIAL.sub(_entity, text)


def _entity(found: re.Match[str]) -> str:
    character = found.group()
    return "<br/>" if character == "\n" else f"#{ord(character)};"


def _lines(picture: Picture) -> Iterator[str]:
    yield f"flowchart {picture.rankdir}"
    yield f"    accTitle: {_one_line(picture.title)}"
    yield f"    accDescr: {_one_line(picture.description)}"
    for box in picture.boxes:
        cells = "<br/>".join(map(escaped, box.cells))
        yield f"    {box.id}{SHAPES[box.kind].format(cells)}"
    for gate in picture.gates:
        yield f'    {gate.id}(("{escaped(gate.symbol)}"))'
        for edge in gate.edges:
            label = f'|"{escaped(edge.label)}"|' if edge.label else ""
            yield f"    {edge.source} -->{label} {gate.id}"
        yield f"    {gate.id} --> {gate.result}"
    yield from _classes(picture)


def _classes(picture: Picture) -> Iterator[str]:
    members: dict[str, list[str]] = {"gate": [gate.id for gate in picture.gates]}
    for box in picture.boxes:
        members.setdefault("output" if box.is_output else box.kind, []).append(box.id)
    for name, look in CLASSES.items():
        if members.get(name):
            yield f"    classDef {name} {look}"
            yield f"    class {','.join(members[name])} {name}"


def _one_line(text: str) -> str:
    return escaped(" ".join(text.split()))
