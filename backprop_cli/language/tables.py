"""The grammars and their parse tables, each kept beside its grammar so that it is not rebuilt at every start.

A table is only ever read from a place as safe as the code itself, and it is data: reading one runs nothing.
"""

from __future__ import annotations

import marshal
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any

from lark import Lark, Token, __version__
from lark.exceptions import UnexpectedInput

# Paths as text: at every start pathlib would cost more than reading the grammar.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Texts of this many characters are worth loading the compiled parser for, where it is installed.
LARGE = 20_000

EVERY: dict[str, Any] = {"parser": "lalr", "keep_all_tokens": True, "maybe_placeholders": False}
OPTIONS = {"expression": EVERY | {"lexer": "basic"}, "latex": EVERY | {"lexer": "contextual"}}

# The words of a grammar that none of its rules has: what reads its words turns each into another, or refuses it.
RAW = {"expression": (), "latex": ("BAR", "COMMAND", "DERIVATIVE", "EXPONENTIAL")}

# What a start brings along itself, and a table does not hold.
OWN = ("transformer", "postlex", "_plugins")

# A table file begins with the digest of what it was made from and the digest of the table.
DIGEST = sha256().digest_size

# A link or a pipe in the place of a table is not opened. Windows has neither flag, and needs one to read bytes.
READ = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
WRITE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Words:
    """What stands between the words of a grammar and its parser; this one passes them on."""

    def __init__(self, name: str) -> None:
        self.always_accept = RAW[name]

    def process(self, words: Iterator[Token]) -> Iterator[Token]:
        """The words that the parser gets for those that were read."""
        return words


def grammar_path(name: str) -> str:
    """The grammar of a notation: inside the package in a wheel, beside it in a checkout."""
    file = os.path.join("grammar", f"{name}.lark")
    inside = os.path.join(PACKAGE, file)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(PACKAGE), file)


def table_path(grammar: str) -> str:
    """The file of the parse table that belongs to a grammar."""
    return grammar.removesuffix(".lark") + ".table"


def make_parser(
    transformer: object, name: str = "expression", *, words: Words | None = None, compiled: bool = False
) -> Lark:
    """The parser of a notation, which calls the methods of `transformer` as it reduces.

    The parse table comes from the file beside the grammar. Where that is missing, damaged or made from something
    else, the table is built from the grammar and the file is written anew, if that can be done.

    Args:
        transformer: has a method for every rule of the grammar.
        name: the name of the grammar.
        words: stands between the words of the text and the parser.
        compiled: use lark-cython, the extra `fast`, if it is there.
    """
    grammar = grammar_path(name)
    path = table_path(grammar)
    try:
        with open(grammar, encoding="utf-8") as file:
            text = file.read()
        folder_is_safe = _is_safe(os.stat(os.path.dirname(path)))
        table = read_table(path, text) if folder_is_safe else None
    except (FileNotFoundError, NotADirectoryError):
        text, table, folder_is_safe = *_packed(name), False
    own = {"transformer": transformer, "postlex": words, "_plugins": _compiled_plugins() if compiled else {}}
    if table is not None:
        table["data"]["options"].update(own)
        return Lark.load(table)
    parser = Lark(text, **OPTIONS[name], **own)
    if folder_is_safe:
        write_table(path, text, parser)
    return parser


def _packed(name: str) -> tuple[str, dict[str, Any] | None]:
    """The grammar and its table, if it has one, where the package is imported from an archive."""
    from importlib.resources import files

    folder = files(__package__.partition(".")[0]).joinpath("grammar")
    text = folder.joinpath(f"{name}.lark").read_text(encoding="utf-8")
    table = folder.joinpath(f"{name}.table")
    return text, _table_in(table.read_bytes(), text) if table.is_file() else None


def read_table(path: str, grammar: str) -> dict[str, Any] | None:
    """The table in a file; None if it is not whole, not of this grammar, or not in a safe file."""
    try:
        with open(os.open(path, READ), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or not _is_safe(found):
                return None
            content = file.read()
    except OSError:
        return None
    return _table_in(content, grammar)


def _table_in(content: bytes, grammar: str) -> dict[str, Any] | None:
    source, digest, data = content[:DIGEST], content[DIGEST : 2 * DIGEST], content[2 * DIGEST :]
    if source != _source(grammar) or digest != sha256(data).digest():
        return None
    table: dict[str, Any] = marshal.loads(data)
    return table


def write_table(path: str, grammar: str, parser: Lark) -> None:
    """Put the table of a parser into a file, which appears whole or, where it cannot be written, not at all."""
    data = _table_of(parser)
    temporary = f"{path}.{os.getpid()}"
    with suppress(OSError):
        descriptor = os.open(temporary, WRITE, 0o644)
        try:
            with open(descriptor, "wb") as file:
                file.write(_source(grammar) + sha256(data).digest() + data)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise


def _table_of(parser: Lark) -> bytes:
    """The table as bytes; Lark writes it with pickle, which can run what it reads, and so is not what is kept."""
    import pickle
    from io import BytesIO

    file = BytesIO()
    parser.save(file, OWN)
    return marshal.dumps(pickle.loads(file.getvalue()), 4)


def _source(grammar: str) -> bytes:
    """The digest of everything that a table is made from."""
    return sha256(f"{__version__}\n{OPTIONS}\n{RAW}\n{grammar}".encode()).digest()


def _compiled_plugins() -> dict[str, Any]:
    try:
        import lark_cython
    except ImportError:
        return {}
    plugins: dict[str, Any] = lark_cython.plugins
    return plugins


def _is_safe(found: os.stat_result) -> bool:
    """Whether nobody can write there who cannot write the code: a forged table would change what is computed.

    The owner is the superuser, the user or the owner of the code. A group may write only where it may write the code,
    as with a umask of 002; everybody never. What lies above the folder of the grammar holds the code, too.
    """
    if os.name != "posix":
        return True
    code = os.stat(__file__)
    shared = found.st_mode & stat.S_IWGRP and not (code.st_mode & stat.S_IWGRP and code.st_gid == found.st_gid)
    return found.st_uid in {0, os.geteuid(), code.st_uid} and not shared and not found.st_mode & stat.S_IWOTH


def refusal(parser: Lark, text: str) -> UnexpectedInput | None:
    """Read a text; what the parser refuses it for, None if it does not."""
    try:
        parser.parse(text)
    except UnexpectedInput as error:
        return error
    return None
