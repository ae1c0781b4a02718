"""Derivatives as formulas or statements: as text that can be fed straight back, in LaTeX, as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import IO

from ..answers.derivative import Derivative, taken_names
from ..answers.differentiation import Differentiation
from ..graph.program import Program

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

# What an output without a name is called where its formula is too long to repeat: the first that is free.
FUNCTIONS = ("f", "g", "h")


def write_text(program: Program, found: Differentiation, bare: bool, out: IO[str]) -> None:
    """Write the formulas, a line each, or the statements; a comment says which of those is which derivative.

    Args:
        program: what was differentiated.
        found: what came out.
        bare: only the formula, of the first; else each behind `∂/∂NAME = `.
        out: where to.
    """
    if found.statements:
        said = {each.text: f"  # {_operator(each, found)}" for each in found.derivatives}
        out.writelines([f"{each.text}{said.get(each.name, '')}\n" for each in found.statements])
    else:
        _write([(_operator(each, found), each.text) for each in found.derivatives], bare, out)


def write_latex(program: Program, found: Differentiation, bare: bool, out: IO[str]) -> None:
    """Write the formulas in LaTeX, or the statements one below the other; the arguments are those of `write_text`."""
    if found.statements:
        rows = " \\\\\n".join([f"{left} &= {right}" for left, right in _latex_statements(program, found)])
        out.write(f"\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n")
    else:
        _write([(_latex_side(each, program, found), each.latex) for each in found.derivatives], bare, out)


def write_json(program: Program, found: Differentiation, bare: bool, out: IO[str]) -> None:
    """Write a JSON object; the arguments are those of `write_text`."""
    from .json_objects import json_object

    answer = {
        "expression": program.text,
        "derivatives": {_key(each): each.text for each in found.derivatives},
        "latex": {_key(each): each.latex for each in found.derivatives},
    }
    if found.statements:
        answer["statements"] = [each.text for each in found.statements]
        answer["latex_statements"] = [" = ".join(sides) for sides in _latex_statements(program, found)]
    out.write(json_object(answer))


def _write(equations: Sequence[tuple[str, str]], bare: bool, out: IO[str]) -> None:
    out.write(f"{equations[0][1]}\n" if bare else "".join([f"{side} = {formula}\n" for side, formula in equations]))


def _key(derivative: Derivative) -> str:
    return " ".join(derivative.names)


def _powers(derivative: Derivative, found: Differentiation) -> list[tuple[str, int]]:
    """The variables with their orders: x and 2, y and 1 for ∂³/∂x²∂y."""
    return [*Counter(derivative.names * found.order).items()]


def _operator(derivative: Derivative, found: Differentiation) -> str:
    """`d/dx` in a single variable, `∂/∂x` in several, `∂²/∂x∂y`."""
    d = "d" if found.is_single else "∂"
    powers = [(f"{d}{name}", order) for name, order in _powers(derivative, found)]
    below = "".join([name + _superscript(order) for name, order in powers])
    return f"{d}{_superscript(len(derivative.names) * found.order)}/{below}"


def _superscript(order: int) -> str:
    return "" if order == 1 else str(order).translate(SUPERSCRIPTS)


# LaTeX


def _latex_side(derivative: Derivative, program: Program, found: Differentiation) -> str:
    r"""The left side of a true equation: `\frac{\partial L}{\partial w}`, or the operator before the expression."""
    from ..notation.latex import latex_name, latex_of

    name = found.output
    expression = found.expression
    if not name and expression is None:
        taken = {*program.names, *program.assigned}
        name = next((name for name in FUNCTIONS if name not in taken), FUNCTIONS[0])
    d = r"\mathrm{d}" if found.is_single else r"\partial "
    order = len(derivative.names) * found.order
    above = f"{d.rstrip()}{_exponent(order)}"
    below = r" \, ".join(
        [f"{d}{latex_name(variable)}{_exponent(times)}" for variable, times in _powers(derivative, found)]
    )
    if name or expression is None:
        return rf"\frac{{{above} {latex_name(name)}}}{{{below}}}"
    return rf"\frac{{{above}}}{{{below}}} \left({latex_of(expression, taken_names(program, found.names))}\right)"


def _exponent(order: int) -> str:
    return "" if order == 1 else f"^{{{order}}}"


def _latex_statements(program: Program, found: Differentiation) -> Iterator[tuple[str, str]]:
    """The two sides of each statement; a derivative has both its names on the left."""
    from ..notation.latex import latex_name, latex_of

    meant = {each.text: f"{_latex_side(each, program, found)} = " for each in found.derivatives}
    taken = taken_names(program, found.names)
    for each in found.statements:
        yield meant.get(each.name, "") + latex_name(each.name), latex_of(each.formula, taken)
