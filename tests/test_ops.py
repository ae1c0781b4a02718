"""Every row of the rule table: its numbers against an independent account, and its conventions at the edges."""

from __future__ import annotations

import re
from collections.abc import Collection
from copy import copy
from itertools import product
from math import inf, nan, pi

import mpmath
import pytest

from backprop_cli.answers.reference import worst_errors
from backprop_cli.arithmetic import floats, fractions
from backprop_cli.errors import DomainError
from backprop_cli.language import parse
from backprop_cli.ops import BY_NAME, FUNCTIONS, OPS, Kink, Mistake, Op
from backprop_cli.ops.formulas import rivals
from backprop_cli.ops.mistakes import borrowed, minus_dropped, own_value

from .support.oracle import ORACLES, POINTS, differentiate, mistakes
from .support.truth import TRUTHS
from .test_mistakes import MADE

NAMES = [op.name for op in OPS]


# Where a row of the table has one of its own; CONTRIBUTING says the same.
BELONGS: dict[str, Collection[str]] = {
    "its value and local derivatives by mpmath, in TRUTHS of tests/support/truth.py": TRUTHS,
    "where it is tried, in POINTS of tests/support/oracle.py": POINTS,
    "what its mistakes compute, in MADE of tests/test_mistakes.py": MADE,
    "its worst errors, which `python -m tests.jobs.digits NAME --write` measures": worst_errors(),
}


@pytest.mark.parametrize("what", BELONGS)
def test_every_operation_has_all_that_belongs_to_it_and_nothing_else_has(what: str):
    missing, left = set(NAMES) - set(BELONGS[what]), set(BELONGS[what]) - set(NAMES)
    assert not missing, f"an operation needs {what}: {', '.join(sorted(missing))}"
    assert not left, f"no operation, but it has {what}: {', '.join(sorted(left))}"


def test_no_name_stands_twice():
    assert len(NAMES) == len(set(NAMES)) >= 40


@pytest.mark.parametrize("op", OPS, ids=NAMES)
def test_value_and_local_derivatives(op: Op):
    assert mistakes(op) == []


# Test the tester: it must see a rule that is wrong by 0.1 %.


def worse(x: float) -> float:
    return x * 1.001 if x else 0.001


@pytest.mark.parametrize("op", OPS, ids=NAMES)
def test_a_wrong_forward_rule_is_seen(op: Op):
    broken = copy(op)
    broken.forward = lambda xp, *xs: worse(op.forward(xp, *xs))
    assert mistakes(broken)


@pytest.mark.parametrize(
    ("op", "which"), [(op, i) for op in OPS for i in range(2 if op.variadic else len(op.inputs))], ids=str
)
def test_a_wrong_local_derivative_is_seen(op: Op, which: int):
    def partials(xp, out, *xs):
        return [worse(p) if i == which else p for i, p in enumerate(op.partials(xp, out, *xs))]

    broken = copy(op)
    broken.partials = partials
    assert any(f"derivative {which} " in mistake for mistake in mistakes(broken))


# The edges. The numbers are those of the README's table of conventions, and exact.

