"""Lines in a terminal: in colour, and wrapped with a hanging indent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from rich.cells import cell_len
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
    for number, part in enumerate(text.divide(breaks(text.plain, room))):
        part.rstrip()
        yield Padding(part, (0, 0, 0, line.indent + (HANGING if number else 0)), expand=False)


# A word, and before it the sign of a sum or of an equation: what is broken goes on with the sign.
WORD = re.compile(r"\s*(?:[=+-] )?\S+")

# The parts of a word that is longer than a line: it is broken behind signs, and never within a number.
PART = re.compile(r"\s*[^\s*/·,]+[*/·,]*|\S")


def breaks(text: str, room: int, hanging: int = HANGING) -> list[int]:
    """Where to break a text into lines: between words, or at signs within a longer word, and never within a number.

    Args:
        text: what to break.
        room: how wide the first line is.
        hanging: by how much less the others have, because they go on further in.
    """
    found: list[int] = []
    used = 0
    for start, stop in _pieces(text, room - hanging):
        width = cell_len(text[start:stop])
        if used and used + width > (room if not found else room - hanging):
            # The space before a word is not taken along.
            found.append(start + len(text[start:stop]) - len(text[start:stop].lstrip()))
            width = cell_len(text[start:stop].lstrip())
            used = 0
        used += width
    return found


def _pieces(text: str, room: int) -> Iterator[tuple[int, int]]:
    """The words of a text, those that are longer than a line in parts."""
    for word in WORD.finditer(text):
        if cell_len(word[0].strip()) <= room:
            yield word.span()
        else:
            yield from ((word.start() + part.start(), word.start() + part.end()) for part in PART.finditer(word[0]))
