"""What becomes of the passes when one thing is changed: the claims that a change reaches, and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush

from ...arithmetic import floats
from ...graph.walker import added_up
from .change import Change, Gate, Numbers, Outcome
from .circuit import Edge
from .trace import Trace

# A change that reaches more nodes than this is not followed to its end.
FARTHEST = 80

# Whether data that come out contradict what is right.
IsRefuted = Callable[[Numbers], bool]


def effect(trace: Trace, change: Change, is_refuted: IsRefuted | None = None) -> Outcome | None:
    """The numbers that a change reaches: those of claims, at which it ends; None if it reaches too far.

    Args:
        trace: the passes.
        change: what is done otherwise.
        is_refuted: whether nobody wants to know the rest, after the data that come out.
    """
    if _is_at_claims(trace, change) and _is_at_one_step(trace, change):
        return Outcome(_values(trace, change), _gradients(trace, change))
    return _Rerun(trace, change).outcome(is_refuted)


def _is_at_claims(trace: Trace, change: Change) -> bool:
    """Whether no data but those of claims change, so that nothing is computed from others."""
    return not (change.data or change.grads) and all(node in trace.pinned.data for node in change.computed)


def _is_at_one_step(trace: Trace, change: Change) -> bool:
    """Whether no two of the edges and nodes are one after another, so that what comes of each adds up."""
    if len(change.collected) + bool(change.handed) > 1:
        return False
    users = {node for node, _ in change.handed}
    if len(users) < 2:
        return True
    # Where d = e + c hands on wrongly to e, and e = a*b to a, the second changes what the first has changed. Nodes have
    # their numbers in topological order, and gradients go from high ones to low ones: no change meets another if all
    # of them start above every node at which one arrives that hands it on.
    operands, ops = trace.circuit.operands, trace.circuit.ops
    into = {operands[node][which] for node, which in change.handed}
    onward = [node for node in into if ops[node] is not None and node not in trace.pinned.grads]
    return min(users) > max(onward, default=-1)


def _values(trace: Trace, change: Change) -> dict[int, float]:
    found = {}
    for node, wrong in change.computed.items():
        op = trace.circuit.ops[node]
        assert op is not None
        found[node] = wrong(op, [trace.data[i] for i in trace.circuit.operands[node]])
    return found


def _gradients(trace: Trace, change: Change) -> dict[int, float]:
    """The gradients of claims, each with what a change adds to it; nothing is walked for that."""
    # L = d*f with 7 handed to d where 5 were right: 2 more, so a.grad changes by 2 times what `reach` has for d and a.
    operands, reach, grads = trace.circuit.operands, trace.reach, trace.grads
    found: dict[int, float] = {}
    for edge, hand in change.handed.items():
        node, which = edge
        if node not in trace.circuit.needed or operands[node][which] not in trace.circuit.varies:
            continue
        gate = trace.gate(node)
        more = hand(gate, which) - gate.upstream * gate.partials[which]
        for end, times in reach[operands[node][which]].items() if more else ():
            found[end] = found.get(end, grads[end]) + times * more
    for node, collect in change.collected.items():
        own, handed = collect([gate.upstream * gate.partials[which] for gate, which in _arriving(trace, node)])
        if node in reach[node]:
            found[node] = own
        # Who puts down the right gradient and hands on another, goes on from that.
        more = handed - trace.upstream[node] if handed != own or node not in trace.pinned.grads else 0.0
        for source, partial in _onward(trace, node) if more else ():
            for end, times in reach[source].items():
                found[end] = found.get(end, grads[end]) + times * partial * more
    return found


def _arriving(trace: Trace, node: int) -> list[tuple[Gate, int]]:
    return [(trace.gate(user), which) for user, which in trace.circuit.uses.get(node, ())]


def _onward(trace: Trace, node: int) -> list[tuple[int, float]]:
    """The inputs of a node that have gradients, with the local derivatives to them."""
    pairs = zip(trace.circuit.operands[node], trace.partials.get(node, ()), strict=False)
    return [(source, partial) for source, partial in pairs if source in trace.circuit.varies]


class _Rerun:
    """The passes once more, through the nodes that a change reaches and no others."""

    def __init__(self, trace: Trace, change: Change) -> None:
        self.trace = trace
        self.circuit = trace.circuit
        self.change = change
        self.computed: dict[int, float] = {}
        self.data: dict[int, float] = {}
        self.partials: dict[int, Sequence[float]] = {}
        self.grads: dict[int, float] = {}
        self.upstream: dict[int, float] = {}

    def outcome(self, is_refuted: IsRefuted | None = None) -> Outcome | None:
        """Both passes, None if they reach too far."""
        if not self._forward() or (is_refuted and is_refuted(self.computed)):
            return None
        return Outcome(self.computed, self.grads) if self._backward() else None

    def _forward(self) -> bool:
        # The lowest number is taken first, so that a node is computed after all of its inputs that change, and once: it
        # is put on the heap by each of them, and comes from it several times in a row.
        change, trace = self.change, self.trace
        ahead = [*change.computed, *change.data]
        heapify(ahead)
        last = -1
        while ahead:
            node = heappop(ahead)
            if node == last:
                continue
            last = node
            used = self._computed(node)
            if used != trace.data[node]:
                self.data[node] = used
                for user in self.circuit.users[node]:
                    heappush(ahead, user)
            if len(self.computed) > FARTHEST or len(ahead) > FARTHEST:
                return False
        return True

    def _computed(self, node: int) -> float:
        """Compute a node anew; returns the number with which one goes on."""
        change, trace, op = self.change, self.trace, self.circuit.ops[node]
        if node in change.data:
            return change.data[node]
        if op is not None:
            inputs = [self.data.get(i, trace.data[i]) for i in self.circuit.operands[node]]
            wrong = change.computed.get(node)
            found = wrong(op, inputs) if wrong else op.forward(floats, *inputs)
            if found != trace.computed[node]:
                self.computed[node] = found
        else:
            found = trace.computed[node]
        return trace.pinned.data.get(node, found)

    def _backward(self) -> bool:
        # The same from the highest number down: the heap holds them with a minus.
        ahead = [-node for node in self._first_reached()]
        heapify(ahead)
        last = -1
        while ahead:
            node = -heappop(ahead)
            if node == last:
                continue
            last = node
            if self._collected(node) and self.circuit.ops[node] is not None:
                for source in self.circuit.below[node]:
                    heappush(ahead, -source)
            if len(self.grads) > FARTHEST:
                return False
        return True

    def _first_reached(self) -> set[int]:
        """The nodes at which other contributions arrive, before anything of this is handed on."""
        circuit, needed = self.circuit, self.circuit.needed
        reached = {*self.change.collected, *self.change.grads}
        reached.update(circuit.operands[node][which] for node, which in self.change.handed)
        touched = {user for node in self.data for user in (node, *circuit.users[node]) if user in needed}
        for node in touched:
            op = circuit.ops[node]
            if op is not None:
                self.partials[node] = self.trace.derivatives(op, node, self.data)
                reached.update(circuit.below[node])
        return reached

    def _collected(self, node: int) -> bool:
        """Collect anew what arrives at a node; returns whether it hands on something else than before."""
        change, trace = self.change, self.trace
        arrived = [self._contribution(edge) for edge in self.circuit.uses.get(node, ())]
        if node == trace.circuit.target:
            arrived = [1.0]
        collect = change.collected.get(node)
        own, handed = collect(arrived) if collect else (added_up(arrived),) * 2
        if own != trace.grads[node]:
            self.grads[node] = own
        if not (collect and handed != own):
            handed = trace.pinned.grads.get(node, handed)
        handed = change.grads.get(node, handed)
        if handed == trace.upstream[node]:
            return False
        self.upstream[node] = handed
        return True

    def _contribution(self, edge: Edge) -> float:
        node, which = edge
        trace = self.trace
        upstream = self.upstream.get(node, trace.upstream[node])
        partials = self.partials.get(node, trace.partials[node])
        hand = self.change.handed.get(edge)
        if hand is None:
            return upstream * partials[which]
        op = self.circuit.ops[node]
        assert op is not None
        inputs = [self.data.get(i, trace.data[i]) for i in self.circuit.operands[node]]
        return hand(Gate(op, self.data.get(node, trace.data[node]), inputs, partials, upstream), which)
