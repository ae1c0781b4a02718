"""Functions of symbols that are no sums, products or powers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..arithmetic import Inexact, floats, fractions
from ..ops import Op
from .algebra import scaled
from .coefficients import Coefficient, tidy
from .symbol import Call, Name, Number, Sum, Symbol

# At these inputs a double that comes out as a whole number is the exact value: log2(1), atan2(0, 1), log(e).
PLAIN: dict[Any, float] = {-1: -1.0, 0: 0.0, 1: 1.0, "e": math.e}


def call(op: Op, operands: Sequence[Symbol]) -> Symbol:
    """A function of symbols: its value if that is an exact number, and without a sign that can be pulled out."""
    value = _exact(op, operands)
    if value is not None:
        return Number(value)
    if op.parity and _is_negative(operands[0]):
        positive = Call(op, (scaled(operands[0], -1),))
        return scaled(positive, -1) if op.parity == "odd" else positive
    return Call(op, tuple(operands))


def _exact(op: Op, operands: Sequence[Symbol]) -> Coefficient | None:
    """The value of a function of numbers where it is exact."""
    values = [x.value for x in operands if isinstance(x, Number) and not isinstance(x.value, float)]
    if len(values) < len(operands):
        return _plain(op, [_value_or_name(x) for x in operands])
    try:
        found = op.forward(fractions, *map(fractions.number, values))
    except Inexact:
        return _plain(op, values)
    return None if isinstance(found, float) else tidy(Fraction(found))


def _value_or_name(x: Symbol) -> Coefficient | str | None:
    return x.value if isinstance(x, Number) else x.name if isinstance(x, Name) else None


def _plain(op: Op, operands: Sequence[Any]) -> Coefficient | None:
    if not all([x in PLAIN for x in operands]):
        return None
    value = op.forward(floats, *[PLAIN[x] for x in operands])
    return int(value) if value.is_integer() else None


def _is_negative(x: Symbol) -> bool:
    """Whether x reads better with its sign pulled out: each of its terms has a minus sign."""
    if isinstance(x, Number):
        return x.value < 0
    return isinstance(x, Sum) and all([c < 0 for _, c in x.terms])
