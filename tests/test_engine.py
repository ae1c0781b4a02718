"""`Value` and the two passes."""

from __future__ import annotations

import gc
import math
import weakref
from decimal import Decimal
from fractions import Fraction
from math import inf

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mpf

from backprop_cli.errors import BackpropError, DomainError
from backprop_cli.graph.engine import Constant, Value, apply, collector_paused
from backprop_cli.graph.variables import varies
from backprop_cli.graph.walker import topological_order
from backprop_cli.language import parse
from backprop_cli.ops import BY_NAME, NEGATE

from .support.strategies import DIFFERENTIABLE, DOUBLES, NAMES, POINTS, PYTHON, SMALL, Tree, shape


def gradients(root: Value, *inputs: Value) -> list[float]:
    """The gradients of these nodes after a backward pass that adds to nothing."""
    root.zero_grad()
    root.backward()
    return [x.grad for x in inputs]


@pytest.mark.parametrize(
    ("compute", "value", "gradient"),
    [
        (lambda x: x + 2, 5, 1),
        (lambda x: 2 + x, 5, 1),
        (lambda x: x - 2, 1, 1),
        (lambda x: 2 - x, -1, -1),
        (lambda x: x * 2, 6, 2),
        (lambda x: 2 * x, 6, 2),
        (lambda x: x / 2, 1.5, 0.5),
        (lambda x: 6 / x, 2, -2 / 3),
        (lambda x: x**2, 9, 6),
        (lambda x: 2**x, 8, 8 * 0.6931471805599453),
        (lambda x: -x, -3, -1),
        (lambda x: +x, 3, 1),
        (lambda x: x * x, 9, 6),
        (lambda x: x + x, 6, 2),
        (lambda x: x**x, 27, 27 * 2.09861228866811),
        (lambda x: (x + x) + (x + x), 12, 4),
        (lambda x: sum([x, x, 1]), 7, 2),
        (lambda x: x.relu(), 3, 1),
        (lambda x: x.max(5), 5, 0),
        (lambda x: x.max(5, x * 2), 6, 2),
        (lambda x: x.clip(0, 10), 3, 1),
        (lambda x: x.leaky_relu(), 3, 1),
        (lambda x: (-x).leaky_relu(0.5), -1.5, -0.5),
        (lambda x: x.hypot(4), 5, 0.6),
        (lambda x: x.pow(2), 9, 6),
        (lambda x: x.ln() - x.log(), 0, 0),
    ],
)
def test_operators_and_methods(compute, value, gradient):
    x = Value(3)
    out = compute(x)
    assert out.data == value
    assert gradients(out, x) == [pytest.approx(gradient, rel=1e-15)]


@pytest.mark.parametrize("name", [op.name for op in BY_NAME.values() if op.takes(1) and not op.infix])
def test_every_function_of_one_argument_is_a_method(name):
    x = Value(0.5) if name != "acosh" else Value(1.5)
    out = getattr(x, name)()
    assert (out.op, out.inputs) == (name, (x,))


def test_what_a_value_shows():
    x = Value(2, label="x1")
    assert (x.data, x.grad, x.label, x.op, x.inputs) == (2.0, 0.0, "x1", None, ())
    y = x * x
    assert (y.label, y.op, y.inputs) == ("", "*", (x, x))
    assert repr(y) == "Value(data=4.0, grad=0.0)"
    y.label = "y"
    assert y.label == "y"


def test_backward_of_an_input_is_one():
    assert gradients(x := Value(3.0), x) == [1.0]


# Gradients of inputs add up over the backward passes, and those of all other nodes are computed afresh.


def test_a_second_backward_pass_adds_the_same_gradient():
    x = Value(3.0)
    y = x * x
    z = y + x
    for times in (1, 2, 3):
        z.backward()
        assert (x.grad, y.grad, z.grad) == (7.0 * times, 1.0, 1.0)


def test_gradients_of_several_losses_add_up():
    w = Value(1.5)
    for x, y in [(1.0, 2.0), (2.0, 3.0), (-1.0, 0.5)]:
        ((w * x - y) ** 2).backward()
    assert w.grad == 2 * -0.5 * 1 + 0 + 2 * -2 * -1


