"""The gradient check: right rules agree, wrong ones are found, and a kink is named and is no failure."""

from __future__ import annotations

import io
import json
import re
from math import inf, isfinite, isnan

import pytest
from hypothesis import assume, given, settings

from backprop_cli.answers.gradcheck.check import (
    AGREES,
    DISAGREES,
    KINK,
    STEPS,
    UNCHECKED,
    GradientCheck,
    check_gradients,
    relative_error,
)
from backprop_cli.cli.check_command import FORMATS_OF_GRADIENTS
from backprop_cli.errors import DomainError
from backprop_cli.language import parse
from backprop_cli.ops import BY_NAME, OPS, Op
from backprop_cli.views.numbers import short

from .support.oracle import ORACLES
from .support.strategies import DIFFERENTIABLE, EVERY, NAMES, POINTS, SMALL, trees


def check(text: str, *, sweep: bool = False, **at: float) -> GradientCheck:
    return check_gradients(parse(text).run({name: float(x) for name, x in at.items()}), sweep=sweep)


def only(text: str, **at: float):
    (gradient,) = check(text, **at).gradients
    return gradient


def shown(found: GradientCheck, form: str = "table") -> str:
    stream = io.StringIO()
    FORMATS_OF_GRADIENTS[form](found, 6, stream)
    return stream.getvalue()


def test_every_variable_is_checked_in_every_way():
    found = check("tanh(w*x + b)", w=0.5, x=2, b=-0.3)
    assert found.passed
    assert [g.name for g in found.gradients] == ["w", "x", "b"]
    for g in found.gradients:
        assert g.verdict == AGREES
        assert g.relative_error < 1e-15
        assert g.complex == pytest.approx(g.backprop, rel=1e-15)
        assert g.forward == pytest.approx(g.backprop, rel=1e-6)
        assert g.central == pytest.approx(g.backprop, rel=1e-9)
        assert g.kinks == []
        assert g.sweep == []


def test_an_input_that_the_output_does_not_depend_on_has_gradient_0():
    unused, used = check("a = x; y*2", x=1, y=2).gradients
    assert (unused.backprop, unused.complex, unused.verdict) == (0, 0, AGREES)
    assert (used.backprop, used.verdict) == (2, AGREES)


@pytest.mark.parametrize(
    ("a", "n", "error"), [(1.0, 1.0, 0.0), (0.0, 0.0, 0.0), (1.0, 3.0, 0.5), (1.0, -1.0, 1.0), (1e308, -1e308, 1.0),
                          (5e-324, 0.0, 1.0), (5e-324, -5e-324, 1.0), (1.5e-323, 5e-324, 0.5),
                          (inf, 1.0, None), (1.0, None, None), (1.0, inf, None)]
)  # fmt: skip
def test_relative_error(a, n, error):
    assert relative_error(a, n) == error


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("x^1", {"x": 1e308}),
        ("x*y", {"x": 5e-324, "y": 1.0}),
        ("x*y", {"x": 3.7, "y": 1e-310}),
        ("log(x)", {"x": 1e308}),
        ("hypot(x, y)", {"x": 1e308, "y": -1.0}),
        ("tanh(x)", {"x": 300.0}),
        ("sigmoid(x)", {"x": 700.0}),
    ],
)
def test_extremes_agree(text, at):
    assert [gradient.verdict for gradient in check(text, **at).gradients] == [AGREES] * len(at)


@pytest.mark.parametrize("text", ["x^1", "log(x)", "x/7", "cbrt(x)"])
def test_the_complex_step_does_not_underflow_far_out(text):
    (gradient,) = check(text, x=1e308).gradients
    assert gradient.complex == pytest.approx(gradient.backprop, rel=1e-9)


# Test the tester: a rule that is wrong by 0.1 % is found, for each op, at each of its inputs.


