"""What a drawing of a graph shows, computed once for every format: boxes with numbers, and gates between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ...answers.report import BACKWARD, FORWARD, kind_of
from ...errors import UsageError
from ...graph.engine import Constant, Value
from ...graph.naming import names_of
from ...graph.variables import undefined_constants
from ...graph.walker import reached_from, topological_order
from ...inert import lines
from ...notation.text import ELLIPSIS, texts_of
from ...ops import Op
from ..numbers import Precision, short
from .flows import Flows, part_of, shared_by_many, within
from .measure import direction
from .parts import Box, Edge, Gate, Picture
from .wishes import FLOW, LOCAL, NO_WISHES, Wishes

# A drawing from left to right that is wider than a page would be is drawn from top to bottom by "auto".
RANKDIRS = (LEFT_TO_RIGHT, TOP_TO_BOTTOM, AUTO) = ("LR", "TB", "auto")
PASSES = (FORWARD, BACKWARD)

# The id of the box that stands for what is folded.
FOLDED = "folded"

# Longer formulas of unnamed nodes are written with the names of others in the drawing; their tooltips show more.
WIDEST_FORMULA = 26

# A name that was cut at an end, together with the one character more that tells whether it was.
_PARTIAL_END = re.compile(r"(\w+|\W)\Z")
_PARTIAL_START = re.compile(r"\A(\w+|\W)")


def picture_of(
    root: Value,
    rankdir: str = "LR",
    *,
    passes: str = BACKWARD,
    hide_constants: bool = False,
    precision: Precision = 6,
    title: str | None = None,
    description: str | None = None,
    names: Mapping[Value, str] | None = None,
    solved: bool = True,
    wishes: Wishes = NO_WISHES,
) -> Picture:
    """What to draw of the computational graph below `root`.

    Args:
        root: the output.
        rankdir: "LR" draws from left to right, "TB" from top to bottom, "auto" so that it is no wider than a page.
        passes: "backward" shows data and grad, "forward" the picture before the backward pass, without grad.
        hide_constants: write constants into the operations that use them, and not as nodes of their own.
        precision: significant digits of the numbers, or "full".
        title: stands above the drawing, and is its name for a screen reader.
        description: what a screen reader says of it; a summary in numbers when not given.
        names: what each node is called; when not given, they are numbered as far as they have no labels.
        solved: whether numbers are shown that are to be worked out; if not, those alone that are given.
        wishes: what is shown beside that.

    Raises:
        UsageError: there is no such direction or pass, or what is asked for needs the other pass.
    """
    _require("rankdir", rankdir, RANKDIRS)
    _require("pass", passes, PASSES)
    if passes == FORWARD and (wishes.edges == FLOW or wishes.color):
        raise UsageError("what flows back is known after the backward pass", hint="leave out --pass forward")
    view = _View(root, passes == BACKWARD and solved, hide_constants, precision, names, solved, wishes)
    boxes, gates = view.boxes(), view.gates()
    return Picture(
        rankdir=direction(boxes, gates) if rankdir == AUTO else rankdir,
        heading=lines(str(title or "")),
        title=lines(str(title or f"Computational graph of {view.output_text()}")),
        description=lines(view.summary() if description is None else description),
        boxes=boxes,
        gates=gates,
        theme=wishes.theme,
        legend=view.legend(),
        width=wishes.width,
        dpi=wishes.dpi,
    )


def _require(what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise UsageError(f"{what} cannot be {given!r}", hint=f"write {' or '.join(known)}")


def _numbered(nodes: Sequence[Value]) -> list[str]:
    """The names of nodes that no program has named."""
    labels = [(str(node.label).strip(), node.operation is not None) for node in nodes]
    return names_of(labels, {label for label, _ in labels})


class _View:
    """A graph as it is seen with some choice of what to show."""

    def __init__(
        self, root: Value, with_grad: bool, hide_constants: bool, precision: Precision,
        names: Mapping[Value, str] | None, solved: bool, wishes: Wishes,
    ) -> None:  # fmt: skip
        self.root = root
        self.nodes = topological_order(root)
        self.names = [names[node] for node in self.nodes] if names else _numbered(self.nodes)
        self.texts = [text.formula for text in texts_of(self.nodes, self.names)]
        # Where a formula is too long for a box, names stand for what is too long in it: `v12*n`.
        brief = texts_of(self.nodes, self.names, most=0, limit=WIDEST_FORMULA // 2)
        self.brief_texts = [text.formula for text in brief]
        self.ids = {node: f"n{index}" for index, node in enumerate(self.nodes)}
        self.with_grad = with_grad
        self.undefined = set(undefined_constants(self.nodes) if with_grad else ())
        self.hide_constants = hide_constants
        self.precision = precision
        self.solved = solved
        self.wishes = wishes
        self.flows = Flows(self.nodes) if wishes.edges or wishes.color else None
        self.shared = shared_by_many(self.nodes)
        self.lit = set(self.nodes) if wishes.wrt is None else reached_from([wishes.wrt], self.nodes)
        near = set(self.nodes) if wishes.depth is None else within(root, wishes.depth)
        self.folded = {node for node in self.nodes if node not in near and not self.is_hidden(node)}
        self.shown = [
            index for index, node in enumerate(self.nodes) if not self.is_hidden(node) and node not in self.folded
        ]

    def is_hidden(self, node: Value) -> bool:
        return self.hide_constants and isinstance(node, Constant) and node is not self.root

    def boxes(self) -> tuple[Box, ...]:
        return (*self.folded_box(), *[self.box(index) for index in self.shown])

    def gates(self) -> tuple[Gate, ...]:
        return tuple([self.gate(index, op) for index in self.shown if (op := self.nodes[index].operation)])

    def legend(self) -> str:
        """The number of the strongest colour, where numbers have colours."""
        if self.flows is None or not self.wishes.color or not self.flows.largest:
            return ""
        return short(self.flows.largest, self.precision)

    def folded_box(self) -> Iterator[Box]:
        """What stands for the nodes that are further away than asked for."""
        if self.folded:
            count = len(self.folded)
            cell = f"{count:,} more node{'s' * (count != 1)}"
            yield Box(FOLDED, "folded", False, (cell,), cell, lit=not self.lit.isdisjoint(self.folded))

    def box(self, index: int) -> Box:
        node = self.nodes[index]
        numbers = self.numbers(node)
        name = self.name(index)
        return Box(
            id=self.ids[node],
            kind=kind_of(node),
            is_output=node is self.root,
            cells=(name, *numbers) if name else numbers,
            tooltip="\n".join([self.equation(index), *numbers]),
            lit=node in self.lit,
            strength=self.strength(node),
        )

    def strength(self, node: Value) -> float | None:
        """How large the gradient of a node is beside the largest, if it has a colour."""
        if not self.wishes.color or self.flows is None or isinstance(node, Constant):
            return None
        return part_of(float(node.grad), self.flows.largest)

    def edges(self, node: Value) -> Iterator[Edge]:
        """What goes into the gate of a node; what is folded goes in once."""
        folded = False
        for place, source in enumerate(node.inputs):
            if source in self.folded:
                if not folded:
                    yield Edge(FOLDED, lit=source in self.lit)
                folded = True
            elif not self.is_hidden(source):
                yield self.edge(node, place, source)

    def edge(self, node: Value, place: int, source: Value) -> Edge:
        label, strength = "", None
        if self.flows is not None and not isinstance(source, Constant):
            flow = self.flows.flow(node, place)
            number = self.flows.locals[node][place] if self.wishes.edges == LOCAL else flow
            label = short(number, self.precision) if self.wishes.edges else ""
            strength = part_of(flow, self.flows.largest) if self.wishes.color else None
        return Edge(self.ids[source], label, source in self.lit, strength, self.shared.get(source))

    def numbers(self, node: Value) -> tuple[str, ...]:
        if node.operation is not None and not self.solved:
            return ()
        data = f"data {short(node.data, self.precision)}"
        has_grad = self.with_grad and node.grad is not None and node not in self.undefined
        return (data, f"grad {short(node.grad, self.precision)}") if has_grad else (data,)

    def name(self, index: int) -> str:
        """The label of a node, else the name and the formula of an operation; a bare number is its own name."""
        node = self.nodes[index]
        if node.label or node.operation is None:
            return lines(str(node.label)).strip()
        formula = self.texts[index] if len(self.texts[index]) <= WIDEST_FORMULA else self.brief_texts[index]
        return f"{self.names[index]} = {_shortened(lines(formula))}"

    def equation(self, index: int) -> str:
        """`L = d*f`, or the side of it that there is."""
        node = self.nodes[index]
        formula = self.texts[index]
        return lines(f"{self.names[index]} = {formula}" if node.operation else node.label or formula)

    def gate(self, index: int, op: Op) -> Gate:
        node = self.nodes[index]
        return Gate(
            id=f"{self.ids[node]}_op",
            symbol=self.symbol(op, node.inputs),
            edges=tuple(self.edges(node)),
            result=self.ids[node],
            tooltip=lines(f"{op.name}: {op.about}" + (f"\n{op.gate}" if self.with_grad else "")),
            lit=node in self.lit,
            strength=self.strength(node),
        )

    def symbol(self, op: Op, inputs: Sequence[Value]) -> str:
        """The sign or the name of an operation, with the constants that are hidden in it: `3 *`, `max(·, 0)`."""
        # A minus that negates is told from one that subtracts.
        sign = op.infix.symbol if op.infix and len(inputs) > 1 else lines(op.name)
        operands = [self.constant_text(source) if self.is_hidden(source) else "" for source in inputs]
        if not any(operands):
            return sign
        if op.infix is None or len(operands) == 1:
            return f"{sign}({', '.join([operand or '·' for operand in operands])})"
        return f"{operands[0]} {sign} {operands[1]}".strip()

    def constant_text(self, node: Value) -> str:
        return lines(str(node.label)) or short(node.data, self.precision)

    def output_text(self) -> str:
        formula = self.texts[-1]
        return _shortened(
            lines(f"{self.root.label} = {formula}" if self.root.label and self.root.operation else formula), 80
        )

    def summary(self) -> str:
        """The picture in words: the output, and every variable with its numbers."""
        value = f" = {short(self.root.data, self.precision)}" if self.solved else ""
        lines = [f"Output: {self.output_text()}{value}."]
        variables = [self.variable_text(node) for node in self.nodes if kind_of(node) == "variable"]
        if variables:
            lines.append(f"Variables: {', '.join(variables)}.")
        operations = sum(node.operation is not None for node in self.nodes)
        lines.append(f"Nodes: {len(self.nodes)}, of which operations: {operations}.")
        return " ".join(lines)

    def variable_text(self, node: Value) -> str:
        name = f"{node.label} = " if node.label else ""
        grad = f" (grad {short(node.grad, self.precision)})" if self.with_grad else ""
        return f"{name}{short(node.data, self.precision)}{grad}"


def _shortened(text: str, widest: int = WIDEST_FORMULA) -> str:
    """The text without its middle if it is too long; chains of sums all begin the same, and differ in their ends."""
    if len(text) <= widest:
        return text
    kept = widest // 2 - 1
    head, tail = text[:kept], text[kept + 3 - widest :]
    whole_head, whole_tail = _PARTIAL_END.sub("", text[: kept + 1]), _PARTIAL_START.sub("", text[kept + 2 - widest :])
    return f"{(whole_head or head).rstrip()} {ELLIPSIS} {(whole_tail or tail).lstrip()}"
