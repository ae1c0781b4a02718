"""The grammar and its parse table, which is kept beside the grammar so that it is not rebuilt at every start."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from lark import Lark

PACKAGE = Path(__file__).parent.parent

# Texts of this many characters are worth loading the compiled parser for, where it is installed.
LARGE = 20_000


def grammar_path() -> Path:
    """The grammar: inside the package in a wheel, beside it in a checkout."""
    inside = PACKAGE / "grammar" / "expression.lark"
    return inside if inside.exists() else PACKAGE.parent / "grammar" / "expression.lark"


def make_parser(transformer: object, *, compiled: bool = False) -> Lark:
    """The parser that calls the methods of `transformer` as it reduces.

    The parse table comes from the file beside the grammar; Lark makes that file, and makes it anew when the grammar,
    its own version or Python's has changed.

    Args:
        transformer: has a method for every rule of the grammar.
        compiled: use lark-cython, the extra `fast`, if it is there.
    """
    grammar = grammar_path()
    options: dict[str, Any] = {"_plugins": _compiled_plugins()} if compiled else {}
    return Lark(
        grammar.read_text(encoding="utf-8"),
        parser="lalr",
        lexer="contextual",
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=transformer,
        cache=_table_path(grammar),
        **options,
    )


def _compiled_plugins() -> dict[str, Any]:
    try:
        import lark_cython
    except ImportError:
        return {}
    plugins: dict[str, Any] = lark_cython.plugins
    return plugins


def _table_path(grammar: Path) -> str | bool:
    """The file of the parse table, if it can be trusted as far as the code beside it; False for no file at all."""
    table = grammar.with_suffix(".table")
    return str(table) if all(_as_safe_as_the_code(place) for place in (table.parent, table)) else False


def _as_safe_as_the_code(place: Path) -> bool:
    """Whether nobody can write to a place but the owner of the code: loading a table can run what is in it."""
    if os.name != "posix":
        return True
    try:
        found = place.stat()
    except FileNotFoundError:
        return True
    return found.st_uid in {0, os.geteuid(), Path(__file__).stat().st_uid} and not found.st_mode & stat.S_IWOTH
