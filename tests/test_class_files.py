"""Class files and folders as they are handed in: exports of spreadsheets, learning platforms and forms."""

from __future__ import annotations

import csv
import io
import time
import unicodedata
from pathlib import Path

import pytest

from backprop_cli.answers.grading import Grade, Pile, files_of, grade, read_key, read_pile
from backprop_cli.cli import run
from backprop_cli.errors import FileError

CLASS = Path(__file__).parent / "class"
KEY = read_key(str(CLASS / "key.toml"))
NEURON = read_key(str(CLASS / "neuron.toml"))
HEADER = ",".join(["student", *KEY.asked])


def handed_in(*paths: Path | str, key=KEY, student: str | None = None) -> Pile:
    files = files_of([str(path) for path in paths], str(CLASS / "key.toml"))
    pile = read_pile(files.paths, key.asked, student)
    return pile._replace(notes=[*files.notes, *pile.notes])


def points(pile: Pile, key=KEY) -> dict[str, float]:
    return {grade(key, each).submission.student: grade(key, each).score for each in pile.submissions}


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


class TestExports:
    def test_a_gradebook_of_canvas(self):
        pile = handed_in(CLASS / "canvas.csv")
        assert points(pile) == {"Lovelace, Ada": 5, "Li, Wei (wli1)": 5, "Li, Wei (wli2)": 3}
        assert pile.warnings == []
        assert pile.notes == [f"{CLASS / 'canvas.csv'}: nothing is asked by the name of ID, Section"]

    def test_a_quiz_of_moodle(self):
        pile = handed_in(CLASS / "moodle.csv")
        assert points(pile) == {"ada@example.edu": 5, "emmy@example.edu": 3}

    def test_a_form_of_google(self):
        path = CLASS / "forms.csv"
        pile = handed_in(path)
        assert points(pile) == {"Ada@example.edu": 5, "ben@example.edu": 4}
        assert pile.warnings == [f"Ada@example.edu is there 2 times: {path}, line 4 counts, {path}, line 2 not"]

    @pytest.mark.parametrize("name", ["excel-de.csv", "excel-unicode.txt"])
    def test_excel_in_germany(self, name: str):
        pile = handed_in(CLASS / name, key=NEURON)
        assert points(pile, NEURON) == {"Jürgen Groß": 5, "Zoë Müller": 3, "André Weiß": 3}
        assert all(each.decimal_comma for each in pile.submissions)
        told = f"'{CLASS / name}' is not UTF-8 and was read as cp1252: look at the names"
        assert (told in pile.notes) is (name == "excel-de.csv")

    def test_the_exports_are_what_they_are_taken_for(self):
        """No checkout has changed them."""
        german = (CLASS / "excel-de.csv").read_bytes()
        assert b"J\xfcrgen Gro\xdf;" in german
        assert german.count(b"\r\n") == german.count(b"\n") == 4
        assert (CLASS / "excel-unicode.txt").read_bytes().startswith(b"\xff\xfeN\0a\0m\0e\0\t\0")
        assert (CLASS / "canvas.csv").read_bytes().startswith(b"\xef\xbb\xbfStudent")

    def test_a_folder_of_files(self):
        pile = handed_in(CLASS / "submissions")
        assert points(pile) == {"ada": 5, "ben": 4}
        assert pile.notes == [
            f"{CLASS / 'submissions'}: read me.md left out, because submissions are .toml, .json, .csv or .tsv"
        ]

    def test_a_folder_a_student(self):
        assert points(handed_in(CLASS / "folders")) == {"ada": 5, "ben": 4}
        assert points(handed_in(*sorted(CLASS.glob("folders/*/answers.toml")))) == {"ada": 5, "ben": 4}


