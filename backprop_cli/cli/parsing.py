"""How a command line is read: examples in the help, expressions that begin with a minus, options in their order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import click

HELP_NAMES = {"help_option_names": ["-h", "--help"], "max_content_width": 80}

# An expression that begins with a minus is told from an option by this mark while Click reads the line.
MARK = "\0"
_LONG_OPTION = re.compile(r"--[A-Za-z][A-Za-z-]*(=.*)?", re.DOTALL)


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
                return [*args[:index], MARK + argument, *args[index + 1 :]]
        return args
