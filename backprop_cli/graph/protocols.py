"""What a `Value` does for Python's own functions: it refuses to pass for a plain number, is compared, and is copied."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, NoReturn, Self

from .copying import copied, deeply_copied, pickled, unpickled

PLAIN = (
    "a Value is no plain number, and as one it would lose its gradient: "
    "write x.exp() for math.exp(x), and so on, or x.data for the number alone"
)


class Protocols:
    """The methods of Python's protocols that are not made from the rule table.

    Numbers are compared by `<` and its kin. Equality, hash and truth stay those of any object, as in micrograd: they
    are about nodes.
    """

    __slots__ = ()

    data: Any

    def __float__(self) -> NoReturn:
        raise TypeError(PLAIN)

    __int__ = __trunc__ = __float__

    def __round__(self, digits: int | None = None) -> NoReturn:
        raise TypeError(f"a Value cannot be rounded: write round(x.data{'' if digits is None else f', {digits}'})")

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else str(self)

    def __lt__(self, other: Any) -> Any:
        return _compared(operator.lt, self, other)

    def __le__(self, other: Any) -> Any:
        return _compared(operator.le, self, other)

    def __gt__(self, other: Any) -> Any:
        return _compared(operator.gt, self, other)

    def __ge__(self, other: Any) -> Any:
        return _compared(operator.ge, self, other)

    def __copy__(self) -> Self:
        copy: Self = copied(self)
        return copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        copy: Self = deeply_copied(self, memo)
        return copy

    def __getstate__(self) -> object:
        return pickled(self)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        unpickled(self, *state)


def _compared(compare: Callable[[Any, Any], Any], value: Protocols, other: Any) -> Any:
    """Whether the number of a Value is less, or more, than another: a bool, and no node of the graph."""
    if isinstance(other, Protocols):
        return bool(compare(value.data, other.data))
    return bool(compare(value.data, other)) if is_real(other) else NotImplemented


def is_real(x: object) -> bool:
    """Whether x is a real number, also of a library such as NumPy, which registers its own."""
    if isinstance(x, (float, int)):
        return True
    from numbers import Real

    return isinstance(x, Real)
