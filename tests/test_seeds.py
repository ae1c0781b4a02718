"""The worked examples that people learn backpropagation from, as text and as Python programs over `Value`."""

from __future__ import annotations

import mpmath
import pytest
from mpmath import mpf

from backprop_cli import Value, parse

from .support.oracle import differentiate

SIGMOID = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"

EXAMPLES = [
    # text, bindings, value, gradients
    ("3*(a+b*c)", {"a": 5, "b": 4, "c": 2}, 39, {"a": 3, "b": 6, "c": 12}),
    ("3(a+b*c)", {"a": 5, "b": 4, "c": 2}, 39, {"a": 3, "b": 6, "c": 12}),
    ("(x+y)z", {"x": -2, "y": 5, "z": -4}, -12, {"x": -4, "y": -4, "z": 3}),
    ("4*x^2-2*x+5", {"x": 3}, 35, {"x": 22}),
    ("4x**2 - 2x + 5", {"x": 3}, 35, {"x": 22}),
    ("d1 = a*b + c", {"a": 2, "b": -3, "c": 10}, 4, {"a": -3, "b": 2, "c": 1}),
    ("e = a*b; d = e + c; L = d*f", {"a": 2, "b": -3, "c": 10, "f": -2}, -8, {"a": 6, "b": -4, "c": -2, "f": 4}),
    ("a + a", {"a": 3}, 6, {"a": 2}),
    ("a*a", {"a": 3}, 9, {"a": 6}),
    ("a = b + b; c = a + a; c", {"b": 3}, 12, {"b": 4}),
]


@pytest.mark.parametrize(("text", "at", "value", "gradients"), EXAMPLES, ids=[e[0] for e in EXAMPLES])
def test_whole_numbers_are_exact(text, at, value, gradients):
    assert differentiate(text, **at) == (value, gradients)


