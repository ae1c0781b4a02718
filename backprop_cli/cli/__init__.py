"""The command line: a thin file a command, and the one place where errors become text and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper

import click

from .. import __version__
from ..errors import BackpropError, FileError, UsageError, lacks_memory
from .parsing import HELP_NAMES, CommandWithExamples, in_utf_8

COMMANDS = ("eval", "graph", "explain", "diff", "check", "grade", "batch", "fit", "plot", "export", "ops", "help")


class Commands(CommandWithExamples, click.Group):
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
        if args and args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise UsageError(f"no such command '{args[0]}'", hint=_suggestion(args[0]))
        return super().resolve_command(ctx, args)


def _suggestion(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, COMMANDS, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    if any(c in name for c in "+-*/^()="):
        return f"to evaluate an expression write: backprop eval '{name}'"
    from ..ops import FUNCTIONS

    if name in FUNCTIONS:
        return f"an operation is shown by: backprop ops {name}"
    return "the commands are listed by 'backprop --help'"


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


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; errors go to standard error, and none shows a traceback.

    Returns:
        The exit code: 0 done, 1 some answer is wrong, 2 usage, 3 a domain error, 70 a submission that could not be
        marked by a fault of ours; 130 after Ctrl-C.

    Raises:
        Exception: a fault of ours, or lack of memory, which `main` reports.
    """
    _prepare_streams()
    try:
        code = _invoke([in_utf_8(argument) for argument in (sys.argv[1:] if arguments is None else arguments)])
        sys.stdout.flush()
    except BackpropError as error:
        return _report(error)
    except click.ClickException as error:
        return _report_usage(error)
    except BrokenPipeError:
        return _reader_left()
    except OSError as error:
        if lacks_memory(error):
            raise
        return _report_unwritten(error)
    except (click.Abort, KeyboardInterrupt):
        return 130
    return code


def _invoke(arguments: list[str]) -> int:
    """Run the command; not by Click's `main`, which ends with code 1 when the reader of a pipe has left."""
    if "_BACKPROP_COMPLETE" in os.environ:
        from .completion import complete

        complete(cli, arguments)
    try:
        with cli.make_context("backprop", arguments) as context:
            result = cli.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return result if isinstance(result, int) else 0


def _prepare_streams() -> None:
    """Make sure that there are streams, and that no character is too much for their encoding.

    A stream that was closed before the start is None: results then need an error, and errors need nothing.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for reading: what writes to it fails
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - it stays open to the end
    if isinstance(sys.stdout, TextIOWrapper):
        errors = "backslashreplace"
        if sys.stdout.encoding.lower() not in ("utf-8", "utf8"):
            from ..views.screen.terminal import PLAIN as errors  # noqa: N811 - the name of an error handler
        sys.stdout.reconfigure(errors=errors)


def _report(error: BackpropError) -> int:
    from ..views.screen.diagnostic import print_errors

    with suppress(OSError):
        # When nobody reads the errors, the code still tells.
        print_errors(error, sys.stderr)
        sys.stderr.flush()
    return error.exit_code


def _report_usage(error: click.ClickException) -> int:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(error.format_message() + "\n")
        return error.exit_code
    from .usage import translated

    return _report(translated(error))


def _report_unwritten(error: OSError) -> int:
    """Say why standard output cannot be written; what is left in its buffer would fail once more at exit."""
    _reader_left()
    where = f"'{error.filename}'" if error.filename else "standard output"
    return _report(FileError(f"cannot write to {where}: {(error.strerror or str(error)).lower()}"))


def _reader_left() -> int:
    """End quietly when whoever read our output has had enough; Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
