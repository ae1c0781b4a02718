"""Functions that are written out: 1/(1 + exp(-z)) is a sigmoid, and people do with it what they do with a sigmoid.

Which function it is, is found by its values; that and what is done wrong with it stand in the rule table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import isclose, isfinite
from typing import NamedTuple

from ....arithmetic import floats
from ....ops import OPS, Mistake, Op
from ..change import Change, Gate, Hand
from ..circuit import Circuit, Edge
from ..trace import Trace
from .suspect import OWN, Suspect, said_at

# Where functions are compared, and how many operations at most a written-out one has.
SAMPLES = (0.7, -0.6, 1.9)
MOST_STEPS = 10
SAME = 1e-9


class Composite(NamedTuple):
    """A function of the table that is written out.

    Args:
        op: the row of the function.
        top: the node that has its value.
        source: the node that it is a function of.
        into: the edges by which the gradient arrives there.
    """

    op: Op
    top: int
    source: int
    into: tuple[Edge, ...]


def of_composites(circuit: Circuit, nodes: Sequence[int]) -> Iterator[Suspect]:
    """The mistakes of the table at functions that are written out."""
    for top in nodes:
        for composite in _composites(circuit, top):
            for mistake in composite.op.mistakes:
                yield from _made(circuit, composite, mistake)


def _composites(circuit: Circuit, top: int) -> Iterator[Composite]:
    """The functions of one node each that a node has the value of."""
    inside: list[int] = []
    ahead = {top}
    while ahead and len(inside) < MOST_STEPS:
        node = max(ahead)
        if circuit.ops[node] is None or (node in circuit.named and node != top):
            return
        inside.append(node)
        ahead = (ahead - {node}) | (set(circuit.operands[node]) & circuit.varies)
        if len(ahead) == 1 and len(inside) > 1:
            [source] = ahead
            op = _function(circuit, inside[::-1], source)
            if op is not None:
                into = tuple(edge for edge in circuit.uses.get(source, ()) if edge[0] in inside)
                yield Composite(op, top, source, into)


def _function(circuit: Circuit, steps: Sequence[int], source: int) -> Op | None:
    values = [_value(circuit, steps, source, x) for x in SAMPLES]
    if any(value is None for value in values):
        return None
    return next((op for op, own in _functions() if all(map(_is_same, own, values))), None)


def _is_same(one: float, other: float | None) -> bool:
    return other is not None and isclose(one, other, rel_tol=SAME, abs_tol=SAME)


def _value(circuit: Circuit, steps: Sequence[int], source: int, x: float) -> float | None:
    """What comes out of steps for a number; None where that is outside of their domain."""
    data = {source: x}
    for node in steps:
        op = circuit.ops[node]
        assert op is not None
        inputs = [data[i] if i in data else circuit.constants[i] for i in circuit.operands[node]]
        if not all(need.holds(floats, *inputs) for need in op.needs):
            return None
        data[node] = op.forward(floats, *inputs)
    return data[steps[-1]]


@cache
def _functions() -> Sequence[tuple[Op, Sequence[float]]]:
    """The functions of one input that have a value everywhere, with their values."""
    return [
        (op, values)
        for op in OPS
        if op.takes(1) and op.infix is None and not op.needs
        if all(map(isfinite, values := [op.forward(floats, x) for x in SAMPLES]))
    ]


def _made(circuit: Circuit, composite: Composite, mistake: Mistake) -> Iterator[Suspect]:
    odds = OWN / 3 if mistake.rare else OWN
    said = said_at(circuit, mistake.said, [(composite.top, 0)])
    if mistake.partials and composite.into and not mistake.forward:
        yield Suspect(mistake.code, mistake, odds, composite.into, said, _backward(composite, mistake))
    if mistake.forward:
        edges = [(composite.top, 0)]
        yield Suspect(mistake.code, mistake, odds, edges, said, _forward(composite, mistake), forward=True)


def _backward(composite: Composite, mistake: Mistake) -> Callable[[Trace], Change]:
    """The whole gradient by the first of the edges, and nothing by the others."""

    def change(trace: Trace) -> Change:
        assert mistake.partials is not None
        [wrong] = mistake.partials(composite.op, floats, trace.data[composite.top], trace.data[composite.source])
        whole = trace.upstream[composite.top] * wrong
        first, *others = composite.into
        return Change(handed={first: _handing(whole), **dict.fromkeys(others, _handing(0.0))})

    return change


def _handing(number: float) -> Hand:
    def hand(gate: Gate, which: int) -> float:
        return number

    return hand


def _forward(composite: Composite, mistake: Mistake) -> Callable[[Trace], Change]:
    def change(trace: Trace) -> Change:
        assert mistake.forward is not None
        wrong = float(mistake.forward(composite.op, floats, trace.data[composite.source]))
        return Change(computed={composite.top: lambda op, inputs: wrong})

    return change
