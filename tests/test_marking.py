"""Marking: the tolerance, claims and answers, random points, and errors that are carried forward."""

from __future__ import annotations

import math
import sys

import pytest

from backprop_cli import parse
from backprop_cli.answers.marking import Exercise, Policy, Tolerance, Verdict
from backprop_cli.answers.marking.points import random_points
from backprop_cli.answers.marking.tolerance import digits_of
from backprop_cli.errors import BackpropError, BindingError, DomainError, ExpressionError, UsageError

CHAIN = "e = a*b; d = e + c; L = d*f"
AT = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def marked(text: str, at: dict[str, float], *claims: tuple[str, str], **options) -> list[Verdict]:
    exercise = Exercise(parse(text), at, **options)
    return exercise.mark([exercise.claim(*claim) for claim in claims]).verdicts


def passed(text: str, at: dict[str, float], claim: str, answer: str, **options) -> bool:
    return marked(text, at, (claim, answer), **options)[0].passed


class TestTolerance:
    @pytest.mark.parametrize(
        ("text", "significant", "unit"),
        [("0.707", 3, 1e-3), ("1.50e3", 3, 10), ("-0.0710", 3, 1e-4), ("100", 3, 1), ("+.5", 1, 0.1), ("12.", 2, 1),
         ("−3.25E-2", 3, 1e-4), ("12300", 3, 100), ("-1203000", 4, 1000), ("1000", 3, 10), ("1000.", 4, 1),
         ("10", 2, 1), ("1200e3", 4, 1000)],
    )  # fmt: skip
    def test_digits_of_a_number_as_typed(self, text: str, significant: int, unit: float):
        found = digits_of(text)
        assert (found.significant, found.unit) == (significant, pytest.approx(unit))

    @pytest.mark.parametrize("text", ["0", "0.000", "1/3", "sqrt(2)", "x", "nan", ""])
    def test_what_has_no_significant_digits(self, text: str):
        assert digits_of(text) is None

    @pytest.mark.parametrize(
        ("given", "right"),
        [("0.70710678", True), ("0.7071", True), ("0.707", True), ("0.71", False), ("0.708", False), ("0.706", False),
         ("7.07e-1", True), ("sqrt(2)/2", True), ("0.70705", True), ("0.70702", False), ("1/sqrt(2)", True)],
    )  # fmt: skip
    def test_within_a_ten_thousandth_or_rounded(self, given: str, right: bool):
        assert passed("sqrt(x)", {"x": 0.5}, "value", given, policy=Policy(Tolerance(1e-4))) is right

    @pytest.mark.parametrize(
        ("given", "right"), [("0.71", True), ("0.7001", True), ("0.7", False), ("0.7141", True), ("0.7143", False)]
    )
    def test_within_a_hundredth_when_nothing_else_is_said(self, given: str, right: bool):
        assert passed("sqrt(x)", {"x": 0.5}, "value", given) is right

    @pytest.mark.parametrize(
        ("true", "given", "right"),
        [
            (0.140244, "0.14", True),
            (0.1406, "0.14", False),
            (2.003, "2", True),
            (2.006, "2", False),
            (30.04, "30", True),
        ],
    )
    def test_a_calculator_drops_zeros_at_the_end(self, true: float, given: str, right: bool):
        assert passed("x", {"x": true}, "value", given, policy=Policy(Tolerance(1e-5))) is right

    def test_a_tie_may_be_rounded_either_way(self):
        assert passed("x", {"x": 0.1245}, "value", "0.124")
        assert passed("x", {"x": 0.1245}, "value", "0.125")

    def test_without_significant_figures_rounding_is_no_excuse(self):
        assert not passed("sqrt(x)", {"x": 0.5}, "value", "0.707", policy=Policy(Tolerance(1e-4, sigfigs=False)))

    @pytest.mark.parametrize(
        ("true", "given", "right"),
        [(12345.678, "12300", True), (12345.678, "12350", True), (12345.678, "12400", False), (1204, "1200", True),
         (1206, "1200", False), (1204, "1200.", False), (1204, "1.20e3", True), (-12345.678, "-12300", True),
         (103, "100", False)],
    )  # fmt: skip
    def test_zeros_at_the_end_of_a_whole_number_may_be_rounding(self, true: float, given: str, right: bool):
        assert passed("x", {"x": true}, "value", given, policy=Policy(Tolerance(1e-4))) is right

    def test_next_to_zero_the_absolute_tolerance_counts(self):
        assert passed("x", {"x": 0.0}, "value", "1e-9")
        assert not passed("x", {"x": 0.0}, "value", "1e-7")

    def test_a_gradient_that_is_infinite(self):
        assert passed("sqrt(x)", {"x": 0.0}, "x.grad", "inf")
        assert passed("sqrt(x)", {"x": 0.0}, "x.grad", "+Infinity")
        assert not passed("sqrt(x)", {"x": 0.0}, "x.grad", "-inf")
        assert not passed("sqrt(x)", {"x": 0.0}, "x.grad", "1e300")

    def test_a_gradient_that_is_nan(self):
        assert passed("0*sqrt(x)", {"x": 0.0}, "x.grad", "nan")
        assert not passed("x^2", {"x": 1.0}, "x.grad", "nan")
        assert not passed("x^2", {"x": 1.0}, "x.grad", "inf")

    def test_in_words(self):
        assert Tolerance().said == "within 1 % or as rounded to the digits given (three or more)"
        assert Tolerance(1e-3, sigfigs=False).said == "within 0.1 %"


