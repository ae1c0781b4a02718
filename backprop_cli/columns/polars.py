"""Expressions of Polars as a number system, of the primitives that Polars has; `lowering` has formulas for the others.

They are columns of doubles, which follow IEEE 754 where there is no result.
"""

from __future__ import annotations

import operator

import polars as pl
from polars import Expr

column, literal = pl.col, pl.lit
equal, greater, greater_equal = operator.eq, operator.gt, operator.ge
both, either, negated = operator.and_, operator.or_, operator.invert
divide = operator.truediv
maximum, minimum = pl.max_horizontal, pl.min_horizontal
abs, sign, floor, ceil, cbrt = Expr.abs, Expr.sign, Expr.floor, Expr.ceil, Expr.cbrt
exp, log, log10, log1p, pow = Expr.exp, Expr.log, Expr.log10, Expr.log1p, Expr.pow
sin, cos, tan, asin, acos, atan = Expr.sin, Expr.cos, Expr.tan, Expr.arcsin, Expr.arccos, Expr.arctan
sinh, cosh, tanh = Expr.sinh, Expr.cosh, Expr.tanh
erf, erfc = Expr.erf, Expr.erfc


def where(condition: Expr, a: Expr, b: Expr) -> Expr:
    """`a` where the condition holds, `b` elsewhere."""
    return pl.when(condition).then(a).otherwise(b)


def sqrt(x: Expr) -> Expr:
    """The square root; that of -0 is 0."""
    return _unsigned(x).sqrt()


def atan2(y: Expr, x: Expr) -> Expr:
    """The angle of the point (x, y); at the origin 0 for either zero."""
    return pl.arctan2(y, _unsigned(x))


def _unsigned(x: Expr) -> Expr:
    """The same with 0 for -0; an addition of 0 is left out when an expression is optimised."""
    return where(x == 0, literal(0.0), x)