@pytest.mark.parametrize(
    ("op", "which"), [(op, i) for op in OPS for i in range(2 if op.variadic else len(op.inputs))], ids=str
)
def test_a_wrong_rule_is_found(op: Op, which: int, monkeypatch):
    names = NAMES[: len(ORACLES[op.name].domain)]
    text = (
        f"{op.name}({', '.join(names)})" if not op.infix else f" {op.name.replace('neg', '-')} ".join(("", *names)[-2:])
    )
    right = op.partials

    def wrong(xp, out, *xs):
        return [(p * 1.001 or 0.001) if i == which else p for i, p in enumerate(right(xp, out, *xs))]

    points = [dict(zip(names, point, strict=True)) for point in ORACLES[op.name].ordinary(5)]
    assert all(check(text, **at).passed for at in points)
    monkeypatch.setattr(op, "partials", wrong)
    for at in points:
        found = check(text, **at)
        assert not found.passed
        assert found.having(DISAGREES) == [names[which]]


def test_a_wrong_rule_beside_a_kink_is_found(monkeypatch):
    monkeypatch.setattr(BY_NAME["relu"], "partials", lambda xp, out, x: (1.001,))
    assert only("relu(x)", x=1e-9).verdict == DISAGREES


def test_a_wrong_rule_deep_in_an_expression_is_found(monkeypatch):
    monkeypatch.setattr(BY_NAME["tanh"], "partials", lambda xp, out, x: (1 - out,))
    found = check("3*tanh(x*y) + y", x=0.4, y=0.7)
    assert found.having(DISAGREES) == ["x", "y"]
    assert "2 gradients: 2 of 2 disagree (x, y)." in shown(found)


@pytest.mark.parametrize(
    ("text", "at", "kink"),
    [
        ("relu(x)", {"x": 1e-7}, "relu(x) changes its branch within h"),
        ("relu(x)", {"x": 0},
         "relu(x) changes its branch within h: relu is not differentiable at 0: left 0, right 1; 0 is used"),
        ("leaky_relu(x)", {"x": -1e-7}, "leaky_relu(x) changes its branch within h"),
        ("elu(x, 2)", {"x": 1e-7}, "elu(x, 2) changes its branch within h"),
        ("2*abs(x - 1)", {"x": 1.0000001}, "abs(x - 1) changes its branch within h"),
        ("max(2, x)", {"x": 2.0000001}, "max(2, x) changes its winner within h"),
        ("min(x, 1, 2)", {"x": 1},
         "min(x, 1, 2) changes its winner within h: min is not differentiable at a tie: left 1, right 0; 0.5 is used"),
        ("floor(x)", {"x": 2.9999999}, "floor(x) changes its branch within h"),
        ("ceil(x)", {"x": 2.0000001}, "ceil(x) changes its branch within h"),
        ("clip(x, 0, 1)", {"x": 0.9999999}, "clip(x, 0, 1) changes its branch within h"),
        ("x*sign(x)", {"x": 1e-9}, "sign(x) changes its branch within h"),
        ("step(x)", {"x": 1e-9}, "step(x) changes its branch within h"),
        ("cbrt(x)", {"x": 1e-9}, "cbrt(x) changes its branch within h"),
        ("hypot(x, 0)", {"x": 1e-9}, "hypot(x, 0) changes its branch within h"),
        ("atan2(x, -1)", {"x": 1e-9}, "atan2(x, -1) changes its branch within h"),
        ("r = relu(x); r*2", {"x": 1e-7}, "relu(x) changes its branch within h"),
        ("sqrt(x)", {"x": 0}, "sqrt has an infinite slope at 0; inf is used"),
        ("asin(x)", {"x": 1}, "asin has an infinite slope at ±1; inf is used"),
        ("(-2)^x", {"x": 3}, "the derivative of x^y to y does not exist at a negative base; nan is used"),
    ],
)  # fmt: skip
def test_kinks_are_named_and_no_failure(text, at, kink):
    found = check(text, **at)
    assert found.passed
    assert found.having(KINK) == ["x"]
    assert found.gradients[0].kinks == [kink]


