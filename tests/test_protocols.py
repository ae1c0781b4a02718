"""What Python's own functions, and those of NumPy, make of a `Value`."""

from __future__ import annotations

import cmath
import copy
import math
import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from backprop_cli.graph.engine import Constant, Value
from backprop_cli.graph.walker import topological_order
from backprop_cli.notation.text import text_of
from backprop_cli.ops import BY_NAME

from .support.strategies import SMALL, shape
from .test_engine import gradients

# As a plain number a Value would lose its gradient without a word.

OF_MATH = [getattr(math, name) for name in ("exp", "log", "sin", "tanh", "sqrt", "floor", "ceil", "trunc", "isfinite")]
OF_PYTHON = [float, int, complex, cmath.exp, lambda x: math.pow(x, 2), lambda x: math.hypot(1, x), "{:d}".format]


@pytest.mark.parametrize("function", [*OF_MATH, *OF_PYTHON[:-1]], ids=lambda f: f.__name__)
def test_what_would_lose_the_gradient_says_what_to_write(function):
    with pytest.raises(TypeError, match=r"write x\.exp\(\) for math\.exp\(x\).* or x\.data for the number"):
        function(Value(0.5))


def test_rounding_is_for_the_number():
    with pytest.raises(TypeError, match=r"write round\(x\.data\)"):
        round(Value(0.5))
    with pytest.raises(TypeError, match=r"write round\(x\.data, 2\)"):
        round(Value(0.5), 2)


@pytest.mark.parametrize("function", [range, len, iter, lambda x: [1, 2][x]], ids=["range", "len", "iter", "index"])
def test_a_value_is_neither_an_index_nor_a_list(function):
    with pytest.raises(TypeError, match="Value"):
        function(Value(1.0))


