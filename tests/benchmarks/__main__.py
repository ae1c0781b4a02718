"""Measure every figure against its floor or its peer, in turn and repeatedly, and print the table of medians."""

from __future__ import annotations

import argparse
import compileall
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import backprop_cli
from backprop_cli.views.drawing.layout import programs
from tests.benchmarks import tables

NEURON = ["tanh(x1*w1+x2*w2+b)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432"]
BACKPROP = [sys.executable, "-m", "backprop_cli"]
NODES = 200_000


class Figure(NamedTuple):
    """One row: what was measured, against what, the ratio and the goal that it has to meet."""

    work: str
    against: str
    goal: str
    ratio: float
    met: bool

    def line(self) -> str:
        """The row of the Markdown table."""
        return f"| {self.work} | {self.against} | {self.goal} | {self.ratio:.2f} | {'yes' if self.met else 'no'} |"


def in_turn(first: Callable[[], float], second: Callable[[], float], rounds: int) -> float:
    """The median of the ratios of two costs, measured in turn: A B A B …, after one of each to warm up."""
    first(), second()
    return median([first() / second() for _ in range(rounds)])


def process(command: Sequence[str]) -> Callable[[], float]:
    """The seconds of a whole process."""

    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start

    return run


def python(code: str) -> Callable[[], float]:
    """The seconds of a whole Python process that runs this code."""
    return process([sys.executable, "-c", code])


def job(name: str, size: int, what: str = "seconds", collector: str = "on") -> Callable[[], float]:
    """One cost of a job in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.jobs", name, str(size), collector]

    def run() -> float:
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return float(json.loads(done.stdout)[what])

    return run


def start_up(rounds: int) -> list[Figure]:
    """Whole processes against the imports that they cannot do without; compiled, as every installed program is."""
    compileall.compile_dir(Path(backprop_cli.__file__).parent, quiet=1)
    rows = [
        ("`eval --format json`", [*BACKPROP, "eval", *NEURON, "--format", "json"], "import click, lark"),
        ("`eval`, table", [*BACKPROP, "eval", *NEURON], "import click, lark, rich.console, rich.table"),
        ("`--help`", [*BACKPROP, "--help"], "import click"),
    ]
    return [
        at_most(f"{work}, whole process", f"`python -c '{floor}'`", 1.15, in_turn(process(cmd), python(floor), rounds))
        for work, cmd, floor in rows
    ]


def picture(rounds: int) -> Figure:
    """The SVG of the neuron against the imports it needs and the layout program alone."""
    dot = subprocess.run([*BACKPROP, "graph", *NEURON], check=True, capture_output=True, text=True).stdout
    program = next(programs())
    floor = (
        "import click, lark, graphviz, subprocess;"
        f"subprocess.run([{program!r}, '-Tsvg'], input={dot!r}.encode(), capture_output=True)"
    )
    command = [*BACKPROP, "graph", *NEURON, "--format", "svg"]
    return at_most(
        "SVG of the neuron, whole process", "imports and the layout program", 1.3,
        in_turn(process(command), python(floor), rounds),
    )  # fmt: skip


def engine(rounds: int) -> list[Figure]:
    """The passes and the way from text to gradients, against micrograd."""
    if find_spec("micrograd") is None:
        print("micrograd is not installed: its rows are left out", file=sys.stderr)
        return []
    speed, built = (
        in_turn(job("engine_micrograd", NODES), job(ours, NODES), rounds) for ours in ("engine_ours", "operators_ours")
    )
    bare, built_bare = (
        in_turn(job("engine_micrograd", NODES, collector="off"), job(ours, NODES, collector="off"), rounds)
        for ours in ("engine_ours", "operators_ours")
    )
    memory = in_turn(job("engine_ours", NODES, "megabytes"), job("engine_micrograd", NODES, "megabytes"), rounds)
    text = in_turn(job("text_micrograd", NODES), job("text_ours", NODES), rounds)
    return [
        at_least("forward + backward, 200,000 nodes", "micrograd's time", 10, speed),
        at_least("the same without the garbage collector", "micrograd's time", 2, bare),
        at_most("the same, memory", "micrograd's memory", 0.5, memory),
        at_least("the same built by operators of `Value`", "micrograd's time", 4, built),
        at_least("built by operators, without the garbage collector", "micrograd's time", 2, built_bare),
        at_least("text to gradients, 200,000 nodes", "`eval` over micrograd", 4, text),
    ]


def growth(rounds: int, few: int) -> list[Figure]:
    """Ten times the nodes, and a chain that is a million deep; the short jobs more often, because they vary more."""
    steps = [(20_000, 200_000, rounds), (200_000, 2_000_000, few)]
    rows = [
        at_most(
            f"text to gradients, {large:,} nodes", f"{small:,} nodes", 11,
            in_turn(job("text_ours", large), job("text_ours", small), repeats),
        )
        for small, large, repeats in steps
    ]  # fmt: skip
    deep = in_turn(job("chain", 1_000_000), job("chain", 100_000), few)
    return [*rows, at_most("a chain 1,000,000 deep", "100,000 deep", 11, deep)]


def batch(rounds: int, count: int) -> list[Figure]:
    """Each row of a table with its numbers, as whole processes, against the same formulas by hand, and Miller."""
    if find_spec("polars") is None:
        print("Polars is not installed: the rows of batch are left out", file=sys.stderr)
        return []
    what = f"`batch`, {count:,} rows × 7 columns, CSV to CSV"
    with TemporaryDirectory() as name:
        rows, out = Path(name, "rows.csv"), Path(name, "out.csv")
        tables.write_rows(rows, count)
        ours = [*BACKPROP, "batch", tables.NEURON, "-i", str(rows), "-o", str(out), "--engine"]
        columns, each = process([*ours, "polars"]), process([*ours, "python"])
        by_hand = in_turn(columns, process(tables.command("polars", rows, out)), rounds)
        figures = [at_most(f"{what}, in Polars", "the formulas by hand in Polars", 1.15, by_hand)]
        if shutil.which("mlr"):
            miller = ["mlr", "--icsv", "--ocsv", "put", tables.MILLER, str(rows)]
            figures.append(
                at_least(f"{what}, in Polars", "Miller's time", 6, in_turn(process(miller), columns, rounds))
            )
        python_by_hand = in_turn(each, process(tables.command("python", rows, out)), max(rounds // 3, 1))
        return [*figures, at_most(f"{what}, in Python", "a loop by hand in Python", 2, python_by_hand)]


def at_most(work: str, against: str, goal: float, ratio: float) -> Figure:
    """A figure that is to stay below its goal."""
    return Figure(work, against, f"≤ {goal:g} ×", ratio, ratio <= goal)


def at_least(work: str, against: str, goal: float, ratio: float) -> Figure:
    """A figure that is to be a multiple of its peer's."""
    return Figure(work, against, f"≥ {goal:g} × faster", ratio, ratio >= goal)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each pair is measured (default 9)")
    parser.add_argument("--quick", action="store_true", help="one round of everything: whether it runs at all")
    options = parser.parse_args()
    rounds = 1 if options.quick else options.rounds
    few = 1 if options.quick else max(rounds // 3, 1)
    count = 10_000 if options.quick else 1_000_000
    figures = [
        *start_up(2 * rounds + 1), picture(rounds), *engine(few), *growth(rounds, few), *batch(rounds, count)
    ]  # fmt: skip
    print("| work | against | goal | measured | met |\n|---|---|---|--:|---|")
    print("\n".join(figure.line() for figure in figures))


if __name__ == "__main__":
    main()
