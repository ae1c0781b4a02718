"""Values for names: `NAME=VALUE` of the command line, and files of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from unicodedata import normalize

from .arithmetic import NumberSystem, floats
from .engine import Number
from .errors import BackpropError, BindingError, FileError, Span
from .language import parse
from .ops import FUNCTIONS

NAME = re.compile(r"[^\W\d][\w\u0300-\u036f]*")


def read_bindings(
    arguments: Iterable[str], files: Iterable[str] = (), xp: NumberSystem = floats
) -> dict[str, Number]:
    """The values of all names: those of the files, then those of the command line, which win.

    Args:
        arguments: `NAME=VALUE` each; a value is a number or a constant expression.
        files: paths of `.json` or `.toml` files that hold a table of names and values.
        xp: the number system to read them in.

    Raises:
        BindingError: something is not a binding, or a name is bound twice on the command line.
        FileError: a file cannot be read.
        DomainError: a constant expression has no value.
    """
    bindings: dict[str, Number] = {}
    for path in files:
        bindings.update(_from_file(path, xp))
    seen: set[str] = set()
    for argument in arguments:
        name, value = _from_argument(argument, xp)
        if name in seen:
            raise BindingError(f"'{name}' is bound twice", text=argument, span=(0, len(name)), hint="give it one value")
        seen.add(name)
        bindings[name] = value
    return bindings


def _from_argument(argument: str, xp: NumberSystem) -> tuple[str, Number]:
    name, sign, value = argument.partition("=")
    name = name.strip()
    whole = (0, max(len(argument), 1))
    if not sign:
        raise BindingError(
            f"'{argument}' is not a binding", text=argument, span=whole, hint="write NAME=VALUE, such as x=2"
        )
    if not NAME.fullmatch(name):
        raise BindingError(
            f"'{name}' is not a name", text=argument, span=(0, max(len(name), 1)),
            hint="a name is a letter, then letters, digits and _",
        )  # fmt: skip
    if name in FUNCTIONS:
        raise BindingError(
            f"'{name}' is a function and cannot be bound", text=argument, span=(0, len(name)),
            hint="choose another name",
        )  # fmt: skip
    if not value.strip():
        raise BindingError(f"'{name}' has no value", text=argument, span=whole, hint=f"write {name}=2, or another value")
    return normalize("NFC", name), constant(value, xp, context=argument, at=len(argument) - len(value))


def constant(text: str, xp: NumberSystem = floats, *, context: str | None = None, at: int = 0) -> Number:
    """The number that a constant expression such as `1/3` or `sqrt(2)` stands for.

    Args:
        text: the expression.
        xp: the number system to compute it in.
        context: the text to show in an error, in which the expression begins at character `at`.

    Raises:
        BackpropError: it is no constant expression; the error points into `context`.
    """
    try:
        program = parse(text)
        if program.variables:
            name = program.variables[0]
            span = program.spans[program.names[name]]
            raise BindingError(
                f"a value must be a number, and '{name}' is a name", text=text, span=span,
                hint="write a number or a constant expression, such as 2, 1/3 or sqrt(2)",
            )  # fmt: skip
        return program.run({}, xp).root.data
    except BackpropError as error:
        if context is not None:
            error.text = context
            error.span = _shifted(error.span, at)
        raise


def _shifted(span: Span | None, by: int) -> Span | None:
    return (span[0] + by, span[1] + by) if span else None


def _from_file(path: str, xp: NumberSystem) -> dict[str, Number]:
    suffix = Path(path).suffix.lower()
    if suffix not in (".json", ".toml"):
        raise FileError(f"cannot tell the format of '{path}'", hint="bindings are read from .json and .toml files")
    text = read_text(path)
    table = _json(text, path) if suffix == ".json" else _toml(text, path)
    return {normalize("NFC", name): _file_value(name, value, path, xp) for name, value in table.items()}


def _json(text: str, path: str) -> Mapping[str, Any]:
    import json

    try:
        # Numbers stay text until the number system reads them, so that 0.1 can be exact.
        table = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise FileError(
            f"not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", text=text, span=(error.pos, error.pos + 1),
            hint='write {"x": 2, "y": 0.5}', source=path,
        ) from None  # fmt: skip
    if not isinstance(table, dict):
        raise FileError(f"'{path}' holds no table of names and values", hint='write {"x": 2, "y": 0.5}')
    return table


def _toml(text: str, path: str) -> Mapping[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise FileError(f"not valid TOML in '{path}': {error}", hint="write x = 2, a line each") from None


def _file_value(name: str, value: object, path: str, xp: NumberSystem) -> Number:
    if not NAME.fullmatch(name) or name in FUNCTIONS:
        why = "is a function" if name in FUNCTIONS else "is not a name"
        raise BindingError(f"'{name}' {why} ('{path}')", hint="a name is a letter, then letters, digits and _")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        kind = "a truth value" if isinstance(value, bool) else "no number"
        raise BindingError(
            f"the value of '{name}' in '{path}' is {kind}", hint='write a number, or a constant expression as "1/3"'
        )
    try:
        return constant(str(value), xp)
    except BackpropError as error:
        error.source = path
        raise


def read_text(path: str) -> str:
    """The text of a file, `-` for standard input.

    Raises:
        FileError: it cannot be read, or is not UTF-8.
    """
    import sys

    shown = "standard input" if path == "-" else f"'{path}'"
    try:
        raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return raw.decode("utf-8-sig")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot read {shown}: {reason}", hint="check the path") from None
    except UnicodeDecodeError as error:
        raise FileError(f"{shown} is not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from None
