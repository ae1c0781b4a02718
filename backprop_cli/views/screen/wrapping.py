"""Lines in a terminal: in colour, and wrapped with a hanging indent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from .lines import Line
from .terminal import console_for, show

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

# How much further in a line goes on.
HANGING = 4


def show_lines(lines: Iterable[Line], stream: IO[str]) -> None:
    """Write the lines, wrapped to the width of the terminal."""
    console = console_for(stream)
    show(stream, *[part for line in lines for part in _wrapped(line, console)])


def _wrapped(line: Line, console: Console) -> Iterator[RenderableType]:
    text = Text.assemble(*line.parts)
    if not text:
        yield text
        return
    room = max(console.width - line.indent, 2 * HANGING)
    first, *rest = text.wrap(console, room) or [text]
    first.rstrip()
    yield Padding(first, (0, 0, 0, line.indent), expand=False)
    if rest:
        more = Text(" ").join(rest)
        for part in more.wrap(console, room - HANGING):
            part.rstrip()
            yield Padding(part, (0, 0, 0, line.indent + HANGING), expand=False)
