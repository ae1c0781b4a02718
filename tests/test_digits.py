"""Every value and local derivative within 4 ulp, and the functions that make up for the digits that formulas lose."""

from __future__ import annotations

import math
from copy import copy
from platform import libc_ver

import mpmath
import pytest
from mpmath import mpf

from backprop_cli.answers.reference import reference
from backprop_cli.arithmetic import digits, floats, normal
from backprop_cli.ops import BY_NAME, OPS, Op

from .support.digits import ALLOWED, Worst, error, worst
from .support.oracle import ORACLES

# Of the edges of the job, and of its random points, as many as take a moment.
COARSE, COUNT = 9, 300


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_every_operation_is_within_four_ulp(op: Op):
    found = worst(op, COUNT, coarse=COARSE)
    assert len(found) > 1
    assert [each for each in found if not each.allowed] == []


def test_the_worst_that_is_shown_is_what_is_allowed():
    assert all(max(reference(op).worst) <= ALLOWED for op in OPS)


@pytest.mark.skipif(libc_ver()[0] != "glibc", reason="the errors that are shown were measured with this C library")
@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_the_worst_that_is_shown_is_as_large_as_what_is_found(op: Op):
    value, *derivatives = [found.error for found in worst(op, COUNT, coarse=COARSE)]
    assert value <= reference(op).worst[0]
    assert max(derivatives) <= reference(op).worst[1]


# Test the tester


@pytest.mark.parametrize("name", ["tanh", "^", "log10", "gelu", "atan2"])
def test_an_error_of_five_ulp_is_seen(name: str):
    op = BY_NAME[name]
    broken = copy(op)
    broken.forward = lambda xp, *xs: op.forward(xp, *xs) * (1 + 5 * 2**-52)
    assert not worst(broken, COUNT, coarse=COARSE)[0].allowed


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "silu", "gelu", "erf", "^", "/", "atan2", "hypot"])
def test_the_formulas_alone_are_not_within_four_ulp(name: str):
    class Taught:
        def __getattr__(self, name):
            return getattr(floats, name)

        @staticmethod
        def refined(by):
            return lambda formula, *_: formula

    op, taught = BY_NAME[name], copy(BY_NAME[name])
    taught.forward = lambda xp, *xs: op.forward(Taught(), *xs)
    taught.partials = lambda xp, out, *xs: op.partials(Taught(), out, *xs)
    assert not all(each.allowed for each in worst(taught, COUNT, coarse=COARSE))


@pytest.mark.parametrize(
    ("got", "true", "ulp"),
    [
        (1.0, mpf(1), 0),
        (1 + 2**-52, mpf(1), 1),
        (1 - 2**-53, mpf(1), 0.5),
        (0.0, mpf(2) ** -1074, 1),
        (1e-323, mpf(2) ** -1074, 1),
        (math.inf, mpf(2) ** 1024, 0),
        (-math.inf, mpf(2) ** 1024, math.inf),
        (1.7976931348623157e308, mpf(2) ** 1024, math.inf),
        (math.inf, mpf(1.7976931348623157e308), 1),
        (math.inf, mpf(1), math.inf),
        (math.nan, mpf(1), math.inf),
        (0.0, mpf(0), 0),
    ],
)
def test_errors_in_ulp(got: float, true: mpf, ulp: float):
    assert error(got, true) == ulp


def test_what_is_allowed():
    assert Worst("value", 4.0, (1.0,), 1.0, (0.0,)).allowed
    assert not Worst("value", 4.01, (1.0,), 0.0, ()).allowed
    assert not Worst("value", 0.0, (), 1.01, (0.0,)).allowed


# What was lost


@pytest.mark.parametrize(
    ("name", "which", "at"),
    [
        ("sigmoid", 0, (40.0,)),
        ("tanh", 0, (19.0,)),
        ("tanh", 0, (-300.0,)),
        ("silu", 0, (-1.2784645427610737,)),
        ("gelu", 0, (-0.7517915246935645,)),
        ("erf", 0, (-26.148241431661063,)),
        ("atan", 0, (1.4e154,)),
        ("log10", 0, (1e308,)),
        ("acosh", 0, (1e200,)),
        ("cbrt", 0, (-3.43830276819286e-152,)),
        ("^", 0, (-1.0, 9007199254740994.0)),
        ("^", 0, (1e-310, 1e-5)),
        ("^", 1, (1e-310, 1.02)),
        ("elu", 0, (-753.8, -1e20)),
        ("hypot", 0, (5e-324, 5e-324)),
        ("atan2", 0, (1.7e308, 1.7e308)),
        ("/", 1, (1e-320, 1e-3)),
    ],
)
def test_digits_that_were_lost(name: str, which: int, at: tuple[float, ...]):
    op = BY_NAME[name]
    got = op.partials(floats, op.forward(floats, *at), *at)[which]
    assert error(got, ORACLES[name].partials[which](*map(mpf, at))) <= 4


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
@pytest.mark.parametrize("out", [-3.0, 1.5, 20.0, 1e200])
def test_a_rule_that_is_borrowed_goes_by_the_output_that_it_is_given(name: str, out: float):
    formula = {"tanh": 1 - out * out, "sigmoid": out * (1 - out)}[name]
    assert BY_NAME[name].partials(floats, out, 0.5) == (formula,)


