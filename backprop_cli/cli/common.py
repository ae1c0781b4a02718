"""What the commands share: how an expression and its bindings are given, and where output goes."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import FileError, UsageError

if TYPE_CHECKING:
    from ..arithmetic import NumberSystem
    from ..program import Program, Run

HELP_NAMES = {"help_option_names": ["-h", "--help"], "max_content_width": 100}

# An expression that begins with a minus is told from an option by this mark while Click reads the line.
_MARK = "\0"
_LONG_OPTION = re.compile(r"--[A-Za-z][A-Za-z-]*(=.*)?", re.DOTALL)

Callback = TypeVar("Callback", bound=Callable[..., Any])


class ExamplesMixin(click.Command):
    """A command whose help shows worked examples first.

    Args:
        examples: pairs of a command line and what it shows.
    """

    def __init__(self, *args: Any, examples: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, then the description."""
        if self.examples:
            with formatter.section("Examples"):
                for line, what in self.examples:
                    formatter.write(f"  {line}\n      {what}\n")
        super().format_help_text(ctx, formatter)


class ExpressionCommand(ExamplesMixin):
    """A command that takes `EXPRESSION [NAME=VALUE]...`, where the expression may begin with a minus."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark the first argument that is an expression with a leading minus, so that it is not taken for options."""
        return super().parse_args(ctx, self._marked(args))

    def _marked(self, args: list[str]) -> list[str]:
        takes_value = {
            name: not (p.is_flag or p.count)
            for p in self.params
            if isinstance(p, click.Option)
            for name in (*p.opts, *p.secondary_opts)
        }
        takes_value |= {"-h": False, "--help": False}
        index = 0
        while index < len(args):
            argument = args[index]
            if argument == "--" or not argument.startswith("-") or argument == "-":
                break
            if argument in takes_value:
                index += 2 if takes_value[argument] else 1
            elif _LONG_OPTION.fullmatch(argument):
                index += 1
            else:
                return [*args[:index], _MARK + argument, *args[index + 1 :]]
        return args


def expression_options(command: Callback) -> Callback:
    """The arguments of every command on an expression: `EXPRESSION [NAME=VALUE]...`, `-f`, `-b`."""
    decorators = [
        click.argument("words", nargs=-1, metavar="EXPRESSION [NAME=VALUE]..."),
        click.option("-f", "--file", "path", metavar="FILE", help="Read the expression from a file ('-' for stdin)."),
        click.option(
            "-b", "--bindings", "binding_files", metavar="FILE", multiple=True,
            help="Read bindings from a .json or .toml file; NAME=VALUE on the line wins.",
        ),
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


def read_program(words: Sequence[str], path: str | None) -> tuple[Program, list[str]]:
    """The program, and the arguments that are left for bindings.

    Args:
        words: the arguments of the command line; the first is the expression, or `-` for standard input.
        path: a file to read the expression from instead.
    """
    from ..bindings import read_text
    from ..language import parse

    rest = [word.removeprefix(_MARK) for word in words]
    if path is not None:
        return parse(read_text(path), None if path == "-" else path), rest
    if not rest:
        raise UsageError("no expression was given", hint='write one in quotes, such as "3*(a + b*c)", or -f FILE')
    text, *rest = rest
    program = parse(read_text("-") if text == "-" else text)
    unquoted = [word for word in rest if "=" not in word]
    if unquoted:
        raise UsageError(
            f"'{unquoted[0]}' is not a binding", hint="write NAME=VALUE, and put the whole expression in quotes"
        )
    return program, rest


def run_program(
    program: Program, arguments: Sequence[str], files: Sequence[str], exact: bool = False, of: str | None = None
) -> Run:
    """One forward pass with the bindings of the command line; warns of those that the expression does not use."""
    from ..arithmetic import number_system
    from ..bindings import read_bindings

    xp: NumberSystem = number_system("fractions" if exact else "floats")
    bindings = read_bindings(arguments, files, xp)
    given = {argument.partition("=")[0].strip() for argument in arguments}
    for name in bindings:
        if name in program.assigned:
            raise UsageError(
                f"'{name}' is assigned in the expression and cannot be bound", hint="remove one of the two"
            )
        if name not in program.names and name in given:
            _warn_unused(name, program)
    return program.run(bindings, xp, of)


def _warn_unused(name: str, program: Program) -> None:
    from difflib import get_close_matches

    from ..views.diagnostic import print_warning

    close = get_close_matches(name, program.names, n=1)
    print_warning(f"the expression does not use '{name}'", sys.stderr, f"did you mean '{close[0]}'?" if close else None)


def write_text(text: str) -> None:
    """Write a result to standard output."""
    sys.stdout.write(text)


def write_file(path: str, content: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Raises:
        FileError: it cannot be written.
    """
    import tempfile
    from contextlib import suppress

    folder = os.path.dirname(path) or "."
    if not os.path.isdir(folder):
        raise FileError(f"cannot write '{path}': there is no folder '{folder}'", hint="create the folder first")
    if os.path.isdir(path):
        raise FileError(f"cannot write '{path}': it is a folder", hint="give the name of a file")
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".backprop-", delete=False) as file:
            temporary = file.name
            file.write(content)
        os.chmod(temporary, _mode_for(path))
        os.replace(temporary, path)
    except OSError as error:
        raise FileError(f"cannot write '{path}': {(error.strerror or str(error)).lower()}") from None
    finally:
        if temporary is not None:
            with suppress(FileNotFoundError):
                os.unlink(temporary)


def _mode_for(path: str) -> int:
    """The permissions that the file has, or that a new one gets."""
    try:
        return os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
