"""The parts of a worked solution in LaTeX, for Markdown and for a document of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from typing import Any
from unicodedata import decomposition

from ...graph.engine import Constant
from ...notation.latex import GREEK, latex_name, latex_of
from ...notation.text import ELLIPSIS
from . import parts
from .digits import rounded
from .parts import Part, ordinal
from .plain import is_choice, unrepeated


def math(part: Part) -> str:
    """A part as mathematics, as it stands between dollar signs."""
    return WRITERS[type(part)](part)


def _side(part: Part) -> str:
    """A side of an equation, a choice in parentheses."""
    text = math(part)
    return rf"\left({text}\right)" if isinstance(part, parts.Formula) and is_choice(part.graph) else text


def _number(part: parts.Number) -> str:
    x = part.value
    if isinstance(x, float) and not isfinite(x):
        return r"\mathrm{nan}" if x != x else r"\infty" if x > 0 else r"-\infty"
    return latex_of(Constant(rounded(x, part.digits)))


def _row(items: Sequence[parts.Number | str], sign: str) -> str:
    """Numbers with a sign between them; a negative one behind a sign stands in parentheses."""
    texts = [math(item) for item in items]
    return sign.join([rf"\left({text}\right)" if i and text.startswith("-") else text for i, text in enumerate(texts)])


def _sum(part: parts.Sum) -> str:
    return _row(part.terms, " + ") + (r" + \cdots" if part.in_all > len(part.terms) else "")


def _quotient(sign: str, part: parts.Derivative | parts.Gradient | parts.Partial) -> str:
    return rf"\frac{{{sign}{latex_name(part.of)}}}{{{sign}{latex_name(part.to)}}}"


def _total(part: parts.Derivative | parts.Gradient) -> str:
    return _quotient(r"\mathrm{d}", part)


def _partial(part: parts.Partial) -> str:
    place = rf"\ \text{{({ordinal(part.place)})}}" if part.place else ""
    return _quotient(r"\partial ", part) + place


WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda part: r"\cdots" if part == ELLIPSIS else part,
    parts.Name: lambda part: latex_name(part.name),
    parts.Number: _number,
    parts.Formula: lambda part: latex_of(part.graph, part.taken),
    parts.Substituted: lambda part: latex_of(part.graph, part.taken),
    parts.Derivative: _total,
    parts.Gradient: _total,
    parts.Partial: _partial,
    parts.Product: lambda part: _row(part.factors, r" \cdot ") or "1",
    parts.Sum: _sum,
    parts.Equation: lambda part: " = ".join(unrepeated([_side(side) for side in part.sides])),
    parts.Assignment: lambda part: " = ".join([math(side) for side in part]),
    parts.Growth: lambda part: f"{math(part.gradient)}: {math(part.equation)}",
    parts.Gain: lambda part: rf"{math(part.gradient)} \mathrel{{+}}= {_side(part.formula)}",
    parts.Way: lambda part: r" \to ".join([math(name) for name in part.names]),
}


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
