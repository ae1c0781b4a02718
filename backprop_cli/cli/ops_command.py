"""`backprop ops`: the rule table."""

from __future__ import annotations

import sys

import click

from .parsing import HELP_NAMES, ExamplesMixin


class OpsCommand(ExamplesMixin, click.Command):
    """A command with examples, and without an expression."""


@click.command(
    "ops",
    cls=OpsCommand,
    context_settings=HELP_NAMES,
    short_help="List the operations, or show one.",
    examples=[
        ("backprop ops", "every operation with its derivative and its gate"),
        ("backprop ops tanh", "one of them, with its domain and its convention at kinks"),
    ],
)
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """List every operation with its formula, its derivative, its gate and its convention at kinks, or show one."""
    from ..views.reference import print_rule, print_rules

    if name is None:
        print_rules(sys.stdout)
    else:
        print_rule(name, sys.stdout)
