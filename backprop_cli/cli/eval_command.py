"""`backprop eval`: the data and grad of every node."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

import click

from ..errors import UsageError
from .formats import Formats
from .inputs import bindings_for, read_program, system
from .options import expression_options, hide_constants_option, of_option, pass_option, precision_option, watch_option
from .parsing import HELP_NAMES, ExpressionCommand, in_order, offered

if TYPE_CHECKING:
    from ..answers.report import Report
    from ..graph.run import Run
    from ..language.bindings import Bindings
    from ..views.numbers import Precision

FORMATS: Formats[Callable[[Report, Precision, IO[str], IO[str]], None]] = Formats({
    "table": "nodes.table:write",
    "tree": "nodes.tree:write",
    "json": "nodes.json:write",
    "csv": "nodes.separated:write_csv",
    "tsv": "nodes.separated:write_tsv",
    "markdown": "nodes.markdown:write",
})  # fmt: skip


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
        ('backprop eval "m*v^2/2" m=2.0±0.1 v=3±0.2', "how uncertain the output is, and by which input"),
        ("backprop eval -f model.txt -b values.json --format json", "from files, as JSON"),
    ],
)
@expression_options
@watch_option
@click.option("--format", "form", type=FORMATS.choice(), help="How to show the nodes.  [default: table]")
@click.option(
    "--value", flag_value="value", multiple=True, expose_value=False, help="Print the value of the output, bare."
)
@click.option(
    "--grad", metavar="NAME", multiple=True, expose_value=False, shell_complete=offered("names"),
    help="Print one gradient, bare; any number of times.",
)  # fmt: skip
@pass_option
@of_option
@click.option("--exact", is_flag=True, help="Compute with exact fractions instead of doubles.")
@hide_constants_option
@precision_option
@click.pass_context
def command(
    context: click.Context, arguments: Sequence[str], path: str | None, binding_files: Sequence[str], form: str | None,
    passes: str, of: str | None, exact: bool, hide_constants: bool, precision: Precision,
) -> None:  # fmt: skip
    """Run the forward and the backward pass and show the data and grad of every node.

    The expression is '-' for standard input, or left out with -f FILE. A value is a number or a constant
    expression: x=2, x=1/3, x=sqrt(2). With a standard uncertainty, x=2.0±0.1 or x=2.0+/-0.1, the uncertainty of the
    output is shown, too: to first order, for independent inputs.
    """
    from ..answers.report import report_on

    asked = in_order(context, "value", "grad")
    gradients = [name for kind, name in asked if kind == "grad"]
    _refuse_contradictions(form, passes, asked, gradients)
    program, bindings = read_program(arguments, path)
    for name in gradients:
        program.index_of(name)
    values = bindings_for(program, bindings, binding_files, system(exact))
    _refuse_uncertainties(values, passes)
    run = program.run(values, system(exact), of)
    if asked:
        _print_asked(run, asked)
    else:
        report = report_on(run, passes, values.uncertainties)
        shown = report.without_constants() if hide_constants else report
        FORMATS[form or "table"](shown, precision, sys.stdout, sys.stderr)


def _refuse_contradictions(
    form: str | None, passes: str, asked: Sequence[tuple[str, str]], gradients: Sequence[str]
) -> None:
    if asked and form is not None:
        raise UsageError("--value and --grad print bare numbers", hint=f"leave out --format {form}")
    if gradients and passes == "forward":
        raise UsageError("--grad needs the backward pass", hint="leave out --pass forward")


def _refuse_uncertainties(values: Bindings, passes: str) -> None:
    if values.uncertainties and passes == "forward":
        name = next(iter(values.uncertainties))
        raise UsageError(f"the uncertainty of '{name}' needs the backward pass", hint="leave out --pass forward")


def _print_asked(run: Run, asked: Sequence[tuple[str, str]]) -> None:
    """The numbers asked for, one a line, in the order asked; the notes on standard error."""
    from ..files.numbers import bare
    from ..graph.notes import notes_on
    from ..views.screen.diagnostic import print_note

    backward = any(kind == "grad" for kind, _ in asked)
    if backward:
        run.backward()
    numbers = [run.gradient(name) if kind == "grad" else run.root.data for kind, name in asked]
    sys.stdout.write("".join(f"{bare(x)}\n" for x in numbers))
    for note in notes_on(run.nodes) if backward else ():
        print_note(note.message, sys.stderr)
