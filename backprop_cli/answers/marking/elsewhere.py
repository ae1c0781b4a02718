"""Explanations that no pass is needed for: a number with the wrong sign, of another name, or rounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import floor, isfinite, log10

from .circuit import Circuit, Edge
from .claims import NumericClaim, Quantity
from .diagnosis import WRONG_SIGN, Candidate
from .suspects import COMMON, MISSING_UPSTREAM, OWN, RARE, SIGN, UNCOMMON
from .tolerance import FEWEST_DIGITS, SLACK
from .trace import Trace

# Factors that are left out, or put in, with no known mistake behind them.
MULTIPLES = {
    0.5: "half",
    2.0: "twice",
    10.0: "ten times",
    0.1: "a tenth of",
    100.0: "100 times",
    0.01: "a hundredth of",
}

# In a program of more steps nobody is thought to have come so far.
MOST_STEPS = 2_000

ROUNDED_WORDS = "is rounded too much or too early: give three digits or more, and round nothing on the way"

# The number of another name.
SWAPPED = "swapped"


class Elsewhere:
    """The right numbers of an answer's circuit, and where else they may stand.

    Args:
        circuit: the circuit.
        traces: the passes from the student's numbers on, at each point.
        true: the right number of a quantity at each point.
        claims: all that was answered.
        close: whether numbers of a claim are these.
    """

    def __init__(
        self,
        circuit: Circuit,
        traces: Sequence[Trace],
        true: Callable[[Quantity], Sequence[float]],
        claims: Sequence[NumericClaim],
        close: Callable[[NumericClaim, Sequence[float]], bool],
    ) -> None:
        self.circuit = circuit
        self.traces = traces
        self.true = true
        self.claims = claims
        self.close = close

    def candidates(self, index: int) -> Iterator[Candidate]:
        """The explanations of one of the claims."""
        wrong, alone = self.claims[index], frozenset([index])
        own = wrong.claim.quantity
        here = frozenset(self.circuit.uses.get(own.node, ()))
        computed = [trace.number(own.node, own.is_grad) for trace in self.traces]
        # Who has rounded before goes on from what the calculator still has.
        if any(self.close(wrong, [-x for x in numbers]) for numbers in (computed, self.true(own))):
            yield Candidate(SIGN, WRONG_SIGN, OWN * 0.9, here, _said("has the right size and the wrong sign"), alone)
        if own.is_grad and self.close(wrong, [trace.data[own.node] for trace in self.traces]):
            other = Quantity("data", own.name, own.node)
            yield Candidate("forward-value", "forward-value", COMMON / 2, here, _said_when_mixed(own, other), alone)
        yield from self._swapped(index, here)
        if own.is_grad:
            yield from self._alone(wrong)
        yield from self._multiples(wrong, computed, here, alone)
        if self._is_rounded(wrong, computed):
            yield Candidate("rounded-early", "rounded-early", OWN, here, _said(ROUNDED_WORDS), alone)

    def _alone(self, wrong: NumericClaim) -> Iterator[Candidate]:
        """The derivative of a name further up, that has been come to over several steps, without what is above it."""
        digits = wrong.claim.answer.digits
        if (digits is not None and digits.significant < FEWEST_DIGITS) or len(self.circuit.ops) > MOST_STEPS:
            return
        node = wrong.claim.quantity.node
        slopes = [trace.slopes(node) for trace in self.traces]
        for end in sorted(self.circuit.named & slopes[0].keys() - {node, self.circuit.target}):
            if node not in self.circuit.operands[end] and self.close(wrong, [slope.get(end, 0.0) for slope in slopes]):
                edges = frozenset((end, which) for which in range(len(self.circuit.operands[end])))
                said = _alone_words(self.circuit, node, end, self.traces)
                kind = (MISSING_UPSTREAM, "alone")
                yield Candidate(
                    MISSING_UPSTREAM, kind, UNCOMMON / 2, edges, said, frozenset([self.claims.index(wrong)])
                )
                return

    def _swapped(self, index: int, here: frozenset[Edge]) -> Iterator[Candidate]:
        """The number of another name: of two that were exchanged, or a long one that stands nowhere else."""
        wrong = self.claims[index]
        own, digits = wrong.claim.quantity, wrong.claim.answer.digits
        meant = [other for other in self._others(own) if self.close(wrong, self.true(other))]
        is_telling = len(meant) == 1 and (digits is None or digits.significant >= FEWEST_DIGITS)
        for other in meant:
            exchanged = {
                i for i, each in enumerate(self.claims)
                if each.claim.quantity == other and self.close(each, self.true(own))
            }  # fmt: skip
            if exchanged or is_telling:
                odds = COMMON if exchanged else RARE
                said = _said_when_mixed(own, other)
                yield Candidate(SWAPPED, (SWAPPED, other.node), odds, here, said, frozenset({index, *exchanged}))

    def _multiples(
        self, wrong: NumericClaim, computed: Sequence[float], here: frozenset[Edge], alone: frozenset[int]
    ) -> Iterator[Candidate]:
        """The right number times a factor that was left out, or put in."""
        digits = wrong.claim.answer.digits
        if digits is not None and digits.significant >= FEWEST_DIGITS:
            for factor, said in MULTIPLES.items():
                if self.close(wrong, [factor * x for x in computed]):
                    yield Candidate(
                        "wrong-factor", "multiple", RARE / 2, here, _said(f"is {said} the right number"), alone
                    )

    def _others(self, own: Quantity) -> Iterator[Quantity]:
        """What could be mistaken for a quantity: the same of another name."""
        program = self.circuit.program
        kind = "grad" if own.is_grad else "data"
        for name in (*program.variables, *program.assigned):
            node = program.index_of(name)
            # The output's own gradient is 1, which is too common a number to tell anything.
            if node != own.node and not (own.is_grad and node == self.circuit.target):
                yield Quantity(kind, name, node)

    def _is_rounded(self, wrong: NumericClaim, computed: Sequence[float]) -> bool:
        """Whether an answer is what follows from the others, rounded as far as all of them are, or to two digits.

        With 0.3, 0.5 and -1.2 beside it, 0.4 may be 0.3537, and 0 may be 0.04.
        """
        number, own = computed[0], wrong.claim.answer.digits
        shown = [each.claim.answer.digits for each in self.claims if each.claim.answer.digits]
        if len(computed) > 1 or not shown or not isfinite(number) or not (own or wrong.numbers[0] == 0):
            return False
        decimals = min(digits.unit for digits in shown)
        # Among whole numbers one of a single digit is near to too many others.
        if own and own.significant == 1 and decimals >= 1:
            return False
        most = max(digits.significant for digits in shown)
        if own and own.significant == FEWEST_DIGITS - 1 and own.unit < 1:
            most = own.significant
        size = min(abs(number), abs(wrong.numbers[0]) or abs(number)) or 1.0
        unit = max(decimals if decimals < 1 else 0.0, 10.0 ** (floor(log10(size)) + 1 - most))
        return abs(wrong.numbers[0] - number) <= unit / 2 * SLACK


def _said(sentence: str) -> Callable[[], str]:
    return lambda: sentence


def _alone_words(circuit: Circuit, node: int, end: int, traces: Sequence[Trace]) -> Callable[[], str]:
    what = f"is the derivative of {circuit.name(end)} to {circuit.name(node)} alone, without the upstream gradient"
    is_one = len(traces) == 1
    return lambda: what + (f", which is {traces[0].upstream[end]:.6g}" if is_one else f" of {circuit.name(end)}")


def _said_when_mixed(own: Quantity, other: Quantity) -> Callable[[], str]:
    what = {"grad": "gradient", "data": "data", "value": "value"}
    name = other.name or "the output"
    asked = f"its {what[own.kind]}" if other.node == own.node else f"that of {own.name or 'the output'}"
    return lambda: f"is the {what[other.kind]} of {name}; {asked} was asked for"
