"""Number systems: namespaces `xp` in the style of the array-API standard that the rules are written against.

A number system is a namespace with the functions that the rules call (`xp.tanh`, `xp.where`, ...) and `number`, which
reads a literal. `floats` computes, `fractions` is exact, `complexes` makes the complex step of the gradient check.
"""

from . import floats
from .system import Inexact, NumberSystem, system_of

__all__ = ["Inexact", "NumberSystem", "floats", "system_of"]
