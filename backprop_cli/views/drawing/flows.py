"""What flows along the edges of a graph: local derivatives, contributions to gradients, and how large they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import copysign, isfinite, isinf, isnan

from ...graph.engine import Constant, Value
from ...graph.walker import local_derivatives

# From so many uses of a node on, its edges have a hue of their own.
MANY = 3


class Flows:
    """The numbers at the edges of a graph after the backward pass.

    Args:
        nodes: in topological order.
    """

    def __init__(self, nodes: Sequence[Value]) -> None:
        self.locals = {node: [float(x) for x in local_derivatives(node)] for node in nodes}
        flows = [
            self.flow(node, place)
            for node in nodes
            for place, source in enumerate(node.inputs)
            if not isinstance(source, Constant)
        ]
        # One scale for all, so that the same colour is the same number everywhere.
        self.largest = _largest([*flows, *[float(node.grad) for node in nodes if not isinstance(node, Constant)]])

    def flow(self, node: Value, place: int) -> float:
        """What a node contributes to the gradient of one of its inputs."""
        return float(node.grad) * self.locals[node][place]


def _largest(numbers: Iterable[float]) -> float:
    return max([abs(x) for x in numbers if isfinite(x)], default=0.0)


def part_of(x: float, largest: float) -> float:
    """How large a number is, from -1 to 1; what is infinite is as large as can be, and what is no number is nothing."""
    if isnan(x) or not x:
        return 0.0
    return copysign(1.0, x) if isinf(x) else x / largest


def shared_by_many(nodes: Iterable[Value]) -> dict[Value, int]:
    """The nodes whose edges would run together, numbered in their order."""
    order = list(nodes)
    uses = Counter(source for node in order for source in node.inputs if not isinstance(source, Constant))
    many = [node for node in order if uses[node] >= MANY]
    return {node: number for number, node in enumerate(many)}


def within(root: Value, depth: int) -> set[Value]:
    """The nodes that are no more than so many operations away from the output."""
    found = {root}
    layer = [root]
    for _ in range(depth):
        layer = list(dict.fromkeys(source for node in layer for source in node.inputs if source not in found))
        found.update(layer)
    return found
