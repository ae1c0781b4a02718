"""The figures that need nothing but the tests' own packages: against floors, against micrograd, against the clock."""

from __future__ import annotations

import compileall
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import backprop_cli
from backprop_cli.views.drawing.layout import programs

from . import tables
from .frame import BACKPROP, NEURON, Figure, absent, at_least, at_most, in_turn, job, process, python, within

NODES = 200_000


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
        return [absent("forward + backward, 200,000 nodes", "micrograd")]
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


def reading(rounds: int) -> Figure:
    """From text to gradients beside the parser library that only parses that text."""
    work, against = "text to gradients, 200,000 nodes", "Lark with lark-cython, parsing that text"
    if find_spec("lark_cython") is None:
        return absent(work, "lark-cython")
    return at_most(work, against, 1.5, in_turn(job("text_ours", NODES), job("text_lark", NODES), rounds))


def once_more(rounds: int) -> list[Figure]:
    """One more point of a program that is compiled."""
    points = 300_000
    against = "a function written by hand"
    loss, neuron = (
        in_turn(job(f"{what}_ours", points), job(f"{what}_by_hand", points), rounds) for what in ("loss", "compiled")
    )
    return [
        at_most("a compiled program, one more point: a loss", against, 1.2, loss),
        at_most("a neuron, whose slope keeps all digits", f"{against}, which loses some", 1.2, neuron),
    ]


def large(rounds: int) -> list[Figure]:
    """Large tables, a long JSON, a long explanation, a class to mark."""
    seconds = {
        name: median([job(name, size)() for _ in range(rounds)])
        for name, size in {"table": 3_000, "chain_json": 1_000_000, "explanation": 100_000, "marking": 1_000}.items()
    }
    memory = in_turn(job("chain_json", 1_000_000, "megabytes"), job("chain", 1_000_000, "megabytes"), 1)
    return [
        within("table of 3,000 nodes", 0.5, seconds["table"]),
        within("a chain 1,000,000 deep, text to JSON", 10, seconds["chain_json"]),
        at_most("the same, memory", "the passes alone", 1.1, memory),
        within("`explain` of 100,000 nodes", 10, seconds["explanation"]),
        within("marking, 1,000 submissions of 96 claims", 5, seconds["marking"]),
    ]


def batch(rounds: int, few: int, count: int) -> list[Figure]:
    """Each row of a table with its numbers, as whole processes, against the same formulas by hand, and Miller."""
    what = f"`batch`, {count:,} rows × 7 columns, CSV to CSV"
    with TemporaryDirectory() as name:
        rows, out = Path(name, "rows.csv"), Path(name, "out.csv")
        tables.write_rows(rows, count)
        ours = [*BACKPROP, "batch", tables.NEURON, "-i", str(rows), "-o", str(out), "--engine"]
        columns, each = process([*ours, "polars"]), process([*ours, "python"])
        python_by_hand = in_turn(each, process(tables.command("python", rows, out)), few)
        figures = [at_most(f"{what}, in Python", "a loop by hand in Python", 2, python_by_hand)]
        if find_spec("polars") is None:
            return [*figures, absent(f"{what}, in Polars", "Polars")]
        by_hand = in_turn(columns, process(tables.command("polars", rows, out)), rounds)
        figures.append(at_most(f"{what}, in Polars", "the formulas by hand in Polars", 1.15, by_hand))
        if shutil.which("mlr") is None:
            return [*figures, absent(f"{what}, in Polars", "Miller")]
        miller = process(["mlr", "--icsv", "--ocsv", "put", tables.MILLER, str(rows)])
        return [*figures, at_least(f"{what}, in Polars", "Miller's time", 6, in_turn(miller, columns, rounds))]
