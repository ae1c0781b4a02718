"""The mutants of the mutation job: what is changed and what is left alone, and that tests are told from one another."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

import pytest

from .jobs import mutation
from .support.imports import ROOT
from .support.mutants import mutants, mutated


def changes(source: str) -> set[str]:
    return {f"{mutant.before} -> {mutant.after}" for mutant in mutants(source)}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a + b", {"a + b -> a - b"}),
        ("a = b ** c", {"b ** c -> b * c"}),
        ("a += b", {"a += b -> a -= b"}),
        ("a < b", {"a < b -> a <= b", "a < b -> a >= b"}),
        ("a == b < c", {"a == b < c -> a != b < c", "a == b < c -> a == b <= c", "a == b < c -> a == b >= c"}),
        ("a is b", {"a is b -> a is not b"}),
        ("a and b", {"a and b -> a or b"}),
        ("not a", {"not a -> a"}),
        ("-a", {"-a -> a"}),
        ("a[1]", {"1 -> 2"}),
        ("a = True", {"True -> False"}),
        ("a = 'code'", {"'code' -> 'codeX'"}),
        ("a if b else c", {"a if b else c -> a if not b else c"}),
        ("a = [b for b in c if b]", {"[b for b in c if b] -> [b for b in c]"}),
        ("a = f(b, c)", {"f(b, c) -> f(c, b)"}),
        ("a = f(*b, c, d=e)", {"f(*b, c, d=e) -> f(*b, c)"}),
        ("a = any(b)", {"any(b) -> all(b)"}),
        ("a = min(b, c)", {"min(b, c) -> max(b, c)"}),
        ("if a:\n    b = c", {"if a: b = c -> if not a: b = c"}),
        ("def f():\n    return a", {"return a -> return None"}),
        ("for a in b:\n    continue", {"continue -> pass"}),
        ("a.b = c", {"a.b = c -> pass"}),
        ("raise a", {"raise a -> pass"}),
        ("f()", {"f() -> pass"}),
        ("a = lambda b: b - c", {"b - c -> b + c"}),
    ],
)
def test_changes(source, expected):
    assert changes(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""', "assert a == 1", 'a: "int | None" = b', "def f(a: 'x') -> 'y':\n    pass",
        'a = error("what to do")', '__slots__ = ("a", "b")', "a = f'{b} is {c}'", "a = zip(b, strict=True)",
        "T = TypeVar('T')", "Pair = tuple['A', 'B']",
        "if TYPE_CHECKING:\n    a = 1",
    ],
)  # fmt: skip
def test_left_alone(source):
    assert changes(source) == set()


def test_each_mutant_is_the_source_with_its_change():
    source = "def f(a, b):\n    return a + b * 2"
    texts = [ast.unparse(mutated(source, mutant.number)).splitlines()[1].strip() for mutant in mutants(source)]
    assert texts == ["return None", "return a - b * 2", "return a + b / 2", "return a + b * 3"]
    with pytest.raises(IndexError):
        mutated(source, len(texts))


SECOND_MUTANT = """
import os
from tests.jobs import mutation

of_a_line = [place for place in mutation.places("symbols") if place.text.startswith("return x.numerator if")]
place = of_a_line[1]
for test in ("test_numbers_of_a_formula", "test_equality_is_structure"):
    job = mutation.forked(lambda: mutation.run_mutant(place, [f"tests/test_symbols.py::{test}"]))
    print(os.waitstatus_to_exitcode(os.waitpid(job, 0)[1]))
"""


@pytest.mark.skipif(os.name != "posix", reason="forks")
def test_a_mutant_is_found_by_a_test_that_comes_by_it_and_by_no_other():
    done = subprocess.run([sys.executable, "-c", SECOND_MUTANT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(int(pytest.ExitCode.TESTS_FAILED)), str(mutation.NOTHING_FAILED)]


def test_equivalents_are_places_that_exist():
    found = {mutation.change(place) for room in mutation.ROOMS for place in mutation.every_place(room)}
    assert set(mutation.EQUIVALENT) <= found
    assert len(mutation.EQUIVALENT) < 30
