"""What the command line does, as functions of Python: the same answers."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from math import cos, inf, nan, pi, sin

import pytest

import backprop_cli
from backprop_cli import Value, check, diff, eval_many, evaluate, explain, parse
from backprop_cli.answers.marking import Tolerance
from backprop_cli.cli import run
from backprop_cli.errors import BackpropError, BindingError, DomainError, ExpressionError, UsageError

CHAIN = "e = a*b; d = e + c; L = d*f"
AT = {"a": 2, "b": -3, "c": 10, "f": -2}
LINE = [CHAIN, *[f"{name}={x}" for name, x in AT.items()]]
NEURON = {"w": 0.5, "x": 2, "b": -1}


@pytest.fixture
def printed(capsys):
    """What the command line prints."""

    def print_(*arguments: str) -> str:
        run(arguments)
        captured = capsys.readouterr()
        assert captured.err == ""
        return captured.out

    return print_


# The same answers as on the command line.

ASKED = {
    "eval": (lambda: evaluate(CHAIN, AT), ["eval", *LINE]),
    "eval of a name": (lambda: evaluate(CHAIN, AT, of="d"), ["eval", *LINE, "--of", "d"]),
    "eval exactly": (lambda: evaluate("(a + b)/c", a="1/3", b=0.1, c=2, exact=True),
                     ["eval", "(a + b)/c", "a=1/3", "b=0.1", "c=2", "--exact"]),
    "explain": (lambda: explain(CHAIN, AT), ["explain", *LINE]),
    "inputs with values": (lambda: evaluate("a = 2; w = 1/3; a*w", a=5), ["eval", "a = 2; w = 1/3; a*w", "a=5"]),
    "inputs with values, explained": (lambda: explain("a = 2; w = 1/3; a*w"), ["explain", "a = 2; w = 1/3; a*w"]),
    "inputs with values, checked": (lambda: check("a = 2; w = 1/3; a*w"), ["check", "a = 2; w = 1/3; a*w"]),
    "inputs with values, marked": (lambda: check("a = 2; w = 1/3; a*w", claims={"w.grad": 2, "a.grad": "1/3"}),
                                   ["check", "a = 2; w = 1/3; a*w", "--grad", "w=2", "--grad", "a=1/3"]),
    "explain paths": (lambda: explain("x*y + x^2", x=3, y=2, wrt="x", limit=True),
                      ["explain", "x*y + x^2", "x=3", "y=2", "--wrt", "x", "--limit"]),
    "explain of a name": (lambda: explain(CHAIN, AT, of="d", exact=True), ["explain", *LINE, "--of", "d", "--exact"]),
    "diff": (lambda: diff("x^2*sin(x)", "x"), ["diff", "x^2*sin(x)", "x"]),
    "diff to two names": (lambda: diff("x^2*y^3", "x", "y"), ["diff", "x^2*y^3", "x", "y"]),
    "diff to each name": (lambda: diff("x^2*y^3"), ["diff", "x^2*y^3"]),
    "diff twice": (lambda: diff("y = sin(x); y*2", "x", order=2, of="y"),
                   ["diff", "y = sin(x); y*2", "x", "--order", "2", "--of", "y"]),
    "gradient check": (lambda: check("tanh(w*x + b)", NEURON),
                       ["check", "tanh(w*x + b)", "w=0.5", "x=2", "b=-1"]),
    "gradient check with sweep": (lambda: check("y = x^3; y*2", x=2, of="y", sweep=True),
                                  ["check", "y = x^3; y*2", "x=2", "--of", "y", "--sweep"]),
    "marks": (lambda: check(CHAIN, AT, claims={"value": -8, "d.grad": 2, "a.grad": "-6", "e.data": -6.0}),
              ["check", *LINE, "--value", "-8", "--grad", "d=2", "--grad", "a=-6", "--data", "e=-6"]),
    "marks of formulas": (lambda: check("x^2*cos(y)", claims={"x.grad": "2*x*cos(y)"}, points=7, seed=3),
                          ["check", "x^2*cos(y)", "--grad", "x=2*x*cos(y)", "--points", "7", "--seed", "3"]),
    "strict marks": (lambda: check(CHAIN, AT, claims={"d.grad": 2, "a.grad": -6}, strict=True,
                                   tolerance=Tolerance(1e-3, 1e-6, False)),
                     ["check", *LINE, "--grad", "d=2", "--grad", "a=-6", "--strict", "--rtol", "1e-3", "--atol", "1e-6",
                      "--no-sigfigs"]),
    "latex": (lambda: evaluate(r"\frac{x_1}{2}", x1=3), ["eval", r"\frac{x_1}{2}", "x1=3"]),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "line"), ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("colour", ["", "1"], ids=["plain", "FORCE_COLOR"])
def test_the_text_of_an_answer_is_what_is_printed(ask, line, colour, printed, monkeypatch):
    expected = printed(*line).rstrip("\n")
    monkeypatch.setenv("FORCE_COLOR", colour)
    assert str(ask()) == expected


@pytest.mark.parametrize(("ask", "line"), ASKED.values(), ids=ASKED)
def test_an_answer_is_one_line_where_it_stands_among_others(ask, line):
    assert "\n" not in repr(ask())
    assert len(repr(ask())) < 120


def test_a_text_and_a_program_are_asked_alike():
    program = parse(CHAIN)
    assert str(evaluate(program, AT)) == str(evaluate(CHAIN, AT))
    assert str(explain(program, AT)) == str(explain(CHAIN, AT))
    assert str(diff(program, "a")) == str(diff(CHAIN, "a"))
    assert str(check(program, AT)) == str(check(CHAIN, AT))
    assert eval_many(program, [AT]) == eval_many(CHAIN, [AT])


# What the answers hold.


def test_the_report_has_the_gradients_by_name(printed):
    report = evaluate(CHAIN, AT)
    assert (report.value, report.gradients) == (-8.0, {"a": 6.0, "b": -4.0, "c": -2.0, "f": 4.0})
    as_json = json.loads(printed("eval", *LINE, "--format", "json"))
    assert (report.value, report.gradients) == (as_json["value"], as_json["gradients"])
    assert [row.grad for row in report.rows] == [node["grad"] for node in as_json["nodes"]]
    assert repr(report) == "<Report -8.0 of <Program 'e = a*b; d = e + c; L = d*f'>>"


def test_a_question_does_not_add_to_the_last_one():
    program = parse("x*x")
    assert [evaluate(program, x=3).gradients for _ in range(2)] == [{"x": 6.0}] * 2
    output = program(x=3)
    output.backward()
    output.backward()
    assert evaluate(program, x=3).gradients == {"x": 6.0}


def test_a_derivative_without_a_name_is_one_for_each_variable():
    found = diff("w*x + w^2")
    assert {name: found[name].text for name in ("w", "x")} == {"w": "x + 2*w", "x": "w"}
    assert (repr(found), repr(found["w"])) == ("<Differentiation w: x + 2*w, x: w>", "<Derivative x + 2*w>")
    assert str(diff("x^3", order=2)) == "d²/dx² = 6*x"
    assert diff("x^2*y^3", "x", "y")["x", "y"].latex == r"6 \, x \, y^{2}"
    assert repr(diff("a*b*c*d")).endswith(", …>")
    with pytest.raises(KeyError, match="q"):
        _ = found["q"]


def test_a_derivative_that_would_repeat_itself_is_statements():
    squares = "; ".join(["a0 = x", *[f"a{i} = a{i - 1}^2 + a{i - 1}" for i in range(1, 9)]])
    found = diff(squares, "x")
    assert len(found.statements) > 8
    again = f"{found}\n{found['x'].text}"
    assert evaluate(again, x=0.125).value == pytest.approx(evaluate(squares, x=0.125).gradients["x"], rel=1e-14)
    assert len(str(diff(squares, "x", expand=True))) > 20 * len(str(found))


def test_the_marks_say_what_passed():
    marked = check(CHAIN, AT, claims={"value": -8, "d.grad": 2, "a.grad": -6})
    assert (marked.passed, marked.score, [each.passed for each in marked.verdicts]) == (False, 2, [True, False, True])
    assert marked.verdicts[1].diagnosis.code == "sign"
    assert repr(marked) == "<MarkedAnswer 2 of 3 right>"
    assert check(CHAIN, AT, claims={"value": Fraction(-8)}).passed


def test_the_gradient_check_says_what_passed():
    found = check("tanh(w*x + b)", NEURON)
    assert found.passed
    assert repr(found) == "<GradientCheck w agrees, x agrees, b agrees>"


# Values.


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"x": 0.5}, 0.25),
        ({"x": 3}, 9.0),
        ({"x": "1/3"}, 1 / 9),
        ({"x": "sqrt(2)"}, 2.0000000000000004),
        ({"x": Fraction(1, 3)}, Fraction(1, 9)),
        ({"x": True}, 1.0),
    ],
    ids=repr,
)
def test_values_are_numbers_or_text_for_them(values, expected):
    report = evaluate("x^2", values)
    assert report.value == expected
    assert isinstance(report.value, type(expected))
    assert evaluate("x^2", **values).value == expected


def test_numbers_of_numpy():
    numpy = pytest.importorskip("numpy", reason="numpy is not installed")
    assert evaluate("x^2", x=numpy.float32(0.5)).value == 0.25
    assert eval_many("x^2", [{"x": x} for x in numpy.arange(3)])[2].value == 4.0


def test_exact_values_are_those_that_are_written():
    assert evaluate("x/3", x=0.1, exact=True).value == Fraction(1, 30)
    assert evaluate("x/3", x=1, exact=True).value == Fraction(1, 3)
    assert evaluate("x*y", x=Fraction(1, 3), y=0.5).value == 1 / 3 * 0.5


def test_names_that_are_those_of_options_stand_in_a_mapping():
    assert evaluate("of*exact + at", {"of": 2, "exact": 3}, at=4).value == 10.0
    assert evaluate("program^2", program=3).value == 9.0
    assert evaluate("x", {"x": 1}, x=2).value == 2.0


REFUSED = {
    "no value": (lambda: evaluate("x*y", x=1), BindingError, "no value for y"),
    "no such variable": (lambda: evaluate("x", x=1, y=2), BindingError, "the expression has no variable y"),
    "an assigned name": (lambda: evaluate("y = x; y", x=1, y=2), BindingError, "the expression has no variable y"),
    "no number": (lambda: evaluate("x", x="1/"), ExpressionError, "ends too early"),
    "a name for a number": (lambda: evaluate("x", x="y"), BindingError, "a value must be a number, and 'y' is a name"),
    "no expression": (lambda: evaluate("tahn(x)", x=1), ExpressionError, "did you mean 'tanh'?"),
    "no result": (lambda: evaluate("log(x)", x=-1), DomainError, "log of -1"),
    "not finite": (lambda: evaluate("x", x=nan), DomainError, "the value of x is nan"),
    "no such output": (lambda: evaluate("x", x=1, of="q"), UsageError, "the expression has no 'q'"),
    "no path": (lambda: explain("x + 0*y", x=1, y=2, of="x", wrt="y"), UsageError, "does not depend on 'y'"),
    "no derivative": (lambda: diff("x", "y"), UsageError, "'y' is not in the expression"),
    "no variable": (lambda: diff("3"), UsageError, "the expression has no variable"),
    "no order": (lambda: diff("x", order=0), UsageError, "the order of a derivative is 1 or more"),
    "no claim": (lambda: check("x", x=1, claims={"x.gard": 1}), UsageError, "ask for value, NAME.grad or NAME.data"),
    "no answer": (lambda: check("x", x=1, claims={"x.grad": "1+"}), ExpressionError, "ends too early"),
    "claims without a point": (lambda: check("x^2", claims={"x.grad": 1}), BindingError, "no value for x"),
    "check without a point": (lambda: check("x^2"), BindingError, "no value for x"),
    "a row without a value": (
        lambda: eval_many("x*y", [{"x": 1, "y": 2}, {"x": 1}]), BindingError, "row 2: no value for y",
    ),
    "a row with a word": (lambda: eval_many("x", [{"x": "high"}]), BindingError, "row 1: a value must be a number"),
    "a default that is not used": (lambda: eval_many("x", [{"x": 1}], y=2), BindingError, "has no variable y"),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_answered_says_why(ask, error, message):
    with pytest.raises(error) as raised:
        ask()
    assert isinstance(raised.value, BackpropError)
    assert message in str(raised.value)


@pytest.mark.parametrize("wrong", [None, [1], Value(1.0), 1j], ids=lambda wrong: type(wrong).__name__)
def test_a_value_that_is_no_number_is_refused(wrong):
    with pytest.raises(TypeError, match="real number"):
        evaluate("x", x=wrong)


# Many rows.


def test_every_row_has_its_value_and_its_gradients():
    rows = [{"x": x / 4, "ignored": "text"} for x in range(-8, 9)]
    outcomes = eval_many("sin(w*x)", rows, w=pi)
    assert [each.value for each in outcomes] == [pytest.approx(sin(pi * row["x"]), rel=1e-15) for row in rows]
    assert [each.gradients["w"] for each in outcomes] == [
        pytest.approx(row["x"] * cos(pi * row["x"]), rel=1e-14) for row in rows
    ]
    assert all(each.error is None for each in outcomes)
    assert eval_many("x", []) == []


def test_rows_as_a_table_of_text_has_them():
    table = ["x_1,x_2,name", "1,2,ada", "0.5,-4,ben"]
    outcomes = eval_many(r"\frac{x_1}{x_2}", csv.DictReader(table))
    assert [each.value for each in outcomes] == [0.5, -0.125]
    assert [each.value for each in eval_many(r"\frac{x_{1}}{2}", [{"x1": 3}])] == [1.5]


def test_a_cell_that_is_no_number_is_told_by_its_row():
    with pytest.raises(TypeError, match="real number") as raised:
        eval_many("x", [{"x": 1}, {"x": None}])
    assert raised.value.__notes__ == ["in row 2"]


def test_a_row_wins_over_what_is_given_for_all():
    outcomes = eval_many("w*x", [{"x": "1/2"}, {"x": 1, "w": 2.0}], w=10)
    assert [(each.value, each.gradients) for each in outcomes] == [
        (5.0, {"w": 0.5, "x": 10.0}), (2.0, {"w": 1.0, "x": 2.0}),
    ]  # fmt: skip


def test_a_row_without_a_number_says_so_and_stops_no_other():
    first, second, third = eval_many("y = 1/x; y*2", ({"x": x} for x in (1, 0, inf)), of="y")
    assert (first.value, first.error) == (1.0, None)
    assert (second.value, second.gradients) == (None, {})
    assert second.error.message.startswith("division of 1 by 0")
    assert third.error.message.startswith("the value of x is inf")


# The names of the package.


def test_every_name_of_the_package_has_its_docstring():
    for name in backprop_cli.__all__:
        found = getattr(backprop_cli, name)
        assert found.__doc__, name
        if name in ("check", "diff", "eval_many", "evaluate", "explain", "parse"):
            assert "Args:" in found.__doc__
            assert "Raises:" in found.__doc__


def test_an_unknown_name_of_the_package():
    with pytest.raises(AttributeError, match="module 'backprop_cli' has no attribute 'evalute'"):
        _ = backprop_cli.evalute
