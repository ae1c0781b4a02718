"""`%backprop` and `%%backprop` in IPython and in notebooks, after `%load_ext backprop_cli`."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from typing import Protocol

from ..errors import UsageError
from . import run
from .parsing import MARK

# A value that is asked of Python. Other braces are left alone, because they belong to LaTeX.
_ASKED = re.compile(r"(?<=\s)(\w+=)(?:\$(\w+)|\{([^{}\\]+)\})(?=\s|$)")

# What says where a picture goes, or that none is wanted.
_ELSEWHERE = re.compile(r"-o.*|--o.*|--fo.*|-h|--h.*")


class Publisher(Protocol):
    """What shows something in a notebook."""

    def publish(self, data: Mapping[str, str]) -> None:
        """Show one thing in several forms, by their MIME types."""


class Shell(Protocol):
    """What the magics need of IPython."""

    display_pub: Publisher

    def ev(self, expr: str) -> object:
        """The value of an expression among the names of the notebook."""

    def register_magic_function(self, func: Callable[..., object], magic_kind: str, magic_name: str) -> None:
        """Let a function answer to a magic."""


def load_ipython_extension(ipython: Shell) -> None:
    """Register the magics; IPython calls this for `%load_ext backprop_cli`."""
    from IPython.core.magic import no_var_expand

    magic = partial(backprop, ipython)
    magic.__doc__ = backprop.__doc__
    ipython.register_magic_function(no_var_expand(magic), "line_cell", "backprop")


def backprop(ipython: Shell, line: str, cell: str | None = None) -> None:
    """Run a command: `%backprop eval "x^2" x=3`, or `%%backprop eval x=3` with the expression in the cell.

    A value may be asked of Python: `x=$w`, `x={w + 1}`. A picture for which no file is named is shown.
    """
    try:
        arguments = _divided(ipython, line)
    except UsageError as error:
        from ..views.screen.diagnostic import print_error

        print_error(error, sys.stderr)
        return
    if cell is not None:
        arguments[1:1] = [MARK + cell.strip()]
    if arguments[:1] == ["graph"] and not any(map(_ELSEWHERE.fullmatch, arguments)):
        _show(ipython, arguments)
    else:
        run(arguments)


def _divided(ipython: Shell, line: str) -> list[str]:
    """The arguments of a line, with the values that are asked of Python."""
    asked = _ASKED.sub(lambda found: found[1] + shlex.quote(_value(ipython, found[2] or found[3])), line)
    try:
        return shlex.split(asked)
    except ValueError as error:
        raise UsageError(f"the line cannot be read: {str(error).lower()}", hint="close the quotes") from None


def _value(ipython: Shell, expression: str) -> str:
    """What Python says that an expression is; of a Value, its number."""
    from ..graph.engine import Value

    try:
        value = ipython.ev(expression)
    except Exception as error:
        raise UsageError(f"Python has no value for {expression.strip()}: {error}") from None
    return str(value.data if isinstance(value, Value) else value)


def _show(ipython: Shell, arguments: Sequence[str]) -> None:
    """Show the picture; where there is none, the errors are printed already."""
    picture = StringIO()
    with redirect_stdout(picture):
        code = run([*arguments, "--format", "svg"])
    if code == 0:
        text = "a picture: write it to a file with -o FILE"
        ipython.display_pub.publish({"image/svg+xml": picture.getvalue(), "text/plain": text})
