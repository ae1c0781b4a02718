"""`backprop explain`: the worked solution."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

import click

from ..errors import UsageError
from .formats import Formats
from .inputs import read_program, run_program, warn_of_joined_names
from .options import expression_options, hide_constants_option, of_option, precision_option, watch_option
from .paging import pager_option, write_paged
from .parsing import HELP_NAMES, ExpressionCommand, offered

if TYPE_CHECKING:
    from ..graph.program import Program
    from ..views.numbers import Precision
    from ..views.solution.stream import Answer

FORMATS: Formats[Callable[[Answer, Precision, bool, IO[str]], None]] = Formats({
    "text": "solution.text:write",
    "markdown": "solution.markdown:write",
    "latex": "solution.latex:write",
    "json": "solution.json:write",
})  # fmt: skip


@click.command(
    "explain",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Show the working, step by step.",
    examples=[
        ('backprop explain "e = a*b; d = e + c; L = d*f" a=2 b=-3 c=10 f=-2', "both passes, one step a node"),
        ('backprop explain "x*y + x^2" x=3 y=2 --wrt x', "only the paths from x, and their sum"),
        ('backprop explain "x^2*sin(x)"', "without values: which rule of differentiation where"),
        ('backprop explain "tanh(w*x + b)" w=1 x=2 b=-1 --limit', "each local derivative as a limit, too"),
        ('backprop explain "tanh(w*x + b)" w=1 x=2 b=-1 --format latex', "a document to compile"),
    ],
)
@expression_options
@watch_option
@click.option(
    "--wrt", metavar="NAME", shell_complete=offered("names"), help="Keep only the paths from this name, and list them."
)
@of_option
@click.option("--brief", is_flag=True, help="Fold the easy steps into a line each, and count what repeats itself.")
@click.option("--limit", is_flag=True, help="Show each local derivative as the limit of (f(x+h) - f(x))/h.")
@click.option("--format", "form", type=FORMATS.choice(), default="text", show_default=True, help="The format.")
@click.option("--exact", is_flag=True, help="Compute with exact fractions instead of doubles.")
@hide_constants_option
@precision_option
@pager_option
def command(
    arguments: Sequence[str], path: str | None, binding_files: Sequence[str], wrt: str | None, of: str | None,
    brief: bool, limit: bool, form: str, exact: bool, hide_constants: bool, precision: Precision, no_pager: bool,
) -> None:  # fmt: skip
    """Show the forward pass and then the backward pass, with the chain rule of every step in numbers.

    Without any value it shows the working in formulas: for an expression which rule of differentiation is used where,
    for a program with names the backward pass by these names.

    On a terminal what is longer than the screen goes through the pager that the environment variable PAGER names, else
    less; --no-pager or PAGER=cat shows it at once.
    """
    from ..graph.missing import has_no_value

    program, bindings = read_program(arguments, path)
    if wrt is not None:
        program.index_of(wrt)
    answer: Answer
    if bindings or binding_files or not has_no_value(program):
        from ..answers.explain import explain
        from ..answers.report import parsed_text

        run = run_program(program, bindings, binding_files, exact, of)
        explanation = explain(run, parsed_text(run, with_inputs=False), wrt=wrt, limit=limit)
        answer = explanation.without_constants() if hide_constants else explanation
    else:
        answer = _working(program, wrt, of, limit, exact)
    write_paged(lambda out: FORMATS[form](answer, precision, brief, out), no_pager)


def _working(program: Program, wrt: str | None, of: str | None, limit: bool, exact: bool) -> Answer:
    """The working without values."""
    from ..answers.working import work_out

    if limit or exact:
        name = program.variables[0]
        raise UsageError(f"--{'limit' if limit else 'exact'} needs values", hint=f"write {name}=2, and so on")
    asked = () if wrt is None else (wrt,)
    warn_of_joined_names(program, asked)
    return work_out(program, asked, of=of)
