"""The short form of each job in tests/jobs, and that a job finds what is wrong."""

from __future__ import annotations

import math
import os
from pathlib import Path
from random import Random

import click
import mpmath
import pytest
from mpmath import mpf

from backprop_cli.ops import OPS

from .jobs import faults, oracle, peers
from .support import accuracy, growth, truth
from .support.fuzzing import escaping, fuzz, small
from .support.going_wrong import WORKS
from .support.inputs import TARGETS, Input
from .support.points import handy
from .support.random_programs import Node, RandomProgram, random_program
from .support.running import Done
from .support.traced import Functions, expression
from .support.truth import TRUTHS, partials, value
from .support.ulps import error

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs the processes of POSIX")


class TestTruth:
    """The truth itself is held against mpmath's numerical differentiation, which knows no rule."""

    def test_it_knows_every_operation(self):
        assert {op.name for op in OPS} <= set(TRUTHS)
        assert set(accuracy.known()) == {op.name for op in OPS}

    @pytest.mark.parametrize("name", TRUTHS)
    def test_local_derivatives(self, name: str):
        random = Random(name)
        compared = 0
        for _ in range(300):
            inputs = random.choice(TRUTHS[name].counts)
            at = [round(handy(random), 6) for _ in range(inputs)]
            if compared < 20 and max(map(abs, at)) < 30 and _smooth(name, at):
                compared += 1
                for i, slope in enumerate(partials(name, at)):
                    assert abs(_numerical(name, at, i) - slope) <= mpf(10) ** -15 * (1 + abs(slope))
        assert compared >= 10


def _smooth(name: str, at: list[float]) -> bool:
    """Whether an operation has a value all around a point, and no kink within a step of the differences."""
    apart = all(abs(a - b) > 1e-3 for i, a in enumerate([*at, 0.0, 1.0, -1.0]) for b in at[:i])
    around = [value(name, [x + h for x in at]) for h in (-1e-3, 0, 1e-3)]
    return apart and None not in around and all(abs(x - round(x)) > 1e-3 for x in at) and (name != "^" or at[0] > 0)


def _numerical(name: str, at: list[float], i: int) -> mpf:
    """A derivative by differences of tiny steps, at twice the digits."""
    step = mpf(10) ** -25
    up, down = [[mpf(x) + sign * step * (j == i) for j, x in enumerate(at)] for sign in (1, -1)]
    return (TRUTHS[name].value(*up) - TRUTHS[name].value(*down)) / (2 * step)


class TestUlps:
    @pytest.mark.parametrize(("got", "true", "ulps"), [
        (1.0, mpf(1), 0),
        (1 + 2**-52, mpf(1), 1),
        (0.0, mpf(5e-324), 1),
        (math.inf, mpf("1e400"), 0),
        (1e308, mpf("1e400"), math.inf),
        (-math.inf, mpf("1e400"), math.inf),
        (math.nan, mpmath.nan, 0),
        (math.nan, mpf(1), math.inf),
        (math.inf, mpf("1.7976931348623157e308"), 1),
    ])  # fmt: skip
    def test_an_error(self, got: float, true: mpf, ulps: float):
        assert error(got, true) == pytest.approx(ulps, rel=0.1)


# The C library's cosine has lost digits at the hardest argument of all.
HARD = 6381956970095103.0 * 2.0**797
HARD_TO_REDUCE = pytest.mark.xfail(
    error(math.cos(HARD), mpmath.cos(mpf(HARD))) > 4, strict=True, reason="of the library"
)


