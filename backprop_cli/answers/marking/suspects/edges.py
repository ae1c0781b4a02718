"""Mistakes along an edge, between two operations: the chain rule with a factor too few or too many."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ....ops import gates
from ..change import Change, Compute, Gate, Hand
from ..circuit import Circuit, Edge
from ..trace import Trace
from .suspect import COMMON, FURTHER, MISSING_UPSTREAM, RARE, SIGN, UNCOMMON, Suspect, always, groups, said_at


class WalkMistake(NamedTuple):
    """A mistake that can be made at any edge: what it makes of the upstream gradient and the local derivative."""

    code: str
    odds: float
    said: str
    hand: Callable[[float, float], float]
    fades: float = FURTHER


WALK_MISTAKES = (
    WalkMistake(
        MISSING_UPSTREAM,
        COMMON,
        "the local derivative of {node} to {input} stands alone, without the upstream gradient",
        lambda upstream, partial: partial,
        # Who leaves out the upstream gradient hands in what stands there, and does not go on.
        0.2,
    ),
    WalkMistake(
        "missing-local",
        COMMON * 0.9,
        "the upstream gradient passes through {node} to {input} unchanged, without the local derivative",
        lambda upstream, partial: upstream,
    ),
    WalkMistake(
        SIGN,
        COMMON,
        "the derivative of {node} to {input} has the wrong sign",
        lambda upstream, partial: -upstream * partial,
    ),
    WalkMistake(
        "local-twice",
        RARE,
        "the local derivative of {node} to {input} is multiplied in twice",
        lambda upstream, partial: upstream * partial * partial,
    ),
    WalkMistake(
        "upstream-twice",
        UNCOMMON,
        "the upstream gradient of {node} is multiplied in twice on the way to {input}",
        lambda upstream, partial: upstream * upstream * partial,
    ),
    WalkMistake(
        "added-upstream",
        RARE,
        "the local derivative of {node} to {input} and the upstream gradient are added, not multiplied",
        lambda upstream, partial: upstream + partial,
    ),
)


def of_edges(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    """These mistakes at every edge, and at several at once; and the local derivative of the step above, once more."""
    for mistake in WALK_MISTAKES:
        for group in groups(circuit, edges if mistake.code != "added-upstream" else _below_names(circuit, edges)):
            said = said_at(circuit, mistake.said, group)
            change = _handing(_hand(mistake.hand), group)
            yield Suspect(mistake.code, mistake.code, mistake.odds, group, said, change, fades=mistake.fades)
    for edge in edges:
        for above in _above(circuit, edge):
            yield _once_more(circuit, edge, above)
    yield from _of_neighbours(circuit, edges)
    yield from _of_routers(circuit, edges)


def _below_names(circuit: Circuit, edges: Sequence[Edge]) -> list[Edge]:
    """The edges whose upstream gradient somebody has before him, as that of a name; 1 is added to none."""
    distributes = (gates.DISTRIBUTES, gates.DISTRIBUTES_WITH_SIGN)
    return [
        (node, which)
        for node, which in edges
        if node in circuit.named and (op := circuit.ops[node]) is not None and op.gate not in distributes
    ]


def _hand(made: Callable[[float, float], float]) -> Hand:
    return lambda gate, which: made(gate.upstream, gate.partials[which])


def _handing(hand: Hand, edges: Sequence[Edge]) -> Callable[[Trace], Change]:
    change = Change(handed=dict.fromkeys(edges, hand))
    return always(change)


def _above(circuit: Circuit, edge: Edge) -> Iterator[Edge]:
    """The edges on the way to the output, a few steps up."""
    nodes = [edge[0]]
    for _ in range(STEPS_UP):
        edges = [above for node in nodes for above in circuit.uses.get(node, ())]
        yield from edges
        nodes = [user for user, _ in edges] if len(edges) == 1 else []


def _once_more(circuit: Circuit, edge: Edge, above: Edge) -> Suspect:
    """Of f = q*z and q = x + y: x receives z twice, once with the gradient of q, and once more."""

    def change(trace: Trace) -> Change:
        factor = trace.partials[above[0]][above[1]]
        return Change(handed={edge: lambda gate, which: gate.upstream * gate.partials[which] * factor})

    said = "the local derivative of {node} to {input} is multiplied in once more further down"
    return Suspect("local-twice", "once more", RARE, [edge], said_at(circuit, said, [above]), change)


def _of_routers(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    """At a gate that routes: the gradient goes to an input that was not chosen."""
    for node, which in edges:
        op = circuit.ops[node]
        if op is not None and op.gate == gates.ROUTES:
            group = [edge for edge in edges if edge[0] == node]
            handed = {edge: _all if edge[1] == which else _nothing for edge in group}
            said = said_at(circuit, "{node} passes the gradient to {input}, which was not chosen", [(node, which)])
            yield Suspect("router-wrong", "router-wrong", COMMON, group, said, always(Change(handed=handed)))
            taken = said_at(circuit, "{input} is taken for {node}", [(node, which)])
            change = Change(computed={node: _taking(which)})
            yield Suspect(
                "router-wrong", "router-value", UNCOMMON, [(node, which)], taken, always(change), forward=True
            )


def _taking(which: int) -> Compute:
    return lambda op, inputs: inputs[which]


def _all(gate: Gate, which: int) -> float:
    return gate.upstream


def _nothing(gate: Gate, which: int) -> float:
    return 0.0


def _of_neighbours(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    """At a gate that switches: another number of the same sort in place of the other factor."""
    others = sorted(circuit.named)
    for node, which in edges if len(others) <= MOST_NAMES else ():
        if _switches(circuit, node):
            own = circuit.operands[node][1 - which]
            for other in others:
                if other not in (node, *circuit.operands[node]) and (circuit.ops[other] is None) == (
                    circuit.ops[own] is None
                ):
                    yield _neighbour(circuit, (node, which), other)


# Of more names than this, nobody can tell which were mixed up.
MOST_NAMES = 60

# A local derivative that is multiplied in twice belongs to a step that is no further away.
STEPS_UP = 3


def _switches(circuit: Circuit, node: int) -> bool:
    op = circuit.ops[node]
    return op is not None and op.gate == gates.SWITCHES


def _neighbour(circuit: Circuit, edge: Edge, other: int) -> Suspect:
    def change(trace: Trace) -> Change:
        factor = trace.data[other]

        def hand(gate: Gate, which: int) -> float:
            return gate.upstream * factor

        return Change(handed={edge: hand})

    def said() -> str:
        own = circuit.name(circuit.operands[edge[0]][1 - edge[1]])
        return f"{circuit.name(other)} stands in place of {own} in the derivative of {circuit.formula(edge[0])}"

    return Suspect("wrong-neighbour", "backward", RARE, [edge], said, change)