@pytest.mark.parametrize(("slope", "kinks"), [("0.9989", 1), ("1.0012", 1), ("0.9992", 0), ("1.0009", 0)])
def test_slopes_that_differ_by_a_thousandth_make_a_kink(slope, kinks):
    found = check(f"leaky_relu(x, {slope})", x=1e-7)
    assert [len(gradient.kinks) for gradient in found.gradients] == [kinks]


def test_a_tie_is_a_kink_for_both_sides_of_it():
    found = check("max(a, b)", a=1, b=1.0000001)
    assert found.having(KINK) == ["a", "b"]
    assert "note: max(a, b) changes its winner within h  [a, b]\n" in shown(found)


@pytest.mark.parametrize("op", [op for op in OPS if op.kinks], ids=lambda op: op.name)
def test_every_kink_of_the_table_passes(op: Op):
    count = 2 if op.variadic else len(op.inputs) - op.optional
    names = NAMES[:count]
    for x in (0.0, 1.0, -1.0, 1e-9, 1 - 1e-9):
        rest = {name: float(i) for i, name in enumerate(names)}
        try:
            found = check(f"{'pow' if op.infix else op.name}({', '.join(names)})", **rest | {"x": x})
        except DomainError:
            continue
        assert found.passed


@pytest.mark.parametrize("text", ["elu(x)", "leaky_relu(x, 1)", "relu(x) + 1", "relu(x - 3)"])
def test_branches_that_meet_smoothly_or_are_far_are_no_kinks(text):
    x = 1.0 if "+" in text else 1e-9
    assert only(text, x=x).verdict == AGREES


@pytest.mark.parametrize("x", [1e-150, 1e-8, 1e8, 1e150])
@pytest.mark.parametrize("text", ["x", "x^2", "3*x - 1", "log(x)", "1/x", "sqrt(x)", "tanh(x)", "atan(x)"])
def test_magnitudes(text, x):
    assert only(text, x=x).verdict == AGREES


@pytest.mark.parametrize(
    ("text", "x"),
    [("sqrt(x)", 1e-12), ("log(x)", 1e-9), ("asin(x)", 1 - 1e-12), ("acos(x)", -1 + 1e-12), ("acosh(x)", 1 + 1e-12),
     ("atanh(x)", 1 - 1e-12), ("log1p(x)", -1 + 1e-12), ("x^0.5", 1e-12), ("sqrt(x - 1)", 1 + 1e-10), ("x^x", 1e-9)],
)  # fmt: skip
def test_the_steps_stay_inside_the_domain(text, x):
    gradient = only(text, x=x)
    assert gradient.verdict == AGREES
    assert gradient.central == pytest.approx(gradient.backprop, rel=0.01)
    assert gradient.forward == pytest.approx(gradient.backprop, rel=0.01)


def test_at_the_edge_of_the_domain_there_is_one_side_only():
    gradient = only("sqrt(x)", x=0)
    assert gradient.forward == pytest.approx(8192)
    assert (gradient.backprop, gradient.central, gradient.complex, gradient.relative_error) == (inf, None, None, None)
    assert only("asin(x)", x=1).forward > 1e4


def test_a_saturated_gradient_is_not_called_wrong():
    # 1 - out^2 is exact to an ulp of 1, and that is all that is left of it here.
    assert only("1e12*tanh(x)", x=14).verdict == AGREES


@pytest.mark.parametrize(("text", "at"), [
    ("x*y", {"x": 5e-324, "y": 1}),
    ("square(x)", {"x": 1e-300}),
    ("elu(x, y)", {"x": -5e-324, "y": 1e-300}),
    ("hypot(x, y)", {"x": -1e-310, "y": 0}),
    ("atan2(x, y)", {"x": 1e-160, "y": 1e-320}),
    ("atan2(x, y)", {"x": 5e-324, "y": 1e-154}),
    ("x/y", {"x": 5e-324, "y": -1e-310}),
    ("x/y", {"x": 5e-324, "y": 1e-160}),
    ("x^y", {"x": -1, "y": -1.3999999999999994e154}),
    ("prod(x, 0.5, y, z, t)", {"x": -23.5, "y": -5, "z": 1e-320, "t": 1.7e308}),
])  # fmt: skip
def test_the_ends_of_the_doubles_are_no_disagreement(text: str, at: dict[str, float]):
    assert check_gradients(parse(text).run({name: float(x) for name, x in at.items()})).passed


