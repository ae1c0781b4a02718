"""The error function and what is made of it, as formulas of what every engine has."""

from __future__ import annotations

from math import pi, sqrt
from typing import Any

from ..arithmetic.digits import ERF_SLOPE
from ..arithmetic.normal import TOP
from ..export.tape import Recorded

# erfc(x)*e^(x²)*(1 + 2x) from 0 to infinity, as a Chebyshev series in (x - MIDDLE)/(x + MIDDLE).
MIDDLE = 3.75
TAIL = (
    1.1775789345674017, -0.004590054580646478, -0.08424913336651792, 0.05920993999819189, -0.026658668435305753,
    0.009074997670705265, -0.002413163540417608, 0.0004907758365258086, -6.916973302501207e-05,
    4.13902798607301e-06, 7.74038306619849e-07, -2.1886401049234397e-07, 1.076499946567091e-08,
    4.521959811218287e-09, -7.754400208831351e-10, -6.318088340886684e-11, 2.86879501093067e-11,
    1.9455868545777347e-13, -9.65469674843344e-13, 3.25254814814874e-14, 3.3478119482868056e-14,
    -1.864562880419313e-15, -1.2507950530688648e-15, 7.418235256624044e-17, 5.068148904796111e-17,
)  # fmt: skip

# Below this erf is so many terms of its own power series, and above it what its complement leaves.
NEAR, TERMS = 0.5, 12

# Multiplied by this and taken from the product, a double keeps the first half of its digits.
HALVING = 2.0**27 + 1

# e^(-x²/2) is 0 from here on.
FAR = 40


def erfc(xp: Any, x: Recorded) -> Any:
    """The complement, which is small where x is large; of a negative number, what it leaves of 2."""
    size = xp.minimum(xp.abs(x), FAR)
    tail = _exponential(xp, size, 1) * _scaled(xp, size)
    return xp.where(xp.greater_equal(x, 0), tail, 2 - tail)


def erf(xp: Any, x: Recorded) -> Any:
    """The error function."""
    near = xp.where(xp.greater(NEAR, xp.abs(x)), x, 0)
    square, power = near * near, 0
    for n in reversed(range(TERMS)):
        power = power * square + _term(n)
    return xp.where(xp.greater(NEAR, xp.abs(x)), near * power, xp.sign(x) * (1 - erfc(xp, xp.abs(x))))


def erf_slope(xp: Any, formula: Recorded, x: Recorded) -> Any:
    """2*e^(-x²)/√π."""
    return _exponential(xp, x, 1) * ERF_SLOPE


def gelu(xp: Any, formula: Recorded, x: Recorded) -> Any:
    """X times the normal distribution function at x, whose formula loses digits of the square of a negative x."""
    size = xp.abs(x)
    return xp.where(xp.greater(0, x), x * (_exponential(xp, size, 2) * (_scaled(xp, size / sqrt(2)) / 2)), formula)


def gelu_slope(xp: Any, formula: Recorded, x: Recorded) -> Any:
    """The distribution function, and x times its density, where both are small."""
    size = xp.abs(x)
    factor = _scaled(xp, size / sqrt(2)) / 2 - size * TOP
    return xp.where(xp.greater(0, x), _exponential(xp, size, 2) * factor, formula)


def _scaled(xp: Any, x: Recorded) -> Any:
    """erfc(x)*e^(x²) for an x that is not negative."""
    return _series(xp, (x - MIDDLE) / (x + MIDDLE)) / (1 + 2 * x)


def _term(n: int) -> float:
    """The coefficient of x^(2n + 1)."""
    factor = 2 / sqrt(pi) / (2 * n + 1)
    for k in range(1, n + 1):
        factor /= -k
    return factor


def _series(xp: Any, t: Recorded) -> Any:
    """The Chebyshev series by Clenshaw's recurrence."""
    above: Any = 0
    value: Any = 0
    for coefficient in TAIL[:0:-1]:
        above, value = value, 2 * t * value - above + coefficient
    return t * value - above + TAIL[0]


def _exponential(xp: Any, x: Recorded, divisor: int) -> Any:
    """e^(-x²/divisor), of whose exponent no digit is lost: the square of half the digits is exact."""
    x = xp.minimum(xp.abs(x), FAR)
    rough = HALVING * x
    half = rough - (rough - x)
    return xp.exp(-(half * half) / divisor) * xp.exp(-((x - half) * (x + half)) / divisor)
