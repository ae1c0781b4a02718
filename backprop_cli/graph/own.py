"""Operations of a program's own, as programs for micrograd bring them: a name, and a `_backward`.

The backward pass calls that closure where it would apply a rule of the table.

    >>> from backprop_cli import Value
    >>> x = Value(3.0)
    >>> cube = Value(x.data**3, (x,), "cube")
    >>> def backward():
    ...     x.grad += 3 * x.data**2 * cube.grad
    >>> cube._backward = backward
    >>> (cube * 2).backward()
    >>> x.grad
    54.0
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from ..arithmetic import NumberSystem
from ..ops import BINARY, Op


def nothing() -> None:
    """The `_backward` of a node for which none was set: it hands nothing on, as in micrograd."""


def unknown(xp: NumberSystem, /, *inputs: Any) -> NoReturn:
    """The rules of such an operation: its data came with the node, and its gradient is what `_backward` makes of it.

    Raises:
        TypeError: always.
    """
    raise TypeError("this operation is not in the rule table: only its _backward knows its gradient")


class OwnOp(Op):
    """An operation that is not in the rule table, of one node.

    Args:
        name: what the program calls it.
        count: how many inputs the node has; the signs of the table are written between two.
        backward: adds to the gradients of the inputs, once that of the node is known.
    """

    __slots__ = ("backward",)

    # A node may be made at every step of a program, so what they all have is not kept in each.
    forward = partials = staticmethod(unknown)
    inputs = needs = kinks = aliases = mistakes = ()
    about = "an operation of the program's own"
    gate = "hands on what its _backward adds to the gradients of its inputs"
    said = ""
    latex = parity = text = None
    optional = 0
    variadic = False

    def __init__(self, name: str, count: int, backward: Callable[[], object] = nothing) -> None:
        self.name = name
        self.infix = BINARY[name].infix if count == 2 and name in BINARY else None
        self.backward = backward

    def __reduce__(self) -> tuple[object, ...]:
        """What is read from a pickle is another operation of this name, with the same closure."""
        return OwnOp, (self.name, 2 if self.infix else 1, self.backward)
