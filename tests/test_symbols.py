"""Symbols: a number system whose results are simplified formulas."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings

from backprop_cli import parse, symbols
from backprop_cli.answers.derivative import formula_of
from backprop_cli.arithmetic import floats, system_of
from backprop_cli.errors import DomainError
from backprop_cli.graph.program import Program
from backprop_cli.notation.text import text_of
from backprop_cli.ops import OPS
from backprop_cli.symbols import Symbol, shortest, written
from backprop_cli.symbols.shortening import expanded

from .support.strategies import EVERY, SMALL, trees

x, y, z = map(symbols.name, "xyz")


def formula(text: str) -> Symbol:
    return formula_of(parse(text)).data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Numbers are folded exactly, and what is neutral is dropped.
        ("0.1 + 0.2", "0.3"), ("x + 0", "x"), ("1*x", "x"), ("0*x", "0"), ("x^1", "x"), ("x^0", "1"), ("1^x", "1"),
        ("x/1", "x"), ("-(-x)", "x"), ("2^10", "1024"), ("4^0.5", "2"), ("1/3 + 1/6", "1/2"), ("2^1000", "2^1000"),
        ("exp(0)", "1"), ("log(1)", "0"), ("log(e)", "1"), ("sin(1)", "sin(1)"), ("sqrt(16)", "4"), ("abs(-2)", "2"),
        ("max(1, 2, 3)", "3"), ("erf(6)", "erf(6)"), ("1e20*1e5", "1e+25"), ("log(0)", "log(0)"), ("1/0", "1/0"),
        # Like terms and equal factors are collected.
        ("x + x", "2*x"), ("2*x + 3*x", "5*x"), ("x*x", "x^2"), ("x*x^2*y/x", "x^2*y"), ("x - x", "0"), ("x/x", "1"),
        ("sqrt(x)*sqrt(x)", "x"), ("sqrt(x)^2", "x"), ("(x*y)^2", "x^2*y^2"), ("x^y*x^z", "x^(y + z)"),
        ("exp(x)*exp(y)", "exp(x + y)"), ("exp(x)^2", "exp(2*x)"), ("(a - b) + (b - a)", "0"),
        ("(a - b)*(b - a)", "-(a - b)^2"), ("(a - b)/(b - a)", "-1"), ("(a - b)^y*(b - a)^3", "-(a - b)^(y + 3)"),
        ("(a - b)^2*(b - a)^y", "(b - a)^(2 + y)"), ("(2*x)^y*(2*x)^y", "(2*x)^(2*y)"), ("sqrt(2)*sqrt(3)", "sqrt(6)"),
        ("sqrt(8)", "2*sqrt(2)"),
        ("2/sqrt(2)", "sqrt(2)"), ("x/sqrt(2)", "x/sqrt(2)"), ("sqrt(2*pi)", "sqrt(2*pi)"),
        ("(1 - x)*(1 + x)", "1 - x^2"), ("step(x)^3", "step(x)"),
        # What is not the same stays.
        ("(b - a)^y*(a - b)^y", "(b - a)^y*(a - b)^y"), ("(a - b)^y*(b - a)^y", "(a - b)^y*(b - a)^y"),
        ("(2*x)^y*(-2*x)^y", "(2*x)^y*(-2*x)^y"), ("(-2*x)^y*(2*x)^y", "(-2*x)^y*(2*x)^y"),
        ("(x*(b - a))^y*(x*(a - b))^y", "(x*(b - a))^y*(x*(a - b))^y"),
        ("sqrt(x^2)", "sqrt(x^2)"), ("(x^2)^y", "(x^2)^y"), ("log(x*y)", "log(x*y)"),
        ("x^0.5*y^0.5", "sqrt(x)*sqrt(y)"),
        ("hypot(x, y)", "hypot(x, y)"), ("sin(x)^2 + cos(x)^2", "sin(x)^2 + cos(x)^2"),
        # Signs come out, and go into differences.
        ("sin(-x)", "-sin(x)"), ("cos(-2*x)", "cos(2*x)"), ("-x + y", "y - x"), ("x - -y", "x + y"),
        ("-(a - b)", "b - a"),
        ("-x*-y", "x*y"), ("(-x)^3", "-x^3"), ("-(a - b)*c", "c*(b - a)"),
        # As people write: quotients, roots, the number first, then names, functions and sums.
        ("x^-1", "1/x"), ("x^-2*y", "y/x^2"), ("x^0.5", "sqrt(x)"), ("x^-0.5", "1/sqrt(x)"),
        ("sin(x)*y*2", "2*y*sin(x)"),
        ("(x + 1)*x", "x*(x + 1)"), ("1/2*x", "x/2"), ("1.5*x", "3*x/2"), ("0.01*x", "0.01*x"), ("x*(2/3)", "2*x/3"),
        ("x^(1/3)", "x^(1/3)"), ("-x^2", "-x^2"), ("a/(b/c)", "a*c/b"), ("x^-y", "x^-y"),
    ],
)  # fmt: skip
def test_simplified(text, expected):
    assert repr(formula(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x*(1 - y^2)", "x*(1 - y^2)"), ("x*sin(y) + x*cos(y) + x*tan(y)", "x*(sin(y) + cos(y) + tan(y))"),
        ("1/x - 1/x^2", "1/x - 1/x^2"), ("x/(x + y)^2 - 1/(x + y)", "-y/(x + y)^2"), ("x*(1 + 1/x)", "x + 1"),
        ("2*(x + 1) - 2*x", "2"), ("x*y/(x + x*y)", "y/(1 + y)"), ("3*x^2 + 2*x", "3*x^2 + 2*x"),
    ],
)  # fmt: skip
def test_shortest(text, expected):
    assert repr(shortest(formula(text))) == expected


def test_what_is_kept_is_not_rewritten():
    given = formula("a*x + a*y + a*z")
    assert repr(shortest(given)) == "a*(x + y + z)"
    assert repr(shortest(2 * given, keep=[given])) == "2*(a*x + a*y + a*z)"


def test_expanded_does_not_blow_up():
    long = symbols.number(1)
    for i in range(12):
        long = long * (symbols.name(f"a{i}") + 1)
    assert expanded(long) == long


# Not round, so that no quotient of them is a whole number at which a floor or a ceil jumps.
POINTS = ({"x": 0.71371, "y": -1.29533, "z": 1.93117}, {"x": -0.41357, "y": 2.21719, "z": 0.61129})


def value(program: Program, at: dict[str, float]) -> float | None:
    """The value where rounding and the sign of a zero do not decide about it."""
    try:
        run = program.run(at)
    except DomainError:
        return None
    found = [node.data for node in run.nodes]
    return run.root.data if 0 not in found and max(map(abs, found)) < 1e6 else None


@given(trees(EVERY, SMALL))
@settings(max_examples=200, deadline=None)
def test_text_feeds_back(tree):
    symbol = formula(tree.written())
    again = parse(text_of(written(symbol)))
    program = parse(tree.written())
    for at in POINTS:
        expected = value(program, at)
        if expected is not None:
            assert math.isclose(again.run(at).root.data, expected, rel_tol=1e-6, abs_tol=1e-6)


@given(trees(EVERY, SMALL))
@settings(max_examples=100, deadline=None)
def test_shortest_is_equal_and_not_longer(tree):
    symbol = formula(tree.written())
    short = shortest(symbol)
    assert short.size <= symbol.size + 2
    for at in POINTS:
        expected = value(parse(tree.written()), at)
        if expected is not None:
            assert math.isclose(parse(text_of(written(short))).run(at).root.data, expected, rel_tol=1e-6, abs_tol=1e-6)


def test_equality_is_structure():
    assert x + y == y + x
    assert x * y == y * x
    assert x - y != y - x
    assert hash(x + y) == hash(y + x)
    assert x != "x"
    assert (x - y).unsigned == (y - x).unsigned


def test_operators_with_numbers_on_either_side():
    assert repr(1 - x) == "1 - x"
    assert repr(2 / x) == "2/x"
    assert repr(2**x) == "2^x"
    assert repr(x**2 - 0.5) == "x^2 - 1/2"
    assert repr(-x * 3) == "-3*x"


def test_a_gradient_is_gathered_in_the_order_of_the_text():
    total = x
    total += y
    assert repr(total) == "y + x"


def test_conditions():
    assert repr(symbols.where(symbols.greater(x, 0), 1, 0)) == "step(x)"
    assert symbols.greater(2, 1) is True
    assert symbols.greater_equal(1, 1) is True
    assert symbols.greater(x, x) is False
    assert symbols.equal(x + 1, 1 + x)
    assert not symbols.equal(x, 0)
    assert repr(symbols.greater_equal(x, 1)) == "1 - step(1 - x)"


def test_number_system():
    assert system_of(x) is symbols
    assert symbols.isfinite(x)
    assert not symbols.isfinite(symbols.number("1e999"))
    assert symbols.number("0.1") == symbols.number(Fraction(1, 10))
    assert repr(symbols.rational(1, 100)) == "0.01"
    assert repr(symbols.erfc(x)) == "1 - erf(x)"
    assert repr(symbols.xlogy(2, x)) == "2*log(x)"
    assert repr(symbols.xlogy(x, 0)) == "0"
    assert repr(symbols.hypot(3, x)) == "sqrt(9 + x^2)"


@pytest.mark.parametrize("rule", OPS, ids=lambda rule: rule.name)
def test_every_rule_runs_over_symbols(rule):
    count = 3 if rule.variadic else len(rule.inputs)
    inputs = [symbols.name(name) for name in "abc"[:count]]
    out = symbols.apply(rule, *inputs)
    assert isinstance(rule.forward(symbols, *inputs), Symbol)
    assert len(rule.partials(symbols, out, *inputs)) == count


@pytest.mark.parametrize("rule", [rule for rule in OPS if rule.parity], ids=lambda rule: rule.name)
def test_parity_is_true(rule):
    sign = -1 if rule.parity == "odd" else 1
    for at in (0.3, 0.9):
        assert rule.forward(floats, -at) == sign * rule.forward(floats, at)


def test_long_sums_and_products_stay_whole():
    names = [symbols.name(f"x{i}") for i in range(300)]
    total, product = names[0], names[0]
    for name in names[1:]:
        total, product = total + name, product * name
    assert text_of(written(total)).startswith("x0 + x1")
    assert len(text_of(written(product)).split("*")) == 300