def test_another_root_adds_to_the_inputs_they_share():
    x = Value(3.0)
    y = x * x
    z = y * 2
    z.backward()
    assert (x.grad, y.grad) == (12.0, 2.0)
    y.backward()
    assert (x.grad, y.grad) == (18.0, 1.0)


def test_an_input_by_itself_adds_one():
    x = Value(3.0)
    x.backward()
    x.backward()
    assert x.grad == 2.0


@pytest.mark.parametrize("nothing", [0, 0.0, None, Fraction(0)], ids=repr)
def test_a_gradient_that_is_set_to_nothing_starts_afresh(nothing):
    x = Value(3.0)
    y = x * 2
    y.backward()
    x.grad = nothing
    y.backward()
    assert (x.grad, type(x.grad)) == (2.0, float)


def test_what_a_person_leaves_in_grad_is_added_to():
    x = Value(3.0)
    x.grad = 10.0
    (x * 2).backward()
    assert x.grad == 12.0


def test_zero_grad_is_about_everything_below():
    x, y = Value(3.0), Value(2.0)
    z = x * y
    z.backward()
    x.zero_grad()
    assert [v.grad for v in (x, y, z)] == [0.0, 3.0, 1.0]
    z.zero_grad()
    assert [v.grad for v in (x, y, z)] == [0.0, 0.0, 0.0]


def test_what_no_variable_goes_into_does_not_add_up():
    x = Value(3.0)
    y = x * 2
    y.backward()
    y.backward()
    two = y.inputs[1]
    assert (type(two), two.grad) == (Constant, 3.0)


def test_fractions_add_up_exactly():
    x = Value(Fraction(1, 3))
    y = x * x
    y.backward()
    y.backward()
    assert x.grad == Fraction(4, 3)
    assert isinstance(x.grad, Fraction)


def test_a_gradient_that_is_no_number_stays_none_until_it_is_set():
    x = Value(0.0)
    (x.sqrt() * 0).backward()
    (x * 2).backward()
    assert x.grad != x.grad
    x.grad = 0
    (x * 2).backward()
    assert x.grad == 2.0


@settings(deadline=None, max_examples=100)
@given(DIFFERENTIABLE, POINTS)
def test_the_second_pass_of_random_expressions_doubles_the_first(tree, point):
    root, inputs = at_point(tree, point)
    root.backward()
    once = [(node.grad, 2 * node.grad if node.operation is None else node.grad) for node in inputs.values()]
    inner = [node.grad for node in topological_order(root) if node.operation is not None]
    root.backward()
    assert repr([node.grad for node in inputs.values()]) == repr([twice for _, twice in once])
    assert repr([node.grad for node in topological_order(root) if node.operation is not None]) == repr(inner)


def test_a_run_starts_from_nothing():
    run = parse("x*x").run({"x": 3.0})
    run.root.backward()
    run.backward()
    run.backward()
    assert run.gradient("x") == 6.0


def test_new_data_is_used_by_the_next_backward():
    x = Value(3.0)
    y = x * x
    x.data -= 1.0
    assert gradients(y, x) == [4.0]


def test_gradients_add_at_branches():
    a = Value(2.0)
    assert gradients(a + a, a) == [2.0]
    b = Value(3.0)
    a = b + b
    c = a + a
    assert gradients(c, a, b) == [2.0, 4.0]


# Numbers of other types.


@pytest.mark.parametrize("number", [3, 3.0, True + 2, Fraction(3)], ids=repr)
def test_numbers_of_python(number):
    x = Value(2.0)
    assert gradients(y := x * number, x) == [3.0]
    assert y.data == 6.0


def test_a_bool_is_a_number():
    assert Value(True).data == 1.0
    assert isinstance((Value(2.0) + True).data, float)


def test_fractions_stay_exact():
    a, b = Value(Fraction(1, 3)), Value(Fraction(2, 7))
    y = (a / b + 1) ** 2 - 2 * a
    assert y.data == Fraction(13, 6) ** 2 - Fraction(2, 3)
    assert gradients(y, a) == [2 * Fraction(13, 6) / Fraction(2, 7) - 2]
    assert isinstance(a.grad, Fraction)
    assert isinstance(b.grad, Fraction)


