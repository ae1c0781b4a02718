"""`backprop ops`: the rule table."""

from __future__ import annotations

import sys

import click

from .parsing import HELP_NAMES, CommandWithExamples, offered


@click.command(
    "ops",
    cls=CommandWithExamples,
    context_settings=HELP_NAMES,
    short_help="List the operations, or show one.",
    examples=[
        ("backprop ops", "every operation with its derivative and its gate"),
        ("backprop ops tanh", "one of them, with its domain and its convention at kinks"),
    ],
)
@click.argument("name", required=False, shell_complete=offered("operations"))
def command(name: str | None) -> None:
    """List every operation with its formula, its derivative, its gate and its convention at kinks, or show one."""
    from ..answers.reference import reference_to, references
    from ..views import reference as view

    if name is None:
        view.write_list(references(), sys.stdout)
    else:
        view.write_one(reference_to(name), sys.stdout)
