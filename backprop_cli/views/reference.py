"""The rule table for people: every operation with its derivative, its gate and its conventions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from .. import symbols as xp
from ..errors import UsageError
from ..graph.notes import Convention, conventions
from ..notation.text import number_text, text_of
from ..ops import BY_NAME, OPS, SUM, Op
from .screen.lines import Line
from .screen.terminal import UNLIMITED, console_for, show
from .screen.wrapping import show_lines

# How the output of an operation is called in its derivatives.
OUT = "out"

# Where a narrow terminal has the gate and the local derivatives.
FORM, INDENT = 22, 4


def print_rules(stream: IO[str]) -> None:
    """Write a row an operation; where that is too wide for a terminal, its parts below each other."""
    rows = [_row(rule) for rule in OPS]
    legend = f"{OUT} is the operation's own output. One operation: backprop ops NAME"
    console = console_for(stream)
    table = _table(rows)
    if console.measure(table, options=console.options.update(width=UNLIMITED)).maximum <= console.width:
        show(stream, table, Text(), Text(legend, style="dim"))
    else:
        show_lines([line for row in rows for line in _below(row, console.width)], stream)
        show_lines([Line(0, []), Line(0, [(legend, "dim")])], stream)


class Row(NamedTuple):
    """What the list tells of one operation."""

    form: str
    derivatives: list[str]
    gate: str
    kinks: str


def _row(rule: Op) -> Row:
    places: dict[str, list[Convention]] = {}
    for convention in conventions(rule):
        places.setdefault(convention.place, []).append(convention)
    kinks = ", ".join(f"{_used(found)} at {place}" for place, found in places.items())
    return Row(form(rule), derivative_texts(rule), rule.gate.partition(":")[0], kinks)


def _used(examples: Sequence[Convention]) -> str:
    """The local derivative at a kink: a number, or the name of the optional input that it is or depends on."""
    for name in examples[-1].given:
        is_it = all(c.given[name] == c.used for c in examples if c.given)
        return name if is_it else f"depends on {name}"
    return number_text(examples[0].used)


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


def print_rule(name: str, stream: IO[str]) -> None:
    """Write all that the table says of one operation.

    Raises:
        UsageError: there is no such operation.
    """
    from ..language.signs import SIGNS

    rule = BY_NAME.get(SIGNS.get(name, name))
    if rule is None:
        raise UsageError(f"no operation '{name}'", hint=_suggestion(name))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for title, text in _facts(rule):
        table.add_row(Text(title, style="bold"), Text(text))
    show(stream, Text(f"{form(rule)}: {rule.about}", style="bold"), table)


def _facts(rule: Op) -> list[tuple[str, str]]:
    """Titles and texts, only those that the operation has."""
    names = input_names(rule)
    facts = [(f"  ∂{OUT}/∂{name}", text) for name, text in zip(names, derivative_texts(rule), strict=True)]
    facts += [("  gate", rule.gate)]
    facts += [("  needs", need.needs) for need in rule.needs]
    facts += [("  at kinks", convention.message) for convention in conventions(rule)]
    facts += [("  also called", alias) for alias in rule.aliases]
    return facts


def input_names(rule: Op) -> tuple[str, ...]:
    """The names of the inputs as the documentation uses them."""
    return ("a", "b") if rule.variadic else rule.inputs


def form(rule: Op) -> str:
    """How the operation is written: `a + b`, `-a`, `tanh(x)`, `max(a, b, …)`."""
    names = input_names(rule)
    if rule.infix is None:
        more = ", …" if rule.variadic else ""
        required = len(names) - rule.optional
        optional = "".join(f"[, {name}]" for name in names[required:])
        return f"{rule.name}({', '.join(names[:required])}{optional}{more})"
    if len(names) == 1:
        return f"{rule.infix.symbol}{names[0]}"
    return f" {rule.infix.symbol} ".join(names) if rule.infix.precedence == SUM else rule.infix.symbol.join(names)


def derivative_texts(rule: Op) -> list[str]:
    """The local derivatives as formulas: the rule, run over symbols."""
    partials = rule.partials(xp, xp.name(OUT), *[xp.name(name) for name in input_names(rule)])
    return [text_of(xp.lifted(partial)) for partial in partials]


def _suggestion(name: str) -> str:
    from ..language.functions import closest

    close = closest(name, BY_NAME)
    return f"did you mean '{close}'?" if close else "all of them are listed by 'backprop ops'"
