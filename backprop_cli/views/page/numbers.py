"""The numbers of a page: what each of them is, what it is at the given point, and the code that computes it at others.

The same walk is made over the doubles and over the tape of the exported program, so a number and the code for it stand
at the same place of one list, and nothing on the page has to compute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any, NamedTuple

from ...arithmetic import NumberSystem
from ...export.function import function_of
from ...export.javascript import JavaScript
from ...export.writing import Code
from ...files.numbers import json_number
from ...graph.engine import Value
from ...graph.run import Run
from ...graph.variables import varies
from ...graph.walker import local_derivatives
from ...ops import Kink

# What a number is: its kind, the node, and which input, need or kink of the node it belongs to.
Key = tuple[str, str, int]
DATA, GRAD, LOCAL, PRODUCT, BEFORE, AFTER = "data", "grad", "local", "product", "before", "after"
NEED, KINK, LEFT, RIGHT, USED = "need", "kink", "left", "right", "used"

CALLED = "backprop"


class Known(float):
    """A number that knows its place in the list."""

    place: int


class Numbers(NamedTuple):
    """The list.

    Args:
        places: where each number stands.
        given: what it is at the given point, as JSON has it.
        program: the function in JavaScript that computes all of them.
    """

    places: dict[Key, int]
    given: list[Any]
    program: str

    def known(self, number: float, kind: str, node: str, index: int = 0) -> float:
        """A number that knows its place, if it has one."""
        place = self.places.get((kind, node, index))
        if place is None or not isinstance(number, float):
            return number
        known = Known(number)
        known.place = place
        return known


def numbers_of(run: Run) -> Numbers:
    """The numbers of a run after its backward pass.

    Raises:
        UsageError: JavaScript lacks a function that is needed.
    """
    found = dict(_walk(run))
    values = {name: value.data for name, value in run.inputs.items()}
    of = run.program.step_names()[run.target]
    target = JavaScript()
    function = function_of(
        run.program, values, of, refines=target.refines, watch=lambda recorded: dict(_walk(recorded)).values()
    )
    program = target.source(Code(function, target, CALLED), main=False)
    places = {key: place for place, key in enumerate(found)}
    return Numbers(places, [_json(number) for number in found.values()], program)


def _json(number: Any) -> Any:
    return json_number(number) if isinstance(number, float) else number


def _walk(run: Run) -> Iterator[tuple[Key, Any]]:
    """The numbers of both passes, in whatever number system they are."""
    names, kept = run.node_names, varies(run.nodes)
    for node, name in names.items():
        yield (DATA, name, 0), node.data
        yield (GRAD, name, 0), node.grad
    yield from _edges(run, kept)
    for node, name in names.items():
        if node.operation is not None:
            yield from _needs(node, name, run.xp)
            yield from _kinks(node, name, run.xp, kept)


def _edges(run: Run, kept: set[Value]) -> Iterator[tuple[Key, Any]]:
    """What goes along each edge of the backward pass, and what the gradient at its end was before and is after."""
    names = run.node_names
    so_far = {node: run.xp.number(0) for node in kept}
    for node in reversed(run.nodes):
        if node not in kept:
            continue
        for index, (source, local) in enumerate(zip(node.inputs, local_derivatives(node), strict=True)):
            if source not in kept:
                continue
            product = node.grad * local
            yield (LOCAL, names[node], index), local
            yield (PRODUCT, names[node], index), product
            yield (BEFORE, names[node], index), so_far[source]
            so_far[source] = so_far[source] + product
            yield (AFTER, names[node], index), so_far[source]


def _needs(node: Value, name: str, xp: NumberSystem) -> Iterator[tuple[Key, Any]]:
    """Whether the inputs of an operation meet each of its needs."""
    assert node.operation is not None
    for index, need in enumerate(node.operation.needs):
        yield (NEED, name, index), need.holds(xp, *[source.data for source in node.inputs])


def _kinks(node: Value, name: str, xp: NumberSystem, kept: set[Value]) -> Iterator[tuple[Key, Any]]:
    """Whether an operation is at each of its kinks, with the local derivatives around and the one that is used."""
    assert node.operation is not None
    data = [source.data for source in node.inputs]
    for index, kink in enumerate(node.operation.kinks):
        concerned = concerned_by(kink, node, kept)
        if not concerned:
            continue
        at = kink.at(xp, *data)
        local = local_derivatives(node)
        if kink.sides:
            left, right = kink.sides(xp, *data)
            yield (LEFT, name, index), left
            yield (RIGHT, name, index), right
            at = xp.both(at, xp.negated(xp.equal(left, right)))
        yield (USED, name, index), reduce(xp.maximum, [local[i] for i in concerned])
        yield (KINK, name, index), at


def concerned_by(kink: Kink, node: Value, kept: set[Value]) -> Sequence[int]:
    """The inputs of a node that vary and whose local derivative a kink concerns."""
    return [i for i, source in enumerate(node.inputs) if kink.of in (None, i) and source in kept]
