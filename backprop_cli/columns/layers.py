"""A recorded program over the columns of an engine, in layers, each made of columns that are there before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..arithmetic import System
from ..export.function import Function, function_of
from ..export.tape import INPUT, LITERAL, SIGNS, Recorded
from ..graph.program import Program
from ..graph.run import Run
from .lowering import Lowered

# So deep an expression becomes a column, although it is used once: engines walk through expressions by recursion.
DEEPEST = 20

# The number system of an engine: a module with those members of `System` that the engine has, over columns to which
# the signs of Python apply. Beside them, `xp.column(name)` is a column, and `xp.literal(x)` a number or a truth.
Engine = Any


class Layers(NamedTuple):
    """A program as columns.

    Args:
        layers: what to add one after the other, each the columns of one step by their names.
        outputs: the names of the columns of the value and of each gradient.
        guards: those of numbers that are all finite where every output and every result of an operation is.
        function: what is computed.
        columns: the column of each recorded number that has one.
        expressions: what each recorded number is, over columns that are there in the end.
    """

    layers: Sequence[Mapping[str, Any]]
    outputs: Sequence[str]
    guards: Sequence[str]
    function: Function
    columns: Mapping[Recorded, str]
    expressions: Mapping[Recorded, Any]


Watch = Callable[[Run], Iterable[Recorded]]


def layers_of(
    program: Program, names: Sequence[str], of: str | None, xp: Engine, inputs: Mapping[str, str], prefix: str, *,
    watch: Watch | None = None,
) -> Layers:  # fmt: skip
    """A program over the columns of an engine.

    Args:
        program: what to compute.
        names: the variables whose gradients are asked for.
        of: the output; the last statement when not given.
        xp: the engine's number system.
        inputs: the columns of the variables, which are there and hold doubles.
        prefix: what the names of all other columns begin with.
        watch: what else is to be recorded; then the results of all operations become columns.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant of the program has no value.
    """
    function = function_of(program, of=of, names=names, tape=Lowered(own(xp)), watch=watch or (lambda run: ()))
    asked = [function.value, *function.gradients.values()]
    guards = guards_of(function.steps, {*asked, *function.results})
    walk = _Walk(function, xp, inputs, prefix)
    walk.kept = {*asked, *guards, *(function.results if watch else ())}
    for entry in function.steps:
        walk.take(entry)
    outputs = [walk.columns[entry] for entry in asked]
    sure = [walk.columns[entry] for entry in guards]
    return Layers(walk.layers, outputs, sure, function, walk.columns, walk.expressions)


def own(xp: Engine) -> list[str]:
    """The primitives that an engine has."""
    return [name for name in vars(System) if not name.startswith("_") and hasattr(xp, name)]


def guards_of(steps: Sequence[Recorded], asked: Collection[Recorded]) -> list[Recorded]:
    """The numbers that are all finite where each of those that are asked for is, and as few as possible.

    A sum is not finite where a term of it is not, so whoever looks at the sum need not look at the terms.
    """
    seen: set[Recorded] = set()
    guards = []
    for entry in reversed(steps):
        if entry in asked and entry not in seen:
            guards.append(entry)
            seen.add(entry)
        if entry in seen and entry.primitive in SIGNS:
            seen.update(entry.inputs)
        elif entry in seen and entry.primitive == "divide":
            seen.add(entry.inputs[0])
    return guards


class _Walk:
    """The way along a recorded program: the expression of each number so far, and the layer that it needs below it."""

    def __init__(self, function: Function, xp: Engine, inputs: Mapping[str, str], prefix: str) -> None:
        self.xp = xp
        self.inputs = inputs
        self.prefix = prefix
        self.layers: list[dict[str, Any]] = []
        self.columns: dict[Recorded, str] = {}
        self.expressions: dict[Recorded, Any] = {}
        self._levels: dict[Recorded, int] = {}
        self._depths: dict[Recorded, int] = {}
        self._uses = Counter([x for entry in function.steps for x in entry.inputs])
        self.kept: Collection[Recorded] = ()

    def take(self, entry: Recorded) -> None:
        """The next number: a column of its own where it is used more than once, or asked for."""
        self._levels[entry] = max([self._levels[x] for x in entry.inputs], default=0)
        self._depths[entry] = 1 + max([self._depths[x] for x in entry.inputs], default=0)
        self.expressions[entry] = self._expression(entry)
        if entry.primitive == INPUT:
            self.columns[entry] = self.inputs[entry.detail]
        elif entry in self.kept or (entry.inputs and (self._uses[entry] > 1 or self._depths[entry] > DEEPEST)):
            self._keep(entry)

    def _expression(self, entry: Recorded) -> Any:
        if entry.primitive == LITERAL:
            return self.xp.literal(entry.detail)
        if entry.primitive == INPUT:
            return self.xp.column(self.inputs[entry.detail])
        primitive = SIGNS.get(entry.primitive) or getattr(self.xp, entry.primitive)
        return primitive(*[self.expressions[x] for x in entry.inputs])

    def _keep(self, entry: Recorded) -> None:
        level = self._levels[entry]
        if level == len(self.layers):
            self.layers.append({})
        name = self.columns[entry] = f"{self.prefix}{len(self.columns)}"
        self.layers[level][name] = self.expressions[entry]
        self.expressions[entry] = self.xp.column(name)
        self._levels[entry], self._depths[entry] = level + 1, 1
