"""The formulas that are too long for a line of the table, or stand in several rows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from operator import mul

from ..arithmetic import digits
from ..arithmetic.system import C, N, System

# So many numbers are compared each with each.
FEW = 8


def largest(xp: System[N, C], xs: Sequence[N]) -> Sequence[N]:
    """1/n for each of the n inputs that tie for the largest, 0 for the others."""
    if len(xs) == 2:
        a, b = xs
        return xp.divide(1 + xp.sign(a - b), 2), xp.divide(1 + xp.sign(b - a), 2)
    chosen = [xp.where(xp.greater(rival, x), 0, 1) for x, rival in zip(xs, rivals(xp, xs), strict=True)]
    count = sum(chosen)
    return [xp.divide(c, count) for c in chosen]


def rivals(xp: System[N, C], xs: Sequence[N]) -> list[N]:
    """For each of two or more inputs the largest of the others: [5, 3, 5] for [3, 5, 1].

    An input has only others before it and others after it, so the largest of every beginning and of every end of the
    list tell all: n maxima where comparing each with each takes n^2.
    """
    before = list(accumulate(xs, xp.maximum))
    after = list(accumulate(xs[::-1], lambda later, x: xp.maximum(x, later)))[::-1]
    return [after[1], *map(xp.maximum, before[:-2], after[2:]), before[-2]]


def power_partials(xp: System[N, C], out: N, x: N, y: N) -> tuple[N, N]:
    """To the base and to the exponent."""
    to_base = xp.where(xp.equal(y, 0), 0, y * xp.pow(x, y - 1))
    return xp.refined(digits.power_slope)(to_base, out, x, y), xp.refined(digits.power_log)(xp.xlogy(out, x), out, x, y)


def slope_or_default(xp: System[N, C], slope: N | None = None) -> N:
    """The slope of leaky_relu for a negative input, 0.01 when not given."""
    return xp.rational(1, 100) if slope is None else slope


def leaky_relu(xp: System[N, C], x: N, slope: N | None = None) -> N:
    """x, or the slope times x where x is negative."""
    return xp.where(xp.greater(x, 0), x, slope_or_default(xp, slope) * x)


def leaky_relu_partials(xp: System[N, C], out: N, x: N, slope: N | None = None) -> tuple[N, N]:
    """To x and to the slope."""
    to_slope = xp.minimum(x, xp.number(0))
    if slope is None:
        return xp.where(xp.greater(x, 0), 1, slope_or_default(xp)), to_slope
    return _bent(xp, x, slope, slope), to_slope


def _bent(xp: System[N, C], x: N, left: N, below: N) -> N:
    """The derivative of a function that is x where x is positive, and has the derivative `below` where it is negative.

    At 0 the slopes `left` and 1 meet, and the one nearest to 0 of all between them is used: 0.5 where the slopes are
    0.5 and 1, 1 where they are 3 and 1, and 0 where they are -2 and 1.
    """
    nearest = xp.where(xp.greater(left, 1), 1, xp.where(xp.greater(left, 0), left, 0))
    return xp.where(xp.greater(x, 0), 1, xp.where(xp.equal(x, 0), nearest, below))


def elu(xp: System[N, C], x: N, alpha: N | int = 1) -> N:
    """x, or alpha*(exp(x) - 1) where x is negative."""
    return xp.where(xp.greater(x, 0), x, alpha * xp.expm1(xp.minimum(x, xp.number(0))))


def elu_partials(xp: System[N, C], out: N, x: N, alpha: N | None = None) -> Sequence[N]:
    """To x and to alpha."""
    # Both pieces of a formula are computed on both sides: exp and expm1 must not overflow where they do not count,
    # as at x = 800. There they are asked for their value at 0.
    negative = xp.minimum(x, xp.number(0))
    if alpha is None:
        return (xp.exp(negative),)
    below = xp.refined(digits.times_exp)(alpha * xp.exp(negative), alpha, negative)
    return _bent(xp, x, alpha, below), xp.expm1(negative)


def normal_cdf(xp: System[N, C], x: N) -> N:
    """The normal distribution function."""
    return xp.erfc(-x / xp.sqrt(2)) / 2


def gelu_partial(xp: System[N, C], x: N) -> N:
    """The derivative of x times the normal distribution function: its value, plus x times its density."""
    return normal_cdf(xp, x) + x * xp.exp(-x * x / 2) / xp.sqrt(2 * xp.pi)


def silu_partial(xp: System[N, C], x: N) -> N:
    """The derivative of x*sigmoid(x), by the product rule."""
    s = xp.sigmoid(x)
    return s * (1 + x * (1 - s))


def clip(xp: System[N, C], x: N, lo: N, hi: N) -> N:
    """x, kept from lo to hi; nan where those are the wrong way round."""
    inside = xp.where(xp.greater_equal(x, hi), hi, xp.where(xp.greater_equal(lo, x), lo, x))
    return xp.where(xp.greater(lo, hi), xp.nan, inside)


def clip_partials(xp: System[N, C], out: N, x: N, lo: N, hi: N) -> tuple[N, N, N]:
    """To x, to lo and to hi."""
    below, above = xp.where(xp.greater(lo, x), 1, 0), xp.where(xp.greater(x, hi), 1, 0)
    inside = xp.where(xp.greater(x, lo), xp.where(xp.greater(hi, x), 1, 0), 0)
    return inside, below, above


def product_of_others(xp: System[N, C], out: N, *xs: N) -> list[N]:
    """For each number the product of the others: [15, 10, 6] for [2, 3, 5], and no division, so that any may be 0."""
    before = accumulate(xs[:-1], mul, initial=1)
    after = [*accumulate(xs[:0:-1], mul, initial=1)][::-1]
    products = enumerate(map(mul, before, after))
    return [xp.refined(digits.product_of_others)(product, i, out, *xs) for i, product in products]


def logsumexp(xp: System[N, C], *xs: N) -> N:
    """log(exp(x1) + exp(x2) + …), in units of the largest exponential, so that none overflows.

    That one is 1 in these units, and is taken away again: of logsumexp(0, -40), which is 4e-18, nothing is left
    beside a 1.
    """
    most = xp.maximum(*xs) if len(xs) > 1 else xs[0]
    return xp.refined(digits.logsumexp)(most + xp.log1p(xp.sum(*[xp.exp(x - most) for x in xs], -1)), *xs)


def softmax(xp: System[N, C], out: N, *xs: N) -> list[N]:
    """For each x the part that exp(x) has in the sum of all: 1/(1 + exp(b - a)) for the first of two.

    That takes n^2 exponentials. Of many numbers it is exp(x - out), divided by the sum of these: that is 1 but for the
    rounding error of `out`, 1e-13 at 1000, which would be the relative error of each.
    """
    if len(xs) <= FEW:
        shares = [xp.divide(1, xp.sum(*[xp.exp(other - x) for other in xs])) for x in xs]
        return [xp.refined(digits.share)(share, x, *xs) for share, x in zip(shares, xs, strict=True)]
    parts = [xp.refined(digits.exp_difference)(xp.exp(x - out), x, out) for x in xs]
    total = xp.sum(*parts)
    return [xp.divide(part, total) for part in parts]


def per_radius(xp: System[N, C], x: N, r: N) -> N:
    """x/r, and 0 at the origin, where r is 0."""
    return xp.where(xp.equal(r, 0), 0, xp.divide(x, r))


def hypot_partials(xp: System[N, C], out: N, x: N, y: N) -> tuple[N, N]:
    """To x and to y."""
    to_x = xp.refined(digits.per_radius)(per_radius(xp, x, out), x, y)
    return to_x, xp.refined(digits.per_radius)(per_radius(xp, y, out), y, x)


def atan2_partials(xp: System[N, C], out: N, y: N, x: N) -> tuple[N, N]:
    """To y and to x: x/r^2 and -y/r^2, with the radius r."""
    r = xp.hypot(x, y)
    to_y = xp.refined(digits.per_square)(per_radius(xp, per_radius(xp, x, r), r), x, y)
    return to_y, xp.refined(digits.per_square)(per_radius(xp, per_radius(xp, -y, r), r), -y, x)
