"""The two passes over a circuit from somebody's own numbers on.

Somebody who claims that d.grad is 2 goes on from 2: everything below d is computed from it. So a change above d ends
there, and only the few claims next to it have to be looked at, however large the circuit is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property

from ...arithmetic import floats
from ...graph.run import read_leaf
from ...graph.walker import added_up, backward_sweep, derivatives_at, forward_sweep
from ...ops import Op
from .change import NONE, Gate, Numbers, Outcome, Partials
from .circuit import Circuit


class Trace:
    """Both passes over a circuit at one point.

    Args:
        circuit: the circuit.
        bindings: the point.
        data: numbers to go on with in place of the computed data.
        grads: the same for gradients.
        watched: the nodes whose gradients are of interest, beside those that are given.
    """

    def __init__(
        self,
        circuit: Circuit,
        bindings: Mapping[str, float],
        data: Numbers = NONE,
        grads: Numbers = NONE,
        watched: Collection[int] = (),
    ) -> None:
        self.circuit = circuit
        self.pinned = Outcome(data, grads)
        self.watched = watched
        self.computed: dict[int, float] = {}
        self.data: dict[int, float] = {}
        self._forward(bindings)
        self.partials = self._local_derivatives()
        self.grads = dict.fromkeys(range(len(circuit.ops)), 0.0)
        self.upstream = {**self.grads, **self._backward()}
        self._gates: dict[int, Gate] = {}

    @property
    def right(self) -> Outcome:
        """What each number is, computed from those before it."""
        return Outcome(self.computed, self.grads)

    def _forward(self, bindings: Mapping[str, float]) -> None:
        """The data of every node as computed, and as used from there on."""
        circuit, pinned = self.circuit, self.pinned.data
        for index, text in circuit.program.leaves.items():
            self.computed[index] = read_leaf(text, floats, bindings).data
            self.data[index] = pinned.get(index, self.computed[index])

        def compute(node: int, inputs: list[float]) -> float:
            op = circuit.ops[node]
            assert op is not None
            self.computed[node] = op.forward(floats, *inputs)
            return pinned.get(node, self.computed[node])

        order = [node for node, op in enumerate(circuit.ops) if op is not None]
        forward_sweep(order, self.data, compute, circuit.operands.__getitem__)

    def _local_derivatives(self) -> Partials:
        """The right local derivatives of every node that the output depends on, for these data."""
        ops = self.circuit.ops
        return {node: self.derivatives(op, node, NONE) for node in self.circuit.needed if (op := ops[node]) is not None}

    def derivatives(self, op: Op, node: int, changed: Numbers) -> list[float]:
        """The local derivatives of a node, where these data are others."""
        inputs = [changed.get(i, self.data[i]) for i in self.circuit.operands[node]]
        # A rule that is spelled in the inputs, -a/b^2, does not go on from a wrong quotient.
        out = op.forward(floats, *inputs) if op.spelled else changed.get(node, self.data[node])
        return derivatives_at(op, floats, out, inputs)

    def _backward(self) -> dict[int, float]:
        """What every node hands on, beside which its own gradient is put down."""

        def collected(node: int, arrived: list[float]) -> float:
            self.grads[node] = added_up(arrived)
            return self.pinned.grads.get(node, self.grads[node])

        def handed(node: int, upstream: float) -> list[float]:
            return [upstream * partial for partial in self.partials.get(node, ())]

        order = range(self.circuit.target + 1)
        return backward_sweep(order, 1.0, handed, collected, self.circuit.operands.__getitem__)

    def number(self, node: int, is_grad: bool) -> float:
        """What the data or the grad of a node is, computed from the numbers before it."""
        return self.grads[node] if is_grad else self.computed[node]

    def gate(self, node: int) -> Gate:
        """An operation with its numbers."""
        if node not in self._gates:
            op = self.circuit.ops[node]
            assert op is not None
            inputs = [self.data[i] for i in self.circuit.operands[node]]
            self._gates[node] = Gate(op, self.data[node], inputs, self.partials[node], self.upstream[node])
        return self._gates[node]

    def slopes(self, node: int) -> dict[int, float]:
        """How fast the nodes further up that the output depends on rise with the data of a node."""
        found = {node: 1.0}
        for user in range(node + 1, len(self.circuit.ops)):
            pairs = zip(self.circuit.operands[user], self.partials.get(user, ()), strict=False)
            terms = [found[source] * partial for source, partial in pairs if source in found]
            if terms:
                found[user] = added_up(terms)
        return found

    @cached_property
    def reach(self) -> list[dict[int, float]]:
        """For each node the gradients that change with its own: those watched and given, and how much each changes."""
        # e = a*b; d = e + c; L = d*f at b = -3 and f = -2, where a and d are watched, and then where d is given, too:
        #   e: {a: -3},   d: {d: 1, a: -3},   L: {d: -2, a: 6}
        #   e: {a: -3},   d: {d: 1},          L: {d: -2}          for a comes from what was given for d
        circuit = self.circuit
        found: list[dict[int, float]] = []
        for node in range(len(circuit.ops)):
            is_given = node in self.pinned.grads
            changes = {node: 1.0} if is_given or node in self.watched else {}
            if not is_given and node in circuit.needed:
                for source, partial in zip(circuit.operands[node], self.partials.get(node, ()), strict=False):
                    for end, change in found[source].items() if source in circuit.varies else ():
                        changes[end] = changes.get(end, 0.0) + partial * change
            found.append(changes)
        return found
