"""Names: those of constants, one for every node, the same in every view, and several in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count

# The constants of the language, and what a number system calls them.
CONSTANTS = {"pi": "pi", "e": "e", "tau": "tau", "π": "pi", "τ": "tau"}

# More names than this are not repeated in a hint.
MANY = 20

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


def listed(names: Sequence[str]) -> str:
    """Names in words: `a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _free(letter: str, taken: Collection[str]) -> Iterator[str]:
    return (name for number in count(1) if (name := f"{letter}{number}") not in taken)
