"""`backprop eval`: what it prints where, in which order, and what it refuses."""

from __future__ import annotations

import json
import re

import pytest

from backprop_cli.cli import run

PRODUCT = ["eval", "x*y", "x=2", "y=3"]
KINK = "relu is not differentiable at 0: left 0, right 1; 0 is used"


def test_numbers_come_in_the_order_in_which_they_are_asked(capsys):
    assert run([*PRODUCT, "--grad", "y", "--value", "--grad=x", "--value", "--grad", "y"]) == 0
    assert capsys.readouterr() == ("2.0\n6.0\n3.0\n6.0\n2.0\n", "")


def test_an_expression_may_stand_behind_the_options(capsys):
    assert run(["eval", "--grad", "x", "--value", "-x^2", "x=3"]) == 0
    assert capsys.readouterr() == ("-6.0\n-9.0\n", "")


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        ("csv", ["id,kind,name,op,expression,data,grad", "x,variable,x,,x,0.0,0.0"]),
        ("tsv", ["id\tkind\tname\top\texpression\tdata\tgrad", "x\tvariable\tx\t\tx\t0.0\t0.0"]),
    ],
)  # fmt: skip
def test_notes_that_have_no_place_among_the_rows_go_to_standard_error(form, lines, capsys):
    assert run(["eval", "relu(x)", "x=0", "--format", form]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[: len(lines)] == lines
    assert err == f"note: {KINK}\n"


@pytest.mark.parametrize("form", ["table", "tree", "json", "markdown"])
def test_other_formats_hold_their_notes(form, capsys):
    assert run(["eval", "relu(x)", "x=0", "--format", form]) == 0
    out, err = capsys.readouterr()
    assert KINK in out
    assert err == ""


def test_notes_on_bare_gradients_go_to_standard_error(capsys):
    assert run(["eval", "relu(x)", "x=0", "--grad", "x"]) == 0
    assert capsys.readouterr() == ("0.0\n", f"note: {KINK}\n")
    assert run(["eval", "relu(x)", "x=0", "--value"]) == 0
    assert capsys.readouterr() == ("0.0\n", "")


def test_the_forward_pass_alone_has_values_and_no_gradients(capsys):
    assert run([*PRODUCT, "--pass", "forward", "--value"]) == 0
    assert capsys.readouterr() == ("6.0\n", "")
    assert run([*PRODUCT, "--pass", "forward", "--value", "--grad", "x"]) == 2
    assert "--grad needs the backward pass" in capsys.readouterr().err


def test_bare_numbers_have_no_format(capsys):
    assert run([*PRODUCT, "--value", "--format", "json"]) == 2
    assert "--value and --grad print bare numbers" in capsys.readouterr().err


CONSTANTS = ["eval", "max(2*x, 3)", "x=-3"]


@pytest.mark.parametrize("form", ["table", "tree", "json", "csv", "tsv", "markdown"])
def test_constants_are_hidden_in_every_format(form, capsys):
    def lines(*options: str) -> list[str]:
        assert run([*CONSTANTS, "--format", form, *options]) == 0
        return capsys.readouterr().out.splitlines()

    everything, hidden = lines(), lines("--hide-constants")
    assert len(everything) - len(hidden) == 2
    assert sum("constant" in line for line in everything) == 2
    assert not any("constant" in line for line in hidden)


def test_a_program_finds_no_input_that_is_hidden(capsys):
    assert run([*CONSTANTS, "--hide-constants", "--format", "json"]) == 0
    nodes = json.loads(capsys.readouterr().out)["nodes"]
    assert [(node["id"], node["inputs"]) for node in nodes] == [("x", []), ("v1", ["x"]), ("v2", ["v1"])]
    assert run(["eval", "3", "--hide-constants", "--format", "csv"]) == 0
    assert capsys.readouterr().out.endswith("c1,constant,,,3,3.0,1.0\n")


@pytest.mark.parametrize("form", ["table", "tree", "markdown"])
def test_the_gradient_of_a_constant_that_does_not_exist_is_left_empty(form, capsys):
    assert run(["eval", "x^2", "x=-3", "--format", form]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "constant" in line]
    assert re.sub(r"[|\s]+$", "", line).endswith(" 2")


@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_a_spreadsheet_takes_no_expression_for_a_formula(form, capsys):
    assert run(["eval", "-x + -3*y", "x=2", "y=-1", "--format", form]) == 0
    rows = [re.split("[,\t]", line) for line in capsys.readouterr().out.splitlines()[1:]]
    assert [(row[0], row[4], row[5]) for row in rows] == [
        ("x", "x", "2.0"), ("v1", "'-x", "-2.0"), ("c1", "-3", "-3.0"), ("y", "y", "-1.0"), ("v2", "'-3*y", "3.0"),
        ("v3", "'-x + -3*y", "1.0"),
    ]  # fmt: skip


def test_a_formula_that_is_too_long_for_a_cell_makes_no_other_row_wide(capsys):
    names = [f"x{i}" for i in range(200)]
    assert run(["eval", f"sum({', '.join(names)})", *[f"{name}=1" for name in names]]) == 0
    first, *table, last = capsys.readouterr().out.splitlines()
    assert first in last
    assert max(map(len, table)) < 100


def test_a_table_names_other_nodes_where_formulas_would_grow_with_the_square(capsys):
    assert run(["eval", " + ".join(["x"] * 1500), "x=1"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert re.match(r"v1499 = v14\d\d \+ x( \+ x)* ", last)
    assert run(["eval", " + ".join(["x"] * 1500), "x=1", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "v1499,operation,,+,,1500.0,1.0"
