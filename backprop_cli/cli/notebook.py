"""`%backprop` and `%%backprop` in IPython and in notebooks, after `%load_ext backprop_cli`."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from typing import Any

from ..errors import UsageError
from . import run
from .parsing import MARK

# A value that is asked of Python; braces beside a backslash are LaTeX's.
_ASKED = re.compile(r"\w+=[^\\]*[{$][^\\]*")

# What says where a picture goes, or that none is wanted.
_ELSEWHERE = re.compile(r"-o.*|--o.*|--fo.*|-h|--h.*")


def load_ipython_extension(ipython: Any) -> None:
    """Register the magics; IPython calls this for `%load_ext backprop_cli`."""
    from IPython.core.magic import no_var_expand

    magic = partial(backprop, ipython)
    magic.__doc__ = backprop.__doc__
    # Braces belong to LaTeX: what is a value is expanded here, and nothing else.
    ipython.register_magic_function(no_var_expand(magic), "line_cell", "backprop")


def backprop(ipython: Any, line: str, cell: str | None = None) -> None:
    """Run a command: `%backprop eval "x^2" x=3`, or `%%backprop eval x=3` with the expression in the cell.

    A value may be asked of Python: `x=$w`, `x={w}`, `x={w + 1}`. A picture for which no file is named is shown.
    """
    try:
        arguments = shlex.split(line)
    except ValueError as error:
        _refuse(UsageError(f"the line cannot be read: {str(error).lower()}", hint="close the quotes"))
        return
    if cell is not None:
        arguments[1:1] = [MARK + cell.strip()]
    arguments[2:] = [ipython.var_expand(each) if _ASKED.fullmatch(each) else each for each in arguments[2:]]
    if arguments[:1] == ["graph"] and not any(map(_ELSEWHERE.fullmatch, arguments)):
        _show(ipython, arguments)
    else:
        run(arguments)


def _refuse(error: UsageError) -> None:
    from ..views.screen.diagnostic import print_error

    print_error(error, sys.stderr)


def _show(ipython: Any, arguments: Sequence[str]) -> None:
    """Show the picture; where there is none, the errors are printed already."""
    picture = StringIO()
    with redirect_stdout(picture):
        code = run([*arguments, "--format", "svg"])
    if code == 0:
        text = "a picture: write it to a file with -o FILE"
        ipython.display_pub.publish({"image/svg+xml": picture.getvalue(), "text/plain": text})