EDGES = [
    # text, bindings, value, gradients
    ("sqrt(x)", {"x": 0}, 0, {"x": inf}),
    ("sqrt(x)", {"x": -0.0}, 0, {"x": inf}),
    ("cbrt(x)", {"x": 0}, 0, {"x": inf}),
    ("cbrt(x)", {"x": -8}, -2, {"x": 1 / 12}),
    ("x^y", {"x": 0, "y": 0}, 1, {"x": 0, "y": 0}),
    ("x^y", {"x": 0, "y": 0.5}, 0, {"x": inf, "y": 0}),
    ("x^y", {"x": 0, "y": 1}, 0, {"x": 1, "y": 0}),
    ("x^y", {"x": 0, "y": 2}, 0, {"x": 0, "y": 0}),
    ("x^y", {"x": -0.0, "y": 0.5}, 0, {"x": inf, "y": 0}),
    ("x^y", {"x": -2, "y": 3}, -8, {"x": 12, "y": nan}),
    ("x^y", {"x": -2, "y": -2}, 0.25, {"x": 0.25, "y": nan}),
    ("x^y", {"x": -2, "y": 0}, 1, {"x": 0, "y": nan}),
    ("x^2", {"x": -3}, 9, {"x": -6}),
    ("x^0", {"x": 0}, 1, {"x": 0}),
    ("x^1", {"x": 0}, 0, {"x": 1}),
    ("0^x", {"x": 2}, 0, {"x": 0}),
    ("asin(x)", {"x": 1}, pi / 2, {"x": inf}),
    ("asin(x)", {"x": -1}, -pi / 2, {"x": inf}),
    ("acos(x)", {"x": 1}, 0, {"x": -inf}),
    ("acos(x)", {"x": -1}, pi, {"x": -inf}),
    ("acosh(x)", {"x": 1}, 0, {"x": inf}),
    ("hypot(x, y)", {"x": 0, "y": 0}, 0, {"x": 0, "y": 0}),
    ("hypot(x, y)", {"x": 3, "y": 0}, 3, {"x": 1, "y": 0}),
    ("atan2(y, x)", {"x": 0, "y": 0}, 0, {"x": 0, "y": 0}),
    ("atan2(y, x)", {"x": -0.0, "y": 0}, 0, {"x": 0, "y": 0}),
    ("atan2(y, x)", {"x": -1, "y": 0}, pi, {"x": 0, "y": -1}),
    ("relu(x)", {"x": 0}, 0, {"x": 0}),
    ("relu(x)", {"x": -0.0}, 0, {"x": 0}),
    ("abs(x)", {"x": 0}, 0, {"x": 0}),
    ("sign(x)", {"x": 0}, 0, {"x": 0}),
    ("floor(x)", {"x": 2}, 2, {"x": 0}),
    ("ceil(x)", {"x": 2}, 2, {"x": 0}),
    ("floor(x)", {"x": -0.5}, -1, {"x": 0}),
    ("ceil(x)", {"x": 0.5}, 1, {"x": 0}),
    ("leaky_relu(x)", {"x": 0}, 0, {"x": 0.01}),
    ("leaky_relu(x, s)", {"x": 0, "s": 0.2}, 0, {"x": 0.2, "s": 0}),
    # leaky_relu and elu at 0: of the slopes between that on the left and 1 on the right, the one nearest to 0.
    ("leaky_relu(x, s)", {"x": 0, "s": 1}, 0, {"x": 1, "s": 0}),
    ("leaky_relu(x, s)", {"x": 0, "s": 3}, 0, {"x": 1, "s": 0}),
    ("leaky_relu(x, s)", {"x": 0, "s": -2}, 0, {"x": 0, "s": 0}),
    ("leaky_relu(x, s)", {"x": -3, "s": 0.2}, 0.2 * -3, {"x": 0.2, "s": -3}),
    ("leaky_relu(x, s)", {"x": 3, "s": 0.2}, 3, {"x": 1, "s": 0}),
    ("elu(x)", {"x": 0}, 0, {"x": 1}),
    ("elu(x, a)", {"x": 0, "a": 0.5}, 0, {"x": 0.5, "a": 0}),
    ("elu(x, a)", {"x": 0, "a": 1}, 0, {"x": 1, "a": 0}),
    ("elu(x, a)", {"x": 0, "a": 3}, 0, {"x": 1, "a": 0}),
    ("elu(x, a)", {"x": 0, "a": -2}, 0, {"x": 0, "a": 0}),
    ("max(x, y)", {"x": 2, "y": 2}, 2, {"x": 0.5, "y": 0.5}),
    ("min(x, y)", {"x": 2, "y": 2}, 2, {"x": 0.5, "y": 0.5}),
    ("max(x, y, z)", {"x": 2, "y": 2, "z": 2}, 2, {"x": 1 / 3, "y": 1 / 3, "z": 1 / 3}),
    ("max(x, y, z)", {"x": 2, "y": 1, "z": 2}, 2, {"x": 0.5, "y": 0, "z": 0.5}),
    ("min(x, y, z)", {"x": 2, "y": 1, "z": 1}, 1, {"x": 0, "y": 0.5, "z": 0.5}),
    ("max(x, x)", {"x": 3}, 3, {"x": 1}),
    ("max(0.0, x)", {"x": -0.0}, 0, {"x": 0.5}),
    ("clip(x, 0, 1)", {"x": 0}, 0, {"x": 0}),
    ("clip(x, 0, 1)", {"x": 1}, 1, {"x": 0}),
    ("clip(x, a, b)", {"x": -2, "a": 0, "b": 1}, 0, {"x": 0, "a": 1, "b": 0}),
    ("clip(x, a, b)", {"x": 7, "a": 0, "b": 1}, 1, {"x": 0, "a": 0, "b": 1}),
    ("clip(x, a, b)", {"x": 0.5, "a": 0, "b": 1}, 0.5, {"x": 1, "a": 0, "b": 0}),
    ("clip(x, a, b)", {"x": 1, "a": 1, "b": 1}, 1, {"x": 0, "a": 0, "b": 0}),
    # Where a formula in the input overflows and one in the output does not.
    ("tanh(x)", {"x": 1000}, 1, {"x": 0}),
    ("tanh(x)", {"x": -1000}, -1, {"x": 0}),
    ("sigmoid(x)", {"x": 1000}, 1, {"x": 0}),
    ("sigmoid(x)", {"x": -1000}, 0, {"x": 0}),
    ("softplus(x)", {"x": 1000}, 1000, {"x": 1}),
    ("softplus(x)", {"x": -1000}, 0, {"x": 0}),
    ("silu(x)", {"x": 1000}, 1000, {"x": 1}),
    ("gelu(x)", {"x": 1000}, 1000, {"x": 1}),
    ("gelu(x)", {"x": -1000}, 0, {"x": 0}),
    ("elu(x)", {"x": 1000}, 1000, {"x": 1}),
    ("elu(x, a)", {"x": 1000, "a": 0}, 1000, {"x": 1, "a": 0}),
    # 0 times an infinite local derivative is no number.
    ("0*sqrt(x)", {"x": 0}, 0, {"x": nan}),
    ("relu(-sqrt(x))", {"x": 0}, 0, {"x": nan}),
    ("sqrt(x^2)", {"x": 0}, 0, {"x": nan}),
]


