"""Copies and pickles of Values.

A chain may be a million nodes deep, and `copy` and `pickle` go down what they are given by recursion: so every node is
copied, or pickled, before what uses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any, ClassVar, cast

from ..ops import BY_NAME
from .own import OwnOp, nothing
from .walker import topological_order

# Any class of Values.
Value = Any

# The attributes that a subclass adds, and the slots.
State = tuple[dict[str, object] | None, dict[str, object]]


def copied(node: Value) -> Value:
    """A node of its own with the inputs of this one."""
    return restored(_new(node), *_state(node))


def deeply_copied(root: Value, memo: dict[int, Any]) -> Value:
    """A graph of its own; `memo` holds the copies by the ids of the originals, as `copy.deepcopy` keeps it."""
    for node in topological_order(root):
        if id(node) not in memo:
            fields, slots = _state(node)
            inputs = tuple([memo[id(source)] for source in node.inputs])
            memo[id(node)] = restored(_new(node), deepcopy(fields, memo), {**slots, "inputs": inputs, "_order": None})
    return memo[id(root)]


def restored(node: Value, fields: dict[str, object] | None, slots: dict[str, object]) -> Value:
    """The node with its state."""
    for name, value in {**(fields or {}), **slots}.items():
        setattr(node, name, value)
    return node


def pickled(node: Value) -> tuple[Sequence[object], dict[str, object] | None, dict[str, object]]:
    """What is pickled of a node: first all that is below it, unless it is itself in such a list; then its state.

    A row of the rule table goes by its name, and is what it is where that is read.
    """
    is_listed = _Listed.at_hand is node
    _Listed.at_hand = None
    below = [] if is_listed else [*map(_Listed, topological_order(node)[:-1]), _Listed(None)]
    fields, slots = _state(node)
    op = node.operation
    if op is not None and not isinstance(op, OwnOp):
        op = op.name
    return below, fields, {**slots, "operation": op, "_order": None}


def unpickled(node: Value, _below: list[object], fields: dict[str, object] | None, slots: dict[str, object]) -> None:
    """Give a node what was pickled of it."""
    op = slots["operation"]
    restored(node, fields, {**slots, "operation": BY_NAME[op] if isinstance(op, str) else op})


class _Listed:
    """A node in the list of what is below another one: tells it, when its turn comes, to make no list of its own."""

    __slots__ = ("node",)

    at_hand: ClassVar[Value] = None

    def __init__(self, node: Value) -> None:
        self.node = node

    def __reduce__(self) -> tuple[object, ...]:
        _Listed.at_hand = self.node
        return _itself, (self.node,)


def _itself(node: Value) -> Value:
    return node


def _new(node: Value) -> Value:
    return object.__new__(type(node))


def _state(node: Value) -> State:
    """The attributes and the slots of a node.

    Raises:
        TypeError: it has a `_backward` of its own, which would go on adding to the gradients of the originals.
    """
    if isinstance(node.operation, OwnOp) and node.operation.backward is not nothing:
        raise TypeError(f"a Value with a _backward of its own cannot be copied: that of {node!r} is about the original")
    # Of a class with slots it is such a pair.
    fields, slots = cast("State", object.__getstate__(node))
    return fields, slots
