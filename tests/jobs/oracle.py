"""Holds random programs, and every operation at many points, against mpmath: `python -m tests.jobs.oracle`.

Says for each operation the worst error in ulp of its value and of each local derivative with the command that shows it,
then how the errors in random programs are distributed, and makes a program that fails small; then where PyTorch and
JAX do otherwise, if they are installed. Ends with code 1 if a fault was found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from random import Random

from tests.support.accuracy import Finding, findings, judged, known
from tests.support.comparing import compare_operations, compare_programs
from tests.support.frameworks import installed
from tests.support.random_programs import RandomProgram, random_program, smaller
from tests.support.ulps import distribution


def worst(name: str, count: int, seed: int = 0) -> list[Finding]:
    """For the value and for each local derivative of an operation the finding that is furthest from the truth.

    One that the contract does not allow is worse than one that it does, whatever their ulp.
    """
    found: dict[str, Finding] = {}
    for finding in findings(name, count, seed):
        before = found.get(finding.what)
        if before is None or _badness(finding) > _badness(before):
            found[finding.what] = finding
    return list(found.values())


def _badness(finding: Finding) -> tuple[bool, float]:
    return not finding.allowed, finding.error


def operations(count: int, seed: int) -> list[Finding]:
    """Print the worst of every operation, and return what is not allowed."""
    print(f"every operation at its edges and {count:,} more points; the contract allows 4 ulp")
    bad = []
    for name in known():
        for finding in worst(name, count, seed):
            print(f"  {' ' if finding.allowed else '!'} {finding}", flush=True)
            bad += [] if finding.allowed else [finding]
    return bad


def programs(count: int, seed: int, most: int = 200) -> tuple[list[float], list[tuple[RandomProgram, str]]]:
    """Judge so many random programs: all errors in ulp, and each program that is not right with what is wrong."""
    random = Random(seed)
    errors: list[float] = []
    faults = []
    for _ in range(count):
        program = random_program(random, known(), most)
        result = judged(program)
        errors += result.errors
        if result.faults:
            faults.append((program, result.faults[0]))
    return errors, faults


def shrunk(program: RandomProgram, tries: int = 300) -> tuple[RandomProgram, str]:
    """A small program that fails as this one does: each step takes the first smaller one that still fails."""
    fault = judged(program).faults[0]
    waiting = smaller(program)
    for _ in range(tries):
        candidate = next(waiting, None)
        if candidate is None:
            break
        found = judged(candidate).faults
        if found and _kind(found[0]) == _kind(fault):
            program, fault, waiting = candidate, found[0], smaller(candidate)
    return program, fault


def _kind(fault: str) -> str:
    """What a fault is about: its first two words, such as `tanh value:` or `a gradient`."""
    return " ".join(fault.split()[:2])


def examples(faults: Iterable[tuple[RandomProgram, str]], most: int = 12) -> list[tuple[RandomProgram, str]]:
    """One small program for each kind of fault."""
    found: dict[str, tuple[RandomProgram, str]] = {}
    for program, fault in faults:
        if len(found) < most and _kind(fault) not in found:
            found[_kind(fault)] = shrunk(program)
    return list(found.values())


def report(count: int, seed: int) -> int:
    """Print what random programs show, and return how many are wrong."""
    errors, faults = programs(count, seed)
    print(f"{count:,} random programs, {len(errors):,} values and gradients: {len(faults):,} programs with a fault")
    print(distribution(errors))
    for program, fault in examples(faults):
        print(f"  {fault}\n    backprop eval {' '.join([repr(word) for word in program.arguments])}")
    return len(faults)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report; 1 if there is a fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.oracle", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="random programs (default 20,000)")
    parser.add_argument("--points", type=int, default=20_000, help="points of each operation (default 20,000)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    bad = operations(options.points, options.seed)
    print(f"{len(bad)} of them are beyond it")
    wrong = report(options.count, options.seed)
    for framework in installed():
        compare_operations(framework, options.points // 50)
        wrong += compare_programs(framework, options.count // 20, options.seed)
    return 1 if bad or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
