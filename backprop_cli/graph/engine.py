"""`Value` and the two passes over its graph. The walkers know no operation: the rule of each node is in the table."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from ..arithmetic import Inexact, NumberSystem, floats, system_of
from ..errors import DomainError
from ..notation.text import number_text, text_of
from ..ops import BINARY, FUNCTIONS, NEGATE, Op

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

    # How a notebook shows a Value; the package sets it, because the engine does not draw.
    _repr_mimebundle_: ClassVar[Callable[..., Any]]

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
        xp = system_of(self.data)
        zero = xp.number(0)
        order = topological_order(self)
        for node in order:
            node.grad = zero
        self.grad = xp.number(1)
        for node in reversed(order):
            rule = node.rule
            if rule is not None:
                inputs = node.inputs
                upstream = node.grad
                if len(inputs) == 2:
                    # The same as below, unrolled for the most frequent case: a third of the time.
                    a, b = inputs
                    to_a, to_b = rule.partials(xp, node.data, a.data, b.data)
                    a.grad += upstream * to_a
                    b.grad += upstream * to_b
                else:
                    partials = rule.partials(xp, node.data, *[source.data for source in inputs])
                    for source, partial in zip(inputs, partials, strict=False):
                        source.grad += upstream * partial
        _forget_undefined_constants(order)

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

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


def node_of(rule: Op, inputs: tuple[Value, ...], data: Number) -> Value:
    """A node that holds the result of a rule."""
    node: Value = _new(Value)
    node.data = data
    node.grad = 0.0
    node.label = ""
    node.inputs = inputs
    node.rule = rule
    node._order = None
    return node


_new = object.__new__


def apply(rule: Op, *operands: Value | float) -> Value:
    """The operation of `rule` on Values and numbers, computed at once.

    Raises:
        DomainError: there is no real, finite result.
        TypeError: an operand is no number, or there are too many or too few of them.
    """
    if not rule.takes(len(operands)):
        raise TypeError(f"{rule.name} takes {rule.arity()}, {len(operands)} given")
    exact = any(isinstance(v, Value) and system_of(v.data) is not floats for v in operands)
    inputs = tuple([v if isinstance(v, Value) else _constant(v, exact) for v in operands])
    xp: NumberSystem = floats
    for value in inputs:
        xp = system_of(value.data)
        if xp is floats:
            break
    data = compute(rule, xp, inputs)
    if not xp.isfinite(data):
        raise domain_error(rule, inputs)
    return node_of(rule, inputs, data)


def compute(rule: Op, xp: NumberSystem, inputs: Sequence[Value]) -> Number:
    """The forward rule on the data of the inputs.

    Raises:
        DomainError: the result has no value in this number system.
    """
    try:
        return rule.forward(xp, *[value.data for value in inputs])
    except Inexact:
        raise inexact(rule, inputs) from None


def _constant(x: object, exact: bool) -> Constant:
    """The operand of an operator that is no Value; beside exact numbers an int stays exact."""
    if exact and hasattr(x, "__index__"):
        from ..arithmetic import fractions

        return Constant(fractions.number(int(x)))
    return Constant(x)


def topological_order(root: Value) -> list[Value]:
    """Every node that `root` depends on and `root` itself, inputs before what uses them.

    A graph never changes its shape, so the order is found once. The root is left out of what it remembers: a list
    that contains its owner would live until the garbage collector finds it.
    """
    if root._order is None:
        root._order = _walk(root)
    return [*root._order, root]


def _walk(root: Value) -> list[Value]:
    """Depth first, in the order in which the inputs stand, without recursion: a chain may be a million deep."""
    order: list[Value] = []
    seen = {root}
    stack = [iter(root.inputs)]
    path = [root]
    while stack:
        for source in stack[-1]:
            if source not in seen:
                seen.add(source)
                if source.rule is None:
                    order.append(source)
                else:
                    stack.append(iter(source.inputs))
                    path.append(source)
                    break
        else:
            stack.pop()
            order.append(path.pop())
    order.pop()
    return order


def varies(order: Sequence[Value]) -> set[Value]:
    """The nodes of a topological order that depend on a variable."""
    found: set[Value] = set()
    for node in order:
        if node.rule is None:
            if not isinstance(node, Constant):
                found.add(node)
        elif not found.isdisjoint(node.inputs):
            found.add(node)
    return found


def is_nan(x: Number) -> bool:
    """Whether a gradient is no number, in any number system."""
    return bool(x != x)


def _forget_undefined_constants(order: Sequence[Value]) -> None:
    if any([node.grad != node.grad for node in order]):
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


def domain_error(rule: Op, inputs: Sequence[Value]) -> DomainError:
    """The error of an operation that has no finite result at these inputs: what it needs, and what it was given."""
    operands = [operand_text(value) for value in inputs]
    formula = text_of(node_of(rule, tuple(inputs), None), limit=80)
    numbers_here = [number_text(value.data) for value in inputs]
    xp = system_of(inputs[0].data)
    for need in rule.needs:
        if not need.holds(xp, *[value.data for value in inputs]):
            here = _here(operands[need.of : need.of + 1], numbers_here[need.of : need.of + 1])
            return DomainError(f"{rule.said.format(*numbers_here)}: {formula} needs {need.needs}{here}")
    too_large = "too large for a double" if xp is floats else "too large"
    return DomainError(f"overflow: {formula} is {too_large}{_here(operands, numbers_here)}")


def inexact(rule: Op, inputs: Sequence[Value]) -> DomainError:
    """The error of an operation whose result is no number of the system, such as an irrational one."""
    xp = system_of(inputs[0].data)
    if not all(need.holds(xp, *[value.data for value in inputs]) for need in rule.needs):
        return domain_error(rule, inputs)
    formula = text_of(node_of(rule, tuple(inputs), None), limit=80)
    here = _here([operand_text(v) for v in inputs], [number_text(v.data) for v in inputs])
    return DomainError(f"no exact value: {formula} is not a fraction{here}", hint="leave out --exact")


def _here(operands: Sequence[str], values: Sequence[str]) -> str:
    """The words `, x is -1 and y is 2 here`, of the operands that are not themselves numbers."""
    facts = {f"{text} is {value}": None for text, value in zip(operands, values, strict=True) if text != value}
    return f", {' and '.join(facts)} here" if facts else ""


def operand_text(value: Value) -> str:
    """How a node is called where it is an operand: its label, or its formula."""
    return value.label or text_of(value, limit=60)


def _operator(rule: Op, name: str) -> Callable[..., Any]:
    """The method behind a Python operator; `__radd__` and its kin have their operands the other way round."""
    if rule is NEGATE:
        return lambda self: apply(rule, self)
    if name.startswith("__r"):
        return lambda self, other: apply(rule, other, self) if _operable(other) else NotImplemented
    return lambda self, other: apply(rule, self, other) if _operable(other) else NotImplemented


def _operable(x: object) -> bool:
    return isinstance(x, Value) or _is_real(x)


def _method(rule: Op) -> Callable[..., Value]:
    return lambda self, *others: apply(rule, self, *others)


def _give_operators() -> None:
    """Make the operators and the methods of `Value` from the rule table."""
    for rule in (*BINARY.values(), NEGATE):
        for name in rule.infix.methods if rule.infix else ():
            setattr(Value, name, _operator(rule, name))
    for name, rule in FUNCTIONS.items():
        setattr(Value, name, _method(rule))


_give_operators()
