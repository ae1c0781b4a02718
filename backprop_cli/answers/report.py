"""The facts that `eval` shows in every format: a row a node, in topological order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import Span
from ..graph.engine import Constant, Number, Value, collector_paused
from ..graph.notes import Note, notes_on
from ..graph.program import Program
from ..graph.run import Run
from ..graph.shown import shown
from ..notation.text import number_text, text_of, texts_of

if TYPE_CHECKING:
    from .uncertainty import Budget

FORWARD, BACKWARD = "forward", "backward"


class Row(NamedTuple):
    """One node: `kind` is "constant", "variable" or "operation"; `inputs` are ids in operand order.

    The `id` is what the node is called in every view, and the `name` is that only if somebody gave it. In an
    `expression` that is not whole, ids stand for formulas that are too long.
    """

    id: str
    kind: str
    name: str | None
    op: str | None
    expression: str
    is_whole: bool
    inputs: list[str]
    span: Span
    data: Number
    grad: Number | None

    @property
    def title(self) -> str:
        """What the node is: its name and its formula, as `e = a*b`; the name or the number of an input."""
        if self.kind == "operation" and self.id != self.expression:
            return f"{self.id} = {self.expression}"
        return self.name or self.expression

    @property
    def whole(self) -> str | None:
        """The formula for programs: None where all formulas together would grow with the square of the program."""
        return self.expression if self.is_whole else None


@shown
class Report(NamedTuple):
    """What is known after the passes: the text as it was understood, the rows, the gradients and the notes."""

    program: Program
    run: Run
    passes: str
    rows: list[Row]
    gradients: dict[str, Number]
    notes: list[tuple[str, Note]]
    uncertainty: Budget | None = None

    def __repr__(self) -> str:
        return f"<Report {self.value} of {self.program!r}>"

    @property
    def value(self) -> Number:
        """The value of the output."""
        return self.run.root.data

    @property
    def parsed(self) -> str:
        """The whole program as it was understood, one statement for each name."""
        return parsed_text(self.run)

    @property
    def output(self) -> Row:
        """The row of the output."""
        return self.rows[-1]

    def without_constants(self) -> Report:
        """The same without the rows of constants, and without them among the inputs of others."""
        hidden = {row.id for row in self.rows if row.kind == "constant"} - {self.output.id}
        rows = [row._replace(inputs=[i for i in row.inputs if i not in hidden]) for row in self.rows]
        return self._replace(rows=[row for row in rows if row.id not in hidden])

    def by_id(self) -> dict[str, Row]:
        """The rows by their ids."""
        return {row.id: row for row in self.rows}


def report_on(run: Run, passes: str = BACKWARD, uncertainties: Mapping[str, Number] | None = None) -> Report:
    """Run the backward pass, unless `passes` is "forward", and collect what there is to say.

    Args:
        run: the forward pass.
        passes: "forward" or "backward".
        uncertainties: the standard uncertainties of variables; with any of them, what they mean for the output.
    """
    with collector_paused():
        return _report_on(run, passes == BACKWARD, uncertainties)


def _report_on(run: Run, backward: bool, uncertainties: Mapping[str, Number] | None) -> Report:
    if backward:
        run.backward()
    ids = run.node_names
    rows = [
        Row(
            ids[node],
            kind_of(node),
            node.label or None,
            node.op,
            *text,
            [ids[source] for source in node.inputs],
            span,
            node.data,
            node.grad if backward else None,
        )
        for node, text, span in zip(run.nodes, texts_of(run.nodes, list(ids.values())), run.spans, strict=True)
    ]
    gradients = {name: value.grad for name, value in run.inputs.items()} if backward else {}
    notes = [(ids[note.node], note) for note in notes_on(run.nodes)] if backward else []
    budget = _budget(run, uncertainties, [note for _, note in notes]) if uncertainties else None
    passes = BACKWARD if backward else FORWARD
    return Report(run.program, run, passes, rows, gradients, notes, budget)


def _budget(run: Run, uncertainties: Mapping[str, Number], notes: Sequence[Note]) -> Budget:
    from .uncertainty import budget_of

    return budget_of(run, uncertainties, notes)


def kind_of(node: Value) -> str:
    """Whether a node is a "constant", a "variable" or an "operation"."""
    if node.operation is not None:
        return "operation"
    return "constant" if isinstance(node, Constant) else "variable"


def parsed_text(run: Run, *, with_inputs: bool = True) -> str:
    """The program below the output as it was understood: `a = 2; e = a*b; d = e + c; L = d*f`.

    Args:
        run: the forward pass.
        with_inputs: begin with the inputs that have their values in the text, with the values that they have here.
    """
    below = set(run.nodes)
    inputs = [name for name in run.program.defaults if with_inputs and run.named[name] in below]
    statements = [f"{name} = {number_text(run.named[name].data)}" for name in inputs]
    statements += [
        f"{name} = {_defined(name, value)}"
        for name in run.program.assigned
        if (value := run.named.get(name)) is not None and value in below
    ]
    if run.root.label not in {*run.program.assigned, *inputs}:
        statements.append(run.root.label or text_of(run.root))
    return "; ".join(statements)


def _defined(name: str, value: Value) -> str:
    """What a name was assigned: a formula, a number, or another name of the same node."""
    if value.label != name:
        return value.label
    return text_of(value) if value.operation is not None else number_text(value.data)
