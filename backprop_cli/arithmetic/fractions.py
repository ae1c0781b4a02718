"""Exact rational numbers as a number system.

What has no rational value raises `Inexact`; a division by zero gives IEEE's infinity or nan as a float, which the
engine reports like any other result that is not finite.
"""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, NoReturn

from .inexact import Inexact

# Exact but where there is no number: then it is one of IEEE's infinities, or nan.
Number = Fraction | float

pi: Number
e: Number
tau: Number
nan: Number = math.nan
equal, greater, greater_equal = operator.eq, operator.gt, operator.ge
both, either, negated = operator.and_, operator.or_, operator.not_
maximum = max
minimum = min

# A number with more bits than this has no text: Python writes out integers of up to 4300 digits.
MAX_BITS = 14_000

if not TYPE_CHECKING:  # mypy would take everything to be there

    def __getattr__(name: str) -> NoReturn:
        """The constants that are declared above: they are numbers, but not rational ones."""
        if name in ("pi", "e", "tau"):
            raise Inexact
        raise AttributeError(f"no member {name!r} among the fractions")


def number(value: str | float | Fraction) -> Number:
    """The exact value of a literal: 0.1 is 1/10; infinite if it has more digits than Python writes out."""
    if isinstance(value, str):
        digits, _, exponent = value.lower().partition("e")
        if len(digits) + math.fabs(float(exponent or 0)) > MAX_BITS / 4:
            return inf
    return Fraction(value)


def rational(numerator: int, denominator: int) -> Fraction:
    """A constant of a formula."""
    return Fraction(numerator, denominator)


def isfinite(x: Number) -> bool:
    """Whether x is a number at all, and one that can be written out."""
    return _bits(x) <= MAX_BITS if isinstance(x, Fraction) else math.isfinite(x)


def where(condition: bool, a: Number, b: Number) -> Number:
    """`a` where the condition holds, `b` elsewhere, as a Fraction also where a formula says 0 or 1."""
    chosen = a if condition else b
    return Fraction(chosen) if isinstance(chosen, int) else chosen


def abs(x: Number) -> Number:
    """The magnitude."""
    return -x if x < 0 else x


def sign(x: Number) -> Fraction:
    """-1, 0 or 1."""
    return Fraction((x > 0) - (x < 0))


def floor(x: Number) -> Number:
    """The largest integer that is not above x."""
    return Fraction(math.floor(x)) if isinstance(x, Fraction) else x


def ceil(x: Number) -> Number:
    """The smallest integer that is not below x."""
    return Fraction(math.ceil(x)) if isinstance(x, Fraction) else x


def sum(*xs: Number) -> Number:
    """The sum."""
    return builtins.sum(xs, Fraction(0))


def mean(*xs: Number) -> Number:
    """The arithmetic mean."""
    return sum(*xs) / len(xs)


def divide(a: Number, b: Number) -> Number:
    """a/b, with IEEE's infinity or nan where b is 0."""
    if b:
        return a / b
    return nan if a == 0 or a != a else math.copysign(inf, a)


def pow(x: Number, y: Number) -> Number:
    """x^y for a rational result: an integer exponent, or roots that come out even."""
    if isinstance(x, float) or isinstance(y, float) or (x < 0 and y.denominator != 1):
        return nan
    root = _root(x, y.denominator)
    exponent = y.numerator
    if root == 0 and exponent < 0:
        return inf
    if (_bits(root) - 1) * abs(exponent) > MAX_BITS:
        return inf
    return Fraction(root**exponent)


def sqrt(x: Number) -> Number:
    """The square root where it is rational."""
    return pow(x, Fraction(1, 2))


def cbrt(x: Number) -> Number:
    """The real cube root where it is rational."""
    return -cbrt(-x) if x < 0 else pow(x, Fraction(1, 3))


def hypot(x: Number, y: Number) -> Number:
    """sqrt(x^2 + y^2) where it is rational."""
    return sqrt(x * x + y * y)


def xlogy(a: Number, x: Number) -> Number:
    """a*log(x), which is rational at x = 1, and 0 at x = 0 by convention; nan elsewhere."""
    return Fraction(0) if x in (0, 1) else nan


def _bits(x: Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _root(x: Fraction, degree: int) -> Fraction:
    """The rational root of x >= 0 of this degree; `Inexact` if there is none."""
    if degree == 1 or x == 0:
        return x
    return Fraction(_integer_root(x.numerator, degree), _integer_root(x.denominator, degree))


def _integer_root(n: int, degree: int) -> int:
    """The exact integer root of n > 0, by Newton's iteration on integers."""
    if n.bit_length() <= degree:
        # n < 2^degree. Such degrees are common, as that of x^0.123456789, and must not become powers.
        return 1 if n == 1 else _inexact()
    guess = 1 << -(-n.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + n // guess ** (degree - 1)) // degree
        if better >= guess:
            break
        guess = better
    return guess if guess**degree == n else _inexact()


def _inexact(*_: object) -> NoReturn:
    raise Inexact


def _rational_at(point: int, value: Fraction) -> Callable[[Number], Fraction]:
    """A function that has this value at one point, and at every other rational point an irrational one."""
    return lambda x: value if x == point else _inexact()


exp = cos = cosh = _rational_at(0, Fraction(1))
expm1 = log1p = sin = tan = asin = atan = sinh = tanh = asinh = atanh = _rational_at(0, Fraction(0))
log = acos = acosh = _rational_at(1, Fraction(0))
sigmoid = _rational_at(0, Fraction(1, 2))

# What is rational here and there, but has no rational derivative.
log2 = log10 = atan2 = softplus = erf = erfc = _inexact
