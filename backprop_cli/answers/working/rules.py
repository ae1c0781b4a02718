"""Which rule of differentiation an operation calls for, told by its own formula.

The forward rule of a row is run over symbols, and what comes out is a sum, a product, a power, a quotient or a
function of them: so a row says itself whether the product rule is for it, and no operation is named.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import NamedTuple

from ... import symbols
from ...graph.engine import Constant, Value
from ...ops import Op
from ...symbols.shortening import expanded
from ...symbols.symbol import Name, Number, Power, Product, Sum

SUM, DIFFERENCE, MULTIPLE = "sum rule", "difference rule", "constant multiple"
PRODUCT, QUOTIENT = "product rule", "quotient rule"
POWER, EXPONENTIAL, GENERAL_POWER = "power rule", "exponential rule", "power rule for a variable exponent"
CHAIN = "chain rule"

LINEAR = (SUM, DIFFERENCE, MULTIPLE)

# What stands for the inputs of an operation in a rule: those that move, those that do not, and an exponent.
MOVING, FIXED, EXPONENT = "uvwpqrst", "cabdfghk", "n"


class Rule(NamedTuple):
    """A rule of differentiation: its name, and its statement as an equation, `(u*v)' = u'*v + u*v'`."""

    name: str
    left: Value
    right: Value


@lru_cache(maxsize=1024)
def kind_of(op: Op, moving: tuple[bool, ...]) -> str:
    """The name of the rule for an operation of which some inputs move."""
    names = [symbols.name(f"{'u' if moves else 'c'}{place}") for place, moves in enumerate(moving)]
    # Multiplied out, because a mean is a sum of parts.
    formula = expanded(symbols.lifted(op.forward(symbols, *names)))
    moved = {name.key for name, moves in zip(names, moving, strict=True) if moves}
    if isinstance(formula, Sum):
        return _kind_of_sum(formula, len(moved)) or _own(op)
    if isinstance(formula, Product):
        return _kind_of_product(formula.factors, moved) or _own(op)
    return SUM if isinstance(formula, Name) else _own(op)


def _own(op: Op) -> str:
    return f"derivative of {op.name}"


def _kind_of_sum(formula: Sum, moved: int) -> str:
    if not all([isinstance(monomial, (Name, Number)) for monomial, _ in formula.terms]):
        return ""
    if len(formula.terms) == 1:
        return MULTIPLE
    return DIFFERENCE if any([c < 0 for _, c in formula.terms]) else SUM


def _kind_of_product(factors: Sequence[Power], moved: set[bytes]) -> str:
    if not all([isinstance(part, (Name, Number)) for factor in factors for part in factor]):
        return ""
    if any([exponent.key in moved for _, exponent in factors]):
        return GENERAL_POWER if any([base.key in moved for base, _ in factors]) else EXPONENTIAL
    powers = [(base, exponent) for base, exponent in factors if base.key in moved]
    if any([exponent == BELOW for _, exponent in powers]):
        return QUOTIENT
    if all([exponent == ABOVE for _, exponent in powers]):
        return PRODUCT if len(powers) > 1 else MULTIPLE
    return POWER if len(powers) == 1 else ""


ABOVE, BELOW = symbols.number(1), symbols.number(-1)


# What tells a rule that is to be stated from others.
Key = tuple[Hashable, ...]


def use_of(kind: str, op: Op, moving: tuple[bool, ...]) -> tuple[Key, tuple[Op, tuple[bool, ...]]]:
    """The rule that a use calls for, and the operation by which it is stated.

    A sum is stated with all its terms moving, and what may have many inputs with two.
    """
    if op.variadic:
        moving = (True,) * min(len(moving), 2)
    elif kind in (SUM, DIFFERENCE):
        return (kind,), (op, (True,) * len(moving))
    return (kind, op, moving), (op, moving)


def placeholders(op: Op, moving: tuple[bool, ...]) -> list[Value]:
    """What stands for the inputs of an operation in the statement of its rule."""
    kind = kind_of(op, moving)
    movers, fixed = iter(MOVING), iter(EXPONENT if kind == POWER else FIXED)
    return [Constant(0.0, next(movers if moves else fixed)) for moves in moving]
