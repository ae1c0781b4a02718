"""What is wrong with a text that the parser refused: which place, which words, and the way out."""

from __future__ import annotations

from lark import Lark
from lark.exceptions import UnexpectedCharacters, UnexpectedInput

from ..ops import FUNCTIONS
from .brackets import BRACKETS, about_bracket
from .characters import about_character, operand_at, operand_before, shortened, statement_around
from .functions import function_alone, root_of
from .place import ENDS, START_OF_OPERAND, Place, Word, place_of, unclosed
from .separators import about_comma, about_equal
from .signs import CLOSINGS, RAISED, ROOTS
from .steps import Complaint

_CLOSINGS = {"(": ")", **CLOSINGS}
_OPENINGS = {closing: opening for opening, closing in _CLOSINGS.items()}

# Two signs that mean something elsewhere.
_INSTEAD_OF_TWO = {
    "//": "write floor(a/b) to round a quotient down; a comment begins with #",
    "/*": "a comment begins with #",
    "^^": "write ^ once",
}


def complain(error: UnexpectedInput, text: str, parser: Lark) -> Complaint:
    """What to say about an error that the parser raised."""
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        return about_bracket(text, at) if text[at] in BRACKETS else about_character(text, at)
    place = place_of(text, error.token, parser)  # type: ignore[attr-defined] # only UnexpectedToken is left
    if isinstance(place, Word):
        return _about_a_far_one(place)
    opening = unclosed(place.before)
    if opening is not None and opening.text != _OPENINGS.get(place.token.text, opening.text):
        return _about_crossed_parentheses(place, opening)
    if opening is None and place.token.text in _OPENINGS and place.token.type != "VBAR":
        return _about_a_stray_end(place, f"'{place.token.text}'")
    about = _BY_KIND.get(place.token.type, _about_missing_operand)
    return about(place, opening)


def _about_a_far_one(word: Word) -> Complaint:
    """A word in a statement that is too long to look for what it belongs to."""
    if word.type == "$END":
        message, span = "the expression ends too early", (word.start, word.start + 1)
    else:
        shown = _shown_separator(word) if word.type == "_SEPARATOR" else f"'{shortened(word.text)}'"
        message, span = f"unexpected {shown}", word.span
    return message, span, "shorter statements tell more: give parts of this one names"


def _about_crossed_parentheses(place: Place, opening: Word) -> Complaint:
    """`(|x)`: another kind of parenthesis is to be closed first."""
    shown, closing = place.token.text, _CLOSINGS[opening.text]
    return f"this '{opening.text}' is not closed before '{shown}'", opening.span, f"add the missing '{closing}'"


def _about_separator(place: Place, opening: Word | None) -> Complaint:
    if opening is None:
        return _about_missing_operand(place, opening)
    end, closing = _shown_separator(place.token), _CLOSINGS[opening.text]
    hint = f"add the missing '{closing}'"
    if place.token.text == ";" and place.before_is(opening, ("NAME", "METHOD")):
        hint += ", or write ',' between arguments: ';' ends a statement"
    elif closing in place.text[place.token.span[1] :]:
        hint = f"close it before {end}: that is where a statement ends"
    return f"this '{opening.text}' is not closed before {end}", opening.span, hint


def _about_the_end(place: Place, opening: Word | None) -> Complaint:
    last = place.last
    if opening is not None and last is not None and last.type in ENDS and last is not opening:
        return f"this '{opening.text}' is never closed", opening.span, f"add the missing '{_CLOSINGS[opening.text]}'"
    after = f" after '{last.text}'" if last is not None else ""
    hint = f"write {START_OF_OPERAND} there"
    if last is not None and last.text in ("+", "-") and place.text[last.start - 1 : last.start] == last.text:
        hint = f"write {last.text} 1 for {last.text * 2}"
    return f"the expression ends too early{after}", (place.end, place.end + 1), hint


