"""The known mistakes, each at the places where it can be made, and what numbers come out of it.

What belongs to an operation is declared in its row of the rule table; here are the mistakes of the walk, which are made
between the operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ...arithmetic import floats
from ...graph.walker import added_up
from ...ops import Mistake
from .circuit import Circuit, Edge
from .trace import Collect, Factor, Numbers, Outcome, Trace

# A mistake of one particular operation outranks a general one that gives the same number.
GENERAL, PARTICULAR = 1, 2

# Each place costs a pass over the graph: beyond so many edges a mistake is tried at all places at once only.
MOST_EDGES = 300

# Of more contributions than this, only the first and the last are tried as the one that is kept.
MOST_CONTRIBUTIONS = 6


class WalkMistake(NamedTuple):
    """A mistake that can be made at any edge: what it makes of the right local derivative."""

    code: str
    words: str
    factor: Callable[[float], Factor]


WALK_MISTAKES = (
    WalkMistake(
        "missing-upstream",
        "the local derivative of {node} to {input} stands alone, without the upstream gradient",
        lambda partial: (0.0, partial),
    ),
    WalkMistake(
        "missing-local",
        "the upstream gradient passes through {node} to {input} unchanged, without the local derivative",
        lambda partial: (1.0, 0.0),
    ),
    WalkMistake("sign", "the derivative of {node} to {input} has the wrong sign", lambda partial: (-partial, 0.0)),
)

OVERWRITTEN = "overwritten-gradient"
OVERWRITTEN_WORDS = "the {count} contributions to {name} overwrite each other instead of adding up ({uses})"
NAIVE = "naive-order"
NAIVE_WORDS = "{name} hands its gradient on before all {count} contributions to it are there ({uses})"
EVERYWHERE = ", and so at every place of the kind"


class Suspect:
    """One kind of mistake at certain places.

    Args:
        code: the kind.
        rank: how particular it is.
        places: the edges, or the nodes, where it is made.
        words: what is done, to complete "... is what you get when".
        outcome: the numbers that come out of it, None if it changes nothing.
    """

    __slots__ = ("code", "edges", "outcome", "rank", "words")

    def __init__(
        self,
        code: str,
        rank: int,
        edges: Sequence[Edge],
        words: Callable[[], str],
        outcome: Callable[[Trace], Outcome | None],
    ) -> None:
        self.code = code
        self.rank = rank
        self.edges = edges
        self.words = words
        self.outcome = outcome


def suspects(circuit: Circuit) -> list[Suspect]:
    """Every mistake that can be made in this graph; the order does not depend on the numbers."""
    return [*_of_operations(circuit), *_of_edges(circuit), *_of_branches(circuit)]


def _of_operations(circuit: Circuit) -> Iterator[Suspect]:
    """The mistakes that the rule table declares."""
    by_mistake: dict[Mistake, list[Edge]] = {}
    for node, which in circuit.edges:
        op = circuit.ops[node]
        for mistake in op.mistakes if op else ():
            by_mistake.setdefault(mistake, []).append((node, which))
    for mistake, edges in by_mistake.items():
        for group in _groups(circuit, edges):
            words = _edge_words(circuit, mistake.words, group)
            if mistake.partials:
                yield Suspect(mistake.code, PARTICULAR, group, words, _with_wrong_partials(mistake, group))
            if mistake.forward:
                yield Suspect(mistake.code, PARTICULAR, group, words, _with_wrong_value(mistake, group))


def _of_edges(circuit: Circuit) -> Iterator[Suspect]:
    for mistake in WALK_MISTAKES:
        for group in _groups(circuit, circuit.edges):
            words = _edge_words(circuit, mistake.words, group)
            yield Suspect(mistake.code, GENERAL, group, words, _with_factors(mistake, group))


def _groups(circuit: Circuit, edges: Sequence[Edge]) -> list[tuple[Edge, ...]]:
    """The places where one mistake is made at a time: an edge, all those of a node, all those into a node, all.

    In `x*y + x` a sign is lost on one of the four edges, on both of the product, on both that lead to x, on all four.
    """
    found: dict[tuple[Edge, ...], None] = {}
    if len(edges) <= MOST_EDGES:
        found.update(dict.fromkeys((edge,) for edge in edges))
        found.update(dict.fromkeys(_together(edges, lambda edge: edge[0])))
        found.update(dict.fromkeys(_together(edges, lambda edge: circuit.operands[edge[0]][edge[1]])))
    found[tuple(edges)] = None
    return list(found)


def _together(edges: Iterable[Edge], key: Callable[[Edge], int]) -> list[tuple[Edge, ...]]:
    groups: dict[int, list[Edge]] = {}
    for edge in edges:
        groups.setdefault(key(edge), []).append(edge)
    return [tuple(group) for group in groups.values()]


def _with_factors(mistake: WalkMistake, edges: Sequence[Edge]) -> Callable[[Trace], Outcome | None]:
    def outcome(trace: Trace) -> Outcome | None:
        changed = {edge: mistake.factor(trace.partials[edge[0]][edge[1]]) for edge in edges}
        return Outcome(trace.data, trace.backward(trace.partials, changed))

    return outcome


def _with_wrong_partials(mistake: Mistake, edges: Sequence[Edge]) -> Callable[[Trace], Outcome | None]:
    def outcome(trace: Trace) -> Outcome | None:
        changed = _wrong_factors(mistake, edges, trace, trace.data)
        if all(trace.partials[node][which] == factor for (node, which), (factor, _) in changed.items()):
            return None
        return Outcome(trace.data, trace.backward(trace.partials, changed))

    return outcome


def _with_wrong_value(mistake: Mistake, edges: Sequence[Edge]) -> Callable[[Trace], Outcome | None]:
    def outcome(trace: Trace) -> Outcome | None:
        data = trace.forward({node: mistake for node, _ in edges})
        changed = _wrong_factors(mistake, edges, trace, data)
        return Outcome(data, trace.backward(trace.local_derivatives(data), changed))

    return outcome


def _wrong_factors(mistake: Mistake, edges: Sequence[Edge], trace: Trace, data: Numbers) -> Mapping[Edge, Factor]:
    """What the edges make of the upstream gradient, where the mistake has something to say of them.

    The divisor of a/b at 6/3, with the minus dropped: (6/9, 0), so that an upstream gradient u becomes 6/9*u + 0.
    """
    found: dict[Edge, Factor] = {}
    for node, which in edges if mistake.partials else ():
        op = trace.circuit.ops[node]
        inputs = [data[i] for i in trace.circuit.operands[node]]
        wrong = mistake.partials(op, floats, data[node], *inputs) if mistake.partials and op else ()
        if which < len(wrong) and wrong[which] is not None:
            found[node, which] = (wrong[which], 0.0)
    return found


def _of_branches(circuit: Circuit) -> Iterator[Suspect]:
    """The mistakes at nodes that are used more than once."""
    branches = {node: edges for node, edges in circuit.uses.items() if len(edges) > 1}
    operations = {node: edges for node, edges in branches.items() if circuit.ops[node] is not None}
    if len(circuit.edges) <= MOST_EDGES:
        for node, edges in branches.items():
            yield from _at_branch(circuit, OVERWRITTEN, OVERWRITTEN_WORDS, [node], _kept(len(edges)))
        for node, edges in operations.items():
            yield from _at_branch(circuit, NAIVE, NAIVE_WORDS, [node], _handed_early(len(edges)))
    if branches:
        yield from _at_branch(circuit, OVERWRITTEN, OVERWRITTEN_WORDS, list(branches), [_keeping(0), _keeping(-1)])
    if operations:
        yield from _at_branch(circuit, NAIVE, NAIVE_WORDS, list(operations), [_handing(0), _handing(-1), pushed_again])


def _at_branch(
    circuit: Circuit, code: str, words: str, nodes: Sequence[int], ways: Iterable[Collect]
) -> Iterator[Suspect]:
    edges = [edge for node in nodes for edge in circuit.uses[node]]
    for way in ways:
        yield Suspect(code, GENERAL, edges, _branch_words(circuit, words, nodes), _with_collect(nodes, way))


def _with_collect(nodes: Sequence[int], way: Collect) -> Callable[[Trace], Outcome | None]:
    return lambda trace: Outcome(trace.data, trace.backward(trace.partials, collected=dict.fromkeys(nodes, way)))


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


def _edge_words(circuit: Circuit, words: str, edges: Sequence[Edge]) -> Callable[[], str]:
    def written() -> str:
        node, which = edges[0]
        name = circuit.name(circuit.operands[node][which])
        return words.format(node=circuit.formula(node), input=name) + _elsewhere(circuit, edges, name)

    return written


def _elsewhere(circuit: Circuit, edges: Sequence[Edge], name: str) -> str:
    """Where else the mistake is made, if not at one node alone."""
    if len({node for node, _ in edges}) == 1:
        return ""
    into = {circuit.operands[node][which] for node, which in edges}
    return f", and so wherever {name} is used" if len(into) == 1 else EVERYWHERE


def _branch_words(circuit: Circuit, words: str, nodes: Sequence[int]) -> Callable[[], str]:
    def written() -> str:
        node = nodes[0]
        text = words.format(name=circuit.name(node), count=_count(len(circuit.uses[node])), uses=uses_of(circuit, node))
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
