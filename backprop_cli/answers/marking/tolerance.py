"""When a given number is right: close enough to the true one, or the true one rounded to the digits given."""

from __future__ import annotations

import re
from math import isfinite
from typing import NamedTuple

# A number as people write it, in the parts that tell how many digits are significant.
WRITTEN = re.compile(r"\s*[-+−]?(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?\s*")

# From so many digits on a rounded number counts as right.
FEWEST_DIGITS = 3

# What half a unit in the last digit is widened by: a tie may be rounded either way, and doubles are not exact.
SLACK = 1 + 1e-9


class Digits(NamedTuple):
    """How precisely a number is written: its significant digits, and the size of a unit in the last of them."""

    significant: int
    unit: float


def digits_of(text: str) -> Digits | None:
    """The digits of a number as typed, None if the text is not a plain number: 3 for `0.707`, `1.50e3`, `-0.0710`.

    The zeros at the end of a whole number may be digits or not: 3 for `12300`, but 5 for `12300.`.
    """
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    whole, fraction, exponent = found.groups()
    count = len((whole + fraction).lstrip("0"))
    if not count:
        return None
    zeros = 0 if "." in text or exponent else _ambiguous_zeros(whole, count)
    return Digits(count - zeros, float(f"1e{int(exponent or 0) - len(fraction) + zeros}"))


def _ambiguous_zeros(whole: str, count: int) -> int:
    """How many zeros at the end of a whole number may be there for its size only; three digits always count."""
    return max(min(len(whole) - len(whole.rstrip("0")), count - FEWEST_DIGITS), 0)


class Tolerance(NamedTuple):
    """How far a right answer may be from the true number.

    A number is right if |given - true| <= max(atol, rtol*|true|); with `sigfigs` also if it is the true number,
    correctly rounded to the digits given, three or more, of which a calculator may have dropped zeros.
    """

    rtol: float = 1e-2
    atol: float = 1e-8
    sigfigs: bool = True

    def accepts(self, given: float, true: float, digits: Digits | None = None) -> bool:
        """Whether `given`, which was written with these digits, is right."""
        if not isfinite(true) or not isfinite(given):
            return given == true or (given != given and true != true)
        error = abs(given - true)
        return error <= self.around(true) or (self.sigfigs and _is_rounded(error, digits))

    def around(self, true: float) -> float:
        """How far an answer may be from a number, however it is written."""
        return max(self.atol, self.rtol * abs(true))

    def interval(self, true: float) -> tuple[float, float]:
        """From where to where an answer is right, however it is written."""
        return true - self.around(true), true + self.around(true)

    @property
    def said(self) -> str:
        """The rule for people: "within 1 % or as rounded to the digits given"."""
        within = f"within {100 * self.rtol:.6g} %"
        return f"{within} or as rounded to the digits given (three or more)" if self.sigfigs else within


# Formulas are the same or not: what is within this at each point differs by the arithmetic.
EXACTLY = Tolerance(1e-9, 1e-9, sigfigs=False)


def _is_rounded(error: float, digits: Digits | None) -> bool:
    """Whether a number is off by no more than rounding; 0.14 is what a calculator shows of 0.1402 with three digits."""
    if digits is None:
        return False
    unit = digits.unit * 10.0 ** min(digits.significant - FEWEST_DIGITS, 0)
    return error <= unit / 2 * SLACK
