"""The rule table for people: every operation with its derivative, its gate and its conventions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from ..answers.reference import OUT, AtKink, Reference
from ..notation.text import number_text, text_of
from .screen.lines import Line
from .screen.terminal import UNLIMITED, console_for, show
from .screen.wrapping import show_lines

# Where a narrow terminal has the gate and the local derivatives.
FORM, INDENT = 22, 4


def write_list(references: Sequence[Reference], out: IO[str]) -> None:
    """Write a row an operation; where that is too wide for a terminal, its parts below each other."""
    rows = list(map(_row, references))
    legend = f"{OUT} is the operation's own output. One operation: backprop ops NAME"
    console = console_for(out)
    table = _table(rows)
    if console.measure(table, options=console.options.update(width=UNLIMITED)).maximum <= console.width:
        show(out, table, Text(), Text(legend, style="dim"))
    else:
        show_lines([line for row in rows for line in _below(row, console.width)], out)
        show_lines([Line(0, []), Line(0, [(legend, "dim")])], out)


class Row(NamedTuple):
    """What the list tells of one operation."""

    form: str
    derivatives: list[str]
    gate: str
    kinks: str


def _row(reference: Reference) -> Row:
    derivatives = [text_of(derivative) for derivative in reference.derivatives]
    return Row(reference.form, derivatives, reference.op.gate.partition(":")[0], ", ".join(map(_kink, reference.kinks)))


def _kink(kink: AtKink) -> str:
    used = kink.used if isinstance(kink.used, str) else number_text(kink.used)
    return f"{'depends on ' if kink.depends else ''}{used} at {kink.place}"


def _table(rows: Sequence[Row]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for column in ("operation", "local derivatives", "gate", "at kinks"):
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, (row.form, ", ".join(row.derivatives), row.gate, row.kinks)))
    return table


def _below(row: Row, width: int) -> Iterator[Line]:
    """The form and the gate, then the derivatives, on as few lines as they fit on, then the kinks."""
    yield Line(0, [(row.form.ljust(FORM), "bold"), (f" {row.gate}", "dim")])
    together = ", ".join(row.derivatives)
    texts = [together] if INDENT + len(together) <= width else row.derivatives
    yield from (Line(INDENT, [(text, "")]) for text in texts)
    if row.kinks:
        yield Line(INDENT, [(f"at kinks: {row.kinks}", "dim")])


def write_one(reference: Reference, out: IO[str]) -> None:
    """Write all that the table says of one operation."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for title, text in _facts(reference):
        table.add_row(Text(f"  {title}", style="bold"), Text(text))
    show(out, Text(f"{reference.form}: {reference.op.about}", style="bold"), table)


def _facts(reference: Reference) -> Iterator[tuple[str, str]]:
    """Titles and texts, only those that the operation has."""
    op = reference.op
    for name, derivative in zip(reference.inputs, reference.derivatives, strict=True):
        yield f"∂{OUT}/∂{name}", text_of(derivative)
    yield "gate", op.gate
    yield from (("needs", need.needs) for need in op.needs)
    yield from (("at kinks", convention.message) for convention in reference.conventions)
    yield from (("also called", alias) for alias in op.aliases)
    if reference.worst:
        yield "digits", _digits(*reference.worst)


def _digits(value: float, derivative: float) -> str:
    """How far off the operation is at worst."""
    if not value and not derivative:
        return "exact"
    return f"the value is at most {value:g} ulp off, a local derivative {derivative:g}; 1 ulp leads to the next double"
