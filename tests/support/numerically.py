"""Formulas of a worked solution as numbers of mpmath: derivatives in them are taken numerically, not by any rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from mpmath import mp, mpf

from .oracle import ORACLES

CONSTANTS = {"pi": mp.pi, "e": mp.e, "tau": 2 * mp.pi}

# The sign before something whose derivative is meant: d/dx, ∂/∂w.
SIGN = re.compile(r"[d∂]/[d∂](.+)")


class NoNumber(Exception):  # noqa: N818 - it is no fault
    """A formula has no value here."""


def number(graph: Any, at: Mapping[str, Any]) -> Any:
    """The number of a formula.

    Args:
        graph: the formula.
        at: the numbers of its names, also of those such as `x.grad`.
    """
    if graph.operation is None:
        return leaf(graph, at)
    name = graph.operation.name
    if not graph.inputs:
        return at[name]
    found = SIGN.fullmatch(name)
    if found:
        return slope(graph.inputs[0], at, found[1])
    inputs = [number(source, at) for source in graph.inputs]
    compute = ORACLES[name].value if name in ORACLES else lambda *xs: chosen(graph.operation.text, xs)
    try:
        result = compute(*inputs)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise NoNumber from error
    if mp.im(result) != 0 or not mp.isfinite(result) or abs(result) > 1e12:
        raise NoNumber
    return mp.re(result)


def chosen(template: str, xs: Sequence[Any]) -> Any:
    """The number of a choice, read as Python reads `#1 if #2 > #3 else #4`."""
    written = re.sub(r"#(\d+)", r"xs[\1 - 1]", template).replace(" = ", " == ")
    return eval(written, {}, {"xs": xs})


def leaf(graph: Any, at: Mapping[str, Any]) -> Any:
    if graph.label:
        return at[graph.label] if graph.label in at else CONSTANTS[graph.label]
    data = getattr(graph.data, "value", graph.data)
    return mpf(data.numerator) / data.denominator if isinstance(data, Fraction) else mpf(data)


def slope(graph: Any, at: Mapping[str, Any], name: str) -> Any:
    """The derivative of a formula, by the difference quotients of mpmath."""
    with mp.workdps(50):
        return mp.diff(lambda x: number(graph, {**at, name: x}), at[name], h=mpf(10) ** -18)


def near(a: Any, b: Any) -> bool:
    return bool(a == b or abs(a - b) <= mpf(10) ** -9 * (1 + abs(a) + abs(b)))
