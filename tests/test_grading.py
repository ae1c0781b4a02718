"""Grading: keys, submissions of every kind, and what answers are worth."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from backprop_cli.answers.grading import Key, Rules, Submission, grade, mistakes, read_key, read_pile, template
from backprop_cli.answers.marking import Policy, Tolerance
from backprop_cli.errors import BackpropError

KEY = """\
title = "Homework 3"

[[problem]]
id = "q1"
expression = "e = a*b; d = e + c; L = d*f"
at = { a = 2, b = "-6/2", c = 10, f = -2.0 }
ask = ["value", "d.grad", "e.grad", "a.grad", "b.grad"]
points = 5

[[problem]]
id = "q2"
expression = "x^2*cos(y)"
ask = ["x.grad", "y.grad"]
points = 1
"""


# What it asks for.
ASKED = ["q1.value", "q1.d.grad", "q1.e.grad", "q1.a.grad", "q1.b.grad", "q2.x.grad", "q2.y.grad"]


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return read_key(written(tmp_path / "key.toml", KEY))


def written(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def submitted(path: Path, text: str) -> Submission:
    (found,) = read_pile([written(path, text)], ASKED).submissions
    return found


class TestKey:
    def test_what_it_holds(self, key: Key):
        assert key.title == "Homework 3"
        assert [(p.id, p.points, list(p.shares.values()), [str(q) for q in p.ask]) for p in key.problems] == [
            ("q1", 5, [1] * 5, ["value", "d.grad", "e.grad", "a.grad", "b.grad"]),
            ("q2", 1, [0.5, 0.5], ["x.grad", "y.grad"]),
        ]
        assert key.asked == ASKED
        assert key.problems[0].exercise.bindings == {"a": 2, "b": -3, "c": 10, "f": -2}

    def test_points_are_one_for_each_answer_unless_they_are_given(self, tmp_path: Path):
        found = read_key(written(tmp_path / "key.toml", KEY.replace("points = 5\n", "")))
        assert found.problems[0].points == 5

    @pytest.mark.parametrize(
        ("old", "new", "message", "line"),
        [
            ('id = "q2"', 'id = "q1"', "two problems have the id 'q1'", 11),
            ('id = "q2"', "id = true", "the id of a problem is a text", 11),
            ('id = "q2"\n', "", "a problem needs 'id'", 10),
            ("points = 1", "point = 1", "a problem has no 'point'", 14),
            ("points = 1", "points = -1", "points are a positive number", 14),
            ("points = 1", "points = nan", "points are a positive number", 14),
            ("points = 1", "points = 1e308", "points are a positive number up to 1,000,000", 14),
            ("points = 1", f"points = {'9' * 400}", "points are a positive number up to 1,000,000", 14),
            ('"x^2*cos(y)"', '"x^2*+*cos(y)"', "something is missing between '+' and '*'", 12),
            ('"x^2*cos(y)"', "3", "an expression is a text", 12),
            ('"x.grad", "y.grad"', '"x.grad", "z.grad"', "the expression has no 'z'", 13),
            ('"x.grad", "y.grad"', '"x.grad", "x.grad"', "'x.grad' is asked twice", 13),
            ('"x.grad", "y.grad"', '"x.slope"', "'x.slope' is nothing to ask for", 13),
            ('["x.grad", "y.grad"]', "[]", "what is asked is a list of texts", 13),
            ("c = 10, ", "", "no value for c", 6),
            ("c = 10", "c = true", "the value of 'c' is no number", 6),
            ("c = 10", 'c = "1/0"', "the value of 'c': division of 1 by 0", 6),
            ("c = 10", "c = 10, q = 1", "the expression does not use 'q'", 6),
            ("at = {", "at = 3 #", "the point of a problem is a table", 6),
            ("L = d*f", "L = log(d*f)", "log of -8", 5),
            ("[[problem]]\n", "[[problem]]\n]", "not valid TOML", 4),
        ],
    )
    def test_what_is_wrong_is_said_with_its_place(self, tmp_path: Path, old: str, new: str, message: str, line: int):
        assert old in KEY
        path = written(tmp_path / "key.toml", KEY.replace(old, new))
        with pytest.raises(BackpropError) as caught:
            read_key(path)
        error = caught.value
        assert message in error.message
        assert error.source == path
        assert error.text.count("\n", 0, error.span[0]) + 1 == line

    def test_an_error_in_an_expression_is_shown_at_its_character(self, tmp_path: Path):
        with pytest.raises(BackpropError) as caught:
            read_key(written(tmp_path / "key.toml", KEY.replace("x^2*cos(y)", "x^2*coz(y)")))
        error = caught.value
        assert error.text[error.span[0] : error.span[1]] == "coz"

    @pytest.mark.parametrize("text", ["", "title = 'x'", "problem = 3", "problem = []", "[[problem]]"])
    def test_a_key_without_problems(self, tmp_path: Path, text: str):
        with pytest.raises(BackpropError, match=r"has no problems|a problem needs 'id'"):
            read_key(written(tmp_path / "key.toml", text))


# Files that take the parser's stack, memory or patience.
HOSTILE = [
    ("a.json", "[" * 100_000),
    ("a.toml", "[q1]\nvalue = " + "[" * 500 + "]" * 500),
    ("a.toml", f"[q1]\nvalue = 0x{'f' * 3600}\n"),
    ("a.toml", f"[q1]\nvalue = {'1' * 5000}\n"),
    ("a.toml", ".".join("a" * 100_000) + " = 1"),
    ("a.toml", '"a" . "!".' * 20_000 + "a = 1"),
    ("a.toml", f"[q1]\nvalue = '{'1' * 2_000_000}'\n"),
]


class TestSubmissions:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("ada.toml", '[q1]\nvalue = -8\na.grad = 6.00\nb.grad = "-8/2"\n[q2]\nx.grad = "2*x*cos(y)"\n'),
            ("ada.toml", '[q1]\nvalue = -8\n"a.grad" = 6.00\n[q1.b]\ngrad = "-8/2"\n[q2.x]\ngrad = "2*x*cos(y)"\n'),
            ("ada.json", '{"q1": {"value": -8, "a": {"grad": 6.00}, "b.grad": "-8/2"}, "q2.x.grad": "2*x*cos(y)"}'),
            ("ada.json", '{"q1.value": -8, "q1.a.grad": 6.00, "q1.b.grad": "-8/2", "q2.x.grad": "2*x*cos(y)"}'),
            ("class.csv", "student,q1.value,q1.a.grad,q1.b.grad,q2.x.grad\nada,-8,6.00,-8/2,2*x*cos(y)\n"),
            ("class.csv", "q1.value,student,q1.a.grad,q1.b.grad,q2.x.grad\r\n-8, ada ,6.00,-8/2,2*x*cos(y)\r\n\r\n"),
        ],
    )  # fmt: skip
    def test_every_format_says_the_same(self, key: Key, tmp_path: Path, name: str, text: str):
        found = submitted(tmp_path / name, text)
        assert found.student == "ada"
        assert {asked: answer.text for asked, answer in found.answers.items()} == {
            "q1.value": "-8", "q1.a.grad": "6.00", "q1.b.grad": "-8/2", "q2.x.grad": "2*x*cos(y)",
        }  # fmt: skip
        assert grade(key, found).score == 3.5

    def test_the_digits_of_a_number_are_kept(self, tmp_path: Path):
        assert submitted(tmp_path / "a.toml", "[q]\nx.grad = 1.50\n").answers["q.x.grad"].text == "1.50"
        assert submitted(tmp_path / "a.json", '{"q": {"x.grad": 1.50e3}}').answers["q.x.grad"].text == "1.50e3"

    @pytest.mark.parametrize(
        ("name", "text", "message"),
        [("a.toml", "[q1\n", "not valid TOML"), ("a.json", "{", "not valid JSON"), ("a.json", "", "is empty"),
         ("a.json", "[]", "holds no table"), *[(name, text, "") for name, text in HOSTILE]],
    )  # fmt: skip
    def test_a_malformed_one_has_the_error_and_no_answers(self, tmp_path: Path, name: str, text: str, message: str):
        # Not a measurement: a parser that takes memory with the square of a name would take minutes.
        start = time.process_time()
        found = submitted(tmp_path / name, text)
        assert (found.student, found.answers) == ("a", {})
        assert message in str(found.error)
        assert time.process_time() - start < 5

    def test_one_that_is_not_text(self, tmp_path: Path):
        (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
        (found,) = read_pile([str(tmp_path / "a.toml")], ASKED).submissions
        assert "is no text in an encoding that can be told" in str(found.error)

    def test_what_is_nested_is_flat_up_to_a_depth(self, tmp_path: Path):
        text = '{"q1": ' + '{"a": ' * 9 + "1" + "}" * 9 + "}"
        assert submitted(tmp_path / "a.json", text).answers["q1" + ".a" * 9].text == "1"
        found = submitted(tmp_path / "a.json", '{"q0": ' + text + "}")
        assert str(found.error).startswith(f"'{tmp_path / 'a.json'}' is nested too deeply")


class TestGrades:
    def test_credit_is_shared_evenly(self, key: Key, tmp_path: Path):
        found = grade(
            key, submitted(tmp_path / "ada.toml", "[q1]\nvalue = -8\na.grad = 6\nb.grad = 1\n[q2]\nx.grad = 'x'\n")
        )
        assert [graded.score for graded in found.problems] == [2, 0]
        assert [entry.status for _, entry in found.entries] == [
            "right", "missing", "missing", "right", "wrong", "wrong", "missing",
        ]  # fmt: skip
        assert not found.passed

    def test_thirds_make_no_noise(self, tmp_path: Path):
        key = read_key(written(tmp_path / "key.toml", KEY.replace("points = 5", "points = 1").replace('"value", ', "")))
        found = grade(key, submitted(tmp_path / "a.toml", "[q1]\nd.grad = -2\ne.grad = -2\na.grad = 6\nb.grad = -4"))
        assert found.score == 1

    def test_what_cannot_be_read_is_told_with_its_place_and_stops_nothing(self, key: Key, tmp_path: Path):
        text = "[q1]\nvalue = '3 +* 4'\nd.grad = [1]\ne.grad = true\na.grad = 6\n[q2]\nx.grad = '1/0'\n"
        found = grade(key, submitted(tmp_path / "ada.toml", text))
        unreadable = {str(entry.quantity): entry for _, entry in found.entries if entry.status == "unreadable"}
        assert set(unreadable) == {"value", "d.grad", "e.grad", "x.grad"}
        assert [entry.place.rpartition(", ")[2] for entry in unreadable.values()] == [
            "line 2",
            "line 3",
            "line 4",
            "line 7",
        ]
        assert "something is missing between '+' and '*'" in unreadable["value"].message
        assert unreadable["d.grad"].message == "an answer cannot be a list"
        assert found.score == 1

    @pytest.mark.parametrize("nothing", ["", "  ", "n/a", "N/A", "?", "-", "–", "#N/A"])
    def test_what_is_no_answer_is_missing(self, key: Key, tmp_path: Path, nothing: str):
        found = grade(key, submitted(tmp_path / "a.csv", f"student,q1.value,q1.d.grad\nada,{nothing},  \n"))
        assert {entry.status for _, entry in found.entries} == {"missing"}
        assert found.extra == []

    @pytest.mark.parametrize("answer", ["1" * 5_000, "2^" * 3_000 + "2", "(" * 1_000_000])
    def test_what_is_too_long_for_an_answer_costs_that_answer(self, key: Key, tmp_path: Path, answer: str):
        found = grade(key, submitted(tmp_path / "a.csv", f"student,q1.value,q1.d.grad\nada,{answer},-2\n"))
        value, d, *_ = [entry for _, entry in found.entries]
        assert (value.status, d.status) == ("unreadable", "right")
        assert value.message.startswith("too long to be an answer")
        assert len(value.written) < 50

    def test_numbers_as_people_write_them_are_said_how_they_were_read(self, key: Key, tmp_path: Path):
        answers = {"value": "L = −8,0", "d.grad": "≈ -2", "e.grad": "-2", "a.grad": "12/2", "b.grad": "-4·10^0"}
        found = grade(key, submitted(tmp_path / "a.json", json.dumps({"q1": answers})))
        assert found.score == 5
        entries = [entry for _, entry in found.entries][:5]
        assert [entry.written for entry in entries] == list(answers.values())
        assert [entry.read_as for entry in entries] == ["-8.0", "-2", None, None, "-4e0"]

    def test_an_error_is_carried_forward_within_a_problem(self, key: Key, tmp_path: Path):
        text = "[q1]\nvalue = -8\nd.grad = 2\ne.grad = 2\na.grad = -6\nb.grad = 4\n"
        found = grade(key, submitted(tmp_path / "a.toml", text))
        assert found.problems[0].score == 4
        strict = read_key(written(tmp_path / "key.toml", KEY), Rules(Policy(follow=0)))
        assert grade(strict, submitted(tmp_path / "a.toml", text)).problems[0].score == 1

    def test_the_tolerance_can_be_chosen(self, tmp_path: Path):
        exact = read_key(written(tmp_path / "key.toml", KEY), Rules(Policy(Tolerance(1e-9, 1e-9, sigfigs=False))))
        assert grade(exact, submitted(tmp_path / "a.toml", "[q1]\na.grad = 6.001\n")).score == 0

    def test_what_nobody_asked_for(self, key: Key, tmp_path: Path):
        assert grade(key, submitted(tmp_path / "a.toml", "[q1]\nvalu = -8\nx = ''\ny = '-'\n")).extra == ["q1.valu"]

    def test_where_there_is_no_right_answer_nothing_can_be_judged(self, tmp_path: Path):
        text = '[[problem]]\nid = "q"\nexpression = "0*sqrt(x)"\nat = { x = 0 }\nask = ["x.grad", "value"]\n'
        found = grade(
            read_key(written(tmp_path / "key.toml", text)), submitted(tmp_path / "a.toml", "[q]\nx.grad = 0\nvalue = 0")
        )
        assert [entry.status for _, entry in found.entries] == ["unjudged", "right"]

    def test_mistakes_are_counted(self, key: Key, tmp_path: Path):
        found = grade(key, submitted(tmp_path / "a.toml", "[q1]\na.grad = -6\nvalue = 8\n"))
        assert mistakes([found, found]) == {"sign": 4}


def test_the_template_is_a_submission_without_answers(key: Key, tmp_path: Path):
    found = submitted(tmp_path / "empty.toml", template(key))
    assert list(found.answers) == [f"{p.id}.{q}" for p in key.problems for q in p.ask]
    assert {entry.status for _, entry in grade(key, found).entries} == {"missing"}


def test_the_template_quotes_what_toml_has_no_bare_keys_for(tmp_path: Path):
    text = '[[problem]]\nid = "q 1"\nexpression = "w₀*x"\nat = { "w₀" = 2, x = 3 }\nask = ["w₀.grad"]\n'
    key = read_key(written(tmp_path / "key.toml", text))
    filled = template(key).replace('""', "3")
    assert grade(key, submitted(tmp_path / "a.toml", filled)).passed


def test_a_thousand_submissions_take_no_thousand_times_as_long(key: Key, tmp_path: Path):
    rows = [f"s{i},-8,{-2 + (i % 7 == 0)},-2,{6 - (i % 3)},-4.0" for i in range(1000)]
    header = "student,q1.value,q1.d.grad,q1.e.grad,q1.a.grad,q1.b.grad"
    path = written(tmp_path / "class.csv", "\n".join([header, *rows]))
    submissions = read_pile([path], ASKED).submissions
    start = time.process_time()
    first = grade(key, submissions[0])
    once = time.process_time() - start
    grades = [grade(key, each) for each in submissions]
    assert len(grades) == 1000
    assert grades[0].score == first.score
    # The first submission pays for the problems; a generous factor, because a machine may be busy.
    assert time.process_time() - start < 500 * max(once, 0.01)
