"""Reading and writing files: text, tables of JSON and TOML, and output that appears whole or not at all."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .errors import BindingError, FileError, Span

TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")

JSON_FORM = 'write {"x": 2, "y": 0.5}'
TOML_FORM = "write x = 2, a line each"


def read_text(path: str) -> str:
    """The text of a file, `-` for standard input.

    Raises:
        FileError: it cannot be read, or is not UTF-8.
    """
    shown = "standard input" if path == "-" else f"'{path}'"
    try:
        raw = _standard_input() if path == "-" else _content(path)
        return raw.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot read {shown}: {reason}", hint=_way_to(path)) from None
    except UnicodeDecodeError as error:
        raise FileError(f"{shown} is not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from None


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


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
        FileError: it is no JSON, or no table; the error points into the text.
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
        FileError: it is no TOML; the error points into the text.
    """
    import tomllib

    try:
        return tomllib.loads(text, parse_float=lambda number: number.replace("_", ""))
    except tomllib.TOMLDecodeError as error:
        message, span = _toml_place(text, str(error))
        raise FileError(f"not valid TOML: {message}", text=text, span=span, hint=hint, source=path) from None
    except ValueError:
        raise FileError(f"an integer in '{path}' has too many digits", hint="write it as 1e5000") from None


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
