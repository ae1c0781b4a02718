"""Tables: every row in is a row out, with the numbers of `eval` or the reason why there are none."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backprop_cli import BackpropError, evaluate, parse
from backprop_cli.answers.batch import Batch, Point, Total
from backprop_cli.export.compiled import compiled
from backprop_cli.graph.program import Program

from .support.random_programs import random_program
from .support.running import Done, in_process
from .support.truth import TRUTHS

NEURON = "tanh(x1*w1 + x2*w2 + b)"


def batch(text: str, table: str, *arguments: str, form: str = "csv") -> Done:
    return in_process(
        "batch", text, "-i", "-", "--format", form, *arguments, stdin=table.encode("utf-8", "surrogateescape")
    )


def rows(done: Done) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(done.out)))


def by_run(program: Program, at: dict[str, float]) -> Point:
    """What a run of the program comes to; a zero has no sign."""
    try:
        run = program.run(at)
    except BackpropError as error:
        return Point((), error.message)
    run.backward()
    return Point([run.root.data, *[run.gradient(name) for name in program.variables]])


class TestNumbers:
    def test_each_row_has_the_numbers_of_eval(self):
        random = Random(5)
        points = [{name: random.uniform(-3, 3) for name in ("x1", "x2", "w1", "w2", "b")} for _ in range(50)]
        table = "\n".join(["x1,x2,w1,w2,b", *[",".join(map(repr, point.values())) for point in points]])
        found = rows(batch(NEURON, table))
        assert len(found) == 50
        for row, point in zip(found, points, strict=True):
            report = evaluate(NEURON, **point)
            assert float(row["value"]) == report.value
            assert {name: float(row[f"d_{name}"]) for name in point} == report.gradients
            assert row["error"] == ""

    def test_random_programs_bit_for_bit_and_error_for_error(self):
        random = Random(23)
        for _ in range(300):
            program = random_program(random, sorted(TRUTHS), 40, faulty=0.1)
            read = parse(program.text)
            point = Batch(read, read.variables, {}).at(program.bindings)
            expected = by_run(read, program.bindings)
            assert point.error == expected.error
            assert [repr(x + 0.0) for x in point.numbers] == [repr(x + 0.0) for x in expected.numbers]

    def test_an_overflow_on_the_way_is_an_error(self):
        """Although the output alone, tanh of an infinity, would be a number."""
        row = rows(batch("tanh(exp(x))", "x\n800\n1\n"))[0]
        assert row["error"] == "overflow: exp(x) is too large for a double, x is 800 here"

    def test_a_gradient_that_is_infinite_is_none(self):
        assert batch("sqrt(x)", "x\n0\n").out == "x,value,d_x,error\n0,0.0,Infinity,\n"
        assert json.loads(batch("sqrt(x)", '{"x": 0}\n', form="ndjson").out)["d_x"] == "Infinity"

    def test_a_large_program(self):
        text = " + ".join(["sin(x)*y"] * 5000)
        row = rows(batch(text, "x,y\n1,2\n"))[0]
        assert math.isclose(float(row["value"]), 5000 * math.sin(1) * 2, rel_tol=1e-12)

    def test_no_text_of_a_user_is_compiled(self, monkeypatch: pytest.MonkeyPatch):
        seen: list[str] = []

        def watched(source: str, *arguments: Any) -> Any:
            seen.append(source)
            return compile(source, *arguments)

        monkeypatch.setattr("backprop_cli.export.compiled.compile", watched, raising=False)
        names = ("exec_", "__import__", "имя")
        found = compiled(parse("exec_ + __import__*имя"), names)
        assert list(found(2.0, 3.0, 4.0)[:4]) == [14.0, 1.0, 4.0, 3.0]
        assert [name for name in names if name in seen[0]] == []


class TestRows:
    def test_a_row_goes_out_as_it_came_in(self):
        table = 'id,x,note\r\n 1 ,1.50,"a, ""b"""\r\n2,2,"two\nlines"\r\n\r\n3,1e0,=1+1'
        out = batch("x*2", table).out
        assert out == (
            'id,x,note,value,d_x,error\r\n 1 ,1.50,"a, ""b""",3.0,2.0,\r\n'
            '2,2,"two\nlines",4.0,2.0,\r\n3,1e0,=1+1,2.0,2.0,\n'
        )

    def test_a_quote_takes_no_more_than_its_own_line(self):
        done = batch("x*y", 'x,y\n1,2\n"3,4\n5,6\n7,8')
        assert (done.code, rows(done)[1]["error"]) == (3, "a quote is opened and not closed in the row")
        assert [row["value"] for row in rows(done)] == ["2.0", "", "30.0", "56.0"]
        assert done.out.splitlines()[2] == '"3,4",,,,,a quote is opened and not closed in the row'

    def test_two_quotes_that_do_not_belong_together_make_no_row_of_several(self):
        done = batch("x*y", 'x,y\n1,2\n"3,4\n5,6\n7,"8\n\n9,1\n')
        assert [row["value"] for row in rows(done)] == ["2.0", "", "30.0", "", "9.0"]
        assert done.err == "5 rows, 2 errors\n"

    @pytest.mark.parametrize("end", ["", "\n"])
    def test_a_quote_that_is_open_in_the_last_row(self, end: str):
        done = batch("x*y", f'x,y\n1,2\n3,"4{end}')
        assert done.out.splitlines()[2] == '3,"4",,,,a quote is opened and not closed in the row'

    def test_cells_that_are_too_many_stand_behind_the_error(self):
        done = batch("x*y", 'x,y\n1,2,3,"4,5"\n6,7\n')
        assert done.out == (
            'x,y,value,d_x,d_y,error\n1,2,,,,"the row has 4 cells, and the header 2",3,"4,5"\n6,7,42.0,7.0,6.0,\n'
        )

    def test_bytes_that_are_no_text_go_through(self, tmp_path: Path):
        given, taken = tmp_path / "rows.csv", tmp_path / "out.csv"
        given.write_bytes(b"x,name\n1,M\xfcller\n")
        assert in_process("batch", "x", "-i", str(given), "-o", str(taken)).code == 0
        assert taken.read_bytes() == b"x,name,value,d_x,error\n1,M\xfcller,1.0,1.0,\n"

    @pytest.mark.parametrize(("cells", "error"), [
        (",0", "x has no value"),
        (" ,0", "x has no value"),
        ("abc,0", "x is 'abc', which is no finite number"),
        ("nan,0", "x is 'nan', which is no finite number"),
        ("1e999,0", "x is '1e999', which is no finite number"),
        ("1_000,0", "x is '1_000', which is no finite number"),
        ("\"2,5\",0", "x is '2,5', which is no finite number"),
        ("1", "the row has 1 cells, and the header 2"),
        ("1,2,3", "the row has 3 cells, and the header 2"),
        ("0,1", "log of 0: log(x) needs a positive number, x is 0 here"),
        ("z" * 200_000 + ",0", f"x is '{'z' * 39}…, which is no finite number"),
    ])  # fmt: skip
    def test_what_is_wrong_stands_in_its_row(self, cells: str, error: str):
        done = batch("log(x) + y", f"x,y\n1,2\n{cells}\n1,3\n")
        found = rows(done)
        assert done.code == 3
        assert [float(found[i]["value"]) for i in (0, 2)] == [2.0, 3.0]
        assert found[1]["error"] == error
        assert done.err == "3 rows, 1 error\n"

    def test_a_byte_order_mark(self):
        assert batch("x", "\ufeffx\n2\n").out == "\ufeffx,value,d_x,error\n2,2.0,1.0,\n"

    def test_tabs(self):
        assert batch("x*y", "x\ty\n2\t3\n", form="tsv").out == "x\ty\tvalue\td_x\td_y\terror\n2\t3\t6.0\t3.0\t2.0\t\n"

    def test_objects(self):
        table = '{"x": 1, "k": "é\\u2028"}\n\n{"x": "2"}\n[1]\n{\n{"x": true}\n{}\n'
        done = batch("x^2", table, form="ndjson")
        assert done.out.splitlines()[0] == '{"x": 1, "k": "é\\u2028", "value": 1.0, "d_x": 2.0, "error": null}'
        found = [json.loads(line) for line in done.out.splitlines()]
        assert [each["value"] for each in found] == [1.0, 4.0, None, None, None, None]
        assert found[2]["error"] == "the line is no object of JSON"
        assert found[3]["error"].startswith("the line is no JSON: ")
        assert found[4]["error"] == "x is True, which is no finite number"
        assert found[5]["error"] == "x has no value"

    @pytest.mark.parametrize(("line", "error"), [
        ('{"x": 1' + "0" * 5000 + "}", "an integer of the line has too many digits: write it as 1e5000"),
        ('{"x": 1' + "0" * 400 + "}", f"x is 1{'0' * 39}…, which is no finite number"),
        ('{"x": ' + "[" * 200_000, "the line is nested too deeply"),
    ])  # fmt: skip
    def test_an_object_too_large_for_python(self, line: str, error: str):
        found = [json.loads(each) for each in batch("x", f'{{"x": 1}}\n{line}\n', form="ndjson").out.splitlines()]
        assert [each["error"] for each in found] == [None, error]

    def test_two_columns_of_one_name_that_is_no_variable(self):
        assert batch("x", "k,x,k\n1,2,3\n4,5\n").out == (
            'k,x,k,value,d_x,error\n1,2,3,2.0,1.0,\n4,5,,,,"the row has 2 cells, and the header 3"\n'
        )

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no pty")
    def test_cells_are_no_commands_to_a_terminal(self, tmp_path: Path):
        given = tmp_path / "rows.csv"
        given.write_text("x,name\n1,\x1b[2Jada\n")
        terminal, end = os.openpty()
        command = [sys.executable, "-m", "backprop_cli", "batch", "x", "-i", str(given)]
        subprocess.run(command, stdout=end, stderr=subprocess.DEVNULL, check=True)
        os.close(end)
        assert os.read(terminal, 1000).decode() == "x,name,value,d_x,error\r\n1,\ufffd[2Jada,1.0,1.0,\r\n"
        os.close(terminal)

    def test_a_table_without_rows(self):
        assert batch("x", "x\n").out == "x,value,d_x,error\n"
        assert batch("x", "", "x=1", form="ndjson").out == ""


