"""Why a row has no numbers, for an engine that has to know all answers in advance: what is wrong where, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from ..arithmetic import floats
from ..export.tape import Recorded
from ..graph.domain import overflow, unmet
from ..graph.run import Run
from ..notation.text import brief_text

if TYPE_CHECKING:
    from ..graph.engine import Value
    from ..ops import Op

# The place of a number in words: a character that no text of a program has, and which input of the operation it is.
_PLACE = re.compile("\uf8ff([0-9]+)\uf8ff")

# Words, and the numbers between them.
Words = Sequence[str | Recorded]


class Fault(NamedTuple):
    """What is said where a result is not finite: the words for the first condition that is not met, else the last."""

    result: Recorded
    unmet: Sequence[tuple[Recorded, Words]]
    otherwise: Words


class Faults:
    """The faults of a program, in the order in which its operations are computed."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def watch(self, run: Run) -> Iterable[Recorded]:
        """Find the faults of a recorded run; the conditions that have to be recorded, too."""
        shown: dict[Any, _Shown] = {}
        seen: set[Recorded] = set()
        for node in run.nodes:
            shown[node] = _Shown(node, [shown[source] for source in node.inputs])
            if node.operation is not None and node.data.inputs and node.data not in seen:
                seen.add(node.data)
                self.found.append(_fault(run, node, shown[node]))
        return [condition for fault in self.found for condition, _ in fault.unmet]


class _Shown:
    """A node to write down, whose number is known if it is a constant."""

    def __init__(self, node: Value, inputs: Sequence[_Shown]) -> None:
        self.operation = node.operation
        self.inputs = inputs
        self.label = node.label
        self.data = node.data.detail if node.data.is_literal else node.data


def _fault(run: Run, node: Value, shown: _Shown) -> Fault:
    op: Op = node.operation  # type: ignore[assignment] # whoever calls has looked
    numbers = [x.data for x in node.inputs]
    texts = [brief_text(x.detail) if x.is_literal else f"\uf8ff{numbers.index(x)}\uf8ff" for x in numbers]
    inputs = cast("Sequence[Value]", shown.inputs)
    needs = [(need.holds(run.xp, *numbers), _words(unmet(op, inputs, need, texts), numbers)) for need in op.needs]
    return Fault(node.data, needs, _words(overflow(op, inputs, texts, floats), numbers))


def _words(text: str, numbers: Sequence[Recorded]) -> Words:
    parts = _PLACE.split(text)
    return [part if place % 2 == 0 else numbers[int(part)] for place, part in enumerate(parts) if part]
