"""Derivatives as formulas: as a person writes them, right at random points, and about as short as SymPy's."""

import math
import random
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_cli import parse
from backprop_cli.answers.derivative import derivatives, formula_of, gradients, graph_of
from backprop_cli.errors import BackpropError, DomainError, UsageError
from backprop_cli.graph.program import Program
from backprop_cli.graph.run import Run
from backprop_cli.graph.variables import varies
from backprop_cli.ops import OPS

from .jobs.lengths import SLOW, cases, length, ratios
from .support.strategies import EVERY, SMALL, trees

CASES = dict(cases())


def test_the_set_is_there_and_has_every_operation():
    assert len(CASES) >= 60
    missing = set(OPS) - {op for text in CASES for op in parse(text).ops}
    assert not missing, f"tests/expressions/derivatives/rules.txt needs a derivative of {missing}"


@pytest.mark.parametrize("text", CASES)
def test_printed_form(text):
    assert {each.names[0]: each.text for each in derivatives(parse(text))} == CASES[text]


@pytest.mark.parametrize("text", CASES)
def test_same_as_the_gradient(text):
    program = parse(text)
    points = runs_at_random_points(program, 20, seed=1)
    assert points
    for at, run in points:
        for name, formula in CASES[text].items():
            assert close(value(formula, at), run.inputs[name].grad), (name, formula, at)


@given(trees(EVERY, SMALL), st.integers(0, 100))
@settings(max_examples=150, deadline=None)
def test_same_as_the_gradient_of_random_expressions(tree, seed):
    program = parse(tree.written())
    for at, run in runs_at_random_points(program, 3, seed):
        for each in derivatives(program):
            expected = run.inputs[each.names[0]].grad
            # At 0^x the formula has log(0), and no value, where the convention of the gradient is 0.
            if math.isfinite(expected) and abs(expected) < 1e6 and not run_has_a_convention(run):
                assert close(value(each.text, at), expected, 1e-6), (each.names, each.text, at)


def runs_at_random_points(program: Program, count: int, seed: int) -> list[tuple[dict[str, float], Run]]:
    """Runs with gradients at points where the program has a value."""
    rng = random.Random(seed)
    found = []
    for _ in range(20 * count):
        at = {name: rng.uniform(-2.5, 2.5) for name in program.variables}
        try:
            run = program.run(at)
        except DomainError:
            continue
        run.root.backward()
        found.append((at, run))
        if len(found) == count:
            break
    return found


def run_has_a_convention(run: Run) -> bool:
    """Whether a kink of the table is met at the point, or a zero, whose sign and powers have conventions too."""
    from backprop_cli.arithmetic import floats

    moving = varies(run.nodes)
    at_kink = [
        kink.at(floats, *[source.data for source in node.inputs])
        for node in run.nodes
        if node.operation and node in moving
        for kink in node.operation.kinks
    ]
    return any(at_kink) or any(node.data == 0 for node in run.nodes)


def value(formula: str, at: dict[str, float]) -> float:
    return parse(formula).run(at).root.data


def close(given: float, expected: float, tolerance: float = 1e-9) -> bool:
    return math.isclose(given, expected, rel_tol=tolerance, abs_tol=tolerance)


def test_about_as_short_as_sympy():
    pytest.importorskip("sympy")
    lines: list[str] = []
    assert {text for text, _ in cases()} > SLOW
    found = ratios(lines.append, without=SLOW)
    assert len(found) >= 90
    assert mean(found) <= 1.3, "\n".join([*lines, f"mean {mean(found):.3f}"])


def test_length_is_counted_in_one_convention():
    assert length("2*x**2 + 1") == length("2*x^2+1")


@pytest.mark.parametrize(
    ("text", "names", "order", "expected"),
    [
        ("x^2*y^3", ["x", "y"], 1, "6*x*y^2"),
        ("x^2*y^3", ["y", "x"], 1, "6*x*y^2"),
        ("x^5", ["x"], 2, "20*x^3"),
        ("x^5", ["x"], 6, "0"),
        ("sin(x)", ["x"], 4, "sin(x)"),
        ("exp(2*x)", ["x"], 3, "8*exp(2*x)"),
        ("log(x)", ["x"], 3, "2/x^3"),
        ("x*y", ["x", "x"], 1, "0"),
        ("x^2*y^2", ["x", "y"], 2, "4"),
        ("relu(x)", ["x"], 2, "0"),
        ("abs(x)*x", ["x"], 1, "x*sign(x) + abs(x)"),
        ("sqrt(x)", ["x"], 2, "-1/(4*x^(3/2))"),
    ],
)
def test_orders_and_mixed_derivatives(text, names, order, expected):
    (found,) = derivatives(parse(text), names, order)
    assert found.names == tuple(names)
    assert found.text == expected


