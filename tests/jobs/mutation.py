"""How many mutants the tests find: `python -m tests.jobs.mutation [ROOM ...]`, with `nice` before it.

First all tests run once, so that it is known which of them come by which line, and how long each takes. Then each
mutant of a room has a process of its own, in which its module is changed while it is imported and those tests run until
one fails. No file is touched. Of a room with many mutants a sample is taken, the same one every time.

Known tools do not fit: mutmut changes functions only, and the rule table is data; cosmic-ray starts an interpreter a
mutant and knows no lines, which takes hours.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import CodeType
from typing import Any, NamedTuple

import pytest

from tests.support.imports import PACKAGE, ROOT, module_of
from tests.support.mutants import Mutant, mutants, mutated

ROOMS = ("ops", "graph", "symbols", "answers/marking")

# The tests of these files start processes, which know nothing of a mutant.
IN_PROCESSES = (
    "test_house.py", "test_jobs.py", "test_mutants.py", "test_packaging.py", "test_readme.py", "test_shell.py",
)  # fmt: skip

# Loaded once, before a process is started for each mutant. Nothing of the package or of the tests is among them.
LOADED = ("click", "hypothesis", "lark", "mpmath", "numpy", "rich.console", "rich.table", "sympy")

# How long the tests of one mutant may take, in seconds, if it survives: the fastest ones that come by its line.
BUDGET = 12

# A mutant that takes so much longer than its tests, or needs so much memory, runs forever.
SLOWER, PATIENCE, MEMORY = 4, 20, 4 << 30

# Mutants that change nothing that could be noticed, by the file, the text of the line and the change; with the reason.
EQUIVALENT: dict[tuple[str, str, str], str] = {
    (
        "answers/marking/points.py",
        "RANGES = ((-2.0, 2.0), (0.05, 0.95), (0.1, 3.0), (-10.0, 10.0), (1.05, 4.0))",
        "3.0",
    ): "points from another range do as well",
    (
        "answers/marking/suspects/edges.py",
        '"router-wrong", "router-value", UNCOMMON, [(node, which)], taken, always(change), forward=True',
        "'router-valueX'",
    ): "kinds are only told from one another",
    ("answers/marking/effects.py", "last = -1", "2"): "no node has a number below 0",
    (
        "answers/marking/effects.py",
        "onward = [node for node in into if ops[node] is not None and node not in trace.pinned.grads]",
        "[node for node in into]",
    ): "the longer way, which is then taken more often, comes to the same",
    (
        "answers/marking/tolerance.py",
        'return max(min(len(whole) - len(whole.rstrip("0")), count - FEWEST_DIGITS), 0)',
        "'0X'",
    ): "there are only digits in it",
    (
        "ops/table.py",
        "lambda op, xp, out, x: [-p for p in op.partials(xp, op.forward(xp, -x), -x)],",
        "x",
    ): "the sigmoid has the same slope at x and at -x",
    (
        "symbols/writing.py",
        "return isinstance(base, Sum) and any([c < 0 for _, c in base.terms])",
        "c <= 0",
    ): "no term of a sum is 0",
    ("symbols/writing.py", "if term[1] > 0:", "term[1] >= 0"): "no term of a sum is 0",
    (
        "symbols/algebra.py",
        "joined = _difference_of_squares(factors[other][0], base) if other != place else None",
        "_difference_of_squares(base, factors[other][0])",
    ): "a + b and a - b are multiplied, in either order",
    ("symbols/coefficients.py", "return math.inf if x > 0 else -math.inf", "x >= 0"): "0 is a double",
    (
        "symbols/probing.py",
        "anywhere = random.choice([-1, 1]) * 10 ** random.uniform(-SIZE, SIZE)",
        "2",
    ): "other random points do as well",
    (
        "graph/missing.py",
        "if found is None or not found.start() <= start < found.end():",
        "found.start() <= start <= found.end()",
    ): "no name begins where another one ends",
}

PROFILE = "mutation"

# The exit code when no test failed, and one that tests never have.
NOTHING_FAILED, FAULT = 0, 99


class Place(NamedTuple):
    """A mutant with its file and the line as it stands there."""

    path: Path
    text: str
    mutant: Mutant

    def __str__(self) -> str:
        m = self.mutant
        return f"{self.path.relative_to(ROOT)}:{m.line}: {self.text}\n    {m.before}  ->  {m.after}"


# Which tests come by which line


class Tracks:
    """The tests that come by each line of the package, and the seconds that each of them takes."""

    def __init__(self, lines: dict[str, dict[str, list[str]]], seconds: dict[str, float]) -> None:
        self._lines = lines
        self._seconds = seconds

    def tests(self, place: Place) -> list[str]:
        """The tests that may find a mutant, the fastest first."""
        by_line = self._lines.get(str(place.path.relative_to(ROOT)), {})
        # A line that is only run while the module is imported: any test may depend on it.
        found = by_line.get(str(place.mutant.line)) or sorted(self._seconds)
        return list(self._affordable(sorted(found, key=lambda test: self._seconds[test])))

    def _affordable(self, tests: Sequence[str]) -> Iterator[str]:
        total = 0.0
        for test in tests:
            total += self._seconds[test]
            if total > BUDGET:
                break
            yield test

    def patience(self, tests: Sequence[str]) -> float:
        """The seconds to wait for them."""
        return PATIENCE + SLOWER * sum(self._seconds[test] for test in tests)


class Tracker:
    """A plugin of pytest that measures the coverage of each test by itself."""

    def __init__(self) -> None:
        from coverage import Coverage

        self.coverage = Coverage(data_file=None, source=[str(PACKAGE)], config_file=False)
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        start = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - start
        self.coverage.switch_context("")
        return result

    def written(self) -> dict[str, Any]:
        data = self.coverage.get_data()
        lines = {
            str(Path(file).relative_to(ROOT)): {
                str(line): tests
                for line, contexts in data.contexts_by_lineno(file).items()
                if (tests := [context for context in contexts if context])
            }
            for file in data.measured_files()
        }
        return {"lines": lines, "seconds": self.seconds}


def tracks(folder: Path) -> Tracks:
    """Run all tests once."""
    written = folder / "tracks.json"

    def measured() -> int:
        tracker = Tracker()
        tracker.coverage.start()
        code = run_tests([f"--ignore=tests/{name}" for name in IN_PROCESSES], tracker)
        tracker.coverage.stop()
        written.write_text(json.dumps(tracker.written()))
        return code

    code = os.waitstatus_to_exitcode(os.waitpid(forked(measured), 0)[1])
    if code:
        raise SystemExit("the tests fail without any mutant")
    return Tracks(**json.loads(written.read_text()))


# A mutant and its tests


class Changed(SourceFileLoader):
    """Loads a module with one mutant in it."""

    def __init__(self, name: str, place: Place) -> None:
        super().__init__(name, str(place.path))
        self.place = place

    def get_code(self, fullname: str) -> CodeType:
        source = self.place.path.read_text(encoding="utf-8")
        return compile(mutated(source, self.place.mutant.number), self.path, "exec")


class Finder(MetaPathFinder):
    """Finds the changed module instead of the one that is installed."""

    def __init__(self, place: Place) -> None:
        self.name = ".".join([PACKAGE.name, *module_of(place.path)])
        self.place = place

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.place.path, loader=Changed(fullname, self.place))


class Selection:
    """A plugin of pytest that runs some tests only, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.places), key=lambda item: self.places[item.nodeid]
        )


