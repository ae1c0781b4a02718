"""`backprop check` with claims: its output, its exit codes and its errors."""

from __future__ import annotations

import io
import json
import shlex
from pathlib import Path

import pytest

from backprop_cli import parse
from backprop_cli.answers.marking import Exercise
from backprop_cli.cli import run
from backprop_cli.views.claims import table as view
from backprop_cli.views.numbers import short

CHAIN = ["e = a*b; d = e + c; L = d*f", "a=2", "b=-3", "c=10", "f=-2"]


class Output:
    """The program in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["check", *arguments])
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err

    def json(self, *arguments: str) -> dict:
        return json.loads(self(*arguments, "--format", "json")[1])


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Output:
    return Output(capsys)


def test_the_table(check: Output):
    code, out, err = check(*CHAIN, "--value", "-8", "--grad", "d=2", "--grad", "a=-6", "--grad", "b=5")
    assert (code, err) == (1, "")
    assert (
        out
        == """\
e = a*b; d = e + c; L = d*f
at a = 2, b = -3, c = 10, f = -2

claim    given
────────────────────────────────────────────────────
value    -8      right
d.grad    2      wrong
a.grad   -6      right: follows from your d.grad = 2
b.grad    5      wrong

d.grad: 2 has the right size and the wrong sign
the first wrong answer on the way is d.grad, everything before it is right; its working: \
backprop explain 'e = a*b; d = e + c; L = d*f' a=2 b=-3 c=10 f=-2 --wrt d

2 of 4 right, within 1 % or as rounded to the digits given (three or more)
"""
    )


def test_the_right_answers_are_told_when_asked_for(check: Output):
    code, out, err = check(*CHAIN, "--value", "-8", "--grad", "d=2", "--grad", "a=-6", "--reveal")
    assert (code, err) == (1, "")
    assert (
        out.partition("\n\n")[2].partition("\n\n")[0]
        == """\
