"""The two passes over a circuit, made to go wrong: at one place, at several, or from somebody else's numbers on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...arithmetic import floats
from ...graph.program import read_leaf
from ...graph.walker import added_up, backward_sweep, derivatives_at, forward_sweep
from ...ops import Mistake
from .circuit import Circuit, Edge

# What an edge makes of the upstream gradient u: (m, k) for m*u + k. Right is the local derivative for m, and 0 for k.
Factor = tuple[float, float]

# How a node collects what arrives: from the contributions its own gradient, and the one that it hands on.
Collect = Callable[[Sequence[float]], tuple[float, float]]

# Numbers, or local derivatives, by node.
Numbers = Mapping[int, float]
Partials = Mapping[int, Sequence[float]]


class Outcome(NamedTuple):
    """The data and the grad of every node, right or wrong."""

    data: Numbers
    grads: Numbers

    def number(self, node: int, is_grad: bool) -> float:
        """The data or the grad of a node."""
        return self.grads[node] if is_grad else self.data[node]


class Trace:
    """A circuit at one point, with both passes done right; the methods do them again in other ways."""

    def __init__(self, circuit: Circuit, bindings: Mapping[str, float]) -> None:
        self.circuit = circuit
        self.leaves = {i: read_leaf(text, floats, bindings).data for i, text in circuit.program.leaves.items()}
        self.data = self.forward()
        self.partials = self.local_derivatives(self.data)
        self.right = Outcome(self.data, self.backward(self.partials))

    def forward(self, wrong: Mapping[int, Mistake] | None = None, pinned: Numbers | None = None) -> Numbers:
        """The data of every node, with mistakes at some nodes, or with given data in place of their own."""
        ops, mistakes = self.circuit.ops, wrong or {}

        def computed(node: int, inputs: list[float]) -> float:
            op = ops[node]
            assert op is not None
            mistake = mistakes[node].forward if node in mistakes else None
            result: float = mistake(op, floats, *inputs) if mistake else op.forward(floats, *inputs)
            return result

        data = {**self.leaves, **(pinned or {})}
        order = [node for node in range(len(ops)) if node not in data]
        forward_sweep(order, data, computed, self.circuit.operands.__getitem__)
        return data

    def local_derivatives(self, data: Numbers) -> Partials:
        """The right local derivatives of every node that the output depends on, for these data."""
        ops, operands = self.circuit.ops, self.circuit.operands
        return {
            node: derivatives_at(op, floats, data[node], [data[i] for i in operands[node]])
            for node in self.circuit.needed
            if (op := ops[node]) is not None
        }

    def backward(
        self,
        partials: Partials,
        changed: Mapping[Edge, Factor] | None = None,
        collected: Mapping[int, Collect] | None = None,
        pinned: Numbers | None = None,
    ) -> Numbers:
        """The grad of every node.

        Args:
            partials: the local derivatives.
            changed: edges that make something else of the upstream gradient.
            collected: nodes that do not just add up what arrives.
            pinned: gradients to go on with in place of the computed ones.
        """
        factors, collects, given = changed or {}, collected or {}, pinned or {}
        touched = {node for node, _ in factors}
        grads = dict.fromkeys(range(len(self.circuit.ops)), 0.0)

        def handed_on(node: int, upstream: float) -> list[float]:
            handed = [upstream * partial for partial in partials.get(node, ())]
            for which in range(len(handed)) if node in touched else ():
                if (node, which) in factors:
                    factor, extra = factors[node, which]
                    handed[which] = upstream * factor + extra
            return handed

        def gathered(node: int, arrived: list[float]) -> float:
            if node in given:
                grads[node] = upstream = given[node]
            elif node in collects:
                grads[node], upstream = collects[node](arrived)
            else:
                grads[node] = upstream = added_up(arrived)
            return upstream

        order = range(self.circuit.target + 1)
        backward_sweep(order, 1.0, handed_on, gathered, self.circuit.operands.__getitem__)
        return grads

    def carried(self, data: Numbers, grads: Numbers) -> Outcome:
        """Both passes as somebody does them right who goes on from these numbers."""
        if not data:
            return Outcome(self.data, self.backward(self.partials, pinned=grads))
        found = self.forward(pinned=data)
        return Outcome(found, self.backward(self.local_derivatives(found), pinned=grads))
