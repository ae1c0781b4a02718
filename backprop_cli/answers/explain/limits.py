"""A local derivative as the limit that it is: (f(x+h) - f(x))/h for shrinking h."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from sys import float_info

from ...arithmetic import system_of
from ...graph.engine import Number
from ...ops import Op
from .facts import Quotient

STEPS = tuple(10.0**-k for k in range(1, 7))

# How far a function of the number system may be off, in units of the last place.
ULPS = 4


def quotients(op: Op, data: Sequence[Number], index: int) -> Iterator[Quotient]:
    """The difference quotients of an operation at `data`, with respect to one of its inputs."""
    xp = system_of(data[0])
    here = op.forward(xp, *data)
    for step in STEPS:
        h = xp.number(repr(step))
        moved = [x + h if i == index else x for i, x in enumerate(data)]
        # What was really added: x + h is rounded.
        really = moved[index] - data[index]
        there = _value(op, moved)
        slope = (there - here) / really if there is not None and really else None
        if there is None or slope is None or not xp.isfinite(slope):
            yield Quotient(h, None, 0.0)
        else:
            error = ULPS * float_info.epsilon * max(abs(here), abs(there)) / h if isinstance(h, float) else 0
            yield Quotient(h, slope, error if there != here else 0.0)


def _value(op: Op, data: Sequence[Number]) -> Number | None:
    xp = system_of(data[0])
    try:
        result = op.forward(xp, *data)
    except ArithmeticError:
        return None
    return result if xp.isfinite(result) else None