class TestForms:
    ROWS = (("Zoë", "-8", "-2"), ("Ben", "8", "-2"))

    def table(self, separator: str, end: str) -> str:
        return "".join(separator.join(row) + end for row in (("Name", "q1.value", "q1.d.grad"), *self.ROWS))

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_every_separator_encoding_and_end_of_line(self, tmp_path: Path, separator: str, encoding: str, end: str):
        pile = handed_in(written(tmp_path / "class.csv", self.table(separator, end), encoding))
        assert points(pile) == {"Zoë": 2, "Ben": 1}

    def test_the_separator_may_be_told_and_the_table_may_begin_further_down(self, tmp_path: Path):
        text = "\r\n" + "sep=;\r\n" + self.table(";", "\r\n")
        assert points(handed_in(written(tmp_path / "class.csv", text))) == {"Zoë": 2, "Ben": 1}

    def test_the_separator_is_that_of_the_answers_and_not_of_the_longest_header(self, tmp_path: Path):
        text = "Name, first and last, please;q1.value;q1.d.grad\nZoë;-8;-2\n"
        pile = handed_in(written(tmp_path / "class.csv", text), student="Name, first and last, please")
        assert points(pile) == {"Zoë": 2}

    @pytest.mark.parametrize(
        "column",
        ["student", "Student", "NAME", "Full name", "SIS Login ID", "Email", "Email address", "E-Mail-Adresse"],
    )
    def test_the_column_of_the_student(self, tmp_path: Path, column: str):
        path = written(tmp_path / "class.csv", f"Section,{column},q1.value\nA, ada ,-8\n")
        assert points(handed_in(path)) == {"ada": 1}

    def test_the_name_is_shown_and_the_login_decides_who_it_is(self, tmp_path: Path):
        rows = "Ada,A@x.edu,1\nAda,b@x.edu,-8\nAda Lovelace,a@x.edu,-8\n,c@x.edu,-8\n,anonymous,-8\n,anonymous,1\n"
        path = written(tmp_path / "class.csv", f"Name,Email,q1.value\n{rows}")
        pile = handed_in(path)
        assert points(pile) == {"Ada (b@x.edu)": 1, "Ada Lovelace": 1, "c@x.edu": 1, "(line 6)": 1, "(line 7)": 0}
        assert [warning for warning in pile.warnings if "times" in warning] == [
            f"Ada Lovelace is there 2 times: {path}, line 4 counts, {path}, line 2 not"
        ]

    def test_it_can_be_told(self, tmp_path: Path):
        path = written(tmp_path / "class.csv", "Matrikel-Nr.,Name,q1.value\n4711,Ada,-8\n4712,Ada,8\n")
        for student in ("Matrikel-Nr.", "matrikelnr"):
            assert points(handed_in(path, student=student)) == {"4711": 1, "4712": 0}

    def test_a_column_is_known_by_its_letters_however_they_are_composed(self, tmp_path: Path):
        key = CLASS.joinpath("key.toml").read_text(encoding="utf-8").replace('"q1"', '"übung"')
        key = read_key(str(written(tmp_path / "key.toml", key)))
        path = written(tmp_path / "class.csv", unicodedata.normalize("NFD", "Name, übung.value \nZoë,-8\n"))
        assert points(handed_in(path, key=key), key) == {"Zoë": 1}

    def test_a_comma_in_a_file_with_semicolons_is_a_decimal_comma(self, tmp_path: Path):
        path = written(tmp_path / "class.csv", "Name;loss.value;loss.w.grad\nA;5,641;10,688\nB;5,641;10.688\n")
        # B writes a point elsewhere, so that 5,641 may be five thousand.
        assert points(handed_in(path, key=NEURON), NEURON) == {"A": 2, "B": 1}

    def test_what_stands_in_a_file_tells_the_comma(self, tmp_path: Path):
        header, rows = "Name\tloss.value\tneuron.value\n", "A\t5,641\t\nB\t\t0,37995\n"
        assert points(handed_in(written(tmp_path / "a.tsv", header + rows), key=NEURON), NEURON) == {"A": 1, "B": 1}
        # In a form everybody writes as she likes, and what another wrote tells nothing.
        form = "".join(
            ",".join(f'"{cell}"' for cell in line.split("\t")) + "\n" for line in (header + rows).splitlines()
        )
        assert points(handed_in(written(tmp_path / "a.csv", form), key=NEURON), NEURON) == {"A": 0, "B": 1}
        rows = rows.replace("0,37995", "0.37995")
        assert points(handed_in(written(tmp_path / "b.tsv", header + rows), key=NEURON), NEURON) == {"A": 0, "B": 1}


