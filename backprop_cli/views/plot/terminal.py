"""Plots in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from typing import IO

from rich.text import Text

from ...answers.sampling.plot import Field, Lines, Plot
from ..screen.terminal import show
from .canvas import BLANK, Canvas
from .field import legend_of, painted
from .notes import notes_of, told_path
from .scene import HOLE, MARK, PATH, SLOPE, TANGENT, VALUE, Panel, Stroke, panels_of

# The size where there is no terminal to ask, and the room that is left for axes, legend and notes.
SIZE = 80, 24
BESIDE, BELOW = 14, 8

# No panel is smaller, and all of them together are not higher.
LEAST, MOST = 8, 30

# One hue a function.
HUES = ("bright_blue", "yellow", "magenta", "green", "cyan", "red")

# What is shown as signs: the first, and the others.
SIGNS = {PATH: ("●", "•"), MARK: ("●", "●"), HOLE: ("○", "○")}

# What is drawn with where the encoding of the terminal has nothing better.
DOTS = [chr(code) for code in range(BLANK + 1, BLANK + 256)]
IN_ASCII = str.maketrans(
    dict.fromkeys(DOTS, "*") | dict(zip("─│┤└┬╌·●•○→↗↑↖←↙↓↘", "-|+++-.oo0>/^\\</v\\", strict=True))
)

# How each kind of stroke is shown in a legend.
SAMPLES = {VALUE: "──", SLOPE: "··", TANGENT: "──", PATH: "•─"}


def write(plot: Plot, out: IO[str]) -> None:
    """Write a plot in characters, as wide as the terminal."""
    width, height = room(out)
    write_rows(_field(plot, width, height) if isinstance(plot, Field) else _lines(plot, width, height), out)


def room(out: IO[str]) -> tuple[int, int]:
    """How wide and how high an area may be, in characters."""
    columns, lines = get_terminal_size(SIZE) if out.isatty() else SIZE
    return max(LEAST, columns - BESIDE), max(LEAST, min(MOST, lines - BELOW))


def write_rows(drawn: Iterable[Text], out: IO[str]) -> None:
    """Write the rows of a drawing in signs that the terminal has."""
    rows = list(drawn)
    if not _has_braille(out):
        for row in rows:
            row.plain = row.plain.translate(IN_ASCII)
    show(out, *rows)


def _has_braille(out: IO[str]) -> bool:
    """Whether the encoding of a stream has what is drawn with."""
    try:
        DOTS[-1].encode(getattr(out, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _lines(plot: Lines, width: int, height: int) -> Iterator[Text]:
    panels = panels_of(plot)
    several = len(plot.lines) > 1
    for panel in panels:
        yield _legend(panel, several=several)
        canvas = Canvas(width, max(LEAST, height // len(panels)), plot.name, plot.range, (panel.low, panel.high))
        for stroke in panel.strokes:
            _draw(canvas, stroke)
        if several:
            _number(canvas, panel, len(plot.lines))
        yield from canvas.rows()
    for note in notes_of(plot):
        yield noted(note)


def _field(plot: Field, width: int, height: int) -> Iterator[Text]:
    yield legend_of(plot)
    yield from painted(plot, width, height).rows()
    if plot.path is not None:
        yield noted(told_path(plot.path))


def noted(text: str) -> Text:
    """A note below a plot."""
    return Text.assemble(("note: ", "yellow"), text)


def _draw(canvas: Canvas, stroke: Stroke) -> None:
    style = _style(stroke)
    if stroke.kind in SIGNS:
        first, others = SIGNS[stroke.kind]
        for number, (x, y) in enumerate(stroke.points):
            canvas.put(x, y, others if number else first, style)
    else:
        canvas.draw(stroke.points, style, dotted=stroke.kind == SLOPE)


def _number(canvas: Canvas, panel: Panel, count: int) -> None:
    """Put the number of each function on its curve, each at another place: they are told apart without colour, too."""
    low, high = canvas.across
    for number in range(count):
        place = low + (high - low) * (number + 1) / (count + 1)
        strokes = [stroke for stroke in panel.strokes if stroke.number == number and stroke.kind in (VALUE, SLOPE)]
        points = [(x, y) for stroke in strokes for x, y in stroke.points if panel.low <= y <= panel.high]
        if points:
            x, y = min(points, key=lambda point: abs(point[0] - place))
            canvas.put(x, y, str(number + 1), f"bold {_style(strokes[0])}")


def _style(stroke: Stroke) -> str:
    if stroke.kind in (TANGENT, PATH):
        return "red" if stroke.kind == PATH else "cyan"
    return HUES[stroke.number % len(HUES)]


def _legend(panel: Panel, *, several: bool) -> Text:
    entries = [
        Text.assemble((f"{_sample(stroke, several=several)} ", _style(stroke)), stroke.title)
        for stroke in panel.strokes
        if stroke.title
    ]
    return Text("   ").join(entries)


def _sample(stroke: Stroke, *, several: bool) -> str:
    """How a stroke is shown in the legend: with its number, if it is one of several."""
    line = SAMPLES[stroke.kind]
    return f"{line[0]}{stroke.number + 1}{line[1]}" if several and stroke.kind in (VALUE, SLOPE) else line
