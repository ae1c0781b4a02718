"""How many ulp the value and the local derivatives of each operation are off, against mpmath at many digits.

An ulp is the distance between two neighbouring doubles at the true number; below the normal doubles it is the smallest
subnormal one.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from itertools import product
from random import Random
from typing import Any, NamedTuple

import mpmath
from mpmath import mpf

from backprop_cli.arithmetic import floats
from backprop_cli.ops import Op
from tests.support.oracle import ORACLES, Point

# What the contract allows of a normal double, and below the normal ones.
ALLOWED, ALLOWED_BELOW = 4.0, 1.0

TINIEST, SMALLEST_NORMAL, LARGEST = 5e-324, sys.float_info.min, sys.float_info.max

# From here on a number is rounded to infinity: the largest double and half an ulp of it.
TOO_LARGE = mpf(2) ** 1024 - mpf(2) ** 970

# Where operations begin to saturate, to underflow or to overflow, or have the zero of a derivative.
PLACES = (
    0.25, 0.5, 0.7517915246935645, 1.0, 1.2784645427610738, 2.0, 3.0, 3.141592653589793, 5.9, 8.3, 18.7, 19.06, 26.5,
    37.0, 38.5, 354.9, 708.4, 710.4, 745.1,
)  # fmt: skip

# How many binades lie between two numbers among the edges of a thorough search, by the number of inputs.
BINADES = {1: 1, 2: 60, 3: 400}


class Worst(NamedTuple):
    """The largest error of a value or a local derivative, with the inputs where it is.

    Args:
        what: "value", or "d/dx" for the local derivative to the input x.
        error: in ulp, of the numbers that are normal doubles.
        at: where that is.
        below: in units of the smallest subnormal double, of smaller numbers.
        at_below: where that is.
    """

    what: str
    error: float
    at: Point
    below: float
    at_below: Point

    @property
    def allowed(self) -> bool:
        """Whether the contract allows it."""
        return self.error <= ALLOWED and self.below <= ALLOWED_BELOW


def error(got: float, true: Any) -> float:
    """How far a double is from the true number, in ulp.

    >>> error(1.0000000000000002, mpf(1))
    1.0
    """
    if abs(true) >= TOO_LARGE:
        return 0.0 if got == math.copysign(math.inf, true) else math.inf
    if not math.isfinite(got):
        # Next to the largest double infinity is the double that follows it.
        return error(math.copysign(LARGEST, got), true) + 1 if got == got and abs(true) > LARGEST / 2 else math.inf
    return float(abs(mpf(got) - true) / mpf(2) ** max(mpmath.frexp(true)[1] - 53 if true else -1074, -1074))


def worst(op: Op, count: int, *, seed: int = 0, coarse: int = 1) -> list[Worst]:
    """The worst of the value and of each local derivative of an operation.

    Args:
        op: the operation.
        count: so many random points are tried, besides the edges.
        seed: which random points.
        coarse: of how many edges one is tried.
    """
    found = {what: Worst(what, 0.0, (), 0.0, ()) for what in ("value", *[f"d/d{name}" for name in names_of(op)])}
    for point in points(op, count, seed, coarse):
        for what, got, true in results(op, point):
            found[what] = _worse(found[what], error(got, true), point, is_normal(true))
    return list(found.values())


def is_normal(true: Any) -> bool:
    """Whether a number is a normal double when it is rounded."""
    return bool(abs(true) >= SMALLEST_NORMAL)


def _worse(known: Worst, error: float, point: Point, normal: bool) -> Worst:
    if normal:
        return known._replace(error=error, at=point) if error > known.error else known
    return known._replace(below=error, at_below=point) if error > known.below else known


def results(op: Op, point: Point) -> Iterator[tuple[str, float, Any]]:
    """What an operation gives at a point and what is true: the value, then each local derivative that exists there."""
    exact, oracle = [mpf(x) for x in point], ORACLES[op.name]
    if not all(need.holds(floats, *point) for need in op.needs):
        return
    out, true = op.forward(floats, *point), oracle.value(*exact)
    yield "value", out, true
    if abs(true) >= TOO_LARGE:
        return
    kinks = [kink.of for kink in op.kinks if kink.at(floats, *point)]
    for i, (name, got) in enumerate(zip(names_of(op)[: len(point)], op.partials(floats, out, *point), strict=False)):
        if None not in kinks and i not in kinks:
            yield f"d/d{name}", got, oracle.partials[i](*exact)


def names_of(op: Op) -> Sequence[str]:
    """The names of the inputs; three of them where there can be any number."""
    return ("a", "b", "c") if op.variadic else op.inputs


def points(op: Op, count: int, seed: int, coarse: int) -> Iterator[Point]:
    """Edges, and random points, which are the same for the same seed."""
    arities = [3] if op.variadic else [n for n in range(1, 4) if op.takes(n)]
    for arity in arities:
        yield from edges(arity, coarse)
        random = Random(f"{op.name} {arity} {seed}")
        for i in range(count // len(arities)):
            yield KINDS[i % len(KINDS)](arity, random)
    if op.name == "^":
        random = Random(f"powers {seed}")
        yield from [_power(random) for _ in range(count)]


def edges(arity: int, coarse: int) -> Iterator[Point]:
    """Each of many numbers with each: those at the borders of binades, and places with the doubles around them."""
    sizes = [math.ldexp(m, e) for e in range(-1074, 1024, BINADES[arity] * coarse) for m in (1.0, 2 - 2**-52)]
    around = [x + k * math.ulp(x) for x in PLACES for k in range(-2, 3)] if arity == 1 else [0.3, 1.0, 1 + 2**-52, 3.0]
    numbers = [*sizes, LARGEST, *around]
    yield from product([0.0, *numbers, *[-x for x in numbers]], repeat=arity)


def _of_any_size(arity: int, random: Random) -> Point:
    return tuple([math.ldexp(random.uniform(-1, 1), random.randint(-1074, 1024)) or TINIEST for _ in range(arity)])


def _ordinary(arity: int, random: Random) -> Point:
    return tuple([random.uniform(-6, 6) for _ in range(arity)])


def _saturating(arity: int, random: Random) -> Point:
    return (
        random.uniform(-760, 760),
        *[math.ldexp(random.uniform(-1, 1), random.randint(-80, 80)) for _ in range(arity - 1)],
    )


def _near(arity: int, random: Random) -> Point:
    """Near one of the places, as near as may be."""
    return tuple(
        [
            random.choice([-1, 1])
            * random.choice(PLACES)
            * (1 + random.uniform(-1, 1) * 2.0 ** random.uniform(-50, -2))
            for _ in range(arity)
        ]
    )


def _alike(arity: int, random: Random) -> Point:
    """Inputs of about the same size, whatever it is."""
    size = random.randint(-1074, 1020)
    return tuple([math.ldexp(random.uniform(-1, 1), size + random.randint(-3, 3)) or TINIEST for _ in range(arity)])


KINDS = (_of_any_size, _ordinary, _saturating, _near, _alike, _ordinary)


def _power(random: Random) -> Point:
    """A base and an exponent whose power is a double of any size."""
    (x,) = random.choice(KINDS)(1, random)
    logarithm = math.log(abs(x)) if x else 0.0
    y = random.uniform(-745, 710) / (logarithm or 1e-16)
    return (x, float(round(y))) if x < 0 or random.random() < 0.2 else (abs(x), y if math.isfinite(y) else 1.0)
