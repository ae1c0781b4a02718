"""The figures beside other programs, each as far as it is installed: `python -m tests.benchmarks --peers`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from .frame import BACKPROP, NEURON, Figure, absent, at_most, beside, in_turn, job, process

UNITS = 1_000
ROWS = 1_000_000

# Libraries that differentiate what is written in Python, and how many nodes each is given.
LIBRARIES = {"autograd": 20_000, "torch": 20_000, "jax": 2_000}


def peers(rounds: int) -> Iterator[Figure]:
    """The rows, as they are measured."""
    for library, nodes in LIBRARIES.items():
        work = f"forward + backward, {nodes:,} nodes, scalars"
        yield _against(library, work, nodes, rounds)
    yield _sympy(rounds)
    yield from _casadi(rounds)
    yield _numpy(rounds)
    yield _qalc(rounds)


def _peer(name: str, size: int, what: str = "seconds") -> float:
    return job(name, size, what, module="peer_jobs")()


def _against(library: str, work: str, nodes: int, rounds: int) -> Figure:
    if find_spec(library) is None:
        return absent(work, library)
    ratio = in_turn(lambda: _peer(f"engine_{library}", nodes), job("engine_ours", nodes), rounds)
    return beside(work, f"{library}'s time over ours", ratio)


def _sympy(rounds: int) -> Figure:
    work = "a compiled program, one more point"
    if find_spec("sympy") is None:
        return absent(work, "SymPy")
    ratio = in_turn(job("compiled_ours", 100_000), lambda: _peer("lambdified", 100_000), rounds)
    return beside(work, "SymPy's lambdify of the derivatives", ratio)


def _casadi(rounds: int) -> Iterator[Figure]:
    """From text to C, and what the C takes."""
    work = f"text to C, {UNITS:,} tanh units"
    if find_spec("casadi") is None:
        yield absent(work, "CasADi")
        return
    ours = job("c_ours", UNITS, module="peer_jobs")
    yield at_most(work, "CasADi's gradient and C", 3, in_turn(ours, lambda: _peer("c_casadi", UNITS), rounds))
    yield beside(work, "the same, from the same text", in_turn(ours, lambda: _peer("c_casadi_text", UNITS), rounds))
    if shutil.which("cc") is None:
        yield absent("the C, a point", "cc")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = [_compiled(folder, which) for which in ("ours", "casadi")]
        costs = [lambda program=program: float(_printed(program)[0]) for program, _ in programs]
        _check_agree(*[_printed(program)[1:] for program, _ in programs])
        ratio = in_turn(costs[0], costs[1], rounds)
        yield at_most("the C, a point", "CasADi's C, cc -O2", 1.3, ratio, "; ".join(remark for _, remark in programs))


def _compiled(folder: Path, which: str) -> tuple[Path, str]:
    """A program that runs one of the two, and what it took to make it."""
    command = [sys.executable, "-m", "tests.benchmarks.peer_jobs", f"source_{which}", str(folder)]
    counted = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    start = time.perf_counter()
    files = [f"{which}.c", f"main_{which}.c"]
    subprocess.run(["cc", "-O2", *files, "-o", which, "-lm"], check=True, cwd=folder)
    seconds = time.perf_counter() - start
    kilobytes = (folder / f"{which}.c").stat().st_size / 1000
    return folder / which, f"{which}: {counted} operations, {kilobytes:.0f} kB, compiled in {seconds:.0f} s"


def _printed(program: Path) -> list[str]:
    return subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.split()


def _check_agree(ours: list[str], theirs: list[str]) -> None:
    """Both compute the same, or the comparison is none."""
    for a, b in zip(map(float, ours), map(float, theirs), strict=True):
        if not abs(a - b) <= 1e-9 * max(abs(a), abs(b)):
            raise SystemExit(f"the two programs in C differ: {a} and {b}")


def _numpy(rounds: int) -> Figure:
    work = f"exported to NumPy, {ROWS:,} rows"
    if find_spec("numpy") is None:
        return absent(work, "NumPy")
    ratio = in_turn(lambda: _peer("numpy_ours", ROWS), lambda: _peer("numpy_by_hand", ROWS), rounds)
    return beside(work, "NumPy by hand", ratio)


def _qalc(rounds: int) -> Figure:
    work = "one value, whole process"
    if shutil.which("qalc") is None:
        return absent(work, "qalc")
    text = NEURON[0]
    for binding in NEURON[1:]:
        name, _, number = binding.partition("=")
        text = text.replace(name, f"({number})")
    return beside(
        work, "qalc", in_turn(process([*BACKPROP, "eval", *NEURON, "--value"]), process(["qalc", text]), rounds)
    )
