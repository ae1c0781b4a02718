"""The worked solution for a terminal: what a good teacher would write on the board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from rich.cells import cell_len
from rich.text import Text

from ..explain import LIMIT_STEPS, Branch, Contribution, Explanation, Meaning, Path, Step
from .numbers import Precision, short
from .terminal import console_for
from .words import Words

HEADING, NAME, NUMBER, QUIET, HINT = "bold underline", "cyan", "bold", "dim", "yellow"

# A line of a step that is wider than this is broken into three.
WIDE = 78


def print_explanation(explanation: Explanation, precision: Precision, brief: bool, stream: IO[str]) -> None:
    """Write the explanation.

    Args:
        explanation: what to say.
        precision: significant digits, or "full".
        brief: fold the easy steps.
        stream: where to.
    """
    console = console_for(stream)
    for line in _Board(explanation, precision, brief).lines():
        console.print(line, soft_wrap=not stream.isatty())


class _Board:
    """One explanation, line by line."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.words = Words(explanation, precision)
        self.precision = precision
        self.brief = brief
        self.order_told = False

    def lines(self) -> Iterator[Text]:
        explanation = self.explanation
        yield Text(explanation.parsed, style="bold")
        if explanation.bindings:
            yield Text(self.words.at(), style=QUIET)
        yield from self._heading("Forward pass", "every value from the values before it")
        yield from self._forward()
        yield from self._heading("Backward pass", "every gradient from the gradients behind it")
        yield from self._backward()
        if explanation.path_count is not None:
            yield from self._heading("Paths", f"from {explanation.wrt} to {explanation.output}")
            yield from self._paths(explanation.path_count)
        yield from self._heading("What it means", "checked by really nudging each input")
        for meaning in explanation.meanings:
            yield Text("  " + self.words.meaning(meaning))

    def _heading(self, title: str, what: str) -> Iterator[Text]:
        yield Text()
        yield Text.assemble((title, HEADING), (f"  {what}", QUIET))

    def _forward(self) -> Iterator[Text]:
        rows = [(f"{a.name} = {a.formula}", f"= {a.numbers}", f"= {self._n(a.value)}") for a in self.explanation.forward]
        if not rows:
            yield Text(f"  {self.explanation.output} = {self._n(self.explanation.value)}")
        yield from _columns(rows, "  ")

    def _backward(self) -> Iterator[Text]:
        output = self.explanation.output
        yield Text(f"  d{output}/d{output} = 1", style=NUMBER)
        folded: list[Step] = []
        for step in self.explanation.backward:
            if self.brief and step.easy and not step.notes:
                folded.append(step)
                continue
            yield from self._fold(folded)
            folded = []
            yield from self._step(step)
        yield from self._fold(folded)

    def _fold(self, steps: Sequence[Step]) -> Iterator[Text]:
        """The easy steps in a line each."""
        if steps:
            yield Text()
        for step in steps:
            received = ", ".join(f"{c.name}.grad = {self._n(c.after)}" for c in step.contributions)
            yield Text.assemble(f"  {step.name} = {step.formula}: ", (received, NUMBER), (f"  ({step.op})", QUIET))

    def _step(self, step: Step) -> Iterator[Text]:
        yield Text()
        yield Text.assemble(
            (f"  {step.name} = {step.formula}", NAME), f"   upstream d{self.explanation.output}/d{step.name} = ",
            (self._n(step.upstream), NUMBER),
        )  # fmt: skip
        branch = self.explanation.branches.get(step.node)
        if branch is not None:
            yield from self._complete(branch)
            if not self.order_told:
                self.order_told = True
                yield Text(f"    {self.words.naive_order(step)}", style=HINT)
        yield Text(f"    {step.op} {step.gate}", style=QUIET)
        rows = [self._row(step, contribution) for contribution in step.contributions]
        yield from _columns(rows, "    ")
        for contribution in step.contributions:
            yield from self._limit(step, contribution)
            yield from self._input_complete(contribution)
        for note in step.notes:
            yield Text.assemble("    ", ("note: ", HINT), note.message)

    def _row(self, step: Step, c: Contribution) -> tuple[str, ...]:
        product = f"{self._p(c.local)}·{self._p(step.upstream)} = {self._n(c.product)}"
        grows = f"{c.name}.grad: {self._n(c.before)} + {self._p(c.product)} = {self._n(c.after)}"
        return self.words.local(step, c), product, grows

    def _limit(self, step: Step, c: Contribution) -> Iterator[Text]:
        if c.limit:
            yield Text(f"    ∂{step.name}/∂{c.name} as the limit of (f({c.name} + h) - f({c.name}))/h:", style=QUIET)
            rows = [
                (f"h = {h:g}", self._n(quotient) if quotient is not None else "no value")
                for h, quotient in zip(LIMIT_STEPS, c.limit, strict=True)
            ]
            yield from _columns(rows, "      ")

    def _input_complete(self, c: Contribution) -> Iterator[Text]:
        """What to say when the last contribution to an input has arrived."""
        branch = self.explanation.branches.get(c.to)
        if branch is not None and branch.is_input and self.words.is_last(c):
            yield from self._complete(branch)

    def _complete(self, branch: Branch) -> Iterator[Text]:
        yield Text(f"    {self.words.branch(branch)}", style=HINT)

    def _paths(self, count: int) -> Iterator[Text]:
        paths = self.explanation.paths
        if not paths:
            yield Text(f"  {self.words.many_paths(count)}")
            return
        yield from _columns([self._path(path) for path in paths], "  ")
        if len(paths) > 1:
            yield Text(f"  {self.words.sum_of(paths)}", style=NUMBER)

    def _path(self, path: Path) -> tuple[str, str]:
        product = "·".join(self._p(factor) for factor in path.factors) or "1"
        return " → ".join(path.names), f"{product} = {self._n(path.value)}"

    def _n(self, x: object) -> str:
        return short(x, self.precision)

    def _p(self, x: object) -> str:
        return self.words.factor(x)


def _columns(rows: Sequence[Sequence[str]], indent: str) -> Iterator[Text]:
    """The rows with their columns aligned, or each cell on a line of its own where that would be too wide."""
    if not rows:
        return
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    fits = len(indent) + sum(widths) + 3 * (len(widths) - 1) <= WIDE
    for row in rows:
        if fits:
            cells = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
            yield Text(indent + "   ".join(cells).rstrip())
        else:
            yield Text(indent + row[0])
            for cell in row[1:]:
                yield Text(f"{indent}    {cell}")


__all__ = ["Meaning", "print_explanation"]
