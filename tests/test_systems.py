"""Number systems against their interface: every formula of the table finds in each of them what it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from backprop_cli import arithmetic, symbols
from backprop_cli.arithmetic import Inexact, System, complexes, floats, fractions, system_of
from backprop_cli.arithmetic.branches import Branches
from backprop_cli.arithmetic.nearby import Nearby
from backprop_cli.ops import BY_NAME, OPS, Need, Op

from .support import arrays
from .support.oracle import ORACLES

SYSTEMS = {
    "floats": floats,
    "fractions": fractions,
    "complexes": complexes,
    "branches": Branches(),
    "nearby": Nearby(1e-3),
    "symbols": symbols,
    "arrays": arrays,
}
MEMBERS = {name for name in vars(System) if not name.startswith("_")}

# What a program asks of a number system, and no formula does.
OF_PROGRAMS = {"isfinite", "e", "tau"}

# Between them, at them and beside them all kinks of the table are.
PLACES = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)


def counts(op: Op) -> list[int]:
    """The numbers of inputs that a row is tried with."""
    return [2, 3] if op.variadic else [n for n in range(4) if op.takes(n)]


def computed(op: Op, xp: Any, inputs: Sequence[Any]) -> Iterator[tuple[str, Any]]:
    """What the formulas of a row give: numbers, and conditions under names that begin with "is"."""
    out = op.forward(xp, *inputs)
    yield "value", out
    yield from ((f"derivative {i}", partial) for i, partial in enumerate(op.partials(xp, out, *inputs)))
    yield from ((f"is in need {i}", need.holds(xp, *inputs)) for i, need in enumerate(op.needs))
    for i, kink in enumerate(op.kinks):
        yield f"is at kink {i}", kink.at(xp, *inputs)
        yield from ((f"side {j} of kink {i}", s) for j, s in enumerate(kink.sides(xp, *inputs) if kink.sides else ()))
    for i, mistake in enumerate(op.mistakes):
        if mistake.forward:
            yield f"mistake {i}", mistake.forward(op, xp, *inputs)
        wrong = mistake.partials(op, xp, out, *inputs) if mistake.partials else ()
        yield from ((f"mistake {i} in {j}", partial) for j, partial in enumerate(wrong) if partial is not None)


def asked_for(op: Op) -> set[str]:
    """The members of a number system that the formulas of a row use."""
    recorder = Recorder()
    for count in counts(op):
        list(computed(op, recorder, [0.5] * count))
    return recorder.names


class Recorder:
    """Doubles that note which of their members are used."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(floats, name)


def has(system: object, name: str) -> bool:
    """Whether a system has a member, be it one that has no value in it."""
    try:
        getattr(system, name)
    except Inexact:
        return True
    except AttributeError:
        return False
    return True


def test_the_interface_is_what_the_formulas_ask_for():
    assert set().union(*map(asked_for, OPS)) == MEMBERS - OF_PROGRAMS
    assert len(MEMBERS) > 45


def test_every_member_says_what_it_means():
    assert [name for name in MEMBERS if not getattr(System, name).__doc__] == []


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_every_system_has_every_member(system: object):
    assert {name for name in MEMBERS if not has(system, name)} == set()


def test_a_missing_primitive_would_be_noticed():
    op = copy(BY_NAME["tanh"])
    op.forward = lambda xp, x: xp.gamma(x)
    with pytest.raises(AttributeError):
        asked_for(op)
    assert [name for name, system in SYSTEMS.items() if has(system, "gamma")] == []
    assert has(fractions, "pi")
    assert not has(SimpleNamespace(), "tanh")


def test_there_is_no_other_system():
    rooms = {path.stem for path in Path(arithmetic.__file__).parent.glob("*.py")}
    helpers = {"__init__", "system", "doubles", "inexact", "digits", "normal"}
    assert rooms - helpers | {"symbols", "arrays"} == set(SYSTEMS)


def test_the_system_of_what_is_no_number_is_refused():
    for thing in ("1", None, [1.0], object()):
        with pytest.raises(TypeError, match=f"no number system has a {type(thing).__name__}"):
            system_of(thing)


# Conditions


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_conditions_of_conditions(system: Any):
    def truth(condition: Any) -> bool:
        return bool(system.where(condition, 1, 0) == system.number(1))

    def condition(holds: bool) -> Any:
        return system.equal(system.number(1), system.number(holds))

    for a, b in product([True, False], repeat=2):
        assert truth(system.both(condition(a), condition(b))) == (a and b)
        assert truth(system.either(condition(a), condition(b))) == (a or b)
    assert truth(system.negated(condition(False)))
    assert not truth(system.negated(condition(True)))


