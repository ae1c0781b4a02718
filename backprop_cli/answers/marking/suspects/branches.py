"""Mistakes at a node that is used more than once, where its contributions should add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from math import prod

from ....graph.walker import added_up
from ..change import Change, Collect, Gate
from ..circuit import Circuit, Edge
from ..trace import Trace
from .suspect import COMMON, EVERYWHERE, RARE, UNCOMMON, Suspect, always, said_at

# Of more contributions than this, only the first and the last are tried as the one that is kept.
MOST_CONTRIBUTIONS = 6

# Nothing goes back through an operation.
CUT = "cut"
OVERWRITTEN = "overwritten-gradient"
OVERWRITTEN_WORDS = "the {count} contributions to {name} overwrite each other instead of adding up ({uses})"
NAIVE = "naive-order"
NAIVE_WORDS = "{name} hands its gradient on before all {count} contributions to it are there ({uses})"
AVERAGED_WORDS = "the {count} contributions to {name} are averaged instead of added up ({uses})"
MULTIPLIED_WORDS = "the {count} contributions to {name} are multiplied instead of added up ({uses})"


def of_branches(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    """The mistakes at nodes that are used more than once."""
    nodes = dict.fromkeys(circuit.operands[node][which] for node, which in edges)
    branches = {node: circuit.uses[node] for node in nodes if len(circuit.uses[node]) > 1}
    operations = [node for node in branches if circuit.ops[node] is not None]
    for node, uses in branches.items():
        count = len(uses)
        yield from _at(circuit, OVERWRITTEN, OVERWRITTEN_WORDS, COMMON, [node], _kept(count))
        yield from _partial_sums(circuit, node)
        yield from _at(circuit, "averaged-gradient", AVERAGED_WORDS, UNCOMMON, [node], [_averaged])
        yield from _at(circuit, "multiplied-branches", MULTIPLIED_WORDS, RARE, [node], [_multiplied])
        yield from _crossed(circuit, node)
    for node in operations:
        yield from _at(circuit, NAIVE, NAIVE_WORDS, RARE, [node], _handed_early(len(branches[node])))
    yield from _cut(circuit, edges)
    if len(branches) > 1:
        ways = [_keeping(0), _keeping(-1)]
        yield from _at(circuit, OVERWRITTEN, OVERWRITTEN_WORDS, COMMON, list(branches), ways)
    if len(operations) > 1:
        ways = [_handing(0), _handing(-1), pushed_again]
        yield from _at(circuit, NAIVE, NAIVE_WORDS, RARE, operations, ways)


def _at(
    circuit: Circuit, code: str, said: str, odds: float, nodes: Sequence[int], ways: Iterable[Collect]
) -> Iterator[Suspect]:
    edges = [edge for node in nodes for edge in circuit.uses[node]]
    # A gradient that is right in itself may be handed on wrongly.
    below = [(node, which) for node in nodes for which in range(len(circuit.operands[node]))]
    told = _said_at_branch(circuit, said, nodes)
    for way in ways:
        yield Suspect(code, code, odds, edges, told, always(Change(collected=dict.fromkeys(nodes, way))), below=below)


def _kept(count: int) -> list[Collect]:
    """Each contribution as the only one that is kept."""
    return [_keeping(which) for which in _tried(count)]


def _handed_early(count: int) -> list[Collect]:
    """Each contribution as the one that is handed on, and all of them handed on again and again as they add up."""
    return [*(_handing(which) for which in _tried(count)), pushed_again]


def _tried(count: int) -> Sequence[int]:
    return range(count) if count <= MOST_CONTRIBUTIONS else (0, -1)


def _keeping(which: int) -> Collect:
    return lambda arrived: (arrived[which], arrived[which])


def _handing(which: int) -> Collect:
    return lambda arrived: (added_up(arrived), arrived[which])


def pushed_again(arrived: Sequence[float]) -> tuple[float, float]:
    """A node that hands on what it has each time that something arrives, so that early contributions count twice.

    Of 2 and then 3 it hands on 2, and then 5: its gradient is 5, and 7 has gone on.
    """
    so_far = handed = 0.0
    for contribution in arrived:
        so_far += contribution
        handed += so_far
    return so_far, handed


def _averaged(arrived: Sequence[float]) -> tuple[float, float]:
    mean = added_up(arrived) / len(arrived)
    return mean, mean


def _multiplied(arrived: Sequence[float]) -> tuple[float, float]:
    product = prod(arrived)
    return product, product


def _partial_sums(circuit: Circuit, node: int) -> Iterator[Suspect]:
    """Some of three or more contributions added up, and the others left out."""
    edges = circuit.uses[node]
    count = len(edges)
    if not 2 < count <= MOST_CONTRIBUTIONS:
        return
    for size in range(2, count):
        for kept in combinations(range(count), size):
            missing = [edges[i] for i in range(count) if i not in kept]

            def collect(arrived: Sequence[float], kept: Sequence[int] = kept) -> tuple[float, float]:
                found = added_up(arrived[i] for i in kept)
                return found, found

            change = Change(collected={node: collect})
            yield Suspect(
                "missing-branch", "missing-branch", UNCOMMON, missing, _missing_words(circuit, node, missing),
                always(change),
            )  # fmt: skip


def _cut(circuit: Circuit, edges: Sequence[Edge]) -> Iterator[Suspect]:
    """Nothing goes back through an operation, as if what it gives were a constant: the sum in a softmax."""
    for node in dict.fromkeys(node for node, _ in edges):
        group = [edge for edge in edges if edge[0] == node]
        if len(group) > 1:
            change = Change(handed=dict.fromkeys(group, _nothing))
            said = said_at(circuit, "nothing goes back through {node}", group)
            yield Suspect("missing-branch", CUT, RARE, group, said, always(change))


def _nothing(gate: Gate, which: int) -> float:
    return 0.0


def _missing_words(circuit: Circuit, node: int, missing: Sequence[Edge]) -> Callable[[], str]:
    def written() -> str:
        places = list(dict.fromkeys(circuit.formula(user) for user, _ in missing))
        return f"what comes to {circuit.name(node)} through {' and '.join(places)} is left out"

    return written


def _crossed(circuit: Circuit, node: int) -> Iterator[Suspect]:
    """The gradients of the users of a node, each times the local derivative of the next: rows for columns."""
    edges = circuit.uses[node]
    if not 1 < len(edges) <= MOST_CONTRIBUTIONS:
        return
    for shift in range(1, len(edges)):
        others = edges[shift:] + edges[:shift]

        def change(trace: Trace, others: Sequence[Edge] = others) -> Change:
            partials = {edge: trace.partials[o][w] for edge, (o, w) in zip(edges, others, strict=True)}

            def hand(edge: Edge) -> Callable[[Gate, int], float]:
                return lambda gate, which: gate.upstream * partials[edge]

            return Change(handed={edge: hand(edge) for edge in edges})

        said = _said_at_branch(
            circuit, "the local derivatives of the contributions to {name} are mixed up ({uses})", [node]
        )
        yield Suspect("wrong-neighbour", "crossed", UNCOMMON, edges, said, change)


def _said_at_branch(circuit: Circuit, said: str, nodes: Sequence[int]) -> Callable[[], str]:
    def written() -> str:
        node = nodes[0]
        text = said.format(name=circuit.name(node), count=_count(len(circuit.uses[node])), uses=uses_of(circuit, node))
        return text if len(nodes) == 1 else text + EVERYWHERE

    return written


def _count(number: int) -> str:
    return {2: "two", 3: "three", 4: "four"}.get(number, str(number))


def uses_of(circuit: Circuit, node: int) -> str:
    """Where a node is used: `x is used at x*y and x + 3`."""
    users = [circuit.formula(user) for user, _ in reversed(circuit.uses[node])]
    places = list(dict.fromkeys(users))
    if len(places) == 1:
        return f"{circuit.name(node)} is used {_times(len(users))} at {places[0]}"
    listed = places if len(places) <= MOST_CONTRIBUTIONS else [*places[:MOST_CONTRIBUTIONS], "other places"]
    return f"{circuit.name(node)} is used at {', '.join(listed[:-1])} and {listed[-1]}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