def test_an_exact_function_that_chose_a_constant_stays_exact():
    y = Value(Fraction(-3)).relu().hypot(Value(Fraction(4)))
    assert isinstance(y.data, Fraction)
    assert y.data == 4


def test_a_float_among_fractions_makes_floats():
    x = Value(Fraction(1, 2))
    y = x * 0.5
    assert isinstance(y.data, float)
    assert gradients(y, x) == [0.5]


def test_exact_values_of_irrational_functions_are_refused():
    with pytest.raises(DomainError, match="tanh"):
        Value(Fraction(1)).tanh()


class Real32(float):
    """A real number of another library."""


def test_other_real_numbers_become_floats():
    assert type(Value(Real32(1.5)).data) is float


@pytest.mark.parametrize("kind", ["float64", "float32", "float16", "int64", "int8", "uint8"])
def test_numbers_of_numpy_on_either_side(kind):
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    number = getattr(numpy, kind)(3)
    x = Value(2.0)
    assert type(Value(number).data) is float
    for y in (x * number, number * x):
        assert isinstance(y, Value)
        assert gradients(y, x) == [3.0]
    assert isinstance((Value(Fraction(1, 3)) * numpy.int64(3)).data, Fraction)


@pytest.mark.parametrize("wrong", ["1", None, 1j, [1.0], Decimal(1), object()], ids=lambda wrong: type(wrong).__name__)
def test_what_is_no_real_number_is_refused(wrong):
    with pytest.raises(TypeError, match="real number"):
        Value(wrong)
    for compute in (lambda v: v + wrong, lambda v: wrong * v, lambda v: v**wrong, lambda v: wrong / v):
        with pytest.raises(TypeError):
            compute(Value(1.0))


@pytest.mark.parametrize("number", [10**400, -(10**400)])
def test_a_number_too_large_for_a_double_is_refused(number):
    with pytest.raises(DomainError, match="overflow: this number is too large for a double"):
        Value(number)


def test_a_value_of_a_value_is_refused():
    with pytest.raises(TypeError):
        Value(Value(1.0))


def test_a_wrong_number_of_arguments_is_refused():
    with pytest.raises(TypeError, match="tanh takes 1 argument, 2 given"):
        Value(1.0).tanh(2)
    with pytest.raises(TypeError, match="max takes 2 or more arguments, 1 given"):
        Value(1.0).max()


def test_doubles_win_over_fractions():
    half, quarter = Value(Fraction(1, 2)), Value(0.25)
    assert half.atan2(quarter).data == math.atan2(0.5, 0.25)
    assert quarter.atan2(half).data == math.atan2(0.25, 0.5)
    assert isinstance(half.max(0).inputs[1].data, Fraction)
    assert isinstance(quarter.max(0).inputs[1].data, float)


def test_the_garbage_collector_is_left_as_it_was():
    for was_running in (True, False):
        (gc.enable if was_running else gc.disable)()
        try:
            with collector_paused():
                assert not gc.isenabled()
            assert gc.isenabled() == was_running
        finally:
            gc.enable()


def test_an_unknown_function_is_an_attribute_error():
    with pytest.raises(AttributeError):
        _ = Value(1.0).tahn


def test_domain_errors_of_values_name_them():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    with pytest.raises(DomainError, match=r"^log of -1: log\(a - b\) needs a positive number, a - b is -1 here$"):
        (a - b).log()
    with pytest.raises(BackpropError, match=r"division of 1 by 0: 1/0 needs a divisor other than 0"):
        1 / Value(0.0)


def test_a_constant_exponent_over_a_negative_base_has_no_gradient():
    x = Value(-3.0)
    y = x**2
    assert gradients(y, x) == [-6.0]
    exponent = y.inputs[1]
    assert isinstance(exponent, Constant)
    assert exponent.grad != exponent.grad


