"""The rules that are too long for a line of the table, and the conditions that several rows share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

from .op import Rule


def at_zero(xp: Any, x: Any, *_: Any) -> Any:
    """At 0."""
    return xp.equal(x, 0)


def at_origin(xp: Any, y: Any, x: Any) -> Any:
    """At the origin."""
    return xp.equal(y, 0) and xp.equal(x, 0)


def at_integer(xp: Any, x: Any) -> Any:
    """At an integer."""
    return xp.equal(x, xp.floor(x))


def at_lower_bound(xp: Any, x: Any, lo: Any, hi: Any) -> Any:
    """At the lower of two different bounds."""
    return xp.equal(x, lo) and not xp.equal(lo, hi)


def at_upper_bound(xp: Any, x: Any, lo: Any, hi: Any) -> Any:
    """At the upper of two different bounds."""
    return xp.equal(x, hi) and not xp.equal(lo, hi)


def at_both_bounds(xp: Any, x: Any, lo: Any, hi: Any) -> Any:
    """At two bounds that are equal: x alone cannot move the output, but a bound that moves with it can."""
    return xp.equal(x, lo) and xp.equal(lo, hi)


def at_one(xp: Any, x: Any) -> Any:
    """At 1 or -1."""
    return xp.equal(xp.abs(x), 1)


def largest(xp: Any, xs: Sequence[Any]) -> Sequence[Any]:
    """1/n for each of the n inputs that tie for the largest, 0 for the others."""
    if len(xs) == 2:
        a, b = xs
        return xp.divide(1 + xp.sign(a - b), 2), xp.divide(1 + xp.sign(b - a), 2)
    chosen = [xp.where(xp.greater(rival, x), 0, 1) for x, rival in zip(xs, _rivals(xp, xs), strict=True)]
    count = sum(chosen)
    return [xp.divide(c, count) for c in chosen]


def _rivals(xp: Any, xs: Sequence[Any]) -> list[Any]:
    """For each of three or more inputs the largest of the others."""
    before = list(accumulate(xs, xp.maximum))
    after = list(accumulate(xs[::-1], lambda later, x: xp.maximum(x, later)))[::-1]
    return [after[1], *map(xp.maximum, before[:-2], after[2:]), before[-2]]


def tied(best: Callable[..., Any]) -> Rule:
    """Where the best of the inputs is not the only one."""
    return lambda xp, *xs: sum(xp.equal(x, best(xs)) for x in xs) > 1


def slope_or_default(xp: Any, slope: Any) -> Any:
    """The slope of leaky_relu for a negative input, 0.01 when not given."""
    return xp.rational(1, 100) if slope is None else slope


def leaky_relu(xp: Any, x: Any, slope: Any = None) -> Any:
    """x, or the slope times x where x is negative."""
    return xp.where(xp.greater(x, 0), x, slope_or_default(xp, slope) * x)


def leaky_relu_partials(xp: Any, out: Any, x: Any, slope: Any = None) -> Any:
    """To x and to the slope."""
    return xp.where(xp.greater(x, 0), 1, slope_or_default(xp, slope)), xp.minimum(x, xp.number(0))


def elu(xp: Any, x: Any, alpha: Any = 1) -> Any:
    """x, or alpha*(exp(x) - 1) where x is negative."""
    return xp.where(xp.greater(x, 0), x, alpha * xp.expm1(xp.minimum(x, xp.number(0))))


def elu_partials(xp: Any, out: Any, x: Any, alpha: Any = None) -> Any:
    """To x and to alpha."""
    # Both pieces of a formula are evaluated on both sides: exp and expm1 must not overflow where they do not count.
    negative = xp.minimum(x, xp.number(0))
    if alpha is None:
        return (xp.exp(negative),)
    # At 0 the slopes alpha and 1 meet: the one nearest to 0 of those between them.
    nearest = xp.where(xp.greater(alpha, 1), 1, xp.where(xp.greater(alpha, 0), alpha, 0))
    below = xp.where(xp.equal(x, 0), nearest, alpha * xp.exp(negative))
    return xp.where(xp.greater(x, 0), 1, below), xp.expm1(negative)


def normal_cdf(xp: Any, x: Any) -> Any:
    """The normal distribution function."""
    return xp.erfc(-x / xp.sqrt(2)) / 2


def gelu_partial(xp: Any, x: Any) -> Any:
    """The derivative of x times the normal distribution function: its value, plus x times its density."""
    return normal_cdf(xp, x) + x * xp.exp(-x * x / 2) / xp.sqrt(2 * xp.pi)


def silu_partial(xp: Any, x: Any) -> Any:
    """The derivative of x*sigmoid(x), by the product rule."""
    s = xp.sigmoid(x)
    return s * (1 + x * (1 - s))


def clip(xp: Any, x: Any, lo: Any, hi: Any) -> Any:
    """x, kept from lo to hi; nan where those are the wrong way round."""
    inside = xp.where(xp.greater_equal(x, hi), hi, xp.where(xp.greater_equal(lo, x), lo, x))
    return xp.where(xp.greater(lo, hi), xp.nan, inside)


def clip_partials(xp: Any, out: Any, x: Any, lo: Any, hi: Any) -> Any:
    """To x, to lo and to hi."""
    below, above = xp.where(xp.greater(lo, x), 1, 0), xp.where(xp.greater(x, hi), 1, 0)
    inside = xp.where(xp.greater(x, lo), xp.where(xp.greater(hi, x), 1, 0), 0)
    return inside, below, above


def per_radius(xp: Any, x: Any, r: Any) -> Any:
    """x/r, and 0 at the origin, where r is 0."""
    return xp.where(xp.equal(r, 0), 0, xp.divide(x, r))


def atan2_partials(xp: Any, out: Any, y: Any, x: Any) -> Any:
    """To y and to x."""
    # Divided twice by the radius, because its square overflows and underflows long before the quotient does.
    r = xp.hypot(x, y)
    return per_radius(xp, per_radius(xp, x, r), r), per_radius(xp, per_radius(xp, -y, r), r)