def run_tests(arguments: Sequence[str], plugin: object) -> int:
    """Run tests until one fails; a failure is not made small, and random examples are the same each time."""
    from hypothesis import Phase, settings

    settings.register_profile(
        PROFILE, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
    )
    # What is loaded before pytest cannot have its asserts rewritten, and need not.
    loaded = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    quiet = ["-x", "-q", "-p", "no:cacheprovider", f"--hypothesis-profile={PROFILE}", *loaded]
    return int(pytest.main([*quiet, *arguments], plugins=[plugin]))


def run_mutant(place: Place, tests: Sequence[str]) -> int:
    """The exit code of the tests with a mutant."""
    sys.meta_path.insert(0, Finder(place))
    for files in batches(place, tests):
        code = run_tests(files, Selection(tests))
        if code:
            return code
    return NOTHING_FAILED


def batches(place: Place, tests: Sequence[str]) -> Iterator[list[str]]:
    """The files of the tests, to be collected one batch after another: that takes longer than most mutants live.

    Those that are called as the module or its room come first, then those that have most tests, more and more at once.
    """
    files = [file for file, _ in Counter(test.partition("::")[0] for test in tests).most_common()]
    near = {f"test_{name}" for name in module_of(place.path)}
    files.sort(key=lambda file: Path(file).stem not in near)
    size = sum(Path(file).stem in near for file in files) or 1
    while files:
        yield files[:size]
        files, size = files[size:], 2 * size