def test_a_run_leaves_out_a_gradient_that_nobody_asks_for():
    run = parse("x^(1 + 1) + y").run({"x": -3.0, "y": 1.0})
    run.backward()
    assert [node.grad for node in run.nodes] == [-6.0, None, None, None, 1.0, 1.0, 1.0]


def test_a_variable_exponent_over_a_negative_base_has_no_number():
    x, y = Value(-3.0), Value(2.0)
    slope_x, slope_y = gradients(x**y, x, y)
    assert slope_x == -6.0
    assert slope_y != slope_y


def test_zero_times_infinity_is_no_number():
    x = Value(0.0)
    assert gradients(x.sqrt(), x) == [inf]
    (slope,) = gradients(x.sqrt() * 0, x)
    assert slope != slope


# The order of the nodes.


def test_topological_order_has_inputs_first_in_the_order_they_stand():
    a, b, c = Value(1.0, "a"), Value(2.0, "b"), Value(3.0, "c")
    left = c * b
    root = left + a
    assert topological_order(root) == [c, b, left, a, root]


def test_each_node_stands_once_and_after_its_inputs():
    x = Value(0.5)
    nodes = [x]
    for i in range(40):
        nodes.append(nodes[-1] * nodes[i // 2] + 0.1)
    order = topological_order(nodes[-1])
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order)
    assert all(place[source] < place[node] for node in order for source in node.inputs)


def test_the_order_is_found_once(monkeypatch):
    y = Value(2.0) * 3
    topological_order(y)
    monkeypatch.setattr("backprop_cli.graph.walker.depth_first", lambda root: pytest.fail("walked again"))
    topological_order(y)
    y.backward()


def test_a_graph_is_freed_without_the_garbage_collector():
    gc.disable()
    try:
        y = Value(2.0) * Value(3.0)
        y.backward()

        class Watched(Value):
            __slots__ = ("__weakref__",)

        watched = Watched(1.0)
        root = watched * y
        root.backward()
        alive = weakref.ref(watched)
        del watched, root, y
        assert alive() is None
    finally:
        gc.enable()


def test_varies_finds_what_depends_on_a_variable():
    run = parse("2*3 + x").run({"x": 1.0})
    depends = varies(run.nodes)
    assert [node in depends for node in run.nodes] == [False, False, False, True, True]


def test_a_chain_of_a_million_operators():
    x = y = Value(1.0)
    for _ in range(1_000_000):
        y = y + x
    assert y.data == 1_000_001.0
    y.backward()
    assert x.grad == 1_000_001.0
    assert len(topological_order(y)) == 1_000_001
    # Freeing the chain must not recurse either.
    del y


def test_sharing_does_not_double_the_work():
    x = y = Value(1.0)
    for _ in range(1000):
        y = y + y
    assert y.data == 2.0**1000
    assert gradients(y, x) == [2.0**1000]
    assert len(topological_order(y)) == 1001


# The operators.


def test_apply_is_what_operators_do():
    x = Value(3.0)
    assert shape(apply(BY_NAME["-"], 10, x)) == shape(10 - x)


def outcome(compute, *operands) -> str:
    """What comes of it, to the last bit: the structure of the graph and its data, or the words of the error."""
    try:
        node = compute(*operands)
    except DomainError as error:
        return error.message
    return repr((shape(node), node.data, [type(source) for source in node.inputs]))


@pytest.mark.parametrize("sign", PYTHON)
@given(st.one_of(DOUBLES, SMALL), st.one_of(DOUBLES, SMALL))
def test_the_short_way_of_the_operators_is_that_of_apply(sign, a, b):
    op, operator = BY_NAME[sign], PYTHON[sign]
    for left, right in ((Value(a), Value(b)), (Value(a), b), (a, Value(b))):
        assert outcome(operator, left, right) == outcome(apply, op, left, right)


@pytest.mark.parametrize("op", sorted({op for op in BY_NAME.values() if op.takes(1)}, key=lambda op: op.name), ids=repr)
@given(x=st.one_of(DOUBLES, SMALL))
def test_the_short_way_of_the_methods_is_that_of_apply(op, x):
    method = Value.__neg__ if op is NEGATE else getattr(Value, op.name)
    assert outcome(method, Value(x)) == outcome(apply, op, Value(x))


class Own(Value):
    """A class with a function, and an operator, of its own."""

    def square(self):
        return self * self

    def __sub__(self, other):
        return "its own"


def test_operations_on_a_subclass_give_its_instances():
    x = Own(3.0, label="x")
    y = (2 + x * 2).tanh().max(0.5)
    assert {type(node) for node in topological_order(y) if node.operation} == {Own}
    assert x.square().square().data == 81.0
    assert (type(x).__sub__(x, 1), x.label) == ("its own", "x")
    assert [type(node) for node in (x / 0.1, abs(x), -x, 1 / x, x**2, x.ln())] == [Own] * 6
    assert gradients(x.square() * 2, x) == [12.0]


def test_a_value_and_one_of_a_subclass():
    x, y = Own(3.0), Value(2.0)
    for node in (x * y, y * x):
        assert (type(node), node.data) == (Own, 6.0)
    assert (y * x).inputs == (y, x)
    assert type(y * y) is Value


def test_a_subclass_of_a_subclass_keeps_what_the_one_above_it_has():
    class Below(Own):
        def tanh(self):
            return "its own, too"

    x = Below(1.0)
    assert (x - 1, x.tanh(), type(x * 1), type(x.square())) == ("its own", "its own, too", Below, Below)


def test_a_subclass_with_an_init_of_its_own():
    class Named(Value):
        def __init__(self, name):
            super().__init__(len(name))
            self.name = name

    a, b = Named("ab"), Named("abc")
    y = a * b
    assert gradients(y, a, b) == [3.0, 2.0]
    assert (a.name, type(y), hasattr(y, "name")) == ("ab", Named, False)


def test_methods_tell_what_they_are():
    assert (Value.tanh.__name__, Value.tanh.__doc__) == ("tanh", "The hyperbolic tangent.")
    assert Value.__add__.__name__ == "__add__"


def test_data_that_is_no_double_takes_the_long_way():
    x = Value(3.0)
    x.data = 3
    assert [y.data for y in (x * 2, 2 * x, x * x, -x, x / Value(2.0), x.max(5))] == [6, 6, 9, -3, 1.5, 5]
    assert all(not isinstance(y.data, Fraction) for y in (x * 2, 2 * x))


# Random graphs.


def at_point(tree: Tree, point: dict[str, float]) -> tuple[Value, dict[str, Value]]:
    """The graph by Python's operators; the example is dropped where there is no number, or nothing to differentiate."""
    inputs = {name: Value(point[name], name) for name in NAMES}
    try:
        root = tree.computed(inputs)
    except DomainError:
        assume(False)
    assume(isinstance(root, Value) and root.operation is not None)
    return root, inputs


@settings(deadline=None, max_examples=200)
@given(DIFFERENTIABLE, POINTS)
def test_python_and_text_make_the_same_graph(tree, point):
    root, inputs = at_point(tree, point)
    run = parse(tree.written()).run(point)
    assert shape(run.root) == shape(root)
    root.backward()
    run.root.backward()
    assert [n.data for n in topological_order(run.root)] == [n.data for n in topological_order(root)]
    for name, node in run.inputs.items():
        assert node.grad == inputs[name].grad or node.grad != node.grad


@settings(deadline=None, max_examples=200)
@given(DIFFERENTIABLE, POINTS)
def test_gradients_of_random_expressions_are_those_of_mpmath(tree, point):
    root, inputs = at_point(tree, point)
    root.backward()
    order = topological_order(root)
    # A badly conditioned expression multiplies rounding errors: keep to those that a person would write.
    size = max(abs(x) for node in order for x in (node.data, node.grad))
    assume(size < 1e3)
    exact = {name: mpf(x) for name, x in point.items()}
    assert root.data == pytest.approx(float(tree.true(exact)), rel=1e-9, abs=1e-9)
    for name in NAMES:
        slope = mpmath.diff(lambda t, name=name: tree.true({**exact, name: t}), exact[name])
        assert inputs[name].grad == pytest.approx(float(slope), rel=1e-6, abs=1e-6)
