"""The worked solution as a LaTeX document that compiles as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...answers.explain import Contribution, Explanation, Step
from ..numbers import Precision
from .mathematics import Mathematics, prose
from .meanings import meaning_text
from .words import Words

# So many inputs have their limits beside each other.
ABREAST = 4

PREAMBLE = r"""\documentclass{article}
\usepackage{amsmath}
\usepackage[margin=2cm]{geometry}
\allowdisplaybreaks
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
"""

# The letters beyond ASCII that every LaTeX has a glyph for.
LATIN = frozenset(map(chr, range(0xC0, 0x100))) - set("ÐðÞþ")


def latex_text(explanation: Explanation, precision: Precision, brief: bool) -> str:
    """The explanation as a document; see `print_explanation` for the arguments."""
    body = "\n".join(_Document(explanation, precision, brief).lines())
    foreign = sorted({c for c in body if not c.isascii()} - LATIN)
    return "".join([PREAMBLE, *map(_declaration, foreign), "\\begin{document}\n", body, "\n\\end{document}\n"])


def _declaration(c: str) -> str:
    """What pdfLaTeX shows for a letter that it has no glyph for: its number. Other engines know all letters."""
    code = f"{ord(c):04X}"
    declared = rf"\DeclareUnicodeCharacter{{{code}}}{{\texttt{{[{code}]}}}}"
    return rf"\ifdefined\DeclareUnicodeCharacter{declared}\fi" + "\n"


class _Document:
    """One explanation, line by line."""

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.precision = precision
        self.words = Words(explanation, precision, brief)
        self.math = Mathematics(explanation, self.words)

    def lines(self) -> Iterator[str]:
        explanation, math = self.explanation, self.math
        yield rf"\section*{{Backpropagation of ${math.name(explanation.output)}$}}"
        if explanation.bindings:
            yield f"At {math.bindings()}."
        yield r"\subsection*{Forward pass}"
        yield from _aligned([math.assignment(assignment) for assignment in explanation.forward] or [math.output()])
        yield r"\subsection*{Backward pass}"
        yield from _aligned([math.seed()])
        if not explanation.backward:
            yield prose(self.words.empty())
        for step in explanation.backward:
            yield from self._easy_step(step) if self.words.folds(step) else self._step(step)
        if explanation.path_count is not None:
            ends = rf"${math.name(explanation.wrt or '')}$ to ${math.name(explanation.output)}$"
            yield rf"\subsection*{{Paths from {ends}}}"
            yield from self._paths(explanation.path_count)
        if explanation.meanings:
            yield r"\subsection*{What it means}"
        for meaning in explanation.meanings:
            yield from (prose(meaning_text(meaning, explanation, self.precision)), "")

    def _easy_step(self, step: Step) -> Iterator[str]:
        math = self.math
        received = ", ".join(f"${math.gradient(c.name)} = {math.number(c.after)}$" for c in step.contributions)
        yield from ("", rf"\boldmath${math.step(step)}$\unboldmath{{}} passes on {received}.")
        yield from self._completed(step)

    def _step(self, step: Step) -> Iterator[str]:
        math = self.math
        yield from ("", rf"\boldmath${math.step(step)}$\unboldmath, upstream gradient")
        yield f"${math.gradient(step.name)} = {math.number(step.upstream)}$."
        branch = self.explanation.branches.get(step.node)
        told = [self.words.branch(branch) if branch is not None else "", self.words.waiting(step)]
        yield from (prose(sentence) for sentence in told if sentence)
        yield prose(f"The gate {self.words.gate(step)}. {self.words.here(step)}".rstrip())
        yield from _aligned([row for c in step.contributions for row in self._rows(step, c)])
        yield from self._limits(step)
        yield from self._completed(step)
        yield from (rf"\emph{{Note: {prose(note.message)}.}}" for note in step.notes)

    def _completed(self, step: Step) -> Iterator[str]:
        for c in step.contributions:
            branch = self.words.completed(c)
            if branch is not None:
                yield from (prose(self.words.branch(branch)), "")

    def _rows(self, step: Step, c: Contribution) -> tuple[str, str]:
        product, accumulated = self.math.product(step, c), self.math.accumulated(c)
        return self.math.local(step, c), rf"\Rightarrow\quad {product}, \qquad {accumulated}"

    def _limits(self, step: Step) -> Iterator[str]:
        shown = [c for c in step.contributions if c.limit]
        for start in range(0, len(shown), ABREAST):
            yield from self._limit(step, shown[start : start + ABREAST])

    def _limit(self, step: Step, shown: Sequence[Contribution]) -> Iterator[str]:
        """The difference quotients to some inputs beside each other."""
        partials = [f"${self.math.partial(step, c)}$" for c in shown]
        yield rf"\begin{{center}}\begin{{tabular}}{{{'l' * (len(shown) + 1)}}}"
        yield rf"$h$ & {' & '.join(partials)} \\[6pt] \hline"
        for row in zip(*[c.limit for c in shown], strict=True):
            quotients = [prose(self.words.quotient(q)) for q in row]
            yield rf"${self.math.number(row[0].h)}$ & {' & '.join(quotients)} \\"
        last = [f"${self.math.number(c.local)}$" for c in shown]
        yield rf"\hline {'used' if step.notes else 'limit'} & {' & '.join(last)} \\"
        yield r"\end{tabular}\end{center}"

    def _paths(self, count: float) -> Iterator[str]:
        paths = self.explanation.paths
        if not paths:
            yield prose(self.words.many_paths(count))
            return
        rows = [rf"{self.math.way(path)}:\quad {self.math.path(path)}" for path in paths]
        yield from _aligned([*rows, self.math.sum_of(paths)] if len(rows) > 1 else rows)


def _aligned(rows: Sequence[str]) -> Iterator[str]:
    """Formulas below each other; amsmath refuses an empty line in them."""
    yield r"\begin{align*}"
    yield " \\\\\n".join(f"& {row}" for row in rows)
    yield r"\end{align*}"
