"""Formulas of single operations: in names, which the rule writes when it is run over symbols, and in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ... import symbols
from ...arithmetic import floats
from ...graph.engine import Constant, Number, Value, node_of
from ...graph.naming import CONSTANTS
from ...graph.walker import derivatives_at
from ...notation.text import number_text
from ...ops import Op
from .facts import Formula

# A choice among more inputs than these has a local derivative that takes longer to read than the choice to see.
MOST_CHOICES = 2

# How the operation's result and its inputs are called in the templates. No name of the language begins so: a variable
# that is called pi is not taken for the constant.
OUT, OPERAND = "#out", "#"


class Formulas:
    """The formulas of one graph.

    Args:
        names: what its nodes are called.
    """

    def __init__(self, names: Mapping[Value, str]) -> None:
        called = {name for node, name in names.items() if not isinstance(node, Constant)}
        # Constants of the rules whose names mean something else here are written as numbers.
        self.shadowed = called.intersection(CONSTANTS)
        # Leaves that are written as the name of a node, or as its number if it is a literal; and as numbers.
        self.named = {node: Constant(node.data, "" if is_literal(node) else name) for node, name in names.items()}
        self.numbered = {node: Constant(node.data) for node in names}

    def operation(self, node: Value) -> Formula:
        """An operation on the names of its inputs, and on their numbers."""
        op = op_of(node)
        named = tuple([self.named[source] for source in node.inputs])
        numbered = tuple([self.numbered[source] for source in node.inputs])
        return Formula(node_of(op, named, None), node_of(op, numbered, None), node.data)

    def local_derivative(self, node: Value, index: int, local: Number) -> Formula:
        """The local derivative of an operation to one of its inputs, whose value is `local`."""
        op = op_of(node)
        if op.variadic and len(node.inputs) > MOST_CHOICES:
            return Formula(Constant(local), Constant(local), local)
        literals = tuple([source.data if is_literal(source) else None for source in node.inputs])
        template = _templates(op, literals)[index]
        places = {f"{OPERAND}{place}": source for place, source in enumerate(node.inputs)} | {OUT: node}
        named = self._filled(template, {key: self.named[v] for key, v in places.items()})
        return Formula(named, self._filled(template, {key: self.numbered[v] for key, v in places.items()}), local)

    def _filled(self, template: symbols.Form, leaves: Mapping[str, Value]) -> Value:
        """The template with these leaves in the place of its names; templates are small, so this may recurse."""
        op = template.rule
        if op is not None:
            return node_of(op, tuple([self._filled(operand, leaves) for operand in template.inputs]), None)
        label = template.label
        if not label:
            return Constant(template.data)
        return leaves.get(label) or Constant(getattr(floats, label), "" if label in self.shadowed else label)


def op_of(node: Value) -> Op:
    """The operation that computed a node."""
    assert node.rule is not None
    return node.rule


def is_literal(node: Value) -> bool:
    """Whether a node is a number of the expression without a name."""
    return node.rule is None and not node.label


@lru_cache(maxsize=4096)
def _templates(op: Op, literals: tuple[Number | None, ...]) -> list[symbols.Form]:
    """The local derivatives of an operation over symbols, given the inputs that are literals."""
    inputs = [_operand(place, x) for place, x in enumerate(literals)]
    partials = derivatives_at(op, symbols, symbols.output(op, OUT, *inputs), inputs)
    return [symbols.written(symbols.lifted(partial)) for partial in partials]


def _operand(place: int, literal: Number | None) -> Any:
    """The symbol of an input: its place, or the number that it is."""
    if literal is None:
        return symbols.name(f"{OPERAND}{place}")
    return symbols.number(number_text(literal) if isinstance(literal, float) else literal)
