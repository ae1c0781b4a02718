"""What a command works on: the program and its bindings, from the line, from files and from standard input."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Container, Sequence
from typing import TYPE_CHECKING

import click

from ..errors import BindingError, ExpressionError, UsageError
from .options import NOTATION
from .parsing import MARK

if TYPE_CHECKING:
    from ..arithmetic import NumberSystem
    from ..graph.engine import Number
    from ..graph.program import Program
    from ..graph.run import Run
    from ..language.bindings import Bindings

_FILE_NAME = re.compile(r"[\w.~/\\: -]*\.(?:txt|expr|bp|math|md|py|json|toml|csv|tsv|tex)")
_BINDING = re.compile(r"\w+=[\w.]+")


def read_program(arguments: Sequence[str], path: str | None) -> tuple[Program, list[str]]:
    """The program, and the arguments that are left for bindings.

    Args:
        arguments: those of the command line; the first is the expression, or `-` for standard input.
        path: a file to read the expression from instead.
    """
    text, rest = divided(arguments, path)
    hint = "write NAME=VALUE, and put the whole expression in quotes"
    if text is None:
        hint = "the expression is read from -f: write bindings as NAME=VALUE"
    elif _BINDING.fullmatch(text):
        hint = "the expression comes first, then the bindings"
    _refuse_strays(rest, hint)
    return parsed(text, path), rest


def divided(arguments: Sequence[str], path: str | None) -> tuple[str | None, list[str]]:
    """The expression among the arguments, None if it is in the file `path`, and the other arguments."""
    read = [argument.removeprefix(MARK) for argument in arguments]
    if path is not None:
        return None, read
    if not read:
        raise UsageError("no expression was given", hint='write one in quotes, such as "3*(a + b*c)", or -f FILE')
    return read[0], read[1:]


def parsed(text: str | None, path: str | None) -> Program:
    """The program of a text, of standard input if that is `-`, or of a file if there is no text."""
    from ..files import read_text
    from ..language import parse

    notation = click.get_current_context().meta[NOTATION]
    if text is not None and text != "-":
        try:
            return parse(text, notation=notation)
        except ExpressionError:
            if not _is_file(text):
                raise
            from shlex import quote

            hint = f"to read one from that file, write -f {quote(text)}"
            raise UsageError(f"'{text}' is no expression", hint=hint) from None
    path = "-" if path is None else path
    return parse(read_text(path), None if path == "-" else path, notation)


def _is_file(text: str) -> bool:
    """Whether a text names a file, or looks as if it did: `net.txt`."""
    return _FILE_NAME.fullmatch(text) is not None or ("\0" not in text and os.path.isfile(text))


def _refuse_strays(arguments: Sequence[str], hint: str) -> None:
    """Refuse what is no binding: mostly the rest of an expression without quotes."""
    stray = [argument for argument in arguments if "=" not in argument]
    if stray:
        if any(argument.startswith("=") or argument.endswith("=") for argument in arguments):
            hint = "write NAME=VALUE without spaces, and put the whole expression in quotes"
        elif stray[0].endswith((".json", ".toml")):
            hint = f"to read bindings from that file, write -b {stray[0]}"
        raise UsageError(f"'{stray[0]}' is not a binding", hint=hint)


def run_program(
    program: Program, arguments: Sequence[str], files: Sequence[str], exact: bool = False, of: str | None = None
) -> Run:
    """One forward pass with the bindings of the command line; warns of those that the expression does not use."""
    xp = system(exact)
    return program.run(values_for(program, arguments, files, xp), xp, of)


def system(exact: bool) -> NumberSystem:
    """The numbers to compute with: doubles, or fractions."""
    from ..arithmetic import floats

    xp: NumberSystem = floats
    if exact:
        from ..arithmetic import fractions as xp
    return xp


def values_for(program: Program, arguments: Sequence[str], files: Sequence[str], xp: NumberSystem) -> dict[str, Number]:
    """The bindings of the command line, as `bindings_for`, for a command that has no use for their uncertainties."""
    bindings = bindings_for(program, arguments, files, xp)
    uncertain = [name for name in bindings.uncertainties if name in program.names]
    if uncertain:
        from ..views.screen.diagnostic import print_warning

        print_warning(f"the uncertainty of {_some(uncertain)} is left out", sys.stderr, "eval computes with it")
    return bindings


def bindings_for(program: Program, arguments: Sequence[str], files: Sequence[str], xp: NumberSystem) -> Bindings:
    """The bindings of the command line, maybe not all that are needed; warns of those that are not used."""
    from ..language.bindings import read_bindings

    bindings = read_bindings(arguments, files, xp)
    given = {argument.partition("=")[0].strip(): argument for argument in arguments}
    if program.notation == "latex":
        from ..language.latex.names import own_names

        own = own_names(program, bindings)
        bindings = bindings.renamed(own)
        given = {own.get(name, name): argument for name, argument in given.items()}
    for name in bindings:
        if name in program.assigned:
            raise BindingError(
                f"'{name}' is assigned in the expression and cannot be bound", text=given.get(name),
                span=(0, len(name)), hint="leave out the binding, or the assignment",
            )  # fmt: skip
    unused = [name for name in bindings if name not in program.names and name not in program.readings]
    if unused:
        _warn_of_unused(unused, given, program, bindings)
    return bindings


def _warn_of_unused(unused: Sequence[str], given: Container[str], program: Program, bindings: Collection[str]) -> None:
    """One warning for each unused name on the command line, and one for all those that only a file has.

    Nothing is said of `b` and `c` when the error to come is that `bc` has no value: it will ask whether b*c is meant.
    """
    from ..graph.missing import product_meant
    from ..views.screen.diagnostic import print_warning

    missing = program.without_value(bindings)
    factors = {factor for name in missing for factor in re.findall(r"\w+", product_meant(name, bindings) or "")}
    for name in unused:
        if name in given and name not in factors:
            print_warning(f"the expression does not use '{name}'", sys.stderr, _meant(name, missing))
    rest = [name for name in unused if name not in given and name not in factors]
    if rest:
        print_warning(f"the expression does not use {_some(rest)} of the file", sys.stderr)


def _some(names: Sequence[str]) -> str:
    """Names in a warning, not more than five of them."""
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join([f"'{name}'" for name in names[:5]]) + more


def warn_of_joined_names(program: Program, asked: Sequence[str]) -> None:
    """One warning for each name that is probably a product without its sign, as `xy` beside `x`."""
    from ..graph.missing import joined_names
    from ..views.screen.diagnostic import print_warning

    for name, meant in joined_names(program, asked):
        print_warning(f"'{name}' is one name", sys.stderr, f"did you mean {meant}?")


def _meant(name: str, missing: Sequence[str]) -> str | None:
    """Which of the names without a value was probably meant."""
    if not missing:
        return None
    from ..language.functions import within_a_slip
    from ..notation.latex import latex_name

    close = [
        other for other in missing if other.lower() == name.lower() or latex_name(other) == latex_name(name)
    ] or within_a_slip(name, missing, shortest=2)
    return f"did you mean '{close[0]}'?" if len(close) == 1 else None
