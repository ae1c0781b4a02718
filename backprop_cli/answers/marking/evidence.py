"""What an answer tells of the known mistakes: which of its wrong numbers each explains, and what speaks against it.

All claims together are the evidence. A mistake explains a claim if doing it, from the student's other numbers on, gives
the number of the claim; it is refuted if it would have spoilt a claim that was done right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property

from .change import Outcome
from .circuit import Circuit, Edge
from .claims import NumericClaim, Quantity
from .diagnosis import Candidate, Diagnosis, likeliest
from .effects import effect
from .elsewhere import Elsewhere
from .region import Place, Region, region_of
from .suspects import Suspect, suspects
from .trace import Trace

# How much less likely a mistake is with each step that it is away, and each further place where it is made.
FURTHER = 0.5
SPREAD = 0.9

# How much likelier it is with each further claim that it explains at once, and each that others of its kind explain.
AT_ONCE = 3.0
OF_ITS_KIND = 2.0
MOST = 4

# Beyond so many edges the mistakes are looked up where they are needed, and not everywhere.
MANY_EDGES = 1_500

# Whether the numbers of a claim, one for each point, are these, as exactly as they are written.
Close = Callable[[NumericClaim, Sequence[float]], bool]


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
            answer = self.claims[index].claim.answer
            best = likeliest(candidates, answer.digits.significant if answer.digits else None)
            if best is not None:
                found[index] = Diagnosis(best.code, f"{answer.text} {best.words()}", best.place and best.place())
        return found

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
        found = {index: list(self.elsewhere.candidates(self.claims[index])) for index in self.made}
        for suspect in self.catalogue.within(list(regions.values())):
            explained = self._explained(suspect)
            for index in explained:
                found[index].append(self._candidate(suspect, len(explained), regions[index]))
        covered: dict[Hashable, set[int]] = defaultdict(set)
        for index, candidates in found.items():
            for each in candidates:
                covered[each.kind].add(index)
        return {
            index: [each._replace(odds=each.odds * _likelier(OF_ITS_KIND, len(covered[each.kind]))) for each in several]
            for index, several in found.items()
        }

    def _candidate(self, suspect: Suspect, explained: int, region: Region) -> Candidate:
        odds = suspect.odds * FURTHER ** self._distance(suspect, region) * SPREAD ** (len(suspect.edges) - 1)
        words = _what_you_get(suspect.words)
        odds *= _likelier(AT_ONCE, explained)
        edges = frozenset(suspect.edges)
        return Candidate(suspect.code, suspect.kind, odds, edges, words, suspect.own, lambda: self._place(suspect))

    def _place(self, suspect: Suspect) -> str:
        formula = self.circuit.formula(suspect.edges[0][0])
        return f"how {formula} is computed" if suspect.forward else f"how the gradient goes back through {formula}"

    def _distance(self, suspect: Suspect, region: Region) -> int:
        """How many steps the nearest place of a mistake is away from the number of a region."""
        if suspect.forward:
            steps = [region.data.get(node) for node, _ in suspect.edges]
        else:
            steps = [region.grads.get(self.circuit.operands[node][which]) for node, which in suspect.edges]
        return min((each for each in steps if each is not None), default=len(region.grads))

    def _explained(self, suspect: Suspect) -> set[int]:
        """The claims that a mistake explains: none, if it is refuted."""
        outcomes = self._outcomes(suspect)
        reached = self._reached(outcomes)
        explained = {index for index in reached if index in self.made and self._fits(index, outcomes)}
        if explained and any(index in self.sound and not self._fits(index, outcomes) for index in reached):
            return set()
        return explained

    def _outcomes(self, suspect: Suspect) -> list[Outcome]:
        """What a mistake changes at each point; nothing where it changes nothing, or too much to be looked at."""
        found = []
        for trace in self.traces:
            outcome = effect(trace, suspect.change(trace))
            if outcome is None:
                return []
            found.append(outcome)
        return found

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


def _what_you_get(words: Callable[[], str]) -> Callable[[], str]:
    return lambda: f"is what you get when {words()}"
