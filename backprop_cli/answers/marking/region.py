"""What a number depends on before one comes to other numbers that were handed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from .change import Outcome
from .circuit import Circuit, Edge
from .claims import Quantity

# So many nodes of it are looked at: beyond, a mistake is so far away that nobody could say which it was.
MOST_NODES = 80

# Of what one node is used for, or computed from, no more is looked at, however wide the graph is there.
WIDEST = 80

# A number of the graph: whether it is a gradient, and the node.
Place = tuple[bool, int]


class Region(NamedTuple):
    """The nodes whose gradient, and those whose data, a number depends on, each with how many steps it is away.

    `border` are the numbers handed in to which the way leads.
    """

    grads: dict[int, int]
    data: dict[int, int]
    border: list[Place]

    def edges(self, circuit: Circuit) -> Iterator[Edge]:
        """The edges of it, the nearest first."""
        for node in self.grads:
            yield from islice(circuit.uses.get(node, ()), WIDEST)
        for node in self.data:
            yield from ((node, which) for which in range(min(len(circuit.operands[node]), WIDEST)))


def region_of(circuit: Circuit, quantity: Quantity, pinned: Outcome) -> Region:
    """The region before a number, as far as the numbers handed in."""
    start: Place = (quantity.is_grad, quantity.node)
    steps: dict[Place, int] = {start: 0}
    border: dict[Place, None] = {}
    waiting = deque([start])
    while waiting and len(steps) < MOST_NODES:
        place = waiting.popleft()
        for before, distance in _before(circuit, place):
            if before in steps or before in border:
                continue
            if before[1] in (pinned.grads if before[0] else pinned.data):
                border[before] = None
            else:
                steps[before] = steps[place] + distance
                waiting.append(before)
    grads = {node: distance for (is_grad, node), distance in steps.items() if is_grad}
    data = {node: distance for (is_grad, node), distance in steps.items() if not is_grad}
    return Region(grads, data, list(border))


def _before(circuit: Circuit, place: Place) -> Iterator[tuple[Place, int]]:
    """What a number is computed from, and how far that is: a gradient from those of the users, and from their data."""
    # In d = e + c; L = d*f the gradient of d comes from that of L, and from the data of L, d and f: those are what the
    # local derivative is made of, and a step further away.
    is_grad, node = place
    if not is_grad:
        yield from (((False, source), 1) for source in circuit.operands[node][:WIDEST])
        return
    for user, _ in islice(circuit.uses.get(node, ()), WIDEST):
        yield (True, user), 1
        yield (False, user), 2
        yield from (((False, source), 2) for source in circuit.operands[user][:WIDEST])
