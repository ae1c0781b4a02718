"""Claims: what somebody says a number of the graph is, and the answers that they give."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Mapping
from math import inf, isfinite, nan
from typing import NamedTuple

from ...errors import BackpropError, BindingError, DomainError, UsageError
from ...graph.naming import CONSTANTS
from ...graph.program import Program
from ...language import parse
from ...language.bindings import is_one_expression
from .circuit import Circuit
from .tolerance import Digits, digits_of
from .written import LONGEST, PLAIN_NUMBER, is_missing, reading

VALUE, GRAD, DATA = "value", "grad", "data"

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
        text: the answer in the language.
        program: the formula, None for a plain number.
        number: the number, None for a formula.
        written: how it was written, if that is not the language: `= 2,5` for 2.5.
    """

    __slots__ = ("digits", "number", "program", "text", "written")

    def __init__(self, text: str, program: Program | None, number: float | None, written: str | None = None) -> None:
        self.text = text
        self.program = program
        self.number = number
        self.written = text if written is None else written
        self.digits: Digits | None = digits_of(text)

    @property
    def read_as(self) -> str | None:
        """How it was read, None if as it was written."""
        return None if self.text == self.written else self.text

    def at(self, bindings: Mapping[str, float]) -> float:
        """The number that the answer is at a point; nan where it has none."""
        if self.number is not None or self.program is None:
            return nan if self.number is None else self.number
        try:
            return float(self.program.run(bindings).root.data)
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


def is_unanswered(text: str, circuit: Circuit) -> bool:
    """Whether nothing was answered: nothing, `n/a`, `?` or `-`."""
    return is_missing(text, _names(circuit))


def _names(circuit: Circuit) -> Container[str]:
    return ChainMap(circuit.program.names, circuit.program.assigned)


def read_answer(
    text: str,
    circuit: Circuit,
    *,
    formula: bool = True,
    context: str | None = None,
    at: int = 0,
    decimal_comma: bool = False,
) -> Answer:
    """Read an answer.

    Args:
        text: a number as people write it, a constant expression, or a formula in the variables of the program.
        circuit: what the names belong to.
        formula: whether it may be a formula.
        context: the text to show in an error, in which the answer begins at character `at`.
        decimal_comma: whether whoever wrote it is known to use a decimal comma.

    Raises:
        BackpropError: it cannot be read; the error points into the answer.
    """
    written = text.strip()
    if len(written) > LONGEST:
        message = f"too long to be an answer: {len(written):,} characters"
        raise BindingError(message, hint=f"an answer has up to {LONGEST:,}")
    if PLAIN_NUMBER.fullmatch(written) and isfinite(float(written)):
        return Answer(written, None, float(written))
    names = _names(circuit)
    start = at
    try:
        if is_missing(written, names):
            raise BindingError("an answer is missing", hint="write a number, or a formula in the variables")
        found = reading(text, names, decimal_comma=decimal_comma)
        start += found.start
        return _answer(found.text, written, circuit, formula)
    except BackpropError as error:
        place = text if context is None else context
        raise error.within(place, (start, max(at + len(text), start + 1))) from None


def _answer(text: str, written: str, circuit: Circuit, formula: bool) -> Answer:
    """An answer in the language, which was written like this."""
    if PLAIN_NUMBER.fullmatch(text) and isfinite(float(text)):
        return Answer(text, None, float(text), written)
    unsigned = text.lstrip("+-−")
    if unsigned.lower() in NOT_FINITE and unsigned.lower() not in circuit.program.names:
        number = NOT_FINITE[unsigned.lower()]
        return Answer(text, None, number if unsigned == text or text[0] == "+" else -number, written)
    program = parse(text)
    if not is_one_expression(program):
        raise BindingError("an answer is one expression, without assignments", hint="write what comes after the '='")
    known = circuit.variables if formula else []
    if program.notation == "latex":
        from ...language.latex.names import rename

        rename(program, [*circuit.program.names, *circuit.program.assigned])
    for name in program.names:
        if name not in known and (name not in CONSTANTS or name in _taken(circuit)):
            raise _not_known(name, program, circuit, formula)
    if any(name in known for name in program.names):
        return Answer(text, program, None, written)
    return Answer(text, None, float(program.run({}).root.data), written)


def _taken(circuit: Circuit) -> Container[str]:
    """The names that are no constants here: e where it is a variable, or a step."""
    return {*circuit.variables, *circuit.program.assigned}


def _not_known(name: str, program: Program, circuit: Circuit, formula: bool) -> BindingError:
    """What is wrong with a name in an answer: where a number is asked for, with any."""
    span = program.spans[program.names[name]]
    if not formula:
        message = f"a number is asked for, and the answer has a name '{name}'"
        return BindingError(message, span=span, hint="write the number that it comes to")
    what = "the name of a step" if name in circuit.program.assigned else "a name"
    known = circuit.variables
    hint = f"the names of the expression are {', '.join(known[:20])}" if known else "write a number"
    return BindingError(f"the answer has {what} '{name}'", span=span, hint=hint)
