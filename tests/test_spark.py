"""Spark beside Python: the same rows, the same words, and numbers that are a few ulp apart.

Skipped where Spark is not installed; `python -m tests.jobs.engines` compares every operation.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import parse
from backprop_cli.answers.batch import Batch

from .jobs.engines import statements
from .support.running import Done, in_process

pytest.importorskip("pyspark", reason="Spark is not installed")
if not shutil.which("java"):
    pytest.skip("there is no Java", allow_module_level=True)

# Rows of which each has something that is rarely in a table, and numbers that Java writes otherwise.
UNUSUAL = (
    'x,y,note\n1,2,"a, b"\n-1,2,\n,2,z\nabc,3,\n1_000,2,\nnan,2,\n1e999,0,\n1,2\n 3 ,0.5,\n0,1e10,q\n-0.0,1,\n'
    '800,1e-7,"a ""b"""\n-0.00002,1,\n-1e-7,1,\n-0.00025,1,\n-123456789.5,1,\n-1e15,1,\n-1e22,1,\n1,800,\n'
)
PROGRAM = "log(x)*exp(y)"

OBJECTS = (
    '{"x": 1, "y": 2, "k": "é"}\n {"x": "2", "y": 2.5} \n\n[1]\n'
    '{"x": null, "y": 1, "n": [1, {"q": 12345678901234567890}]}\n{"x": -0.000001, "y": 1}\n{"x": 0, "y": 1e-7}\n{}\n'
)


def batch(text: str, table: Path, engine: str, *arguments: str) -> tuple[Done, Path]:
    out = table.with_name(f"{engine}{table.suffix}")
    done = in_process("batch", text, "-i", str(table), "-o", str(out), "--engine", engine, *arguments)
    return done, out


def parts(folder: Path) -> Iterator[str]:
    """What stands in the files that Spark wrote, in order."""
    assert (folder / "_SUCCESS").exists()
    return (part.read_text(encoding="utf-8") for part in sorted(folder.glob("part-*")))


def assert_alike(expected: list[Any], found: list[Any]) -> None:
    """The same rows, but for numbers that are a few ulp apart and written otherwise."""
    assert len(found) == len(expected)
    for one, other in zip(expected, found, strict=True):
        assert len(other) == len(one)
        for a, b in zip(one, other, strict=True):
            assert a == b or float(b) == pytest.approx(float(a), rel=2e-15), (one, other)


def test_rows_of_text(tmp_path: Path):
    table = tmp_path / "rows.csv"
    table.write_text(UNUSUAL, encoding="utf-8")
    by_python, expected = batch(PROGRAM, table, "python")
    by_spark, found = batch(PROGRAM, table, "spark")
    assert (by_spark.code, by_spark.out, by_spark.err) == (by_python.code, by_python.out, by_python.err)
    rows = [list(csv.reader(text.splitlines())) for text in parts(found)]
    lines = expected.read_text(encoding="utf-8").splitlines()
    assert_alike(list(csv.reader(lines)), [row for part in rows for row in part])


def test_objects(tmp_path: Path):
    table = tmp_path / "rows.ndjson"
    table.write_text(OBJECTS, encoding="utf-8")
    by_python, expected = batch("sqrt(x)*y", table, "python")
    by_spark, found = batch("sqrt(x)*y", table, "spark")
    assert (by_spark.code, by_spark.err) == (by_python.code, by_python.err)
    lines = "".join(parts(found)).splitlines()
    assert '"n": [1, {"q": 12345678901234567890}], ' in lines[3]
    ours, theirs = [list(map(json.loads, text)) for text in (expected.read_text(encoding="utf-8").splitlines(), lines)]
    assert [list(each) for each in theirs] == [list(each) for each in ours]
    assert_alike([list(each.values()) for each in ours], [list(each.values()) for each in theirs])


def test_parquet_and_a_total(tmp_path: Path):
    pl = pytest.importorskip("polars", reason="Polars is not installed")
    table = tmp_path / "rows.parquet"
    pl.DataFrame({
        "x": [1.0, None, float("nan"), -1.0, 0.0], "y": [1, 2, 3, 4, 5], "s": ["1", " 2 ", "a", None, "é"],
        "d": [Decimal("0.1")] * 5, "a.b`c": [True] * 5,
    }).write_parquet(table)  # fmt: skip
    for text in ("log(x) + y*d", "s*y"):
        _, expected = batch(text, table, "polars")
        done, found = batch(text, table, "spark")
        assert done.code == 3
        assert pl.read_parquet(f"{found}/*.parquet").equals(pl.read_parquet(expected))
        shutil.rmtree(found)
    totals = [
        in_process("batch", "log(x) + y", "-i", str(table), "--reduce", "mean", "--engine", engine)
        for engine in ("polars", "spark")
    ]
    assert json.loads(totals[1].out) == json.loads(totals[0].out)


def test_the_plan_has_no_function_of_python(tmp_path: Path):
    from backprop_cli.columns.spark_session import session
    from backprop_cli.columns.spark_tables import extended, read

    table = tmp_path / "rows.csv"
    table.write_text(UNUSUAL, encoding="utf-8")
    program = parse(PROGRAM)
    with session(None) as spark:
        found = extended(read(spark, str(table), "csv"), Batch(program, ("x",), {}), {"x": "x", "y": "y"}, 40)
        frame: Any = found.frame.select(*found.outputs, found.error)
        plan = frame._jdf.queryExecution().toString()
        assert "exp(" in plan.lower()
        assert "python" not in plan.lower()
        assert "udf" not in plan.lower()


def test_exported_sql():
    """Also where an integer is too large for Spark."""
    assert statements(10, ("floor(x0)", "ceil(x0)", "x0 ^ x1", "tanh(x0)")) == []


def test_what_cannot_be(tmp_path: Path):
    done = in_process("batch", "x", "-i", str(tmp_path / "none.csv"), "--reduce", "sum", "--engine", "spark")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: path does not exist: ")
    table = tmp_path / "rows.csv"
    table.write_text("x\n1\n")
    done = in_process("batch", "q", "-i", str(table), "--reduce", "sum", "--engine", "spark")
    assert done.err.startswith("error: the table has no column 'q'")
