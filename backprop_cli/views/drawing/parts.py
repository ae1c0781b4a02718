"""The parts of a picture: boxes with numbers, gates between them, and the edges that go into these."""

from __future__ import annotations

from typing import NamedTuple

from .looks import LIGHT


class Box(NamedTuple):
    """A node: its cells are its name, if it has one, its data and, after the backward pass, its grad.

    What is not `lit` stands back; `strength` is from -1 to 1 where the gradient has a colour.
    """

    id: str
    kind: str
    is_output: bool
    cells: tuple[str, ...]
    tooltip: str
    lit: bool = True
    strength: float | None = None


class Edge(NamedTuple):
    """What goes into a gate: the id of a box, and what stands at the edge.

    `strength` is as in a box; `shared` is a number for each node that so many use that its edges have their own hue.
    """

    source: str
    label: str = ""
    lit: bool = True
    strength: float | None = None
    shared: int | None = None


class Gate(NamedTuple):
    """The operation that stands before a node, with the edges that go into it, in operand order."""

    id: str
    symbol: str
    edges: tuple[Edge, ...]
    result: str
    tooltip: str
    lit: bool = True
    strength: float | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the boxes that go into it."""
        return tuple([edge.source for edge in self.edges])


class Picture(NamedTuple):
    """Everything that is drawn, in topological order, and the words that stand for it where it cannot be seen.

    Where gradients have colours, `legend` says which number the strongest of them stands for. The width is in pixels.
    """

    rankdir: str
    heading: str
    title: str
    description: str
    boxes: tuple[Box, ...]
    gates: tuple[Gate, ...]
    theme: str = LIGHT
    legend: str = ""
    width: int | None = None
    dpi: int | None = None
