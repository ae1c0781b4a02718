"""What people do wrong with many operations in the same way; the rows of the table say with which."""

from __future__ import annotations

from typing import Any

from ..arithmetic.system import C, N, NumberSystem, System
from .op import Formula, Mistake, Op, WrongFormula

# The rows of the table by their names. A mistake that borrows from another row is declared before that row may exist,
# so the table is told to this module once it is complete.
ROWS: dict[str, Op] = {}


def _radians(xp: System[N, C], degrees: N) -> N:
    return degrees * xp.pi / 180


# Any, here and below: a mistake is made in every row, whatever the numbers that the row is given.
def _degrees_in(op: Op, xp: NumberSystem, *inputs: Any) -> Any:
    return op.forward(xp, *[_radians(xp, x) for x in inputs])


def _degrees_in_partials(op: Op, xp: NumberSystem, out: Any, *inputs: Any) -> Any:
    return op.partials(xp, _degrees_in(op, xp, *inputs), *[_radians(xp, x) for x in inputs])


def _negated(of: int) -> WrongFormula:
    """The operation's own local derivatives, of which that to input `of` has the other sign."""
    return lambda op, *at: [-p if i == of else None for i, p in enumerate(op.partials(*at))]


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
    lambda op, xp, out, *inputs: (1,) * len(inputs),
)
BLOCKED = Mistake(
    "blocked-relu",
    "{node} blocks the gradient where it should pass",
    lambda op, xp, out, x, *more: (xp.where(xp.greater(x, 0), 0, op.partials(xp, out, x, *more)[0]),),
)
LEAKY = Mistake(
    "leaky-relu",
    "{node} passes the whole gradient although its input is not positive",
    lambda op, xp, out, x, *more: (1,),
)


ROUTES_WRONGLY = [
    Mistake(
        "router-split",
        "{node} shares the gradient among its inputs and does not pass it to the chosen one alone",
        lambda op, xp, out, *inputs: [xp.divide(1, len(inputs))] * len(inputs),
        rare=True,
    ),
    Mistake(
        "router-none",
        "{node} passes no gradient on, not even to the input that was chosen",
        lambda op, xp, out, *inputs: (0,) * len(inputs),
        rare=True,
    ),
]
SCALED = Mistake(
    "gate-scaled",
    "{node} multiplies the gradient by its own value and does not just pass it",
    lambda op, xp, out, *inputs: [out * p for p in op.partials(xp, out, *inputs)],
    rare=True,
)


def taken_for(name: str, code: str = "wrong-function", said: str = "") -> Mistake:
    """Another function in place of the operation, in the forward pass and in the backward pass."""
    return Mistake(
        code,
        said or f"{name} is computed in place of {{node}}",
        lambda op, xp, out, *inputs: ROWS[name].partials(xp, ROWS[name].forward(xp, *inputs), *inputs),
        forward=lambda op, xp, *inputs: ROWS[name].forward(xp, *inputs),
    )


WRONG_BASE = "wrong-base"


def other_base(name: str) -> Mistake:
    """The logarithm of another base."""
    return taken_for(name, WRONG_BASE, f"the logarithm {{node}} is taken as {name}")


def borrowed(name: str, said: str = "", code: str = "wrong-function", *, afresh: bool = False) -> Mistake:
    """The derivative of another function in place of the operation's own: what that function's row says.

    Borrowed from tanh, the derivative of tan(x) is 1 - out^2, with the output of tan.

    Args:
        name: the other function, whose row is looked up in use.
        said: as for `Mistake`, when it is not said plainly whose derivative is used.
        code: the same.
        afresh: whether the other function's own output is meant, computed from the input: borrowed afresh from
            sigmoid, the derivative of silu(x) is sigmoid(x)*(1 - sigmoid(x)).
    """

    def partials(op: Op, xp: NumberSystem, out: Any, x: Any, *_: Any) -> Any:
        row = ROWS[name]
        return row.partials(xp, row.forward(xp, x) if afresh else out, x)[:1]

    return Mistake(code, said or f"the derivative of {name} is used for that of {{node}}", partials)


def own_value() -> Mistake:
    """The operation's own value in place of its derivative, as if each were exp."""
    return borrowed("exp", "the derivative of {node} is taken to be its own value")


def wrong(said: str, partial: Formula) -> Mistake:
    """The derivative of another function, `partial(xp, out, x)`, in place of that of a function of one input."""
    return Mistake("wrong-function", said, lambda op, *at: (partial(*at),))


def power_rule(said: str, partials: Formula) -> Mistake:
    """The rule for powers applied wrongly: other local derivatives, `partials(xp, out, *inputs)`."""
    return Mistake("power-rule", said, lambda op, *at: partials(*at))


def quotient_rule(said: str, partials: Formula) -> Mistake:
    """The quotient rule applied wrongly: other local derivatives, `partials(xp, out, *inputs)`."""
    return Mistake("quotient-rule", said, lambda op, *at: partials(*at))


def minus_dropped(of: int = 0, said: str = "the minus of {node} is dropped", code: str = "dropped-minus") -> Mistake:
    """A minus that is left out of the local derivative to input `of`."""
    return Mistake(code, said, _negated(of))
