"""The walks over a graph: the sweeps over any number system, what is hung into them, and their fast forms."""

from __future__ import annotations

from fractions import Fraction
from itertools import count
from math import inf, nan

import pytest
from hypothesis import assume, given

from backprop_cli import symbols
from backprop_cli.answers.derivative import formula_of
from backprop_cli.arithmetic import floats, fractions
from backprop_cli.errors import DomainError
from backprop_cli.graph.engine import Constant, Value, node_of, zeroed
from backprop_cli.graph.program import Program
from backprop_cli.graph.run import Run, read_leaf
from backprop_cli.graph.walker import (
    added_up,
    backward_pass,
    backward_sweep,
    depth_first,
    derivatives_at,
    forward_pass,
    forward_sweep,
    local_derivatives,
    pullback,
    reached_from,
    topological_order,
)
from backprop_cli.language import parse
from backprop_cli.notation.text import text_of
from backprop_cli.ops import BY_NAME, OPS

from .support.strategies import DIFFERENTIABLE, EVERY, POINTS, SMALL, trees

TEXT = "e = a*b; d = e + a; d*d*e"
AT = {"a": 2.0, "b": -3.0}


def run_of(tree, point: dict[str, float]) -> Run:
    """The run of a random expression; the example is dropped where there is no number."""
    try:
        return parse(tree.written()).run(point)
    except DomainError:
        assume(False)


def identical(xs, ys) -> bool:
    """Whether two lists of doubles are the same to the last bit, and have nan at the same places."""
    return [repr(float(x)) for x in xs] == [repr(float(y)) for y in ys]


def labels(nodes) -> list[str]:
    return [node.label or node.op for node in nodes]


# What comes first


def test_depth_first_has_each_node_once_and_after_its_inputs():
    a, b = Value(2.0, "a"), Value(3.0, "b")
    e = b * a
    root = (e + a) * e
    assert labels(depth_first(root)) == ["b", "a", "*", "+", "*"]


def test_depth_first_of_an_input():
    x = Value(1.0)
    assert depth_first(x) == [x]


def test_depth_first_of_a_formula_has_equal_symbols_once():
    x, y = symbols.name("x"), symbols.name("y")
    order = depth_first(symbols.written(symbols.sin(x * y) * x + symbols.sin(y * x)))
    assert [text_of(node) for node in order].count("x*y") == 1
    place = {node: index for index, node in enumerate(order)}
    assert all(place[source] < place[node] for node in order for source in node.inputs)


def test_no_walk_recurses():
    x = y = Value(1.0)
    for _ in range(100_000):
        y = y + x
    order = depth_first(y)
    assert len(order) == 100_001
    assert backward_sweep(order, 1.0)[x] == 100_001.0
    assert len(reached_from([x], order)) == 100_001


# What depends on what


def test_reached_from_values():
    run = parse(TEXT).run(AT)
    assert reached_from([run.named["d"]], run.nodes) == {run.named["d"], *run.nodes[-2:]}
    assert reached_from([run.named["b"]], run.nodes) == set(run.nodes) - {run.named["a"]}
    assert reached_from([], run.nodes) == set()


def test_reached_from_steps_of_a_program():
    program = parse("a = x; b = 2a; c = 3*1; b*c")
    steps = range(len(program.operands))
    reached = reached_from([program.assigned["a"]], steps, program.operands.__getitem__)
    assert {program.spans[step] for step in reached} == {(4, 5), (11, 13), (24, 27)}


# Local derivatives


def test_local_derivatives_are_in_operand_order():
    x, y = Value(6.0), Value(4.0)
    assert local_derivatives(x / y) == [0.25, -0.375]
    assert local_derivatives(x.max(y, 7)) == [0.0, 0.0, 1.0]
    assert local_derivatives(x) == []


