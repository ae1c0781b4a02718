"""What is wrong with a sign that the parser refused because it parts what it cannot part: '=' or ','."""

from __future__ import annotations

import re

from ..errors import Span
from .characters import is_operand, shortened, statement_around
from .elsewhere import BOUNDS, OF_ARRAYS
from .functions import operation, usage
from .place import START_OF_OPERAND, Place, Word, unclosed
from .steps import Complaint

FUNCTION_DEFINED = "functions cannot be defined"
ONLY_A_NAME = "only a name can stand before '='"

# These say of what stands before a sign that it is no expression, whatever else would be wrong with it.
BEFORE_EQUAL = (FUNCTION_DEFINED, ONLY_A_NAME)

_DIGITS = re.compile("[0-9]+")
_ONE_THOUSAND = re.compile(r"#[^\r\n]*|(?<![\w.,])([1-9][0-9]{0,2}),(0[0-9]{2})(?![0-9.])")
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+,[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?(?![0-9,])|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")


def thousands_in(text: str) -> list[Complaint]:
    """The numbers such as 1,000 that would be two arguments, 1 and 0, in `max(1,000)`.

    One such as 1,500 may be meant as two; no other number begins with a 0.
    """
    found = []
    for number in _ONE_THOUSAND.finditer(text):
        if number[1]:
            hint = f"write {number[1]}{number[2]} for the number, {number[1]}, {int(number[2])} for two arguments"
            found.append(("a number holds no commas", number.span(), hint))
    return found


def about_equal(place: Place, opening: Word | None) -> Complaint:
    """What is wrong with a '='."""
    before, span = place.before, place.token.span
    kinds = [token.type for token in before]
    if not before:
        return "a name is missing before '='", span, "leave out the '=', or write a name before it"
    if kinds[-1] == "EQUAL":
        return "there are no comparisons", (before[-1].start, span[1]), "an assignment has one '='"
    if opening is not None:
        return _about_inner_equal(place, opening)
    if "EQUAL" in kinds:
        return "a second '=' in one statement", span, "write a statement for each name: a = 2; b = a"
    return _about_what_is_no_name(place, kinds)


def _about_what_is_no_name(place: Place, kinds: list[str]) -> Complaint:
    span, rest = place.token.span, shortened(place.rest)
    name = place.before[0].text
    if kinds[:2] == ["NAME", "LPAR"] and kinds[-1] == "RPAR":
        return FUNCTION_DEFINED, span, f"write {name} = {rest or 'expression'}"
    if len(kinds) == 2 and kinds[0] == "NAME" and kinds[1].endswith("_SIGN"):
        sign = place.before[1]
        changed = rest if is_operand(rest) or sign.text == "+" else f"({rest or '…'})"
        hint = f"a name is assigned once: write {name}2 = {name} {sign.text} {changed or '…'}"
        return f"'{name}' cannot be changed", (sign.start, span[1]), hint
    if rest in ("", "?"):
        return "nothing is assigned here", span, "leave out the '='"
    return ONLY_A_NAME, span, "write name = expression; an equation cannot be solved"


def _about_inner_equal(place: Place, opening: Word) -> Complaint:
    function = place.before_is(opening, ("NAME", "METHOD"))
    if function is None:
        return "an assignment inside parentheses", place.token.span, "write it as a statement before: a = 2; 3*a"
    argument, end = place.before[-1], place.token.span[1]
    op = operation(function.text.rpartition(".")[2])
    hint = f"leave out '{shortened(place.text[argument.start : end])}'"
    if argument.text in OF_ARRAYS:
        hint = "leave it out, with what is assigned to it: every value is one number"
    elif op is not None and argument.text in BOUNDS:
        hint = f"its form is {usage(op)}; for one bound alone write max(x, lo) or min(x, hi)"
    elif op is not None:
        hint += f": its form is {usage(op)}"
    return "arguments have no names", (argument.start, end), hint


def about_comma(place: Place, opening: Word | None) -> Complaint:
    """What is wrong with a ','."""
    last, span, text = place.last, place.token.span, place.text
    if last is not None and last.type == "NUMBER" and _DIGITS.match(text, span[1]):
        return _about_a_number(text, last, span)
    if last is not None and last.type in ("LPAR", "COMMA"):
        return f"something is missing between '{last.text}' and ','", span, f"write {START_OF_OPERAND} before ','"
    if unclosed(place.before) is not None:
        return "unexpected ','", span, "there are no pairs and no lists: write one number in the parentheses"
    return _about_a_list(place)


def _about_a_list(place: Place) -> Complaint:
    """`a, b = 2, 3` and `a = 2, b = 3*a`: commas between statements."""
    start, end = statement_around(place.text, place.token.start)
    statement = place.text[start:end].strip()
    names, sign, values = statement.partition("=")
    span, hint = place.token.span, "commas only separate the arguments of a function; statements end with ';'"
    if not sign or "(" in statement:
        return "unexpected ','", span, hint
    if "," in names and names.count(",") == values.count(","):
        pairs = zip(names.split(","), values.split(","), strict=True)
        ways = "; ".join([f"{name.strip()} = {value.strip()}" for name, value in pairs])
        return "a statement assigns one name", span, f"write {shortened(ways)}"
    return "unexpected ','", span, f"statements end with ';': write {shortened(statement.replace(',', ';'))}"


def _about_a_number(text: str, before: Word, span: Span) -> Complaint:
    """`1,5` has a decimal comma; `1,000` may have one, and `1,000,000` has none."""
    first = len(text[: before.start].rstrip("0123456789 "))
    if spaced := _SPACED.search(text, first):
        return "a number holds no spaces", spaced.span(), f"write {spaced[0].replace(' ', '').replace(',', '.')}"
    found = _THOUSANDS.match(text, before.start)
    if found is None:
        digits = _DIGITS.match(text, span[1])
        written = f"{before.text},{digits[0] if digits else ''}"
    else:
        written = found[0]
    return "unexpected ','", span, f"write {_number_meant(written)}"


def _number_meant(written: str) -> str:
    if "." in written.partition(",")[0]:
        return shortened(written.replace(".", "").replace(",", "."))
    decimal = shortened(written.replace(",", "."))
    if not _THOUSANDS.fullmatch(written) or written[0] == "0":
        return f"a decimal number with a point: {decimal}"
    whole = shortened(written.replace(",", ""))
    return whole if written.count(",") > 1 or "." in written else f"{whole}, or {decimal} for a decimal comma"
