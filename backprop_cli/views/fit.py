"""What a fit has found: a table for people, and JSON with every step."""

from __future__ import annotations

from typing import IO

from rich import box
from rich.table import Table
from rich.text import Text

from ..answers.fit import Fit
from ..files.numbers import json_number
from .json_objects import json_object
from .numbers import Precision, aligned, short
from .screen.terminal import show

TITLES = {"gd": "gradient descent", "adam": "Adam", "lbfgs": "L-BFGS"}


def write_table(fit: Fit, precision: Precision, out: IO[str]) -> None:
    """Write a row a parameter, and the loss before and after."""
    first, last = fit.history[0], fit.history[-1]
    columns = {"start": first.parameters, "value": last.parameters, "grad": last.gradient}
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    for title in ("parameter", *columns):
        table.add_column(title, no_wrap=title in columns)
    cells = [aligned([short(x, precision) for x in numbers]) for numbers in columns.values()]
    for name, *texts in zip(fit.names, *cells, strict=True):
        table.add_row(Text(name), *map(Text, texts))
    rows = f" over {fit.rows:,} rows" if fit.rows > 1 else ""
    title = f"{TITLES[fit.method]}{rows}: {last.number:,} step{'s' * (last.number != 1)}"
    loss = f"loss {short(first.loss, precision)} → {short(last.loss, precision)}"
    show(out, Text(title, style="dim"), Text(), table, Text(), Text(loss, style="bold"))


def write_json(fit: Fit, precision: Precision, out: IO[str]) -> None:
    """Write everything, with a line for each step."""
    last = fit.history[-1]
    members = {
        "method": fit.method,
        "rows": fit.rows,
        "steps": last.number,
        "converged": fit.converged,
        "loss": json_number(last.loss),
        "parameters": dict(zip(fit.names, map(json_number, last.parameters), strict=True)),
        "gradients": dict(zip(fit.names, map(json_number, last.gradient), strict=True)),
        "history": [
            {"step": step.number, "loss": json_number(step.loss)}
            | {"parameters": dict(zip(fit.names, map(json_number, step.parameters), strict=True))}
            for step in fit.history
        ],
    }
    out.write(json_object(members))
