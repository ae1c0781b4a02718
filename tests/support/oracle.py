"""The points at which every operation is compared with its truth; `mistakes` compares a row of the rule table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any, NamedTuple

import mpmath
from mpmath import mpf

from backprop_cli.arithmetic import floats
from backprop_cli.language import parse
from backprop_cli.ops import Op

from .points import ABOVE_ONE, BELOW_ONE
from .truth import TRUTHS, Truth

Point = tuple[float, ...]

# Four ulp of a double, which is what the contract allows.
RELATIVE = 4 * 2**-52

# Below the smallest normal double a result has fewer digits: then two steps of the subnormal grid are allowed.
SUBNORMAL = 1e-323


class Points(NamedTuple):
    """Where an operation is tried.

    Args:
        domain: for each input, the interval from which ordinary points are drawn.
        edges: points close to the edges of the domain, tiny ones and huge ones; without kinks and ties.
    """

    domain: Sequence[tuple[float, float]]
    edges: Sequence[Point] = ()


class Oracle:
    """What one operation must compute, and where it is tried."""

    def __init__(self, truth: Truth, points: Points) -> None:
        self.value = truth.value
        self.domain, self.edges = points
        self.partials = [lambda *xs, i=i: truth.partials(*xs)[i] for i in range(len(self.domain))]

    def ordinary(self, count: int = 40) -> Iterator[Point]:
        """Random points, the same in every run."""
        random = Random(7)
        for _ in range(count):
            yield tuple(random.uniform(low, high) for low, high in self.domain)


def _of_one(domain: tuple[float, float], *edges: float) -> Points:
    """The points of a function of one input."""
    return Points([domain], [(x,) for x in edges])


ANY = (-5.0, 5.0)
POSITIVE = (0.01, 5.0)
TINY, HUGE = 1e-200, 1e200
BEST = Points([ANY, ANY, ANY], [(1.0, 2.0), (2.0, 1.0), (-1e300, 1e-300), (1.0, ABOVE_ONE)])

POINTS: dict[str, Points] = {
    "+": Points([ANY, ANY], [(HUGE, TINY), (-HUGE, HUGE)]),
    "-": Points([ANY, ANY], [(HUGE, TINY), (TINY, HUGE)]),
    "*": Points([ANY, ANY], [(HUGE, TINY), (0.0, 3.0)]),
    "/": Points([ANY, POSITIVE], [(1.0, 1e-150), (1e-150, 1e-150), (1.0, 1e300), (0.0, -3.0), (1e150, -1e150)]),
    "neg": _of_one(ANY, 0.0, HUGE),
    "^": Points(
        [POSITIVE, ANY],
        [(1e-300, 0.5), (1e-300, 1.0), (1e-100, 3.0), (1e-100, -1.5), (1e300, -0.5), (2.0, 1000.0),
         (ABOVE_ONE, 1e15), (BELOW_ONE, 1e17), (3.0, 1e-300), (1.0, 2.0), (2.0, 0.0)],
    ),
    "square": _of_one(ANY, 1e150, -1e150),
    "exp": _of_one(ANY, 709.7, -700.0, -740.0, TINY),
    "log": _of_one(POSITIVE, 1e-300, ABOVE_ONE, BELOW_ONE, 1e300),
    "log2": _of_one(POSITIVE, 1e-300, ABOVE_ONE, 1e300),
    "log10": _of_one(POSITIVE, 1e-300, ABOVE_ONE, 1e300),
    "log1p": _of_one((-0.9, 5), TINY, -1e-17, -BELOW_ONE, 1e300),
    "expm1": _of_one(ANY, TINY, -1e-17, -50.0, 709.0),
    "sqrt": _of_one(POSITIVE, 1e-300, 5e-324, 1e300),
    "cbrt": _of_one(ANY, 1e-300, -1e-300, -8.0, 1e300),
    "sin": _of_one(ANY, TINY, 1e15, 3.141592653589793),
    "cos": _of_one(ANY, TINY, 1e15, 1.5707963267948966),
    "tan": _of_one(ANY, TINY, 1.5707963267948966, 1e15),
    "cot": _of_one((0.01, 3.1), 1e-150, -1e-150, 1.5707963267948966, 1e15),
    "sec": _of_one(ANY, TINY, 1.5707963267948966, 1e15),
    "csc": _of_one((0.01, 3.1), 1e-150, -1e-150, 1.5707963267948966, 1e15),
    "asin": _of_one((-0.99, 0.99), TINY, BELOW_ONE, -BELOW_ONE),
    "acos": _of_one((-0.99, 0.99), TINY, BELOW_ONE, -BELOW_ONE),
    "atan": _of_one(ANY, TINY, 1e150, -1e15),
    "atan2": Points(
        [ANY, ANY],
        [(TINY, TINY), (HUGE, HUGE), (TINY, HUGE), (HUGE, TINY), (1.0, 0.0), (-1.0, 0.0), (0.0, 2.0), (-TINY, -1.0)],
    ),
    "sinh": _of_one(ANY, TINY, 710.0, -710.0),
    "cosh": _of_one(ANY, TINY, 710.0, -710.0),
    "tanh": _of_one(ANY, TINY, 15.0, -18.0, 400.0),
    "asinh": _of_one(ANY, TINY, -TINY, HUGE, -HUGE),
    "acosh": _of_one((1.01, 5), ABOVE_ONE, 1 + 1e-9, HUGE),
    "atanh": _of_one((-0.99, 0.99), TINY, BELOW_ONE, -BELOW_ONE),
    "relu": _of_one(ANY, TINY, -TINY, HUGE),
    "leaky_relu": Points([ANY, ANY], [(3.0,), (-3.0,), (TINY,), (-TINY,), (-HUGE, 0.2)]),
    "sigmoid": _of_one(ANY, TINY, 20.0, 36.0, 800.0, -20.0, -700.0),
    "softplus": _of_one(ANY, TINY, 40.0, 1e300, -40.0, -700.0),
    "softsign": _of_one(ANY, TINY, -TINY, 0.0, 1e150, -1e300),
    # The derivative passes through 0 at x = -1.278: there two terms of the size 0.2 cancel in the textbook form.
    "silu": _of_one(ANY, TINY, -1.2784645427610738, 30.0, 1e300, -40.0, -700.0),
    # As silu, at x = -0.752.
    "gelu": _of_one(ANY, TINY, -0.7517915246935645, 9.0, 1e300, -9.0, -37.0),
    "elu": Points([ANY, ANY], [(3.0,), (-3.0,), (TINY,), (-TINY,), (-700.0, 2.0), (800.0,), (1e300, 0.5)]),
    "erf": _of_one(ANY, TINY, 6.0, -26.0),
    "abs": _of_one(ANY, TINY, -TINY, -HUGE),
    "sign": _of_one(ANY, TINY, -TINY, -HUGE),
    "step": _of_one(ANY, TINY, -TINY, HUGE),
    "floor": _of_one(ANY, TINY, -TINY, -0.5, 1e15 + 0.5),
    "ceil": _of_one(ANY, TINY, -TINY, -0.5, 1e15 + 0.5),
    "sum": Points(
        [ANY, ANY, ANY],
        [(3.0,), (HUGE, TINY), (1e16, 1.0, -1e16), (1e308, 1e308, -1e308), (0.1, 0.2, -0.3)],
    ),
    "mean": Points(
        [ANY, ANY, ANY],
        [(3.0,), (HUGE, TINY), (1e16, 1.0, -1e16), (1e308, 1e308), (1e308, 1e308, 1e308), (5e-324, 0.0)],
    ),
    "prod": Points([ANY, ANY, ANY], [(3.0,), (HUGE, TINY), (0.0, 2.0, 3.0), (0.0, 0.0, 3.0), (HUGE, TINY, TINY)]),
    "logsumexp": Points(
        [ANY, ANY, ANY],
        [(3.0,), (-1e300,), (0.0, -40.0), (-40.0, 0.0), (1000.0, 1001.0, 999.5), (-1000.0, -1000.0),
         (1e300, 1.0), (710.0, -710.0), (0.0, -700.0, -800.0)],
    ),
    "max": BEST,
    "min": BEST,
    "hypot": Points([ANY, ANY], [(TINY, TINY), (HUGE, HUGE), (TINY, HUGE), (HUGE, -TINY), (0.0, -2.0), (3.0, 4.0)]),
    "clip": Points(
        [ANY, (-4.0, -1.0), (1.0, 4.0)],
        [(0.0, 0.0 - TINY, TINY), (-HUGE, -1.0, 1.0), (HUGE, -1.0, 1.0), (2.0, 1.0, 1.0)],
    ),
}  # fmt: skip

ORACLES = {name: Oracle(TRUTHS[name], points) for name, points in POINTS.items() if name in TRUTHS}


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
