"""Errors of the command-line library in our words, with the way out."""

from __future__ import annotations

from difflib import get_close_matches

import click

from ..errors import UsageError

# What other programs take for `--version`, and for the file that is written, which here only some commands have.
BEFORE_A_COMMAND = dict.fromkeys(("-v", "-V"), "did you mean '--version'?")
BEHIND_A_COMMAND = dict.fromkeys(("-o", "--output", "--out"), "it writes to standard output: end the line with > FILE")

# What `-1.5` begins with, which Click takes for options of one letter.
DIGITS = tuple("0123456789.")
A_NUMBER = (
    "a value is written NAME=-…, an answer to 'backprop check' --grad NAME=-…; quotes hold an expression together"
)


def translated(error: click.ClickException) -> UsageError:
    """The error to show for one of the command-line library."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.NoSuchOption):
        return UsageError(f"no such option '{error.option_name}'", hint=_option_meant(error.option_name, context))
    if isinstance(error, click.BadOptionUsage):
        return _bad_usage(error, context)
    message = error.format_message().rstrip(".")
    return UsageError(message[:1].lower() + message[1:], hint=_see_help(context))


def _option_meant(written: str, context: click.Context | None) -> str:
    """The option that is spelled most like the one written, or the one that takes it as its value."""
    if context is not None and isinstance(context.command, click.Group):
        return BEFORE_A_COMMAND.get(written, "write the command first, as in: backprop eval EXPRESSION --format json")
    if context is None or written in BEHIND_A_COMMAND:
        return BEHIND_A_COMMAND.get(written, _see_help(context))
    name = written.lstrip("-")
    if name[:1] in DIGITS:
        return A_NUMBER
    for param in context.command.params:
        if isinstance(param.type, click.Choice) and name in param.type.choices:
            return f"did you mean '{param.opts[-1]} {name}'?"
    options = [option for param in context.command.get_params(context) for option in param.opts if option[:2] == "--"]
    close = get_close_matches(name, [option[2:] for option in options], n=1)
    if close:
        return f"did you mean '--{close[0]}'?"
    value = f"; a value is written {name}=2" if name.isidentifier() else ""
    expression = f'{value}; an expression is written -- "{written}"' if len(name) <= 2 else ""
    return _see_help(context) + expression


def _bad_usage(error: click.BadOptionUsage, context: click.Context | None) -> UsageError:
    """An option without its value, or with one that it does not take."""
    name = error.option_name
    params = context.command.params if context else []
    option = next((p for p in params if isinstance(p, click.Option) and name in p.opts), None)
    if option is None or context is None or option.is_flag:
        return UsageError(f"option '{name}' takes no value", hint=f"write {name} alone")
    return UsageError(f"option '{name}' needs a value", hint=f"write {name} {option.make_metavar(context)}")


def _see_help(context: click.Context | None) -> str:
    return f"see '{context.command_path if context else 'backprop'} --help'"
