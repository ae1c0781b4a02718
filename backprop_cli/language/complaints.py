"""What is wrong with a text that the parser refused: which place, which words, and the way out."""

from __future__ import annotations

import re
from typing import NamedTuple

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput

from ..errors import ExpressionError, Span
from .characters import Complaint, about_character, operand_at, shortened

START_OF_OPERAND = "a number, a name or '('"

_OPERANDS = ("NAME", "NUMBER", "LPAR")
_ENDS = ("NAME", "NUMBER", "RPAR")


class Word(NamedTuple):
    """A token of either parser, plain or compiled, with its place in the text."""

    type: str
    text: str
    start: int

    @property
    def span(self) -> Span:
        """The place of the token in the text."""
        return self.start, self.start + len(self.text)


class Place(NamedTuple):
    """Where the parser stopped: the token that it refused, and those before it in the same statement."""

    text: str
    token: Word
    before: list[Word]
    start: int

    @property
    def last(self) -> Word | None:
        """The token before the refused one."""
        return self.before[-1] if self.before else None

    @property
    def end(self) -> int:
        """Where the token before ends in the text."""
        return self.before[-1].span[1] if self.before else self.start


def complain(error: UnexpectedInput, text: str, source: str | None, parser: Lark) -> ExpressionError:
    """The error to show for one that the parser raised."""
    if isinstance(error, UnexpectedCharacters):
        message, span, hint = about_character(text, error.pos_in_stream or 0)
    else:
        refused = error.token  # type: ignore[attr-defined] # only UnexpectedToken is left
        message, span, hint = _about(_place(text, refused, parser))
    return ExpressionError(message, text=text, span=span, hint=hint, source=source)


def _place(text: str, refused: Token, parser: Lark) -> Place:
    """Read the refused statement once more, up to the place: the parser does not keep what it has read."""
    token = _word(refused)
    start, end = _statement(text, len(text) if token.type == "$END" else token.start)
    return Place(text, token, [_word(found, start) for found in parser.lex(text[start:end])], start)


def _word(token: Token, offset: int = 0) -> Word:
    return Word(token.type, str(token.value), (token.start_pos or 0) + offset)


def _statement(text: str, place: int) -> Span:
    """Where the statement around a place begins, and where it ends: at the place, or at a comment before it."""
    line = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    comment = text.find("#", line, place)
    end = comment if comment >= 0 else place
    return max(line, text.rfind(";", line, end) + 1), end


def _about(place: Place) -> Complaint:
    kind, opening = place.token.type, _unclosed(place.before)
    if kind == "_SEPARATOR" and opening is not None:
        return _about_open_statement(place, opening)
    if kind == "$END":
        return _about_the_end(place, opening)
    if kind == "RPAR" and opening is None:
        return "this ')' closes nothing", place.token.span, "remove it, or add the missing '('"
    if kind == "EQUAL":
        return _about_equal(place, opening)
    if kind == "COMMA":
        return _about_comma(place)
    product = kind in _OPERANDS and place.last is not None and place.last.type in _ENDS
    return _about_product(place) if product else _about_missing_operand(place)


def _about_open_statement(place: Place, opening: Word) -> Complaint:
    end = _shown_separator(place.token)
    hint = "add the missing ')'"
    if ")" in place.text[place.token.span[1] :]:
        hint = f"close it before {end}: that is where a statement ends"
    return f"this '(' is not closed before {end}", opening.span, hint


def _about_the_end(place: Place, opening: Word | None) -> Complaint:
    last = place.last
    if opening is not None and last is not None and last.type in _ENDS:
        return "this '(' is never closed", opening.span, "add the missing ')'"
    after = f" after '{last.text}'" if last is not None else ""
    return f"the expression ends too early{after}", (place.end, place.end + 1), f"write {START_OF_OPERAND} there"


def _about_missing_operand(place: Place) -> Complaint:
    last, token, span = place.last, place.token, place.token.span
    shown = _shown_separator(token) if token.type == "_SEPARATOR" else f"'{token.text}'"
    if last is None:
        return f"the expression begins with {shown}", span, f"begin with {START_OF_OPERAND}"
    if last.type == "LPAR" and token.type == "RPAR":
        return "there is nothing between '(' and ')'", (last.start, span[1]), f"write {START_OF_OPERAND}"
    if last.text == token.text == "*":
        return f"unexpected {shown}", span, "write ** for a power, without a space, or * for a product"
    return f"something is missing between '{last.text}' and {shown}", span, f"write {START_OF_OPERAND} before {shown}"


def _shown_separator(token: Word) -> str:
    return "';'" if token.text == ";" else "the end of the line"


def _about_equal(place: Place, opening: Word | None) -> Complaint:
    before, span = place.before, place.token.span
    kinds = [token.type for token in before]
    if not before:
        return "a name is missing before '='", span, "write name = expression"
    if kinds[-1] == "EQUAL":
        return "there are no comparisons", (before[-1].start, span[1]), "an assignment has one '='"
    if opening is not None:
        return _about_inner_equal(place, opening)
    if "EQUAL" in kinds:
        return "a second '=' in one statement", span, "write a statement for each name: a = 2; b = a"
    if kinds[:2] == ["NAME", "LPAR"] and kinds[-1] == "RPAR":
        return "functions cannot be defined", span, "write name = expression"
    return "only a name can stand before '='", span, "write name = expression; an equation cannot be solved"


