"""Judging an answer: what is right, what follows from what is wrong, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

from .claims import Claim, NumericClaim
from .consequences import Consequences, order_of
from .evidence import Evidence
from .next_step import NextStep, command_for
from .tolerance import FEWEST_DIGITS, SLACK
from .trace import Trace
from .verdicts import Marking, Verdict

if TYPE_CHECKING:
    from .exercise import Exercise

# A diagnosis of a formula compares it with each mistake at so many of the points.
FEW = 5

NO_VALUE = "has no value where the expression has one"
NO_NUMBER = "is not a number"

# Off by no more than this, a number is nearly right.
NEARLY = 0.05

# How close a number must be to be what a mistake gives: as the digits of the answer say, but so close at least for
# what is computed from a few digits, and for formulas.
CLOSEST, LOOSEST, FORMULAS = 2e-5, 0.01, 1e-6


class Judging:
    """The claims of one answer to an exercise.

    Args:
        exercise: the exercise.
        claims: the claims.
    """

    def __init__(self, exercise: Exercise, claims: Sequence[Claim]) -> None:
        self.exercise = exercise
        self.claims = [NumericClaim(claim, exercise.numbers(claim.answer)) for claim in claims]
        self.is_right = [exercise.is_right(each) for each in self.claims]
        self.verdicts = [self._verdict(index) for index in range(len(claims))]

    def marking(self) -> Marking:
        """The verdicts on all of them."""
        if all(self.is_right):
            return Marking(self.verdicts)
        few = [each._replace(numbers=each.numbers[:FEW]) for each in self.claims]
        made = self._follow(few)
        self._diagnose(few, made)
        return self._with_next_step()

    def _verdict(self, index: int) -> Verdict:
        each, exercise = self.claims[index], self.exercise
        given = expected = None
        if not exercise.is_open:
            given, expected = each.numbers[0], exercise.true(each.claim.quantity)[0]
        return Verdict(each.claim, given, expected, self.is_right[index], None, None)

    def _follow(self, few: Sequence[NumericClaim]) -> list[int]:
        """Give credit for what follows; returns the claims that are wrong in themselves, and can be diagnosed."""
        exercise = self.exercise
        wrong = [each for each, right in zip(few, self.is_right, strict=True) if not right]
        self.consequences = Consequences(exercise.circuit, exercise.points_at[:FEW], few, wrong, exercise.matches)
        made = []
        for index in sorted(range(len(few)), key=lambda i: order_of(few[i].claim.quantity)):
            each = few[index]
            if self.is_right[index] or self._is_no_number(index, each):
                continue
            source = self.consequences.source(each)
            if source is not None:
                passed = exercise.policy_for(each.claim.quantity).follow == 1
                self._set(index, passed=passed, follows=str(source.claim.quantity), remark=_from(source))
                continue
            empty = self.consequences.empty_source(each)
            if empty is not None:
                self._set(index, remark=f"goes on from your {empty.claim.quantity} = 0, from which nothing follows")
            else:
                made.append(index)
        return made

    def _is_no_number(self, index: int, each: NumericClaim) -> bool:
        """Whether an answer is none, and this is said."""
        is_none = all(number != number for number in each.numbers)
        if each.claim.answer.program is not None and is_none:
            self._set(index, remark=NO_VALUE)
        elif not isfinite(each.numbers[0]) and not self.exercise.is_open:
            self._set(index, remark=NO_NUMBER)
        true = self.exercise.true(each.claim.quantity)[:FEW]
        return any(x != x for x in (*each.numbers, *true)) or self.verdicts[index].remark is not None

    def _set(self, index: int, **changes: object) -> None:
        self.verdicts[index] = self.verdicts[index]._replace(**changes)  # type: ignore[arg-type] # its own fields

    def _diagnose(self, few: Sequence[NumericClaim], made: Sequence[int]) -> None:
        """Say what went wrong: from the student's own numbers on, or else from right ones, which others may have."""
        sound = {index for index, verdict in enumerate(self.verdicts) if verdict.passed or verdict.follows}
        unexplained = self._tell(few, made, sound, self.consequences.traces)
        if unexplained and len(made) > 1:
            right = self.consequences.going_on_from([few[index] for index in sorted(sound)])
            self._tell(few, unexplained, sound, right)
        for index in made:
            if self.verdicts[index].diagnosis is None:
                self._set(index, remark=self._off(few[index]))

    def _tell(
        self, few: Sequence[NumericClaim], made: Sequence[int], sound: set[int], traces: Sequence[Trace]
    ) -> list[int]:
        """Diagnose claims; returns those that nothing known explains."""
        exercise = self.exercise
        evidence = Evidence(
            exercise.catalogue, traces, lambda own: exercise.true(own)[:FEW], few, made, sound, self._is_close
        )
        for index, diagnosis in evidence.diagnoses().items():
            self._set(index, diagnosis=diagnosis)
        return evidence.unexplained

    def _off(self, given: NumericClaim) -> str | None:
        """How far a number is off, where that is little."""
        true = self.exercise.true(given.claim.quantity)[0]
        off = abs(given.numbers[0] - true) / abs(true) if true and not self.exercise.is_open else 1.0
        return f"differs from the right number by {100 * off:.2g} %" if off <= NEARLY else None

    def _is_close(self, given: NumericClaim, numbers: Sequence[float]) -> bool:
        """Whether a number is what was given, to the digits that it was given with."""
        digits = given.claim.answer.digits
        unit = digits.unit / 2 * SLACK if digits and digits.significant >= FEWEST_DIGITS else 0.0
        closeness = self._closeness
        return all([
            isfinite(n) and abs(x - n) <= max(closeness * abs(n), unit)
            for x, n in zip(given.numbers, numbers, strict=True)
        ])  # fmt: skip

    @cached_property
    def _closeness(self) -> float:
        """How far numbers are off because those that they are computed from are rounded, as the right ones show."""
        if self.exercise.is_open:
            return FORMULAS
        off = [
            abs(each.numbers[0] - true) / abs(true)
            for each, right in zip(self.claims, self.is_right, strict=True)
            if right and (true := self.exercise.true(each.claim.quantity)[0]) and isfinite(true)
        ]
        return min(LOOSEST, max(CLOSEST, 4 * max(off, default=0.0)))

    def _with_next_step(self) -> Marking:
        """The marking, with the wrong claim that is the first one in the order of the passes."""
        ordered = sorted(self.verdicts, key=lambda verdict: order_of(verdict.claim.quantity))
        wrong = [not verdict.passed and not verdict.follows for verdict in ordered]
        if True not in wrong:
            return Marking(self.verdicts)
        first = ordered[wrong.index(True)].claim.quantity
        return Marking(self.verdicts, NextStep(first, wrong.index(True) > 0, command_for(self.exercise, first)))


def _from(source: NumericClaim) -> str:
    return f"follows from your {source.claim.quantity} = {source.claim.answer.text}"
