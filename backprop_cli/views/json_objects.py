"""JSON as every command writes it: valid whatever the numbers are, and readable line by line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from .. import inert


def json_object(members: Mapping[str, object]) -> str:
    """A JSON object with a member a line, and the items of each list of objects on lines of their own."""
    return "".join(json_parts(members))


def json_parts(members: Mapping[str, object]) -> Iterator[str]:
    """The same piece by piece, for one that is long; a list of objects may be an iterator that makes them."""
    start = "{"
    for key, value in members.items():
        yield f"{start}{_compact(key)}: "
        yield from _items(value) if _is_of_objects(value) else [_compact(value)]
        start = ",\n "
    yield "}\n"


def _is_of_objects(value: object) -> bool:
    return isinstance(value, Iterator) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _items(objects: Any) -> Iterator[str]:
    """A list of objects, each on a line."""
    yield "["
    start = "\n  "
    for item in objects:
        yield start + _compact(item)
        start = ",\n  "
    yield "]"


def _compact(value: object) -> str:
    """A value as JSON on one line."""
    return inert.json(_encoder()(value))


@cache
def _encoder() -> Callable[[object], str]:
    from json import JSONEncoder

    return JSONEncoder(ensure_ascii=False, allow_nan=False).encode
