"""What is wrong with a text that the parser refused: which place, which words, and the way out."""

from __future__ import annotations

from collections.abc import Iterable

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput

from ..errors import BackpropError, ExpressionError
from ..ops import FUNCTIONS
from ..program import Program

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}

# Characters that people try, and what to write instead.
INSTEAD = {
    "|": "write abs(…) for a magnitude",
    "√": "write sqrt(…)",
    "∛": "write cbrt(…)",
    "!": "there is no factorial",
    "%": "there is no percent sign and no remainder: write x/100 for percent",
    "[": "group with ( and )",
    "]": "group with ( and )",
    "{": "group with ( and )",
    "}": "group with ( and )",
    "\\": "LaTeX is not read: write a fraction as a/b, a function as tanh(x)",
    "'": "quotation marks and primes do not belong to the language",
    '"': "quotation marks do not belong to the language",
    "∗": "write * for a product",
    "×": "write * for a product",
    "⁄": "write / for a quotient",
    "∕": "write / for a quotient",
    "–": "write - for a minus sign",
    "—": "write - for a minus sign",
    "‐": "write - for a minus sign",
    "<": "there are no comparisons",
    ">": "there are no comparisons",
    "≤": "there are no comparisons",
    "≥": "there are no comparisons",
    "&": "there are no logical operators",
    "@": "there are no matrices: write a product as a*b",
    ":": "a statement is written name = expression",
    "?": "there are no conditions",
    "∞": "there is no infinity",
    "$": "write the expression without $ signs",
    ".": "a number is written 1.5 or .5; a function is called as tanh(x)",
}

START_OF_OPERAND = "a number, a name or '('"


def complain(error: UnexpectedInput, text: str, source: str | None, parser: Lark) -> BackpropError:
    """The error to show for one that the parser raised."""
    place = error.pos_in_stream or 0
    if isinstance(error, UnexpectedCharacters):
        message, span, hint = _about_character(text, place)
    else:
        token: Token = error.token  # type: ignore[attr-defined]
        ended = token.type == "$END"
        before = list(parser.lex(text if ended else text[:place]))
        message, span, hint = _about_token(text, token, before, ended)
    return ExpressionError(message, text=text, span=span, hint=hint, source=source)


Complaint = tuple[str, tuple[int, int], str]


def _about_character(text: str, place: int) -> Complaint:
    character = text[place]
    if character in SUPERSCRIPTS:
        return _superscript(text, place)
    hint = INSTEAD.get(character, "it does not belong to the language")
    if character in FRACTIONS:
        hint = f"write ({FRACTIONS[character]})"
    return f"unexpected {_shown(character)}", (place, place + 1), hint


def _superscript(text: str, place: int) -> Complaint:
    end = place
    while end < len(text) and text[end] in SUPERSCRIPTS:
        end += 1
    digits = "".join(SUPERSCRIPTS[c] for c in text[place:end])
    return f"unexpected '{text[place:end]}'", (place, end), f"write ^{digits} for a power"


