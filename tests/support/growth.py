"""How the work of a command grows with its input: cases of a size to choose, and the ratio of what two sizes cost."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from types import FrameType
from typing import Any, NamedTuple

from .imports import PACKAGE
from .inputs import KEY
from .running import Done, as_process, in_process
from .working import TooLongError, alarm

# Four times the input: four times the work, and sixteen times if it grows with the square.
FACTOR = 4
ALLOWED = 7.0

# The exit code of a process that was killed, and the one for a fault of the program's own.
KILLED, OUR_FAULT = -9, 70

# What is shorter than this is no time to compare with: a run takes more or less than another by as much.
SHORTEST = 0.02

# A run that costs nothing.
NOTHING = Done(0, "", "")

Files = Mapping[str, str]
Runner = Callable[..., Done]


class Case(NamedTuple):
    """Something that must grow with its input and no faster.

    Args:
        name: what grows, and the command.
        files: the files for a size; the program is `model`, if there is one.
        arguments: the command line.
        smallest: the size to begin with.
    """

    name: str
    files: Callable[[int], Files]
    arguments: tuple[str, ...]
    smallest: int = 20


def model(text: Callable[[int], str]) -> Callable[[int], Files]:
    """The files of a case that has only a program."""
    return lambda n: {"model": text(n)}


def chain(n: int) -> str:
    return " + ".join(["x"] * n)


def statements(n: int) -> str:
    return "; ".join(["a0 = x", *[f"a{i + 1} = a{i}*0.5 + x" for i in range(n)]])


def variables(n: int) -> str:
    return " + ".join([f"x{i}*2" for i in range(n)])


def doubling(n: int) -> str:
    """Statements in which each uses the one before it three times: as one formula it would double with every line."""
    return "; ".join(["a0 = x", *[f"a{i + 1} = a{i}*a{i}*0.5 + a{i}" for i in range(n)]])


def values(n: int) -> str:
    return json.dumps({f"x{i}": i for i in range(n)})


PROGRAMS: dict[str, Callable[[int], str]] = {
    "a sum": chain,
    "a sum of calls": lambda n: " + ".join(["sin(x)*y"] * n),
    "a product": lambda n: "*".join(["x"] * n),
    "a tower of powers": lambda n: "^".join(["x"] * n),
    "minus signs": lambda n: "-" * n + "x",
    "parentheses": lambda n: "(" * n + "x" + ")" * n,
    "calls in calls": lambda n: "sin(" * n + "x" + ")" * n,
    "a wide call": lambda n: f"max({', '.join([f'x + {i}' for i in range(n)])})",
    "statements": statements,
    "products without a sign": lambda n: f"{'(x + 1)' * n}",
    "spaces": lambda n: "x +" + " " * n + "1",
    "comments": lambda n: "# a comment\n" * n + "x",
    "digits": lambda n: "x*0." + "1" * n,
}
# Programs whose text a reader can take in only whole: a formula for each of their nodes would be a square.
COMMANDS: dict[str, tuple[str, ...]] = {
    "eval, a table": ("eval", "-f", "model", "x=1", "y=2"),
    "eval, JSON": ("eval", "-f", "model", "x=1", "y=2", "--format", "json"),
    "eval, a tree": ("eval", "-f", "model", "x=1", "y=2", "--format", "tree"),
    "eval, Markdown": ("eval", "-f", "model", "x=1", "y=2", "--format", "markdown"),
    "graph, DOT": ("graph", "-f", "model", "x=1", "y=2", "--format", "dot"),
    "graph, Mermaid": ("graph", "-f", "model", "x=1", "y=2", "--format", "mmd"),
    "explain": ("explain", "-f", "model", "x=1", "y=2"),
    "explain, LaTeX": ("explain", "-f", "model", "x=1", "y=2", "--format", "latex"),
    "diff": ("diff", "-f", "model", "x"),
    "check": ("check", "-f", "model", "x=1", "y=2"),
    "check, a formula": ("check", "-f", "model", "--grad", "x=3*x"),
    "check, numbers": ("check", "-f", "model", "x=1", "y=2", "--value", "3", "--grad", "x=1"),
}

FAULTS = {
    "an unknown function": lambda n: "+ ".join(["x"] * n) + "+ tahn(x)",
    "an open parenthesis": lambda n: "(" * n + "x",
    "an unbound name": lambda n: "x" * n,
    "an unknown long function": lambda n: "x" * n + "(1)",
    "missing values": variables,
    "a domain error": lambda n: " + ".join(["x"] * n) + " + log(x - x)",
    "an overflow": lambda n: "^".join(["(x + 9)"] * n),
    "characters that do not belong": lambda n: "x " + "§" * n,
}


def _key(text: Callable[[int], str], ask: str) -> Callable[[int], Files]:
    return lambda n: {
        "key.toml": f'[[problem]]\nid = "q1"\nexpression = "{text(n)}"\nask = ["{ask}"]\n',
        "answers.toml": f'[q1]\n{ask} = "3*x"\n',
    }


def _answers(cell: str, columns: Callable[[int], int], rows: Callable[[int], int]) -> Callable[[int], Files]:
    """A key and a class of many rows or columns."""
    return lambda n: {
        "key.toml": KEY,
        "class.csv": "".join([
            ",".join(["student", "q1.value", *[f"c{i}" for i in range(columns(n))]]) + "\n",
            *[",".join([f"s{i}", cell, *["1"] * columns(n)]) + "\n" for i in range(rows(n))],
        ]),
    }  # fmt: skip


OTHERS = [
    Case("variables: diff", model(variables), ("diff", "-f", "model")),
    Case(
        "variables: eval", lambda n: {"model": variables(n), "v.json": values(n)},
        ("eval", "-f", "model", "-b", "v.json"),
    ),
    Case("unused values", lambda n: {"v.json": values(n)}, ("eval", "x0", "-b", "v.json")),
    Case("doubling: eval", model(doubling), ("eval", "-f", "model", "x=0.1", "--format", "json")),
    Case("doubling: explain", model(doubling), ("explain", "-f", "model", "x=0.1")),
    Case("doubling: diff", model(doubling), ("diff", "-f", "model", "x"), 4),
    Case("doubling: check, a formula", model(doubling), ("check", "-f", "model", "--grad", "x=3*x"), 4),
    Case("doubling: grade, a formula", _key(doubling, "x.grad"), ("grade", "key.toml", "answers.toml"), 4),
    Case("rows of a class", _answers("-1", lambda n: 0, lambda n: n), ("grade", "key.toml", "class.csv")),
    Case("columns of a class", _answers("-1", lambda n: n, lambda n: 1), ("grade", "key.toml", "class.csv")),
    Case("cells that cannot be read", _answers("1 +", lambda n: 0, lambda n: n), ("grade", "key.toml", "class.csv")),
    Case("layout of a sum", model(chain), ("graph", "-f", "model", "x=1", "--format", "svg"), 10),
    Case(
        "layout of a sum of calls", model(PROGRAMS["a sum of calls"]),
        ("graph", "-f", "model", "x=1", "y=2", "--format", "svg"), 10,
    ),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Every program with every command, what is wrong in many ways, and the rest."""
    for what, text in PROGRAMS.items():
        for command, arguments in COMMANDS.items():
            yield Case(f"{what}: {command}", model(text), arguments)
    for what, text in FAULTS.items():
        yield Case(f"{what}: eval", model(text), ("eval", "-f", "model", "x=1"))
    yield from OTHERS