@pytest.mark.parametrize("text", ["tanh(x)*sin(x*y)", "x^y", "sigmoid(x)/(1 + x^2)", "gelu(x)*y", "atan2(y, x)"])
def test_second_order_is_the_gradient_of_the_first(text):
    program = parse(text)
    for first in derivatives(program):
        again = parse(first.text)
        for at, run in runs_at_random_points(again, 5, seed=3):
            for name in again.variables:
                (second,) = derivatives(program, [*first.names, name])
                assert close(value(second.text, at), run.inputs[name].grad, 1e-7)


def test_another_output():
    program = parse("e = a*b; d = e + c; L = d*f")
    assert [each.text for each in derivatives(program, of="d")] == ["b", "a", "1", "0"]


@pytest.mark.parametrize(
    ("names", "order", "message"),
    [
        (["q"], 1, "'q' is not in the expression"),
        (["e"], 1, "'e' is not in the expression"),
        (["a"], 0, "the order of a derivative is 1 or more, not 0"),
    ],
)
def test_refused(names, order, message):
    with pytest.raises(UsageError) as caught:
        derivatives(parse("d = a*pi; 2*d"), names, order)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("e = a*b; L = e*c", ["e"], "c"),
        ("e = a*b; L = e*e + a", ["e", "e"], "2"),
        ("d = a*b; L = d*a", ["d"], "a"),
        ("d = a*b; L = d*a", ["d", "a"], "1"),
        ("d = a*b; L = d*a", ["a"], "2*a*b"),
        ("d = a*b; d", ["d"], "1"),
        ("k = 3; k^2*x", ["k"], "2*k*x"),
        ("y = x; y*x", ["y"], "2*x"),
        ("y = x; y*x", ["x", "y"], "2"),
        ("p = a*b; q = p; p*q", ["q"], "2*p"),
        ("d = a*b; x", ["d"], "0"),
    ],
)
def test_an_assigned_name_is_a_variable_when_it_is_named(text, names, expected):
    assert [each.text for each in derivatives(parse(text), names)] == [expected]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("e", "e", "1"),
        ("e^x", "e", "x*e^(x - 1)"),
        ("log(e)*e", "e", "1 + log(e)"),
        ("p = pi; p*x", "p", "x"),
        ("e = a*b; e*log(e)", "e", "1 + log(e)"),
    ],
)
def test_a_constant_is_a_variable_when_it_is_named(text, name, expected):
    assert [each.text for each in derivatives(parse(text), [name])] == [expected]


@pytest.mark.parametrize("order", [1, 2])
def test_a_variable_called_pi_is_not_the_constant_of_a_rule(order):
    (called_pi,) = derivatives(parse("gelu(pi)"), ["pi"], order)
    (called_x,) = derivatives(parse("gelu(x)"), ["x"], order)
    assert close(value(called_pi.text, {"pi": 0.7}), value(called_x.text, {"x": 0.7}))
    assert r"\pi" in called_pi.latex


