"""Tables of data as commands take them: their format, and which column is which variable."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO

import click

from ..errors import BindingError, UsageError
from ..files.forms import FORMATS

# The formats of tables; those of results are called --format in `fit`.
KINDS = FORMATS

# So many columns are named in a message.
MANY = 10

column_option = click.option(
    "--column", "columns", multiple=True, metavar="NAME=COLUMN",
    help="The column of a variable that is called otherwise.",
)  # fmt: skip


def ending(path: str) -> str:
    """The ending of a file's name, without the point and in small letters."""
    return os.path.splitext(path)[1].lstrip(".").lower()


def kind_of(path: str, kind: str | None, kinds: Sequence[str] = KINDS) -> str:
    """The format of a table, one of `kinds`: the one that is given, else that which the name of the file tells.

    Raises:
        UsageError: it tells none.
    """
    if kind is None and path != "-" and ending(path) not in kinds:
        raise UsageError(f"cannot tell the format of '{path}' by its ending", hint=f"give --format {', '.join(kinds)}")
    return kind or (kinds[0] if path == "-" else ending(path))


@contextmanager
def opened_table(path: str) -> Iterator[IO[str]]:
    """The table as text, in which every byte can go out as it came in.

    Raises:
        FileError: it cannot be read.
    """
    from ..files import opened

    with opened(path) as binary, TextIOWrapper(binary, "utf-8", "surrogateescape", newline="") as stream:
        yield stream


def pairs(columns: Sequence[str]) -> Mapping[str, str]:
    """The columns of variables that are called otherwise, from NAME=COLUMN.

    Raises:
        UsageError: one says no column.
    """
    for column in columns:
        if "=" not in column:
            raise UsageError(f"'{column}' names no column", hint="write --column NAME=COLUMN")
    return dict(column.split("=", 1) for column in columns)


def columns_of(
    variables: Sequence[str], columns: Sequence[str], known: Collection[str], called: Mapping[str, str]
) -> dict[str, str]:
    """The column of each variable that has one.

    Args:
        variables: those of the expression.
        columns: those of the table.
        known: the variables that have a value without it.
        called: the columns of variables that are called otherwise.

    Raises:
        UsageError: a column was named for what is no variable.
        BindingError: a variable has neither a column nor a value, or two columns.
    """
    strange = [name for name in called if name not in variables]
    if strange:
        raise UsageError(f"the expression has no variable '{strange[0]}'", hint="write --column NAME=COLUMN")
    sources = {name: called.get(name, name) for name in variables}
    missing = [name for name in variables if sources[name] not in columns and (name not in known or name in called)]
    if missing:
        raise BindingError(
            f"the table has no column '{sources[missing[0]]}'",
            hint=f"{_listed(columns)}; give all rows one value with {missing[0]}=…",
        )
    found = {name: column for name, column in sources.items() if column in columns}
    twice = [column for column in found.values() if columns.count(column) > 1]
    if twice:
        raise BindingError(f"the table has two columns '{twice[0]}'", hint="leave one of them out")
    return found


def _listed(columns: Sequence[str]) -> str:
    if not columns:
        return "its beginning names no columns"
    shown = [f"'{name}'" for name in columns[:MANY]]
    return "its columns are " + ", ".join(shown) + (f" and {len(columns) - MANY} more" if len(columns) > MANY else "")
