"""The derivation of one derivative: each rule where it is used, from the whole expression inwards.

    d/dx(x^2*sin(x)) = d/dx(x^2)*sin(x) + x^2*d/dx(sin(x))     product rule
      d/dx(x^2) = 2*x                                          power rule
      d/dx(sin(x)) = cos(x)                                    derivative of sin
    d/dx(x^2*sin(x)) = 2*x*sin(x) + x^2*cos(x)                 together

Every line is an equation. The last ones, in which what was found is put together, come from the formulas themselves
and not from the lines above, so that those are tested by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ... import symbols
from ...graph.engine import Constant, Value, node_of
from ...graph.walker import derivatives_at, local_derivatives, reached_from, topological_order
from ...notation.text import Node, text_of
from ...ops import Op
from ..explain.choices import OPERAND, Literals
from ..explain.formulas import Formulas, is_literal, op_of
from ..explain.signs import chooses, prime
from .rules import CHAIN, LINEAR, POWER, Key, Rule, kind_of, placeholders, use_of
from .terms import Operation, derivative_of

TOGETHER, SIMPLIFIED, IN_ONE = "together", "simplified", "in one formula"
ITSELF, NOTHING = "the variable itself", "it does not change"


class Line(NamedTuple):
    """An equation of a derivation, how far in it stands, and the rules that it is by."""

    depth: int
    left: Value
    right: Node
    rules: tuple[str, ...]


class Derivation:
    """The derivation of the derivative of a graph over symbols.

    Args:
        root: the graph; the labels of its leaves are what they are called.
        variable: the leaf that it is differentiated with respect to.
        sign: the sign of that derivative.
        shown: how a formula over symbols is shown.
    """

    def __init__(self, root: Value, variable: Value | None, sign: Op, shown: Callable[[symbols.Symbol], Node]) -> None:
        self.root = root
        self.variable = variable
        self.sign = sign
        self.shown = shown
        self.order = topological_order(root)
        self.moving = reached_from([variable] if variable is not None else [], self.order)
        self.formulas = Formulas({node: node.label for node in self.order if node.label})
        self.slopes = self._slopes()
        # What was used, and for which operation first; those that are used twice are stated once.
        self.rules: dict[Key, tuple[Op, tuple[bool, ...]]] = {}
        self.known: set[bytes] = set()

    def _slopes(self) -> dict[Value, symbols.Symbol]:
        """The derivatives of all nodes, in forward mode."""
        slopes: dict[Value, symbols.Symbol] = {}
        for node in self.order:
            if node is self.variable:
                slopes[node] = ONE
            elif node in self.moving:
                pairs = zip(node.inputs, local_derivatives(node), strict=True)
                slopes[node] = symbols.sum(*[slopes[source] * local for source, local in pairs if source in slopes])
        return slopes

    @property
    def result(self) -> symbols.Symbol:
        """The derivative."""
        return self._result(self.root)

    def _result(self, node: Value) -> symbols.Symbol:
        return symbols.shortest(self.slopes.get(node, symbols.ZERO), [each.data for each in self.order])

    def lines(self) -> list[Line]:
        """The derivation."""
        if self.root.operation is None or self.root not in self.moving:
            is_it = self.root is self.variable
            return [Line(0, self._of(self.root), Constant(float(is_it)), (ITSELF if is_it else NOTHING,))]
        return list(self._lines(self.root, 0))

    def _of(self, node: Value) -> Value:
        """The derivative of a node as it is written before it is found."""
        return node_of(self.sign, (node,), None)

    def _lines(self, node: Value, depth: int) -> Iterator[Line]:
        """The lines about a node; an expression that has any is short, so this may recurse."""
        self.known.add(node.data.key)
        open_: list[Value] = []
        right, rules = self._step(node, open_)
        yield Line(depth, self._of(node), right, rules)
        for source in open_:
            if source.data.key not in self.known:
                yield from self._lines(source, depth + 1)
        result = self.shown(self._result(node))
        if (open_ or node is self.root) and text_of(result) != text_of(right):
            rule = TOGETHER if open_ else IN_ONE if chooses(right) else SIMPLIFIED
            yield Line(depth, self._of(node), result, (rule,))

    def _step(self, node: Value, open_: list[Value]) -> tuple[Value, tuple[str, ...]]:
        """The right side of the first line about a node, and the rules; what is left to find is put into `open_`."""
        kind = self._kind(node)
        if kind in LINEAR:
            return self._linear(node, open_)
        self._state(node)
        slopes = [self._slope(source, open_) for source in node.inputs]
        operation = Operation(op_of(node), literals_of(node), node.inputs, node, slopes)
        return derivative_of(operation, self.formulas), (CHAIN, kind) if self._is_chain(node) else (kind,)

    def _kind(self, node: Value) -> str:
        return kind_of(op_of(node), self._movement(node))

    def _movement(self, node: Value) -> tuple[bool, ...]:
        return tuple([source in self.moving for source in node.inputs])

    def _is_chain(self, node: Value) -> bool:
        """Whether a function is taken of something else than the variable itself."""
        inner = [source for source in node.inputs if source in self.moving]
        return len(inner) == 1 and inner[0] is not self.variable

    def _slope(self, source: Value, open_: list[Value]) -> Value | None:
        """The derivative of an input: none if it does not move, 1 for the variable, else it is left to find."""
        if source not in self.moving:
            return None
        if source is self.variable:
            return Constant(1.0)
        open_.append(source)
        return self._of(source)

    # Sums and multiples, which are taken apart at once

    def _linear(self, node: Value, open_: list[Value]) -> tuple[Value, tuple[str, ...]]:
        """The derivative of sums of multiples of sums: what they are made of in the end, each times its factor."""
        leaves: dict[str, Value] = {}
        terms: list[symbols.Symbol] = []
        kinds: dict[str, None] = {}
        stack = [(node, ONE)]
        while stack:
            each, factor = stack.pop()
            if each.operation is not None and (kind := self._kind(each)) in LINEAR:
                self._state(each)
                kinds[kind] = None
                stack += reversed(list(self._parts(each, factor, leaves)))
            elif each is self.variable:
                terms.append(factor)
            elif self._is_power(each):
                self._state(each)
                kinds[POWER] = None
                leaves.update({node.label: node for node in topological_order(each) if node.label})
                terms.append(self.slopes[each] * factor)
            else:
                slope = self._slope(each, open_)
                assert slope is not None
                terms.append(_called(slope, leaves) * factor)
        return self.formulas.filled(symbols.sum(*terms), leaves), tuple(kinds)

    def _is_power(self, node: Value) -> bool:
        """Whether a node is a power of the variable itself, of which nobody tells more than its derivative."""
        return self._kind(node) == POWER and all([s is self.variable for s in node.inputs if s in self.moving])

    def _parts(
        self, node: Value, factor: symbols.Symbol, leaves: dict[str, Value]
    ) -> Iterator[tuple[Value, symbols.Symbol]]:
        """The inputs that move, each with its factor."""
        inputs = [s.data if is_literal(s) else _called(s, leaves) for s in node.inputs]
        op = op_of(node)
        partials = derivatives_at(op, symbols, symbols.output(op, "", *inputs), inputs)
        for source, local in zip(node.inputs, partials, strict=True):
            if source in self.moving:
                yield source, factor * local

    # The rules that were used

    def _state(self, node: Value) -> None:
        """Note the rule of an operation, as it is stated in general."""
        self.rules.setdefault(*use_of(self._kind(node), op_of(node), self._movement(node)))


def literals_of(node: Value) -> Literals:
    """The inputs of a node over symbols that are numbers."""
    return tuple([source.data.value if is_literal(source) else None for source in node.inputs])


def stated(op: Op, moving: tuple[bool, ...]) -> Rule:
    """The rule of an operation in general: `(u*v)' = u'*v + u*v'`."""
    inputs = placeholders(op, moving)
    out = node_of(op, tuple(inputs), None)
    slopes = [prime(graph) if moves else None for graph, moves in zip(inputs, moving, strict=True)]
    operation = Operation(op, (None,) * len(inputs), inputs, out, slopes)
    return Rule(operation.kind, prime(out), derivative_of(operation, Formulas({})))


ONE = symbols.number(1)


def _called(graph: Value, leaves: dict[str, Value]) -> symbols.Symbol:
    """The symbol that stands for a formula."""
    name = next((name for name, leaf in leaves.items() if leaf is graph), f"{OPERAND}{len(leaves)}")
    leaves[name] = graph
    return symbols.name(name)
