"""What people do wrong with many operations in the same way; the rows of the table say with which."""

from __future__ import annotations

from typing import Any

from .op import Mistake, Op, Rule


def _radians(xp: Any, degrees: Any) -> Any:
    return degrees * xp.pi / 180


def _degrees_in(op: Op, xp: Any, *inputs: Any) -> Any:
    return op.forward(xp, *[_radians(xp, x) for x in inputs])


def _degrees_in_partials(op: Op, xp: Any, out: Any, *inputs: Any) -> Any:
    return op.partials(xp, _degrees_in(op, xp, *inputs), *[_radians(xp, x) for x in inputs])


# What people do to many operations in the same way.
DEGREES = "degrees"
IN_DEGREES = Mistake(
    DEGREES, "the angle in {node} is read in degrees: it is in radians", _degrees_in_partials, forward=_degrees_in
)
TO_DEGREES = Mistake(
    DEGREES,
    "the angle {node} is given in degrees: it is in radians",
    forward=lambda op, xp, *inputs: op.forward(xp, *inputs) * 180 / xp.pi,
)
INPUT_FOR_OUTPUT = Mistake(
    "derivative-of-input",
    "the derivative of {node} is computed from its input where its own value belongs",
    lambda op, xp, out, x: op.partials(xp, x, x),
)
OUTPUT_FOR_INPUT = Mistake(
    "derivative-of-input",
    "the derivative of {node} is computed from its own value where its input belongs",
    lambda op, xp, out, x: op.partials(xp, out, out),
)
PASSES_TO_ALL = Mistake(
    "router-both",
    "{node} passes the gradient to all its inputs and not to the chosen one alone",
    lambda op, xp, out, *xs: (1,) * len(xs),
)
BLOCKED = Mistake(
    "blocked-relu",
    "{node} blocks the gradient where it should pass",
    lambda op, xp, out, x, *_: (xp.where(xp.greater(x, 0), 0, op.partials(xp, out, x, *_)[0]),),
)
LEAKY = Mistake(
    "leaky-relu",
    "{node} passes the whole gradient although its input is not positive",
    lambda op, xp, out, x, *_: (1,),
)


def wrong(words: str, partial: Rule) -> Mistake:
    """The derivative of another function, `partial(xp, out, x)`, in place of that of a function of one input."""
    return Mistake("wrong-function", words, lambda op, xp, out, x: (partial(xp, out, x),))


def power_rule(words: str, partials: Rule) -> Mistake:
    """The rule for powers applied wrongly: other local derivatives, `partials(xp, out, *inputs)`."""
    return Mistake("power-rule", words, lambda op, *at: partials(*at))


def quotient_rule(words: str, partials: Rule) -> Mistake:
    """The quotient rule applied wrongly: other local derivatives, `partials(xp, out, *inputs)`."""
    return Mistake("quotient-rule", words, lambda op, *at: partials(*at))


def minus_dropped(partials: Rule, words: str = "the minus of {node} is dropped") -> Mistake:
    """A minus that is left out: other local derivatives, `partials(xp, out, *inputs)`."""
    return Mistake("dropped-minus", words, lambda op, *at: partials(*at))
