"""Where the numbers stand on an axis: at multiples of 1, 2 or 5, and a power of 10."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10


def ticks(low: float, high: float, most: int) -> Sequence[tuple[float, str]]:
    """Up to so many numbers between two, with their texts.

    >>> ticks(-1.2, 1.2, 5)
    [(-1.0, '-1'), (-0.5, '-0.5'), (0.0, '0'), (0.5, '0.5'), (1.0, '1')]
    """
    size = 10.0 ** floor(log10((high - low) / most))
    step = next(unit * size for unit in (1, 2, 5, 10, 20) if (high - low) / (unit * size) <= most)
    places = [i * step for i in range(ceil(low / step), floor(high / step) + 1)]
    return [(x, format(x, ".12g")) for x in places]