class TestHeaders:
    """Headers as platforms decorate them, where it is clear what is meant."""

    @pytest.mark.parametrize("header", [
        "q1.a.grad (5 points)", "q1.a.grad (12345)", "Question 1: q1.a.grad", "1. q1.a.grad [5]", "Q1.a.grad",
        "q1 a.grad", "[q1] a.grad", "q1: a.grad", "q1_a_grad", "Q 3 (q1.a.grad)", "q1.a.grad - 5 pts",
    ])  # fmt: skip
    def test_a_decorated_header(self, tmp_path: Path, header: str):
        pile = handed_in(written(tmp_path / "a.csv", f"student,{header}\nada,6\n"))
        assert [list(each.answers) for each in pile.submissions] == [["q1.a.grad"]]

    @pytest.mark.parametrize("header", [
        "q1.a.grad comment", "q11.a.grad", "aq1.a.grad", "q1.aa.grad", "q1.a.gradient", "a.grad",
        "q1.a.grad or q1.b.grad",
    ])  # fmt: skip
    def test_another_header(self, tmp_path: Path, header: str):
        pile = handed_in(written(tmp_path / "a.csv", f"student,q1.value,{header}\nada,-8,6\n"))
        assert [list(each.answers) for each in pile.submissions] == [["q1.value"]]
        assert pile.notes == [f"{tmp_path / 'a.csv'}: nothing is asked by the name of {header}"]

    def test_the_plain_one_counts(self, tmp_path: Path):
        pile = handed_in(written(tmp_path / "a.csv", "student,q1.a.grad (old),q1.a.grad\nada,1,6\n"))
        assert [each.answers["q1.a.grad"].text for each in pile.submissions] == ["6"]

    def test_of_two_that_may_be_meant_none_is(self, tmp_path: Path):
        pile = handed_in(written(tmp_path / "a.csv", "student,q1.value,q1.a.grad (1),q1.a.grad (2)\nada,-8,1,6\n"))
        assert [list(each.answers) for each in pile.submissions] == [["q1.value"]]

    def test_capitals_count_where_two_names_differ_in_them(self, tmp_path: Path):
        text = '[[problem]]\nid = "q"\nexpression = "w*W"\nat = { w = 2, W = 3 }\nask = ["w.grad", "W.grad"]\n'
        key = read_key(str(written(tmp_path / "key.toml", text)))
        path = written(tmp_path / "a.csv", "student,q.W.grad (1),q.w.grad (1),Q.W.grad\nada,2,3,9\n")
        (found,) = read_pile([str(path)], key.asked).submissions
        assert {name: answer.text for name, answer in found.answers.items()} == {"q.W.grad": "2", "q.w.grad": "3"}


