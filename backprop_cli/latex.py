"""Graph -> LaTeX: the mathematics of a formula as it stands between dollar signs. The templates are in the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from .formula import Node, number_text
from .ops import ATOM, NEGATION, POWER, PRODUCT, SUM, Op

GREEK = dict(
    zip(
        "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ",
        "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi "
        "chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split(),
        strict=True,
    )
)
LETTERS = {*GREEK.values(), "epsilon", "phi"}

# A name of one letter, or of one that is spelled out, with its index: x, x1, w_ij, alpha0, Δx.
STEM = re.compile(r"(?P<stem>[^\W\d_]+)_?(?P<index>\d+|(?<=_)[^\W_]+)?")
FUNCTION = re.compile(r"\\[a-z]+(_\{\d+\})?")
PARAMETER = re.compile(r"(\{?)#(\d)")
EXPONENT = re.compile(r"e([+-]?)0*(\d+)$")