class TestColumns:
    def test_values_for_all_rows(self):
        assert batch("a = 3; a*x*y", "x\n2\n", "y=5").out == "x,value,d_a,d_x,d_y,error\n2,30.0,10.0,15.0,6.0,\n"

    def test_a_column_wins_over_a_value(self):
        assert batch("a = 3; a*x", "x,a\n2,10\n", "--grad", "x").out == "x,a,value,d_x,error\n2,10,20.0,10.0,\n"

    def test_a_column_of_another_name(self):
        out = batch("x^2", "my x;y\n3\n", "--column", "x=my x;y").out
        assert out == "my x;y,value,d_x,error\n3,9.0,6.0,\n"

    def test_two_columns_for_a_variable(self):
        done = batch("x^2", "x,y,x\n1,2,3\n")
        assert (done.code, done.out, done.err.splitlines()[0]) == (2, "", "error: the table has two columns 'x'")

    def test_a_beginning_that_is_no_object(self):
        assert "its beginning names no columns" in batch("x", "[1]\n", form="ndjson").err

    @pytest.mark.parametrize(("arguments", "message"), [
        (["z"], "error: the table has no column 'z'"),
        (["x", "--column", "x=q", "x=1"], "error: the table has no column 'q'"),
        (["x", "--column", "q=x"], "error: the expression has no variable 'q'"),
        (["x", "--column", "x"], "error: 'x' names no column"),
        (["x", "--grad", "q"], "error: the expression has no variable 'q'"),
        (["x*y"], "error: the table has a column 'd_y' already"),
        (["x + log(-1)"], "error: log of -1: log(-1) needs a positive number"),
        (["x", "--of", "q"], "error: the expression has no 'q'"),
    ])  # fmt: skip
    def test_what_cannot_begin(self, arguments: list[str], message: str):
        done = batch(arguments[0], "x,y,d_y\n1,2,3\n", *arguments[1:])
        assert (done.out, done.err.splitlines()[0]) == ("", message)
        assert done.code in (2, 3)


