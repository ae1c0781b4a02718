"""Number systems: namespaces `xp` in the style of the array-API standard that the rules are written against.

A number system is a module with the functions that the rules call (`xp.tanh`, `xp.where`, ...) and `number`, which
reads a literal. `floats` computes, `fractions` is exact, `complexes` makes the complex step of the gradient check.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from . import floats

# A module has no useful static type here: each system works on numbers of its own.
NumberSystem = Any


class Inexact(ArithmeticError):  # noqa: N818 - the name of IEEE 754 for it
    """The result exists but has no value in this number system, such as tanh(1) among the fractions."""


def system_of(number: object) -> NumberSystem:
    """The number system that `number` belongs to; doubles unless the number says otherwise."""
    if isinstance(number, (float, int)):
        return floats
    if isinstance(number, complex):
        return number_system("complexes")
    return number_system(getattr(number, "number_system", "fractions"))


def number_system(name: str) -> NumberSystem:
    """The number system of this name, imported when it is first asked for."""
    return import_module(f"{__name__}.{name}")
