"""The engines of batch: the same rows, the same numbers, the same words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random

import pytest

from backprop_cli.arithmetic import System
from backprop_cli.cli.engines import polars
from backprop_cli.columns.lowering import FORMULAS
from backprop_cli.export.tape import SIGNS

from .support.engines import answers, apart, calls, random_calls, steady
from .support.exported import Asked
from .support.running import UNMEASURED, Done, environment, in_process
from .test_export import members

pl = pytest.importorskip("polars", reason="Polars is not installed")

# So many ulp lie at most between the engines, at one operation.
ULPS = 4

TEXT = "log(x) + y"
CELLS = [
    "1", "2.5", "-1", "0", "-0.0", "1e-7", "1e300", " 3 ", "", " ", "abc", "nan", "inf", "-Infinity", "1e999", "1_000",
    "0x10", "+4", ".5", "5.", "１", "true", '"2"', '"2,5"', '"a ""b"""', 'a"b', "=1+1", "\x1b[2J", "é", "\u2028",
    "12345678901234567890123", "0.1" + "0" * 300,
]  # fmt: skip


def batch(text: str, table: Path, engine: str, *arguments: str) -> tuple[Done, bytes]:
    """A run, and what it wrote into a file."""
    out = table.with_name(f"{engine}{table.suffix}")
    out.unlink(missing_ok=True)
    done = in_process("batch", text, "-i", str(table), "-o", str(out), "--engine", engine, *arguments)
    return done, out.read_bytes() if out.exists() else b""


def assert_alike(text: str, table: Path, *arguments: str) -> bytes:
    """Both engines write the same, byte for byte, and say the same."""
    (by_python, expected), (by_polars, found) = [batch(text, table, each, *arguments) for each in ("python", "polars")]
    assert found == expected
    assert (by_polars.code, by_polars.err) == (by_python.code, by_python.err)
    return found


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


