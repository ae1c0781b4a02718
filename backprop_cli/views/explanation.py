"""The worked solution for a terminal: what a good teacher would write on the board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from rich.cells import cell_len
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from ..explain import LIMIT_STEPS, Contribution, Explanation, Path, Step
from .numbers import Precision, short
from .terminal import show
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
    show(stream, *_Board(explanation, precision, brief).lines())


class _Board:
    """One explanation, line by line; each line knows how far it is indented, so that it wraps below itself."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.words = Words(explanation, precision)
        self.brief = brief

    def lines(self) -> Iterator[RenderableType]:
        explanation = self.explanation
        yield Text(explanation.parsed, style="bold")
        if explanation.bindings:
            yield Text(self.words.at(), style=QUIET)
        yield from _heading("Forward pass", "every value from the values before it")
        yield from self._forward()
        yield from _heading("Backward pass", "every gradient from the gradients behind it")
        yield _line(2, (f"d{explanation.output}/d{explanation.output} = 1", NUMBER))
        yield from self._backward()
        if explanation.path_count is not None:
            yield from _heading("Paths", f"from {explanation.wrt} to {explanation.output}")
            yield from self._paths(explanation.path_count)
        if explanation.meanings:
            yield from _heading("What it means", "checked by really nudging each input")
        yield from (_line(2, self.words.meaning(meaning)) for meaning in explanation.meanings)

    def _forward(self) -> Iterator[RenderableType]:
        number = self.words.number
        rows = [(f"{a.name} = {a.formula}", f"= {a.numbers}", f"= {number(a.value)}") for a in self.explanation.forward]
        if not rows:
            yield _line(2, f"{self.explanation.output} = {number(self.explanation.value)}")
        yield from _columns(rows, 2)

    def _backward(self) -> Iterator[RenderableType]:
        folded = False
        for step in self.explanation.backward:
            easy = self.brief and step.easy and not step.notes
            if not (easy and folded):
                yield Text()
            yield from self._easy_step(step) if easy else self._step(step)
            folded = easy

    def _easy_step(self, step: Step) -> Iterator[RenderableType]:
        received = ", ".join(f"{c.name}.grad = {self.words.number(c.after)}" for c in step.contributions)
        yield _line(2, f"{step.name} = {step.formula}: ", (received, NUMBER), (f"  ({step.op})", QUIET))

    def _step(self, step: Step) -> Iterator[RenderableType]:
        upstream = f"   upstream d{self.explanation.output}/d{step.name} = "
        yield _line(2, (f"{step.name} = {step.formula}", NAME), upstream, (self.words.number(step.upstream), NUMBER))
        branch = self.explanation.branches.get(step.node)
        if branch is not None:
            yield _line(4, (self.words.branch(branch), HINT))
        if self.words.tells_order(step):
            yield _line(4, (self.words.naive_order(step), HINT))
        yield _line(4, (f"{step.op} {step.gate}", QUIET))
        yield from _columns([self._row(step, c) for c in step.contributions], 4)
        for c in step.contributions:
            yield from self._limit(step, c)
            completed = self.words.completed(c)
            if completed is not None:
                yield _line(4, (self.words.branch(completed), HINT))
        yield from (_line(4, ("note: ", HINT), note.message) for note in step.notes)

    def _row(self, step: Step, c: Contribution) -> tuple[str, ...]:
        number, factor = self.words.number, self.words.factor
        product = f"{factor(c.local)}·{factor(step.upstream)} = {number(c.product)}"
        grows = f"{c.name}.grad: {number(c.before)} + {factor(c.product)} = {number(c.after)}"
        return self.words.local(step, c), product, grows

    def _limit(self, step: Step, c: Contribution) -> Iterator[RenderableType]:
        if c.limit:
            what = f"∂{step.name}/∂{c.name} is the limit of (f({c.name} + h) - f({c.name}))/h:"
            yield _line(4, (what, QUIET))
            shown = ["no value" if x is None else self.words.number(x) for x in c.limit]
            yield from _columns([(f"h = {h:g}", text) for h, text in zip(LIMIT_STEPS, shown, strict=True)], 6)

    def _paths(self, count: int) -> Iterator[RenderableType]:
        paths = self.explanation.paths
        if not paths:
            yield _line(2, self.words.many_paths(count))
        yield from _columns([self._path(path) for path in paths], 2)
        if len(paths) > 1:
            yield _line(2, (self.words.sum_of(paths), NUMBER))

    def _path(self, path: Path) -> tuple[str, str]:
        product = "·".join(map(self.words.factor, path.factors)) or "1"
        return " → ".join(path.names), f"{product} = {self.words.number(path.value)}"


def _heading(title: str, what: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text.assemble((title, HEADING), (f"  {what}", QUIET))


def _line(indent: int, *parts: str | tuple[str, str]) -> RenderableType:
    return Padding(Text.assemble(*parts), (0, 0, 0, indent), expand=False)


def _columns(rows: Sequence[Sequence[str]], indent: int) -> Iterator[RenderableType]:
    """The rows with their columns aligned, or each cell on a line of its own where that would be too wide."""
    widths = [max(cell_len(cell) for cell in column) for column in zip(*rows, strict=True)]
    fits = indent + sum(widths) + 3 * (len(widths) - 1) <= WIDE
    for row in rows:
        if fits:
            cells = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
            yield _line(indent, "   ".join(cells).rstrip())
        else:
            yield _line(indent, row[0])
            yield from (_line(indent + 4, cell) for cell in row[1:])
