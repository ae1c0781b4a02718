"""What a picture shows beside nodes and numbers: what stands at its edges, its colours, its paths, what is folded."""

from __future__ import annotations

from typing import NamedTuple

from ...graph.engine import Value
from .looks import LIGHT

LOCAL, FLOW = "local", "flow"
GRAD = "grad"


class Wishes(NamedTuple):
    """What is asked of a picture.

    Args:
        edges: what stands at the edges: LOCAL, the local derivatives, FLOW, what flows back along them, or nothing.
        color: GRAD colours boxes by their gradient and edges by what flows back along them, and makes these wider.
        wrt: the node whose paths to the output are shown before all else.
        depth: how many operations from the output are shown; what is further away is folded into one node.
        theme: one of `looks.THEMES`.
        width: how wide the drawing is, in pixels.
        dpi: how many dots of a PNG are an inch.
    """

    edges: str | None = None
    color: str | None = None
    wrt: Value | None = None
    depth: int | None = None
    theme: str = LIGHT
    width: int | None = None
    dpi: int | None = None


NO_WISHES = Wishes()
