"""Complex numbers as a number system, for the complex step: f(x + ih) is f(x) + ih·f'(x), to the last digit.

Next to the real axis, the real part of a result is that of the doubles, bit for bit, so that both see the same point;
the imaginary part is that of the complex function, each from a formula of its own that neither cancels nor underflows
where the imaginary part is 1e-200. None of them makes use of a derivative: the derivatives are checked by them.

Conditions are about the real part, and a piecewise function continues the piece that the real part is on: abs(z) is z
or -z, and not the modulus. Nothing here raises: outside the real domain a function gives nan.
"""

from __future__ import annotations

import cmath
import math
import operator
import sys
from collections.abc import Callable

from . import floats

Numeric = complex | float


class Complex(complex):
    """A number of this system as the engine takes it for an input; what is computed from it is plainly complex."""

    __slots__ = ()
    number_system = sys.modules[__name__]


nan = complex(math.nan, math.nan)

# An imaginary part of which the square, 1e-18, is rounded away beside 1: the real part of f(x + ih) is then f(x).
NEAR = 1e-9

pi, e, tau = Complex(math.pi), Complex(math.e), Complex(math.tau)
isfinite = cmath.isfinite
both, either, negated = operator.and_, operator.or_, operator.not_


def number(value: str | float) -> Complex:
    """The number nearest to a literal of the language, or to a number of Python's."""
    return Complex(floats.number(value))


def rational(numerator: int, denominator: int) -> complex:
    """A constant of a formula."""
    return complex(numerator / denominator)


def equal(x: Numeric, y: Numeric) -> bool:
    """Whether the real parts are equal."""
    return x.real == y.real


def greater(x: Numeric, y: Numeric) -> bool:
    """Whether the real part of x is the greater one."""
    return x.real > y.real


def greater_equal(x: Numeric, y: Numeric) -> bool:
    """Whether the real part of x is not the smaller one."""
    return x.real >= y.real


def where(condition: bool, a: Numeric, b: Numeric) -> complex:
    """`a` where the condition holds, `b` elsewhere."""
    return complex(a if condition else b)


def maximum(*xs: Numeric) -> Numeric:
    """The number with the largest real part; the first of several."""
    return max(xs, key=_real)


def minimum(*xs: Numeric) -> Numeric:
    """The number with the smallest real part; the first of several."""
    return min(xs, key=_real)


def _real(x: Numeric) -> float:
    return x.real


def abs(x: Numeric) -> Numeric:
    """Either x or -x, whichever has the positive real part: the continuation of the real function."""
    return -x if x.real < 0 else x


def sign(x: Numeric) -> complex:
    """-1, 0 or 1."""
    return complex(floats.sign(x.real))


def floor(x: Numeric) -> complex:
    """The largest integer that is not above the real part."""
    return complex(floats.floor(x.real))


def ceil(x: Numeric) -> complex:
    """The smallest integer that is not below the real part."""
    return complex(floats.ceil(x.real))


def sum(*xs: Numeric) -> complex:
    """The sum, each part rounded once."""
    return complex(floats.sum(*[x.real for x in xs]), floats.sum(*[x.imag for x in xs]))


def mean(*xs: Numeric) -> complex:
    """The arithmetic mean."""
    return complex(floats.mean(*[x.real for x in xs]), floats.mean(*[x.imag for x in xs]))


def divide(a: Numeric, b: Numeric) -> complex:
    """a/b, and nan where b is 0; in units of b, unless that is extreme, so that no part of the quotient underflows."""
    scale = max(math.fabs(b.real), math.fabs(b.imag))
    if not b.imag or not 1e-300 < scale < 1e300:
        return complex(a / b) if b else nan
    return complex(a / scale / (b / scale))


def _total(function: Callable[..., complex]) -> Callable[..., complex]:
    """The function without exceptions: nan where it overflows, and where a part of it has no value."""

    def total(*xs: Numeric) -> complex:
        try:
            return function(*xs)
        except (ArithmeticError, ValueError):
            return nan

    return total


def _continued(real: Callable[[float], float], function: Callable[[complex], complex]) -> Callable[[Numeric], complex]:
    """The complex `function` whose values on the real axis are those of `real`.

    The two share the work: of exp(1 + 1e-200i) the real part is e as the doubles have it, and the imaginary part is
    that of the complex function, e*1e-200, of which the complex step reads off the derivative. Where the doubles have
    no value there is none at all, although log(-1) has one among the complex numbers.
    """

    def continued(z: Numeric) -> complex:
        x = real(z.real)
        return _beside(x, function(complex(z)), z.imag) if math.isfinite(x) else nan

    return _total(continued)


def _beside(real: float, result: complex, *imaginary: float) -> complex:
    """The result of a complex function; next to the real axis its real part is that of the real function.

    Of tanh(1 + 1e-20i) that is 0.7615941559557649, which the complex function may miss by its last digit; 4.2e-21i is
    kept. Away from the axis, where i is to be squared, both parts are those of the complex function.
    """
    return complex(real, result.imag) if all(math.fabs(y) < NEAR for y in imaginary) else result


def refined(by: Callable[..., float]) -> Callable[..., complex]:
    """A function that returns the number of a formula, with the real part of the doubles next to the real axis."""

    def beside(formula: Numeric, *inputs: Numeric) -> complex:
        real = by(formula.real, *[x.real for x in inputs])
        return _beside(real, complex(formula), *[x.imag for x in inputs])

    return beside


