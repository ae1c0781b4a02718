"""The complex numbers beside the real axis, against mpmath: real and imaginary part each to the last digits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

import mpmath
import pytest
from mpmath import mpc, mpf

from backprop_cli.arithmetic import complexes, floats, system_of
from backprop_cli.arithmetic.complexes import Complex
from backprop_cli.errors import DomainError
from backprop_cli.language import parse
from backprop_cli.ops import OPS, Op

from .support.oracle import ORACLES, SUBNORMAL
from .test_arithmetic import ODD_DOUBLES

# Imaginary parts of the complex step, and one that is not small.
STEPS = (1e-200, 1e-100, 1e-20, 0.125)

# An imaginary part is a product of a few functions, each within some ulps; the series of erf loses two digits.
RELATIVE = 1e-12


def arctangent(y, x):
    """The continuation of atan2 from its place on the real axis; mpmath's own takes real numbers only."""
    if abs(x.real) >= abs(y.real):
        return mpmath.atan(y / x) + mpmath.atan2(y.real, x.real) - mpmath.atan(y.real / x.real)
    return mpmath.sign(y.real) * mpmath.pi / 2 - mpmath.atan(x / y)


# Where mpmath has no complex function, or one on another branch: the piece of the real function that x is on.
CONTINUED = {
    "^": lambda x, y: x**y,
    "cbrt": lambda x: x ** (mpf(1) / 3) if x.real > 0 else -((-x) ** (mpf(1) / 3)),
    "abs": lambda x: x if x.real > 0 else -x,
    "softsign": lambda x: x / (1 + x) if x.real >= 0 else x / (1 - x),
    "relu": lambda x: x if x.real > 0 else mpc(0),
    "leaky_relu": lambda x, slope: x if x.real > 0 else slope * x,
    "elu": lambda x, alpha: x if x.real > 0 else alpha * mpmath.expm1(x),
    "sign": lambda x: mpc(mpmath.sign(x.real)),
    "step": lambda x: mpc(x.real > 0),
    "floor": lambda x: mpc(mpmath.floor(x.real)),
    "ceil": lambda x: mpc(mpmath.ceil(x.real)),
    "max": lambda *xs: max(xs, key=lambda x: x.real),
    "min": lambda *xs: min(xs, key=lambda x: x.real),
    "clip": lambda x, lo, hi: max(lo, min(x, hi, key=lambda x: x.real), key=lambda x: x.real),
    "logsumexp": lambda *xs: mpmath.log(mpmath.fsum(map(mpmath.exp, xs))),
    "gelu": lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2,
    "hypot": lambda x, y: mpmath.sqrt(x * x + y * y),
    "atan2": arctangent,
}


def beside_the_axis(op: Op) -> Iterator[tuple[complex, ...]]:
    """Points with one imaginary part each, in every place and of every size."""
    origin = (0.0,) * len(ORACLES[op.name].domain)
    smooth = not op.kinks and math.isfinite(op.forward(floats, *origin))
    for point in [*ORACLES[op.name].ordinary(20), *([origin] if smooth else [])]:
        for place, h in product(range(len(point)), STEPS):
            yield tuple(complex(x, h if i == place else 0.0) for i, x in enumerate(point))


def wrong(got: complex, true: mpc) -> bool:
    """Whether a part of a result is off: the imaginary part beside itself, however small it is."""
    real, imaginary = abs(mpf(got.real) - true.real), abs(mpf(got.imag) - true.imag)
    # The square of 1e-200i is -1e-400, for which there is no double.
    return real > max(RELATIVE * abs(true), SUBNORMAL) or imaginary > RELATIVE * abs(true.imag)


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_every_operation_beside_the_real_axis(op: Op):
    function = CONTINUED.get(op.name, ORACLES[op.name].value)
    mpmath.mp.dps, digits = 250, mpmath.mp.dps
    try:
        mistakes = [
            (point, got, mpmath.nstr(true, 17))
            for point in beside_the_axis(op)
            for got, true in [(complex(op.forward(complexes, *point)), mpc(function(*map(mpc, point))))]
            if wrong(got, true)
        ]
    finally:
        mpmath.mp.dps = digits
    assert mistakes == [], "the rule is wrong, or mpmath takes another branch: then its own belongs in CONTINUED"


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_the_real_part_is_that_of_the_doubles_to_the_last_bit(op: Op):
    for point in [*ORACLES[op.name].ordinary(), *ORACLES[op.name].edges]:
        out = op.forward(complexes, *(complex(x, 1e-200) if i == 0 else complex(x) for i, x in enumerate(point)))
        assert out.real == op.forward(floats, *point)


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_no_forward_rule_raises(op: Op):
    counts = [2, 3] if op.variadic else [n for n in range(4) if op.takes(n)]
    for count in counts:
        for xs in product(ODD_DOUBLES, repeat=count):
            complex(op.forward(complexes, *(complex(x, 1e-100 if i == 0 else 0.0) for i, x in enumerate(xs))))


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_where_doubles_have_no_value_there_is_none(op: Op):
    count = 2 if op.variadic else len(op.inputs)
    for xs in product(ODD_DOUBLES, repeat=count):
        if not math.isfinite(op.forward(floats, *xs)) and all(map(math.isfinite, xs)):
            assert not complexes.isfinite(op.forward(complexes, *map(complex, xs)))


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (complexes.abs(-3 + 1e-20j), 3 - 1e-20j),
        (complexes.maximum(1 + 5j, 2 + 0j), 2),
        (complexes.minimum(1 + 5j, 2 + 0j), 1 + 5j),
        (complexes.pow(-2 + 0j, 3 + 0j), -8),
        (complexes.pow(0j, 2 + 0j), 0),
        (complexes.pow(1e-100j, 1 + 0j).imag, 1e-100),
        (complexes.tanh(300 + 1e-20j).real, 1),
        (complexes.sign(-2 + 3j), -1),
        (complexes.where(True, 1, 0), 1),
        (complexes.rational(1, 4), 0.25),
        (complexes.number("1e-3"), 0.001),
        (complexes.xlogy(2, 1 + 0j), 0),
        (complexes.xlogy(2, 0j), 0),
        (complexes.hypot(0j, 0j), 0),
        (complexes.atan2(0j, 0j), 0),
        (complexes.atan2(0j, -1 + 0j), math.pi),
    ],
)
def test_numbers(got, expected):
    assert got == expected


@pytest.mark.parametrize(
    "got",
    [
        complexes.divide(1 + 0j, 0j),
        complexes.pow(-2 + 0j, 0.5 + 0j),
        complexes.pow(-2 + 0j, 3 + 1e-20j),
        complexes.xlogy(1, -1 + 0j),
        complexes.log(-1 + 1e-20j),
        complexes.nan + 0j,
    ],
)
def test_nan_outside_the_real_domain(got):
    assert not complexes.isfinite(got)


def test_conditions_are_about_the_real_part():
    assert complexes.equal(1 + 1j, 1)
    assert complexes.greater(2, 1 + 5j)
    assert complexes.greater_equal(1 + 1j, 1 + 2j)


def test_a_program_runs_over_complex_numbers():
    run = parse("sin(x)*2 + pi").run({"x": Complex(1.0, 1e-100)}, complexes)
    assert run.root.data.imag / 1e-100 == 2 * math.cos(1.0)
    with pytest.raises(DomainError):
        parse("log(x)").run({"x": Complex(-1.0, 1e-100)}, complexes)


def test_the_system_is_found_by_name_and_by_number():
    assert system_of(1j) is system_of(Complex(1.0)) is complexes
