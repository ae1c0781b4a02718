"""Claims: what somebody says a number of the graph is, and the answers that they give."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import inf, isfinite, nan
from typing import NamedTuple

from ...errors import BackpropError, BindingError, DomainError, UsageError
from ...graph.program import CONSTANTS, Program
from ...language import parse
from .circuit import Circuit
from .tolerance import Digits, digits_of

VALUE, GRAD, DATA = "value", "grad", "data"

PLAIN_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
NOT_FINITE = {"inf": inf, "infinity": inf, "nan": nan}


class Quantity(NamedTuple):
    """A number of the graph: the value of the output, or the grad or the data of a name."""

    kind: str
    name: str | None
    node: int

    def __str__(self) -> str:
        return f"{self.name}.{self.kind}" if self.name else VALUE

    @property
    def is_grad(self) -> bool:
        """Whether it is a gradient."""
        return self.kind == GRAD


class Answer:
    """What was written for a quantity: a number, or a formula in the variables.

    Args:
        text: what was written.
        program: the formula, None for a plain number.
        number: the number, None for a formula.
    """

    __slots__ = ("digits", "number", "program", "text")

    def __init__(self, text: str, program: Program | None, number: float | None) -> None:
        self.text = text
        self.program = program
        self.number = number
        self.digits: Digits | None = digits_of(text)

    def at(self, bindings: Mapping[str, float]) -> float:
        """The number that the answer is at a point; nan where it has none."""
        if self.number is not None or self.program is None:
            return nan if self.number is None else self.number
        try:
            names = self.program.names
            return float(self.program.run({n: x for n, x in bindings.items() if n in names}).root.data)
        except DomainError:
            return nan


class Claim(NamedTuple):
    """A quantity and the answer given for it."""

    quantity: Quantity
    answer: Answer


class NumericClaim(NamedTuple):
    """A claim whose answer is read as numbers, one for each point."""

    claim: Claim
    numbers: list[float]


def quantity(circuit: Circuit, kind: str, name: str | None) -> Quantity:
    """The quantity of this kind, of a name or of the output.

    Raises:
        UsageError: the program has no such name.
    """
    return Quantity(kind, name, circuit.index_of(name))


def quantity_named(circuit: Circuit, text: str) -> Quantity:
    """The quantity that is written `value`, `a.grad` or `d.data`.

    Raises:
        UsageError: it is none of these, or the program has no such name.
    """
    name, dot, kind = text.rpartition(".")
    if text == VALUE:
        return quantity(circuit, VALUE, None)
    if not dot or kind not in (GRAD, DATA):
        raise UsageError(f"'{text}' is nothing to ask for", hint="ask for value, NAME.grad or NAME.data")
    return quantity(circuit, kind, name)


def read_answer(text: str, circuit: Circuit, *, context: str | None = None, at: int = 0) -> Answer:
    """Read an answer.

    Args:
        text: a number, a constant expression or a formula in the names of the program.
        circuit: what the names belong to.
        context: the text to show in an error, in which the answer begins at character `at`.

    Raises:
        BackpropError: it cannot be read; the error points into the answer.
    """
    stripped = text.strip()
    if PLAIN_NUMBER.fullmatch(stripped) and isfinite(float(stripped)):
        return Answer(stripped, None, float(stripped))
    unsigned = stripped.lstrip("+-−")
    if unsigned.lower() in NOT_FINITE and unsigned.lower() not in circuit.program.names:
        number = NOT_FINITE[unsigned.lower()]
        return Answer(stripped, None, number if unsigned == stripped or stripped[0] == "+" else -number)
    try:
        return _formula(text, stripped, circuit)
    except BackpropError as error:
        raise error.within(text if context is None else context, (at, at + max(len(text), 1))) from None


def _formula(text: str, stripped: str, circuit: Circuit) -> Answer:
    if not stripped:
        raise BindingError("an answer is missing", hint="write a number, or a formula in the variables")
    program = parse(text)
    if program.assigned:
        raise BindingError("an answer is one expression, without assignments", hint="write what comes after the '='")
    known = [*circuit.program.names, *circuit.program.assigned]
    for name in program.variables:
        if name not in known:
            span = program.spans[program.names[name]]
            raise BindingError(f"the answer has a name '{name}'", span=span, hint=_known(known))
    if any(name in known or name not in CONSTANTS for name in program.names):
        return Answer(stripped, program, None)
    return Answer(stripped, None, float(program.run({}).root.data))


def _known(names: Sequence[str]) -> str:
    return f"the names of the expression are {', '.join(names[:20])}" if names else "write a number"
