"""Ways to compute, over doubles, what the formulas of the rule table lose digits of.

A formula of the table is the one that is taught, and as good as any over fractions and symbols. Over doubles
1 - tanh(x)^2 is 0 from x = 19 on, where it is 1.2e-16, and x^y*log(x) has no more digits than x^y. So the table gives
`xp.refined` a formula and one of these functions: each gets the number that the formula came to, then what else it
needs, and returns that number unless it knows a better one.
"""

from __future__ import annotations

import math
from functools import reduce
from math import copysign, fabs, frexp, inf, ldexp

from . import normal

SMALLEST_NORMAL = 2.0**-1022

# Between these numbers, none of the few products that one takes part in here underflows or overflows.
SMALL = 1e-290

# From here on x^2 - 1 is x^2, and still no overflow.
LARGE_ROOT = 1e150

# e^x has all its digits from LOWEST on. Beyond it is taken in steps; and below the last it is 0, whatever its factor.
LOWEST, NOTHING = -700.0, -1500.0
LOWEST_EXPONENTIAL = math.exp(LOWEST)

# Above this 1 - out^2 is as good as any.
FLAT = 0.64

# More than 1 - out^2 and out*(1 - out) are ever off.
ROUNDINGS = 1e-15

# From here on y - 1 is no double.
UNEVEN = 2.0**53

# The zero of the derivative of x*sigmoid(x), as a double and what it lacks, and e to that power.
ZERO, ZERO_REST, ZERO_EXPONENTIAL = -1.2784645427610737, -1.0946994183093437e-16, 0.2784645427610738

# Multiplied by this and taken from the product, a double keeps the first half of its digits.
HALVING = 2.0**27 + 1

# 2/sqrt(pi) and log10(e).
ERF_SLOPE, LOG10_E = 1.1283791670955126, 0.4342944819032518


def quotient_slope(formula: float, a: float, b: float) -> float:
    """-a/b^2, written -out/b: a small divisor makes something of the digits that a subnormal quotient has lost."""
    if a > SMALLEST_NORMAL or a < -SMALLEST_NORMAL:
        return formula
    return -a / (b * b) if a and 0 < fabs(b) < 1 and fabs(a / b) < SMALLEST_NORMAL else formula


def power_slope(formula: float, out: float, x: float, y: float) -> float:
    """y*x^(y - 1): y - 1 is rounded where y is small, or so large that it is even only by this."""
    if 1 <= y < UNEVEN and SMALLEST_NORMAL * y < fabs(formula) < inf:
        return formula
    if x == 0 or y == 0 or not (math.isfinite(x) and math.isfinite(y)) or out != out:
        return formula
    if fabs(out) > SMALL:
        return _quotient(y, out, 1.0, x)
    if 1 <= y < UNEVEN:
        root = math.pow(fabs(x), (y - 1) / 2)
        return _quotient(y, copysign(root, formula), root, 1.0)
    root = math.pow(fabs(x), y / 2)
    return _quotient(y, copysign(root, out), root, x)


def power_log(formula: float, out: float, x: float, y: float) -> float:
    """x^y*log(x), where x^y is too small to have all its digits: it is made of its root."""
    if fabs(out) > SMALL or not 0 < x < inf:
        return formula
    root = math.pow(x, y / 2)
    return root * math.log(x) * root


def _quotient(a: float, b: float, c: float, d: float) -> float:
    """a*b*c/d, of which no part underflows or overflows: 1e-320*1/1e-310 is computed as 0.98…*0.5/0.70… times 2^-33."""
    (p, i), (q, j), (r, k), (s, n) = map(frexp, (a, b, c, d))
    return _scaled(p * q * r / s, i + j + k - n)


def _scaled(x: float, exponent: int) -> float:
    try:
        return ldexp(x, exponent)
    except OverflowError:
        return copysign(inf, x)


def log10_slope(formula: float, x: float) -> float:
    """1/(x*log(10)): x*log(10) overflows, and loses digits where x is subnormal."""
    return LOG10_E / x if x > 0 else formula


def acosh_slope(formula: float, x: float) -> float:
    """1/sqrt((x - 1)*(x + 1)), a product that overflows."""
    return 1 / x if x > LARGE_ROOT else formula


def per_square(formula: float, a: float, b: float) -> float:
    """a/(a^2 + b^2), in units of a power of two that is near to the larger one."""
    size = max(fabs(a), fabs(b))
    if (fabs(a) > 1e-140 and size < 1e140) or not 0 < size < inf:
        return formula
    mantissa, exponent = frexp(a)
    unit = frexp(size)[1]
    a, b = ldexp(a, -unit), ldexp(b, -unit)
    return _scaled(mantissa / (a * a + b * b), exponent - 2 * unit)


def per_radius(formula: float, a: float, b: float) -> float:
    """a/hypot(a, b), where the radius is too small to have all its digits."""
    if fabs(a) > SMALL or fabs(b) > SMALL or a == b == 0:
        return formula
    a, b = a / SMALL, b / SMALL
    return a / math.hypot(a, b)


def tanh_slope(formula: float, out: float, x: float) -> float:
    """1 - out^2, of which nothing is left where out is nearly 1: there it is a quotient of exponentials."""
    if formula > FLAT:
        return formula
    small = math.exp(-2 * fabs(x))
    slope = 4 * small / (1 + small * (2 + small)) if small > SMALL else (2 * math.exp(-fabs(x))) ** 2
    return _nearby(slope, formula)


def sigmoid_slope(formula: float, out: float, x: float) -> float:
    """out*(1 - out), of which nothing is left where out is nearly 1."""
    if out <= 0.5:
        return formula
    small = math.exp(-fabs(x))
    return _nearby(small / (1 + small * (2 + small)), formula)


