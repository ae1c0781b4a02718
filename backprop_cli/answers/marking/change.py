"""What can be done otherwise than right in the two passes, and the numbers that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from ...ops import Op
from .circuit import Edge

# Numbers, or local derivatives, by node.
Numbers = Mapping[int, float]
Partials = Mapping[int, Sequence[float]]


class Gate(NamedTuple):
    """An operation with its numbers, as somebody has them before an input."""

    op: Op
    out: float
    inputs: Sequence[float]
    partials: Sequence[float]
    upstream: float


# What stands in place of a right step: a value from the inputs; what is handed to an input of a gate; and from the
# contributions that arrive at a node its own gradient, and the one that it hands on.
Compute = Callable[[Op, Sequence[float]], float]
Hand = Callable[[Gate, int], float]
Collect = Callable[[Sequence[float]], tuple[float, float]]


NONE: Mapping[Any, Any] = MappingProxyType({})


class Change(NamedTuple):
    """What is done otherwise: values of nodes, what goes along edges, how nodes collect, and whose numbers are taken.

    `data` and `grads` are numbers with which one goes on in place of those that were claimed.
    """

    computed: Mapping[int, Compute] = NONE
    handed: Mapping[Edge, Hand] = NONE
    collected: Mapping[int, Collect] = NONE
    data: Numbers = NONE
    grads: Numbers = NONE


class Outcome(NamedTuple):
    """The data and the grads of nodes: of all, or of those that a change reaches."""

    data: Numbers
    grads: Numbers

    def number(self, node: int, is_grad: bool) -> float | None:
        """The data or the grad of a node, None if it stayed as it was."""
        return self.grads.get(node) if is_grad else self.data.get(node)
