"""What to say about a character that is not of the language: what people mean by it, and what to write instead."""

from __future__ import annotations

import re
from unicodedata import digit, normalize

from ..errors import Span
from .elsewhere import CONDITIONS, DERIVATIVES
from .steps import Complaint

_LATEX = "for LaTeX say --from latex"
_QUOTES = "leave out the quotation marks"
_COMPARISON = f"there are no comparisons: {CONDITIONS}"
_LOGIC = f"there are no logical operators: {CONDITIONS}"
_PRODUCT = "write * for a product"
_SET = "there are no sets: write the expression alone"
_ASSIGNMENT = "write = for an assignment"
_ARROW = "arrows are not read: write name = expression"
_VECTOR = "there are no vectors: write each product out, such as w1*x1 + w2*x2"
_INDEX = "write ^2 for a power; an index is part of the name: x_2"
_SIGNS = "the signs are + - * / ^"

# Characters that people try, and what to write instead.
INSTEAD = {
    "!": "there is no factorial: write the product out",
    "%": "write x/100 for percent, x - n*floor(x/n) for a remainder; a comment begins with #",
    **dict.fromkeys("[]{}", "group with ( and )"),
    "\\": _LATEX,
    **dict.fromkeys("'’′", "leave out quotation marks and primes"),
    **dict.fromkeys('"“”„‘`', _QUOTES),
    "—": "write - for a minus sign",
    **dict.fromkeys("⊙⊗⨯✕✖", _PRODUCT),
    "∘": "write * for a product, f(g(x)) for one function after another",
    "±": "write two expressions, one with + and one with -; an uncertainty is that of a value: x=2±0.1",
    "∓": "write two expressions, one with - and one with +",
    **dict.fromkeys("<>≤≥≠≈≡∼≃≅", _COMPARISON),
    **dict.fromkeys("&~¬∧∨", _LOGIC),
    **dict.fromkeys("∈∉∀∃∅ℝℂℕℤ", _SET),
    **dict.fromkeys("←⟵≔", _ASSIGNMENT),
    **dict.fromkeys("→↦⟶⇒", _ARROW),
    "@": "there are no matrices: write a product as a*b",
    ":": "a statement is written name = expression",
    "?": "write a number or a name in its place, or leave it out",
    "∞": "there is no infinity: write a number such as 1e300",
    "$": "leave out the $ signs",
    ".": "a number is written 1.5 or .5",
    **dict.fromkeys("∂∇", DERIVATIVES),
    **dict.fromkeys("∫∮", "there are no integrals"),
    "∑": "write each term out, as in sum(a, b, c)",
    "∏": "write each factor out, as in prod(a, b, c)",
    "∜": "write x^(1/4)",
    **dict.fromkeys("‖∥", "write abs(x), or hypot(x, y) for the length of a vector"),
    **dict.fromkeys("°º", "angles are in radians: write 30*pi/180 for 30 degrees"),
    "‰": "write x/1000",
    "ˆ": "write ^ for a power",
    "ᵀ": "a number has no transpose: write x*y for a product",
    "…": "write every term out",
    **dict.fromkeys("⟨⟩", _VECTOR),
    **dict.fromkeys("⁽⁾", _INDEX),
}

# Letters that stand raised behind a name.
RAISED_LETTERS = re.compile("[⁺⁻⁽]?[ʰ-ˡᴬ-ᵡᶛ-ᶿⁱⁿ⁰-⁹²³¹ˢˣʸ]+")
_OPERAND = re.compile(r"[\w.]+")
# Characters as wide as a Chinese one, and the plain ones that they are.
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}

