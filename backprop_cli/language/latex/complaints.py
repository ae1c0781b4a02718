"""What is wrong with LaTeX that the parser refused: which place, which words, and the way out."""

from __future__ import annotations

import re
from unicodedata import decomposition, normalize

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput

from ...errors import ExpressionError, Span
from ...ops import FUNCTIONS
from .. import characters
from ..characters import closing_of, shortened
from ..steps import Complaint
from ..tables import RAW
from .symbols import WORD, Symbol
from .unread import UNREAD, about_command, about_derivative, about_exponential, meant
from .words import BETWEEN, BREAKS, CLOSES, ENDS, LatexWords, place_of

START_OF_OPERAND = r"a number, a letter, a command such as \frac, or '('"

NUMBERS = {"NUMBER", "DIGIT", "SCIENTIFIC"}
PAIRS = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE", "LCURLY": "RCURLY", "OPENING": "CLOSING"}

_COMPARISON = "a statement is an expression, or name = expression"
_FORMULA = r"a formula has letters, numbers, signs and commands such as \frac"
INSTEAD = {
    "°": UNREAD["\\circ"][1],
    "!": "there is no factorial: write the product out",
    "<": _COMPARISON,
    ">": _COMPARISON,
    "≤": _COMPARISON,
    "≥": _COMPARISON,
    "≠": _COMPARISON,
    "≈": _COMPARISON,
    "√": "write \\sqrt{x}",
    "∞": UNREAD["\\infty"][1],
    "–": "write - for a minus sign",
    "—": "write - for a minus sign",
    "∑": UNREAD["\\sum"][1],
    "∂": UNREAD["\\partial"][1],
    "∇": UNREAD["\\partial"][1],
    "#": "a comment begins with %",
    ".": "a number is written 1.5 or .5",
    "\\": "leave it out, or write the command in full",
}

_RUN = re.compile(r"(?<![A-Za-z\\])([A-Za-z]{2,})[\s&]*$")
# An operand that ends clearly: in `x^-2x` nobody knows whether the x belongs to it.
_OPERAND = re.compile(r"(?:[0-9.]+|[A-Za-z])(?![\w.\\{^(])")
# A function with its exponent, and nothing behind it.
_BEGUN = re.compile(r"(\\[A-Za-z]+)\s*\^\s*(?:\{[^{}]*\}|[^\s{}])\s*$")
_NUMBER = re.compile(r"[0-9]+")


def complain(error: UnexpectedInput, words: LatexWords, parser: Lark) -> ExpressionError:
    """The error to show for one that the parser raised."""
    if isinstance(error, UnexpectedCharacters):
        return words.error(*_about_character(words.text, error.pos_in_stream or 0))
    token: Token = error.token  # type: ignore[attr-defined] # only UnexpectedToken is left
    if token.type == "COMMAND":
        token = _known(token, words.text, parser) or token
    return words.error(*_about(token, words))


def _known(command: Token, text: str, parser: Lark) -> Token | None:
    r"""The word that a command is elsewhere: where no sign can stand, `\cdot` is read as any command."""
    start = place_of(command)[0]
    for terminal in parser.terminals:
        found = re.compile(terminal.pattern.to_regexp()).match(text, start)
        if found and found.end() > start and terminal.name not in RAW["latex"]:
            return Token.new_borrow_pos(terminal.name, found.group(), command)
    return None


def factor_or_function(text: str, symbol: Symbol, factor: str, arguments: str) -> Complaint:
    """What is wrong with `a(b+c)`, where nothing tells what `a` is.

    Args:
        text: the text of the program.
        symbol: the name.
        factor: the name as it is written, with its exponent.
        arguments: the parenthesis that follows.
    """
    if symbol.style == WORD and len(symbol.name) > 1:
        return _unknown_function(symbol, arguments)
    span = symbol.start, symbol.end
    message = f"'{text[slice(*span)]}' can be a factor or a function"
    return message, span, f"write {factor} \\cdot {arguments}"


def _unknown_function(symbol: Symbol, arguments: str) -> Complaint:
    r"""What is wrong with `\operatorname{tahn}(x)`."""
    command = f"\\{symbol.name}"
    if command in UNREAD:
        return UNREAD[command][0], (symbol.start, symbol.end), UNREAD[command][1]
    close = meant(symbol.name, FUNCTIONS)
    hint = f"did you mean '{close}'?"
    if close is None:
        product = f"\\mathrm{{{symbol.name}}} \\cdot {arguments}"
        hint = f"the functions are listed by 'backprop ops'; for a product write {product}"
    return f"unknown function '{symbol.name}'", (symbol.start, symbol.end), hint


