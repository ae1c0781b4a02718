"""`backprop diff`: the derivative as a formula."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

import click

from ..errors import UsageError
from .formats import Formats
from .inputs import divided, parsed
from .options import notation_option
from .parsing import HELP_NAMES, ExpressionCommand

if TYPE_CHECKING:
    from ..answers.derivative import Derivative
    from ..graph.program import Program

FORMATS: Formats[Callable[[Program, Sequence[Derivative], bool, IO[str]], None]] = Formats({
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
        ('backprop diff "tanh(w*x + b)"', "one line d/dNAME = … for every variable"),
        ('backprop diff "x^2*y^3" x y', "the mixed derivative d²/dxdy"),
        ('backprop diff "sin(x)" x --order 2', "the second derivative"),
    ],
)
@click.argument("arguments", nargs=-1, metavar="EXPRESSION [NAME]...")
@click.option("-f", "--file", "path", metavar="FILE", help="Read the expression from a file ('-' for stdin).")
@notation_option
@click.option(
    "--order", type=click.IntRange(1, 50), default=1, metavar="N", show_default=True,
    help="Differentiate N times with respect to each name.",
)  # fmt: skip
@click.option("--of", metavar="NAME", help="The output to differentiate.  [default: the last statement]")
@click.option("--format", "form", type=FORMATS.choice(), default="text", show_default=True, help="The format.")
def command(arguments: Sequence[str], path: str | None, order: int, of: str | None, form: str) -> None:
    """Print the derivative of the expression with respect to NAME, as a formula that can be fed straight back.

    With several names the derivatives are taken one after another: x y gives the mixed derivative d²/dxdy. Without a
    name there is a line for every variable. The expression needs no values.

    An assigned name counts as a variable of its own: with respect to e, the derivative of "e = a*b; L = e*c" is c. So
    does a constant such as pi when it is named. Formulas grow quickly with the order: the sixth derivative of a long
    quotient can fill many pages.
    """
    from ..answers.derivative import derivatives

    text, names = divided(arguments, path)
    for name in names:
        if "=" in name:
            raise UsageError(f"'{name}' is a binding", hint="a derivative as a formula needs no values: write names")
    program = parsed(text, path)
    if not names and not program.variables:
        raise UsageError("the expression has no variable", hint="there is nothing to differentiate with respect to")
    FORMATS[form](program, derivatives(program, names, order, of), bool(names), sys.stdout)