# What people mean by a character depends on what stands around it.
IN_CONTEXT = [
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"&#?\w+;|</?\w+>", "this is HTML: write the character itself, and ^ for a power"),
        (r"\.\.", "write every term out"),
        (r"(?<![\w)])!(?=[\w(])", _LOGIC),
        (r"(?<=[\w)] )\. ?(?=[\w(])", _PRODUCT),
        (r"\?(?=[^:;\n]*:)", f"there are no conditions: {CONDITIONS}"),
        (r"<(?=[^<>=\n]*,[^<>=\n]*>)", _VECTOR),
        (r"(?<=[\w)])['’′](?![0-9])", DERIVATIVES),
        (r"\\[ \t]*[\r\n]", "a statement ends with its line: write it on one line, without the \\"),
        (r"```|~~~", "leave out the lines of Markdown around the text"),
        (r":=", "write = alone"),
        (r"(?<=[0-9])['’][0-9]{3}(?![0-9])", "write the number without marks between the thousands"),
        (r"(?<=[-=])>", _ARROW),
        (r"<- ", _ASSIGNMENT),
        (r"\\(?:cdot|times)", "LaTeX is not read: write * for a product"),
    )
]

_PARENTHESIS = re.compile(r"[()]")
_LINE = re.compile(r"[\r\n]")


def about_character(text: str, place: int) -> Complaint:
    """What is wrong with a text that has a character at `place` that begins no word of the language."""
    character = text[place]
    raised = RAISED_LETTERS.match(text, place)
    if raised and character not in INSTEAD:
        return f"unexpected '{raised[0]}'", raised.span(), f"write ^{normalize('NFKC', raised[0])} for a power"
    if "\udc80" <= character <= "\udcff":
        # How Python keeps a byte of the command line that is not text.
        return f"unexpected byte 0x{ord(character) - 0xDC00:02X}", (place, place + 1), "write the expression in UTF-8"
    return f"unexpected {_shown(character)}", (place, place + 1), _instead(text, place)


def _instead(text: str, place: int) -> str:
    for pattern, hint in IN_CONTEXT:
        if pattern.match(text, place):
            return hint
    if text[place] == "%":
        return _percent(text, place)
    return INSTEAD.get(text[place]) or _full_width(text, place) or _by_kind(text[place])


def _percent(text: str, place: int) -> str:
    """`10%` is 10/100, and `7 % 3` the remainder of a division."""
    before, after = operand_before(text, place), operand_at(text, place + 1)
    if not before:
        return INSTEAD["%"]
    remainder = f"{shortened(before)} - {shortened(after)}*floor({shortened(before)}/{shortened(after)})"
    ways = [f"({remainder}) for the remainder"] * bool(after) + [f"({shortened(before)}/100) for percent"]
    return f"write {', or '.join(ways)}; a comment begins with #"


def _full_width(text: str, place: int) -> str | None:
    """`ｘ＋１`, as keyboards for Chinese and Japanese write it: the whole statement in plain characters."""
    if not "！" <= text[place] <= "～":
        return None
    statement = text[slice(*statement_around(text, place))].strip()
    plain = statement.translate(_PLAIN)
    return f"write {plain}" if len(plain) <= 60 and plain.isascii() else None


def _by_kind(character: str) -> str:
    """The way out for a character that no table knows, by what Unicode says of it."""
    if not character.isprintable():
        return "write an ordinary space" if character.isspace() else "remove this invisible character"
    plain = normalize("NFKC", character)
    if plain != character and plain.isascii():
        return f"write {plain}"
    value = digit(character, None)
    return f"it does not belong to the language: {_SIGNS}" if value is None else f"write {value}"


def _shown(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"character U+{ord(character):04X}"


def is_operand(text: str) -> bool:
    """Whether a text is one operand: a number, a name, a call or all of a parenthesis."""
    return bool(text) and operand_at(text, 0) == text


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


def statement_around(text: str, place: int) -> Span:
    """Where the statement around a place begins and ends; a comment belongs to none."""
    line = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    stop = _LINE.search(text, place)
    end = stop.start() if stop else len(text)
    comment = text.find("#", line, end)
    end = comment if comment >= 0 else end
    next_one = text.find(";", place, end)
    return max(line, text.rfind(";", line, min(place, end)) + 1), end if next_one < 0 else next_one


def shortened(text: str, most: int = 30) -> str:
    """A piece of the text short enough for a message."""
    return text if len(text) <= most else text[:12] + "…" + text[-12:]
