"""`backprop diff`: the formula alone for names that are asked for, else a line a variable."""

from __future__ import annotations

import json

import pytest

from backprop_cli.cli import run


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["x^2*y", "x"], "2*x*y\n"),
        (["x^2*y", "x", "y"], "2*x\n"),
        (["x^2*y"], "∂/∂x = 2*x*y\n∂/∂y = x^2\n"),
        (["x^2*y", "x", "--format", "latex"], "2 \\, x \\, y\n"),
        (["sin(x)"], "d/dx = cos(x)\n"),
        (["e = a*b; exp(e)", "a", "--format", "latex"], "b \\, \\exp\\left(a \\, b\\right)\n"),
        (["a*exp(x)", "a", "--format", "latex"], "e^{x}\n"),
        (["x^2*y", "--order", "2"], "∂²/∂x² = 2*y\n∂²/∂y² = 0\n"),
        (["x^2", "--order", "12"], "d¹²/dx¹² = 0\n"),
        (["L = x^2", "--format", "latex"], "\\frac{\\mathrm{d} L}{\\mathrm{d}x} = 2 \\, x\n"),
        (
            ["L = x^2*w_1", "--format", "latex"],
            "\\frac{\\partial L}{\\partial x} = 2 \\, w_{1} \\, x\n\\frac{\\partial L}{\\partial w_{1}} = x^{2}\n",
        ),
        (
            ["x*y", "--format", "latex", "--order", "2"],
            "".join([f"\\frac{{\\partial^{{2}}}}{{\\partial {v}^{{2}}}} \\left(x \\, y\\right) = 0\n" for v in "xy"]),
        ),
    ],
)
def test_formulas(arguments, shown, capsys):
    assert run(["diff", *arguments]) == 0
    assert capsys.readouterr() == (shown, "")


def test_json_has_both_notations(capsys):
    assert run(["diff", "x^2*y", "x", "y", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "expression": "x^2*y", "derivatives": {"x y": "2*x"}, "latex": {"x y": "2 \\, x"},
    }  # fmt: skip


SQUARES = "; ".join([f"a{i + 1} = a{i}^2 + a{i}" for i in range(6)])


def test_statements_can_be_fed_back(capsys):
    assert run(["diff", SQUARES, "a0"]) == 0
    text = capsys.readouterr().out
    assert text.endswith("d_a0 = 2*a0*d_a1 + d_a1  # d/da0\n")
    assert run(["eval", text, "a0=0.3", "--value"]) == 0
    fed_back = float(capsys.readouterr().out)
    assert run(["eval", SQUARES, "a0=0.3", "--grad", "a0"]) == 0
    assert float(capsys.readouterr().out) == pytest.approx(fed_back, rel=1e-12)


def test_mixed_derivatives_are_called_what_they_are(capsys):
    text = "; ".join([f"a{i + 1} = a{i}^2*y + a{i}" for i in range(4)])
    assert run(["diff", text, "a0", "y"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("  # ∂²/∂a0∂y")


def test_statements_in_latex(capsys):
    assert run(["diff", SQUARES, "--format", "latex"]) == 0
    first, second, *_, last, end = capsys.readouterr().out.splitlines()
    assert (first, end) == ("\\begin{aligned}", "\\end{aligned}")
    assert second == "a_{1} &= a_{0}^{2} + a_{0} \\\\"
    assert last.startswith("\\frac{\\mathrm{d} a_{6}}{\\mathrm{d}a_{0}} = ")


def test_statements_in_json(capsys):
    assert run(["diff", SQUARES, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["derivatives"] == {"a0": "d_a0"}
    assert found["statements"][0] == "a1 = a0^2 + a0"
    assert found["statements"][-1].startswith("d_a0 = ")
    assert len(found["latex_statements"]) == len(found["statements"])


def test_a_formula_in_place_of_statements_has_a_limit(capsys):
    assert run(["diff", SQUARES, "a0", "--expand"]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert run(["diff", "; ".join([f"a{i + 1} = a{i}^2 + a{i}" for i in range(40)]), "--expand"]) == 2
    assert capsys.readouterr().err == (
        "error: the formula is too long: about 10^24 characters, and 1,000,000 at most are written\n"
        "  statements say the same, each computed once: leave out --expand\n"
    )


@pytest.mark.parametrize("command", [["diff", "x + xy", "x"], ["explain", "x + xy", "--wrt", "x"]])
def test_a_name_that_looks_like_a_product_is_told_where_no_value_would_tell(command, capsys):
    assert run(command) == 0
    assert capsys.readouterr().err == "warning: 'xy' is one name (did you mean x*y?)\n"
