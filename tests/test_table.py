"""What the rule table says of an operation besides its numbers: symmetry, gate, names, LaTeX and signs."""

from __future__ import annotations

import pytest
from mpmath import almosteq

from backprop_cli.graph.engine import Value, node_of
from backprop_cli.notation.latex import latex_of
from backprop_cli.ops import OPS, Op, gates

from .support.oracle import ORACLES

each_op = pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)

# What is said of an operation where it is not the usual: that it scales, stands as a call, upright in LaTeX.
GATES = {
    "+": gates.DISTRIBUTES, "-": gates.DISTRIBUTES_WITH_SIGN, "*": gates.SWITCHES, "neg": gates.NEGATES,
    "relu": gates.BLOCKS_OR_PASSES, "leaky_relu": gates.PASSES_OR_SCALES, "elu": gates.PASSES_OR_SCALES,
    "abs": gates.PASSES_OR_NEGATES, "sign": gates.STOPS, "step": gates.STOPS, "floor": gates.STOPS, "ceil": gates.STOPS,
    "sum": gates.DISTRIBUTES, "mean": gates.SHARES_EVENLY, "prod": gates.SWITCHES_ALL, "logsumexp": gates.SHARES,
    "max": gates.ROUTES, "min": gates.ROUTES, "clip": gates.PASSES_OR_DIVERTS,
}  # fmt: skip

LATEX = {
    "+": "a + b", "-": "a - b", "*": r"a \, b", "/": r"\frac{a}{b}", "neg": "-a", "^": "a^{b}", "exp": "e^{a}",
    "square": "a^{2}", "sqrt": r"\sqrt{a}", "cbrt": r"\sqrt[3]{a}", "abs": r"\left|{a}\right|",
    "log2": r"\log_{2}\left(a\right)", "log10": r"\log_{10}\left(a\right)", "floor": r"\left\lfloor{a}\right\rfloor",
    "ceil": r"\left\lceil{a}\right\rceil", "leaky_relu": r"\operatorname{leaky\_relu}\left(a, b\right)",
}  # fmt: skip

# The functions that LaTeX has a command for, by ours.
COMMANDS = {
    "log": "ln", "sin": "sin", "cos": "cos", "tan": "tan", "cot": "cot", "sec": "sec", "csc": "csc",
    "asin": "arcsin", "acos": "arccos", "atan": "arctan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "max": "max", "min": "min",
}  # fmt: skip

SAID = {
    "+": "sum of a and b", "-": "difference of a and b", "*": "product of a and b", "/": "division of a by b",
    "neg": "negative of a", "^": "a to the power b", "clip": "clip of a from b to c",
    "max": "max of a", "min": "min of a", "sum": "sum of a", "mean": "mean of a", "prod": "prod of a",
    "logsumexp": "logsumexp of a",
}  # fmt: skip

INPUTS = {
    "+": "a b", "-": "a b", "*": "a b", "/": "a b", "neg": "a", "^": "x y", "atan2": "y x", "hypot": "x y",
    "leaky_relu": "x slope", "elu": "x alpha", "sum": "xs", "mean": "xs", "prod": "xs", "logsumexp": "xs",
    "max": "xs", "min": "xs", "clip": "x lo hi",
}  # fmt: skip


def names(op: Op) -> list[str]:
    return list("abc"[: 3 if op.variadic else len(op.inputs)])


@each_op
def test_symmetry_is_told_of_every_function_that_has_it(op: Op):
    oracle = ORACLES[op.name]
    points = [] if len(op.inputs) > 1 or op.infix or op.variadic else [x for (x,) in oracle.ordinary() if abs(x) < 0.9]
    signs = {"odd": -1, "even": 1}
    held = [name for name, s in signs.items() if all(almosteq(oracle.value(-x), s * oracle.value(x)) for x in points)]
    assert [op.parity] == (held if points and held else [None])


@each_op
def test_gate(op: Op):
    assert op.gate == GATES.get(op.name, gates.SCALES)


@each_op
def test_latex(op: Op):
    command = rf"\{COMMANDS[op.name]}" if op.name in COMMANDS else rf"\operatorname{{{op.name}}}"
    usual = rf"{command}\left({', '.join(names(op))}\right)"
    node = node_of(op, tuple([Value(0.0, name) for name in names(op)]), None)
    assert latex_of(node) == LATEX.get(op.name, usual)


@each_op
def test_in_words(op: Op):
    usual = f"{op.name} of {' and '.join(names(op))}"
    assert op.said.format(*names(op)) == SAID.get(op.name, usual)


@each_op
def test_names_of_inputs(op: Op):
    assert op.inputs == tuple(INPUTS.get(op.name, "x").split())
