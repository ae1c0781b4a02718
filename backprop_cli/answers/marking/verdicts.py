"""Verdicts: what is said of each claim of an answer, and of the answer as a whole."""

from __future__ import annotations

from typing import NamedTuple

from .claims import Claim
from .diagnosis import Diagnosis
from .next_step import NextStep


class Verdict(NamedTuple):
    """What is said of one claim.

    `given` and `expected` are numbers, None where formulas were compared at many points. `follows` is the name of an
    earlier wrong claim from which this one follows correctly; `remark` tells what else there is to know.
    """

    claim: Claim
    given: float | None
    expected: float | None
    passed: bool
    follows: str | None
    diagnosis: Diagnosis | None
    remark: str | None = None


class Marking(NamedTuple):
    """The verdicts on one answer, in the order of its claims.

    `step` is where it begins to be wrong, None if nothing is.
    """

    verdicts: list[Verdict]
    step: NextStep | None = None

    @property
    def score(self) -> int:
        """How many claims count as right."""
        return sum(verdict.passed for verdict in self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether all of them do."""
        return all(verdict.passed for verdict in self.verdicts)