def _about_character(text: str, place: int) -> Complaint:
    character, span = text[place], (place, place + 1)
    if character == "\\" and text[place + 1 : place + 2].strip():
        command = text[place : place + 2]
        hint = {"\\%": "write x/100 for percent", "\\_": "write an index as x_{1}"}.get(command, "leave it out")
        return f"'{command}' is not read", (place, place + 2), hint
    if character in "'’′":
        return "primes are not read", span, "'backprop diff' finds a derivative; write a name with an index, as x_{1}"
    if decomposition(character).startswith("<super>"):
        return f"unexpected '{character}'", span, f"write ^{{{normalize('NFKC', character)}}} for a power"
    shown = f"'{character}'" if character.isprintable() else f"character U+{ord(character):04X}"
    plain = normalize("NFKC", character)
    other = f"write {plain}" if plain != character and plain.isascii() else _FORMULA
    return f"unexpected {shown}", span, INSTEAD.get(character) or characters.INSTEAD.get(character, other)


def _about(token: Token, words: LatexWords) -> Complaint:
    for about in (_about_raw, _about_name, _about_begun, _about_bracket, _about_equal, _about_mark):
        found = about(token, words)
        if found is not None:
            return found
    if words.last is None or words.last.type not in ENDS:
        return _about_missing_operand(token, words.last)
    return _about_number(token, words.last, words.text) if token.type in NUMBERS else _about_missing_sign(token)


def _about_raw(token: Token, words: LatexWords) -> Complaint | None:
    """What no rule of the grammar takes."""
    span = place_of(token)
    if token.type == "DERIVATIVE":
        return _placed(about_derivative(), span)
    if token.type == "EXPONENTIAL":
        return _placed(about_exponential(str(token)), span)
    return _placed(about_command(words.text, span[1], str(token)), span) if token.type == "COMMAND" else None


def _placed(complaint: tuple[str, str], span: Span) -> Complaint:
    return complaint[0], span, complaint[1]


def _about_name(token: Token, words: LatexWords) -> Complaint | None:
    """What cannot be an index, or stand in a style or under an accent."""
    if words.inside in ("STYLE", "ACCENT"):
        hint = "write each letter with its own: \\mathbf{w} \\mathbf{x}"
        return "this stands over one name", _place(token, words), hint
    if words.inside or (words.last is not None and words.last.type == "UNDER"):
        return "this is no index", _place(token, words), "write letters, digits and commas: x_{i,1}"
    return None


def _about_begun(token: Token, words: LatexWords) -> Complaint | None:
    """What does not go on as the word before it needs it: an exponent or a function."""
    last = words.last
    if last is None or last.type not in ("POWER", "FUNCTION"):
        return None
    if last.type == "POWER":
        return _about_exponent(token, words)
    if token.type == "EQUAL":
        return f"'{last}' is a function and cannot be assigned", place_of(last), "choose another name"
    return f"'{last}' needs its argument", place_of(last), f"write {last}(…), with the argument in parentheses"


def _place(token: Token, words: LatexWords) -> tuple[int, int]:
    """The place of a word; of the end of the text, the character behind it."""
    if token.type != "$END":
        return place_of(token)
    end = place_of(words.last)[1] if words.last is not None else 0
    return end, end + 1


def _about_exponent(token: Token, words: LatexWords) -> Complaint:
    text, start = words.text, place_of(words.last)[0] if words.last else 0
    place, end = _place(token, words)
    exponent = "…"
    if token == "(" and text[closing_of(text, place) - 1] == ")":
        exponent = shortened(text[end : closing_of(text, place) - 1])
    elif token.type == "SUM_SIGN" and (operand := _OPERAND.match(text, end)):
        exponent = f"{token}{operand.group()}"
    return f"unexpected {_shown(token)} after '^'", (start, end), f"write ^{{{exponent}}}"


def _about_bracket(token: Token, words: LatexWords) -> Complaint | None:
    """A bracket or a formula that ends where it should not, or does not end."""
    opening = words.open[-1] if words.open else None
    if token.type == "$END" or token.type in BETWEEN:
        return _about_the_end(token, words, opening)
    if token.type not in CLOSES or (opening is not None and PAIRS[opening.type] == token.type):
        return None
    if opening is None:
        return f"this '{token}' closes nothing", place_of(token), "remove it, or add the one that opens"
    hint = "write \\left| and \\right| around a magnitude" if "|" in opening else f"write {_closing(opening)} there"
    return f"'{opening}' is closed by '{token}'", place_of(token), hint


