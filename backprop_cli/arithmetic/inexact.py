"""What a number system raises where a result is no number of its own."""

from __future__ import annotations


class Inexact(ArithmeticError):  # noqa: N818 - the name of IEEE 754 for it
    """The result exists but has no value in this number system, such as tanh(1) among the fractions."""