class TestText:
    def test_every_cell_beside_every_other(self, tmp_path: Path):
        rows = [",".join(pair) for pair in product(CELLS, CELLS)]
        table = written(tmp_path / "rows.csv", "\n".join(["x,y", *rows]))
        found = assert_alike(TEXT, table)
        assert found.count(b"\n") == 1 + len(rows)
        assert b"log of -1: log(x) needs a positive number, x is -1 here" in found

    @pytest.mark.parametrize("content", [
        b"x,y\n1,2\n", b"x,y\r\n1,2\r\n3,4\r\n", b"x,y\r\n1,2\r\n3,4", b"x,y\n1,2\r\n3,4\n", b"x,y\n1,2\r3,4\n",
        b"\xef\xbb\xbfx,y\n1,2\n", b"x,y\n\n1,2\n\n\n3,4\n\n", b"x,y\r\n\r\n1,2\r\n", b"x,y\n1\n1,2,3\n,\n1,2\n",
        b'x,y,k\n1,2,"two\nlines"\n3,4,5\n', b'x,y\n1,"2\n', b'"x","y"\n1,2\n', b'x,y,"a\nb"\n1,2,3\n', b"x,y\n",
        b"x,y", b"x,y\n1,2", b"x,y,n\n1,2,M\xfcller\n", b"x,y,k,k\n1,2,3,4\n1\n", b"x,y\n1,2\x00\n\x00,1\n",
        b'x,y\n"1",2\n"1"" ",2\n"1"2,3\n',
        b'x,y,k\n1,2,a"b,c\n3,4,"x\n5,6,"\n', b",x,y\n,1,2\n3,1,2\n", b"x,y\n \n1,2\n",
    ])  # fmt: skip
    def test_lines_of_all_kinds(self, content: bytes, tmp_path: Path):
        assert_alike(TEXT, written(tmp_path / "rows.csv", content))

    def test_tabs(self, tmp_path: Path):
        assert_alike(TEXT, written(tmp_path / "rows.tsv", 'x\ty\tk\n1\t2\ta,"b\n-1\t2\t"c"\n3\t4\n'))

    @pytest.mark.parametrize("separator", [",", "\t"])
    def test_random_texts(self, separator: str, tmp_path: Path):
        random = Random(7)
        letters = ["1", "2", ".", "-", "e", separator, separator, '"', '""', " ", "a", "\n", "\n", "\r\n", "é"]
        table = tmp_path / ("rows.csv" if separator == "," else "rows.tsv")
        for _ in range(150):
            body = "".join(random.choices(letters, k=60))
            assert_alike(TEXT, written(table, f"x{separator}y\n{body}"))

    def test_a_table_of_one_column(self, tmp_path: Path):
        assert_alike("x^2", written(tmp_path / "rows.csv", "x\n1\n\n \n2,3\na\n"))

    def test_values_columns_and_gradients(self, tmp_path: Path):
        table = written(tmp_path / "rows.csv", "my x;y,k\n3,1\n,2\n")
        assert_alike("a = 3; a*x^2*y", table, "y=5", "--column", "x=my x;y", "--grad", "x", "--grad", "a")
        assert_alike("a = 3; b = a*x; b*y", table, "y=5", "x=1", "--of", "b")
        assert_alike("2*3", table)

    def test_infinite_gradients(self, tmp_path: Path):
        found = assert_alike("sqrt(x)*y", written(tmp_path / "rows.csv", "x,y\n0,1\n0,-1\n0,0\n4,1\n"))
        assert found.splitlines()[1] == b"0,1,0.0,Infinity,0.0,"

    def test_small_numbers_are_written_alike(self, tmp_path: Path):
        rows = [
            f"{sign}{digits}e{exponent}" for sign in ("", "-") for digits in (1, 1.25) for exponent in range(-30, 30)
        ]
        assert_alike("x*x", written(tmp_path / "rows.csv", "\n".join(["x", *rows, "0"])))

    def test_objects(self, tmp_path: Path):
        lines = [
            '{"x": 1, "y": 2}', '{"x":1,"y":2,"k":"a b"}', ' {"x": 1, "y": 2} ', "", "  ", "[1]", "{", "{}", "null",
            "7",
            '{"x": "1", "y": 2}', '{"x": true, "y": 2}', '{"x": null, "y": 2}', '{"x": [1], "y": 2}', '{"y": 2}',
            '{"x": 1, "x": 3, "y": 2}', '{"x": 1, "x": "a", "y": 2}', '{"x": "a", "x": 1, "y": 2}', '{"x": -1, "y": 2}',
            '{"x": 1e400, "y": 2}', '{"x": NaN, "y": 2}', '{"x": 12345678901234567890123, "y": 2}', '{"x": 01, "y": 2}',
            '{"x": {"y": 7}, "y": 2}', '{"k": {"x": 7}, "x": 1, "y": 2}', '{"k": "\\"x\\": 5", "x": 1, "y": 2}',
            '{"k": "x", "x": 1, "y": 2}', '{"x": 1, "y": 2,}', '{"x": 1.5e-7, "y": 2, "é": "ü"}',
            '{"x": 1, "y": "2,3"}',
        ]  # fmt: skip
        for end in ("\n", "\r\n"):
            found = assert_alike(TEXT, written(tmp_path / "rows.ndjson", end.join([*lines, ""])))
            assert all(json.loads(line) for line in found.splitlines())
        assert_alike(TEXT, written(tmp_path / "rows.ndjson", "\ufeff" + "\n".join(lines)))
        assert_alike(TEXT, written(tmp_path / "rows.ndjson", "\n".join(lines)), "--reduce", "sum")

    def test_an_object_of_odd_names(self, tmp_path: Path):
        lines = ['{"a.b": 2, "x[": 5}', '{"a.b": "2", "x[": 5}', '{"aXb": 2, "x[": 1}']
        table = written(tmp_path / "rows.ndjson", "\n".join(lines))
        assert_alike("x*y", table, "--column", "x=a.b", "--column", "y=x[")

    def test_what_is_plain_is_not_left_to_python(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("backprop_cli.cli.engines.python.run", lambda job: pytest.fail("Python did it"))
        table = written(tmp_path / "rows.csv", 'x,y,k\n1,2,"a, b"\n3,é,\n')
        assert batch(TEXT, table, "polars")[1].endswith(
            "2.0,1.0,1.0,\n3,é,,,,,\"y is 'é', which is no finite number\"\n".encode()
        )


class TestNumbers:
    @pytest.mark.parametrize("asked", calls(), ids=[each.text for each in calls()])
    def test_every_operation(self, asked: Asked, tmp_path: Path):
        expected, found = answers(asked, tmp_path, "python"), answers(asked, tmp_path, "polars")
        assert len(found) == len(asked.points)
        assert apart(expected, found) <= ULPS

    def test_random_programs(self, tmp_path: Path):
        points = 0
        for asked in map(steady, random_calls(40)):
            expected, found = answers(asked, tmp_path, "python"), answers(asked, tmp_path, "polars")
            assert [each.error for each in found] == [each.error for each in expected], asked.text
            for one, other in zip(expected, found, strict=True):
                points += not one.error
                assert other.numbers == pytest.approx(one.numbers, rel=1e-8, abs=1e-11, nan_ok=True), asked.text
        assert points > 200

    def test_long_programs(self, tmp_path: Path):
        chain = "x" + "".join([f" + sin(x*{i})" for i in range(1000)])
        deep = "sin(" * 300 + "x" + ")" * 300
        for text in (chain, deep):
            asked = Asked(text, [(0.5,), (2.0,)])
            expected, found = answers(asked, tmp_path, "python"), answers(asked, tmp_path, "polars")
            assert [each.numbers for each in found] == [pytest.approx(each.numbers, rel=1e-12) for each in expected]

    def test_an_overflow_on_the_way_is_an_error(self, tmp_path: Path):
        found = assert_alike("tanh(exp(x))", written(tmp_path / "rows.csv", "x\n800\n1\n"))
        assert b"overflow: exp(x) is too large for a double, x is 800 here" in found

    def test_every_primitive_is_there_or_has_a_formula(self):
        from backprop_cli.columns import polars as columns
        from backprop_cli.columns.layers import own

        assert members() <= {*own(columns), *FORMULAS}
        assert {*FORMULAS} <= {*vars(System)}
        assert {*SIGNS}.isdisjoint(FORMULAS)


class TestTotals:
    def test_no_digit_is_lost(self, tmp_path: Path):
        random = Random(4)
        xs = [random.uniform(-1, 1) * 10.0 ** random.randint(-8, 12) for _ in range(20_000)]
        table = written(tmp_path / "rows.csv", "\n".join(["x", *map(repr, [*xs, *[-x for x in xs], 0.1])]))
        for how in ("sum", "mean"):
            by_python, by_polars = [
                in_process("batch", "x", "-i", str(table), "--reduce", how, "--engine", each)
                for each in ("python", "polars")
            ]
            expected, found = json.loads(by_python.out), json.loads(by_polars.out)
            assert found == {**expected, "value": pytest.approx(expected["value"], rel=1e-12)}
            assert by_polars.err == "40,001 rows, 0 errors\n"

    @pytest.mark.parametrize("content", ["x,y\n1,2\n2,a\n-1,1\n", "x,y\n", "x,y\na,b\n", "x,y\n1,1e308\n1,1e308\n"])
    def test_rows_without_a_number(self, content: str, tmp_path: Path):
        table = written(tmp_path / "rows.csv", content)
        for how in ("sum", "mean"):
            runs = [
                in_process("batch", TEXT, "-i", str(table), "--reduce", how, "--engine", each)
                for each in ("python", "polars")
            ]
            assert runs[0]._replace(seconds=0) == runs[1]._replace(seconds=0)


ROWS = {
    "x": [1.0, None, float("nan"), -1.0, 0.0], "y": [1, 2, 3, 4, 2**53 + 1], "s": ["1", " 2 ", "a", None, "é"],
    "t": [True, False, None, True, True], "d": [Decimal("0.1")] * 5, "l": [[1], [], None, [2], [3]],
}  # fmt: skip


class TestParquet:
    @pytest.fixture
    def table(self, tmp_path: Path) -> Path:
        path = tmp_path / "rows.parquet"
        pl.DataFrame(ROWS).write_parquet(path)
        return path

    def test_rows_keep_their_columns_and_their_types(self, table: Path):
        done, _ = batch("log(x) + y*d", table, "polars")
        assert (done.code, done.err) == (3, "5 rows, 4 errors\n")
        found = pl.read_parquet(table.with_name("polars.parquet"))
        assert found.select(list(ROWS)).equals(pl.read_parquet(table))
        assert found["value"].to_list() == [0.1, None, None, None, None]
        assert found["d_x"].to_list() == [1.0, None, None, None, None]
        assert found["error"].to_list() == [
            None, "x has no value", "x is nan, which is no finite number",
            "log of -1: log(x) needs a positive number, x is -1 here",
            "log of 0: log(x) needs a positive number, x is 0 here",
        ]  # fmt: skip

    def test_texts_and_truths_are_read_as_in_a_row_of_text(self, table: Path):
        batch("s", table, "polars")
        found = pl.read_parquet(table.with_name("polars.parquet"))
        assert found["value"].to_list() == [1.0, 2.0, None, None, None]
        assert found["error"].to_list()[2:] == [
            "s is 'a', which is no finite number", "s has no value", "s is 'é', which is no finite number"
        ]  # fmt: skip
        batch("t", table, "polars")
        errors = pl.read_parquet(table.with_name("polars.parquet"))["error"].to_list()
        assert errors[:3] == [
            "t is True, which is no finite number",
            "t is False, which is no finite number",
            "t has no value",
        ]

    def test_a_total(self, table: Path):
        done = in_process("batch", "log(x + 1) + y", "-i", str(table), "--reduce", "sum", "--grad", "y")
        assert json.loads(done.out)["rows"] == 5
        assert json.loads(done.out)["gradients"] == {"y": 2.0}

    def test_an_infinite_gradient(self, table: Path):
        batch("sqrt(x)", table, "polars")
        assert pl.read_parquet(table.with_name("polars.parquet"))["d_x"].to_list()[-1] == float("inf")

    @pytest.mark.parametrize(("arguments", "message"), [
        (["-i", "-", "--format", "parquet"], "error: Parquet is read from a file"),
        (["-i", "rows.csv", "--format", "parquet"], "error: cannot read 'rows.csv': "),
        (["-i", "none.parquet"], "error: cannot read 'none.parquet': no such file or directory"),
        (["-i", "rows.parquet", "-o", "rows.csv"], "error: rows go out as they come in, and parquet"),
        (["-i", "rows.parquet", "--engine", "python"], "error: Parquet is read with Polars"),
    ])  # fmt: skip
    def test_what_cannot_be(self, arguments: list[str], message: str, table: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(table.parent)
        written(table.with_name("rows.csv"), "x\n1\n")
        done = in_process("batch", "x", *arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(message)


class TestRuns:
    @pytest.fixture
    def large(self, tmp_path: Path) -> Path:
        return written(tmp_path / "rows.csv", "x,k\n" + "1.5,abcdef\n" * 600_000)

    def run(self, *arguments: str, **options: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "backprop_cli", "batch", "x^2", *arguments]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(UNMEASURED), **options
        )

    def test_a_large_file_is_given_to_polars(self, large: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("backprop_cli.cli.engines.python.run", lambda job: pytest.fail("Python did it"))
        assert in_process("batch", "x", "-i", str(large), "--reduce", "sum").code == 0

    def test_without_polars_python_does_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        table = written(tmp_path / "rows.csv", "x\n1\n")
        monkeypatch.setattr("backprop_cli.cli.engines.polars.is_installed", lambda: False)
        done = in_process("batch", "x", "-i", str(table), "--engine", "polars")
        assert (
            done.err == "error: Polars 2.1 or newer is not installed\n  install it: pip install 'backprop-cli[batch]'\n"
        )
        assert in_process("batch", "x", "-i", str(table)).code == 0
        assert "Parquet is read with Polars" in in_process("batch", "x", "-i", str(table), "--format", "parquet").err

    @pytest.mark.parametrize(("arguments", "message"), [
        (["-i", "rows.csv", "-o", "out"], "error: Spark is not installed\n  install it: pip install "),
        (["-i", "-", "-o", "out"], "error: Spark reads files and folders\n"),
        (["-i", "rows.csv"], "error: Spark writes a folder\n"),
        (["-i", "rows.csv", "-o", "rows.csv"], "error: 'rows.csv' is there already\n"),
        (["-i", "rows.csv", "--remote", "sc://a", "--engine", "polars"], "error: only Spark is elsewhere\n"),
    ])  # fmt: skip
    def test_spark_begins_only_what_it_can(
        self, arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.chdir(tmp_path)
        written(tmp_path / "rows.csv", "x\n1\n")
        monkeypatch.setattr("backprop_cli.cli.engines.spark.is_installed", lambda: "installed" not in message)
        done = in_process("batch", "x", "--engine", "spark", *arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(message)

    @pytest.mark.parametrize(("version", "is_enough"), [
        ("1.44.2", False), ("2.0.0", False), ("2.1.0b1", True), ("10.0", True),
    ])  # fmt: skip
    def test_an_old_polars_is_none(self, version: str, *, is_enough: bool, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("importlib.metadata.version", lambda name: version)
        assert polars.is_installed() == is_enough

    def test_to_standard_output(self, large: Path):
        out, err = self.run("-i", str(large)).communicate()
        assert out.startswith(b"x,k,value,d_x,error\n1.5,abcdef,2.25,3.0,\n")
        assert out.count(b"\n") == 600_001
        assert err == b"600,000 rows, 0 errors\n"

    def test_whoever_reads_may_leave(self, large: Path):
        process = self.run("-i", str(large))
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.stderr.close()
        process.wait()

    @pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    def test_nothing_is_left_of_a_run_that_is_ended(self, number: int, large: Path):
        process = self.run("-i", str(large), "-o", str(large.with_name("out.csv")))
        while process.poll() is None and len(os.listdir(large.parent)) == 1:
            time.sleep(0.002)
        process.send_signal(number)
        _, err = process.communicate()
        if process.returncode:
            assert err == b""
            assert os.listdir(large.parent) == ["rows.csv"]

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is full")
    @pytest.mark.parametrize("arguments", [["-o", "/dev/full"], []])
    def test_what_cannot_be_written(self, arguments: list[str], large: Path):
        with open("/dev/full", "wb") as full:
            command = [sys.executable, "-m", "backprop_cli", "batch", "x", "-i", str(large), *arguments]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, text=True)
        assert done.returncode == 2
        assert "no space left on device" in done.stderr
