"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Callback = TypeVar("Callback", bound=Callable[..., Any])


# Where the notation that was asked for is kept, for the one place that reads expressions.
NOTATION = "backprop.notation"


def _keep_notation(context: click.Context, option: click.Parameter, value: str | None) -> None:
    context.meta[NOTATION] = value


notation_option = click.option(
    "--from", type=click.Choice(["expression", "latex"]), expose_value=False, callback=_keep_notation,
    help="How the expression is written.  [default: LaTeX if it has a command such as \\frac]",
)  # fmt: skip


def expression_options(command: Callback) -> Callback:
    """The arguments of every command on an expression: `EXPRESSION [NAME=VALUE]...`, `-f`, `-b`, `--from`."""
    decorators = [
        click.argument("words", nargs=-1, metavar="EXPRESSION [NAME=VALUE]..."),
        click.option("-f", "--file", "path", metavar="FILE", help="Read the expression from a file ('-' for stdin)."),
        click.option(
            "-b", "--bindings", "binding_files", metavar="FILE", multiple=True,
            help="Read bindings from a .json or .toml file; NAME=VALUE on the line wins.",
        ),
        notation_option,
    ]  # fmt: skip
    for decorate in reversed(decorators):
        command = decorate(command)
    return command


class PrecisionType(click.ParamType[Any]):
    """A number of significant digits, or "full"."""

    name = "digits"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
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

pass_option = click.option(
    "--pass", "passes", type=click.Choice(["forward", "backward"]), default="backward", show_default=True,
    help="Stop after the forward pass, or run both.",
)  # fmt: skip
