"""What to say about brackets, which other languages have for lists, for indices and for arguments."""

from __future__ import annotations

import re
from typing import NamedTuple

from ..ops import FUNCTIONS
from .characters import is_operand, operand_at, operand_before, shortened
from .elsewhere import CONDITIONS, DERIVATIVES, LOGARITHMS, OF_BASE, TAKES_A_DEGREE
from .functions import instead_of, operation, root_of
from .steps import Complaint

BRACKETS = {"[": "]", "{": "}"}

_GROUP = "group with ( and )"
_INDEX = "an index is part of the name: write"
_INDICES = re.compile(r"(?:\[\w+\])*")
_WORD = re.compile(r"\w+")
_LINE = re.compile(r"[\r\n]")

# What is inside is looked for so far.
_FAR = 200


class Bracket(NamedTuple):
    """A bracket with what stands around it: of `w[0]*x` that is "w", "0" and "*x"."""

    sign: str
    before: str
    inside: str
    after: str
    indices: str


def about_bracket(text: str, place: int) -> Complaint:
    """What is wrong with a bracket: `max([a, b])`, `exp[x]`, `x[0]`, `x_{1}`, `x^{n+1}`."""
    sign = text[place]
    end = text.find(BRACKETS[sign], place, place + _FAR) + 1
    inside = text[place + 1 : end - 1].strip() if end and not _LINE.search(text, place, end) else ""
    before = text[:place]
    if before.endswith(" "):
        before = ""
    indices = _INDICES.match(text, place)
    bracket = Bracket(sign, before[-_FAR:], inside, text[end:], indices[0] if indices else "")
    return f"unexpected '{sign}'", (place, place + 1), _meant(bracket)


def _meant(bracket: Bracket) -> str:
    name = operand_before(bracket.before, len(bracket.before))
    if not bracket.inside or bracket.sign in bracket.inside:
        is_index = name and name not in FUNCTIONS and not name.startswith("(")
        return f"{_INDEX} x_1" if is_index else _GROUP
    if "<" in bracket.inside or ">" in bracket.inside:
        return f"there are no comparisons: {CONDITIONS}"
    if bracket.sign == "{" and ":" in bracket.inside:
        return "there are no dictionaries: write a statement for each, as in a = 2"
    hint = _argument(bracket, name) or _exponent(bracket) or _list(bracket) or _index(bracket, name)
    if hint is None:
        hint = "there are no lists: write numbers alone" if "," in bracket.inside else _GROUP
    return f"{_GROUP}: write ({shortened(bracket.inside)})" if hint == _GROUP else hint


def _argument(bracket: Bracket, name: str) -> str | None:
    """`Exp[x]` is exp(x), `sqrt[3](x)` a cube root, `log[2](x)` is log2(x) and `D[x^2, x]` a derivative."""
    if name in TAKES_A_DEGREE and bracket.after.startswith("("):
        return f"write {root_of(bracket.inside, shortened(operand_at(bracket.after, 0)[1:-1]))}"
    if name in LOGARITHMS and bracket.after.startswith("("):
        arguments = [shortened(operand_at(bracket.after, 0)[1:-1]), bracket.inside]
        known = OF_BASE.get(bracket.inside)
        return f"write {known}({arguments[0]})" if known else instead_of(LOGARITHMS[0], arguments)
    if name.lower() in FUNCTIONS:
        return f"write {name.lower()}({shortened(bracket.inside)})"
    op = operation(name) if name.isascii() else None
    if op is not None and op.name in FUNCTIONS:
        return f"write {op.name}({shortened(bracket.inside)})"
    return DERIVATIVES if name in ("D", "Derivative") else None


def _exponent(bracket: Bracket) -> str | None:
    """`x^{n+1}` is x^(n+1), and `W^[1]` rather an index."""
    if not bracket.before.endswith("^"):
        return None
    inside = shortened(bracket.inside)
    if bracket.sign == "{":
        return f"write ^{inside}" if is_operand(bracket.inside) else f"write ^({inside})"
    name = operand_before(bracket.before, len(bracket.before) - 1)
    return f"write {name}{inside} if it is an index, {name}^({inside}) if it is a power"


def _list(bracket: Bracket) -> str | None:
    """`max([a, b])` is max(a, b)."""
    if not (bracket.before.endswith("(") and bracket.after.startswith(")")):
        return None
    name = operand_before(bracket.before, len(bracket.before) - 1).rpartition(".")[2]
    arguments = re.split(r"\s*,\s*", bracket.inside)
    call = f"write {name}({', '.join(arguments)})" if name in FUNCTIONS else instead_of(name, arguments)
    return f"there are no lists: {call or 'write each number in an expression of its own'}"


def _index(bracket: Bracket, name: str) -> str | None:
    """`x_{1}` is x_1, and `w[1][2]` is w_1_2."""
    name = shortened(name)
    if name.endswith("_"):
        return f"{_INDEX} {name}{shortened('_'.join(_WORD.findall(bracket.inside)))}"
    if not name or not bracket.indices or not (name[-1].isalnum()):
        return None
    joined = "_".join(_WORD.findall(bracket.indices))
    return f"{_INDEX} {name}_{joined}"
