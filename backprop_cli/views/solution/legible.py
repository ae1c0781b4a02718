"""Numbers with as few digits as let the reader follow a calculation from what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

from ...answers.explain import Formula
from ...arithmetic import floats
from ...graph.engine import Constant, Number, Value, node_of
from ...notation.text import number_text, text_of
from ...ops import PRODUCT, SUM, Op
from ..numbers import FULL, Precision, short

MOST_DIGITS = 17


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


def legible(formula: Formula, precision: Precision) -> Value:
    """The formula in numbers, each with as many digits as it takes to see the value come out."""
    graph = formula.numbered
    digits = _digits(lambda digits: _computed(_rounded(graph, digits)), formula.value, precision)
    return _rounded(graph, digits)


def numbers_text(formula: Formula, precision: Precision) -> str:
    """The formula in numbers as text, with parentheses around a negative number behind a sign."""
    graph = legible(formula, precision)
    return text_of(_in_parentheses(graph, precision)) if graph.rule else _leaf_text(graph, precision)


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
    if graph.rule is None:
        return graph if graph.label else Constant(rounded(graph.data, digits))
    return node_of(graph.rule, tuple([_rounded(source, digits) for source in graph.inputs]), None)


def _computed(graph: Value) -> Number:
    if graph.rule is None:
        return float(graph.data)
    return graph.rule.forward(floats, *[_computed(source) for source in graph.inputs])


def _in_parentheses(graph: Value, precision: Precision, first: bool = True) -> Value:
    """The graph with its numbers as labels, in parentheses where they need them.

    Args:
        graph: an operation.
        precision: significant digits.
        first: whether it begins a text, where a negative number may stand as it is.
    """
    rule: Any = graph.rule
    inputs = [
        _in_parentheses(source, precision, first=_stays_first(rule, place, first))
        if source.rule
        else Constant(source.data, _operand(_leaf_text(source, precision), rule, place, first))
        for place, source in enumerate(graph.inputs)
    ]
    return node_of(rule, tuple(inputs), None)


def _stays_first(rule: Op, place: int, first: bool) -> bool:
    return rule.infix is None or (first and place == 0 and len(rule.inputs) > 1)


def _leaf_text(leaf: Value, precision: Precision) -> str:
    """A name, or a rounded number as `short` writes it, with no more digits than it has."""
    if leaf.label or precision == FULL or not isinstance(leaf.data, float):
        return leaf.label or short(leaf.data, FULL)
    texts = (short(leaf.data, digits) for digits in range(int(precision), MOST_DIGITS + 1))
    return next((text for text in texts if float(text) == leaf.data), number_text(leaf.data))


def _operand(text: str, rule: Op, place: int, first: bool) -> str:
    """The text of a number as an operand."""
    if rule.infix is None:
        return text
    precedence = rule.infix.precedence
    negative = text.startswith("-") and (not _stays_first(rule, place, first) or precedence > PRODUCT)
    fraction = "/" in text and precedence > (SUM if place else PRODUCT)
    return f"({text})" if negative or fraction else text
