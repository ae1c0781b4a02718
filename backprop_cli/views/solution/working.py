"""Working -> blocks: the worked solution without values, in formulas."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...answers.working import Derived, Handed, Stage, Working
from ...graph.engine import Value
from ..numbers import FULL
from . import blocks
from .blocks import Block
from .digits import abridged
from .folding import folded, more, operation, title
from .parts import Derivative, Equation, Formula, Gain, Gradient, Name, Number, Partial, Sentence, times_used


def working(answer: Working, brief: bool) -> Iterator[Block]:
    """The working, block by block.

    Args:
        answer: what to say.
        brief: what repeats itself is told twice, and then counted.
    """
    yield title(answer.parsed, _output(answer))
    for before, derived in pairwise([None, *answer.derived]):
        yield from _derived(before, derived)
    if answer.stages:
        yield from _passes(answer, brief)
    if answer.rules:
        yield blocks.Heading("Rules", aside=("u' is the derivative of u",))
        yield blocks.Rules(
            tuple([(rule.name, Equation((Formula(rule.left), Formula(rule.right)))) for rule in answer.rules])
        )


def _output(answer: Working) -> Name | Formula:
    """What is differentiated: an expression itself, the output of a program by its name."""
    return Formula(answer.derived[0].lines[0].left.inputs[0]) if answer.derived else Name(answer.output)


# Derivations


def _derived(before: Derived | None, derived: Derived | None) -> Iterator[Block]:
    assert derived is not None
    *earlier, name = derived.names
    again = before is not None and list(before.names) == earlier
    about: Sentence = ("of that " if again and earlier else "", "with respect to ", Name(name))
    yield blocks.Heading("Derivative", about=about)
    rows = [
        (line.depth, Equation((Formula(line.left), Formula(line.right))), ", ".join(line.rules))
        for line in derived.lines
    ]
    yield blocks.Derivation(tuple(rows))


# The passes by the names of the nodes


def _passes(answer: Working, brief: bool) -> Iterator[Block]:
    output = answer.output
    yield blocks.Heading("Forward pass", aside=("every node from the nodes before it",))
    for told, run in folded(answer.forward, lambda each: operation(each[1])) if brief else [(True, answer.forward)]:
        if told:
            yield blocks.Derivation(tuple([(0, _named(*each), "") for each in run]))
        else:
            yield blocks.Paragraph(more("nodes", _named(*run[0]), _named(*run[-1]), len(run)))
    yield blocks.Heading("Backward pass", aside=("x.grad is short for ", Derivative(output, "x")))
    yield blocks.Display(Equation((Derivative(output, output), Number(1.0, FULL))), strong=True)
    yield from _Backward(answer).blocks(brief)
    if answer.gradients:
        yield blocks.Heading("Gradients", aside=("everything put in its place",))
        for name, formula in answer.gradients:
            yield blocks.Display(Equation((Derivative(output, name), Formula(formula))), strong=True)


class _Backward:
    """The backward pass, in which it is told once why gradients add up."""

    def __init__(self, answer: Working) -> None:
        self.output = answer.output
        self.stages = answer.stages
        self.told_why = False

    def blocks(self, brief: bool) -> Iterator[Block]:
        """The steps."""
        runs = folded(self.stages, _kind) if brief else iter([(True, list(self.stages))])
        for told, run in runs:
            if told:
                for stage in run:
                    yield from self._stage(stage)
            else:
                yield blocks.Paragraph(more("steps", _operation(run[0]), _operation(run[-1]), len(run)))

    def _stage(self, stage: Stage) -> Iterator[Block]:
        yield blocks.Stage(_operation(stage), stage.rule)
        rows = [self._row(stage, handed) for handed in stage.handed]
        yield blocks.Contributions(tuple(rows), ("local derivative", "gradient"))
        for handed in stage.handed:
            if handed.is_last and handed.uses > 1:
                yield blocks.Hint(self._sum(handed))

    def _row(self, stage: Stage, handed: Handed) -> tuple[Equation, Equation | Gain]:
        local = Equation((Partial(stage.name, handed.to, handed.place), Formula(handed.local)))
        gradient, product = Gradient(self.output, handed.to), Formula(handed.product)
        if handed.uses == 1:
            return local, Equation((gradient, product))
        return local, Gain(gradient, product)

    def _sum(self, handed: Handed) -> Sentence:
        """The gradient of what is used several times, and the first time why it is a sum."""
        gradient, name = Gradient(self.output, handed.to), Name(handed.to)
        said: Sentence = (gradient, " is the sum of them all")
        if handed.complete is not None:
            said = (Equation((gradient, Formula(handed.complete))),)
        used = f" is used {times_used(handed.uses)}"
        if self.told_why:
            return *said, ": ", name, used, "."
        self.told_why = True
        why = f"{used}, and gradients add at branches, because a change of "
        return *said, ": ", name, why, name, " reaches ", Name(self.output), " on each way."


def _named(name: str, graph: Value) -> Equation:
    """An operation in names."""
    return Equation((Name(name), Formula(abridged(graph))))


def _operation(stage: Stage) -> Equation:
    return _named(stage.name, stage.named)


def _kind(stage: Stage) -> object:
    """What a step has in common with others; None if there is something to say of it alone."""
    if any(handed.uses > 1 for handed in stage.handed):
        return None
    return operation(stage.named)