class TestOracle:
    @pytest.mark.parametrize("name", [
        pytest.param(name, marks=[HARD_TO_REDUCE] if name == "sin" else [])
        for name in accuracy.known()
    ])  # fmt: skip
    def test_an_operation_is_within_4_ulp(self, name: str):
        assert [str(found) for found in oracle.worst(name, 200) if not found.allowed] == []

    def test_random_programs(self):
        assert oracle.programs(150, seed=1, most=60)[1] == []

    def test_programs_of_what_is_within_it_are_right(self):
        random = Random(2)
        names = list(accuracy.known())
        for _ in range(150):
            program = random_program(random, names, 60)
            assert accuracy.judged(program).faults == [], program.arguments

    def test_a_rule_that_is_wrong_is_found_and_made_small(self, monkeypatch: pytest.MonkeyPatch):
        right = TRUTHS["sinh"]
        wrong = right._replace(partials=lambda x: (mpmath.cosh(x) * (1 + mpf(10) ** -12),))
        monkeypatch.setitem(truth.TRUTHS, "sinh", wrong)
        leaves = (Node(None, (), 0.25, "x"), Node(None, (), 3.0))
        program = RandomProgram((*leaves, Node("*", (0, 1)), Node("sinh", (2,)), Node("+", (3, 0))), {2: "p"}, 0)
        assert accuracy.judged(program).faults
        shrunk, fault = oracle.shrunk(program)
        assert [node.op for node in shrunk.nodes] == [None, "sinh"]
        assert fault.startswith("a gradient is")

    def test_an_error_where_there_is_a_value_is_found(self, monkeypatch: pytest.MonkeyPatch):
        program = RandomProgram((Node(None, (), -1.0, "x"), Node("log", (0,))), {}, 0)
        assert accuracy.judged(program).faults == []
        monkeypatch.setitem(truth.TRUTHS, "log", TRUTHS["log"]._replace(value=abs, domain=lambda x: True))
        assert [fault.partition(":")[0] for fault in accuracy.judged(program).faults] == ["log value"]

    def test_a_graph_that_is_another_is_found(self):
        nodes = (Node(None, (), 2.0, "x"), Node(None, (), 3.0, "y"), Node("-", (0, 1)))
        program = RandomProgram(nodes, {}, 0)
        swapped = program._replace(nodes=(*nodes[:2], Node("+", (0, 1))))
        assert accuracy.judged(program).faults == []
        assert accuracy._paired(swapped, {
            "a": {"op": None, "inputs": [], "data": 2.0}, "b": {"op": None, "inputs": [], "data": 3.0},
            "c": {"op": "-", "inputs": ["a", "b"], "data": -1.0},
        }, "c") == "the graph has - of 2 for + of 2"  # fmt: skip


# Of each target so many inputs, and of the library more, which takes a tenth of the time.
COUNTS = dict.fromkeys(TARGETS, 150) | {"language": 1500}


@posix_only
class TestFuzz:
    @pytest.mark.parametrize("target", TARGETS)
    def test_nothing_escapes(self, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(tmp_path)
        assert {fault: str(given) for fault, given in fuzz(target, COUNTS[target], timed=False).items()} == {}

    def test_an_escape_is_found_and_made_small(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(click.Command, "invoke", lambda *_: 1 / 0)
        given = Input(("eval", "x + y + 1", "x=1", "--value"))
        assert escaping(given) == ["ZeroDivisionError in __init__.py:_invoke"]
        assert small(given, escaping(given)[0], timed=False).arguments == ("eval",)

    def test_a_code_that_says_wrong_is_an_escape(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr("backprop_cli.cli.run", lambda arguments: 1)
        assert escaping(Input(("eval", "x"))) == ["exit code 1 from eval"]
        assert escaping(Input(("check", "x"))) == []


class TestPeers:
    def test_derivatives_of_sympy(self):
        assert peers.sympy_report(150, 0, ("sympy.core.tests.test_diff",)) == []

    def test_a_derivative_that_is_wrong_is_found(self):
        assert peers._faults("x^2", ["x"], {"x": 3.0}, [mpf(9), mpf(6)], [0.0, 0.0]) == []
        found = peers._faults("x^2", ["x"], {"x": 3.0}, [mpf(9), mpf(6) + mpf(10) ** -6], [0.0, 0.0])
        assert [fault.split()[0] for fault in found or ()] == ["diff", "eval"]

    def test_a_function_is_written_down(self):
        module = Functions(math)
        assert expression(lambda x, y: 3.0 * module.sin(-x) / y, ["x", "y"]) == "((3.0) * (sin(-(x)))) / (y)"
        assert expression(module.gamma, ["x"]) is None


@posix_only
class TestLimits:
    @pytest.mark.parametrize("name", [
        "a sum: eval, JSON", "parentheses: eval, a table", "statements: explain", "statements: diff",
        "a wide call: graph, DOT", "an overflow: eval", "unused values", "rows of a class",
    ])  # fmt: skip
    def test_growth(self, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(tmp_path)
        case = next(case for case in growth.cases() if case.name == name)
        assert growth.growth(case, growth.within(5), least=0.04).linear

    def test_the_square_is_found(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(tmp_path)
        case = growth.Case("", growth.model(growth.chain), ("eval", "-f", "model"))

        def square(*arguments: str) -> Done:
            size = Path("model").stat().st_size if Path("model").exists() else 0
            return Done(0, "", "", 0.001 + 1e-6 * size**2, 1.0)

        assert not growth.growth(case, square).linear


SHORT = {name: WORKS[name] for name in ("a table", "JSON", "SVG")}


@posix_only
class TestFaults:
    @pytest.mark.parametrize("name", faults.FAULTS)
    def test_a_fault(self, name: str):
        assert faults.found_by(faults.FAULTS[name], works=SHORT) == []