class TestBadCells:
    def test_a_cell_of_any_length_costs_that_cell(self, tmp_path: Path):
        limit = csv.field_size_limit()
        path = written(tmp_path / "class.csv", f"{HEADER}\nada,{'1' * 200_000},-2,-2,6,-4\nben,-8,-2,-2,6,-4\n")
        pile = handed_in(path)
        assert points(pile) == {"ada": 4, "ben": 5}
        assert pile.warnings == []
        assert csv.field_size_limit() == limit

    def test_a_quotation_mark_out_of_place_costs_its_cell(self, tmp_path: Path):
        rows = 'ada,"-8,-2,-2,6,-4\nben,-8,"-2" or so,-2,6,-4\n"Li, Wei",-8,"-2",-2,6,-4\ncyd,-8,-2,-2,6,"-4\n'
        path = written(tmp_path / "class.csv", f"{HEADER}\n{rows}")
        pile = handed_in(path)
        assert points(pile) == {"ada": 4, "ben": 4, "Li, Wei": 5, "cyd": 4}
        assert [warning.partition(":")[0] for warning in pile.warnings] == [f"{path}, line {n}" for n in (2, 3, 5)]

    def test_a_cell_of_several_lines(self, tmp_path: Path):
        path = written(tmp_path / "class.csv", f'{HEADER},note\nada,-8,-2,-2,6,-4,"a\r\nb\rc"\nben,8,-2,-2,6,-4,\n')
        pile = handed_in(path)
        assert points(pile) == {"ada": 5, "ben": 4}
        assert [each.source for each in pile.submissions] == [f"{path}, line 2", f"{path}, line 5"]

    def test_a_row_with_too_many_cells_stops_no_other(self, tmp_path: Path):
        rows = "ada,-8,-2,-2,6,-4,,,\nben,-8,-2,0,-2,0,6,-4\ncyd,-8\n"
        pile = handed_in(written(tmp_path / "class.csv", f"{HEADER}\n{rows}"))
        assert [(each.student, each.error is None) for each in pile.submissions] == [
            ("ada", True), ("ben", False), ("cyd", True),
        ]  # fmt: skip
        assert str(pile.submissions[1].error).startswith("the row has 8 cells for 6 columns")
        assert points(pile) == {"ada": 5, "ben": 0, "cyd": 1}

    def test_controls_and_nulls_in_cells(self, tmp_path: Path):
        path = written(tmp_path / "class.csv", f"{HEADER}\na\0da,-8\0,-2,-2,6,-4\n")
        assert points(handed_in(path)) == {"a\0da": 4}

    def test_a_very_long_name_is_shown_in_part(self, tmp_path: Path):
        (found,) = handed_in(written(tmp_path / "class.csv", f"{HEADER}\n{'a' * 200_000},-8\n")).submissions
        assert len(found.student) == 80

    def test_many_bad_rows_take_no_time_with_their_square(self, tmp_path: Path):
        path = written(tmp_path / "class.csv", HEADER + "\n" + 'ada,"1"x,2\n' * 20_000)
        start = time.process_time()
        handed_in(path)
        # Not a measurement.
        assert time.process_time() - start < 5


class TestNoClass:
    @pytest.mark.parametrize(
        ("text", "message", "hint"),
        [
            ("", "is empty", "its first line is the header"),
            ("Matrikel,q1.value\n1,-8\n", "has no column that names the student", "Matrikel, q1.value"),
            ("student,q1.valu\nada,-8\n", "has no column that the key asks for", "student, q1.valu"),
            ("student,q1.value,q1.value\nada,1,2\n", "has two columns 'q1.value'", "leave one"),
            ("PK\x03\x04\x14\x00", "is no text", "save the table as CSV"),
            (f"{HEADER}\n\n,,,\n", "there is nothing to mark", "has no rows below its header"),
        ],
    )
    def test_one_that_cannot_be_read_invents_no_student(self, tmp_path: Path, text: str, message: str, hint: str):
        with pytest.raises(FileError) as caught:
            handed_in(written(tmp_path / "class.csv", text))
        assert message in caught.value.message
        assert hint in caught.value.hint

    def test_bytes_that_are_no_text(self, tmp_path: Path):
        (tmp_path / "class.csv").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(FileError, match="is no text in an encoding that can be told"):
            handed_in(tmp_path / "class.csv")

    def test_a_column_that_is_not_there_is_said(self, tmp_path: Path):
        path = written(tmp_path / "class.csv", "Name,q1.value,q1.d.grad,q1.e.grad,q1.a.grad\nada,-8,-2,-2,6\n")
        assert handed_in(path).warnings == [f"{path} has no column for q1.b.grad, missing for all of its students"]
        with pytest.raises(FileError, match="has no column 'login'"):
            handed_in(path, student="login")

    def test_an_empty_folder(self, tmp_path: Path):
        written(tmp_path / "notes.md", "")
        with pytest.raises(FileError, match="there are no submissions in the folder"):
            handed_in(tmp_path)

    @pytest.mark.parametrize("report", ["table", "json", "csv", "junit"])
    def test_the_command_says_so_and_ends_with_2(self, tmp_path: Path, capsys: pytest.CaptureFixture[str], report: str):
        for text in (f"{HEADER}\n", "name;x\n"):
            path = written(tmp_path / "class.csv", text)
            assert run(["grade", str(CLASS / "key.toml"), str(path), "--report", report]) == 2
            out, err = capsys.readouterr()
            assert out == ""
            assert err.startswith("error: ")