class TestClaims:
    def test_every_kind_of_quantity(self):
        claims = [("value", "-8"), ("d.data", "4"), ("d.grad", "-2"), ("a.grad", "6"), ("a.data", "2"), ("L.grad", "1")]
        assert [str(v.claim.quantity) for v in marked(CHAIN, AT, *claims)] == [name for name, _ in claims]
        assert all(v.passed for v in marked(CHAIN, AT, *claims))

    def test_a_gradient_may_be_a_formula_in_the_variables(self):
        assert passed(CHAIN, AT, "a.grad", "b*f")
        with pytest.raises(BindingError, match="the name of a step 'd'"):
            Exercise(parse(CHAIN), AT).claim("f.grad", "d")

    @pytest.mark.parametrize(("claim", "answer"), [("value", "d*f"), ("d.data", "d"), ("e.data", "a*b")])
    def test_data_at_a_point_are_numbers(self, claim: str, answer: str):
        with pytest.raises(BindingError, match="a number is asked for"):
            Exercise(parse(CHAIN), AT).claim(claim, answer)
        assert passed(CHAIN, AT, "d.data", "10 - 2*3")

    def test_what_an_answer_may_be_can_be_chosen(self):
        with pytest.raises(BindingError, match="a number is asked for"):
            Exercise(parse(CHAIN), AT, policy=Policy(answers="number")).claim("a.grad", "b*f")
        assert passed(CHAIN, AT, "value", "(a*b + c)*f", policy=Policy(answers="formula"))

    @pytest.mark.parametrize("answer", ["nan", "inf", "-Infinity"])
    def test_what_is_no_number_is_no_answer(self, answer: str):
        (verdict,) = marked(CHAIN, AT, ("a.grad", answer))
        assert (verdict.passed, verdict.follows, verdict.diagnosis) == (False, None, None)
        assert verdict.remark == "is not a number"

    def test_a_name_of_the_program_wins_over_a_constant(self):
        assert passed("e*x", {"e": 2.0, "x": 3.0}, "x.grad", "e")
        assert passed("x*2", {"x": 3.0}, "value", "6*e/e")

    def test_an_output_that_is_not_the_last_statement(self):
        exercise = Exercise(parse("a = x^2; b = a*3; c = a + 1"), {"x": 2.0}, "b")
        claims = [
            exercise.claim(*each) for each in (("value", "12"), ("x.grad", "12"), ("c.data", "5"), ("c.grad", "0"))
        ]
        assert exercise.mark(claims).passed

    @pytest.mark.parametrize(
        ("name", "message"),
        [("q.grad", "the expression has no 'q'"), ("grad", "'grad' is nothing to ask for"),
         ("a.slope", "'a.slope' is nothing to ask for")],
    )  # fmt: skip
    def test_a_quantity_that_is_not_there(self, name: str, message: str):
        with pytest.raises(UsageError, match=message):
            Exercise(parse(CHAIN), AT).claim(name, "1")

    @pytest.mark.parametrize(
        ("answer", "error", "span"),
        [("3 +* 4", ExpressionError, (3, 4)), ("q", BindingError, (0, 1)), ("2*qq", BindingError, (2, 4)),
         ("1/0", DomainError, (0, 3)), ("", BindingError, (0, 1)), ("a = k = 3", BindingError, (4, 9)),
         ("3; 4", BindingError, (0, 4)),
         ("log(-1)", DomainError, (0, 7))],
    )  # fmt: skip
    def test_an_answer_that_cannot_be_read_points_into_itself(self, answer, error, span):
        with pytest.raises(error) as caught:
            Exercise(parse(CHAIN), AT).claim("a.grad", answer)
        assert (caught.value.text, caught.value.span) == (answer, span)

    def test_a_domain_error_of_the_expression(self):
        with pytest.raises(DomainError):
            marked("log(x)", {"x": -1.0}, ("value", "1"))


