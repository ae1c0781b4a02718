"""Answers as people write them, `dL/da = −2,5`, `≈ 3·10^-2`, `1½`, `1 000`, where that is one number in one way."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple
from unicodedata import normalize

from ...errors import BindingError

# In characters. A formula that somebody works out has a few hundred; one of 4,000 takes some milliseconds to read.
LONGEST = 4_000

PLAIN_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")

# What stands for an answer that somebody does not have; `#N/A` and `#NV` are what spreadsheets make of it.
NOTHING = re.compile(r"n/a|n\.a\.|na|#n/a|#nv|\?+|[-–—−]+|…|\.\.\.", re.IGNORECASE)

_SIGNS = "-+−–—‐‑‒﹣－＋"
_SPACES = " \u00a0\u2007\u2009\u202f"
_NAME = r"[^\W\d][\w\u0300-\u036f]*"

# `x`, `d.grad`, `dL/da`, `d/dx`, `f(x)`, `f'(x)`: what people put before their answer, with a sign between.
_LABEL = (
    rf"[d∂]\s?(?:{_NAME}\s?)?/\s?[d∂]\s?{_NAME}"
    rf"|{_NAME}(?:\.{_NAME})*[′']*(?:\(\s*{_NAME}(?:\s*,\s*{_NAME})*\s*\))?"
)
_ABOUT = "≈≅≃∼~≐≒"
_PREFIX = re.compile(
    rf"(?:(?P<label>{_LABEL})\s*(?=[=:{_ABOUT}]))?(?P<relation>==?|:=?)?\s*"
    rf"(?P<about>[{_ABOUT}]|(?:approx(?:imately|\.)?|about|roughly|circa|ca\.?)(?=\s))?\s*",
    re.IGNORECASE,
)

_DIGITS = rf"[\d.,](?:[\d.,_'’{_SPACES}]*[\d.])?"
_POWER = (
    rf"[eE](?P<e>[{_SIGNS}]?\d+)"
    rf"|[{_SPACES}]*(?P<times>[·⋅×∙•*xX])[{_SPACES}]*10"
    rf"(?:(?:\^|\*\*)[({{]?(?P<power>[{_SIGNS}]?\d+)[)}}]?|(?P<small>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
)
_NUMBER = re.compile(
    rf"(?P<quote>\"?)(?P<signed>[{_SIGNS}]?)[{_SPACES}]*(?P<digits>{_DIGITS})?(?:[{_SPACES}]*(?P<vulgar>[¼-¾⅐-⅞]))?"
    rf"(?:{_POWER})?(?P<percent>[{_SPACES}]*%)?(?P=quote)"
)
_INFINITE = re.compile(rf"([{_SIGNS}]?)∞")

# The digits of a number: with a decimal point, with a decimal comma, with their thousands apart.
_POINT = re.compile(r"\d+\.?\d*|\.\d+")
_COMMA = re.compile(r"\d*,\d+")
_THOUSANDS = re.compile(
    rf"(?P<whole>[1-9]\d{{0,2}}(?P<gap>[.,_'’{_SPACES}])\d{{3}}(?:(?P=gap)\d{{3}})*)(?:(?P<mark>[.,])(?P<rest>\d+))?"
)
# A thousand with a comma in it, or one and three decimals: `0,125` and `1,25` and `1234,567` can be one thing only.
_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}")


class Reading(NamedTuple):
    """An answer in the language, and at which character of what was written it begins: `x = 2,5` is 2.5 from 4 on."""

    text: str
    start: int


def is_missing(text: str, names: Container[str] = ()) -> bool:
    """Whether nothing was answered: `n/a`, `?`, `-`. A formula in these names is an answer, as n/a may be."""
    text = text.strip()
    if text and not NOTHING.fullmatch(text):
        return False
    words = re.findall(r"\w+", text)
    return not words or not all(word in names for word in words)


def reading(text: str, names: Container[str] = (), *, decimal_comma: bool = False) -> Reading:
    """What an answer is in the language: a number if it can be read as one in one way, else what was written.

    Args:
        text: what was written.
        names: the names of the program; `x10` may be one of them in `2x10^3`, `a` in `a:2`.
        decimal_comma: whether the writer is known to use a decimal comma, so that `3,142` is 3.142.

    Raises:
        BindingError: it can be read as two numbers.
    """
    stripped = text.strip()
    start = len(text) - len(text.lstrip())
    if PLAIN_NUMBER.fullmatch(stripped):
        return Reading(stripped, start)
    if stripped.startswith("'"):
        # What a spreadsheet is told that something is a text with, as in '-8.
        stripped, start = stripped[1:], start + 1
    found = _prefix(stripped, names)
    rest = stripped[found.end() :] if found else stripped
    number = _number(rest, names, decimal_comma)
    if found and (number is not None or (found["relation"] in ("=", "==", ":=") and not found["about"])):
        return Reading(number or rest, start + found.end())
    return Reading(number or stripped, start)


def _prefix(text: str, names: Container[str]) -> re.Match[str] | None:
    """What stands before an answer; where `:` follows a name of the program, it is a sign of division to many."""
    found = _PREFIX.match(text)
    divided = found is not None and found["relation"] == ":" and (not found["label"] or found["label"] in names)
    return None if divided else found


def _number(text: str, names: Container[str], decimal_comma: bool) -> str | None:
    """A number as the language writes it, None if it is none."""
    infinite = _INFINITE.fullmatch(text)
    if infinite:
        return f"{_sign(infinite[1])}inf"
    found = _NUMBER.fullmatch(text)
    if found is None or (found["times"] in ("x", "X") and f"{found['times']}10" in names):
        return None
    if found["vulgar"]:
        return _mixed(found)
    digits = _digits(found["digits"] or "", decimal_comma)
    if digits is None:
        return None
    if found["percent"]:
        digits = _hundredth(digits)
    return f"{_sign(found['signed'])}{digits}{_exponent(found)}"


def _sign(written: str) -> str:
    return "" if written in ("", "+", "＋") else "-"


def _mixed(found: re.Match[str]) -> str | None:
    """`½` as 1/2, `1½` as 3/2."""
    whole = found["digits"] or "0"
    if found["percent"] or found["e"] or found["times"] or not whole.isdecimal():
        return None
    above, below = map(int, normalize("NFKC", found["vulgar"]).split("\u2044"))
    return f"{_sign(found['signed'])}{int(whole) * below + above}/{below}"


def _exponent(found: re.Match[str]) -> str:
    """`e-3` for each way to write a power of ten."""
    written = found["e"] or found["power"] or normalize("NFKC", found["small"] or "")
    digits = written.lstrip(_SIGNS)
    return f"e{_sign(written.removesuffix(digits))}{digits}" if written else ""


def _hundredth(digits: str) -> str:
    """The digits of a percentage as those of a number: 12.30 as 0.1230."""
    from decimal import Decimal

    return format(Decimal(digits).scaleb(-2), "f")


def _digits(text: str, decimal_comma: bool) -> str | None:
    """Digits with a decimal point and nothing else, None if they are no number."""
    if _POINT.fullmatch(text):
        return text
    if _EITHER.fullmatch(text) and not decimal_comma:
        one, other = text.replace(",", "."), text.replace(",", "")
        raise BindingError(f"'{text}' is {one} to some and {other} to others", hint=f"write {one} or {other}")
    if _COMMA.fullmatch(text):
        return text.replace(",", ".")
    found = _THOUSANDS.fullmatch(text)
    if found is None or found["mark"] == found["gap"]:
        return None
    whole = found["whole"].replace(found["gap"], "")
    return f"{whole}.{found['rest']}" if found["mark"] else whole


def decimal_comma_in(texts: Iterable[str], expected: bool = False) -> bool:
    """Whether `3,142` among these answers is 3.142: there is a sure decimal comma in one of them, and a point in none.

    Args:
        texts: the answers of one person.
        expected: whether to think so if none of them tells.
    """
    short = [text for text in texts if len(text) <= LONGEST]
    if not any("," in text and _EITHER.search(text) for text in short):
        return False
    marks = {mark for text in short if (mark := _mark(text))}
    return marks == {","} or (expected and not marks)


def _mark(text: str) -> str | None:
    """Which decimal mark an answer has beyond doubt, if any; three digits behind one comma leave it open."""
    text = text.strip()
    found = _prefix(text, ())
    number = _NUMBER.fullmatch(text[found.end() :] if found else text)
    digits = (number["digits"] or "") if number else ""
    if _EITHER.fullmatch(digits):
        return None
    if _POINT.fullmatch(digits):
        return "." if "." in digits else None
    if _COMMA.fullmatch(digits):
        return ","
    thousands = _THOUSANDS.fullmatch(digits)
    if thousands is None or thousands["mark"] == thousands["gap"]:
        return None
    return thousands["mark"] or {",": ".", ".": ","}.get(thousands["gap"])
