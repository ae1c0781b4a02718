"""Picture -> DOT, the language of Graphviz, in which nothing that a user wrote is read as anything but text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .picture import Box, Gate, Picture

NAME = "backprop"

# The layout programs know the widths of Helvetica, so that boxes fit; a browser without it takes another sans-serif.
FONT = "Helvetica"
GRAPH = {"fontname": FONT, "fontsize": "16", "labelloc": "t", "nodesep": "0.15", "ranksep": "0.3"}
NODE = {
    "fillcolor": "white", "fontname": FONT, "fontsize": "12", "height": "0.4", "margin": "0.1,0.04",
    "shape": "record", "style": "filled",
}  # fmt: skip
EDGE = {"arrowsize": "0.7"}

# Edges that cross many ranks, as from a weight that every step uses, cost the layout most: more than so many are too
# many for the best places of the nodes, and then for curves around them.
MANY_CROSSED, TOO_MANY_CROSSED = 1_000, 12_000
QUICKER = {"nslimit": "1"}
QUICKEST = QUICKER | {"mclimit": "0.1", "splines": "line"}

# The cells stand above each other, which keeps the drawing narrow; a record turns with the direction of the drawing.
CELLS = {"LR": "{}", "TB": "{{{}}}"}

# Told apart by outline first, so also in black and white: variables are round, constants dashed, the output is bold.
STYLES = {
    "variable": {"style": "rounded,filled", "fillcolor": "#dbeafe"},
    "constant": {"style": "dashed,filled", "fillcolor": "#f1f1f1"},
    "operation": {},
}
OUTPUT = {"penwidth": "2.5", "fillcolor": "#fef3c7"}
# The inputs of an operation enter in operand order.
GATE = {
    "shape": "ellipse", "width": "0.4", "height": "0.4", "margin": "0.04,0.02", "fontsize": "14", "ordering": "in",
    "class": "gate",
}  # fmt: skip

# A label is read for escapes such as `\N`, for HTML entities and, in a record, for the syntax of records.
_ESCAPES = {"\\": "\\\\", "&": "&amp;", "\n": "\\n"}
_TEXT = str.maketrans(_ESCAPES)
_CELL = str.maketrans(_ESCAPES | {sign: "\\" + sign for sign in "{}|<>"})
# The escapes of a tooltip are read twice over.
_TOOLTIP = str.maketrans(_ESCAPES | {"\\": "\\" * 4})


def source_of(picture: Picture) -> str:
    """The picture as a DOT file."""
    return "".join([f"digraph {NAME} {{\n", *_defaults(picture), *body_of(picture), "}\n"])


def graph_attributes(picture: Picture) -> dict[str, str]:
    """The attributes of the graph as a whole, but for its heading."""
    return GRAPH | {"rankdir": picture.rankdir} | _bounds(ranks_crossed(picture))


def ranks_crossed(picture: Picture) -> int:
    """How many ranks the edges pass without an end there, if every node stands just before its first use."""
    rank: dict[str, int] = {}
    for gate in reversed(picture.gates):
        # A gate has a rank of its own, between those of its inputs and of its result.
        latest = rank.setdefault(gate.result, 0) - 2
        for source in gate.inputs:
            rank[source] = min(rank.get(source, latest), latest)
    return sum([rank[gate.result] - 2 - rank[source] for gate in picture.gates for source in gate.inputs])


def _bounds(crossed: int) -> dict[str, str]:
    """What keeps the time for the layout in bounds."""
    if crossed > TOO_MANY_CROSSED:
        return QUICKEST
    return QUICKER if crossed > MANY_CROSSED else {}


def body_of(picture: Picture) -> Iterator[str]:
    """The statements of the DOT file after the defaults, a line each."""
    if picture.heading:
        yield f"\tlabel={_quoted(picture.heading.translate(_TEXT))}\n"
    frame = CELLS[picture.rankdir]
    for box in picture.boxes:
        yield f"\t{box.id} [{_box(box, frame)}]\n"
    yield "\tsubgraph gates {\n"
    yield f"\t\tnode [{_attributes(GATE)}]\n"
    for gate in picture.gates:
        yield f"\t\t{gate.id} [{_gate(gate)}]\n"
    yield "\t}\n"
    for gate in picture.gates:
        for source in gate.inputs:
            yield f"\t{source} -> {gate.id}\n"
        yield f"\t{gate.id} -> {gate.result}\n"


def _defaults(picture: Picture) -> Iterator[str]:
    yield f"\tgraph [{_attributes(graph_attributes(picture))}]\n"
    yield f"\tnode [{_attributes(NODE)}]\n"
    yield f"\tedge [{_attributes(EDGE)}]\n"


def _box(box: Box, frame: str) -> str:
    cells = "|".join([cell.translate(_CELL) for cell in box.cells])
    look = STYLES[box.kind] | (OUTPUT if box.is_output else {})
    css = f"{box.kind} output" if box.is_output else box.kind
    return _attributes({"label": frame.format(cells), **look, "class": css, "tooltip": box.tooltip.translate(_TOOLTIP)})


def _gate(gate: Gate) -> str:
    return _attributes({"label": gate.symbol.translate(_TEXT), "tooltip": gate.tooltip.translate(_TOOLTIP)})


def _attributes(attributes: Mapping[str, str]) -> str:
    return " ".join([f"{name}={_quoted(value)}" for name, value in attributes.items()])


def _quoted(text: str) -> str:
    """A DOT string; its backslashes are escaped already, so that none of them can escape the closing quote."""
    return '"' + text.replace('"', '\\"') + '"'
