"""`backprop diff`: the derivative as a formula."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from .inputs import divided, parsed
from .options import notation_option
from .parsing import HELP_NAMES, ExpressionCommand

if TYPE_CHECKING:
    from ..answers.derivative import Derivative
    from ..graph.program import Program

FORMATS = ("text", "latex", "json")


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
@click.argument("words", nargs=-1, metavar="EXPRESSION [NAME]...")
@click.option("-f", "--file", "path", metavar="FILE", help="Read the expression from a file ('-' for stdin).")
@notation_option
@click.option(
    "--order", type=click.IntRange(1, 50), default=1, metavar="N", show_default=True,
    help="Differentiate N times with respect to each name.",
)  # fmt: skip
@click.option("--of", metavar="NAME", help="The output to differentiate.  [default: the last statement]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="The format.")
def command(words: Sequence[str], path: str | None, order: int, of: str | None, form: str) -> None:
    """Print the derivative of the expression with respect to NAME, as a formula that can be fed straight back.

    With several names the derivatives are taken one after another: x y gives the mixed derivative d²/dxdy. Without a
    name there is a line for every variable. The expression needs no values.

    An assigned name counts as a variable of its own: with respect to e, the derivative of "e = a*b; L = e*c" is c. So
    does a constant such as pi when it is named. Formulas grow quickly with the order: the sixth derivative of a long
    quotient can fill many pages.
    """
    from ..answers.derivative import derivatives

    text, names = divided(words, path)
    for name in names:
        if "=" in name:
            raise UsageError(f"'{name}' is a binding", hint="a derivative as a formula needs no values: write names")
    program = parsed(text, path)
    if not names and not program.variables:
        raise UsageError("the expression has no variable", hint="there is nothing to differentiate with respect to")
    sys.stdout.write(_shown(program, derivatives(program, names, order, of), bool(names), form))


def _shown(program: Program, found: Sequence[Derivative], one: bool, form: str) -> str:
    if form == "json":
        from ..views.nodes.machine import json_object

        return json_object({
            "expression": program.text,
            "derivatives": {_key(d): d.text for d in found},
            "latex": {_key(d): d.latex for d in found},
        })  # fmt: skip
    texts = [d.latex if form == "latex" else d.text for d in found]
    if one:
        return f"{texts[0]}\n"
    return "".join(f"{_left_side(d, form)} = {text}\n" for d, text in zip(found, texts, strict=True))


def _key(derivative: Derivative) -> str:
    return " ".join(derivative.names)


def _left_side(derivative: Derivative, form: str) -> str:
    """`d/dx` for the one name of a derivative."""
    if form == "text":
        return f"d/d{_key(derivative)}"
    from ..notation.latex import latex_name

    return rf"\frac{{\mathrm{{d}}}}{{\mathrm{{d}}{latex_name(_key(derivative))}}}"
