"""What the rule table says of its operations: how each is written, its local derivatives and its conventions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from .. import symbols
from ..errors import UsageError
from ..graph.engine import Number
from ..graph.notes import Convention, conventions
from ..notation.text import Node
from ..ops import BY_NAME, OPS, SUM, Op

# How the output of an operation is called in its derivatives.
OUT = "out"


# The worst errors of each operation in ulp, as `python -m tests.jobs.digits [NAME …] --write` measures them.
WORST = "worst.json"


class AtKink(NamedTuple):
    """What is used at a kink: a number, or the optional input that it is, or (`depends`) that it depends on."""

    place: str
    used: Number | str
    depends: bool


class Reference(NamedTuple):
    """One operation.

    Args:
        op: its row of the table.
        form: how it is written: `a + b`, `-a`, `tanh(x)`, `max(a, b, …)`.
        inputs: the names of its inputs.
        derivatives: the local derivative to each of them, as a formula in their names and `out`.
        kinks: what is used at each of its kinks, in short.
        conventions: the same in sentences.
        worst: how many ulp its value and its local derivatives are off at worst, if that was measured.
    """

    op: Op
    form: str
    inputs: tuple[str, ...]
    derivatives: Sequence[Node]
    kinks: list[AtKink]
    conventions: list[Convention]
    worst: tuple[float, float] | None


def references() -> list[Reference]:
    """All operations, in the order of the table."""
    return [reference(op) for op in OPS]


def reference_to(name: str) -> Reference:
    """The operation of a name or a sign.

    Raises:
        UsageError: there is no such operation.
    """
    from ..language.signs import SIGNS

    op = BY_NAME.get(SIGNS.get(name, name))
    if op is None:
        raise UsageError(f"no operation '{name}'", hint=_suggestion(name))
    return reference(op)


def reference(op: Op) -> Reference:
    """What the table says of an operation; the derivatives are its rule, run over symbols."""
    inputs = ("a", "b") if op.variadic else op.inputs
    names = [symbols.name(name) for name in inputs]
    partials = op.partials(symbols, symbols.output(op, OUT, *names), *names)
    found = conventions(op)
    derivatives = [symbols.written(symbols.lifted(partial)) for partial in partials]
    return Reference(op, _form(op, inputs), inputs, derivatives, _kinks(found), found, worst_errors().get(op.name))


@cache
def worst_errors() -> dict[str, tuple[float, float]]:
    """How many ulp the value and the local derivatives of each operation are off at worst, by its name."""
    import json
    from importlib.resources import files

    text = files(__package__).joinpath(WORST).read_text(encoding="utf-8")
    return {name: (value, derivative) for name, (value, derivative) in json.loads(text).items()}


def _form(op: Op, inputs: Sequence[str]) -> str:
    if op.infix is None:
        more = ", …" if op.variadic else ""
        required = len(inputs) - op.optional
        optional = "".join(f"[, {name}]" for name in inputs[required:])
        return f"{op.name}({', '.join(inputs[:required])}{optional}{more})"
    if len(inputs) == 1:
        return f"{op.infix.symbol}{inputs[0]}"
    return f" {op.infix.symbol} ".join(inputs) if op.infix.precedence == SUM else op.infix.symbol.join(inputs)


def _kinks(found: Sequence[Convention]) -> list[AtKink]:
    places: dict[str, list[Convention]] = {}
    for convention in found:
        places.setdefault(convention.place, []).append(convention)
    return [AtKink(place, *_used(examples)) for place, examples in places.items()]


def _used(examples: Sequence[Convention]) -> tuple[Number | str, bool]:
    """The local derivative at a kink, told by the examples that give the optional inputs.

    With leaky_relu(x, slope) it is 0.5 where slope is 0.5 and 2 where that is 2: so it is the slope. With elu(x, alpha)
    it is 0.5 and 1: so it depends on alpha. The numbers of the examples without optional inputs are the numbers.
    """
    for name in examples[-1].given:
        is_it = all(c.given[name] == c.used for c in examples if c.given)
        return name, not is_it
    return examples[0].used, False


def _suggestion(name: str) -> str:
    from ..language.functions import operation, within_a_slip

    name = name.partition("(")[0]
    known = BY_NAME.get(name) or operation(name)
    close = [f"'{other}'" for other in ([known.name] if known else within_a_slip(name, BY_NAME))]
    return f"did you mean {' or '.join(close)}?" if close else "all of them are listed by 'backprop ops'"
