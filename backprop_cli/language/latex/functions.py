r"""Functions as LaTeX has them: `\tanh(x)`, `\sin 2x`, `\sin^2 x`, `\sin^{-1} x`, `\log_2 x`, `\max\{0, x\}`."""

from __future__ import annotations

from typing import NamedTuple

from ...errors import Span
from ...graph.program import Program
from ...ops import DIVIDE, MULTIPLY, NEGATE, RAISE, Op
from ..characters import shortened
from ..functions import usage
from ..steps import Children, Part
from .symbols import Index, Symbol, SymbolBuilder
from .vocabulary import DIVISIONS, LETTERS, LOGARITHM, SIGMA, SIGMA_IS, TEMPLATES, function_of, name_in
from .words import place_of


class Head(NamedTuple):
    """A function before its argument: how it is written, what it is, the base of a logarithm, the exponent."""

    word: str
    op: Op
    base: Part | None
    exponent: Part | None
    start: int
    end: int


class Bare(NamedTuple):
    """An argument without parentheses, with its function."""

    head: Head
    argument: Part
    is_number: bool


class FunctionBuilder(SymbolBuilder):
    """The part of the callbacks that reads functions."""

    def begin(self, text: str, source: str | None) -> Program:
        """Start a new program."""
        program = super().begin(text, source)
        # The arguments without parentheses, by the place where they end.
        self.bare: dict[int, Bare] = {}
        # The steps that are numbers before a factor, as 2π in `\sin 2\pi x`, and the products of more than one factor.
        self.coefficients: set[int] = set()
        self.crowded: set[int] = set()
        # Where `\sigma` is a function.
        self.sigma: Span | None = None
        return program

    def end(self) -> None:
        """Let go of the program."""
        super().end()
        del self.bare, self.coefficients, self.crowded

    def head(self, children: Children) -> Head:
        r"""A function with what stands on it: `\log_2`, `\sin^{2}`."""
        token, rest = children[0], children[1:]
        word, start, end = str(token), *place_of(token)
        op, base = self._function(word, (start, end)), None
        if rest and isinstance(rest[0], Index):
            index = rest.pop(0)
            op, base, end = *self._with_index(word, op, index), index.end
        if not rest:
            return Head(word, op, base, None, start, end)
        exponent = rest[1]
        if self.program.leaves.get(exponent[0]) == "-1":
            return Head(word, self._inverse(word, start, exponent[2]), base, None, start, exponent[2])
        return Head(word, op, base, exponent, start, exponent[2])

    def _function(self, word: str, span: Span) -> Op:
        if LETTERS.get(word, word) == SIGMA:
            self.sigma = self.sigma or span
            return SIGMA_IS
        found = function_of(word)
        assert found is not None
        return found

    def _with_index(self, word: str, op: Op, index: Index) -> tuple[Op, Part | None]:
        """The operation of a function with an index, and the base if it is a logarithm that the table does not have."""
        known = TEMPLATES.get(f"\\{name_in(word)}_{{{index.text}}}")
        if known is not None:
            return known, None
        span = index.start + 1, index.end
        if op is not LOGARITHM or "_" in index.text:
            hint = f"leave it out, or write a name as \\mathrm{{{name_in(word)}}}_{{{index.text}}}"
            self.refuse(f"'{word}' has no index", (index.start, index.end), hint)
            return op, None
        if index.text.isdecimal():
            return op, (self.leaf(index.text, span), *span)
        return op, self.exponent([Symbol(index.text, "", *span)])

    def _inverse(self, word: str, start: int, end: int) -> Op:
        r"""The operation of `\sin^{-1}`, which is the inverse function and no power."""
        found = function_of(f"\\arc{name_in(word)}")
        if found is None:
            hint = f"write \\frac{{1}}{{{word}(x)}} for one over it"
            self.refuse(f"the inverse of '{word}' is not known", (start, end), hint)
        return found or NEGATE

    def call(self, children: Children) -> Part:
        """A function of its arguments in parentheses."""
        return self._applied(children[0], children[2:-1:2], place_of(children[-1])[1])

    def application(self, children: Children) -> Part:
        """A function of an argument without parentheses."""
        head, argument = children
        step, start, end = argument
        if step in self.crowded:
            first, whole = self.text[start : self.cuts[step]], self.text[start:end]
            rest = self.text[self.cuts[step] : end].strip()
            self.ambiguous((head.start, end), f"{head.word}({whole})", f"{head.word}({first}) {rest}")
        inner = self.bare.get(end)
        is_number = step in self.coefficients or self._is_number(argument) or (inner is not None and inner.is_number)
        self.bare[end] = Bare(head, argument, is_number)
        return self._applied(head, [argument], end)

    def run_on(self, children: Children) -> Part:
        r"""Factors after a function without parentheses: `2x` in `\sin 2x`. What has two names in it is not read."""
        left, right = children[0], self.power(children[1:]) if len(children) > 2 else children[1]
        self.check_mixed(left, right)
        step = len(self.program.ops)
        if left[0] not in self.coefficients and not self._is_number(left):
            self.crowded.add(step)
        elif self._is_number(right):
            self.coefficients.add(step)
        self.cuts[step] = left[2]
        return self.step(MULTIPLY, (left[0], right[0]), left[1], right[2])

    def _is_number(self, part: Part) -> bool:
        """Whether a part of an argument is a literal or π, which stand before the factor that they belong to."""
        return self.is_literal(part) or self.program.leaves.get(part[0]) == "pi"

    def power(self, children: Children) -> Part:
        """A base and its exponent."""
        base, _, exponent = children
        return self.step(RAISE, (base[0], exponent[0]), base[1], exponent[2])

    def _applied(self, head: Head, arguments: list[Part], end: int) -> Part:
        op, start = head.op, head.start
        if not op.takes(len(arguments)):
            message = f"{head.word} takes {op.arity()}, {len(arguments)} given"
            self.refuse(message, (start, end), f"its form is {usage(op, head.word)}")
            return arguments[0][0], start, end
        part = self.step(op, tuple([argument[0] for argument in arguments]), start, end)
        if head.base is not None:
            below = self.step(op, (head.base[0],), *head.base[1:])
            part = self.step(DIVIDE, (part[0], below[0]), start, end)
        if head.exponent is not None:
            part = self.step(RAISE, (part[0], head.exponent[0]), start, end)
        return part

    def check_bare(self, left: Part, sign: str, right: Part) -> None:
        r"""Refuse `\sin x/2` and `\ln 2 \cdot x`, where nothing tells how far the argument goes."""
        found = self.bare.get(left[2])
        divides = sign in DIVISIONS
        if found is None or not (divides or found.is_number):
            return
        head = self.text[found.head.start : found.head.end]
        before, argument = self.text[left[1] : found.head.start], self.text[slice(*found.argument[1:])]
        after = shortened(self.text[slice(*right[1:])])
        if divides:
            readings = (
                f"\\frac{{{before}{head} {argument}}}{{{after}}}",
                f"{before}{head}\\frac{{{argument}}}{{{after}}}",
            )
        else:
            readings = f"{before}{head}({argument}) {sign} {after}", f"{before}{head}({argument} {sign} {after})"
        self.ambiguous((left[1], right[2]), *readings)

    def check_mixed(self, left: Part, right: Part) -> None:
        r"""Refuse `3\frac{1}{2}`, which is 3.5 to some and 1.5 to others."""
        program, step = self.program, right[0]
        is_fraction = program.ops[step] is DIVIDE and self.text.startswith("\\", right[1])
        if is_fraction and all(self.is_literal(part) for part in (left, *self._operands(step))):
            number, part = self.text[left[1] : left[2]], self.text[right[1] : right[2]]
            self.ambiguous((left[1], right[2]), f"{number} + {part}", f"{number} \\cdot {part}")

    def _operands(self, step: int) -> list[Part]:
        program = self.program
        return [(operand, *program.spans[operand]) for operand in program.operands[step]]

    def ambiguous(self, span: Span, *readings: str) -> None:
        """Refuse what can be read in two ways, and show how each is to be written."""
        written = shortened(" ".join(self.text[slice(*span)].split()))
        hint = "write " + " or ".join([" ".join(reading.split()) for reading in readings])
        self.refuse(f"'{written}' can be read in two ways", span, hint)
