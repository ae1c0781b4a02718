"""How a drawing looks: the colours of its themes, and the hues of numbers and of edges that many share."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

LIGHT, DARK, PRINT, AUTO = "light", "dark", "print", "auto"


class Theme(NamedTuple):
    """The colours of a drawing.

    Args:
        ground: behind everything.
        ink: lines and letters.
        faint: what stands back behind what is asked for.
        box: the inside of the box of an operation.
        kinds: the insides of other boxes, by the kind of their nodes.
        output: the inside of the box of the output.
        negative: the hue of a number below 0.
        positive: the hue of a number above 0.
        shared: the hues of the edges of nodes that several use, one for each.
    """

    ground: str
    ink: str
    faint: str
    box: str
    kinds: Mapping[str, str]
    output: str
    negative: str
    positive: str
    shared: tuple[str, ...]


# The hues are those of Okabe and Ito, told apart by all eyes.
_LIGHT = Theme(
    ground="white", ink="black", faint="#b8b8b8", box="white",
    kinds={"variable": "#dbeafe", "constant": "#f1f1f1", "folded": "#f1f1f1"}, output="#fef3c7",
    negative="#0072b2", positive="#d55e00", shared=("#0072b2", "#d55e00", "#009e73", "#aa4499", "#997700"),
)  # fmt: skip

THEMES = {
    LIGHT: _LIGHT,
    # What is light until whoever looks at it prefers dark.
    AUTO: _LIGHT,
    DARK: Theme(
        ground="#0f172a", ink="#e2e8f0", faint="#475569", box="#1e293b",
        kinds={"variable": "#1e3a5f", "constant": "#0f172a", "folded": "#0f172a"}, output="#57430b",
        negative="#3aa0dd", positive="#f0803c", shared=("#56b4e9", "#f0803c", "#2fc79a", "#d98cc4", "#e0c040"),
    ),
    # For a printer without colours, and a copy of that.
    PRINT: Theme(
        ground="white", ink="black", faint="#c0c0c0", box="white",
        kinds={"variable": "white", "constant": "white", "folded": "white"}, output="white",
        negative="#404040", positive="#404040", shared=("black",),
    ),
}  # fmt: skip

# The ink of what stands on the light shades of a legend.
ON_A_SHADE = "#111111"

# So many shades on either side of 0 are told apart in the SVG of the theme `auto`.
SHADES = 10

# How wide the edge is along which most flows, and one along which nothing does.
WIDEST, THINNEST = 4.0, 0.6

# The most of a hue that is mixed into a box, so that its text stays legible.
MOST_IN_A_BOX = 0.7


def shade(theme: Theme, strength: float, ground: str, most: float = 1.0) -> str:
    """A colour between that of a ground and a hue.

    Args:
        theme: has the hues.
        strength: from -1 to 1; its root is what is seen, so that small numbers are seen, too.
        ground: what 0 looks like.
        most: how much of the hue there is at 1.
    """
    hue = theme.negative if strength < 0 else theme.positive
    part = most * sqrt(abs(strength))
    mixed = [round(a + (b - a) * part) for a, b in zip(_rgb(ground), _rgb(hue), strict=True)]
    return "#" + "".join([f"{each:02x}" for each in mixed])


def shade_class(strength: float) -> str:
    """The class of a box in the SVG of the theme `auto`, which has a rule for each of so many shades."""
    return f"shade{round(strength * SHADES) + SHADES}"


def width(strength: float) -> str:
    """The width of an edge in points."""
    return f"{THINNEST + (WIDEST - THINNEST) * sqrt(abs(strength)):.2g}"


_NAMED = {"white": "#ffffff", "black": "#000000"}


def _rgb(colour: str) -> tuple[int, ...]:
    digits = _NAMED.get(colour, colour)[1:]
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def style_of_auto() -> str:
    """What makes the SVG of the theme `auto` dark where whoever looks at it prefers that."""
    dark = THEMES[DARK]
    shades = [
        (shade_class(x / SHADES), shade(dark, x / SHADES, dark.box, MOST_IN_A_BOX)) for x in range(-SHADES, SHADES + 1)
    ]
    rules = [
        f".graph > polygon:first-of-type {{ fill: {dark.ground} }}",
        f'text:not([fill="{ON_A_SHADE}"]) {{ fill: {dark.ink} }}',
        f".node :is(polygon, path, ellipse, polyline) {{ stroke: {dark.ink} }}",
        f".node :is(polygon, path, ellipse) {{ fill: {dark.box} }}",
        *[f".{kind} :is(polygon, path) {{ fill: {fill} }}" for kind, fill in dark.kinds.items()],
        f".output :is(polygon, path) {{ fill: {dark.output} }}",
        *[f".{name} :is(polygon, path) {{ fill: {fill} }}" for name, fill in shades],
        f".back :is(polygon, path, ellipse, polyline) {{ fill: {dark.ground}; stroke: {dark.faint} }}",
        f".back text {{ fill: {dark.faint} }}",
        f'.edge [stroke="black"] {{ stroke: {dark.ink} }}',
        f'.edge [fill="black"] {{ fill: {dark.ink} }}',
    ]
    return f"<style>@media (prefers-color-scheme: dark) {{ {' '.join(rules)} }}</style>"
