"""Exact rational numbers as a number system.

What has no rational value raises `Inexact`; a division by zero gives IEEE's infinity or nan as a float, and so does a
number with too many digits. The engine reports it like any other result that is not finite.
"""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import NoReturn, cast

from .inexact import Inexact

# Exact but where there is no number: then it is one of IEEE's infinities, or nan.
Number = Fraction | float

# A number with more bits than this has no text: Python writes out integers of up to 4300 digits.
MAX_BITS = 14_000


class Exact(Fraction):
    """A fraction that an operator gives an infinity or nan for, where the result cannot be written out.

    A Fraction that meets an infinity is made a double before, and raises where it is too large for one. Of this one
    only the sign is taken then: 10**400 times inf is 1.0 times inf.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Fraction({self.numerator}, {self.denominator})"


def _give_operators() -> None:
    """Make the operators of Exact from those of Fraction."""
    for name in ("neg", "pos", "abs"):
        setattr(Exact, f"__{name}__", _bounded(getattr(Fraction, f"__{name}__")))
    for name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv"):
        setattr(Exact, f"__{name}__", _binary(f"__{name}__"))


def _bounded(operator: Callable[..., Fraction]) -> Callable[..., Number]:
    return lambda *operands: result if (result := operator(*operands)) is NotImplemented else _written(result)


def _binary(name: str) -> Callable[[Exact, object], Number]:
    exact, double = _bounded(getattr(Fraction, name)), getattr(float, name)

    def operator(self: Exact, other: object) -> Number:
        if isinstance(other, float) and not math.isfinite(other):
            result: float = double(float(sign(self)), other)
            return result
        return exact(self, other)

    return operator


def _written(x: Fraction | float) -> Number:
    """The number, if it can be written out; else it is infinite, or nan where it is no large one."""
    if isinstance(x, float):
        return x
    if _bits(x) <= MAX_BITS:
        return Exact(x)
    return nan if -1 < x < 1 else inf if x > 0 else -inf


class _Irrational:
    """A constant that is no fraction, and not 0: all that is known of it is that 0 times it is 0.

    That is enough for gelu(0), whose formula divides 0 by sqrt(2) and by sqrt(2*pi).
    """

    def __mul__(self, other: Number) -> Number:
        return _IRRATIONAL if other else other

    __rmul__ = __mul__

    def __rtruediv__(self, other: Number) -> Number:
        return _inexact() if other else other


_IRRATIONAL = cast("Number", _Irrational())
pi = e = tau = _IRRATIONAL
nan: Number = math.nan
equal, greater, greater_equal = operator.eq, operator.gt, operator.ge
both, either, negated = operator.and_, operator.or_, operator.not_
maximum = max
minimum = min


def number(value: str | float | Fraction) -> Number:
    """The exact value of a literal: 0.1 is 1/10; infinite if it has more digits than Python writes out."""
    if isinstance(value, str):
        digits, _, exponent = value.lower().partition("e")
        if len(digits) + math.fabs(float(exponent or 0)) > MAX_BITS / 4:
            return inf
    return Exact(value)


def rational(numerator: int, denominator: int) -> Fraction:
    """A constant of a formula."""
    return Exact(numerator, denominator)


def isfinite(x: Number) -> bool:
    """Whether x is a number at all, and one that can be written out."""
    if x is _IRRATIONAL:
        return False
    return _bits(x) <= MAX_BITS if isinstance(x, Fraction) else math.isfinite(x)


def where(condition: bool, a: Number, b: Number) -> Number:
    """`a` where the condition holds, `b` elsewhere, as a Fraction also where a formula says 0 or 1."""
    chosen = a if condition else b
    return Exact(chosen) if isinstance(chosen, int) else chosen


def refined(by: object) -> Callable[..., Number]:
    """A function that returns the number of a formula, which is exact."""
    return _formula


def _formula(formula: Number, *_: Number) -> Number:
    return formula


def abs(x: Number) -> Number:
    """The magnitude."""
    return -x if x < 0 else x


def sign(x: Number) -> Fraction:
    """-1, 0 or 1."""
    return Exact((x > 0) - (x < 0))


def floor(x: Number) -> Number:
    """The largest integer that is not above x."""
    return Exact(math.floor(x)) if isinstance(x, Fraction) else x


def ceil(x: Number) -> Number:
    """The smallest integer that is not below x."""
    return Exact(math.ceil(x)) if isinstance(x, Fraction) else x


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
    return inf if a > 0 else -inf if a < 0 else nan


def pow(x: Number, y: Number) -> Number:
    """x^y for a rational result: an integer exponent, or roots that come out even."""
    if isinstance(x, float) or isinstance(y, float) or (x < 0 and y.denominator != 1):
        return nan
    root = _root(x, y.denominator)
    exponent = y.numerator
    if root == 0 and exponent < 0:
        return inf
    if (_bits(root) - 1) * abs(exponent) > MAX_BITS:
        large = (abs(root) > 1) == (exponent > 0)
        return nan if not large else -inf if root < 0 and exponent % 2 else inf
    return Exact(root**exponent)


def sqrt(x: Number) -> Number:
    """The square root where it is rational; that of a constant of a formula, which is an int, may be irrational."""
    if x is _IRRATIONAL:
        return x
    try:
        return pow(x, Fraction(1, 2))
    except Inexact:
        if isinstance(x, int):
            return _IRRATIONAL
        raise


def cbrt(x: Number) -> Number:
    """The real cube root where it is rational."""
    return -cbrt(-x) if x < 0 else pow(x, Fraction(1, 3))


def hypot(x: Number, y: Number) -> Number:
    """sqrt(x^2 + y^2) where it is rational; the squares may have more digits than can be written out."""
    if isinstance(x, float) or isinstance(y, float):
        return nan
    return _written(_root(Fraction(x) * Fraction(x) + Fraction(y) * Fraction(y), 2))


def xlogy(a: Number, x: Number) -> Number:
    """a*log(x), which is rational at x = 1, and 0 at x = 0 by convention; nan elsewhere."""
    return Exact(0) if x in (0, 1) else nan


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


exp = cos = cosh = erfc = _rational_at(0, Exact(1))
expm1 = log1p = sin = tan = asin = atan = sinh = tanh = asinh = atanh = erf = _rational_at(0, Exact(0))
log = acos = acosh = _rational_at(1, Exact(0))
sigmoid = _rational_at(0, Exact(1, 2))
softplus = _inexact


def atan2(y: Number, x: Number) -> Number:
    """The angle, which is rational on the positive side of the axis, and 0 at the origin by convention."""
    return Exact(0) if y == 0 and x >= 0 else _inexact()


def _logarithm(base: int) -> Callable[[Number], Number]:
    """The logarithm to a base, which is rational where a power of the base is asked for: 1/8 has -3 to the base 2."""

    def logarithm(x: Number) -> Number:
        if isinstance(x, Fraction) and x > 0:
            large = max(x.numerator, x.denominator)
            exponent = round(math.log(large, base))
            if base**exponent == large and 1 in (x.numerator, x.denominator):
                return Exact(exponent if x.denominator == 1 else -exponent)
        return _inexact()

    return logarithm


log2, log10 = _logarithm(2), _logarithm(10)


_give_operators()
