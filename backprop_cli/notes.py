"""What a reader of the gradients has to know: where a convention was used, and where a gradient has no value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple

from .arithmetic import system_of
from .engine import Number, Value, is_nan, operand_text, varies
from .formula import number_text
from .ops import Kink, Op


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
    return [
        note
        for node in order
        if node in variable
        for note in (*_kinks(node, variable), *_broken_gradients(node, variable))
    ]


def _kinks(node: Value, variable: set[Value]) -> Iterator[Note]:
    rule = node.rule
    if rule is None or not rule.kinks:
        return
    xp = system_of(node.data)
    inputs = [source.data for source in node.inputs]
    for kink in rule.kinks:
        concerned = [i for i in range(len(inputs)) if kink.of in (None, i) and node.inputs[i] in variable]
        if concerned and kink.at(xp, *inputs):
            partials = rule.partials(xp, node.data, *inputs)
            # Of the inputs that tie, the first; of one that does not tie, the local derivative is plainly 0.
            used = max((partials[i] for i in concerned), key=lambda p: not is_nan(p) and p)
            sides = kink.sides(xp, *inputs) if kink.sides else None
            if sides is None or sides[0] != sides[1]:
                yield Note(node, kink.code, _kink_message(rule, kink, sides, used, inputs))


def _kink_message(
    rule: Op, kink: Kink, sides: tuple[Number, Number] | None, used: Number, inputs: Sequence[Number]
) -> str:
    place = kink.place.format(number_text(inputs[kink.of or 0]))
    used_text = f"{number_text(used)} is used"
    title = title_of(rule)
    if kink.code == "infinite":
        return f"{title} has an infinite slope at {place}; {used_text}"
    if kink.code == "undefined":
        return f"the derivative of {title} to {rule.inputs[kink.of or 0]} does not exist at {place}; {used_text}"
    around = f": left {number_text(sides[0])}, right {number_text(sides[1])}" if sides else ""
    return f"{title} is not differentiable at {place}{around}; {used_text}"


def title_of(rule: Op) -> str:
    """What an operation is called in a sentence: its name, or its form where the name is a sign."""
    return rule.name if rule.infix is None or len(rule.inputs) < 2 else rule.infix.symbol.join(rule.inputs)


def _broken_gradients(node: Value, variable: set[Value]) -> Iterator[Note]:
    """The notes on gradients that became nan or infinite on the way from this node to its inputs."""
    rule, upstream = node.rule, node.grad
    if rule is None or all(_is_finite(source.grad) for source in node.inputs):
        return
    partials = rule.partials(system_of(node.data), node.data, *[source.data for source in node.inputs])
    for source, partial in zip(node.inputs, partials, strict=False):
        if source not in variable or is_nan(upstream) or is_nan(partial):
            continue
        message = _broken(upstream, partial)
        if message is not None:
            code, what = message
            yield Note(node, code, f"the gradient from {operand_text(node)} to {operand_text(source)} {what}")


def _broken(upstream: Number, partial: Number) -> tuple[str, str] | None:
    """What became of a gradient: (code, words), or None if nothing did."""
    product = upstream * partial
    factors = f"{number_text(upstream)} times {number_text(partial)}"
    if is_nan(product):
        return "undefined", f"is {factors}, which has no value: nan is used"
    if abs(product) == inf and _is_finite(upstream) and _is_finite(partial):
        return "overflow", f"is {factors}, which is too large for a double: inf is used"
    return None


def _is_finite(x: Number) -> bool:
    return x is not None and abs(x) < inf
