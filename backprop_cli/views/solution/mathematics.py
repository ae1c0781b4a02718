"""The formulas of a worked solution in LaTeX, for Markdown and for a document of its own."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any
from unicodedata import decomposition

from ...answers.explain import Assignment, Contribution, Explanation, Path, Step
from ...graph.engine import Constant
from ...notation.latex import GREEK, latex_name, latex_of
from ...notation.text import ELLIPSIS
from ..numbers import Precision
from .legible import digits_of_product, digits_of_sum, legible, rounded
from .words import ORDINALS, Words, chain, shortened


class Mathematics:
    """The formulas of one explanation.

    Args:
        explanation: what they belong to.
        words: the sentences about it, which know what is worth telling.
    """

    def __init__(self, explanation: Explanation, words: Words) -> None:
        self.explanation = explanation
        self.words = words
        self.precision = words.precision

    def number(self, x: Any, digits: Precision | None = None) -> str:
        """A number."""
        if not isinstance(x, float):
            return latex_of(Constant(x))
        if not isfinite(x):
            return r"\mathrm{nan}" if x != x else r"\infty" if x > 0 else r"-\infty"
        return latex_of(Constant(rounded(x, self.precision if digits is None else digits)))

    def factor(self, x: Any, digits: Precision | None = None) -> str:
        """A number behind a sign: a negative one in parentheses."""
        text = self.number(x, digits)
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

    def partial(self, step: Step, c: Contribution) -> str:
        """∂n/∂x, a local derivative, with the place of the input if the operation has it several times."""
        place = rf"\ \text{{({ORDINALS.get(c.place, f'{c.place}th')})}}" if c.place else ""
        return self._quotient(r"\partial ", step.name, c.name) + place

    def _quotient(self, sign: str, above: str, below: str) -> str:
        return rf"\frac{{{sign}{self.name(above)}}}{{{sign}{self.name(below)}}}"

    def seed(self) -> str:
        """DL/dL = 1, with which the backward pass begins."""
        return f"{self.gradient(self.explanation.output)} = 1"

    def output(self) -> str:
        """The output and its value, where there is no operation to show."""
        return f"{self.name(self.explanation.output)} = {self.number(self.explanation.value)}"

    def assignment(self, a: Assignment) -> str:
        """One step of the forward pass."""
        numbers = latex_of(legible(a.formula, self.precision))
        return f"{self.name(a.name)} = {latex_of(a.formula.named)} = {numbers} = {self.number(a.formula.value)}"

    def step(self, step: Step) -> str:
        """The operation that a step of the backward pass is about."""
        return f"{self.name(step.name)} = {latex_of(step.named)}"

    def local(self, step: Step, c: Contribution) -> str:
        """A local derivative as a formula, with numbers, and as a number, each if it tells more than the next."""
        value = self.number(c.local)
        graphs = [c.formula.named, legible(c.formula, self.precision)] if self.words.tells(c) else []
        told = [latex_of(graph) for graph in graphs]
        return f"{self.partial(step, c)} = {' = '.join(chain([*told, value]))}"

    def product(self, step: Step, c: Contribution) -> str:
        """Local derivative times upstream gradient."""
        digits = digits_of_product((c.local, step.upstream), c.product, self.precision)
        return rf"{self.number(c.local, digits)} \cdot {self.factor(step.upstream, digits)} = {self.number(c.product)}"

    def accumulated(self, c: Contribution) -> str:
        """The gradient before and after a contribution."""
        digits = digits_of_sum((c.before, c.product), c.after, self.precision)
        grown = f"{self.number(c.before, digits)} + {self.factor(c.product, digits)} = {self.number(c.after)}"
        return f"{self.gradient(c.name)}: {grown}"

    def way(self, path: Path) -> str:
        """The names along a path."""
        return r" \to ".join([r"\cdots" if name == ELLIPSIS else self.name(name) for name in self.words.way(path)])

    def path(self, path: Path) -> str:
        """The product of the local derivatives along a path."""
        digits = digits_of_product(path.factors, path.value, self.precision)
        factors = [self.factor(x, digits) if i else self.number(x, digits) for i, x in enumerate(path.factors)]
        shown = [r"\cdots" if factor == ELLIPSIS else factor for factor in shortened(factors)] or ["1"]
        return " = ".join(chain([r" \cdot ".join(shown), self.number(path.value)]))

    def sum_of(self, paths: Sequence[Path]) -> str:
        """The sum over paths."""
        values, total = [path.value for path in paths], self.words.gradient
        digits = digits_of_sum(values, total, self.precision)
        terms = " + ".join([self.factor(x, digits) if i else self.number(x, digits) for i, x in enumerate(values)])
        return f"{self.gradient(self.explanation.wrt or '')} = {terms} = {self.number(total)}"


# What LaTeX reads as commands, and the signs of our own sentences, in prose.
PROSE = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", "→": r"$\to$", "·": r"$\cdot$", "…": r"\ldots{}", "∂": r"$\partial$", "–": "--",
}  # fmt: skip


# Small digits, by what Unicode calls them.
SHIFTED = {"<sub>": r"\textsubscript", "<super>": r"\textsuperscript"}


def prose(text: str) -> str:
    """A sentence in which LaTeX reads nothing as a command; its small digits and Greek letters as LaTeX has them."""
    return "".join([_glyph(c) for c in text])


def _glyph(c: str) -> str:
    if c in PROSE:
        return PROSE[c]
    if c in GREEK:
        return rf"$\{GREEK[c]}$"
    kind, _, plain = decomposition(c).partition(" ")
    if kind in SHIFTED:
        return rf"{SHIFTED[kind]}{{{chr(int(plain, 16))}}}"
    return c
