"""How a figure is measured: against a floor or a peer in the same run, in turn, as a median of ratios."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import NamedTuple

NEURON = ["tanh(x1*w1+x2*w2+b)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432"]
BACKPROP = [sys.executable, "-m", "backprop_cli"]

# What costs something, and says how much.
Cost = Callable[[], float]


class Figure(NamedTuple):
    """One row: what was measured, against what, the goal, the number, and whether it meets the goal.

    `measured` is None where the peer is not installed, and `met` where there is no goal or no number. `seconds` tells
    that the number is no ratio. `remark` has what else is known.
    """

    work: str
    against: str
    goal: str
    measured: float | None
    met: bool | None
    seconds: bool = False
    remark: str = ""

    def line(self) -> str:
        """The row of the Markdown table."""
        number = "–" if self.measured is None else f"{self.measured:.2f}" + " s" * self.seconds
        met = "–" if self.met is None else "yes" if self.met else "no"
        return f"| {self.work} | {self.against} | {self.goal} | {number} | {met} | {self.remark} |"


def in_turn(first: Cost, second: Cost, rounds: int) -> float:
    """The median of the ratios of two costs, measured in turn: A B A B …, after one of each to warm up."""
    first(), second()
    return median([first() / second() for _ in range(rounds)])


def process(command: Sequence[str]) -> Cost:
    """The seconds of a whole process."""

    def run() -> float:
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return time.perf_counter() - start

    return run


def python(code: str) -> Cost:
    """The seconds of a whole Python process that runs this code."""
    return process([sys.executable, "-c", code])


def job(name: str, size: int, what: str = "seconds", collector: str = "on", module: str = "jobs") -> Cost:
    """One cost of a job in a process of its own."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", name, str(size), collector]

    def run() -> float:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return float(json.loads(done.stdout)[what])

    return run


def at_most(work: str, against: str, goal: float, ratio: float, remark: str = "") -> Figure:
    """A figure that is to stay below its goal."""
    return Figure(work, against, f"≤ {goal:g} ×", ratio, ratio <= goal, remark=remark)


def at_least(work: str, against: str, goal: float, ratio: float) -> Figure:
    """A figure that is to be a multiple of its peer's."""
    return Figure(work, against, f"≥ {goal:g} × faster", ratio, ratio >= goal)


def within(work: str, goal: float, seconds: float, remark: str = "") -> Figure:
    """A figure in seconds."""
    return Figure(work, "the clock", f"≤ {goal:g} s", seconds, seconds <= goal, seconds=True, remark=remark)


def beside(work: str, against: str, ratio: float, remark: str = "") -> Figure:
    """A figure without a goal."""
    return Figure(work, against, "–", ratio, None, remark=remark)


def absent(work: str, peer: str) -> Figure:
    """The row of a peer that is not installed."""
    return Figure(work, peer, "–", None, None, remark=f"{peer} is not installed")