claim    given   expected   accepted
────────────────────────────────────────────────────────────────────────────────
value    -8      -8         -8.08 to -7.92   right
d.grad    2      -2         -2.02 to -1.98   wrong
a.grad   -6       6         5.94 to 6.06     right: follows from your d.grad = 2"""
    )
    assert "2*x" not in check("x^2", "--grad", "x=3*x")[1].replace("3*x", "")
    assert "2*x" in check("x^2", "--grad", "x=3*x", "--reveal")[1]


def test_the_working_that_is_named_is_shown(check: Output, capsys: pytest.CaptureFixture[str]):
    out = check("s = w*x + b; p = sigmoid(s); (p - y)^2", "w=0.3", "x=2", "b=0.1", "y=1", "--grad", "s=0.111")[1]
    (line,) = [line for line in out.splitlines() if "its working: " in line]
    assert line.startswith("the first wrong answer on the way is s.grad; its working: backprop explain ")
    assert run(shlex.split(line.partition("its working: backprop ")[2])) == 0
    assert "∂L" not in capsys.readouterr().err


def test_data_are_numbers_and_gradients_may_be_formulas(check: Output):
    assert check(*CHAIN, "--grad", "a=b*f")[0] == 0
    assert check(*CHAIN, "--data", "d=10 - 6")[0] == 0
    for claim in (["--data", "d=d"], ["--value", "d*f"], ["--data", "e=a*b"]):
        code, _, err = check(*CHAIN, *claim)
        assert code == 2
        assert "a number is asked for, and the answer has a name" in err
    assert "the answer has the name of a step 'd'" in check(*CHAIN, "--grad", "f=d")[2]


def test_the_json_of_the_contract(check: Output):
    found = check.json("L = a*b*c", "a=3.7", "b=2.0", "c=3.0", "--value", "22.2", "--grad", "b=6", "--grad", "a=6")
    diagnosis = found["claims"][1].pop("diagnosis")
    assert found == {
        "passed": False, "score": 2, "max_score": 3,
        "claims": [
            {"claim": "value", "given": 22.2, "expected": pytest.approx(22.2), "passed": True, "follows": None,
             "diagnosis": None},
            {"claim": "b.grad", "given": 6.0, "expected": pytest.approx(11.1), "passed": False, "follows": None},
            {"claim": "a.grad", "given": 6.0, "expected": 6.0, "passed": True, "follows": None, "diagnosis": None},
        ],
    }  # fmt: skip
    assert set(diagnosis) == {"code", "message"}
    assert diagnosis["code"] == "unswitched-mul"


def test_a_claim_that_follows_in_json(check: Output):
    claims = check.json(*CHAIN, "--grad", "d=2", "--grad", "a=-6")["claims"]
    assert (claims[1]["passed"], claims[1]["follows"]) == (True, "d.grad")
    claims = check.json(*CHAIN, "--grad", "d=2", "--grad", "a=-6", "--strict")["claims"]
    assert (claims[1]["passed"], claims[1]["follows"]) == (False, "d.grad")


def test_numbers_that_are_not_finite_are_strings_in_json(check: Output):
    (claim,) = check.json("sqrt(x)", "x=0", "--grad", "x=inf")["claims"]
    assert (claim["given"], claim["expected"], claim["passed"]) == ("Infinity", "Infinity", True)


def test_claims_keep_the_order_of_the_command_line(check: Output):
    options = ["--grad", "b=1", "--data", "d=1", "--value=1", "--grad=a=1", "--value", "2", "--data=e=1"]
    names = ["b.grad", "d.data", "value", "a.grad", "value", "e.data"]
    assert [claim["claim"] for claim in check.json(*CHAIN, *options)["claims"]] == names
    assert [claim["claim"] for claim in check.json(*options, *CHAIN)["claims"]] == names


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["x^2", "x=3", "--value", "9", "--grad", "x=6"], 0),
        (["-x^2", "x=3", "--value", "-9"], 0),
        (["x^2", "x=3", "--grad", "x=5"], 1),
        (["x^2", "--grad", "x=2*x"], 0),
        (["x^2", "--grad", "x=x"], 1),
        (["x^2", "--grad", "x=6"], 2),
        (["x^2", "x=3", "--grad", "x"], 2),
        (["x^2", "x=3", "--grad", "q=1"], 2),
        (["x^2", "x=3", "--grad", "x=(("], 2),
        (["x^2", "x=3", "--grad", "x=1", "--sweep"], 2),
        (["x^2", "x=3", "--strict"], 2),
        (["x^2", "--grad"], 2),
        (["log(x)", "x=-1", "--value", "1"], 3),
        (["x^2", "x=3", "--value", "1/0"], 3),
        (["x^2", "x=3"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_exit_codes(check: Output, arguments: list[str], code: int):
    assert check(*arguments)[0] == code


def test_an_error_points_into_the_answer(check: Output):
    assert check("x^2", "x=3", "--grad", "x=2*qq")[2] == (
        "error: the answer has a name 'qq'\n  x=2*qq\n      ^^ the names of the expression are x\n"
    )


def test_what_is_no_claim(check: Output):
    assert check("x^2", "x=3", "--data", "7")[2] == (
        "error: '7' is not a claim\n  write --data NAME=ANSWER, as in --data x=2\n"
    )


def test_formulas_at_random_points(check: Output):
    code, out, _ = check("x^2*cos(y)", "--grad", "x=2*x*cos(y)", "--grad", "y=-sin(y)*x^2", "--points", "7")
    assert code == 0
    assert "compared at 7 random points of the domain" in out
    assert "2*x*cos(y)" in out


def test_that_no_point_could_be_found(check: Output):
    code, _, err = check("log(-x^2)", "--grad", "x=2/x")
    assert code == 2
    assert err.startswith("error: no point could be found at which the expression has a value\n")


def test_a_convention_that_the_right_answer_uses_is_noted(check: Output):
    note = "note: relu is not differentiable at 0: left 0, right 1; 0 is used"
    assert note in check("relu(x)", "x=0", "--grad", "x=1")[1]
    assert note not in check("relu(x)", "x=0", "--value", "0")[1]


def test_significant_figures_can_be_refused(check: Output):
    arguments = ["tanh(x)", "x=0.8814", "--value", "0.707"]
    assert check(*arguments, "--rtol", "1e-4")[0] == 0
    assert check(*arguments, "--no-sigfigs", "--rtol", "1e-4")[0] == 1
    assert check(*arguments, "--no-sigfigs")[0] == 0


def test_bindings_from_a_file(check: Output, tmp_path: Path):
    path = tmp_path / "at.toml"
    path.write_text("x = 3\ny = 4\n")
    code, _, err = check("x^2", "-b", str(path), "--value", "9")
    assert (code, err) == (0, "warning: the expression does not use 'y' of the file\n")


def test_text_of_a_user_is_no_markup(check: Output):
    assert "[bold]" not in check("x^2", "x=3", "--grad", "x=[bold]")[1]
    assert check("[x^2", "x=3", "--grad", "x=1")[0] == 2


def test_the_gradient_check_can_fail(check: Output, monkeypatch: pytest.MonkeyPatch):
    from backprop_cli.ops import BY_NAME

    op = BY_NAME["tanh"]
    monkeypatch.setattr(op, "partials", lambda xp, out, x: (1.001 * (1 - out * out),))
    assert check("tanh(x)", "x=0.5")[0] == 1


def test_a_number_that_was_rounded_too_much_is_told_so(check: Output):
    (claim,) = check.json("x", "x=0.3537", "--value", ".35")["claims"]
    assert claim["diagnosis"] == {
        "code": "rounded-early",
        "message": ".35 is rounded too much or too early: give three digits or more, and round nothing on the way",
    }


@pytest.mark.parametrize(
    ("arguments", "off"),
    [(["--value", "100.6", "--rtol", "1e-3"], "0.6 %"), (["--value", "97.17"], "2.8 %"),
     (["--value", "99.97", "--no-sigfigs", "--rtol", "1e-5"], "0.03 %")],
)  # fmt: skip
def test_a_number_that_is_nearly_right_is_not_called_rounded(check: Output, arguments: list[str], off: str):
    assert check.json("x", "x=100", *arguments)["claims"][0]["diagnosis"] is None
    assert f"value: {arguments[1]} differs from the right number by {off}\n" in check("x", "x=100", *arguments)[1]


def test_the_expected_gradient_of_an_assigned_name_is_shown_as_a_formula(check: Output):
    (claim,) = check.json(CHAIN[0], "--grad", "d=-f")["claims"]
    assert (claim["given"], claim["expected"], claim["passed"]) == ("-f", "f", False)


@pytest.mark.parametrize("columns", ["20", "40", "80"])
def test_no_number_is_broken_in_a_terminal(monkeypatch: pytest.MonkeyPatch, columns: str):
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("NO_COLOR", "1")
    exercise = Exercise(parse("d = tanh(x)*exp(y); L = d*x"), {"x": 1.5, "y": 300})
    given = {"d.grad": "0.12345678901234567", "x.grad": "123456789.1234", "y.grad": "1e-300"}
    stream = Terminal()
    marking = exercise.mark([exercise.claim(*each) for each in given.items()])
    view.write(exercise, marking, "full", True, stream)
    numbers = [*given.values(), *[short(verdict.expected, "full") for verdict in marking.verdicts]]
    assert set(numbers) <= set(stream.getvalue().split())


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_how_an_answer_was_read_is_said(check: Output):
    claims = ["--value", "≈ −8,0", "--grad", "a=dL/da = 6"]
    code, out, err = check(*CHAIN, *claims, "--grad", "b=-4")
    assert (code, err) == (0, "")
    assert "value: ≈ −8,0 was read as -8.0\na.grad: dL/da = 6 was read as 6\n" in out
    value, a, b = check.json(*CHAIN, *claims, "--grad", "b=-4")["claims"]
    assert [(each["given"], each.get("read_as")) for each in (value, a, b)] == [(-8, "-8.0"), (6, "6"), (-4, None)]


def test_a_number_that_is_two_numbers_is_refused_at_its_place(check: Output):
    _, out, err = check(*CHAIN, "--grad", "a=x = 1,000")
    assert (out, err) == (
        "",
        "error: '1,000' is 1.000 to some and 1000 to others\n  a=x = 1,000\n    ^^^^^^^^^ write 1.000 or 1000\n",
    )
