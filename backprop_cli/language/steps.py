"""What a builder keeps while it reads: the steps of the program at hand, and what is wrong with them."""

from __future__ import annotations

from typing import Any

from ..errors import Span
from ..graph.program import Program
from ..ops import MULTIPLY, RAISE, Op
from .signs import DIGITS

# A piece of the text that has been read: its step, and its start and end in the text, parentheses included. A plain
# tuple, because one is made for every token and every operation.
Part = tuple[int, int, int]

# What the parser hands to a method for a rule of the grammar: the tokens and the results of other methods, as the rule
# has them.
Children = list[Any]

# What is wrong, the place and the way out.
Complaint = tuple[str, Span, str]


class Steps:
    """The program at hand.

    What is wrong with the use of a name or of a sign does not end the parse, so that all of it is told in one run: it
    is kept beside the step that stands in its place.
    """

    program: Program
    text: str
    # Where the first factor of each implicit product ends, and the roots that were written as a sign.
    cuts: dict[int, int]
    roots: set[int]
    # Whether names were met in another order than that of the text.
    reordered: bool
    # The first step of the statement at hand.
    first: int
    # By step: what is wrong, or None if it follows from something else that is; the functions that have no argument
    # yet; the calls of what is no function, with their arguments. And what stands in no step's place, as an assignment
    # in vain.
    wrong: dict[int, Complaint | None]
    alone: dict[int, str]
    unknown: dict[int, tuple[str, list[str]]]
    vain: list[Complaint]

    def begin(self, text: str, source: str | None) -> Program:
        """Start a new program."""
        self.program = Program(text, source)
        self.text = text
        self.cuts, self.roots, self.reordered, self.first = {}, set(), False, 0
        self.wrong, self.alone, self.unknown, self.vain = {}, {}, {}, []
        return self.program

    def end(self) -> None:
        """Let go of the program."""
        del self.program, self.text, self.cuts, self.roots, self.wrong, self.alone, self.unknown, self.vain

    def is_wrong(self) -> bool:
        """Whether anything that was read cannot stay as it is, or nothing was read."""
        return bool(self.wrong or self.alone or self.unknown or self.vain) or self.program.output < 0

    def step(self, op: Op, operands: tuple[int, ...], start: int, end: int) -> Part:
        """Add an operation to the program."""
        program = self.program
        step = len(program.ops)
        program.ops.append(op)
        program.operands.append(operands)
        program.spans.append((start, end))
        return step, start, end

    def leaf(self, text: str, span: Span) -> int:
        """Add a number or a name to the program."""
        program = self.program
        step = len(program.ops)
        program.ops.append(None)
        program.operands.append(())
        program.spans.append(span)
        program.leaves[step] = text
        return step

    def wrong_leaf(self, span: Span, complaint: Complaint) -> Part:
        """Add a number in the place of what cannot be read."""
        step = self.leaf("0", span)
        self.wrong[step] = complaint
        return step, *span

    def product(self, left: Part, right: Part) -> Part:
        """The product of two factors without a sign between them."""
        self.cuts[len(self.program.ops)] = left[2]
        return self.step(MULTIPLY, (left[0], right[0]), left[1], right[2])

    def is_literal(self, part: Part) -> bool:
        """Whether this is a number, without a sign and without parentheses."""
        return part[0] in self.program.leaves and self.text[part[1]] in DIGITS

    def is_power(self, part: Part) -> bool:
        """Whether this is a power that is written with a sign, without parentheses around it."""
        program, step = self.program, part[0]
        if program.ops[step] is not RAISE or program.spans[step] != part[1:]:
            return False
        # Neither `pow(x, 2)`, where the base begins later, nor `sin^2(x)`, where it ends with the whole.
        start, end = program.spans[program.operands[step][0]]
        return end < part[2] and not self.text[part[1] : start].strip("( \t")


def factors_of(steps: Steps, part: Part) -> list[str]:
    """The texts of the factors of an implicit product."""
    step, start, end = part
    factors = []
    while step in steps.cuts and steps.program.spans[step] == (start, end):
        factors.append(steps.text[steps.cuts[step] : end].strip())
        end = steps.cuts[step]
        step = steps.program.operands[step][0]
    return [steps.text[start:end], *reversed(factors)]
