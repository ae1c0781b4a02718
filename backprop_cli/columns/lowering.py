"""A tape on which the primitives that an engine does not have are formulas of those that it has.

Their pieces are recorded as well, so that each stands there once, however often it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from math import inf, log
from typing import Any

from ..arithmetic.digits import FLAT as STEEP
from ..arithmetic.digits import LARGE_ROOT, LOG10_E, SMALL, UNEVEN
from ..export.tape import SIGNS, Recorded, Tape
from .tail import erf, erf_slope, erfc, gelu, gelu_slope

# Below this e^x - 1 loses digits, and above it the quotient that has them does.
NEAR = 0.5

# Between these numbers no square underflows or overflows.
TINY, HUGE = 1e-140, 1e140

# From here on sqrt(1 + x^2) is x.
STRAIGHT = 1e9

# Any: a formula is over the numbers of the tape, whose members are those of `System` without being written down.
Formula = Callable[..., Any]


class Lowered(Tape):
    """A tape for an engine.

    Args:
        own: the primitives that the engine has.
    """

    def __init__(self, own: Collection[str]) -> None:
        super().__init__(REFINED.__contains__)
        self.own = {*own, *SIGNS}

    def record(self, primitive: str, *inputs: Any) -> Recorded:
        """The number that a primitive makes of these, by the formula for it where the engine has none of its own."""
        if primitive in self.own or all(not isinstance(x, Recorded) or x.is_literal for x in inputs):
            return super().record(primitive, *inputs)
        found: Recorded = FORMULAS[primitive](self, *inputs)
        return found

    def refined(self, by: Callable[..., float]) -> Formula:
        """A function of a formula's number that returns it, or a better one where columns can have one."""
        better = REFINED.get(by.__name__)
        if better is None:
            return super().refined(by)
        return lambda formula, *inputs: better(self, formula, *inputs)


def divide(xp: Any, a: Recorded, b: Recorded) -> Any:
    """a/b by a power of b, which is infinite where b is 0, with the sign of that 0."""
    return xp.where(xp.equal(b, 0), a * xp.pow(b, -1), a / xp.where(xp.equal(b, 0), 1, b))


def expm1(xp: Any, x: Recorded) -> Any:
    """e^x - 1, near 0 by the tangent, tanh(x/2)."""
    half = xp.tanh(xp.where(xp.greater(NEAR, xp.abs(x)), x, 0) / 2)
    return xp.where(xp.greater(NEAR, xp.abs(x)), 2 * half / (1 - half), xp.exp(x) - 1)


def hypot(xp: Any, x: Recorded, y: Recorded) -> Any:
    """The root of the sum of the squares, in units of the larger number where that is extreme."""
    large = xp.maximum(xp.abs(x), xp.abs(y))
    unit = xp.where(xp.either(xp.greater(TINY, large), xp.greater(large, HUGE)), large, 1)
    a, b = xp.divide(x, unit), xp.divide(y, unit)
    return xp.where(xp.equal(large, 0), 0, unit * xp.sqrt(a * a + b * b))


def sigmoid(xp: Any, x: Recorded) -> Any:
    """From the side whose exponential cannot overflow."""
    small = xp.exp(-xp.abs(x))
    return xp.where(xp.greater_equal(x, 0), 1, small) / (1 + small)


def softplus(xp: Any, x: Recorded) -> Any:
    """From the side whose exponential cannot overflow."""
    return xp.maximum(x, 0) + xp.log1p(xp.exp(-xp.abs(x)))


def xlogy(xp: Any, a: Recorded, x: Recorded) -> Any:
    """a*log(x), and 0 at x = 0."""
    return xp.where(xp.equal(x, 0), 0, a * xp.log(xp.where(xp.equal(x, 0), 1, x)))


def log2(xp: Any, x: Recorded) -> Any:
    """By the natural logarithm."""
    return xp.log(x) / log(2)


def asinh(xp: Any, x: Recorded) -> Any:
    """log(|x| + sqrt(1 + x^2)), precise near 0, with the sign of x."""
    size = xp.abs(x)
    near = xp.where(xp.greater(size, STRAIGHT), 1, size)
    below = xp.log1p(near + near * near / (1 + xp.sqrt(1 + near * near)))
    return xp.sign(x) * xp.where(xp.greater(size, STRAIGHT), xp.log(size) + log(2), below)


