"""The formulas of a worked solution in LaTeX, for Markdown and for a document of its own."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any
from unicodedata import decomposition

from ..engine import Constant
from ..explain import Assignment, Contribution, Explanation, Path, Step
from ..latex import GREEK, latex_name, latex_of
from .numbers import Precision, short


class Mathematics:
    """The formulas of one explanation.

    Args:
        explanation: what they belong to.
        precision: significant digits of the numbers, or "full".
    """

    def __init__(self, explanation: Explanation, precision: Precision) -> None:
        self.explanation = explanation
        self.precision = precision

    def number(self, x: Any) -> str:
        """A number."""
        if not isinstance(x, float):
            return latex_of(Constant(x))
        if not isfinite(x):
            return r"\mathrm{nan}" if x != x else r"\infty" if x > 0 else r"-\infty"
        return latex_of(Constant(float(short(x, self.precision))))

    def factor(self, x: Any) -> str:
        """A number behind a sign: a negative one in parentheses."""
        text = self.number(x)
        return rf"\left({text}\right)" if text.startswith("-") else text

    def name(self, name: str) -> str:
        """A name."""
        return latex_name(name)

    def bindings(self) -> str:
        """The values of the inputs, each between dollar signs."""
        return ", ".join(f"${self.name(name)} = {self.number(x)}$" for name, x in self.explanation.bindings.items())

    def gradient(self, name: str) -> str:
        """dL/dx."""
        return self._quotient(r"\mathrm{d}", self.explanation.output, name)

    def partial(self, of: str, to: str) -> str:
        """∂n/∂x, a local derivative."""
        return self._quotient(r"\partial ", of, to)

    def _quotient(self, sign: str, above: str, below: str) -> str:
        return rf"\frac{{{sign}{self.name(above)}}}{{{sign}{self.name(below)}}}"

    def seed(self) -> str:
        """DL/dL = 1, with which the backward pass begins."""
        return f"{self.gradient(self.explanation.output)} = 1"

    def assignment(self, a: Assignment) -> str:
        """One step of the forward pass."""
        return f"{self.name(a.name)} = {latex_of(a.named)} = {latex_of(a.numbered)} = {self.number(a.value)}"

    def step(self, step: Step) -> str:
        """The operation that a step of the backward pass is about."""
        return f"{self.name(step.name)} = {latex_of(step.named)}"

    def local(self, step: Step, c: Contribution) -> str:
        """A local derivative as a formula, with numbers, and as a number, each if it tells more than the next."""
        parts = [latex_of(c.named), latex_of(c.numbered), self.number(c.local)]
        told = [part for i, part in enumerate(parts) if i == len(parts) - 1 or part != parts[i + 1]]
        return f"{self.partial(step.name, c.name)} = {' = '.join(told)}"

    def product(self, step: Step, c: Contribution) -> str:
        """Local derivative times upstream gradient."""
        return rf"{self.number(c.local)} \cdot {self.factor(step.upstream)} = {self.number(c.product)}"

    def accumulated(self, c: Contribution) -> str:
        """The gradient before and after a contribution."""
        grown = f"{self.number(c.before)} + {self.factor(c.product)} = {self.number(c.after)}"
        return f"{self.gradient(c.name)}: {grown}"

    def path(self, path: Path) -> str:
        """The product of the local derivatives along a path."""
        factors = [self.factor(x) if i else self.number(x) for i, x in enumerate(path.factors)] or ["1"]
        return r" \cdot ".join(factors) + f" = {self.number(path.value)}"

    def sum_of(self, paths: Sequence[Path]) -> str:
        """The sum over paths."""
        terms = " + ".join(self.factor(p.value) if i else self.number(p.value) for i, p in enumerate(paths))
        total = self.number(sum(path.value for path in paths))
        return f"{self.gradient(self.explanation.wrt or '')} = {terms} = {total}"


# What LaTeX reads as commands, and the signs of our own sentences, in prose.
PROSE = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "→": r"$\to$", "·": r"$\cdot$", "…": r"\ldots{}", "∂": r"$\partial$", "–": "--",
}  # fmt: skip


def prose(text: str) -> str:
    """A sentence in which LaTeX reads nothing as a command, and has a glyph for every letter."""
    return "".join([_glyph(c) for c in text])


def _glyph(c: str) -> str:
    if c in PROSE:
        return PROSE[c]
    if c in GREEK:
        return rf"$\{GREEK[c]}$"
    if ord(c) < 0x180:
        return c
    kind, _, plain = decomposition(c).partition(" ")
    if kind in ("<sub>", "<super>"):
        return rf"\text{'sub' if kind == '<sub>' else 'super'}script{{{chr(int(plain, 16))}}}"
    return "" if c.isspace() or 0x300 <= ord(c) < 0x370 else "?"
