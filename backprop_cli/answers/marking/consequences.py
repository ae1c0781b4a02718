"""What follows from answers: the numbers of somebody who does everything right, but goes on from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import isfinite

from .change import Change, Outcome
from .circuit import Circuit
from .claims import NumericClaim, Quantity
from .effects import effect
from .region import Place, region_of
from .trace import Trace

# Whether the numbers of a claim, one for each point, are these.
Is = Callable[[NumericClaim, Sequence[float]], bool]


class Consequences:
    """All claims of one answer, and the passes that go on from them.

    Args:
        circuit: the circuit.
        points: the bindings at each point.
        claims: the claims.
        wrong: those of them that are wrong.
        is_: whether a claim is some numbers.
    """

    def __init__(
        self,
        circuit: Circuit,
        points: Sequence[Mapping[str, float]],
        claims: Sequence[NumericClaim],
        wrong: Sequence[NumericClaim],
        is_: Is,
    ) -> None:
        self.circuit = circuit
        self.points = points
        self.is_ = is_
        self._claims = {_place(each.claim.quantity): each for each in claims}
        self._wrong = {_place(each.claim.quantity): each for each in wrong}
        self._origins: dict[Place, NumericClaim] = {}
        nothing = [each for each in wrong if not any(each.numbers)]
        self.traces = self.going_on_from(claims)
        self._crediting = self.traces
        if nothing:
            self._crediting = self.going_on_from([each for each in claims if each not in nothing])

    def going_on_from(self, claims: Sequence[NumericClaim]) -> list[Trace]:
        """The passes of somebody who goes on from these claims, and has everything else from them."""
        watched = {node for is_grad, node in self._claims if is_grad}
        return [Trace(self.circuit, at, *_pinned(claims, point), watched) for point, at in enumerate(self.points)]

    def source(self, given: NumericClaim) -> NumericClaim | None:
        """The claim that a wrong number follows from correctly; nothing follows from a 0 that is wrong.

        Asked in the order of the passes, it is the claim with which it began: that of d.grad for e.grad, which follows
        from it, and then for a.grad, too.
        """
        found = self._source(given, self._crediting)
        if found is not None:
            self._origins[_place(given.claim.quantity)] = found
        return found

    def empty_source(self, given: NumericClaim) -> NumericClaim | None:
        """The claim that a wrong number would follow from if anything followed from a 0."""
        return self._source(given, self.traces) if self._crediting is not self.traces else None

    def _source(self, given: NumericClaim, traces: Sequence[Trace]) -> NumericClaim | None:
        # What follows is done right from the claims at the border on: the number is what comes out of them, or what
        # comes out if one of them is taken for what it should have been.
        own = given.claim.quantity
        border = region_of(self.circuit, own, traces[0].pinned).border
        wrong = self._wrong_at(border)
        wrong = [each for each in wrong if len(wrong) == 1 or self._matters(each, own, traces)]
        if self.is_(given, [trace.number(own.node, own.is_grad) for trace in traces]):
            return self._first(wrong) or self._first([self._claims[place] for place in border])
        for slip in wrong:
            # Who puts down one number wrongly may go on from what was meant.
            if self.is_(given, [_without(trace, slip.claim.quantity, own) for trace in traces]):
                before = region_of(self.circuit, slip.claim.quantity, traces[0].pinned).border
                return self._first([each for each in wrong if each is not slip] or self._wrong_at(before))
        return None

    def _wrong_at(self, border: Sequence[Place]) -> list[NumericClaim]:
        return [self._wrong[place] for place in border if place in self._wrong]

    @staticmethod
    def _matters(source: NumericClaim, own: Quantity, traces: Sequence[Trace]) -> bool:
        """Whether a number changes with the one that stands on the way to it."""
        quantity = source.claim.quantity
        return any(_without(trace, quantity, own) != trace.number(own.node, own.is_grad) for trace in traces)

    def _first(self, sources: Sequence[NumericClaim]) -> NumericClaim | None:
        """The first of them on the way, or what that follows from itself."""
        origins = [self._origins.get(_place(each.claim.quantity), each) for each in sources]
        return min(origins, key=lambda each: order_of(each.claim.quantity), default=None)


def _without(trace: Trace, slip: Quantity, own: Quantity) -> float:
    """What a quantity is if one goes on from what another should be."""
    meant = {slip.node: trace.number(slip.node, slip.is_grad)}
    found = effect(trace, Change(grads=meant) if slip.is_grad else Change(data=meant))
    number = found.number(own.node, own.is_grad) if found else None
    return trace.number(own.node, own.is_grad) if number is None else number


def _pinned(claims: Sequence[NumericClaim], point: int) -> Outcome:
    """The data and the gradients that claims give."""
    pinned: tuple[dict[int, float], dict[int, float]] = ({}, {})
    for each in claims:
        is_grad, node = _place(each.claim.quantity)
        if isfinite(each.numbers[point]):
            pinned[is_grad][node] = each.numbers[point]
    return Outcome(*pinned)


def _place(quantity: Quantity) -> Place:
    return quantity.is_grad, quantity.node


def order_of(quantity: Quantity) -> tuple[bool, int]:
    """Where a quantity stands on the way through the forward and then the backward pass."""
    return quantity.is_grad, -quantity.node if quantity.is_grad else quantity.node