def test_local_derivatives_are_numbers_of_the_system():
    x, y = Value(Fraction(1, 3)), Value(Fraction(2))
    assert [type(local) for local in local_derivatives(x - y)] == [fractions.Exact, fractions.Exact]
    assert local_derivatives(x * y) == [2, Fraction(1, 3)]
    assert repr(local_derivatives(Value(Fraction(8)).log2())) == "[nan]"
    assert [type(local) for local in local_derivatives(Value(1.0) + 2)] == [float, float]
    root = formula_of(parse("u - v"))
    assert [repr(local) for local in local_derivatives(root)] == ["1", "-1"]
    assert all(isinstance(local, symbols.Symbol) for local in local_derivatives(root))


@pytest.mark.parametrize("op", [op for op in OPS if op.optional], ids=repr)
def test_an_input_that_was_left_out_has_no_local_derivative(op):
    x = floats.number(-1.5)
    assert len(derivatives_at(op, floats, op.forward(floats, x), [x])) == 1
    assert len(derivatives_at(op, floats, op.forward(floats, x, 0.5), [x, 0.5])) == 2


# The forward sweep


def test_a_forward_sweep_over_values_goes_on_from_what_is_found_already():
    run = parse(TEXT).run(AT)
    a, d = run.named["a"], run.named["d"]
    found = {node: node.data for node in run.nodes}
    order = [node for node in run.nodes if node in reached_from([d], run.nodes) and node is not d]
    found[d] = 10.0
    forward_sweep(order, found, lambda node, inputs: node.operation.forward(floats, *inputs))
    assert found[run.root] == 10.0 * 10.0 * -6.0
    assert found[a] == 2.0


@pytest.mark.parametrize("store", [dict, lambda pairs: [leaf for _, leaf in sorted(pairs)]], ids=["dict", "list"])
def test_a_forward_sweep_over_steps_of_a_program(store):
    program = parse("x*y + x")
    found = store({step: program.leaves.get(step, "") for step in range(len(program.ops))}.items())
    order = [step for step in range(len(program.ops)) if program.ops[step] is not None]
    # Not numbers at all: the text of each step in Polish notation.
    forward_sweep(
        order, found, lambda step, inputs: " ".join([program.ops[step].name, *inputs]), program.operands.__getitem__
    )
    assert found[program.output] == "+ * x y x"


# The backward sweep


def test_a_backward_sweep_gives_the_gradients():
    run = parse(TEXT).run(AT)
    gradients = backward_sweep(run.nodes, 1.0)
    run.root.backward()
    assert gradients == {node: node.grad for node in run.nodes}
    # d²e at e = ab, d = e + a: 2d·e·(b + 1) + d²b.
    assert gradients[run.named["a"]] == 2 * -4 * -6 * -2 + 16 * -3


def test_what_the_output_does_not_depend_on_is_not_reached():
    x, y = Value(2.0), Value(3.0)
    product = x * x
    assert y not in backward_sweep([y, x, product], 1.0)


def test_the_seed_is_what_arrives_at_the_output():
    x = Value(3.0)
    assert backward_sweep(depth_first(x * x), 10.0)[x] == 60.0
    assert backward_sweep([x], 0.5) == {x: 0.5}


def test_a_backward_sweep_over_fractions_is_exact():
    x = Value(Fraction(1, 3))
    root = (x / 7 + x) * x
    gradients = backward_sweep(depth_first(root), Fraction(1))
    assert gradients[x] == Fraction(16, 21)
    assert all(isinstance(gradient, Fraction) for gradient in gradients.values())


def test_a_backward_sweep_over_symbols_writes_formulas():
    root = formula_of(parse("x*sin(y) + x^2"))
    x, y = (node for node in depth_first(root) if node.label)
    gradients = backward_sweep(depth_first(root), symbols.number(1))
    assert (repr(gradients[x]), repr(gradients[y])) == ("sin(y) + 2*x", "x*cos(y)")


def test_contributions_are_collected_from_the_last_use_to_the_first():
    x = Value(2.0, "x")
    root = (x * 3 + x * 5) * x
    arrived = {}

    def collected(node, contributions):
        arrived[node.label] = contributions
        return added_up(contributions)

    assert backward_sweep(depth_first(root), 1.0, collected=collected)[x] == 32.0
    assert arrived["x"] == [16.0, 10.0, 6.0]