class TestFiles:
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        Path("rows.csv").write_text("x\n1\n2\n")

    def test_the_ending_tells(self):
        assert in_process("batch", "x^2", "-i", "rows.csv", "-o", "out.csv").code == 0
        assert Path("out.csv").read_text() == "x,value,d_x,error\n1,1.0,2.0,\n2,4.0,4.0,\n"

    def test_a_file_may_be_replaced_by_its_result(self):
        assert in_process("batch", "x^2", "-i", "rows.csv", "-o", "rows.csv").code == 0
        assert Path("rows.csv").read_text().startswith("x,value")

    @pytest.mark.parametrize(("arguments", "message"), [
        (["-i", "none.csv"], "error: cannot read 'none.csv': no such file or directory"),
        (["-i", "."], "error: cannot tell the format of '.' by its ending"),
        (["-i", "rows.csv", "-o", "out.tsv"], "error: rows go out as they come in, and csv does not become tsv"),
        (["-i", "rows.csv", "-o", "no/out.csv"], "error: cannot write 'no/out.csv': there is no folder 'no'"),
    ])  # fmt: skip
    def test_what_cannot_be_read_or_written(self, arguments: list[str], message: str):
        done = in_process("batch", "x", *arguments)
        assert (done.code, done.err.splitlines()[0]) == (2, message)

    def test_nothing_is_left_of_a_run_that_fails(self):
        Path("rows.csv").write_text("x,value\n1,2\n")
        assert in_process("batch", "x", "-i", "rows.csv", "-o", "out.csv").code == 2
        assert sorted(path.name for path in Path().iterdir()) == ["rows.csv"]


