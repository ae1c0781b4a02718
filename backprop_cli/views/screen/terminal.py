"""The terminal: whether a stream wants colour, and a Rich console for it."""

from __future__ import annotations

import codecs
import os
from io import StringIO
from typing import IO, TYPE_CHECKING

from ...inert import escaped

if TYPE_CHECKING:
    from rich.console import Console, OverflowMethod, RenderableType
    from rich.text import Text

    from .lines import Line

# Wide enough for any line: output to a pipe is as wide as its content.
UNLIMITED = 1_000_000


class Plain(StringIO):
    """Text in memory that somebody asked for as text: without colour, whatever is asked of terminals."""


def colour_wanted(stream: IO[str]) -> bool:
    """Whether to colour what goes to this stream, by NO_COLOR, FORCE_COLOR, TERM=dumb and whether it is a terminal."""
    if os.environ.get("NO_COLOR") or isinstance(stream, Plain):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def console_for(stream: IO[str]) -> Console:
    """A Rich console that never reads markup, emoji or numbers into a text, and never wraps what goes to a pipe."""
    from rich.console import Console

    colour = colour_wanted(stream)
    return Console(
        file=stream,
        width=None if stream.isatty() else UNLIMITED,
        markup=False,
        emoji=False,
        highlight=False,
        force_terminal=colour,
        no_color=not colour,
        # Rich would take TERM=dumb for the last word, where FORCE_COLOR is.
        color_system="standard" if colour and os.environ.get("TERM") in ("dumb", "unknown") else "auto",
        legacy_windows=False if not stream.isatty() else None,
        # In a notebook Rich would show a page of its own beside the text that is written to the stream.
        force_jupyter=False,
    )


def show(stream: IO[str], *renderables: RenderableType) -> None:
    """Write what Rich can render, one below the other; without colour, no line ends with the spaces of a layout.

    Rich writes into memory and not to the stream, where it would end the program when the reader of a pipe leaves.
    """
    console = console_for(stream)
    if stream.isatty():
        console.width = max(console.width, *[_least_width(console, each) for each in renderables], 0)
    with console.capture() as capture:
        console.print(*renderables, sep="\n", crop=stream.isatty(), soft_wrap=False)
    text = capture.get()
    stream.write(text if colour_wanted(stream) else "".join([f"{line.rstrip()}\n" for line in text.splitlines()]))


def styled(line: Line) -> Text:
    """A line as Rich renders it; a row may be wider than the terminal."""
    from rich.text import Text

    overflow: OverflowMethod | None = "ignore" if line.is_row else None
    return Text.assemble(*line.parts, no_wrap=line.is_row, overflow=overflow)


def _least_width(console: Console, renderable: RenderableType) -> int:
    """The width below which a table would have to cut a number; the terminal breaks such lines, and nothing is lost."""
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    if isinstance(renderable, Text) and renderable.no_wrap:
        return renderable.cell_len
    if not isinstance(renderable, Table):
        return 0
    return Measurement.get(console, console.options.update(max_width=UNLIMITED), renderable).minimum


# What our own output draws with, for an encoding that does not have it.
_PLAIN_SIGNS = {"◀": "<", "–": "-", "—": "-", "…": "...", "−": "-", "×": "*", "·": "*", "∂": "d", "±": "+/-"}


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """The error handler for such encodings: our signs in plain characters, everything else as JSON escapes it."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join([_PLAIN_SIGNS.get(c) or escaped(c) for c in missing]), error.end


# The name of that handler.
PLAIN = "backprop-plain"
codecs.register_error(PLAIN, _plainly)
