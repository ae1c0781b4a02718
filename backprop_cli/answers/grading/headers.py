"""Headers of columns, as platforms decorate them: `Question 1: q1.a.grad (5 points)` is q1.a.grad."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

# What stands before a name, and behind it: a number of a question or of an assignment, points.
_BEFORE = r"(?:.*[\s:.)\]>|–-])?[(\[]?"
_BEHIND = r"[)\]]?\s*(?:[(\[{].*[)\]}]|[-–:,/|]?\s*\d[\d.,]*\s*(?:points?|pts?|punkte|%)?)?"

# What may stand between the parts of a name in place of a dot.
_DOT = r"[)\]]?[\s.:_-]+"

# A header of more characters is none of a name.
LONGEST = 500


def names_of(header: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """The names of columns, those that are asked for as the key has them.

    A column that is called like what is asked is that. Of the others, one is it that is called so but for its
    decoration, if no second one is.

    Args:
        header: the cells of the header.
        known: what is asked by how it may be written.
    """
    names = [normalize("NFC", cell.strip()) for cell in header]
    exact = {known[name] for name in names if name in known}
    patterns = {name: _patterns(name) for name in dict.fromkeys(known.values()) if name not in exact}
    meant = {cell: _meant(cell, patterns) for cell in names if cell not in known and len(cell) <= LONGEST}
    count = Counter(meant.get(cell) for cell in names)
    return [known[cell] if cell in known else _alone(meant.get(cell), count) or cell for cell in names]


def _alone(name: str | None, count: Mapping[str | None, int]) -> str | None:
    return name if name is not None and count[name] == 1 else None


class _Pattern(NamedTuple):
    """How a name may be written anywhere in a header, and how all of the header may be."""

    anywhere: re.Pattern[str]
    whole: re.Pattern[str]


def _patterns(name: str) -> tuple[_Pattern, _Pattern]:
    """How a name may be decorated: with its capitals, and without."""
    core = _DOT.join(map(re.escape, name.split(".")))
    anywhere, whole = rf"(?<![\w.]){core}(?![\w.])", _BEFORE + core + _BEHIND
    sensitive, insensitive = (_Pattern(re.compile(anywhere, how), re.compile(whole, how)) for how in (0, re.IGNORECASE))
    return sensitive, insensitive


def _meant(cell: str, patterns: Mapping[str, tuple[_Pattern, _Pattern]]) -> str | None:
    """The one name that a column may be called after; None for none, or several."""
    for which in (0, 1):
        found = [name for name, pattern in patterns.items() if pattern[which].anywhere.search(cell)]
        if found:
            return found[0] if len(found) == 1 and patterns[found[0]][which].whole.fullmatch(cell) else None
    return None
