"""As few digits as let the reader follow a calculation from what is shown of its numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod

from ...answers.explain import Formula
from ...arithmetic import floats
from ...graph.engine import Constant, Number, Value, node_of
from ...notation.text import ELLIPSIS
from ..numbers import FULL, Precision, short
from .parts import Substituted

MOST_DIGITS = 17

# From so many inputs of an operation on not all are written.
MANY = 12


def rounded(x: Number, digits: Precision) -> Number:
    """A double with so many digits and without the sign of a zero; other numbers as they are."""
    if not isinstance(x, float):
        return x
    return (x if digits == FULL else float(short(x, digits))) + 0.0


def digits_of_sum(parts: Sequence[Number], total: Number, precision: Precision) -> Precision:
    """How many digits of the parts it takes so that what is shown of them adds up to the total."""
    return _digits(lambda digits: sum([rounded(x, digits) for x in parts]), total, precision)


def digits_of_product(factors: Sequence[Number], product: Number, precision: Precision) -> Precision:
    """How many digits of the factors it takes so that what is shown of them gives the product."""
    return _digits(lambda digits: prod([rounded(x, digits) for x in factors]), product, precision)


def substituted(formula: Formula, precision: Precision) -> Substituted:
    """The formula in numbers, each with as many digits as it takes to see the value come out.

    The local derivative of tanh at 9 is 1 - 0.99999996954^2 = 6.09199e-08: with six digits it would be 1 - 1^2.
    """
    graph = formula.numbered
    digits = _digits(lambda digits: _computed(_rounded(graph, digits)), formula.value, precision)
    return Substituted(abridged(_rounded(graph, digits)), precision, abridged(graph))


def abridged(graph: Value) -> Value:
    """An operation on very many inputs with the middle of them left out: `sum(x1, x2, …, x100)`."""
    if len(graph.inputs) <= MANY:
        return graph
    assert graph.operation is not None
    kept = (*graph.inputs[: MANY // 2], Constant(0.0, ELLIPSIS), *graph.inputs[-MANY // 2 :])
    return node_of(graph.operation, kept, None)


def _digits(compute: Callable[[Precision], Number], result: Number, precision: Precision) -> Precision:
    if precision == FULL or not isinstance(result, float):
        return FULL
    for digits in range(int(precision), MOST_DIGITS):
        if _follows(compute(digits), result, int(precision)):
            return digits
    return FULL


def _follows(shown: Number, result: Number, precision: int) -> bool:
    """Whether a reader who computes `shown` from what is shown will take it for the result."""
    if shown == result or result != result:
        return True
    return bool(abs(shown - result) <= 10.0 ** (1 - precision) * abs(result) < float("inf"))


def _rounded(graph: Value, digits: Precision) -> Value:
    """The graph with rounded numbers; graphs of one rule are small, so this may recurse."""
    if graph.operation is None:
        return graph if graph.label else Constant(rounded(graph.data, digits))
    return node_of(graph.operation, tuple([_rounded(source, digits) for source in graph.inputs]), None)


def _computed(graph: Value) -> Number:
    if graph.operation is None:
        return floats.number(graph.data)
    return graph.operation.forward(floats, *[_computed(source) for source in graph.inputs])
