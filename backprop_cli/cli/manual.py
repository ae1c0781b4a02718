"""The manual page, written from the help of the commands, so that it cannot drift; the build puts it into the wheel.

A library for this exists, click-man: it knows no examples, and leaves the signs of roff in a text as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from .. import __version__
from ..errors import BackpropError, DomainError, FaultError
from . import cli
from .parsing import CommandWithExamples

# What roff would read or set otherwise: quotes and hyphens stay as they are typed.
_SIGNS = str.maketrans({
    "\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq",
})  # fmt: skip

_END = [
    ("EXIT STATUS", {
        "0": "Done; everything checked is right.",
        "1": "Some answer is wrong or missing, or the gradient check disagrees.",
        str(BackpropError.exit_code): "Usage, syntax, an unknown name, a missing value, or a file that cannot be read.",
        str(DomainError.exit_code): "The mathematics has no number there.",
        str(FaultError.exit_code): "A fault of the program itself, or too little memory.",
    }),
    ("ENVIRONMENT", {
        "BACKPROP_TRACEBACK": "Set to 1, it shows where a fault of the program itself arose.",
        "BACKPROP_DOT": "The layout program of the pictures; else the bundled one, else dot on the PATH.",
        "NO_COLOR, FORCE_COLOR": "No colour, or colour also where the output is no terminal.",
        "PAGER": "What shows long output on a terminal.",
    }),
]  # fmt: skip


def page() -> str:
    """The page, in the macros that man reads."""
    context = click.Context(cli, info_name="backprop", **cli.context_settings)
    return "\n".join([*_begin(context), *_commands(context), *_end()]) + "\n"


def _begin(context: click.Context) -> Iterator[str]:
    about, _, rest = (cli.help or "").partition(":")
    yield f'.TH BACKPROP 1 "" "backprop {__version__}" "User Commands"'
    # Lines are not stretched to one width.
    yield ".ad l"
    yield from (".SH NAME", f"backprop \\- {_written(about.lower())}")
    yield from (".SH SYNOPSIS", f".B backprop\n{_written(' '.join(cli.collect_usage_pieces(context)))}")
    yield from (".SH DESCRIPTION", _written(f"{about}:{rest}"))
    yield from (*_examples(cli), ".SH OPTIONS", *_options(context))


def _commands(context: click.Context) -> Iterator[str]:
    yield ".SH COMMANDS"
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, parent=context, info_name=name, **command.context_settings)
        yield f".SS backprop {name} {_written(' '.join(command.collect_usage_pieces(inner)))}"
        yield "\n.PP\n".join(map(_written, cleandoc(command.help or "").split("\n\n")))
        yield from (*_examples(command), *_options(inner))


def _examples(command: click.Command) -> Iterator[str]:
    assert isinstance(command, CommandWithExamples)
    for line, what in command.examples:
        yield from (".PP", f"{_written(what)}:", ".PP", ".EX", f"    {_written(line)}", ".EE")


def _options(context: click.Context) -> Iterator[str]:
    for param in context.command.get_params(context):
        record = param.get_help_record(context) if isinstance(param, click.Option) else None
        if record:
            yield from (".TP", f"\\fB{_written(record[0])}\\fR", _written(record[1]))


def _end() -> Iterator[str]:
    for title, rows in _END:
        yield f".SH {title}"
        for term, meaning in rows.items():
            yield from (".TP", f"\\fB{_written(term)}\\fR", _written(meaning))


def _written(text: str) -> str:
    """A text as roff shows it, whatever is in it."""
    escaped = "".join(c if c.isascii() else f"\\[u{ord(c):04X}]" for c in text.translate(_SIGNS))
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in escaped.splitlines())
