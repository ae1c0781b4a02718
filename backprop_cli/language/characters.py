"""What to say about a character that is not of the language: what people mean by it, and what to write instead."""

from __future__ import annotations

import re
from unicodedata import digit, normalize

from ..errors import Span

# What is wrong, the place and the way out.
Complaint = tuple[str, Span, str]

SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
ROOTS = {"√": "sqrt", "∛": "cbrt"}

_LATEX = "for LaTeX say --from latex"
_MINUS = "write - for a minus sign"
_QUOTES = "leave out the quotation marks"
_COMPARISON = "there are no comparisons: leave it out"

# Characters that people try, and what to write instead.
INSTEAD = {
    "!": "there is no factorial: write the product out",
    "%": "write x/100 for percent; there is no remainder",
    "[": "group with ( and )",
    "]": "group with ( and )",
    "{": "group with ( and )",
    "}": "group with ( and )",
    "\\": _LATEX,
    "'": "leave out quotation marks and primes",
    "’": "leave out quotation marks and primes",
    "′": "leave out quotation marks and primes",
    '"': _QUOTES,
    "“": _QUOTES,
    "”": _QUOTES,
    "„": _QUOTES,
    "‘": _QUOTES,
    "`": _QUOTES,
    "∗": "write * for a product",
    "•": "write * for a product",
    "∙": "write * for a product",
    "⁄": "write / for a quotient",
    "∕": "write / for a quotient",
    "–": _MINUS,
    "—": _MINUS,
    "‐": _MINUS,
    "‑": _MINUS,
    "<": _COMPARISON,
    ">": _COMPARISON,
    "≤": _COMPARISON,
    "≥": _COMPARISON,
    "≠": _COMPARISON,
    "&": "there are no logical operators",
    "~": "there are no logical operators",
    "@": "there are no matrices: write a product as a*b",
    ":": "a statement is written name = expression",
    "?": "there are no conditions",
    "∞": "there is no infinity: write a large number",
    "$": "leave out the $ signs",
    ".": "a number is written 1.5 or .5",
}

_OPERAND = re.compile(r"[\w.]+")
_PARENTHESIS = re.compile(r"[()]")


def about_character(text: str, place: int) -> Complaint:
    """What is wrong with a text that has a character at `place` that begins no word of the language."""
    character = text[place]
    if character in SUPERSCRIPTS:
        return _about_superscript(text, place)
    if character == "|":
        return _about_bar(text, place)
    if character == "." and place and text[place - 1].isalnum():
        return _about_dot(text, place)
    if "\udc80" <= character <= "\udcff":
        # How Python keeps a byte of the command line that is not text.
        return f"unexpected byte 0x{ord(character) - 0xDC00:02X}", (place, place + 1), "write the expression in UTF-8"
    return f"unexpected {_shown(character)}", (place, place + 1), _instead(text, place)


def _instead(text: str, place: int) -> str:
    character = text[place]
    if character in FRACTIONS:
        return f"write ({FRACTIONS[character]})"
    if character in ROOTS:
        return f"write {ROOTS[character]}({_inside(operand_at(text, place + 1)) or '…'})"
    before = text[place - 1] if place else ""
    if (character == "{" and before == "_") or (character == "[" and before.isalnum()):
        return "an index is part of the name: write x_1"
    if character == ":" and text[place : place + 2] == ":=":
        return "write = alone"
    return INSTEAD.get(character) or _by_kind(character)


def _by_kind(character: str) -> str:
    """The way out for a character that no table knows, by what Unicode says of it."""
    if not character.isprintable():
        return "write an ordinary space" if character.isspace() else "remove this invisible character"
    plain = normalize("NFKC", character)
    if plain != character and plain.isascii():
        return f"write {plain}"
    value = digit(character, None)
    return "it does not belong to the language: remove it" if value is None else f"write {value}"


def _about_superscript(text: str, place: int) -> Complaint:
    end = place
    while end < len(text) and text[end] in SUPERSCRIPTS:
        end += 1
    power = "".join(SUPERSCRIPTS[c] for c in text[place:end])
    return f"unexpected '{text[place:end]}'", (place, end), f"write ^{power} for a power"


def _about_bar(text: str, place: int) -> Complaint:
    """`|x|` is underlined as a whole, if it is short."""
    end = text.find("|", place + 1, place + 60) + 1
    inside = text[place + 1 : end - 1].strip() if end else ""
    if not inside or "\n" in inside:
        return "unexpected '|'", (place, place + 1), "write abs(…) for a magnitude"
    return f"unexpected '{text[place:end]}'", (place, end), f"write abs({inside})"


def _about_dot(text: str, place: int) -> Complaint:
    """A point in a name: `math.sin(x)`, or a sentence."""
    start = place
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    prefix = text[start : place + 1]
    if text[place + 1 : place + 2].isalpha() and prefix[0].isalpha():
        return f"unexpected '{prefix}'", (start, place + 1), "leave it out: functions have no prefix"
    return "unexpected '.'", (place, place + 1), INSTEAD["."]


def _shown(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"character U+{ord(character):04X}"


def not_in_a_name(name: str) -> Complaint | None:
    """What is wrong with a name that holds a superscript or a fraction; None if nothing is.

    Such characters count as letters for the pattern of names, as the digits of `w₀` do.
    """
    for place, character in enumerate(name):
        if character in SUPERSCRIPTS or character in FRACTIONS:
            return about_character(name, place)
    return None


def operand_at(text: str, start: int) -> str:
    """The operand that begins at `start`: a number, a name, a call or all of a parenthesis."""
    while text[start : start + 1] == " ":
        start += 1
    word = _OPERAND.match(text, start)
    end = word.end() if word else start
    if text[end : end + 1] == "(":
        end = closing_of(text, end)
    return text[start:end]


def operand_before(text: str, end: int) -> str:
    """The operand that ends at `end`, as `operand_at`."""
    while end and text[end - 1] == " ":
        end -= 1
    start = end
    if text[end - 1 : end] == ")":
        start = _opening_of(text, end - 1)
    while start and (text[start - 1].isalnum() or text[start - 1] in "_."):
        start -= 1
    return text[start:end]


def closing_of(text: str, opening: int) -> int:
    """Where the parenthesis ends that opens at `opening`; the end of the text if it never does."""
    depth = 0
    for found in _PARENTHESIS.finditer(text, opening):
        depth += 1 if found.group() == "(" else -1
        if depth == 0:
            return found.end()
    return len(text)


def _opening_of(text: str, closing: int) -> int:
    """Where the parenthesis begins that closes at `closing`; the beginning of the text if it never does."""
    depth = 0
    for place in range(closing, -1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if depth == 0:
            return place
    return 0


def _inside(operand: str) -> str:
    """An operand without parentheses around all of it, shortened."""
    return shortened(operand[1:].removesuffix(")") if operand.startswith("(") else operand)


def shortened(text: str) -> str:
    """A piece of the text short enough for a message."""
    return text if len(text) <= 30 else text[:12] + "…" + text[-12:]
