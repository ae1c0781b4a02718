"""Which one known mistake explains a wrong number: the passes are run again with each, and the numbers compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ...notation.text import number_text
from .claims import NumericClaim, Quantity
from .suspects import GENERAL, Suspect
from .tolerance import FEWEST_DIGITS, Tolerance, right_to_two_digits
from .trace import Outcome, Trace

# An answer that is merely close is explained by any mistake that gives its very number first.
ROUNDED = 0


class Diagnosis(NamedTuple):
    """The kind of a mistake, and a sentence or two for the person who made it."""

    code: str
    message: str


class Candidate(NamedTuple):
    """An explanation: how particular and how near it is, and whether what else was answered speaks against it."""

    code: str
    rank: int
    distance: tuple[bool, int]
    refuted: bool
    words: Callable[[], str]


class Diagnoser:
    """Explains wrong answers to one program; what each mistake makes of it is computed once.

    Args:
        traces: the program at each point.
        suspects: the mistakes to try.
        tolerance: when two numbers are the same.
    """

    def __init__(self, traces: Sequence[Trace], suspects: Sequence[Suspect], tolerance: Tolerance) -> None:
        self.traces = traces
        self.tolerance = tolerance
        self.outcomes: list[tuple[Suspect, list[Outcome]]] = []
        for suspect in suspects:
            outcomes = [outcome for trace in traces if (outcome := suspect.outcome(trace)) is not None]
            if len(outcomes) == len(traces):
                self.outcomes.append((suspect, outcomes))

    def diagnosis(self, wrong: NumericClaim, right: Sequence[NumericClaim]) -> Diagnosis | None:
        """The diagnosis of a wrong answer, if exactly one kind of mistake of the highest rank gives its number.

        Args:
            wrong: the answer.
            right: what else was answered, and rightly: a mistake that would have spoilt it is not the one.
        """
        found = [*self._walked(wrong, right), *self._mixed_up(wrong), *self._rounded(wrong)]
        # What another answer speaks against is only said if nothing better is left.
        found = [each for each in found if not each.refuted] or found
        if not found or (self._is_typed_short(wrong) and len({each.code for each in found}) > 1):
            return None
        # Of router-both (particular) and missing-local (general) the first remains; of two that are as particular, the
        # ones next to the node asked about; and if those are of two kinds, nobody knows which it was.
        best = max(each.rank for each in found)
        nearest = sorted((each for each in found if each.rank == best), key=lambda each: each.distance)
        if len({each.code for each in nearest}) > 1:
            return None
        return Diagnosis(nearest[0].code, f"{_shown(wrong)} {nearest[0].words()}")

    def _walked(self, wrong: NumericClaim, right: Sequence[NumericClaim]) -> Iterator[Candidate]:
        """The mistakes on the way that give the number."""
        circuit = self.traces[0].circuit
        quantity = wrong.claim.quantity
        node, is_given = quantity.node, self._judge(wrong)
        # What a mistake leaves as good as right, it does not explain.
        is_right = self._judge(wrong._replace(numbers=self._numbers(quantity)))
        for suspect, outcomes in self.outcomes:
            numbers = [_number(outcome, quantity) for outcome in outcomes]
            if is_given(numbers) and not is_right(numbers):
                refuted = not all(self._is(g, [_number(o, g.claim.quantity) for o in outcomes]) for g in right)
                is_far = all(circuit.operands[user][which] != node for user, which in suspect.edges)
                words = _what_you_get(suspect.words)
                yield Candidate(suspect.code, suspect.rank, (is_far, len(suspect.edges)), refuted, words)

    def _mixed_up(self, wrong: NumericClaim) -> Iterator[Candidate]:
        """The right number with the wrong sign, or a right number that belongs elsewhere."""
        own = wrong.claim.quantity
        near = (False, 0)
        true = self._numbers(own)
        if self._is(wrong, [-x for x in true]):
            yield Candidate("sign", GENERAL, near, False, lambda: "has the right size and the wrong sign")
        for other in self._others(own):
            if self._is(wrong, self._numbers(other)):
                yield Candidate(_mixed_code(own, other), GENERAL, near, False, _mixed_words(own, other))

    def _rounded(self, wrong: NumericClaim) -> Iterator[Candidate]:
        true = self._numbers(wrong.claim.quantity)
        if all(right_to_two_digits(x, t) for x, t in zip(wrong.numbers, true, strict=True)):
            yield Candidate("rounded-early", ROUNDED, (False, 0), False, lambda: self._rounded_words(wrong))

    def _rounded_words(self, wrong: NumericClaim) -> str:
        """Why a number that is nearly right is wrong: what was done to it, or what does not count here."""
        if not self.tolerance.sigfigs:
            return f"is near the right number, but significant figures are switched off: give it {self.tolerance.words}"
        digits = wrong.claim.answer.digits
        enough = digits is not None and digits.significant >= FEWEST_DIGITS
        return f"is right to two digits only: {'' if enough else 'give three or more, and '}round nothing on the way"

    def _is_typed_short(self, wrong: NumericClaim) -> bool:
        """Whether the right number was typed with one or two digits: then another mistake that gives it is no proof."""
        digits = wrong.claim.answer.digits
        true = self._numbers(wrong.claim.quantity)[0]
        return digits is not None and digits.significant < 3 and abs(wrong.numbers[0] - true) <= digits.unit / 2

    def _others(self, own: Quantity) -> Iterator[Quantity]:
        """What could be mistaken for a quantity: the same of another name, or something else of the same node."""
        program = self.traces[0].circuit.program
        kind = "grad" if own.is_grad else "data"
        for name in (*program.variables, *program.assigned):
            node = program.index_of(name)
            # The output's own gradient is 1, which is too common a number to tell anything.
            if node != own.node and not (own.is_grad and node == self.traces[0].circuit.target):
                yield Quantity(kind, name, node)
        yield Quantity("data" if own.is_grad else "grad", own.name, own.node)

    def _numbers(self, quantity: Quantity) -> list[float]:
        return [_number(trace.right, quantity) for trace in self.traces]

    def _is(self, given: NumericClaim, numbers: Sequence[float]) -> bool:
        """Whether an answer is these numbers, point by point, within the tolerance."""
        return self._judge(given)(numbers)

    def _judge(self, given: NumericClaim) -> Callable[[Sequence[float]], bool]:
        """A function that tells whether an answer is these numbers; it is asked of very many."""
        digits = given.claim.answer.digits
        near = [self._near(true) for true in self._numbers(given.claim.quantity)]
        return lambda numbers: all(
            [t.accepts(x, n, digits) for t, x, n in zip(near, given.numbers, numbers, strict=False)]
        )

    def _near(self, true: float) -> Tolerance:
        """The tolerance without its absolute part where the right number is small: there all mistakes look alike."""
        small = self.tolerance.rtol * abs(true)
        return self.tolerance._replace(atol=small) if small < self.tolerance.atol else self.tolerance


def _number(outcome: Outcome, quantity: Quantity) -> float:
    return outcome.number(quantity.node, quantity.is_grad)


def _what_you_get(words: Callable[[], str]) -> Callable[[], str]:
    return lambda: f"is what you get when {words()}"


def _mixed_code(own: Quantity, other: Quantity) -> str:
    return "forward-value" if own.is_grad and other.node == own.node else "swapped"


def _mixed_words(own: Quantity, other: Quantity) -> Callable[[], str]:
    what = {"grad": "gradient", "data": "data", "value": "value"}
    name = other.name or "the output"
    asked = f"its {what[own.kind]}" if other.node == own.node else f"that of {own.name or 'the output'}"
    return lambda: f"is the {what[other.kind]} of {name}; {asked} was asked for"


def _shown(given: NumericClaim) -> str:
    """The answer as it stands at the beginning of a sentence."""
    return given.claim.answer.text or number_text(given.numbers[0])
