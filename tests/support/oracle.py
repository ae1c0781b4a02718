"""A second, independent account of every operation: mpmath at 50 digits, in closed form, and points to compare at.

`mistakes` compares a row of the rule table with it. The closed forms are themselves compared with mpmath's numerical
derivative in test_ops.py, so that a slip here cannot hide one in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import mpmath
from mpmath import mp, mpf

from backprop_cli.arithmetic import floats
from backprop_cli.language import parse
from backprop_cli.ops import Op

mp.dps = 50

Point = tuple[float, ...]
Function = Callable[..., Any]

# Four ulp of a double, which is what the contract allows.
RELATIVE = 4 * 2**-52

# Below the smallest normal double a result has fewer digits: then two steps of the subnormal grid are allowed.
SUBNORMAL = 1e-323


class Oracle:
    """What one operation must compute.

    Args:
        value: the operation over mpmath numbers.
        partials: its local derivatives in closed form, one for each input.
        domain: for each input, the interval from which ordinary points are drawn.
        edges: points close to the edges of the domain, tiny ones and huge ones.
    """

    def __init__(
        self,
        value: Function,
        partials: Sequence[Function],
        domain: Sequence[tuple[float, float]],
        edges: Sequence[Point] = (),
    ) -> None:
        self.value = value
        self.partials = partials
        self.domain = domain
        self.edges = edges

    def ordinary(self, count: int = 40) -> Iterator[Point]:
        """Random points, the same in every run."""
        random = Random(7)
        for _ in range(count):
            yield tuple(random.uniform(low, high) for low, high in self.domain)


def _one(value: Function, partial: Function, low: float, high: float, *edges: float) -> Oracle:
    """The oracle of a function of one input."""
    return Oracle(value, [partial], [(low, high)], [(x,) for x in edges])


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


def _cbrt(x: Any) -> Any:
    return mpmath.sign(x) * mpmath.cbrt(abs(x))


def _sum(*xs: Any) -> Any:
    # Exactly: between the largest double and the smallest there are 2098 bits.
    with mpmath.workprec(2200):
        return mpmath.fsum(xs)


def _normal_cdf(x: Any) -> Any:
    # mpmath takes long over numbers that are far below any double.
    return mpmath.ncdf(x) if x > -1000 else mpf(0)


def _best(choose: Function) -> Oracle:
    """The oracle of max and min at points without a tie."""
    return Oracle(
        lambda *xs: choose(xs),
        [lambda *xs, i=i: mpf(xs[i] == choose(xs)) for i in range(3)],
        [(-5, 5), (-5, 5), (-5, 5)],
        [(1.0, 2.0), (2.0, 1.0), (-1e300, 1e-300), (1.0, 1.0 + 2**-52)],
    )


def _logsumexp(*xs: Any) -> Any:
    *others, largest = sorted(xs)
    return largest + mpmath.log1p(mpmath.fsum([mpmath.exp(x - largest) for x in others]))


ANY = (-5.0, 5.0)
POSITIVE = (0.01, 5.0)
TINY, HUGE = 1e-200, 1e200
BELOW_ONE = 1 - 2**-53
ABOVE_ONE = 1 + 2**-52
HUNDREDTH = mpf(1) / 100
SQRT_PI = mpmath.sqrt(mpmath.pi)

ORACLES: dict[str, Oracle] = {
    "+": Oracle(lambda a, b: a + b, [lambda a, b: 1, lambda a, b: 1], [ANY, ANY], [(HUGE, TINY), (-HUGE, HUGE)]),
    "-": Oracle(lambda a, b: a - b, [lambda a, b: 1, lambda a, b: -1], [ANY, ANY], [(HUGE, TINY), (TINY, HUGE)]),
    "*": Oracle(lambda a, b: a * b, [lambda a, b: b, lambda a, b: a], [ANY, ANY], [(HUGE, TINY), (0.0, 3.0)]),
    "/": Oracle(
        lambda a, b: a / b,
        [lambda a, b: 1 / b, lambda a, b: -a / b**2],
        [ANY, POSITIVE],
        [(1.0, 1e-150), (1e-150, 1e-150), (1.0, 1e300), (0.0, -3.0), (1e150, -1e150)],
    ),
    "neg": _one(lambda a: -a, lambda a: -1, *ANY, 0.0, HUGE),
    "^": Oracle(
        lambda x, y: x**y,
        [lambda x, y: y * x**y / x if x else mpf(y == 1), lambda x, y: x**y * mpmath.log(x) if x else mpf(0)],
        [POSITIVE, ANY],
        [(1e-300, 0.5), (1e-300, 1.0), (1e-100, 3.0), (1e-100, -1.5), (1e300, -0.5), (2.0, 1000.0), (ABOVE_ONE, 1e15),
         (BELOW_ONE, 1e17), (3.0, 1e-300), (1.0, 2.0), (2.0, 0.0)],
    ),
    "square": _one(lambda x: x * x, lambda x: 2 * x, *ANY, 1e150, -1e150),
    "exp": _one(mpmath.exp, mpmath.exp, *ANY, 709.7, -700.0, -740.0, TINY),
    "log": _one(mpmath.log, lambda x: 1 / x, *POSITIVE, 1e-300, ABOVE_ONE, BELOW_ONE, 1e300),
    "log2": _one(lambda x: mpmath.log(x, 2), lambda x: 1 / (x * mpmath.log(2)), *POSITIVE, 1e-300, ABOVE_ONE, 1e300),
    "log10": _one(mpmath.log10, lambda x: 1 / (x * mpmath.log(10)), *POSITIVE, 1e-300, ABOVE_ONE, 1e300),
    "log1p": _one(mpmath.log1p, lambda x: 1 / (1 + x), -0.9, 5, TINY, -1e-17, -BELOW_ONE, 1e300),
    "expm1": _one(mpmath.expm1, mpmath.exp, *ANY, TINY, -1e-17, -50.0, 709.0),
    "sqrt": _one(mpmath.sqrt, lambda x: 1 / (2 * mpmath.sqrt(x)), *POSITIVE, 1e-300, 5e-324, 1e300),
    "cbrt": _one(_cbrt, lambda x: 1 / (3 * _cbrt(x) ** 2), *ANY, 1e-300, -1e-300, -8.0, 1e300),
    "sin": _one(mpmath.sin, mpmath.cos, *ANY, TINY, 1e15, 3.141592653589793),
    "cos": _one(mpmath.cos, lambda x: -mpmath.sin(x), *ANY, TINY, 1e15, 1.5707963267948966),
    "tan": _one(mpmath.tan, lambda x: mpmath.sec(x) ** 2, *ANY, TINY, 1.5707963267948966, 1e15),
    "cot": _one(mpmath.cot, lambda x: -(mpmath.csc(x) ** 2), 0.01, 3.1, 1e-150, -1e-150, 1.5707963267948966, 1e15),
    "sec": _one(mpmath.sec, lambda x: mpmath.sec(x) * mpmath.tan(x), *ANY, TINY, 1.5707963267948966, 1e15),
    "csc": _one(
        mpmath.csc, lambda x: -mpmath.csc(x) * mpmath.cot(x), 0.01, 3.1, 1e-150, -1e-150, 1.5707963267948966, 1e15
    ),
    "asin": _one(mpmath.asin, lambda x: 1 / mpmath.sqrt(1 - x**2), -0.99, 0.99, TINY, BELOW_ONE, -BELOW_ONE),
    "acos": _one(mpmath.acos, lambda x: -1 / mpmath.sqrt(1 - x**2), -0.99, 0.99, TINY, BELOW_ONE, -BELOW_ONE),
    "atan": _one(mpmath.atan, lambda x: 1 / (1 + x**2), *ANY, TINY, 1e150, -1e15),
    "atan2": Oracle(
        mpmath.atan2,
        [lambda y, x: x / (x**2 + y**2), lambda y, x: -y / (x**2 + y**2)],
        [ANY, ANY],
        [(TINY, TINY), (HUGE, HUGE), (TINY, HUGE), (HUGE, TINY), (1.0, 0.0), (-1.0, 0.0), (0.0, 2.0), (-TINY, -1.0)],
    ),
    "sinh": _one(mpmath.sinh, mpmath.cosh, *ANY, TINY, 710.0, -710.0),
    "cosh": _one(mpmath.cosh, mpmath.sinh, *ANY, TINY, 710.0, -710.0),
    "tanh": _one(mpmath.tanh, lambda x: mpmath.sech(x) ** 2, *ANY, TINY, 15.0, -18.0, 400.0),
    "asinh": _one(mpmath.asinh, lambda x: 1 / mpmath.sqrt(1 + x**2), *ANY, TINY, -TINY, HUGE, -HUGE),
    "acosh": _one(mpmath.acosh, lambda x: 1 / mpmath.sqrt(x**2 - 1), 1.01, 5, ABOVE_ONE, 1 + 1e-9, HUGE),
    "atanh": _one(mpmath.atanh, lambda x: 1 / (1 - x**2), -0.99, 0.99, TINY, BELOW_ONE, -BELOW_ONE),
    "relu": _one(lambda x: max(x, mpf(0)), lambda x: mpf(x > 0), *ANY, TINY, -TINY, HUGE),
    "leaky_relu": Oracle(
        lambda x, slope=HUNDREDTH: x if x > 0 else slope * x,
        [lambda x, slope=HUNDREDTH: mpf(1) if x > 0 else slope, lambda x, slope=None: mpf(0) if x > 0 else x],
        [ANY, ANY],
        [(3.0,), (-3.0,), (TINY,), (-TINY,), (-HUGE, 0.2)],
    ),
    "sigmoid": _one(
        _sigmoid, lambda x: _sigmoid(x) * _sigmoid(-x), *ANY, TINY, 20.0, 36.0, 800.0, -20.0, -700.0
    ),
    "softplus": _one(lambda x: mpmath.log1p(mpmath.exp(x)), _sigmoid, *ANY, TINY, 40.0, 1e300, -40.0, -700.0),
    # The derivative passes through 0 at x = -1.278: there two terms of the size 0.2 cancel in the textbook form.
    "silu": _one(
        lambda x: x * _sigmoid(x), lambda x: _sigmoid(x) * (1 + x * _sigmoid(-x)),
        *ANY, TINY, -1.2784645427610738, 30.0, 1e300, -40.0, -700.0,
    ),
    # As silu, at x = -0.752.
    "gelu": _one(
        lambda x: x * _normal_cdf(x), lambda x: _normal_cdf(x) + x * mpmath.npdf(x),
        *ANY, TINY, -0.7517915246935645, 9.0, 1e300, -9.0, -37.0,
    ),
    "elu": Oracle(
        lambda x, alpha=1: x if x > 0 else alpha * mpmath.expm1(x),
        [
            lambda x, alpha=1: mpf(1) if x > 0 else alpha * mpmath.exp(x),
            lambda x, alpha=1: mpf(0) if x > 0 else mpmath.expm1(x),
        ],
        [ANY, ANY],
        [(3.0,), (-3.0,), (TINY,), (-TINY,), (-700.0, 2.0), (800.0,), (1e300, 0.5)],
    ),
    "erf": _one(mpmath.erf, lambda x: 2 / SQRT_PI * mpmath.exp(-(x**2)), *ANY, TINY, 6.0, -26.0),
    "abs": _one(abs, mpmath.sign, *ANY, TINY, -TINY, -HUGE),
    "sign": _one(mpmath.sign, lambda x: 0, *ANY, TINY, -TINY, -HUGE),
    "step": _one(lambda x: mpf(x > 0), lambda x: 0, *ANY, TINY, -TINY, HUGE),
    "floor": _one(mpmath.floor, lambda x: 0, *ANY, TINY, -TINY, -0.5, 1e15 + 0.5),
    "ceil": _one(mpmath.ceil, lambda x: 0, *ANY, TINY, -TINY, -0.5, 1e15 + 0.5),
    "sum": Oracle(
        _sum,
        [lambda *xs: mpf(1)] * 3,
        [ANY, ANY, ANY],
        [(3.0,), (HUGE, TINY), (1e16, 1.0, -1e16), (1e308, 1e308, -1e308), (0.1, 0.2, -0.3)],
    ),
    "mean": Oracle(
        lambda *xs: _sum(*xs) / len(xs),
        [lambda *xs: 1 / mpf(len(xs))] * 3,
        [ANY, ANY, ANY],
        [(3.0,), (HUGE, TINY), (1e16, 1.0, -1e16), (1e308, 1e308), (1e308, 1e308, 1e308), (5e-324, 0.0)],
    ),
    "prod": Oracle(
        lambda *xs: mpmath.fprod(xs),
        [lambda *xs, i=i: mpmath.fprod([x for j, x in enumerate(xs) if j != i]) for i in range(3)],
        [ANY, ANY, ANY],
        [(3.0,), (HUGE, TINY), (0.0, 2.0, 3.0), (0.0, 0.0, 3.0), (HUGE, TINY, TINY)],
    ),
    "logsumexp": Oracle(
        _logsumexp,
        [lambda *xs, i=i: mpmath.exp(xs[i]) / mpmath.fsum(map(mpmath.exp, xs)) for i in range(3)],
        [ANY, ANY, ANY],
        [(3.0,), (-1e300,), (0.0, -40.0), (-40.0, 0.0), (1000.0, 1001.0, 999.5), (-1000.0, -1000.0), (1e300, 1.0),
         (710.0, -710.0), (0.0, -700.0, -800.0)],
    ),
    "max": _best(max),
    "min": _best(min),
    "hypot": Oracle(
        mpmath.hypot,
        [lambda x, y: x / mpmath.hypot(x, y), lambda x, y: y / mpmath.hypot(x, y)],
        [ANY, ANY],
        [(TINY, TINY), (HUGE, HUGE), (TINY, HUGE), (HUGE, -TINY), (0.0, -2.0), (3.0, 4.0)],
    ),
    "clip": Oracle(
        lambda x, lo, hi: min(max(x, lo), hi),
        [lambda x, lo, hi: mpf(lo < x < hi), lambda x, lo, hi: mpf(x < lo), lambda x, lo, hi: mpf(x > hi)],
        [ANY, (-4.0, -1.0), (1.0, 4.0)],
        [(0.0, 0.0 - TINY, TINY), (-HUGE, -1.0, 1.0), (HUGE, -1.0, 1.0), (2.0, 1.0, 1.0)],
    ),
}  # fmt: skip


def mistakes(op: Op) -> list[str]:
    """Where the value or a local derivative of `op` differs from the oracle's."""
    oracle = ORACLES[op.name]
    found = []
    for point in [*oracle.ordinary(), *oracle.edges]:
        exact = [mpf(x) for x in point]
        out = op.forward(floats, *point)
        if not close(out, oracle.value(*exact)):
            found.append(f"{op.name}{point} is {out}, not {mpmath.nstr(oracle.value(*exact), 17)}")
        got = op.partials(floats, oracle_double(oracle, exact), *point)
        for i in range(len(point)):
            true = oracle.partials[i](*exact)
            if not close(got[i], true):
                found.append(f"derivative {i} of {op.name}{point} is {got[i]}, not {mpmath.nstr(true, 17)}")
    return found


def oracle_double(oracle: Oracle, exact: Sequence[Any]) -> float:
    """The true output as a double, so that a fault of the forward rule is not found in the derivatives again."""
    return float(oracle.value(*exact))


def close(got: float, true: Any) -> bool:
    """Whether a double is as near to the true number as RELATIVE says."""
    return bool(abs(mpf(got) - true) <= RELATIVE * abs(true) + SUBNORMAL)


def differentiate(text: str, **bindings: float) -> tuple[Any, dict[str, Any]]:
    """The value of a program and its gradients."""
    run = parse(text).run({name: float(x) for name, x in bindings.items()})
    run.root.backward()
    return run.root.data, {name: node.grad for name, node in run.inputs.items()}
