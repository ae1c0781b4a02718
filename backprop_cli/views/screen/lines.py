"""Lines of text that know their styles and how far they are indented."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Line(NamedTuple):
    """A line of parts (text, style); what is too long for a terminal goes on below, further in."""

    indent: int
    parts: Sequence[tuple[str, str]]

    @property
    def plain(self) -> str:
        """The line without its styles."""
        return (" " * self.indent + "".join([text for text, _ in self.parts])).rstrip()
