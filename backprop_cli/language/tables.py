"""The grammar and its parse table, which is kept beside the grammar so that it is not rebuilt at every start."""

from __future__ import annotations

import os
import stat
from typing import Any

from lark import Lark

# Paths as text: at every start pathlib would cost more than reading the grammar.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
GRAMMAR = os.path.join("grammar", "expression.lark")

# Texts of this many characters are worth loading the compiled parser for, where it is installed.
LARGE = 20_000


def grammar_path() -> str:
    """The grammar: inside the package in a wheel, beside it in a checkout."""
    inside = os.path.join(PACKAGE, GRAMMAR)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(PACKAGE), GRAMMAR)


def table_path(grammar: str) -> str:
    """The file of the parse table that belongs to a grammar."""
    return grammar.removesuffix(".lark") + ".table"


def make_parser(transformer: object, *, compiled: bool = False) -> Lark:
    """The parser that calls the methods of `transformer` as it reduces.

    The parse table comes from the file beside the grammar; Lark makes that file, and makes it anew when the grammar,
    its own version or Python's has changed.

    Args:
        transformer: has a method for every rule of the grammar.
        compiled: use lark-cython, the extra `fast`, if it is there.
    """
    grammar = grammar_path()
    table = table_path(grammar)
    with open(grammar, encoding="utf-8") as file:
        text = file.read()
    options: dict[str, Any] = {"_plugins": _compiled_plugins()} if compiled else {}
    return Lark(
        text,
        parser="lalr",
        lexer="basic",
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=transformer,
        cache=table if _is_safe(os.path.dirname(table)) and _is_safe(table) else False,
        **options,
    )


def _compiled_plugins() -> dict[str, Any]:
    try:
        import lark_cython
    except ImportError:
        return {}
    plugins: dict[str, Any] = lark_cython.plugins
    return plugins


def _is_safe(place: str) -> bool:
    """Whether a place is as safe as the code: loading a table can run what is in it, so nobody else may write it."""
    if os.name != "posix":
        return True
    try:
        found = os.stat(place)
    except FileNotFoundError:
        return True
    return found.st_uid in {0, os.geteuid(), os.stat(__file__).st_uid} and not found.st_mode & stat.S_IWOTH
