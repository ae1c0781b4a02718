"""`backprop eval`: the data and grad of every node."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .inputs import read_program, run_program
from .options import expression_options, pass_option, precision_option
from .parsing import HELP_NAMES, ExpressionCommand

if TYPE_CHECKING:
    from ..answers.report import Report
    from ..graph.notes import Note
    from ..graph.program import Run

FORMATS = ("table", "tree", "json", "csv", "tsv", "markdown")

# What `--value` puts among the names that `--grad` collects, so that both keep the order in which they were asked.
VALUE = "\0value"


@click.command(
    "eval",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Show the data and grad of every node.",
    examples=[
        ('backprop eval "3*(a+b*c)" a=5 b=4 c=2', "a table of every node"),
        ('backprop eval "e = a*b; d = e + c; L = d*f" a=2 b=-3 c=10 f=-2 --format tree', "labels, as a tree"),
        ('backprop eval "tanh(w*x + b)" w=1/3 x=2 b=-0.5 --grad w --grad x', "bare numbers for a script"),
        ('backprop eval "(a+b)/c" a=1/3 b=1/7 c=2 --exact', "exact fractions"),
        ("backprop eval -f model.txt -b values.json --format json", "from files, as JSON"),
    ],
)
@expression_options
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to show the nodes.  [default: table]")
@click.option("--value", "asked", flag_value=VALUE, multiple=True, help="Print the value of the output, bare.")
@click.option("--grad", "asked", metavar="NAME", multiple=True, help="Print one gradient, bare; any number of times.")
@pass_option
@click.option("--of", metavar="NAME", help="The output to differentiate.  [default: the last statement]")
@click.option("--exact", is_flag=True, help="Compute with exact fractions instead of doubles.")
@precision_option
def command(
    words: Sequence[str], path: str | None, binding_files: Sequence[str], form: str | None, asked: Sequence[str],
    passes: str, of: str | None, exact: bool, precision: Any,
) -> None:  # fmt: skip
    """Run the forward and the backward pass and show the data and grad of every node.

    The expression is '-' for standard input, or left out with -f FILE. A value is a number or a constant
    expression: x=2, x=1/3, x=sqrt(2).
    """
    from ..answers.report import report_on

    _refuse_contradictions(form, asked, passes)
    program, arguments = read_program(words, path)
    for name in asked:
        if name != VALUE:
            program.index_of(name)
    run = run_program(program, arguments, binding_files, exact, of)
    if asked:
        _print_asked(run, asked)
    else:
        _print_report(report_on(run, passes), form or "table", precision)


def _refuse_contradictions(form: str | None, asked: Sequence[str], passes: str) -> None:
    if asked and form is not None:
        raise UsageError("--value and --grad print bare numbers", hint=f"leave out --format {form}")
    if passes == "forward" and any(name != VALUE for name in asked):
        raise UsageError("--grad needs the backward pass", hint="leave out --pass forward")


def _print_asked(run: Run, asked: Sequence[str]) -> None:
    """The numbers asked for, one a line, in the order asked."""
    from ..graph.notes import notes_on
    from ..views.numbers import machine

    gradients_asked = any(name != VALUE for name in asked)
    if gradients_asked:
        run.root.backward()
    numbers = [run.root.data if name == VALUE else run.gradient(name) for name in asked]
    sys.stdout.write("".join(f"{machine(x)}\n" for x in numbers))
    if gradients_asked:
        _print_notes(notes_on(run.nodes))


def _print_report(report: Report, form: str, precision: Any) -> None:
    if form == "table":
        from ..views.nodes.table import print_table

        print_table(report, precision, sys.stdout)
    elif form == "tree":
        from ..views.nodes.tree import print_tree

        print_tree(report, precision, sys.stdout)
    else:
        _print_machine(report, form, precision)


def _print_machine(report: Report, form: str, precision: Any) -> None:
    from ..views.nodes import machine

    if form == "markdown":
        sys.stdout.write(machine.markdown_text(report, precision))
        return
    write = {"json": machine.json_text, "csv": machine.csv_text, "tsv": machine.tsv_text}[form]
    sys.stdout.write(write(report))
    if form != "json":
        _print_notes([note for _, note in report.notes])


def _print_notes(notes: Sequence[Note]) -> None:
    """Notes beside bare numbers: on standard error, where no program trips over them."""
    if notes:
        from ..views.screen.diagnostic import print_note

        for note in notes:
            print_note(note.message, sys.stderr)
