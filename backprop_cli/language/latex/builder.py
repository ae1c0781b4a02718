"""The parser's callbacks for LaTeX: they add the same steps to the Program as those of the other grammar."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from threading import Lock

from lark import Lark
from lark.exceptions import UnexpectedInput

from ...errors import ExpressionError, Span
from ...graph.engine import collector_paused
from ...graph.naming import CONSTANTS
from ...graph.program import Program
from ...ops import DIVIDE, MULTIPLY, NEGATE, RAISE, ROOT
from ..builder import BINARY_BY_SIGN
from ..characters import shortened
from ..steps import Children, Part
from ..tables import make_parser
from .functions import FunctionBuilder
from .symbols import Symbol
from .vocabulary import SIGMA, SIGMA_IS, TEMPLATES, name_in
from .words import place_of

BY_SIGN = BINARY_BY_SIGN | {"\\cdot": MULTIPLY, "\\times": MULTIPLY, "\\div": DIVIDE, ":": DIVIDE}

_SIZE = re.compile(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])\s*")
_BAR = re.compile(r"\\[lr]?[vV]ert|\\?\|")
_SCIENTIFIC = re.compile(r"([0-9.]+).*\^[{\s]*([-−]?)[+\s]*([0-9]+)[\s}]*", re.DOTALL)


def build(text: str, source: str | None) -> Program:
    """Parse LaTeX into a Program; see `language.parse`."""
    with _lock, collector_paused():
        builder, parser = _parser()
        try:
            program = _read(builder, parser, text, source)
        except ExpressionError as error:
            from .problems import every_problem

            raise every_problem(error, parser, lambda rest: _refusal(builder, parser, rest)) from None
    if program.output < 0:
        raise ExpressionError("the formula is empty", text=text, source=source, hint=r"write one, such as \frac{a}{b}")
    return program


def _read(builder: LatexBuilder, parser: Lark, text: str, source: str | None) -> Program:
    program = builder.begin(text, source)
    try:
        parser.parse(text)
        builder.check_doubts()
        if builder.vain:
            raise builder.words.error(*builder.vain.pop())
    except UnexpectedInput as error:
        from .complaints import complain

        raise _with_others(complain(error, builder.words, parser), builder) from None
    except ExpressionError as error:
        raise _with_others(error, builder) from None
    finally:
        builder.end()
    return program


def _with_others(error: ExpressionError, builder: LatexBuilder) -> ExpressionError:
    """The error, with what was wrong before."""
    error.others = tuple([builder.words.error(*complaint) for complaint in builder.vain])
    return error


def _refusal(builder: LatexBuilder, parser: Lark, text: str) -> ExpressionError | None:
    try:
        _read(builder, parser, text, None)
    except ExpressionError as error:
        return error
    return None


_lock = Lock()


@cache
def _parser() -> tuple[LatexBuilder, Lark]:
    builder = LatexBuilder()
    return builder, make_parser(builder, "latex", words=builder.words)


class LatexBuilder(FunctionBuilder):
    """Turns reductions into steps of the program at hand. Its methods are named after the rules of the grammar."""

    def begin(self, text: str, source: str | None) -> Program:
        """Start a new program."""
        program = super().begin(text, source)
        # Where each parenthesis begins and ends, and the names that one follows.
        self.groups: dict[int, int] = {}
        self.doubts: list[tuple[Symbol, int, Part]] = []
        self.unnamed: Part | None = None
        return program

    def end(self) -> None:
        """Let go of the program."""
        super().end()
        del self.groups, self.doubts

    def formula(self, children: Children) -> None:
        r"""A formula between its signs, `$ … $` or `\begin{align} … \end{align}`."""
        opening, closing = children[0], children[-1]
        expected = str(opening)
        for begin, end in (("\\begin", "\\end"), ("\\[", "\\]"), ("\\(", "\\)")):
            expected = expected.replace(begin, end)
        if "".join(expected.split()) != "".join(closing.split()):
            self.refuse(f"'{opening}' is closed by '{closing}'", place_of(closing), f"write {expected} there")

    def assignment(self, children: Children) -> None:
        """`NAME = expression` labels the node of the expression."""
        symbol, _, part = children
        name, program = symbol.name, self.program
        self._check_unnamed()
        self.check_symbol(symbol)
        for taken, message in (
            ({**program.assigned, **program.defaults}, "is assigned twice"),
            (program.names, "is assigned after it was used"),
        ):
            if name in taken:
                hint = "choose another name: each is assigned once, before it is used"
                self.refuse(f"'{name}' {message}", (symbol.start, symbol.end), hint)
                return
        self.assign(name, (symbol.start, symbol.end), part)

    def result(self, children: Children) -> None:
        """A formula without a name, which is the last: the output."""
        self._check_unnamed()
        self.unnamed = part = children[0]
        if self.program.output >= 0 and self.text[part[1]] in "+-−":
            hint = "join it with the line before, or write that once more"
            self.refuse("this line begins with a sign", (part[1], part[1] + 1), hint)
        super().result(children)

    def _check_unnamed(self) -> None:
        if self.unnamed is not None:
            hint = "give it a name, as in y = x^2, or join it with the next line"
            self.refuse("nothing uses this formula: another one follows", self.unnamed[1:], hint)

    def binary(self, children: Children) -> Part:
        """Two operands around a sign."""
        left, sign, right = children
        op = BY_SIGN[str(sign)]
        if op in (MULTIPLY, DIVIDE):
            self.check_bare(left, str(sign), right)
        step, start, end = right
        if op is DIVIDE and step in self.cuts and (start, end) == self.program.spans[step]:
            # `1/2x`: some read 1/(2x), others (1/2)x.
            above, below = self._written(left[1], left[2]), self._written(start, end)
            first, rest = self._written(start, self.cuts[step]), self._written(self.cuts[step], end)
            self.ambiguous((left[1], end), f"\\frac{{{above}}}{{{below}}}", f"\\frac{{{above}}}{{{first}}} {rest}")
        return self.step(op, (left[0], right[0]), left[1], end)

    def signed(self, children: Children) -> Part:
        """A sign before an operand; before a literal it is part of the number."""
        sign, (step, start, end) = children
        place, program = sign.start_pos, self.program
        if sign == "+":
            return step, place, end
        if self.is_literal((step, start, end)):
            program.leaves[step] = "-" + program.leaves[step]
            program.spans[step] = (place, end)
            return step, place, end
        if step in self.cuts:
            # `1/-2x` has two readings, too.
            self.cuts[len(program.ops)] = self.cuts[step]
        return self.step(NEGATE, (step,), place, end)

    def juxtaposition(self, children: Children) -> Part:
        """Two factors without a sign."""
        left, right = children
        self.check_bare(left, "", right)
        self.check_mixed(left, right)
        symbol = self.factors.get(left[2])
        if symbol is not None and right[1] in self.groups and not self.text[left[2] : right[1]].strip():
            # `a(b+c)` is a product if `a` is a number elsewhere: that is known at the end.
            self.doubts.append((symbol, left[2], right))
        self.cuts[len(self.program.ops)] = left[2]
        return self.step(MULTIPLY, (left[0], right[0]), left[1], right[2])

    def check_doubts(self) -> None:
        """Refuse names before a parenthesis that stand nowhere else, and letters that are functions and numbers."""
        alone = Counter(self.uses) - Counter([symbol.name for symbol, *_ in self.doubts])
        for symbol, end, group in self.doubts:
            if not alone[symbol.name]:
                self._refuse_factor(symbol, end, group)
        if self.sigma is not None and name_in(SIGMA) in self.uses:
            hint = f"write \\operatorname{{{SIGMA_IS.name}}} for the function, or {SIGMA} \\cdot for the factor"
            self.refuse(f"'{SIGMA}' is a function here and a number elsewhere", self.sigma, hint)

    def _refuse_factor(self, symbol: Symbol, end: int, group: Part) -> None:
        """Refuse `a(b+c)`, unless something else is wrong there that may have led to it."""
        from .complaints import factor_or_function

        if not any(start < group[2] and symbol.start < stop for _, (start, stop), _ in self.vain):
            factor, arguments = self._written(symbol.start, end), self._written(*group[1:])
            self.refuse(*factor_or_function(self.text, symbol, factor, arguments))

    def power(self, children: Children) -> Part:
        """A base and its exponent, if that is one."""
        base, _, exponent = children
        if not self._is_number(base) and self.program.leaves.get(base[0]) not in CONSTANTS:
            self._check_exponent(base, exponent)
            if base[2] in self.factors:
                # A parenthesis behind it may be an argument, too, as in `f^{-1}(x)`.
                self.factors[exponent[2]] = self.factors[base[2]]
        return super().power(children)

    def _check_exponent(self, base: Part, exponent: Part) -> None:
        """Refuse the marks that stand where an exponent does: `w^T` for a transpose, `w^{(1)}` for a layer."""
        start, end = self._inside(exponent)
        letter = self._written(base[1], base[2])
        if end - start == 1 and self.text[start] == "T":
            hint = f"write the product out, as in w_1 x_1 + w_2 x_2; for a power write {letter}^{{+T}}"
            self.refuse(f"'{letter}^T' is a transpose, and there are no vectors", (base[1], exponent[2]), hint)
        elif base[2] in self.factors and self._is_group((start, end)):
            mark = self._written(start, end)[1:-1]
            hint = f"write {letter}_{{{mark}}} for an index, {letter}^{{{mark}}} for a power"
            self.refuse("this is an exponent or an index", exponent[1:], hint)

    def _inside(self, part: Part) -> Span:
        """The place of what stands in the braces of an argument."""
        text, (_, start, end) = self.text, part
        if text[start] == "{":
            start, end = start + 1, end - 1
            while text[start].isspace():
                start += 1
            while text[end - 1].isspace():
                end -= 1
        return start, end

    def scientific(self, children: Children) -> Part:
        r"""A number such as 2 \cdot 10^{-5}: one literal, as 2e-5 is."""
        (token,) = children
        found = _SCIENTIFIC.fullmatch(token)
        assert found is not None
        start, end = place_of(token)
        step = self.leaf("{}e{}{}".format(*found.groups()).replace("−", "-"), (start, end))
        self.cuts[step] = start + found.end(1)
        return step, start, end

    def group(self, children: Children) -> Part:
        """Parentheses of any kind: the same step, standing over more of the text."""
        opening, part, closing = children
        start, end = opening.start_pos, place_of(closing)[1]
        # `a{(b+c)}` is no clearer than `a(b+c)`.
        if opening.type != "LCURLY" or self._is_group(self._inside((part[0], start, end))):
            self.groups[start] = end
        return part[0], start, end

    def _is_group(self, span: Span) -> bool:
        """Whether a pair of parentheses stands around all of this."""
        return self.groups.get(span[0]) == span[1]

    def fence(self, children: Children) -> Part:
        """Brackets that are a function: the bars of a magnitude."""
        opening, part, closing = children
        start, end = opening.start_pos, place_of(closing)[1]
        left, right = (_BAR.sub("|", _SIZE.sub("", bracket)) for bracket in (opening, closing))
        op = TEMPLATES.get(f"\\left{left}{{#1}}\\right{right}")
        if op is None:
            self.refuse(f"'{opening}' is closed by '{closing}'", (start, end), "write two that belong together")
            return part[0], start, end
        return self.step(op, (part[0],), start, end)

    def fraction(self, children: Children) -> Part:
        r"""\frac, as a quotient."""
        sign, above, below = children
        if self.text[below[1]] in "0123456789." and below[2] > below[1] + 1:
            hint = "put both parts in braces: \\frac{1}{2}"
            self.refuse("nothing tells which digits are below", (sign.start_pos, below[2]), hint)
        return self.step(DIVIDE, (above[0], below[0]), sign.start_pos, below[2])

    def root(self, children: Children) -> Part:
        r"""\sqrt, with the index of the root in brackets or without one."""
        sign, part = children[0], children[-1]
        start, end = sign.start_pos, part[2]
        index = children[2] if len(children) > 2 else None
        number = self.program.leaves.get(index[0]) if index else "2"
        op = ROOT if number == "2" else TEMPLATES.get(f"\\sqrt[{number}]{{#1}}")
        if op is not None or index is None:
            return self.step(op or ROOT, (part[0],), start, end)
        exponent = self.step(DIVIDE, (self.leaf("1", index[1:]), index[0]), *index[1:])
        return self.step(RAISE, (part[0], exponent[0]), start, end)

    def _written(self, start: int, end: int) -> str:
        return shortened(" ".join(self.text[start:end].split()))
