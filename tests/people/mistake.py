"""A mistake that somebody made: other lines on the worksheet, what the family of it is, and what was really done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .calculator import Rounding
from .problem import Problem
from .problems import PROBLEMS

NOT_ADDED = "not added at a branch or shared weight"
EARLY = "stopped a step early"
RESIDUAL = "residual reversed"
SOFTMAX = "softmax derivative or forward"
RELU = "relu gate"
MAX = "max routing"
SWAPPED = "transposed, wrong neighbour, own factor"
COPIED = "forward value copied as gradient"
LEFT_OUT = "eps, 1/n, lambda, bias left out"
CHAIN = "chain rule twice, product for sum"
QUOTIENT = "quotient, 1/x"
EXPLOG = "exp, log, base"
SQUASH = "sigmoid and tanh derivative"
SIGN = "sign"
ROUNDED = "rounding too early"
POWER = "power rule"
DEGREES = "degrees"

FAMILIES = (
    NOT_ADDED, EARLY, RESIDUAL, SOFTMAX, RELU, MAX, SWAPPED, COPIED, LEFT_OUT, CHAIN, QUOTIENT, EXPLOG, SQUASH, SIGN,
    ROUNDED, POWER, DEGREES,
)  # fmt: skip

# The label of a claim: what can truly be said, and the places one of which it must be said of, if of any.
Label = tuple[str, str]


class Mistake(NamedTuple):
    """A mistake.

    Args:
        name: the problem.
        family: what sort of mistake it is.
        done: what was done, in words.
        lines: the lines that the student writes in place of the right ones, with `; ` between them.
        means: what can truly be said of it, in the words of `meanings`.
        at: where: formulas of the program, with ` | ` between them where each will do. Nothing for a mistake that
            has no one place.
        labels: the same for single claims where it differs: what can be said, and where.
        rounding: what the student does to each number before writing it down.
    """

    name: str
    family: str
    done: str
    lines: str
    means: str
    at: str = ""
    labels: Mapping[str, Label] = {}
    rounding: Rounding | None = None

    @property
    def problem(self) -> Problem:
        """The problem that it is made in."""
        return PROBLEMS[self.name]

    def answers(self) -> dict[str, float]:
        """What the student hands in."""
        pairs = [line.split(" = ", 1) for line in self.lines.split("; ") if line]
        changed = {name.strip(): formula for name, formula in pairs}
        return self.problem.answers(self.problem.sheet.worked(changed, rounding=self.rounding))

    def label(self, claim: str) -> Label:
        """What can truly be said of a claim at which the mistake was made, and where."""
        return self.labels.get(claim, (self.means, self.at))