def test_what_a_node_collects_can_be_something_else_than_it_hands_on():
    # A node that keeps the last contribution only, and one that hands on another number than it should.
    x = Value(2.0, "x")
    y = x * 3
    y.label = "y"
    root = y * x

    def collected(node, contributions):
        return {"x": contributions[-1], "y": 100.0}.get(node.label, added_up(contributions))

    assert backward_sweep(depth_first(root), 1.0, collected=collected)[x] == 300.0


def test_what_an_edge_contributes_is_up_to_the_hook():
    # Of paths: each node hands on as many as lead from it to the output.
    run = parse("a = x + x; b = a*a; b*a").run({"x": 1.0})
    paths = backward_sweep(run.nodes, 1, lambda node, paths: [paths] * len(node.inputs))
    assert {name: paths[node] for name, node in run.named.items()} == {"x": 6, "a": 3, "b": 1}


def test_edges_and_nodes_may_carry_different_things():
    # Which operations a gradient came through: an edge carries a name, a node a set of them.
    run = parse("sin(x)*x").run({"x": 1.0})
    through = backward_sweep(
        run.nodes, "seed", lambda node, _: [node.op] * len(node.inputs), lambda node, names: set(names)
    )
    assert through[run.named["x"]] == {"sin", "*"}


def test_a_backward_sweep_over_steps_of_a_program():
    program = parse("x*y + x")
    data = {program.names["x"]: 2.0, program.names["y"]: 5.0}

    def handed_on(step, upstream):
        op, inputs = program.ops[step], [data[i] for i in program.operands[step]]
        return [upstream * local for local in derivatives_at(op, floats, data[step], inputs)] if op else []

    order = range(len(program.ops))
    forward_sweep(
        [step for step in order if program.ops[step]], data,
        lambda step, inputs: program.ops[step].forward(floats, *inputs), program.operands.__getitem__,
    )  # fmt: skip
    gradients = backward_sweep(order, 1.0, handed_on, inputs_of=program.operands.__getitem__)
    assert [gradients[program.names[name]] for name in "xy"] == [6.0, 2.0]


def test_a_hook_that_forgets_an_input_is_found_out():
    with pytest.raises(ValueError, match="shorter"):
        backward_sweep(depth_first(Value(1.0) * Value(2.0)), 1.0, lambda node, upstream: [upstream])


def test_the_pullback_is_the_chain_rule():
    assert pullback(Value(3.0) * Value(4.0), 10.0) == [40.0, 30.0]
    assert pullback(Value(3.0), 10.0) == []


def test_nothing_adds_up_to_zero():
    assert added_up([]) == 0
    assert repr(added_up([-0.0])) == "0.0"


# The fast forms do what the sweeps do.


@given(trees(EVERY, SMALL), POINTS)
def test_the_backward_pass_is_the_sweep_by_the_chain_rule(tree, point):
    run = run_of(tree, point)
    swept = backward_sweep(run.nodes, 1.0)
    undefined = backward_pass(run.nodes, floats)
    assert identical([node.grad for node in run.nodes], [swept[node] for node in run.nodes])
    assert undefined == any(node.grad != node.grad for node in run.nodes)


@given(DIFFERENTIABLE, POINTS)
def test_the_backward_pass_is_the_sweep_over_fractions(tree, point):
    try:
        run = parse(tree.written()).run({name: fractions.number(x) for name, x in point.items()}, fractions)
    except DomainError:
        assume(False)
    swept = backward_sweep(run.nodes, fractions.number(1))
    zeroed(run.nodes, fractions.number(0))
    backward_pass(run.nodes, fractions)
    assert [(node.grad, type(node.grad)) for node in run.nodes if node.grad == node.grad] == [
        (gradient, type(gradient)) for gradient in swept.values() if gradient == gradient
    ][::-1]


