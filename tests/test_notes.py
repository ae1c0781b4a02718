"""Notes: where a convention was used, and why a gradient is not a finite number."""

from fractions import Fraction

import pytest

from backprop_cli import parse
from backprop_cli.graph.notes import conventions, notes_on
from backprop_cli.ops import OPS


def notes(text: str, **bindings: float | Fraction) -> list[tuple[str, str]]:
    root = parse(text)(**bindings)
    root.backward()
    return [(note.code, note.message) for note in notes_on([*(root._order or []), root])]


@pytest.mark.parametrize(
    ("text", "bindings", "code", "message"),
    [
        ("relu(x)", {"x": 0}, "kink", "relu is not differentiable at 0: left 0, right 1; 0 is used"),
        ("abs(x)", {"x": 0}, "kink", "abs is not differentiable at 0: left -1, right 1; 0 is used"),
        ("leaky_relu(x)", {"x": 0}, "kink", "leaky_relu is not differentiable at 0: left 0.01, right 1; 0.01 is used"),
        ("max(a, b)", {"a": 2, "b": 2}, "kink", "max is not differentiable at a tie: left 0, right 1; 0.5 is used"),
        ("clip(x,0,1)", {"x": 1}, "kink", "clip is not differentiable at its upper bound: left 1, right 0; 0 is used"),
        ("clip(1,a,2)", {"a": 1}, "kink", "clip is not differentiable at its lower bound: left 0, right 1; 0 is used"),
        ("clip(2,1,b)", {"b": 2}, "kink", "clip is not differentiable at its upper bound: left 1, right 0; 0 is used"),
        ("clip(x,1,2)", {"x": 1}, "kink", "clip is not differentiable at its lower bound: left 0, right 1; 0 is used"),
        ("clip(1,a,1)", {"a": 1}, "kink", "clip is not differentiable at equal bounds; 0 is used"),
        ("clip(1,1,b)", {"b": 1}, "kink", "clip is not differentiable at equal bounds; 0 is used"),
        ("clip(x, x, x)", {"x": 0}, "kink", "clip is not differentiable at equal bounds; 0 is used"),
        ("min(a, 2)", {"a": 2}, "kink", "min is not differentiable at a tie: left 1, right 0; 0.5 is used"),
        ("hypot(x, 0)", {"x": 0}, "kink", "hypot is not differentiable at (0, 0): left -1, right 1; 0 is used"),
        ("hypot(0, x)", {"x": 0}, "kink", "hypot is not differentiable at (0, 0): left -1, right 1; 0 is used"),
        ("sign(x)", {"x": 0}, "kink", "sign is not differentiable at 0; 0 is used"),
        ("step(x)", {"x": 0}, "kink", "step is not differentiable at 0; 0 is used"),
        ("ceil(x)", {"x": 2}, "kink", "ceil is not differentiable at the integer 2; 0 is used"),
        ("floor(x)", {"x": 2}, "kink", "floor is not differentiable at the integer 2; 0 is used"),
        ("atan2(0, x)", {"x": 0}, "kink", "atan2 is not differentiable at (0, 0); 0 is used"),
        ("atan2(y, x)", {"y": 0, "x": 0}, "kink", "atan2 is not differentiable at (0, 0); 0 is used"),
        ("atan2(y, -2)", {"y": 0}, "kink", "atan2 is not differentiable at (0, -2) on its cut; -0.5 is used"),
        ("elu(x, 2)", {"x": 0}, "kink", "elu is not differentiable at 0: left 2, right 1; 1 is used"),
        ("sqrt(x)", {"x": 0}, "infinite", "sqrt has an infinite slope at 0; inf is used"),
        ("cbrt(x)", {"x": 0}, "infinite", "cbrt has an infinite slope at 0; inf is used"),
        ("asin(x)", {"x": -1}, "infinite", "asin has an infinite slope at ±1; inf is used"),
        ("acosh(x)", {"x": 1}, "infinite", "acosh has an infinite slope at 1; inf is used"),
        ("0^x", {"x": 0}, "infinite", "x^y has an infinite slope at base 0 and exponent 0; 0 is used"),
        ("acos(x)", {"x": 1}, "infinite", "acos has an infinite slope at ±1; -inf is used"),
        ("x^0.5", {"x": 0}, "infinite", "x^y has an infinite slope at base 0; inf is used"),
        ("x^y", {"x": -2, "y": 3}, "undefined",
         "the derivative of x^y to y does not exist at a negative base; nan is used"),
        ("1/x", {"x": 1e-200}, "overflow", "the gradient from 1/x to x is too large for a double: -inf is used"),
        ("log(x)", {"x": 1e-320}, "overflow", "the gradient from log(x) to x is too large for a double: inf is used"),
        ("1e200*(1e200*x)", {"x": 0}, "overflow",
         "the gradient from 1e+200*x to x is 1e+200 times 1e+200, which is too large for a double: inf is used"),
        ("1e308*x + 1e308*x", {"x": 0}, "overflow",
         "the gradient of x is a sum too large for a double: inf is used"),
    ],
)  # fmt: skip
def test_one_note(text, bindings, code, message):
    assert notes(text, **bindings) == [(code, message)]


