"""Sums and products as people write them: the tree of two-sided operations that a text is made from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ..ops import ADD, DIVIDE, EXPONENTIAL, MULTIPLY, NEGATE, RAISE, ROOT, SUBTRACT, Op
from .algebra import EULER, powers, scaled
from .coefficients import Coefficient, magnitude, shown, tidy
from .symbol import HALF, ONE, Call, Composed, Name, Number, Power, Product, Sum, Symbol, Term, factors_of

# Where a factor stands in a product: numbers, names, functions, sums.
NUMBERS, NAMES, FUNCTIONS, SUMS = range(4)

# The exponents of a divisor, and of a root below the line.
BELOW = scaled(ONE, -1)
ROOT_BELOW = scaled(HALF, -1)


class Form:
    """An operation on symbols and other forms, as it is written."""

    __slots__ = ("inputs", "rule")

    label = ""
    data = None

    def __init__(self, rule: Op, *inputs: Any) -> None:
        self.rule = rule
        self.inputs = inputs


Written = Symbol | Form


def write(symbol: Composed) -> Written:
    """The outermost operation of a sum or a product, and below it as much as is no symbol of its own."""
    if isinstance(symbol, Product):
        return _term(symbol, 1)
    assert isinstance(symbol, Sum)
    terms = _in_order(symbol.terms)
    written = _leading_term(*terms[0])
    for monomial, c in terms[1:]:
        written = Form(SUBTRACT if c < 0 else ADD, written, _term(monomial, magnitude(c)))
    return written


def _in_order(terms: Sequence[Term]) -> Sequence[Term]:
    """The terms, with one before the others that has no minus sign, if there is one."""
    for place, term in enumerate(terms):
        if term[1] > 0:
            return [term, *terms[:place], *terms[place + 1 :]]
    return terms


def _leading_term(monomial: Symbol, c: Coefficient) -> Written:
    """A term without another before it, in which a difference is turned to save a minus sign: (b - a) for -(a - b)."""
    if c < 0:
        factors = factors_of(monomial)
        for place, (base, exponent) in enumerate(factors):
            if _is_difference(base) and exponent in (ONE, BELOW):
                turned = (*factors[:place], (scaled(base, -1), exponent), *factors[place + 1 :])
                return _term(Product(turned), -c)
    return _term(monomial, c)


def _is_difference(base: Symbol) -> bool:
    return isinstance(base, Sum) and len(base.terms) > 1 and any([c < 0 for _, c in base.terms])


def _term(monomial: Symbol, c: Coefficient) -> Written:
    """A number times a product of powers, as a quotient where there are negative exponents."""
    c, factors = _with_roots(c, factors_of(monomial))
    above, below = shown(c)
    over = _powers(factors, 1)
    under: list[Written] = [Number(below)] if below != 1 else []
    under += _powers(factors, -1)
    if abs(above) != 1 or not over:
        over.insert(0, Number(above))
    elif above == -1:
        over[0] = Form(NEGATE, over[0])
    numerator = _chain(over)
    return Form(DIVIDE, numerator, _chain(under)) if under else numerator


def _with_roots(c: Coefficient, factors: Sequence[Power]) -> tuple[Coefficient, Sequence[Power]]:
    """One root for all where there is the root of a number: sqrt(2*x), and 1/sqrt(2) for sqrt(2)/2."""
    rooted: list[Coefficient] = [base.value for base, e in factors if isinstance(base, Number) and e == HALF]
    if not rooted:
        return c, factors
    roots = [(base, 1 if e == HALF else -1) for base, e in factors if e in (HALF, ROOT_BELOW)]
    others = [factor for factor in factors if factor[1] not in (HALF, ROOT_BELOW)]
    if isinstance(c, (int, Fraction)) and c.denominator % rooted[0] == 0:
        c = tidy(c * rooted[0])
        roots = [(base, -1 if isinstance(base, Number) else side) for base, side in roots]
    above = max([side for _, side in roots])
    radicand = powers([(base, Number(side * above)) for base, side in roots])
    return c, [(radicand, HALF if above == 1 else ROOT_BELOW), *others]


def _powers(factors: Iterable[Power], side: int) -> list[Written]:
    """The powers above the line (side 1) or below it (side -1), in the order in which people write them."""
    here = [(b, scaled(e, side)) for b, e in factors if (isinstance(e, Number) and e.value < 0) == (side < 0)]
    return [_power(base, exponent) for base, exponent in sorted(here, key=_rank)]


def _rank(factor: Power) -> int:
    base, exponent = factor
    if isinstance(base, Number):
        return NUMBERS
    if exponent == HALF:
        return FUNCTIONS
    return SUMS if isinstance(base, Sum) else NAMES if isinstance(base, Name) else FUNCTIONS


def _power(base: Symbol, exponent: Symbol) -> Written:
    if base is EULER:
        return Call(EXPONENTIAL, (exponent,))
    if exponent == ONE:
        return base
    if exponent == HALF:
        return Form(ROOT, base)
    return Form(RAISE, base, exponent)


def _chain(factors: Iterable[Written]) -> Written:
    """The factors, multiplied from left to right."""
    first, *rest = factors
    chain = first
    for factor in rest:
        chain = Form(MULTIPLY, chain, factor)
    return chain
