"""The backward pass of a program by the names of its nodes: each gradient as a formula in those after it.

    L = d*f        d.grad = f, f.grad = d
    d = e + c      e.grad = d.grad, c.grad = d.grad

Each is computed once, so that the working is about as long as the program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from ...graph.engine import Constant, Value, node_of
from ...graph.walker import backward_sweep, reached_from
from ...ops import Op
from ..explain.choices import OPERAND, OUT, everywhere
from ..explain.formulas import Formulas, op_of
from ..explain.signs import gradient_sign, partial_sign
from .derivation import literals_of, stated
from .facts import Handed, Stage
from .rules import LINEAR, Key, Rule, kind_of, use_of
from .terms import Term, added, term, times

# An operation on more inputs than these has formulas that take longer to read than the operation.
MANY = 8


class Sweep:
    """One backward pass over a graph whose nodes are called by names.

    Args:
        names: the nodes in topological order, and their names; a literal is called by its number.
        wanted: the inputs whose gradients are asked for.
    """

    def __init__(self, names: Mapping[Value, str], wanted: Collection[Value]) -> None:
        self.order = list(names)
        self.names = names
        self.root = self.order[-1]
        self.moving = reached_from(wanted, self.order)
        self.formulas = Formulas(names)
        self.uses = self._uses()
        self.received: dict[Value, list[Term]] = {}
        self.used: dict[Key, tuple[Op, tuple[bool, ...]]] = {}

    def _uses(self) -> Counter[Value]:
        """How many times each node is used on the way to the output."""
        return Counter([source for node in self.order for source in node.inputs if source in self.moving])

    def forward(self) -> list[tuple[str, Value]]:
        """The operations in names."""
        return [(self.names[node], self.named(node)) for node in self.order if node.operation is not None]

    def named(self, node: Value) -> Value:
        """An operation on the names of its inputs."""
        return node_of(op_of(node), tuple([self.formulas.named[source] for source in node.inputs]), None)

    def stages(self) -> list[Stage]:
        """The backward pass."""
        found: list[Stage] = []

        def handed_on(node: Value, _: bool) -> Sequence[bool]:
            if not self.moving.isdisjoint(node.inputs):
                found.append(self._stage(node))
            return [True] * len(node.inputs)

        backward_sweep(self.order, True, handed_on, lambda _, __: True)
        return found

    def _stage(self, node: Value) -> Stage:
        op = op_of(node)
        moving = tuple([source in self.moving for source in node.inputs])
        kind = kind_of(op, moving)
        self.used.setdefault(*use_of(kind, op, moving))
        return Stage(self.names[node], op.name, self.named(node), kind, op.gate, list(self._handed(node, kind)))

    def _handed(self, node: Value, kind: str) -> Iterator[Handed]:
        places = Counter(node.inputs)
        for index, source in enumerate(node.inputs):
            if source not in self.moving:
                continue
            local, product = self._local(node, index, kind)
            self.received.setdefault(source, []).append(product)
            arrived, uses = self.received[source], self.uses[source]
            is_last = len(arrived) == uses
            yield Handed(
                self.names[source],
                index + 1 if places[source] > 1 else 0,
                local,
                product.whole,
                uses,
                is_last,
                added(arrived) if is_last and uses <= MANY else None,
            )

    def rules(self) -> dict[Key, Rule]:
        """The rules that were used."""
        return {key: stated(*row) for key, row in self.used.items()}

    def gradient(self, node: Value) -> Value:
        """The gradient of a node as what it is called: 1 for the output."""
        if node is self.root:
            return Constant(1.0)
        return node_of(gradient_sign(self.names[self.root], self.names[node]), (), None)

    def _local(self, node: Value, index: int, kind: str) -> tuple[Value, Term]:
        """The local derivative of a node to one of its inputs, and that times the gradient of the node.

        Of an operation on many inputs, whose derivatives are not plain numbers, it is called by its name.
        """
        if len(node.inputs) > MANY and kind not in LINEAR:
            local = node_of(partial_sign(self.names[node], self.names[node.inputs[index]]), (), None)
            return local, Term(times(local, self.gradient(node)), None)
        found = everywhere(op_of(node), literals_of(node), index)
        places = {f"{OPERAND}{place}": source for place, source in enumerate(node.inputs)} | {OUT: node}
        leaves = {place: self.formulas.named[source] for place, source in places.items()}
        return self.formulas.told(found, leaves), term(found, self.gradient(node), leaves, self.formulas)
