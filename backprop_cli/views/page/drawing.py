"""The drawing of a page: the layout of the program for pictures, written anew so that a script can fill it in.

A node is an element `data-node="ID"` with an empty line for its data and one for its grad, an edge says between which
nodes it is; how all of it looks, the style of the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as ET

from ...errors import LayoutError
from ...graph.engine import Constant, Value
from ...graph.run import Run
from ...inert import xml
from ..drawing.drawn import svg
from ..drawing.layout import SMALLER as SMALLER_PICTURE
from ..drawing.layout import VARIABLE
from ..drawing.parts import Box, Picture

# What to do with a graph that is too large for a page.
SMALLER = "show what is below one node with --of NAME, or leave constants out with --hide-constants"

# What a number takes at most before it has to be written more narrowly, and what stands for it in the layout.
WIDEST = "data -0.000000"

_SPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = ("path", "polygon", "polyline", "ellipse")
_GEOMETRY = ("d", "points", "cx", "cy", "rx", "ry", "x", "y")


# An arrow that points back, as a gradient flows: its head, and the line in the place of the other one.
ARROW = (
    '<defs><marker id="arrow-back" viewBox="0 0 9 7" refX="9" refY="3.5" markerWidth="9" markerHeight="7"'
    ' markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0,0 9,3.5 0,7z"/></marker>'
    '<marker id="arrow-rest" viewBox="0 0 7 2.5" refY="1.25" markerWidth="7" markerHeight="2.5"'
    ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0H7V2.5H0z"/></marker></defs>'
)

SPOKEN = 'role="img" aria-labelledby="drawing-title drawing-about"'


class Edge(NamedTuple):
    """An edge of the drawing: into which input of which node it leads, or from a gate to its node."""

    source: str
    node: str
    which: int | None


def drawn(run: Run, picture: Picture, *, lines: int) -> str:
    """The picture as SVG.

    Args:
        run: what is drawn.
        picture: the picture.
        lines: how many lines of numbers a node has: its data, or its data and its grad.

    Raises:
        LayoutError: there is no layout program, or it failed.
    """
    wide = picture._replace(heading="", boxes=tuple([_widened(box, lines) for box in picture.boxes]))
    try:
        root = ET.fromstring(svg(wide))
    except ET.ParseError:
        raise LayoutError(
            "what the layout program wrote is no SVG", hint=f"set {VARIABLE} to a Graphviz dot program, or unset it"
        ) from None
    except LayoutError as error:
        raise LayoutError(error.message, hint=SMALLER if error.hint == SMALLER_PICTURE else error.hint) from None
    return _Drawing(run, wide, lines).svg(root)


def _widened(box: Box, lines: int) -> Box:
    """A box with room for numbers."""
    names = [cell for cell in box.cells if not cell.startswith(("data ", "grad "))]
    return box._replace(cells=(*names, *[WIDEST] * lines))


class _Drawing:
    """A picture, while its layout is written anew."""

    def __init__(self, run: Run, picture: Picture, lines: int) -> None:
        self.picture = picture
        self.lines = lines
        drawn_nodes = {box.id for box in picture.boxes}
        self.nodes = {f"n{index}": node for index, node in enumerate(run.nodes) if f"n{index}" in drawn_nodes}
        self.names = run.node_names
        self.ids = {node: box for box, node in self.nodes.items()}
        self.edges = list(self._edges())

    def _edges(self) -> Iterator[Edge]:
        """The edges in the order of the DOT file."""
        for gate in self.picture.gates:
            node = self.nodes[gate.result]
            for index, source in enumerate(node.inputs):
                if source in self.ids:
                    yield Edge(self.names[source], self.names[node], index)
            yield Edge(self.names[node], self.names[node], None)

    def svg(self, root: ET.Element) -> str:
        """The drawing."""
        graph = root.find(f"{_SPACE}g")
        assert graph is not None
        groups: dict[str, list[ET.Element]] = {"edge": [], "node": []}
        for group in graph.findall(f"{_SPACE}g"):
            kind = group.get("class", "").split()[0]
            groups[kind].append(group)
        width, height = (re.sub("[^0-9.]", "", root.get(name, "")) for name in ("width", "height"))
        written = [*map(self._edge, groups["edge"]), *map(self._node, groups["node"])]
        move = re.search(r"translate\([^)]*\)", graph.get("transform", ""))
        return "\n".join([
            f'<svg class="drawing" viewBox="{root.get("viewBox")}" width="{width}" height="{height}" {SPOKEN}>',
            f'<title id="drawing-title">{xml(self.picture.title)}</title>',
            f'<desc id="drawing-about">{xml(self.picture.description)}</desc>',
            ARROW,
            f'<g transform="{move.group() if move else ""}">', *written, "</g>\n</svg>",
        ])  # fmt: skip

    def _edge(self, group: ET.Element) -> str:
        # Graphviz numbers edges in the order in which they stand in the file.
        edge = self.edges[int(re.sub("[^0-9]", "", group.get("id", ""))) - 1]
        index = "" if edge.which is None else f' data-index="{edge.which}"'
        kind = "out" if edge.which is None else "in"
        return (
            f'<g class="edge {kind}" data-from="{xml(edge.source)}" data-to="{xml(edge.node)}"{index}>'
            f"{''.join(_shapes(group))}</g>"
        )

    def _node(self, group: ET.Element) -> str:
        title = group.findtext(f"{_SPACE}title") or ""
        if title in self.nodes:
            return self._box(group, title)
        gate = next(gate for gate in self.picture.gates if gate.id == title)
        [text] = group.iter(f"{_SPACE}text")
        return (
            f'<g class="gate" data-gate="{xml(self.names[self.nodes[gate.result]])}"><title>{xml(gate.tooltip)}</title>'
            f"{''.join(_shapes(group))}<text{_attributes(text)}>{xml(gate.symbol)}</text></g>"
        )

    def _box(self, group: ET.Element, title: str) -> str:
        texts = list(group.iter(f"{_SPACE}text"))
        named, numbers = texts[: -self.lines], texts[-self.lines :]
        kinds = zip(numbers, ("data", "grad"), strict=False)
        lines = [
            *[f'<text class="name"{_attributes(text)}>{xml(text.text or "")}</text>' for text in named],
            *[f'<text class="{kind}"{_attributes(text)}></text>' for text, kind in kinds],
        ]
        kind = " ".join(group.get("class", "").split())
        return (
            f'<g class="{kind}" data-node="{xml(self.names[self.nodes[title]])}">'
            f"{''.join(_shapes(group))}{''.join(lines)}</g>"
        )


def _shapes(group: ET.Element) -> Iterator[str]:
    for element in group.iter():
        name = element.tag.removeprefix(_SPACE)
        if name in _SHAPES:
            yield f"<{name}{_attributes(element)}/>"


def _attributes(element: ET.Element) -> str:
    """Where something stands; how it looks is left to the style."""
    return "".join([f' {name}="{_short(value)}"' for name in _GEOMETRY if (value := element.get(name)) is not None])


def _short(geometry: str) -> str:
    """Coordinates with one digit after the point: a pixel has no more."""
    return re.sub(r"-?\d+\.\d+", lambda found: f"{float(found.group()):.1f}".removesuffix(".0"), geometry)


def shown_nodes(nodes: Sequence[Value], root: Value, *, hide_constants: bool) -> list[Value]:
    """The nodes that are drawn."""
    return [node for node in nodes if not hide_constants or not isinstance(node, Constant) or node is root]
