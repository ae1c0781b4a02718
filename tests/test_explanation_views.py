"""The worked solution: on the board, in Markdown, in LaTeX, as JSON, and in whatever format comes next."""

from __future__ import annotations

import itertools
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backprop_cli import parse
from backprop_cli.answers.explain import Explanation, Quotient, explain
from backprop_cli.answers.report import parsed_text
from backprop_cli.cli import run
from backprop_cli.errors import BackpropError
from backprop_cli.views.screen.wrapping import breaks
from backprop_cli.views.solution import latex as latex_format
from backprop_cli.views.solution import markdown as markdown_format
from backprop_cli.views.solution import text as text_format
from backprop_cli.views.solution.plain import plain
from backprop_cli.views.solution.sentences import Sentences

from .support.strategies import EVERY, POINTS, SMALL, trees
from .test_explain import LECTURE, NEURON, explained

BOARD = """\
e = a*b; d = e + c; L = d*f
at a = 2, b = -3, c = 10, f = -2

Forward pass  every value from the values before it
  e = a*b     = 2*(-3)    = -6
  d = e + c   = -6 + 10   = 4
  L = d*f     = 4*(-2)    = -8

Backward pass  x.grad is short for dL/dx
  dL/dL = 1

  L = d*f   upstream dL/dL = 1
    * switches: each input receives the upstream gradient times the other input
    ∂L/∂d = f = -2   (-2)·1 = -2   d.grad = -2
    ∂L/∂f = d = 4    4·1 = 4       f.grad = 4

  d = e + c   upstream dL/dd = -2
    + distributes: passes the upstream gradient on to each input
    ∂d/∂e = 1   1·(-2) = -2   e.grad = -2
    ∂d/∂c = 1   1·(-2) = -2   c.grad = -2

  e = a*b   upstream dL/de = -2
    * switches
    ∂e/∂a = b = -3   (-3)·(-2) = 6   a.grad = 6
    ∂e/∂b = a = 2    2·(-2) = -4     b.grad = -4

What it means  checked by really nudging each input
  dL/da = 6: raise a by 0.001 and L rises by about 0.006 (really from -8 to -7.994).
  dL/db = -4: raise b by 0.001 and L falls by about 0.004 (really from -8 to -8.004).
  dL/dc = -2: raise c by 0.001 and L falls by about 0.002 (really from -8 to -8.002).
  dL/df = 4: raise f by 0.001 and L rises by about 0.004 (really from -8 to -7.996).
"""

TANH = """\
  o = tanh(n)   upstream do/do = 1
    tanh scales: each input receives the upstream gradient times its local derivative
    ∂o/∂n = 1 - o^2 = 1 - 0.707107^2 = 0.5   0.5·1 = 0.5   n.grad = 0.5

  n = v3 + b   upstream do/dn = 0.5
    + distributes: passes the upstream gradient on to each input
    ∂n/∂v3 = 1   1·0.5 = 0.5   v3.grad = 0.5
    ∂n/∂b = 1    1·0.5 = 0.5   b.grad = 0.5

  v3 = v1 + v2   upstream do/dv3 = 0.5
    + distributes
    ∂v3/∂v1 = 1   1·0.5 = 0.5   v1.grad = 0.5
    ∂v3/∂v2 = 1   1·0.5 = 0.5   v2.grad = 0.5
"""


def written(view, explanation: Explanation, precision=6, brief: bool = False) -> str:
    out = StringIO()
    view.write(explanation, precision, brief, out)
    return out.getvalue()


def named(text: str) -> str:
    """The text with a name for the output: L, where it has none and is a result."""
    before, separator, last = text.rpartition(";")
    return text if "=" in last or last.strip().isalnum() else f"{before}{separator} L = {last}"


def board(text: str, at: str = "", *, precision=6, brief: bool = False, **options) -> str:
    return written(text_format, explained(named(text), at, **options), precision, brief)


