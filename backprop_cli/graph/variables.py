"""What depends on a variable, and what nobody asks the gradient of because it does not."""

from __future__ import annotations

from collections.abc import Collection

from .engine import Constant, Number, Value
from .walker import reached_from


def varies(order: Collection[Value]) -> set[Value]:
    """The nodes of a topological order that depend on a variable."""
    variables = [node for node in order if node.operation is None and not isinstance(node, Constant)]
    return reached_from(variables, order)


def is_nan(x: Number) -> bool:
    """Whether a gradient is no number, in any number system."""
    return bool(x != x)


def undefined_constants(order: Collection[Value]) -> list[Value]:
    """The nodes whose gradient is no number, and no variable goes into them, so that nobody asks for it."""
    undefined = [node for node in order if is_nan(node.grad)]
    variable = varies(order) if undefined else ()
    return [node for node in undefined if node not in variable]
