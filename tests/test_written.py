"""Numbers as people write them: one number in one way is read, everything else is left as it is or refused."""

from __future__ import annotations

import time
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli import parse
from backprop_cli.answers.marking import Exercise, Policy, Tolerance
from backprop_cli.answers.marking.written import LONGEST, decimal_comma_in, is_missing, reading
from backprop_cli.errors import BackpropError, BindingError

NUMBERS = [
    ("2.5", 2.5), ("2,5", 2.5), ("-0,125", -0.125), (",5", 0.5), (".5", 0.5), ("+2,5", 2.5), ("- 0,5", -0.5),
    ("−0.5", -0.5), ("–0.5", -0.5), ("—0,5", -0.5), ("‑0.5", -0.5), ("－3", -3.0),
    ("= 3", 3.0), ("x = 3", 3.0), ("x=3", 3.0), ("x == 3", 3.0), ("x := 3", 3.0), ("d.grad = −3", -3.0),
    ("dL/dx = 3", 3.0), ("∂L/∂x = 3,5", 3.5), ("d/dx = 3", 3.0), ("f(x) = 3", 3.0), ("f'(x)=3", 3.0), ("w₀ = 3", 3.0),
    ("Answer: 3", 3.0), ("grad: 3", 3.0),
    ("≈ 2.5", 2.5), ("~2.5", 2.5), ("x ≈ 2,5", 2.5), ("approx. 2.5", 2.5), ("about 2,5", 2.5), ("ca. 2,5", 2.5),
    ("1 000", 1000.0), ("12 345,678", 12345.678), ("1'000", 1000.0), ("1’234’567.5", 1234567.5),
    ("1\u202f000", 1000.0), ("1\u00a0000,5", 1000.5), ("1_000", 1000.0),
    ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,000,000", 1e6), ("1.000.000", 1e6), ("-1.234.567,8", -1234567.8),
    ("1234,567", 1234.567), ("0,001", 0.001), ("1,25", 1.25), ("1,2345", 1.2345),
    ("½", 0.5), ("1½", 1.5), ("-2 ¾", -2.75), ("⅓", 1 / 3), ("−⅛", -0.125),
    ("2·10^-3", 0.002), ("2x10^3", 2000.0), ("2.5 × 10^(-3)", 0.0025), ("2,53*10**−3", 0.00253), ("-2·10⁻³", -0.002),
    ("1,5·10^{2}", 150.0), ("5e-3", 0.005), ("5e−3", 0.005), ("2,5E-03", 0.0025), ("2.5E+03", 2500.0),
    ("50 %", 0.5), ("12,5%", 0.125), ("-0.5%", -0.005),
    ("'-8", -8.0), ('="2,5"', 2.5),
    ("∞", float("inf")), ("−∞", float("-inf")), ("x = ∞", float("inf")),
]  # fmt: skip

# What is no number, or no single one, and is left as it is: most of it is an error of the language then.
LEFT = [
    "2, 5", "2,5,7", "1 00", "1'00", "12 34", "1,23,456", "1.5.2024", "2.5.", "(2,5)", "2;5", "a:2", "1:2", "about x",
    "ca5", "~ x", "1,5.3", "0,000,000", "1,234,5", "1.234.5", "1 000 00", "½x", "5 %%", "2,5 m", "1 1/2", "10^-3",
    "2/3", "3 = x",
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), NUMBERS)
def test_what_is_one_number_in_one_way(text: str, number: float):
    exercise = Exercise(parse("a*c"), {"a": 1.0, "c": 2.0})
    answer = exercise.claim("value", text).answer
    assert answer.number == number
    assert answer.written == text
    assert answer.read_as == (None if answer.text == text else answer.text)


@pytest.mark.parametrize("text", LEFT)
def test_what_is_not_is_left_as_it_is(text: str):
    assert reading(text, {"a", "x", "ca5"}) == (text, 0)


@pytest.mark.parametrize("text", ["1,000", "3,142", "-10,688", "x = 1,000", "≈ 100,000", "1,234·10^3", "12,345 %"])
def test_a_thousand_or_three_decimals_is_asked_for(text: str):
    with pytest.raises(BindingError, match=r"' is [\d.]+ to some and \d+ to others"):
        reading(text)
    assert "." in reading(text, decimal_comma=True).text


