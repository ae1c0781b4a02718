"""SVG that a screen reader can read: a title and a description of the drawing as a whole."""

from __future__ import annotations

import re

from ...inert import xml

# Graphviz calls each edge `n0->n3` and the graph by its name, and a browser would show that under the mouse.
_TITLES = re.compile(r"<title>(?:[^<]*&gt;[^<]*|backprop)</title>\n")


def described(svg: str, title: str, description: str) -> str:
    """The drawing of a layout program with its title and description, for people who cannot see it.

    Args:
        svg: as the layout program wrote it.
        title: what it is, in a few words.
        description: what there is to see.
    """
    start = svg.index("<svg")
    end = svg.index(">", start)
    name, about = xml(title), xml(description)
    head = f'{svg[start:end]} role="img" aria-label="{name}">\n<title>{name}</title>\n<desc>{about}</desc>'
    return svg[:start] + head + _TITLES.sub("", svg[end + 1 :])


def styled(svg: str, style: str) -> str:
    """A drawing with a style sheet of its own."""
    end = svg.index("</desc>") + len("</desc>")
    return f"{svg[:end]}\n{style}{svg[end:]}"
