r"""The commands of LaTeX: which operation one stands for, as the rule table writes it.

The rule table says how LaTeX writes an operation, `\sin` or `\left|{#1}\right|`. Here the same templates are read.
"""

from __future__ import annotations

import re

from ...notation.latex import GREEK
from ...ops import FUNCTIONS, OPS, Op
from ..elsewhere import SPELLINGS

TEMPLATES: dict[str, Op] = {op.latex: op for op in OPS if op.latex}

# What stands before a parenthesis in every paper: the letter that is a function there.
SIGMA, SIGMA_IS = "\\sigma", FUNCTIONS["sigmoid"]
LETTERS = {letter: f"\\{command}" for letter, command in GREEK.items()}

# Commands that are not what a function of their name is.
NO_FUNCTIONS = ("\\lg", "\\sum", "\\prod")

# The signs of a quotient that stands on one line.
DIVISIONS = ("/", "÷", ":", "\\div")

_PLAIN = {name.replace("_", ""): name for name in FUNCTIONS}
_BRACED = re.compile(r"\\[A-Za-z]+\*?\s*\{(.*)\}", re.DOTALL)


def function_of(word: str) -> Op | None:
    r"""The operation that `\tanh`, `\operatorname{ReLU}` or `\arcsin` stands for; None if it is none."""
    if word in NO_FUNCTIONS:
        return None
    if word in TEMPLATES:
        return TEMPLATES[word]
    name = name_in(word)
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    plain = name.lower().replace("_", "")
    return FUNCTIONS.get(SPELLINGS.get(plain) or _PLAIN.get(plain, ""))


def name_in(word: str, *, strip: bool = True) -> str:
    r"""The name that a word stands for: `my_loss` for `\mathrm{my\_loss}`, `alpha` for `\alpha`."""
    found = _BRACED.fullmatch(word)
    name = found.group(1).replace("\\_", "_") if found else word.removeprefix("\\")
    return name.strip() if strip else name


LOGARITHM = function_of("\\log")
