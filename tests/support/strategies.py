"""Random expressions for Hypothesis: trees that can be written down, computed in Python and computed by mpmath."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from backprop_cli.graph.engine import Value, apply
from backprop_cli.language import parse
from backprop_cli.notation.text import number_text
from backprop_cli.ops import BY_NAME, NEGATE, OPS, Op

from .oracle import ORACLES

NAMES = ("x", "y", "z")
PYTHON: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow,
}  # fmt: skip


class Tree:
    """An expression: an operation on trees, or a leaf, which is a name or a number. A node for `formula`, too."""

    def __init__(self, op: Op | None, inputs: tuple[Tree, ...] = (), leaf: str | float = "") -> None:
        self.operation = op
        self.inputs = inputs
        self.label = leaf if isinstance(leaf, str) else ""
        self.data = leaf

    def __repr__(self) -> str:
        return self.written()

    def written(self) -> str:
        """The text with parentheses around every operation and every negative number."""
        if self.operation is None:
            text = self.label or number_text(self.data)
            return f"({text})" if text.startswith("-") else text
        operands = [operand.written() for operand in self.inputs]
        if self.operation is NEGATE:
            return f"(-({operands[0]}))"
        if self.operation.infix:
            return f"({f' {self.operation.name} '.join(operands)})"
        return f"{self.operation.name}({', '.join(operands)})"

    def computed(self, at: Mapping[str, Value]) -> Value | float:
        """The result of Python's own operators on Values, and of the functions where there is no operator."""
        if self.operation is None:
            return at[self.label] if self.label else self.data
        operands = [operand.computed(at) for operand in self.inputs]
        if self.operation.name in PYTHON and any(isinstance(x, Value) for x in operands):
            return PYTHON[self.operation.name](*operands)
        return apply(self.operation, *operands)

    def true(self, at: Mapping[str, Any]) -> Any:
        """The result by mpmath."""
        if self.operation is None:
            return at[self.label] if self.label else self.data
        return ORACLES[self.operation.name].value(*[operand.true(at) for operand in self.inputs])


def shape(node: Any) -> Any:
    """The structure of a graph as nested tuples, in which variables stand as their names and numbers as themselves."""
    if node.operation is None:
        return node.label or node.data
    return (node.operation.name, *[shape(source) for source in node.inputs])


def structure(text: str) -> Any:
    """The structure of the output of a text as nested tuples, without computing anything."""
    program = parse(text)

    def of(step: int) -> Any:
        op = program.ops[step]
        if op is not None:
            return (op.name, *[of(i) for i in program.operands[step]])
        leaf = program.leaves[step]
        return leaf if leaf in program.names else float(leaf)

    return of(program.output)


def trees(ops: st.SearchStrategy[tuple[Op, int]], numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Tree]:
    """Trees over these operations and numbers."""
    leaves = st.one_of(st.sampled_from(NAMES), numbers).map(lambda leaf: Tree(None, leaf=leaf))

    def grown(smaller: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        return ops.flatmap(
            lambda choice: st.tuples(*[smaller] * choice[1]).map(lambda operands: Tree(choice[0], operands))
        )

    return st.recursive(leaves, grown, max_leaves=12)


def _arity(op: Op) -> int:
    return 3 if op.variadic else len(op.inputs)


INFIX = st.sampled_from([(op, len(op.inputs)) for op in OPS if op.infix])
EVERY = st.one_of(INFIX, st.sampled_from([(op, _arity(op)) for op in OPS]))
# Operations without kinks, on which a numerical derivative can be trusted. A sum or a product half of the time.
SMOOTH = st.one_of(
    st.sampled_from([(BY_NAME[name], 2) for name in "+-*/"]),
    st.sampled_from([(op, len(op.inputs)) for op in OPS if not op.kinks]),
)

# Any double, and small numbers of few digits such as people write.
DOUBLES = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: str(x) != "-0.0"),
    st.integers(-9, 9).map(float),
)
SMALL = st.integers(-30, 30).map(lambda n: n / 10)

# Any expression of the language, whether it has a value or not.
EXPRESSIONS = trees(EVERY, DOUBLES)
# Expressions made of signs alone: what parentheses are about.
ARITHMETIC = trees(INFIX, st.integers(-9, 9).map(float))
# Expressions that have derivatives, mostly, at the points of `POINTS`.
DIFFERENTIABLE = trees(SMOOTH, SMALL)
POINTS = st.fixed_dictionaries(dict.fromkeys(NAMES, SMALL))
