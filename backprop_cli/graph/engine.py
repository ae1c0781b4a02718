"""`Value`: a number that remembers how it was computed. Its operators and methods are those of the rule table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, Any

from ..arithmetic import Inexact, NumberSystem, floats, system_of
from ..errors import DomainError
from ..ops import BINARY, FUNCTIONS, NEGATE, Op
from .domain import domain_error, inexact
from .walker import backward_pass, reached_from, topological_order

Number = Any


class Value:
    """A number that remembers how it was computed, and after `backward()` its gradient.

    Args:
        data: the number: a float or an int, or a `fractions.Fraction` for exact arithmetic.
        label: a name to show it by.

    The operators `+ - * / **` take numbers on either side, and every function of the language is a method:
    `x.tanh()`, `x.max(y)`. They raise `DomainError` where there is no real result.
    """

    __slots__ = ("_order", "data", "grad", "inputs", "label", "rule")

    data: Number
    grad: Number
    label: str
    inputs: tuple[Value, ...]
    rule: Op | None
    _order: list[Value] | None

    def __init__(self, data: Number, label: str = "") -> None:
        self.data = as_number(data)
        self.grad = 0.0
        self.label = label
        self.inputs = ()
        self.rule = None
        self._order = None

    @property
    def op(self) -> str | None:
        """The name of the operation that computed this value; None for an input."""
        return self.rule.name if self.rule else None

    @property
    def _op(self) -> str:
        """The operation as micrograd calls it."""
        return self.op or ""

    @property
    def _prev(self) -> set[Value]:
        """The inputs as micrograd calls them: without their order, and each once."""
        return set(self.inputs)

    def backward(self) -> None:
        """Run the backward pass: set `grad` of every node below to the derivative of this one with respect to it.

        The gradients are computed afresh, so a second call gives the same numbers. A node that no variable goes
        into, such as a constant exponent, has None where its derivative does not exist.
        """
        order = topological_order(self)
        if backward_pass(order, system_of(self.data)):
            _forget_undefined_constants(order)

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """How a notebook shows a Value: the picture, which the package gives by its own door.

        The engine imports no view: who shows a Value has imported the package, and with it the way to draw one.
        """
        from .. import mimebundle

        return mimebundle(self, include, exclude)

    def __float__(self) -> float:
        return float(self.data)

    def __pos__(self) -> Value:
        return self

    if TYPE_CHECKING:
        # For type checkers only: the loop below makes the operators and the methods from the rule table.
        def __add__(self, other: Value | float) -> Value: ...
        def __radd__(self, other: Value | float) -> Value: ...
        def __sub__(self, other: Value | float) -> Value: ...
        def __rsub__(self, other: Value | float) -> Value: ...
        def __mul__(self, other: Value | float) -> Value: ...
        def __rmul__(self, other: Value | float) -> Value: ...
        def __truediv__(self, other: Value | float) -> Value: ...
        def __rtruediv__(self, other: Value | float) -> Value: ...
        def __pow__(self, other: Value | float) -> Value: ...
        def __rpow__(self, other: Value | float) -> Value: ...
        def __neg__(self) -> Value: ...
        def __getattr__(self, function: str) -> Callable[..., Value]: ...


class Constant(Value):
    """A number of the formula itself: nobody asks for its derivative, though the backward pass finds one."""

    __slots__ = ()


def as_number(x: object) -> Number:
    """A number of Python's as a number of the engine: Fractions and numbers of other systems as they are, else floats.

    Raises:
        TypeError: it is no real number.
        DomainError: it is too large for a double.
    """
    if isinstance(x, float):
        return float(x)
    if hasattr(x, "number_system"):
        return x
    if not _is_real(x):
        raise TypeError(f"a Value holds a real number, not {type(x).__name__}")
    if hasattr(x, "numerator") and not hasattr(x, "__index__"):
        return x
    try:
        return float(x)  # type: ignore[arg-type] # a real number has __float__
    except OverflowError:
        raise DomainError("overflow: this number is too large for a double") from None


def _is_real(x: object) -> bool:
    """Whether x is a real number, also of a library such as NumPy, which registers its own."""
    if isinstance(x, (float, int)):
        return True
    from numbers import Real

    return isinstance(x, Real)


def node_of(op: Op, inputs: tuple[Value, ...], data: Number) -> Value:
    """A node that holds the result of an operation."""
    node: Value = _new(Value)
    node.data = data
    node.grad = 0.0
    node.label = ""
    node.inputs = inputs
    node.rule = op
    node._order = None
    return node


_new = object.__new__


def apply(op: Op, *operands: Value | float) -> Value:
    """An operation on Values and numbers, computed at once.

    Raises:
        DomainError: there is no real, finite result.
        TypeError: an operand is no number, or there are too many or too few of them.
    """
    if not op.takes(len(operands)):
        raise TypeError(f"{op.name} takes {op.arity()}, {len(operands)} given")
    exact = any(isinstance(v, Value) and system_of(v.data) is not floats for v in operands)
    inputs = tuple([v if isinstance(v, Value) else _constant(v, exact) for v in operands])
    xp: NumberSystem = floats
    for value in inputs:
        xp = system_of(value.data)
        if xp is floats:
            break
    data = compute(op, xp, inputs)
    if not xp.isfinite(data):
        raise domain_error(op, inputs)
    return node_of(op, inputs, data)


def compute(op: Op, xp: NumberSystem, inputs: Sequence[Value]) -> Number:
    """The forward rule on the data of the inputs.

    Raises:
        DomainError: the result has no value in this number system.
    """
    try:
        return op.forward(xp, *[value.data for value in inputs])
    except Inexact:
        raise inexact(op, inputs) from None


def _constant(x: object, exact: bool) -> Constant:
    """The operand of an operator that is no Value; beside exact numbers an int stays exact."""
    if exact and hasattr(x, "__index__"):
        from ..arithmetic import fractions

        return Constant(fractions.number(int(x)))
    return Constant(x)


def varies(order: Collection[Value]) -> set[Value]:
    """The nodes of a topological order that depend on a variable."""
    variables = [node for node in order if node.rule is None and not isinstance(node, Constant)]
    return reached_from(variables, order)


def is_nan(x: Number) -> bool:
    """Whether a gradient is no number, in any number system."""
    return bool(x != x)


def _forget_undefined_constants(order: Collection[Value]) -> None:
    """Take the gradients that are no numbers from the nodes that no variable goes into, where nobody asks for them."""
    variable = varies(order)
    for node in order:
        if node not in variable and is_nan(node.grad):
            node.grad = None


@contextmanager
def collector_paused() -> Iterator[None]:
    """Hold the cyclic garbage collector while a large graph is built: it would walk the graph again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


