"""The paths from a node to the output: each is a product of local derivatives, and the gradient is their sum."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

from ...arithmetic import system_of
from ...graph.engine import Number, Value

# More paths than this are not counted.
MOST_COUNTED = 10**300

# A path under construction, from its end: a node, the local derivative to the node before it, and the path so far.
Link = tuple[Value, Number, Any]


def reached_from(source: Value, nodes: Sequence[Value]) -> set[Value]:
    """The nodes of a topological order that depend on `source`, and `source`."""
    reached = {source}
    for node in nodes:
        if not reached.isdisjoint(node.inputs):
            reached.add(node)
    return reached


def count_paths(nodes: Sequence[Value], source: Value) -> float:
    """How many paths lead from `source` to the last of the nodes; infinite if they are more than anyone counts."""
    counts: dict[Value, float] = {source: 1}
    for node in nodes:
        if node is not source:
            total = sum([counts.get(v, 0) for v in node.inputs])
            counts[node] = total if total <= MOST_COUNTED else inf
    return counts[nodes[-1]]


def paths_between(nodes: Sequence[Value], source: Value) -> Iterator[tuple[list[Value], list[Number]]]:
    """Every path from `source` to the last of the nodes: what it goes through, and the local derivatives."""
    uses = _uses(nodes, reached_from(source, nodes))
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
        if node.rule is not None and node in kept:
            xp = system_of(node.data)
            partials = node.rule.partials(xp, node.data, *[v.data for v in node.inputs])
            for source, local in zip(node.inputs, partials, strict=False):
                uses.setdefault(source, []).append((node, xp.number(local) if isinstance(local, int) else local))
    return uses
