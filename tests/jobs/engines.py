"""What Spark computes, beside Python: every operation, random programs, a million rows.

Run by hand where Spark is installed: `python -m tests.jobs.engines [--programs N] [--rows N]`. It prints how far the
numbers of each operation are apart at most, in ulp, which errors are said in other words, and what each engine took for
the rows; the code is 1 where something is wrong.
"""

from __future__ import annotations

import argparse
import csv
import math
import re
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from backprop_cli import parse
from backprop_cli.answers.batch import Batch, Point
from backprop_cli.export import exported
from tests.benchmarks.tables import COLUMNS, NEURON, write_rows
from tests.support.engines import apart, by_python, calls, random_calls, steady
from tests.support.exported import Asked
from tests.support.running import in_process

# Of numbers that are larger, SQL may lose the square; and of an exponent, whether it is odd once 1 is taken from it.
LARGE, LARGE_EXPONENT = 1e301, 2.0**53

_DIGITS = re.compile(r"-?[0-9][0-9.e+-]*")

# So many ulp lie at most between Spark and Python, at one operation.
ULPS = 4


def by_spark(many: Iterable[Asked], folder: Path) -> Iterator[list[Point]]:
    """What Spark says of the points of each program, in one session."""
    from backprop_cli.columns.spark_session import session
    from backprop_cli.columns.spark_tables import extended, read

    with session(None) as spark:
        for asked in many:
            names = asked.names or ("none",)
            path = folder / "points.csv"
            rows = [",".join([repr(float(x)) for x in point] or ["0"]) for point in asked.points]
            path.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
            program = parse(asked.text)
            found = extended(
                read(spark, str(path), "csv"), Batch(program, asked.names, {}), {name: name for name in asked.names}, 40
            )
            answers = found.frame.select(*found.outputs, found.error).collect()
            yield [Point([] if row[-1] else list(row[:-1]), row[-1] or "") for row in answers]


def by_sql(many: Iterable[Asked]) -> Iterator[list[Point]]:
    """What the exported statement of each program finds in Spark; nan for NULL."""
    from backprop_cli.columns.spark_session import session

    with session(None) as spark:
        for asked in many:
            names = asked.names or ("no input",)
            rows = [tuple(map(float, point)) or (0.0,) for point in asked.points]
            spark.createDataFrame(rows, list(names)).createOrReplaceTempView("data")
            statement = exported(parse(asked.text), "sql", called="data", dialect="spark")
            found = spark.sql(statement.rstrip().removesuffix(";")).collect()
            yield [Point([math.nan if x is None else float(x) for x in row[len(asked.names) :]]) for row in found]


def is_told(expected: Point, found: Point) -> bool:
    """Whether a statement finds the numbers, or NULL where there is none or no finite one."""
    if expected.error:
        return not math.isfinite(found.numbers[0])
    pairs = zip(expected.numbers, found.numbers, strict=True)
    return all(
        math.isclose(a, b, rel_tol=1e-11, abs_tol=1e-14) or (not math.isfinite(a) and math.isnan(b)) for a, b in pairs
    )


def statements(ordinary: int = 60, only: Collection[str] = ()) -> list[str]:
    """Print in how many points the exported SQL finds in Spark what Python computes; where it does not.

    Args:
        ordinary: how many ordinary points of each operation.
        only: some operations, as they are written; all that SQL has if there are none.
    """
    lacking = ("erf(x0)", "gelu(x0)")
    asked = [each for each in calls(ordinary) if each.text not in lacking and (not only or each.text in only)]
    asked = [Asked(each.text, [at for at in each.points if _is_small(at)]) for each in asked]
    wrong = []
    for each, found in zip(asked, by_sql(asked), strict=True):
        rows = zip(each.points, by_python(each), found, strict=True)
        wrong += [f"{each.text} at {at}: {b} by SQL, not {a}" for at, a, b in rows if not is_told(a, b)]
    print(f"SQL of {len(asked)} operations: {len(wrong)} points differ", flush=True)
    return wrong


