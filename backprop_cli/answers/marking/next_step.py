"""The next step for somebody whose answer is wrong: where it begins to be, and how to see the working of that."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from .claims import Quantity

if TYPE_CHECKING:
    from .exercise import Exercise


class NextStep(NamedTuple):
    """The wrong answer that is the first one in the order of the passes.

    `after` is whether there are answers before it, which then are right; `command` shows its working.
    """

    quantity: Quantity
    after: bool
    command: str

    def said(self, own: Quantity | None = None) -> str:
        """Where to begin, for somebody who looks at one of the wrong answers."""
        if own == self.quantity:
            what = "this is the first wrong answer on the way"
        else:
            what = f"the first wrong answer on the way is {self.quantity}"
        return f"{what}, everything before it is right" if self.after else what


def command_for(exercise: Exercise, quantity: Quantity) -> str:
    """The command line that shows the working of a quantity."""
    of = exercise.of if quantity.is_grad else quantity.name or exercise.of
    at = [f"{name}={_text(x)}" for name, x in exercise.bindings.items() if name in exercise.program.names]
    line = ["backprop", "explain", exercise.parsed, *at]
    if of is not None:
        line += ["--of", of]
    if quantity.is_grad and quantity.name:
        line += ["--wrt", quantity.name]
    return shlex.join(line)


def _text(x: float) -> str:
    return repr(x).removesuffix(".0")
