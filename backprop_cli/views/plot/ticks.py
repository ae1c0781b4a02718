"""Where the numbers stand on an axis: at multiples of 1, 2 or 5, and a power of 10."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10

# A multiple that is beyond an end by so small a part of the step is at it.
ROUNDED = 1e-9

# So many digits tell the numbers of most axes apart, and if not, so many do.
DIGITS = (12, 15, 17)


def ticks(low: float, high: float, most: int) -> Sequence[tuple[float, str]]:
    """About so many numbers between two, and at least two of them, with their texts.

    >>> ticks(-1.2, 1.2, 5)
    [(-1.0, '-1'), (-0.5, '-0.5'), (0.0, '0'), (0.5, '0.5'), (1.0, '1')]
    """
    size = 10.0 ** floor(log10((high - low) / most))
    choices = [_multiples(low, high, unit * size) for unit in (0.5, 1, 2, 5, 10, 20)]
    finer, wanted = next(pair for pair in pairwise(choices) if len(pair[1]) <= most + 1)
    return _named(wanted if len(wanted) > 1 else finer)


def _multiples(low: float, high: float, step: float) -> list[float]:
    return [i * step for i in range(ceil(low / step - ROUNDED), floor(high / step + ROUNDED) + 1)]


def _named(places: Sequence[float]) -> Sequence[tuple[float, str]]:
    """The numbers with texts that tell them apart."""
    for digits in DIGITS:
        texts = [format(x, f".{digits}g") for x in places]
        if len(set(texts)) == len(texts):
            break
    return list(zip(places, texts, strict=True))
