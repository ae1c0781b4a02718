"""Number systems, over which the formulas of the rule table are written: namespaces `xp` as in the array-API standard.

`system` tells what each of them has. `floats` computes, `fractions` is exact, `complexes` makes the complex step of the
gradient check; `branches` are doubles that note what was decided, and `nearby` are doubles that are equal when close.
"""

from . import floats
from .inexact import Inexact
from .system import NumberSystem, System, system_of

__all__ = ["Inexact", "NumberSystem", "System", "floats", "system_of"]