def test_an_error_points_into_what_was_written():
    exercise = Exercise(parse("a*c"), {"a": 1.0, "c": 2.0})
    with pytest.raises(BackpropError) as caught:
        exercise.claim("a.grad", " x = 3 +* 4")
    assert (caught.value.text, caught.value.span) == (" x = 3 +* 4", (8, 9))


def test_a_name_of_the_program_wins():
    assert reading("2x10^3", {"x10"}).text == "2x10^3"
    assert reading("2x10^3", {"x"}).text == "2e3"
    assert reading("L: 3", {"L"}).text == "L: 3"
    assert not is_missing("n/a", {"n", "a"})
    assert not is_missing("na", {"na"})
    assert is_missing("n/a", {"n"})


def test_a_label_before_a_formula():
    assert reading("dL/dx = 2*x*cos(y)") == ("2*x*cos(y)", 8)
    assert reading("y=2*x") == ("2*x", 2)


def test_the_digits_of_a_number_are_kept():
    """They are what a rounded number is judged by: three digits of 0.0025312."""
    exercise = Exercise(parse("a"), {"a": 0.0025312}, policy=Policy(Tolerance(1e-4)))
    answers = ["2,53·10^-3", "2,54·10^-3", "0,253%"]
    assert [exercise.mark([exercise.claim("value", each)]).passed for each in answers] == [True, False, True]


@pytest.mark.parametrize(
    "nothing", ["", " ", "n/a", "N/A", "n.a.", "na", "?", "???", "-", "–", "—", "−", "--", "...", "…", "#N/A", "#NV"]
)
def test_what_stands_for_no_answer(nothing: str):
    assert is_missing(nothing)


@pytest.mark.parametrize("answer", ["0", "a", "-1", "nan", "none", "n", "n/b"])
def test_what_does_not(answer: str):
    assert not is_missing(answer)


SMALL = str.maketrans("+-0123456789", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def in_small_digits(x: Decimal) -> str:
    head, _, power = f"{x:e}".partition("e")
    return f"{head} × 10{power.translate(SMALL)}"


STYLES = {
    "a comma": lambda x: f"{x:f}".replace(".", ","),
    "an English grouping": lambda x: f"{x:,f}",
    "a German grouping": lambda x: f"{x:,f}".translate(str.maketrans(",.", ".,")),
    "a French grouping": lambda x: f"{x:,f}".translate(str.maketrans(",.", "\u202f,")),
    "a Swiss grouping": lambda x: f"{x:,f}".translate(str.maketrans(",.", "’.")),
    "a real minus": lambda x: f"{x:f}".replace("-", "−"),
    "a power of ten": lambda x: "{}·10^{}".format(*f"{x:e}".split("e")),
    "small digits": in_small_digits,
}


@pytest.mark.parametrize("style", STYLES)
@given(x=st.decimals(-(10**9), 10**9, places=4))
def test_every_style_reads_back(style: str, x: Decimal):
    """A number of four decimals has one reading in each style: never the three behind a comma that leave it open."""
    assert float(reading(STYLES[style](x)).text) == float(x)


@pytest.mark.parametrize(
    ("answers", "comma"),
    [
        (["2,5", "3,142"], True), (["3,142", "7"], False), (["2,5", "0.5"], False), (["1.234,5", "3,142"], True),
        (["1,234.5", "2,5", "3,142"], False), (["x = 2,5", "≈ 3,142"], True), ([], False), (["2,5"], False),
        (["1,000,000", "0,5", "3,142"], False),
    ],
)  # fmt: skip
def test_what_somebody_writes_elsewhere_tells_the_decimal_mark(answers: list[str], comma: bool):
    assert decimal_comma_in(answers) is comma


def test_a_file_tells_it_where_the_answers_do_not():
    assert decimal_comma_in(["3,142", "7"], expected=True)
    assert not decimal_comma_in(["3,142", "0.5"], expected=True)


@pytest.mark.parametrize("piece", ["1", "(", "1 ", "1,", "a.", "= ", "d/d", "ca ", "1e", "a'", "f(a,", "½", "10^", "~"])
def test_no_answer_takes_more_than_a_moment(piece: str):
    text = piece * (LONGEST // len(piece))
    start = time.process_time()
    with suppress(BindingError):
        reading(text)
    decimal_comma_in([text])
    is_missing(text)
    # Not a measurement: backtracking would take minutes.
    assert time.process_time() - start < 5


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str):
    exercise = Exercise(parse("a*c"), {"a": 1.0, "c": 2.0})
    with suppress(BackpropError):
        exercise.claim("value", text)
