"""Measures how the work of every command grows with its input: `python -m tests.jobs.limits`.

Each case is run at a size and at four times that size, in turn; what costs more than seven times as much is not linear.
Then texts of 50 MB, which must work or end with one line. Ends with code 1 if anything is not so.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.support.growth import FACTOR, OUR_FAULT, Case, Growth, cases, growth
from tests.support.inputs import KEY
from tests.support.running import CODES, Done, as_process
from tests.support.working import empty_folder

# A text of 50 MB may take minutes on a machine that has other work; it may not take all the memory.
SECONDS, MEGABYTES = 1200, 6000

LARGE: dict[str, tuple[Callable[[int], str], tuple[str, ...]]] = {
    "a sum": (lambda n: "x + " * (n // 4) + "x", ("eval", "-f", "large", "x=1", "--value", "--grad", "x")),
    "parentheses": (lambda n: "(" * (n // 2) + "x" + ")" * (n // 2), ("eval", "-f", "large", "x=1", "--value")),
    "open parentheses": (lambda n: "(" * n, ("eval", "-f", "large")),
    "statements": (lambda n: "x=1;" * (n // 4), ("eval", "-f", "large")),
    "one name": (lambda n: "x" * n, ("eval", "-f", "large", "a=1")),
    "one name to be marked": (lambda n: "x" * n, ("check", "-f", "large", "--grad", "a=1")),
    "one name to be explained": (lambda n: "x" * n, ("explain", "-f", "large", "a=1")),
    "one name to be drawn": (lambda n: "x" * n, ("graph", "-f", "large", "a=1")),
    "one name to be differentiated": (lambda n: "x" * n, ("diff", "-f", "large", "a")),
    "one number": (lambda n: "1" * n, ("eval", "-f", "large")),
    "spaces": (lambda n: "x" + " " * n, ("eval", "-f", "large", "x=1", "--value")),
    "lines": (lambda n: "\n" * n + "x", ("eval", "-f", "large", "x=1", "--value")),
    "a comment": (lambda n: "x # " + "y" * n, ("eval", "-f", "large", "x=1", "--value")),
    "no text": (lambda n: "\0" * n, ("eval", "-f", "large")),
    "values in JSON": (lambda n: f'{{"x": 1, "y": "{"1" * n}"}}', ("eval", "x", "-b", "large.json", "--value")),
    "nested JSON": (lambda n: '{"x": ' + "[" * n, ("eval", "x", "-b", "large.json")),
    "values in TOML": (lambda n: "x = 1\ny = '" + "1" * n + "'\n", ("eval", "x", "-b", "large.toml", "--value")),
    "dotted TOML": (lambda n: "a." * (n // 2) + "a = 1\n", ("eval", "x", "-b", "large.toml")),
    "a class": (lambda n: "student,q1.value\n" + "ada,-1\n" * (n // 7), ("grade", "key.toml", "large.csv")),
    "columns": (lambda n: "student," * (n // 8) + "\n", ("grade", "key.toml", "large.csv")),
    "one cell": (lambda n: "student,q1.value\nada," + "1" * n + "\n", ("grade", "key.toml", "large.csv")),
}


def ends_well(done: Done, arguments: Sequence[str]) -> bool:
    """Whether a run worked, or ended with a code of the contract and at most one error, which is short."""
    codes = (*CODES, OUR_FAULT) if arguments[0] == "grade" else (0, 2, 3, OUR_FAULT)
    return (
        done.code in codes and "Traceback" not in done.err and done.err.count("error: ") <= 1 and len(done.err) < 5000
    )


def large_texts(megabytes: int) -> int:
    """Run every large text and return how many of them end badly."""
    bad = 0
    for what, (text, arguments) in LARGE.items():
        with empty_folder():
            Path("key.toml").write_text(KEY, encoding="utf-8")
            name = next(word for word in arguments if word.startswith("large"))
            Path(name).write_text(text(megabytes << 20), encoding="utf-8")
            start = time.perf_counter()
            done = as_process(*arguments, seconds=SECONDS, megabytes=MEGABYTES)
            took = time.perf_counter() - start
        good = ends_well(done, arguments)
        bad += not good
        said = done.err.strip().rpartition("\n")[2][:80]
        mark = " " if good else "!"
        figures = f"code {done.code}, {took:.1f} s, {done.megabytes:.0f} MB, {len(done.err)} characters of errors"
        print(f"  {mark} {what}: {figures}: {said}")
        sys.stdout.flush()
    return bad


def measured(chosen: Sequence[Case], least: float, rounds: int) -> list[tuple[Case, Growth]]:
    """Print how each case grows; those that do not grow as their input does."""
    bad = []
    for case in chosen:
        with empty_folder():
            found = growth(case, lambda *words: as_process(*words, seconds=60), least, rounds)
        mark = " " if found.linear else "!"
        figures = f"{found.seconds:.1f} × the seconds, {found.megabytes:.1f} × the megabytes"
        print(f"  {mark} {case.name}: {figures} from {found.size:,} to {FACTOR * found.size:,}, code {found.exit_code}")
        sys.stdout.flush()
        bad += [] if found.linear else [(case, found)]
    return bad


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; 1 if anything grows faster than its input."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.limits", description=__doc__)
    parser.add_argument("--count", type=int, default=3, help="measurements of each case (default 3)")
    parser.add_argument("--seconds", type=float, default=0.5, help="what the smaller size takes at least (default 0.5)")
    parser.add_argument("--megabytes", type=int, default=50, help="size of the large texts (default 50; 0 for none)")
    parser.add_argument("--only", default="", help="the cases whose name has this in it")
    options = parser.parse_args(arguments)
    bad = len(measured([case for case in cases() if options.only in case.name], options.seconds, options.count))
    print(f"{bad} cases are not linear")
    wrong = large_texts(options.megabytes) if options.megabytes else 0
    print(f"{wrong} large texts end badly")
    return 1 if bad or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
