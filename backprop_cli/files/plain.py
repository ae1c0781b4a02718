r"""Whether a table is so plain that its rows are its lines, for whoever splits a text at \n."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from typing import NamedTuple

from .reading import opened

# So much is looked at at a time.
CHUNK = 2**23


class Plain(NamedTuple):
    """A plain text: the end of all its lines, and whether there are quotation marks in it."""

    end: str
    quoted: bool


def plain(path: str) -> Plain | None:
    """What the lines of a file have in common; None if it is no file, no UTF-8, or its lines do not end alike.

    Raises:
        FileError: it cannot be read.
    """
    if not os.path.isfile(path):
        return None
    quoted = False
    ends = _Ends()
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            quoted = quoted or b'"' in chunk
            # What is left of a character by the chunk before is looked at with this one.
            if not (chunk.isascii() and decoder.getstate()[0] == b""):
                decoder.decode(chunk)
            ends.look(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return Plain("\r\n" if ends.returns else "\n", quoted) if ends.alike() else None


class _Ends:
    r"""How many lines of a file end with \n and how many with \r\n; a \r elsewhere ends one, too."""

    def __init__(self) -> None:
        self.feeds = self.returns = self.both = 0
        self.last = b""

    def look(self, chunk: bytes) -> None:
        """The next part of the file."""
        if self.returns or b"\r" in chunk:
            self.returns += chunk.count(b"\r")
            self.both += chunk.count(b"\r\n") + (self.last == b"\r" and chunk[:1] == b"\n")
        # Of lines that end with \n alone, one is enough to know of.
        self.feeds += chunk.count(b"\n") if self.returns else b"\n" in chunk
        self.last = chunk[-1:]

    def alike(self) -> bool:
        r"""Whether all of them end with \n, but perhaps the last; or all of them with \r\n."""
        return not self.returns or (self.last == b"\n" and self.returns == self.both == self.feeds)


def _chunks(path: str) -> Iterator[bytes]:
    with opened(path) as file:
        while chunk := file.read(CHUNK):
            yield chunk