def leaves_of(program: Program, point: dict[str, float]) -> list[Value | None]:
    values: list[Value | None] = [None] * len(program.ops)
    for step, text in program.leaves.items():
        values[step] = read_leaf(text, floats, point)
    return values


@given(trees(EVERY, SMALL), POINTS)
def test_the_forward_pass_is_the_sweep(tree, point):
    program = parse(tree.written())
    swept, fast = leaves_of(program, point), leaves_of(program, point)
    order = [step for step, op in enumerate(program.ops) if op is not None]

    def computed(step, inputs):
        op = program.ops[step]
        return node_of(op, tuple(inputs), op.forward(floats, *[source.data for source in inputs]))

    forward_sweep(order, swept, computed, program.operands.__getitem__)
    forward_pass(zip(count(), program.ops, program.operands), fast, Value)
    assert identical([node.data for node in fast], [node.data for node in swept])
    assert [node.inputs for node in fast] == [tuple(fast[i] for i in operands) for operands in program.operands]
    assert [node.operation for node in fast] == program.ops


def test_the_forward_pass_goes_on_to_what_is_not_finite():
    program = parse("log(x) - 1/x")
    values = leaves_of(program, {"x": 0.0})
    total = forward_pass(zip(count(), program.ops, program.operands), values, Value)
    assert [value.data for value in values if value.operation] == [
        pytest.approx(nan, nan_ok=True),
        inf,
        pytest.approx(nan, nan_ok=True),
    ]
    assert total != total


@pytest.mark.parametrize(("text", "x", "total"), [("x", inf, inf), ("relu(x)", -inf, -inf), ("x + 2", 1.5, 7.0)])
def test_the_forward_pass_adds_up_what_it_makes_and_the_leaves(text, x, total):
    program = parse(text)
    values = leaves_of(program, {"x": x})
    assert forward_pass(zip(count(), program.ops, program.operands), values, Value) == total


def test_the_backward_pass_tells_of_a_gradient_that_is_no_number():
    x = Value(0.0)
    assert backward_pass(topological_order(x.sqrt() * 0), floats) is True
    zeroed([x], 0.0)
    assert backward_pass(topological_order(x.sqrt()), floats) is False
    assert x.grad == inf


def test_gradients_are_set_to_zero_and_those_of_variables_kept():
    x, y, one = Value(1.0), Value(2.0), Constant(1.0)
    root = x * one + y
    root.backward()
    y.grad = 0.0
    order = topological_order(root)
    assert zeroed(order, Fraction(0)) == [(x, 1.0)]
    assert {repr(node.grad) for node in order} == {"Fraction(0, 1)"}


@pytest.mark.parametrize("name", ["+", "tanh", "max"])
def test_the_passes_take_any_number_of_inputs(name):
    op = BY_NAME[name]
    inputs = tuple(Value(x) for x in (0.5, -0.5, 0.25)[: 3 if op.variadic else len(op.inputs)])
    node = node_of(op, inputs, op.forward(floats, *[v.data for v in inputs]))
    backward_pass([*inputs, node], floats)
    assert [v.grad for v in inputs] == local_derivatives(node)


# A leaf of a program


def test_a_leaf_is_read_in_any_number_system():
    assert (read_leaf("0.1", fractions, {}).data, read_leaf("0.1", floats, {}).data) == (Fraction(1, 10), 0.1)
    assert isinstance(read_leaf("0.1", floats, {}), Constant)
    assert (read_leaf("pi", floats, {}).label, read_leaf("pi", floats, {}).data) == ("pi", floats.pi)
    bound = read_leaf("pi", floats, {"pi": 3.0})
    assert (type(bound), bound.label, bound.data) == (Value, "pi", 3.0)
    assert repr(read_leaf("x", symbols, {"x": symbols.name("x")}).data) == "x"


def test_a_leaf_without_an_exact_value_is_refused():
    with pytest.raises(DomainError, match="no exact value: pi is not a fraction"):
        read_leaf("pi", fractions, {})
