"""Which of the mistakes that explain a wrong number it was: the likeliest, if it is likely enough."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from .circuit import Edge
from .suspects import SIGN

# What is said must be as likely as this, beside all else that explains the number.
SURE = 0.6

# How likely it is that nothing known was done and the number is met by chance, which for few digits is soon.
CHANCE = 0.4
FEW_DIGITS, CHANCE_OF_FEW_DIGITS = 2, 0.8

# Codes that call for the same remedy: wherever they are, or where they are at the same place.
SIGNS = {SIGN, "dropped-minus", "reversed-difference"}
MIXED_UP = {"swapped", "wrong-neighbour"}

# A whole answer with the wrong sign: where that came from, is for whoever made the mistake to find out.
WRONG_SIGN = (SIGN, "whole")


class Diagnosis(NamedTuple):
    """The kind of a mistake, and a sentence or two for the person who made it.

    `place` is what to look at again, and tells nothing from which the right answer can be read; None if that is the
    answer itself.
    """

    code: str
    message: str
    place: str | None = None


class Candidate(NamedTuple):
    """An explanation of one claim: how likely it is beside others, and the edges where it would have been made.

    `own` is whether it is a mistake of a particular operation, `place` what to look at again.
    """

    code: str
    kind: Hashable
    odds: float
    edges: frozenset[Edge]
    words: Callable[[], str]
    own: bool = False
    place: Callable[[], str] | None = None


def likeliest(candidates: Sequence[Candidate], significant: int | None) -> Candidate | None:
    """The explanation to be told, None where nobody knows which it was.

    Args:
        candidates: all explanations of a number.
        significant: how many digits the number was given with.
    """
    if not candidates:
        return None
    best = max(candidates, key=lambda each: each.odds)
    against: dict[Hashable, float] = {}
    for each in candidates:
        if each is not best and not _are_akin(best, each):
            against[each.kind] = max(against.get(each.kind, 0.0), each.odds)
    is_short = significant is not None and significant <= FEW_DIGITS
    chance = CHANCE_OF_FEW_DIGITS if is_short else CHANCE
    if best.odds < SURE * (best.odds + sum(against.values()) + chance):
        # That the sign is wrong is true of the number, wherever it came from.
        return next((each for each in candidates if each.kind == WRONG_SIGN), None)
    return _told(best, candidates)


def _told(best: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """The same mistake at the fewest places that explain the number; of a sign, that it is wrong."""
    if best.code == SIGN:
        return next((each for each in candidates if each.kind == WRONG_SIGN), best)
    same = [each for each in candidates if each.kind == best.kind and not best.edges.isdisjoint(each.edges)]
    return min(same or [best], key=lambda each: (len(each.edges), -each.odds))


def _are_akin(best: Candidate, other: Candidate) -> bool:
    """Whether two explanations are one for the person who is told."""
    both = {best.code, other.code}
    if both <= SIGNS:
        return True
    if best.edges.isdisjoint(other.edges):
        return False
    # What an operation's own mistake does, a general one may do as well: max that passes the gradient to all its inputs
    # passes it on unchanged.
    return len(both) == 1 or both <= MIXED_UP or (best.own and not other.own)
