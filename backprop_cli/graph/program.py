"""A parsed program: what was read, ready to be run."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Union
from unicodedata import normalize

from ..arithmetic import NumberSystem, floats
from ..errors import BindingError, DomainError, Span, UsageError
from ..ops import Op
from .engine import Number, Value, as_number, collector_paused
from .naming import CONSTANTS, MANY, listed, names_of
from .run import Run, read_leaf
from .shown import mimebundle

# The value of an input in the text.
Default = Union[str, "Program"]


class Program:
    """The statements of a text as a flat list of steps in topological order.

    A step is a leaf (a number or a name) or an operation on the results of earlier steps. Running the program makes
    the graph; it can be run any number of times, over any number system.
    """

    __slots__ = (
        "_needed", "assigned", "defaults", "labels", "leaves", "names", "notation", "operands", "ops", "output",
        "readings", "source", "spans", "text",
    )  # fmt: skip

    def __init__(self, text: str, source: str | None = None) -> None:
        self.text = text
        self.notation = "expression"
        self.source = source
        self.ops: list[Op | None] = []
        self.operands: list[tuple[int, ...]] = []
        self.spans: list[Span] = []
        self.leaves: dict[int, str] = {}
        self.names: dict[str, int] = {}
        self.assigned: dict[str, int] = {}
        # The values of inputs that the text gives: the literal, or the constant expression as a program.
        self.defaults: dict[str, Default] = {}
        self.labels: dict[int, str] = {}
        # Names that were read as something else than a variable, where, and as what: a value for one contradicts that.
        self.readings: dict[str, tuple[Span, str]] = {}
        self.output = -1
        # What each target that was asked for depends on: a program may run a million times, and never changes.
        self._needed: dict[int, bytearray] = {}

    def __repr__(self) -> str:
        text = self.text if len(self.text) <= 60 else f"{self.text[:59]}…"
        return f"<Program {text!r}>"

    _repr_mimebundle_ = mimebundle

    @property
    def variables(self) -> tuple[str, ...]:
        """The inputs, with a default value or without, in the order in which they first occur."""
        return tuple(name for name in self.names if name not in CONSTANTS or name in self.defaults)

    def assigns(self, name: str) -> bool:
        """Whether the text gives this name, to a result or to a value."""
        return name in self.assigned or name in self.defaults

    def without_value(self, bindings: Container[str]) -> list[str]:
        """The inputs that have no value, neither among the bindings nor in the text."""
        return [name for name in self.variables if name not in bindings and name not in self.defaults]

    def completed(self, bindings: Mapping[str, Number], xp: NumberSystem = floats) -> Mapping[str, Number]:
        """The bindings, and the values that the text gives to the other inputs.

        Raises:
            DomainError: a value in the text has no result.
        """
        if not self.defaults:
            return bindings
        defaults = {name: self._default(name, xp) for name in self.defaults if name not in bindings}
        return {**defaults, **bindings}

    def _default(self, name: str, xp: NumberSystem) -> Number:
        default = self.defaults[name]
        if isinstance(default, Program):
            return default.run({}, xp).root.data
        try:
            return read_leaf(default, xp, {}).data
        except DomainError as error:
            raise error.within(self.text, self.spans[self.names[name]], self.source) from None

    def __call__(self, /, **bindings: Number) -> Value:
        """The output after the forward pass with these values for the variables.

        Floats unless a value is a `fractions.Fraction` and none is a float: then everything is exact.

        Raises:
            BindingError: a variable has no value, or a name does not occur.
            DomainError: there is no real, finite result.
        """
        given = {normalize("NFC", name): as_number(value) for name, value in bindings.items()}
        exact = any(not isinstance(x, float) for x in given.values())
        exact = exact and not any(isinstance(x, float) for x in bindings.values())
        xp: NumberSystem = floats
        if exact:
            from ..arithmetic import fractions as xp
        unknown = [name for name in given if name not in self.names]
        if unknown:
            raise BindingError(f"the expression has no variable {listed(unknown)}", text=self.text)
        return self.run({name: xp.number(x) for name, x in given.items()}, xp).root

    def run(self, bindings: Mapping[str, Number], xp: NumberSystem = floats, of: str | None = None) -> Run:
        """Run the forward pass, over the number system `xp`, for the output named `of` (default: the last statement).

        Raises:
            BindingError: a variable has no value.
            UsageError: there is no such output.
            DomainError: there is no real, finite result.
        """
        target = self.output if of is None else self.index_of(of)
        self._require(bindings)
        with collector_paused():
            return Run(self, self.completed(bindings, xp), xp, target)

    def index_of(self, name: str) -> int:
        """The step that a name stands for.

        Raises:
            UsageError: the program has no such name.
        """
        if name in self.assigned:
            return self.assigned[name]
        if name in self.names:
            return self.names[name]
        nameless = self.step_names()
        if name in nameless:
            return nameless.index(name)
        known = [*self.names, *self.assigned]
        shown = known if len(known) <= MANY else [*known[:MANY], f"{len(known) - MANY} more"]
        raise UsageError(f"the expression has no '{name}'", hint=f"its names are {listed(shown) or 'none'}")

    def step_names(self) -> list[str]:
        """What each step is called in every view: its name, or v1, v2, ... for an operation, c1, ... for a number."""
        own = {**{step: name for name, step in self.names.items()}, **self.labels}
        return names_of(
            [(own.get(step, ""), op is not None) for step, op in enumerate(self.ops)], {*self.names, *self.assigned}
        )

    def needed(self, target: int) -> bytearray:
        """Which steps a target depends on, itself among them: a 1 for each of those, up to the target."""
        known = self._needed.get(target)
        if known is None:
            known = bytearray(target + 1)
            known[target] = 1
            for step in range(target, -1, -1):
                if known[step]:
                    for source in self.operands[step]:
                        known[source] = 1
            # Not before it is whole: another thread may ask, too.
            self._needed[target] = known
        return known

    def _require(self, bindings: Mapping[str, Number]) -> None:
        for name, (span, what) in self.readings.items():
            if name in bindings:
                from .missing import contradiction

                raise contradiction(self, name, span, what)
        missing = self.without_value(bindings)
        if missing:
            from .missing import missing_values

            raise missing_values(self, missing, bindings)
