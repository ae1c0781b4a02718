"""Picture -> drawing, by a layout program."""

from __future__ import annotations

from ...errors import LayoutError
from . import dot
from .layout import render
from .picture import Picture
from .svg import described


def svg(picture: Picture) -> str:
    """The picture as SVG.

    Raises:
        LayoutError: there is no layout program for it, or it failed; this holds for all formats.
    """
    return described(render(dot.source_of(picture), "svg").decode(), picture.title, picture.description)


def png(picture: Picture) -> bytes:
    """The picture as PNG.

    Raises:
        LayoutError: as for SVG, or the picture is too wide for pixels.
    """
    if dot.ranks_crossed(picture) > dot.TOO_MANY_CROSSED:
        raise LayoutError("the graph is too wide for a PNG", hint="draw it as SVG: -o picture.svg")
    return render(dot.source_of(picture), "png")


def pdf(picture: Picture) -> bytes:
    """The picture as PDF, which only a Graphviz of the system draws."""
    return render(dot.source_of(picture), "pdf")
