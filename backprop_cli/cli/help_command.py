"""`backprop help`: how a command is called."""

from __future__ import annotations

import sys

import click

from .parsing import HELP_NAMES, CommandWithExamples, offered


@click.command(
    "help",
    cls=CommandWithExamples,
    context_settings=HELP_NAMES,
    short_help="Show how a command is called.",
    examples=[
        ("backprop help", "what there is"),
        ("backprop help explain", "the same as backprop explain --help"),
    ],
)
@click.argument("name", metavar="[COMMAND]", required=False, shell_complete=offered("commands"))
@click.pass_context
def command(context: click.Context, name: str | None) -> None:
    """Show the commands, or how one of them is called."""
    asked = context.find_root()
    if name is not None:
        assert isinstance(asked.command, click.Group)
        _, found, _ = asked.command.resolve_command(asked, [name])
        assert found is not None
        asked = click.Context(found, parent=asked, info_name=name, **found.context_settings)
    sys.stdout.write(f"{asked.get_help()}\n")
