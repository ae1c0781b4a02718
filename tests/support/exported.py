"""Runs exported code in its own language: many programs in one go, each at a point, and what they print."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from warnings import catch_warnings, simplefilter

from backprop_cli import parse
from backprop_cli.export import exported

Numbers = list[float]


class Asked(NamedTuple):
    """A program, and the points at which it is asked for: the values of its variables, in their order."""

    text: str
    points: Sequence[Sequence[float]]

    @property
    def names(self) -> tuple[str, ...]:
        """Its variables."""
        return parse(self.text).variables


def python(target: str, asked: Sequence[Asked], folder: Path) -> list[Numbers]:
    """What functions in Python, NumPy, PyTorch or JAX return."""
    return [numbers for each in asked for numbers in _called(exported(parse(each.text), target), each.points, target)]


def _called(source: str, points: Sequence[Sequence[float]], target: str) -> Iterator[Numbers]:
    function = _function(source, target)
    for point in points:
        with catch_warnings():
            # NumPy warns where there is no result, and its nan says so.
            simplefilter("ignore", RuntimeWarning)
            value, gradients = function(*map(PREPARED.get(target, float), point))
        yield [float(value), *map(float, gradients.values())]


def _function(source: str, target: str) -> Any:
    if target == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(source, target, "exec"), namespace)
    return namespace["f"]


def _tensor(x: Any) -> Any:
    import torch

    return torch.tensor(x, dtype=torch.float64)


def _columns(source: str, target: str, points: Sequence[Sequence[float]], array: Callable[[Any], Any]) -> list[Numbers]:
    """The numbers of all points, a list for each, of columns; but of several inputs the last is one number."""
    columns = [array([float(x) for x in column]) for column in zip(*points, strict=True)]
    if len(columns) > 1:
        columns[-1] = float(points[0][-1])
    with catch_warnings():
        simplefilter("ignore", RuntimeWarning)
        value, gradients = _function(source, target)(*columns)
    found = [value, *gradients.values()]
    return [[float(x[row]) if getattr(x, "ndim", 0) else float(x) for x in found] for row in range(len(points))]


def numpy_columns(source: str, points: Sequence[Sequence[float]]) -> list[list[Numbers]]:
    """What NumPy finds of arrays."""
    import numpy as np

    return [_columns(source, "numpy", points, np.array)]


def torch_columns(source: str, points: Sequence[Sequence[float]]) -> list[list[Numbers]]:
    """What PyTorch finds of tensors."""
    return [_columns(source, "torch", points, _tensor)]


def jax_columns(source: str, points: Sequence[Sequence[float]]) -> list[list[Numbers]]:
    """What JAX finds of arrays, and of a function of one point that is compiled and mapped over them."""
    import jax
    import jax.numpy as jnp

    function = _function(source, "jax")
    # What is compiled returns its dictionaries sorted.
    names = list(function(*points[0])[1])
    columns = [jnp.array([float(x) for x in column]) for column in zip(*points, strict=True)]
    value, gradients = jax.jit(jax.vmap(function))(*columns)
    mapped = [[float(x[row]) for x in (value, *[gradients[name] for name in names])] for row in range(len(points))]
    return [_columns(source, "jax", points, jnp.array), mapped]


COLUMNS: dict[str, Callable[[str, Sequence[Sequence[float]]], list[list[Numbers]]]] = {
    "numpy": numpy_columns,
    "torch": torch_columns,
    "jax": jax_columns,
}


PREPARED: dict[str, Callable[[float], Any]] = {"torch": _tensor}

# Helpers stand in each file of their own, and are static.
MAIN = """\
#include <stdio.h>
{declared}
static void show(double v, double *g, int n) {{
  printf("%a", v);
  for (int i = 0; i < n; i++) printf(" %a", g[i]);
  puts("");
}}
int main(void) {{
{calls}
return 0;
}}
"""


def c(target: str, asked: Sequence[Asked], folder: Path) -> list[Numbers]:
    """What functions in C return, compiled by the compiler of this system with its warnings as errors."""
    names = [f"f{i}" for i in range(len(asked))]
    for name, each in zip(names, asked, strict=True):
        (folder / f"{name}.c").write_text(exported(parse(each.text), "c", called=name))
    calls = [_call(name, point) for name, each in zip(names, asked, strict=True) for point in each.points]
    declared = "\n".join([f"double {name}(const double *, double *);" for name in names])
    (folder / "main.c").write_text(MAIN.format(declared=declared, calls="\n".join(calls)))
    warnings = ["-std=c99", "-Wall", "-Werror"]
    command = ["cc", *warnings, *[f"{name}.c" for name in [*names, "main"]], "-o", "program", "-lm"]
    subprocess.run(command, check=True, capture_output=True, text=True, cwd=folder)
    return _lines(
        subprocess.run([folder / "program"], check=True, capture_output=True, text=True).stdout, float.fromhex
    )


def _call(name: str, point: Sequence[float]) -> str:
    values = ", ".join([float(x).hex() for x in point]) or "0"
    return f"{{double in[] = {{{values}}}, g[{len(point) + 1}]; double v = {name}(in, g); show(v, g, {len(point)});}}"


def javascript(target: str, asked: Sequence[Asked], folder: Path) -> list[Numbers]:
    """What functions in JavaScript return, run by Node."""
    parts = []
    for each in asked:
        points = [dict(zip(each.names, point, strict=True)) for point in each.points]
        calls = [f"show(f({json.dumps(point)}));" for point in points]
        parts.append("\n".join(["{", exported(parse(each.text), "javascript"), *calls, "}"]))
    show = "const show = (r) => console.log([r.value, ...Object.values(r.gradients)].join(' '));\n"
    (folder / "f.js").write_text(show + "\n".join(parts), encoding="utf-8")
    return _lines(subprocess.run(["node", folder / "f.js"], check=True, capture_output=True, text=True).stdout, float)


def sql(target: str, asked: Sequence[Asked], folder: Path) -> list[Numbers]:
    """What statements of SQL find in a table with a row for each point; nan for NULL."""
    return [numbers for each in asked for numbers in _selected(CONNECT[target](), target, each)]


def _sqlite() -> Any:
    return sqlite3.connect(":memory:")


def _duckdb() -> Any:
    import duckdb

    return duckdb.connect()


CONNECT: dict[str, Callable[[], Any]] = {"sqlite": _sqlite, "duckdb": _duckdb}


def _selected(connection: Any, dialect: str, asked: Asked) -> Iterator[Numbers]:
    names = asked.names or ("no input",)
    columns = ", ".join(['"' + name + '" DOUBLE' for name in names])
    connection.execute(f"CREATE TABLE data ({columns})")
    statement = exported(parse(asked.text), "sql", called="data", dialect=dialect)
    for point in asked.points:
        connection.execute("DELETE FROM data")
        connection.execute(f"INSERT INTO data VALUES ({', '.join('?' * len(names))})", list(point) or [0.0])
        row = connection.execute(statement).fetchone()
        yield [math.nan if x is None else float(x) for x in row[len(asked.names) :]]


def _lines(printed: str, read: Callable[[str], float]) -> list[Numbers]:
    return [[read(word.replace("Infinity", "inf")) for word in line.split()] for line in printed.splitlines()]


Runner = Callable[[str, Sequence[Asked], Path], list[Numbers]]

# Each with what it is run by, and why it cannot be run where that is missing.
RUNNERS: dict[str, tuple[Runner, str]] = {
    "python": (python, ""),
    "numpy": (python, "" if find_spec("numpy") else "NumPy is not installed"),
    "torch": (python, "" if find_spec("torch") else "PyTorch is not installed"),
    "jax": (python, "" if find_spec("jax") else "JAX is not installed"),
    "c": (c, "" if shutil.which("cc") and sys.platform != "win32" else "there is no C compiler"),
    "javascript": (javascript, "" if shutil.which("node") else "Node is not installed"),
    "sqlite": (sql, "" if sqlite3.sqlite_version_info >= (3, 35) else "SQLite has no mathematics"),
    "duckdb": (sql, "" if find_spec("duckdb") else "DuckDB is not installed"),
}
