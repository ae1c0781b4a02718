"""Values for names: `NAME=VALUE` of the command line, and files of them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from ..arithmetic import NumberSystem, floats
from ..errors import BackpropError, BindingError, FileError
from ..files import json_table, read_text, toml_table
from ..graph.engine import Number
from ..graph.program import Program
from ..ops import FUNCTIONS
from . import parse
from .names import composed, is_name

SEPARATOR = re.compile(r"[;\r\n]")

# `x=3,y=4`: several bindings in one argument.
_ONE = re.compile(r"[^\W\d]\w*=[^=,;\s]+")
_SEVERAL = re.compile(rf"\s*{_ONE.pattern}(?:[,;\s]+{_ONE.pattern})+\s*")

# The names that an answer has in a key: `x.grad`.
_ANSWER = re.compile(r"(\w+)\.(grad|data)")

# What a file can hold instead of a number, in words.
KINDS = {bool: "a truth value", type(None): "null", dict: "a table", list: "a list"}
FLAT = 'write a number for each name, or a constant expression such as "1/3"'


# Between a value and its standard uncertainty: the sign, as it is typed, as in LaTeX.
PLUS_MINUS = re.compile(r"±|\+/[-−]|\\pm(?![A-Za-z])")

# A sum of two numbers that was perhaps meant for an uncertainty.
_DIGITS = r"[0-9.]+(?:[eE][-+]?[0-9]+)?"
_TWO_WAYS = re.compile(rf"\s*([-−+]?{_DIGITS})\s*\+[-−]\s*({_DIGITS})\s*")


class Bindings(dict[str, Number]):
    """The values of names, and in `uncertainties` the standard uncertainty of each that has one."""

    def __init__(self) -> None:
        super().__init__()
        self.uncertainties: dict[str, Number] = {}

    def bind(self, name: str, value: Number, uncertainty: Number | None) -> None:
        """Give a name this value, and no other uncertainty than this."""
        self[name] = value
        self.uncertainties.pop(name, None)
        if uncertainty is not None:
            self.uncertainties[name] = uncertainty

    def renamed(self, names: Mapping[str, str]) -> Bindings:
        """The same under other names, where there are such."""
        found = Bindings()
        for name, value in self.items():
            found.bind(names.get(name, name), value, self.uncertainties.get(name))
        return found


def read_bindings(arguments: Iterable[str], files: Iterable[str] = (), xp: NumberSystem = floats) -> Bindings:
    """The values of all names: those of the files, then those of the command line, which win.

    Args:
        arguments: `NAME=VALUE` each; a value is a number or a constant expression, maybe with `±` and its uncertainty.
        files: paths of `.json` or `.toml` files that hold a table of names and values.
        xp: the number system to read them in.

    Raises:
        BindingError: something is not a binding, or a name is bound twice on the command line.
        FileError: a file cannot be read.
        DomainError: a constant expression has no value.
    """
    bindings = Bindings()
    for path in files:
        for name, measured in _from_file(path, xp).items():
            bindings.bind(name, *measured)
    seen: set[str] = set()
    for argument in arguments:
        name, measured = _from_argument(argument, xp)
        if name in seen:
            raise BindingError(f"'{name}' is bound twice", text=argument, span=(0, len(name)), hint="give it one value")
        seen.add(name)
        bindings.bind(name, *measured)
    return bindings


def _from_argument(argument: str, xp: NumberSystem) -> tuple[str, tuple[Number, Number | None]]:
    written, sign, value = argument.partition("=")
    name = checked_name(argument, written, sign)
    if not value.strip():
        raise BindingError(
            f"'{name}' has no value", text=argument, span=(0, max(len(argument), 1)),
            hint=f"write {name}=2, or another value, without spaces",
        )  # fmt: skip
    if _SEVERAL.fullmatch(argument):
        apart = " ".join(_ONE.findall(argument))
        raise BindingError(
            "one argument gives several values", text=argument, span=(0, len(argument)), hint=f"write {apart}, apart"
        )
    if value.startswith("="):
        place = len(written)
        raise BindingError(
            "a binding has one '='", text=argument, span=(place, place + 2), hint=f"write {name}={value.lstrip('= ')}"
        )
    return name, value_and_uncertainty(value, xp, context=argument, at=len(argument) - len(value))


def checked_name(argument: str, written: str, sign: str) -> str:
    """The name of `NAME=VALUE` in its composed form; `written` is what stands before the sign."""
    name = written.strip()
    start = len(written) - len(written.lstrip())
    span = (start, start + max(len(name), 1))
    if not sign:
        raise BindingError(f"'{argument}' is not a binding", text=argument, span=span, hint="write NAME=VALUE, as x=2")
    if not is_name(name):
        raise BindingError(
            f"'{name}' is not a name" if name else "a name is missing before '='", text=argument, span=span,
            hint=_instead_of_name(name),
        )  # fmt: skip
    if name in FUNCTIONS:
        raise BindingError(
            f"'{name}' is a function and cannot be bound", text=argument, span=span, hint="choose another name"
        )
    return composed(name)


def _instead_of_name(name: str) -> str:
    """The way out for what is no name: that of LaTeX, `x_{1}`, is called x_1."""
    answer = _ANSWER.fullmatch(name)
    if answer:
        return f"an answer is claimed as --{answer[2]} {answer[1]}=2: see 'backprop check --help'"
    plain = re.sub(r"[{}\\]", "", name)
    called = f": write {plain}" if plain != name and is_name(plain) else ""
    return f"a name is a letter, then letters, digits and _{called}"


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
        _require_a_constant(program)
        return program.run({}, xp).root.data
    except BackpropError as error:
        if context is not None:
            error.within(context, (at, len(context)))
        raise


def value_and_uncertainty(
    text: str, xp: NumberSystem = floats, *, context: str | None = None, at: int = 0
) -> tuple[Number, Number | None]:
    """The number of a text such as `2.0±0.1`, and its standard uncertainty; None for that where only a number stands.

    The arguments are those of `constant`.

    Raises:
        BackpropError: one of the two is no constant expression, or the uncertainty is negative.
    """
    whole = text if context is None else context
    written = text.partition("#")[0]
    sign = PLUS_MINUS.search(written)
    if sign is None:
        _refuse_two_ways(written, whole, at)
        return constant(text, xp, context=context, at=at), None
    parts = [(0, sign.start()), (sign.end(), len(written))]
    for start, stop in parts:
        if not written[start:stop].strip() or PLUS_MINUS.search(written, start, stop):
            raise BindingError(
                f"one number stands on either side of '{sign[0]}'",
                text=whole, span=(at + sign.start(), at + sign.end()),
                hint="write a value and its standard uncertainty, as 2.0±0.1",
            )  # fmt: skip
    value, uncertainty = [constant(written[i:j], xp, context=whole, at=at + i) for i, j in parts]
    if uncertainty < 0:
        raise BindingError(
            "an uncertainty is not negative", text=whole, span=(at + sign.end(), at + len(written)),
            hint="write the standard uncertainty, as in 2.0±0.1",
        )  # fmt: skip
    return value, uncertainty


def _refuse_two_ways(written: str, whole: str, at: int) -> None:
    """Refuse `2+-0.1`, which is 1.9, and which people write for 2±0.1."""
    found = _TWO_WAYS.fullmatch(written)
    if found:
        raise BindingError(
            f"'{written.strip()}' can be read in two ways", text=whole, span=(at, at + len(written)),
            hint=f"write {found[1]}+/-{found[2]} for an uncertainty, {found[1]}-{found[2]} for a difference",
        )  # fmt: skip


def is_one_expression(program: Program) -> bool:
    r"""Whether a program has one statement, without a name. In LaTeX a line goes on, and `\;` is a space."""
    text = program.text.partition("#")[0].strip()
    named = program.assigned or program.defaults
    return not named and (program.notation == "latex" or not SEPARATOR.search(text))


def _require_a_constant(program: Program) -> None:
    text = program.text
    if not program.defaults and program.variables:
        name = program.variables[0]
        raise BindingError(
            f"a value must be a number, and '{name}' is a name",
            text=text, span=program.spans[program.names[name]], hint=_instead_of(name),
        )  # fmt: skip
    if not is_one_expression(program):
        raise BindingError(
            "a value is one expression, without assignments",
            text=text, span=(0, len(text)), hint="write a number, such as 2, 1/3 or sqrt(2)",
        )  # fmt: skip


def _instead_of(name: str) -> str:
    if name.lower() in ("inf", "infinity", "nan"):
        return "a value is finite: write a number such as 1e300"
    return "write a number or a constant expression, such as 2, 1/3 or sqrt(2)"


def _from_file(path: str, xp: NumberSystem) -> dict[str, tuple[Number, Number | None]]:
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in (".json", ".toml"):
        raise FileError(f"cannot tell the format of '{path}'", hint="bindings are read from .json and .toml files")
    text = read_text(path)
    table = json_table(text, path) if suffix == ".json" else toml_table(text, path)
    return {composed(name): _file_value(name, value, path, xp) for name, value in table.items()}


def _file_value(name: str, value: object, path: str, xp: NumberSystem) -> tuple[Number, Number | None]:
    if not is_name(name):
        raise BindingError(f"'{name}' in '{path}' is not a name", hint="a name is a letter, then letters, digits and _")
    if name in FUNCTIONS:
        raise BindingError(f"'{name}' in '{path}' is a function and cannot be bound", hint="choose another name")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        kind = KINDS.get(type(value), "no number")
        raise BindingError(f"the value of '{name}' in '{path}' is {kind}", hint=FLAT)
    try:
        return value_and_uncertainty(str(value), xp)
    except BackpropError as error:
        error.message = f"the value of '{name}' in '{path}': {error.message}"
        raise
