"""The uncertainty of an output, against the package `uncertainties` and against outputs that are really moved."""

from __future__ import annotations

import csv
import io
import json
import math
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli import BackpropError, evaluate, explain
from backprop_cli.cli import run
from backprop_cli.language.bindings import read_bindings

# Each uses a name twice: what two parts of a formula have in common is correlated.
FORMULAS = [
    "a*b + a/b",
    "sin(a)*exp(-b) + a",
    "sqrt(a^2 + b^2) - a",
    "log(a + b)/b",
    "tanh(a*b) + b^2",
    "atan2(a, b) + hypot(a, b)",
    "a - a + b",
]
POSITIVE = st.floats(0.5, 3)
SMALL = st.floats(1e-6, 1e-3)


def by_the_package(formula: str, inputs: dict[str, object]) -> object:
    umath = pytest.importorskip("uncertainties.umath")
    # The formulas are the seven above.
    return eval(formula.replace("^", "**"), {**vars(umath), **inputs})


@pytest.mark.parametrize("formula", FORMULAS)
@given(a=POSITIVE, b=POSITIVE, of_a=SMALL, of_b=SMALL)
def test_the_package_finds_the_same(formula: str, a: float, b: float, of_a: float, of_b: float):
    budget = evaluate(formula, a=f"{a!r}±{of_a!r}", b=f"{b!r} +/- {of_b!r}").uncertainty
    ufloat = pytest.importorskip("uncertainties").ufloat
    inputs = {"a": ufloat(a, of_a), "b": ufloat(b, of_b)}
    expected = by_the_package(formula, inputs)
    assert budget.sigma == pytest.approx(expected.std_dev, rel=1e-9, abs=1e-15)
    parts = expected.error_components()
    for each in budget.contributions:
        amount = parts.get(inputs[each.name], 0.0)
        assert abs(each.amount) == pytest.approx(amount, rel=1e-9, abs=1e-15)
        assert each.share == pytest.approx((amount / expected.std_dev) ** 2, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("written", "value", "sigma"), [
    ("2.0±0.1", 2, 0.1),
    ("2.0+/-0.1", 2, 0.1),
    ("2.0 +/- 0.1", 2, 0.1),
    ("-2.0+/−1/4", -2, 0.25),
    (r"\frac{1}{2} \pm 0.25", 0.5, 0.25),
    ("1 + 1 ± 2*0.1", 2, 0.2),
    ("2±0", 2, 0),
    ("2 # ± 3", 2, None),
])  # fmt: skip
def test_how_it_is_written(written: str, value: float, sigma: float | None):
    bindings = read_bindings([f"x={written}"])
    assert bindings == {"x": value}
    assert bindings.uncertainties == ({} if sigma is None else {"x": sigma})


def test_a_sum_that_may_be_meant_for_an_uncertainty_is_refused_with_both_ways():
    with pytest.raises(BackpropError, match="two ways") as caught:
        read_bindings(["x=-2.0+-1e-3"])
    assert caught.value.hint == "write -2.0+/-1e-3 for an uncertainty, -2.0-1e-3 for a difference"
    assert read_bindings(["x=2+(-3)", "y=2*-3"]) == {"x": -1.0, "y": -6.0}


def test_files_have_it_and_a_plain_number_on_the_line_has_none(tmp_path: Path, capsys):
    path = tmp_path / "values.toml"
    path.write_text('a = "2.0±0.1"\nb = "3 +/- 0.2"\n', encoding="utf-8")
    assert run(["eval", "a*b", "-b", str(path), "b=3", "--format", "json"]) == 0
    budget = json.loads(capsys.readouterr().out)["uncertainty"]
    assert [(each["name"], each["sigma"]) for each in budget["inputs"]] == [("a", 0.1)]
    assert budget["sigma"] == pytest.approx(0.3)


def test_fractions_stay_fractions_where_the_root_is_one():
    budget = evaluate("3*a + 4*b", a="1±1/10", b="2±1/10", exact=True).uncertainty
    assert budget.sigma == Fraction(1, 2)
    assert [each.amount for each in budget.contributions] == [Fraction(3, 10), Fraction(2, 5)]
    budget = evaluate("a + b", a="1±1", b="2±1", exact=True).uncertainty
    assert budget.sigma == pytest.approx(math.sqrt(2))
    huge = evaluate("a", a="1±10^400", exact=True).uncertainty
    assert huge.sigma == Fraction(10) ** 400
    assert evaluate("a + b", a="1±10^400", b="1±10^400", exact=True).uncertainty.sigma == math.inf


def test_what_is_certain_adds_nothing_even_where_the_output_is_steepest():
    budget = evaluate("sqrt(x) + y", x="0±0", y="1±0.5").uncertainty
    assert [each.amount for each in budget.contributions] == [0, 0.5]
    assert [each.share for each in budget.contributions] == [0, 1]
    nothing = evaluate("x", x="1±0").uncertainty
    assert (nothing.sigma, nothing.contributions[0].share) == (0, None)


def test_large_amounts_do_not_overflow_on_the_way():
    budget = evaluate("a + b", a="1±3e200", b="1±4e200").uncertainty
    assert budget.sigma == pytest.approx(5e200)
    assert [each.share for each in budget.contributions] == pytest.approx([0.36, 0.64])


