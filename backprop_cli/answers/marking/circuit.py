"""What is known of a program without numbers: which node uses which, and along which edges a gradient comes."""

from __future__ import annotations

from collections.abc import Container
from functools import cached_property

from ...arithmetic import floats
from ...graph.domain import operand_text
from ...graph.engine import Value, node_of
from ...graph.program import Program
from ...graph.run import read_leaf
from ...graph.walker import forward_sweep, reached_from
from ...notation.text import text_of
from ...ops import gates

# An input of a node: (the node, which of its inputs). This is where a local derivative belongs.
Edge = tuple[int, int]


class Circuit:
    """The computational graph of a program up to one output, by the numbers of its steps.

    Args:
        program: the program.
        of: the output; the last statement when None.
        bound: the names that have values, so that `e` among them is no constant.
    """

    def __init__(self, program: Program, of: str | None = None, bound: Container[str] = ()) -> None:
        self.program = program
        own = set(program.variables)
        self.variables = [name for name in program.names if name in own or name in bound]
        self.target = program.output if of is None else program.index_of(of)
        self.ops = program.ops
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
        names = dict.fromkeys(self.program.names, 0.0)

        def written(index: int, inputs: list[Value]) -> Value:
            op, text = self.ops[index], self.program.leaves.get(index, "")
            node = read_leaf(text, floats, names) if op is None else node_of(op, tuple(inputs), None)
            node.label = self.program.labels.get(index) or node.label
            return node

        found: dict[int, Value] = {}
        forward_sweep(range(len(self.ops)), found, written, self.operands.__getitem__)
        return list(found.values())

    def name(self, node: int) -> str:
        """How a node is called: its name, or its formula."""
        return operand_text(self.nodes[node])

    def formula(self, node: int) -> str:
        """The operation of a node on the names of its inputs."""
        return text_of(self.nodes[node], limit=60)

    def distributes(self, node: int) -> bool:
        """Whether a node hands its gradient on as it is."""
        op = self.ops[node]
        return op is not None and op.gate == gates.DISTRIBUTES

    @cached_property
    def varies(self) -> set[int]:
        """The nodes that depend on a variable, and those with a name."""
        return reached_from(self.named, range(len(self.operands)), self.operands.__getitem__)

    @cached_property
    def constants(self) -> dict[int, float]:
        """The numbers of the nodes that depend on no variable and have no name."""
        found: dict[int, float] = {}
        for node, op in enumerate(self.ops):
            if node in self.varies:
                continue
            if op is None:
                found[node] = read_leaf(self.program.leaves[node], floats, {}).data
            else:
                found[node] = op.forward(floats, *(found[i] for i in self.operands[node]))
        return found

    @cached_property
    def needed(self) -> set[int]:
        """The nodes that the output depends on, and the output."""
        return {index for index, is_needed in enumerate(self.program.needed(self.target)) if is_needed}

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
    def named(self) -> set[int]:
        """The nodes that have a name: variables, and what is assigned."""
        names = (self.program.names[name] for name in self.program.variables)
        return {*names, *self.program.assigned.values()}

    @cached_property
    def users(self) -> list[list[int]]:
        """For each node those that are computed from it."""
        found: list[list[int]] = [[] for _ in self.ops]
        for node, operands in enumerate(self.operands):
            for source in dict.fromkeys(operands):
                found[source].append(node)
        return found

    @cached_property
    def below(self) -> dict[int, list[int]]:
        """For each operation those of its inputs to which somebody may ask the gradient."""
        return {
            node: [source for source in dict.fromkeys(self.operands[node]) if source in self.varies]
            for node in self.needed
        }

    @cached_property
    def all_edges(self) -> list[Edge]:
        """All edges, those from constants and those to what the output does not depend on among them."""
        return [(node, which) for node, operands in enumerate(self.operands) for which in range(len(operands))]

    @cached_property
    def uses(self) -> dict[int, list[Edge]]:
        """For each node the edges that lead to it, in the order in which its contributions arrive."""
        found: dict[int, list[Edge]] = {}
        for node, which in self.edges:
            found.setdefault(self.operands[node][which], []).append((node, which))
        return found
