"""Exact rational numbers as a number system.

What has no rational value raises `Inexact`; a division by zero gives IEEE's infinity or nan as a float, which the
engine reports like any other result that is not finite.
"""

from __future__ import annotations

import math
from fractions import Fraction
from math import inf, nan
from operator import eq as equal
from operator import ge as greater_equal
from operator import gt as greater
from typing import NoReturn

from . import Inexact

Number = Fraction | float

__all__ = [
    "abs", "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "cos", "cosh", "divide",
    "equal", "erf", "erfc", "exp", "expm1", "floor", "greater", "greater_equal", "hypot", "isfinite", "log", "log10",
    "log1p", "log2", "maximum", "minimum", "nan", "number", "pow", "rational", "sigmoid", "sign", "sin", "sinh", "softplus", "sqrt",
    "tan", "tanh", "where", "xlogy",
]  # fmt: skip

maximum = max
minimum = min

# A power with more bits than this would fill the memory rather than a screen.
MAX_BITS = 10_000_000


def __getattr__(name: str) -> NoReturn:
    """Any other member of a number system, such as pi: it has no rational value."""
    if name.startswith("_"):
        raise AttributeError(name)
    raise Inexact


def number(value: str | float | Fraction) -> Fraction:
    """The exact value of a literal: 0.1 is 1/10."""
    return Fraction(value)


def rational(numerator: int, denominator: int) -> Fraction:
    """A constant of a rule."""
    return Fraction(numerator, denominator)


def isfinite(x: Number) -> bool:
    """Whether x is a number at all: every Fraction is."""
    return isinstance(x, Fraction) or math.isfinite(x)


def where(condition: bool, a: Number, b: Number) -> Number:
    """`a` where the condition holds, `b` elsewhere."""
    return a if condition else b


def abs(x: Number) -> Number:
    """The magnitude."""
    return -x if x < 0 else x


def sign(x: Number) -> Fraction:
    """-1, 0 or 1."""
    return Fraction((x > 0) - (x < 0))


def floor(x: Number) -> Fraction:
    """The largest integer that is not above x."""
    return Fraction(math.floor(x))


def ceil(x: Number) -> Fraction:
    """The smallest integer that is not below x."""
    return Fraction(math.ceil(x))


def divide(a: Number, b: Number) -> Number:
    """a/b, with IEEE's infinity or nan where b is 0."""
    if b:
        return a / b
    return nan if a == 0 or a != a else math.copysign(inf, a)


def pow(x: Fraction, y: Fraction) -> Number:
    """x^y for a rational result: an integer exponent, or roots that come out even."""
    if x < 0 and y.denominator != 1:
        return nan
    root = _root(x, y.denominator)
    exponent = y.numerator
    if root == 0 and exponent < 0:
        return inf
    bits = max(root.numerator.bit_length(), root.denominator.bit_length())
    if bits > 1 and bits * math.fabs(exponent) > MAX_BITS:
        return inf
    return Fraction(root**exponent)


def sqrt(x: Fraction) -> Number:
    """The square root where it is rational."""
    return nan if x < 0 else _root(x, 2)


def cbrt(x: Fraction) -> Fraction:
    """The real cube root where it is rational."""
    return -_root(-x, 3) if x < 0 else _root(x, 3)


def hypot(x: Fraction, y: Fraction) -> Number:
    """sqrt(x^2 + y^2) where it is rational."""
    return sqrt(x * x + y * y)


def xlogy(a: Number, x: Fraction) -> Number:
    """a*log(x), which is rational at x = 1, and 0 at x = 0 by convention; nan elsewhere."""
    return Fraction(0) if x in (0, 1) else nan


def _root(x: Fraction, degree: int) -> Fraction:
    """The rational root of x >= 0 of this degree; `Inexact` if there is none."""
    if degree == 1 or x == 0:
        return x
    return Fraction(_integer_root(x.numerator, degree), _integer_root(x.denominator, degree))


def _integer_root(n: int, degree: int) -> int:
    """The exact integer root of n, by Newton's iteration on integers."""
    guess = 1 << -(-n.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + n // guess ** (degree - 1)) // degree
        if better >= guess:
            break
        guess = better
    return guess if guess**degree == n else _inexact()


def _inexact(*_: object) -> NoReturn:
    raise Inexact


exp = expm1 = log = log2 = log10 = log1p = sin = cos = tan = asin = acos = atan = atan2 = _inexact
sinh = cosh = tanh = asinh = acosh = atanh = sigmoid = softplus = erf = erfc = _inexact
