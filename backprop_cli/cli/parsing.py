"""How a command line is read: examples in the help, expressions that begin with a minus, options in their order."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import click

HELP_NAMES = {"help_option_names": ["-h", "--help"], "max_content_width": 80}

# An expression that begins with a minus is told from an option by this mark while Click reads the line.
MARK = "\0"
_LONG_OPTION = re.compile(r"--[A-Za-z][A-Za-z-]*(=.*)?", re.DOTALL)

# What is read as a file where it follows a short option in the same word, as in `-fnet.txt`; else `-f*2` is a formula.
_FILE_NAME = re.compile(r"[\w.~/\\: -]*\.[A-Za-z]\w{1,4}")

# Where the order of the options is kept, and whether the command runs again and again.
ORDER = "backprop.order"
WATCH = "backprop.watch"


def in_utf_8(argument: str) -> str:
    """An argument as what it is in UTF-8, also where the locale says that the command line is in ASCII."""
    if argument.isascii() or sys.getfilesystemencoding() == "utf-8":
        return argument
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


class FilePath(click.ParamType):  # type: ignore[type-arg] # no type argument before click 8.4
    """The path of a file, in the encoding of the file system."""

    name = "file"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path as Python wants it, whatever `in_utf_8` made of it."""
        return _as_path(value)


def _as_path(text: str) -> str:
    encoding = sys.getfilesystemencoding()
    if text.isascii() or encoding == "utf-8":
        return text
    return text.encode("utf-8", "surrogateescape").decode(encoding, "surrogateescape")


def in_order(context: click.Context, *names: str) -> list[tuple[str, str]]:
    """The options of these names, which may be given several times, as (name, value) in the order of the line."""
    return [(name, value) for name, value in context.meta[ORDER] if name in names]


def offered(what: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """What a shell is offered at TAB, by the name of its function in `completion`: that is imported when one asks."""

    def offer(context: click.Context, _: click.Parameter, incomplete: str) -> list[Any]:
        items: list[Any] = getattr(import_module(".completion", __package__), what)(context, incomplete)
        return items

    return offer


class CommandWithExamples(click.Command):
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


class ExpressionCommand(CommandWithExamples):
    """A command that takes `EXPRESSION [NAME=VALUE]...`, where the expression may begin with a minus.

    It knows in which order its options were given; see `in_order`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark the first argument that is an expression with a leading minus, so that it is not taken for options."""
        if ctx.resilient_parsing and args and self._takes_value().get(args[-1]):
            # A shell completes its value; without one, Click would read none of the line.
            args = args[:-1]
        marked = self._marked(args)
        rest = super().parse_args(ctx, list(marked))
        if not ctx.resilient_parsing:
            ctx.meta[ORDER] = self._ordered(ctx, marked)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, and with --watch again whenever its files change."""
        if not ctx.meta.get(WATCH):
            return super().invoke(ctx)
        from .watching import repeated

        return repeated(ctx, lambda: super(ExpressionCommand, self).invoke(ctx))

    def _ordered(self, ctx: click.Context, args: list[str]) -> list[tuple[str, str]]:
        """The options that may be given several times, each as often as it was, with their values.

        Click hands each option its values in order, but not the order of options among each other; its parser tells
        both. `--grad a --value --grad b` makes {"grad": ["a", "b"], "value": [...]} and the order grad, value, grad.
        """
        values, _, order = self.make_parser(ctx).parse_args(list(args))
        rest = {name: iter(given) for name, given in values.items() if isinstance(given, list)}
        return [(param.name, next(rest[param.name])) for param in order if param.name in rest]

    def _takes_value(self) -> dict[str, bool]:
        """Whether a value follows, for each spelling of each option."""
        takes_value = {
            name: not (p.is_flag or p.count)
            for p in self.params
            if isinstance(p, click.Option)
            for name in (*p.opts, *p.secondary_opts)
        }
        return takes_value | {"-h": False, "--help": False}

    def _marked(self, args: list[str]) -> list[str]:
        takes_value = self._takes_value()
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
            elif argument[:2] in takes_value and _is_file(argument[2:]):
                if argument[:2] == "-f":
                    break
                index += 1
            else:
                return [*args[:index], MARK + argument, *args[index + 1 :]]
        return args


def _is_file(text: str) -> bool:
    return _FILE_NAME.fullmatch(text) is not None or ("\0" not in text and os.path.isfile(_as_path(text)))
