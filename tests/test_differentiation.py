"""Derivatives as statements: the gradients of the backward pass, each part computed once, as long as the program."""

import random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backprop_cli import parse
from backprop_cli.answers import differentiation
from backprop_cli.answers.derivative import Derivative, TooLongError, derivatives
from backprop_cli.answers.differentiation import Differentiation, differentiate

from .support.strategies import EVERY, SMALL, trees
from .test_derivative import CASES, close, run_has_a_convention, runs_at_random_points

NETWORK = "; ".join(
    [
        "h1 = tanh(w11*x1 + w12*x2 + b1)",
        "h2 = tanh(w21*x1 + w22*x2 + b2)",
        "o = sigmoid(u1*h1 + u2*h2 + c)",
        "p = h1*h2 + o^2",
        "L = (o - y)^2*exp(-p^2) + sqrt(1 + p^2)",
    ]
)


def squares(count: int) -> str:
    return "; ".join([f"a{i + 1} = a{i}^2 + a{i}" for i in range(count)])


def lstm(steps: int) -> str:
    lines = ["h0 = s", "c0 = t"]
    for k in range(1, steps + 1):
        lines += [f"{gate}{k} = sigmoid(w{gate}*x{k} + u{gate}*h{k - 1} + b{gate})" for gate in "ifo"]
        lines += [f"g{k} = tanh(wg*x{k} + ug*h{k - 1} + bg)", f"c{k} = f{k}*c{k - 1} + i{k}*g{k}"]
        lines.append(f"h{k} = o{k}*tanh(c{k})")
    return "\n".join([*lines, f"(h{steps} - y)^2"])


def program_text(found: Differentiation) -> str:
    return "\n".join([each.text for each in found.statements])


def values(found: Differentiation, at: dict[str, float]) -> dict[tuple[str, ...], float]:
    """The derivatives at a point, from the text that is printed."""
    return {each.names: value(found, each, at) for each in found.derivatives}


def value(found: Differentiation, each: Derivative, at: dict[str, float]) -> float:
    if not found.statements:
        return parse(each.text).run(at).root.data
    return parse(program_text(found)).run(at, of=each.text).root.data


@pytest.fixture
def always(monkeypatch):
    """Write statements where a formula would do."""
    monkeypatch.setattr(differentiation, "SMALL", -1)


@pytest.mark.parametrize(
    "text",
    [squares(6), squares(12), NETWORK, lstm(1), lstm(4)],
    ids=["six", "twelve", "network", "one step", "four steps"],
)
def test_same_as_the_gradient(text):
    program = parse(text)
    found = differentiate(program)
    assert found.statements
    for at, run in runs_at_random_points(program, 5, seed=2):
        for names, x in values(found, at).items():
            assert close(x, run.inputs[names[0]].grad), names


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("text", CASES)
def test_statements_of_what_is_a_formula_too(text):
    program = parse(text)
    found = differentiate(program)
    for at, run in runs_at_random_points(program, 5, seed=4):
        for names, x in values(found, at).items():
            assert close(x, run.inputs[names[0]].grad), (names, at)


@pytest.mark.usefixtures("always")
@given(trees(EVERY, SMALL), st.integers(0, 100))
@settings(max_examples=100, deadline=None)
def test_same_as_the_gradient_of_random_expressions(tree, seed):
    program = parse(tree.written())
    assume(program.variables)
    found = differentiate(program)
    for at, run in runs_at_random_points(program, 3, seed):
        for each in found.derivatives:
            expected = run.inputs[each.names[0]].grad
            if abs(expected) < 1e6 and not run_has_a_convention(run):
                assert close(value(found, each, at), expected, 1e-6), (each.names, at, program_text(found))


@pytest.mark.parametrize(("text", "name"), [(squares(7), "a0"), (lstm(2), "wf")])
def test_the_last_statement_is_the_derivative(text, name):
    program = parse(text)
    found = differentiate(program, [name])
    again = parse(program_text(found))
    for at, run in runs_at_random_points(program, 3, seed=5):
        assert close(again.run(at).root.data, run.inputs[name].grad)


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize(
    ("text", "names", "order"),
    [
        ("sin(x)*exp(x*y)", ["x", "y"], 1),
        ("sin(x)*exp(x*y)", [], 2),
        ("tanh(x)^2*y", ["x", "y", "x"], 1),
        (NETWORK, ["w11", "u1"], 1),
        (NETWORK, ["x1", "x1"], 1),
        (squares(5), ["a0"], 3),
    ],
)
def test_higher_orders_are_gradients_of_the_order_before(text, names, order):
    """The formula of all orders but the last is differentiated by the backward pass over numbers."""
    program = parse(text)
    found = differentiate(program, names, order)
    for each in found.derivatives:
        path = [*each.names] * order
        before = differentiate(program, path[:-1])
        lower = parse(program_text(before) or before.derivatives[0].text)
        for point, run in runs_at_random_points(lower, 3, seed=6):
            at = dict.fromkeys(program.variables, 1.0) | point
            expected = run.inputs[path[-1]].grad if path[-1] in run.inputs else 0.0
            assert close(values(found, at)[each.names], expected, 1e-7), each.names