def test_of_another_output():
    budget = evaluate("d = a*b; L = d*c", a="2±0.1", b=3, c="5±1", of="d").uncertainty
    assert budget.sigma == pytest.approx(0.3)
    assert [each.amount for each in budget.contributions] == pytest.approx([0.3, 0])


def doubts(formula: str, **values: str) -> list[tuple[str, str]]:
    return [(doubt.name, doubt.code) for doubt in evaluate(formula, values).uncertainty.doubts]


@pytest.mark.parametrize(("formula", "values", "expected"), [
    ("abs(y) + x", {"y": "0±0.1", "x": "1±1"}, [("y", "kink")]),
    ("max(x, y)", {"y": "1±0.1", "x": "1±0.1"}, [("y", "kink"), ("x", "kink")]),
    ("relu(x)", {"x": "0.05±0.1"}, [("x", "curvature")]),
    ("relu(x)", {"x": "0.5±0.1"}, []),
    ("exp(x)", {"x": "1±0.5"}, [("x", "curvature")]),
    ("exp(x)", {"x": "1±0.05"}, []),
    ("x^2", {"x": "0±1e-3"}, [("x", "curvature")]),
    ("log(x)", {"x": "0.1±0.2"}, [("x", "edge")]),
    ("exp(x)", {"x": "700±20"}, [("x", "edge")]),
    ("sqrt(x)", {"x": "0±0.1"}, [("x", "kink")]),
    ("sqrt(x)", {"x": "0±0"}, []),
    # What bends is small beside what is uncertain elsewhere.
    ("x^2 + y", {"x": "0±1e-3", "y": "1±1"}, []),
    # The output is rounded to more than it is moved by.
    ("x + 1e16", {"x": "1±1e-3"}, []),
    ("3*x + y", {"x": "1±1e300", "y": "2±1e300"}, []),
])  # fmt: skip
def test_what_speaks_against_first_order(formula, values, expected):
    assert sorted(doubts(formula, **values)) == sorted(expected)


@pytest.mark.parametrize(("x", "sigma"), [*product([0.3, 1.0, 2.0], [0.01, 0.2, 0.8])])
def test_a_doubt_tells_by_how_much_the_output_really_moves(x: float, sigma: float):
    found = evaluate("x^3", x=f"{x}±{sigma}").uncertainty.doubts
    up, down, first = (x + sigma) ** 3 - x**3, (x - sigma) ** 3 - x**3, 3 * x**2 * sigma
    off = max(abs(up - first), abs(down + first))
    assert bool(found) == (off > 0.1 * first)
    if found:
        what = f"x ± {sigma:.3g} really moves the output by +{up:.3g} and {down:.3g}, first order says ±{first:.3g}"
        assert found[0].message == what


UNCERTAIN = ["eval", "a*b + c", "a=2±0.1", "b=3±0.2", "c=1"]


def test_csv_has_three_more_columns(capsys):
    assert run([*UNCERTAIN, "--format", "csv"]) == 0
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert {name: row["sigma"] for name, row in rows.items()} == {
        "a": "0.1", "b": "0.2", "v1": "", "c": "", "v2": "0.5",
    }  # fmt: skip
    assert (rows["b"]["contribution"], rows["b"]["share"]) == ("0.4", "0.6400000000000001")


@pytest.mark.parametrize("form", ["table", "tree", "markdown"])
def test_people_see_the_budget_below_the_nodes(form, capsys):
    assert run([*UNCERTAIN, "--format", form]) == 0
    out = capsys.readouterr().out
    assert "v2 = 7 ± 0.5" in out
    assert "36.0 %" in out
    assert "64.0 %" in out


def test_nothing_is_added_where_nothing_is_uncertain(capsys):
    assert run(["eval", "a*b", "a=2", "b=3", "--format", "json"]) == 0
    assert "uncertainty" not in json.loads(capsys.readouterr().out)


def test_bare_numbers_stay_bare(capsys):
    assert run([*UNCERTAIN, "--value", "--grad", "a"]) == 0
    assert capsys.readouterr() == ("7.0\n3.0\n", "")


def test_it_needs_the_backward_pass(capsys):
    assert run([*UNCERTAIN, "--pass", "forward"]) == 2
    assert "the uncertainty of 'a' needs the backward pass" in capsys.readouterr().err


@pytest.mark.parametrize("command", [
    ["graph"], ["explain"], ["check"], ["check", "--value", "7"], ["export", "--to", "python"], ["fit"],
])  # fmt: skip
def test_other_commands_leave_it_out_and_say_so(command, capsys):
    name, *options = command
    assert run([name, "(a*b - c)^2 + (a - 1)^2 + b^2" if name == "fit" else "a*b + c", *UNCERTAIN[2:], *options]) == 0
    assert "warning: the uncertainty of 'a', 'b' is left out (eval computes with it)\n" in capsys.readouterr().err


def test_a_name_that_is_not_used_is_warned_of_once(capsys):
    assert run(["eval", "a", "a=1", "z=2±0.1", "--format", "csv"]) == 0
    assert capsys.readouterr().err == "warning: the expression does not use 'z'\n"
    assert run(["explain", "a", "a=1", "z=2±0.1"]) == 0
    assert capsys.readouterr().err == "warning: the expression does not use 'z'\n"


def test_functions_of_python_without_a_place_for_it_refuse_it():
    with pytest.raises(BackpropError, match="the uncertainty of 'a' has no place here"):
        explain("a*b", a="2±0.1", b=3)
