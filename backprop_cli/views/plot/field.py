"""A function of two variables in a terminal: its values as shades, its gradient as arrows."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, isfinite, pi

from rich.text import Text

from ...answers.sampling.plot import Field
from ..numbers import short
from .canvas import Canvas
from .scene import bounded, title_of

# From the lowest value to the highest: the signs that are shades without colour, and the hues of the map viridis.
SHADES = " .:-=+*#%@"
HUES = (
    "#440154", "#482878", "#3e4a89", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725",
)  # fmt: skip

# The directions of a gradient, anticlockwise from the right.
ARROWS = "→↗↑↖←↙↓↘"

# An arrow stands in every so many-th column and row.
ACROSS, DOWN = 6, 3


def painted(plot: Field, width: int, height: int) -> Canvas:
    """A canvas with the values, the gradient, and the path of gradient descent on them."""
    canvas = Canvas(width, height, plot.names[0], *plot.ranges)
    low, high = limits(plot.surface.values)
    for row in range(height):
        y = _nearest(len(plot.surface.up), height, height - 1 - row)
        for column in range(width):
            x = _nearest(len(plot.surface.across), width, column)
            value = plot.surface.values[y][x]
            if isfinite(value):
                level = min(len(HUES) - 1, max(0, int((value - low) / (high - low) * len(HUES))))
                arrow = plot.slopes and row % DOWN == DOWN // 2 and column % ACROSS == ACROSS // 2
                sign = _arrow(*plot.surface.gradients[y][x]) if arrow else ""
                canvas.fill(row, column, *_cell(sign, level))
    for number, step in enumerate(plot.path.steps if plot.path else ()):
        canvas.put(step.parameters[0], step.parameters[1], "•" if number else "●", "bold white on red")
    return canvas


def legend_of(plot: Field) -> Text:
    """What is shown, and which shades stand for which values."""
    low, high = limits(plot.surface.values)
    shades = Text.assemble(*[(sign, f"{_ink(level)} on {HUES[level]}") for level, sign in enumerate(SHADES)])
    arrows = "   arrows: the gradient" if plot.slopes else ""
    return Text.assemble(
        f"{title_of(plot)}   {plot.names[1]} upwards   {short(low, 3)} ", shades, f" {short(high, 3)}{arrows}"
    )


def limits(values: Sequence[Sequence[float]]) -> tuple[float, float]:
    """The values that the first and the last shade begin and end with."""
    low, high = bounded(sorted(x for row in values for x in row if isfinite(x)) or [0.0], cut=True)
    return (low, high) if low < high else (low - 1, high + 1)


def _nearest(places: int, cells: int, cell: int) -> int:
    """The place whose value a cell shows."""
    return round((cell + 0.5) / cells * (places - 1))


def _cell(arrow: str, level: int) -> tuple[str, str]:
    return arrow or SHADES[level], f"{_ink(level)} on {HUES[level]}"


def _ink(level: int) -> str:
    return "#ffffff" if level < len(HUES) / 2 else "#000000"


def _arrow(across: float, up: float) -> str:
    if not (across or up) or not (isfinite(across) and isfinite(up)):
        return ""
    return ARROWS[round(atan2(up, across) / (pi / 4)) % len(ARROWS)]
