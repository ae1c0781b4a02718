"""What a gradient means, checked by really nudging the input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, inf, log10
from sys import float_info

from ...arithmetic import Inexact, floats, system_of
from ...graph.engine import Number, Value
from ...graph.walker import forward_sweep, reached_from
from .facts import Meaning
from .formulas import op_of

# An input is raised by this much, or by less where the function bends too fast for the gradient to tell; and where
# the input is far from 1, by these parts of its magnitude.
NUDGES = (1e-3, 1e-5, 1e-7, 1e-9)
PARTS = (1e-3, 1e-6)

# The change may be off by one part in so many from what the gradient predicts.
TOLERANCE = 100

# Beside a gradient of 0 the change must shrink by this when the nudge shrinks to a hundredth. At a kink it shrinks to
# a hundredth, too; at the bottom of a parabola to a hundredth of that.
VANISHING = 500

# A large expression is a long way to go for each input: this many operations are done for all of them.
WORK = 1_000_000


class Nudger:
    """Raises inputs of a graph after its backward pass, and watches the output."""

    def __init__(self, nodes: Sequence[Value]) -> None:
        self.nodes = nodes
        self.root = nodes[-1]
        self.xp = system_of(self.root.data)
        self.affordable = max(1, WORK // len(nodes))
        self.noise = _noise(nodes)

    def meaning(self, name: str, value: Value) -> Meaning:
        """What the gradient of `value` says, and whether it is so; unchecked if the output is no fraction any more."""
        try:
            return self._tried(name, value)
        except Inexact:
            meaning = self.unchecked(name, value)
            return meaning if abs(meaning.predicted) < inf else meaning._replace(verdict="disagrees")

    def _tried(self, name: str, value: Value) -> Meaning:
        tried = []
        for nudge in _nudges(value.data):
            tried.append(self._checked(self._unchecked(name, value, nudge), value))
            if tried[-1].verdict == "agrees":
                return tried[-1]
        best = [meaning for verdict in ("flat", "invisible") for meaning in tried if meaning.verdict == verdict]
        return best[0] if best else self._both_ways(tried[0], value)

    def unchecked(self, name: str, value: Value) -> Meaning:
        """What the gradient of `value` says, unchecked: one nudge of a large expression takes a while."""
        return self._unchecked(name, value, next(_nudges(value.data)))

    def _unchecked(self, name: str, value: Value, nudge: Number) -> Meaning:
        return Meaning(name, value.grad, nudge, value.grad * nudge, self.root.data)

    def _checked(self, meaning: Meaning, value: Value) -> Meaning:
        raised = self.output(value, meaning.nudge)
        return meaning._replace(raised=raised, verdict=self._verdict(meaning, value, raised))

    def _verdict(self, meaning: Meaning, value: Value, raised: Number | None) -> str:
        predicted = meaning.predicted
        if raised is None or not abs(predicted) < inf:
            return "disagrees"
        change = raised - meaning.before
        if predicted and max(abs(change), abs(predicted)) <= 10 * self.noise:
            return "invisible"
        # Multiplied by an integer, because a Fraction may be too large for a double.
        if abs(change - predicted) * TOLERANCE <= max(abs(predicted), abs(change)) + TOLERANCE * self.noise:
            return "agrees"
        return "flat" if not predicted and self._vanishes(change, meaning.nudge, value) else "disagrees"

    def _vanishes(self, change: Number, nudge: Number, value: Value) -> bool:
        """Whether the change shrinks faster than the nudge, as it does where the slope is 0; a jump is gone at once."""
        less = self.output(value, nudge / 100)
        if less is None or less == self.root.data:
            return False
        return bool(abs(less - self.root.data) * VANISHING <= abs(change) + VANISHING * self.noise)

    def _both_ways(self, meaning: Meaning, value: Value) -> Meaning:
        return meaning._replace(lowered=self.output(value, -meaning.nudge))

    def output(self, source: Value, nudge: Number) -> Number | None:
        """The output after one node is nudged and all that depends on it is computed anew; None where it has none."""
        reached = reached_from([source], self.nodes)
        data = {node: node.data for node in self.nodes if node not in reached}
        data[source] = source.data + nudge
        try:
            forward_sweep([node for node in self.nodes if node in reached and node is not source], data, self._computed)
        except OverflowError:
            return None
        return data[self.root]

    def _computed(self, node: Value, inputs: list[Number]) -> Number:
        result = op_of(node).forward(self.xp, *inputs)
        if not self.xp.isfinite(result):
            raise OverflowError
        return result


def _nudges(x: Number) -> Iterator[Number]:
    """How much to raise a number by, or to lower it: only what changes it, and by what it says."""
    xp = system_of(x)
    size = floor(log10(abs(x))) if isinstance(x, float) and x else 0
    nudges = [*NUDGES, *(float(f"1e{size + floor(log10(part))}") for part in PARTS if size)]
    found = [xp.number(repr(nudge)) for nudge in nudges]
    shown = [h for h in found if _changes(x, h)]
    # Above the largest number there is none.
    yield from shown or [-h for h in found if _changes(x, -h)]


def _changes(x: Number, h: Number) -> bool:
    return bool(h and abs((x + h - x) - h) * TOLERANCE <= abs(h))


def _noise(nodes: Sequence[Value]) -> Number:
    """How far the output may be off because every operation is rounded."""
    if system_of(nodes[-1].data) is not floats:
        return 0
    parts = [abs(node.data * node.grad) for node in nodes if node.grad is not None]
    return 4 * float_info.epsilon * sum([part for part in parts if part < inf])
