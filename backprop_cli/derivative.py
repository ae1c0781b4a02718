"""Derivatives as formulas: the backward pass over symbols, and over its own results for higher orders."""

from __future__ import annotations

from collections.abc import Container, Sequence

from .arithmetic import symbols
from .arithmetic.symbols import Symbol
from .engine import Constant, Value, node_of, topological_order
from .errors import UsageError
from .formula import Node, text_of
from .ops import Op
from .program import CONSTANTS, Program


class Derivative:
    """The derivative of a program with respect to `names`, one after another."""

    __slots__ = ("formula", "names")

    def __init__(self, names: tuple[str, ...], formula: Symbol) -> None:
        self.names = names
        self.formula = formula

    @property
    def text(self) -> str:
        """The formula in the language."""
        return text_of(self.formula)

    @property
    def latex(self) -> str:
        """The formula in LaTeX."""
        from .latex import latex_of

        return latex_of(self.formula)


def derivatives(program: Program, names: Sequence[str] = (), order: int = 1, of: str | None = None) -> list[Derivative]:
    """The derivatives of a program as formulas.

    Args:
        program: what to differentiate.
        names: the variables of one mixed derivative, in order: x and y for d²/dxdy. None of them: a derivative for
            each variable.
        order: how many times to differentiate with respect to each name.
        of: the output to differentiate; the last statement when not given.

    Raises:
        UsageError: a name is no variable of the program, the order is not positive, or there is no such output.
    """
    if order < 1:
        raise UsageError(f"the order of a derivative is 1 or more, not {order}")
    for name in names:
        _require(program, name)
    root = formula_of(program, of)
    # What the program computes is written as it was given; only what the backward pass adds is made shorter.
    keep = [node.data for node in topological_order(root)]
    first = gradients(root)
    found = []
    for path in [tuple(names)] if names else [(name,) for name in program.variables]:
        formula = first.get(path[0], symbols.ZERO)
        for name in (path * order)[1:]:
            formula = gradients(graph_of(symbols.shortest(formula, keep))).get(name, symbols.ZERO)
        found.append(Derivative(path, symbols.shortest(formula, keep)))
    return found


def _require(program: Program, name: str) -> None:
    if name not in program.variables:
        known = ", ".join(program.variables) or "none"
        what = "is computed, not a variable" if name in program.assigned else "is not in the expression"
        raise UsageError(f"'{name}' {what}", hint=f"its variables are {known}")


def formula_of(program: Program, of: str | None = None) -> Value:
    """The graph of a program over symbols: each variable stands for itself, and each function too.

    Raises:
        UsageError: there is no such output.
    """
    target = program.output if of is None else program.index_of(of)
    values: list[Value] = []
    for index in range(target + 1):
        rule = program.rules[index]
        if rule is None:
            values.append(_leaf(program.leaves[index], program.names))
        else:
            values.append(_node(rule, [values[i] for i in program.operands[index]]))
    return values[target]


def graph_of(formula: Node) -> Value:
    """The graph of a formula, over symbols again: the inverse of reading the data of its root."""
    values: dict[object, Value] = {}
    stack = [formula]
    while stack:
        node = stack[-1]
        missing = [source for source in node.inputs if _identity(source) not in values]
        stack += missing
        if missing or _identity(stack.pop()) in values:
            continue
        rule = node.rule
        if rule is None:
            value = _leaf(node.label, (node.label,)) if node.label else Constant(symbols.number(node.data))
        else:
            value = _node(rule, [values[_identity(source)] for source in node.inputs])
        values[_identity(node)] = value
    return values[_identity(formula)]


def _identity(node: Node) -> object:
    """What tells nodes apart: the structure of symbols; the forms between them are told by their place in memory."""
    return node.key if isinstance(node, Symbol) else id(node)


def gradients(root: Value) -> dict[str, Symbol]:
    """The derivative of a graph over symbols to each of its variables."""
    root.backward()
    inputs = [node for node in topological_order(root) if node.rule is None and not isinstance(node, Constant)]
    return {node.label: symbols.lifted(node.grad) for node in inputs}


def _leaf(text: str, names: Container[str]) -> Value:
    if text in CONSTANTS:
        return Constant(symbols.name(text), text)
    return Value(symbols.name(text), text) if text in names else Constant(symbols.number(text))


def _node(rule: Op, inputs: Sequence[Value]) -> Value:
    return node_of(rule, tuple(inputs), symbols.apply(rule, *[source.data for source in inputs]))
