"""Mistakes with the operands of the forward pass: left out, with the sign lost, or taken from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from ....arithmetic import floats
from ....ops import Op
from ..change import Change, Compute, Gate
from ..circuit import Circuit, Edge
from ..trace import Trace
from .suspect import EVERYWHERE, RARE, SIGN, UNCOMMON, Suspect, always, same_shape, shape

# Among more operands of one sort than this nobody can tell which were mixed up.
MOST_OPERANDS = 40


def of_operands(circuit: Circuit, nodes: Sequence[int]) -> Iterator[Suspect]:
    """These mistakes at every operation that the output depends on, and at all of one shape."""
    edges = [(node, which) for node in nodes for which in range(len(circuit.operands[node]))]
    alone = [edge for edge in edges if len(circuit.operands[edge[0]]) == 1]
    between = [edge for edge in edges if len(circuit.operands[edge[0]]) > 1 and _is_infix(circuit, edge[0])]
    for group in same_shape(circuit, alone):
        yield from _skipped(circuit, group)
    for group in same_shape(circuit, between):
        yield from _left_out(circuit, group)
        yield _sign_lost(circuit, group)
    for edge in between:
        yield from _other_constant(circuit, edge)
    yield from _from_elsewhere(circuit, nodes)


def _is_infix(circuit: Circuit, node: int) -> bool:
    op = circuit.ops[node]
    return op is not None and op.infix is not None


def _other_operand(which: int) -> Compute:
    """The operation without one of its operands: of x - y that is x, or -y; of x/y it is x, or 1/y."""

    def compute(op: Op, inputs: Sequence[float]) -> float:
        if which == 1:
            return inputs[0]
        # What leaves the other operand as it is: 0 for a sum, 1 for a product.
        neutral = next((x for x in (0.0, 1.0) if op.forward(floats, 5.0, x) == 5.0), 0.0)
        return float(op.forward(floats, neutral, inputs[1]))

    return compute


def _left_out(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    """One operand is left out: in the value alone, or in its derivative as well."""

    def said() -> str:
        node, which = edges[0]
        out = f"{circuit.name(circuit.operands[node][which])} is left out of {circuit.formula(node)}"
        return out if len(edges) == 1 else out + EVERYWHERE

    kind = ("left-out", _place(circuit, edges))
    computed = {node: _other_operand(which) for node, which in edges}
    rest = {(node, 1 - which): _passed for node, which in edges}
    for handed in ({}, {**dict.fromkeys(edges, _nothing), **rest}):
        yield Suspect(
            "left-out", kind, UNCOMMON * 1.5, edges, said,
            always(Change(computed=computed, handed=handed)), forward=True,
        )  # fmt: skip


def _place(circuit: Circuit, edges: Sequence[Edge]) -> Hashable:
    """What makes a mistake with one operand the same as with another: they are one, or two constants of one shape."""
    node, which = edges[0]
    source = circuit.operands[node][which]
    return shape(circuit, edges[0]) if circuit.ops[source] is None and source not in circuit.varies else source


def _nothing(gate: Gate, which: int) -> float:
    return 0.0


def _passed(gate: Gate, which: int) -> float:
    return gate.upstream


def _skipped(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    def said() -> str:
        skipped = f"{circuit.formula(edges[0][0])} is skipped, and its input taken for its value"
        return skipped if len(edges) == 1 else skipped + EVERYWHERE

    for handed in ({}, dict.fromkeys(edges, _passed)):
        change = Change(computed={node: lambda op, inputs: inputs[0] for node, _ in edges}, handed=handed)
        yield Suspect(
            "skipped-function", circuit.ops[edges[0][0]], UNCOMMON, edges, said, always(change),
            forward=True,
        )  # fmt: skip


def _other_constant(circuit: Circuit, edge: Edge) -> Iterator[Suspect]:
    """A whole number that is one too small or too large: n - 1 for n."""
    node, which = edge
    source = circuit.operands[node][which]
    text = circuit.program.leaves.get(source, "")
    for other in (int(text) - 1, int(text) + 1) if text.isdecimal() and len(text) < 4 else ():

        def said(other: int = other) -> str:
            return f"{other} stands in place of {text} in {circuit.formula(node)}"

        change = Change(computed={node: _computing(which, float(other))})
        yield Suspect("wrong-factor", "constant", RARE, [edge], said, always(change), forward=True)


def _sign_lost(circuit: Circuit, edges: Sequence[Edge]) -> Suspect:
    node, which = edges[0]

    def compute(op: Op, inputs: Sequence[float]) -> float:
        return float(op.forward(floats, *(-x if i == which else x for i, x in enumerate(inputs))))

    def said() -> str:
        wrong = f"the sign of {circuit.name(circuit.operands[node][which])} in {circuit.formula(node)} is wrong"
        return wrong if len(edges) == 1 else wrong + EVERYWHERE

    change = Change(computed=dict.fromkeys((node for node, _ in edges), compute))
    return Suspect(SIGN, ("forward", _place(circuit, edges)), UNCOMMON * 1.5, edges, said,
                   always(change), forward=True)  # fmt: skip


def _from_elsewhere(circuit: Circuit, places: Sequence[int]) -> Iterator[Suspect]:
    """An operand that is taken from elsewhere, and two of two operations that are exchanged."""
    by_op: dict[Op, list[int]] = {}
    for node in places:
        op = circuit.ops[node]
        if op is not None:
            by_op.setdefault(op, []).append(node)
    for nodes in by_op.values():
        operands = sorted({source for node in nodes for source in circuit.operands[node]} & circuit.named)
        if len(operands) > MOST_OPERANDS:
            continue
        for place, node in enumerate(nodes):
            for which, source in enumerate(circuit.operands[node]):
                for other in operands:
                    if other not in circuit.operands[node] and _alike(circuit, source, other):
                        yield _replaced(circuit, (node, which), other)
            for later in nodes[place + 1 :]:
                yield from _exchanges(circuit, node, later)


def _alike(circuit: Circuit, one: int, other: int) -> bool:
    """Whether two nodes can be mistaken for each other: both variables, or both of one operation."""
    return one in circuit.named and circuit.ops[one] is circuit.ops[other]


def _replaced(circuit: Circuit, edge: Edge, other: int) -> Suspect:
    def said() -> str:
        own = circuit.name(circuit.operands[edge[0]][edge[1]])
        return f"{circuit.name(other)} stands in place of {own} in {circuit.formula(edge[0])}"

    return Suspect("wrong-neighbour", "forward", RARE, [edge], said, _taking({edge: other}), forward=True)


def _exchanges(circuit: Circuit, one: int, other: int) -> Iterator[Suspect]:
    """a1*v2 + a2*v1 for a1*v1 + a2*v2."""
    pairs = [
        (which, a, b)
        for which, (a, b) in enumerate(zip(circuit.operands[one], circuit.operands[other], strict=False))
        if a != b and one not in (a, b)
    ]
    alike = [pair for pair in pairs if _alike(circuit, *pair[1:])]
    # In (1 - z)*h + z*c nothing is like anything else; what is one sum may be mixed up all the same.
    if not alike and circuit.users[one] == circuit.users[other]:
        alike = [pair for pair in pairs if circuit.varies.issuperset(pair[1:])][:1]
    for which, a, b in alike:

        def said(a: int = a, b: int = b) -> str:
            places = f"{circuit.formula(one)} and {circuit.formula(other)}"
            return f"{circuit.name(a)} and {circuit.name(b)} are exchanged in {places}"

        change = _taking({(one, which): b, (other, which): a})
        yield Suspect(
            "wrong-neighbour", "exchanged", UNCOMMON, [(one, which), (other, which)], said, change, forward=True
        )


def _taking(taken: dict[Edge, int]) -> Callable[[Trace], Change]:
    """Operations that take other nodes for inputs."""

    def change(trace: Trace) -> Change:
        return Change(computed={node: _computing(which, trace.data[other]) for (node, which), other in taken.items()})

    return change


def _computing(which: int, number: float) -> Compute:
    return lambda op, inputs: float(op.forward(floats, *(number if i == which else x for i, x in enumerate(inputs))))