def _nearby(slope: float, formula: float) -> float:
    """The better number, if it is the same but for rounding.

    A rule that somebody takes for another one's is given an output that is not its own: 1 - tan(x)^2 is no slope.
    """
    return slope if fabs(slope - formula) < ROUNDINGS else formula


def silu(formula: float, x: float) -> float:
    """x*sigmoid(x), where the sigmoid is too small to have all its digits."""
    return times_exp(formula, x, x)


def silu_slope(formula: float, x: float) -> float:
    """sigmoid(x)*(1 + x*(1 - sigmoid(x))), or (1 + x + e^x)*e^x/(1 + e^x)^2, which is 0 at -1.28.

    Around that zero 1 + x + e^x is what x and e^x have risen by since, and those two have the same sign.
    """
    if fabs(x) < 0.5:
        return formula
    small = math.exp(-fabs(x))
    if x > 0:
        return (1 + small * (1 + x)) / (1 + small * (2 + small))
    if x > -2:
        d = (x - ZERO) - ZERO_REST
        return (d + ZERO_EXPONENTIAL * math.expm1(d)) / (2 + (small + 1 / small))
    return _times_exp((1 + x + small) / (1 + small * (2 + small)), x)


def gelu(formula: float, x: float) -> float:
    """X times the normal distribution function at x, which takes the square of x into an exponent."""
    if not x < 0:
        return formula
    square, rest = _square(x)
    return _times_exp(x * normal.tail(-x, rest / 2), -square / 2)


def gelu_slope(formula: float, x: float) -> float:
    """The derivative of x times the normal distribution function, which is 0 at -0.75."""
    if not x < 0:
        return formula
    square, rest = _square(x)
    return _times_exp(normal.slope_tail(-x, rest / 2), -square / 2)


def erf_slope(formula: float, x: float) -> float:
    """2*e^(-x^2)/sqrt(pi)."""
    square, rest = _square(x)
    return _times_exp(ERF_SLOPE - ERF_SLOPE * rest, -square)


def _square(x: float) -> tuple[float, float]:
    """The square of x as a double, and what it lacks: half an ulp of an exponent of 700 makes 500 ulp of the power."""
    square = x * x
    if square > -2 * NOTHING:
        return square, 0.0
    return square, _lost(x, x, square)


def _lost(a: float, b: float, rounded: float) -> float:
    """What the rounded product of two numbers of ordinary size lacks."""
    a_high, b_high = _half(a), _half(b)
    a_low, b_low = a - a_high, b - b_high
    return ((a_high * b_high - rounded) + a_high * b_low + a_low * b_high) + a_low * b_low


def _half(x: float) -> float:
    c = HALVING * x
    return c - (c - x)


def product(formula: float, *xs: float) -> float:
    """The product, of which no part underflows or overflows, and which is rounded as if once."""
    mantissa, rest, exponent = 1.0, 0.0, 0
    for x in xs:
        m, e = frexp(x)
        exact = mantissa * m
        rest = rest * m + _lost(mantissa, m, exact)
        mantissa, shift = frexp(exact)
        rest, exponent = ldexp(rest, -shift), exponent + e + shift
    return _scaled(mantissa + rest, exponent) if math.isfinite(mantissa) else formula


def product_of_others(formula: float, place: float, out: float, *xs: float) -> float:
    """The product without the factor at a place."""
    place = int(place)
    if xs[place] and SMALL < fabs(out) < inf:
        return out / xs[place]
    return product(formula, *xs[:place], *xs[place + 1 :])


def logsumexp(formula: float, *xs: float) -> float:
    """log(e^x1 + e^x2 + …): around 0 its digits are those of a sum that is nearly 1, which needs more than a double."""
    most = max(xs)
    if not -1 < formula < 1 or most >= 0:
        return formula
    from decimal import Context, Decimal

    # So many that e^-1e-200 differs from 1, and then sixty more.
    context = Context(prec=60 - math.floor(math.log10(-most)))
    total = reduce(context.add, [context.exp(Decimal(x)) for x in xs if x > NOTHING])
    return float(context.ln(total))


def share(formula: float, x: float, *xs: float) -> float:
    """What part e^x has in the sum of e^x1, e^x2, …, all of them in units of the largest."""
    most = max(xs)
    if not math.isfinite(most):
        return formula
    total = math.fsum([exp_difference(0.0, each, most) for each in xs])
    difference, rest = _difference(x, most)
    return _times_exp((1 + rest) / total, difference)


def exp_difference(formula: float, a: float, b: float) -> float:
    """e^(a - b), of which the difference may be rounded."""
    difference, rest = _difference(a, b)
    power = math.exp(difference) if difference < -LOWEST else inf
    return power + power * rest if power < inf else power


def _difference(a: float, b: float) -> tuple[float, float]:
    """The difference as a double, and what it lacks."""
    difference = a - b
    if fabs(difference) > -NOTHING:
        return difference, 0.0
    subtracted = a - difference
    return difference, (a - (difference + subtracted)) + (subtracted - b)


def times_exp(formula: float, a: float, y: float) -> float:
    """a*e^y, where the power is too small to have all its digits."""
    return formula if y > LOWEST else _times_exp(a, y)


def _times_exp(a: float, y: float) -> float:
    """a*e^y, of which only the product underflows."""
    if y < NOTHING:
        return 0.0 * a
    while y < LOWEST:
        a *= LOWEST_EXPONENTIAL
        y -= LOWEST
    return a * math.exp(y)