def markdown(text: str, at: str = "", *, brief: bool = False, **options) -> str:
    return written(markdown_format, explained(named(text), at, **options), brief=brief)


def latex(text: str, at: str = "", *, brief: bool = False, **options) -> str:
    return written(latex_format, explained(named(text), at, **options), brief=brief)


# On the board


def test_the_lecture():
    assert board(*LECTURE) == BOARD


def test_the_neuron():
    shown = board(*NEURON)
    assert TANH in shown
    assert "do/dw2 = 0: raise w2 by 0.001 and o stays 0.707107." in shown


def test_a_choice_says_what_it_did_here():
    assert "Here x > 0, so it passes." in board("relu(x)", "x=1")
    assert "Here x < 0, so it is blocked." in board("relu(x)", "x=-1")
    assert "Here x < 0, so it is negated." in board("abs(x)", "x=-1")
    assert "Here x < 0, so it is scaled by 0.01." in board("leaky_relu(x)", "x=-1")
    assert "Here a > b: all to a, none to b." in board("max(a, b)", "a=2 b=1")
    assert "Here: 0.5 of it each to b and c, none to a." in board("max(a, b, c)", "a=1 b=2 c=2")
    assert "Here: 0.5 of it each to a and the constant 3, none to b." in board("max(a, b, 3)", "a=3 b=1")
    assert "Here x > 1: all to the constant 1, none to x." in board("clip(x, 0, 1)", "x=2")
    assert "Here a < b: all to b, none to a." in board("max(a, b)", "a=1 b=2", wrt="a")
    assert "Here a > 3, so it passes." in board("max(a, 3)", "a=4")
    assert "∂L/∂a = (1 if a > 3 else 0) = 1   1·1 = 1" in board("max(a, 3)", "a=4")
    assert "Here" not in board("tanh(x)*floor(x)*hypot(x, 1)", "x=0.5")


def test_no_power_of_e_is_written_where_e_is_a_variable():
    assert r"\exp\left(x\right)" in latex("e*exp(x)", "e=2 x=1")
    assert r"e^{x}" not in latex("e*exp(x)", "e=2 x=1")
    assert r"e^{x}" in markdown("2*exp(x)", "x=1")


def test_what_constants_receive_can_be_left_out():
    explanation = explained("L = max(a, 3)", "a=1")
    assert "Here a < 3: all to the constant 3, none to a." in written(text_format, explanation)
    assert "Here a < 3, so it is blocked." in written(text_format, explanation.without_constants())


def test_an_operation_introduces_its_gate_once():
    shown = board("a + b + c + d", "a=1 b=2 c=3 d=4")
    assert shown.count("+ distributes: passes") == 1
    assert shown.count("+ distributes\n") == 2


def test_contributions_are_added_one_by_one_and_why_is_told_once():
    shown = board("a = x*y; b = x + y; a*b", "x=2 y=3")
    assert shown.count("gradients add at branches, because") == 1
    assert "y.grad = 6 + 10 = 16: y is used twice" in shown


def test_an_assigned_name_that_is_asked_for_gets_its_sum():
    shown = board("e = a*b; L = e*e + a", "a=2 b=3", wrt="e")
    assert "    e.grad = 6 + 6 = 12: e is used twice, and gradients add at branches, because" in shown
    assert "e.grad = 6 + 6 = 12: e is used twice" in markdown("e = a*b; L = e*e + a", "a=2 b=3", wrt="e")


def test_many_contributions_are_not_written_out():
    shown = board("+".join(["x"] * 50), "x=2")
    assert "x.grad = 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + … (50 in all) = 50" in shown


def test_why_the_pass_waits_is_told_once_and_where_it_matters():
    shown = board("a = x*y; b = a*a; c = b + a; L = c*a", "x=2 y=3")
    assert shown.count("Only now is") == 1
    assert "Only now is a.grad complete. Handing it on right after L would have passed on 42 instead of 120" in shown
    assert "Only now is" not in board("a = x*y; L = relu(-a)*0 + relu(a)", "x=2 y=3")
    assert "Only now is" not in board("a = x*y; L = a*a", "x=2 y=3")