@pytest.mark.parametrize(("text", "at", "value", "gradients"), EDGES, ids=[f"{e[0]}@{e[1]}" for e in EDGES])
def test_edges(text: str, at: dict[str, float], value: float, gradients: dict[str, float]):
    got, slopes = differentiate(text, **at)
    assert isinstance(got, float)
    assert got == value
    assert slopes == pytest.approx(gradients, rel=0, abs=0, nan_ok=True)


def test_a_constant_without_a_derivative_has_none():
    run = parse("x^2").run({"x": -3.0})
    run.backward()
    x, exponent, power = run.nodes
    assert (x.grad, exponent.grad, power.grad) == (-6.0, None, 1.0)


def test_what_is_computed_from_such_a_constant_alone_has_none_too():
    run = parse("x^(2*1 + y*0)").run({"x": -3.0, "y": 5.0})
    run.backward()
    assert run.inputs["y"].grad != run.inputs["y"].grad
    run = parse("x^(2*1) + y").run({"x": -3.0, "y": 5.0})
    run.backward()
    assert [node.grad for node in run.nodes[1:4]] == [None, None, None]
    assert (run.inputs["x"].grad, run.inputs["y"].grad) == (-6.0, 1.0)


OUTSIDE = [
    # text, bindings, message
    ("log(a - b)", {"a": 1, "b": 2}, "log of -1: log(a - b) needs a positive number, a - b is -1 here"),
    ("log(x)", {"x": 0}, "log of 0: log(x) needs a positive number, x is 0 here"),
    ("ln(x)", {"x": -0.5}, "log of -0.5: log(x) needs a positive number, x is -0.5 here"),
    ("log(0)", {}, "log of 0: log(0) needs a positive number"),
    ("log2(x)", {"x": 0}, "log2 of 0: log2(x) needs a positive number, x is 0 here"),
    ("log10(x)", {"x": -1}, "log10 of -1: log10(x) needs a positive number, x is -1 here"),
    ("log1p(x)", {"x": -1}, "log1p of -1: log1p(x) needs a number above -1, x is -1 here"),
    ("sqrt(x)", {"x": -1e-9}, "sqrt of -1e-09: sqrt(x) needs a number that is not negative, x is -1e-09 here"),
    ("asin(x)", {"x": 1.5}, "asin of 1.5: asin(x) needs a number from -1 to 1, x is 1.5 here"),
    ("acos(x)", {"x": -1.5}, "acos of -1.5: acos(x) needs a number from -1 to 1, x is -1.5 here"),
    ("acosh(x)", {"x": 0.5}, "acosh of 0.5: acosh(x) needs a number that is at least 1, x is 0.5 here"),
    ("acosh(x)", {"x": -5}, "acosh of -5: acosh(x) needs a number that is at least 1, x is -5 here"),
    ("atanh(x)", {"x": 1}, "atanh of 1: atanh(x) needs a number between -1 and 1, x is 1 here"),
    ("atanh(x)", {"x": -1}, "atanh of -1: atanh(x) needs a number between -1 and 1, x is -1 here"),
    ("1/x", {"x": 0}, "division of 1 by 0: 1/x needs a divisor other than 0, x is 0 here"),
    ("x/x", {"x": 0}, "division of 0 by 0: x/x needs a divisor other than 0, x is 0 here"),
    ("x^-1", {"x": 0}, "0 to the power -1: x^-1 needs a base other than 0 under a negative exponent, x is 0 here"),
    ("x^0.5", {"x": -4}, "-4 to the power 0.5: x^0.5 needs an integer exponent over a negative base"),
    ("x^y", {"x": -8, "y": 1.5},
     "-8 to the power 1.5: x^y needs an integer exponent over a negative base, y is 1.5 here"),
    ("exp(x)", {"x": 800}, "overflow: exp(x) is too large for a double, x is 800 here"),
    ("1e308*x", {"x": 10}, "overflow: 1e+308*x is too large for a double, x is 10 here"),
    ("x + y", {"x": 1e308, "y": 1e308}, "overflow: x + y is too large for a double, x is 1e+308 and y is 1e+308 here"),
    ("x/y", {"x": 1e300, "y": 1e-300}, "overflow: x/y is too large for a double, x is 1e+300 and y is 1e-300 here"),
    ("x^3", {"x": -1e200}, "overflow: x^3 is too large for a double, x is -1e+200 here"),
    ("sinh(x)", {"x": -800}, "overflow: sinh(x) is too large for a double, x is -800 here"),
    ("1e999", {}, "overflow: this number is too large for a double"),
    # The first thing that goes wrong is the one to be told of, whatever follows from it.
    ("floor(sin(exp(x)))", {"x": 800}, "overflow: exp(x) is too large for a double, x is 800 here"),
    ("sign(relu(log(x)))", {"x": -1}, "log of -1: log(x) needs a positive number, x is -1 here"),
    ("clip(x, 2, 1)", {"x": 0},
     "clip of 0 from 2 to 1: clip(x, 2, 1) needs a lower bound that is not above the upper one"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "message"), OUTSIDE, ids=[f"{o[0]}@{o[1]}" for o in OUTSIDE])