def test_conditions_that_are_formulas():
    x, y = symbols.greater(symbols.name("x"), 0), symbols.greater(symbols.name("y"), 0)
    assert repr(symbols.both(x, y)) == "step(x)*step(y)"
    assert repr(symbols.either(x, y)) == "1 - (1 - step(x))*(1 - step(y))"
    assert repr(symbols.negated(x)) == "1 - step(x)"
    assert symbols.both(x, True) is symbols.both(True, x) is x
    assert symbols.both(x, False) is symbols.both(False, x) is False
    assert symbols.either(x, True) is True
    assert symbols.either(False, x) == x


# Columns


def rows(op: Op, count: int) -> list[tuple[float, ...]]:
    """Points of a row of the table: ordinary ones, its edges, its kinks and what lies around them."""
    oracle = ORACLES[op.name]
    known = [point for point in (*oracle.ordinary(), *oracle.edges) if len(point) == count]
    return [*known, *product(PLACES, repeat=count)]


@pytest.mark.parametrize(("op", "count"), [(op, n) for op in OPS for n in counts(op)], ids=str)
def test_a_column_has_the_numbers_of_its_rows(op: Op, count: int):
    points = rows(op, count)
    with np.errstate(all="ignore"):
        columns = list(computed(op, arrays, list(np.array(points).T)))
        singly = [list(computed(op, floats, point)) for point in points]
    # Outside the domain the one says nan and the other an infinity: there only the conditions have a meaning.
    inside = np.array([floats.isfinite(found[0][1]) for found in singly])
    assert inside.sum() > 5
    for i, (what, column) in enumerate(columns):
        expected = np.array([found[i][1] for found in singly], dtype=bool if what.startswith("is") else float)
        got = np.broadcast_to(column, len(points))
        if expected.dtype == bool:
            assert got.dtype == bool, what
            assert (got == expected).all(), what
        else:
            np.testing.assert_allclose(got[inside], expected[inside], rtol=1e-13, atol=0, err_msg=what)
    assert not np.isfinite(np.broadcast_to(columns[0][1], len(points))[~inside]).any()


def test_a_condition_that_asks_for_one_truth_would_be_found():
    op = copy(BY_NAME["tanh"])
    op.needs = (Need(lambda xp, x: xp.greater(x, 0) and xp.greater(1, x), "a number between 0 and 1"),)
    with pytest.raises(ValueError, match="truth value"):
        list(computed(op, arrays, [np.array([0.5, 2.0])]))


# Doubles that are equal where they are close


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (Nearby(0.1).equal(0.0, 0.1), True),
        (Nearby(0.1).equal(0.0, -0.11), False),
        (Nearby(0.1).equal(100.0, 109.0), True),
        (Nearby(0.1).equal(100.0, 112.0), False),
        (Nearby(0.0).equal(1.0, 1.0), True),
        (Nearby(0.1).greater(1.01, 1.0), True),
        (Nearby(0.1).floor(2.95), 3.0),
        (Nearby(0.1).floor(3.05), 3.0),
        (Nearby(0.1).floor(2.5), 2.0),
        (Nearby(0.1).ceil(2.05), 2.0),
        (Nearby(0.1).ceil(1.95), 2.0),
        (Nearby(0.1).ceil(2.5), 3.0),
        (Nearby(0.1).floor(-0.05), 0.0),
        (Nearby(0.1).tanh(0.5), floats.tanh(0.5)),
    ],
)
def test_nearby(got, expected):
    assert got == expected
    assert type(got) is type(expected)


@pytest.mark.parametrize(
    ("name", "point"),
    [
        ("relu", (5e-4,)),
        ("floor", (2.9995,)),
        ("floor", (3.0005,)),
        ("max", (1.0, 1.0005)),
        ("min", (7.0, 1.0005, 1.0)),
        ("asin", (0.9995,)),
        ("clip", (0.0005, 0.0, 1.0)),
        ("hypot", (1e-4, -1e-4)),
        ("^", (1e-4, 0.5)),
    ],
)
def test_a_point_near_a_kink_counts_as_one(name: str, point: tuple[float, ...]):
    assert any(kink.at(Nearby(1e-3), *point) for kink in BY_NAME[name].kinks)
    assert not any(kink.at(floats, *point) for kink in BY_NAME[name].kinks)
