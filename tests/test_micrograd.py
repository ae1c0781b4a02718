"""Programs written for micrograd's `Value` run with only the import changed, and give the same numbers."""

from __future__ import annotations

import ast
import math
import random
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

import backprop_cli
from backprop_cli.arithmetic import fractions
from backprop_cli.graph.engine import Value
from backprop_cli.graph.walker import topological_order

from .test_engine import gradients

micrograd_engine = pytest.importorskip("micrograd.engine", reason="micrograd is not installed")
BOTH = pytest.mark.parametrize("library", [backprop_cli, micrograd_engine], ids=["backprop", "micrograd"])
IMPORT = "from micrograd.engine import Value"


def source(name: str) -> str:
    """The text of one of its modules, as it is installed."""
    return Path(micrograd_engine.__file__).with_name(name).read_text(encoding="utf-8")


def executed(text: str, **names) -> SimpleNamespace:
    exec(compile(text, "program", "exec"), names)
    return SimpleNamespace(**names)


def example(value) -> tuple:
    """The example of its README, which its tests call more ops."""
    a = value(-4.0)
    b = value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g, a, b


@BOTH
def test_the_example_of_its_readme(library):
    g, a, b = example(library.Value)
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def sanity(value) -> tuple:
    x = value(-4.0)
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    return h + q + q * x, x


def test_the_sanity_check_of_its_tests():
    ours, x = sanity(Value)
    theirs, their_x = sanity(micrograd_engine.Value)
    theirs.backward()
    assert ours.data == theirs.data
    assert gradients(ours, x) == [their_x.grad]


@pytest.mark.parametrize("program", [sanity, example])
def test_its_tests_against_torch(program):
    torch = pytest.importorskip("torch", reason="torch is not installed: the numbers are compared with micrograd's")
    ours, *inputs = program(Value)
    theirs, *leaves = program(lambda x: torch.tensor(x, dtype=torch.double, requires_grad=True))
    ours.backward()
    theirs.backward()
    assert ours.data == pytest.approx(theirs.item(), rel=1e-14)
    assert [x.grad for x in inputs] == pytest.approx([x.grad.item() for x in leaves], rel=1e-14)


# Its networks, from the text of its own module.


def networks(library) -> SimpleNamespace:
    """The module micrograd.nn over the Value of a library: with only the import changed."""
    text = source("nn.py")
    assert text.count(IMPORT) == 1
    return executed(text.replace(IMPORT, f"from {library.__name__} import Value"))


