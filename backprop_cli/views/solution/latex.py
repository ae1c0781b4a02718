"""The worked solution as a LaTeX document that compiles as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import IO, Any

from ..numbers import Precision
from . import blocks
from .mathematics import math, prose
from .parts import Name, Part, Sentence
from .plain import plain, sentence_text
from .stream import Answer, solution

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


def write(answer: Answer, precision: Precision, brief: bool, out: IO[str]) -> None:
    """Write the solution; the arguments are those of `text.write`."""
    lines = [line for block in solution(answer, precision, brief) for line in WRITERS[type(block)](block)]
    body = "\n".join(lines)
    foreign = sorted({c for c in body if not c.isascii()} - LATIN)
    out.write("".join([PREAMBLE, *map(_declaration, foreign), "\\begin{document}\n", body, "\n\\end{document}\n"]))


def _declaration(c: str) -> str:
    """What pdfLaTeX shows for a letter that it has no glyph for: its number. Other engines know all letters."""
    code = f"{ord(c):04X}"
    declared = rf"\DeclareUnicodeCharacter{{{code}}}{{\texttt{{[{code}]}}}}"
    return rf"\ifdefined\DeclareUnicodeCharacter{declared}\fi" + "\n"


def _math(part: Part) -> str:
    return f"${math(part)}$"


def _listed(parts: Iterable[Part]) -> str:
    return ", ".join(map(_math, parts))


def _prose(sentence: Sentence) -> str:
    return prose(sentence_text(sentence))


def _aligned(rows: Sequence[str]) -> Iterator[str]:
    """Formulas below each other; amsmath refuses an empty line in them."""
    yield r"\begin{align*}"
    yield " \\\\\n".join(f"& {row}" for row in rows)
    yield r"\end{align*}"


def _heading(heading: blocks.Heading) -> Iterator[str]:
    about = "".join([_math(part) if isinstance(part, Name) else plain(part) for part in heading.about])
    yield rf"\subsection*{{{f'{heading.title} {about}'.rstrip()}}}"


def _items(items: blocks.Items) -> Iterator[str]:
    for sentence in items.sentences:
        yield from (_prose(sentence), "")


def _step(step: blocks.Step) -> Iterator[str]:
    yield from ("", rf"\boldmath{_math(step.operation)}\unboldmath, upstream gradient")
    yield f"{_math(step.upstream)}."
    yield from map(_prose, step.hints)
    yield _prose((f"The gate {step.gate}. ", *step.here)).rstrip()


def _brief_step(step: blocks.BriefStep) -> Iterator[str]:
    yield from ("", rf"\boldmath{_math(step.operation)}\unboldmath{{}} passes on {_listed(step.received)}.")


def _contributions(table: blocks.Contributions) -> Iterator[str]:
    rows = [
        (math(local), r"\Rightarrow\quad " + r", \qquad ".join(map(math, received))) for local, *received in table.rows
    ]
    return _aligned([line for row in rows for line in row])


def _limits(limits: blocks.Limits) -> Iterator[str]:
    """The difference quotients to some inputs beside each other, to the others below."""
    first, *others = zip(limits.header, *limits.rows, strict=True)
    for start in range(0, len(others), ABREAST):
        yield from _tabular(list(zip(first, *others[start : start + ABREAST], strict=True)))


def _tabular(table: Sequence[Sequence[Part]]) -> Iterator[str]:
    header, *rows, (word, *derivatives) = table
    yield rf"\begin{{center}}\begin{{tabular}}{{{'l' * len(header)}}}"
    yield rf"{' & '.join(map(_math, header))} \\[6pt] \hline"
    for h, *quotients in rows:
        yield rf"{_math(h)} & {' & '.join([prose(plain(q)) for q in quotients])} \\"
    yield rf"\hline {plain(word)} & {' & '.join(map(_math, derivatives))} \\"
    yield r"\end{tabular}\end{center}"


def _paths(paths: blocks.Paths) -> Iterator[str]:
    rows = [rf"{math(way)}:\quad {math(path)}" for way, path in paths.rows]
    return _aligned(rows if paths.total is None else [*rows, math(paths.total)])


def _derivation(derivation: blocks.Derivation) -> Iterator[str]:
    return _aligned([
        r"\quad " * depth + math(equation) + (rf" && \text{{{prose(rule)}}}" if rule else "")
        for depth, equation, rule in derivation.rows
    ])  # fmt: skip


def _rules(rules: blocks.Rules) -> Iterator[str]:
    return _aligned([rf"\text{{{prose(name)}: }} {math(equation)}" for name, equation in rules.rows])


WRITERS: dict[type, Callable[[Any], Iterable[str]]] = {
    blocks.Title: lambda title: [rf"\section*{{Backpropagation of {_math(title.output)}}}"],
    blocks.Point: lambda point: [f"At {_listed(point.values)}."],
    blocks.Heading: _heading,
    blocks.Paragraph: lambda paragraph: [_prose(paragraph.sentence)],
    blocks.Hint: lambda hint: [_prose(hint.sentence), ""],
    blocks.Remark: lambda remark: [rf"\emph{{Note: {_prose(remark.sentence)}.}}"],
    blocks.Items: _items,
    blocks.Display: lambda display: _aligned([math(display.equation)]),
    blocks.Assignments: lambda table: _aligned([math(assignment) for _, assignment in table.rows]),
    blocks.Step: _step,
    blocks.BriefStep: _brief_step,
    blocks.Contributions: _contributions,
    blocks.Limits: _limits,
    blocks.Paths: _paths,
    blocks.Stage: lambda stage: ["", rf"\boldmath{_math(stage.operation)}\unboldmath, {prose(stage.rule)}."],
    blocks.Derivation: _derivation,
    blocks.Rules: _rules,
}
