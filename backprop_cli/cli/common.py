"""What the commands share: how an expression and its bindings are given, and where output goes."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Container, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import BindingError, FileError, UsageError

if TYPE_CHECKING:
    from ..arithmetic import NumberSystem
    from ..engine import Number
    from ..program import Program, Run

HELP_NAMES = {"help_option_names": ["-h", "--help"], "max_content_width": 80}

# An expression that begins with a minus is told from an option by this mark while Click reads the line.
_MARK = "\0"
_BINDING = re.compile(r"\w+=[\w.]+")
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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; every error knows its command, so that it can say how to call it."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

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
            if argument in ("--", "-", "-f") or not argument.startswith("-") or argument.startswith("--file"):
                # The expression is found, or there is none to come because a file holds it.
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
    text, rest = divided(words, path)
    hint = "write NAME=VALUE, and put the whole expression in quotes"
    if text is None:
        hint = "the expression is read from -f: write bindings as NAME=VALUE"
    elif _BINDING.fullmatch(text):
        hint = "the expression comes first, then the bindings"
    _refuse_stray_words(rest, hint)
    return parsed(text, path), rest


def divided(words: Sequence[str], path: str | None) -> tuple[str | None, list[str]]:
    """The expression among the arguments, None if it is in the file `path`, and the other arguments."""
    words = [word.removeprefix(_MARK) for word in words]
    if path is not None:
        return None, words
    if not words:
        raise UsageError("no expression was given", hint='write one in quotes, such as "3*(a + b*c)", or -f FILE')
    return words[0], words[1:]


def parsed(text: str | None, path: str | None) -> Program:
    """The program of a text, of standard input if that is `-`, or of a file if there is no text."""
    from ..bindings import read_text
    from ..language import parse

    if text is not None and text != "-":
        return parse(text)
    path = "-" if path is None else path
    return parse(read_text(path), None if path == "-" else path)


def _refuse_stray_words(words: Sequence[str], hint: str) -> None:
    """Refuse what is no binding: mostly the rest of an expression without quotes."""
    stray = [word for word in words if "=" not in word]
    spaced = [word for word in words if word.startswith("=") or word.endswith("=")]
    if stray:
        if spaced:
            hint = "write NAME=VALUE without spaces, and put the whole expression in quotes"
        raise UsageError(f"'{stray[0]}' is not a binding", hint=hint)


def run_program(
    program: Program, arguments: Sequence[str], files: Sequence[str], exact: bool = False, of: str | None = None
) -> Run:
    """One forward pass with the bindings of the command line; warns of those that the expression does not use."""
    from ..arithmetic import number_system

    xp: NumberSystem = number_system("fractions" if exact else "floats")
    return program.run(values_for(program, arguments, files, xp), xp, of)


def values_for(program: Program, arguments: Sequence[str], files: Sequence[str], xp: NumberSystem) -> dict[str, Number]:
    """The bindings of the command line, maybe not all that are needed; warns of those that are not used."""
    from ..bindings import read_bindings

    bindings = read_bindings(arguments, files, xp)
    given = {argument.partition("=")[0].strip(): argument for argument in arguments}
    for name in bindings:
        if name in program.assigned:
            raise BindingError(
                f"'{name}' is assigned in the expression and cannot be bound", text=given.get(name),
                span=(0, len(name)), hint="leave out the binding, or the assignment",
            )  # fmt: skip
    unused = [name for name in bindings if name not in program.names]
    if unused:
        _warn_of_unused(unused, given, program, bindings)
    return bindings


def _warn_of_unused(unused: Sequence[str], given: Container[str], program: Program, bindings: Container[str]) -> None:
    """One warning for each unused name on the command line, and one for all those that only a file has.

    Nothing is said of `b` and `c` when the error to come is that `bc` has no value: it will ask whether b*c is meant.
    """
    from ..program import factors_of
    from ..views.diagnostic import print_warning

    missing = [name for name in program.variables if name not in bindings]
    factors = {factor for name in missing for factor in factors_of(name, bindings) or ()}
    for name in unused:
        if name in given and name not in factors:
            print_warning(f"the expression does not use '{name}'", sys.stderr, _meant(name, missing))
    rest = [f"'{name}'" for name in unused if name not in given and name not in factors]
    if rest:
        more = f" and {len(rest) - 5} more" if len(rest) > 5 else ""
        print_warning(f"the expression does not use {', '.join(rest[:5])}{more} of the file", sys.stderr)


def _meant(name: str, missing: Sequence[str]) -> str | None:
    """Which of the names without a value was probably meant."""
    if not missing:
        return None
    from ..language.functions import closest

    close = closest(name, missing)
    return f"did you mean '{close}'?" if close else None


def write_text(text: str) -> None:
    """Write a result to standard output."""
    sys.stdout.write(text)


def write_file(path: str, content: bytes) -> None:
    """Write a file so that it appears whole or not at all.

    Raises:
        FileError: it cannot be written.
    """
    target = os.path.realpath(path)
    _require_place(path, target)
    try:
        if os.path.exists(target) and not os.path.isfile(target):
            # A device or a named pipe, such as /dev/null, is written to and not replaced.
            _write(target, content)
        else:
            _replace(target, content)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot write '{path}': {reason}", hint="choose another place with -o") from None


def _require_place(path: str, target: str) -> None:
    folder = os.path.dirname(target)
    if os.path.isdir(target) or not os.path.basename(path):
        raise FileError(f"cannot write '{path}': it is a folder", hint="give the name of a file")
    if not os.path.isdir(folder):
        shown = os.path.dirname(path) or folder
        raise FileError(f"cannot write '{path}': there is no folder '{shown}'", hint="create the folder first")
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise FileError(f"cannot write '{path}': it is read-only", hint="choose another place with -o")


def _replace(target: str, content: bytes) -> None:
    """Write beside the file and put the result in its place, which is one step for whoever looks at it."""
    temporary = os.path.join(os.path.dirname(target), f".backprop-{os.getpid()}-{time.monotonic_ns()}")
    try:
        _write(temporary, content, "xb")
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o777)
        os.replace(temporary, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _write(path: str, content: bytes, mode: str = "wb") -> None:
    with open(path, mode) as file:
        file.write(content)