@pytest.mark.parametrize("compute", [lambda x: x // 2, lambda x: x % 2, lambda x: divmod(x, 2), lambda x: x @ x])
def test_operators_that_the_language_does_not_have(compute):
    with pytest.raises(TypeError, match="Value"):
        compute(Value(3.0))


# What gives the Value that one expects.


@pytest.mark.parametrize(
    ("compute", "value", "gradient"),
    [
        (abs, 3, -1),
        (lambda x: sum([x, x * 2, 1]), -8, 3),
        (lambda x: sum([x, x], start=Value(1.0)), -5, 2),
        (lambda x: math.prod([x, x, 2]), 18, -12),
        (lambda x: max([x, x * x, 1]), 9, -6),
        (lambda x: min(x, x * x, 1), -3, 1),
        (lambda x: sorted([x * x, x])[1], 9, -6),
        (lambda x: pow(x, 2), 9, -6),
    ],
)
def test_functions_of_python(compute, value, gradient):
    x = Value(-3.0)
    out = compute(x)
    assert out.data == value
    assert gradients(out, x) == [gradient]


def test_abs_is_the_operation_of_that_name():
    assert abs(Value(-3.0)).op == "abs"
    assert [name for name in BY_NAME if hasattr(Value, f"__{name}__")] == ["neg", "pow", "abs"]


def test_a_format_is_for_the_number():
    assert f"{Value(0.123456):.3f} {Value(2.0):>6} {Value(Fraction(1, 3))}" == (
        "0.123    2.0 Value(data=1/3, grad=0.0)"
    )


# Comparison: `<` of numbers, `==` of nodes.


@given(SMALL, SMALL)
def test_the_numbers_are_compared(a, b):
    truth = [a < b, a <= b, a > b, a >= b]
    for x, y in ((Value(a), Value(b)), (Value(a), b), (a, Value(b))):
        found = [x < y, x <= y, x > y, x >= y]
        assert found == truth
        assert {type(answer) for answer in found} == {bool}


def test_fractions_are_compared_exactly():
    assert Value(Fraction(1, 3)) > 0.333
    assert Value(Fraction(1, 3)) <= Value(Fraction(1, 3))


@pytest.mark.parametrize("other", ["1", None, 1j, [1.0], Decimal(1)], ids=lambda other: type(other).__name__)
def test_what_is_no_real_number_is_not_compared(other):
    with pytest.raises(TypeError):
        _ = Value(1.0) < other


def test_equality_hash_and_truth_are_about_nodes():
    x, y = Value(2.0), Value(2.0)
    assert x == x
    assert x != y
    assert x != 2.0
    assert {x: "x", y: "y"}[x] == "x"
    assert x in [y, x]
    assert [y, x].index(x) == 1
    assert Value(0.0)


# NumPy: an array of Values is an array of objects.

numpy = pytest.importorskip("numpy", reason="numpy is not installed")


def array() -> tuple[Value, Value, object]:
    x, y = Value(2.0), Value(-3.0)
    return x, y, numpy.array([x, y])


ARRAYS: dict[str, tuple[Callable[..., object], float, list[float]]] = {
    "a @ a": (lambda a: a @ a, 13, [4, -6]),
    "a @ numbers": (lambda a: a @ numpy.array([10.0, 1]), 17, [10, 1]),
    "numbers @ a": (lambda a: numpy.array([10, 1]) @ a, 17, [10, 1]),
    "dot": (lambda a: numpy.dot(a, [1, 2]), -4, [1, 2]),
    "sum": (lambda a: a.sum(), -1, [1, 1]),
    "mean": (numpy.mean, -0.5, [0.5, 0.5]),
    "prod": (lambda a: a.prod(), -6, [-3, 2]),
    "max": (lambda a: a.max(), 2, [1, 0]),
    "elementwise": (lambda a: (a * numpy.array([1, 2]) - 1)[1], -7, [0, 2]),
    "a Value times an array": (lambda a: (a[0] * numpy.array([1.0, 2.0]))[1], 4, [2, 0]),
    "an array times a Value": (lambda a: (numpy.array([1.0, 2.0]) * a[0])[1], 4, [2, 0]),
    "tanh": (lambda a: numpy.tanh(a)[0], math.tanh(2), [1 - math.tanh(2) ** 2, 0]),
    "exp of a Value": (lambda a: numpy.exp(a[0]), math.exp(2), [math.exp(2), 0]),
    "abs": (lambda a: abs(a)[1], 3, [0, -1]),
    "square": (lambda a: numpy.square(a)[1], 9, [0, -6]),
    "power": (lambda a: (a**2)[1], 9, [0, -6]),
    "maximum": (lambda a: numpy.maximum(a, 0)[0], 2, [1, 0]),
    "matrix": (lambda a: (numpy.array([[1, 2], [3, 4]]) @ a)[1], -6, [3, 4]),
    "where": (lambda a: numpy.where(a > 0, a, 0.1 * a)[1], pytest.approx(-0.3), [0, 0.1]),
    "outer": (lambda a: numpy.outer(a, a)[0, 1], -6, [-3, 2]),
}


@pytest.mark.parametrize(("compute", "value", "gradient"), ARRAYS.values(), ids=ARRAYS)
def test_arrays_of_values(compute, value, gradient):
    x, y, both = array()
    out = compute(both)
    assert isinstance(out, Value)
    assert out.data == value
    assert gradients(out, x, y) == pytest.approx(gradient, rel=1e-15)


def test_an_array_of_numbers_is_refused():
    with pytest.raises(TypeError, match=r"x\.data for the number"):
        numpy.array([Value(1.0)], dtype=float)


def test_a_comparison_of_arrays():
    _, _, both = array()
    assert (both > 0).tolist() == [True, False]
    assert (numpy.float64(1) < both).tolist() == [True, False]
    assert numpy.float64(1) < both[0]


# Copies and pickles.

COPIES = {
    "deepcopy": copy.deepcopy,
    **{f"pickle {p}": lambda x, p=p: pickle.loads(pickle.dumps(x, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)},
    "pickle in Python": lambda x: pickle._loads(pickle._dumps(x)),
}
EVERY_COPY = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)


@EVERY_COPY
def test_a_copy_of_a_graph_is_a_graph_of_its_own(copied):
    x, y = Value(2.0, label="x"), Value(Fraction(3))
    z = (x * y + x).tanh() + y**2
    z.backward()
    x2, z2, y2 = copied([x, z, y])
    nodes = topological_order(z2)
    assert shape(z2) == shape(z)
    assert [(n.data, n.grad, n.label, type(n)) for n in nodes] == [
        (n.data, n.grad, n.label, type(n)) for n in topological_order(z)
    ]
    assert [n.operation for n in nodes] == [n.operation for n in topological_order(z)]
    assert {x2, y2, z2} <= set(nodes)
    assert not set(nodes) & set(topological_order(z))
    before = x.grad, y.grad
    assert gradients(z2, x2, y2) == [*before]
    x2.data = 100.0
    assert (x.data, x.grad, y.grad) == (2.0, *before)


@EVERY_COPY
def test_a_copy_of_a_deep_chain(copied):
    x = y = Value(1.0)
    for _ in range(5_000):
        y = y + x
    middle = y.inputs[0].inputs[0]
    end, middle2, x2 = copied((y, middle, x))
    assert end.inputs[0].inputs[0] is middle2
    assert gradients(end, x2) == [5_001.0]
    assert gradients(copied(middle), middle) == [0.0]


def test_a_shallow_copy_has_the_same_inputs():
    x = Value(2.0)
    y = x * 3
    y.label = "y"
    z = copy.copy(y)
    assert (z is y, z.inputs is y.inputs, z.label, z.op) == (False, True, "y", "*")
    assert gradients(z, x) == [3.0]


class Named(Value):
    """A class with an attribute, and a slot, of its own."""

    __slots__ = ("__dict__", "unit")


@EVERY_COPY
def test_a_copy_of_a_subclass_has_its_attributes(copied):
    x = Named(2.0)
    x.history, x.unit = [1.0], "m"
    y = copied(x * 2)
    (x2, two) = y.inputs
    assert (type(y), type(x2), type(two)) == (Named, Named, Constant)
    assert (x2.history, x2.unit) == ([1.0], "m")
    assert x2.history is not x.history
    assert copy.copy(x).history is x.history


@pytest.mark.parametrize("copied", [copy.copy, *COPIES.values()], ids=["copy", *COPIES])
def test_a_closure_of_a_program_is_not_copied(copied):
    x = Value(2.0)
    out = Value(8.0, (x,), "cube")
    assert copied(out).op == "cube"
    out._backward = lambda: None
    with pytest.raises(TypeError, match=r"a _backward of its own cannot be copied: that of Value\(data=8.0"):
        copied(out)


@EVERY_COPY
def test_a_copy_keeps_the_sign_between_two_and_the_call_of_one(copied):
    x, y = Value(2.0, label="x"), Value(3.0, label="y")
    own = [((x, y), "*", "x*y"), ((x,), "*", "*(x)"), ((x,), "f", "f(x)"), ((x, y), "f", "f(x, y)")]
    for inputs, name, text in own:
        assert text_of(copied(Value(6.0, inputs, name))) == text


def test_a_subclass_with_another_parent_lets_that_know():
    known = []

    class Listed:
        def __init_subclass__(cls, **arguments: object) -> None:
            super().__init_subclass__(**arguments)
            known.append(cls)

    class Both(Value, Listed):
        pass

    assert known == [Both]
    assert type(Both(2.0) * 3) is Both
