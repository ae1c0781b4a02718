"""The rule table and what is derived from it: the face of this room.

`table` holds the rows and `op` what a row is made of. What several rows share, or what is too long for one, is in
`formulas`, `at` (conditions), `gates` and `mistakes`.
"""

from .mistakes import ROWS
from .op import ATOM, CHOICE, NEGATION, POWER, PRODUCT, SUM, Infix, Kink, Mistake, Need, Op
from .table import OPS

__all__ = [
    "ADD",
    "ATOM",
    "BINARY",
    "BY_NAME",
    "CHOICE",
    "DIVIDE",
    "EXPONENTIAL",
    "FUNCTIONS",
    "MAX",
    "MIN",
    "MULTIPLY",
    "NEGATE",
    "NEGATION",
    "OPS",
    "POWER",
    "PRODUCT",
    "RAISE",
    "ROOT",
    "STEP",
    "SUBTRACT",
    "SUM",
    "Infix",
    "Kink",
    "Mistake",
    "Need",
    "Op",
]

BY_NAME: dict[str, Op] = {name: op for op in OPS for name in (op.name, *op.aliases)}
ROWS.update(BY_NAME)

# What can be called in the language: everything that is not written with a sign, and the aliases of what is.
FUNCTIONS: dict[str, Op] = {name: op for name, op in BY_NAME.items() if not (op.infix and name == op.name)}

BINARY: dict[str, Op] = {op.name: op for op in OPS if op.infix and len(op.inputs) == 2}
(NEGATE,) = (op for op in OPS if op.infix and len(op.inputs) == 1)

# The algebra of sums, products and powers is what a simplifier of formulas is about, so it needs these by name.
ADD, SUBTRACT, MULTIPLY, DIVIDE, RAISE = (BINARY[sign] for sign in "+-*/^")
ROOT, EXPONENTIAL, STEP, MAX, MIN = (BY_NAME[name] for name in ("sqrt", "exp", "step", "max", "min"))
