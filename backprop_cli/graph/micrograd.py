"""What programs for micrograd read and set of a `Value`: `_prev`, `_op` and `_backward`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ..arithmetic import system_of
from ..ops import Op
from .own import OwnOp, nothing
from .walker import derivatives_at

if TYPE_CHECKING:
    from .engine import Value


class Micrograd:
    """What a node holds, and the names that micrograd has for it.

    A class whose own `__init__` sets them one by one, as the lectures write it, has a whole node after the last.
    """

    __slots__ = ("_order", "data", "grad", "inputs", "label", "operation")

    data: Any
    grad: Any
    label: str
    inputs: tuple[Value, ...]
    operation: Op | None
    _order: list[Value] | None

    @property
    def op(self) -> str | None:
        """The name of the operation that computed this value; None for an input."""
        return self.operation.name or None if self.operation else None

    @op.setter
    def op(self, name: str) -> None:
        self._bring(name, None)

    @property
    def _op(self) -> str:
        """The operation as micrograd calls it."""
        return self.op or ""

    @_op.setter
    def _op(self, name: str) -> None:
        self._bring(name, None)

    @property
    def _prev(self) -> set[Value]:
        """The inputs as micrograd calls them: without their order, and each once."""
        return set(self.inputs)

    @_prev.setter
    def _prev(self, children: Iterable[Value]) -> None:
        self.inputs = tuple(children)
        self._order = None
        self._bring(None, None)

    @property
    def _backward(self) -> Callable[[], object]:
        """Hands the gradient of this node on: adds to those of its inputs what the chain rule says, or as was set.

        An input has nothing to hand on, and what is set there is not called.
        """
        if isinstance(self.operation, OwnOp):
            return self.operation.backward
        return nothing if self.operation is None else partial(_hand_on, self, self.operation, self.inputs)

    @_backward.setter
    def _backward(self, backward: Callable[[], object]) -> None:
        self._bring(None, backward)

    def _bring(self, name: str | None, backward: Callable[[], object] | None) -> None:
        """Make the operation one of the program's own, with what is given and what it was before."""
        name = self._op if name is None else name
        backward = backward or self._backward
        self.operation = OwnOp(name, len(self.inputs), backward) if name or self.inputs else None


def _hand_on(node: Any, op: Op, inputs: Sequence[Value]) -> None:
    """One step of the backward pass by itself, as a person who does it by hand calls it."""
    locals_ = derivatives_at(op, system_of(node.data), node.data, [source.data for source in inputs])
    for source, local in zip(inputs, locals_, strict=True):
        contribution = node.grad * local
        source.grad = source.grad + contribution if source.grad else contribution
