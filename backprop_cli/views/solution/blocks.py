"""What a worked solution consists of: typed blocks, in the order in which they are read.

`stream` makes them, once for every format. A block says what it is and never how it looks: a format lays it out.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from .parts import Assignment, Equation, Formula, Gain, Growth, Name, Number, Partial, Sentence, Way


class Title(NamedTuple):
    """The program as it was understood, of a long one the beginning, and its output: the name, or the formula."""

    program: str
    output: Name | Formula


class Point(NamedTuple):
    """The values of the inputs."""

    values: tuple[Equation, ...]


class Heading(NamedTuple):
    """The heading of a part; `about` belongs to it, `aside` is for whoever has room for it."""

    title: str
    about: Sentence = ()
    aside: Sentence = ()


class Paragraph(NamedTuple):
    """A sentence by itself."""

    sentence: Sentence


class Hint(NamedTuple):
    """A sentence of what is easily overlooked: how gradients add up."""

    sentence: Sentence


class Remark(NamedTuple):
    """A note on a node, as `eval` has it."""

    sentence: Sentence


class Items(NamedTuple):
    """Sentences, one below the other."""

    sentences: tuple[Sentence, ...]


class Display(NamedTuple):
    """An equation on a line of its own; `strong` if it is what one looks for."""

    equation: Equation
    strong: bool


class Assignments(NamedTuple):
    """A table of the forward pass."""

    rows: tuple[tuple[Name, Assignment], ...]
    header: Sentence = ("node", "value")


class Step(NamedTuple):
    """The beginning of a step of the backward pass.

    Args:
        operation: the node and what it is computed by.
        upstream: the gradient that it has received.
        hints: how that came about, where it is easily overlooked.
        op: the operation.
        gate: what it does to the upstream gradient.
        here: what it does at this point, if that depends on it.
    """

    operation: Equation
    upstream: Equation
    hints: tuple[Sentence, ...]
    op: str
    gate: str
    here: Sentence


class BriefStep(NamedTuple):
    """An easy step in one line: the operation and the gradients that its inputs have then; `follows` another such."""

    operation: Equation
    received: tuple[Equation, ...]
    follows: bool


class Contributions(NamedTuple):
    """A table of what the inputs receive in a step: local derivative, its product with the upstream, and the gradient.

    A gradient grows where an input is used several times. In formulas the product has no column of its own.
    """

    rows: tuple[tuple[Equation | Growth | Gain, ...], ...]
    header: Sentence = ("local derivative", "times upstream", "gradient so far")


class Limits(NamedTuple):
    """A table of difference quotients: a column for each input, a row for each h, and in the last the derivatives.

    A difference quotient is a number, or says in words why there is none.
    """

    header: tuple[str | Partial, ...]
    rows: tuple[tuple[Number | str, ...], ...]


class Paths(NamedTuple):
    """A table of paths with the product of each, and their sum if there are several."""

    rows: tuple[tuple[Way, Equation], ...]
    total: Equation | None
    header: Sentence = ("path", "product")


class Derivation(NamedTuple):
    """The lines of a derivation: how far in each stands, the equation, and the rules that it is by."""

    rows: tuple[tuple[int, Equation, str], ...]
    header: Sentence = ("equation", "rule")


class Stage(NamedTuple):
    """The beginning of a step of the backward pass in formulas: the operation, and its rule of differentiation."""

    operation: Equation
    rule: str


class Rules(NamedTuple):
    """A table of rules, each with its statement as an equation."""

    rows: tuple[tuple[str, Equation], ...]
    header: Sentence = ("rule", "in general")


Table: TypeAlias = Assignments | Contributions | Limits | Paths | Derivation | Rules
Block: TypeAlias = (
    Title | Point | Heading | Paragraph | Hint | Remark | Items | Display | Step | BriefStep | Stage | Table
)
