"""The worked solution as Markdown, with its mathematics between dollar signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..explain import LIMIT_STEPS, Contribution, Explanation, Path, Step
from .explanation_math import Mathematics
from .numbers import Precision
from .words import Words


def markdown_text(explanation: Explanation, precision: Precision, brief: bool) -> str:
    """The explanation as Markdown; see `print_explanation` for the arguments."""
    return "\n".join(_Page(explanation, precision, brief).lines()) + "\n"


class _Page:
    """One explanation, line by line."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.brief = brief
        self.words = Words(explanation, precision, brief)
        self.math = Mathematics(explanation, precision)

    def lines(self) -> Iterator[str]:
        explanation = self.explanation
        yield f"# `{explanation.parsed}`"
        if explanation.bindings:
            yield from ("", f"at {self.math.bindings()}")
        yield from ("", "## Forward pass", "")
        yield from self._table(("node", "value"), [self._forward(i) for i in range(len(explanation.forward))])
        yield from ("", "## Backward pass", "", f"${self.math.seed()}$")
        for step in explanation.backward:
            yield from self._step(step)
        if explanation.path_count is not None:
            yield from ("", f"## Paths from `{explanation.wrt}` to `{explanation.output}`", "")
            yield from self._paths(explanation.path_count)
        yield from ("", "## What it means", "")
        yield from (f"- {self._plain(self.words.meaning(meaning))}" for meaning in explanation.meanings)

    def _forward(self, index: int) -> tuple[str, str]:
        assignment = self.explanation.forward[index]
        return f"`{assignment.name}`", f"${self.math.assignment(assignment)}$"

    def _step(self, step: Step) -> Iterator[str]:
        if self.brief and step.easy and not step.notes:
            received = ", ".join(f"${self.math.gradient(c.name)} = {self.math.number(c.after)}$" for c in step.contributions)
            yield from ("", f"`{step.name} = {step.formula}` passes on: {received}")
            return
        yield from ("", f"### `{step.name} = {step.formula}`", "")
        yield f"Upstream gradient: ${self.math.gradient(step.name)} = {self.math.number(step.upstream)}$."
        branch = self.explanation.branches.get(step.node)
        if branch is not None:
            yield self._plain(f"{self.words.branch(branch)}")
            if self.words.tells_order(step):
                yield self._plain(self.words.naive_order(step))
        yield from (f"The gate {self._plain(step.gate)}.", "")
        header = ("local derivative", "times upstream", "gradient so far")
        yield from self._table(header, [self._contribution(step, c) for c in step.contributions])
        for c in step.contributions:
            yield from self._limit(step, c)
            branch = self.words.completed(c)
            if branch is not None:
                yield from ("", self._plain(self.words.branch(branch)))
        yield from (line for note in step.notes for line in ("", f"> **Note:** {self._plain(note.message)}"))

    def _contribution(self, step: Step, c: Contribution) -> tuple[str, ...]:
        return f"${self.math.local(step, c)}$", f"${self.math.product(step, c)}$", f"${self.math.accumulated(c)}$"

    def _limit(self, step: Step, c: Contribution) -> Iterator[str]:
        if c.limit:
            yield from ("", f"As a limit, ${self.math.partial(step.name, c.name)}$:", "")
            rows = [
                (f"${h:g}$", f"${self.math.number(quotient)}$" if quotient is not None else "no value")
                for h, quotient in zip(LIMIT_STEPS, c.limit, strict=True)
            ]
            yield from self._table(("$h$", "$(f(x+h)-f(x))/h$"), rows)

    def _paths(self, count: int) -> Iterator[str]:
        if not self.explanation.paths:
            yield self._plain(self.words.many_paths(count))
            return
        yield from self._table(("path", "product"), [self._path(path) for path in self.explanation.paths])
        yield from ("", f"${self.math.sum_of(self.explanation.paths)}$")

    def _path(self, path: Path) -> tuple[str, str]:
        return " → ".join(f"`{name}`" for name in path.names), f"${self.math.path(path)}$"

    def _table(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
        yield "| " + " | ".join(header) + " |"
        yield "|" + "---|" * len(header)
        # A bar inside a formula would end the cell.
        yield from ("| " + " | ".join(cell.replace("|", "\\vert ") for cell in row) + " |" for row in rows)

    def _plain(self, text: str) -> str:
        """A sentence in which nothing is read as markup."""
        return "".join(f"\\{c}" if c in "*_`$<>[]\\#|~" else c for c in text)
