"""The worked solution for a terminal: what a good teacher would write on the board."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO
from unicodedata import east_asian_width

from ...answers.explain import Contribution, Explanation, Path, Step
from ..numbers import Precision
from ..screen.lines import Line
from ..screen.terminal import colour_wanted
from .legible import numbers_text
from .meanings import meaning_text
from .words import Words

HEADING, NAME, NUMBER, QUIET, HINT = "bold underline", "cyan", "bold", "dim", "yellow"

# A line of a step that is wider than this is broken into three.
WIDE = 80

# So many inputs have their limits beside each other.
ABREAST = 4


# What stands between two columns.
GAP = "   "


def print_explanation(explanation: Explanation, precision: Precision, brief: bool, stream: IO[str]) -> None:
    """Write the explanation.

    Args:
        explanation: what to say.
        precision: significant digits, or "full".
        brief: fold the easy steps.
        stream: where to.
    """
    lines = _Board(explanation, precision, brief).lines()
    if stream.isatty() or colour_wanted(stream):
        from ..screen.wrapping import show_lines

        show_lines(lines, stream)
    else:
        stream.writelines([f"{line.plain}\n" for line in lines])


class _Board:
    """One explanation, line by line."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.precision = precision
        self.words = Words(explanation, precision, brief)

    def lines(self) -> Iterator[Line]:
        explanation = self.explanation
        yield _line(0, (explanation.parsed, "bold"))
        if explanation.bindings:
            yield _line(0, (self.words.at(), QUIET))
        yield from _heading("Forward pass", "every value from the values before it")
        yield from self._forward()
        yield from _heading("Backward pass", f"x.grad is short for d{explanation.output}/dx")
        yield _line(2, (f"d{explanation.output}/d{explanation.output} = 1", NUMBER))
        yield from self._backward()
        if explanation.path_count is not None:
            yield from _heading("Paths", f"from {explanation.wrt} to {explanation.output}")
            yield from self._paths(explanation.path_count)
        if explanation.meanings:
            yield from _heading("What it means", "checked by really nudging each input")
        for meaning in explanation.meanings:
            yield _line(2, meaning_text(meaning, explanation, self.precision))

    def _forward(self) -> Iterator[Line]:
        number = self.words.number
        rows = [
            (
                f"{a.name} = {a.formula.text}",
                f"= {numbers_text(a.formula, self.precision)}",
                f"= {number(a.formula.value)}",
            )
            for a in self.explanation.forward
        ]
        if not rows:
            yield _line(2, f"{self.explanation.output} = {number(self.explanation.value)}")
        yield from _columns(rows, 2)

    def _backward(self) -> Iterator[Line]:
        if not self.explanation.backward:
            yield _line(2, self.words.empty())
        folded = False
        for step in self.explanation.backward:
            easy = self.words.folds(step)
            if not (easy and folded):
                yield _line(0)
            yield from self._easy_step(step) if easy else self._step(step)
            folded = easy

    def _easy_step(self, step: Step) -> Iterator[Line]:
        received = ", ".join(f"{c.name}.grad = {self.words.number(c.after)}" for c in step.contributions)
        yield _line(2, f"{step.name} = {step.formula}: ", (received, NUMBER))
        yield from self._completed(step)

    def _step(self, step: Step) -> Iterator[Line]:
        upstream = f"   upstream d{self.explanation.output}/d{step.name} = "
        yield _line(2, (f"{step.name} = {step.formula}", NAME), upstream, (self.words.number(step.upstream), NUMBER))
        branch = self.explanation.branches.get(step.node)
        if branch is not None:
            yield _line(4, (self.words.branch(branch), HINT))
        waiting = self.words.waiting(step)
        if waiting:
            yield _line(4, (waiting, HINT))
        yield _line(4, (f"{step.op} {self.words.gate(step)}", QUIET))
        here = self.words.here(step)
        if here:
            yield _line(4, here)
        yield from _columns([self._row(step, c) for c in step.contributions], 4, alike=True)
        yield from self._limits(step)
        yield from self._completed(step)
        yield from (_line(4, ("note: ", HINT), note.message) for note in step.notes)

    def _completed(self, step: Step) -> Iterator[Line]:
        for c in step.contributions:
            branch = self.words.completed(c)
            if branch is not None:
                yield _line(4, (self.words.branch(branch), HINT))

    def _row(self, step: Step, c: Contribution) -> tuple[str, ...]:
        return self.words.local(step, c), self.words.product(step, c), self.words.grows(c)

    def _limits(self, step: Step) -> Iterator[Line]:
        """The difference quotients of a step: a column for each input, as many beside each other as fit."""
        shown = [c for c in step.contributions if c.limit]
        if shown:
            yield _line(4, ("as limits of (f(x + h) - f(x))/h:", QUIET))
        for start in range(0, len(shown), ABREAST):
            group = shown[start : start + ABREAST]
            rows = [
                ["h", *[f"∂{step.name}/∂{self.words.input(c)}" for c in group]],
                *[
                    [self.words.number(row[0].h), *map(self.words.quotient, row)]
                    for row in zip(*[c.limit for c in group], strict=True)
                ],
                ["used" if step.notes else "limit", *[self.words.number(c.local) for c in group]],
            ]
            yield from _columns(rows, 6)

    def _paths(self, count: float) -> Iterator[Line]:
        paths = self.explanation.paths
        if not paths:
            yield _line(2, self.words.many_paths(count))
        yield from _columns([self._path(path) for path in paths], 2)
        if len(paths) > 1:
            yield _line(2, (self.words.sum_of(paths), NUMBER))

    def _path(self, path: Path) -> tuple[str, str]:
        return " → ".join(self.words.way(path)), self.words.path(path)


def _heading(title: str, what: str) -> Iterator[Line]:
    yield _line(0)
    yield _line(0, (title, HEADING), (f"  {what}", QUIET))


def _line(indent: int, *parts: str | tuple[str, str]) -> Line:
    return Line(indent, [(part, "") if isinstance(part, str) else part for part in parts])


def _columns(rows: Sequence[Sequence[str]], indent: int, *, alike: bool = False) -> Iterator[Line]:
    """The rows with their columns aligned; where that would be too wide, each as it fits, or all alike."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    if _fits(widths, indent):
        for row in rows:
            cells = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
            yield _line(indent, GAP.join(cells))
        return
    fitting = [_fits(list(map(_width, row)), indent) for row in rows]
    for row, fits in zip(rows, fitting, strict=True):
        if fits and (all(fitting) or not alike):
            yield _line(indent, GAP.join(row))
        else:
            yield from _equations(row[0], indent)
            for cell in row[1:]:
                yield from _equations(cell, indent + 4)


def _fits(widths: Sequence[int], indent: int) -> bool:
    return indent + sum(widths) + len(GAP) * (len(widths) - 1) <= WIDE


def _equations(text: str, indent: int) -> Iterator[Line]:
    """A chain of equations, below each other if they do not fit on a line."""
    first, *more = text.split(" = ")
    if not more or indent + _width(text) <= WIDE:
        yield _line(indent, text)
        return
    yield _line(indent, f"{first} = {more[0]}")
    yield from (_line(indent + _width(first), f" = {part}") for part in more[1:])


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return len(text) if text.isascii() else sum([1 + (east_asian_width(c) in "WF") for c in text])
