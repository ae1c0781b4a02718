"""What `grade` writes of a whole class: a page for each student, and the summary."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from backprop_cli.cli import run
from backprop_cli.views.grades.file_names import LONGEST, file_names

KEY = """
title = "Homework <3>"

[[problem]]
id = "q1"
expression = "e = a*b; d = e + c; L = d*f"
at = { a = 2.3, b = -3.1, c = 10.7, f = -2.9 }
ask = ["value", "d.grad", "a.grad", "c.grad"]
"""

# The value is -10.353, and the gradients are -2.9, 8.99 and -2.9.
CLASS = """student,q1.value,q1.d.grad,q1.a.grad,q1.c.grad
Ada,-10.353,-2.9,8.99,-2.9
Ben,-10.353,2.9,-8.99,2.9
Cyd,-10.353,-2.9,-6.67,1
Dan,-10.353,-2.9,-6.67,
"""


@pytest.fixture
def homework(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key.toml").write_text(KEY, encoding="utf-8")
    (tmp_path / "class.csv").write_text(CLASS, encoding="utf-8")
    return tmp_path


def graded(*options: str) -> int:
    return run(["grade", "key.toml", "class.csv", *options])


class TestFileNames:
    @pytest.mark.parametrize(
        ("student", "name"),
        [
            ("Ada", "Ada"),
            ("Jürgen Groß", "Jürgen Groß"),
            ("ada@uni.example", "ada@uni.example"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("a/b\\c:d", "a_b_c_d"),
            (".bashrc", "bashrc"),
            ("-rf", "_rf"),
            ("NUL", "_NUL"),
            ("com1.x", "_com1.x"),
            ("Ada\n\x1b[2J", "Ada___2J"),
            ("...", "student"),
            ("", "student"),
        ],
    )
    def test_a_name_leads_nowhere(self, student: str, name: str):
        assert file_names([student], ".html") == [f"{name}.html"]

    def test_no_two_are_alike(self):
        students = ["Ada", "ada", "a/b", "a:b", "Ada-2", "e\u0301", "\u00e9", "Ada"]
        names = file_names(students, ".html")
        assert names == ["Ada.html", "ada-2.html", "a_b.html", "a_b-2.html", "Ada-2-2.html", "\u00e9.html",
                         "\u00e9-2.html", "Ada-3.html"]  # fmt: skip

    def test_a_long_name_is_cut_between_letters(self):
        one, other = file_names(["ß" * 500, "ß" * 501], ".html")
        assert one == "ß" * (LONGEST // 2) + ".html"
        assert other == "ß" * (LONGEST // 2) + "-2.html"


class TestPages:
    def test_each_student_has_a_page(self, homework: Path):
        assert graded("--report", "feedback", "-o", "pages") == 1
        assert sorted(path.name for path in (homework / "pages").iterdir()) == [
            "Ada.html", "Ben.html", "Cyd.html", "Dan.html", "students.csv"
        ]  # fmt: skip
        rows = list(csv.DictReader((homework / "pages/students.csv").read_text(encoding="utf-8").splitlines()))
        assert rows[1] == {"student": "Ben", "file": "Ben.html", "score": "3"}

    def test_it_says_what_was_wrong_and_draws_the_graph(self, homework: Path):
        graded("--report", "feedback", "-o", "pages")
        page = (homework / "pages/Ben.html").read_text(encoding="utf-8")
        assert "<title>Homework &lt;3&gt;: Ben</title>" in page
        assert "wrong: 2.9 has the right size and the wrong sign" in page
        assert "right: follows from your d.grad = 2.9" in page
        assert page.count("<svg") == 1

    def test_it_tells_no_right_answer_before_the_solutions_are_out(self, homework: Path):
        graded("--report", "feedback", "-o", "pages")
        page = (homework / "pages/Dan.html").read_text(encoding="utf-8")
        assert "8.99<" not in page
        assert "The working" not in page
        graded("--report", "feedback", "--solutions", "-o", "pages")
        page = (homework / "pages/Dan.html").read_text(encoding="utf-8")
        assert "<td>8.99</td>" in page
        assert "grad 8.99" in page
        assert "Backward pass" in page

    @pytest.mark.parametrize("feedback", ["place", "verdict", "none"])
    def test_it_tells_no_more_than_the_key_wants(self, homework: Path, feedback: str):
        (homework / "key.toml").write_text(f'feedback = "{feedback}"\n{KEY}', encoding="utf-8")
        graded("--report", "feedback", "-o", "pages")
        page = (homework / "pages/Cyd.html").read_text(encoding="utf-8")
        assert "value" not in page.replace("<td>value</td>", "")
        assert ("look again at how the gradient goes back through a*b" in page) == (feedback == "place")
        assert ("wrong" in page.partition("<body>")[2]) == (feedback != "none")
        assert ("points</span>" in page) == (feedback != "none")

    @pytest.mark.parametrize(("visibility", "options", "shown"), [
        ("hidden", ["--solutions"], False), ("after_due_date", [], False), ("after_due_date", ["--solutions"], True),
        ("visible", [], True),
    ])  # fmt: skip
    def test_it_shows_nothing_before_its_time(self, homework: Path, visibility: str, options: list[str], shown: bool):
        (homework / "key.toml").write_text(f'visibility = "{visibility}"\n{KEY}', encoding="utf-8")
        graded("--report", "feedback", *options, "-o", "pages")
        assert ("d.grad" in (homework / "pages/Ben.html").read_text(encoding="utf-8")) == shown

    def test_a_graph_without_numbers_has_no_picture(self, homework: Path):
        (homework / "key.toml").write_text(
            '[[problem]]\nid = "q1"\nexpression = "x^2*y"\nask = ["x.grad"]', encoding="utf-8"
        )
        (homework / "class.csv").write_text("student,q1.x.grad\nAda,2*x*y\n", encoding="utf-8")
        assert graded("--report", "feedback", "--solutions", "-o", "pages") == 0
        page = (homework / "pages/Ada.html").read_text(encoding="utf-8")
        assert "<svg" not in page
        assert "2*x*y" in page

    def test_neither_the_key_nor_a_submission_is_overwritten(self, homework: Path, capsys: pytest.CaptureFixture[str]):
        (homework / "students.csv").write_text(CLASS, encoding="utf-8")
        assert run(["grade", "key.toml", "students.csv", "--report", "feedback", "-o", "."]) == 2
        assert "-o would overwrite a submission 'students.csv'" in capsys.readouterr().err
        assert (homework / "students.csv").read_text(encoding="utf-8") == CLASS
        assert list(homework.glob("*.html")) == []

    @pytest.mark.parametrize(("options", "words"), [
        (["--report", "feedback"], "name a folder: -o DIRECTORY"),
        (["--report", "feedback", "-o", "left.txt"], "cannot write into 'left.txt': it is a file"),
        (["--report", "feedback", "-o", "no/such"], "cannot write into 'no/such': no such file or directory"),
        (["--report", "csv", "--solutions"], "--solutions belongs to --report feedback"),
    ])  # fmt: skip
    def test_what_cannot_be_is_refused(
        self, homework: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
    ):
        (homework / "left.txt").touch()
        assert graded(*options) == 2
        assert words in capsys.readouterr().err


class TestSummary:
    def test_it_tells_which_claims_were_hard_and_why(self, homework: Path, capsys: pytest.CaptureFixture[str]):
        assert graded("--report", "summary") == 1
        out = capsys.readouterr().out
        assert "4 students: average 2.75, median 2.5 of 4 points" in out
        assert re.search(r"q1.value +100 %", out)
        assert re.search(r"q1.a.grad +50 % +1 +2× -6.67 is what you get when a receives its own value in a\*b", out)
        assert re.search(r"q1.c.grad +50 % +1 +1 +1× -2.9·1: 1 is the local derivative of e \+ c to c", out)

    def test_a_program_reads_it_as_json(self, homework: Path, capsys: pytest.CaptureFixture[str]):
        graded("--report", "summary-json")
        found = json.loads(capsys.readouterr().out)
        assert (found["students"], found["max_score"], found["average"], found["median"]) == (4, 4.0, 2.75, 2.5)
        claims = {claim.pop("claim"): claim for claim in found["claims"]}
        assert list(claims) == ["q1.value", "q1.d.grad", "q1.a.grad", "q1.c.grad"]
        (wrong,) = claims["q1.a.grad"].pop("commonest")
        assert (wrong["answer"], wrong["count"], wrong["diagnosis"]["code"]) == ("-6.67", 2, "unswitched-mul")
        assert claims["q1.a.grad"] == {
            "students": 4, "right": 2, "share": 0.5, "follows": 1, "wrong": 2, "missing": 0, "unreadable": 0
        }  # fmt: skip
        assert claims["q1.c.grad"]["missing"] == 1
        assert found["mistakes"] == {"unswitched-mul": 2, "sign": 1, "missing-upstream": 1}

    def test_answers_are_counted_as_one_however_they_are_rounded(
        self, homework: Path, capsys: pytest.CaptureFixture[str]
    ):
        (homework / "class.csv").write_text("student,q1.d.grad\na,1.2345\nb,1.2346\nc,4\n", encoding="utf-8")
        graded("--report", "summary-json")
        (claim,) = [each for each in json.loads(capsys.readouterr().out)["claims"] if each["claim"] == "q1.d.grad"]
        assert [(wrong["answer"], wrong["count"]) for wrong in claim["commonest"]] == [("1.23", 2), ("4", 1)]

    def test_what_cannot_be_read_is_no_student(self, homework: Path, capsys: pytest.CaptureFixture[str]):
        (homework / "bad.toml").write_text("x = ", encoding="utf-8")
        run(["grade", "key.toml", "class.csv", "bad.toml", "--report", "summary-json"])
        assert json.loads(capsys.readouterr().out)["students"] == 4
