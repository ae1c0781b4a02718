"""A pager for what is longer than the screen, as git has it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from io import StringIO
from typing import IO

import click

from .parsing import WATCH

# What less does where nobody has told it otherwise: end where all fits on the screen or at Ctrl-C, and leave the text.
LESS = "-FRXK"

# Pagers that are none.
NO_PAGER: tuple[list[str], ...] = ([], ["cat"])

pager_option = click.option("--no-pager", is_flag=True, help="Show what is longer than the screen at once.")


class Screen(StringIO):
    """Text that will stand on the terminal to which standard output goes."""

    def isatty(self) -> bool:
        """As standard output is."""
        return True


def write_paged(write: Callable[[IO[str]], None], no_pager: bool) -> None:
    """Write to standard output, by way of the pager if that is a terminal and the text is longer than its screen.

    Args:
        write: writes to a stream.
        no_pager: whether that was asked for.
    """
    if no_pager or not _pages():
        write(sys.stdout)
        return
    screen = Screen()
    write(screen)
    text = screen.getvalue()
    if text.count("\n") < os.get_terminal_size(sys.stdout.fileno()).lines:
        sys.stdout.write(text)
        return
    os.environ.setdefault("LESS", LESS)
    # Whether that pager shows colours is found out by Click, which ends the text with a line of its own.
    click.echo_via_pager(text.removesuffix("\n"))


def _pages() -> bool:
    """Whether there is somebody before the screen who can turn the page."""
    watched = click.get_current_context().meta.get(WATCH)
    return not watched and sys.stdout.isatty() and sys.stdin.isatty() and _pager() not in NO_PAGER


def _pager() -> list[str]:
    """The words of the pager; none where its quotes do not match, so that nobody could run it."""
    import shlex

    try:
        return shlex.split(os.environ.get("PAGER", "less"))
    except ValueError:
        return []
