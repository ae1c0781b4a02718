"""What an answer tells of the known mistakes: which of its wrong numbers each explains, and what speaks against it.

All claims together are the evidence. A mistake explains a claim if doing it, from the student's other numbers on, gives
the number of the claim; it is refuted if it would have spoilt a claim that was done right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from .change import Numbers, Outcome
from .circuit import Circuit, Edge
from .claims import NumericClaim, Quantity
from .diagnosis import Candidate, Diagnosis, likeliest
from .effects import FARTHEST, effect
from .elsewhere import Elsewhere
from .region import Place, Region, region_of
from .suspects import CUT, MISSING_UPSTREAM, Suspect, suspects
from .trace import Trace

# How much less likely a mistake is with each further place where it is made.
SPREAD = 0.9

# How much likelier it is with each further claim that it explains at once, from one place, and each that others of its
# kind explain.
AT_ONCE = 3.0
OF_ITS_KIND = 2.0
MOST = 4

# How much less likely it is that a slip in the value is none in the gradient, and one in a gradient none in the others
# that come through the same step.
VALUE_ALONE = 0.5
ONE_WAY = 0.15

# Beyond so many edges the mistakes are looked up where they are needed, and not everywhere.
MANY_EDGES = 1_500

# Whether the numbers of a claim, one for each point, are these, as exactly as they are written.
Close = Callable[[NumericClaim, Sequence[float]], bool]


class Explanation(NamedTuple):
    """What a mistake explains.

    Args:
        claims: the claims, by their places.
        odds: how much less likely it is because it does not reach as far as it would.
        on_the_way: whether it was made on the way to these claims and to no others.
    """

    claims: frozenset[int]
    odds: float = 1.0
    on_the_way: bool = False


class Catalogue:
    """The mistakes that can be made in a circuit, by the edges at which they are made."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit
        self._everywhere: dict[Edge, list[Suspect]] | None = None

    def within(self, regions: Sequence[Region]) -> list[Suspect]:
        """Those with a place in one of these regions."""
        edges = dict.fromkeys(edge for region in regions for edge in region.edges(self.circuit))
        if len(self.circuit.edges) > MANY_EDGES:
            return suspects(self.circuit, list(edges))
        if self._everywhere is None:
            self._everywhere = defaultdict(list)
            for suspect in suspects(self.circuit, self.circuit.all_edges):
                for edge in (*suspect.edges, *suspect.below):
                    self._everywhere[edge].append(suspect)
        found = (suspect for edge in edges for suspect in self._everywhere.get(edge, ()))
        return list(dict.fromkeys(found))


