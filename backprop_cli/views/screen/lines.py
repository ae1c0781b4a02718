"""Lines of text that know their styles and how far they are indented."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple
from unicodedata import category, east_asian_width

# The categories of characters that take no room of their own: marks above a letter, and joiners.
_WITHOUT_ROOM = ("Mn", "Me", "Cf")


class Line(NamedTuple):
    """A line of parts (text, style); what is too long for a terminal goes on below, unless it is a row of a table."""

    indent: int
    parts: Sequence[tuple[str, str]]
    is_row: bool = False

    @property
    def plain(self) -> str:
        """The line without its styles."""
        return (" " * self.indent + "".join([text for text, _ in self.parts])).rstrip()


def width_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


@cache
def _width(character: str) -> int:
    if category(character) in _WITHOUT_ROOM:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
