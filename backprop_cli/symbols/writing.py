"""Symbols as people write them: trees of operations, from which text and LaTeX are made.

A sum of three terms becomes two operations with two sides each, a power -1 a quotient, and a power 1/2 a root:

    Sum((Product(x^2, sin(x)^-1), 1), (x, -3), (ONE, 1))    ->    x^2/sin(x) - 3*x + 1
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from ..ops import ADD, DIVIDE, EXPONENTIAL, MULTIPLY, NEGATE, RAISE, ROOT, SUBTRACT, Op
from .algebra import EULER, powers, scaled
from .coefficients import Coefficient, in_doubles, is_double, magnitude, scientific, shown, tidy
from .symbol import HALF, ONE, Call, Name, Number, Power, Product, Sum, Symbol, Term, factors_of

# Where a factor stands in a product: numbers, names, functions, sums.
NUMBERS, NAMES, FUNCTIONS, SUMS = range(4)

# The exponents of a divisor, and of a root below the line.
BELOW = scaled(ONE, -1)
ROOT_BELOW = scaled(HALF, -1)


class Form:
    """A node of a formula as it is written: an operation on forms, a name or a number."""

    __slots__ = ("data", "inputs", "label", "operation")

    def __init__(self, op: Op | None, *inputs: Any, label: str = "", data: Any = None) -> None:
        self.operation = op
        self.inputs = [*inputs]
        self.label = label
        self.data = data


# What an operation of a form is made of while it is written: forms, and symbols that are yet to become forms.
Draft = Symbol | Form


def written(symbol: Symbol) -> Form:
    """The formula of a symbol, as `text_of` and `latex_of` read it.

    Equal parts become one form, so it is no larger than the symbol, whose parts may stand in many places; each is
    written as it is where it comes first.
    """
    root = _form(symbol)
    known = {symbol.key: root}
    # Symbols may be as deep as programs are, so nothing recurses: what is filled in, from the left to the right, is the
    # places in the operations that still hold symbols.
    places = _places(root)
    while places:
        form, place = places.pop()
        part = form.inputs[place]
        if isinstance(part, Form):
            places += _places(part)
        elif part.key in known:
            form.inputs[place] = known[part.key]
        else:
            form.inputs[place] = known[part.key] = _form(part)
            places += _places(known[part.key])
    return root


def _places(form: Form) -> list[tuple[Form, int]]:
    """The places for operands, the first one last."""
    return [(form, place) for place in range(len(form.inputs) - 1, -1, -1)]


def _form(symbol: Symbol) -> Form:
    """The outermost operation of a symbol, and below it as much as is no symbol of its own."""
    if isinstance(symbol, Name):
        return Form(None, label=symbol.name)
    if isinstance(symbol, Number):
        return Form(None, data=_number(symbol.value))
    if isinstance(symbol, Call):
        return Form(symbol.function, *symbol.arguments)
    draft = _sum(symbol) if isinstance(symbol, Sum) else _term(symbol, 1)
    return draft if isinstance(draft, Form) else _form(draft)


def _number(value: Coefficient) -> Coefficient | str:
    """A number as it is written: 0.01 rather than 1/100, and 1e+400 where no double is so large."""
    if not is_double(value):
        return scientific(value)
    above, below = shown(value)
    return above if below == 1 else Fraction(int(above), below)


def _sum(symbol: Sum) -> Draft:
    terms = _in_order(symbol.terms)
    draft = _leading_term(*terms[0])
    for monomial, c in terms[1:]:
        draft = Form(SUBTRACT if c < 0 else ADD, draft, _term(monomial, magnitude(c)))
    return draft


def _in_order(terms: Sequence[Term]) -> Sequence[Term]:
    """The terms, with one before the others that has no minus sign, if there is one."""
    for place, term in enumerate(terms):
        if term[1] > 0:
            return [term, *terms[:place], *terms[place + 1 :]]
    return terms


def _leading_term(monomial: Symbol, c: Coefficient) -> Draft:
    """A term without another before it, in which a difference is turned to save a minus sign: (b - a) for -(a - b)."""
    if c < 0:
        factors = factors_of(monomial)
        for place, (base, exponent) in enumerate(factors):
            if _is_difference(base) and exponent in (ONE, BELOW):
                turned = (*factors[:place], (scaled(base, -1), exponent), *factors[place + 1 :])
                return _term(Product(turned), -c)
    return _term(monomial, c)


def _is_difference(base: Symbol) -> bool:
    return isinstance(base, Sum) and any([c < 0 for _, c in base.terms])


def _term(monomial: Symbol, c: Coefficient) -> Draft:
    """A number times a product of powers, as a quotient where there are negative exponents."""
    # -3/2, (x, 2), (y, -1)     ->   -3*x^2/(2*y)
    c, factors = _with_roots(c, factors_of(monomial))
    c, beyond = in_doubles(c)
    above, below = shown(c)
    # At the end, where the names before may have made room: 2*x*1e308 is a double for x = 1e-5.
    over = [*_powers(factors, 1), *map(Number, beyond)]
    under: list[Draft] = [Number(below)] if below != 1 else []
    under += _powers(factors, -1)
    if abs(above) != 1 or not over:
        over.insert(0, Number(above))
    # -x*y is written from the left: (-x)*y, which has its sign before its first factor.
    elif above == -1:
        over[0] = Form(NEGATE, over[0])
    numerator = _chain(over)
    return Form(DIVIDE, numerator, _chain(under)) if under else numerator


def _with_roots(c: Coefficient, factors: Sequence[Power]) -> tuple[Coefficient, Sequence[Power]]:
    """One root for all where there is the root of a number: sqrt(2*x), and 1/sqrt(2) for sqrt(2)/2."""
    # 1,   (2, 1/2), (x, 1/2), (y, 1)     ->   1,   (2*x, 1/2), (y, 1)        y*sqrt(2*x)
    # 1/2, (2, 1/2), (x, -1/2)            ->   1,   (2*x, -1/2)               1/sqrt(2*x)
    # 3/2, (2, 1/2), (x, 1/2)             ->   3,   (x/2, 1/2)                3*sqrt(x/2)
    rooted: list[Coefficient] = [base.value for base, e in factors if isinstance(base, Number) and e == HALF]
    if not rooted:
        return c, factors
    # Each root with its side of the line. There is one root of a number at most, and it stands above.
    roots = [(base, 1 if e == HALF else -1) for base, e in factors if e in (HALF, ROOT_BELOW)]
    others = [factor for factor in factors if factor[1] not in (HALF, ROOT_BELOW)]
    # sqrt(2)/2 is 1/sqrt(2), so the number under the root goes below where it divides what is there.
    if isinstance(c, (int, Fraction)) and c.denominator % rooted[0] == 0:
        c = tidy(c * rooted[0])
        roots = [(base, -1 if isinstance(base, Number) else side) for base, side in roots]
    # The root stands above if any part of it does; the parts of the other side divide within it.
    above = max([side for _, side in roots])
    radicand = powers([(base, ONE if side == above else BELOW) for base, side in roots])
    return c, [(radicand, HALF if above == 1 else ROOT_BELOW), *others]


def _powers(factors: Iterable[Power], side: int) -> list[Draft]:
    """The powers above the line (side 1) or below it (side -1), in the order in which people write them."""
    here = [(base, scaled(exponent, side)) for base, exponent in factors if _side(exponent) == side]
    return [_power(base, exponent) for base, exponent in sorted(here, key=_rank)]


def _side(exponent: Symbol) -> int:
    return -1 if isinstance(exponent, Number) and exponent.value < 0 else 1


def _rank(factor: Power) -> int:
    base, exponent = factor
    if isinstance(base, Number):
        return NUMBERS
    if exponent == HALF:
        return FUNCTIONS
    return SUMS if isinstance(base, Sum) else NAMES if isinstance(base, Name) else FUNCTIONS


def _power(base: Symbol, exponent: Symbol) -> Draft:
    if base is EULER:
        return Call(EXPONENTIAL, (exponent,))
    if exponent == ONE:
        return base
    if exponent == HALF:
        return Form(ROOT, base)
    return Form(RAISE, base, exponent)


def _chain(factors: Iterable[Draft]) -> Draft:
    """The factors, multiplied from left to right."""
    first, *rest = factors
    chain = first
    for factor in rest:
        chain = Form(MULTIPLY, chain, factor)
    return chain
