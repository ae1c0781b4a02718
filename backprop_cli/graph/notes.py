"""What a reader of the gradients has to know: where a convention was used, and where a gradient has no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import inf
from types import MappingProxyType
from typing import NamedTuple

from ..arithmetic import NumberSystem, floats, system_of
from ..notation.text import brief_text
from ..ops import Kink, Op
from .domain import operand_text, too_large
from .engine import Number, Value
from .variables import is_nan, varies
from .walker import derivatives_at, local_derivatives


class Note(NamedTuple):
    """A remark on one node.

    `code` is "kink", "infinite" or "undefined" as in the rule table, or "overflow".
    """

    node: Value
    code: str
    message: str


def notes_on(order: Sequence[Value]) -> list[Note]:
    """The notes on a graph after its backward pass, given its nodes in topological order."""
    variable = varies(order)
    found = [
        note
        for node in order
        if node in variable
        for note in (*kinks_at(node, variable), *_broken_gradients(node, variable))
    ]
    return found or [_broken_sum(node) for node in order if node in variable and not _is_finite(node.grad)]


def _broken_sum(node: Value) -> Note:
    """The note on contributions that are all finite, and their sum is not."""
    what = f"is a sum {too_large(system_of(node.data))}: {brief_text(node.grad)} is used"
    return Note(node, "overflow", f"the gradient of {operand_text(node)} {what}")


def kinks_at(node: Value, variable: set[Value]) -> Iterator[Note]:
    """The notes on the conventions that a node uses for those of its inputs that vary."""
    op = node.operation
    if op is None or not op.kinks:
        return
    xp = system_of(node.data)
    inputs = [source.data for source in node.inputs]
    said: set[str] = set()
    for kink in op.kinks:
        concerned = [i for i in range(len(inputs)) if kink.of in (None, i) and node.inputs[i] in variable]
        if concerned and kink.at(xp, *inputs):
            convention = _convention(op, kink, xp, node.data, inputs, concerned)
            if convention is not None and convention.message not in said:
                said.add(convention.message)
                yield Note(node, kink.code, convention.message)


class Convention(NamedTuple):
    """What is used at a kink: the place in words, the local derivative, and both in a sentence.

    `given` holds the optional inputs of an example by their names.
    """

    place: str
    used: Number
    message: str
    given: Mapping[str, float] = MappingProxyType({})


def _convention(
    op: Op, kink: Kink, xp: NumberSystem, out: Number, inputs: Sequence[Number], concerned: Sequence[int]
) -> Convention | None:
    """The convention at these inputs; None where the one-sided derivatives agree: then there is no kink."""
    sides = kink.sides(xp, *inputs) if kink.sides else None
    if sides is not None and sides[0] == sides[1]:
        return None
    partials = derivatives_at(op, xp, out, inputs)
    # Of the inputs that tie, the first; of one that does not tie, the local derivative is plainly 0.
    used = max([partials[i] for i in concerned])
    here, around = list(map(brief_text, inputs)), list(map(brief_text, sides or ()))
    return Convention(kink.place.format(*here), used, said_at(op, kink, here, around, brief_text(used)))


def said_at(op: Op, kink: Kink, inputs: Sequence[str], sides: Sequence[str], used: str) -> str:
    """That a convention is used: "relu is not differentiable at 0: left 0, right 1; 0 is used".

    Args:
        op: the operation.
        kink: its kink.
        inputs: the inputs as they are written in numbers.
        sides: the same of the one-sided derivatives, if there are any.
        used: the same of the local derivative.
    """
    return f"{_what_is_missing(op, kink, kink.place.format(*inputs), sides)}; {used} is used"


def _what_is_missing(op: Op, kink: Kink, place: str, sides: Sequence[str]) -> str:
    title = title_of(op)
    if kink.code == "infinite":
        return f"{title} has an infinite slope at {place}"
    if kink.code == "undefined":
        return f"the derivative of {title} to {op.inputs[kink.of or 0]} does not exist at {place}"
    around = f": left {sides[0]}, right {sides[1]}" if sides else ""
    return f"{title} is not differentiable at {place}{around}"


# Where to look for an example of each kink of the table.
EXAMPLES = (0.0, 0.5, 1.0, -1.0)

# What an optional input is in those examples that give it: on either side of 1.
GIVEN = (0.5, 2.0)


def conventions(op: Op) -> list[Convention]:
    """The conventions of an operation at its kinks, each at an example that its row itself says is one.

    Where there are optional inputs, there is an example without them, and others with them.
    """
    required = len(op.inputs) - op.optional
    several = [{}, *(dict.fromkeys(op.inputs[required:], x) for x in GIVEN)]
    examples = [next(_examples(op, kink, given), None) for kink in op.kinks for given in several]
    return list({found.message: found for found in examples if found is not None}.values())


def _examples(op: Op, kink: Kink, given: Mapping[str, float]) -> Iterator[Convention]:
    """Conventions at examples with these optional inputs."""
    required = 2 if op.variadic else len(op.inputs) - op.optional
    for inputs in product(*[EXAMPLES] * required, *[[x] for x in given.values()]):
        if kink.at(floats, *inputs) and all(need.holds(floats, *inputs) for need in op.needs):
            concerned = range(len(inputs)) if kink.of is None else [kink.of]
            found = _convention(op, kink, floats, op.forward(floats, *inputs), inputs, concerned)
            if found is not None and kink.everywhere:
                message = (
                    f"at {kink.everywhere}, {title_of(op)} is not differentiable; {brief_text(found.used)} is used"
                )
                yield Convention(kink.everywhere, found.used, message)
            elif found is not None:
                where = "".join([f"where {name} is {brief_text(x)}, " for name, x in given.items()])
                yield found._replace(message=where + found.message, given=given)


def title_of(op: Op) -> str:
    """What an operation is called in a sentence: its name, or its form where the name is a sign."""
    return op.name if op.infix is None or len(op.inputs) < 2 else op.infix.symbol.join(op.inputs)


def _broken_gradients(node: Value, variable: set[Value]) -> Iterator[Note]:
    """The notes on gradients that became nan or infinite on the way from this node to its inputs."""
    upstream = node.grad
    if all(_is_finite(source.grad) for source in node.inputs):
        return
    for source, partial in zip(node.inputs, local_derivatives(node), strict=True):
        if source not in variable or is_nan(upstream):
            continue
        broken = (_broken_product if _is_finite(partial) else _broken_rule)(node, upstream, partial)
        if broken is not None:
            code, what = broken
            yield Note(node, code, f"the gradient from {operand_text(node)} to {operand_text(source)} {what}")


def _broken_product(node: Value, upstream: Number, partial: Number) -> tuple[str, str] | None:
    """What became of the product with a finite local derivative: (code, words), or None if nothing did."""
    contribution = upstream * partial
    factors = f"{brief_text(upstream)} times {brief_text(partial)}"
    if _is_finite(upstream) and not _is_finite(contribution):
        why = too_large(system_of(node.data))
        return "overflow", f"is {factors}, which is {why}: {brief_text(contribution)} is used"
    if is_nan(contribution):
        return "undefined", f"is {factors}, which has no value: nan is used"
    return None


def _broken_rule(node: Value, upstream: Number, partial: Number) -> tuple[str, str] | None:
    """What a local derivative that is not finite means: (code, words), or None if a kink has told it."""
    if upstream == 0 and not is_nan(partial):
        return "undefined", f"is 0 times {brief_text(partial)}, which has no value: nan is used"
    xp, inputs = system_of(node.data), [source.data for source in node.inputs]
    if node.operation is None or any(kink.at(xp, *inputs) for kink in node.operation.kinks):
        return None
    if is_nan(partial):
        return "undefined", "is no fraction, or one too long to be written out: nan is used"
    return "overflow", f"is {too_large(xp)}: {brief_text(partial)} is used"


def _is_finite(x: Number) -> bool:
    return x is not None and abs(x) < inf
