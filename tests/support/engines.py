"""Programs over the columns of engines, each at some points, and how far their numbers are from those of Python."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from random import Random

from backprop_cli import parse
from backprop_cli.answers.batch import Batch, Point
from backprop_cli.ops import OPS, Op

from .exported import Asked
from .oracle import ORACLES
from .points import FEW_EDGES, SMALLEST
from .random_programs import random_program
from .running import in_process
from .truth import TRUTHS

# Numbers as small as this may lack digits, or be 0.
SMALL = 1e-290


def call(op: Op, ordinary: int) -> Asked:
    """An operation of variables, at ordinary points of its domain, and at the edges of doubles."""
    points = [*ORACLES[op.name].ordinary(ordinary)]
    names = [f"x{i}" for i in range(len(points[0]))]
    text = f"{op.infix.symbol}x0" if op.infix and len(names) == 1 else f"{op.name}({', '.join(names)})"
    edges = [*[sign * x for x in FEW_EDGES if x != SMALLEST for sign in (1, -1)], 0.5, -0.5, 2.0, -3.0]
    some = Random(3).sample([*product(edges, repeat=len(names))], min(len(edges) ** len(names), 60))
    return Asked(f" {op.infix.symbol} ".join(names) if op.infix and len(names) > 1 else text, [*points, *some])


def calls(ordinary: int = 60) -> list[Asked]:
    """Every operation of the table."""
    return [call(op, ordinary) for op in OPS]


def random_calls(count: int) -> list[Asked]:
    """Random programs, each at points around the one that it was made for."""
    random = Random(29)
    found = []
    for _ in range(count):
        program = random_program(random, sorted(TRUTHS), 30, faulty=0.1)
        values = [program.bindings[name] for name in parse(program.text).variables]
        points = [[x * random.choice([1, 1, -1, random.uniform(0.5, 2)]) for x in values] for _ in range(20)]
        found.append(Asked(program.text, [values, *points]))
    return found


def by_python(asked: Asked) -> list[Point]:
    """What Python says of the points."""
    batch = Batch(parse(asked.text), asked.names, {})
    return [batch.at(dict(zip(asked.names, map(float, point), strict=True))) for point in asked.points]


def answers(asked: Asked, folder: Path, engine: str) -> list[Point]:
    """What an engine says of the points, in a table of text."""
    table, out = folder / "points.csv", folder / "answers.csv"
    names = asked.names or ("none",)
    rows = [",".join([repr(float(x)) for x in point] or ["0"]) for point in asked.points]
    table.write_text("\n".join([",".join(names), *rows]), encoding="utf-8")
    done = in_process("batch", asked.text, "-i", str(table), "-o", str(out), "--engine", engine)
    assert done.code in (0, 3), done.err
    with open(out, encoding="utf-8", newline="") as file:
        found = [row[len(names) :] for row in csv.reader(file)][1:]
    return [Point([] if row[-1] else [float(x) for x in row[:-1]], row[-1]) for row in found]


def ulps(a: float, b: float) -> float:
    """How far a number is from the one that it should be; 0 where it is only smaller than what can be told."""
    if a == b or (a != a and b != b) or max(abs(a), abs(b)) < SMALL:
        return 0.0
    return abs(a - b) / math.ulp(b) if math.isfinite(a) and math.isfinite(b) else math.inf


def apart(expected: Sequence[Point], found: Sequence[Point]) -> float:
    """How far the numbers of points are apart at most, in ulp; infinitely, where only one has an error."""
    worst = 0.0
    for one, other in zip(expected, found, strict=True):
        if one.error != other.error:
            return math.inf
        # Around a zero the digits are those of a difference.
        pairs = [(a, b) for a, b in zip(other.numbers, one.numbers, strict=True) if not abs(a - b) < 4e-16]
        worst = max([worst, *[ulps(a, b) for a, b in pairs]])
    return worst


def steady(asked: Asked) -> Asked:
    """The program at those points where a rounding error stays one, and changes no digit that anybody looks at."""
    program, random = parse(asked.text), Random(3)
    batch = Batch(program, program.variables, {})
    kept = []
    for point in asked.points:
        moved = [[x * (1 + random.uniform(-1e-12, 1e-12)) for x in point] for _ in range(4)]
        here, *beside = [batch.at(dict(zip(asked.names, each, strict=True))) for each in [point, *moved]]
        if all(_near(here, each) for each in beside):
            kept.append(point)
    return Asked(asked.text, kept)


def _near(one: Point, other: Point) -> bool:
    return bool(one.error) == bool(other.error) and all(
        math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) for a, b in zip(one.numbers, other.numbers, strict=True)
    )
