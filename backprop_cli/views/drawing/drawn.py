"""Picture -> drawing, by a layout program."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import LayoutError
from . import dot
from .layout import SMALLER, VARIABLE, render
from .looks import AUTO, style_of_auto
from .parts import Picture
from .svg import described, styled

# For so many nodes the layout takes half a minute; for so many ranks that edges cross, 1 GB of memory.
MOST_NODES, MOST_CROSSED = 20_000, 250_000

# So many pixels are an inch where nothing else is said, and more inches than any drawing is high.
PIXELS, ANY_HEIGHT = 96, 10_000

# What stands at the beginning of a drawing.
BEGINNINGS = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}
LONGEST_HEAD = 4_000


def svg(picture: Picture) -> str:
    """The picture as SVG.

    Raises:
        LayoutError: there is no layout program for it, or it failed; this holds for all formats.
    """
    drawing = described(_drawn(picture, "svg").decode(), picture.title, picture.description)
    return styled(drawing, style_of_auto()) if picture.theme == AUTO else drawing


def png(picture: Picture) -> bytes:
    """The picture as PNG.

    Raises:
        LayoutError: as for SVG, or the picture is too wide for pixels.
    """
    if dot.ranks_crossed(picture) > dot.TOO_MANY_CROSSED:
        raise LayoutError("the graph is too wide for a PNG", hint="draw it as SVG: -o picture.svg")
    return _drawn(picture, "png")


def pdf(picture: Picture) -> bytes:
    """The picture as PDF, which only a Graphviz of the system draws."""
    return _drawn(picture, "pdf")


def _drawn(picture: Picture, form: str) -> bytes:
    """What the layout program makes of a picture that is not too large for it.

    Raises:
        LayoutError: it is, or what the program writes is something else.
    """
    _require_small(picture)
    drawing = render(dot.source_of(picture), form, options=_size(picture, form))
    if BEGINNINGS[form] not in drawing[:LONGEST_HEAD]:
        raise LayoutError(
            f"what the layout program wrote is no {form.upper()}",
            hint=f"set {VARIABLE} to a Graphviz dot program, or unset it",
        )
    return drawing


def _size(picture: Picture, form: str) -> Sequence[str]:
    """What tells the layout program how large the drawing is to be; in SVG and PDF 96 pixels are an inch."""
    dpi = picture.dpi if picture.dpi is not None and form == "png" else PIXELS
    dots = [f"-Gdpi={dpi}"] if form == "png" and picture.dpi is not None else []
    wide = [f"-Gsize={picture.width / dpi:.6g},{ANY_HEIGHT}!"] if picture.width is not None else []
    return [*dots, *wide]


def _require_small(picture: Picture) -> None:
    nodes = len(picture.boxes) + len(picture.gates)
    crossed = dot.ranks_crossed(picture)
    if nodes > MOST_NODES or crossed > MOST_CROSSED:
        edges = sum([len(gate.inputs) + 1 for gate in picture.gates])
        far = f", which cross {crossed:,} ranks" if crossed > MOST_CROSSED else ""
        raise LayoutError(
            f"the graph is too large for a picture: {nodes:,} nodes and {edges:,} edges{far}", hint=SMALLER
        )
