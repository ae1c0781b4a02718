"""A program as a function of this Python, for one point after another: the code that is exported, compiled at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import count

from ..graph.program import Program
from . import doubles
from .function import function_of
from .python import Python
from .target import SIGNS, Form
from .writing import Code

# So many numbers are added by signs.
FEW = 50

# Functions of the doubles that are Python's own, but for what has no finite result: there those raise an exception.
RAISING = (
    "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "sinh", "cosh", "acosh",
    "atanh", "pow",
)  # fmt: skip
FORMS = {**Python.forms, **{name: Form(f"math.{name}") for name in RAISING}, "divide": SIGNS["divide"]}


class _Nameless(Python):
    """Python in which every name is made here, so that no text of a user is ever compiled, and which may raise."""

    forms = FORMS

    def __init__(self) -> None:
        self._names = (f"x{number}" for number in count(1))

    def fitting(self, name: str) -> str:
        """Another name."""
        return next(self._names)


def compiled(program: Program, names: Sequence[str], of: str | None = None) -> Callable[..., Sequence[float]]:
    """A function of the variables of a program, in their order.

    It returns the value, the gradients of these names, and last a number that is not finite where a result of the
    forward pass is not, or where some number on the way has no result: then there may be no value at all, and a run of
    the program says why.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant of the program has no value.
    """
    function = function_of(program, of=of, names=names)
    written = Code(function, _Nameless(), "f", [*function.outputs, *function.results])
    value_and_gradients, results = written.outputs[: 1 + len(names)], written.outputs[1 + len(names) :]
    guard = " + ".join(results) if len(results) <= FEW else f"sum(({', '.join(results)}))"
    inputs = ", ".join([written.inputs[name] for name in program.variables])
    source = "\n".join([
        f"def f({inputs}):",
        "    try:",
        *[f"        {line.name} = {line.code}" for line in written.lines],
        f"        return {', '.join([*value_and_gradients, guard or '0.0'])}",
        "    except (ArithmeticError, ValueError):",
        f"        return {', '.join(['math.nan'] * (len(names) + 2))}",
    ])  # fmt: skip
    namespace: dict[str, object] = {"math": math, **doubles.namespace()}
    exec(compile(source, "<program>", "exec"), namespace)
    made: Callable[..., Sequence[float]] = namespace["f"]  # type: ignore[assignment] # the source defines it
    return made