def _about_the_end(token: Token, words: LatexWords, opening: Token | None) -> Complaint:
    last, shown = words.last, _shown(token)
    if last is not None and last.type not in ENDS and last.type not in BETWEEN:
        return f"something is missing between '{last}' and {shown}", _place(token, words), f"write {START_OF_OPERAND}"
    if opening is not None:
        return f"this '{opening}' is not closed", place_of(opening), f"add the missing '{_closing(opening)}'"
    if token.type == "$END" and (begun := _BEGUN.search(words.text)):
        function, start = begun.group(1), begun.start()
        return f"'{function}' needs its argument", (start, start + len(function)), f"write {function}(…)"
    if token.type == "$END":
        return "the formula is not closed", _place(token, words), "add the sign that ends it, as $ or \\]"
    if token.type == "END":
        return f"this '{token}' closes nothing", place_of(token), "leave it out"
    return f"unexpected {shown}", _place(token, words), "leave out what stands beside the formula"


def _closing(opening: Token) -> str:
    """What closes a bracket."""
    closed = str(opening)
    for left, right in (("left", "right"), ("\\l", "\\r"), ("(", ")"), ("[", "]"), ("{", "}")):
        closed = closed.replace(left, right)
    return closed


def _about_equal(token: Token, words: LatexWords) -> Complaint | None:
    """An equals sign that follows no name."""
    span = place_of(token)
    if token.type != "EQUAL":
        return None
    if words.open:
        return "an equation inside parentheses", span, "write it as a statement before: a = 2 \\\\ 3 a"
    if words.equal:
        return "a second '=' in one statement", span, "end a statement with \\\\ or ;, and write name = expression"
    if words.last is None or words.last.type in BETWEEN:
        return "a name is missing before '='", span, "write name = expression"
    run = _RUN.search(words.text, 0, span[0])
    hint = f"write \\mathrm{{{run.group(1)}}} = …" if run else "write y = …: functions and equations are not read"
    return "only a name can stand before '='", span, hint


def _about_mark(token: Token, words: LatexWords) -> Complaint | None:
    """A sign that does not stand between two operands."""
    last, span = words.last, place_of(token)
    after_operand = last is not None and last.type in ENDS
    if token.type == "UNDER":
        return "only a name has an index", span, "write it directly behind the name, as in x_{1}^{2}"
    if token.type == "POWER" and after_operand:
        return "a second exponent", span, "write x^{2^{3}} or {x^{2}}^{3}"
    if token.type == "POWER":
        return "there is nothing before '^'", span, f"write {START_OF_OPERAND} before it"
    if token.type != "COMMA":
        return None
    if _NUMBER.match(words.text, span[1]) or (last is not None and last.type == "LCURLY"):
        return "unexpected ','", span, "write a decimal number with a point, and a large one without commas"
    return "unexpected ','", span, "commas only separate the arguments of a function"


def _about_number(token: Token, last: Token, text: str) -> Complaint:
    """A number behind an operand."""
    span = place_of(token)
    start, end = place_of(last)
    mark = text[:start].rstrip()[-1:]
    if last.type == "DIGIT" and end == span[0] and mark in ("^", "_"):
        whole = f"{last}{token}"
        return f"'{mark}{whole}' is {mark}{last} before {token} in LaTeX", (start, span[1]), f"write {mark}{{{whole}}}"
    if last.type in ("NUMBER", "DIGIT"):
        thousands = f"write {last}{token} without the space, or \\cdot for a product"
        hint = thousands if len(token) == 3 else f"write {last} \\cdot {token}"
        return "a sign is missing between two numbers", (start, span[1]), hint
    return (
        "a number stands behind a factor", span,
        f"write it first, or _{{{token}}} for an index, ^{{{token}}} for a power, \\cdot {token} for a product",
    )  # fmt: skip


def _about_missing_sign(token: Token) -> Complaint:
    hint = "put it in parentheses, or write \\cdot here"
    return "nothing tells where the argument of the function ends", place_of(token), hint


def _about_missing_operand(token: Token, last: Token | None) -> Complaint:
    shown, span = _shown(token), place_of(token)
    if last is None or (last.type in BETWEEN and token.type in BREAKS):
        return f"the formula begins with {shown}", span, f"begin with {START_OF_OPERAND}"
    if last.type in BETWEEN:
        return f"{shown} stands beside the formula", span, "leave it out: a text holds formulas and no words"
    if token.type in CLOSES and last.type in PAIRS:
        return (
            f"there is nothing between '{last}' and {shown}",
            (place_of(last)[0], span[1]),
            f"write {START_OF_OPERAND}",
        )
    return f"something is missing between '{last}' and {shown}", span, f"write {START_OF_OPERAND}"


def _shown(token: Token) -> str:
    if token.type == "$END":
        return "the end"
    return "the end of the line" if not token.strip() else f"'{shortened(str(token))}'"
