"""Reading and writing files: text, tables of JSON and TOML, and output that appears whole or not at all."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from .errors import BindingError, FileError, Span

# A key of so many parts, as a.a.a = 1, is refused: the parser takes memory with the square of their number.
MOST_PARTS = 100
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_MANY_PARTS = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")

# An integer of more bits has more digits than Python writes out.
MOST_BITS = 14_000

TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")

WESTERN = "cp1252"

JSON_FORM = 'write {"x": 2, "y": 0.5}'
TOML_FORM = "write x = 2, a line each"


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


def json_table(text: str, path: str, hint: str = JSON_FORM) -> Mapping[str, Any]:
    """The table that a JSON text holds, with its numbers as text.

    Raises:
        FileError: it is no JSON, or no table; the error points into the text, unless it is nested too deeply.
        BindingError: a name occurs twice.
    """
    import json

    def table_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table: dict[str, Any] = {}
        for name, value in pairs:
            if name in table:
                raise BindingError(f"'{name}' is bound twice in '{path}'", hint="give it one value")
            table[name] = value
        return table

    if not text.strip():
        raise FileError(f"'{path}' is empty", hint=hint)
    try:
        # Numbers stay text until the number system reads them, so that 0.1 can be exact.
        table = json.loads(text, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=table_of)
    except RecursionError:
        raise _too_deep(path, hint) from None
    except json.JSONDecodeError as error:
        raise FileError(
            f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", text=text,
            span=(error.pos, error.pos + 1), hint=hint, source=path,
        ) from None  # fmt: skip
    if not isinstance(table, dict):
        raise FileError(f"'{path}' holds no table of names and values", hint=hint)
    return table


def toml_table(text: str, path: str, hint: str = TOML_FORM) -> Mapping[str, Any]:
    """The table that a TOML text holds, with its fractional numbers as text.

    Raises:
        FileError: it is no TOML, and the error points into the text; or it is nested too deeply, or has an integer of
            thousands of digits.
    """
    import tomllib

    if _MANY_PARTS.search(text):
        raise _too_deep(path, hint)
    try:
        table = tomllib.loads(text, parse_float=lambda number: number.replace("_", ""))
    except RecursionError:
        raise _too_deep(path, hint) from None
    except tomllib.TOMLDecodeError as error:
        message, span = _toml_place(text, str(error))
        raise FileError(f"not valid TOML: {message}", text=text, span=span, hint=hint, source=path) from None
    except ValueError:
        raise _too_long(path) from None
    if any(isinstance(value, int) and value.bit_length() > MOST_BITS for value in _values(table)):
        raise _too_long(path)
    return table


def _values(table: Mapping[str, Any]) -> Iterator[object]:
    """Everything that a table holds, at any depth."""
    waiting: list[object] = [table]
    while waiting:
        value = waiting.pop()
        yield value
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _too_deep(path: str, hint: str) -> FileError:
    return FileError(f"'{path}' is nested too deeply", hint=hint)


def _too_long(path: str) -> FileError:
    return FileError(f"an integer in '{path}' has too many digits", hint="write it as 1e5000")


def _toml_place(text: str, message: str) -> tuple[str, Span]:
    """What the parser says and the place it names, which stands in its words only."""
    message = message[:1].lower() + message[1:]
    found = TOML_PLACE.search(message)
    if found is None:
        end = len(text.rstrip())
        return message.removesuffix(" (at end of document)"), (end, end + 1)
    line, column = map(int, found.groups())
    start = sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1
    return message[: found.start()], (start, start + 1)


def same_file(one: str, other: str) -> bool:
    """Whether two paths lead to the same file, by whatever links; what is not there is no file."""
    return os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)


def write_file(path: str, content: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Raises:
        FileError: it cannot be written.
    """
    target = os.path.realpath(path)
    _require_place(path, target)
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            # A device or a named pipe, such as /dev/null, is written to and not replaced.
            _write(target, content)
        else:
            _replace(target, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot write '{path}': {reason}", hint="choose another place with -o") from None


def _require_place(path: str, target: str) -> None:
    folder = os.path.dirname(target)
    if os.path.isdir(target) or not os.path.basename(path):
        raise FileError(f"cannot write '{path}': it is a folder", hint="give the name of a file")
    if not os.path.isdir(folder):
        shown = os.path.dirname(path) or folder
        raise FileError(f"cannot write '{path}': there is no folder '{shown}'", hint="create the folder first")
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise FileError(f"cannot write '{path}': it is read-only", hint="choose another place with -o")


def _replace(target: str, content: bytes) -> None:
    """Write beside the file and put the result in its place, which is one step for whoever looks at it."""
    temporary = os.path.join(os.path.dirname(target), f".backprop-{os.getpid()}-{time.monotonic_ns()}")
    try:
        _write(temporary, content, "xb")
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o777)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _write(path: str, content: bytes, mode: str = "wb") -> None:
    with open(path, mode) as file:
        file.write(content)
