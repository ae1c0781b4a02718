"""What the working without values says, as facts; the views put them into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...graph.engine import Value
from ...graph.shown import shown
from ...notation.text import Node, text_of
from .derivation import Line
from .rules import Rule


class Derived(NamedTuple):
    """A derivative and its derivation.

    Args:
        names: what it is with respect to.
        sign: the last sign of a derivative in it: d/dx.
        lines: the derivation.
        result: the derivative.
    """

    names: tuple[str, ...]
    sign: str
    lines: Sequence[Line]
    result: Node


class Handed(NamedTuple):
    """What one input receives in one step of the backward pass, all as formulas in names.

    Args:
        to: the input.
        place: which of the inputs, where an operation has it several times, from 1 on; else 0.
        local: the local derivative.
        product: that times the gradient of the node.
        uses: how many times the input is used on the way to the output.
        is_last: whether its gradient is complete with this.
        complete: its whole gradient then, unless that is too long to write.
    """

    to: str
    place: int
    local: Value
    product: Value
    uses: int
    is_last: bool
    complete: Value | None


class Stage(NamedTuple):
    """One step of the backward pass: the operation, its rule and what it hands to its inputs."""

    name: str
    op: str
    named: Value
    rule: str
    gate: str
    handed: Sequence[Handed]


@shown
class Working(NamedTuple):
    """The working without values: a derivation for each derivative, or for a program one backward pass for all.

    Args:
        text: the program.
        parsed: the program as it was understood.
        output: what its output is called.
        derived: the derivatives with their derivations; none for a program that has its steps.
        forward: the operations in names, in the order in which they are computed; none beside derivations.
        stages: the backward pass, in its order.
        gradients: the derivatives as single formulas, by name, where they can be read.
        rules: the rules that were used, each stated in general.
        taken: names of variables that are those of constants, too.
    """

    text: str
    parsed: str
    output: str
    derived: Sequence[Derived]
    forward: Sequence[tuple[str, Value]]
    stages: Sequence[Stage]
    gradients: Sequence[tuple[str, Node]]
    rules: Sequence[Rule]
    taken: frozenset[str]

    def __repr__(self) -> str:
        return f"<Working of {text_of(self.stages[0].named) if self.stages else self.parsed}>"
