"""Drawings for Python programs: for the graphviz package, and for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...answers.report import BACKWARD
from ...errors import LayoutError
from ...graph.engine import Value
from ...graph.walker import topological_order
from ..numbers import Precision
from .drawn import svg
from .picture import picture_of

if TYPE_CHECKING:
    from .digraph import Drawing

# A notebook shows larger graphs as text: their layout takes long, and nobody asked for it.
LARGEST_DISPLAYED = 300


def draw_dot(
    root: Value,
    format: str = "svg",  # noqa: A002 - as in every draw_dot of the lectures
    rankdir: str = "LR",
    *,
    passes: str = BACKWARD,
    hide_constants: bool = False,
    precision: Precision = 6,
    title: str | None = None,
    description: str | None = None,
) -> Drawing:
    """Draw the computational graph below `root`: a `graphviz.Digraph`, as in the micrograd lecture.

    A notebook shows it; `.render("name")` and `.pipe()` work as usual, and without a `dot` on the PATH.

    Args:
        root: the output.
        format: what `.render()` and `.pipe()` write: svg, png or any other that a layout program knows.
        rankdir: "LR" draws from left to right, "TB" from top to bottom.
        passes: "backward" shows data and grad, "forward" the picture before the backward pass, without grad.
        hide_constants: write constants into the operations that use them, and not as nodes of their own.
        precision: significant digits of the numbers, or "full".
        title: stands above the drawing, and is its name for a screen reader.
        description: what a screen reader says of it; a summary in numbers when not given.

    Raises:
        TypeError: the root is no Value.
        UsageError: there is no such format, direction or pass.
    """
    from .digraph import drawing_of

    if not isinstance(root, Value):
        raise TypeError(f"draw_dot draws a Value, not {type(root).__name__}")
    picture = picture_of(
        root, rankdir, passes=passes, hide_constants=hide_constants, precision=precision, title=title,
        description=description,
    )  # fmt: skip
    return drawing_of(picture, format)


def displayed(value: Value) -> str:
    """The graph below a Value as SVG, for a notebook.

    Raises:
        LayoutError: it is too large for that, or cannot be drawn.
    """
    size = len(topological_order(value))
    if size > LARGEST_DISPLAYED:
        raise LayoutError(f"the graph has {size} nodes", hint="draw_dot(value) draws it all the same")
    return svg(picture_of(value))
