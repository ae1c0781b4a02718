"""The parser's callbacks: each reduction adds one step to the Program, so no tree is ever made."""

from __future__ import annotations

import unicodedata
from functools import cache
from threading import Lock

from lark import Lark

from ..errors import Span
from ..graph.engine import collector_paused
from ..graph.program import Program
from ..ops import BINARY, DIVIDE, FUNCTIONS, NEGATE, RAISE, Op
from .inputs import taken_out
from .names import composed
from .signs import CLOSINGS, FENCES, RAISED, ROOTS, SIGNS, UNCLEAR
from .steps import Children, Part, Steps
from .tables import LARGE, make_parser, refusal

BINARY_BY_SIGN: dict[str, Op] = BINARY | {spelling: BINARY[sign] for spelling, sign in SIGNS.items()}


def build(text: str, source: str | None) -> Program:
    """Parse the text into a Program; see `language.parse`."""
    compiled = len(text) >= LARGE
    with _lock, collector_paused():
        builder, parser = _parser(compiled)
        program = builder.begin(text, source)
        try:
            error = refusal(parser, text)
            if error or builder.is_wrong() or (",0" in text and _has_thousands(text)):
                from .problems import every_problem

                raise every_problem(builder, parser, error)
            if builder.reordered:
                program.names = dict(sorted(program.names.items(), key=lambda item: program.spans[item[1]]))
        finally:
            builder.end()
    return program


def _has_thousands(text: str) -> bool:
    """Whether a number such as 1,000 has been read as two arguments: `max(1,000, x)`."""
    from .separators import thousands_in

    return bool(thousands_in(text))


_lock = Lock()


@cache
def _parser(compiled: bool) -> tuple[Builder, Lark]:
    builder = Builder()
    return builder, make_parser(builder, compiled=compiled)


