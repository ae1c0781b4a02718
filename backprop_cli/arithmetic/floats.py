"""IEEE doubles as a number system.

Nothing here raises: outside its domain a function returns nan or an infinity, as IEEE 754 has it, so that one formula
serves doubles and columns alike. The engine turns a result that is not finite into a domain error.
"""

from __future__ import annotations

import builtins
import math
import operator
from collections.abc import Callable, Sequence
from math import copysign, inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import SupportsFloat

pi, e, tau, nan = math.pi, math.e, math.tau, math.nan
isfinite = math.isfinite
equal, greater, greater_equal = operator.eq, operator.gt, operator.ge
both, either, negated = operator.and_, operator.or_, operator.not_
abs = math.fabs
maximum = max
minimum = min
asinh = math.asinh
tanh = math.tanh
atan = math.atan
erf = math.erf
erfc = math.erfc
hypot = math.hypot

# Multiplied by this and taken from the product, a double keeps the first half of its digits.
ROUGH = 2.0**27 + 1


def number(value: str | SupportsFloat) -> float:
    """The double nearest to a literal of the language, or to a number of Python's."""
    try:
        return float(value)
    except OverflowError:
        return copysign(inf, sign(value))  # type: ignore[arg-type]  # a text does not overflow


def rational(numerator: int, denominator: int) -> float:
    """A constant of a formula, given as a fraction so that exact arithmetic can have it exactly."""
    return numerator / denominator


def where(condition: bool, a: float, b: float) -> float:
    """`a` where the condition holds, `b` elsewhere, as a double also where a formula says 0 or 1."""
    return float(a if condition else b)


def refined(by: Callable[..., float]) -> Callable[..., float]:
    """The function that makes up for the digits which a formula loses."""
    return by


def sign(x: float) -> float:
    """-1, 0 or 1."""
    return float((x > 0) - (x < 0))


def floor(x: float) -> float:
    """The largest integer that is not above x, as a double."""
    return float(math.floor(x)) if isfinite(x) else x


def ceil(x: float) -> float:
    """The smallest integer that is not below x, as a double."""
    return float(math.ceil(x)) if isfinite(x) else x


def sum(*xs: float) -> float:
    """The sum, rounded once: 1 for 1e16, 1 and -1e16."""
    return _sum(xs, 1)


def mean(*xs: float) -> float:
    """The arithmetic mean, also where the sum is too large for a double."""
    return _sum(xs, len(xs))


def _sum(xs: Sequence[float], divisor: int) -> float:
    try:
        return math.fsum(xs) / divisor
    except ValueError:
        # An infinity less another.
        return nan
    except OverflowError:
        # Of a part of the sum: what follows may cancel it, as in 1e308 + 1e308 - 1e308.
        if not all(map(isfinite, xs)):
            return builtins.sum(xs)
        from fractions import Fraction

        return number(builtins.sum(map(Fraction, xs), Fraction(0)) / divisor)


def divide(a: float, b: float) -> float:
    """a/b with IEEE's infinities and nan."""
    if b:
        return a / b
    return nan if a == 0 or a != a else copysign(inf, a) * copysign(1.0, b)


def pow(x: float, y: float) -> float:
    """x^y as IEEE 754 `pow` has it: nan for a negative base and an exponent that is no integer."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -inf if x < 0 and math.fmod(y, 2) else inf
    except ValueError:
        return inf if x == 0 else nan


def _total(function: Callable[[float], float], at_pole: float = nan) -> Callable[[float], float]:
    """`function` without exceptions: nan outside the domain, infinities on overflow and at a pole."""

    def total(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return inf
        except ValueError:
            return at_pole

    return total


exp = _total(math.exp)
expm1 = _total(math.expm1)
cosh = _total(math.cosh)
log = _total(math.log)
log2 = _total(math.log2)
log10 = _total(math.log10)
log1p = _total(math.log1p)
sin = _total(math.sin)
cos = _total(math.cos)
tan = _total(math.tan)
asin = _total(math.asin)
acos = _total(math.acos)
acosh = _total(math.acosh)
atanh = _total(math.atanh)


def sqrt(x: float) -> float:
    """The square root; that of -0 is 0 and not IEEE's -0, so that its derivative 1/(2*out) is +inf there too."""
    return math.sqrt(x + 0.0) if x >= 0 else nan


def sinh(x: float) -> float:
    """The hyperbolic sine, infinite where it overflows."""
    try:
        return math.sinh(x)
    except OverflowError:
        return copysign(inf, x)


def cbrt(x: float) -> float:
    """The real cube root, also of a negative number."""
    root = math.cbrt(x)
    if not root or not isfinite(root):
        return root
    # The C library's may be 4 ulp off. Of a root with half of its digits the square is exact, and a step of Halley's
    # iteration makes them three times as many.
    c = ROUGH * root
    rough = c - (c - root)
    quotient = x / (rough * rough)
    return rough + rough * ((quotient - rough) / (rough + rough + quotient))


def atan2(y: float, x: float) -> float:
    """The angle of the point (x, y); at the origin 0 for either zero, where IEEE has pi for an x of -0."""
    return math.atan2(y, x + 0.0)


def sigmoid(x: float) -> float:
    """1/(1 + e^-x), from the side whose exponential cannot overflow."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    small = math.exp(x)
    return small / (1.0 + small)


def softplus(x: float) -> float:
    """log(1 + e^x), from the side whose exponential cannot overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-math.fabs(x)))


def xlogy(a: float, x: float) -> float:
    """a*log(x), and 0 at x = 0: the derivative of x^y to y, which is flat there."""
    if x > 0:
        return a * math.log(x)
    return 0.0 if x == 0 else nan