def test_a_derivative_that_is_no_fraction():
    """The derivative of 2^y at 3 is 8*log(2), which is irrational."""
    found = notes("x^y", x=Fraction(2), y=Fraction(3))
    message = "the gradient from x^y to y is no fraction, or one too long to be written out: nan is used"
    assert found == [("undefined", message)]


def test_there_is_no_cut_where_only_the_other_input_varies():
    assert notes("atan2(0, x)", x=-2) == []


def test_zero_times_infinity_is_told_where_it_arose():
    assert notes("sqrt(x)*0", x=0) == [
        ("infinite", "sqrt has an infinite slope at 0; inf is used"),
        ("undefined", "the gradient from sqrt(x) to x is 0 times inf, which has no value: nan is used"),
    ]


def test_what_has_no_value_is_told_once():
    assert notes("sqrt(x^2)*0", x=0) == [
        ("infinite", "sqrt has an infinite slope at 0; inf is used"),
        ("undefined", "the gradient from sqrt(x^2) to x^2 is 0 times inf, which has no value: nan is used"),
    ]


@pytest.mark.parametrize(
    ("text", "bindings"),
    [("relu(x)", {"x": 1}), ("x/1e-200", {"x": 1}), ("x^2", {"x": -3}), ("elu(x)", {"x": 0}), ("clip(x, 1, 1)",
     {"x": 1}), ("sqrt(0)*x", {"x": 2}), ("max(1, 1) + x", {"x": 2})],
)  # fmt: skip
def test_no_note_without_a_reason(text, bindings):
    assert notes(text, **bindings) == []


CONVENTIONS = {
    "^": ["x^y has an infinite slope at base 0; inf is used",
          "x^y has an infinite slope at base 0 and exponent 0; 0 is used",
          "the derivative of x^y to y does not exist at a negative base; nan is used"],
    "sqrt": ["sqrt has an infinite slope at 0; inf is used"],
    "cbrt": ["cbrt has an infinite slope at 0; inf is used"],
    "asin": ["asin has an infinite slope at ±1; inf is used"],
    "acos": ["acos has an infinite slope at ±1; -inf is used"],
    "acosh": ["acosh has an infinite slope at 1; inf is used"],
    "atan2": ["atan2 is not differentiable at (0, 0); 0 is used",
              "atan2 is not differentiable at (0, -1) on its cut; -1 is used"],
    "hypot": ["hypot is not differentiable at (0, 0): left -1, right 1; 0 is used"],
    "relu": ["relu is not differentiable at 0: left 0, right 1; 0 is used"],
    "leaky_relu": ["leaky_relu is not differentiable at 0: left 0.01, right 1; 0.01 is used",
                   "where slope is 0.5, leaky_relu is not differentiable at 0: left 0.5, right 1; 0.5 is used",
                   "where slope is 2, leaky_relu is not differentiable at 0: left 2, right 1; 1 is used"],
    "elu": ["where alpha is 0.5, elu is not differentiable at 0: left 0.5, right 1; 0.5 is used",
            "where alpha is 2, elu is not differentiable at 0: left 2, right 1; 1 is used"],
    "abs": ["abs is not differentiable at 0: left -1, right 1; 0 is used"],
    "sign": ["sign is not differentiable at 0; 0 is used"],
    "step": ["step is not differentiable at 0; 0 is used"],
    "floor": ["at every integer, floor is not differentiable; 0 is used"],
    "ceil": ["at every integer, ceil is not differentiable; 0 is used"],
    "max": ["max is not differentiable at a tie: left 0, right 1; 0.5 is used"],
    "min": ["min is not differentiable at a tie: left 1, right 0; 0.5 is used"],
    "clip": ["clip is not differentiable at its lower bound: left 0, right 1; 0 is used",
             "clip is not differentiable at its upper bound: left 1, right 0; 0 is used",
             "clip is not differentiable at equal bounds; 0 is used"],
}  # fmt: skip


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_conventions_of_an_operation(op):
    assert [convention.message for convention in conventions(op)] == CONVENTIONS.get(op.name, [])


@pytest.mark.parametrize("op", [op for op in OPS if any(kink.everywhere for kink in op.kinks)], ids=lambda op: op.name)
def test_what_holds_everywhere_holds_at_other_places_than_the_example(op):
    (convention,) = conventions(op)
    for x in (-3.0, -1.0, 2.0, 1e15):
        ((code, message),) = notes(f"{op.name}(x)", x=x)
        assert code == "kink"
        assert message.endswith(convention.message.partition("; ")[2])
