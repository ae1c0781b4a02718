"""The shortest of a few ways to write a formula: as it came, with common factors taken out, and multiplied out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .algebra import MANY, powers, product, scaled, total
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
    short: dict[bytes, Symbol] = {}
    for part in walk(symbol, lambda part: () if part.key in kept else _parts(part)):
        short[part.key] = kept[part.key] if part.key in kept else _shorter(_rebuilt(part, short))
    return short[symbol.key]


def _parts(symbol: Symbol) -> Sequence[Symbol]:
    if isinstance(symbol, Sum):
        return [monomial for monomial, _ in symbol.terms]
    if isinstance(symbol, Product):
        return [part for factor in symbol.factors for part in factor]
    return symbol.arguments if isinstance(symbol, Call) else ()


def _rebuilt(symbol: Symbol, short: Mapping[bytes, Symbol]) -> Symbol:
    if isinstance(symbol, Sum):
        return total([(short[monomial.key], c) for monomial, c in symbol.terms])
    if isinstance(symbol, Product):
        return powers([(short[base.key], short[exponent.key]) for base, exponent in symbol.factors])
    if isinstance(symbol, Call):
        return call(symbol.function, [short[argument.key] for argument in symbol.arguments])
    return symbol


def _shorter(symbol: Symbol) -> Symbol:
    """The best way to write a formula whose parts are written the best way."""
    while isinstance(symbol, (Sum, Product)):
        best = min(_ways(symbol))[2]
        if best is symbol:
            return _ordered(symbol)
        symbol = best
    return symbol


def _ways(symbol: Symbol) -> Iterator[tuple[int, int, Symbol]]:
    """The ways to write a formula, each with its cost: a rewritten one must save a little to be worth it."""
    yield symbol.size, 0, symbol
    for place, way in enumerate(_factored(symbol), 1):
        yield way.size + 1, place, way
    for place, way in enumerate((expanded(symbol), *_spread(symbol), *_cleared(symbol)), MANY):
        yield way.size + 2, place, way


def _factored(symbol: Symbol) -> Iterator[Symbol]:
    """The sum with common factors taken out."""
    if isinstance(symbol, Sum) and 1 < len(symbol.terms) <= LONG:
        for common in (_shared(symbol), _common(symbol)):
            if common:
                inner = _divided(symbol, common)
                for way in (inner, expanded(inner)):
                    yield powers([*common, (way, ONE)])


def _spread(symbol: Symbol) -> Iterator[Symbol]:
    """The product with its other factors put into a sum that has quotients, where they may cancel."""
    ((monomial, c),) = symbol.terms if isinstance(symbol, Sum) and len(symbol.terms) == 1 else ((symbol, 1),)
    factors = factors_of(monomial)
    for place, (base, exponent) in enumerate(factors):
        if isinstance(base, Sum) and exponent == ONE and len(factors) > 1 and _has_quotients(base):
            rest = powers([*factors[:place], *factors[place + 1 :]])
            spread = expanded(total([(product([rest, part]), tidy(c * k)) for part, k in base.terms]))
            yield from _factored(spread)
            yield spread


def _cleared(symbol: Symbol) -> Iterator[Symbol]:
    """The product, or each of a sum, with a sum of quotients written as one: ((x + 1)/x)^2 for (1 + 1/x)^2."""
    if isinstance(symbol, Sum) and len(symbol.terms) <= LONG:
        yield from _factored(total([(next(_cleared_product(m), m), c) for m, c in symbol.terms]))
    yield from _cleared_product(symbol)


def _cleared_product(symbol: Symbol) -> Iterator[Symbol]:
    factors = symbol.factors if isinstance(symbol, Product) else ()
    for place, (base, exponent) in enumerate(factors):
        common = _common(base) if isinstance(base, Sum) and is_whole(exponent) else []
        if isinstance(base, Sum) and common:
            quotient = powers([*common, (expanded(_divided(base, common)), ONE)])
            yield powers([*factors[:place], (quotient, exponent), *factors[place + 1 :]])


def _has_quotients(symbol: Sum) -> bool:
    exponents = [exponent for monomial, _ in symbol.terms for _, exponent in factors_of(monomial)]
    return len(symbol.terms) <= LONG and any([isinstance(e, Number) and e.value < 0 for e in exponents])


def _divided(symbol: Sum, common: Sequence[Power]) -> Symbol:
    inverse = [(base, scaled(exponent, -1)) for base, exponent in common]
    return total([(powers([(monomial, ONE), *inverse]), c) for monomial, c in symbol.terms])


def _common(symbol: Sum) -> list[Power]:
    """What can be taken out of a sum so that none of its terms has a quotient or a factor that all have."""
    if len(symbol.terms) > LONG:
        return []
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
    return total(found)


def _multiplied_out(monomial: Symbol) -> Sequence[Term]:
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
    return Product(tuple(sorted(symbol.factors, key=_place))) if isinstance(symbol, Product) else symbol


def _place(factor: Power) -> tuple[int, str]:
    """Names by the alphabet, then those with a formula for an exponent, then everything else as it came."""
    base, exponent = factor
    if not isinstance(base, Name):
        return 2, ""
    return int(not isinstance(exponent, Number)), base.name
