"""`backprop check`: mark an answer, or check the gradients numerically."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from typing import IO, TYPE_CHECKING

import click
from click.core import ParameterSource

from ..errors import UsageError
from .formats import Formats
from .inputs import read_program, run_program, values_for
from .options import Callback, expression_options, marking_options, of_option, precision_option
from .parsing import HELP_NAMES, ExpressionCommand, in_order, offered

if TYPE_CHECKING:
    from ..answers.gradcheck import GradientCheck
    from ..answers.marking import Claim, Exercise, Marking
    from ..graph.program import Program
    from ..views.numbers import Precision

_NUMBER = re.compile(r"[-−+]?[0-9.]")

# The formats of a marked answer, and the same of a gradient check.
FORMATS: Formats[Callable[[Exercise, Marking, Precision, bool, IO[str]], None]] = Formats({
    "table": "claims.table:write",
    "json": "claims.json:write",
})  # fmt: skip
FORMATS_OF_GRADIENTS: Formats[Callable[[GradientCheck, Precision, IO[str]], None]] = Formats({
    "table": "gradcheck.table:write",
    "json": "gradcheck.json:write",
})  # fmt: skip

# Only claims are marked, so these options mean nothing without one.
OF_CLAIMS = ("points", "seed", "sigfigs", "strict", "rtol", "atol", "reveal")


class ClaimsCommand(ExpressionCommand):
    """A command that tells claims whose parts stand apart."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments."""
        _refuse_answers_apart(args)
        return super().parse_args(ctx, args)


def _refuse_answers_apart(args: Sequence[str]) -> None:
    """Refuse `--grad x -1.5`, of which Click would say that there is no option -1."""
    words = [word for word in args if word != "="]
    for option, name, answer in zip(words, words[1:], words[2:], strict=False):
        if option in ("--grad", "--data") and name.isidentifier() and _NUMBER.match(answer):
            raise UsageError(f"'{name}' is not a claim", hint=f"write {option} {name}={answer}")


def _claim_option(name: str, metavar: str, about: str) -> Callable[[Callback], Callback]:
    offer = offered("claims") if "=" in metavar else None
    return click.option(name, metavar=metavar, multiple=True, expose_value=False, help=about, shell_complete=offer)


@click.command(
    "check",
    cls=ClaimsCommand,
    context_settings=HELP_NAMES,
    short_help="Mark an answer, or check the gradients numerically.",
    examples=[
        ('backprop check "3*(a+b*c)" a=5 b=4 c=2 --value 39 --grad b=6 --grad c=12', "mark three answers"),
        ('backprop check "d = a*b; L = d*f" a=2 b=-3 f=-2 --grad d=2 --grad a=-6',
         "an error is explained, and what follows from it counts"),
        ('backprop check "x^2*cos(y)" --grad x="2*x*cos(y)"', "a formula, at random points"),
        ('backprop check "tanh(w*x + b)" w=0.5 x=2 b=-1', "no claims: a gradient check"),
    ],
)  # fmt: skip
@expression_options
@_claim_option("--value", "ANSWER", "Claim the value of the output.")
@_claim_option("--grad", "NAME=ANSWER", "Claim the gradient of a name.")
@_claim_option("--data", "NAME=ANSWER", "Claim the data of a name.")
@marking_options
@click.option("--reveal", is_flag=True, help="Tell the right answers, and from where to where they are accepted.")
@click.option("--sweep", is_flag=True, help="Gradient check: show the error over steps from 1e-1 to 1e-15.")
@of_option
@click.option("--format", "form", type=FORMATS.choice(), default="table", show_default=True, help="The format.")
@precision_option
@click.pass_context
def command(
    context: click.Context, arguments: Sequence[str], path: str | None, binding_files: Sequence[str],
    sigfigs: bool, strict: bool, rtol: float, atol: float, points: int, seed: int,
    reveal: bool, sweep: bool, of: str | None, form: str, precision: Precision,
) -> int:  # fmt: skip
    """Mark an answer to an exercise in backpropagation; without claims, check the gradients numerically.

    An ANSWER is a number, a constant expression such as 1/3, or for a gradient a formula in the variables. A number is
    right within 1 %, or if it is the true number rounded to the digits given, three or more. A wrong one is explained
    if a known mistake gives it and no other answer speaks against that, and what follows correctly from an earlier
    wrong answer counts as right. The right answers are told with --reveal, and in JSON.

    Ends with code 1 if anything is wrong.
    """
    program, bindings = read_program(arguments, path)
    claimed = in_order(context, "value", "grad", "data")
    if not claimed:
        _refuse_options_of_claims(context)
        return _check_gradients(program, bindings, binding_files, of, sweep, form, precision)
    from ..answers.marking import Exercise, Policy, Tolerance
    from ..arithmetic import floats

    if sweep:
        raise UsageError("--sweep belongs to the gradient check", hint="leave out the claims, or --sweep")
    values = values_for(program, bindings, binding_files, floats)
    policy = Policy(Tolerance(rtol, atol, sigfigs), 0.0 if strict else 1.0)
    exercise = Exercise(program, values, of, points=points, seed=seed, policy=policy)
    claims = [_claim(exercise, kind, written) for kind, written in claimed]
    exercise.require_values(claims)
    marking = exercise.mark(claims)
    FORMATS[form](exercise, marking, precision, reveal, sys.stdout)
    return 0 if marking.passed else 1


def _claim(exercise: Exercise, kind: str, written: str) -> Claim:
    """A claim of the command line: ANSWER for the value, NAME=ANSWER for everything else."""
    from ..answers.marking import quantity

    if kind == "value":
        return exercise.read(quantity(exercise.circuit, kind, None), written)
    name, sign, answer = written.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"'{written}' is not a claim", hint=f"write --{kind} NAME=ANSWER, as in --{kind} x=2")
    what = quantity(exercise.circuit, kind, name.strip())
    return exercise.read(what, answer, context=written, at=len(name) + 1)


def _refuse_options_of_claims(context: click.Context) -> None:
    given = [name for name in OF_CLAIMS if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given:
        raise UsageError(f"--{given[0]} is about claims", hint="claim something with --value, --grad or --data")


def _check_gradients(
    program: Program, bindings: Sequence[str], files: Sequence[str], of: str | None, sweep: bool, form: str,
    precision: Precision,
) -> int:  # fmt: skip
    """The gradient check; it fails where a gradient disagrees."""
    from ..answers.gradcheck import check_gradients

    check = check_gradients(run_program(program, bindings, files, of=of), sweep=sweep)
    FORMATS_OF_GRADIENTS[form](check, precision, sys.stdout)
    return 0 if check.passed else 1
