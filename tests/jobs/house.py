"""Draws who imports whom, room by room, into CONTRIBUTING.md: `python -m tests.jobs.house`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from textwrap import wrap
from typing import TypeVar

from tests.support.imports import FILES, PACKAGE, ROOT, own_imports, room_of

CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
PICTURE = re.compile(r"(<!-- the house -->\n).*?(<!-- end of the house -->)", re.DOTALL)

# The package's own door and its entry point belong to no room.
DOORS = ("__init__", "__main__")

# The floors of a room stand in lines of so many characters.
WIDTH = 30

Arrows = Mapping[str, set[str]]
T = TypeVar("T")


def arrows() -> dict[str, set[str]]:
    """For each room those that it imports from."""
    rooms = {room_of(path) for path in FILES}.difference(DOORS)
    found: dict[str, set[str]] = {room: set() for room in rooms}
    for path, name in own_imports():
        if room_of(path) in rooms and name[0] in rooms and name[0] != room_of(path):
            found[room_of(path)].add(name[0])
    return found


def reached(room: T, graph: Mapping[T, set[T]]) -> set[T]:
    """The rooms, or modules, that one imports from, directly or by way of others."""
    found: set[T] = set()
    waiting = [room]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def reduced(graph: Arrows) -> dict[str, set[str]]:
    """The arrows without those that a longer way says, too: errors <- ops <- graph says errors <- graph."""
    return {room: {to for to in below if not _by_another(to, below, graph)} for room, below in graph.items()}


def _by_another(to: str, below: set[str], graph: Arrows) -> bool:
    return any(to in reached(other, graph) for other in below - {to})


def picture() -> str:
    """The rooms as a Mermaid graph from the top down, each with its floors; an arrow points to what is imported."""
    whole = arrows()
    graph = reduced(whole)
    rooms = sorted(graph, key=lambda room: (-len(reached(room, whole)), room))
    # `graph` is a word of Mermaid's own, so the rooms' names there begin with a capital.
    lines = [
        "graph TB",
        *[f'    {room.title()}["`{_label(room)}`"]' for room in rooms],
        *[f"    {room.title()} --> {to.title()}" for room in rooms for to in sorted(graph[room])],
    ]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def _label(room: str) -> str:
    floors = [path.name for path in sorted((PACKAGE / room).glob("*/")) if (path / "__init__.py").exists()]
    return "\n    ".join([f"**{room}**", *wrap(" ".join(floors), WIDTH)])


def written(text: str) -> str:
    """The text of CONTRIBUTING.md with the picture as it is now."""
    found, count = PICTURE.subn(lambda match: match[1] + picture() + match[2], text)
    assert count == 1, "there is one place for the picture"
    return found


if __name__ == "__main__":
    CONTRIBUTING.write_text(written(CONTRIBUTING.read_text(encoding="utf-8")), encoding="utf-8")