class TestFolders:
    def test_the_key_and_what_systems_hide_are_no_submissions(self, tmp_path: Path):
        for name in ("ada.toml", ".hidden.toml", "__MACOSX/x.toml", ".git/x.toml", "more/ben.json"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            written(tmp_path / name, "{}" if name.endswith("json") else "q1.value = -8\n")
        (tmp_path / "key.toml").write_bytes((CLASS / "key.toml").read_bytes())
        files = files_of([str(tmp_path), str(tmp_path / "ada.toml")], str(tmp_path / "key.toml"))
        assert files == ([str(tmp_path / "ada.toml"), str(tmp_path / "more" / "ben.json")], [])

    def test_a_name_that_all_files_share_tells_no_student(self, tmp_path: Path):
        for name in ("ada", "ben"):
            (tmp_path / name).mkdir()
            written(tmp_path / name / "hw3.toml", "q1.value = -8\n")
        assert points(handed_in(tmp_path)) == {"ada": 1, "ben": 1}
        assert points(handed_in(tmp_path / "ada" / "hw3.toml")) == {"hw3": 1}
        assert points(handed_in(CLASS / "folders" / "ada" / "answers.toml")) == {"ada": 5}
        written(tmp_path / "ben" / "cyd.toml", "q1.value = -8\n")
        assert [each.student for each in handed_in(tmp_path).submissions] == ["hw3", "cyd"]

    def test_the_same_student_twice(self, tmp_path: Path):
        first, second = (
            written(tmp_path / "ada.json", '{"q1.value": 1}'),
            written(tmp_path / "ada.toml", "q1.value = -8"),
        )
        third = written(tmp_path / "class.csv", "student,q1.value\nben,-8\nada,-8\n")
        pile = handed_in(first, third, second)
        assert points(pile) == {"ada": 1, "ben": 1}
        assert pile.warnings[-1] == f"ada is there 3 times: {second} counts, {first}, {third}, line 3 not"

    def test_a_whole_class_twice_is_told_in_a_few_lines(self, tmp_path: Path):
        rows = "".join(f"s{i},-8,-2,-2,6,-4\n" for i in range(300))
        path = written(tmp_path / "class.csv", f"{HEADER}\n{rows}{rows}")
        pile = handed_in(path)
        assert len(pile.submissions) == 300
        assert pile.warnings[5:] == ["295 more students are there more than once: the last counts"]


def test_the_grades_of_an_export_are_those_of_the_plain_file(tmp_path: Path):
    """The same answers by way of each separator, encoding and decimal mark, against the plain CSV."""
    plain = "student,loss.value,loss.w.grad\nada,5.640625,10.6875\nben,5.641,7.125\ncyd,0.5,-10.688\n"

    def graded(path: Path) -> list[Grade]:
        return [grade(NEURON, each) for each in handed_in(path, key=NEURON).submissions]

    expected = [
        (each.score, [entry.status for _, entry in each.entries]) for each in graded(written(tmp_path / "a.csv", plain))
    ]
    rows = list(csv.reader(io.StringIO(plain)))
    for separator, encoding in ((";", "cp1252"), ("\t", "utf-16"), (";", "utf-8-sig")):
        text = "".join(separator.join(row).replace(".", "," if row is not rows[0] else ".") + "\r\n" for row in rows)
        found = graded(written(tmp_path / "b.csv", text, encoding))
        assert [(each.score, [entry.status for _, entry in each.entries]) for each in found] == expected
