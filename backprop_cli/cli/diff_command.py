"""`backprop diff`: the derivative as a formula."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

import click

from ..errors import UsageError
from .formats import Formats
from .inputs import divided, parsed, warn_of_joined_names
from .options import file_option, notation_option, of_option
from .paging import pager_option, write_paged
from .parsing import HELP_NAMES, ExpressionCommand, offered

if TYPE_CHECKING:
    from ..answers.differentiation import Differentiation
    from ..graph.program import Program

FORMATS: Formats[Callable[[Program, Differentiation, bool, IO[str]], None]] = Formats({
    "text": "derivatives:write_text",
    "latex": "derivatives:write_latex",
    "json": "derivatives:write_json",
})  # fmt: skip


@click.command(
    "diff",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Print the derivative as a formula.",
    examples=[
        ('backprop diff "x^2*sin(x)" x', "prints 2*x*sin(x) + x^2*cos(x)"),
        ('backprop diff "tanh(w*x + b)"', "one line ∂/∂NAME = … for every variable"),
        ('backprop diff "x^2*y^3" x y', "the mixed derivative ∂²/∂x∂y"),
        ('backprop diff "sin(x)" x --order 2', "the second derivative"),
        ('backprop diff "x^2*sin(x)" x --steps', "the working, rule by rule"),
    ],
)
@click.argument("arguments", nargs=-1, metavar="EXPRESSION [NAME]...", shell_complete=offered("names"))
@file_option
@notation_option
@click.option(
    "--order", type=click.IntRange(1, 50), default=1, metavar="N", show_default=True,
    help="Differentiate N times with respect to each name.",
)  # fmt: skip
@of_option
@click.option("--steps", is_flag=True, help="Show the working: which rule of differentiation is used where.")
@click.option("--expand", is_flag=True, help="Write single formulas, however often they repeat themselves.")
@click.option("--format", "form", type=FORMATS.choice(), default="text", show_default=True, help="The format.")
@pager_option
def command(
    arguments: Sequence[str], path: str | None, order: int, of: str | None, steps: bool, expand: bool, form: str,
    no_pager: bool,
) -> None:  # fmt: skip
    """Print the derivative of the expression with respect to NAME, as a formula that can be fed straight back.

    With several names the derivatives are taken one after another: x y gives the mixed derivative ∂²/∂x∂y. Without a
    name there is a line for every variable. The expression needs no values.

    An assigned name counts as a variable of its own: with respect to e, the derivative of "e = a*b; L = e*c" is c. So
    does a constant such as pi when it is named.

    Where one formula would repeat itself, the answer is statements, in which everything is computed once: the last one
    is the derivative, and they can be fed back as they stand.

    --steps shows the working instead, as `backprop explain` does without values.
    """
    text, names = divided(arguments, path)
    for name in names:
        if "=" in name:
            raise UsageError(f"'{name}' is a binding", hint="a derivative as a formula needs no values: write names")
    program = parsed(text, path)
    warn_of_joined_names(program, names)
    if steps and expand:
        raise UsageError("--steps shows the working, not one formula", hint="leave out --expand")
    if steps:
        _write_steps(program, names, order, of, form, no_pager)
        return
    from ..answers.differentiation import differentiate

    FORMATS[form](program, differentiate(program, names, order, of, expand=expand), bool(names), sys.stdout)


def _write_steps(
    program: Program, names: Sequence[str], order: int, of: str | None, form: str, no_pager: bool
) -> None:  # fmt: skip
    """Write the working, as `explain` does without values."""
    from ..answers.working import work_out
    from .explain_command import FORMATS as STEPS

    working = work_out(program, names, order, of)
    write_paged(lambda out: STEPS[form](working, 6, False, out), no_pager)
