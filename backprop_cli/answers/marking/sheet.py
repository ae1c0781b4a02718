"""The two passes as flat lists, made to go wrong: at one place, at several, or from somebody else's numbers on."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ...arithmetic import floats
from ...graph.engine import Constant, Value, node_of, operand_text
from ...graph.program import CONSTANTS, Program
from ...notation.text import text_of
from ...ops import Mistake

# An input of a node: (the node, which of its inputs). This is where a local derivative belongs.
Edge = tuple[int, int]

# What an edge makes of the upstream gradient u: (m, k) for m*u + k. Right is the local derivative for m, and 0 for k.
Factor = tuple[float, float]

# How a node collects what arrives: from the contributions its own gradient, and the one that it hands on.
Collect = Callable[[Sequence[float]], tuple[float, float]]

Wrong = Mapping[int, Mistake]
Pinned = Mapping[int, float]


class Shape:
    """What is known of a program without numbers: which node uses which, and what depends on a variable."""

    def __init__(self, program: Program, of: str | None = None) -> None:
        self.program = program
        self.target = program.output if of is None else program.index_of(of)
        self.rules = program.rules
        self.operands = program.operands

    def index_of(self, name: str | None) -> int:
        """The node that a name stands for, the output for None.

        Raises:
            UsageError: there is no such name.
        """
        return self.target if name is None else self.program.index_of(name)

    @cached_property
    def nodes(self) -> list[Value]:
        """The nodes as Values without data, to write them down as formulas."""
        found: list[Value] = []
        for index, rule in enumerate(self.rules):
            if rule is None:
                found.append(_written(self.program.leaves[index], self.program.names))
            else:
                found.append(node_of(rule, tuple([found[i] for i in self.operands[index]]), None))
            found[-1].label = self.program.labels.get(index) or found[-1].label
        return found

    def name(self, node: int) -> str:
        """How a node is called: its name, or its formula."""
        return operand_text(self.nodes[node])

    def formula(self, node: int) -> str:
        """The operation of a node on the names of its inputs."""
        return text_of(self.nodes[node], limit=60)

    @cached_property
    def varies(self) -> set[int]:
        """The nodes that depend on a variable, and those with a name."""
        names = [index for name, index in self.program.names.items() if name not in CONSTANTS]
        found = {*names, *self.program.assigned.values()}
        for index, operands in enumerate(self.operands):
            if not found.isdisjoint(operands):
                found.add(index)
        return found

    @cached_property
    def needed(self) -> set[int]:
        """The nodes that the output depends on, and the output."""
        found = {self.target}
        for index in range(self.target, -1, -1):
            if index in found:
                found.update(self.operands[index])
        return found

    @cached_property
    def edges(self) -> list[Edge]:
        """The edges that a gradient somebody asks for can come along, the output's first."""
        return [
            (index, which)
            for index in range(self.target, -1, -1)
            if index in self.needed
            for which, source in enumerate(self.operands[index])
            if source in self.varies
        ]

    @cached_property
    def uses(self) -> dict[int, list[Edge]]:
        """For each node the edges that lead to it, in the order in which its contributions arrive."""
        found: dict[int, list[Edge]] = {}
        for node, which in self.edges:
            found.setdefault(self.operands[node][which], []).append((node, which))
        return found


class Outcome(NamedTuple):
    """The data and the grad of every node, right or wrong."""

    data: list[float]
    grads: list[float]

    def number(self, node: int, is_grad: bool) -> float:
        """The data or the grad of a node."""
        return self.grads[node] if is_grad else self.data[node]


class Sheet:
    """A program at one point, with both passes done right; the methods do them again in other ways."""

    def __init__(self, shape: Shape, bindings: Mapping[str, float]) -> None:
        self.shape = shape
        self.leaves = {index: _leaf(name, bindings) for index, name in shape.program.leaves.items()}
        self.data = self.forward()
        self.partials = self.local_derivatives(self.data)
        self.right = Outcome(self.data, self.backward(self.partials))

    def forward(self, wrong: Wrong | None = None, pinned: Pinned | None = None) -> list[float]:
        """The data of every node, with mistakes at some nodes, or with given data in place of their own."""
        wrong, pinned = wrong or {}, pinned or {}
        data: list[float] = []
        for index, rule in enumerate(self.shape.rules):
            if index in pinned:
                data.append(pinned[index])
            elif rule is None:
                data.append(self.leaves[index])
            else:
                inputs = [data[i] for i in self.shape.operands[index]]
                mistake = wrong[index].forward if index in wrong else None
                data.append(mistake(rule, floats, *inputs) if mistake else rule.forward(floats, *inputs))
        return data

    def local_derivatives(self, data: Sequence[float]) -> list[Sequence[float]]:
        """The right local derivatives of every node for these data."""
        needed = self.shape.needed
        return [
            rule.partials(floats, data[index], *[data[i] for i in self.shape.operands[index]])
            if rule is not None and index in needed
            else ()
            for index, rule in enumerate(self.shape.rules)
        ]

    def backward(
        self,
        partials: Sequence[Sequence[float]],
        changed: Mapping[Edge, Factor] | None = None,
        collected: Mapping[int, Collect] | None = None,
        pinned: Pinned | None = None,
    ) -> list[float]:
        """The grad of every node.

        Args:
            partials: the local derivatives.
            changed: edges that make something else of the upstream gradient.
            collected: nodes that do not just add up what arrives.
            pinned: gradients to go on with in place of the computed ones.
        """
        changed, collected, pinned = changed or {}, collected or {}, pinned or {}
        operands = self.shape.operands
        arrived: list[list[float]] = [[] for _ in operands]
        arrived[self.shape.target].append(1.0)
        grads = [0.0] * len(operands)
        for index in range(self.shape.target, -1, -1):
            contributions = arrived[index]
            if not contributions:
                continue
            grads[index], upstream = collected.get(index, total)(contributions)
            if index in pinned:
                grads[index] = upstream = pinned[index]
            for which, source in enumerate(operands[index]):
                factor, extra = changed.get((index, which)) or (partials[index][which], 0.0)
                arrived[source].append(upstream * factor + extra)
        return grads

    def carried(self, data: Pinned, grads: Pinned) -> Outcome:
        """Both passes as somebody does them right who goes on from these numbers."""
        if not data:
            return Outcome(self.data, self.backward(self.partials, pinned=grads))
        found = self.forward(pinned=data)
        return Outcome(found, self.backward(self.local_derivatives(found), pinned=grads))


def total(contributions: Sequence[float]) -> tuple[float, float]:
    """The sum of what arrives, both as the gradient of the node and to hand on."""
    found = 0.0
    for contribution in contributions:
        found += contribution
    return found, found


def _written(text: str, names: Container[str]) -> Value:
    return Value(0.0, text) if text in names else Constant(floats.number(text))


def _leaf(text: str, bindings: Mapping[str, float]) -> float:
    if text in bindings:
        return bindings[text]
    return float(getattr(floats, text)) if text in CONSTANTS else floats.number(text)
