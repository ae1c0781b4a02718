"""The command line: a thin file a command, and the one place where errors become text and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from .. import __version__
from ..errors import BackpropError, UsageError
from .common import HELP_NAMES, ExamplesMixin

COMMANDS = ("eval", "graph", "explain", "ops")


class Commands(ExamplesMixin, click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f".{cmd_name}_command", __name__).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names; a mistyped one is an error with a suggestion."""
        if args and args[0] not in COMMANDS:
            raise UsageError(f"no such command '{args[0]}'", hint=_suggestion(args[0]))
        return super().resolve_command(ctx, args)


def _suggestion(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, COMMANDS, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    if any(c in name for c in "+-*/^()="):
        return f"to evaluate an expression write: backprop eval '{name}'"
    return f"the commands are {', '.join(COMMANDS)}"


@click.group(
    cls=Commands,
    context_settings=HELP_NAMES,
    examples=[
        ('backprop eval "3*(a+b*c)" a=5 b=4 c=2', "data and grad of every node"),
        ('backprop graph "3*(a+b*c)" a=5 b=4 c=2 -o out.svg', "the same as a picture"),
        ("backprop ops tanh", "the rule of an operation"),
    ],
)
@click.version_option(__version__, prog_name="backprop", message="%(prog)s %(version)s")
def cli() -> None:
    """Differentiate expressions: the data and grad of every node, by the forward and the backward pass."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; errors go to standard error, and none shows a traceback.

    Returns:
        The exit code: 0 done, 1 some answer is wrong, 2 usage, 3 a domain error; 130 after Ctrl-C.
    """
    try:
        result = cli.main(list(sys.argv[1:] if arguments is None else arguments), "backprop", standalone_mode=False)
        sys.stdout.flush()
    except BackpropError as error:
        return _report(error)
    except click.ClickException as error:
        return _report(_translated(error))
    except BrokenPipeError:
        return _reader_left()
    except (click.Abort, KeyboardInterrupt):
        return 130
    return result if isinstance(result, int) else 0


def _report(error: BackpropError) -> int:
    from ..views.diagnostic import print_error

    try:
        sys.stdout.flush()
        print_error(error, sys.stderr)
    except BrokenPipeError:
        _reader_left()
    return error.exit_code


def _reader_left() -> int:
    """End quietly when whoever read our output has had enough; Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _translated(error: click.ClickException) -> UsageError:
    """An error of the command-line library in our words."""
    if isinstance(error, click.NoSuchOption):
        close = error.possibilities or []
        hint = f"did you mean '{close[0]}'?" if close else "the options are listed by --help"
        return UsageError(f"no such option '{error.option_name}'", hint=hint)
    message = error.format_message()
    context = getattr(error, "ctx", None)
    hint = f"see '{context.command_path} --help'" if context else None
    return UsageError(message[:1].lower() + message[1:].rstrip("."), hint=hint)