def test_domain_errors_show_the_numbers(text: str, at: dict[str, float], message: str):
    with pytest.raises(DomainError) as caught:
        differentiate(text, **at)
    assert caught.value.message == message
    assert caught.value.exit_code == 3


def test_a_domain_error_points_at_the_subexpression():
    text = "1 + log(a - b)*2"
    with pytest.raises(DomainError) as caught:
        differentiate(text, a=1, b=2)
    assert caught.value.text == text
    assert text[slice(*caught.value.span)] == "log(a - b)"


def kinks_at(name: str, *point: float) -> list:
    op = BY_NAME[name]
    return [kink for kink in op.kinks if kink.at(floats, *point)]


@pytest.mark.parametrize(
    ("name", "point", "sides"),
    [
        ("relu", (0.0,), (0, 1)),
        ("abs", (0.0,), (-1, 1)),
        ("leaky_relu", (0.0,), (0.01, 1)),
        ("leaky_relu", (0.0, 0.3), (0.3, 1)),
        ("elu", (0.0, 2.0), (2, 1)),
        ("elu", (0.0,), (1, 1)),
        ("max", (2.0, 2.0), (0, 1)),
        ("min", (1.0, 3.0, 1.0), (1, 0)),
        ("clip", (0.0, 0.0, 1.0), (0, 1)),
        ("clip", (1.0, 0.0, 1.0), (1, 0)),
        ("hypot", (0.0, 0.0), (-1, 1)),
    ],
)
def test_kinks_tell_the_slope_on_either_side(name: str, point: tuple[float, ...], sides: tuple[float, float]):
    kinks = kinks_at(name, *point)
    assert {tuple(kink.sides(floats, *point)) for kink in kinks} == {sides}


