"""How many digits of the numbers in a calculation are shown: as few as let it come out."""

from __future__ import annotations

from fractions import Fraction
from math import copysign, inf, nan, pi

import pytest

from backprop_cli.answers.explain import Formula
from backprop_cli.graph.engine import Constant, node_of
from backprop_cli.ops import BY_NAME
from backprop_cli.views.numbers import FULL
from backprop_cli.views.solution.digits import digits_of_product, digits_of_sum, rounded, substituted


def test_rounded():
    assert rounded(1.23456, 3) == 1.23
    assert rounded(1.23456, FULL) == 1.23456
    assert rounded(Fraction(1, 3), 3) == Fraction(1, 3)
    assert [copysign(1, rounded(-0.0, digits)) for digits in (3, FULL)] == [1, 1]


@pytest.mark.parametrize(
    ("parts", "total", "precision", "digits"),
    [
        ([1.234, 2.345], 3.579, 3, 3),
        # What cancels takes more digits: 1.2346 - 1.2344 is not 0.00012, and 1.23456 - 1.23444 is.
        ([1.23456, -1.23444], 0.00012, 3, 6),
        ([1.000000000000001, -1.0], 1.1102230246251565e-15, 3, 16),
        ([1.0000000000000002, -1.0], 2.220446049250313e-16, 3, FULL),
        # Off by as much as the last digit that is shown is near enough, by more is not.
        ([2.0], 1.0, 1, 1),
        ([2.6], 1.0, 1, FULL),
        ([10.95], 10.0, 2, 2),
        ([-2.0], -1.0, 1, 1),
        ([1.0, 1.0], 5.0, 3, FULL),
        # Nothing comes out better for more digits.
        ([inf, 1.0], inf, 3, 3),
        ([nan, 1.0], nan, 3, 3),
        ([1.0, 1e308], inf, 3, FULL),
        ([1 / 3, 1 / 3], 2 / 3, FULL, FULL),
        ([Fraction(1, 3)], Fraction(1, 3), 3, FULL),
    ],
)
def test_digits_of_a_sum(parts, total, precision, digits):
    assert digits_of_sum(parts, total, precision) == digits


@pytest.mark.parametrize(
    ("factors", "product", "precision", "digits"),
    [
        ([1 / 3, 3.0], 1.0, 3, 3),
        ([1.0049, 1.0049, 1.0049], 1.0147722, 3, 4),
        ([2.0], 3.0, 3, FULL),
    ],
)
def test_digits_of_a_product(factors, product, precision, digits):
    assert digits_of_product(factors, product, precision) == digits


def test_numbers_in_a_formula():
    inner = node_of(BY_NAME["^"], (Constant(0.999999969540041), Constant(2.0)), None)
    graph = node_of(BY_NAME["-"], (Constant(1.0), inner), None)
    shown = substituted(Formula(graph, graph, 6.0919917e-08), 6).graph
    assert shown.inputs[0].data == 1
    assert [source.data for source in shown.inputs[1].inputs] == [0.99999996954, 2]


def test_a_constant_stays_with_its_name():
    graph = node_of(BY_NAME["*"], (Constant(1 / 3), Constant(pi, "pi")), None)
    third, constant = substituted(Formula(graph, graph, pi / 3), 3).graph.inputs
    assert (third.data, constant.label, constant.data) == (0.333, "pi", pi)
