"""The worked solution as Markdown, with its mathematics between dollar signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import IO, Any

from ...inert import markdown
from ..numbers import Precision
from . import blocks
from .mathematics import math
from .parts import Name, Part, Sentence
from .plain import plain, sentence_text
from .sentences import NO_VALUE
from .stream import Answer, solution

# In Markdown a backslash before a punctuation mark is gone before the mathematics is read, and a bar ends a cell.
SAFE = (
    (r"\, ", r"\thinspace "),
    (r"\ ", r"\enspace "),
    (r"\left|", r"\left\vert "),
    (r"\right|", r"\right\vert "),
    ("|", r"\vert "),
)

# How far in a step stands within another.
INDENT = "&emsp;"


def write(answer: Answer, precision: Precision, brief: bool, out: IO[str]) -> None:
    """Write the solution; the arguments are those of `text.write`."""
    out.write("\n\n".join([WRITERS[type(block)](block) for block in solution(answer, precision, brief)]) + "\n")


def _math(part: Part) -> str:
    """A part as mathematics, as Markdown leaves it alone."""
    formula = math(part)
    for unsafe, safe in SAFE:
        formula = formula.replace(unsafe, safe)
    return f"${formula}$"


def _listed(parts: Iterable[Part]) -> str:
    return ", ".join(map(_math, parts))


def _prose(sentence: Sentence) -> str:
    """A sentence in which nothing is read as markup."""
    return markdown(sentence_text(sentence))


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join([_row(header), "|" + "---|" * len(header), *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _heading(heading: blocks.Heading) -> str:
    about = "".join([f"`{part.name}`" if isinstance(part, Name) else plain(part) for part in heading.about])
    return f"## {heading.title} {about}".rstrip()


def _step(step: blocks.Step) -> str:
    lines = [
        f"Upstream gradient: {_math(step.upstream)}.",
        *map(_prose, step.hints),
        _prose((f"The gate {step.gate}. ", *step.here)).rstrip(),
    ]
    return f"### `{plain(step.operation)}`\n\n" + "\n".join(lines)


def _contributions(table: blocks.Contributions) -> str:
    return _table(list(map(plain, table.header)), [list(map(_math, row)) for row in table.rows])


def _paths(paths: blocks.Paths) -> str:
    table = _table(list(map(plain, paths.header)), [(_math(way), _math(path)) for way, path in paths.rows])
    return table if paths.total is None else f"{table}\n\n{_math(paths.total)}"


def _assignments(table: blocks.Assignments) -> str:
    return _table(list(map(plain, table.header)), [(f"`{plain(name)}`", _math(a)) for name, a in table.rows])


def _limits(limits: blocks.Limits) -> str:
    *rows, (word, *derivatives) = limits.rows
    cells = [[_math(h), *map(_quotient, quotients)] for h, *quotients in rows]
    last = [plain(word), *map(_math, derivatives)]
    return "As limits of $(f(x+h)-f(x))/h$:\n\n" + _table(list(map(_math, limits.header)), [*cells, last])


def _quotient(quotient: Part) -> str:
    return quotient if quotient == NO_VALUE else f"${plain(quotient)}$"


def _derivation(derivation: blocks.Derivation) -> str:
    rows = [(f"{INDENT * depth}{_math(equation)}", rule) for depth, equation, rule in derivation.rows]
    # The forward pass needs no rules.
    columns = 2 if any(rule for *_, rule in rows) else 1
    return _table(list(map(plain, derivation.header[:columns])), [row[:columns] for row in rows])


def _rules(rules: blocks.Rules) -> str:
    return _table(list(map(plain, rules.header)), [(name, _math(equation)) for name, equation in rules.rows])


WRITERS: dict[type, Callable[[Any], str]] = {
    blocks.Title: lambda title: f"# `{title.program}`",
    blocks.Point: lambda point: f"at {_listed(point.values)}",
    blocks.Heading: _heading,
    blocks.Paragraph: lambda paragraph: _prose(paragraph.sentence),
    blocks.Hint: lambda hint: _prose(hint.sentence),
    blocks.Remark: lambda remark: f"> **Note:** {_prose(remark.sentence)}",
    blocks.Items: lambda items: "\n".join([f"- {_prose(sentence)}" for sentence in items.sentences]),
    blocks.Display: lambda display: _math(display.equation),
    blocks.Assignments: _assignments,
    blocks.Step: _step,
    blocks.BriefStep: lambda step: f"`{plain(step.operation)}` passes on: {_listed(step.received)}",
    blocks.Contributions: _contributions,
    blocks.Limits: _limits,
    blocks.Paths: _paths,
    blocks.Stage: lambda stage: f"### `{plain(stage.operation)}`\n\n{stage.rule}",
    blocks.Derivation: _derivation,
    blocks.Rules: _rules,
}