@pytest.mark.parametrize("text", ["5", "pi", "2*3"])
def test_nothing_to_differentiate_is_an_error(text, capsys):
    from backprop_cli.cli import run

    assert run(["diff", text]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: the expression has no variable\n")


def test_unknown_output():
    with pytest.raises(UsageError):
        derivatives(parse("x"), of="y")


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("max(a, b)", {"a": 1, "b": 1}, [0.5, 0.5]),
        ("min(a, b)", {"a": 1, "b": 1}, [0.5, 0.5]),
        ("max(a, b, c)", {"a": 1, "b": 1, "c": 1}, [1 / 3, 1 / 3, 1 / 3]),
        ("max(a, b, c)", {"a": 1, "b": 1, "c": 0}, [0.5, 0.5, 0]),
        ("min(a, b, c, d)", {"a": 1, "b": 1, "c": 5, "d": 1}, [1 / 3, 1 / 3, 0, 1 / 3]),
        ("relu(x)", {"x": 0}, [0]),
        ("abs(x)", {"x": 0}, [0]),
        ("leaky_relu(x)", {"x": 0}, [0.01]),
        ("elu(x)", {"x": 0}, [1]),
        ("elu(x)", {"x": 800}, [1]),
        ("elu(x, a)", {"x": 800, "a": 2}, [1, 0]),
        ("clip(x, lo, hi)", {"x": 1, "lo": 1, "hi": 2}, [0, 0, 0]),
    ],
)
def test_conventions_hold_in_the_formula(text, at, expected):
    program = parse(text)
    run = program.run({name: float(x) for name, x in at.items()})
    run.root.backward()
    printed = [value(each.text, {name: float(x) for name, x in at.items()}) for each in derivatives(program)]
    assert printed == pytest.approx(expected)
    assert [run.inputs[name].grad for name in program.variables] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(" * 10_000 + "x" + " + y)" * 10_000, ["1", "10000"]),
        ("-(" * 10_000 + "x" + ")" * 10_000, ["1"]),
        ("2*(1 + " * 1_000 + "x" + ")" * 1_000, [repr(2.0**1000)]),
        (";".join(f"a{i + 1} = a{i}*a{i}" for i in range(100)), [f"{2**100}*a0^{2**100 - 1}"]),
        ("tanh(" * 300 + "x" + ")" * 300, ["*".join(f"(1 - {'tanh(' * n}x{')' * n}^2)" for n in range(300, 0, -1))]),
    ],
    ids=["sums", "signs", "products", "squares", "functions"],
)
def test_deep_programs(text, expected):
    assert [each.text for each in derivatives(parse(text))] == expected


def test_a_graph_made_of_a_formula_gives_it_back():
    formula = gradients(formula_of(parse("x^2*tanh(y*x)/(1 + y)")))["x"]
    assert graph_of(formula).data == formula


def test_the_program_itself_is_not_rewritten():
    assert repr(formula_of(parse("relu(x) + silu(y*x) + hypot(x, 2)")).data) == "relu(x) + silu(y*x) + hypot(x, 2)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x^2*1e308", {"x": "2*x*1e+308"}),
        ("b*1e400/(c*b)", {"b": "0", "c": "-(1e+308)*1e+92/c^2"}),
        ("x^3*1e-200*1e-200", {"x": "3*x^2*1e-300*1e-100"}),
        ("x*1e-200*1e-200", {"x": "1e-400"}),
        ("3*x^2/1e320", {"x": "6*x/1e+320"}),
        ("17*1e308*x + x", {"x": "1.7e+309"}),
        ("x/3^60 + x/7", {"x": "42391158275216203514294433208/296738107926513424600061032407"}),
        ("x^2*0.1234567890123456789012345678901234567890", {"x": "0.24691357802469135*x"}),
    ],
)
def test_constants_are_exact_however_large_and_small(text, expected):
    assert {each.names[0]: each.text for each in derivatives(parse(text))} == expected


def test_a_product_of_constants_that_no_double_holds_can_be_computed():
    (each,) = derivatives(parse("x^2*1e308"))
    assert value(each.text, {"x": 1e-5}) == pytest.approx(2e303)


@pytest.mark.parametrize("base", ["relu(x)", "max(x, 0)", "3*relu(x)", "floor(abs(x)/9)"])
def test_a_power_of_what_is_0_in_a_whole_region(base):
    program = parse(f"({base})^y")
    (formula,) = [each.text for each in derivatives(program, ["y"])]
    for at in ({"x": -1.0, "y": 2.0}, {"x": 20.0, "y": 2.0}):
        run = program.run(at)
        run.root.backward()
        assert value(formula, at) == pytest.approx(run.inputs["y"].grad)


def test_a_power_of_what_is_negative_beside_such_a_region_has_no_value():
    (each,) = derivatives(parse("min(x, 0)^y"), ["y"])
    with pytest.raises(DomainError):
        value(each.text, {"x": -0.5, "y": 2.0})
    assert value(each.text, {"x": 0.5, "y": 2.0}) == 0


@pytest.mark.parametrize("base", ["x", "abs(x)", "sqrt(x)", "exp(x)", "max(x, 1)"])
def test_a_power_of_what_is_0_at_single_points_is_left_short(base):
    (each,) = derivatives(parse(f"({base})^y"), ["y"])
    assert "step" not in each.text


def test_a_number_that_nobody_can_write_out_is_refused():
    with pytest.raises(DomainError, match="too many digits") as caught:
        derivatives(parse("x^2*1e999999999"))
    assert caught.value.span == (4, 15)


def test_no_value_is_an_error_not_a_crash():
    (found,) = derivatives(parse("x/0"))
    with pytest.raises(BackpropError):
        value(found.text, {})
