"""The errors of operations that have no result: what an operation needs, and what it was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..arithmetic import Inexact, NumberSystem, floats, system_of
from ..errors import DomainError
from ..notation.text import brief_text, text_of
from ..ops import Need, Op

if TYPE_CHECKING:
    from .engine import Value


class _Operation(NamedTuple):
    """An operation without a result, to write it down."""

    operation: Op
    inputs: Sequence[Value]
    label: str = ""
    data: object = None


def domain_error(op: Op, inputs: Sequence[Value]) -> DomainError:
    """The error of an operation that has no finite result at these inputs: what it needs, and what it was given."""
    numbers_here = [brief_text(value.data) for value in inputs]
    xp = system_of(inputs[0].data)
    for need in op.needs:
        if not _is_met(need, inputs):
            return DomainError(unmet(op, inputs, need, numbers_here))
    for value, number in zip(inputs, numbers_here, strict=True):
        if not xp.isfinite(value.data):
            return DomainError(f"{_formula(op, inputs)} has no value: {value.label or 'an operand'} is {number}")
    return DomainError(overflow(op, inputs, numbers_here, xp))


def unmet(op: Op, inputs: Sequence[Value], need: Need, numbers: Sequence[str]) -> str:
    """What an operation needs, and was not given: "log of -1: log(a - b) needs a positive number, a - b is -1 here".

    Args:
        op: the operation.
        inputs: its inputs.
        need: what it needs.
        numbers: the inputs as they are written in numbers.
    """
    of = slice(need.of, need.of + 1)
    here = _here(list(map(operand_text, inputs[of])), numbers[of])
    return f"{op.said.format(*numbers)}: {_formula(op, inputs)} needs {need.needs}{here}"


def overflow(op: Op, inputs: Sequence[Value], numbers: Sequence[str], xp: NumberSystem) -> str:
    """That a result exists and is not finite; the arguments are those of `unmet`, and the number system."""
    return f"overflow: {_formula(op, inputs)} is {too_large(xp)}{_here(list(map(operand_text, inputs)), numbers)}"


def too_large(xp: NumberSystem) -> str:
    """What a result is that exists and is not finite all the same."""
    return "too large for a double" if xp is floats else "too long to be written out"


def inexact(op: Op, inputs: Sequence[Value]) -> DomainError:
    """The error of an operation whose result is no number of the system, such as an irrational one."""
    if not all(_is_met(need, inputs) for need in op.needs):
        return domain_error(op, inputs)
    here = _here([operand_text(v) for v in inputs], [brief_text(v.data) for v in inputs])
    return DomainError(f"no exact value: {_formula(op, inputs)} is not a fraction{here}", hint="leave out --exact")


def _is_met(need: Need, inputs: Sequence[Value]) -> bool:
    """Whether the inputs meet a condition; what is irrational, as sin(1/10), is not the number that it must not be."""
    try:
        return bool(need.holds(system_of(inputs[0].data), *[value.data for value in inputs]))
    except Inexact:
        return True


def _formula(op: Op, inputs: Sequence[Value]) -> str:
    return text_of(_Operation(op, inputs), limit=80)


def _here(operands: Sequence[str], values: Sequence[str]) -> str:
    """The words `, x is -1 and y is 2 here`, of the operands that are not themselves numbers."""
    facts = {f"{text} is {value}": None for text, value in zip(operands, values, strict=True) if text != value}
    return f", {' and '.join(facts)} here" if facts else ""


def operand_text(value: Value) -> str:
    """How a node is called where it is an operand: its label, or its formula."""
    return value.label or (text_of(value, limit=60) if value.inputs else brief_text(value.data))
