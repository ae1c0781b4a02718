"""`Value`: a number that remembers how it was computed. Its operators and methods are those of the rule table."""

from __future__ import annotations

import builtins
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, Any

from ..arithmetic import Inexact, NumberSystem, floats, system_of
from ..errors import DomainError
from ..ops import BINARY, FUNCTIONS, NEGATE, Op
from .domain import domain_error, inexact
from .micrograd import Micrograd
from .protocols import Protocols, is_real
from .shown import mimebundle
from .walker import backward_pass, topological_order

Number = Any


class Value(Micrograd, Protocols):
    """A number that remembers how it was computed, and after `backward()` its gradient.

    Args:
        data: the number: a float or an int, or a `fractions.Fraction` for exact arithmetic.
        _children: the inputs of a node that a program computes itself, as it would with micrograd; what is set as
            its `_backward` then adds to their gradients. Or the label: `Value(2.0, "x")`.
        _op: what that computation is called.
        label: a name to show it by.

    The operators `+ - * / **` take numbers on either side, and every function of the language is a method:
    `x.tanh()`, `x.max(y)`. They raise `DomainError` where there is no real result. `<` and its kin compare the
    numbers; `==` tells whether two are the same node, and every node is true.
    """

    __slots__ = ()

    def __init__(self, data: Number, _children: Iterable[Value] | str = (), _op: str = "", label: str = "") -> None:
        self.data = as_number(data)
        self.grad = 0.0
        self.label = label
        self.inputs = ()
        self.operation = None
        self._order = None
        if isinstance(_children, str):
            self.label = _children
        elif _children or _op:
            self._prev, self._op = _children, _op

    def __init_subclass__(cls, gives_itself: bool = True) -> None:
        """Let operations on a subclass give its own instances, and let its `__init__` leave out that of Value."""
        super().__init_subclass__()
        if gives_itself:
            _give_operators(cls)
            if cls.__new__ is object.__new__:
                cls.__new__ = staticmethod(_blank)  # type: ignore[method-assign, assignment] # as in its own body

    def backward(self) -> None:
        """Run the backward pass: find the derivative of this value with respect to every node below, as its `grad`.

        To an input it is added, whatever an earlier backward pass left there, until that is set to 0: so the gradients
        of several losses add up, as in PyTorch and micrograd. All other nodes are computed afresh.
        """
        order, xp = topological_order(self), system_of(self.data)
        earlier = zeroed(order, xp.number(0))
        backward_pass(order, xp)
        for node, gradient in earlier:
            node.grad = gradient + node.grad

    def zero_grad(self) -> None:
        """Set the gradient of this node, and of every node below, to 0."""
        for node in topological_order(self):
            node.grad = 0.0

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

    _repr_mimebundle_ = mimebundle

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
        def __abs__(self) -> Value: ...
        def __getattr__(self, function: str) -> Callable[..., Value]: ...


class Constant(Value, gives_itself=False):
    """A number of the formula itself: nobody asks for its derivative, though the backward pass finds one.

    It is computed afresh in each, and is nan where there is none, as for the exponent of (-3)**2.
    """

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
    if not is_real(x):
        raise TypeError(f"a Value holds a real number, not {type(x).__name__}")
    if hasattr(x, "numerator") and not hasattr(x, "__index__"):
        from ..arithmetic import fractions

        return fractions.number(x)  # type: ignore[arg-type] # what has a numerator is a fraction
    try:
        return float(x)  # type: ignore[arg-type] # a real number has __float__
    except OverflowError:
        raise DomainError("overflow: this number is too large for a double") from None


def node_of(op: Op | None, inputs: tuple[Value, ...], data: Number, cls: type[Value] = Value) -> Value:
    """A node that holds the result of an operation."""
    node: Value = _new(cls)
    node.data = data
    node.grad = 0.0
    node.label = ""
    node.inputs = inputs
    node.operation = op
    node._order = None
    return node


_new = object.__new__