# Nearly all operands are doubles. Two of them, or one, take a short way here, past all that `apply` asks, in a quarter
# of its time. What has no result takes the long way, too, which says why.


def _operator(op: Op) -> Callable[..., Any]:
    """The method behind a Python operator with two operands."""
    forward = op.forward

    def operator(self: Value, other: Any) -> Any:
        if not isinstance(other, Value):
            if not _is_real(other):
                return NotImplemented
            other = _constant(other, system_of(self.data) is not floats)
        if type(self.data) is float:
            data = forward(floats, self.data, other.data)
            if isfinite(data):
                return node_of(op, (self, other), data)
        return apply(op, self, other)

    return operator


def _reflected(op: Op) -> Callable[..., Any]:
    """The method behind `__radd__` and its kin, whose operands come the other way round: the left one is no Value."""
    operator = _operator(op)

    def reflected(self: Value, other: Any) -> Any:
        if not _is_real(other):
            return NotImplemented
        return operator(_constant(other, system_of(self.data) is not floats), self)

    return reflected


def _method(op: Op) -> Callable[..., Value]:
    """The method of this name, which takes the operands after the first; also the operator `-x`."""
    forward, is_unary = op.forward, op.takes(1)

    def method(self: Value, *others: Value | float) -> Value:
        if is_unary and not others and type(self.data) is float:
            data = forward(floats, self.data)
            if isfinite(data):
                return node_of(op, (self,), data)
        return apply(op, self, *others)

    return method


def _give_operators() -> None:
    """Make the operators and the methods of `Value` from the rule table."""
    for op in (*BINARY.values(), NEGATE):
        for name in op.infix.methods if op.infix else ():
            make = _method if op is NEGATE else _reflected if name.startswith("__r") else _operator
            setattr(Value, name, make(op))
    for name, op in FUNCTIONS.items():
        setattr(Value, name, _method(op))


_give_operators()
