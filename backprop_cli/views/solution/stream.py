"""Explanation -> blocks: what a worked solution says, in which order and with how many digits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from ...answers.explain import Assignment as Assigned
from ...answers.explain import Contribution, Explanation, Path, Step, is_literal
from ...notation.text import ELLIPSIS
from ..numbers import FULL, Precision
from . import blocks
from .blocks import Block
from .digits import abridged, digits_of_product, digits_of_sum, substituted
from .folding import folded, kind_of_assignment, kind_of_step, more, title
from .meanings import meaning_of
from .parts import (
    Assignment,
    Derivative,
    Equation,
    Formula,
    Gradient,
    Growth,
    Name,
    Number,
    Part,
    Partial,
    Product,
    Sentence,
    Sum,
    Way,
    joined,
    with_taken,
)
from .sentences import MANY, Sentences, many_paths

if TYPE_CHECKING:
    from ...answers.working import Working

# A formula in names that is longer than this tells less than its value.
LONG = 240

# What there is to say: with values, or without.
Answer: TypeAlias = "Explanation | Working"

T = TypeVar("T")


def solution(answer: Answer, precision: Precision, brief: bool) -> Iterator[Block]:
    """The worked solution, block by block.

    Args:
        answer: what to say.
        precision: significant digits, or "full".
        brief: tell each easy step in one line, and what repeats itself only twice.
    """
    if isinstance(answer, Explanation):
        found = _Solution(answer, precision, brief).blocks()
    else:
        from .working import working

        found = working(answer, brief)
    return (with_taken(block, answer.taken) for block in found) if answer.taken else found


class _Solution:
    """One explanation, while its blocks are put together."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.precision = precision
        self.sentences = Sentences(explanation, precision, brief)
        self.number = self.sentences.number

    def blocks(self) -> Iterator[Block]:
        explanation = self.explanation
        output = Name(explanation.output)
        yield title(explanation.parsed, output)
        if explanation.bindings:
            yield blocks.Point(tuple([Equation((Name(x), self.number(at))) for x, at in explanation.bindings.items()]))
        yield blocks.Heading("Forward pass", aside=("every value from the values before it",))
        yield from self._forward()
        yield blocks.Heading("Backward pass", aside=("x.grad is short for ", self._derivative("x")))
        yield blocks.Display(Equation((self._derivative(explanation.output), Number(1.0, FULL))), strong=True)
        yield from self._backward()
        if explanation.path_count is not None:
            yield blocks.Heading("Paths", about=("from ", Name(explanation.wrt or ""), " to ", output))
            yield self._paths(explanation.path_count)
        if explanation.meanings:
            yield blocks.Heading("What it means", aside=("checked by really nudging each input",))
            yield blocks.Items(tuple(self._meanings()))

    def _derivative(self, name: str) -> Derivative:
        return Derivative(self.explanation.output, name)

    def _gradient(self, name: str) -> Gradient:
        return Gradient(self.explanation.output, name)

    def _meanings(self) -> Iterator[Sentence]:
        """A sentence for each input; if it is to be brief, of many inputs only the gradients."""
        meanings = self.explanation.meanings
        told = meanings[:MANY] if self.sentences.brief and len(meanings) > MANY + 1 else meanings
        yield from (meaning_of(meaning, self.explanation, self.precision) for meaning in told)
        rest = [(Equation((self._derivative(m.name), self.number(m.gradient))),) for m in meanings[len(told) :]]
        if rest:
            yield (*joined(rest), ".")

    def _forward(self) -> Iterator[Block]:
        rows: list[tuple[Name, Assignment]] = []
        for told, run in self._folded(self.explanation.forward, kind_of_assignment):
            if told:
                rows += [(Name(each.name), self._assignment(each)) for each in run]
            else:
                yield blocks.Assignments(tuple(rows))
                yield blocks.Paragraph(more("values", _named(run[0]), _named(run[-1]), len(run)))
                rows = []
        if rows:
            yield blocks.Assignments(tuple(rows))
        if not self.explanation.forward:
            value = self.number(self.explanation.value)
            yield blocks.Display(Equation((Name(self.explanation.output), value)), strong=False)

    def _folded(self, items: Sequence[T], kind: Callable[[T], Hashable]) -> Iterator[tuple[bool, Sequence[T]]]:
        """Runs of what is told, and of what is only counted if it is to be brief."""
        return folded(items, kind) if self.sentences.brief else iter([(True, items)] if items else [])

    def _assignment(self, each: Assigned) -> Assignment:
        formula = each.formula
        numbers = substituted(formula, self.precision)
        return Assignment(Name(each.name), Formula(abridged(formula.named)), numbers, self.number(formula.value))

    # The backward pass

    def _backward(self) -> Iterator[Block]:
        if not self.explanation.backward:
            yield blocks.Paragraph(self.sentences.empty())
        follows = False
        for told, run in self._folded(self.explanation.backward, self._kind):
            for step in run if told else ():
                is_brief = self.sentences.is_brief(step)
                yield from [self._brief_step(step, follows)] if is_brief else self._step(step)
                yield from self._completed(step)
                yield from (blocks.Remark((note.message,)) for note in step.notes)
                follows = is_brief
            if not told:
                yield blocks.Paragraph(more("steps", _named(run[0]), _named(run[-1]), len(run)))
                follows = False

    def _kind(self, step: Step) -> Hashable:
        """What a step has in common with others; None if there is something to say of it alone."""
        alone = step.notes or step.hasty or step.node in self.explanation.branches or any(self._completed(step))
        return None if alone else kind_of_step(step)

    def _brief_step(self, step: Step, follows: bool) -> Block:
        received = [Equation((self._gradient(c.name), self.number(c.after))) for c in step.contributions]
        return blocks.BriefStep(_named(step), tuple(received), follows)

    def _step(self, step: Step) -> Iterator[Block]:
        branch = self.explanation.branches.get(step.node)
        hints = [self.sentences.branch(branch) if branch is not None else (), self.sentences.waiting(step)]
        yield blocks.Step(
            operation=_named(step),
            upstream=Equation((self._derivative(step.name), self.number(step.upstream))),
            hints=tuple(filter(None, hints)),
            op=step.op,
            gate=self.sentences.gate(step),
            here=self.sentences.here(step),
        )
        yield blocks.Contributions(tuple([self._contribution(step, c) for c in step.contributions]))
        shown = [c for c in step.contributions if c.limit]
        if shown:
            yield self._limits(step, shown)

    def _completed(self, step: Step) -> Iterator[Block]:
        """The inputs whose gradients are complete with this step, if they were used more than once."""
        for c in step.contributions:
            branch = self.sentences.completed(c)
            if branch is not None:
                yield blocks.Hint(self.sentences.branch(branch))

    def _contribution(self, step: Step, c: Contribution) -> tuple[Equation, Equation, Equation | Growth]:
        return self._local(step, c), self._product(step, c), self._growth(c)

    def _partial(self, step: Step, c: Contribution) -> Partial:
        return Partial(step.name, c.name, c.place)

    def _local(self, step: Step, c: Contribution) -> Equation:
        """The local derivative as a formula, with numbers, and as a number, each if it tells more than the next."""
        told: list[Part] = [Formula(c.formula.named), substituted(c.formula, self.precision)] if _tells(c) else []
        return Equation((self._partial(step, c), *told, self.number(c.local)))

    def _product(self, step: Step, c: Contribution) -> Equation:
        """Local derivative times upstream gradient."""
        digits = digits_of_product((c.local, step.upstream), c.product, self.precision)
        factors = Product((Number(c.local, digits), Number(step.upstream, digits)))
        return Equation((factors, self.number(c.product)))

    def _growth(self, c: Contribution) -> Equation | Growth:
        """The gradient before and after a contribution, or what it is if there is no other."""
        if c.to not in self.explanation.branches:
            return Equation((self._gradient(c.name), self.number(c.after)))
        digits = digits_of_sum((c.before, c.product), c.after, self.precision)
        terms = Sum((Number(c.before, digits), Number(c.product, digits)), 2)
        return Growth(self._gradient(c.name), Equation((terms, self.number(c.after))))

    def _limits(self, step: Step, shown: Sequence[Contribution]) -> Block:
        rows = [
            (self.number(row[0].h), *map(self.sentences.quotient, row))
            for row in zip(*[c.limit for c in shown], strict=True)
        ]
        # Where a note says that a convention is used, there is no limit.
        last = ("used" if step.notes else "limit", *[self.number(c.local) for c in shown])
        return blocks.Limits(("h", *[self._partial(step, c) for c in shown]), (*rows, last))

    # The paths

    def _paths(self, count: float) -> Block:
        paths = self.explanation.paths
        if not paths:
            return blocks.Paragraph(many_paths(count))
        rows = [(Way(tuple(map(_name, _shortened(path.names)))), self._path(path)) for path in paths]
        return blocks.Paths(tuple(rows), self._sum(paths) if len(paths) > 1 else None)

    def _path(self, path: Path) -> Equation:
        """The product of the local derivatives along a path."""
        digits = digits_of_product(path.factors, path.value, self.precision)
        factors = _shortened([Number(x, digits) for x in path.factors])
        return Equation((Product(tuple(factors)), self.number(path.value)))

    def _sum(self, paths: Sequence[Path]) -> Equation:
        """The gradient as the sum over paths."""
        wrt = self.explanation.wrt or ""
        gradient = self.explanation.gradients[wrt]
        digits = digits_of_sum([path.value for path in paths], gradient, self.precision)
        terms = Sum(tuple([Number(path.value, digits) for path in paths]), len(paths))
        return Equation((self._derivative(wrt), terms, self.number(gradient)))


def _named(item: Assigned | Step) -> Equation:
    """An operation in names."""
    name, graph = item.operation
    return Equation((Name(name), Formula(abridged(graph))))


def _tells(c: Contribution) -> bool:
    """Whether the formula of a local derivative tells more than its value."""
    text = c.formula.text
    return len(text) <= LONG and (not is_literal(c.formula.named) or "/" in text)


def _name(item: str) -> Name | str:
    return item if item == ELLIPSIS else Name(item)


def _shortened(items: Sequence[T]) -> list[T | str]:
    """The items, the middle of many left out."""
    return list(items) if len(items) <= 2 * MANY else [*items[: MANY // 2], ELLIPSIS, *items[-MANY // 2 :]]
