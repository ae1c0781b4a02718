"""One run of a program: the forward pass from bindings to a graph of Values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import compress, count
from math import isfinite, nan
from typing import TYPE_CHECKING, Any

from ..arithmetic import NumberSystem, floats
from ..errors import DomainError, Span, UsageError
from ..notation.text import number_text
from .domain import domain_error
from .engine import Constant, Number, Value, compute, node_of, zeroed
from .naming import CONSTANTS
from .variables import undefined_constants, varies
from .walker import Step, backward_pass, forward_pass, forward_sweep

if TYPE_CHECKING:
    from .program import Program

WITHOUT_EXACT = "leave out --exact"


class Run:
    """One forward pass: the graph below one output, with the place of each node in the text.

    `nodes` is in topological order and ends with `root`; `spans` goes beside it. `inputs` holds the Value of every
    variable, also of those that the output does not depend on, and `named` that of every name that was computed.
    """

    __slots__ = ("inputs", "named", "nodes", "program", "root", "target", "xp")

    def __init__(self, program: Program, bindings: Mapping[str, Number], xp: NumberSystem, target: int) -> None:
        self.program = program
        self.xp = xp
        self.target = target
        # Steps that the target does not depend on stay None, and nothing reads them.
        values: list[Any] = [None] * len(program.ops)
        for index, name in program.leaves.items():
            values[index] = self._leaf(index, name, bindings)
        needed = program.needed(target)
        total = self._forward(values, needed)
        for index, label in program.labels.items():
            if values[index] is not None:
                values[index].label = label
        self.named: dict[str, Value] = {
            name: v for name, i in (program.names | program.assigned).items() if (v := values[i]) is not None
        }
        self.inputs = {name: self.named[name] for name in program.names if not isinstance(self.named[name], Constant)}
        del values[target + 1 :]
        self.nodes: list[Value] = list(compress(values, needed)) if 0 in needed else values
        self.root = self.nodes[-1]
        self.root._order = self.nodes[:-1]
        if not isfinite(total):
            self._check()

    @property
    def spans(self) -> list[Span]:
        """The place of each node in the text."""
        return list(compress(self.program.spans, self.program.needed(self.target)))

    def _forward(self, values: list[Any], needed: bytearray) -> float:
        """Compute the steps that are needed, each from the values before it; returns the sum of the doubles.

        In another number system it is nan, as if one of them were not finite: their leaves are looked at one by one.
        """
        ops, operands = self.program.ops, self.program.operands
        if self.xp is floats:
            steps: Iterable[Step] = zip(range(len(needed)), ops, operands, strict=False)
            return forward_pass(compress(steps, needed) if 0 in needed else steps, values, Value)
        order = [index for index in compress(count(), needed) if ops[index] is not None]
        forward_sweep(order, values, self._computed, operands.__getitem__)
        return nan

    def _computed(self, index: int, inputs: Sequence[Value]) -> Value:
        """One step over numbers that may have no result; that of a double is looked at when all is done.

        Raises:
            DomainError: there is none, or none that is finite.
        """
        op: Any = self.program.ops[index]
        try:
            node = node_of(op, tuple(inputs), compute(op, self.xp, inputs))
            if not self.xp.isfinite(node.data):
                raise not_finite(node)
        except DomainError as error:
            raise self._located(error, self.program.spans[index]) from None
        return node

    def backward(self) -> None:
        """Run the backward pass from 0, whatever an earlier one has left at the inputs.

        A node that no variable goes into, such as a constant exponent, has None where its derivative does not exist.
        """
        zeroed(self.nodes, self.xp.number(0))
        if backward_pass(self.nodes, self.xp):
            for node in undefined_constants(self.nodes):
                node.grad = None

    def gradient(self, name: str) -> Number:
        """The gradient of a name after the backward pass: 0 for one that the output does not depend on."""
        value = self.node(name)
        return value.grad if value is not None else 0.0

    @property
    def node_names(self) -> dict[Value, str]:
        """What each node is called in every view."""
        return dict(zip(self.nodes, compress(self.program.step_names(), self.program.needed(self.target)), strict=True))

    def node(self, name: str) -> Value | None:
        """The node of a name, None if nothing was computed for it."""
        if name in self.named:
            return self.named[name]
        return next((node for node, own in self.node_names.items() if own == name), None)

    def depended_on(self, name: str) -> Value:
        """The node of a name on which the output depends.

        Raises:
            UsageError: it does not, or there is no such name.
        """
        self.program.index_of(name)
        variable = varies(self.nodes)
        found = self.node(name)
        reached = found is not None and found in set(self.nodes)
        if found is not None and reached and found in variable:
            return found
        if found is not None and name in self.named and reached:
            hint = f"to make it a variable, write {name}={number_text(found.data)} behind the expression"
            raise UsageError(f"'{name}' is a constant here", hint=hint)
        known = [own for own, value in self.named.items() if value in variable]
        raise UsageError(
            f"the output does not depend on '{name}'", hint=f"it depends on {', '.join(known) or 'nothing'}"
        )

    def _leaf(self, index: int, text: str, bindings: Mapping[str, Number]) -> Value:
        try:
            leaf = read_leaf(text, self.xp, bindings)
            if self.xp is not floats and not leaf.label and not self.xp.isfinite(leaf.data):
                raise DomainError("overflow: this number has too many digits", hint=WITHOUT_EXACT)
        except DomainError as error:
            raise self._located(error, self.program.spans[index]) from None
        return leaf

    def _check(self) -> None:
        """Raise the domain error of the first node whose result is not finite."""
        for place, node in enumerate(self.nodes):
            if not self.xp.isfinite(node.data):
                raise self._located(not_finite(node), self.spans[place])

    def _located(self, error: DomainError, span: Span) -> DomainError:
        """The error with the place of a step."""
        return error.within(self.program.text, span, self.program.source)


def read_leaf(text: str, xp: NumberSystem, bindings: Mapping[str, Number]) -> Value:
    """The Value of a leaf as it is written: a bound name is a variable, other names and numbers are constants.

    Raises:
        DomainError: the number has no value in this number system, such as pi among the fractions.
    """
    if text in bindings:
        return Value(bindings[text], text)
    if text not in CONSTANTS:
        return Constant(xp.number(text))
    number = getattr(xp, CONSTANTS[text])
    if not xp.isfinite(number):
        raise DomainError(f"no exact value: {text} is not a fraction", hint=WITHOUT_EXACT)
    return Constant(number, text)


def not_finite(node: Value) -> DomainError:
    """The error of a node whose value is not finite."""
    if node.operation is not None:
        return domain_error(node.operation, node.inputs)
    if node.label:
        return DomainError(f"the value of {node.label} is {node.data}, which is not a finite number")
    return DomainError("overflow: this number is too large for a double")