class TestFormulas:
    @pytest.mark.parametrize(
        "answer", ["2*x*cos(y)", "x*cos(y) + x*cos(y)", "2x cos(y)".replace(" ", "*"), "cos(-y)*2*x"]
    )
    def test_expressions_of_equal_value_are_right(self, answer: str):
        assert passed("x^2*cos(y)", {}, "x.grad", answer)

    def test_a_wrong_formula(self):
        (verdict,) = marked("x^2*cos(y)", {}, ("y.grad", "x^2*sin(y)"))
        assert (verdict.passed, verdict.diagnosis.code) == (False, "wrong-function")

    def test_points_are_drawn_inside_the_domain(self):
        assert passed("log(x) + acosh(y) + asin(z)", {}, "z.grad", "1/sqrt(1 - z^2)")
        assert passed("log(x) + acosh(y)", {}, "y.grad", "1/sqrt(y^2 - 1)")

    def test_points_stay_away_from_kinks(self):
        for point in random_points(parse("abs(x) + relu(y) + max(x, y) + floor(x)"), {}, None, 50, 1):
            x, y = point["x"], point["y"]
            assert min(abs(x), abs(y), abs(x - y), x - math.floor(x)) > 1e-4

    def test_the_same_seed_gives_the_same_points(self):
        program = parse("x*y")
        assert random_points(program, {}, None, 5, 3) == random_points(program, {}, None, 5, 3)
        assert random_points(program, {}, None, 5, 3) != random_points(program, {}, None, 5, 4)

    def test_what_is_bound_is_kept(self):
        assert {point["x"] for point in random_points(parse("x*y"), {"x": 7.0}, None, 5, 0)} == {7.0}
        assert passed("x^2*y", {"x": 3.0}, "y.grad", "9")

    def test_that_no_point_could_be_found_is_said(self):
        with pytest.raises(UsageError, match="no point could be found"):
            marked("log(-x^2)", {}, ("x.grad", "2/x"))

    def test_an_expression_that_is_at_a_kink_everywhere(self):
        assert passed("max(x, x)", {}, "x.grad", "1")

    def test_an_answer_without_a_value_is_wrong_and_that_is_said(self):
        (verdict,) = marked("x^2", {}, ("x.grad", "log(-1 - x^2)"))
        assert (verdict.passed, verdict.remark) == (False, "has no value where the expression has one")

    def test_numbers_for_what_varies_need_values(self):
        exercise = Exercise(parse("x^2*y"), {})
        with pytest.raises(BindingError, match="no value for x and y"):
            exercise.require_values([exercise.claim("x.grad", "3")])
        exercise.require_values([exercise.claim("x.grad", "3"), exercise.claim("y.grad", "x^2")])
        constant = Exercise(parse("3*x"), {})
        constant.require_values([constant.claim("x.grad", "3")])

    def test_the_right_answer_is_a_formula(self):
        exercise = Exercise(parse("d = x^2; d*cos(y)"), {})
        assert [exercise.expected(exercise.quantity(name)) for name in ("x.grad", "d.data", "value", "d.grad")] == [
            "2*x*cos(y)", "x^2", "x^2*cos(y)", "cos(y)",
        ]  # fmt: skip


