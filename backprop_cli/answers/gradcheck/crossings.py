"""Kinks around a point: where a small step of one variable makes an operation take another branch.

Which branch an operation took is what its rule decided while it was computed: no operation is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...arithmetic.branches import Branches
from ...graph.engine import Value
from ...graph.notes import kinks_at
from ...graph.run import Run
from ...graph.walker import local_derivatives, reached_from
from ...notation.text import text_of

# Slopes on two branches that are nearer to each other than this meet smoothly, as those of elu do.
BEND = 1e-3

# A difference of outputs that the slope does not explain, beside the outputs: a jump, and no round-off.
JUMP = 1e-6


def kinks_here(run: Run, name: str) -> dict[int, str]:
    """The kinks on which the point itself is, as seen from one variable: places among the nodes, with what to say."""
    reached = reached_from([run.inputs[name]], run.nodes)
    return {place: note.message for place, node in enumerate(run.nodes) for note in kinks_at(node, reached)}


def kinks_crossed(run: Run, sides: Sequence[Run | None]) -> list[int]:
    """The places among the nodes of the operations that take another branch, and bend, in one of the other runs."""
    others = [side for side in sides if side is not None]
    return [
        place
        for place, node in enumerate(run.nodes)
        if node.operation is not None
        and node.operation.kinks
        and _crossed([node, *(other.nodes[place] for other in others)])
    ]


def messages(run: Run, crossed: Sequence[int], here: dict[int, str]) -> Iterator[str]:
    """The kinks on and around the point, each in a sentence."""
    for place in sorted({*crossed, *here}):
        said = [_crossing_text(run.nodes[place])] if place in crossed else []
        yield ": ".join([*said, *([here[place]] if place in here else [])])


def _crossing_text(node: Value) -> str:
    """What a crossing is called: "max(a, b) changes its winner within h"."""
    changed = "winner" if node.operation is not None and node.operation.variadic else "branch"
    return f"{text_of(node, limit=60)} changes its {changed} within h"


def _crossed(versions: Sequence[Value]) -> bool:
    here, *others = versions
    return any(_branches(here) != _branches(other) for other in others) and any(
        _bends(a, b) for a, b in zip(versions, [*others, here], strict=True)
    )


def _branches(node: Value) -> list[float]:
    """What the rule decided on its way to the data of a node."""
    xp = Branches()
    if node.operation is not None:
        node.operation.forward(xp, *_data(node))
    return xp.taken


def _bends(a: Value, b: Value) -> bool:
    """Whether an operation has another slope in one run than in the other, or jumps between them."""
    moves = [y - x for x, y in zip(_data(a), _data(b), strict=True)]
    # An input that stays where it is has a slope, too, but it is not gone along.
    there_and_back = zip(moves, local_derivatives(a), local_derivatives(b), strict=True)
    slopes = [(move, x, y) for move, x, y in there_and_back if move]
    expected = sum(abs(move) * max(abs(x), abs(y)) for move, x, y in slopes)
    jump = abs(b.data - a.data) - 2 * expected
    return jump > JUMP * max(abs(a.data), abs(b.data)) or any(
        not abs(y - x) <= BEND * max(abs(x), abs(y)) for _, x, y in slopes
    )


def _data(node: Value) -> list[float]:
    return [source.data for source in node.inputs]