def test_an_input_used_twice_by_one_operation_is_counted():
    shown = board("x/x", "x=3")
    assert "∂L/∂x (1st) = 1/x = 1/3 = 0.333333" in shown
    assert "∂L/∂x (2nd) = -x/x^2 = -3/3^2 = -0.333333" in shown


def test_brief_folds_the_easy_steps():
    shown = board("x*y + x + 3", "x=2 y=5", brief=True)
    assert "  L = v2 + 3: v2.grad = 1\n  v2 = v1 + x: v1.grad = 1, x.grad = 1\n" in shown
    assert "distributes" not in shown
    assert "∂v1/∂x = y = 5" in shown
    assert "x.grad = 1 + 5 = 6" in shown


def test_brief_keeps_branches_and_notes():
    shown = board("a = x + y; relu(a)*a", "x=0 y=0", brief=True)
    assert "a.grad = 0 + 0 = 0" in shown
    assert "note: relu is not differentiable at 0: left 0, right 1; 0 is used" in shown


def test_brief_counts_what_repeats_itself():
    shown = board(
        "+".join(f"x{i}*w{i}" for i in range(12)), " ".join(f"x{i}={i} w{i}=2" for i in range(12)), brief=True
    )
    assert "  … and 18 more values like those above, from v6 = x3*w3 to L = v21 + v22.\n" in shown
    assert "  … and 19 more steps like those above, from v19 = v17 + v18 to v1 = x0*w0.\n" in shown
    assert "dL/dx4 = 2, dL/dw4 = 4, dL/dx5 = 2" in shown
    assert len(shown.splitlines()) < 45
    assert "more steps" not in board("a*b + c*d", "a=1 b=2 c=3 d=4", brief=True)


def test_brief_counts_nothing_of_which_there_is_something_to_say():
    text = "; ".join(["a0 = relu(x)", *[f"a{i} = relu(a{i - 1} - {i})" for i in range(1, 9)]])
    shown = board(text, "x=20", brief=True)
    assert "… and 6 more values" not in shown
    assert "note: relu is not differentiable at 0" in board(text, "x=36", brief=True)


def test_limits_stand_beside_each_other():
    shown = board("x*y", "x=2 y=3", limit=True)
    assert "      h        ∂L/∂x   ∂L/∂y\n      0.1      3       2\n" in shown
    assert "      1e-06    3       2\n      limit    3       2\n" in shown
    assert "      used     0\n" in board("relu(x)", "x=0", limit=True)
    assert "lost in rounding" in board("x^2", "x=1e10", limit=True)
    assert "      0.1      no value\n" in board("asin(x)", "x=1", limit=True)
    assert "| $0.1$ | no value |\n" in markdown("asin(x)", "x=1", limit=True)


def test_no_more_than_four_limits_stand_beside_each_other():
    text, at = "max(a, b, c, d, f)", "a=1 b=2 c=3 d=4 f=5"
    assert re.findall(r"^      h .*", board(text, at, limit=True), re.MULTILINE) == [
        "      h        ∂L/∂a   ∂L/∂b   ∂L/∂c   ∂L/∂d",
        "      h        ∂L/∂f",
    ]
    assert re.findall(r"begin\{tabular\}\{(l+)\}", latex(text, at, limit=True)) == ["lllll", "ll"]


@pytest.mark.parametrize(
    ("value", "error", "shown"),
    [(1 / 3, 1e-9, "0.333333"), (1 / 3, 0.01, "0.3"), (5.0, 1.0, "lost in rounding"), (1 / 3, 0.0, "0.333333")],
)
def test_a_quotient_has_the_digits_that_rounding_leaves(value, error, shown):
    sentences = Sentences(explained("x^2", "x=1"), 6, False)
    assert plain(sentences.quotient(Quotient(0.1, value, error))) == shown