class TestCarriedForward:
    def test_what_follows_from_a_wrong_gradient_counts(self):
        wrong, e, a, b = marked(CHAIN, AT, ("d.grad", "2"), ("e.grad", "2"), ("a.grad", "-6"), ("b.grad", "4"))
        assert not wrong.passed
        assert [(v.passed, v.follows) for v in (e, a, b)] == [(True, "d.grad")] * 3
        assert a.remark == "follows from your d.grad = 2"
        assert a.diagnosis is None

    def test_the_order_of_the_claims_does_not_matter(self):
        a, wrong = marked(CHAIN, AT, ("a.grad", "-6"), ("d.grad", "2"))
        assert (a.follows, wrong.passed) == ("d.grad", False)

    def test_strictly_it_does_not_count_and_is_still_marked(self):
        _, a = marked(CHAIN, AT, ("d.grad", "2"), ("a.grad", "-6"), policy=Policy(follow=0))
        assert (a.passed, a.follows) == (False, "d.grad")

    def test_from_a_wrong_value_on_the_way_forward(self):
        data, value, grad = marked(CHAIN, AT, ("d.data", "5"), ("value", "-10"), ("f.grad", "5"))
        assert (data.passed, value.follows, grad.follows) == (False, "d.data", "d.data")

    @pytest.mark.parametrize(
        ("answer", "follows"),
        # 5 for the value and 3 for the gradient, which is right: 15. And -6 for the value: -12. Both: 10.
        [("15", "d.data"), ("-12", "e.grad"), ("10", "d.data"), ("30", None)],
    )
    def test_from_two_errors_alone_and_together(self, answer, follows):
        at = {"a": 2, "b": -3, "c": 7}
        wrong = ("d.data", "5"), ("e.grad", "2")
        data, grad, both = marked("d = a*b; e = d*c; L = 3*e", at, *wrong, ("c.grad", answer))
        assert (data.passed, grad.passed, both.follows) == (False, False, follows)

    def test_from_the_nearest_when_the_first_does_not_lead_there(self):
        _, e, a = marked(CHAIN, AT, ("d.grad", "2"), ("e.grad", "7"), ("a.grad", "-21"))
        assert (e.passed, a.follows) == (False, "e.grad")

    def test_a_right_answer_follows_from_nothing(self):
        _, a = marked(CHAIN, AT, ("d.grad", "2"), ("a.grad", "6"))
        assert (a.passed, a.follows) == (True, None)

    def test_what_does_not_follow_is_diagnosed(self):
        _, b = marked(CHAIN, AT | {"f": -1.7}, ("d.grad", "2"), ("b.grad", "5.1"))
        assert (b.passed, b.follows, b.diagnosis.code) == (False, None, "unswitched-mul")

    def test_formulas_are_carried_forward_too(self):
        _, w = marked(
            "z = w*x; p = sigmoid(z)", {}, ("z.grad", "1 - sigmoid(w*x)^2"), ("w.grad", "x*(1 - sigmoid(w*x)^2)")
        )
        assert w.follows == "z.grad"


def test_expected_numbers_are_those_of_eval():
    text = "a = x*y + x; b = tanh(a)*a + a; c = b/a + x"
    exercise = Exercise(parse(text), {"x": 0.3, "y": 1.7})
    run = parse(text).run({"x": 0.3, "y": 1.7})
    run.root.backward()
    for name, value in run.named.items():
        assert exercise.true(exercise.quantity(f"{name}.grad")) == [value.grad]
        assert exercise.true(exercise.quantity(f"{name}.data")) == [value.data]


def test_a_long_chain_is_marked_without_recursion():
    count = 3 * sys.getrecursionlimit()
    text = "x" + "+x" * count
    good, bad = marked(text, {"x": 0.37}, ("x.grad", str(count + 1)), ("value", "1"))
    assert good.passed
    assert not bad.passed


def test_every_error_is_one_of_ours():
    exercise = Exercise(parse(CHAIN), AT)
    for answer in ("((", "1 2", "a(b)", "\0", "=", "x=", "1e999", "max(1)", "π**", "--", "nan nan"):
        with pytest.raises(BackpropError):
            exercise.claim("a.grad", answer)


@pytest.mark.parametrize(
    ("text", "claim", "formula"),
    [
        (CHAIN, "d.grad", "f"), (CHAIN, "e.grad", "f"), (CHAIN, "L.grad", "1"), (CHAIN, "a.grad", "b*f"),
        ("d = a*b; L = tanh(d)", "d.grad", "1 - tanh(a*b)^2"), ("u = x^2; v = x; L = v*u", "v.grad", "3*x^2"),
        ("d = a*b; L = a", "d.grad", "0"),
    ],
)  # fmt: skip
def test_the_expected_gradient_of_any_name_is_a_formula(text: str, claim: str, formula: str):
    exercise = Exercise(parse(text), {})
    assert exercise.expected(exercise.quantity(claim)) == formula
    assert exercise.mark([exercise.claim(claim, formula)]).passed
