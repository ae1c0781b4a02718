"""Doubles at which operations are tried: all sizes, the edges of domains, ties, and where a rule may lose digits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product
from random import Random

SMALLEST, SMALLEST_NORMAL, LARGEST = 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308
BELOW_ONE, ABOVE_ONE = 1 - 2**-53, 1 + 2**-52

EDGES = (
    0.0, SMALLEST, 1e-310, SMALLEST_NORMAL, 1e-160, 1e-16, 0.5, BELOW_ONE, 1.0, ABOVE_ONE, 1.5, 2.0, 3.0, 20.0, 40.0,
    700.0, 745.0, 1e16, 9007199254740994.0, 1e154, 1.4e154, 1e160, 1e300, 1e308, LARGEST,
)  # fmt: skip
# For operations of three inputs and more: few enough for every combination.
FEW_EDGES = (0.0, SMALLEST, 1.0, ABOVE_ONE, 1e300, LARGEST)

# Where rules have lost digits: roots of a local derivative, arguments that multiply the error of their square, and
# borders of overflow and underflow.
SPECIAL: dict[str, tuple[float, ...]] = {
    "sigmoid": (36.0, 37.5, 40.0, -40.0, 709.0, -709.0, -745.0),
    "tanh": (9.0, 18.9, 19.0, 22.0, 350.0),
    "silu": (-1.2784645427610738, 36.5, -36.5, -708.4, -709.5, -740.0, -744.0),
    "gelu": (-0.7517915246935645, -5.0, -10.0, -26.0, -37.0, -38.4, 8.3),
    "erf": (0.47693627620446987, 3.0, 5.0, 5.9, 26.0, 26.6),
    "cbrt": (3.0, 8.0, 27.0, 1e-300, 7e-309),
    "atan": (1.3e154, 1.4e154, 1e155, 1e200),
    "log": (2.718281828459045,),
    "log2": (8.0, 1.7e308),
    "log10": (1000.0, 1e308, 7e307, 8e307),
    "elu": (-745.0, -709.0),
    "exp": (709.78, -708.4, -744.9),
    "sinh": (710.4,),
    "cosh": (710.4,),
    "sin": (3.141592653589793, 1e22, 6381956970095103.0 * 2.0**797),
    "cos": (1.5707963267948966, 1e22),
    "tan": (1.5707963267948966, 0.7853981633974483, 1e22),
    "softplus": (-745.0, -37.0, 37.0),
}


def sized(random: Random) -> float:
    """A double of any size and sign: every binary order is as likely as any other."""
    return math.ldexp(random.uniform(-1, 1), random.randint(-1073, 1024)) or SMALLEST


def handy(random: Random) -> float:
    """A double such as people write, or one near an ordinary border."""
    return random.choice([
        float(random.randint(-9, 9)),
        random.randint(-300, 300) / 100,
        random.uniform(-5, 5),
        random.uniform(-50, 50),
        random.uniform(-750, 750),
        near(random.choice(EDGES), random),
        random.randint(-2000, 2000) * math.pi / 4,
    ])  # fmt: skip


def near(x: float, random: Random) -> float:
    """The number or one of the doubles around it, of either sign."""
    towards = random.choice([math.inf, -math.inf])
    for _ in range(random.choice([0, 0, 1, 2])):
        x = math.nextafter(x, towards)
    x = random.choice([-1, 1]) * x
    return x if math.isfinite(x) else LARGEST


def points(name: str, count: int, inputs: int, random: Random) -> Iterator[tuple[float, ...]]:
    """The edges in every combination, what is special about the operation, and `count` random points."""
    edges = EDGES if inputs < 3 else FEW_EDGES
    if inputs < 4:
        yield from product([*edges, *[-x for x in edges]], repeat=inputs)
    for x in SPECIAL.get(name, ()):
        yield (x, *[random.choice([0.5, -2.0]) for _ in range(inputs - 1)])
    for i in range(count):
        yield _random_point(name, i, inputs, random)


def _random_point(name: str, i: int, inputs: int, random: Random) -> tuple[float, ...]:
    kinds = [_any_sizes, _handy_ones, _alike]
    if name == "^":
        kinds.append(_power)
    if name in SPECIAL:
        kinds.append(lambda inputs, random: _around(random.choice(SPECIAL[name]), inputs, random))
    return kinds[i % len(kinds)](inputs, random)


def _any_sizes(inputs: int, random: Random) -> tuple[float, ...]:
    return tuple([sized(random) for _ in range(inputs)])


def _handy_ones(inputs: int, random: Random) -> tuple[float, ...]:
    return tuple([handy(random) for _ in range(inputs)])


def _alike(inputs: int, random: Random) -> tuple[float, ...]:
    """Inputs of about the same size, some of them equal."""
    x = random.choice([sized, handy])(random)
    alike = [x * random.choice([1, 1, -1, 2, random.uniform(0.5, 2)]) for _ in range(inputs)]
    return tuple([y if math.isfinite(y) else LARGEST for y in alike])


def _around(x: float, inputs: int, random: Random) -> tuple[float, ...]:
    """A point near one where something happens."""
    return (x * random.uniform(0.98, 1.02), *[handy(random) for _ in range(inputs - 1)])


def _power(inputs: int, random: Random) -> tuple[float, ...]:
    """A base and an exponent whose power is a double, of any size."""
    x = abs(random.choice([sized, handy])(random)) or 1.0
    logarithm = math.log(x) or 1e-16
    y = random.uniform(-740, 709) / logarithm
    if random.random() < 0.3 and abs(y) < 2**53:
        return (random.choice([-1, 1]) * x, float(round(y)))
    return (x, y if math.isfinite(y) else 1.0)
