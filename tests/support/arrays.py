"""NumPy arrays as a number system of the tests: a condition is a column of truths, of which no `if` makes one.

What a formula computes over them, it computes over the columns of a data frame. Where NumPy has no function of its own,
that of the doubles is asked a row at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from backprop_cli.arithmetic import floats

pi, e, tau, nan = np.pi, np.e, 2 * np.pi, np.nan
equal, greater, greater_equal = np.equal, np.greater, np.greater_equal
both, either, negated = np.logical_and, np.logical_or, np.logical_not
abs, sign, floor, ceil, divide, pow = np.abs, np.sign, np.floor, np.ceil, np.divide, np.power
sqrt, cbrt, hypot, exp, expm1 = np.sqrt, np.cbrt, np.hypot, np.exp, np.expm1
log, log2, log10, log1p = np.log, np.log2, np.log10, np.log1p
sin, cos, tan, asin, acos, atan = np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan
sinh, cosh, tanh, asinh, acosh, atanh = np.sinh, np.cosh, np.tanh, np.arcsinh, np.arccosh, np.arctanh
erf, erfc, sigmoid, softplus, xlogy, sum, mean = map(
    np.vectorize,
    (floats.erf, floats.erfc, floats.sigmoid, floats.softplus, floats.xlogy, floats.sum, floats.mean),
)


def number(value: str | float) -> Any:
    """The number of a literal, the same in every row."""
    return np.float64(value)


def isfinite(x: Any) -> bool:
    """Whether every row has a result."""
    return bool(np.isfinite(x).all())


def rational(numerator: int, denominator: int) -> Any:
    """A constant of a formula."""
    return np.float64(numerator / denominator)


def where(condition: Any, a: Any, b: Any) -> Any:
    """`a` in the rows where the condition holds, `b` in the others."""
    return np.where(condition, np.float64(a), np.float64(b))


def refined(by: Callable[..., float]) -> Any:
    """A function of columns that does in each row what `by` does."""
    return np.vectorize(by, otypes=[float])


def atan2(y: Any, x: Any) -> Any:
    """The angle in each row, 0 at the origin for either zero."""
    return np.arctan2(y, x + 0.0)


def maximum(*xs: Any) -> Any:
    """The largest in each row."""
    return reduce(np.maximum, xs)


def minimum(*xs: Any) -> Any:
    """The smallest in each row."""
    return reduce(np.minimum, xs)