def test_a_gradient_that_underflows_in_the_complex_step_is_found_with_a_larger_one():
    assert only("exp(-x^2)", x=25).verdict == AGREES
    assert only("exp(-x^2)*1e250", x=25).relative_error < 1e-12
    assert only("x^3", x=0).complex == 0


def test_the_complex_step_is_small_beside_the_waves_at_a_huge_number():
    assert only("sin(x)", x=1e100).verdict == AGREES
    assert only("sin(x*x)", x=1e100).verdict == AGREES


@pytest.mark.parametrize("text", ["1e200*(1e200*x)", "1/x*1e-99"])
def test_a_gradient_that_overflows_agrees_where_a_difference_does(text):
    assert only(text, x=1e-300).verdict == AGREES


@pytest.mark.parametrize(("text", "x"), [("log(x)", 1e-320), ("-log(x)", 1e-310), ("1e300*tanh(1e300*(x - 1))", 1)])
def test_a_slope_too_large_for_a_double_is_seen_over_short_steps(text, x):
    assert only(text, x=x).verdict == AGREES


@pytest.mark.parametrize("text", ["x^(1 + 2.3e-16)", "x^(1 + 1e-7)", "x^1.1", "sum(x^(1 + 1e-15), x)"])
def test_a_slope_that_no_step_from_0_can_tell_is_not_judged(text):
    gradient = only(text, x=0)
    assert (gradient.verdict, gradient.backprop) == (UNCHECKED, float("sum" in text))


def test_a_slope_that_is_wrong_at_0_alone_is_found(monkeypatch: pytest.MonkeyPatch):
    op = BY_NAME["tan"]
    monkeypatch.setattr(op, "partials", lambda xp, out, x: (xp.where(xp.equal(x, 0), 0, 1 + out * out),))
    assert only("tan(x)", x=0).verdict == DISAGREES
    assert only("tan(x)", x=0.5).verdict == AGREES


