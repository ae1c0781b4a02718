"""The expression as a tree: the output at the root, the inputs as leaves, data and grad beside each."""

from __future__ import annotations

from typing import IO

from rich.text import Text
from rich.tree import Tree

from ...answers.report import Report, Row
from ..numbers import Precision, short, shortened
from ..screen.terminal import show, styled
from .table import KINDS, LONGEST, OUTPUT_STYLE, STYLES, below

# Deeper than this a tree is wider than any screen; the rest is counted.
DEEPEST = 100


def write(report: Report, precision: Precision, out: IO[str], err: IO[str]) -> None:
    """Write the tree and the notes; a node that is used twice is drawn out once and named after that.

    The arguments are those of `table.write`.
    """
    longest = LONGEST if out.isatty() else None
    show(out, _tree(report, precision, longest), *map(styled, below(report, precision)))


def _tree(report: Report, precision: Precision, longest: int | None) -> Tree:
    top = Tree(_label(report.output, report, precision, longest), guide_style="dim")
    drawn: set[str] = set()
    rows = report.by_id()
    stack = [(report.output, top, 1)]
    while stack:
        row, branch, depth = stack.pop()
        drawn.add(row.id)
        for node in row.inputs:
            below = rows[node]
            label = _label(below, report, precision, longest)
            if below.inputs and (node in drawn or depth >= DEEPEST):
                branch.add(label.append("  (drawn above)" if node in drawn else "  …", "dim"))
            else:
                drawn.add(node)
                stack.append((below, branch.add(label), depth + 1))
    return top


def _label(row: Row, report: Report, precision: Precision, longest: int | None) -> Text:
    style = OUTPUT_STYLE if row is report.output else STYLES[row.kind]
    sign = row.op or KINDS[row.kind]
    text = Text.assemble(
        (shortened(row.title, longest), style),
        ("  ", ""),
        (sign, "dim"),
        "  data ",
        (short(row.data, precision), "bold"),
    )
    if row.grad is not None:
        text.append("  grad ").append(short(row.grad, precision), "bold")
    return text