def _blank(cls: type[Value], *_: object, **__: object) -> Value:
    """A node with nothing set but what a class's own `__init__` may leave out."""
    return node_of(None, (), None, cls)


def apply(op: Op, *operands: Value | float, cls: type[Value] = Value) -> Value:
    """An operation on Values and numbers, computed at once; what it gives is of the class `cls`.

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
    return node_of(op, inputs, data, cls)


def compute(op: Op, xp: NumberSystem, inputs: Sequence[Value]) -> Number:
    """The forward rule on the data of the inputs.

    Raises:
        DomainError: the result has no value in this number system.
    """
    try:
        return op.forward(xp, *[value.data for value in inputs])
    except Inexact:
        raise inexact(op, inputs) from None


def zeroed(order: Iterable[Value], zero: Number) -> list[tuple[Value, Number]]:
    """Set the gradients to this zero; returns the variables that had another one, each with that."""
    earlier = []
    for node in order:
        if node.grad and node.operation is None and not isinstance(node, Constant):
            earlier.append((node, node.grad))
        node.grad = zero
    return earlier


def _constant(x: object, exact: bool) -> Constant:
    """The operand of an operator that is no Value; beside exact numbers an int stays exact."""
    if exact and hasattr(x, "__index__"):
        from ..arithmetic import fractions

        return Constant(fractions.number(int(x)))
    return Constant(x)


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


def _operator(op: Op, cls: type[Value]) -> Callable[..., Any]:
    """The method behind a Python operator with two operands."""
    forward = op.forward

    def operate(self: Value, other: Any) -> Any:
        if not isinstance(other, Value):
            if not is_real(other):
                return NotImplemented
            other = _constant(other, system_of(self.data) is not floats)
        if type(self.data) is float:
            data = forward(floats, self.data, other.data)
            if isfinite(data):
                return node_of(op, (self, other), data, cls)
        return apply(op, self, other, cls=cls)

    return operate


def _reflected(op: Op, cls: type[Value]) -> Callable[..., Any]:
    """The method behind `__radd__` and its kin, whose operands come the other way round.

    The left one is no Value, or one of a class above, before which Python asks the class below.
    """
    operate = _operator(op, cls)

    def reflected(self: Value, other: Any) -> Any:
        if not isinstance(other, Value):
            if not is_real(other):
                return NotImplemented
            other = _constant(other, system_of(self.data) is not floats)
        return operate(other, self)

    return reflected


def _method(op: Op, cls: type[Value]) -> Callable[..., Value]:
    """The method of this name, which takes the operands after the first; also the operator `-x`."""
    forward, is_unary = op.forward, op.takes(1)

    def method(self: Value, *others: Value | float) -> Value:
        if is_unary and not others and type(self.data) is float:
            data = forward(floats, self.data)
            if isfinite(data):
                return node_of(op, (self,), data, cls)
        return apply(op, self, *others, cls=cls)

    return method


def _operators() -> Iterator[tuple[str, Op, Callable[[Op, type[Value]], Callable[..., Any]]]]:
    """What a Value has from the rule table: the name of a method, its operation, and what makes it."""
    for op in (*BINARY.values(), NEGATE):
        for name in op.infix.methods if op.infix else ():
            yield name, op, _method if op is NEGATE else _reflected if name.startswith("__r") else _operator
    for name, op in FUNCTIONS.items():
        yield name, op, _method
        if hasattr(builtins, name) and hasattr(float, f"__{name}__") and op.takes(1):
            yield f"__{name}__", op, _method


def _give_operators(cls: type[Value]) -> None:
    """Make the operators and the methods of a class from the rule table, but for those that it has of its own."""
    for name, op, make in _operators():
        if getattr(getattr(cls, name, None), "__module__", __name__) == __name__:
            method = make(op, cls)
            method.__name__, method.__doc__ = name, f"{op.about[:1].upper()}{op.about[1:]}."
            setattr(cls, name, method)


_give_operators(Value)
