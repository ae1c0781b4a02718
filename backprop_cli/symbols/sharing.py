"""Names in the place of parts of formulas, and the parts that occur more than once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping

from .shortening import parts_of, rebuilt
from .symbol import Name, Symbol, walk


def name_of(symbol: Symbol) -> str:
    """The name, if the symbol is one."""
    return symbol.name if isinstance(symbol, Name) else ""


def parts(symbol: Symbol, above: Container[bytes] = ()) -> list[Symbol]:
    """The symbols that a symbol is made of, each once and each after its own parts, and at last the symbol itself.

    Args:
        symbol: what to take apart.
        above: the keys of parts that are not taken apart themselves.
    """
    return walk(symbol, lambda part: () if part.key in above else parts_of(part))


def replaced(symbol: Symbol, by: Mapping[bytes, Symbol], *, whole: bool = True) -> Symbol:
    """The formula with other symbols in the place of some of its parts, which are told by their keys.

    Args:
        symbol: the formula.
        by: what to put in the place of which part.
        whole: whether the formula itself counts as one of its parts.
    """
    made: dict[bytes, Symbol] = {}

    def stays(part: Symbol) -> bool:
        return part.key not in by or (part is symbol and not whole)

    for part in walk(symbol, lambda part: parts_of(part) if stays(part) else ()):
        made[part.key] = rebuilt(part, made) if stays(part) else by[part.key]
    return made[symbol.key]


def occurrences(symbols: Iterable[Symbol]) -> Counter[bytes]:
    """How often each part stands in these symbols, by its key: once in each other part, and once where it is a whole.

    In `f(x)^2 + g(f(x))` the part f(x) stands twice, and x once, because f(x) is one part.
    """
    found: Counter[bytes] = Counter()
    seen: set[bytes] = set()
    for symbol in symbols:
        found[symbol.key] += 1
        for part in walk(symbol, lambda part: () if part.key in seen else parts_of(part)):
            if part.key not in seen:
                seen.add(part.key)
                found.update([below.key for below in parts_of(part)])
    return found
