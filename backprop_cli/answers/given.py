"""Programs and values as Python gives them: text or what was read of it, numbers or text for them."""

from __future__ import annotations

from collections.abc import Mapping
from unicodedata import normalize

from ..arithmetic import NumberSystem, floats
from ..errors import BindingError
from ..graph.engine import Number, as_number
from ..graph.naming import listed
from ..graph.program import Program
from ..graph.run import Run
from ..language import parse
from ..language.bindings import Bindings, value_and_uncertainty

# A number, or a text for one as the command line takes it: "1/3", "sqrt(2)".
NumberOrText = Number | str


def parsed(program: str | Program) -> Program:
    """The program, read if it is text.

    Raises:
        ExpressionError: the text is not in the language.
    """
    return parse(program) if isinstance(program, str) else program


def run_of(program: Program, values: Mapping[str, NumberOrText], of: str | None, exact: bool) -> Run:
    """The forward pass, exact if that is asked for, or if a value is a fraction and none is a double.

    Raises:
        BindingError: a variable has no value, or a value cannot be read.
        DomainError: there is no real, finite result.
        UsageError: there is no such output.
    """
    xp = system_for(values, exact)
    return program.run(bound(program, values, xp), xp, of)


def system_for(values: Mapping[str, NumberOrText], exact: bool) -> NumberSystem:
    """Fractions if that is asked for, or if a value is one and none is a double; else doubles."""
    xp: NumberSystem = floats
    fraction = any(hasattr(x, "numerator") and not hasattr(x, "__index__") for x in values.values())
    if exact or (fraction and not any(isinstance(x, float) for x in values.values())):
        from ..arithmetic import fractions as xp
    return xp


def bound(
    program: Program, values: Mapping[str, NumberOrText], xp: NumberSystem = floats, *, only_used: bool = False
) -> dict[str, Number]:
    """The values in a number system, as `measured`, where nobody asks for an uncertainty."""
    found = measured(program, values, xp, only_used=only_used)
    if found.uncertainties:
        name = next(iter(found.uncertainties))
        raise BindingError(f"the uncertainty of '{name}' has no place here", hint="evaluate computes with it")
    return found


def measured(
    program: Program, values: Mapping[str, NumberOrText], xp: NumberSystem = floats, *, only_used: bool = False
) -> Bindings:
    """The values in a number system, maybe not all that are needed, and their uncertainties.

    Args:
        program: what the names belong to.
        values: the values as they are given.
        xp: the number system.
        only_used: leave alone what the program does not use, as in a table that has more columns.

    Raises:
        BindingError: a name does not occur in the program, or a text is no number.
        TypeError: a value is neither a number nor a text.
    """
    given = {normalize("NFC", name): value for name, value in values.items()}
    if program.notation == "latex":
        from ..language.latex.names import own_names

        own = own_names(program, given)
        given = {own.get(name, name): value for name, value in given.items()}
    unknown = [name for name in given if name not in program.names]
    if unknown and not only_used:
        raise BindingError(f"the expression has no variable {listed(unknown)}", text=program.text)
    found = Bindings()
    for name, value in given.items():
        if name in program.names:
            found.bind(name, *_number(name, value, xp))
    return found


def _number(name: str, value: NumberOrText, xp: NumberSystem) -> tuple[Number, Number | None]:
    """One value and its uncertainty; a double among fractions is the decimal that it is written as: 0.1 is 1/10."""
    if isinstance(value, str):
        return value_and_uncertainty(value, xp, context=f"{name}={value}", at=len(name) + 1)
    number = as_number(value)
    return xp.number(number if xp is floats or not isinstance(value, float) else repr(number)), None