class Evidence:
    """One answer to be diagnosed.

    Args:
        catalogue: the known mistakes.
        traces: the passes from the student's numbers on, at each point.
        true: the right number of a quantity at each point.
        claims: all that was answered.
        made: the claims, by their places among these, that are wrong and follow from no others.
        sound: those that are right, or follow.
        close: whether numbers of a claim are these.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        traces: Sequence[Trace],
        true: Callable[[Quantity], Sequence[float]],
        claims: Sequence[NumericClaim],
        made: Sequence[int],
        sound: set[int],
        close: Close,
    ) -> None:
        self.catalogue = catalogue
        self.circuit = catalogue.circuit
        self.traces = traces
        self.claims = claims
        self.made = set(made)
        self.sound = sound
        self.close = close
        self.at: dict[Place, list[int]] = defaultdict(list)
        for index, each in enumerate(claims):
            self.at[each.claim.quantity.is_grad, each.claim.quantity.node].append(index)
        self.elsewhere = Elsewhere(self.circuit, traces, true, claims, close)

    def diagnoses(self) -> dict[int, Diagnosis]:
        """What can be said of the claims, by their places."""
        found = {}
        for index, candidates in self.candidates.items():
            answer, is_zero = self.claims[index].claim.answer, not any(self.claims[index].numbers)
            best = likeliest(candidates, answer.digits.significant if answer.digits else 0 if is_zero else None)
            if best is not None:
                found[index] = Diagnosis(best.code, self._message(index, best), best.place and best.place())
        return found

    def _message(self, index: int, best: Candidate) -> str:
        """What is told, and where all that is missing is one factor, which: -4·1 for 1."""
        quantity, answer = self.claims[index].claim.quantity, self.claims[index].claim.answer.text
        uses = self.circuit.uses.get(quantity.node, [])
        if best.code != MISSING_UPSTREAM or len(self.traces) > 1 or len(best.edges) != 1 or best.edges.isdisjoint(uses):
            return f"{answer} {best.said()}"
        [(node, _)] = best.edges
        upstream = f"{self.traces[0].gate(node).upstream:.6g}"
        if len(uses) > 1:
            return f"{answer} {best.said()}, which is {upstream} there"
        what = f"the local derivative of {self.circuit.formula(uses[0][0])} to {self.circuit.name(quantity.node)}"
        return f"{upstream}·{answer}: {answer} is {what}, without the upstream gradient, which is {upstream}"

    @property
    def unexplained(self) -> list[int]:
        """The claims that nothing known explains."""
        return [index for index, candidates in self.candidates.items() if not candidates]

    @cached_property
    def candidates(self) -> dict[int, list[Candidate]]:
        """The explanations of each claim, those likelier whose kind explains others, too."""
        regions = {
            index: region_of(self.circuit, self.claims[index].claim.quantity, self.traces[0].pinned)
            for index in self.made
        }
        found = {index: list(self.elsewhere.candidates(index)) for index in self.made}
        for suspect in self.catalogue.within(list(regions.values())):
            for explanation in self._explanations(suspect):
                candidate = self._candidate(suspect, explanation, [regions[index] for index in explanation.claims])
                for index in explanation.claims:
                    found[index].append(candidate)
        covered: dict[Hashable, set[int]] = defaultdict(set)
        for index, candidates in found.items():
            for each in candidates:
                covered[each.kind].add(index)
        return {
            index: [each._replace(odds=each.odds * _likelier(OF_ITS_KIND, len(covered[each.kind]))) for each in several]
            for index, several in found.items()
        }

    def _candidate(self, suspect: Suspect, explanation: Explanation, regions: Sequence[Region]) -> Candidate:
        """A mistake as the explanation of claims: near one of them, it is near."""
        steps = min(self._distance(suspect, region) for region in regions)
        odds = suspect.odds * explanation.odds * suspect.fades**steps * SPREAD ** (len(suspect.edges) - 1)
        places = len({node for node, _ in suspect.edges})
        odds *= _likelier(AT_ONCE, max(len(explanation.claims) + 1 - places, 1))
        return Candidate(
            suspect.code, suspect.kind, odds, frozenset(suspect.edges),
            _what_you_get(suspect.said, self._way(explanation)), explanation.claims,
            self._above(suspect), suspect.own, lambda: self._place(suspect),
        )  # fmt: skip

    def _way(self, explanation: Explanation) -> str:
        """Where a mistake was made, if not for all to which it would make a difference."""
        if not explanation.on_the_way:
            return ""
        names = [self.claims[index].claim.quantity.name or "the output" for index in sorted(explanation.claims)]
        return f", on the way to {' and '.join(dict.fromkeys(names))}"

    def _above(self, suspect: Suspect) -> frozenset[Edge]:
        """The edges a step above those of a mistake; sums, which hand on what they have, are no steps."""
        found: set[Edge] = set()
        ahead = {node for node, _ in suspect.edges}
        while ahead and len(found) < FARTHEST:
            edges = {edge for node in ahead for edge in self.circuit.uses.get(node, ())} - found
            found |= edges
            ahead = {node for node, _ in edges if self.circuit.distributes(node)}
        return frozenset(found)

    def _place(self, suspect: Suspect) -> str:
        formula = self.circuit.formula(suspect.edges[0][0])
        return f"how {formula} is computed" if suspect.forward else f"how the gradient goes back through {formula}"

    def _distance(self, suspect: Suspect, region: Region) -> int:
        """How many steps the nearest place of a mistake is away from the number of a region."""
        if suspect.forward:
            steps = [region.data.get(node) for node, _ in suspect.edges]
        else:
            edges = (*suspect.edges, *suspect.below)
            steps = [region.grads.get(self.circuit.operands[node][which]) for node, which in edges]
        return min((each for each in steps if each is not None), default=len(region.grads))

    def _explanations(self, suspect: Suspect) -> Iterator[Explanation]:
        """The claims that a mistake explains; where others refute it, those for which alone it may have been made."""
        outcomes = self._outcomes(suspect)
        reached = self._reached(outcomes)
        explained = frozenset([index for index in reached if index in self.made and self._fits(index, outcomes)])
        if not explained or (suspect.kind[1] == CUT and not self._has_number(explained)):
            return
        refuting = [index for index in reached if index in self.sound and not self._fits(index, outcomes)]
        if not refuting:
            yield Explanation(explained)
        elif suspect.forward:
            yield from self._in_the_value(explained, refuting)
        elif not suspect.collects:
            yield from self._on_the_way(suspect, explained)

    def _has_number(self, indexes: Collection[int]) -> bool:
        """Whether any of these answers is another number than 0, which may be no more than a blank that was filled."""
        return any(any(self.claims[index].numbers) for index in indexes)

    def _in_the_value(self, explained: frozenset[int], refuting: Sequence[int]) -> Iterator[Explanation]:
        """A slip in the forward pass, of somebody who goes back through the right formula."""
        data = frozenset(index for index in explained if not self.claims[index].claim.quantity.is_grad)
        if data and all(self.claims[index].claim.quantity.is_grad for index in refuting):
            yield Explanation(data, VALUE_ALONE)

    def _on_the_way(self, suspect: Suspect, explained: frozenset[int]) -> Iterator[Explanation]:
        """A slip in the gradient of one name, of somebody who works out each by itself.

        That is no contradiction to the gradients of others that come through the same step, if it is not asked for the
        gradient at which the step arrives.
        """
        far = frozenset(index for index in explained if not self._arrives_at(suspect, index))
        if far:
            yield Explanation(far, ONE_WAY, on_the_way=True)

    def _arrives_at(self, suspect: Suspect, index: int) -> bool:
        node = self.claims[index].claim.quantity.node
        return any(self.circuit.operands[user][which] == node for user, which in suspect.edges)

    def _outcomes(self, suspect: Suspect) -> list[Outcome]:
        """What a mistake changes at each point; nothing where it changes nothing, or too much to be looked at."""
        found = []
        is_refuted = self._is_refuted if suspect.forward and len(self.traces) == 1 else None
        for trace in self.traces:
            outcome = effect(trace, suspect.change(trace), is_refuted)
            if outcome is None:
                return []
            found.append(outcome)
        return found

    def _is_refuted(self, data: Numbers) -> bool:
        """Whether data contradict a claim that is right: then the gradients do not matter any more."""
        return any(
            index in self.sound and not self.close(self.claims[index], [number])
            for node, number in data.items()
            for index in self.at.get((False, node), ())
        )

    def _reached(self, outcomes: Sequence[Outcome]) -> list[int]:
        """The claims whose numbers are changed."""
        found: list[int] = []
        for outcome in outcomes[:1]:
            for node in outcome.data:
                found += self.at.get((False, node), ())
            for node in outcome.grads:
                found += self.at.get((True, node), ())
        return found

    def _fits(self, index: int, outcomes: Sequence[Outcome]) -> bool:
        """Whether a claim is the number that comes out, at each point, changed or not."""
        each = self.claims[index]
        node, is_grad = each.claim.quantity.node, each.claim.quantity.is_grad
        numbers = []
        for outcome, trace in zip(outcomes, self.traces, strict=True):
            number = outcome.number(node, is_grad)
            numbers.append(trace.number(node, is_grad) if number is None else number)
        return self.close(each, numbers)


def _likelier(times: float, count: int) -> float:
    return times ** (min(count, MOST) - 1)


def _what_you_get(said: Callable[[], str], way: str) -> Callable[[], str]:
    return lambda: f"is what you get when {said()}{way}"