class Builder(Steps):
    """Turns reductions into steps of the program at hand. Its methods are named after the rules of the grammar."""

    def start(self, children: Children) -> None:
        """All statements have been read."""

    def result(self, children: Children) -> None:
        """A statement without a name: the output, if it is the last."""
        self.program.output = children[0][0]
        self.first = len(self.program.ops)

    def assignment(self, children: Children) -> None:
        """`NAME = expression` labels the node of the expression."""
        token, _, part = children
        program = self.program
        name = composed(token.value)
        if _is_taken(program, name):
            from .names import assigned_in_vain

            self.vain.append(assigned_in_vain(program, name, token.start_pos))
            program.output = part[0]
            return
        self.assign(name, (token.start_pos, token.start_pos + len(token.value)), part)

    def assign(self, name: str, span: Span, part: Part) -> None:
        """Give the result of an expression a name; a constant expression makes an input with that value."""
        program = self.program
        program.output = part[0]
        default = taken_out(self, part[0])
        if default is not None:
            program.defaults[name] = default
            program.names[name] = program.output = self.leaf(name, span)
        else:
            program.assigned[name] = part[0]
            if program.leaves.get(part[0]) not in program.names:
                program.labels.setdefault(part[0], name)
        self.first = len(program.ops)

    def number(self, children: Children) -> Part:
        """A literal: a leaf of its own each time it occurs."""
        (token,) = children
        text, start = token.value, token.start_pos
        end = start + len(text)
        return self.leaf(text, (start, end)), start, end

    def fraction(self, children: Children) -> Part:
        """`½` is 1/2, so that it is exact among fractions."""
        (token,) = children
        span = token.start_pos, token.start_pos + 1
        above, below = unicodedata.normalize("NFKC", token.value).split("⁄")
        return self.step(DIVIDE, (self.leaf(above, span), self.leaf(below, span)), *span)

    def name(self, children: Children) -> Part:
        """A variable, a constant or an assigned name: one and the same node each time it occurs."""
        (token,) = children
        name, start = token.value, token.start_pos
        program = self.program
        step = program.assigned.get(name)
        if step is None:
            step = program.names.get(name)
        if step is None:
            return self.new_name(name, start)
        return step, start, start + len(name)

    def new_name(self, name: str, start: int) -> Part:
        """A name that has not been met in this form."""
        end = start + len(name)
        program = self.program
        plain = composed(name)
        step = program.assigned.get(plain, program.names.get(plain))
        if step is None:
            if "." in name:
                from .dotted import read_value

                return read_value(self, name, start)
            if name in FUNCTIONS:
                # A literal keeps the place of the function, until its argument comes: `sin^2(x)`.
                step = self.leaf("0", (start, end))
                self.alone[step] = name
            else:
                step = program.names[plain] = self.leaf(plain, (start, end))
        return step, start, end

    def group(self, children: Children) -> Part:
        """Parentheses: the same step, standing over more of the text."""
        opening, part, closing = children
        return part[0], opening.start_pos, closing.start_pos + 1

    def fenced(self, children: Children) -> Part:
        """`|x|`, `⌊x⌋` and `⌈x⌉`: functions that are written around their argument."""
        opening, part, closing = children
        start, end = opening.start_pos, closing.start_pos + 1
        found = self.step(FUNCTIONS[FENCES[opening.value]], (part[0],), start, end)
        if closing.value != CLOSINGS[opening.value]:
            hint = f"write {opening.value} and {CLOSINGS[opening.value]}, or floor(x + 0.5) for the nearest integer"
            self.wrong[found[0]] = f"'{opening.value}' and '{closing.value}' are no pair", (start, end), hint
        return found

    def root(self, children: Children) -> Part:
        """`√x`: a function that is written before its argument."""
        sign, part = children
        found = self.step(FUNCTIONS[ROOTS[sign.value]], (part[0],), sign.start_pos, part[2])
        self.roots.add(found[0])
        return found

    def binary(self, children: Children) -> Part:
        """Two operands around a sign."""
        left, sign, right = children
        op = BINARY_BY_SIGN[sign.value]
        found = self.step(op, (left[0], right[0]), left[1], right[2])
        if (
            right[0] in self.cuts
            and op is DIVIDE
            and right[1:] == self.program.spans[right[0]]
            and left[0] not in self.wrong
        ):
            # `1/2x`: some read 1/(2*x), others (1/2)*x.
            from .products import refuse_quotient

            refuse_quotient(self, left[1], self.text[left[1] : left[2]], sign.value, right)
        return found

    def power(self, children: Children) -> Part:
        """A base and its exponent."""
        base, _, exponent = children
        return self._power(base, exponent)

    def superscript(self, children: Children) -> Part:
        """`x²`: a base and an exponent that is a number."""
        base, token = children
        start, end = token.start_pos, token.start_pos + len(token.value)
        return self._power(base, (self.leaf(token.value.translate(RAISED), (start, end)), start, end))

    def _power(self, base: Part, exponent: Part) -> Part:
        found = self.step(RAISE, (base[0], exponent[0]), base[1], exponent[2])
        if base[0] in self.roots:
            from .products import refuse_power_of_root

            refuse_power_of_root(self, base, found)
        return found

    def signed(self, children: Children) -> Part:
        """A sign before an operand; before a literal it is part of the number."""
        sign, part = children
        step, _, end = part
        if step in self.cuts:
            from .products import check_divisor

            check_divisor(self, sign.start_pos, part)
        if sign.value == "+":
            return step, sign.start_pos, end
        program = self.program
        if self.is_literal(part):
            program.leaves[step] = "-" + program.leaves[step]
            program.spans[step] = (sign.start_pos, end)
            return step, sign.start_pos, end
        return self.step(NEGATE, (step,), sign.start_pos, end)

    def juxtaposition(self, children: Children) -> Part:
        """An implicit product, if it can be read in one way only."""
        left, right = children
        text = self.text
        clear = self.is_literal(left) or (text[left[2] - 1] == ")" and not self.is_power(left))
        if not clear or text[right[1]] in UNCLEAR:
            from .products import unusual_product

            return unusual_product(self, left, right)
        return self.product(left, right)

    def expression(self, children: Children) -> Part:
        """A whole expression: the one operand that it is."""
        part: Part = children[0]
        return part

    def call(self, children: Children) -> Part:
        """A function of its arguments."""
        token, arguments, closing = children[0], children[2:-1:2], children[-1]
        start, end = token.start_pos, closing.start_pos + 1
        op = FUNCTIONS.get(token.value)
        if op is None or not op.takes(len(arguments)):
            from .calls import read_call

            return read_call(self, token.value, arguments, (start, end))
        return self.step(op, tuple([part[0] for part in arguments]), start, end)

    def method(self, children: Children) -> Part:
        """`(w*x).tanh()`: a function that is written after its first argument."""
        from .dotted import read_method

        receiver, token, arguments, closing = children[0], children[1], children[3:-1:2], children[-1]
        return read_method(self, receiver, token.value[1:], arguments, (token.start_pos, closing.start_pos + 1))


def _is_taken(program: Program, name: str) -> bool:
    """Whether a name has a meaning already, or can have none."""
    known = name in program.assigned or name in program.names or name in program.readings
    return known or name in FUNCTIONS or "." in name
