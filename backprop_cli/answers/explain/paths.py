"""The paths from a node to the output: each is a product of local derivatives, and the gradient is their sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

from ...graph.engine import Number, Value
from ...graph.walker import backward_sweep, local_derivatives, reached_from

# More paths than this are not counted.
MOST_COUNTED = 10**300

# A path under construction, from its end: a node, the local derivative to the node before it, and the path so far.
# In sin(x)*x from x on, ("*", x, ("sin(x)", cos(x), (x, None, None))) and ("*", sin(x), (x, None, None)). Paths share
# their beginnings, so that none is copied.
Link = tuple[Value, Number, Any]


def count_paths(nodes: Sequence[Value], source: Value) -> float:
    """How many paths lead from `source` to the last of the nodes; infinite if they are more than anyone counts.

    They are counted as gradients are computed, with 1 for every local derivative.
    """

    def handed_on(node: Value, paths: float) -> list[float]:
        return [paths] * len(node.inputs)

    one: float = 1
    counts: dict[Value, float] = backward_sweep(nodes, one, handed_on, _counted)
    return counts.get(source, 0)


def _counted(_: Value, arrived: Sequence[float]) -> float:
    count = sum(arrived)
    return count if count <= MOST_COUNTED else inf


def paths_between(nodes: Sequence[Value], source: Value) -> Iterator[tuple[list[Value], list[Number]]]:
    """Every path from `source` to the last of the nodes: what it goes through, and the local derivatives."""
    uses = _uses(nodes, reached_from([source], nodes))
    root = nodes[-1]
    stack: list[Link] = [(source, None, None)]
    while stack:
        link = stack.pop()
        if link[0] is root:
            yield _unrolled(link)
        else:
            stack += [(user, local, link) for user, local in reversed(uses[link[0]])]


def _unrolled(link: Link) -> tuple[list[Value], list[Number]]:
    through: list[Value] = []
    factors: list[Number] = []
    while link[2] is not None:
        through.append(link[0])
        factors.append(link[1])
        link = link[2]
    return [link[0], *reversed(through)], factors[::-1]


def _uses(nodes: Sequence[Value], kept: set[Value]) -> dict[Value, list[tuple[Value, Number]]]:
    """For each node the nodes that use it, each with the local derivative to it; twice for a node used twice."""
    uses: dict[Value, list[tuple[Value, Number]]] = {}
    for node in nodes:
        if node in kept:
            for source, local in zip(node.inputs, local_derivatives(node), strict=True):
                uses.setdefault(source, []).append((node, local))
    return uses
