"""A problem of the key: a program with its point, what is asked, and how it is worked by hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from .calculator import Worksheet

# What is further from the right number than this is a wrong number.
WRONG_FROM = 0.01
NOTHING = 1e-8


class Problem:
    """A problem.

    Args:
        name: what it is called here.
        program: its text in the language of the project.
        at: the numbers that are given, `x=-2 y=5`.
        ask: the claims, `value`, `q.data` or `x.grad`, in the order in which they are answered.
        forward: the lines of the forward pass, worked by hand.
        backward: those of the backward pass.
    """

    def __init__(self, name: str, *, program: str, at: str, ask: str, forward: str, backward: str):
        self.name = name
        self.program = "; ".join(line.strip() for line in program.strip().splitlines())
        self.at = at.split()
        self.asked = tuple(ask.split())
        given = {name: float(number) for name, _, number in (each.partition("=") for each in self.at)}
        self.sheet = Worksheet(given, forward, backward)

    def line(self, claim: str) -> str:
        """The line of the worksheet on which the number of a claim stands."""
        name, _, kind = claim.rpartition(".")
        if not name:
            return self.sheet.output
        return f"d_{name}" if kind == "grad" else name

    def answers(self, numbers: Mapping[str, float]) -> dict[str, float]:
        """What a sheet says for each claim."""
        return {claim: numbers[self.line(claim)] for claim in self.asked}

    @cached_property
    def right(self) -> dict[str, float]:
        """The right answers."""
        return self.answers(self.sheet.worked())

    def wrong(self, answers: Mapping[str, float]) -> list[str]:
        """The claims whose numbers are wrong."""
        return [claim for claim, number in answers.items() if is_off(number, self.right[claim])]

    def made(self, answers: Mapping[str, float]) -> list[str]:
        """The wrong claims at which a mistake was made: they do not follow from all the other numbers handed in."""
        found = []
        for claim in self.wrong(answers):
            others = {self.line(other): number for other, number in answers.items() if other != claim}
            follows = self.sheet.worked(pinned=others)[self.line(claim)]
            if abs(follows - answers[claim]) > 1e-6 * max(abs(follows), abs(answers[claim])):
                found.append(claim)
        return found


def is_off(number: float, right: float) -> bool:
    """Whether a number is wrong by more than a marker could forgive."""
    return not abs(number - right) <= max(WRONG_FROM * abs(right), NOTHING)
