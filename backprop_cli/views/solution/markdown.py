"""The worked solution as Markdown, with its mathematics between dollar signs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...answers.explain import Contribution, Explanation, Step
from ...inert import markdown
from ..numbers import Precision
from .mathematics import Mathematics
from .meanings import meaning_text
from .words import Words


def markdown_text(explanation: Explanation, precision: Precision, brief: bool) -> str:
    """The explanation as Markdown; see `print_explanation` for the arguments."""
    return "\n".join(_Page(explanation, precision, brief).lines()) + "\n"


# In Markdown a backslash before a punctuation mark is gone before the mathematics is read, and a bar ends a cell.
SAFE = (
    (r"\, ", r"\thinspace "),
    (r"\ ", r"\enspace "),
    (r"\left|", r"\left\vert "),
    (r"\right|", r"\right\vert "),
    ("|", r"\vert "),
)


class _Page:
    """One explanation, line by line."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.precision = precision
        self.words = Words(explanation, precision, brief)
        self.math = Mathematics(explanation, self.words)

    def lines(self) -> Iterator[str]:
        explanation = self.explanation
        yield f"# `{explanation.parsed}`"
        if explanation.bindings:
            yield from ("", f"at {self.math.bindings()}")
        yield from ("", "## Forward pass", "")
        yield from self._forward()
        yield from ("", "## Backward pass", "", _math(self.math.seed()))
        if not explanation.backward:
            yield from ("", markdown(self.words.empty()))
        for step in explanation.backward:
            yield from self._easy_step(step) if self.words.folds(step) else self._step(step)
        if explanation.path_count is not None:
            yield from ("", f"## Paths from `{explanation.wrt}` to `{explanation.output}`", "")
            yield from self._paths(explanation.path_count)
        if explanation.meanings:
            yield from ("", "## What it means", "")
        for meaning in explanation.meanings:
            yield f"- {markdown(meaning_text(meaning, explanation, self.precision))}"

    def _forward(self) -> Iterator[str]:
        rows = [(f"`{a.name}`", _math(self.math.assignment(a))) for a in self.explanation.forward]
        yield from _table(("node", "value"), rows) if rows else [_math(self.math.output())]

    def _easy_step(self, step: Step) -> Iterator[str]:
        received = ", ".join(
            _math(f"{self.math.gradient(c.name)} = {self.math.number(c.after)}") for c in step.contributions
        )
        yield from ("", f"`{step.name} = {step.formula}` passes on: {received}")
        yield from self._completed(step)

    def _step(self, step: Step) -> Iterator[str]:
        yield from ("", f"### `{step.name} = {step.formula}`", "")
        yield f"Upstream gradient: {_math(f'{self.math.gradient(step.name)} = {self.math.number(step.upstream)}')}."
        branch = self.explanation.branches.get(step.node)
        told = [self.words.branch(branch) if branch is not None else "", self.words.waiting(step)]
        yield from (markdown(sentence) for sentence in told if sentence)
        yield from (markdown(f"The gate {self.words.gate(step)}. {self.words.here(step)}".rstrip()), "")
        header = ("local derivative", "times upstream", "gradient so far")
        yield from _table(header, [self._contribution(step, c) for c in step.contributions])
        yield from self._limits(step)
        yield from self._completed(step)
        yield from (line for note in step.notes for line in ("", f"> **Note:** {markdown(note.message)}"))

    def _completed(self, step: Step) -> Iterator[str]:
        for c in step.contributions:
            branch = self.words.completed(c)
            if branch is not None:
                yield from ("", markdown(self.words.branch(branch)))

    def _contribution(self, step: Step, c: Contribution) -> tuple[str, ...]:
        return _math(self.math.local(step, c)), _math(self.math.product(step, c)), _math(self.math.accumulated(c))

    def _limits(self, step: Step) -> Iterator[str]:
        shown = [c for c in step.contributions if c.limit]
        if shown:
            yield from ("", "As limits of $(f(x+h)-f(x))/h$:", "")
            rows = [
                (
                    f"${self.math.number(row[0].h)}$",
                    *[f"${self.words.quotient(q)}$" if q.value is not None else "no value" for q in row],
                )
                for row in zip(*[c.limit for c in shown], strict=True)
            ]
            last = ("used" if step.notes else "limit", *[_math(self.math.number(c.local)) for c in shown])
            yield from _table(("$h$", *[_math(self.math.partial(step, c)) for c in shown]), [*rows, last])

    def _paths(self, count: float) -> Iterator[str]:
        paths = self.explanation.paths
        if not paths:
            yield markdown(self.words.many_paths(count))
            return
        yield from _table(("path", "product"), [(_math(self.math.way(p)), _math(self.math.path(p))) for p in paths])
        if len(paths) > 1:
            yield from ("", _math(self.math.sum_of(paths)))


def _math(formula: str) -> str:
    """A formula between dollar signs, as Markdown leaves it alone."""
    for unsafe, safe in SAFE:
        formula = formula.replace(unsafe, safe)
    return f"${formula}$"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "---|" * len(header)
    yield from (f"| {' | '.join(row)} |" for row in rows)
