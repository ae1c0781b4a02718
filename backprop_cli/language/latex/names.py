r"""Names of LaTeX and names that people type: a value for x1 is one for `x_{1}`, and one for α is one for `\alpha`."""

from __future__ import annotations

import re
from collections.abc import Collection

from ...errors import ExpressionError
from ...graph.program import Program
from ...notation.latex import latex_name
from .vocabulary import SIGMA, SIGMA_IS

_SIGMA = re.compile(r"(?:\\sigma|σ)(?=\s*(?:\\(?:left|[bB]igg?l?)\s*)?[(\[])")


def own_names(program: Program, names: Collection[str]) -> dict[str, str]:
    """How a program in LaTeX calls what others call by these names: {"x1": "x_1", "α": "alpha"}.

    Args:
        program: the program.
        names: the names that have values, or those that an answer is about.

    Raises:
        ExpressionError: one of the names is something else in the text: `wx` is a product of two letters.
    """
    own = {latex_name(name): name for name in (*program.names, *program.assigned) if name not in names}
    others = {name: latex_name(name) for name in names if name not in program.names and name not in program.assigned}
    for name, written in others.items():
        if written not in own:
            _check(program, written, name)
    return {name: own[written] for name, written in others.items() if written in own}


def rename(program: Program, names: Collection[str]) -> None:
    """Call the variables of a program in LaTeX by these names, where both are the same in LaTeX.

    Raises:
        ExpressionError: one of the names is something else in the text.
    """
    called = {own: name for name, own in own_names(program, names).items()}
    program.names = {called.get(name, name): step for name, step in program.names.items()}
    program.defaults = {called.get(name, name): default for name, default in program.defaults.items()}
    program.leaves.update({step: name for name, step in program.names.items()})


def _check(program: Program, written: str, name: str) -> None:
    """Refuse a text that means something else by a name than the one who gave it a value."""
    text = program.text
    product = re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", text) if re.fullmatch("[A-Za-z]{2,}", name) else None
    if product and all(letter in program.names or letter in program.assigned for letter in name):
        raise ExpressionError(
            f"'{name}' is a product of letters in LaTeX", text=text, span=product.span(), source=program.source,
            hint=f"write \\mathrm{{{name}}} for the name, {' '.join(name)} for the product",
        )  # fmt: skip
    sigma = _SIGMA.search(text) if written == SIGMA else None
    if sigma:
        raise ExpressionError(
            f"'{sigma.group()}' is a function here, and '{name}' has a value", text=text, span=sigma.span(),
            hint=f"write {SIGMA} \\cdot (…) for a product, \\operatorname{{{SIGMA_IS.name}}} for the function",
            source=program.source,
        )  # fmt: skip
