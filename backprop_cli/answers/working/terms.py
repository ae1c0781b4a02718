"""The derivative of one operation in terms of those of its inputs, as people write it.

For the product it is `u'*v + u*v'`, for the quotient `(u'*v - u*v')/v^2`, for a function `cos(u)*u'`: always the sum
of local derivatives times derivatives of inputs, which is the chain rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ... import symbols
from ...graph.engine import Value, node_of
from ...ops import ADD, DIVIDE, MULTIPLY, SUBTRACT, Op
from ...symbols.symbol import Number, Sum, Symbol, factors_of
from ..explain.choices import OPERAND, OUT, Literals, Template, everywhere
from ..explain.formulas import Formulas
from .rules import LINEAR, PRODUCT, QUOTIENT, kind_of

# Behind the place of an input for its derivative. The order of the alphabet is that of the textbook: u'*v + u*v'.
PRIME = "'"


class Operation(NamedTuple):
    """An operation, and what its derivative is made of.

    Args:
        op: the operation.
        literals: those of its inputs that are numbers.
        inputs: its inputs.
        out: the operation on them.
        slopes: the derivatives of the inputs; None for one that does not move, and a 1 for the variable itself.
    """

    op: Op
    literals: Literals
    inputs: Sequence[Value]
    out: Value
    slopes: Sequence[Value | None]

    @property
    def kind(self) -> str:
        """The name of the rule."""
        return kind_of(self.op, tuple([slope is not None for slope in self.slopes]))


def derivative_of(operation: Operation, formulas: Formulas) -> Value:
    """The derivative of an operation as a formula."""
    places = {f"{OPERAND}{i}": source for i, source in enumerate(operation.inputs)} | {OUT: operation.out}
    moving = [(i, slope) for i, slope in enumerate(operation.slopes) if slope is not None]
    locals_ = {i: everywhere(operation.op, operation.literals, i) for i, _ in moving}
    if operation.kind in (*LINEAR, PRODUCT, QUOTIENT):
        slopes = {f"{OPERAND}{i}{PRIME}": slope for i, slope in moving}
        terms = [(ONE if is_one(s) else symbols.name(f"{OPERAND}{i}{PRIME}")) * locals_[i].formula for i, s in moving]
        total = _over_one_line(terms) if operation.kind == QUOTIENT else symbols.shortest(symbols.sum(*terms))
        return formulas.filled(total, {**places, **slopes})
    return added([term(locals_[i], slope, places, formulas) for i, slope in moving])


ONE = symbols.number(1)


def _over_one_line(terms: Sequence[Symbol]) -> Symbol:
    """The sum of quotients as one, over the square of the divisor: (u'*v - u*v')/v^2."""
    factors = [factor for each in terms for factor in factors_of(_monomial(each))]
    divisors = {base.key: base for base, exponent in factors if _is_below(exponent)}
    square = symbols.number(1)
    for base in divisors.values():
        square = square * base * base
    return symbols.divide(symbols.shortest(symbols.sum(*[each * square for each in terms])), square)


def _monomial(formula: Symbol) -> Symbol:
    return formula.terms[0][0] if isinstance(formula, Sum) else formula


def _is_below(exponent: Symbol) -> bool:
    return isinstance(exponent, Number) and exponent.value < 0


def is_one(graph: Value) -> bool:
    """Whether a formula is the number 1."""
    return graph.operation is None and not graph.label and graph.data == 1


class Term(NamedTuple):
    """A local derivative times the derivative of an input; and without its minus, where it has one."""

    whole: Value
    negative: Value | None


def term(local: Template, slope: Value, places: Mapping[str, Value], formulas: Formulas) -> Term:
    """The term of one input."""
    negative = _is_negative(local.formula) and not local.told
    turned = times(formulas.filled(-local.formula, places), slope) if negative else None
    return Term(times(formulas.told(local, places), slope), turned)


def _is_negative(formula: Symbol) -> bool:
    """Whether a minus stands before the whole."""
    if isinstance(formula, Number):
        return formula.value < 0
    return isinstance(formula, Sum) and len(formula.terms) == 1 and formula.terms[0][1] < 0


def times(local: Value, slope: Value) -> Value:
    """A product as it is written: without a factor 1, and above the line of a quotient."""
    if is_one(local) or is_one(slope):
        return slope if is_one(local) else local
    if local.operation is DIVIDE:
        above, below = local.inputs
        return node_of(DIVIDE, (times(above, slope), below), None)
    return node_of(MULTIPLY, (local, slope), None)


def added(terms: Sequence[Term]) -> Value:
    """The sum of the terms, one without a minus first if there is one."""
    first, *rest = sorted(terms, key=lambda each: each.negative is not None)
    total = first.whole
    for whole, negative in rest:
        total = node_of(ADD if negative is None else SUBTRACT, (total, whole if negative is None else negative), None)
    return total
