"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

import click

from .parsing import WATCH, FilePath, offered

Callback = TypeVar("Callback", bound=Callable[..., Any])


# Where the notation that was asked for is kept, for the one place that reads expressions.
NOTATION = "backprop.notation"


def _keep_notation(context: click.Context, option: click.Parameter, value: str | None) -> None:
    context.meta[NOTATION] = value


notation_option = click.option(
    "--from", type=click.Choice(["expression", "latex"]), expose_value=False, callback=_keep_notation,
    help="How the expression is written.  [default: LaTeX if it has a command such as \\frac]",
)  # fmt: skip


def _keep_watch(context: click.Context, option: click.Parameter, value: bool) -> None:
    context.meta[WATCH] = value


watch_option = click.option(
    "--watch", is_flag=True, expose_value=False, callback=_keep_watch,
    help="Run again whenever the file of -f changes, until Ctrl-C.",
)  # fmt: skip


file_option = click.option(
    "-f", "--file", "path", type=FilePath(), metavar="FILE", shell_complete=offered("files"),
    help="Read the expression from a file ('-' for stdin).",
)  # fmt: skip


def expression_options(command: Callback) -> Callback:
    """The arguments of every command on an expression: `EXPRESSION [NAME=VALUE]...`, `-f`, `-b`, `--from`."""
    decorators = [
        click.argument(
            "arguments", nargs=-1, metavar="EXPRESSION [NAME=VALUE]...", shell_complete=offered("bindings")
        ),
        file_option,
        click.option(
            "-b", "--bindings", "binding_files", type=FilePath(), metavar="FILE", multiple=True,
            shell_complete=offered("files"),
            help="Read bindings from a .json or .toml file; NAME=VALUE on the line wins.",
        ),
        notation_option,
    ]  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


def marking_options(command: Callback) -> Callback:
    """The options that say what counts as a right answer."""
    decorators = [
        click.option(
            "--sigfigs/--no-sigfigs", default=True, help="Accept numbers rounded to 3 or more digits.  [default: yes]"
        ),
        click.option("--strict", is_flag=True, help="Give no credit for what follows from an earlier wrong answer."),
        _tolerance_option("--rtol", 1e-2, "Relative tolerance."),
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


class _Tolerance(click.FloatRange):
    """A number that is not below 0, and finite."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        return number if isfinite(number) else self.fail(f"{value} is not a finite number", param, ctx)


def _tolerance_option(name: str, default: float, about: str) -> Callable[[Callback], Callback]:
    return click.option(
        name, type=_Tolerance(min=0), default=default, metavar="X", help=f"{about}  [default: {default:g}]"
    )


class PrecisionType(click.ParamType):  # type: ignore[type-arg] # no type argument before click 8.4
    """A number of significant digits, or "full"."""

    name = "digits"

    def convert(self, value: int | str, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """An int from 1 to 17, or "full"."""
        if isinstance(value, int) or value == "full":
            return value
        if value.isdecimal() and 1 <= int(value) <= 17:
            return int(value)
        return self.fail(f"'{value}' is not a number of digits from 1 to 17, nor 'full'", param, ctx)


precision_option = click.option(
    "--precision", type=PrecisionType(), default=6, metavar="N|full", show_default=True,
    help="Significant digits to show.",
)  # fmt: skip

hide_constants_option = click.option("--hide-constants", is_flag=True, help="Leave constants out.")

pass_option = click.option(
    "--pass", "passes", type=click.Choice(["forward", "backward"]), default="backward", show_default=True,
    help="Stop after the forward pass, or run both.",
)  # fmt: skip

of_option = click.option(
    "--of", metavar="NAME", shell_complete=offered("names"),
    help="The output to differentiate.  [default: the last statement]",
)  # fmt: skip
