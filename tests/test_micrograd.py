"""Programs written for micrograd's `Value` run with only the import changed, and give the same numbers."""

from __future__ import annotations

from random import Random

import pytest

import backprop_cli

from .test_engine import gradients

micrograd_engine = pytest.importorskip("micrograd.engine", reason="micrograd is not installed")
BOTH = pytest.mark.parametrize("library", [backprop_cli, micrograd_engine], ids=["backprop", "micrograd"])


@BOTH
def test_the_example_of_its_readme(library):
    a = library.Value(-4.0)
    b = library.Value(2.0)
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
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def sanity(library):
    x = library.Value(-4.0)
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    return h + q + q * x, x


def test_the_sanity_check_of_its_tests():
    ours, x = sanity(backprop_cli)
    theirs, their_x = sanity(micrograd_engine)
    theirs.backward()
    assert ours.data == theirs.data
    assert gradients(ours, x) == [their_x.grad]


# A network as micrograd.nn has it.


class Neuron:
    def __init__(self, library, random, inputs, nonlinear):
        self.w = [library.Value(random.uniform(-1, 1)) for _ in range(inputs)]
        self.b = library.Value(0)
        self.nonlinear = nonlinear

    def __call__(self, x):
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return act.relu() if self.nonlinear else act

    def parameters(self):
        return [*self.w, self.b]


class Layer:
    def __init__(self, library, random, inputs, outputs, nonlinear):
        self.neurons = [Neuron(library, random, inputs, nonlinear) for _ in range(outputs)]

    def __call__(self, x):
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self):
        return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP:
    def __init__(self, library, random, sizes):
        last = len(sizes) - 2
        self.layers = [Layer(library, random, sizes[i], sizes[i + 1], i != last) for i in range(last + 1)]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]

    def zero_grad(self):
        for p in self.parameters():
            p.grad = 0


XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def train(library, steps):
    """The losses of a small network, by the loop of the lecture and the loss of micrograd's demo."""
    model = MLP(library, Random(1337), [3, 4, 4, 1])
    losses = []
    for k in range(steps):
        scores = [model([library.Value(v) for v in x]) for x in XS]
        hinge = sum((1 + -y * score).relu() for y, score in zip(YS, scores, strict=True)) * (1.0 / len(YS))
        square = sum((score - y) ** 2 for y, score in zip(YS, scores, strict=True)) / len(YS)
        loss = hinge + square + 1e-4 * sum(p * p for p in model.parameters())
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= (0.1 - 0.002 * k) * p.grad
        losses.append(loss.data)
    return losses


def test_training_gives_the_same_losses():
    ours, theirs = train(backprop_cli, 20), train(micrograd_engine, 20)
    assert ours == pytest.approx(theirs, rel=1e-9)
    assert ours[-1] < 0.5 * ours[0]


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
