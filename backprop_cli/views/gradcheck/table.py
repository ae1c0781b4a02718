"""The gradient check as a table, with the sweep over the step below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from ...answers.gradcheck.check import AGREES, DISAGREES, KINK, UNCHECKED, Gradient, GradientCheck
from ...answers.report import parsed_text
from ..numbers import Precision, aligned, short
from ..screen.terminal import UNLIMITED, console_for, show
from .sweep import sweep_of

STYLES = {AGREES: "green", DISAGREES: "bold red", KINK: "yellow", UNCHECKED: "yellow"}

# The verdicts as they are read without colour: the one that matters stands out.
SHOUTED = {DISAGREES: "DISAGREES"}

# What is left for a column of numbers on a line of 80.
WIDE = 12

NUMBERS = ("backprop", "forward", "central", "complex")
ERROR = "relative error"


def write(check: GradientCheck, precision: Precision, out: IO[str]) -> None:
    """Write the check.

    Args:
        check: what was found.
        precision: significant digits, or "full".
        out: where to.
    """
    show(out, *_page(check, precision, console_for(out)))


def _page(check: GradientCheck, precision: Precision, console: Console) -> Iterator[RenderableType]:
    yield Text(parsed_text(check.run, with_inputs=False), style="bold")
    yield Text()
    if check.gradients:
        yield _fitting_table(check, precision, console)
        yield Text()
    yield from _notes(check)
    yield _summary(check)
    for gradient in check.gradients:
        yield from sweep_of(gradient, console.width)


def _fitting_table(check: GradientCheck, precision: Precision, console: Console) -> Table:
    """A row a variable; where a terminal is too narrow for that, a row a number."""
    wide = _table(check, precision)
    least = console.measure(wide, options=console.options.update(max_width=UNLIMITED)).minimum
    return wide if least <= console.width else _long_table(check, precision)


def _table(check: GradientCheck, precision: Precision) -> Table:
    table = _empty_table()
    columns = [_column([short(getattr(g, key), precision) for g in check.gradients]) for key in NUMBERS]
    errors = [short(g.relative_error, 1) for g in check.gradients]
    table.add_column("variable", overflow="fold")
    for title, texts in zip((*NUMBERS, "relative\nerror"), (*columns, errors), strict=True):
        table.add_column(title, justify="right", no_wrap=True, min_width=max(map(len, texts)))
    table.add_column("verdict", no_wrap=True)
    for gradient, *cells in zip(check.gradients, *columns, errors, strict=True):
        table.add_row(Text(gradient.name, style="cyan"), *map(Text, cells), _verdict(gradient))
    return table


def _long_table(check: GradientCheck, precision: Precision) -> Table:
    """All numbers of a variable below each other."""
    table = _empty_table()
    table.add_column("variable", overflow="fold", min_width=len("variable"))
    table.add_column("method", no_wrap=True, min_width=len(ERROR))
    blocks = [aligned([short(getattr(g, key), precision) for key in NUMBERS]) for g in check.gradients]
    table.add_column("derivative", no_wrap=True, min_width=max(len(texts[0]) for texts in blocks))
    for gradient, texts in zip(check.gradients, blocks, strict=True):
        names = [gradient.name, *[""] * (len(NUMBERS) - 1)]
        for name, key, text in zip(names, NUMBERS, texts, strict=True):
            table.add_row(Text(name, style="cyan"), key, Text(text))
        table.add_row("", ERROR, short(gradient.relative_error, 1))
        table.add_row("", "verdict", _verdict(gradient), end_section=True)
    return table


def _empty_table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")


def _verdict(gradient: Gradient) -> Text:
    return Text(SHOUTED.get(gradient.verdict, gradient.verdict), style=STYLES[gradient.verdict])


def _column(texts: Sequence[str]) -> Sequence[str]:
    """Numbers with their decimal points below each other, unless four such columns would be too wide for a terminal."""
    together = aligned(texts)
    return together if len(together[0]) <= WIDE else texts


def _notes(check: GradientCheck) -> Iterator[Text]:
    """The kinks, each once, with the variables that feel it."""
    felt: dict[str, list[str]] = {}
    for gradient in check.gradients:
        for kink in gradient.kinks:
            felt.setdefault(kink, []).append(gradient.name)
    for kink, names in felt.items():
        yield Text.assemble(("note: ", "yellow"), kink, (f"  [{', '.join(names)}]", "dim"))


def _summary(check: GradientCheck) -> Text:
    """The result in a sentence."""
    if not check.gradients:
        return Text("There is no variable to check.")
    agree, wrong, kinks, unchecked = (check.having(verdict) for verdict in (AGREES, DISAGREES, KINK, UNCHECKED))
    total = len(check.gradients)
    parts = [
        f"{len(wrong)} of {total} disagree{'s' * (len(wrong) == 1)} ({', '.join(wrong)})" if wrong else "",
        f"{'all' if len(agree) == total > 1 else len(agree)} agree{'s' * (len(agree) == 1)}" if agree else "",
        f"{len(kinks)} at a kink, which is not a failure" if kinks else "",
        f"{len(unchecked)} without a number to compare with" if unchecked else "",
    ]
    counted = f"{total} gradient{'s' * (total > 1)}"
    return Text(f"{counted}: {'; '.join(filter(None, parts))}.", style=STYLES[DISAGREES] if wrong else "")
