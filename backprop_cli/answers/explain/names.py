"""A name for every node of a graph, so that each step can speak of its inputs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import count

from ...graph.engine import Value
from ...graph.program import Run
from ...notation.text import number_text

# The names that an output without one gets, and the letters of intermediate results without one: the first that is
# free. v1, v2, ... is what the literature on automatic differentiation calls them.
OUTPUTS = ("L", "out", "output", "result")
LETTERS = ("v", "u", "t", "s", "q")


def names_of(run: Run) -> dict[Value, str]:
    """The name of every node: its label, its number if it is a literal, or one that is free."""
    taken = {*run.program.names, *run.program.assigned}
    free = (f"{letter}{index}" for letter in [_letter(taken)] for index in count(1))
    names: dict[Value, str] = {}
    for node in run.nodes:
        if node.label:
            names[node] = node.label
        elif node is run.root:
            names[node] = next((name for name in OUTPUTS if name not in taken), None) or next(free)
        else:
            names[node] = number_text(node.data) if node.rule is None else next(free)
    return names


def _letter(taken: Collection[str]) -> str:
    """The first letter that no name begins with and continues as a number."""
    numbered = {name.rstrip("0123456789") for name in taken if name[-1].isdecimal()}
    return next(letter for letter in _letters() if letter not in numbered)


def _letters() -> Iterator[str]:
    yield from LETTERS
    for length in count(1):
        yield LETTERS[0] + "_" * length
