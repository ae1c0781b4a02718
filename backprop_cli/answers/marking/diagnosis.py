"""Which of the mistakes that explain a wrong number it was: the likeliest, if it is likely enough."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from .circuit import Edge
from .suspects import MISSING_UPSTREAM, SIGN

# What is said must be as likely as this, beside all else that explains the number.
SURE = 0.6

# How likely it is that nothing known was done and the number is met by chance, by the digits that it was given with.
CHANCES = {0: 0.8, 1: 0.8, 2: 0.8, 3: 0.4, 4: 0.2}
CHANCE_OF_MANY_DIGITS = 0.1

# What explains a number alone counts for less beside what explains others at once.
ALONE = 0.5

# Codes that call for the same remedy: wherever they are; where they are at the same place; and where one is at the step
# above the other, the last factor of one being the first that is missing in the other.
SIGNS = {SIGN, "dropped-minus", "reversed-difference"}
AT_A_PLACE = (
    {"swapped", "wrong-neighbour"},
    {"missing-local", "skipped-function", "left-out"},
    {SIGN, "wrong-operation"},
    {"router-wrong", "wrong-function"},
    {"left-out", "wrong-operation", "wrong-factor"},
    {"overwritten-gradient", "missing-branch"},
)
ONE_ABOVE = (
    {MISSING_UPSTREAM, "missing-local"},
    {"missing-branch", "left-out"},
    {SIGN, "wrong-operation"},
    {"overwritten-gradient", "missing-branch"},
)

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
    """An explanation of one claim.

    Args:
        code: the kind.
        kind: the kind more closely.
        odds: how likely it is beside others.
        edges: where the mistake would have been made.
        said: what was done.
        at_once: the claims that it explains together.
        above: the edges a step above those.
        own: whether it is a mistake of a particular operation.
        place: what to look at again.
    """

    code: str
    kind: Hashable
    odds: float
    edges: frozenset[Edge]
    said: Callable[[], str]
    at_once: frozenset[int] = frozenset()
    above: frozenset[Edge] = frozenset()
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
            odds = each.odds * (ALONE if each.at_once < best.at_once else 1.0)
            against[each.kind] = max(against.get(each.kind, 0.0), odds)
    chance = CHANCES.get(significant or 0, CHANCE_OF_MANY_DIGITS) if significant is not None else CHANCE_OF_MANY_DIGITS
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
    if len(both) == 1 and {node for node, _ in best.edges} == {node for node, _ in other.edges}:
        return True
    if best.edges.isdisjoint(other.edges):
        is_above = not (best.above.isdisjoint(other.edges) and best.edges.isdisjoint(other.above))
        return is_above and (len(both) == 1 or any(both <= codes for codes in ONE_ABOVE))
    # What an operation's own mistake does, a general one may do as well: max that passes the gradient to all its inputs
    # passes it on unchanged.
    return len(both) == 1 or any(both <= codes for codes in AT_A_PLACE) or (best.own and not other.own)