def forked(job: Callable[[], int], memory: int = resource.RLIM_INFINITY) -> int:
    """Start a job in a silent process of its own, whose exit code it returns."""
    pid = os.fork()
    if pid:
        return pid
    code = FAULT
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nothing, stream)
        code = job()
    finally:
        os._exit(code)


# All mutants of a room


def every_place(room: str) -> list[Place]:
    """The mutants of a room."""
    found = []
    for path in sorted(Path(PACKAGE, room).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        found += [Place(path, lines[mutant.line - 1].strip(), mutant) for mutant in mutants(source)]
    return found


def places(room: str) -> list[Place]:
    """The mutants of a room that change something."""
    return [place for place in every_place(room) if change(place) not in EQUIVALENT]


def change(place: Place) -> tuple[str, str, str]:
    """What EQUIVALENT knows of a mutant: its file, the text of the line, what stands there afterwards."""
    return place.path.relative_to(PACKAGE).as_posix(), place.text, place.mutant.after


def survivors(chosen: Sequence[Place], known: Tracks, workers: int) -> Iterator[Place]:
    """The mutants that no test finds, as they end; as many run at a time as there are workers."""
    waiting = list(reversed(chosen))
    running: dict[int, tuple[Place, float]] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            place = waiting.pop()
            tests = known.tests(place)
            if tests:
                pid = forked(lambda place=place, tests=tests: run_mutant(place, tests), MEMORY)
                running[pid] = place, time.monotonic() + known.patience(tests)
            else:
                yield place
        for pid, (place, deadline) in list(running.items()):
            code = _ended(pid, deadline)
            if code is not None:
                del running[pid]
                if code == NOTHING_FAILED:
                    yield place
        time.sleep(0.01)


def _ended(pid: int, deadline: float) -> int | None:
    """The exit code of a process that has ended, or that has to end now."""
    ended, status = os.waitpid(pid, os.WNOHANG)
    if ended:
        return os.waitstatus_to_exitcode(status)
    if time.monotonic() < deadline:
        return None
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return FAULT


def main() -> None:
    """Print what survives in each room, then its score."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", default=ROOMS, help=f"default: {' '.join(ROOMS)}")
    parser.add_argument("--most", type=int, default=300, help="mutants of a room (default 300)")
    parser.add_argument("--seed", type=int, default=7, help="which of them, where there are more")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="how many run at a time (default: all processors)"
    )
    options = parser.parse_args()
    os.chdir(ROOT)
    for name in LOADED:
        importlib.import_module(name)
    with TemporaryDirectory() as folder:
        known = tracks(Path(folder))
    for room in options.rooms:
        made = places(room)
        chosen = Random(options.seed).sample(made, min(options.most, len(made)))
        alive = 0
        for place in survivors(chosen, known, options.workers):
            print(place, flush=True)
            alive += 1
        found = len(chosen) - alive
        print(
            f"{room:16} {found:4} of {len(chosen):4} found: {found / len(chosen):7.2%} ({len(made)} in all)", flush=True
        )


if __name__ == "__main__":
    main()
