"""Tables of JSON and TOML, with their numbers as text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..errors import BindingError, FileError, Span

# A key of so many parts, as a.a.a = 1, is refused: the parser takes memory with the square of their number.
MOST_PARTS = 100
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
_MANY_PARTS = re.compile(rf"(?<![\w-])(?:{_PART}[ \t]*+\.[ \t]*+){{{MOST_PARTS}}}")

# An integer of more bits has more digits than Python writes out.
MOST_BITS = 14_000

TOML_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)$")

JSON_FORM = 'write {"x": 2, "y": 0.5}'
TOML_FORM = "write x = 2, a line each"


def json_table(text: str, path: str, hint: str = JSON_FORM) -> Mapping[str, object]:
    """The table that a JSON text holds, with its numbers as text.

    Raises:
        FileError: it is no JSON, or no table; the error points into the text, unless it is nested too deeply.
        BindingError: a name occurs twice.
    """
    import json

    def table_of(pairs: list[tuple[str, object]]) -> dict[str, object]:
        table: dict[str, object] = {}
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


def toml_table(text: str, path: str, hint: str = TOML_FORM) -> Mapping[str, object]:
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


def _values(table: Mapping[str, object]) -> Iterator[object]:
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
