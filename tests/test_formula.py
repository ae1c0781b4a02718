"""Graph -> text: the inverse of the language, with parentheses only where they are needed."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings

from backprop_cli.errors import DomainError, ExpressionError
from backprop_cli.graph.engine import Value
from backprop_cli.graph.walker import topological_order
from backprop_cli.language import parse
from backprop_cli.notation.text import ELLIPSIS, number_text, text_of, texts_of

from .support.strategies import ARITHMETIC, DIFFERENTIABLE, EXPRESSIONS, NAMES, POINTS, shape, structure

ONES = dict.fromkeys("abcdxyz", 1.0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3(a+b*c)", "3*(a + b*c)"),
        ("((a))+((b))", "a + b"),
        ("(a+b)+c", "a + b + c"),
        ("a+(b+c)", "a + (b + c)"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a*(b*c)", "a*(b*c)"),
        ("a/(b*c)", "a/(b*c)"),
        ("(a/b)*c", "a/b*c"),
        ("a/(b/c)", "a/(b/c)"),
        ("(a+b)/(c+d)", "(a + b)/(c + d)"),
        ("a**b", "a^b"),
        ("a^(b^c)", "a^b^c"),
        ("(a^b)^c", "(a^b)^c"),
        ("a^(-b)", "a^-b"),
        ("a^(-b^c)", "a^-b^c"),
        ("a^(b*c)", "a^(b*c)"),
        ("a^-(b*c)", "a^-(b*c)"),
        ("(-a)^2", "(-a)^2"),
        ("-a^2", "-a^2"),
        ("(-2)^2", "(-2)^2"),
        ("-2^2", "-2^2"),
        ("2^-2", "2^-2"),
        ("-(a+b)", "-(a + b)"),
        ("-(a*b)", "-(a*b)"),
        ("-2a", "-(2*a)"),
        ("-2*a", "-2*a"),
        ("(-a)*b", "-a*b"),
        ("a*-b", "a*-b"),
        ("a - -b", "a - -b"),
        ("a - -2", "a - -2"),
        ("--a", "-(-a)"),
        ("-(2)", "-(2)"),
        ("-(-2)", "-(-2)"),
        ("+a", "a"),
        ("pow(a, b)", "a^b"),
        ("ln(a)", "log(a)"),
        ("tanh(w)", "tanh(w)"),
        ("max(a,b,c+d)", "max(a, b, c + d)"),
        ("sin(a)^2", "sin(a)^2"),
        ("2pi*a", "2*pi*a"),
        ("1e-5 + 1e22*a + .50", "1e-05 + 1e+22*a + 0.5"),
    ],
)
def test_parentheses_only_where_needed(text, shown):
    names = ONES | {"w": 1.0}
    assert text_of(parse(text).run(names).root) == shown
    assert structure(shown) == structure(text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (3.0, "3"), (-2.5, "-2.5"), (0.1, "0.1"), (1e-5, "1e-05"), (1e22, "1e+22"), (3, "3"), (100000.0, "100000"),
        (Fraction(10, 21), "10/21"), (Fraction(4, 2), "2"), (1 / 3, "0.3333333333333333"), (5e-324, "5e-324"),
    ],
)  # fmt: skip
def test_numbers_read_back_as_the_same_double(number, text):
    assert number_text(number) == text


def test_labelled_nodes_stand_as_their_labels():
    run = parse("e = a*b; d = e + c; L = d*f").run({"a": 1.0, "b": 1.0, "c": 1.0, "f": 1.0})
    assert text_of(run.root) == "d*f"
    assert [text for text, _ in texts(run.root)] == ["a", "b", "a*b", "c", "e + c", "f", "d*f"]
    assert text_of(run.named["e"]) == "a*b"


def test_a_graph_made_in_python_has_a_text():
    x, y = Value(2.0, "x"), Value(3.0)
    assert text_of((x + y) * -x / 2) == "(x + 3)*-x/2"
    assert text_of(Value(Fraction(1, 3)) ** 2) == "(1/3)^2"


@pytest.mark.parametrize("limit", [10, 80])
@pytest.mark.parametrize("grow", [lambda y, x: y + x, lambda y, x: x / y, lambda y, x: y * y, lambda y, x: -y])
def test_a_text_with_a_limit_is_short_and_quick_whatever_the_graph(grow, limit):
    x = y = Value(1.0, "x")
    for _ in range(10_000):
        y = grow(y, x)
    text = text_of(y, limit=limit)
    assert ELLIPSIS in text
    assert len(text) <= 2 * limit + 1


def test_a_short_text_is_the_same_with_a_limit():
    x = Value(2.0, "x")
    y = (x + 1) * x.tanh()
    assert text_of(y, limit=80) == text_of(y) == "(x + 1)*tanh(x)"


def texts(root: Value, **bounds: int) -> list[tuple[str, bool]]:
    nodes = topological_order(root)
    return texts_of(nodes, [f"n{index}" for index in range(len(nodes))], **bounds)


def test_the_texts_of_a_long_chain_are_bounded_by_names():
    x = y = Value(1.0, "x")
    for _ in range(10_000):
        y = y + x
    found = texts(y, most=1_000)
    assert max([len(text) for text, _ in found]) <= 250
    assert found[1] == ("x + x", True)
    assert re.fullmatch(r"n99\d\d( \+ x)+", found[-1][0])
    assert not found[-1][1]


def test_a_name_stands_without_parentheses_where_its_formula_needs_them():
    x = y = Value(1.0, "x")
    for _ in range(4):
        y = (y + x) * y
    found = [text for text, _ in texts(y, most=20, limit=30)]
    assert found[2:5] == ["(x + x)*x", "(x + x)*x + x", "((x + x)*x + x)*((x + x)*x)"]
    assert found[-2:] == ["n6 + x", "(n6 + x)*n6"]


def test_what_is_made_of_labelled_nodes_is_whole():
    x = y = Value(1.0, "x")
    for _ in range(50):
        y = y + x
    y.label = "y"
    assert texts(y * x, most=100, limit=20)[-1] == ("y*x", True)
    assert texts(y * x, most=100, limit=20)[-2][1] is False


def test_texts_of_a_chain_of_ordinary_length_are_whole():
    x = y = Value(1.0, "x")
    for _ in range(500):
        y = y + x
    assert texts(y)[-1] == (" + ".join(["x"] * 501), True)


def test_a_long_chain_is_written_without_recursion():
    n = 100_000
    text = " + ".join(["x"] * n)
    assert text_of(parse(text).run({"x": 1.0}).root) == text
    nested = "-(" * n + "x" + ")" * n
    assert text_of(parse(nested).run({"x": 1.0}).root) == "-(" * (n - 1) + "-x" + ")" * (n - 1)


@settings(deadline=None, max_examples=400)
@given(EXPRESSIONS)
def test_the_text_of_a_tree_reads_back_as_that_tree(tree):
    assert structure(text_of(tree)) == structure(tree.written())


@settings(deadline=None, max_examples=600)
@given(ARITHMETIC)
def test_the_text_of_signs_and_powers_reads_back_as_the_same_tree(tree):
    assert structure(text_of(tree)) == structure(tree.written())


@settings(deadline=None, max_examples=200)
@given(ARITHMETIC)
def test_no_pair_of_parentheses_can_be_left_out(tree):
    """Without a pair the text means something else; those after a sign keep it apart from another or a number."""
    text = text_of(tree)
    for start, end in pairs(text):
        if text[start - 1 : start] != "-":
            without = text[:start] + " " + text[start + 1 : end] + " " + text[end + 1 :]
            assert structure_or_none(without) != structure(text)


def pairs(text: str) -> list[tuple[int, int]]:
    opened, found = [], []
    for place, character in enumerate(text):
        if character == "(":
            opened.append(place)
        elif character == ")":
            found.append((opened.pop(), place))
    return found


def structure_or_none(text: str):
    try:
        return structure(text)
    except ExpressionError:
        return None


@settings(deadline=None, max_examples=200)
@given(DIFFERENTIABLE, POINTS)
def test_the_text_evaluates_to_the_number_of_the_graph(tree, point):
    inputs = {name: Value(point[name], name) for name in NAMES}
    try:
        root = tree.computed(inputs)
    except DomainError:
        assume(False)
    assume(isinstance(root, Value))
    again = parse(text_of(root)).run(point).root
    assert again.data == root.data
    assert shape(again) == shape(root)
