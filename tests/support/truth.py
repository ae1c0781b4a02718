"""What every operation must compute, by mpmath: values, local derivatives and domains, written apart from the package.

Where the derivative does not exist these are the conventions of the contract: the number of smallest magnitude between
the slopes on both sides, 1/n for each of n inputs that tie, infinite where a tangent stands upright.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from mpmath import inf, mp, mpf, nan

# Enough for doubles that cancel: 1 - x for x = 1e-30, or the sine of 1e300, of which mpmath asks more by itself.
DIGITS = 60
mp.dps = DIGITS

Rule = Callable[..., Any]


class Truth(NamedTuple):
    """One operation, over numbers of mpmath.

    Args:
        text: how it is written with the inputs {0}, {1} …
        counts: the numbers of inputs to try.
        value: the operation.
        partials: its local derivatives, as a tuple with one for each input.
        domain: where it has a value.
    """

    text: str
    counts: tuple[int, ...]
    value: Rule
    partials: Rule
    domain: Rule = lambda *xs: True

    def written(self, operands: Sequence[str]) -> str:
        """The operation in the language, of operands that need no parentheses."""
        return self.text.format(*operands, all=", ".join(operands))


def _one(name: str, value: Rule, slope: Rule, domain: Rule = lambda *xs: True) -> Truth:
    return Truth(f"{name}({{0}})", (1,), value, lambda x: (slope(x),), domain)


def _many(name: str, value: Rule, partials: Rule) -> Truth:
    return Truth(f"{name}({{all}})", (2, 3, 5), value, partials)


def nearest(a: Any, b: Any) -> Any:
    """The number of smallest magnitude from a to b, in either order."""
    return mpf(0) if (a < 0) != (b < 0) else min(a, b, key=abs)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mp.exp(-x))


def normal_cdf(x: Any) -> Any:
    """The normal distribution function; 0 where it is below 1e-800000, which mpmath cannot compute at -1e308."""
    return mp.ncdf(x) if x > -2000 else mpf(0)


def cbrt(x: Any) -> Any:
    return mp.sign(x) * mp.cbrt(abs(x))


def pieces(x: Any, below: Any, above: Any) -> Any:
    """What stands below 0 and above it; at 0 the slope nearest to 0."""
    return above if x > 0 else below if x < 0 else nearest(below, above)


def power(x: Any, y: Any) -> Any:
    """x to the power y, its sign from whether y is even."""
    if x == 0 or y == 0:
        return mpf(y == 0)
    size = mp.exp(y * mp.log(abs(x)))
    return -size if x < 0 and int(y) % 2 else size


def power_partials(x: Any, y: Any) -> tuple[Any, Any]:
    to_y = power(x, y) * mp.log(x) if x > 0 else mpf(0) if x == 0 else nan
    if y == 0:
        return mpf(0), to_y
    if x == 0:
        return (mpf(1) if y == 1 else mpf(0) if y > 1 else inf), to_y
    return y * power(x, y) / x, to_y


def tied(best: Rule) -> Rule:
    def partials(*xs: Any) -> tuple[Any, ...]:
        chosen = [x == best(xs) for x in xs]
        return tuple([mpf(c) / sum(chosen) for c in chosen])

    return partials


def others(xs: Sequence[Any]) -> tuple[Any, ...]:
    """For each input the product of the others."""
    return tuple([mp.fprod([*xs[:i], *xs[i + 1 :]]) for i in range(len(xs))])


def logsumexp(*xs: Any) -> Any:
    # The largest apart from the rest, which are tiny beside it for logsumexp(0, -700) and all that there is to tell.
    *rest, most = sorted(xs)
    return most + mp.log1p(mp.fsum([mp.exp(x - most) for x in rest]))


def softmax(*xs: Any) -> tuple[Any, ...]:
    parts = [mp.exp(x - max(xs)) for x in xs]
    return tuple([part / mp.fsum(parts) for part in parts])


def total(*xs: Any) -> Any:
    """The exact sum: 1 + 1e300 - 1e300 is 1."""
    with mp.workprec(2300):
        return mp.fsum(xs)


def per_square(a: Any, y: Any, x: Any) -> Any:
    """a over the squared distance of a point from the origin; 0 at the origin."""
    return a / (x * x + y * y) if x or y else mpf(0)


def per_radius(a: Any, x: Any, y: Any) -> Any:
    return a / mp.hypot(x, y) if x or y else mpf(0)


def upright(divisor: Any, sign: int = 1) -> Any:
    """1 over a number that is not negative, infinite where it is 0."""
    return sign / divisor if divisor else sign * inf


def above(bound: float) -> Rule:
    return lambda x: x > bound


ONE = mpf(1)
HUNDREDTH = mpf(1) / 100

TRUTHS: dict[str, Truth] = {
    "+": Truth("{0} + {1}", (2,), lambda a, b: a + b, lambda a, b: (mpf(1), mpf(1))),
    "-": Truth("{0} - {1}", (2,), lambda a, b: a - b, lambda a, b: (mpf(1), mpf(-1))),
    "*": Truth("{0}*{1}", (2,), lambda a, b: a * b, lambda a, b: (b, a)),
    "/": Truth("{0}/{1}", (2,), lambda a, b: a / b, lambda a, b: (1 / b, -a / b / b), lambda a, b: b != 0),
    "neg": Truth("-{0}", (1,), lambda a: -a, lambda a: (mpf(-1),)),
    "^": Truth(
        "{0}^{1}", (2,), power, power_partials,
        lambda x, y: x > 0 or (x == 0 and y >= 0) or (x < 0 and y == mp.floor(y)),
    ),
    "exp": _one("exp", mp.exp, mp.exp),
    "log": _one("log", mp.log, lambda x: 1 / x, above(0)),
    "log2": _one("log2", lambda x: mp.log(x) / mp.log(2), lambda x: 1 / (x * mp.log(2)), above(0)),
    "log10": _one("log10", lambda x: mp.log(x) / mp.log(10), lambda x: 1 / (x * mp.log(10)), above(0)),
    "log1p": _one("log1p", mp.log1p, lambda x: 1 / (1 + x), above(-1)),
    "expm1": _one("expm1", mp.expm1, mp.exp),
    "square": _one("square", lambda x: x * x, lambda x: 2 * x),
    "sqrt": _one("sqrt", mp.sqrt, lambda x: upright(2 * mp.sqrt(x)), lambda x: x >= 0),
    "cbrt": _one("cbrt", cbrt, lambda x: upright(3 * cbrt(x) ** 2)),
    "sin": _one("sin", mp.sin, mp.cos),
    "cos": _one("cos", mp.cos, lambda x: -mp.sin(x)),
    "tan": _one("tan", mp.tan, lambda x: 1 / mp.cos(x) ** 2),
    "cot": _one("cot", mp.cot, lambda x: -1 / mp.sin(x) ** 2, lambda x: x != 0),
    "sec": _one("sec", mp.sec, lambda x: mp.sin(x) / mp.cos(x) ** 2),
    "csc": _one("csc", mp.csc, lambda x: -mp.cos(x) / mp.sin(x) ** 2, lambda x: x != 0),
    "asin": _one("asin", mp.asin, lambda x: upright(mp.sqrt((1 - x) * (1 + x))), lambda x: abs(x) <= 1),
    "acos": _one("acos", mp.acos, lambda x: upright(mp.sqrt((1 - x) * (1 + x)), -1), lambda x: abs(x) <= 1),
    "atan": _one("atan", mp.atan, lambda x: 1 / (1 + x * x)),
    "atan2": Truth(
        "atan2({0}, {1})", (2,), mp.atan2, lambda y, x: (per_square(x, y, x), per_square(-y, y, x)),
    ),
    "sinh": _one("sinh", mp.sinh, mp.cosh),
    "cosh": _one("cosh", mp.cosh, mp.sinh),
    "tanh": _one("tanh", mp.tanh, lambda x: mp.sech(x) ** 2),
    "asinh": _one("asinh", mp.asinh, lambda x: 1 / mp.sqrt(1 + x * x)),
    "acosh": _one("acosh", mp.acosh, lambda x: upright(mp.sqrt((x - 1) * (x + 1))), lambda x: x >= 1),
    "atanh": _one("atanh", mp.atanh, lambda x: 1 / ((1 - x) * (1 + x)), lambda x: abs(x) < 1),
    "relu": _one("relu", lambda x: max(x, mpf(0)), lambda x: pieces(x, mpf(0), mpf(1))),
    "leaky_relu": Truth(
        "leaky_relu({all})", (1, 2),
        lambda x, slope=HUNDREDTH: x if x > 0 else slope * x,
        lambda x, slope=HUNDREDTH: (pieces(x, slope, mpf(1)), min(x, mpf(0))),
    ),
    "sigmoid": _one("sigmoid", sigmoid, lambda x: sigmoid(x) * sigmoid(-x)),
    "softplus": _one("softplus", lambda x: mp.log1p(mp.exp(x)), sigmoid),
    "softsign": _one("softsign", lambda x: x / (1 + abs(x)), lambda x: 1 / (1 + abs(x)) ** 2),
    "silu": _one("silu", lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * sigmoid(-x))),
    "gelu": _one("gelu", lambda x: x * normal_cdf(x), lambda x: normal_cdf(x) + x * mp.npdf(x)),
    "elu": Truth(
        "elu({all})", (1, 2),
        lambda x, alpha=ONE: x if x > 0 else alpha * mp.expm1(x),
        lambda x, alpha=ONE: (pieces(x, alpha * mp.exp(min(x, 0)), mpf(1)), mp.expm1(min(x, 0))),
    ),
    "erf": _one("erf", mp.erf, lambda x: 2 / mp.sqrt(mp.pi) * mp.exp(-x * x)),
    "abs": _one("abs", abs, mp.sign),
    "sign": _one("sign", mp.sign, lambda x: mpf(0)),
    "step": _one("step", lambda x: mpf(x > 0), lambda x: mpf(0)),
    "floor": _one("floor", mp.floor, lambda x: mpf(0)),
    "ceil": _one("ceil", mp.ceil, lambda x: mpf(0)),
    "max": _many("max", lambda *xs: max(xs), tied(max)),
    "min": _many("min", lambda *xs: min(xs), tied(min)),
    "hypot": Truth("hypot({0}, {1})", (2,), mp.hypot, lambda x, y: (per_radius(x, x, y), per_radius(y, x, y))),
    "clip": Truth(
        "clip({all})", (3,),
        lambda x, lo, hi: min(max(x, lo), hi),
        lambda x, lo, hi: (mpf(lo < x < hi), mpf(x < lo), mpf(x > hi)),
        lambda x, lo, hi: lo <= hi,
    ),
    "sum": _many("sum", total, lambda *xs: (mpf(1),) * len(xs)),
    "mean": _many("mean", lambda *xs: total(*xs) / len(xs), lambda *xs: (mpf(1) / len(xs),) * len(xs)),
    "prod": _many("prod", lambda *xs: mp.fprod(xs), lambda *xs: others(xs)),
    "logsumexp": _many("logsumexp", logsumexp, softmax),
}  # fmt: skip


def value(name: str, xs: Sequence[float]) -> Any:
    """The true value of an operation at these doubles; None outside its domain."""
    truth, exact = TRUTHS[name], [mpf(x) for x in xs]
    if not truth.domain(*exact):
        return None
    found = truth.value(*exact)
    # The sign of a zero tells the side of the cut, and mpmath's zeros have none.
    on_the_lower_side = name == "atan2" and xs[0] == 0 and math.copysign(1, xs[0]) < 0
    return -found if on_the_lower_side else found


def partials(name: str, xs: Sequence[float]) -> tuple[Any, ...]:
    """The true local derivatives at these doubles, one for each of them."""
    found: tuple[Any, ...] = TRUTHS[name].partials(*[mpf(x) for x in xs])
    return found[: len(xs)]
