"""`backprop grade`: its reports, what the feedback keeps to itself, its exit codes and its errors."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from backprop_cli.answers.grading import grade as marked
from backprop_cli.answers.grading import read_key, read_pile
from backprop_cli.cli import run
from backprop_cli.views.grades import table as view
from backprop_cli.views.screen import progress

HOMEWORK = Path(__file__).parent / "homework"
KEY = """\
title = "Homework <3>"

[[problem]]
id = "q1"
expression = "e = a*b; d = e + c; L = d*f"
at = { a = 2.31, b = -3.17, c = 10.9, f = -2.07 }
ask = ["value", "d.grad", "a.grad", "b.grad"]
points = 8

[[problem]]
id = "q2"
expression = "0*sqrt(x)"
at = { x = 0 }
ask = ["x.grad", "value"]
"""
ADA = """\
[q1]
value = -7.4048
d.grad = "2 +* 3"
a.grad = -6.5619
[q2]
x.grad = 1
value = 0
"""
# What ada must not be told: d.grad, a.grad and b.grad as they should be.
RIGHT = ("-2.07", "6.56", "-4.78")


class Grade:
    """The program in this process, in a folder of its own."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = run(["grade", *arguments])
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err

    def ada(self, report: str, *options: str) -> str:
        """A report on ada."""
        return self(self.file("key.toml", KEY), self.file("ada.toml", ADA), "--report", report, *options)[1]


