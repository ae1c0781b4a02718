"""What a shell offers at TAB: files, operations, commands, and the names of the expression on the line.

It is imported only when a shell asks. What cannot be read offers nothing: TAB is no place for an error.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ZshComplete, add_completion_class

from ..errors import BackpropError
from .inputs import divided, parsed

if TYPE_CHECKING:
    from ..graph.program import Program

Items = list[CompletionItem[Any]]

# The program has a second name, which the scripts for the first one complete, too.
BOTH_NAMES = "%(prog_name)s %(prog_name)s-cli"


@add_completion_class
class Bash(BashComplete):
    """Bash, to which a `=` is a word of its own; and no space is put behind that of `x=`."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)", "COMPREPLY+=($value)\n            [[ $value == *= ]] && compopt -o nospace"
    ).replace("-F %(complete_func)s %(prog_name)s", f"-F %(complete_func)s {BOTH_NAMES}")

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one at the cursor, and that one, each in one piece."""
        args, incomplete = super().get_completion_args()
        *whole, last = _glued([*args, incomplete])
        return whole, last


@add_completion_class
class Zsh(ZshComplete):
    """Zsh, without a space behind the sign of `x=`."""

    source_template = ZshComplete.source_template.replace(
        "compadd -U",
        "local -a glued\n        [[ $completions[1] == *= ]] && glued=(-S '')\n        compadd \"${glued[@]}\" -U",
    ).replace("compdef %(complete_func)s %(prog_name)s", f"compdef %(complete_func)s {BOTH_NAMES}")


@add_completion_class
class Fish(FishComplete):
    """Fish, for both names."""

    source_template = FishComplete.source_template.replace(
        "--command %(prog_name)s", f"--command {BOTH_NAMES.replace(' ', ' --command ')}"
    )


def _glued(words: Sequence[str]) -> list[str]:
    """The words of a line, with `x`, `=` and `2` as `x=2`."""
    whole: list[str] = []
    for index, word in enumerate(words):
        if index and (word == "=" or words[index - 1] == "="):
            whole[-1] += word
        else:
            whole.append(word)
    return whole


def complete(command: click.Command, arguments: Sequence[str]) -> None:
    """Answer the shell, which asks by the environment, and end."""
    command.main(arguments, "backprop")


def files(context: click.Context, incomplete: str) -> Items:
    """The files, which the shell itself finds."""
    return [CompletionItem(incomplete, type="file")]


def commands(context: click.Context, incomplete: str) -> Items:
    """The names of the commands."""
    group = context.find_root().command
    assert isinstance(group, click.Group)
    return _beginning(incomplete, group.list_commands(context))


def operations(context: click.Context, incomplete: str) -> Items:
    """The names of the operations, with what each is; their signs would mean something to the shell."""
    from ..ops import OPS

    named = [op for op in OPS if op.name.isidentifier() and op.name.startswith(incomplete)]
    return [CompletionItem(op.name, help=op.about) for op in named]


def bindings(context: click.Context, incomplete: str) -> Items:
    """`x=` for each input of the expression that has no value on the line yet."""
    given = {word.partition("=")[0] for word in context.params["arguments"]}
    return _names(context, incomplete, lambda program: [f"{x}=" for x in program.variables if x not in given])


def names(context: click.Context, incomplete: str) -> Items:
    """The names of the expression."""
    return _names(context, incomplete, _known)


def claims(context: click.Context, incomplete: str) -> Items:
    """`x=` for each name of the expression."""
    return _names(context, incomplete, lambda program: [f"{name}=" for name in _known(program)])


def _known(program: Program) -> list[str]:
    return [*program.variables, *program.assigned]


def _names(context: click.Context, incomplete: str, of: Callable[[Program], Iterable[str]]) -> Items:
    """Names of the expression, until the sign of a value is there."""
    program = None if "=" in incomplete else _program(context)
    return _beginning(incomplete, of(program)) if program else []


def _program(context: click.Context) -> Program | None:
    """The expression on the line or in a file; None if there is none yet, or none that can be read."""
    path = context.params["path"]
    with suppress(BackpropError), context.scope(cleanup=False):
        text, _ = divided(context.params["arguments"], path)
        if text != "-" and (path is None or os.path.isfile(path)):
            return parsed(text, path)
    return None


def _beginning(incomplete: str, names: Iterable[str]) -> Items:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
