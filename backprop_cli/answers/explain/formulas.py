"""Formulas of single operations: in names, which the rule writes when it is run over symbols, and in numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ... import symbols
from ...arithmetic import floats, fractions, system_of
from ...graph.engine import Constant, Number, Value, node_of
from ...graph.naming import CONSTANTS
from ...ops import Op
from ...symbols.pieces import Condition
from .choices import OPERAND, OUT, Literals, Template, everywhere, template
from .facts import Formula
from .signs import choice, comparison

# A choice among more inputs than these has a local derivative that takes longer to read than the choice to see, and so
# has any operation on very many.
MOST_CHOICES, MOST_INPUTS = 2, 6


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
        if _is_long(node):
            return Formula(Constant(local), Constant(local), local)
        places = {f"{OPERAND}{place}": source for place, source in enumerate(node.inputs)} | {OUT: node}
        data = {place: source.data for place, source in places.items()}
        found = template(op, literals_of(node), index, data, system_of(node.data))
        named = {place: self.named[source] for place, source in places.items()}
        numbered = {place: self.numbered[source] for place, source in places.items()}
        return Formula(
            self.told(found, named), self.filled(found.formula, numbered), local,
            comparison(self._conditions(found.here, named)) if found.here else None,
        )  # fmt: skip

    def everywhere(self, node: Value, index: int) -> Value | None:
        """The formula in names that holds whatever the point is, but for kinks; None where it is too long to read."""
        if _is_long(node):
            return None
        named = {f"{OPERAND}{place}": self.named[source] for place, source in enumerate(node.inputs)}
        return self.told(everywhere(op_of(node), literals_of(node), index), {**named, OUT: self.named[node]})

    def told(self, found: Template, leaves: Mapping[str, Value]) -> Value:
        """A local derivative, piece by piece where it is a choice, with these leaves in the place of its names."""
        if not found.told:
            return self.filled(found.formula, leaves)
        *first, last = found.told
        chosen = [(self.filled(piece.formula, leaves), self._conditions(piece.conditions, leaves)) for piece in first]
        return choice(chosen, self.filled(last.formula, leaves))

    def _conditions(
        self, conditions: Sequence[Condition], leaves: Mapping[str, Value]
    ) -> list[tuple[Value, str, Value]]:
        return [(self.filled(c.left, leaves), c.relation, self.filled(c.right, leaves)) for c in conditions]

    def filled(self, formula: symbols.Symbol, leaves: Mapping[str, Value]) -> Value:
        """The formula with these leaves in the place of its names."""
        return self._filled(symbols.written(formula), leaves)

    def _filled(self, form: symbols.Form, leaves: Mapping[str, Value]) -> Value:
        """Formulas of one rule are small, so this may recurse."""
        op = form.operation
        if op is not None:
            return node_of(op, tuple([self._filled(operand, leaves) for operand in form.inputs]), None)
        label = form.label
        if not label:
            # What no double is has its text; it is met among exact numbers only.
            return Constant(fractions.number(form.data) if isinstance(form.data, str) else form.data)
        return leaves.get(label) or Constant(getattr(floats, label), "" if label in self.shadowed else label)


def _is_long(node: Value) -> bool:
    """Whether the local derivatives of an operation take longer to read than its result to see."""
    op = op_of(node)
    return op.variadic and len(node.inputs) > (MOST_CHOICES if op.kinks else MOST_INPUTS)


def op_of(node: Value) -> Op:
    """The operation that computed a node."""
    assert node.operation is not None
    return node.operation


def is_literal(node: Value) -> bool:
    """Whether a node is a number of the expression without a name."""
    return node.operation is None and not node.label


def literals_of(node: Value) -> Literals:
    """The inputs of a node that are numbers of the expression; None for the others."""
    return tuple([source.data if is_literal(source) else None for source in node.inputs])
