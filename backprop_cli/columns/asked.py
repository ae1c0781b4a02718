"""What engines are asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from ..graph.program import Program

# What the names of our own columns begin with, unless one of the table does.
PREFIX = "backprop "


class Asked(Protocol):
    """What is asked for in each row, as `Batch` has it."""

    program: Program
    names: Sequence[str]
    defaults: Mapping[str, float]
    of: str | None


def prefix_beside(columns: Collection[str]) -> str:
    """What no name of a column begins with."""
    prefix = PREFIX
    while any(name.startswith(prefix) for name in columns):
        prefix += " "
    return prefix