def moons(count: int) -> tuple[list[list[float]], list[int]]:
    """Two half circles that reach into each other, with a little noise, and on which of them each point is."""
    noise = random.Random(7)
    angles = [math.pi * i / (count // 2 - 1) for i in range(count // 2)]
    points = [[math.cos(t), math.sin(t)] for t in angles] + [[1 - math.cos(t), 0.5 - math.sin(t)] for t in angles]
    return [[x + noise.gauss(0, 0.1) for x in p] for p in points], [1] * len(angles) + [-1] * len(angles)


def loss_of(library, model, points, labels):
    """The loss of its demo: the largest margin, and a little of the squares of the parameters."""
    scores = list(map(model, [list(map(library.Value, point)) for point in points]))
    losses = [(1 + -yi * scorei).relu() for yi, scorei in zip(labels, scores, strict=True)]
    data_loss = sum(losses) * (1.0 / len(losses))
    reg_loss = 1e-4 * sum(p * p for p in model.parameters())
    accuracy = [(yi > 0) == (scorei.data > 0) for yi, scorei in zip(labels, scores, strict=True)]
    return data_loss + reg_loss, sum(accuracy) / len(accuracy)


def trained(library, steps: int):
    """The loop of its demo, and after each step the loss, the accuracy and every gradient."""
    points, labels = moons(24)
    random.seed(1337)
    model = networks(library).MLP(2, [8, 8, 1])
    for k in range(steps):
        total_loss, accuracy = loss_of(library, model, points, labels)
        model.zero_grad()
        total_loss.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * k / steps) * p.grad
        yield total_loss.data, accuracy, [p.grad for p in model.parameters()]


def test_its_demo_gives_the_same_gradients_at_every_step():
    ours, theirs = list(trained(backprop_cli, 8)), list(trained(micrograd_engine, 8))
    assert len(ours[0][2]) == 105
    for step, (our, their) in enumerate(zip(ours, theirs, strict=True)):
        assert our[0] == pytest.approx(their[0], rel=1e-9), step
        assert our[1] == their[1]
        assert our[2] == pytest.approx(their[2], rel=1e-9, abs=1e-12), step
    assert ours[-1][0] < 0.5 * ours[0][0]


def test_its_networks_show_themselves():
    assert repr(networks(backprop_cli).Layer(2, 2)) == "Layer of [ReLUNeuron(2), ReLUNeuron(2)]"


@BOTH
def test_gradients_of_a_batch_add_up(library):
    w = library.Value(1.5)
    for x, y in [(1.0, 2.0), (2.0, 3.0), (-1.0, 0.5)]:
        ((w * x - y) ** 2).backward()
    assert w.grad == 2 * -0.5 * 1 + 2 * 0.0 * 2 + 2 * -2.0 * -1
    w.grad = 0
    (w * 3).backward()
    assert w.grad == 3.0


# Nodes that a program makes itself: `Value(data, (a, b), "op")`, and a closure that is set as `_backward`.


def softplus(value, x):
    out = value(math.log1p(math.exp(x.data)), (x,), "softplus")

    def _backward():
        x.grad += out.grad / (1 + math.exp(-x.data))

    out._backward = _backward
    return out


def product(value, a, b):
    out = value(a.data * b.data, (a, b), "*")

    def _backward():
        a.grad += b.data * out.grad
        b.grad += a.data * out.grad

    out._backward = _backward
    return out


@BOTH
def test_operations_of_a_program_among_those_of_the_library(library):
    a, b = library.Value(0.5), library.Value(-1.5)
    c = product(library.Value, a, b + 1)
    d = softplus(library.Value, c * a) + c
    (d * d).backward()
    slope = 1 / (1 + math.exp(0.125))
    to_c = 2 * d.data * (slope * 0.5 + 1)
    assert c.grad == pytest.approx(to_c, rel=1e-15)
    assert b.grad == pytest.approx(0.5 * to_c, rel=1e-15)
    assert a.grad == pytest.approx(-0.5 * to_c + 2 * d.data * slope * -0.25, rel=1e-15)


def test_the_second_pass_through_such_operations_adds_the_same_again():
    a, b = Value(0.5), Value(-1.5)
    out = softplus(Value, product(Value, a, b)) * a
    once = gradients(out, a, b)
    out.backward()
    assert [a.grad, b.grad] == [2 * x for x in once]


@BOTH
def test_the_same_input_twice(library):
    a = library.Value(3.0)
    product(library.Value, a, a).backward()
    assert a.grad == 6.0


@BOTH
def test_a_node_without_a_closure_hands_nothing_on(library):
    a = library.Value(3.7)
    out = library.Value(round(a.data), (a,), "round") * a
    out.backward()
    assert (out.data, a.grad) == (14.8, 4.0)


@BOTH
def test_names_of_such_nodes(library):
    a, b = library.Value(2.0), library.Value(3.0)
    out = library.Value(6.0, _children=(a, b), _op="mul")
    assert (out._prev, out._op, out.data, out.grad) == ({a, b}, "mul", 6.0, 0)
    out._op = "times"
    assert out._op == "times"
    assert repr(out) == f"Value(data=6.0, grad={out.grad})"


def test_such_nodes_keep_the_order_of_their_inputs():
    a, b = Value(2.0), Value(3.0)
    out = Value(8.0, (a, b, a), "f", label="L")
    assert (out.op, out.inputs, out.label) == ("f", (a, b, a), "L")
    assert topological_order(out * 2)[:3] == [a, b, out]


@BOTH
def test_a_closure_around_that_of_an_operation(library):
    """A hook, such as the clipping of a gradient on its way down."""
    a = library.Value(3.0)
    b = a * a
    handed_on = b._backward

    def clipped():
        b.grad = min(b.grad, 1.0)
        handed_on()

    b._backward = clipped
    (b * 100).backward()
    assert (b.grad, a.grad) == (1.0, 6.0)


def test_another_name_leaves_the_gradient_of_an_operation():
    a, b = Value(3.0), Value(2.0)
    out = a - b
    out._op = "minus"
    assert gradients(out * 5, a, b) == [5.0, -5.0]


@BOTH
def test_backpropagation_by_hand_a_step_at_a_time(library):
    """As in the lecture, before it calls `backward()`."""
    x1, w1, b = library.Value(2.0), library.Value(-3.0), library.Value(7.0)
    x1w1 = x1 * w1
    n = x1w1 + b
    o = n**2
    o.grad = 1.0
    for node in (o, n, b, x1w1, x1):
        node._backward()
    assert [v.grad for v in (n, x1w1, b, x1, w1)] == [2.0, 2.0, 2.0, -6.0, 4.0]


def test_backpropagation_by_hand_is_exact_over_fractions():
    third = backprop_cli.parse("x*x")(x=backprop_cli.parse("1/3").run({}, fractions).root.data)
    third.grad = Fraction(1)
    third._backward()
    assert third.inputs[0].grad == Fraction(2, 3)


# Its class, or any part of it, on top of ours.

METHODS = [node for node in ast.walk(ast.parse(source("engine.py"))) if isinstance(node, ast.FunctionDef)]
OWN = {node.name: ast.unparse(node) for node in METHODS if node.col_offset == 4}


def subclass(*names: str) -> type[Value]:
    """A class on top of ours that has these methods of micrograd's."""
    body = "\n".join(f"    {line}" for name in names for line in OWN[name].splitlines())
    return executed(f"class Value(Base):\n{body or '    pass'}", Base=Value).Value


def test_what_its_class_has():
    assert {"__init__", "__add__", "__mul__", "__pow__", "relu", "backward", "__radd__", "__truediv__"} <= set(OWN)


@pytest.mark.parametrize("names", [(), *[(name,) for name in OWN], tuple(OWN)], ids=lambda names: " ".join(names[:1]))
def test_its_methods_on_top_of_ours(names):
    own = subclass(*names)
    g, a, b = example(own)
    assert type(g) is own
    g.backward()
    assert (f"{g.data:.4f} {a.grad:.4f} {b.grad:.4f}") == "24.7041 138.8338 645.5773"
    y, x = sanity(own)
    their_y, their_x = sanity(micrograd_engine.Value)
    y.backward()
    their_y.backward()
    assert (y.data, x.grad) == (their_y.data, their_x.grad)


def test_our_functions_on_top_of_its_operators():
    own = subclass("__init__", "__add__", "__mul__", "__radd__", "__rmul__")
    a, b = own(0.5), own(-1.5)
    out = (a * b + 1).tanh() * (2 * a).exp()
    assert {type(node) for node in topological_order(out) if node.op} == {own}
    x, y = Value(0.5), Value(-1.5)
    same = (x * y + 1).tanh() * (2 * x).exp()
    assert out.data == same.data
    assert gradients(out, a, b) == pytest.approx(gradients(same, x, y), rel=1e-15)


# The trace of the lecture's notebook, which reads `_prev` and `_op`.


def trace(root):
    nodes, edges = set(), set()

    def build(v):
        if v not in nodes:
            nodes.add(v)
            for child in v._prev:
                edges.add((child, v))
                build(child)

    build(root)
    return nodes, edges


@BOTH
def test_trace(library):
    a, b = library.Value(2.0), library.Value(-3.0)
    e = a * b
    d = e + a
    nodes, edges = trace(d)
    assert nodes == {a, b, e, d}
    assert edges == {(a, e), (b, e), (e, d), (a, d)}
    assert [v._op for v in (a, b, e, d)] == ["", "", "*", "+"]


def drawn(root) -> list[str]:
    """What draw_dot of the lectures reads, with four digits as it writes them."""
    nodes, _ = trace(root)
    return sorted(f"{{ {n.label} | data {n.data:.4f} | grad {n.grad:.4f} }}{n._op}" for n in nodes)


def test_inputs_that_are_replaced_after_a_backward_pass_get_their_gradients():
    a, b = Value(2.0), Value(3.0)
    out, between = a * 5, b * 2
    out.backward()
    out._prev = (between,)
    out._backward = lambda: setattr(between, "grad", between.grad + 7 * out.grad)
    out.backward()
    assert (a.grad, between.grad, b.grad) == (5.0, 7.0, 14.0)


def test_draw_dot_of_the_lectures_reads_every_node():
    """Also the constant exponent of a negative number, whose derivative does not exist."""
    w = Value(1.0, label="w")
    loss = (w * 2 - 3) ** 2
    loss.label = "loss"
    loss.backward()
    assert drawn(loss) == [
        "{  | data -1.0000 | grad -2.0000 }-",
        "{  | data 2.0000 | grad -2.0000 }",
        "{  | data 2.0000 | grad -2.0000 }*",
        "{  | data 2.0000 | grad nan }",
        "{  | data 3.0000 | grad 2.0000 }",
        "{ loss | data 1.0000 | grad 1.0000 }^",
        "{ w | data 1.0000 | grad -4.0000 }",
    ]


def test_our_own_draw_dot_draws_operations_of_a_program():
    a = Value(0.5, label="a")
    out = softplus(Value, product(Value, a, Value(2.0, label="b")))
    out.backward()
    source = backprop_cli.draw_dot(out).source
    assert "softplus(a*b)" in source
    assert 'label="softplus"' in source
    assert "an operation of the program's own" in source
    assert "\x1b" not in backprop_cli.draw_dot(Value(1.0, (a,), "\x1b[2J")).source


def test_our_own_draw_dot_says_nothing_of_a_derivative_that_does_not_exist():
    loss = (Value(1.0, label="w") - 3) ** 2
    loss.backward()
    assert "nan" not in backprop_cli.draw_dot(loss).source
