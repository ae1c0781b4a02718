"""Signs that only a worked solution writes: a choice, a comparison, the derivative of something.

They are operations as far as notation goes, so text and LaTeX write them as they write all formulas. No program has
them, and nobody computes with them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from ...graph.engine import Value, node_of
from ...graph.walker import topological_order
from ...ops import CHOICE, Infix, Op

# The relations of each condition, for each piece but the last.
Shape = tuple[tuple[str, ...], ...]

AND = " and ", r" \text{ and } "
IF = " if ", r" \text{ if } "
ELSE = " else ", r" \text{ else } "

_CHOICE = "if"

HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "=": lambda a, b: a == b,
    ">": lambda a, b: a > b,
}


def choice(pieces: Sequence[tuple[Value, Sequence[tuple[Value, str, Value]]]], otherwise: Value) -> Value:
    """The formula `1 if x > 0 else 0`.

    Args:
        pieces: formulas, each with the conditions (left, relation, right) under which it counts.
        otherwise: the formula for everywhere else.
    """
    inputs: list[Value] = []
    for formula, conditions in pieces:
        inputs += [formula, *[side for left, _, right in conditions for side in (left, right)]]
    shape = tuple([tuple([relation for _, relation, _ in conditions]) for _, conditions in pieces])
    return node_of(_choice_sign(shape), (*inputs, otherwise), None)


def chooses(formula: Value) -> bool:
    """Whether a formula has a choice in it."""
    return any([node.operation is not None and node.operation.name == _CHOICE for node in topological_order(formula)])


def comparison(conditions: Sequence[tuple[Value, str, Value]]) -> Value:
    """The formula `x > 0 and x < 1`."""
    sides = [side for left, _, right in conditions for side in (left, right)]
    return node_of(_comparison_sign(tuple([relation for _, relation, _ in conditions])), tuple(sides), None)


@lru_cache(maxsize=256)
def _choice_sign(shape: Shape) -> Op:
    texts = ["", ""]
    place = 1
    for relations in shape:
        for notation in (0, 1):
            compared = _compared(relations, place + 1, notation)
            texts[notation] += f"{_operand(place, notation)}{IF[notation]}{compared}{ELSE[notation]}"
        place += 1 + 2 * len(relations)
    text, latex = [written + _operand(place, notation) for notation, written in enumerate(texts)]
    return _sign(_CHOICE, text, latex)


@lru_cache(maxsize=256)
def _comparison_sign(relations: tuple[str, ...]) -> Op:
    return _sign("and", _compared(relations, 1, 0), _compared(relations, 1, 1))


@lru_cache(maxsize=256)
def derivative_sign(name: str, *, is_single: bool) -> Op:
    """The sign d/dx or ∂/∂x before something in parentheses.

    Args:
        name: the variable.
        is_single: whether there is no other.
    """
    from ...notation.latex import latex_name

    d, command = ("d", r"\mathrm{d}") if is_single else ("∂", r"\partial ")
    latex = rf"\frac{{{command.strip()}}}{{{command}{latex_name(name)}}}\left({{#1}}\right)"
    return Op(f"{d}/{d}{name}", "x", _unknown, _unknown, about="", latex=latex)


@lru_cache(maxsize=256)
def gradient_sign(of: str, to: str) -> Op:
    """The gradient that text calls `x.grad`, as a formula without inputs."""
    from ...notation.latex import latex_name

    latex = rf"\frac{{\mathrm{{d}}{latex_name(of)}}}{{\mathrm{{d}}{latex_name(to)}}}"
    return Op(f"{to}.grad", "", _unknown, _unknown, about="", text=f"{to}.grad", latex=latex)


@lru_cache(maxsize=256)
def partial_sign(of: str, to: str) -> Op:
    """A local derivative that is called by its name, ∂v/∂x, as a formula without inputs."""
    from ...notation.latex import latex_name

    latex = rf"\frac{{\partial {latex_name(of)}}}{{\partial {latex_name(to)}}}"
    return Op(f"∂{of}/∂{to}", "", _unknown, _unknown, about="", text=f"∂{of}/∂{to}", latex=latex)


def prime(graph: Value) -> Value:
    """The derivative of a function as the stroke behind it: u', (u*v)', sin(u)'."""
    op = graph.operation
    return node_of(_prime_sign("(#1)'" if op and op.infix else "#1'", op is not None), (graph,), None)


@lru_cache(maxsize=4)
def _prime_sign(text: str, wrapped: bool) -> Op:
    # Behind a power such as e^u a stroke would belong to its exponent.
    latex = r"\left({#1}\right)'" if wrapped else "{#1}'"
    return Op("'", "x", _unknown, _unknown, about="", text=text, latex=latex)


def _unknown(*_: Any) -> Any:
    """What nobody computes by a formula."""
    raise NotImplementedError


def _compared(relations: Sequence[str], place: int, notation: int) -> str:
    """The template of a comparison whose first side is the input at this place."""
    each = [
        f"{_operand(place + 2 * i, notation)} {relation} {_operand(place + 2 * i + 1, notation)}"
        for i, relation in enumerate(relations)
    ]
    return AND[notation].join(each)


def _operand(place: int, notation: int) -> str:
    return f"{{#{place}}}" if notation else f"#{place}"


def _sign(name: str, text: str, latex: str) -> Op:
    """An operation that binds more loosely than all others."""
    return Op(name, "xs", _unknown, _unknown, about="", infix=Infix(name, CHOICE, []), text=text, latex=latex)