class Growth(NamedTuple):
    """How often the seconds and the megabytes of a size go into those of FACTOR times that size."""

    size: int
    seconds: float
    megabytes: float
    exit_code: int

    @property
    def linear(self) -> bool:
        """Whether both grow as the input does, and it ended as the program may end."""
        return self.seconds <= ALLOWED and self.megabytes <= ALLOWED and self.exit_code in (0, 1, 2, 3)


@contextmanager
def without_collector() -> Iterator[None]:
    """As the program itself runs: without Python's garbage collector.

    What a run leaves is collected behind it. All that the tests have imported is not looked through for that: it would
    take longer than the run.
    """
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
        gc.unfreeze()


def within(seconds: float) -> Runner:
    """Runs a command line in this process, which takes for ever if it raises or needs more than so many seconds."""

    def run(*arguments: str) -> Done:
        try:
            with without_collector(), alarm(seconds):
                return in_process(*arguments)
        except TooLongError:
            return Done(KILLED, "", "", float("inf"))
        except Exception:
            return Done(OUR_FAULT, "", "", float("inf"))

    return run


def growth(case: Case, run: Runner = as_process, least: float = 0.5, rounds: int = 3, most: int = 10**6) -> Growth:
    """Measure a case at a size that costs at least `least` seconds, and at FACTOR times that. Writes to the folder."""
    base = run("eval", "x", "x=1")
    size = case.smallest
    while (found := cost(case, size, run, base)).seconds < least and size < most:
        size *= 2
    if found.seconds == float("inf"):
        return Growth(size, found.seconds, 0, found.code)
    pairs = [(cost(case, size * FACTOR, run, base), cost(case, size, run, base)) for _ in range(rounds)]
    return Growth(
        size,
        median([large.seconds / small.seconds for large, small in pairs]),
        median([large.megabytes / small.megabytes for large, small in pairs]),
        pairs[0][0].code,
    )


def steps(case: Case, size: int) -> int:
    """How many lines of the package a run executes: the work that it is, whatever else the machine does."""
    _prepare(case, size)
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> Callable[..., Any] | None:
        nonlocal count
        if not frame.f_code.co_filename.startswith(str(PACKAGE)):
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        done = in_process(*case.arguments)
    finally:
        sys.settrace(before)
    assert done.code in (0, 1, 2, 3)
    return count


def _prepare(case: Case, size: int) -> None:
    for name, text in case.files(size).items():
        Path(name).write_text(text, encoding="utf-8")


def cost(case: Case, size: int, run: Runner, base: Done = NOTHING) -> Done:
    """A run, without what every run costs if that is given."""
    _prepare(case, size)
    done = run(*case.arguments)
    seconds = float("inf") if done.code in (KILLED, OUR_FAULT) else max(done.seconds - base.seconds, SHORTEST)
    return done._replace(seconds=seconds, megabytes=max(done.megabytes - base.megabytes, 1.0))
