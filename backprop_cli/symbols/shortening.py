"""The shortest of a few ways to write a formula: as it came, with common factors taken out, and multiplied out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from .algebra import powers, product, scaled, sum_of
from .calls import call
from .coefficients import tidy
from .symbol import ONE, Call, Name, Number, Power, Product, Sum, Symbol, Term, factors_of, is_whole, walk

# A sum of more terms than this is left as it is.
LONG = 40


def shortest(symbol: Symbol, keep: Iterable[Symbol] = ()) -> Symbol:
    """The same formula with each of its parts written the shortest way.

    Args:
        symbol: the formula.
        keep: parts to leave exactly as they are, such as those that somebody has written.
    """
    kept = {part.key: part for part in keep}
    # From the innermost parts outwards, each made of what its own parts have become.
    short: dict[bytes, Symbol] = {}
    for part in walk(symbol, lambda part: () if part.key in kept else parts_of(part)):
        short[part.key] = kept[part.key] if part.key in kept else _shorter(rebuilt(part, short))
    return short[symbol.key]


def parts_of(symbol: Symbol) -> Sequence[Symbol]:
    """The symbols that a symbol is made of."""
    if isinstance(symbol, Sum):
        return [monomial for monomial, _ in symbol.terms]
    if isinstance(symbol, Product):
        return [part for factor in symbol.factors for part in factor]
    return symbol.arguments if isinstance(symbol, Call) else ()


def rebuilt(symbol: Symbol, short: Mapping[bytes, Symbol]) -> Symbol:
    """The symbol with others in the place of its parts, simplified again."""
    if isinstance(symbol, Sum):
        return sum_of([(short[monomial.key], c) for monomial, c in symbol.terms])
    if isinstance(symbol, Product):
        return powers([(short[base.key], short[exponent.key]) for base, exponent in symbol.factors])
    if isinstance(symbol, Call):
        return call(symbol.function, [short[argument.key] for argument in symbol.arguments])
    return symbol


def _shorter(symbol: Symbol) -> Symbol:
    """The best way to write a formula whose parts are written the best way."""
    while isinstance(symbol, (Sum, Product)):
        _, best = min(_ways(symbol), key=itemgetter(0))
        if best is symbol:
            return _ordered(symbol)
        symbol = best
    return symbol


def _ways(symbol: Symbol) -> Iterator[tuple[int, Symbol]]:
    """The ways to write a formula, each with its cost: a rewritten one must save a little to be worth it."""
    # Of two that cost the same the earlier is taken. ab*x + ab*y stays: ab*(x + y) is shorter by one character only.
    yield symbol.size, symbol
    if isinstance(symbol, Sum) and len(symbol.terms) > LONG:
        return
    for way in _factored(symbol):
        yield way.size + 1, way
    for way in (expanded(symbol), *_cleared(symbol)):
        yield way.size + 2, way


def _factored(symbol: Symbol) -> Iterator[Symbol]:
    """The sum with common factors taken out, and what is left of it also multiplied out."""
    # x*(x + 1)/y^2 + x/y     ->     x*(x + 1 + y)/y^2
    if isinstance(symbol, Sum) and len(symbol.terms) > 1:
        for common in (_shared(symbol), _common(symbol)):
            if common:
                inner = _divided(symbol, common)
                for way in (inner, expanded(inner)):
                    yield powers([*common, (way, ONE)])


def _cleared(symbol: Symbol) -> Iterator[Symbol]:
    """The product, or each of a sum, with a sum of quotients written as one: ((x + 1)/x)^2 for (1 + 1/x)^2."""
    if isinstance(symbol, Sum):
        yield from _factored(sum_of([(next(_cleared_product(m), m), c) for m, c in symbol.terms]))
    yield from _cleared_product(symbol)


def _cleared_product(symbol: Symbol) -> Iterator[Symbol]:
    """The product with one of its sums written as one quotient, for each of them that has quotients."""
    factors = symbol.factors if isinstance(symbol, Product) else ()
    for place, (base, exponent) in enumerate(factors):
        if not isinstance(base, Sum) or len(base.terms) > LONG or not is_whole(exponent):
            continue
        common = _common(base)
        if common:
            quotient = powers([*common, (expanded(_divided(base, common)), ONE)])
            yield powers([*factors[:place], (quotient, exponent), *factors[place + 1 :]])


def _divided(symbol: Sum, common: Sequence[Power]) -> Symbol:
    inverse = [(base, scaled(exponent, -1)) for base, exponent in common]
    return sum_of([(powers([(monomial, ONE), *inverse]), c) for monomial, c in symbol.terms])


def _common(symbol: Sum) -> list[Power]:
    """What can be taken out of a sum so that none of its terms has a quotient or a factor that all have."""
    # 3*x^2*y - x^3/y     ->     (x, 2), (y, -1), which leaves 3*y^2 - x
    # For each base its lowest exponent, and how many terms have it. What is below the line in any term comes out; what
    # is above must be in all of them.
    lowest: dict[bytes, tuple[Symbol, Number, int]] = {}
    for monomial, _ in symbol.terms:
        for base, exponent in factors_of(monomial):
            if isinstance(exponent, Number):
                _, least, count = lowest.get(base.unsigned, (base, exponent, 0))
                lowest[base.unsigned] = base, min(least, exponent, key=lambda n: n.value), count + 1
    several = len(symbol.terms)
    return [(b, e) for b, e, count in lowest.values() if e.value < 0 or count == several] + _same(symbol)


def _shared(symbol: Sum) -> list[Power]:
    """The factors that all terms of a sum have, without those below the line that only some have."""
    # x*z - x/y     ->     (x, 1), which leaves z - 1/y
    found = [{base.unsigned for base, _ in factors_of(monomial)} for monomial, _ in symbol.terms]
    return [(base, exponent) for base, exponent in _common(symbol) if all([base.unsigned in bases for bases in found])]


def _same(symbol: Sum) -> list[Power]:
    """The powers with a formula for an exponent that all terms have."""
    first, *others = [factors_of(monomial) for monomial, _ in symbol.terms]
    return [factor for factor in first if not isinstance(factor[1], Number) and all([factor in o for o in others])]


def expanded(symbol: Symbol) -> Symbol:
    """The formula with its products of sums multiplied out, unless that makes it very long."""
    found: list[Term] = []
    for monomial, c in symbol.terms if isinstance(symbol, Sum) else ((symbol, 1),):
        found += [(part, tidy(c * k)) for part, k in _multiplied_out(monomial)]
        if len(found) > LONG:
            return symbol
    return sum_of(found)


def _multiplied_out(monomial: Symbol) -> Sequence[Term]:
    """The terms of a product once its sums, and their squares and cubes, are multiplied out: x*(a - b) to x*a, -x*b."""
    sums: list[Sum] = []
    others: list[Power] = []
    for base, exponent in factors_of(monomial):
        if isinstance(base, Sum) and isinstance(exponent, Number) and exponent.value in (1, 2, 3):
            sums += [base] * int(exponent.value)
        else:
            others.append((base, exponent))
    found: list[Term] = [(powers(others), 1)]
    for factor in sums:
        if len(found) * len(factor.terms) > LONG:
            return [(monomial, 1)]
        found = [(product([part, other]), tidy(k * c)) for part, k in found for other, c in factor.terms]
    return found


def _ordered(symbol: Symbol) -> Symbol:
    """The same with the names of each product in the order of the alphabet."""
    if isinstance(symbol, Sum):
        return Sum(tuple([(_ordered_product(monomial), c) for monomial, c in symbol.terms]))
    return _ordered_product(symbol)


def _ordered_product(symbol: Symbol) -> Symbol:
    if not isinstance(symbol, Product):
        return symbol
    # Names with a formula for an exponent come after the others: a*b*x^y.
    names = [(not isinstance(e, Number), base.name, (base, e)) for base, e in symbol.factors if isinstance(base, Name)]
    others = [factor for factor in symbol.factors if not isinstance(factor[0], Name)]
    return Product((*[factor for *_, factor in sorted(names)], *others))
