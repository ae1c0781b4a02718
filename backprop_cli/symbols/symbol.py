"""The five kinds of symbol: numbers, names, sums, products of powers, and functions of symbols.

A symbol never changes. Its `key` is a digest of its structure, in which the order of the terms of a sum and of the
factors of a product does not count, so two symbols are equal exactly where their keys are. Comparing costs nothing,
however deep the symbols are, and needs no table of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, ClassVar

from ..ops import Op
from .coefficients import Coefficient, shown

# What a sum is made of, and a product.
Term = tuple["Symbol", Coefficient]
Power = tuple["Symbol", "Symbol"]


def digest(kind: str, *parts: bytes) -> bytes:
    """The key of a symbol of this kind with these parts."""
    return blake2b(kind.encode() + b"\0".join(parts), digest_size=16).digest()


class Symbol:
    """An immutable expression. It is a node of a formula, so `text_of` writes it.

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

    @property
    def rule(self) -> Op | None:
        """The outermost operation of the text."""
        return None

    @property
    def inputs(self) -> Sequence[Any]:
        """The operands of the outermost operation."""
        return ()

    @property
    def label(self) -> str:
        """The name, if this is one."""
        return ""

    @property
    def data(self) -> Any:
        """The number, if this is one."""
        return None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Symbol) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        from ..notation.text import text_of

        return text_of(self, limit=200)

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
        text = str(value)
        self._is(digest("number", text.encode()), len(text))

    @property
    def data(self) -> Coefficient:
        """The number as it is written: 0.01 rather than 1/100."""
        above, below = shown(self.value)
        return above if below == 1 else Fraction(int(above), below)


class Name(Symbol):
    """A variable, or a constant such as pi."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name
        self._is(digest("name", name.encode()), len(name))

    @property
    def label(self) -> str:
        """The name."""
        return self.name


class Call(Symbol):
    """A function of symbols."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Op, arguments: tuple[Symbol, ...]) -> None:
        self.function = function
        self.arguments = arguments
        key = digest("call", function.name.encode(), *[argument.key for argument in arguments])
        self._is(key, len(function.name) + 2 * len(arguments) + sum([argument.size for argument in arguments]))

    @property
    def rule(self) -> Op:
        """The function."""
        return self.function

    @property
    def inputs(self) -> Sequence[Symbol]:
        """Its arguments."""
        return self.arguments


class Composed(Symbol):
    """A sum or a product: what the text shows of it is a tree of two-sided operations, made when it is asked for."""

    __slots__ = ("_form",)

    _form: Any

    @property
    def form(self) -> Any:
        """The tree of operations that the text is written from."""
        if self._form is None:
            from .writing import write

            self._form = write(self)
        return self._form

    @property
    def rule(self) -> Op:
        """The outermost operation of the text."""
        rule: Op = self.form.rule
        return rule

    @property
    def inputs(self) -> Sequence[Any]:
        """The operands of the outermost operation."""
        inputs: Sequence[Any] = self.form.inputs
        return inputs


class Sum(Composed):
    """Symbols times numbers, added up. A single term is a multiple, such as 2*x; the number 1 carries a constant."""

    __slots__ = ("terms",)

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = terms
        self._form = None
        self.key, opposite = self._key(1), self._key(-1)
        self.unsigned, self.sign = min((self.key, 1), (opposite, -1))
        if len(terms) == 1:
            self.unsigned, self.sign = self.key, 1
        self.size = sum([monomial.size + _size_of(c) for monomial, c in terms]) + 3 * len(terms) - 3

    def _key(self, sign: int) -> bytes:
        return digest("sum", *sorted([m.unsigned + str(sign * m.sign * c).encode() for m, c in self.terms]))


def _size_of(coefficient: Coefficient) -> int:
    """How much longer a factor makes a text."""
    if coefficient in (1, -1):
        return int(coefficient == -1)
    above, below = shown(coefficient)
    return (0 if above == 1 else len(str(above)) + 1) + (0 if below == 1 else len(str(below)) + 1)


class Product(Composed):
    """Powers, multiplied."""

    __slots__ = ("factors",)

    def __init__(self, factors: tuple[Power, ...]) -> None:
        self.factors = factors
        self._form = None
        parts = []
        self.sign = 1
        for base, exponent in factors:
            if is_whole(exponent):
                parts.append(base.unsigned + exponent.key)
                self.sign *= base.sign if is_odd(exponent) else 1
            else:
                parts.append(base.key + exponent.key)
        self.unsigned = digest("product", *sorted(parts))
        self.key = self.unsigned if self.sign > 0 else digest("minus", self.unsigned)
        self.size = sum([_size_of_power(base, exponent) for base, exponent in factors]) + len(factors) - 1


def _size_of_power(base: Symbol, exponent: Symbol) -> int:
    size = base.size + (2 if isinstance(base, Composed) else 0)
    if isinstance(exponent, Number):
        magnitude = abs(exponent.value)
        return size + (0 if magnitude == 1 else 4 if magnitude == Fraction(1, 2) else exponent.size + 1)
    return size + exponent.size + 1 + (2 if isinstance(exponent, Composed) else 0)


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
