"""A neuron over a million random rows by everything that can compute them: `python -m tests.jobs.rows`.

Runs `batch` with each engine at hand, CSV to CSV, its mean, and the exports to SQL (in DuckDB), C and JavaScript over
the same rows; prints what each took as a whole process and how far its numbers are from those of Python. Ends with
code 1 where they disagree. `--readme` writes the table into the README.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from backprop_cli import parse
from backprop_cli.export import exported
from tests.benchmarks.tables import ADDED, COLUMNS, NEURON, write_rows

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
TABLE = re.compile(r"(?<=<!-- the rows -->\n).*?(?=<!-- end of the rows -->)", re.DOTALL)

BATCH = [sys.executable, "-m", "backprop_cli", "batch", NEURON]

# The mathematics libraries differ by an ulp in tanh, which derivatives multiply. Of numbers below 1 it is that of 1.
MOST = 16

# The columns but for the first, which has no part in it.
INPUTS = len(COLUMNS) - 1


class Way(NamedTuple):
    """A way to compute the rows: how it is called, why it cannot be gone, and what runs it and finds its numbers."""

    name: str
    lacking: str
    run: Callable[[Path], float]
    numbers: Callable[[Path], np.ndarray]


def timed(command: Sequence[str], folder: Path, given: str | None = None, out: str | None = None) -> float:
    """The seconds of a process."""
    with open(folder / (given or os.devnull), "rb") as source, open(folder / (out or os.devnull), "wb") as target:
        start = time.perf_counter()
        subprocess.run(command, check=True, cwd=folder, stdin=source, stdout=target, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start


def read(paths: Sequence[Path], first: int, delimiter: str | None = ",", header: int = 1) -> np.ndarray:
    """The value and the gradients of all rows, which begin at this column."""
    columns = range(first, first + len(ADDED))
    return np.vstack([np.loadtxt(path, delimiter=delimiter, skiprows=header, usecols=columns) for path in paths])


def engine(name: str, lacking: str) -> Way:
    """`batch` by one engine."""

    def run(folder: Path) -> float:
        return timed([*BATCH, "-i", "rows.csv", "-o", f"{name}.csv", "--engine", name], folder)

    def numbers(folder: Path) -> np.ndarray:
        written = folder / f"{name}.csv"
        return read(sorted(written.glob("part-*")) if written.is_dir() else [written], len(COLUMNS))

    return Way(f"`batch --engine {name}`", lacking, run, numbers)


def duckdb() -> Way:
    """The exported SQL."""

    def run(folder: Path) -> float:
        statement = exported(parse(NEURON), "sql", called="data")
        code = (
            "import duckdb; connection = duckdb.connect();"
            "connection.execute(\"CREATE VIEW data AS SELECT * FROM read_csv('rows.csv')\");"
            f'connection.execute("COPY (" + {statement.rstrip().rstrip(";")!r} + ") TO \'sql.csv\' (HEADER)")'
        )
        return timed([sys.executable, "-c", code], folder)

    lacking = "" if find_spec("duckdb") else "DuckDB is not installed"
    return Way("`export --to sql`, in DuckDB", lacking, run, lambda folder: read([folder / "sql.csv"], INPUTS))


def program(language: str, lacking: str) -> Way:
    """An exported program, which reads the numbers of a row from a line."""

    def run(folder: Path) -> float:
        source = folder / f"f.{language}"
        source.write_text(exported(parse(NEURON), language, main=True), encoding="utf-8")
        command = ["node", source.name]
        if language == "c":
            subprocess.run(["cc", "-O2", "-x", "c", source.name, "-o", "f", "-lm"], check=True, cwd=folder)
            command = ["./f"]
        return timed(command, folder, "rows.txt", f"{language}.txt")

    def numbers(folder: Path) -> np.ndarray:
        return read([folder / f"{language}.txt"], 0, None, 0)

    return Way(f"`export --to {language} --main`", lacking, run, numbers)


def ways() -> list[Way]:
    """All of them; the first is what the others are held against."""
    return [
        engine("python", ""),
        engine("polars", "" if find_spec("polars") else "Polars is not installed"),
        engine("spark", "" if find_spec("pyspark") and shutil.which("java") else "Spark is not installed"),
        duckdb(),
        program("c", "" if shutil.which("cc") else "there is no C compiler"),
        program("javascript", "" if shutil.which("node") else "Node is not installed"),
    ]


def apart(found: np.ndarray, expected: np.ndarray) -> float:
    """How far numbers are apart at most, in ulp; those below 1 in the ulp of 1."""
    if found.shape != expected.shape:
        return float("inf")
    scale = np.maximum(np.maximum(abs(found), abs(expected)), 1.0)
    return float(np.max(abs(found - expected) / np.spacing(scale)))


def mean(folder: Path, expected: np.ndarray) -> tuple[float, float]:
    """The seconds of `--reduce mean`, and how far its numbers are from the means of the rows."""
    seconds = timed([*BATCH, "-i", "rows.csv", "--reduce", "mean"], folder, out="mean.json")
    found = json.loads((folder / "mean.json").read_text(encoding="utf-8"))
    numbers = np.array([found["value"], *[found["gradients"][name.removeprefix("d_")] for name in ADDED[1:]]])
    return seconds, apart(numbers, np.array([math.fsum(column) / len(expected) for column in expected.T]))


def lines(count: int, wrong: list[str]) -> Iterator[str]:
    """The rows of the table; what disagrees is added to `wrong`."""
    yield f"| {count:,} rows | seconds | apart, in ulp |\n|---|--:|--:|"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_rows(folder / "rows.csv", count)
        points = np.loadtxt(folder / "rows.csv", delimiter=",", skiprows=1, usecols=range(1, len(COLUMNS)))
        np.savetxt(folder / "rows.txt", points, fmt="%.17g")
        expected = None
        for way in ways():
            if way.lacking:
                yield f"| {way.name} | {way.lacking} | |"
                continue
            seconds = way.run(folder)
            numbers = way.numbers(folder)
            expected = numbers if expected is None else expected
            yield line(way.name, seconds, apart(numbers, expected), wrong)
        assert expected is not None
        yield line("`batch --reduce mean`", *mean(folder, expected), wrong)


def line(name: str, seconds: float, distance: float, wrong: list[str]) -> str:
    """A row of the table."""
    if not distance <= MOST:
        wrong.append(f"{name} is {distance:g} ulp off")
    return f"| {name} | {seconds:.1f} | {distance:.2g} |"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where something disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows")
    parser.add_argument("--readme", action="store_true", help="write the table into the README")
    options = parser.parse_args(arguments)
    wrong: list[str] = []
    shown = []
    for each in lines(options.rows, wrong):
        shown.append(each)
        print(each, flush=True)
    if options.readme and not wrong:
        text = README.read_text(encoding="utf-8")
        README.write_text(TABLE.sub("\n".join(["", *shown, "", ""]).replace("\\", r"\\"), text), encoding="utf-8")
    print("\n".join(wrong) or "all agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
