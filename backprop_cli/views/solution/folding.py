"""What is told in short: the beginning of a long program; and what repeats itself, which is told twice and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

from ...answers.explain import Assignment, Step, is_literal
from ...graph.engine import Value
from ..numbers import shortened
from . import blocks
from .parts import Equation, Formula, Name, Sentence

T = TypeVar("T")

# A program that is longer than a screen stands above its explanation only with its beginning.
LONGEST = 1_000

# How many of a kind are told, and how many together are worth a line that counts them.
TOLD, WORTH = 2, 3


def title(parsed: str, output: Name | Formula) -> blocks.Title:
    """The title of every worked solution."""
    return blocks.Title(shortened(parsed, LONGEST), output)


def more(what: str, first: Equation, last: Equation, count: int) -> Sentence:
    """How many more there are of what was told."""
    return f"… and {count} more {what} like those above, from ", first, " to ", last, "."


def folded(items: Sequence[T], kind: Callable[[T], Hashable]) -> Iterator[tuple[bool, list[T]]]:
    """The items in order, in runs of those to tell (True) and of those to count.

    Args:
        items: what may repeat itself.
        kind: what two of them are alike in; None for one that is always told.
    """
    seen: Counter[Hashable] = Counter()
    run: list[T] = []
    for item in items:
        alike = kind(item)
        seen[alike] += alike is not None
        if seen[alike] > TOLD:
            run.append(item)
            continue
        if run:
            yield len(run) < WORTH, run
            run = []
        yield True, [item]
    if run:
        yield len(run) < WORTH, run


def kind_of_assignment(assignment: Assignment) -> Hashable:
    """Steps of the forward pass are alike if they are the same operation on numbers and on names."""
    return operation(assignment.formula.named)


def kind_of_step(step: Step) -> Hashable:
    """The same in the backward pass, where they also do the same at this point if that depends on it."""
    here = tuple([c.local for c in step.contributions]) if step.piecewise else ()
    return *operation(step.named), *[c.place for c in step.contributions], here


def operation(graph: Value) -> tuple[Hashable, ...]:
    """What an operation is, and which of its inputs are numbers."""
    return graph.operation, *[is_literal(source) for source in graph.inputs]
