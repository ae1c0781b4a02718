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
        (["x^2*y"], "d/dx = 2*x*y\nd/dy = x^2\n"),
        (["x^2*y", "x", "--format", "latex"], "2 \\, x \\, y\n"),
        (
            ["x^2*w_1", "--format", "latex"],
            "\\frac{\\mathrm{d}}{\\mathrm{d}x} = 2 \\, w_{1} \\, x\n\\frac{\\mathrm{d}}{\\mathrm{d}w_{1}} = x^{2}\n",
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
