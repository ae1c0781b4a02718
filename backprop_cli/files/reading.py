"""Reading files: text in UTF-8, and the exports of spreadsheets in whatever encoding they write."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from ..errors import FileError

WESTERN = "cp1252"


def read_text(path: str) -> str:
    """The text of a file, `-` for standard input.

    Raises:
        FileError: it cannot be read, or is not UTF-8.
    """
    try:
        raw = _standard_input() if path == "-" else _content(path)
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(path, error) from None
    except UnicodeDecodeError as error:
        shown = _shown(path)
        raise FileError(f"{shown} is not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from None


# How a workbook, new or old, a PDF and a picture begin, and what whoever has one is to do.
NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG")
AS_TEXT = "save the table as CSV"


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """A file to read from as one goes, `-` for standard input.

    Raises:
        FileError: it cannot be read.
    """
    if path == "-" and sys.stdin is not None:
        yield sys.stdin.buffer
        return
    try:
        file = open(path, "rb")  # noqa: SIM115 - only opening it is tried
    except OSError as error:
        raise _unreadable(path, error) from None
    with file:
        yield file


def read_export(path: str) -> tuple[str, str | None]:
    """The text of a file in whatever encoding a spreadsheet writes, and what has to be said of that.

    A file with a byte order mark says what it is. One that is not UTF-8 is taken for what Excel writes in Western
    Europe and America: what it writes elsewhere differs from that in letters, so no number is misread.

    Raises:
        FileError: it cannot be read, or is no text.
    """
    try:
        raw = _content(path)
        encoding = _encoding_of(raw)
        if raw.startswith(NO_TEXT):
            raise FileError(f"'{path}' is no text", hint=AS_TEXT)
        note = f"'{path}' is not UTF-8 and was read as {encoding}: look at the names" if encoding == WESTERN else None
        return raw.decode(encoding), note
    except OSError as error:
        raise _unreadable(path, error) from None
    except UnicodeDecodeError:
        raise FileError(f"'{path}' is no text in an encoding that can be told", hint="save it as UTF-8") from None


def _encoding_of(raw: bytes) -> str:
    """The encoding of a text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    start = raw[:100]
    if len(start) > 1 and not any(start[1::2]):
        return "utf-16-le"
    if len(start) > 1 and not any(start[::2]):
        return "utf-16-be"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return WESTERN
    return "utf-8-sig"


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def _unreadable(path: str, error: OSError) -> FileError:
    reason = (error.strerror or str(error)).lower()
    return FileError(f"cannot read {_shown(path)}: {reason}", hint=_way_to(path))


def _shown(path: str) -> str:
    return "standard input" if path == "-" else f"'{path}'"


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise OSError("it is closed")
    return sys.stdin.buffer.read()


def _way_to(path: str) -> str:
    """The way out for a file that cannot be read: the file of its folder that is called most like it."""
    from difflib import get_close_matches

    folder, name = os.path.split(path)
    try:
        close = get_close_matches(name, os.listdir(folder or "."), n=1)
    except OSError:
        close = []
    if not close or os.path.exists(path):
        return "give the path of a file that can be read"
    return f"did you mean '{os.path.join(folder, close[0])}'?"
