"""The formats of a command: one table of names and writers, from which its choices and the endings of files follow."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, TypeVar

import click

from ..errors import UsageError

Writer = TypeVar("Writer", bound=Callable[..., Any])


class Formats(Mapping[str, Writer]):
    """The writers of a command by the names of their formats, in the order in which its help lists them.

    All writers of a command are called alike, so that a new format is a file of the views and a row here.

    Args:
        homes: where each writer stands in the views, as "room.module:function". It is imported when it is asked for,
            because a command loads only what it uses.
    """

    def __init__(self, homes: Mapping[str, str]) -> None:
        self._homes = homes

    def __getitem__(self, name: str) -> Writer:
        module, _, function = self._homes[name].partition(":")
        writer: Writer = getattr(import_module(f"..views.{module}", __package__), function)
        return writer

    def __iter__(self) -> Iterator[str]:
        return iter(self._homes)

    def __len__(self) -> int:
        return len(self._homes)

    def choice(self, *more: str) -> click.Choice[str]:
        """The names, and those of what else can be chosen, as the type of an option."""
        return click.Choice([*self, *more])

    def of_file(self, path: str, *more: str) -> str:
        """The format that the ending of a file's name tells: one of these, or of what else can be chosen.

        Raises:
            UsageError: it tells none.
        """
        ending = os.path.splitext(path)[1].lstrip(".").lower()
        if ending in (*self, *more):
            return ending
        *most, last = [f".{name}" for name in (*self, *more)]
        raise UsageError(
            f"cannot tell the format of '{path}' by '.{ending}'" if ending
            else f"'{path}' has no ending that tells its format",
            hint=f"end it with {', '.join(most)} or {last}, or give --format",
        )  # fmt: skip


def write_bytes(content: bytes, form: str) -> None:
    """Write what is for no terminal to standard output.

    Raises:
        UsageError: a terminal is there.
    """
    if sys.stdout.isatty():
        raise UsageError(f"a terminal cannot show {form.upper()}", hint=f"write it to a file with -o picture.{form}")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
