"""The pieces of every rule against the rule over doubles: at each point one piece holds, and has the number."""

from __future__ import annotations

from math import isclose, isfinite
from random import Random

import pytest

from backprop_cli import symbols
from backprop_cli.answers.explain.choices import grouped, template
from backprop_cli.answers.explain.signs import HOLDS
from backprop_cli.arithmetic import floats
from backprop_cli.graph.walker import derivatives_at
from backprop_cli.ops import BY_NAME, OPS, Op
from backprop_cli.symbols.pieces import Condition, Piece, pieces

NAMES = "abc"


def inputs_of(op: Op) -> int:
    return 2 if op.variadic else len(op.inputs)


def points(op: Op, random: Random):
    """Points of the domain, many of them on the axes and on the diagonals where rules choose."""
    for _ in range(200):
        xs = [random.choice([-1.0, 0.0, 0.5, 1.0, random.uniform(-2, 2)]) for _ in range(inputs_of(op))]
        out = op.forward(floats, *xs)
        if isfinite(out) and all(need.holds(floats, *xs) for need in op.needs):
            yield out, xs


def value(form, data):
    if form.operation is None:
        return data[form.label] if form.label in data else floats.number(str(float(form.data)))
    return form.operation.forward(floats, *[value(source, data) for source in form.inputs])


def holds(condition: Condition, data) -> bool:
    sides = [value(symbols.written(side), data) for side in (condition.left, condition.right)]
    return HOLDS[condition.relation](*sides)


def found(op: Op, index: int, *, ties: bool) -> list[Piece]:
    names = [symbols.name(NAMES[i]) for i in range(inputs_of(op))]
    return pieces(op, symbols.name("out"), names, index, ties=ties)


# What a choice is about, and not where it is infinite or has no value: that is the matter of the notes.
CHOOSING = [op for op in OPS if any(len(found(op, i, ties=True)) > 1 for i in range(inputs_of(op)))]


def test_the_rules_that_choose():
    assert {"relu", "abs", "max", "min", "clip", "leaky_relu", "elu", "^", "hypot"} <= {op.name for op in CHOOSING}
    assert not {"+", "*", "tanh", "sigmoid", "gelu", "sqrt"} & {op.name for op in CHOOSING}


@pytest.mark.parametrize("op", CHOOSING, ids=[op.name for op in CHOOSING])
def test_exactly_one_piece_holds_and_has_the_number(op):
    tried = 0
    for out, xs in points(op, Random(1)):
        data = {"out": out, **dict(zip(NAMES, xs, strict=False))}
        for index, partial in enumerate(derivatives_at(op, floats, out, xs)):
            here = [p for p in found(op, index, ties=True) if all(holds(c, data) for c in p.conditions)]
            assert len(here) == 1
            number = value(symbols.written(here[0].formula), data)
            if isfinite(number) and isfinite(partial):
                assert isclose(number, partial, rel_tol=1e-9, abs_tol=1e-12)
                tried += 1
    assert tried > 100


def test_a_wrong_piece_is_found():
    relu = BY_NAME["relu"]
    wrong = [p._replace(formula=symbols.number(1)) for p in found(relu, 0, ties=True)]
    here = [p for p in wrong if all(holds(c, {"a": -1.0, "out": 0.0}) for c in p.conditions)]
    assert value(symbols.written(here[0].formula), {}) != derivatives_at(relu, floats, 0.0, [-1.0])[0]


def test_what_has_too_many_pieces_has_none():
    maximum = BY_NAME["max"]
    names = [symbols.name(f"x{i}") for i in range(12)]
    assert pieces(maximum, symbols.name("out"), names, 0, ties=True) == []


def test_pieces_that_no_single_condition_tells_apart_are_not_told():
    x, one, two = symbols.name("x"), symbols.number(1), symbols.number(2)
    conditions = [(Condition(x, relation, one),) for relation in "<=>"] + [(Condition(x, "<", two),)]
    told = [Piece(each, formula) for each, formula in zip(conditions, [one, two, one, two], strict=True)]
    assert grouped(told) == ()
    assert [piece.formula for piece in grouped(told[:3])] == [two, one]


def test_where_nothing_can_be_decided_the_formula_is_told():
    """Such as among fractions, of which the root that is compared is none."""
    from fractions import Fraction

    from backprop_cli.arithmetic import fractions

    data = {"#0": Fraction(1), "#1": Fraction(2), "#out": Fraction(3)}
    found = template(BY_NAME["atan2"], (None, None), 0, data, fractions)
    assert (found.here, found.told) == ((), ())
