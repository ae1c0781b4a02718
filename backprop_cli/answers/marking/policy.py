"""Policies: when an answer is right, what it may be, and what what follows from a wrong one is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from .claims import Answer
from .tolerance import Tolerance

NUMBER, FORMULA = "number", "formula"


class Policy(NamedTuple):
    """How claims are marked.

    Args:
        tolerance: when an answer is right.
        follow: what an answer is worth that follows correctly from a wrong one, from 0 to 1.
        answers: "number" or "formula", for what an answer may be. Where nothing is said, data are numbers and gradients
            either if there is a point, and formulas if there is none.
        accept: further right answers.
    """

    tolerance: Tolerance = Tolerance()
    follow: float = 1.0
    answers: str | None = None
    accept: Sequence[Answer] = ()
