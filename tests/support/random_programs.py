"""Random programs of the language, with what they mean: a graph that is written as text, checked and made smaller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

from .points import handy, sized
from .truth import TRUTHS, value
from .ulps import OVERFLOW

# How tight an operation holds its operands, as the language has it; everything else is a call or a name.
BINDING = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}
ATOM = 5
# Their derivative is 0 everywhere: were there many of them, hardly a gradient would reach the inputs.
FLAT = ("sign", "step", "floor", "ceil")


class Node(NamedTuple):
    """An operation over earlier nodes, or a leaf: a variable, or a constant if it has no name."""

    op: str | None
    inputs: tuple[int, ...] = ()
    data: float = 0.0
    name: str = ""


class RandomProgram(NamedTuple):
    """Nodes in topological order, of which the last is the output.

    Args:
        nodes: the nodes; all of them lead to the output.
        assigned: for some of them the name that a statement gives them.
        style: steers spaces and needless parentheses.
    """

    nodes: tuple[Node, ...]
    assigned: dict[int, str]
    style: int

    @property
    def bindings(self) -> dict[str, float]:
        """The variables with their values."""
        return {node.name: node.data for node in self.nodes if node.name}

    @property
    def arguments(self) -> list[str]:
        """The program and its bindings as a command line has them."""
        return [self.text, *[f"{name}={data!r}" for name, data in self.bindings.items()]]

    @property
    def text(self) -> str:
        """The program in the language, a statement for each assigned node and one for the output."""
        return _Writer(self).text()

    def below(self, output: int) -> RandomProgram:
        """The part that computes one of the nodes."""
        return pruned(self.nodes[: output + 1], self.assigned, self.style)


class _Writer:
    """Writes a program down: each node once, its operands before it."""

    def __init__(self, program: RandomProgram) -> None:
        self.program = program
        self.random = Random(program.style)
        # For each node its text and how tight that holds together.
        self.written: list[tuple[str, int]] = []

    def text(self) -> str:
        statements = []
        for i, node in enumerate(self.program.nodes):
            written = self._operation(node) if node.op else _leaf(node)
            name = self.program.assigned.get(i)
            if name and i < len(self.program.nodes) - 1:
                statements.append(f"{name} = {written[0]}")
                written = (name, ATOM)
            self.written.append(written)
        return "; ".join([*statements, self.written[-1][0]])

    def _operation(self, node: Node) -> tuple[str, int]:
        op = node.op or ""
        binds = BINDING.get(op, 0)
        operands = [self._operand(op, binds, i, place) for place, i in enumerate(node.inputs)]
        text = TRUTHS[op].written(operands)
        return text.replace("*", " * ") if self.random.random() < 0.1 else text, binds or ATOM

    def _operand(self, op: str, binds: int, i: int, place: int) -> str:
        text, holds = self.written[i]
        # a - (b - c) and (a^b)^c need their parentheses, (a - b) - c and a^(b^c) do not; a^-b is fine.
        needed = binds + (place == 1) if op != "^" else ATOM if place == 0 else BINDING["neg"]
        if holds < needed or (holds < ATOM and binds and self.random.random() < 0.2):
            return f"({text})"
        return text


def _leaf(node: Node) -> tuple[str, int]:
    if node.name:
        return node.name, ATOM
    return repr(node.data), BINDING["neg"] if repr(node.data).startswith("-") else ATOM


def pruned(nodes: Sequence[Node], assigned: dict[int, str], style: int) -> RandomProgram:
    """The program of the last node: without the nodes that it does not need."""
    needed = {len(nodes) - 1}
    for i in range(len(nodes) - 1, -1, -1):
        if i in needed:
            needed.update(nodes[i].inputs)
    place = {old: new for new, old in enumerate(sorted(needed))}
    kept = tuple([nodes[i]._replace(inputs=tuple([place[j] for j in nodes[i].inputs])) for i in sorted(needed)])
    return RandomProgram(kept, {place[i]: name for i, name in assigned.items() if i in place}, style)


def rounded(name: str, xs: Sequence[float]) -> float | None:
    """The true value of an operation, rounded to a double; None where there is none."""
    true = value(name, xs)
    return None if true is None or abs(true) >= OVERFLOW else float(true)


def random_program(random: Random, ops: Sequence[str], most: int = 200, faulty: float = 0.02) -> RandomProgram:
    """A program of 1 to `most` nodes over these operations.

    Args:
        random: where the chance comes from.
        ops: the names of the operations to use.
        most: the largest number of nodes.
        faulty: how often an operation may be one that has no value at the point at hand.
    """
    size = round(most ** random.random())
    nodes = [_variable(i, random) for i in range(max(1, min(12, round(size * random.uniform(0.1, 0.4)))))]
    while len(nodes) + len(_unused(nodes)) <= size:
        nodes.append(_constant(random) if random.random() < 0.06 else _step(nodes, random, ops, faulty))
    while len(unused := _unused(nodes)) > 1:
        nodes.append(_joined(nodes, unused[:2], random, ops))
    varies = _varies(nodes)
    named = [i for i, node in enumerate(nodes) if node.op and varies[i]]
    names = {i: f"v{i}" for i in named if _uses(nodes, i) > 1 or random.random() < 0.4}
    return pruned(nodes, names, random.getrandbits(32))


def _varies(nodes: Sequence[Node]) -> list[bool]:
    """Which nodes depend on a variable."""
    found: list[bool] = []
    for node in nodes:
        found.append(bool(node.name) or any(found[i] for i in node.inputs))
    return found


def _unused(nodes: Sequence[Node]) -> list[int]:
    """The nodes that nothing is computed from as yet."""
    used = {i for node in nodes for i in node.inputs}
    return [i for i in range(len(nodes)) if i not in used]


def _joined(nodes: Sequence[Node], inputs: Sequence[int], random: Random, ops: Sequence[str]) -> Node:
    """One node of two, so that both lead to the output."""
    xs = [nodes[i].data for i in inputs]
    joining = [op for op in ("+", "*", "-", "hypot") if op in ops]
    for op in random.sample(joining, len(joining)):
        found = rounded(op, xs)
        if found is not None:
            return Node(op, tuple(inputs), found)
    return Node("max", tuple(inputs), max(xs))


def _uses(nodes: Sequence[Node], i: int) -> int:
    return sum(node.inputs.count(i) for node in nodes)


def _number(random: Random) -> float:
    return random.choice([handy, handy, handy, sized])(random)


def _variable(i: int, random: Random) -> Node:
    return Node(None, (), _number(random), f"x{i}")


def _constant(random: Random) -> Node:
    return Node(None, (), abs(_number(random)))


def _step(nodes: Sequence[Node], random: Random, ops: Sequence[str], faulty: float) -> Node:
    """An operation on earlier nodes, rather on late ones and on such as are not used yet."""
    unused = _unused(nodes)
    for _ in range(20):
        op = random.choice(ops)
        if op in FLAT and random.random() < 0.8:
            continue
        count = random.choice(TRUTHS[op].counts)
        inputs = tuple([_operand(nodes, unused, random) for _ in range(count)])
        if not any(_varies(nodes)[i] for i in inputs):
            # The language reads -3 as a number, and c = 2*3 as an input that has its value.
            continue
        found = rounded(op, [nodes[i].data for i in inputs])
        if found is not None:
            return Node(op, inputs, found)
        if random.random() < faulty:
            # What has no value here stands for the fault; what comes after it is never reached.
            return Node(op, inputs, 1.0)
    return _constant(random)


def _operand(nodes: Sequence[Node], unused: Sequence[int], random: Random) -> int:
    if unused and random.random() < 0.5:
        return random.choice(unused)
    return len(nodes) - 1 - min(int(random.expovariate(0.2)), len(nodes) - 1)


def smaller(program: RandomProgram) -> Iterator[RandomProgram]:
    """Programs that are simpler in one respect: a part, or one with a variable in place of a part, or rounder data."""
    last = len(program.nodes) - 1
    for i in sorted(range(last), key=lambda i: -i):
        if program.nodes[i].op:
            yield program.below(i)
    for i in range(last):
        if program.nodes[i].op:
            cut = Node(None, (), program.nodes[i].data, f"y{i}")
            yield pruned([*program.nodes[:i], cut, *program.nodes[i + 1 :]], program.assigned, program.style)
    if program.assigned:
        yield program._replace(assigned={})
    for i, node in enumerate(program.nodes):
        for data in (0.0, 1.0, 2.0, float(f"{node.data:.3g}")):
            if not node.op and data != node.data and len(repr(data)) < len(repr(node.data)):
                yield program._replace(nodes=(*program.nodes[:i], node._replace(data=data), *program.nodes[i + 1 :]))