def _is_small(point: Sequence[float]) -> bool:
    return all(abs(x) < LARGE for x in point[:1]) and all(abs(x) < LARGE_EXPONENT for x in point[1:])


def operations(folder: Path, ordinary: int = 60) -> list[str]:
    """Print how far Spark and Python are apart at every operation; what is wrong."""
    wrong = []
    # Where a product or a mean overflows on the way, Spark has an error.
    asked = [
        Asked(each.text, [at for at in each.points if all(abs(x) < LARGE for x in at)]) for each in calls(ordinary)
    ]
    for each, found in zip(asked, by_spark(asked, folder), strict=True):
        expected = by_python(each)
        worst = apart(expected, found)
        print(f"{each.text:24} {worst:8.3g} ulp at {len(each.points)} points", flush=True)
        if worst > ULPS:
            rows = zip(each.points, found, expected, strict=True)
            wrong += [f"{each.text} at {at}: {one}, not {other}" for at, one, other in rows if far(other, one)][:3]
    return wrong


def far(expected: Point, found: Point) -> bool:
    """Whether two points are farther apart than they may be."""
    return apart([expected], [found]) > ULPS


def programs(folder: Path, count: int) -> list[str]:
    """Print in how many points of random programs Spark and Python agree; where they do not."""
    wrong = []
    points = 0
    finite = [
        Asked(each.text, [at for at in each.points if all(map(math.isfinite, at))]) for each in random_calls(count)
    ]
    asked = [steady(each) for each in finite]
    for each, found in zip(asked, by_spark(asked, folder), strict=True):
        for at, one, other in zip(each.points, by_python(each), found, strict=True):
            points += 1
            if _words(one.error) != _words(other.error) or not _close(one.numbers, other.numbers):
                wrong.append(f"{each.text} at {at}: {other}, not {one}")
    print(f"{len(asked)} random programs at {points} points: {len(wrong)} differ")
    return wrong


def _words(error: str) -> str:
    """An error without its numbers, whose last digits may be others."""
    return _DIGITS.sub("#", error)


def _close(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(
        math.isclose(a, b, rel_tol=1e-8, abs_tol=1e-11) or (a != a and b != b) for a, b in zip(one, other, strict=True)
    )


def many_rows(folder: Path, count: int) -> list[str]:
    """Print what each engine takes for a table of many rows; where their numbers differ."""
    table = folder / "rows.csv"
    write_rows(table, count)
    for engine in ("python", "polars", "spark"):
        start = time.perf_counter()
        done = in_process("batch", NEURON, "-i", str(table), "-o", str(folder / f"{engine}.csv"), "--engine", engine)
        print(f"{engine:8} {time.perf_counter() - start:8.2f} s  {done.err.strip()}", flush=True)
    parts = sorted((folder / "spark.csv").glob("part-*"))
    wrong = 0
    worst = 0.0
    polars, spark = _rows([folder / "polars.csv"]), _rows(parts)
    for one, other in zip(polars, spark, strict=True):
        wrong += one[: len(COLUMNS)] != other[: len(COLUMNS)]
        pairs = zip(one[len(COLUMNS) : -1], other[len(COLUMNS) : -1], strict=True)
        worst = max([worst, *[abs(float(a) - float(b)) / math.ulp(max(1.0, abs(float(b)))) for a, b in pairs]])
    print(f"{count:,} rows in {len(parts)} parts: {wrong} in another place, numbers up to {worst:.3g} ulp (of 1) apart")
    return [f"rows differ: {wrong}, {worst} ulp"] if wrong or worst > ULPS else []


def _rows(paths: Iterable[Path]) -> Iterator[list[str]]:
    for path in paths:
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            yield from reader


def main(arguments: Sequence[str] | None = None) -> int:
    """Do all of it; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=40, help="how many random programs")
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows")
    options = parser.parse_args(arguments)
    if find_spec("pyspark") is None:
        print("Spark is not installed: pip install 'backprop-cli[spark]'", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wrong = [
            *operations(folder),
            *statements(),
            *programs(folder, options.programs),
            *many_rows(folder, options.rows),
        ]
    print("\n".join(wrong) or "all agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
