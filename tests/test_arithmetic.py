"""The number systems: doubles never raise, fractions are exact or say that there is no exact value."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from math import inf, nan

import pytest

from backprop_cli.arithmetic import Inexact, floats, fractions, system_of
from backprop_cli.errors import DomainError
from backprop_cli.graph.notes import notes_on
from backprop_cli.graph.walker import derivatives_at
from backprop_cli.language import parse
from backprop_cli.ops import OPS, Op

F = Fraction

ODD_DOUBLES = [nan, inf, -inf, 0.0, -0.0, 5e-324, -5e-324, 1e308, -1e308, 1.0, -1.0, 0.5, -2.5, 3.0, 800.0, -800.0]


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_no_rule_raises_over_doubles(op):
    counts = [2, 3] if op.variadic else [n for n in range(4) if op.takes(n)]
    for count in counts:
        for xs in product(ODD_DOUBLES, repeat=count):
            out = op.forward(floats, *xs)
            assert isinstance(out, float)
            partials = op.partials(floats, out, *xs)
            assert all(isinstance(float(p), float) for p in partials)
            assert len(partials) >= count


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (floats.divide(1.0, 0.0), inf),
        (floats.divide(-1.0, 0.0), -inf),
        (floats.divide(1.0, -0.0), -inf),
        (floats.divide(0.0, 0.0), nan),
        (floats.divide(nan, 0.0), nan),
        (floats.pow(0.0, -1.0), inf),
        (floats.pow(-8.0, 1 / 3), nan),
        (floats.pow(-1e200, 3.0), -inf),
        (floats.pow(-1e200, 2.0), inf),
        (floats.pow(0.0, 0.0), 1.0),
        (floats.exp(800.0), inf),
        (floats.exp(-800.0), 0.0),
        (floats.sinh(-800.0), -inf),
        (floats.cosh(-800.0), inf),
        (floats.log(-1.0), nan),
        (floats.sqrt(-1.0), nan),
        (floats.sin(inf), nan),
        (floats.floor(-inf), -inf),
        (floats.ceil(nan), nan),
        (floats.sign(-3.0), -1.0),
        (floats.sigmoid(-1000.0), 0.0),
        (floats.softplus(1000.0), 1000.0),
        (floats.xlogy(8.0, 2.0), 8 * math.log(2)),
        (floats.xlogy(5.0, 0.0), 0.0),
        (floats.xlogy(5.0, -2.0), nan),
        (floats.number("1e-3"), 0.001),
        (floats.number("1."), 1.0),
        (floats.rational(1, 3), 1 / 3),
        (floats.number("1e999"), inf),
        (floats.number(F(-(10**400))), -inf),
    ],
)
def test_doubles(got, expected):
    assert got == expected or (math.isnan(got) and math.isnan(expected))


def test_the_square_root_of_minus_zero_has_the_sign_of_its_derivative():
    assert math.copysign(1.0, floats.sqrt(-0.0)) == 1.0


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (fractions.number("0.1"), F(1, 10)),
        (fractions.number("1e-3"), F(1, 1000)),
        (fractions.number(".5"), F(1, 2)),
        (fractions.rational(1, 100), F(1, 100)),
        (fractions.divide(F(10), F(21)), F(10, 21)),
        (fractions.pow(F(2, 3), F(-2)), F(9, 4)),
        (fractions.pow(F(8, 27), F(2, 3)), F(4, 9)),
        (fractions.pow(F(-2), F(3)), F(-8)),
        (fractions.pow(F(0), F(0)), F(1)),
        (fractions.pow(F(0), F(1, 2)), F(0)),
        (fractions.pow(F(1), F("0.123456789123")), F(1)),
        (fractions.pow(F(1), F(10**30)), F(1)),
        (fractions.pow(F(-1), F(10**9 + 1)), F(-1)),
        (fractions.sqrt(F(9, 16)), F(3, 4)),
        (fractions.sqrt(F(10**40)), F(10**20)),
        (fractions.cbrt(F(-27, 8)), F(-3, 2)),
        (fractions.hypot(F(3, 5), F(-4, 5)), F(1)),
        (fractions.abs(F(-1, 3)), F(1, 3)),
        (fractions.sign(F(-1, 3)), F(-1)),
        (fractions.floor(F(-1, 3)), F(-1)),
        (fractions.ceil(F(-1, 3)), F(0)),
        (fractions.maximum(F(1, 3), F(3, 10)), F(1, 3)),
        (fractions.where(True, 1, 0), F(1)),
        (fractions.xlogy(F(5), F(1)), F(0)),
        (fractions.xlogy(F(5), F(0)), F(0)),
        (fractions.exp(F(0)), F(1)),
        (fractions.log(F(1)), F(0)),
        (fractions.tanh(F(0)), F(0)),
        (fractions.sigmoid(F(0)), F(1, 2)),
        (fractions.acos(F(1)), F(0)),
    ],
)
def test_fractions_are_exact(got, expected):
    assert isinstance(got, F)
    assert got == expected


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (fractions.divide(F(1), F(0)), inf),
        (fractions.divide(F(-1), F(0)), -inf),
        (fractions.divide(F(0), F(0)), nan),
        (fractions.pow(F(0), F(-1)), inf),
        (fractions.pow(F(-4), F(1, 2)), nan),
        (fractions.sqrt(F(-4)), nan),
        # More digits than can be written out count as an overflow.
        (fractions.pow(F(2), F(10**12)), inf),
        (fractions.xlogy(F(8), F(2)), nan),
        # What is computed from an infinity is no number either.
        (fractions.floor(inf), inf),
        (fractions.ceil(-inf), -inf),
        (fractions.sqrt(inf), nan),
        (fractions.cbrt(-inf), nan),
        (fractions.pow(F(2), inf), nan),
        (fractions.hypot(inf, F(1)), nan),
    ],
)
def test_what_is_no_fraction_is_not_finite(got, expected):
    assert not fractions.isfinite(got)
    assert got == expected or (math.isnan(got) and math.isnan(expected))


@pytest.mark.parametrize(
    "compute",
    [
        lambda: fractions.sqrt(F(2)),
        lambda: fractions.sqrt(F(1, 2)),
        lambda: fractions.cbrt(F(9)),
        lambda: fractions.pow(F(2), F(1, 2)),
        lambda: fractions.pow(F(3), F("0.123456789123")),
        lambda: fractions.hypot(F(1), F(1)),
        lambda: fractions.exp(F(1)),
        lambda: fractions.log(F(2)),
        lambda: fractions.sin(F(1, 2)),
        lambda: fractions.acos(F(0)),
        lambda: fractions.erf(F(1)),
        lambda: fractions.softplus(F(0)),
        lambda: fractions.log2(F(3)),
        lambda: fractions.log10(F(2, 10)),
        lambda: fractions.atan2(F(1), F(1)),
        lambda: 1 / fractions.sqrt(2),
        lambda: F(1) / fractions.pi,
        lambda: fractions.divide(F(1), 2 * fractions.e),
        lambda: 1 / fractions.sqrt(fractions.tau),
    ],
)
def test_what_is_irrational_is_inexact(compute):
    with pytest.raises(Inexact):
        compute()


def test_0_times_what_is_irrational_is_0():
    assert F(0) * fractions.pi == fractions.pi * 0 == F(0) / fractions.sqrt(2 * fractions.tau) == 0
    assert not fractions.isfinite(fractions.e)


POINTS = [F(0), F(1), F(-1), F(2), F(1, 2), F(-2), F(-1, 2)]


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_what_is_a_simple_fraction_is_exact(op: Op):
    found = 0
    for inputs in product(POINTS, repeat=2 if op.variadic else len(op.inputs)):
        doubles = list(map(float, inputs))
        if not all(need.holds(floats, *doubles) for need in op.needs) or (op.name == "elu" and inputs[1] == 0):
            continue
        value = op.forward(floats, *doubles)
        if not is_simple(value):
            continue
        found += 1
        out = op.forward(fractions, *map(fractions.Exact, inputs))
        assert out == simple(value)
        slopes = derivatives_at(op, floats, value, doubles)
        exactly = derivatives_at(op, fractions, out, list(map(fractions.Exact, inputs)))
        for slope, other in zip(slopes, exactly, strict=True):
            assert other == simple(slope) if is_simple(slope) else other != other or math.isclose(other, slope)
    assert found or op.name in ("softplus", "logsumexp", "cot", "csc")


def simple(x: float) -> F:
    return F(x).limit_denominator(36)


def is_simple(x: float) -> bool:
    return math.isfinite(x) and abs(float(simple(x)) - x) <= 1e-15 * max(1, abs(x))


def exact(text: str, **bindings):
    run = parse(text).run({name: F(x) for name, x in bindings.items()}, fractions)
    run.root.backward()
    return run.root.data, {name: node.grad for name, node in run.inputs.items()}


@pytest.mark.parametrize(
    ("text", "at", "value", "gradients"),
    [
        ("a/b + 1/7", {"a": F(1, 3), "b": 1}, F(10, 21), {"a": 1, "b": F(-1, 3)}),
        ("0.1 + 0.2 + x", {"x": 0}, F(3, 10), {"x": 1}),
        ("sqrt(x)", {"x": F(4, 9)}, F(2, 3), {"x": F(3, 4)}),
        ("x^0.5", {"x": 4}, 2, {"x": F(1, 4)}),
        ("x^-2", {"x": F(2, 3)}, F(9, 4), {"x": F(-27, 4)}),
        ("hypot(x, y)", {"x": 3, "y": 4}, 5, {"x": F(3, 5), "y": F(4, 5)}),
        ("hypot(relu(x), y)", {"x": -3, "y": 4}, 4, {"x": 0, "y": 1}),
        ("max(x, y, z)", {"x": 1, "y": 1, "z": 1}, 1, {"x": F(1, 3), "y": F(1, 3), "z": F(1, 3)}),
        ("min(x, y)", {"x": 1, "y": 2}, 1, {"x": 1, "y": 0}),
        ("leaky_relu(x)", {"x": -1}, F(-1, 100), {"x": F(1, 100)}),
        ("elu(x) + elu(0)", {"x": 3}, 3, {"x": 1}),
        ("clip(x, 0, 1/3)", {"x": 1}, F(1, 3), {"x": 0}),
        ("abs(x)*sign(x)", {"x": F(-1, 3)}, F(-1, 3), {"x": 1}),
        ("exp(x - 1) + log(x)", {"x": 1}, 1, {"x": 2}),
        ("silu(x)", {"x": 0}, 0, {"x": F(1, 2)}),
        ("x^2*10^309", {"x": 3}, 9 * 10**309, {"x": 6 * 10**309}),
        ("atan2(y, x)", {"x": 5, "y": 0}, 0, {"x": 0, "y": F(1, 5)}),
        ("hypot(x, y)", {"x": 3 * 10**2200, "y": 4 * 10**2200}, 5 * 10**2200, {"x": F(3, 5), "y": F(4, 5)}),
        ("x*y/y", {"x": F(1, 10**2000), "y": 10**2000}, F(1, 10**2000), {"x": 1, "y": 0}),
    ],
)
def test_exact_passes(text, at, value, gradients):
    got, slopes = exact(text, **at)
    assert got == value
    assert slopes == gradients
    assert all(isinstance(x, F) for x in [got, *slopes.values()])


TOO_LONG = "is no fraction, or one too long to be written out: nan is used"


@pytest.mark.parametrize(
    ("text", "at", "value", "gradient", "note"),
    [
        ("acosh(x)", 1, 0, inf, "acosh has an infinite slope at 1; inf is used"),
        ("x^x", 144, F(144) ** 144, nan, f"the gradient from x^x to x {TOO_LONG}"),
        ("log2(x)", 8, 3, nan, f"the gradient from log2(x) to x {TOO_LONG}"),
        ("log2(x)", F(1, 8), -3, nan, f"the gradient from log2(x) to x {TOO_LONG}"),
        ("log10(x)", F(1, 10), -1, nan, f"the gradient from log10(x) to x {TOO_LONG}"),
        ("log10(x)", 1, 0, nan, f"the gradient from log10(x) to x {TOO_LONG}"),
        ("erf(x)", 0, 0, nan, f"the gradient from erf(x) to x {TOO_LONG}"),
        ("1/x", 10**2200, F(1, 10**2200), nan, f"the gradient from 1/x to x {TOO_LONG}"),
        ("1/x", F(1, 10**2200), 10**2200, -inf,
         "the gradient from 1/x to x is too long to be written out: -inf is used"),
    ],
)  # fmt: skip
def test_exact_passes_whose_gradient_has_no_value(text, at, value, gradient, note):
    run = parse(text).run({"x": F(at)}, fractions)
    run.root.backward()
    assert run.root.data == value
    assert repr(run.inputs["x"].grad) == repr(gradient)
    assert [each.message for each in notes_on(run.nodes)][:1] == [note]


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (fractions.number(10**400) * inf, inf),
        (-fractions.number(10**400) * inf, -inf),
        (inf * fractions.number(F(-1, 10**400)), -inf),
        (fractions.number(0) * inf, nan),
        (10**400 + fractions.number(1) - inf, -inf),
        (inf - fractions.number(10**400), inf),
        (inf / fractions.number(-(10**400)), -inf),
        (fractions.number(10**400) / inf, 0.0),
        (fractions.number(10**400) + nan, nan),
        (fractions.number(10**4000) * fractions.number(10**4000), inf),
        (fractions.number(-(10**4000)) * 10**4000, -inf),
        (fractions.number(F(1, 10**4000)) / 10**4000, nan),
        (fractions.divide(F(-(10**400)), F(0)), -inf),
        (fractions.pow(F(10), F(-5000)), nan),
        (fractions.pow(F(1, 10), F(-5000)), inf),
        (fractions.pow(F(-10), F(5001)), -inf),
    ],
)
def test_fractions_that_meet_what_is_no_fraction(got, expected):
    assert repr(got) == repr(expected)


def test_an_exact_number_is_a_fraction_and_stays_one():
    x = fractions.number("0.1")
    for result in (x + 1, 1 - x, x * x, 2 / x, -x, abs(-x), +x):
        assert type(result) is fractions.Exact
    assert (repr(x), str(x)) == ("Fraction(1, 10)", "1/10")
    assert x + 0.5 == 0.6
    with pytest.raises(TypeError):
        x + "1"


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        (
            "10^400/x",
            {"x": 0},
            "division of 100000000000…000000000000 by 0: 10^400/x needs a divisor other than 0, x is 0 here",
        ),
        ("1 + tanh(x)", {"x": 1}, "no exact value: tanh(x) is not a fraction, x is 1 here"),
        ("sqrt(x)", {"x": F(1, 2)}, "no exact value: sqrt(x) is not a fraction, x is 1/2 here"),
        ("2*pi + x", {"x": 1}, "no exact value: pi is not a fraction"),
        ("log(x)", {"x": -1}, "log of -1: log(x) needs a positive number, x is -1 here"),
        # The division is what goes wrong first, whatever the operations after it make of an infinity.
        ("sqrt(1/x)", {"x": 0}, "division of 1 by 0: 1/x needs a divisor other than 0, x is 0 here"),
        ("exp(floor(1/x))", {"x": 0}, "division of 1 by 0: 1/x needs a divisor other than 0, x is 0 here"),
        ("1/x + 10^400", {"x": 0}, "division of 1 by 0: 1/x needs a divisor other than 0, x is 0 here"),
        ("x^9000*x^9000", {"x": 2}, "overflow: x^9000*x^9000 is too long to be written out"),
        ("2^(x*10^400)", {"x": 1}, "overflow: 2^(x*10^400) is too long to be written out"),
        ("x*x", {"x": F(1, 10**4000)}, "overflow: x*x is too long to be written out"),
        (
            "x^(10^12)",
            {"x": 2},
            "overflow: x^10^12 is too long to be written out, x is 2 and 10^12 is 1000000000000 here",
        ),
    ],
)
def test_exact_passes_that_have_no_result(text, at, message):
    with pytest.raises(DomainError) as caught:
        exact(text, **at)
    assert caught.value.message.startswith(message)
    assert caught.value.text == text
    assert caught.value.span is not None


def test_systems_by_name_and_by_number():
    assert system_of(1.0) is floats
    assert system_of(1) is floats
    assert system_of(F(1, 3)) is fractions
