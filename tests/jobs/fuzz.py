"""Feeds damaged expressions, files and command lines to the program: `python -m tests.jobs.fuzz`.

An escape is an exception other than BackpropError, an exit code that is not in the contract, a traceback, a place
outside the text, a control character that reaches the terminal, or a time beyond the linear. Each kind is shown once,
made small. The language is fuzzed by coverage, too, where atheris is installed. Ends with code 1 if anything escaped.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from backprop_cli import parse
from tests.support.fuzzing import escaping, fuzz, small
from tests.support.garbling import WORDS
from tests.support.inputs import PARSE, TARGETS, Input, corpus
from tests.support.working import empty_folder

# Of a hundred inputs so many are for each target.
SHARES = {
    "language": 50, "expressions": 12, "bindings": 4, "keys": 6, "submissions": 6, "summaries": 3, "rows": 7,
    "exports": 6, "lines": 6,
}  # fmt: skip
ROUND = 2_000
MEGABYTES = 6_000


def in_rounds(target: str, count: int, seed: int, until: float) -> Iterator[tuple[int, str, Input]]:
    """Fuzz a target bit by bit until enough was tried or the time is up: how many so far, and each new escape."""
    seen: set[str] = set()
    done = number = 0
    while done < count and time.monotonic() < until:
        with empty_folder():
            found = fuzz(target, min(ROUND, count - done), f"{seed} {number}")
        done, number = done + min(ROUND, count - done), number + 1
        for fault in found.keys() - seen:
            seen.add(fault)
            yield done, fault, found[fault]
    yield done, "", Input((target,))


def run(count: int, minutes: float, seed: int) -> int:
    """Fuzz every target and return the number of kinds of escapes."""
    escaped = 0
    for target in TARGETS:
        share = SHARES[target] / 100
        until = time.monotonic() + 60 * minutes * share
        for done, fault, given in in_rounds(target, round(count * share), seed, until):
            if fault:
                escaped += 1
                print(f"  {fault}\n    {given}", flush=True)
            else:
                print(f"{target}: {done:,} inputs", flush=True)
    return escaped


def guided(count: int) -> int:
    """Let atheris look for inputs of the language by coverage, in a process that it may end as it likes."""
    if find_spec("atheris") is None:
        print("atheris is not installed (it is in the extra `peers`): the language is not fuzzed by coverage")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "texts").mkdir()
        for i, text in enumerate(corpus()):
            Path(folder, "texts", str(i)).write_text(text, encoding="utf-8", errors="surrogateescape")
        command = [sys.executable, "-m", "tests.jobs.fuzz", "--by-coverage", f"{folder}/texts", "--count", str(count)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    print(done.stdout, end="")
    print(f"language by coverage: {count:,} inputs, atheris ended with code {done.returncode}")
    return done.stdout.count("\n    ") + (done.returncode != 0)


def dictionary() -> str:
    """The words of the language as libFuzzer reads them: each byte in hex."""
    words = ["".join([f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass")]) for word in WORDS]
    return "".join([f'"{word}"\n' for word in dict.fromkeys(words)])


def by_coverage(folder: str, count: int) -> None:
    """The process in which atheris works; it does not return from there."""
    import atheris

    seen: set[str] = set()

    def try_out(raw: bytes) -> None:
        given = Input((PARSE, raw.decode("utf-8", "surrogateescape")))
        for fault in set(escaping(given)) - seen:
            seen.add(fault)
            print(f"  {fault}\n    {small(given, fault)}", flush=True)

    parse("0")()
    atheris.instrument_all()
    words = Path(folder).with_suffix(".words")
    words.write_text(dictionary(), encoding="ascii")
    atheris.Setup([sys.argv[0], f"-runs={count}", "-max_len=400", f"-dict={words}", folder], try_out)
    atheris.Fuzz()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz; 1 if anything escaped."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="inputs (default 20,000; 1,000,000 for a long run)")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end after so long")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--by-coverage", metavar="FOLDER", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES << 20, MEGABYTES << 20))
    if options.by_coverage:
        by_coverage(options.by_coverage, options.count)
    escaped = run(options.count, options.minutes, options.seed) + guided(options.count // 2)
    print(f"{escaped} kinds of escapes")
    return 1 if escaped else 0


if __name__ == "__main__":
    sys.exit(main())
