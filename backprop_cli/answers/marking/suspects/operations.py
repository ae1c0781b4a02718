"""The mistakes that the rows of the rule table declare, and operations that are taken for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ....arithmetic import floats
from ....ops import OPS, POWER, PRODUCT, Mistake, Op
from ..change import Change, Compute, Gate, Hand
from ..circuit import Circuit, Edge
from ..trace import Trace
from .suspect import COMMON, MOST_PLACES, OWN, RARE, UNCOMMON, Suspect, always, groups, said_at

# Who computes the right function seldom goes on with the derivative of another.
BACKWARD_ONLY = 0.25


def of_operations(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    """The mistakes of the table: in the backward pass alone, and in both."""
    by_mistake: dict[Mistake, list[Edge]] = {}
    for node, which in edges:
        op = circuit.ops[node]
        for mistake in op.mistakes if op else ():
            by_mistake.setdefault(mistake, []).append((node, which))
    for mistake, places in by_mistake.items():
        for group in groups(circuit, places):
            if mistake.forward and not _are_whole(circuit, group):
                continue
            said = said_at(circuit, mistake.said, group)
            odds = OWN / 3 if mistake.rare else OWN
            if mistake.partials:
                backward = odds * BACKWARD_ONLY if mistake.forward else odds
                yield Suspect(mistake.code, mistake, backward, group, said, _with_partials(mistake, group))
            for change in _with_value(mistake, group) if mistake.forward else ():
                yield Suspect(mistake.code, mistake, odds, group, said, change, forward=True)


def _are_whole(circuit: Circuit, edges: Sequence[Edge]) -> bool:
    """Whether these are all the edges of their nodes: who computes min for max goes on with min for all its inputs."""
    nodes = {node for node, _ in edges}
    return len(edges) == sum(source in circuit.varies for node in nodes for source in circuit.operands[node])


def _with_partials(mistake: Mistake, edges: Sequence[Edge]) -> Callable[[Trace], Change]:
    change = Change(handed=dict.fromkeys(edges, _hand(mistake)))
    return always(change)


def _with_value(mistake: Mistake, edges: Sequence[Edge]) -> Iterator[Callable[[Trace], Change]]:
    """The wrong value, without and with the wrong local derivatives if the mistake has something to say of them."""
    computed = dict.fromkeys((node for node, _ in edges), _computed(mistake))
    for handed in ({}, dict.fromkeys(edges, _hand(mistake)) if mistake.partials else {}):
        yield always(Change(computed=computed, handed=handed))


def _computed(mistake: Mistake) -> Compute:
    def compute(op: Op, inputs: Sequence[float]) -> float:
        assert mistake.forward is not None
        result: float = mistake.forward(op, floats, *inputs)
        return result

    return compute


def _hand(mistake: Mistake) -> Hand:
    """What an edge makes of the upstream gradient; the divisor of a/b at 6/3, with the minus dropped: 6/9 of it."""

    def hand(gate: Gate, which: int) -> float:
        assert mistake.partials is not None
        wrong = mistake.partials(gate.op, floats, gate.out, *gate.inputs)
        partial = wrong[which] if which < len(wrong) and wrong[which] is not None else gate.partials[which]
        return float(gate.upstream * partial)

    return hand


def of_other_operations(circuit: Circuit, nodes: Sequence[int]) -> Iterator[Suspect]:
    """An operation between two operands that is taken for another, x + y for x*y, or whose operands are reversed."""
    by_op: dict[Op, list[int]] = {}
    for node in nodes:
        op = circuit.ops[node]
        if op is not None and op.infix is not None and len(circuit.operands[node]) == 2:
            by_op.setdefault(op, []).append(node)
    for op, of_op in by_op.items():
        together = [of_op] if 1 < len(of_op) <= MOST_PLACES else []
        for group in [*([node] for node in of_op), *together]:
            edges = [(node, which) for node in group for which in (0, 1)]
            for other in OPS:
                if _is_taken_for(op, other):
                    yield from _taken_for(circuit, edges, other)
            if not _commutes(op):
                yield _reversed(circuit, edges)


def _is_taken_for(op: Op, other: Op) -> bool:
    """Whether people take one for the other: + for -, * for /, + for *, and 2*x for x^2."""
    if not op.infix or not other.infix or other is op or not other.takes(2):
        return False
    powers = {op.infix.precedence, other.infix.precedence} == {PRODUCT, POWER}
    commute = [_commutes(op), _commutes(other)]
    return op.infix.precedence == other.infix.precedence or all(commute) or (powers and any(commute))


def _commutes(op: Op) -> bool:
    return bool(op.forward(floats, 2.0, 3.0) == op.forward(floats, 3.0, 2.0))


def _taken_for(circuit: Circuit, edges: Sequence[Edge], other: Op) -> Iterator[Suspect]:
    def compute(op: Op, inputs: Sequence[float]) -> float:
        result: float = other.forward(floats, *inputs)
        return result

    def hand(gate: Gate, which: int) -> float:
        partials = other.partials(floats, other.forward(floats, *gate.inputs), *gate.inputs)
        return float(gate.upstream * partials[which])

    sign = other.infix.symbol if other.infix else other.name
    computed = dict.fromkeys((node for node, _ in edges), compute)
    handed = dict.fromkeys(edges, hand)
    kind = (circuit.ops[edges[0][0]], other)
    said = said_at(circuit, f"{{node}} is computed with {sign} between its operands", edges)
    for value in (Change(computed=computed), Change(computed=computed, handed=handed)):
        yield Suspect("wrong-operation", kind, UNCOMMON, edges, said, always(value), forward=True)
    done = f"{{node}} is differentiated as if it had {sign} between its operands"
    for group in (edges, *([edge] for edge in edges if len(edges) == 2)):
        said = said_at(circuit, done, group)
        gradient = Change(handed={edge: handed[edge] for edge in group})
        yield Suspect("wrong-operation", kind, UNCOMMON if group is edges else RARE, group, said, always(gradient))


def _reversed(circuit: Circuit, edges: Sequence[Edge]) -> Suspect:
    """Y - t taken the other way round, t - y, while its derivative stays: the sign of a residual."""

    def compute(op: Op, inputs: Sequence[float]) -> float:
        result: float = op.forward(floats, *reversed(inputs))
        return result

    said = said_at(circuit, "the operands of {node} are reversed", edges)
    change = Change(computed=dict.fromkeys((node for node, _ in edges), compute))
    return Suspect("reversed-difference", "reversed", COMMON, edges, said, always(change), forward=True)