WITH_SIDES = [(op, kink) for op in OPS for kink in op.kinks if kink.sides]


@pytest.mark.parametrize(("op", "kink"), WITH_SIDES, ids=[f"{op.name} at {kink.place}" for op, kink in WITH_SIDES])
def test_the_sides_are_the_local_derivatives_beside_the_kink(op: Op, kink: Kink):
    counts = [2] if op.variadic else [n for n in range(4) if op.takes(n)]
    points = [point for n in counts for point in product((-1.0, 0.0, 0.5, 2.0), repeat=n)]
    at_kink = [p for p in points if kink.at(floats, *p) and all(need.holds(floats, *p) for need in op.needs)]
    assert at_kink
    for point in at_kink:
        for i in range(len(point)) if kink.of is None else [kink.of]:
            beside = [(*point[:i], point[i] + h, *point[i + 1 :]) for h in (-1e-9, 1e-9)]
            slopes = [op.partials(floats, op.forward(floats, *at), *at)[i] for at in beside]
            assert slopes == pytest.approx(kink.sides(floats, *point), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize(
    ("name", "point", "code"),
    [
        ("sqrt", (0.0,), "infinite"),
        ("cbrt", (0.0,), "infinite"),
        ("asin", (-1.0,), "infinite"),
        ("acos", (1.0,), "infinite"),
        ("acosh", (1.0,), "infinite"),
        ("^", (0.0, 0.5), "infinite"),
        ("^", (-2.0, 3.0), "undefined"),
        ("atan2", (0.0, 0.0), "kink"),
        ("atan2", (0.0, -0.5), "kink"),
        ("floor", (3.0,), "kink"),
        ("sign", (0.0,), "kink"),
    ],
)
def test_places_without_two_slopes_are_told_too(name: str, point: tuple[float, ...], code: str):
    assert [kink.code for kink in kinks_at(name, *point)] == [code]


@pytest.mark.parametrize("op", [op for op in OPS if op.kinks], ids=lambda op: op.name)
def test_ordinary_points_are_no_kinks(op: Op):
    for point in ORACLES[op.name].ordinary():
        assert kinks_at(op.name, *point) == []


def test_names_and_aliases_lead_to_the_same_row():
    assert FUNCTIONS["ln"] is FUNCTIONS["log"]
    assert FUNCTIONS["pow"] is BY_NAME["^"]
    assert "^" not in FUNCTIONS
    assert "neg" not in FUNCTIONS


def test_every_function_of_the_language_is_there():
    wanted = """exp log ln log2 log10 log1p expm1 sqrt cbrt sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh
        atanh relu leaky_relu sigmoid softplus silu gelu elu erf abs sign floor ceil max min pow hypot clip"""
    assert set(wanted.split()) <= set(FUNCTIONS)


@pytest.mark.parametrize(
    ("name", "counts", "said"),
    [
        ("tanh", [1], "1 argument"),
        ("elu", [1, 2], "1 or 2 arguments"),
        ("hypot", [2], "2 arguments"),
        ("clip", [3], "3 arguments"),
        ("max", [2, 3, 4, 5], "2 or more arguments"),
        ("sum", [1, 2, 3, 4, 5], "1 or more arguments"),
    ],
)
def test_arity(name: str, counts: list[int], said: str):
    op = BY_NAME[name]
    assert [n for n in range(6) if op.takes(n)] == counts
    assert op.arity() == said


@pytest.mark.parametrize("op", OPS, ids=NAMES)
def test_every_row_is_documented(op: Op):
    assert op.gate
    assert op.about
    assert op.said.count("{}") == len(op.inputs)


# What a mistake takes from the table


def wrongly(mistake: Mistake, name: str, *point: float) -> list[float | None]:
    op = BY_NAME[name]
    return list(mistake.partials(op, floats, op.forward(floats, *point), *point))


BORROWED = [
    (op, mistake, found[1])
    for op in OPS
    for mistake in op.mistakes
    if (found := re.match(r"the derivative of (\w+)(?:\(x\))? is used for that of", mistake.said))
]


@pytest.mark.parametrize(("op", "mistake", "other"), BORROWED, ids=[f"{op.name} {name}" for op, _, name in BORROWED])
def test_a_borrowed_derivative_is_that_of_the_row_it_names(op: Op, mistake: Mistake, other: str):
    row = BY_NAME[other]
    for (x,) in ORACLES[op.name].ordinary(5):
        at_own_output = row.partials(floats, op.forward(floats, x), x)[0]
        at_its_output = row.partials(floats, row.forward(floats, x), x)[0]
        # As texts, because nan is not itself: asin has no derivative at 3, though atan, which borrows it, has one.
        assert repr(wrongly(mistake, op.name, x)[0]) in (repr(at_own_output), repr(at_its_output))


def test_so_many_derivatives_are_borrowed():
    assert len(BORROWED) == 17


def test_softmax_of_many_numbers_is_that_of_few():
    """Of more than a few numbers it is computed in another way."""
    op = BY_NAME["logsumexp"]
    for shift in (0.0, 1000.0, -1000.0):
        xs = [shift + i / 7 for i in range(30)]
        got = op.partials(floats, op.forward(floats, *xs), *xs)
        total = mpmath.fsum([mpmath.exp(mpmath.mpf(x)) for x in xs])
        assert got == pytest.approx([float(mpmath.exp(mpmath.mpf(x)) / total) for x in xs], rel=1e-14)
        assert sum(got) == pytest.approx(1, rel=1e-15)


def test_what_is_borrowed():
    out = BY_NAME["tan"].forward(floats, 0.5)
    assert wrongly(borrowed("tanh"), "tan", 0.5) == [1 - out * out]
    s = floats.sigmoid(0.5)
    assert wrongly(borrowed("sigmoid", afresh=True), "silu", 0.5) == [s * (1 - s)]
    assert wrongly(borrowed("leaky_relu"), "relu", -2.0) == [0.01]
    assert wrongly(own_value(), "sin", 0.5) == [floats.sin(0.5)]
    assert borrowed("atan").said == "the derivative of atan is used for that of {node}"
    assert (borrowed("log", "said").said, borrowed("log", code="code").code) == ("said", "code")


def test_a_row_is_looked_up_when_its_derivative_is_asked_for():
    mistake = borrowed("no such row")
    with pytest.raises(KeyError):
        wrongly(mistake, "tan", 0.5)


def test_a_minus_that_is_dropped():
    assert wrongly(minus_dropped(1), "-", 5.0, 3.0) == [None, 1]
    assert wrongly(minus_dropped(), "cos", 0.5) == [floats.sin(0.5)]


@pytest.mark.parametrize(
    ("xs", "others"),
    [
        ([1.0, 2.0], [2, 1]),
        ([3.0, 5.0, 1.0], [5, 3, 5]),
        ([4.0, 4.0, 2.0], [4, 4, 4]),
        ([1.0, 2.0, 3.0, 0.0], [3, 3, 2, 3]),
    ],
)
def test_the_largest_of_the_others(xs: list[float], others: list[float]):
    assert rivals(floats, xs) == others
    assert rivals(fractions, [fractions.number(x) for x in xs]) == others
