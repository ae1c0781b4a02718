"""Local derivatives as people write them: `1 if x > 0 else 0` where the rule itself chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from ... import symbols
from ...arithmetic import Inexact, NumberSystem
from ...graph.engine import Number
from ...graph.walker import derivatives_at
from ...notation.text import number_text
from ...ops import Op
from ...symbols.pieces import Condition, Piece, pieces
from .signs import HOLDS

# How the operation's result and its inputs are called in the templates. No name of the language begins so: a variable
# that is called pi is not taken for the constant.
OUT, OPERAND = "#out", "#"

Literals = tuple[Number | None, ...]


class Template(NamedTuple):
    """A local derivative in the names of the places of its operation.

    Args:
        formula: what it is at the point at hand; where there is no point, or no choice, everywhere.
        here: the conditions that hold there, if it depends on any.
        told: the pieces with one condition each, and last the formula for everywhere else; none where all are one.
    """

    formula: symbols.Symbol
    here: Sequence[Condition] = ()
    told: Sequence[Piece] = ()


def template(op: Op, literals: Literals, index: int, data: Mapping[str, Number], xp: NumberSystem) -> Template:
    """The local derivative of an operation to one of its inputs, at a point.

    Args:
        op: the operation.
        literals: those of its inputs that are numbers of the expression, and None for the others.
        index: the input.
        data: the numbers at hand, by the names of the places.
        xp: their number system.
    """
    found = _pieces(op, literals, index, True)
    if len(found) == 1:
        return Template(found[0].formula)
    try:
        here = _at(found, data, xp)
    except Inexact:
        here = None
    if here is None:
        return Template(formula(op, literals, index))
    told = _told(_pieces(op, literals, index, False), here)
    return Template(here.formula, _deciding(here, found) if told else (), told)


def _told(generic: Sequence[Piece], here: Piece) -> Sequence[Piece]:
    """The pieces to tell of: those between single points, and that at the point at hand."""
    return grouped(generic if here in generic else [here, *generic])


def _deciding(here: Piece, found: Sequence[Piece]) -> Sequence[Condition]:
    """The conditions that decide: without one of them, others that hold here still leave a single formula."""
    kept = list(here.conditions)
    for condition in here.conditions:
        rest = [each for each in kept if each is not condition]
        if all([piece.formula == here.formula for piece in found if _may_hold(piece, rest)]):
            kept = rest
    return kept


def _may_hold(piece: Piece, conditions: Sequence[Condition]) -> bool:
    """Whether none of these conditions contradicts a piece."""
    known = {(c.left, c.right): c.relation for c in conditions}
    return all([known.get((c.left, c.right), c.relation) == c.relation for c in piece.conditions])


def everywhere(op: Op, literals: Literals, index: int) -> Template:
    """The same where no point is at hand."""
    told = grouped(_pieces(op, literals, index, False))
    return Template(formula(op, literals, index), (), told)


def formula(op: Op, literals: Literals, index: int) -> symbols.Symbol:
    """The local derivative as one formula in the language."""
    return _formulas(op, literals)[index]


@lru_cache(maxsize=4096)
def _formulas(op: Op, literals: Literals) -> Sequence[symbols.Symbol]:
    inputs = operands(literals)
    return [symbols.lifted(x) for x in derivatives_at(op, symbols, symbols.output(op, OUT, *inputs), inputs)]


@lru_cache(maxsize=4096)
def _pieces(op: Op, literals: Literals, index: int, ties: bool) -> Sequence[Piece]:
    inputs = operands(literals)
    found = pieces(op, symbols.output(op, OUT, *inputs), inputs, index, ties=ties)
    if len({piece.formula.key for piece in found}) == 1:
        return (Piece((), found[0].formula),)
    return found or (Piece((), formula(op, literals, index)),)


def _at(found: Sequence[Piece], data: Mapping[str, Number], xp: NumberSystem) -> Piece | None:
    """The piece whose conditions all hold."""

    def holds(condition: Condition) -> bool:
        sides = [_value(symbols.written(side), data, xp) for side in (condition.left, condition.right)]
        return HOLDS[condition.relation](*sides)

    return next((piece for piece in found if all(map(holds, piece.conditions))), None)


def _value(form: symbols.Form, data: Mapping[str, Number], xp: NumberSystem) -> Number:
    """The number of a side of a condition; these are small, so this may recurse."""
    if form.operation is not None:
        return form.operation.forward(xp, *[_value(source, data, xp) for source in form.inputs])
    if isinstance(form.data, Fraction):
        return xp.rational(form.data.numerator, form.data.denominator)
    return data[form.label] if form.label else xp.number(number_text(form.data))


def grouped(found: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces with one formula a piece, the last one for everywhere else; none where that cannot be told so."""
    alike: dict[bytes, list[Piece]] = {}
    for piece in found:
        alike.setdefault(piece.formula.key, []).append(piece)
    several = [group[0] for group in alike.values() if len(group) > 1 or not group[0].conditions]
    single = [group[0] for group in alike.values() if len(group) == 1 and group[0].conditions]
    if len(alike) < 2 or len(several) > 1:
        return ()
    *first, last = [*single, *several]
    return [*first, Piece((), last.formula)]


def operands(literals: Literals) -> list[symbols.Symbol]:
    """The symbols of the inputs: their places, or the numbers that they are."""
    return [
        symbols.name(f"{OPERAND}{place}")
        if literal is None
        else symbols.number(number_text(literal) if isinstance(literal, float) else literal)
        for place, literal in enumerate(literals)
    ]
