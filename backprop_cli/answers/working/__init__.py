"""The working without values: which rule of differentiation is used where, and what comes of it.

An expression is worked out from the outside inwards, a derivation for each derivative. A program with names, and what
would be longer than a screen, is worked out as the backward pass does it, each gradient once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ... import symbols
from ...errors import UsageError
from ...graph.engine import Value, collector_paused, node_of
from ...graph.program import Program
from ...graph.run import read_leaf
from ...graph.walker import forward_sweep, topological_order
from ...notation.text import Node, number_text, text_of
from ..derivative import (
    MARK,
    formula_of,
    graph_of,
    step_of,
    symbol_of,
    taken_for_variables,
    taken_names,
    unmarked,
)
from ..differentiation import differentiate
from ..explain.formulas import is_literal
from ..explain.signs import derivative_sign
from .derivation import Derivation, stated
from .facts import Derived, Handed, Stage, Working
from .rules import Key, Rule
from .sweep import Sweep

__all__ = ["Derived", "Handed", "Rule", "Stage", "Working", "work_out"]

# An expression of so many characters, and of so many variables, is worked out as a whole.
SHORT, FEW = 200, 3

# A line of so many characters is too long to read.
LONG = 240

# A program of more steps has no derivatives that can be read as single formulas.
SMALL = 1_000


def work_out(program: Program, names: Sequence[str] = (), order: int = 1, of: str | None = None) -> Working:
    """Work out the derivatives of a program without values.

    Args:
        program: what to differentiate.
        names: the variables of one mixed derivative, in order. None of them: a derivative for each variable.
        order: how many times to differentiate with respect to each name.
        of: the output to differentiate; the last statement when not given.

    Raises:
        UsageError: a name does not occur in the program, there is no variable, no such output, or the working of a
            higher derivative would be longer than anybody reads.
    """
    if not names and not program.variables:
        raise UsageError("the expression has no variable", hint="there is nothing to differentiate with respect to")
    with collector_paused():
        work = _Work(program, names, order, of)
        derived = work.derived() if work.is_short else None
        if derived is None and order * max(len(names), 1) > 1:
            raise UsageError(
                "the working of this derivative is too long", hint="ask for the first derivative, or leave out --steps"
            )
        return work.working(derived)


class _Work:
    """What a working is made from."""

    def __init__(self, program: Program, names: Sequence[str], order: int, of: str | None) -> None:
        self.program = program
        self.names = tuple(names)
        self.order = order
        self.of = of
        self.target = program.output if of is None else program.index_of(of)
        self.free = taken_for_variables(program, names)
        self.wanted = [step_of(program, name) for name in names or program.variables]
        self.called = program.step_names()
        self.graph = self._graph()
        self.rules: dict[Key, Rule] = {}

    @property
    def root(self) -> Value:
        """The output, in a graph whose nodes have the names that the program gives them."""
        return self.graph[self.target]

    def _graph(self) -> dict[int, Value]:
        program = self.program
        needed, variables = program.needed(self.target), set(program.variables)

        def made(step: int, inputs: list[Value]) -> Value:
            op = program.ops[step]
            name = self.called[step]
            if op is None:
                is_variable = step in self.free or name in variables
                return Value(symbols.name(name), name) if is_variable else read_leaf(program.leaves[step], symbols, {})
            node = node_of(op, tuple(inputs), symbols.name(name))
            node.label = program.labels.get(step, "")
            return node

        values: dict[int, Value] = {}
        forward_sweep(
            [step for step in range(self.target + 1) if needed[step]], values, made, program.operands.__getitem__
        )
        return values

    def working(self, derived: Sequence[Derived] | None) -> Working:
        """All that there is to say; a backward pass where there are no derivations."""
        sweep = None if derived is not None else self._sweep()
        stages = sweep.stages() if sweep else []
        self.rules |= sweep.rules() if sweep else {}
        return Working(
            text=self.program.text,
            parsed=self._parsed(),
            output=self.called[self.target],
            derived=derived or (),
            forward=sweep.forward() if sweep else (),
            stages=stages,
            gradients=self._gradients() if sweep else (),
            rules=list(self.rules.values()),
            taken=taken_names(self.program, self.names),
        )

    def _parsed(self) -> str:
        """The program as it was understood."""
        found = [
            f"{name} = {_defined(name, self.graph[step])}"
            for name, step in self.program.assigned.items()
            if step in self.graph
        ]
        if self.root.label not in self.program.assigned:
            found.append(self.root.label or text_of(self.root))
        return "; ".join(found)

    # Derivations

    @property
    def is_short(self) -> bool:
        """Whether there is one expression that is worked out as a whole; a higher derivative has no other way."""
        if self.target > SMALL:
            return False
        labels = [step for step in self.graph if step in self.program.labels and step != self.target]
        if (labels or (not self.names and len(self.wanted) > FEW)) and self.order * len(self.names) < 2:
            return False
        return len(text_of(formula_of(self.program, self.of, self.free), limit=SHORT)) <= SHORT

    def derived(self) -> list[Derived] | None:
        """The derivations; None if a line of them is too long."""
        paths = [self.names] if self.names else [(name,) for name in self.program.variables]
        found = [derived for path in paths for derived in self._path(path)]
        lengths = [len(text_of(line.right, limit=LONG)) for each in found for line in each.lines]
        return found if max(lengths) <= LONG else None

    def _path(self, names: tuple[str, ...]) -> Iterator[Derived]:
        """One derivative after another."""
        root = formula_of(self.program, self.of, self.free)
        is_single = len({*self.program.variables, *self.names}) == 1
        path = names * self.order
        for count, name in enumerate(path, 1):
            symbol = symbol_of(self.program, step_of(self.program, name))
            sign = derivative_sign(name, is_single=is_single)
            order = topological_order(root)
            variable = next((node for node in order if node.label == symbol), None)
            for node in order:
                node.label = node.label.removeprefix(MARK)
            derivation = Derivation(root, variable, sign, self._shown)
            lines, result = derivation.lines(), derivation.result
            self.rules |= {key: stated(*row) for key, row in derivation.rules.items()}
            yield Derived(tuple(path[:count]), sign.name, lines, self._shown(result))
            root = graph_of(result)

    def _shown(self, formula: symbols.Symbol) -> Node:
        return unmarked(formula, self.free.values())

    # The backward pass

    def _sweep(self) -> Sweep:
        names = {
            node: number_text(node.data) if is_literal(node) else self.called[step] for step, node in self.graph.items()
        }
        return Sweep(names, [self.graph[step] for step in self.wanted if step in self.graph])

    def _gradients(self) -> list[tuple[str, Node]]:
        """The derivatives as single formulas, where they can be read."""
        if self.target > SMALL:
            return []
        found = differentiate(self.program, self.names, of=self.of)
        return [] if found.statements else [(each.names[0], each.formula) for each in found.derivatives]


def _defined(name: str, value: Value) -> str:
    """What a name was assigned: a formula, or another name of the same node."""
    return value.label if value.label != name else text_of(value)
