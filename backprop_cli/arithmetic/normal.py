"""The normal distribution over doubles, where a difference or a square in its formulas would lose digits.

For an input -t that is not positive, its distribution function is tail(t)*e^(-t²/2). What is left when the exponential
is taken out, t -> tail(t), neither underflows nor grows: it falls from 1/2 like 1/t.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

# The density at 0, 1/sqrt(2*pi).
TOP = 0.3989422804014327

# Values of the tail at multiples of SPACING, and from where on a continued fraction of so many levels has all digits.
SPACING = 0.5
TAILS = (
    0.5, 0.34961883472039806, 0.2615782918651234, 0.2057806669773947, 0.1681020012231706, 0.1413313313805753,
    0.12151394835556217, 0.10634515363370545, 0.09441064130196894,
)  # fmt: skip
FAR, LEVELS = 4.0, 40

# The zero of the derivative of x*Phi(x) is at -ZERO: a double, and what it lacks. Between LOW and HIGH the tail is
# developed from there.
ZERO, ZERO_REST = 0.7517915246935645, -1.4956759177009883e-17
LOW, HIGH = 0.25, 1.6

# So many terms of a power series, and the others are below its last digit: over half of SPACING, and from LOW to HIGH.
FEW, MANY = 18, 32


def tail(t: float, rest: float) -> float:
    """The normal distribution function at -t, divided by e^(-t²/2), times 1 - rest, for t >= 0 and a tiny rest."""
    if t > FAR:
        below = _fraction(t)
        return TOP / (t + (below + (t + below) * rest))
    return _sum(_tail_terms(t), rest)


def slope_tail(t: float, rest: float) -> float:
    """The derivative of x*Phi(x) at x = -t, divided by e^(-t²/2), times 1 - rest: it is tail(t) - TOP*t.

    At the zero of the derivative the two are equal, so beside it only what each of them has risen by is subtracted.
    """
    if LOW < t < HIGH:
        h = (t - ZERO) - ZERO_REST
        return _sum([*_rise(ZERO, TOP * ZERO, h, MANY), -TOP * h], rest)
    terms = [tail(t, 0.0)] if t > FAR else _tail_terms(t)
    return _sum([*terms, -TOP * t], rest)


def _tail_terms(t: float) -> Sequence[float]:
    k = round(t / SPACING)
    return [TAILS[k], *_rise(k * SPACING, TAILS[k], t - k * SPACING, FEW)]


def _sum(terms: Sequence[float], rest: float) -> float:
    """The sum of the terms times 1 - rest, rounded once."""
    return math.fsum([*terms, -sum(terms) * rest])


def _fraction(t: float) -> float:
    """What the continued fraction t + 1/(t + 2/(t + 3/(t + …))) of Laplace adds to t."""
    fraction = 0.0
    for k in range(LEVELS, 0, -1):
        fraction = k / (t + fraction)
    return fraction


def _rise(t: float, start: float, h: float, count: int) -> list[float]:
    """The terms of tail(t + h) - tail(t), given tail(t): a power series in h.

    Its coefficients follow from tail'(t) = t*tail(t) - TOP, whose nth derivative says (n + 1)*a[n+1] = t*a[n] + a[n-1].
    """
    terms = []
    before, a, power = start, t * start - TOP, h
    for n in range(2, count + 2):
        terms.append(a * power)
        before, a, power = a, (t * a + before) / n, power * h
    return terms