exp = _continued(floats.exp, cmath.exp)
expm1 = _continued(floats.expm1, lambda z: cmath.exp(z) - 1)
log = _continued(floats.log, cmath.log)
log2 = _continued(floats.log2, lambda z: cmath.log(z) / math.log(2))
log10 = _continued(floats.log10, cmath.log10)
log1p = _continued(floats.log1p, lambda z: cmath.log(1 + z))
sqrt = _continued(floats.sqrt, cmath.sqrt)
sin = _continued(floats.sin, cmath.sin)
cos = _continued(floats.cos, cmath.cos)
tan = _continued(floats.tan, cmath.tan)
asin = _continued(floats.asin, cmath.asin)
acos = _continued(floats.acos, cmath.acos)
atan = _continued(floats.atan, cmath.atan)
sinh = _continued(floats.sinh, cmath.sinh)
cosh = _continued(floats.cosh, cmath.cosh)
tanh = _continued(floats.tanh, cmath.tanh)
asinh = _continued(floats.asinh, cmath.asinh)
acosh = _continued(floats.acosh, cmath.acosh)
atanh = _continued(floats.atanh, cmath.atanh)


def _cbrt(z: complex) -> complex:
    # In polar form a third of the angle, from the positive half of the axis: there the angle is that of the imaginary
    # part and small, where from -8 + 0i the principal root would be 1 + 1.7i and not the real one, -2.
    if z.real < 0:
        return -_cbrt(-z)
    return cmath.rect(math.cbrt(math.hypot(z.real, z.imag)), math.atan2(z.imag, z.real) / 3)


def _sigmoid(z: complex) -> complex:
    # From the side whose exponential is small. At x = 50 its real part, 2e-22, is lost in 1 + small, but the
    # imaginary part stands alone and keeps all its digits, and with them the derivative.
    small = cmath.exp(-abs(z))
    return (1 if z.real >= 0 else small) / (1 + small)


def _softplus(z: complex) -> complex:
    return (z if z.real >= 0 else 0) + log1p(cmath.exp(-abs(z)))


cbrt = _continued(floats.cbrt, _cbrt)
sigmoid = _continued(floats.sigmoid, _sigmoid)
softplus = _continued(floats.softplus, _softplus)

# From here on the continued fraction of erfc gains on the series of erf, which cancels by a factor e^(x²).
FAR = 1.5


def _erf(z: complex) -> complex:
    if z.real < 0:
        return -_erf(-z)
    return 1 - _erfc_far(z) if z.real > FAR else _erf_near(z)


def _erfc(z: complex) -> complex:
    return _erfc_far(z) if z.real > FAR else 1 - _erf(z)


def _erf_near(z: complex) -> complex:
    """2z/√π·e^(-z²)·(1 + 2z²/3 + (2z²)²/(3·5) + …), a series whose terms all have one sign."""
    term = total = z
    for odd in range(3, 101, 2):
        term *= 2 * z * z / odd
        total += term
    return 2 / math.sqrt(math.pi) * cmath.exp(-z * z) * total


def _erfc_far(z: complex) -> complex:
    """e^(-z²)/√π divided by the continued fraction z + (1/2)/(z + 1/(z + (3/2)/(z + …)))."""
    fraction = z
    for k in range(200, 0, -1):
        fraction = z + k / 2 / fraction
    return cmath.exp(-z * z) / math.sqrt(math.pi) / fraction


erf = _continued(floats.erf, _erf)
erfc = _continued(floats.erfc, _erfc)


@_total
def hypot(x: Numeric, y: Numeric) -> complex:
    """The continuation of sqrt(x^2 + y^2), in units of the larger one, so that no square overflows.

    (3e200, 4e200 + ih) are (0.75, 1 + ih/4e200) in units of 4e200, and the root of their squares is 1.25 of those.
    """
    r = math.hypot(x.real, y.real)
    scale = max(math.fabs(x.real), math.fabs(y.real))
    if scale == 0 or not math.isfinite(r):
        return complex(r)
    a, b = x / scale, y / scale
    return _beside(r, cmath.sqrt(a * a + b * b) * scale, x.imag, y.imag)


@_total
def atan2(y: Numeric, x: Numeric) -> complex:
    """The continuation of the angle of the point (x, y).

    Only how far the imaginary parts turn that of the real point is computed over the complex numbers: for (y, x) =
    (1, -2 + ih) it is 2.68, turned by atan(1/(-2 + ih)) - atan(-1/2), which is -0.2ih.
    """
    angle = floats.atan2(y.real, x.real)
    if x.real == y.real == 0 or not math.isfinite(angle):
        return complex(angle)
    scale = max(math.fabs(x.real), math.fabs(y.real))
    flat = math.fabs(x.real) == scale
    a, b = (y / scale, x / scale) if flat else (x / scale, y / scale)
    turned = cmath.atan(a / b) - math.atan(a.real / b.real)
    return _beside(angle, angle + (turned if flat else -turned), x.imag, y.imag)


@_total
def pow(x: Numeric, y: Numeric) -> complex:
    """x^y for a base with a positive real part, and for a negative one under an integer exponent."""
    power = floats.pow(x.real, y.real)
    if not math.isfinite(power) or (x.real < 0 and y.imag):
        return nan
    if x == 0:
        return complex(power)
    # In polar form, from the half of the real axis that the base is next to; the sign of the power is that of x^y.
    base = abs(x)
    modulus, angle = math.hypot(base.real, base.imag), math.atan2(base.imag, base.real)
    size = floats.pow(modulus, y.real) * math.exp(-y.imag * angle)
    turned = cmath.rect(size, y.real * angle + y.imag * math.log(modulus))
    return _beside(power, -turned if power < 0 else turned, x.imag, y.imag)


def xlogy(a: Numeric, x: Numeric) -> complex:
    """a*log(x), and 0 at x = 0: the derivative of x^y to y, which is flat there."""
    if x.real > 0:
        return a * log(x)
    return complex(0 if x.real == 0 else math.nan)