def _about_inner_equal(place: Place, opening: Word) -> Complaint:
    index = next(i for i, token in enumerate(place.before) if token is opening)
    if index and place.before[index - 1].type == "NAME":
        span = place.before[-1].start, place.token.span[1]
        return "arguments have no names", span, f"leave out '{shortened(place.text[slice(*span)])}'"
    return "an assignment inside parentheses", place.token.span, "write it as a statement before: a = 2; 3*a"


def _about_comma(place: Place) -> Complaint:
    last, span = place.last, place.token.span
    digits = re.compile("[0-9]+").match(place.text, span[1])
    if last is not None and last.type == "NUMBER" and digits:
        hint = f"write a decimal number with a point: {shortened(f'{last.text}.{digits.group()}')}"
        return "unexpected ','", span, hint
    if last is not None and last.type in ("LPAR", "COMMA"):
        return f"something is missing between '{last.text}' and ','", span, f"write {START_OF_OPERAND} before ','"
    return "unexpected ','", span, "commas only separate the arguments of a function; statements end with ';'"


def _about_product(place: Place) -> Complaint:
    """Two factors without a sign where the grammar has no implicit product: after a power."""
    text, start = place.text, place.token.span[0]
    right = operand_at(text, start)
    exponent = _factor_start(place.before, len(place.before))
    while exponent and place.before[exponent - 1].type == "SUM_SIGN":
        exponent -= 1
    base = place.before[_power_start(place.before, exponent)].start
    cut = place.before[exponent].start
    return two_readings(text, (base, start + len(right)), (cut, place.end), right)


def _factor_start(tokens: list[Word], end: int) -> int:
    """The index of the first token of the operand whose last token stands before index `end`."""
    depth, index = 0, end
    while index:
        index -= 1
        depth += (tokens[index].type == "RPAR") - (tokens[index].type == "LPAR")
        if depth == 0:
            break
    if tokens[index].type == "LPAR" and index and tokens[index - 1].type == "NAME":
        index -= 1
    return index


def _power_start(tokens: list[Word], exponent: int) -> int:
    """The index of the first token of the power whose last exponent begins at index `exponent`."""
    index = exponent
    while index and tokens[index - 1].type == "POWER_SIGN":
        index = _factor_start(tokens, index - 1)
        while index > 1 and tokens[index - 1].type == "SUM_SIGN" and tokens[index - 2].type == "POWER_SIGN":
            index -= 1
    return index


def _unclosed(tokens: list[Word]) -> Word | None:
    """The innermost '(' that has no ')' yet."""
    opened: list[Word] = []
    for token in tokens:
        if token.type == "LPAR":
            opened.append(token)
        elif token.type == "RPAR" and opened:
            opened.pop()
    return opened[-1] if opened else None


def two_readings(text: str, span: Span, last: Span, right: str) -> Complaint:
    """An implicit product after a power: `2^3x` is 2^3*x or 2^(3*x).

    Args:
        text: the text of the program.
        span: the place of the whole product.
        last: the place of the last factor before the missing sign.
        right: what stands after the missing sign.
    """
    head, factor = shortened(text[span[0] : last[0]]), shortened(text[last[0] : last[1]])
    right = shortened(right)
    hint = f"write {head}{factor}*{right} or {head}({factor}*{right})"
    return f"'{head}{factor}{right}' can be read in two ways", span, hint


def ambiguous_quotient(above: str, sign: str, factors: list[str]) -> tuple[str, str]:
    """What is wrong with `1/2x`, and the way out: some read 1/(2*x), others (1/2)*x.

    Args:
        above: the text before the sign.
        sign: the sign of the quotient.
        factors: the texts of the factors after it, which have no signs between them.
    """
    above, first, rest = shortened(above), shortened(factors[0]), shortened("*".join(factors[1:]))
    below, sign = shortened("".join(factors)), shortened(sign)
    message = f"'{above}{sign}{below}' can be read in two ways"
    return message, f"write {above}{sign}({first}*{rest}) or ({above}{sign}{first})*{rest}"


def missing_sign(text: str, span: Span, left: str, right: str) -> Complaint:
    """Two factors that no rule lets stand beside each other: `a b`, `2 3`, `1.2.3`."""
    hint = f"write {shortened(left)}*{shortened(right)}"
    numbers = left[-1:] in tuple("0123456789.") and right[:1] in tuple("0123456789.") and _is_number(left)
    if numbers and span[0] + len(left) + len(right) == span[1]:
        return f"'{shortened(text[slice(*span)])}' is not a number", span, "a number has one decimal point"
    if numbers:
        hint += f", or {shortened(left + right)} without the space"
    return "a sign is missing between two factors", span, hint


def _is_number(text: str) -> bool:
    return text.replace(".", "").isdecimal()
