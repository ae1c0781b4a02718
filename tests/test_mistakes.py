"""The mistakes of the rule table: what each of them computes, against a list in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import (
    acos,
    acosh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    degrees,
    erf,
    exp,
    log,
    log1p,
    log2,
    log10,
    pi,
    radians,
    sin,
    sinh,
    sqrt,
    tan,
    tanh,
)
from typing import Any

import pytest

from backprop_cli.arithmetic import floats
from backprop_cli.ops import OPS, Mistake, Op

Wrong = tuple[str, float | None, Sequence[float | None] | None]


def value(code: str, wrong: float) -> Wrong:
    return code, wrong, None


def slopes(code: str, *wrong: float | None) -> Wrong:
    return code, None, wrong


def sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x))


def cdf(x: float) -> float:
    return (1 + erf(x / sqrt(2))) / 2


def silu_slope(x: float) -> float:
    return sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))


def gelu_slope(x: float) -> float:
    return cdf(x) + x * exp(-(x**2) / 2) / sqrt(2 * pi)


def angle(turned: float, slope: float) -> Wrong:
    return "degrees", turned, [slope]


INPUT, OTHER, POWER, BASE = "derivative-of-input", "wrong-function", "power-rule", "wrong-base"

# For each operation a point, and what somebody gets there who makes its mistakes one by one, in the order of the table.
MADE: dict[str, tuple[tuple[float, ...], Callable[..., list[Wrong]]]] = {
    "+": ((2, 3), lambda a, b: []),
    "-": ((2, 3), lambda a, b: [slopes("dropped-minus", None, 1)]),
    "*": ((2, 3), lambda a, b: [slopes("unswitched-mul", a, b)]),
    "/": ((2, 3), lambda a, b: [
        slopes("dropped-minus", None, a / b**2),
        slopes("quotient-rule", None, -a / b),
        slopes("quotient-rule", None, a * log(b)),
        slopes("quotient-rule", None, -1 / b**2),
        slopes("quotient-rule", b, -a),
        slopes("quotient-rule", 1 / b**2, None),
    ]),
    "neg": ((2,), lambda a: [slopes("dropped-minus", 1)]),
    "^": ((2, 3), lambda x, y: [
        slopes(POWER, y * x**y, None),
        slopes(POWER, x ** (y - 1), None),
        slopes(POWER, x**y, None),
        slopes(POWER, (y - 1) * x ** (y - 1), None),
        slopes(POWER, None, x**y),
        slopes(POWER, None, y * x ** (y - 1)),
    ]),
    "square": ((0.7,), lambda x: [slopes(POWER, x), slopes(POWER, 2 * x**2), slopes(POWER, x**2)]),
    "exp": ((0.7,), lambda x: [slopes(INPUT, x), slopes(POWER, x * exp(x - 1)), (BASE, 10**x, [10**x * log(10)])]),
    "log": ((0.7,), lambda x: [
        slopes(INPUT, 1 / log(x)), slopes(OTHER, log(x)), (BASE, log10(x), [1 / (x * log(10))]),
        (BASE, log2(x), [1 / (x * log(2))]), slopes(OTHER, x), slopes(OTHER, 1 / x**2),
    ]),
    "log2": ((0.7,), lambda x: [
        slopes(INPUT, 1 / (log2(x) * log(2))), slopes(BASE, 1 / x), slopes(OTHER, log(2) / x),
        slopes(OTHER, x / log(2)), slopes(OTHER, log2(x)), (BASE, log(x), [1 / x]),
    ]),
    "log10": ((0.7,), lambda x: [
        slopes(INPUT, 1 / (log10(x) * log(10))), slopes(BASE, 1 / x), slopes(OTHER, log(10) / x),
        slopes(OTHER, x / log(10)), slopes(OTHER, log10(x)), (BASE, log(x), [1 / x]),
    ]),
    "log1p": ((0.7,), lambda x: [slopes(INPUT, 1 / (1 + log1p(x))), slopes(OTHER, 1 / x)]),
    "expm1": ((0.7,), lambda x: [slopes(INPUT, exp(exp(x) - 1)), slopes(OTHER, exp(x) - 1)]),
    "sqrt": ((0.7,), lambda x: [
        slopes(INPUT, 1 / (2 * x)), slopes(POWER, 1 / sqrt(x)), slopes(POWER, sqrt(x) / 2), slopes(POWER, 2 * sqrt(x)),
    ]),
    "cbrt": ((0.7,), lambda x: [
        slopes(INPUT, 1 / (3 * x**2)), slopes(POWER, x ** (-2 / 3)), slopes(POWER, x ** (1 / 3) / 3),
    ]),
    "sin": ((0.7,), lambda x: [
        angle(sin(radians(x)), cos(radians(x))), slopes(INPUT, cos(sin(x))), slopes(OTHER, sin(x)),
        (OTHER, cos(x), [-sin(x)]),
    ]),
    "cos": ((0.7,), lambda x: [
        angle(cos(radians(x)), -sin(radians(x))), slopes(INPUT, -sin(cos(x))), slopes(OTHER, cos(x)),
        slopes(OTHER, sin(x)), (OTHER, sin(x), [cos(x)]),
    ]),
    "tan": ((0.7,), lambda x: [
        angle(tan(radians(x)), 1 / cos(radians(x)) ** 2), slopes(INPUT, 1 + x**2), slopes(OTHER, 1 / cos(x)),
        slopes(OTHER, 1 - tan(x) ** 2),
    ]),
    "cot": ((0.7,), lambda x: [
        angle(1 / tan(radians(x)), -1 / sin(radians(x)) ** 2), slopes(INPUT, -1 - x**2),
        slopes("dropped-minus", 1 / sin(x) ** 2), slopes(OTHER, 1 + 1 / tan(x) ** 2),
    ]),
    "sec": ((0.7,), lambda x: [
        angle(1 / cos(radians(x)), sin(radians(x)) / cos(radians(x)) ** 2), slopes(OTHER, 1 / cos(x)),
        slopes(OTHER, tan(x) ** 2),
    ]),
    "csc": ((0.7,), lambda x: [
        angle(1 / sin(radians(x)), -cos(radians(x)) / sin(radians(x)) ** 2), slopes(OTHER, 1 / sin(x)),
        slopes("dropped-minus", cos(x) / sin(x) ** 2),
    ]),
    "asin": ((0.7,), lambda x: [
        value("degrees", degrees(asin(x))), slopes(INPUT, 1 / sqrt(1 - asin(x) ** 2)), slopes(OTHER, 1 / (1 + x**2)),
        slopes(OTHER, 1 / (1 - x**2)),
    ]),
    "acos": ((0.7,), lambda x: [
        value("degrees", degrees(acos(x))), slopes(INPUT, -1 / sqrt(1 - acos(x) ** 2)),
        slopes(OTHER, 1 / sqrt(1 - x**2)), slopes(OTHER, 1 / (1 + x**2)),
    ]),
    "atan": ((0.7,), lambda x: [
        value("degrees", degrees(atan(x))), slopes(INPUT, 1 / (1 + atan(x) ** 2)), slopes(OTHER, 1 / sqrt(1 - x**2)),
        slopes(OTHER, 1 / (1 - x**2)),
    ]),
    "atan2": ((0.7, 2), lambda y, x: [value("degrees", degrees(atan2(y, x)))]),
    "hypot": ((2, 3), lambda x, y: [slopes(POWER, 2 * x, 2 * y)]),
    "sinh": ((0.7,), lambda x: [slopes(INPUT, cosh(sinh(x))), slopes(OTHER, sinh(x))]),
    "cosh": ((0.7,), lambda x: [slopes(INPUT, sinh(cosh(x))), slopes(OTHER, cosh(x)), slopes(OTHER, -sin(x))]),
    "tanh": ((0.7,), lambda x: [
        slopes(INPUT, 1 - x**2), slopes(OTHER, 1 - tanh(x)), slopes(OTHER, 1 - tanh(tanh(x)) ** 2),
        slopes(OTHER, tanh(x) * (1 - tanh(x))), slopes(OTHER, 1 + tanh(x) ** 2), slopes(OTHER, tanh(x)),
        (OTHER, sigmoid(x), [sigmoid(x) * (1 - sigmoid(x))]),
    ]),
    "asinh": ((0.7,), lambda x: [slopes(INPUT, 1 / sqrt(1 + asinh(x) ** 2)), slopes(OTHER, 1 / (1 + x**2))]),
    "acosh": ((2.5,), lambda x: [slopes(INPUT, 1 / sqrt(acosh(x) ** 2 - 1)), slopes(OTHER, 1 / sqrt(1 + x**2))]),
    "atanh": ((0.7,), lambda x: [slopes(INPUT, 1 / (1 - atanh(x) ** 2)), slopes(OTHER, 1 / (1 + x**2))]),
    "relu": ((0.7,), lambda x: [
        slopes("blocked-relu", 0), slopes("leaky-relu", 1), slopes("leaky-relu", 1), slopes("gate-scaled", x),
        (OTHER, x, [1]), ("leaky-relu", x, [1]),
    ]),
    "leaky_relu": ((0.7,), lambda x: [slopes("leaky-relu", 1), slopes("blocked-relu", 0), slopes("blocked-relu", 1)]),
    "sigmoid": ((0.7,), lambda x: [
        slopes(INPUT, x * (1 - x)), slopes(OTHER, 1 - sigmoid(x) ** 2), slopes(OTHER, 1 - sigmoid(x)),
        slopes(OTHER, sigmoid(x)), (OTHER, tanh(x), [1 - tanh(x) ** 2]),
        (OTHER, sigmoid(-x), [-sigmoid(x) * sigmoid(-x)]),
    ]),
    "softplus": ((0.7,), lambda x: [
        slopes(INPUT, sigmoid(log(1 + exp(x)))), slopes(OTHER, sigmoid(x) * (1 - sigmoid(x))),
    ]),
    "softsign": ((0.7,), lambda x: [slopes(INPUT, 1 / (1 + x / (1 + x)) ** 2)]),
    "silu": ((0.7,), lambda x: [
        slopes(INPUT, silu_slope(x * sigmoid(x))), slopes(OTHER, sigmoid(x)),
        slopes(OTHER, sigmoid(x) * (1 - sigmoid(x))),
    ]),
    "gelu": ((0.7,), lambda x: [slopes(INPUT, gelu_slope(x * cdf(x))), slopes(OTHER, cdf(x))]),
    "elu": ((0.7,), lambda x: [slopes("leaky-relu", 1)]),
    "erf": ((0.7,), lambda x: [slopes(INPUT, 2 / sqrt(pi) * exp(-(erf(x) ** 2))), slopes(OTHER, exp(-(x**2)))]),
    "abs": ((-2,), lambda x: [slopes("dropped-minus", 1), slopes(OTHER, x)]),
    "sign": ((2,), lambda x: []),
    "step": ((2,), lambda x: []),
    "floor": ((2.5,), lambda x: []),
    "ceil": ((2.5,), lambda x: []),
    "sum": ((2, 3, 4), lambda *xs: []),
    "mean": ((2, 3, 4), lambda *xs: [slopes(OTHER, 1, 1, 1)]),
    "prod": ((2, 3, 4), lambda *xs: [slopes("unswitched-mul", 24, 24, 24)]),
    "logsumexp": ((2, 3, 4), lambda *xs: [slopes(OTHER, *map(exp, xs))]),
    "max": ((2, 3), lambda *xs: [
        slopes("router-both", 1, 1), slopes("router-split", 0.5, 0.5), slopes("router-none", 0, 0),
        slopes("gate-scaled", 0, 3), (OTHER, 2, [1, 0]),
    ]),
    "min": ((2, 3), lambda *xs: [
        slopes("router-both", 1, 1), slopes("router-split", 0.5, 0.5), slopes("router-none", 0, 0),
        slopes("gate-scaled", 2, 0), (OTHER, 3, [0, 1]),
    ]),
    "clip": ((2, 1, 3), lambda x, lo, hi: []),
}  # fmt: skip

# The operations with two sides once more, on the other side.
NEGATIVE: dict[str, list[Wrong]] = {
    "relu": [
        slopes("blocked-relu", 0),
        slopes("leaky-relu", 1),
        slopes("leaky-relu", 0.01),
        slopes("gate-scaled", 0),
        (OTHER, 0.7, [-1]),
        ("leaky-relu", -0.07, [0.1]),
    ],
    "leaky_relu": [slopes("leaky-relu", 1), slopes("blocked-relu", 0.01), slopes("blocked-relu", 0)],
    "elu": [slopes("leaky-relu", 1)],
}


def made(op: Op, mistake: Mistake, point: Sequence[float]) -> tuple[str, Any, Any]:
    """What a mistake gives at a point: its code, the value if that is wrong, and the wrong local derivatives."""
    out = op.forward(floats, *point)
    wrong = mistake.forward(op, floats, *point) if mistake.forward else None
    partials = mistake.partials(op, floats, out, *point) if mistake.partials else None
    return mistake.code, wrong, partials if partials is None else list(partials)


def approximately(wrong: Wrong) -> tuple[str, Any, Any]:
    code, number, partials = wrong
    return code, pytest.approx(number), partials if partials is None else [pytest.approx(x) for x in partials]


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_what_each_mistake_computes(op: Op):
    point, expected = MADE[op.name]
    point = tuple(map(float, point))
    found = [made(op, mistake, point) for mistake in op.mistakes]
    assert found == list(map(approximately, expected(*point))), "MADE says in plain Python what each mistake computes"


@pytest.mark.parametrize("name", NEGATIVE)
def test_what_they_compute_on_the_other_side(name: str):
    (op,) = (op for op in OPS if op.name == name)
    assert [made(op, mistake, [-0.7]) for mistake in op.mistakes] == list(map(approximately, NEGATIVE[name]))