def test_the_paths_are_listed_or_counted():
    shown = board("x*y + x^2", "x=3 y=2", wrt="x")
    assert "Paths  from x to L\n  x → v1 → L   2·1 = 2\n  x → v2 → L   6·1 = 6\n  dL/dx = 2 + 6 = 8\n" in shown
    doubled = "; ".join(["a0 = x*1", *[f"a{i} = a{i - 1} + a{i - 1}" for i in range(1, 101)]])
    assert "about 1.26·10^30 paths: too many to list" in board(doubled, "x=1", wrt="x")
    assert "32 paths: too many to list" in board("; ".join(doubled.split("; ")[:6]), "x=1", wrt="x")


def test_a_long_path_is_shown_at_both_ends():
    shown = board("x" + "*2" * 50, "x=1", wrt="x")
    assert "x → v1 → v2 → v3 → … → v47" in shown


@pytest.mark.parametrize(
    ("text", "at", "sentence"),
    [
        ("x; y", "x=1 y=2", "dy/dx = 0: y does not depend on x."),
        ("x - x", "x=3", "dL/dx = 0: raise x by 0.001 and L stays 0."),
        ("x^2", "x=0", "dL/dx = 0: raise x by 0.001 and L hardly changes, from 0 to 1e-06."),
        ("abs(x)", "x=0", "dL/dx = 0, chosen at a kink: raise x by 0.001 and L rises from 0 to 0.001, lower it and L"),
        ("asin(x)", "x=1", "dL/dx = inf, no finite slope: raise x by 0.001 and L has no value any more, lower it and"),
        ("sqrt(x*x)", "x=0", "dL/dx = nan, no finite slope: raise x by 0.001 and L rises from 0 to 0.001"),
        ("1e6 + 1e-12*x", "x=1", "raise x by 0.001 and L rises by about 1e-15, too little to show in its digits."),
        ("floor(x)", "x=0.9999999999", "dL/dx = 0, but the slope changes too fast here for a nudge to show it: raise"),
        ("log(x)", "x=1e-300", "dL/dx = 1e+300: raise x by 1e-303 and L rises by about 0.001 (really from -690.77"),
        ("relu(x)", "x=0", "L rises from 0 to 0.001, lower it and L stays 0."),
        ("3", "", "c1 has no variables: there is nothing to differentiate."),
        ("x", "x=3", "x is no result of an operation: there is nothing to hand on."),
    ],
)  # fmt: skip
def test_the_meaning_in_words(text, at, sentence):
    assert sentence in board(text, at)


def test_exact_numbers_are_fractions():
    shown = board("x*y/3", "x=1/7 y=2/5", exact=True)
    assert "  v1 = x*y   = 1/7*(2/5)   = 2/35\n" in shown
    assert "raise x by 1/1000 and L rises by about 1/7500 (really by 1/7500)." in shown
    assert "    ∂v1/∂y = x = 1/7   (1/7)·(1/3) = 1/21   y.grad = 1/21\n" in shown


# From the output alone, each number can be followed


@pytest.mark.parametrize(
    ("text", "at", "line"),
    [
        ("tanh(x)", "x=9", "∂L/∂x = 1 - L^2 = 1 - 0.99999996954^2 = 6.09199e-08"),
        ("y = x + 1e10; y - 1e10", "x=0.5", "= 10000000000.5 - 1e+10   = 0.5"),
        ("sin(x)", "x=3.141592653589793", "= sin(3.14159265358979"),
        ("1 - x", "x=0.999999", "= 1 - 0.999999   = 1e-06"),
    ],
)
def test_digits_that_the_result_depends_on_are_shown(text, at, line):
    assert line in board(text, at)


