"""The rule table for people: every operation with its derivative, its gate and its conventions."""

from __future__ import annotations

from typing import IO

from rich import box
from rich.table import Table
from rich.text import Text

from ..arithmetic import number_system
from ..errors import UsageError
from ..formula import number_text, text_of
from ..notes import conventions
from ..ops import BY_NAME, OPS, SUM, Op
from .terminal import show

# How the output of an operation is called in its derivatives.
OUT = "out"


def print_rules(stream: IO[str]) -> None:
    """Write one line an operation."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for column in ("operation", "local derivatives", "gate", "at kinks"):
        table.add_column(column, overflow="fold")
    for rule in OPS:
        gate = rule.gate.partition(":")[0]
        kinks = ", ".join(f"{number_text(c.used)} at {c.place}" for c in conventions(rule))
        table.add_row(*map(Text, (form(rule), ", ".join(derivative_texts(rule)), gate, kinks)))
    show(
        stream,
        table,
        Text(),
        Text(f"{OUT} is the operation's own output. One operation: backprop ops NAME", style="dim"),
    )


def print_rule(name: str, stream: IO[str]) -> None:
    """Write all that the table says of one operation.

    Raises:
        UsageError: there is no such operation.
    """
    rule = BY_NAME.get(name)
    if rule is None:
        raise UsageError(f"no operation '{name}'", hint=_suggestion(name))
    table = Table.grid(padding=(0, 2))
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
    xp = number_system("symbols")
    partials = rule.partials(xp, xp.name(OUT), *[xp.name(name) for name in input_names(rule)])
    return [text_of(xp.lifted(partial)) for partial in partials]


def _suggestion(name: str) -> str:
    from ..language.functions import closest

    close = closest(name, BY_NAME)
    return f"did you mean '{close}'?" if close else "all of them are listed by 'backprop ops'"