def _about_missing_operand(place: Place, opening: Word | None) -> Complaint:
    last, token, span = place.last, place.token, place.token.span
    shown = _shown_separator(token) if token.type == "_SEPARATOR" else f"'{token.text}'"
    if last is None:
        return f"the expression begins with {shown}", span, f"begin with {START_OF_OPERAND}"
    if last.type == "LPAR" and token.type == "RPAR":
        return "there is nothing between '(' and ')'", (last.start, span[1]), f"write {START_OF_OPERAND}"
    if last.type in ENDS:
        return _about_a_stray_end(place, shown)
    if last.text == token.text == "*":
        return f"unexpected {shown}", span, "write ** for a power, without a space, or * for a product"
    hint = _INSTEAD_OF_TWO.get(last.text + token.text, f"write {START_OF_OPERAND} before {shown}")
    if last.type == "ROOT_SIGN":
        hint = f"write ( and ) around what is below the root: {last.text}(-x)"
    return f"something is missing between '{last.text}' and {shown}", span, hint


def _about_a_stray_end(place: Place, shown: str) -> Complaint:
    """What cannot follow an operand: a closing sign that nothing opened, or a method of a power."""
    if place.token.type == "METHOD":
        hint = f"write ( and ) around what it is the method of: (…){place.token.text}()"
        return f"unexpected {shown}", place.token.span, hint
    opening = _OPENINGS.get(place.token.text, "(")
    return f"this {shown} closes nothing", place.token.span, f"remove it, or add the missing '{opening}'"


def _shown_separator(token: Word) -> str:
    return "';'" if token.text == ";" else "the end of the line"


def _about_power(place: Place, opening: Word | None) -> Complaint:
    """`x²^3`: which of the two comes first is not told."""
    if place.last is None or place.last.type not in ENDS:
        return _about_missing_operand(place, opening)
    span = place.last.start, place.token.span[1]
    return "two powers can be read in two ways", span, "write ( and ) around the one that comes first"


def _about_superscript(place: Place, opening: Word | None) -> Complaint:
    if place.last is not None and place.last.type in ENDS:
        return _about_power(place, opening)
    (start, end), text = place.token.span, place.text
    if text[end : end + 1] not in ROOTS:
        hint = "write before it what is raised to that power"
        return f"nothing stands before '{place.token.text}'", (start, end), hint
    inside = operand_at(text, end + 1)
    inside = shortened(inside[1:-1] if inside.startswith("(") else inside) or "x"
    root = root_of(place.token.text.translate(RAISED), inside)
    return "the degree of a root is not read", (start, end + 1), f"write {root}"


def _about_bar(place: Place, opening: Word | None) -> Complaint:
    """A bar where none can open and none is open: `2|x|`, `a | b`, `|a|b|c|`."""
    text, (start, after) = place.text, place.token.span
    last = place.before[-1]
    if last.type == "NAME" and last.text in FUNCTIONS:
        return function_alone(text, last.text, last.start)
    closing = text.find("|", after, statement_around(text, start)[1])
    inside = text[after:closing].strip() if closing > 0 else ""
    bars = [token for token in place.before if token.type == "VBAR"]
    if bars and text[start - 1] != "|":
        return "these bars can be read in two ways", (bars[0].start, after), "write abs(…) for each magnitude"
    if inside:
        before = text[bars[-2].start : place.end] if len(bars) > 1 else operand_before(text, start)
        hint = f"write {shortened(before)}*|{shortened(inside)}|"
        return "a sign is missing before a bar", place.token.span, hint
    return "unexpected '|'", place.token.span, "write |x| for a magnitude; there are no logical operators"


_BY_KIND = {
    "$END": _about_the_end,
    "_SEPARATOR": _about_separator,
    "EQUAL": about_equal,
    "COMMA": about_comma,
    "POWER_SIGN": _about_power,
    "SUPERSCRIPT": _about_superscript,
    "VBAR": _about_bar,
}
