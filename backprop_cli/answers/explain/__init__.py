"""The worked solution: every step of the forward and the backward pass as formulas and as numbers.

The formula of a local derivative is the rule of the table run over symbols; its number is the same rule run over the
data. Neither is written down here, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ...arithmetic import system_of
from ...graph.engine import Number, Value, collector_paused
from ...graph.notes import notes_on
from ...graph.run import Run
from ...graph.variables import varies
from ...graph.walker import reached_from
from ...notation.text import number_text
from .backward import Backward
from .facts import Assignment, Branch, Contribution, Explanation, Formula, Hasty, Meaning, Path, Quotient, Step
from .formulas import Formulas, is_literal, op_of
from .nudges import Nudger
from .paths import count_paths, paths_between

__all__ = [
    "Assignment", "Branch", "Contribution", "Explanation", "Formula", "Hasty", "Meaning", "Path", "Quotient", "Step",
    "explain", "is_literal",
]  # fmt: skip

# How many paths are listed; more are counted.
MOST_PATHS = 20


def explain(run: Run, parsed: str, *, wrt: str | None = None, limit: bool = False) -> Explanation:
    """Explain a run, whose backward pass this runs.

    Args:
        run: the forward pass.
        parsed: the program as it was understood.
        wrt: keep only what lies on the paths from this name, and list the paths.
        limit: show each local derivative as a limit, too.

    Raises:
        UsageError: the output does not depend on `wrt`, or there is no such name.
    """
    with collector_paused():
        run.backward()
        return _Explainer(run, wrt, limit).explanation(parsed)


class _Explainer:
    """The names of the nodes and what is kept, while an explanation is put together."""

    def __init__(self, run: Run, wrt: str | None, limit: bool) -> None:
        self.run = run
        self.wrt = wrt
        self.target = run.depended_on(wrt) if wrt is not None else None
        self.kept = varies(run.nodes) if self.target is None else reached_from([self.target], run.nodes)
        self.notes = [note for note in notes_on(run.nodes) if note.node in self.kept]
        self.ids = run.node_names
        # A number of the expression stands for itself, unless it is all that there is.
        self.names = {v: number_text(v.data) if is_literal(v) else name for v, name in self.ids.items()}
        self.names[run.root] = self.ids[run.root]
        self.formulas = Formulas(self.names)
        self.backward = Backward(self.ids, self.kept, self.names, self.formulas, self.notes, limit)

    def explanation(self, parsed: str) -> Explanation:
        run = self.run
        inputs = run.inputs if self.wrt is None or self.target is None else {self.wrt: self.target}
        count = count_paths(run.nodes, self.target) if self.target is not None else None
        return Explanation(
            text=run.program.text,
            parsed=parsed,
            bindings={name: value.data for name, value in run.inputs.items()},
            output=self.names[run.root],
            value=run.root.data,
            forward=list(self._forward()),
            backward=list(self.backward.steps()),
            branches=self.backward.branches(),
            paths=list(self._paths(self.target)) if self.target is not None and count and count <= MOST_PATHS else [],
            path_count=count,
            wrt=self.wrt,
            gradients={name: run.gradient(name) for name in inputs},
            meanings=list(self._meanings(inputs)),
            notes=[(self.ids[note.node], note) for note in self.notes],
            names={self.ids[node]: name for node, name in self.names.items()},
            taken=frozenset(self.formulas.shadowed),
        )

    def _forward(self) -> Iterator[Assignment]:
        for node in self.run.nodes:
            if node.operation is not None:
                yield Assignment(self.ids[node], op_of(node).name, self.names[node], self.formulas.operation(node))

    def _paths(self, source: Value) -> Iterator[Path]:
        one: Number = system_of(self.run.root.data).number(1)
        for through, factors in paths_between(self.run.nodes, source):
            ids, names = [self.ids[node] for node in through], [self.names[node] for node in through]
            yield Path(ids[0], ids, names, factors, prod(factors, start=one))

    def _meanings(self, inputs: dict[str, Value]) -> Iterator[Meaning]:
        nudger = Nudger(self.run.nodes)
        root = self.run.root
        for index, (name, value) in enumerate(inputs.items()):
            if value not in self.ids:
                yield Meaning(name, 0.0, 0.0, 0.0, root.data, verdict="unused")
            elif index < nudger.affordable:
                yield nudger.meaning(name, value)
            else:
                yield nudger.unchecked(name, value)
