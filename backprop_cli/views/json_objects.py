"""JSON as every command writes it: valid whatever the numbers are, and readable line by line."""

from __future__ import annotations

from collections.abc import Mapping

from .. import inert


def json_object(members: Mapping[str, object]) -> str:
    """A JSON object with a member a line, and the items of each list of objects on lines of their own."""
    lines = [f"{_compact(key)}: {_member(value)}" for key, value in members.items()]
    return "{" + ",\n ".join(lines) + "}\n"


def _member(value: object) -> str:
    if not (isinstance(value, list) and value and isinstance(value[0], dict)):
        return _compact(value)
    return "[\n" + ",\n".join(f"  {_compact(item)}" for item in value) + "]"


def _compact(value: object) -> str:
    """A value as JSON on one line."""
    from json import dumps

    return inert.json(dumps(value, ensure_ascii=False, allow_nan=False))
