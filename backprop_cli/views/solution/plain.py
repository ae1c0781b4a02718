"""The parts of a worked solution as text, in the notation of the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ...graph.engine import Constant, Value, node_of
from ...notation.text import Node, number_text, text_of
from ...ops import CHOICE, PRODUCT, SUM, Op
from ..numbers import FULL, Precision, short
from . import parts
from .digits import MOST_DIGITS
from .parts import Part, Sentence, ordinal


def plain(part: Part) -> str:
    """A part as text."""
    return WRITERS[type(part)](part)


def sentence_text(sentence: Sentence) -> str:
    """A sentence as text."""
    return "".join(map(plain, sentence))


def unrepeated(sides: Sequence[str]) -> list[str]:
    """The sides of a chain of equations without those that look like the next."""
    return [side for side, after in zip(sides, [*sides[1:], None], strict=True) if side != after]


def _side(part: Part) -> str:
    """A side of an equation; a choice in parentheses, because what it depends on may be an equation itself."""
    text = plain(part)
    return f"({text})" if isinstance(part, parts.Formula) and is_choice(part.graph) else text


def is_choice(graph: Node) -> bool:
    """Whether a formula is a choice: `1 if x > 0 else 0`."""
    op = graph.operation
    return op is not None and op.infix is not None and op.infix.precedence == CHOICE


def _partial(p: parts.Partial) -> str:
    return f"∂{p.of}/∂{p.to} ({ordinal(p.place)})" if p.place else f"∂{p.of}/∂{p.to}"


def _product(product: parts.Product) -> str:
    return "·".join([_factor(plain(factor)) for factor in product.factors]) or "1"


def _sum(sum_: parts.Sum) -> str:
    terms = [_term(plain(term)) if i else plain(term) for i, term in enumerate(sum_.terms)]
    more = f" + … ({sum_.in_all} in all)" if sum_.in_all > len(terms) else ""
    return " + ".join(terms) + more


def _factor(text: str) -> str:
    """A number as it stands in a product: a negative one, or a fraction, in parentheses."""
    return f"({text})" if text.startswith("-") or "/" in text else text


def _term(text: str) -> str:
    """A number as it stands in a sum: a negative one in parentheses."""
    return f"({text})" if text.startswith("-") else text


WRITERS: dict[type, Callable[[Any], str]] = {
    str: str,
    parts.Name: lambda part: part.name,
    parts.Number: lambda part: short(part.value, part.digits),
    parts.Formula: lambda part: text_of(part.graph),
    parts.Substituted: lambda part: _numbers(part.graph, part.precision),
    parts.Derivative: lambda part: f"d{part.of}/d{part.to}",
    parts.Gradient: lambda part: f"{part.to}.grad",
    parts.Partial: _partial,
    parts.Product: _product,
    parts.Sum: _sum,
    parts.Equation: lambda part: " = ".join(unrepeated([_side(side) for side in part.sides])),
    parts.Assignment: lambda part: " = ".join([plain(side) for side in part]),
    parts.Growth: lambda part: f"{plain(part.gradient)}: {plain(part.equation)}",
    parts.Gain: lambda part: f"{plain(part.gradient)} += {_side(part.formula)}",
    parts.Way: lambda part: " → ".join([plain(name) for name in part.names]),
}


# Formulas in numbers


def _numbers(graph: Value, precision: Precision) -> str:
    """A formula in numbers, with parentheses around a negative number behind a sign: `2*(-3)`, `1 - (-0.5)^2`."""
    if graph.operation is None:
        return leaf_text(graph, precision)
    return text_of(labelled(graph, lambda leaf, as_operand: as_operand(leaf_text(leaf, precision))))


# How a leaf is written, and how its text stands as an operand.
Leaf = Callable[[Value, Callable[[str], str]], str]


def labelled(graph: Value, written: Leaf, first: bool = True) -> Value:
    """The graph with its numbers as labels, in parentheses where they need them.

    The notation of a formula never needs parentheses around a number (it reads `2*-3`), but a person does. To the
    notation a label is a name, so it leaves `(-3)` as it is.

    Args:
        graph: an operation.
        written: the text of a leaf, from it and from what puts a text into parentheses where it needs them.
        first: whether it begins a text, where a negative number may stand as it is.
    """
    op: Any = graph.operation
    inputs = [
        labelled(source, written, first=_stays_first(op, place, first))
        if source.operation
        else Constant(source.data, written(source, partial(_operand, op=op, place=place, first=first)))
        for place, source in enumerate(graph.inputs)
    ]
    return node_of(op, tuple(inputs), None)


def _stays_first(op: Op, place: int, first: bool) -> bool:
    return op.infix is None or (first and place == 0 and len(op.inputs) > 1)


def leaf_text(leaf: Value, precision: Precision) -> str:
    """A name, or a rounded number as `short` writes it, with no more digits than it has."""
    if leaf.label or precision == FULL or not isinstance(leaf.data, float):
        return leaf.label or short(leaf.data, FULL)
    texts = (short(leaf.data, digits) for digits in range(int(precision), MOST_DIGITS + 1))
    return next((text for text in texts if float(text) == leaf.data), number_text(leaf.data))


def _operand(text: str, op: Op, place: int, first: bool) -> str:
    """The text of a number as an operand."""
    if op.infix is None:
        return text
    precedence = op.infix.precedence
    negative = text.startswith("-") and (not _stays_first(op, place, first) or precedence > PRODUCT)
    fraction = "/" in text and precedence > (SUM if place else PRODUCT)
    return f"({text})" if negative or fraction else text