@pytest.fixture
def grade(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Grade:
    return Grade(tmp_path, capsys)


def test_the_table(grade: Grade):
    expected = """\
Homework <3>

student   q1 /8   q2 /2   total /10
───────────────────────────────────
ada           2       1           3

ada  q1.d.grad  cannot be read: something is missing between '+' and '*', at character 4 (write a number, a name or \
'(' before '*')
ada  q1.a.grad  wrong: -6.5619 has the right size and the wrong sign
ada  q2.x.grad  cannot be judged: there is no right answer here
ada  missing: q1.b.grad

mistakes: sign 1
"""
    assert narrow(grade.ada("table")) == narrow(expected)


def narrow(text: str) -> str:
    """The text of a table whose columns are all as narrow: Rich before 14.3 makes some of them a space wider."""
    return re.sub(r" {2,}", "  ", re.sub("─+", "─", text))


def test_json(grade: Grade):
    found = json.loads(grade.ada("json"))
    assert (found["title"], found["max_score"], found["passed"]) == ("Homework <3>", 10, False)
    (ada,) = found["students"]
    assert (ada["student"], ada["score"], ada["passed"], ada["error"]) == ("ada", 3, False, None)
    assert [(p["id"], p["score"], p["max_score"]) for p in ada["problems"]] == [("q1", 2, 8), ("q2", 1, 2)]
    value, d, a, b = ada["problems"][0]["claims"]
    assert (value["given"], value["passed"], value["status"], value["score"]) == (-7.4048, True, "right", 2)
    assert (d["given"], d["status"]) == ("2 +* 3", "unreadable")
    assert a["diagnosis"] == {"code": "sign", "message": "-6.5619 has the right size and the wrong sign"}
    assert (b["given"], b["status"], b["feedback"]) == (None, "missing", "missing")


def test_csv(grade: Grade):
    rows = list(csv.DictReader(io.StringIO(grade.ada("csv"))))
    assert rows == [{
        "student": "ada", "q1": "2.0", "q2": "1.0", "score": "3.0", "max_score": "10.0", "mistakes": "q1.a.grad:sign",
        "error": "",
    }]  # fmt: skip


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        yield from (x for each in value.values() for x in numbers(each))
    elif isinstance(value, list):
        yield from (x for each in value for x in numbers(each))
    elif isinstance(value, (int, float)):
        yield value


def test_gradescope(grade: Grade):
    found = json.loads(grade.ada("gradescope"))
    assert {name: found[name] for name in ("score", "output", "output_format", "visibility")} == {
        "score": 3, "output": "3 of 10 points", "output_format": "text", "visibility": "visible",
    }  # fmt: skip
    assert [(t["name"], t["number"], t.get("score"), t["max_score"], t["status"]) for t in found["tests"]] == [
        ("q1: value", "1.1", 2, 2, "passed"),
        ("q1: d.grad", "1.2", 0, 2, "failed"),
        ("q1: a.grad", "1.3", 0, 2, "failed"),
        ("q1: b.grad", "1.4", 0, 2, "failed"),
        ("q2: x.grad", "2.1", None, 1, "failed"),
        ("q2: value", "2.2", 1, 1, "passed"),
    ]
    assert [test["name"] for test in found["tests"] if "score" not in test] == ["q2: x.grad"]
    assert found["tests"][2]["tags"] == ["sign"]
    assert all(math.isfinite(x) for x in numbers(found))
    fields = {
        "name",
        "number",
        "score",
        "max_score",
        "status",
        "output",
        "output_format",
        "visibility",
        "tags",
        "extra_data",
    }
    assert all(set(test) <= fields for test in found["tests"])


def test_gradescope_is_about_one_submission(grade: Grade):
    key, ada, bob = grade.file("key.toml", KEY), grade.file("ada.toml", ADA), grade.file("bob.toml", ADA)
    code, out, err = grade(key, ada, bob, "--report", "gradescope")
    assert (code, out) == (2, "")
    assert err.startswith("error: gradescope takes the results of one submission\n")


def test_junit(grade: Grade):
    key = grade.file("key.toml", KEY)
    odd = grade.file("a<b>&.toml", '[q1]\nvalue = "<&\\u0001"\na.grad = -6.5619\n')
    root = ET.fromstring(grade(key, odd, "--report", "junit")[1].encode())
    (suite,) = root
    assert (root.get("name"), suite.get("name"), suite.get("tests")) == ("Homework <3>", "a<b>&", "6")
    assert (suite.get("failures"), suite.get("errors")) == ("5", "1")
    cases = {(case.get("classname"), case.get("name")): case for case in suite}
    assert cases["q1", "value"].find("error").get("type") == "unreadable"
    assert cases["q1", "a.grad"].find("failure").get("type") == "sign"
    assert cases["q1", "b.grad"].find("failure").get("message") == "missing"
    assert ET.fromstring(grade.ada("junit").encode())[0][0].find("failure") is None


@pytest.mark.parametrize("report", ["table", "json", "csv", "gradescope", "junit"])
def test_the_right_answers_are_told_only_when_they_are_to_be_revealed(grade: Grade, report: str):
    told = grade.ada(report).replace("-6.5619", "")
    assert not any(answer in told for answer in RIGHT)
    revealed = grade.ada(report, "--reveal").replace("-6.5619", "")
    assert all(answer in revealed for answer in RIGHT) or report == "csv"


@pytest.mark.parametrize("report", ["table", "json", "csv", "junit"])
def test_a_malformed_submission_scores_nothing_and_stops_no_other(grade: Grade, report: str):
    key, ada, bad = grade.file("key.toml", KEY), grade.file("ada.toml", ADA), grade.file("bad.toml", "[q1\n")
    code, out, err = grade(key, bad, ada, "--report", report)
    assert code == 1
    assert "ada" in out
    assert "bad" in out
    assert f"warning: {bad}: not valid TOML" in err


def test_what_cannot_be_read_is_reported_with_its_place(grade: Grade):
    key, ada = grade.file("key.toml", KEY), grade.file("ada.toml", ADA)
    assert grade(key, ada)[2] == (
        f"warning: {ada}, line 3: q1.d.grad: something is missing between '+' and '*', at character 4 "
        "(write a number, a name or '(' before '*')\n"
    )


def test_a_class_in_one_file(grade: Grade):
    key = grade.file("key.toml", KEY)
    rows = "".join(f"s{i},-7.4048,-2.07,6.5619,{'-4.7817' if i % 2 else 'x'}\n" for i in range(10))
    path = grade.file("class.csv", f"student,q1.value,q1.d.grad,q1.a.grad,q1.b.grad\n{rows}")
    code, out, err = grade(key, path, "--report", "csv")
    assert code == 1
    assert [row["q1"] for row in csv.DictReader(io.StringIO(out))] == ["6.0", "8.0"] * 5
    assert f"{path}, line 2, column q1.b.grad: q1.b.grad: a number is asked for, and the answer has a name 'x'" in err


def test_what_nobody_asked_for_is_told_once_for_a_column_and_for_a_name(grade: Grade):
    key = grade.file("key.toml", KEY)
    header = f"student,{','.join(ASKED)},q1.valu,,x\n"
    path = grade.file("class.csv", header + "".join(f"s{i},,,,,,,1,2,3\n" for i in range(20)))
    assert grade(key, path)[2] == f"note: {path}: nothing is asked by the name of q1.valu, x\n"
    files = [grade.file(f"s{i}.toml", "q1.valu = 1\n") for i in range(20)]
    err = grade(key, *files)[2]
    assert err == f"warning: nothing is asked by the name 'q1.valu' ({files[0]} and 19 more)\n"


def test_thousands_of_names_that_nobody_asked_for_are_a_few_lines(grade: Grade):
    names = [f"c{i}" for i in range(50_000)]
    key = grade.file("key.toml", KEY)
    path = grade.file("class.csv", f"student,{','.join([*ASKED, *names])}\nada{',1' * (len(ASKED) + len(names))}\n")
    # Not a measurement: what grows with the square of the columns took half a minute.
    start = time.process_time()
    err = grade(key, path)[2]
    assert err == f"note: {path}: nothing is asked by the name of c0, c1, c2, c3, c4 and 49995 more\n"
    assert time.process_time() - start < 5
    err = grade(key, grade.file("ada.json", json.dumps(dict.fromkeys(names, 1))))[2]
    assert err.splitlines()[5:] == ["warning: nothing is asked by 49995 more names"]


def test_everything_right(grade: Grade):
    code, out, err = grade(str(HOMEWORK / "key.toml"), str(HOMEWORK / "submissions" / "right.toml"))
    assert code == 0
    assert "72" in out
    # Two of its claims cannot tell every mistake at the numbers that it has, which whoever sets it is told.
    assert [line.partition(" is right with these numbers, too, when ")[0] for line in err.splitlines()] == [
        "warning: neuron.n.grad", "warning: lstm.x.grad",
    ]  # fmt: skip


@pytest.mark.parametrize("report", ["table", "json", "csv", "gradescope", "junit"])
def test_a_report_goes_to_a_file(grade: Grade, report: str):
    text = grade.ada(report)
    target = grade.folder / "report"
    assert grade.ada(report, "-o", str(target)) == ""
    assert target.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("link", [None, os.symlink, os.link], ids=["itself", "symlink", "link"])
@pytest.mark.parametrize(("name", "what"), [("key.toml", "the key"), ("ada.toml", "a submission")])
def test_a_report_never_takes_the_place_of_what_it_is_about(grade: Grade, name: str, what: str, link: Any):
    key, ada = grade.file("key.toml", KEY), grade.file("ada.toml", ADA)
    target = grade.folder / name
    if link is not None:
        target = grade.folder / "report"
        link(grade.folder / name, target)
    path = str(grade.folder / name)
    code, out, err = grade(key, str(grade.folder), "-o", str(target))
    assert (code, out) == (2, "")
    assert err == f"error: -o would overwrite {what} '{path}'\n  write the report to another file\n"
    assert (Path(key).read_text(), Path(ada).read_text()) == (KEY, ADA)
    assert grade("--template", key, "-o", key)[0] == 2
    assert Path(key).read_text() == KEY


def test_how_an_answer_was_read_is_said_in_every_report(grade: Grade):
    key = grade.file("key.toml", KEY)
    ada = grade.file("ada.toml", '[q1]\nvalue = "−7,4048"\na.grad = "= -6,5619"\nb.grad = "4,782"\n')
    assert grade(key, ada)[2] == (
        "note: answers as they were read: −7,4048 as -7.4048, = -6,5619 as -6.5619, 4,782 as 4.782\n"
    )
    told = "wrong: -6.5619 has the right size and the wrong sign (= -6,5619 read as -6.5619)"
    (student,) = json.loads(grade(key, ada, "--report", "json")[1])["students"]
    value, _, a, b = student["problems"][0]["claims"]
    assert [(each["given"], each["read_as"]) for each in (value, a, b)] == [
        (-7.4048, "-7.4048"), (-6.5619, "-6.5619"), (4.782, "4.782"),
    ]  # fmt: skip
    assert (value["feedback"], a["feedback"]) == ("right (−7,4048 read as -7.4048)", told)
    assert told in grade(key, ada)[1]
    assert json.loads(grade(key, ada, "--report", "gradescope")[1])["tests"][2]["output"] == told
    assert told in grade(key, ada, "--report", "junit")[1]


def test_a_number_that_is_two_numbers_is_not_guessed(grade: Grade):
    key = grade.file("key.toml", KEY)
    ada = grade.file("ada.toml", '[q1]\nvalue = "1,000"\nd.grad = "-2.07"\n')
    code, _, err = grade(key, ada)
    assert code == 1
    assert err == (
        f"warning: {ada}, line 2: q1.value: '1,000' is 1.000 to some and 1000 to others, at character 1 "
        "(write 1.000 or 1000)\n"
    )


def test_the_template_can_be_filled_in(grade: Grade):
    key, target = grade.file("key.toml", KEY), grade.folder / "empty.toml"
    assert grade("--template", key, "-o", str(target)) == (0, "", "")
    assert grade("--template", key)[1] == target.read_text(encoding="utf-8")
    code, _, err = grade(key, str(target))
    assert (code, err) == (1, "")


ASKED = ["q1.value", "q1.d.grad", "q1.a.grad", "q1.b.grad", "q2.x.grad", "q2.value"]


def test_the_template_has_the_format_of_its_ending(grade: Grade):
    key, table, tree = grade.file("key.toml", KEY), grade.folder / "t.CSV", grade.folder / "t.json"
    assert grade("--template", key, "-o", str(table)) == (0, "", "")
    assert grade("--template", key, "-o", str(tree)) == (0, "", "")
    assert list(csv.reader(io.StringIO(table.read_text()))) == [["student", *ASKED]]
    answers = json.loads(tree.read_text())
    assert [f"{name}.{each}" for name, below in answers.items() for each in below] == ASKED
    for path in (table, tree):
        if path is table:
            path.write_text(path.read_text() + "ada,-7.4048,,,,,0\n")
        assert grade(key, str(path))[2] == ""


@pytest.mark.parametrize("name", ["t.txt", "t", "t.csv.gz"])
def test_a_template_of_no_known_ending_is_refused(grade: Grade, name: str):
    target = grade.folder / name
    code, _, err = grade("--template", grade.file("key.toml", KEY), "-o", str(target))
    assert code == 2
    assert f"cannot tell the format of '{target}'" in err
    assert "submissions are .toml, .json or .csv files" in err
    assert not target.exists()


@pytest.mark.parametrize(("students", "left_out"), [(5, False), (6, True)])
def test_feedback_that_is_left_out_is_told(grade: Grade, students: int, left_out: bool):
    rows = "".join(f"s{i},-1\n" for i in range(students))
    out = grade(grade.file("key.toml", KEY), grade.file("class.csv", f"student,q1.value\n{rows}"))[1]
    assert (f"feedback of {students} students left out here: --report json or junit has it" in out) is left_out
    assert ("s1  q1.value" in out) is not left_out


def test_no_number_of_points_is_broken_in_a_terminal(grade: Grade, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("NO_COLOR", "1")
    problems = "".join(
        f'[[problem]]\nid = "q{i}"\nexpression = "{i}*x"\nask = ["value"]\npoints = 1234.56\n' for i in range(9)
    )
    key = read_key(grade.file("key.toml", problems))
    ada = grade.file("ada.toml", "".join(f'q{i}.value = "{i}*x"\n' for i in range(9)))
    (submission,) = read_pile([ada], key.asked).submissions
    stream = Terminal()
    view.write(key, [marked(key, submission)], False, stream)
    assert stream.getvalue().split().count("1234.56") == 9
    assert stream.getvalue().count("/1234.56") == 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["KEY"], "no submission was given"),
        (["KEY", "nobody.toml"], "cannot read 'nobody.toml'"),
        (["KEY", "ada.pdf"], "cannot tell the format of 'ada.pdf'"),
        (["KEY", "class.xlsx"], "'class.xlsx' is a workbook\n  save it as CSV"),
        (["nothing.toml", "ADA"], "cannot read 'nothing.toml'"),
        (["--template", "KEY", "ADA"], "--template takes no submissions"),
        (["--template", "KEY", "--report", "csv"], "--template takes no --report"),
        (["KEY", "ADA", "--report", "xml"], "'xml' is not one of"),
        (["BAD", "ADA"], "the expression has no 'q'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_refused_before_anything_is_marked(grade: Grade, arguments: list[str], message: str):
    files = {
        "KEY": grade.file("key.toml", KEY), "ADA": grade.file("ada.toml", ADA),
        "BAD": grade.file("bad.toml", KEY.replace('"d.grad"', '"q.grad"')),
    }  # fmt: skip
    code, out, err = grade(*[files.get(each, each) for each in arguments])
    assert (code, out) == (2, "")
    assert message in err


def test_an_error_in_the_key_shows_its_line(grade: Grade):
    key = grade.file("key.toml", KEY.replace("d*f", "d**"))
    _, _, err = grade(key, grade.file("ada.toml", ADA))
    assert f"({key}, line 5)" in err
    assert 'expression = "e = a*b; d = e + c; L = d**"' in err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (60.0, False)])
def test_the_progress_bar(monkeypatch: pytest.MonkeyPatch, patience: float, shown: bool):
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    assert list(progress.tracked(range(50), 50, "marking", stream)) == list(range(50))
    assert ("marking" in stream.getvalue()) is shown


def test_no_progress_bar_in_a_pipe(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    stream = io.StringIO()
    assert list(progress.tracked(range(50), 50, "marking", stream)) == list(range(50))
    assert stream.getvalue() == ""
