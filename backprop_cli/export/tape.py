"""A number system that computes nothing and records what would be: the tape that code is written from.

Over its numbers the rules of the table run as over any others. What they ask for is written down once: a primitive of
the same inputs is the same number, so shared values are found where they arise. What has literals for inputs is
computed over doubles at once, by the very functions that `eval` computes with.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..arithmetic import System, floats

Operand = Any
SIGNS: dict[str, Callable[..., float]] = {
    "add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "negative": operator.neg,
}  # fmt: skip
COMMUTATIVE = ("add", "multiply")
# What changes nothing on the right.
NEUTRAL = {"pow": 1, "add": 0, "subtract": 0, "multiply": 1, "divide": 1}
# What may come to less although no input is a literal: x - x, and --x.
CANCELLING = ("subtract", "negative")
LITERAL, INPUT, REFINED = "literal", "input", "refined"


class Recorded:
    """One number of a tape: a literal, an input, or what a primitive makes of others.

    Args:
        primitive: the member of `System` that makes it, one of SIGNS, or "literal", "input", "refined".
        inputs: what it is made of, in order.
        detail: the literal, the name of the input, or the function that refines a formula over doubles.
        number_system: the tape.

    `is_literal` tells whether it is a number, or a truth, that is known.
    """

    __slots__ = ("detail", "inputs", "is_literal", "number_system", "primitive")

    def __init__(self, primitive: str, inputs: Sequence[Recorded], detail: Any, number_system: Tape) -> None:
        self.primitive = primitive
        self.inputs = tuple(inputs)
        self.detail = detail
        self.is_literal = primitive == LITERAL
        self.number_system = number_system

    def __repr__(self) -> str:
        return f"<Recorded {self.primitive} {self.detail if self.detail is not None else ''}>"

    def __add__(self, other: Operand) -> Recorded:
        return self.number_system.record("add", self, other)

    def __radd__(self, other: Operand) -> Recorded:
        return self.number_system.record("add", other, self)

    def __iadd__(self, other: Operand) -> Recorded:
        """As `+`; what is added to a 0, as the first contribution to a gradient is, is taken as it is at once."""
        if self.is_literal and not self.detail and other.__class__ is Recorded and not other.is_literal:
            return other
        return self.number_system.record("add", self, other)

    def __sub__(self, other: Operand) -> Recorded:
        return self.number_system.record("subtract", self, other)

    def __rsub__(self, other: Operand) -> Recorded:
        return self.number_system.record("subtract", other, self)

    def __mul__(self, other: Operand) -> Recorded:
        return self.number_system.record("multiply", self, other)

    def __rmul__(self, other: Operand) -> Recorded:
        return self.number_system.record("multiply", other, self)

    def __truediv__(self, other: Operand) -> Recorded:
        return self.number_system.record("divide", self, other)

    def __neg__(self) -> Recorded:
        return self.number_system.record("negative", self)


class Tape:
    """A number system of `Recorded`: every member of `System` is recorded under its own name.

    What a formula of the table says in ints is folded: 1*x is x, and x*-1 is -x. The product with 0 stays, because it
    is nan where the other factor is infinite.

    Args:
        refines: whether to record a function that makes up for the digits which a formula loses over doubles.
    """

    def __init__(self, refines: Callable[[str], bool] = bool) -> None:
        self.refines = refines
        # Whether there was such a function, and it was left out.
        self.loses_digits = False
        self._known: dict[object, Recorded] = {}

    # Any: a member of whatever type it has in `System`, and one that is added there is recorded without a word here.
    def __getattr__(self, name: str) -> Any:
        """A primitive, which records that it is asked for; a constant as a literal."""
        if name.startswith("_") or not hasattr(System, name):
            raise AttributeError(name)
        constant = getattr(floats, name)
        if isinstance(constant, float):
            return self.number(constant)
        return lambda *inputs: self.record(name, *inputs)

    def below(self, outputs: Iterable[Recorded]) -> list[Recorded]:
        """What is needed for these, each after what it is made of, in the order in which it was recorded."""
        needed = set(outputs)
        for entry in reversed(self._known.values()):
            if entry in needed:
                needed.update(entry.inputs)
        return [entry for entry in self._known.values() if entry in needed]

    def input(self, name: str) -> Recorded:
        """The input of this name."""
        return self._one((INPUT, name), INPUT, (), name)

    def number(self, value: Any) -> Recorded:
        """The literal nearest to a number, or to one of the language as it is written."""
        return self._literal(floats.number(value))

    def rational(self, numerator: int, denominator: int) -> Recorded:
        """A constant of a formula."""
        return self._literal(floats.rational(numerator, denominator))

    def isfinite(self, x: Recorded) -> bool:
        """Whether x is a result: what is recorded is looked at later."""
        return True

    def refined(self, by: Callable[..., float]) -> Callable[..., Recorded]:
        """A function that records the number of a formula, and what would make up for the digits that it loses."""
        if not self.refines(by.__name__):
            self.loses_digits = True
            return lambda formula, *inputs: self._entry(formula)
        return lambda formula, *inputs: self._folded(REFINED, [self._entry(x) for x in (formula, *inputs)], by)

    def record(self, primitive: str, *inputs: Operand) -> Recorded:
        """The number that a primitive makes of these; an int among them is what 1 is in this number system."""
        entries = [x if x.__class__ is Recorded else self._entry(x) for x in inputs]
        if primitive in CANCELLING or True in [x.is_literal for x in entries]:
            return self._shorter(primitive, entries) or self._folded(primitive, entries, None)
        return self._recorded(primitive, entries, None)

    def _folded(self, primitive: str, inputs: Sequence[Recorded], detail: Any) -> Recorded:
        """What is recorded of these inputs, or the literal that it is if all of them are literals."""
        if False in [x.is_literal for x in inputs]:
            return self._recorded(primitive, inputs, detail)
        function = detail or SIGNS.get(primitive) or getattr(floats, primitive)
        return self._literal(function(*[x.detail for x in inputs]))

    def _recorded(self, primitive: str, inputs: Sequence[Recorded], detail: Any) -> Recorded:
        named = sorted(map(id, inputs)) if primitive in COMMUTATIVE else map(id, inputs)
        return self._one((primitive, detail, *named), primitive, inputs, detail)

    def _shorter(self, primitive: str, inputs: Sequence[Recorded]) -> Recorded | None:
        """What x + 0, x - 0, x - x, 1*x, -1*x, x/1, x^1, x^0, --x and a choice are, if it is one of these."""
        *first, last = inputs
        if primitive in COMMUTATIVE and first[0].is_literal:
            first, last = [last], first[0]
        found: Recorded | None = None
        if primitive == "where":
            found = (inputs[1] if inputs[0].detail else last) if inputs[0].is_literal else None
        elif primitive == "negative":
            found = last.inputs[0] if last.primitive == "negative" else None
        elif primitive == "subtract" and first[0] is last:
            found = self._literal(0.0)
        elif first and last.is_literal and not first[0].is_literal:
            found = self._with_a_literal(primitive, first[0], last.detail)
        return found

    def _with_a_literal(self, primitive: str, x: Recorded, number: float) -> Recorded | None:
        if primitive == "multiply" and number == -1:
            return self.record("negative", x)
        if primitive == "pow" and number == 0:
            return self._literal(1.0)
        return x if number == NEUTRAL.get(primitive) else None

    def _entry(self, x: Operand) -> Recorded:
        return x if isinstance(x, Recorded) else self._literal(float(x))

    def _literal(self, value: float | bool) -> Recorded:
        # By its text, because 0.0 and -0.0 are equal and differ, and nan is not equal to itself.
        return self._one((LITERAL, repr(value)), LITERAL, (), value)

    def _one(self, key: object, primitive: str, inputs: Sequence[Recorded], detail: Any) -> Recorded:
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Recorded(primitive, inputs, detail, self)
        return known
