"""The numbers in a formula: exact, and rounded where they are written if nobody would read all of their digits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from ..arithmetic import Inexact, fractions

Coefficient = int | Fraction | float

# Beyond this many bits above or below its line a fraction is no longer a number that anybody reads; and beyond these,
# which hold the product of the largest doubles, it is a double in itself, so that formulas do not grow without end.
MAX_BITS, LONGEST = 128, 4096

# The largest power of ten among the doubles, and the exponent of the smallest with all digits.
LARGEST_POWER, SMALLEST_POWER = 308, -300

# Fractions that are read more easily as such; 1 stands for whole numbers.
READABLE = (1, 2, 4)


def tidy(x: Coefficient) -> Coefficient:
    """The same number, as an int where it is whole, and as a double where it is far too long to be exact."""
    if isinstance(x, float):
        return int(x) if x.is_integer() and abs(x) < 2**53 else x
    if _bits(x) > LONGEST and is_double(x):
        return as_double(x)
    return x.numerator if x.denominator == 1 else x


def magnitude(x: Coefficient) -> Coefficient:
    """The number without its sign."""
    return max(x, -x)


def _bits(x: int | Fraction) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def is_double(x: Coefficient) -> bool:
    """Whether a number is one among the doubles when it is rounded, and no other number than 0 is 0."""
    return bool(math.isfinite(as_double(x)) and (as_double(x) or not x))


def as_double(x: Coefficient) -> float:
    """The double nearest to a number, or an infinity."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def literal(text: str | float) -> Coefficient:
    """The number that a literal of the language stands for: 0.1 is 1/10, and 1e-400 is 0 as a double is."""
    near = float(text)
    exact = fractions.number(str(text)) if near == near and near else near
    return tidy(near if isinstance(exact, float) else Fraction(exact))


def to_power(x: Coefficient, y: Coefficient) -> Coefficient | None:
    """The power x^y where it is an exact number that is not longer than its formula; else None."""
    if isinstance(x, float) or isinstance(y, float):
        return None
    if x not in (1, -1) and magnitude(y) * _bits(x) > MAX_BITS:
        return None
    try:
        found = fractions.pow(Fraction(x), Fraction(y))
    except Inexact:
        return None
    return None if isinstance(found, float) else tidy(Fraction(found))


def reciprocal(x: Coefficient) -> Coefficient:
    """1/x."""
    return 1 / x if isinstance(x, float) else tidy(Fraction(1) / x)


def square_in(x: int) -> int:
    """The largest number up to 100 whose square x can be divided by."""
    return next((root for root in range(min(math.isqrt(x), 100), 1, -1) if x % (root * root) == 0), 1)


def common_measure(xs: Sequence[Coefficient]) -> Coefficient:
    """What the coefficients of a sum can be divided by so that it gets simpler, and never more complicated."""
    if all(isinstance(x, int) for x in xs):
        return math.gcd(*[int(x) for x in xs])
    sizes = {magnitude(x) for x in xs}
    return sizes.pop() if len(sizes) == 1 else 1


def shown(x: Coefficient) -> tuple[Coefficient, int]:
    """A number as it is written: what stands above the line, and what below.

    A fraction is written as a decimal where that is exact and not longer, except for halves and quarters.
    """
    if isinstance(x, float):
        return x, 1
    decimal = as_double(x)
    text = repr(decimal)
    readable = x.denominator in READABLE and len(str(x)) < 12
    if len(text) <= len(str(x)) and not readable and is_double(x) and Fraction(text) == x:
        return decimal, 1
    return (decimal, 1) if _bits(x) > MAX_BITS and is_double(x) else (x.numerator, x.denominator)


def scientific(x: Coefficient) -> str:
    """A number that is no double, in digits and an exponent: 1e-400."""
    from decimal import Context, Decimal

    if isinstance(x, float):
        return repr(x)
    quotient = Context(prec=17).divide(Decimal(x.numerator), Decimal(x.denominator))
    return str(quotient.normalize()).lower()


def in_doubles(x: Coefficient) -> tuple[Coefficient, list[Coefficient]]:
    """A number as a product of one that is a double and of powers of ten that are, too: 2e400 as 2, 1e308 and 1e92."""
    if isinstance(x, float) or is_double(x):
        return x, []
    exponent = len(str(abs(x.numerator))) - len(str(x.denominator))
    powers: list[Coefficient] = []
    rest = exponent
    while rest:
        part = max(SMALLEST_POWER, min(rest, LARGEST_POWER))
        powers.append(tidy(Fraction(10) ** part))
        rest -= part
    return tidy(x / Fraction(10) ** exponent), powers
