"""What stands in a line of a worked solution: names, numbers and formulas, each as what it is and not as text.

`plain` writes a part as text, `mathematics` in LaTeX; numbers know how many digits are shown of them, and formulas are
graphs, so no notation has to take apart what another has written.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, NamedTuple, TypeAlias

from ...graph.engine import Number as Data
from ...graph.engine import Value
from ...notation.text import Node
from ..numbers import Precision

ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


class Name(NamedTuple):
    """The name of a node."""

    name: str


class Number(NamedTuple):
    """A number, of which so many significant digits are shown."""

    value: Data
    digits: Precision


class Formula(NamedTuple):
    """A formula in names: `1 - o^2`; `taken` are names of variables that are those of constants, too."""

    graph: Node
    taken: frozenset[str] = frozenset()


class Substituted(NamedTuple):
    """A formula with numbers in the place of its names, rounded already: `1 - 0.707107^2`.

    `precision` is that of its numbers where they have no more digits than that, and `exact` the same with all digits.
    """

    graph: Value
    precision: Precision
    exact: Value
    taken: frozenset[str] = frozenset()


class Derivative(NamedTuple):
    """The derivative of one node to another: `dL/dx`."""

    of: str
    to: str


class Gradient(NamedTuple):
    """The same of the output, which text calls `x.grad`."""

    of: str
    to: str


class Partial(NamedTuple):
    """A local derivative: `∂v/∂x`; `place` counts from 1 if the operation has x more than once, else it is 0."""

    of: str
    to: str
    place: int


class Product(NamedTuple):
    """Factors, of which `…` stands for those that are left out: `2·(-3)`."""

    factors: tuple[Number | str, ...]


class Sum(NamedTuple):
    """The terms of a sum, `6 + (-2)`, or the first of so many in all."""

    terms: tuple[Number, ...]
    in_all: int


class Equation(NamedTuple):
    """A chain of equations, in which a side that looks like the next is left out: `∂o/∂n = 1 - o^2 = … = 0.5`."""

    sides: tuple[Part, ...]


class Assignment(NamedTuple):
    """A step of the forward pass, of which every side is shown: `L = -x = -3 = -3`."""

    name: Name
    formula: Formula
    numbers: Substituted
    value: Number


class Growth(NamedTuple):
    """A gradient before and after a contribution: `x.grad: 0 + 6 = 6`."""

    gradient: Gradient
    equation: Equation


class Gain(NamedTuple):
    """What a gradient grows by, as a formula: `x.grad += y*v1.grad`."""

    gradient: Gradient
    formula: Formula


class Way(NamedTuple):
    """The names along a path, of which `…` stands for those that are left out: `x → v1 → L`."""

    names: tuple[Name | str, ...]


# A string is prose, or a sign that is the same in every notation.
Part: TypeAlias = (
    str
    | Name
    | Number
    | Formula
    | Substituted
    | Derivative
    | Gradient
    | Partial
    | Product
    | Sum
    | Equation
    | Assignment
    | Growth
    | Gain
    | Way
)
Sentence: TypeAlias = tuple[Part, ...]


def with_taken(item: Any, taken: frozenset[str]) -> Any:
    """The same blocks and parts, whose formulas know the names that are taken."""
    if isinstance(item, (Formula, Substituted)):
        return item._replace(taken=taken)
    if not isinstance(item, tuple):
        return item
    inner = [with_taken(each, taken) for each in item]
    return type(item)(*inner) if hasattr(item, "_fields") else tuple(inner)


def ordinal(place: int) -> str:
    """`1st`, `2nd`, …."""
    return ORDINALS.get(place, f"{place}th")


def times_used(count: int) -> str:
    """`twice`, `three times`, `4 times`."""
    return {2: "twice", 3: "three times"}.get(count, f"{count} times")


def joined(items: Sequence[Sentence], last: str = ", ") -> Sentence:
    """The items with commas between them, and with `last` before the last."""
    signs = [", "] * (len(items) - 2) + [last]
    return tuple([part for item, sign in zip_longest(items, signs[: len(items) - 1]) for part in (*item, sign) if part])


def enumerated(items: Sequence[Sentence], most: int) -> Sentence:
    """`a, b and c`; where there are more than `most` items, the rest is counted."""
    shown = [*items[:most], (f"{len(items) - most} more",)] if len(items) > most + 1 else items
    return joined(shown, " and ")
