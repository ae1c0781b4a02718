"""A name for every node, the same in every view: its own, or one that is free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import count

# v1, v2, ... is what the literature on automatic differentiation calls intermediate values.
OPERATION, CONSTANT = "v", "c"


def names_of(nodes: Iterable[tuple[str, bool]], taken: Collection[str]) -> list[str]:
    """The name of each node: `[("x", False), ("", False), ("", True)]` gives x, c1 and v1.

    Args:
        nodes: for each its own name, if it has one, and whether an operation computes it.
        taken: the names that no other node may get.
    """
    operations, constants = _free(OPERATION, taken), _free(CONSTANT, taken)
    return [name or next(operations if is_computed else constants) for name, is_computed in nodes]


def _free(letter: str, taken: Collection[str]) -> Iterator[str]:
    return (name for number in count(1) if (name := f"{letter}{number}") not in taken)