class TestTotal:
    def test_the_sum_and_the_mean(self):
        table = "x,y\n1,2\n2,3\n,1\n"
        found = json.loads(batch("(w*x - y)^2", table, "w=1", "--grad", "w", "--reduce", "sum").out)
        assert found == {"value": 2.0, "gradients": {"w": -6.0}, "rows": 3, "errors": 1}
        mean = json.loads(batch("(w*x - y)^2", table, "w=1", "--grad", "w", "--reduce", "mean").out)
        assert mean == {"value": 1.0, "gradients": {"w": -3.0}, "rows": 3, "errors": 1}

    def test_no_row_has_no_mean(self):
        found = json.loads(batch("x", "x\n", "--reduce", "mean").out)
        assert found == {"value": None, "gradients": {"x": None}, "rows": 0, "errors": 0}

    def test_no_digit_is_lost(self):
        random = Random(2)
        xs = [random.uniform(-1, 1) * 10.0 ** random.randint(-10, 16) for _ in range(2000)]
        total = Total(1)
        for x in [*xs, *[-x for x in xs], 0.1]:
            total.add(Point([x]))
        exact = sum(map(Fraction, [*xs, *[-x for x in xs], 0.1]))
        assert abs(Fraction(total.result(averaged=False)[0] or 0.0) - exact) <= Fraction(1, 10**12)

    def test_an_infinite_gradient_makes_an_infinite_total(self):
        found = json.loads(batch("sqrt(x)", "x\n0\n1\n", "--reduce", "sum").out)
        assert found["gradients"] == {"x": "Infinity"}