def test_zeros_have_no_sign_and_negative_numbers_have_parentheses():
    shown = board("relu(x)*x*y", "x=-1 y=-2")
    assert "-0" not in re.sub(r"e-0\d|-0\.\d", "", shown)
    assert "= 0*(-1) " in shown
    assert "= 0*(-2) " in shown
    assert "(1 + (-1)*(1 - sigmoid(-1)))" in board("silu(x)", "x=-1")
    assert "= -(-1) " in board("-x", "x=-1")
    assert "= (-3)^2 " in board("x^2", "x=-3")


SUMS = re.compile(r"grad: (\S+) \+ (\S+) = (\S+)$")
PRODUCTS = re.compile(r"(?:^|  )(\S+)·(\S+) = (\S+)(?:$|  )")


@settings(max_examples=150)
@given(tree=trees(EVERY, SMALL), at=POINTS)
def test_what_is_shown_adds_up(tree, at):
    program = parse(tree.written())
    try:
        run = program.run({name: at[name] for name in program.variables})
    except BackpropError:
        assume(False)
    shown = written(text_format, explain(run, parsed_text(run)))
    lines = [line.strip() for line in shown.splitlines()]
    for a, b, total in (map(_number, found.groups()) for line in lines if (found := SUMS.search(line))):
        assert _close(a + b, total)
    for a, b, product in (map(_number, found.groups()) for line in lines if (found := PRODUCTS.search(line))):
        assert _close(a * b, product)


def _number(text: str) -> float:
    return float(text.strip("()"))


def _close(shown: float, result: float) -> bool:
    return shown == result or shown != shown or result != result or abs(shown - result) <= 2e-5 * abs(result) + 5e-324


def test_the_precision_is_that_of_every_number():
    assert "1 - 0.71^2 = 0.5" in board(*NEURON, precision=2)
    assert re.search(r"tanh\(0\.88137358701954\d+\) += 0\.70710678118654\d+\n", board(*NEURON, precision="full"))


@pytest.mark.parametrize(
    ("precision", "words"),
    [
        (2, "rises by about 0.00067 (really from 0.11111 to 0.11178)."),
        (6, "rises by about 0.000667 (really from 0.111111 to 0.111779)."),
        (9, "rises by about 0.000667 (really from 0.111111111 to 0.111778778)."),
        ("full", "by about 0.0006666666666666666 (really from 0.1111111111111111 to 0.11177877777777777)."),
    ],
)
def test_the_precision_is_that_of_the_meanings(precision, words):
    assert words in board("x^2", "x=0.3333333333333333", precision=precision)


# In a terminal and out of it


