"""Formulas in doubles, at random points: whether one is 0 on more than single points, as relu(x) is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random

from ..arithmetic import floats
from .coefficients import as_double
from .shortening import parts_of
from .symbol import Call, Name, Number, Product, Sum, Symbol, walk

CONSTANTS: Mapping[str, float] = {"pi": math.pi, "e": math.e, "tau": math.tau}

# So many points, of either sign and of sizes up to this power of ten.
POINTS, SIZE = 24, 3


def vanishes(symbol: Symbol) -> bool:
    """Whether a formula is 0 in a whole region. At a random point it is 0 only if it is around it, too."""
    parts = walk(symbol, parts_of)
    if not any([isinstance(part, Call) and part.function.kinks for part in parts]):
        return False
    random = Random(0)
    return any([_value(parts, random) == 0 for _ in range(POINTS)])


def _value(parts: Sequence[Symbol], random: Random) -> float:
    """The last of the parts of a formula, each computed from those before, at a random point."""
    values: dict[bytes, float] = {}
    for part in parts:
        values[part.key] = _computed(part, values, random)
    return values[parts[-1].key]


def _computed(part: Symbol, values: Mapping[bytes, float], random: Random) -> float:
    if isinstance(part, Sum):
        return sum([as_double(c) * values[monomial.key] for monomial, c in part.terms])
    if isinstance(part, Product):
        return math.prod([floats.pow(values[base.key], values[exponent.key]) for base, exponent in part.factors])
    if isinstance(part, Call):
        result: float = part.function.forward(floats, *[values[argument.key] for argument in part.arguments])
        return result
    if isinstance(part, Number):
        return as_double(part.value)
    assert isinstance(part, Name)
    anywhere = random.choice([-1, 1]) * 10 ** random.uniform(-SIZE, SIZE)
    return CONSTANTS.get(part.name, anywhere)
