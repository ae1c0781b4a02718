"""Claims that cannot tell: at the point of an exercise, a known mistake gives the right number, too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sin
from typing import NamedTuple

from ...errors import DomainError
from .circuit import Circuit
from .claims import Quantity
from .effects import effect
from .evidence import Catalogue
from .exercise import Exercise
from .region import region_of
from .suspects import COMMON, Suspect
from .trace import Trace

# How far a number must be changed to count, and how far the point is moved for that: not so far that it comes to the
# other side of a kink, and a 0 stays 0, because it is a label or is meant to switch something off.
CHANGED = 0.01
MOVED = 0.1


class BlindSpot(NamedTuple):
    """A claim, and what is done by those who answer it rightly all the same."""

    quantity: Quantity
    said: str


def blind_spots(exercise: Exercise, asked: Sequence[Quantity]) -> Iterator[BlindSpot]:
    """The claims whose right number a common mistake gives, which would give another at another point.

    At x = 2 the square of x is also what twice x is; at x = 3 it is not. Of a claim whose right number is 0, nothing is
    said, because that is mostly what is asked.
    """
    if exercise.is_open:
        return
    traces = [_right(exercise.circuit, bindings, asked) for bindings in (exercise.bindings, *_moved(exercise))]
    catalogue = Catalogue(exercise.circuit)
    for quantity in asked:
        true = exercise.true(quantity)[0]
        if len(traces) < 2 or not true:
            continue
        region = region_of(exercise.circuit, quantity, traces[0].pinned)
        for suspect in catalogue.within([region]):
            if suspect.odds >= COMMON and len(suspect.edges) == 1 and _is_hidden(suspect, quantity, traces):
                yield BlindSpot(quantity, suspect.said())
                break


def _moved(exercise: Exercise) -> Iterator[Mapping[str, float]]:
    """The point moved a little, in a direction of its own for each name, where the program has a value there."""
    moved = {name: x * (1 + MOVED * sin(index + 1)) for index, (name, x) in enumerate(exercise.bindings.items())}
    try:
        exercise.program.run(moved, of=exercise.of)
    except DomainError:
        return
    yield moved


def _right(circuit: Circuit, bindings: Mapping[str, float], asked: Sequence[Quantity]) -> Trace:
    """The passes in which everything that is asked for is answered rightly."""
    right = Trace(circuit, bindings)
    data = {quantity.node: right.computed[quantity.node] for quantity in asked if not quantity.is_grad}
    grads = {quantity.node: right.grads[quantity.node] for quantity in asked if quantity.is_grad}
    return Trace(circuit, bindings, data, grads)


def _is_hidden(suspect: Suspect, quantity: Quantity, traces: Sequence[Trace]) -> bool:
    """Whether a mistake leaves a number at the point as it is, and changes it elsewhere."""
    here, elsewhere = traces
    return _off(suspect, quantity, here) < CHANGED <= _off(suspect, quantity, elsewhere)


def _off(suspect: Suspect, quantity: Quantity, trace: Trace) -> float:
    """How much a mistake changes a number, as a part of it."""
    true = trace.number(quantity.node, quantity.is_grad)
    outcome = effect(trace, suspect.change(trace))
    number = outcome.number(quantity.node, quantity.is_grad) if outcome else None
    return abs(number - true) / abs(true) if number is not None and true else 0.0
