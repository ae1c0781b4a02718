"""The terminal: whether a stream wants colour, and a Rich console for it."""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

# Wide enough for any line: output to a pipe is as wide as its content.
UNLIMITED = 1_000_000


def colour_wanted(stream: IO[str]) -> bool:
    """Whether to colour what goes to this stream, by NO_COLOR, FORCE_COLOR, TERM=dumb and whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
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
        legacy_windows=False if not stream.isatty() else None,
    )
