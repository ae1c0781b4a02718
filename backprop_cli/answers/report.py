"""The facts that `eval` shows in every format: a row a node, in topological order."""

from __future__ import annotations

from typing import NamedTuple

from ..errors import Span
from ..graph.engine import Constant, Number, Value
from ..graph.notes import Note, notes_on
from ..graph.program import Program, Run
from ..notation.text import number_text, text_of, texts_of

FORWARD, BACKWARD = "forward", "backward"


class Row(NamedTuple):
    """One node: `kind` is "constant", "variable" or "operation"; `inputs` are ids in operand order."""

    id: str
    kind: str
    name: str | None
    op: str | None
    expression: str
    inputs: list[str]
    span: Span
    data: Number
    grad: Number | None

    @property
    def title(self) -> str:
        """What the node is: its name, its formula, or both as `e = a*b`."""
        if self.name and self.kind == "operation" and self.name != self.expression:
            return f"{self.name} = {self.expression}"
        return self.name or self.expression


class Report(NamedTuple):
    """What is known after the passes: the text as it was understood, the rows, the gradients and the notes."""

    program: Program
    run: Run
    passes: str
    rows: list[Row]
    gradients: dict[str, Number]
    notes: list[tuple[str, Note]]

    @property
    def parsed(self) -> str:
        """The whole program as it was understood, one statement for each name."""
        return parsed_text(self.run)

    @property
    def output(self) -> Row:
        """The row of the output."""
        return self.rows[-1]

    def row(self, node: str) -> Row:
        """The row of a node, by its id."""
        return self.rows[int(node[1:])]


def report_on(run: Run, passes: str = BACKWARD) -> Report:
    """Run the backward pass, unless `passes` is "forward", and collect what there is to say."""
    backward = passes == BACKWARD
    if backward:
        run.root.backward()
    ids = {id(node): f"n{index}" for index, node in enumerate(run.nodes)}
    rows = [
        Row(
            ids[id(node)],
            kind_of(node),
            node.label or None,
            node.op,
            text,
            [ids[id(source)] for source in node.inputs],
            span,
            node.data,
            node.grad if backward else None,
        )
        for node, text, span in zip(run.nodes, texts_of(run.nodes), run.spans, strict=True)
    ]
    gradients = {name: value.grad for name, value in run.inputs.items()} if backward else {}
    notes = [(ids[id(note.node)], note) for note in notes_on(run.nodes)] if backward else []
    return Report(run.program, run, passes, rows, gradients, notes)


def kind_of(node: Value) -> str:
    """Whether a node is a "constant", a "variable" or an "operation"."""
    if node.rule is not None:
        return "operation"
    return "constant" if isinstance(node, Constant) else "variable"


def parsed_text(run: Run) -> str:
    """The program below the output as it was understood: `e = a*b; d = e + c; L = d*f`."""
    below = set(run.nodes)
    statements = [
        f"{name} = {_defined(name, value)}"
        for name in run.program.assigned
        if (value := run.named.get(name)) is not None and value in below
    ]
    if not (run.root.label and run.root.label in run.program.assigned):
        statements.append(run.root.label or text_of(run.root))
    return "; ".join(statements)


def _defined(name: str, value: Value) -> str:
    """What a name was assigned: a formula, a number, or another name of the same node."""
    if value.label != name:
        return value.label
    return text_of(value) if value.rule is not None else number_text(value.data)
