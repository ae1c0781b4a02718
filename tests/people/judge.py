"""Whether what a marker says of a wrong number is true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from .meanings import codes
from .mistake import Label, Mistake
from .problem import Problem
from .tool import Said

RIGHT, SILENT, WRONG = "right", "silent", "wrong"

NAME = re.compile(r"[^\W\d]\w*")


class Judged(NamedTuple):
    """What became of one wrong number: `made` tells whether the mistake was made here, or before."""

    mistake: Mistake
    claim: str
    answer: str
    made: bool
    said: Said
    outcome: str


def judged(mistake: Mistake, answers: Mapping[str, str], said: Mapping[str, Said]) -> list[Judged]:
    """All wrong numbers of a submission, and whether what is said of each is true."""
    numbers = mistake.answers()
    made = mistake.problem.made(numbers)
    return [
        Judged(mistake, claim, answers[claim], claim in made, said[claim], outcome(mistake, claim, made, said[claim]))
        for claim in mistake.problem.wrong(numbers)
    ]


def outcome(mistake: Mistake, claim: str, made: list[str], said: Said) -> str:
    """Right, silent or wrong."""
    # Who rounds at each step makes the mistake again in each, and follows from his own numbers all the same.
    if claim in made and mistake.rounding is None:
        labels = [mistake.label(claim)]
        follows = WRONG
    else:
        labels = [mistake.label(each) for each in made]
        follows = RIGHT
    if said.follows:
        return follows
    if said.code is None:
        return WRONG if said.passed else SILENT
    return RIGHT if any(is_true(said, label, mistake.problem, claim) for label in labels) else WRONG


def is_true(said: Said, label: Label, problem: Problem, claim: str) -> bool:
    """Whether a diagnosis says what was done, and where.

    One that names no place says it of the claim that it stands at.
    """
    means, at = label
    if said.code not in codes(means):
        return False
    places = [place for place in at.split(" | ") if place]
    names = _names(said, problem, claim)
    return not places or not names or any(_is_at(said, place, problem, names) for place in places)


def _names(said: Said, problem: Problem, claim: str) -> set[str]:
    """The names of the program that a message mentions, but for the one that it is about."""
    known = set(NAME.findall(problem.program)) - {claim.rpartition(".")[0]}
    return known & set(NAME.findall(said.message))


def _is_at(said: Said, place: str, problem: Problem, names: set[str]) -> bool:
    """Whether a message speaks of a place: by its formula, its name, or a name of it that was mixed up with another."""
    spaced = r"\s*".join(map(re.escape, re.findall(r"\w+|\S", place)))
    if re.search(rf"(?<!\w){spaced}(?!\w)", said.message):
        return True
    named = {name for name, formula in definitions(problem).items() if place == formula}
    if said.code in codes("neighbour"):
        # It speaks of the names that were mixed up: those at the place, and what is computed there.
        above = {name for name, formula in definitions(problem).items() if place in formula}
        return not names.isdisjoint({*NAME.findall(place), *above})
    at_name = r"\b(of|in|at|through|by) {0}\b(?!\s*[-+*/^(])|\b{0} ="
    return any(re.search(at_name.format(name), said.message) for name in named)


def definitions(problem: Problem) -> dict[str, str]:
    """The formulas of the names that are assigned in a program."""
    return dict(statement.strip().split(" = ", 1) for statement in problem.program.split(";"))