def test_an_overflow_with_the_wrong_sign_is_not_judged(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(BY_NAME["log"], "partials", lambda xp, out, x: (-1 / x if x > 1e-300 else -inf,))
    found = check("log(x)", x=1e-320)
    assert found.having(UNCHECKED) == ["x"]
    assert found.passed
    assert "1 without a number to compare with" in shown(found)


@settings(deadline=None, max_examples=300)
@given(DIFFERENTIABLE, POINTS)
def test_smooth_expressions_always_agree(tree, at):
    program = parse(tree.written())
    try:
        run = program.run({name: at[name] for name in program.variables})
    except DomainError:
        assume(False)
    found = check_gradients(run)
    assert all(g.verdict == AGREES or not isfinite(g.backprop) for g in found.gradients), found.gradients


@settings(deadline=None, max_examples=300)
@given(trees(EVERY, SMALL), POINTS)
def test_no_expression_fails(tree, at):
    program = parse(tree.written())
    try:
        run = program.run({name: at[name] for name in program.variables})
    except DomainError:
        assume(False)
    found = check_gradients(run)
    assert all(g.verdict != DISAGREES or not isfinite(g.backprop) for g in found.gradients), found.gradients


def test_the_sweep_has_the_v_of_truncation_against_round_off():
    (gradient,) = check("sin(x)*exp(x)", x=1, sweep=True).gradients
    assert [row.h for row in gradient.sweep] == list(STEPS) == [float(f"1e-{k}") for k in range(1, 16)]
    forward = [row.forward for row in gradient.sweep]
    best = forward.index(min(forward))
    assert 6 <= best <= 9
    assert forward[0] > 1e6 * forward[best] < forward[-1]
    assert gradient.sweep[2].central == pytest.approx(3.6e-8, rel=0.1)
    assert all(row.complex < 1e-15 for row in gradient.sweep[7:])


def test_the_sweep_of_a_kink_has_no_complex_step():
    (gradient,) = check("relu(x)", x=0, sweep=True).gradients
    assert {row.complex for row in gradient.sweep} == {None}
    assert {row.central for row in gradient.sweep} == {1.0}


def test_the_table():
    assert shown(check("x*y + relu(z)", x=2, y=3, z=0)) == (
        "x*y + relu(z)\n"
        "\n"
        "                                               relative\n"
        "variable  backprop  forward  central  complex     error  verdict\n"
        "────────────────────────────────────────────────────────────────\n"
        "x                3        3        3        3         0  agrees\n"
        "y                2        2        2        2         0  agrees\n"
        "z                0        1      0.5        –         1  kink\n"
        "\n"
        "note: relu(z) changes its branch within h: relu is not differentiable at 0: left 0, right 1; 0 is used  [z]\n"
        "3 gradients: 2 agree; 1 at a kink, which is not a failure.\n"
    )


def test_without_variables_there_is_nothing_to_check():
    found = check("2*3")
    assert found.passed
    assert shown(found) == "2*3\n\nThere is no variable to check.\n"
    assert json.loads(shown(found, "json")) == {"passed": True, "gradients": []}


def test_json_is_that_of_the_contract():
    assert json.loads(shown(check("x", x=1), "json")) == {
        "passed": True,
        "gradients": [
            {"name": "x", "backprop": 1.0, "forward": 1.0, "central": pytest.approx(1.0), "complex": 1.0,
             "relative_error": 0.0, "verdict": "agrees"}
        ],
    }  # fmt: skip


def test_json_at_a_kink_has_nulls_and_notes():
    found = json.loads(shown(check("sqrt(x)", x=0, sweep=True), "json"))
    (gradient,) = found["gradients"]
    assert gradient["backprop"] == "Infinity"
    assert gradient["central"] is gradient["complex"] is gradient["relative_error"] is None
    assert found["notes"] == [{"name": "x", "code": "kink", "message": "sqrt has an infinite slope at 0; inf is used"}]
    assert found["sweep"][0] == {"name": "x", "h": 0.1, "forward": None, "central": None, "complex": None}


def test_the_drawing_fits_80_columns_and_is_plain():
    text = shown(check("sin(x)*exp(x)", x=1, sweep=True))
    drawing = text[text.index("relative error\n") :]
    assert max(map(len, text.splitlines())) <= 80
    assert drawing.isascii()
    for mark in ("...f", "c...c", "i...i", "left: round-off", "right: truncation", "<= 1e-16", "1e-15"):
        assert mark in drawing


def test_no_gradient_of_a_check_is_silently_nan():
    gradient = only("(-2)^x", x=3)
    assert isnan(gradient.backprop)
    assert gradient.verdict == KINK


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "widest"), [(40, 41), (50, 45), (200, 72)])
def test_the_drawing_is_as_narrow_as_it_has_to_be(monkeypatch: pytest.MonkeyPatch, columns, widest):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    FORMATS_OF_GRADIENTS["table"](check("sin(x)*exp(x)", x=1, sweep=True), 6, stream)
    text = stream.getvalue()
    drawing = text[text.index("relative error\n") : text.index("f forward")]
    assert max(map(len, drawing.splitlines())) <= min(columns, widest)
    assert "<= 1e-16 |i" in drawing
    assert len(re.findall(r"1e-\d+", drawing.splitlines()[-2])) >= 3


@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize("precision", [6, "full"])
def test_no_number_is_broken_in_a_terminal(monkeypatch: pytest.MonkeyPatch, columns, precision):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    found = check("tanh(x)*exp(y)", x=1.5, y=300)
    stream = Terminal()
    FORMATS_OF_GRADIENTS["table"](found, precision, stream)
    assert max(map(len, stream.getvalue().splitlines())) <= max(columns, 60)
    for gradient in found.gradients:
        numbers = (gradient.backprop, gradient.forward, gradient.central, gradient.complex)
        assert {short(x, precision) for x in numbers} <= set(stream.getvalue().split())
