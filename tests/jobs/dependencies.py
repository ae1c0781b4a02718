"""Tests with the oldest and the newest dependencies, on each Python there is: `python -m tests.jobs.dependencies`.

For every Python and either end of what pyproject.toml allows an environment of its own is made by uv, in a folder that
is gone afterwards, and the tests of what meets a library are run there. Then pip-audit looks for known vulnerabilities
in the newest. Needs uv and pip-audit (the extra `audit`). Ends with code 1 if a test fails or a vulnerability is known.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from tests.support.imports import ROOT

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
RESOLUTIONS = {"oldest": "lowest-direct", "newest": "highest"}

# The command line, the parser, the screen and the layout program, where the libraries are met.
TESTS = (
    "test_eval_command", "test_diff_command", "test_check_command", "test_grade_command", "test_bindings",
    "test_questions", "test_table", "test_diagnostic", "test_solution", "test_drawing", "test_layout", "test_docs",
)  # fmt: skip


def uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run uv."""
    return _run(sys.executable, "-m", "uv", *arguments)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def python_of(environment: Path) -> str:
    """The Python of an environment."""
    return str(environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def pythons(asked: Sequence[str]) -> Iterator[str]:
    """The Pythons to test: those asked for, or one of each version that is installed here."""
    for each in asked or PYTHONS:
        found = uv("python", "find", "--no-python-downloads", each)
        if found.returncode == 0:
            yield found.stdout.strip()
        else:
            print(f"no Python {each} here: left out")


def installed(python: str, resolution: str, folder: Path) -> Path:
    """An environment with the package, and its dependencies at one end of what they may be.

    Raises:
        RuntimeError: they cannot be installed.
    """
    environment = folder / "environment"
    # Named at each step: uv would else take the environment that it runs in itself.
    there = ("--python", python_of(environment))
    for step in (
        ("venv", "--clear", "--python", python, str(environment)),
        ("pip", "install", *there, "--resolution", resolution, "-e", "."),
        # What the tests need is new, beside what is there.
        ("pip", "install", *there, "-e", ".[test]"),
    ):
        done = uv(*step)
        if done.returncode:
            raise RuntimeError(f"uv {' '.join(step)}: {done.stderr.strip()[-400:]}")
    return environment


def tested(environment: Path, tests: Sequence[str]) -> tuple[bool, str]:
    """Whether the tests pass there, and what pytest says at the end."""
    files = [f"tests/{name}.py" for name in tests] if tests else []
    done = _run(python_of(environment), "-m", "pytest", "-p", "no:cacheprovider", "-o", "addopts=", *files)
    failed = re.findall(r"^(?:FAILED|ERROR) .*$", done.stdout, re.MULTILINE)
    return done.returncode == 0, "\n    ".join([done.stdout.strip().rpartition("\n")[2].strip("= "), *failed[:10]])


def versions(environment: Path) -> str:
    """The direct dependencies with their versions."""
    listed = json.loads(uv("pip", "list", "--python", python_of(environment), "--format", "json").stdout)
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    own = re.findall(r'^    "([\w-]+)>=', text.partition("\ndependencies = [")[2].partition("\n]")[0], re.MULTILINE)
    return ", ".join(f"{each['name']} {each['version']}" for each in listed if each["name"] in own)


def audited(environment: Path) -> bool:
    """Print what is known of the packages, and how many could not be looked up; whether no vulnerability is known."""
    if find_spec("pip_audit") is None:
        print("pip-audit is not installed: nothing is audited")
        return True
    (packages,) = environment.rglob("site-packages")
    done = _run(sys.executable, "-m", "pip_audit", "--path", str(packages), "--format", "json")
    found = json.loads(done.stdout)["dependencies"] if done.stdout else []
    skipped = sum("skip_reason" in each for each in found)
    known = [f"{each['name']}: {fault['id']}" for each in found for fault in each.get("vulns", ())]
    if skipped == len(found):
        print(f"pip-audit could look up none of {len(found)} packages here: whether one is vulnerable is not known")
        return True
    print(f"pip-audit: {len(found)} packages, {skipped} of them not to be looked up, {len(known)} vulnerabilities")
    print(*[f"  {each}" for each in known], sep="\n" if known else "", end="")
    return not known


def main(arguments: Sequence[str] | None = None) -> int:
    """Test every combination; 1 if one fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.dependencies", description=__doc__)
    parser.add_argument("--python", action="append", default=[], help="a version or a path (default: each there is)")
    parser.add_argument("--all", action="store_true", help="run all tests, not only those that meet a library")
    options = parser.parse_args(arguments)
    good = True
    for python in pythons(options.python):
        for name, resolution in RESOLUTIONS.items():
            with tempfile.TemporaryDirectory() as folder:
                environment = installed(python, resolution, Path(folder))
                passed, said = tested(environment, () if options.all else TESTS)
                print(f"{'  ' if passed else '! '}{python}, {name}: {said}\n    {versions(environment)}", flush=True)
                good = good and passed
                if name == "newest":
                    good = audited(environment) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
