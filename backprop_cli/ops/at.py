"""Conditions on the inputs that several rows share: at which places an operation has a kink."""

from __future__ import annotations

from functools import reduce

from ..arithmetic.system import C, N, System
from .formulas import rivals


def zero(xp: System[N, C], x: N, *_: N) -> C:
    """At 0."""
    return xp.equal(x, 0)


def unit(xp: System[N, C], x: N) -> C:
    """At 1 or -1."""
    return xp.equal(xp.abs(x), 1)


def origin(xp: System[N, C], y: N, x: N) -> C:
    """At the origin."""
    return xp.both(xp.equal(y, 0), xp.equal(x, 0))


def cut(xp: System[N, C], y: N, x: N) -> C:
    """On the negative half of the x axis, across which the angle jumps from pi to -pi."""
    return xp.both(xp.equal(y, 0), xp.greater(0, x))


def integer(xp: System[N, C], x: N) -> C:
    """At an integer."""
    return xp.equal(x, xp.floor(x))


def lower_bound(xp: System[N, C], x: N, lo: N, hi: N) -> C:
    """At the lower of two different bounds."""
    return xp.both(xp.equal(x, lo), xp.negated(xp.equal(lo, hi)))


def upper_bound(xp: System[N, C], x: N, lo: N, hi: N) -> C:
    """At the upper of two different bounds."""
    return xp.both(xp.equal(x, hi), xp.negated(xp.equal(lo, hi)))


def both_bounds(xp: System[N, C], x: N, lo: N, hi: N) -> C:
    """At two bounds that are equal: x alone cannot move the output, but a bound that moves with it can."""
    return xp.both(xp.equal(x, lo), xp.equal(lo, hi))


def tie_for_largest(xp: System[N, C], *xs: N) -> C:
    """Where one of two or more inputs is as large as the largest of the others, so that neither wins."""
    return reduce(xp.either, map(xp.equal, xs, rivals(xp, xs)))


def tie_for_smallest(xp: System[N, C], *xs: N) -> C:
    """Where one of two or more inputs is as small as the smallest of the others."""
    return tie_for_largest(xp, *[-x for x in xs])