def test_every_step_of_the_chain_rule_example():
    run = parse("e = a*b; d = e + c; L = d*f").run({"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0})
    run.root.backward()
    assert {name: (v.data, v.grad) for name, v in run.named.items()} == {
        "a": (2, 6), "b": (-3, -4), "c": (10, -2), "f": (-2, 4), "e": (-6, -2), "d": (4, -2), "L": (-8, 1),
    }  # fmt: skip


def test_the_gates_of_the_first_example():
    run = parse("3*(a+b*c)").run({"a": 5.0, "b": 4.0, "c": 2.0})
    run.root.backward()
    assert [(v.op or v.label, v.data, v.grad) for v in run.nodes] == [
        ("", 3, 13), ("a", 5, 3), ("b", 4, 6), ("c", 2, 12), ("*", 8, 3), ("+", 13, 3), ("*", 39, 1),
    ]  # fmt: skip


NEURON = {"x1": 2, "x2": 0, "w1": -3, "w2": 1, "b": 6.8813735870195432}


def test_the_neuron_of_the_micrograd_lecture():
    value, gradients = differentiate("tanh(x1*w1+x2*w2+b)", **NEURON)
    assert f"{value:.8f}" == "0.70710678"
    assert gradients == pytest.approx({"x1": -1.5, "w1": 1, "x2": 0.5, "w2": 0, "b": 0.5}, abs=1e-15)


def test_the_neuron_as_a_python_program():
    x1 = Value(2.0, label="x1")
    x2 = Value(0.0, label="x2")
    w1 = Value(-3.0, label="w1")
    w2 = Value(1.0, label="w2")
    b = Value(6.8813735870195432, label="b")
    x1w1 = x1 * w1
    x1w1.label = "x1*w1"
    x2w2 = x2 * w2
    x2w2.label = "x2*w2"
    x1w1x2w2 = x1w1 + x2w2
    x1w1x2w2.label = "x1*w1 + x2*w2"
    n = x1w1x2w2 + b
    n.label = "n"
    o = n.tanh()
    o.label = "o"
    o.backward()
    _, gradients = differentiate("tanh(x1*w1+x2*w2+b)", **NEURON)
    assert {v.label: v.grad for v in (x1, x2, w1, w2, b)} == gradients
    assert n.grad == x1w1.grad == x2w2.grad == x1w1x2w2.grad == pytest.approx(0.5)


def test_the_neuron_with_tanh_written_out():
    text = "n = x1*w1 + x2*w2 + b; e2 = exp(2*n); o = (e2 - 1)/(e2 + 1)"
    value, gradients = differentiate(text, **NEURON)
    same, expected = differentiate("tanh(x1*w1+x2*w2+b)", **NEURON)
    assert value == pytest.approx(same, rel=1e-14)
    assert gradients == pytest.approx(expected, rel=1e-14, abs=1e-15)


THREE_INPUTS = {"w0": 1.3, "x0": 1.6, "w1": 1.2, "x1": 0.8, "w2": 1.1, "x2": 0.5, "b": 0.2}


def test_the_neuron_with_three_inputs_and_every_step_labelled():
    text = """
        w0x0 = w0*x0
        w1x1 = w1*x1
        w2x2 = w2*x2
        w0x0w1x1 = w0x0 + w1x1
        w0x0w1x1w2x2 = w0x0w1x1 + w2x2
        z = w0x0w1x1w2x2 + b
        y = tanh(z)
    """
    run = parse(text).run({name: float(x) for name, x in THREE_INPUTS.items()})
    run.root.backward()
    assert run.root.data == 0.9989793986334531
    assert run.root.label == "y"
    assert run.named["z"].data == pytest.approx(3.79)
    slope = 0.002040161105944461
    for name in ("w0x0", "w1x1", "w2x2", "w0x0w1x1", "w0x0w1x1w2x2", "z", "b"):
        assert run.named[name].grad == slope
    for i in "012":
        assert run.named[f"w{i}"].grad == pytest.approx(slope * THREE_INPUTS[f"x{i}"], rel=1e-15)
        assert run.named[f"x{i}"].grad == pytest.approx(slope * THREE_INPUTS[f"w{i}"], rel=1e-15)


def test_the_neuron_with_three_inputs_as_a_python_program():
    w0 = Value(1.3, label="weight: w0")
    x0 = Value(1.6, label="input: x0")
    w1 = Value(1.2, label="weight: w1")
    x1 = Value(0.8, label="input: x1")
    w2 = Value(1.1, label="weight: w2")
    x2 = Value(0.5, label="input: x2")
    b = Value(0.2, label="bias: b")
    z = w0 * x0 + w1 * x1 + w2 * x2 + b
    y = z.tanh()
    y.label = "y (final output of Neuron)"
    assert repr(y) == "Value(data=0.9989793986334531, grad=0.0)"
    y.backward()
    # The difference loses the digits that the square of a number near 1 shares with 1.
    assert z.grad == b.grad == pytest.approx(1 - y.data**2, rel=1e-13)
    assert w0.grad == pytest.approx(z.grad * 1.6)


def test_the_sigmoid_circuit_of_cs231n():
    at = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
    value, gradients = differentiate(SIGMOID, **at)
    assert f"{value:.8f}" == "0.73105858"
    same, expected = differentiate("sigmoid(w0*x0 + w1*x1 + w2)", **at)
    assert value == pytest.approx(same, rel=1e-15)
    assert gradients == pytest.approx(expected, rel=1e-14)
    exact = {name: mpf(x) for name, x in at.items()}

    def f(**v):
        return 1 / (1 + mpmath.exp(-(v["w0"] * v["x0"] + v["w1"] * v["x1"] + v["w2"])))

    for name in at:
        slope = mpmath.diff(lambda t, name=name: f(**{**exact, name: t}), exact[name])
        assert gradients[name] == pytest.approx(float(slope), rel=1e-14)
    # Two decimals, as the course's picture shows them.
    assert {name: round(slope, 2) for name, slope in gradients.items()} == {
        "w0": -0.2, "x0": 0.39, "w1": -0.39, "x1": -0.59, "w2": 0.2,
    }  # fmt: skip


def test_reuse_in_python():
    a = Value(3.0)
    (a + a).backward()
    assert a.grad == 2.0
    a.grad = 0
    (a * a).backward()
    assert a.grad == 6.0
    b = Value(3.0)
    a = b + b
    c = a + a
    c.backward()
    assert (c.data, a.grad, b.grad) == (12.0, 2.0, 4.0)


def test_the_finite_difference_of_the_quadratic():
    f = parse("4*x^2 - 2*x + 5")
    h = 0.001
    assert (f(x=3 + h).data - f(x=3).data) / h == pytest.approx(22.004)
