"""Columns of Spark as a number system, of the primitives that Spark has; `lowering` has formulas for the others.

Where there is no result some of its functions give null, and some nan: both are taken for none.
"""

from __future__ import annotations

import operator
from math import inf

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812 - it is called so everywhere

literal = F.lit
equal, greater, greater_equal = operator.eq, operator.gt, operator.ge
both, either, negated = operator.and_, operator.or_, operator.invert
maximum, minimum = F.greatest, F.least
abs, sign, cbrt, pow, hypot = F.abs, F.signum, F.cbrt, F.pow, F.hypot
exp, expm1, log, log2, log10, log1p = F.exp, F.expm1, F.log, F.log2, F.log10, F.log1p
sin, cos, tan, asin, acos, atan = F.sin, F.cos, F.tan, F.asin, F.acos, F.atan
sinh, cosh, tanh = F.sinh, F.cosh, F.tanh

# From here on every double is an integer, and some of them are none of Spark's.
INTEGERS = 2.0**52


def column(name: str) -> Column:
    """The column of this name, whatever characters it has."""
    return F.col("`" + name.replace("`", "``") + "`")


def where(condition: Column, a: Column, b: Column) -> Column:
    """`a` where the condition holds, `b` elsewhere."""
    return F.when(condition, a).otherwise(b)


def is_finite(x: Column) -> Column:
    """Whether there is a number, and neither nan nor an infinity."""
    return F.coalesce(F.abs(x) < F.lit(inf), F.lit(False))


def divide(a: Column, b: Column) -> Column:
    """a/b, and an infinity or nan where b is 0: there Spark raises an error."""
    return where(b == 0, a * F.pow(b, F.lit(-1.0)), a / where(b == 0, F.lit(1.0), b))


def floor(x: Column) -> Column:
    """The largest integer that is not above x, as a double."""
    return where(F.abs(x) < INTEGERS, F.floor(where(F.abs(x) < INTEGERS, x, F.lit(0.0))).cast("double"), x)


def ceil(x: Column) -> Column:
    """The smallest integer that is not below x, as a double."""
    return -floor(-x)


def sqrt(x: Column) -> Column:
    """The square root; that of -0 is 0."""
    return F.sqrt(_unsigned(x))


def atan2(y: Column, x: Column) -> Column:
    """The angle of the point (x, y); at the origin 0 for either zero."""
    return F.atan2(y, _unsigned(x))


def _unsigned(x: Column) -> Column:
    """The same with 0 for -0."""
    return where(x == 0, F.lit(0.0), x)
