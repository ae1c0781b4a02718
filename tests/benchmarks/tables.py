"""The value and the gradients of a neuron for each row of a table, as somebody writes them by hand.

`python -m tests.benchmarks.tables polars|python ROWS OUT` does it with the formulas of the derivatives worked out.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from math import tanh
from pathlib import Path
from random import Random

NEURON = "(tanh(w0*x0 + w1*x1 + b) - y)^2"
COLUMNS = ("id", "w0", "x0", "w1", "x1", "b", "y")
ADDED = ("value", "d_w0", "d_x0", "d_w1", "d_x1", "d_b", "d_y")

# The same in the language of Miller.
MILLER = (
    "o = tanh($w0*$x0 + $w1*$x1 + $b); u = 2*(o - $y); g = u*(1 - o*o); $value = (o - $y)*(o - $y); $d_w0 = g*$x0;"
    " $d_x0 = g*$w0; $d_w1 = g*$x1; $d_x1 = g*$w1; $d_b = g; $d_y = -u"
)


def write_rows(path: Path, count: int) -> None:
    """A table of neurons with two inputs."""
    random = Random(1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(",".join(COLUMNS) + "\n")
        for number in range(count):
            numbers = [f"{random.gauss(0, 1):.6f}" for _ in COLUMNS[1:]]
            file.write(",".join([str(number), *numbers]) + "\n")


def polars(rows: str, out: str) -> None:
    """In columns."""
    import polars as pl

    c = pl.col
    o = (c("w0") * c("x0") + c("w1") * c("x1") + c("b")).tanh()
    frame = pl.scan_csv(rows).with_columns(o.alias("o")).with_columns((2 * (c("o") - c("y"))).alias("u"))
    frame = frame.with_columns((c("u") * (1 - c("o") * c("o"))).alias("g"))
    value = (c("o") - c("y")) ** 2
    gradients = [c("g") * c("x0"), c("g") * c("w0"), c("g") * c("x1"), c("g") * c("w1"), c("g"), -c("u")]
    added = [x.alias(name) for name, x in zip(ADDED, [value, *gradients], strict=True)]
    frame.select(*COLUMNS, *added).sink_csv(out)


def python(rows: str, out: str) -> None:
    """A row at a time."""
    with open(rows, encoding="utf-8", newline="") as source, open(out, "w", encoding="utf-8", newline="") as target:
        reader, writer = csv.reader(source), csv.writer(target)
        writer.writerow([*next(reader), *ADDED])
        for row in reader:
            w0, x0, w1, x1, b, y = map(float, row[1:])
            o = tanh(w0 * x0 + w1 * x1 + b)
            u = 2 * (o - y)
            g = u * (1 - o * o)
            writer.writerow([*row, (o - y) ** 2, g * x0, g * w0, g * x1, g * w1, g, -u])


def main(how: str, *paths: str) -> None:
    """Do it once."""
    {"polars": polars, "python": python}[how](*paths)


def command(how: str, rows: Path, out: Path) -> Sequence[str]:
    """The process that does it once."""
    return [sys.executable, "-m", "tests.benchmarks.tables", how, str(rows), str(out)]


if __name__ == "__main__":
    main(*sys.argv[1:])
