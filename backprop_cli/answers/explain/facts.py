"""What a worked solution says, as facts; the views put them into words."""

from __future__ import annotations

from typing import NamedTuple

from ...graph.engine import Number, Value
from ...graph.notes import Note
from ...graph.shown import shown
from ...notation.text import number_text, text_of


class Formula(NamedTuple):
    """A formula in names, the same formula in numbers, and its value.

    All are graphs, for any notation. The numbers are all there; a view shows as many digits as it takes. Where the
    formula in names is a choice, that in numbers is what was chosen, because of what is `decided`: `x > 0`.
    """

    named: Value
    numbered: Value
    value: Number
    decided: Value | None = None

    @property
    def text(self) -> str:
        """The formula in names."""
        return text_of(self.named)


class Assignment(NamedTuple):
    """One step of the forward pass."""

    node: str
    op: str
    name: str
    formula: Formula

    @property
    def operation(self) -> tuple[str, Value]:
        """The two sides of `d = e + c`, in names."""
        return self.name, self.formula.named


class Quotient(NamedTuple):
    """(f(x+h) - f(x))/h, and how far rounding may have moved it; None where f has no value."""

    h: Number
    value: Number | None
    error: Number


class Contribution(NamedTuple):
    """What one input receives in one step: local derivative times upstream gradient, added to what it had.

    `formula` is the local derivative. `which` is the place of the input; `place` counts it from 1 where the operation
    has the same input several times, and is 0 elsewhere. `limit` holds the difference quotients if they were asked for.
    """

    to: str
    name: str
    which: int
    place: int
    formula: Formula
    product: Number
    before: Number
    after: Number
    limit: list[Quotient]

    @property
    def local(self) -> Number:
        """The local derivative."""
        return self.formula.value


class Hasty(NamedTuple):
    """What a node would have handed on after the first step that reached it, had it not waited for the others."""

    after: str
    gradient: Number


class Elsewhere(NamedTuple):
    """A share of the upstream gradient that goes to an input of which the explanation does not speak."""

    name: str
    local: Number
    is_constant: bool


class Step(NamedTuple):
    """One step of the backward pass: a node hands its gradient to its inputs.

    A step is `easy` if its local derivatives are the same at every point. The operation is `piecewise` if it has
    kinks, so that what it does depends on the side. `elsewhere` is what it gives to constants and other inputs that are
    left out. `hasty` tells what a naive order would have got wrong here.
    """

    node: str
    op: str
    name: str
    named: Value
    gate: str
    upstream: Number
    contributions: list[Contribution]
    notes: list[Note]
    easy: bool
    piecewise: bool
    elsewhere: list[Elsewhere]
    hasty: Hasty | None

    @property
    def formula(self) -> str:
        """The operation in names."""
        return text_of(self.named)

    @property
    def operation(self) -> tuple[str, Value]:
        """The two sides of `d = e + c`, in names."""
        return self.name, self.named


class Branch(NamedTuple):
    """A node that is used more than once: what it received from each use, in that order, and the sum.

    `is_input` says that it is where the explanation ends: an input, or the name of which it was asked to speak.
    """

    node: str
    name: str
    users: list[str]
    contributions: list[Number]
    total: Number
    is_input: bool


class Path(NamedTuple):
    """One way from an input to the output, with the local derivative of each step and their product."""

    input: str
    through: list[str]
    names: list[str]
    factors: list[Number]
    value: Number


class Meaning(NamedTuple):
    """What a gradient says of an input, and what happened when the input was really raised by `nudge`.

    Args:
        name: the input.
        gradient: its gradient.
        nudge: by how much it was raised.
        predicted: by how much the output should have changed.
        before: the output.
        raised: the output after the nudge; None where it has no value there.
        lowered: the same for a nudge the other way, if the first one did not do what the gradient says.
        verdict: "agrees", "flat" where a gradient of 0 leaves a change that vanishes faster than the nudge,
            "invisible" where the change is lost among the digits of the output, "disagrees"; "unchecked" if nothing
            was nudged, "unused" if the output does not depend on the input.
    """

    name: str
    gradient: Number
    nudge: Number
    predicted: Number
    before: Number
    raised: Number | None = None
    lowered: Number | None = None
    verdict: str = "unchecked"


@shown
class Explanation(NamedTuple):
    """Everything there is to say.

    `path_count` is None if no paths were asked for, and infinite if there are too many to count. `taken` are names of
    nodes that are those of constants, too.
    """

    text: str
    parsed: str
    bindings: dict[str, Number]
    output: str
    value: Number
    forward: list[Assignment]
    backward: list[Step]
    branches: dict[str, Branch]
    paths: list[Path]
    path_count: float | None
    wrt: str | None
    gradients: dict[str, Number]
    meanings: list[Meaning]
    notes: list[tuple[str, Note]]
    names: dict[str, str]
    taken: frozenset[str]

    def without_constants(self) -> Explanation:
        """The same without what goes to constants."""
        kept = [[share for share in step.elsewhere if not share.is_constant] for step in self.backward]
        steps = zip(self.backward, kept, strict=True)
        return self._replace(backward=[step._replace(elsewhere=elsewhere) for step, elsewhere in steps])

    def __repr__(self) -> str:
        return f"<Explanation of {self.output} = {number_text(self.value)}>"
