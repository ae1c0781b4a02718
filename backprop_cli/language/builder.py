"""The parser's callbacks: each reduction adds one step to the Program, so no tree is ever made."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import Lock
from typing import Any, NoReturn

from lark import Lark
from lark.exceptions import UnexpectedInput

from ..errors import ExpressionError, Span
from ..graph.engine import collector_paused
from ..graph.program import Program
from ..ops import BINARY, FUNCTIONS, MULTIPLY, NEGATE, Op
from .signs import SIGNS
from .tables import LARGE, make_parser

BINARY_BY_SIGN: dict[str, Op] = BINARY | {spelling: BINARY[sign] for spelling, sign in SIGNS.items()}

# A piece of the text that has been read: its step, and its start and end in the text, parentheses included. A plain
# tuple, because one is made for every token and every operation.
Part = tuple[int, int, int]


def build(text: str, source: str | None) -> Program:
    """Parse the text into a Program; see `language.parse`."""
    compiled = len(text) >= LARGE
    with _lock, collector_paused():
        builder, parser = _parser(compiled)
        program = builder.begin(text, source)
        try:
            parser.parse(text)
        except UnexpectedInput as error:
            from .complaints import complain

            raise complain(error, text, source, parser) from None
        finally:
            builder.end()
    if program.output < 0:
        raise ExpressionError(
            "the expression is empty", text=text, source=source, hint='write one, such as "3*(a + b*c)"'
        )
    return program


_lock = Lock()


@cache
def _parser(compiled: bool) -> tuple[Builder, Lark]:
    builder = Builder()
    return builder, make_parser(builder, compiled=compiled)


class Builder:
    """Turns reductions into steps of the program at hand. Its methods are named after the rules of the grammar."""

    def begin(self, text: str, source: str | None) -> Program:
        """Start a new program."""
        self.program = Program(text, source)
        self.text = text
        self.used: dict[str, Span] = {}
        # Where the first factor of each implicit product ends.
        self.cuts: dict[int, int] = {}
        return self.program

    def end(self) -> None:
        """Let go of the program."""
        del self.program, self.text, self.used, self.cuts

    def start(self, children: list[Any]) -> None:
        """All statements have been read."""

    def result(self, children: list[Any]) -> None:
        """A statement without a name: the output, if it is the last."""
        self.program.output = children[0][0]

    def assignment(self, children: list[Any]) -> None:
        """`NAME = expression` labels the node of the expression."""
        name_token, _, part = children
        name = self._checked_name(name_token)
        program = self.program
        if name in FUNCTIONS:
            self._refuse(f"'{name}' is a function and cannot be assigned", name_token, "choose another name")
        if name in program.assigned:
            self._refuse(f"'{name}' is assigned twice", name_token, "each name can be assigned once: choose another")
        if name in self.used:
            self._refuse(
                f"'{name}' is assigned after it was used", name_token, "assign it first, or choose another name"
            )
        program.assigned[name] = program.output = part[0]
        if program.leaves.get(part[0]) not in program.names:
            program.labels.setdefault(part[0], name)

    def number(self, children: list[Any]) -> Part:
        """A literal: a leaf of its own each time it occurs."""
        (token,) = children
        text, start = token.value, token.start_pos
        end = start + len(text)
        return self._leaf(text, (start, end)), start, end

    def name(self, children: list[Any]) -> Part:
        """A variable, a constant or an assigned name: one and the same node each time it occurs."""
        (token,) = children
        name, start = token.value, token.start_pos
        end = start + len(name)
        program = self.program
        step = program.assigned.get(name)
        if step is None:
            step = program.names.get(name)
        if step is None:
            name = self._checked_name(token)
            step = program.assigned.get(name, program.names.get(name))
        if step is None:
            if name in FUNCTIONS:
                from .functions import function_alone

                raise function_alone(program, name, start)
            self.used[name] = (start, end)
            step = program.names[name] = self._leaf(name, (start, end))
        return step, start, end

    def group(self, children: list[Any]) -> Part:
        """Parentheses: the same step, standing over more of the text."""
        opening, part, closing = children
        return part[0], opening.start_pos, closing.start_pos + 1

    def binary(self, children: list[Any]) -> Part:
        """Two operands around a sign."""
        left, sign, right = children
        if right[0] in self.cuts and sign.value in "/÷" and right[1:] == self.program.spans[right[0]]:
            # `1/2x`: some read 1/(2*x), others (1/2)*x.
            self._refuse_quotient(left[1], self.text[left[1] : left[2]], sign.value, right)
        return self._step(BINARY_BY_SIGN[sign.value], (left[0], right[0]), left[1], right[2])

    def signed(self, children: list[Any]) -> Part:
        """A sign before an operand; before a literal it is part of the number."""
        sign, part = children
        step, _, end = part
        if step in self.cuts:
            self._check_divisor(sign.start_pos, part)
        if sign.value == "+":
            return step, sign.start_pos, end
        program = self.program
        if self._is_literal(part):
            program.leaves[step] = "-" + program.leaves[step]
            program.spans[step] = (sign.start_pos, end)
            return step, sign.start_pos, end
        return self._step(NEGATE, (step,), sign.start_pos, end)

    def juxtaposition(self, children: list[Any]) -> Part:
        """An implicit product, if it can be read in one way only."""
        left, right = children
        text = self.text
        after = text[right[1]]
        before = text[left[2] - 1]
        if after in "0123456789." or (before != ")" and not self._is_literal(left)):
            from .complaints import missing_sign

            span = left[1], right[2]
            raise self._error(*missing_sign(text, span, text[left[1] : left[2]], text[right[1] : right[2]]))
        self.cuts[len(self.program.rules)] = left[2]
        return self._step(MULTIPLY, (left[0], right[0]), left[1], right[2])

    def _check_divisor(self, place: int, part: Part) -> None:
        """Refuse `1/-2x`, which is read in as many ways as `1/2x`; `place` is that of the sign before the product."""
        text = self.text
        while place and text[place] in " \t+-−":
            place -= 1
        if text[place] in "/÷" and part[1:] == self.program.spans[part[0]]:
            from .characters import operand_before

            above = operand_before(text, place)
            start = len(text[:place].rstrip()) - len(above)
            self._refuse_quotient(start, above, "".join(text[place : part[1]].split()), part)

    def _refuse_quotient(self, start: int, above: str, sign: str, below: Part) -> NoReturn:
        from .complaints import ambiguous_quotient

        message, hint = ambiguous_quotient(above, sign, self._factors(below))
        raise self._error(message, (start, below[2]), hint)

    def _factors(self, part: Part) -> list[str]:
        """The texts of the factors of an implicit product."""
        step, start, end = part
        factors = []
        while step in self.cuts and self.program.spans[step] == (start, end):
            factors.append(self.text[self.cuts[step] : end].strip())
            end = self.cuts[step]
            step = self.program.operands[step][0]
        return [self.text[start:end], *reversed(factors)]

    def expression(self, children: list[Any]) -> Part:
        """A whole expression: the one operand that it is."""
        part: Part = children[0]
        return part

    def call(self, children: list[Any]) -> Part:
        """A function of its arguments."""
        name_token, arguments, closing = children[0], children[2:-1:2], children[-1]
        start, end = name_token.start_pos, closing.start_pos + 1
        name = name_token.value
        rule = FUNCTIONS.get(name)
        if rule is None:
            from .functions import unknown_function

            raise unknown_function(self.program, name, start, self.text[start + len(name) : end])
        if not rule.takes(len(arguments)):
            from .functions import usage

            raise self._error(
                f"{name} takes {rule.arity()}, {len(arguments)} given", (start, end), f"its form is {usage(rule, name)}"
            )
        return self._step(rule, tuple([part[0] for part in arguments]), start, end)

    def _step(self, rule: Op, operands: tuple[int, ...], start: int, end: int) -> Part:
        program = self.program
        step = len(program.rules)
        program.rules.append(rule)
        program.operands.append(operands)
        program.spans.append((start, end))
        return step, start, end

    def _leaf(self, text: str, span: Span) -> int:
        program = self.program
        step = len(program.rules)
        program.rules.append(None)
        program.operands.append(())
        program.spans.append(span)
        program.leaves[step] = text
        return step

    def _is_literal(self, part: Part) -> bool:
        return part[0] in self.program.leaves and self.text[part[1]] in "0123456789."

    def _checked_name(self, token: Any) -> str:
        """The name of a token in its composed form, so that the two ways to store an accent are one name."""
        name: str = token.value
        if name.isascii():
            return name
        from .characters import not_in_a_name

        found = not_in_a_name(name)
        if found is not None:
            message, (first, last), hint = found
            raise self._error(message, (token.start_pos + first, token.start_pos + last), hint)
        return unicodedata.normalize("NFC", name)

    def _refuse(self, message: str, token: Any, hint: str) -> NoReturn:
        start = token.start_pos
        raise self._error(message, (start, start + len(token.value)), hint)

    def _error(self, message: str, span: Span, hint: str) -> ExpressionError:
        return ExpressionError(message, text=self.text, span=span, hint=hint, source=self.program.source)
