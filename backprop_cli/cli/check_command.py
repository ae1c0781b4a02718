"""`backprop check`: mark an answer, or check the gradients numerically."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..errors import UsageError
from .inputs import read_program, run_program, values_for
from .options import expression_options, precision_option
from .parsing import HELP_NAMES, ExpressionCommand

if TYPE_CHECKING:
    from ..answers.marking import Claim, Exercise
    from ..graph.program import Program

FORMATS = ("table", "json")

# Where the order of the options is kept, because `--value`, `--grad` and `--data` are marked in the order given.
ORDER = "backprop.order"

# Only claims are marked, so these options mean nothing without one.
OF_CLAIMS = ("points", "seed", "sigfigs", "strict", "rtol", "atol")


class ClaimsCommand(ExpressionCommand):
    """A command that knows in which order its options were given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments, and keep the order of the options."""
        rest = super().parse_args(ctx, list(args))
        if not ctx.resilient_parsing:
            _, _, order = self.make_parser(ctx).parse_args(self._marked(list(args)))
            ctx.meta[ORDER] = [param.name for param in order]
        return rest


def _tolerance_option(name: str, default: float, words: str) -> Any:
    return click.option(
        name, type=click.FloatRange(min=0), default=default, metavar="X", help=f"{words}  [default: {default:g}]"
    )


def marking_options(command: Any) -> Any:
    """The options that say what counts as right."""
    decorators = [
        click.option(
            "--sigfigs/--no-sigfigs", default=True, help="Accept numbers rounded to 3 or more digits.  [default: yes]"
        ),
        click.option("--strict", is_flag=True, help="Give no credit for what follows from an earlier wrong answer."),
        _tolerance_option("--rtol", 1e-4, "Relative tolerance."),
        _tolerance_option("--atol", 1e-8, "Absolute tolerance."),
        click.option(
            "--points", type=click.IntRange(1, 1000), default=20, metavar="N", show_default=True,
            help="Random points at which formulas are compared.",
        ),
        click.option(
            "--seed", type=int, default=0, metavar="N", show_default=True, help="Choose other random points."
        ),
    ]  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


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
@click.option("--value", "values", metavar="ANSWER", multiple=True, help="Claim the value of the output.")
@click.option("--grad", "grads", metavar="NAME=ANSWER", multiple=True, help="Claim the gradient of a name.")
@click.option("--data", "datas", metavar="NAME=ANSWER", multiple=True, help="Claim the data of a name.")
@marking_options
@click.option("--sweep", is_flag=True, help="Gradient check: show the error over steps from 1e-1 to 1e-15.")
@click.option("--of", metavar="NAME", help="The output to differentiate.  [default: the last statement]")
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="The format.")
@precision_option
@click.pass_context
def command(
    context: click.Context, words: Sequence[str], path: str | None, binding_files: Sequence[str],
    values: Sequence[str], grads: Sequence[str], datas: Sequence[str],
    sigfigs: bool, strict: bool, rtol: float, atol: float, points: int, seed: int,
    sweep: bool, of: str | None, form: str, precision: Any,
) -> int:  # fmt: skip
    """Mark an answer to an exercise in backpropagation; without claims, check the gradients numerically.

    An ANSWER is a number, a constant expression such as 1/3, or a formula in the variables. It is right within
    0.01 %, or if it is the true number rounded to the digits given, three or more. A wrong one is explained if one
    known mistake alone gives it, and what follows correctly from an earlier wrong answer counts as right.

    Ends with code 1 if anything is wrong.
    """
    program, arguments = read_program(words, path)
    if not (values or grads or datas):
        _refuse_options_of_claims(context)
        return _check_gradients(program, arguments, binding_files, of, sweep, form, precision)
    from ..answers.marking import Exercise, Tolerance
    from ..arithmetic import floats

    if sweep:
        raise UsageError("--sweep belongs to the gradient check", hint="leave out the claims, or --sweep")
    bindings = values_for(program, arguments, binding_files, floats)
    tolerance = Tolerance(rtol, atol, sigfigs)
    exercise = Exercise(program, bindings, of, points=points, seed=seed, tolerance=tolerance, strict=strict)
    claims = [_claim(exercise, *each) for each in _in_order(context, values, grads, datas)]
    exercise.require_values(claims)
    return _mark(exercise, claims, form, precision)


def _in_order(
    context: click.Context, values: Sequence[str], grads: Sequence[str], datas: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """The kinds of the claims and what was written for them, in the order of the command line."""
    kinds = {"values": ("value", iter(values)), "grads": ("grad", iter(grads)), "datas": ("data", iter(datas))}
    for option in context.meta[ORDER]:
        if option in kinds:
            kind, written = kinds[option]
            yield kind, next(written)


def _claim(exercise: Exercise, kind: str, written: str) -> Claim:
    """A claim of the command line: ANSWER for the value, NAME=ANSWER for everything else."""
    from ..answers.marking import Claim, quantity, read_answer

    if kind == "value":
        return Claim(quantity(exercise.circuit, kind, None), read_answer(written, exercise.circuit))
    name, sign, answer = written.partition("=")
    if not sign or not name.strip():
        raise UsageError(f"'{written}' is not a claim", hint=f"write --{kind} NAME=ANSWER, as in --{kind} x=2")
    what = quantity(exercise.circuit, kind, name.strip())
    return Claim(what, read_answer(answer, exercise.circuit, context=written, at=len(name) + 1))


def _mark(exercise: Exercise, claims: Sequence[Claim], form: str, precision: Any) -> int:
    from ..views.marks import marking as view

    marking = exercise.mark(claims)
    if form == "json":
        sys.stdout.write(view.json_text(exercise, marking))
    else:
        view.print_marking(exercise, marking, precision, sys.stdout)
    return 0 if marking.passed else 1


def _refuse_options_of_claims(context: click.Context) -> None:
    given = [name for name in OF_CLAIMS if name in context.meta[ORDER]]
    if given:
        raise UsageError(f"--{given[0]} is about claims", hint="claim something with --value, --grad or --data")


def _check_gradients(
    program: Program, arguments: Sequence[str], files: Sequence[str], of: str | None, sweep: bool, form: str,
    precision: Any,
) -> int:  # fmt: skip
    """The gradient check; it fails where a gradient disagrees."""
    from ..answers.gradcheck.check import check_gradients
    from ..views.gradcheck.check import print_check

    run = run_program(program, arguments, files, of=of)
    check = check_gradients(run, sweep=sweep)
    print_check(check, form, precision, sys.stdout)
    return 0 if check.passed else 1