@pytest.mark.parametrize("text", CASES)
def test_formulas_of_the_textbook_stay_formulas(text):
    found = differentiate(parse(text))
    assert {each.names[0]: each.text for each in found.derivatives} == CASES[text]
    assert found.statements == ()


def test_statements_of_squares():
    assert program_text(differentiate(parse(squares(5)))).splitlines() == [
        "a1 = a0^2 + a0",
        "a2 = a1^2 + a1",
        "a3 = a2^2 + a2",
        "a4 = a3^2 + a3",
        "d_a4 = 2*a4 + 1",
        "d_a3 = 2*a3*d_a4 + d_a4",
        "d_a2 = 2*a2*d_a3 + d_a3",
        "d_a1 = 2*a1*d_a2 + d_a2",
        "d_a0 = 2*a0*d_a1 + d_a1",
    ]


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("d_x = x^2 + 1; d_x^2*tanh(x)*sin(d_x)", ["x"], "d_x_1"),
        ("e = a*b + a; e^2*log(e)", ["a"], "d_a"),
        ("e = a*b + a; e^2*log(e)", ["e"], None),
        ("v1 = x + y + z; tanh(v1)*exp(tanh(v1))", [], "d_x"),
    ],
)
def test_names_that_clash_are_avoided(text, names, expected):
    program = parse(text)
    found = differentiate(program, names)
    assert found.derivatives[0].text == expected or (expected is None and not found.statements)
    rng = random.Random(7)
    at = {name: rng.uniform(0.5, 1.5) for name in program.variables}
    run = program.run(at)
    run.root.backward()
    if expected:
        for path, x in values(found, at).items():
            assert close(x, run.named[path[0]].grad)
    else:
        at |= {"e": run.named["e"].data}
        assert close(values(found, at)["e",], run.named["e"].grad)


def test_what_grows_is_the_program_and_not_the_formula():
    """Ten times the steps, about ten times the text: names get a digit longer."""
    short, long = (len(program_text(differentiate(parse(squares(n))))) for n in (20, 200))
    assert long < 12 * short


def test_many_variables_take_one_pass():
    names = [f"w{i}" for i in range(300)]
    found = differentiate(parse(f"tanh({' + '.join([f'{name}*x' for name in names])})"))
    assert len(found.derivatives) == 301
    assert len(program_text(found)) < 300 * 60


def test_formulas_without_anything_in_common_stay_formulas():
    found = differentiate(parse(" + ".join([f"w{i}^2*x" for i in range(600)])), ["w7"])
    assert found.statements == []
    assert found.derivatives[0].text == "2*w7*x"


@pytest.mark.parametrize("count", [16, 100, 300])
def test_a_formula_that_is_asked_for_has_a_limit(count):
    with pytest.raises(TooLongError) as caught:
        differentiate(parse(squares(count)), expand=True)
    assert "the formula is too long: about " in caught.value.message
    assert "--expand" in caught.value.hint


def test_a_formula_that_is_asked_for():
    program = parse(squares(6))
    found = differentiate(program, expand=True)
    assert found.statements == ()
    assert found.derivatives[0].text == derivatives(program)[0].text


@pytest.mark.usefixtures("always")
@pytest.mark.parametrize("text", ["pi = 3; y = gelu(pi*x + 1)^2; y*tanh(y)", "a = 2; b = a*x + a; b^2*sin(b)"])
def test_inputs_with_values_are_variables(text):
    program = parse(text)
    found = differentiate(program)
    assert {each.names[0] for each in found.derivatives} == {*program.variables}
    at = {"pi": 0.7, "a": 1.3, "x": 0.4}
    run = program.run({name: at[name] for name in program.variables})
    run.root.backward()
    for names, x in values(found, {name: at[name] for name in program.variables}).items():
        assert close(x, run.inputs[names[0]].grad)
