"""What a suspect is: one kind of mistake at certain places, how likely it is, and what is done there."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence

from ....ops import Mistake
from ..change import Change
from ..circuit import Circuit, Edge
from ..trace import Trace

# How often a mistake is made, beside others that give the same number: what belongs to one operation comes before what
# can be done at any place, and both before what hardly anybody does.
OWN, COMMON, UNCOMMON, RARE = 12.0, 8.0, 2.0, 0.6

# How much less likely a mistake is with each step that it is away.
FURTHER = 0.5

# Who makes a mistake at more places than this at once shows it elsewhere, too.
MOST_PLACES = 40

# The commonest mistake of all.
MISSING_UPSTREAM = "missing-upstream"

# The mistake of a wrong sign, which has the name of an operation and is none.
SIGN = "sign"

EVERYWHERE = ", and so at every place of the kind"


class Suspect:
    """One kind of mistake at certain places.

    Args:
        code: the kind, for programs.
        kind: the kind more closely; a mistake made at several places is of one.
        odds: how likely it is beside others.
        edges: the edges where it is made.
        said: what is done, to complete "... is what you get when".
        change: what is done.
        forward: whether it is made in the forward pass.
        below: edges further down at which it begins to show, if not at these.
        fades: how much less likely it is with each step that it is away from the number that it explains.
    """

    __slots__ = ("below", "change", "code", "edges", "fades", "forward", "kind", "odds", "own", "said")

    def __init__(
        self,
        code: str,
        kind: Hashable,
        odds: float,
        edges: Sequence[Edge],
        said: Callable[[], str],
        change: Callable[[Trace], Change],
        *,
        forward: bool = False,
        below: Sequence[Edge] = (),
        fades: float = FURTHER,
    ) -> None:
        self.code = code
        self.kind = (code, kind)
        self.odds = odds
        self.edges = edges
        self.said = said
        self.change = change
        self.forward = forward
        self.below = below
        self.fades = fades
        self.own = isinstance(kind, Mistake)

    @property
    def collects(self) -> bool:
        """Whether it is made where contributions are added up."""
        return bool(self.below)


def always(change: Change) -> Callable[[Trace], Change]:
    """What is done, where that is the same whatever the numbers."""
    return lambda trace: change


def groups(circuit: Circuit, edges: Sequence[Edge]) -> list[tuple[Edge, ...]]:
    """The places where one mistake is made at a time: an edge, those of a node, into a node, of an operation, all.

    In `x*y + x` a sign is lost on one of the four edges, on both of the product, on both that lead to x, on all four.
    """
    found: dict[tuple[Edge, ...], None] = dict.fromkeys((edge,) for edge in edges)
    found.update(dict.fromkeys(_together(edges, lambda edge: edge[0])))
    found.update(dict.fromkeys(_together(edges, lambda edge: circuit.operands[edge[0]][edge[1]])))
    found.update(dict.fromkeys(_together(edges, lambda edge: circuit.ops[edge[0]])))
    found.update(dict.fromkeys(_together(edges, lambda edge: _beside(circuit, edge))))
    found.update(dict.fromkeys(_together(edges, lambda edge: shape(circuit, edge))))
    found[tuple(edges)] = None
    return [group for group in found if group and len(group) <= MOST_PLACES]


def _beside(circuit: Circuit, edge: Edge) -> Hashable:
    """The other operand of an operation with two: r for both of r*cos(x) + r*sin(x), where r is forgotten in each."""
    operands = circuit.operands[edge[0]]
    return (circuit.ops[edge[0]], operands[1 - edge[1]]) if len(operands) == 2 else edge


def same_shape(circuit: Circuit, edges: Sequence[Edge]) -> list[tuple[Edge, ...]]:
    """Each of the edges alone, and those of one shape together."""
    alone = [(edge,) for edge in edges]
    together = _together(edges, lambda edge: shape(circuit, edge))
    return [*alone, *(group for group in together if 1 < len(group) <= MOST_PLACES)]


def shape(circuit: Circuit, edge: Edge) -> Hashable:
    """An operation with those of its inputs: both of (a + b)/sqrt(2) and (c + d)/sqrt(2), and not e/(e + f)."""
    return circuit.ops[edge[0]], edge[1], *(circuit.ops[source] for source in circuit.operands[edge[0]])


def _together(edges: Iterable[Edge], key: Callable[[Edge], Hashable]) -> list[tuple[Edge, ...]]:
    found: dict[Hashable, list[Edge]] = {}
    for edge in edges:
        found.setdefault(key(edge), []).append(edge)
    return [tuple(group) for group in found.values()]


def said_at(circuit: Circuit, said: str, edges: Sequence[Edge]) -> Callable[[], str]:
    """The words of a mistake with `{node}` and `{input}` for the first of its places, and where else it is made."""

    def written() -> str:
        node, which = edges[0]
        name = circuit.name(circuit.operands[node][which])
        return said.format(node=circuit.formula(node), input=name) + _elsewhere(circuit, edges, name)

    return written


def _elsewhere(circuit: Circuit, edges: Sequence[Edge], name: str) -> str:
    """Where else the mistake is made, if not at one node alone."""
    if len({node for node, _ in edges}) == 1:
        return ""
    into = {circuit.operands[node][which] for node, which in edges}
    return f", and so wherever {name} is used" if len(into) == 1 else EVERYWHERE