def acosh(xp: Any, x: Recorded) -> Any:
    """log(x + sqrt(x^2 - 1)), precise near 1."""
    rest = xp.where(xp.greater(x, STRAIGHT), 1, x - 1)
    return xp.where(xp.greater(x, STRAIGHT), xp.log(x) + log(2), xp.log1p(rest + xp.sqrt(rest) * xp.sqrt(rest + 2)))


def atanh(xp: Any, x: Recorded) -> Any:
    """log((1 + x)/(1 - x))/2, precise near 0."""
    size = xp.abs(x)
    return xp.sign(x) * (xp.log1p(xp.divide(2 * size, 1 - size)) / 2)


def total(xp: Any, *xs: Recorded) -> Any:
    """The sum, to which at the end is added what rounding has taken from it on the way."""
    result, *more = xs
    lost: Any = 0
    for x in more:
        before, result = result, result + x
        added = result - before
        lost = lost + ((before - (result - added)) + (x - added))
    # Of an infinity nothing is lost, and less another one it is nan.
    return xp.where(xp.greater(inf, xp.abs(result)), result + lost, result) if len(xs) > 2 else result


def mean(xp: Any, *xs: Recorded) -> Any:
    """The sum by the number of terms."""
    return total(xp, *xs) / len(xs)


FORMULAS: Mapping[str, Formula] = {
    "divide": divide, "expm1": expm1, "hypot": hypot, "sigmoid": sigmoid, "softplus": softplus, "xlogy": xlogy,
    "log2": log2, "asinh": asinh, "acosh": acosh, "atanh": atanh, "sum": total, "mean": mean, "erf": erf, "erfc": erfc,
}  # fmt: skip


def tanh_slope(xp: Any, formula: Recorded, out: Recorded, x: Recorded) -> Any:
    """1 - out^2, or a quotient of exponentials, of which more is left where out is nearly 1."""
    small = xp.exp(-2 * xp.abs(x))
    return xp.where(xp.greater(formula, STEEP), formula, 4 * small / (1 + small * (2 + small)))


def sigmoid_slope(xp: Any, formula: Recorded, out: Recorded, x: Recorded) -> Any:
    """out*(1 - out), or a quotient of exponentials, of which more is left where out is nearly 1."""
    small = xp.exp(-xp.abs(x))
    return xp.where(xp.greater(out, 0.5), small / (1 + small * (2 + small)), formula)


def log10_slope(xp: Any, formula: Recorded, x: Recorded) -> Any:
    """1/(x*log(10)), of which no product overflows."""
    return xp.divide(LOG10_E, x)


def acosh_slope(xp: Any, formula: Recorded, x: Recorded) -> Any:
    """1/sqrt((x - 1)*(x + 1)), of which no product overflows."""
    return xp.where(xp.greater(x, LARGE_ROOT), xp.divide(1, x), formula)


def power_slope(xp: Any, formula: Recorded, out: Recorded, x: Recorded, y: Recorded) -> Any:
    """y*x^y/x, because y - 1 may be rounded."""
    if y.is_literal and 1 <= y.detail < UNEVEN:
        return formula
    ordinary = xp.both(xp.greater(xp.abs(out), SMALL), xp.negated(xp.equal(x, 0)))
    return xp.where(ordinary, xp.divide(y * out, x), formula)


def share(xp: Any, formula: Recorded, x: Recorded, *xs: Recorded) -> Any:
    """1/(1 + e^(b - x) + e^(c - x) + …)."""
    return xp.divide(1, total(xp, *[exp_difference(xp, x, other, x) for other in xs]))


def exp_difference(xp: Any, formula: Recorded, a: Recorded, b: Recorded) -> Any:
    """e^(a - b), of which the difference may be rounded."""
    difference = a - b
    subtracted = a - difference
    rest = (a - (difference + subtracted)) + (subtracted - b)
    power = xp.exp(difference)
    ordinary = xp.both(xp.greater(inf, power), xp.greater(inf, xp.abs(difference)))
    return xp.where(ordinary, power + power * rest, power)


# Those of `arithmetic.digits` that matter where numbers are of ordinary size.
REFINED: Mapping[str, Formula] = {
    "tanh_slope": tanh_slope, "sigmoid_slope": sigmoid_slope, "log10_slope": log10_slope, "acosh_slope": acosh_slope,
    "power_slope": power_slope, "share": share, "exp_difference": exp_difference, "erf_slope": erf_slope,
    "gelu": gelu, "gelu_slope": gelu_slope,
}  # fmt: skip