# Of any number of inputs


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("prod", (1e200, 1e200, 1e-300)),
        ("prod", (1e-200, 1e-200, 1e300)),
        ("prod", (1e-320, 1e10, 1e-20)),
        ("logsumexp", (-3.749291491675416, -1.7763554371449146, -0.21559763495171858)),
        ("logsumexp", (-1e-200, -1e3, -1e3)),
        ("logsumexp", (-math.log(2), -math.log(2))),
        ("mean", (1e308, 1e308, 1e308)),
        ("sum", (1e300, 1.0, -1e300)),
    ],
)
def test_parts_that_overflow_or_cancel(name: str, at: tuple[float, ...]):
    op, oracle = BY_NAME[name], ORACLES[name]
    exact = list(map(mpf, at))
    out = op.forward(floats, *at)
    assert error(out, oracle.value(*exact)) <= 4
    for got, partial in zip(op.partials(floats, out, *at), oracle.partials, strict=False):
        assert error(got, partial(*exact)) <= 4


def test_long_products():
    xs = [1 + i / 997 for i in range(1, 700)]
    true = mpmath.fprod(map(mpf, xs))
    out = BY_NAME["prod"].forward(floats, *xs)
    assert error(out, true) < 1
    for got, x in zip(BY_NAME["prod"].partials(floats, out, *xs), xs, strict=True):
        assert error(got, true / mpf(x)) < 2


def test_the_derivatives_of_a_product_that_underflows():
    xs = [1e-200, 1e-200, 1e300, 0.5]
    got = BY_NAME["prod"].partials(floats, BY_NAME["prod"].forward(floats, *xs), *xs)
    assert list(got) == pytest.approx([5e99, 5e99, 0, 1e-100], rel=1e-15, abs=0)


# The tables of numbers


def exact_tail(t: mpf) -> mpf:
    return mpmath.ncdf(-t) * mpmath.exp(t * t / 2)


def test_the_constants():
    with mpmath.workdps(60):
        assert mpf(2) ** -1022 == digits.SMALLEST_NORMAL
        assert float(2 / mpmath.sqrt(mpmath.pi)) == digits.ERF_SLOPE
        assert float(mpmath.log10(mpmath.e)) == digits.LOG10_E
        assert float(1 / mpmath.sqrt(2 * mpmath.pi)) == normal.TOP
        assert [float(exact_tail(mpf(k) * normal.SPACING)) for k in range(9)] == list(normal.TAILS)
        assert normal.FAR == 8 * normal.SPACING
        silu = mpmath.findroot(lambda x: 1 + x + mpmath.exp(x), digits.ZERO)
        assert (float(silu), float(silu - digits.ZERO)) == (digits.ZERO, digits.ZERO_REST)
        assert float(mpmath.exp(silu)) == digits.ZERO_EXPONENTIAL
        gelu = mpmath.findroot(lambda t: exact_tail(t) - t / mpmath.sqrt(2 * mpmath.pi), normal.ZERO)
        assert (float(gelu), float(gelu - normal.ZERO)) == (normal.ZERO, normal.ZERO_REST)


@pytest.mark.parametrize("t", [0.0, 0.1, 0.2499, 0.25, 0.75, 1.59, 1.61, 3.99, 4.0, 4.01, 10.0, 1000.0])
def test_the_tail_of_the_normal_distribution(t: float):
    with mpmath.workdps(60):
        true = exact_tail(mpf(t)) if t < 100 else mpmath.erfc(mpf(t) / mpmath.sqrt(2)) * mpmath.exp(mpf(t) ** 2 / 2) / 2
        assert error(normal.tail(t, 0.0), true) < 2
        assert error(normal.slope_tail(t, 0.0), true - t / mpmath.sqrt(2 * mpmath.pi)) < 3


def test_the_tail_times_a_number_that_is_nearly_1():
    for t in (0.1, 1.0, 3.0, 10.0):
        assert normal.tail(t, 1e-6) == pytest.approx(normal.tail(t, 0.0) * (1 - 1e-6), rel=1e-11)
        assert normal.slope_tail(t, 1e-6) == pytest.approx(normal.slope_tail(t, 0.0) * (1 - 1e-6), rel=1e-11)
