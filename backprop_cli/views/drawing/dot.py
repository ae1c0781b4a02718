"""Picture -> DOT, the language of Graphviz, in which nothing that a user wrote is read as anything but text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...inert import xml
from .looks import AUTO, DARK, LIGHT, MOST_IN_A_BOX, ON_A_SHADE, THEMES, Theme, shade, shade_class, width
from .parts import Box, Edge, Gate, Picture

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
    "variable": {"style": "rounded,filled"},
    "constant": {"style": "dashed,filled"},
    "folded": {"style": "dashed,rounded,filled"},
    "operation": {},
}
OUTPUT = {"penwidth": "2.5"}
# What stands at an edge, and the lines of a legend.
SMALL = {"fontname": FONT, "fontsize": "10"}
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
    theme = THEMES[picture.theme]
    ground = {} if picture.theme in (LIGHT, AUTO) else {"bgcolor": theme.ground, "fontcolor": theme.ink}
    return GRAPH | {"rankdir": picture.rankdir} | ground | _bounds(ranks_crossed(picture))


def node_attributes(picture: Picture) -> dict[str, str]:
    """The attributes that nodes have where nothing else is said."""
    theme = THEMES[picture.theme]
    ink = {} if theme.ink == "black" else {"color": theme.ink, "fontcolor": theme.ink}
    return NODE | {"fillcolor": theme.box} | ink


def edge_attributes(picture: Picture) -> dict[str, str]:
    """The attributes that edges have where nothing else is said."""
    theme = THEMES[picture.theme]
    return EDGE if theme.ink == "black" else EDGE | {"color": theme.ink, "fontcolor": theme.ink}


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
    theme = THEMES[picture.theme]
    if picture.legend:
        yield f"\tlabel=<{legend_of(picture)}>\n"
    elif picture.heading:
        yield f"\tlabel={_quoted(picture.heading.translate(_TEXT))}\n"
    frame = CELLS[picture.rankdir]
    for box in picture.boxes:
        yield f"\t{box.id} [{_box(box, frame, theme)}]\n"
    yield "\tsubgraph gates {\n"
    yield f"\t\tnode [{_attributes(GATE)}]\n"
    for gate in picture.gates:
        yield f"\t\t{gate.id} [{_gate(gate, theme)}]\n"
    yield "\t}\n"
    for gate in picture.gates:
        for edge in gate.edges:
            yield f"\t{edge.source} -> {gate.id}{_listed(_edge(edge, theme))}\n"
        yield f"\t{gate.id} -> {gate.result}{_listed(_line(gate.lit, gate.strength, theme))}\n"


def legend_of(picture: Picture) -> str:
    """The heading, and below it which colours stand for which gradients, as HTML of Graphviz."""
    theme = THEMES[picture.theme]
    ink = theme.ink if theme is THEMES[DARK] else ON_A_SHADE
    ends = (f"grad −{picture.legend}", *[""] * 2, "0", *[""] * 2, picture.legend)
    strengths = (-1.0, -0.4, -0.1, 0.0, 0.1, 0.4, 1.0)
    swatches = [
        f'<td bgcolor="{shade(theme, strength, theme.box, MOST_IN_A_BOX)}">'
        f'<font point-size="10" color="{ink}">{end or "&#160;"}</font></td>'
        for strength, end in zip(strengths, ends, strict=True)
    ]
    heading = f'<tr><td colspan="7">{xml(picture.heading)}</td></tr>' if picture.heading else ""
    return f'<table border="0" cellborder="0" cellspacing="0">{heading}<tr>{"".join(swatches)}</tr></table>'


def _defaults(picture: Picture) -> Iterator[str]:
    yield f"\tgraph [{_attributes(graph_attributes(picture))}]\n"
    yield f"\tnode [{_attributes(node_attributes(picture))}]\n"
    yield f"\tedge [{_attributes(edge_attributes(picture))}]\n"


def _box(box: Box, frame: str, theme: Theme) -> str:
    cells = "|".join([cell.translate(_CELL) for cell in box.cells])
    look = STYLES[box.kind] | _inside(box, theme) | (OUTPUT if box.is_output else {}) | _back(box.lit, theme)
    css = " ".join([box.kind, *["output"] * box.is_output, *_css_of_state(box)])
    return _attributes({"label": frame.format(cells), **look, "class": css, "tooltip": box.tooltip.translate(_TOOLTIP)})


def _css_of_state(box: Box) -> list[str]:
    if not box.lit:
        return ["back"]
    return [] if box.strength is None else [shade_class(box.strength)]


def _inside(box: Box, theme: Theme) -> dict[str, str]:
    """The colour of a box, if it is not that of all."""
    if not box.lit:
        return {"fillcolor": theme.ground}
    if box.strength is not None:
        return {"fillcolor": shade(theme, box.strength, theme.box, MOST_IN_A_BOX)}
    colour = theme.output if box.is_output else theme.kinds.get(box.kind)
    return {"fillcolor": colour} if colour else {}


def _back(lit: bool, theme: Theme) -> dict[str, str]:
    return {} if lit else {"color": theme.faint, "fontcolor": theme.faint}


def _gate(gate: Gate, theme: Theme) -> str:
    label = {"label": gate.symbol.translate(_TEXT), "tooltip": gate.tooltip.translate(_TOOLTIP)}
    css = {} if gate.lit else {"class": "gate back"}
    return _attributes(label | css | _back(gate.lit, theme))


def _edge(edge: Edge, theme: Theme) -> dict[str, str]:
    # Spaces keep the label from the line.
    label = SMALL | {"label": f"  {edge.label.translate(_TEXT)}  "} if edge.label else {}
    if edge.lit and edge.strength is None and edge.shared is not None:
        return label | {"color": theme.shared[edge.shared % len(theme.shared)]}
    return label | _line(edge.lit, edge.strength, theme)


def _line(lit: bool, strength: float | None, theme: Theme) -> dict[str, str]:
    """How an edge is drawn, if not as all are."""
    if not lit or strength is None:
        return _back(lit, theme)
    return {"color": shade(theme, strength, theme.faint), "penwidth": width(strength)}


def _listed(attributes: Mapping[str, str]) -> str:
    return f" [{_attributes(attributes)}]" if attributes else ""


def _attributes(attributes: Mapping[str, str]) -> str:
    return " ".join([f"{name}={_quoted(value)}" for name, value in attributes.items()])


def _quoted(text: str) -> str:
    """A DOT string; its backslashes are escaped already, so that none of them can escape the closing quote."""
    return '"' + text.replace('"', '\\"') + '"'
