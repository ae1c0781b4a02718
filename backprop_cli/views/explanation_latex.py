"""The worked solution as a LaTeX document that compiles as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..explain import LIMIT_STEPS, Contribution, Explanation, Step
from .explanation_math import Mathematics, prose
from .numbers import Precision
from .words import Words

PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage[margin=2cm]{geometry}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\begin{document}"""


def latex_text(explanation: Explanation, precision: Precision, brief: bool) -> str:
    """The explanation as a document; see `print_explanation` for the arguments."""
    return "\n".join(_Document(explanation, precision, brief).lines()) + "\n"


class _Document:
    """One explanation, line by line."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.brief = brief
        self.words = Words(explanation, precision, brief)
        self.math = Mathematics(explanation, precision)

    def lines(self) -> Iterator[str]:
        explanation, math = self.explanation, self.math
        yield PREAMBLE
        yield rf"\section*{{Backpropagation of {prose(explanation.output)}}}"
        if explanation.bindings:
            yield f"At {math.bindings()}."
        yield r"\subsection*{Forward pass}"
        yield from self._aligned([math.assignment(assignment) for assignment in explanation.forward])
        yield r"\subsection*{Backward pass}"
        yield from self._aligned([math.seed()])
        for step in explanation.backward:
            yield from self._step(step)
        if explanation.path_count is not None:
            yield rf"\subsection*{{Paths from {prose(explanation.wrt or '')} to {prose(explanation.output)}}}"
            yield from self._paths(explanation.path_count)
        yield r"\subsection*{What it means}"
        for meaning in explanation.meanings:
            yield from (prose(self.words.meaning(meaning)), "")
        yield r"\end{document}"

    def _step(self, step: Step) -> Iterator[str]:
        math = self.math
        yield ""
        if self.brief and step.easy and not step.notes:
            received = ", ".join(f"${math.gradient(c.name)} = {math.number(c.after)}$" for c in step.contributions)
            yield rf"\boldmath${math.step(step)}$\unboldmath passes on {received}."
            return
        yield rf"\boldmath${math.step(step)}$\unboldmath, upstream gradient"
        yield f"${math.gradient(step.name)} = {math.number(step.upstream)}$."
        branch = self.explanation.branches.get(step.node)
        if branch is not None:
            yield prose(self.words.branch(branch))
            if self.words.tells_order(step):
                yield prose(self.words.naive_order(step))
        yield f"The gate {prose(step.gate)}."
        yield from self._aligned([row for c in step.contributions for row in self._rows(step, c)])
        for c in step.contributions:
            yield from self._limit(step, c)
            branch = self.words.completed(c)
            if branch is not None:
                yield prose(self.words.branch(branch))
        yield from (rf"\emph{{Note: {prose(note.message)}.}}" for note in step.notes)

    def _rows(self, step: Step, c: Contribution) -> tuple[str, str]:
        product, accumulated = self.math.product(step, c), self.math.accumulated(c)
        return self.math.local(step, c), rf"\Rightarrow\quad {product}, \qquad {accumulated}"

    def _limit(self, step: Step, c: Contribution) -> Iterator[str]:
        if c.limit:
            yield r"\begin{center}\begin{tabular}{ll}"
            yield rf"$h$ & $\left(f(x+h)-f(x)\right)/h \to {self.math.partial(step.name, c.name)}$ \\ \hline"
            for h, quotient in zip(LIMIT_STEPS, c.limit, strict=True):
                shown = "no value" if quotient is None else f"${self.math.number(quotient)}$"
                yield rf"${h:g}$ & {shown} \\"
            yield r"\end{tabular}\end{center}"

    def _paths(self, count: int) -> Iterator[str]:
        paths = self.explanation.paths
        if not paths:
            yield prose(self.words.many_paths(count))
            return
        arrow = r" \to "
        rows = [rf"{arrow.join(map(self.math.name, path.names))}:\quad {self.math.path(path)}" for path in paths]
        yield from self._aligned([*rows, self.math.sum_of(paths)])

    def _aligned(self, rows: Sequence[str]) -> Iterator[str]:
        """Formulas below each other; amsmath refuses an empty line in them."""
        if rows:
            yield r"\begin{align*}"
            yield " \\\\\n".join(f"& {row}" for row in rows)
            yield r"\end{align*}"
