"""Sums, products and powers of symbols, simplified as they are built.

Like terms are collected and equal factors become powers; numbers are folded, and what is neutral is dropped. The
principle: *a formula may be replaced by another one that has the same value wherever the first has one*. So x/x is 1
and 0*log(x) is 0: the program that they come from has no value at the places where these would differ, and a formula
that is defined at more places than its program says nothing wrong about it. Nothing is replaced that is different
anywhere else: sqrt(x^2) stays, because it is not x.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from ..ops import EXPONENTIAL, STEP
from .coefficients import Coefficient, common_measure, reciprocal, square_in, tidy, to_power
from .symbol import HALF, ONE, ZERO, Call, Number, Power, Product, Sum, Symbol, Term, is_half, is_odd, is_whole

# exp(u) is this to the power u among the factors of a product, so that products of them are added in the exponent.
EULER = Call(EXPONENTIAL, (ONE,))

# A sum or product with more parts than this is taken as one piece where it is a part itself: collecting its parts again
# at each of a thousand additions would take the square of the time, and nobody could read the result.
MANY = 100


def sum_of(parts: Iterable[Term]) -> Symbol:
    """The sum of symbols times numbers."""
    collected = _collected(parts)
    # A sum that stood as one piece may open once its number is 1: (a + b)/2 twice is a + b, which meets another a.
    while any(_opens(monomial, c) for monomial, c in collected):
        collected = _collected(collected)
    if not collected:
        return ZERO
    if len(collected) == 1:
        ((monomial, c),) = collected
        if monomial is ONE:
            return Number(c)
        if c == 1:
            return monomial
    return Sum(tuple(collected))


def _collected(parts: Iterable[Term]) -> list[Term]:
    """Like terms as one, in the order in which they occur: (2*x, 1), (x + y, 1), (4, 1) to (x, 3), (y, 1), (ONE, 4)."""
    found: dict[bytes, Term] = {}
    stack = list(parts)[::-1]
    while stack:
        symbol, c = stack.pop()
        if isinstance(symbol, Sum) and _opens(symbol, c):
            stack += [(monomial, tidy(c * k)) for monomial, k in reversed(symbol.terms)]
            continue
        if isinstance(symbol, Number):
            symbol, c = ONE, tidy(c * symbol.value)
        # b - a is like a - b with the sign turned, so their terms meet: 2*(a - b)^3 + (b - a)^3 is (a - b)^3.
        known = found.get(symbol.unsigned)
        if known is not None:
            c = tidy(known[1] + (c if known[0].sign == symbol.sign else -c))
            symbol = known[0]
        found[symbol.unsigned] = symbol, c
    return [(monomial, c) for monomial, c in found.values() if c != 0]


def _opens(symbol: Symbol, c: Coefficient) -> bool:
    """Whether c*symbol is added term by term: not where that would write a factor once a term."""
    return isinstance(symbol, Sum) and (len(symbol.terms) == 1 or (c in (1, -1) and len(symbol.terms) <= MANY))


def scaled(symbol: Symbol, c: Coefficient) -> Symbol:
    """A symbol times a number."""
    return sum_of([(symbol, c)])


def _divided(symbol: Sum, by: Coefficient) -> Symbol:
    return sum_of([(monomial, tidy(k * reciprocal(by))) for monomial, k in symbol.terms])


def product(symbols: Iterable[Symbol]) -> Symbol:
    """The product of symbols."""
    return powers([(symbol, ONE) for symbol in symbols])


def power(base: Symbol, exponent: Symbol) -> Symbol:
    """The base to the power of the exponent."""
    return powers([(base, exponent)])


def powers(parts: Iterable[Power]) -> Symbol:
    """The product of powers."""
    collection = _Factors()
    for base, exponent in parts:
        collection.put(base, exponent)
    return collection.product()


# Under this key all roots of numbers are collected: sqrt(2)*sqrt(3) is sqrt(6).
ROOT_OF_NUMBER = b"root"

# Before the key of a base that is collected with its sign.
SIGNED = b"signed"


class _Factors:
    """Factors as they are collected: a number, and one power for each base.

    Of 6*x, y^2 and 1/(2*x) they are the coefficient 3 and the power (y, 2).
    """

    def __init__(self) -> None:
        self.coefficient: Coefficient = 1
        self.found: dict[bytes, Power] = {}

    def put(self, base: Symbol, exponent: Symbol) -> None:
        """Multiply by a power."""
        stack = [(base, exponent)]
        while stack:
            base, exponent = stack.pop()
            if exponent == ZERO or base == ONE:
                continue
            opened = self._opened(base, exponent)
            stack.extend(reversed(list(opened)) if opened is not None else self._collect(base, exponent))

    def _opened(self, base: Symbol, exponent: Symbol) -> Sequence[Power] | None:
        """The powers that a power of something composed is made of; None where it stands as it is."""
        if isinstance(base, Number):
            return self._number(base.value, exponent)
        if isinstance(base, Product):
            return _power_of_product(base, exponent)
        if isinstance(base, Sum):
            return self._power_of_sum(base, exponent)
        if isinstance(base, Call) and base.function is EXPONENTIAL and base is not EULER:
            return [(EULER, product([base.arguments[0], exponent]))]
        return None

    def _number(self, base: Coefficient, exponent: Symbol) -> Sequence[Power] | None:
        if exponent == ONE:
            self.coefficient = tidy(self.coefficient * base)
            return ()
        if not isinstance(exponent, Number):
            return None
        found = to_power(base, exponent.value)
        if found is None:
            return self._root(base, exponent.value)
        self.coefficient = tidy(self.coefficient * found)
        return ()

    def _root(self, base: Coefficient, exponent: Coefficient) -> Sequence[Power] | None:
        """Roots of whole numbers only, and never below the line: 1/sqrt(2) is sqrt(2)/2, and 2/sqrt(2) is sqrt(2)."""
        if not is_half(exponent) or isinstance(base, float) or base <= 0:
            return None
        if base.denominator != 1:
            return [(Number(base.numerator), Number(exponent)), (Number(base.denominator), Number(-exponent))]
        # 50^(3/2) is 50^1 * 5 * 2^(1/2): the whole part of the exponent and the square 25 = 5^2 go to the coefficient,
        # and what is left goes under one root with the roots that were found before.
        square = square_in(base.numerator)
        whole = to_power(base, exponent // 1)
        if whole is None or (exponent == HALF.value and square == 1 and ROOT_OF_NUMBER not in self.found):
            return None
        self.coefficient = tidy(self.coefficient * whole * square)
        other, _ = self.found.pop(ROOT_OF_NUMBER, (ONE, ONE))
        return [(product([Number(tidy(base / Fraction(square * square))), other]), HALF)]

    def _power_of_sum(self, base: Sum, exponent: Symbol) -> Sequence[Power] | None:
        """Take the number out of (2*x)^3 and (2*x + 2)^3."""
        if not isinstance(exponent, Number):
            return None
        measure = _measure(base)
        if measure == 1 or (measure < 0 and not is_whole(exponent)):
            return None
        if len(base.terms) == 1 and is_half(exponent.value):
            return [(Number(measure), exponent), (base.terms[0][0], exponent)]
        found = to_power(measure, exponent.value)
        if found is None or (len(base.terms) > 1 and not is_whole(exponent)):
            return None
        self.coefficient = tidy(self.coefficient * found)
        return [(_divided(base, measure), exponent)]

    def _collect(self, base: Symbol, exponent: Symbol) -> Iterator[Power]:
        """Add the exponent to that of an equal base; give the power back if it can be opened now."""
        # What has been found stands under its base without the sign, so (a - b)*(b - a) meets and becomes -(a - b)^2.
        # All roots of numbers meet, too: sqrt(2) and sqrt(3) under one key, where `_root` makes them sqrt(6).
        key = ROOT_OF_NUMBER if isinstance(base, Number) and exponent == HALF else base.unsigned
        known = self.found.get(key)
        if known is not None and known[0].sign != base.sign:
            if is_whole(exponent) or is_whole(known[1]):
                base = self._turned(known, base, exponent)
            else:
                # No sign comes out of (b - a)^y: it stands beside (a - b)^y, under its base with the sign.
                key = SIGNED + base.key
                known = self.found.get(key)
        if known is None:
            self.found[key] = base, _settled(base, exponent)
            return
        whole_before = is_whole(known[1])
        exponent = sum_of([(known[1], 1), (exponent, 1)])
        # A power that has become whole opens: (2*x + 2)^0.5 twice is 2*x + 2, a sum that its number is taken out of.
        opens = is_whole(exponent) and not whole_before and isinstance(base, (Number, Product, Sum))
        if exponent == ZERO or opens:
            del self.found[key]
            yield base, exponent
        else:
            self.found[key] = base, _settled(base, exponent)

    def _turned(self, known: Power, base: Symbol, exponent: Symbol) -> Symbol:
        """The base that a - b and b - a have in common once a whole exponent has let the sign of one of them out.

        For (a - b)^y found before and (b - a)^3 it is a - b, and the coefficient changes its sign.
        """
        turned, inside = (known[0], exponent) if is_whole(exponent) else (base, known[1])
        if is_odd(inside):
            self.coefficient = tidy(-self.coefficient)
        return turned

    def product(self) -> Symbol:
        """What was collected."""
        if self.coefficient == 0:
            return ZERO
        factors = _joined(list(self.found.values()))
        if not factors:
            return Number(self.coefficient)
        base, exponent = factors[0]
        alone = len(factors) == 1 and exponent == ONE and base is not EULER
        return scaled(base if alone else Product(tuple(factors)), self.coefficient)


def _measure(base: Sum) -> Coefficient:
    """The number to take out of a sum that is a factor, with the sign if all terms have a minus."""
    measure = common_measure([c for _, c in base.terms])
    return -measure if all([c < 0 for _, c in base.terms]) else measure


def _power_of_product(base: Product, exponent: Symbol) -> Sequence[Power] | None:
    """(x^a*y^b)^n is x^(a*n)*y^(b*n) for a whole n, and for any n where the base is a power of e."""
    positive = all([b is EULER for b, _ in base.factors])
    if not positive and (not is_whole(exponent) or len(base.factors) > MANY):
        return None
    if exponent == ONE:
        return base.factors
    return [(b, product([e, exponent])) for b, e in base.factors]


def _settled(base: Symbol, exponent: Symbol) -> Symbol:
    """The exponent to write: a step is 0 or 1, so it is its own square."""
    if isinstance(base, Call) and base.function is STEP and isinstance(exponent, Number) and exponent.value > 0:
        return ONE
    return exponent


def _joined(factors: list[Power]) -> list[Power]:
    """(a - b)*(a + b) as a^2 - b^2."""
    # Two sums of two terms can be such factors if they have the same exponent and are made of the same two symbols.
    pairs: dict[tuple[bytes, ...], int] = {}
    for place, (base, exponent) in enumerate(factors):
        if isinstance(base, Sum) and len(base.terms) == 2:
            alike = (exponent.key, *sorted([monomial.key for monomial, _ in base.terms]))
            other = pairs.setdefault(alike, place)
            joined = _difference_of_squares(factors[other][0], base) if other != place else None
            if joined is not None:
                return [*factors[:other], (joined, exponent), *factors[other + 1 : place], *factors[place + 1 :]]
    return factors


def _difference_of_squares(one: Symbol, other: Symbol) -> Symbol | None:
    """a^2 - b^2 for a + b and a - b, in either order; 4*a^2 - b^2 for 2*a + b and 2*a - b."""
    assert isinstance(one, Sum)
    assert isinstance(other, Sum)
    found = {monomial.key: c for monomial, c in other.terms}
    # How many times a term of one the same term of the other is: 1 for a, -1 for b.
    ratios = [tidy(found[monomial.key] * reciprocal(c)) for monomial, c in one.terms]
    if sorted(ratios) != [-1, 1]:
        return None
    terms = zip(one.terms, ratios, strict=True)
    return sum_of([(power(monomial, Number(2)), tidy(ratio * c * c)) for (monomial, c), ratio in terms])
