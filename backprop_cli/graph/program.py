"""A parsed program, and one run of it: the forward pass from bindings to a graph of Values."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from itertools import compress, count
from typing import Any, Union
from unicodedata import normalize

from ..arithmetic import Inexact, NumberSystem, floats
from ..errors import BindingError, DomainError, Span, UsageError
from ..ops import Op
from .domain import domain_error
from .engine import Constant, Number, Value, as_number, collector_paused, compute, node_of, undefined_constants
from .naming import CONSTANTS, MANY, listed, names_of
from .shown import mimebundle
from .walker import backward_pass, forward_pass, forward_sweep

WITHOUT_EXACT = "leave out --exact"


# The value of an input in the text.
Default = Union[str, "Program"]


class Program:
    """The statements of a text as a flat list of steps in topological order.

    A step is a leaf (a number or a name) or an operation on the results of earlier steps. Running the program makes
    the graph; it can be run any number of times, over any number system.
    """

    __slots__ = (
        "assigned", "defaults", "labels", "leaves", "names", "notation", "operands", "ops", "output", "readings",
        "source", "spans", "text",
    )  # fmt: skip

    def __init__(self, text: str, source: str | None = None) -> None:
        self.text = text
        self.notation = "expression"
        self.source = source
        self.ops: list[Op | None] = []
        self.operands: list[tuple[int, ...]] = []
        self.spans: list[Span] = []
        self.leaves: dict[int, str] = {}
        self.names: dict[str, int] = {}
        self.assigned: dict[str, int] = {}
        # The values of inputs that the text gives: the literal, or the constant expression as a program.
        self.defaults: dict[str, Default] = {}
        self.labels: dict[int, str] = {}
        # Names that were read as something else than a variable, where, and as what: a value for one contradicts that.
        self.readings: dict[str, tuple[Span, str]] = {}
        self.output = -1

    def __repr__(self) -> str:
        text = self.text if len(self.text) <= 60 else f"{self.text[:59]}…"
        return f"<Program {text!r}>"

    _repr_mimebundle_ = mimebundle

    @property
    def variables(self) -> tuple[str, ...]:
        """The inputs, with a default value or without, in the order in which they first occur."""
        return tuple(name for name in self.names if name not in CONSTANTS or name in self.defaults)

    def assigns(self, name: str) -> bool:
        """Whether the text gives this name, to a result or to a value."""
        return name in self.assigned or name in self.defaults

    def without_value(self, bindings: Container[str]) -> list[str]:
        """The inputs that have no value, neither among the bindings nor in the text."""
        return [name for name in self.variables if name not in bindings and name not in self.defaults]

    def completed(self, bindings: Mapping[str, Number], xp: NumberSystem = floats) -> Mapping[str, Number]:
        """The bindings, and the values that the text gives to the other inputs.

        Raises:
            DomainError: a value in the text has no result.
        """
        if not self.defaults:
            return bindings
        defaults = {name: self._default(name, xp) for name in self.defaults if name not in bindings}
        return {**defaults, **bindings}

    def _default(self, name: str, xp: NumberSystem) -> Number:
        default = self.defaults[name]
        if isinstance(default, Program):
            return default.run({}, xp).root.data
        try:
            return read_leaf(default, xp, {}).data
        except DomainError as error:
            raise error.within(self.text, self.spans[self.names[name]], self.source) from None

    def __call__(self, /, **bindings: Number) -> Value:
        """The output after the forward pass with these values for the variables.

        Floats unless a value is a `fractions.Fraction` and none is a float: then everything is exact.

        Raises:
            BindingError: a variable has no value, or a name does not occur.
            DomainError: there is no real, finite result.
        """
        given = {normalize("NFC", name): as_number(value) for name, value in bindings.items()}
        exact = any(not isinstance(x, float) for x in given.values())
        exact = exact and not any(isinstance(x, float) for x in bindings.values())
        xp: NumberSystem = floats
        if exact:
            from ..arithmetic import fractions as xp
        unknown = [name for name in given if name not in self.names]
        if unknown:
            raise BindingError(f"the expression has no variable {listed(unknown)}", text=self.text)
        return self.run({name: xp.number(x) for name, x in given.items()}, xp).root

    def run(self, bindings: Mapping[str, Number], xp: NumberSystem = floats, of: str | None = None) -> Run:
        """Run the forward pass, over the number system `xp`, for the output named `of` (default: the last statement).

        Raises:
            BindingError: a variable has no value.
            UsageError: there is no such output.
            DomainError: there is no real, finite result.
        """
        target = self.output if of is None else self.index_of(of)
        self._require(bindings)
        with collector_paused():
            return Run(self, self.completed(bindings, xp), xp, target)

    def index_of(self, name: str) -> int:
        """The step that a name stands for.

        Raises:
            UsageError: the program has no such name.
        """
        if name in self.assigned:
            return self.assigned[name]
        if name in self.names:
            return self.names[name]
        nameless = self.step_names()
        if name in nameless:
            return nameless.index(name)
        known = [*self.names, *self.assigned]
        shown = known if len(known) <= MANY else [*known[:MANY], f"{len(known) - MANY} more"]
        raise UsageError(f"the expression has no '{name}'", hint=f"its names are {listed(shown) or 'none'}")

    def step_names(self) -> list[str]:
        """What each step is called in every view: its name, or v1, v2, ... for an operation, c1, ... for a number."""
        own = {**{step: name for name, step in self.names.items()}, **self.labels}
        return names_of(
            [(own.get(step, ""), op is not None) for step, op in enumerate(self.ops)], {*self.names, *self.assigned}
        )

    def needed(self, target: int) -> bytearray:
        """Which steps a target depends on, itself among them: a 1 for each of those, up to the target."""
        needed = bytearray(target + 1)
        needed[target] = 1
        operands = self.operands
        for index in range(target, -1, -1):
            if needed[index]:
                for i in operands[index]:
                    needed[i] = 1
        return needed

    def _require(self, bindings: Mapping[str, Number]) -> None:
        for name, (span, what) in self.readings.items():
            if name in bindings:
                from .missing import contradiction

                raise contradiction(self, name, span, what)
        missing = self.without_value(bindings)
        if missing:
            from .missing import missing_values

            raise missing_values(self, missing, bindings)


class Run:
    """One forward pass: the graph below one output, with the place of each node in the text.

    `nodes` is in topological order and ends with `root`; `spans` goes beside it. `inputs` holds the Value of every
    variable, also of those that the output does not depend on, and `named` that of every name that was computed.
    """

    __slots__ = ("inputs", "named", "nodes", "program", "root", "spans", "target", "xp")

    def __init__(self, program: Program, bindings: Mapping[str, Number], xp: NumberSystem, target: int) -> None:
        self.program = program
        self.xp = xp
        self.target = target
        # Steps that the target does not depend on stay None, and nothing reads them.
        values: list[Any] = [None] * len(program.ops)
        for index, name in program.leaves.items():
            values[index] = self._leaf(index, name, bindings)
        needed = program.needed(target)
        self._forward(values, needed)
        for index, label in program.labels.items():
            if values[index] is not None:
                values[index].label = label
        self.nodes: list[Value] = list(compress(values, needed))
        self.spans = list(compress(program.spans, needed))
        self.root = self.nodes[-1]
        self.root._order = self.nodes[:-1]
        self.named: dict[str, Value] = {
            name: v for name, i in (program.names | program.assigned).items() if (v := values[i]) is not None
        }
        self.inputs = {name: self.named[name] for name in program.names if not isinstance(self.named[name], Constant)}
        self._check()

    def _forward(self, values: list[Any], needed: bytearray) -> None:
        """Compute the steps that are needed, each from the values before it."""
        ops, operands = self.program.ops, self.program.operands
        if self.xp is floats:
            forward_pass(compress(zip(count(), ops, operands), needed), values, node_of)
        else:
            order = [index for index in compress(count(), needed) if ops[index] is not None]
            forward_sweep(order, values, self._computed, operands.__getitem__)

    def _computed(self, index: int, inputs: Sequence[Value]) -> Value:
        """One step over numbers that may have no result; that of a double is looked at when all is done.

        Raises:
            DomainError: there is none, or none that is finite.
        """
        op: Any = self.program.ops[index]
        try:
            node = node_of(op, tuple(inputs), compute(op, self.xp, inputs))
            if not self.xp.isfinite(node.data):
                raise _not_finite(node)
        except DomainError as error:
            raise self._located(error, self.program.spans[index]) from None
        return node

    def backward(self) -> None:
        """Run the backward pass from 0, whatever an earlier one has left at the inputs.

        A node that no variable goes into, such as a constant exponent, has None where its derivative does not exist.
        """
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
        isfinite = self.xp.isfinite
        if all([isfinite(node.data) for node in self.nodes]):
            return
        for node, span in zip(self.nodes, self.spans, strict=True):
            if not isfinite(node.data):
                raise self._located(_not_finite(node), span)

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
    try:
        return Constant(getattr(xp, CONSTANTS[text]), text)
    except Inexact:
        raise DomainError(f"no exact value: {text} is not a fraction", hint=WITHOUT_EXACT) from None


def _not_finite(node: Value) -> DomainError:
    if node.operation is not None:
        return domain_error(node.operation, node.inputs)
    if node.label:
        return DomainError(f"the value of {node.label} is {node.data}, which is not a finite number")
    return DomainError("overflow: this number is too large for a double")