def _shown(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"character U+{ord(character):04X}"


def not_in_a_name(name: str) -> tuple[int, str] | None:
    """The first place in a name that holds a superscript or a fraction, with the way out; None if there is none.

    Such characters count as letters for the pattern of names, as the digits of `w₀` do.
    """
    for place, character in enumerate(name):
        if character in SUPERSCRIPTS:
            return place, _superscript(name, place)[2]
        if character in FRACTIONS:
            return place, f"write ({FRACTIONS[character]})"
    return None


def _about_token(text: str, token: Token, before: list[Token], ended: bool) -> Complaint:
    last = before[-1] if before else None
    opening = _unclosed(before)
    if ended:
        return _about_the_end(text, last, opening)
    start = token.start_pos or 0
    span = (start, start + len(token))
    kind = token.type
    if kind == "_SEPARATOR" and opening is not None:
        return "this '(' is never closed", _span(opening), "add the missing ')'"
    if kind == "RPAR" and opening is None:
        return "this ')' closes nothing", span, "remove it, or add the missing '('"
    if kind == "EQUAL":
        return _about_equal(text, before, span)
    if kind == "COMMA":
        return _about_comma(last, span)
    if last is not None and _ends_an_operand(last) and kind in ("NAME", "NUMBER", "LPAR"):
        left, right = _factor_before(text, before), _factor_after(text, token)
        what = "a sign is missing between two factors"
        hint = f"write {left}*{right}"
        if before[-2:-1] and before[-2].type == "POWER_SIGN":
            return what, span, f"{hint}, or put the exponent in parentheses"
        return what, span, hint
    return _about_missing_operand(text, last, token, span)


def _about_missing_operand(text: str, last: Token | None, token: Token, span: tuple[int, int]) -> Complaint:
    shown = "the end of the line" if token.type == "_SEPARATOR" and token != ";" else f"'{token}'"
    if last is None:
        return f"the expression begins with {shown}", span, f"begin with {START_OF_OPERAND}"
    if last.type == "LPAR" and token.type == "RPAR":
        return "there is nothing between '(' and ')'", (last.start_pos or 0, span[1]), f"write {START_OF_OPERAND}"
    if last.type == token.type == "TIMES_SIGN":
        return f"unexpected {shown}", span, "write ** for a power, without a space, or * for a product"
    return f"something is missing between '{last}' and {shown}", span, f"write {START_OF_OPERAND} before {shown}"


def _about_the_end(text: str, last: Token | None, opening: Token | None) -> Complaint:
    end = len(text.rstrip())
    if opening is not None and last is not None and _ends_an_operand(last):
        return "this '(' is never closed", _span(opening), "add the missing ')'"
    after = f" after '{last}'" if last is not None else ""
    return f"the expression ends too early{after}", (end, end + 1), f"write {START_OF_OPERAND} there"


def _about_equal(text: str, before: list[Token], span: tuple[int, int]) -> Complaint:
    if before and before[-1].type == "EQUAL":
        return "there are no comparisons", span, "an assignment has one '='"
    if before and before[-1].type == "_SEPARATOR" or not before:
        return "a name is missing before '='", span, "write name = expression"
    return "only a name can stand before '='", span, "write name = expression; an equation cannot be solved"


def _about_comma(last: Token | None, span: tuple[int, int]) -> Complaint:
    if last is not None and last.type == "NUMBER":
        return "unexpected ','", span, "write a decimal number with a point, as in 1.5"
    if last is not None and last.type in ("LPAR", "COMMA"):
        return f"something is missing between '{last}' and ','", span, f"write {START_OF_OPERAND} before ','"
    return "unexpected ','", span, "commas only separate the arguments of a function"


def _unclosed(tokens: list[Token]) -> Token | None:
    """The innermost '(' of the last statement that has no ')' yet."""
    opened: list[Token] = []
    for token in tokens:
        if token.type == "LPAR":
            opened.append(token)
        elif token.type == "RPAR" and opened:
            opened.pop()
    return opened[-1] if opened else None


def _ends_an_operand(token: Token) -> bool:
    return token.type in ("NAME", "NUMBER", "RPAR")


def _factor_before(text: str, before: list[Token]) -> str:
    """The factor that ends with the last token: the token itself, or all of its parentheses."""
    depth, index = 0, len(before)
    while index:
        index -= 1
        depth += {"RPAR": 1, "LPAR": -1}.get(before[index].type, 0)
        if depth == 0:
            break
    if before[index].type == "LPAR" and index and before[index - 1].type == "NAME":
        index -= 1
    end = (before[-1].start_pos or 0) + len(before[-1])
    return _short(text[before[index].start_pos or 0 : end])


def _factor_after(text: str, token: Token) -> str:
    return "(…)" if token.type == "LPAR" else _short(str(token))


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:12] + "…" + text[-12:]


def _span(token: Token) -> tuple[int, int]:
    start = token.start_pos or 0
    return start, start + len(token)


def unknown_function(program: Program, name: str, start: int, arguments: str) -> ExpressionError:
    """The error of a call of something that is no function: a misspelling, or a product without its sign."""
    hint = f"write {name}*{_short(arguments)}"
    close = closest(name, FUNCTIONS)
    if close is not None and name not in program.names and name not in program.assigned:
        hint = f"did you mean '{close}'?"
    elif name not in program.names and name not in program.assigned and len(name) > 2:
        hint = f"the functions are listed by 'backprop ops'; for a product {hint}"
    return ExpressionError(
        f"unknown function '{name}'",
        text=program.text, span=(start, start + len(name)), hint=hint, source=program.source,
    )  # fmt: skip


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is spelled most like `name`, if any is close."""
    from difflib import get_close_matches

    for candidate in candidates:
        if sorted(candidate) == sorted(name):
            return candidate
    matches = get_close_matches(name, list(candidates), n=1, cutoff=0.6)
    return matches[0] if matches else None