class Terminal(StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_long_lines_hang_in_a_terminal(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    explanation = explained("a = x*y; b = a*a; c = b + a; L = relu(c)*a", "x=2 y=3")
    narrow, wide = Terminal(), StringIO()
    text_format.write(explanation, 6, False, narrow)
    text_format.write(explanation, 6, False, wide)
    lines = narrow.getvalue().splitlines()
    assert max(map(len, lines)) <= columns
    assert narrow.getvalue().split() == wide.getvalue().split()
    if columns == 200:
        assert narrow.getvalue() == wide.getvalue()
    if columns == 80:
        (gate,) = [i for i, line in enumerate(lines) if line.startswith("    relu passes or blocks")]
        assert lines[gate + 1] == "        kink only"


@given(
    words=st.lists(
        st.sampled_from(["x", "-3.25", "1e-05", "sin(x)*cos(x)*-0.125", "=", "+", "a_name", "1/7"]), min_size=1
    ),
    room=st.integers(10, 40),
)
def test_no_line_is_broken_within_a_number(words, room):
    text = " ".join(words)
    places = [0, *breaks(text, room), len(text)]
    lines = [text[a:b] for a, b in itertools.pairwise(places)]
    assert "".join(lines) == text
    assert not any(re.search(r"[\w.]$", a) and re.match(r"[\w.]", b) for a, b in itertools.pairwise(lines))
    assert all(len(line.rstrip()) <= room for line in lines if "*" not in line)


def test_a_line_that_goes_on_begins_with_its_sign():
    assert [*breaks("aaaa*bbbb + cccc*dddd - eeee*ffff", 21)] == [22]
    assert [*breaks("aaaa*bbbb + cccc*dddd - eeee*ffff", 16)] == [10, 22]
    assert [*breaks("aaaa*bbbb*cccc*dddd*eeee", 14)] == [10, 20]


@pytest.mark.parametrize("columns", [50, 80])
def test_what_is_too_wide_for_a_terminal_keeps_its_equations(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    text_format.write(explained("L = tanh(w*x + b)*w", "w=0.123456789 x=-2.5 b=0.25"), 6, False, out)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= columns
    assert ("            = 1 - (-0.0585748)^2" in lines) == (columns == 50)


def test_colour_adds_nothing_but_colour(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = board(*NEURON)
    monkeypatch.delenv("FORCE_COLOR")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == board(*NEURON)


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("text", "x*y\n"), ("markdown", "# `x*y`\n"), ("latex", "\\documentclass"), ("json", '{"expression": "x*y",\n')],
)
def test_the_command(capsys, form, beginning):
    assert run(["explain", "x*y", "x=2", "y=3", "--wrt", "x", "--limit", "--brief", "--format", form]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(beginning)
    assert err == ""


def test_the_command_explains_another_output(capsys):
    assert run(["explain", "e = a*b; L = e*c", "a=2", "b=3", "c=4", "--of", "e"]) == 0
    assert "  de/de = 1\n" in capsys.readouterr().out
    assert run(["explain", "x", "x=1", "--of", "y"]) == 2


def test_the_command_refuses_a_name_that_is_not_there(capsys):
    assert run(["explain", "x*y", "x=2", "y=3", "--wrt", "z"]) == 2
    assert "the expression has no 'z'" in capsys.readouterr().err


# Names


def test_long_names_do_not_hide_a_formula():
    name = "a_name_that_is_longer_than_any_name_should_ever_be"
    shown = board(f"silu({name})", f"{name}=1")
    assert f"\n    ∂L/∂{name} = sigmoid({name})*(1 + {name}*(1 - sigmoid({name})))\n" in shown
    assert " = sigmoid(1)*(1 + 1*(1 - sigmoid(1)))\n" in shown


def test_a_formula_that_is_too_long_to_read_is_left_out():
    name = "x" * 100
    assert f"    ∂L/∂{name} = 0.927671\n" in board(f"silu({name})", f"{name}=1")


def test_where_one_row_of_a_step_does_not_fit_on_a_line_all_are_broken():
    long = "as_long_as_a_third_of_a_line"
    assert (
        f"    ∂L/∂x = {long} = 3\n        3·1 = 3\n        x.grad = 3\n"
        f"    ∂L/∂{long} = x = 2\n        2·1 = 2\n        {long}.grad = 2\n"
    ) in board(f"x*{long}", f"x=2 {long}=3")
    assert "    ∂L/∂x = 2*x = 2*2 = 4   4·1 = 4   x.grad = 4\n" in board("x^2", "x=2")


# Whole

SOLUTIONS = Path(__file__).parent / "solutions"


@pytest.mark.parametrize(("view", "ending"), [(text_format, "txt"), (markdown_format, "md"), (latex_format, "tex")])
def test_a_whole_solution(view, ending):
    explanation = explained("a = relu(x); a*x", "x=0", wrt="x", limit=True)
    assert written(view, explanation) == (SOLUTIONS / f"kink.{ending}").read_text(encoding="utf-8")


# In Markdown


def test_markdown_is_tables_of_mathematics():
    page = markdown(*LECTURE, wrt="a", limit=True)
    assert page.startswith("# `e = a*b; d = e + c; L = d*f`\n\nat $a = 2$, $b = -3$, $c = 10$, $f = -2$\n")
    assert (
        "| $\\frac{\\partial e}{\\partial a} = b = -3$ | $-3 \\cdot \\left(-2\\right) = 6$ "
        "| $\\frac{\\mathrm{d}L}{\\mathrm{d}a} = 6$ |"
    ) in page
    assert "| $a \\to e \\to d \\to L$ | $-3 \\cdot 1 \\cdot \\left(-2\\right) = 6$ |" in page


HOSTILE = [
    (*LECTURE, {}),
    ("abs(x)*max(x, y, z) + abs(abs(x))", "x=-1 y=2 z=2", {"limit": True}),
    ("leaky_relu(a_b*_c) + x", "a_b=1 _c=0 x=1", {"limit": True}),
    ("größe*α₁ + 日本*Δx", "größe=1 α₁=2 日本=3 Δx=4", {"wrt": "α₁"}),
    ("sqrt(x*x)", "x=0", {"limit": True}),
    ("x/3 + x^2", "x=1/7", {"exact": True, "wrt": "x", "limit": True}),
    ("x", "x=1e-20", {"wrt": "x"}),
    ("3", "", {}),
    ("gelu(x) + erf(x)*clip(x, -1, 1) + floor(x)^2", "x=1.5e-7", {"brief": True}),
    ("+".join(["x*y"] * 12), "x=1e300 y=-1e-300", {"wrt": "x"}),
    ("atan2(y, x) - hypot(x, y) + x^y + -y", "x=2 y=-3", {}),
]


@pytest.mark.parametrize(("text", "at", "options"), HOSTILE, ids=[text[:20] for text, _, _ in HOSTILE])
def test_markdown_survives_every_name_and_operation(text, at, options):
    for line in markdown(text, at, **options).splitlines():
        assert line.count("$") % 2 == 0
        if line.startswith("|"):
            assert line.endswith("|")
            assert re.search(r"\\[,;!{}|]", line) is None  # Markdown would take the backslash away
    for table in re.findall(r"(?:^\|.*\n)+", markdown(text, at, **options), re.MULTILINE):
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_markdown_says_what_the_board_says():
    page = markdown("a = x*y; b = a*a; c = b + a; L = relu(c)*a", "x=2 y=3")
    assert (
        "The gate passes or blocks: the upstream gradient goes through on one side of the kink only. "
        "Here c \\> 0, so it passes." in page
    )
    assert page.count("Only now is a.grad complete.") == 1
    assert "> **Note:** relu is not differentiable at 0" in markdown("relu(x)", "x=0")


# In LaTeX


def test_latex_is_a_document():
    document = latex(*NEURON)
    assert document.startswith("\\documentclass{article}\n")
    assert document.endswith("\n\\end{document}\n")
    assert r"\frac{\partial o}{\partial n} = 1 - o^{2} = 1 - 0.707107^{2} = 0.5" in document
    assert "DeclareUnicodeCharacter" not in document


def test_latex_shows_letters_that_it_has_no_glyph_for_by_their_numbers():
    document = latex("日*größe", "日=1 größe=2")
    assert document.count("DeclareUnicodeCharacter{") == 1
    assert r"\DeclareUnicodeCharacter{65E5}{\texttt{[65E5]}}" in document


def test_latex_compiles(tmp_path: Path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no pdflatex")

    def compiled(numbered: tuple[int, tuple[str, str, dict]]) -> str:
        index, (text, at, options) = numbered
        (tmp_path / f"{index}.tex").write_text(latex(text, at, **options), encoding="utf-8")
        command = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error", f"{index}.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
        return "" if done.returncode == 0 else f"{text}: {done.stdout[-1000:]!r}"

    with ThreadPoolExecutor(4) as pool:
        failed = [complaint for complaint in pool.map(compiled, enumerate(HOSTILE)) if complaint]
    assert len(HOSTILE) >= 10
    assert failed == []
