"""The five kinds of symbol: numbers, names, sums, products of powers, and functions of symbols.

A symbol never changes. Its `key` is a digest of its structure, in which the order of the terms of a sum and of the
factors of a product does not count, so two symbols are equal exactly where their keys are. Comparing costs nothing,
however deep the symbols are, and needs no table of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from hashlib import blake2b
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar

from ..ops import Op
from .coefficients import Coefficient, shown

# What a sum is made of, and a product.
Term = tuple["Symbol", Coefficient]
Power = tuple["Symbol", "Symbol"]


def digest(symbol: Symbol, *parts: bytes) -> bytes:
    """The key of a symbol of this kind with these parts."""
    return blake2b(type(symbol).__name__.encode() + b"\0".join(parts), digest_size=16).digest()


class Symbol:
    """An immutable expression; `written` makes a formula of it.

    `key` tells equal symbols. `unsigned` is the same for a symbol and its negative, which `sign` tells apart, so that
    a - b and b - a are found to be like terms. `size` is about the length of the text.
    """

    __slots__ = ("key", "sign", "size", "unsigned")

    # The room itself, which sets this, as it makes the operators.
    number_system: ClassVar[Any]
    key: bytes
    unsigned: bytes
    sign: int
    size: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Symbol) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def _is(self, key: bytes, size: int) -> None:
        self.key = self.unsigned = key
        self.sign = 1
        self.size = size

    if TYPE_CHECKING:
        # For type checkers only: the package makes the operators from the rule table.
        def __add__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __radd__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __sub__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __rsub__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __mul__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __rmul__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __truediv__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __rtruediv__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __pow__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __rpow__(self, other: Symbol | Coefficient) -> Symbol: ...
        def __neg__(self) -> Symbol: ...


class Number(Symbol):
    """A number."""

    __slots__ = ("value",)

    def __init__(self, value: Coefficient) -> None:
        self.value = value
        above, below = shown(value)
        self._is(digest(self, str(value).encode()), len(str(above)) + (0 if below == 1 else len(str(below)) + 1))


class Name(Symbol):
    """A variable, or a constant such as pi."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name
        self._is(digest(self, name.encode()), len(name))


class Call(Symbol):
    """A function of symbols."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Op, arguments: tuple[Symbol, ...]) -> None:
        self.function = function
        self.arguments = arguments
        key = digest(self, function.name.encode(), *[argument.key for argument in arguments])
        self._is(key, len(function.name) + 2 * len(arguments) + sum([argument.size for argument in arguments]))


class Sum(Symbol):
    """Symbols times numbers, added up. A single term is a multiple, such as 2*x; the number 1 carries a constant."""

    __slots__ = ("terms",)

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        self.key, opposite = self._key(1), self._key(-1)
        self.unsigned, self.sign = min((self.key, 1), (opposite, -1))
        self.size = sum([monomial.size + _size_of(c) for monomial, c in terms]) + 3 * len(terms) - 3

    def _key(self, sign: int) -> bytes:
        return digest(self, *sorted([m.unsigned + str(sign * m.sign * c).encode() for m, c in self.terms]))


def _size_of(coefficient: Coefficient) -> int:
    """How much longer a factor makes a text."""
    if coefficient in (1, -1):
        return int(coefficient == -1)
    above, below = shown(coefficient)
    return (0 if above == 1 else len(str(above)) + 1) + (0 if below == 1 else len(str(below)) + 1)


class Product(Symbol):
    """Powers, multiplied."""

    __slots__ = ("factors",)

    def __init__(self, factors: tuple[Power, ...]) -> None:
        self.factors = factors
        # (a - b)^3*c is (b - a)^3*c with the sign turned: a base under a whole exponent counts without its sign.
        parts = [(base.unsigned if is_whole(exponent) else base.key) + exponent.key for base, exponent in factors]
        self.sign = prod([base.sign for base, exponent in factors if is_odd(exponent)])
        self.unsigned = digest(self, *sorted(parts))
        self.key = digest(self, self.unsigned, str(self.sign).encode())
        self.size = sum([_size_of_power(base, exponent) for base, exponent in factors]) + len(factors) - 1


def _size_of_power(base: Symbol, exponent: Symbol) -> int:
    size = base.size + (2 if isinstance(base, (Sum, Product)) else 0)
    if isinstance(exponent, Number):
        magnitude = abs(exponent.value)
        return size + (0 if magnitude == 1 else 4 if magnitude == Fraction(1, 2) else exponent.size + 1)
    return size + exponent.size + 1 + (2 if isinstance(exponent, (Sum, Product)) else 0)


def is_whole(symbol: Symbol) -> bool:
    """Whether a symbol is a whole number."""
    return isinstance(symbol, Number) and isinstance(symbol.value, int)


def is_odd(symbol: Symbol) -> bool:
    """Whether a symbol is an odd whole number."""
    return isinstance(symbol, Number) and isinstance(symbol.value, int) and symbol.value % 2 == 1


def is_half(value: Coefficient) -> bool:
    """Whether a number is halfway between two whole ones, such as the exponents of square roots."""
    return isinstance(value, Fraction) and value.denominator == 2


def factors_of(monomial: Symbol) -> Sequence[Power]:
    """The powers that a symbol is the product of: itself, if it is no product."""
    if isinstance(monomial, Product):
        return monomial.factors
    return () if monomial is ONE else ((monomial, ONE),)


def walk(root: Symbol, parts: Callable[[Symbol], Sequence[Symbol]]) -> list[Symbol]:
    """The symbols that a symbol is made of and the symbol itself, each once, parts first; without recursion."""
    order: list[Symbol] = []
    seen = {root.key}
    path = [(root, iter(parts(root)))]
    while path:
        symbol, rest = path[-1]
        for part in rest:
            if part.key not in seen:
                seen.add(part.key)
                path.append((part, iter(parts(part))))
                break
        else:
            order.append(symbol)
            path.pop()
    return order


ZERO, ONE, HALF = Number(0), Number(1), Number(Fraction(1, 2))
