"""Number systems: namespaces `xp` in the style of the array-API standard that the rules are written against."""

from __future__ import annotations

from typing import Any

from . import floats

# A module has no useful static type here: each system works on numbers of its own.
NumberSystem = Any


class Inexact(ArithmeticError):  # noqa: N818 - the name of IEEE 754 for it
    """The result exists but has no value in this number system, such as tanh(1) among the fractions."""


def system_of(number: object) -> NumberSystem:
    """The number system that `number` belongs to.

    Doubles, exact fractions and complex numbers are known; any other number has its system as its `number_system`.

    Raises:
        TypeError: nothing tells what system it belongs to.
    """
    if isinstance(number, (float, int)):
        return floats
    system = getattr(number, "number_system", None)
    if system is not None:
        return system
    if hasattr(number, "denominator"):
        from . import fractions

        return fractions
    if isinstance(number, complex):
        from . import complexes

        return complexes
    raise TypeError(f"no number system has a {type(number).__name__}")
