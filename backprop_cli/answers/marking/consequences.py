"""What follows from wrong answers: the numbers of somebody who does everything right, but goes on from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

from .claims import NumericClaim, Quantity
from .trace import Outcome, Trace


class Consequences:
    """The wrong claims of one answer, and the passes that go on from them.

    Each is run once: one for each claim, and one for each number of claims together, however many quantities ask.

    Args:
        traces: the circuit at each point.
        wrong: the claims.
    """

    def __init__(self, traces: Sequence[Trace], wrong: Sequence[NumericClaim]) -> None:
        self.traces = traces
        self.wrong = sorted(wrong, key=lambda each: _order(each.claim.quantity))
        self._outcomes: dict[tuple[int, int], list[Outcome]] = {}

    def leading_to(self, own: Quantity) -> Iterator[tuple[NumericClaim, list[float]]]:
        """The claims on the way to a quantity, each with what the quantity is, at each point, if one goes on from it.

        After those from each of them follow, beside the first, the numbers from all of them together. What comes
        before a quantity is a beginning of the order, so that few passes serve all quantities.
        """
        before = list(takewhile(lambda each: _comes_before(each.claim.quantity, own), self.wrong))
        together = [(0, len(before))] if len(before) > 1 else []
        for start, end in [*((place, place + 1) for place in range(len(before))), *together]:
            yield before[start], [outcome.number(own.node, own.is_grad) for outcome in self._carried(start, end)]

    def _carried(self, start: int, end: int) -> list[Outcome]:
        """Both passes at each point, from these of the claims on."""
        if (start, end) not in self._outcomes:
            self._outcomes[start, end] = [
                trace.carried(*self._pinned(start, end, index)) for index, trace in enumerate(self.traces)
            ]
        return self._outcomes[start, end]

    def _pinned(self, start: int, end: int, point: int) -> tuple[dict[int, float], dict[int, float]]:
        """The data and the gradients that these claims give."""
        pinned: tuple[dict[int, float], dict[int, float]] = ({}, {})
        for each in self.wrong[start:end]:
            pinned[each.claim.quantity.is_grad][each.claim.quantity.node] = each.numbers[point]
        return pinned


def _comes_before(other: Quantity, own: Quantity) -> bool:
    """Whether one quantity may be needed to compute another."""
    if other.is_grad:
        return own.is_grad and other.node > own.node
    return own.is_grad or other.node < own.node


def _order(quantity: Quantity) -> tuple[bool, int]:
    """Where a quantity stands on the way through the forward and then the backward pass."""
    return quantity.is_grad, -quantity.node if quantity.is_grad else quantity.node
