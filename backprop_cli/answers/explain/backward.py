"""The backward pass step by step: what each node hands to each of its inputs, and how the gradients grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ...arithmetic import system_of
from ...graph.engine import Constant, Number, Value
from ...graph.notes import Note
from ...ops import gates
from .facts import Branch, Contribution, Elsewhere, Hasty, Step
from .formulas import Formulas, is_literal, rule_of
from .limits import quotients

# Gates that give each part of the upstream gradient to one of the inputs.
SHARES = (gates.ROUTES, gates.PASSES_OR_DIVERTS)


class Backward:
    """One walk in reverse topological order over the nodes of which an explanation speaks.

    Args:
        nodes: the graph after its backward pass, in topological order.
        kept: those that the explanation is about.
        names: what they are called.
        formulas: how their operations are written.
        notes: what there is to remark on them.
        limit: whether each local derivative is shown as a limit, too.
    """

    def __init__(
        self, nodes: Sequence[Value], kept: set[Value], names: dict[Value, str], formulas: Formulas,
        notes: Sequence[Note], limit: bool,
    ) -> None:  # fmt: skip
        self.nodes = nodes
        self.kept = kept
        self.names = names
        self.formulas = formulas
        self.limit = limit
        self.ids = {node: f"n{index}" for index, node in enumerate(nodes)}
        self.notes: dict[Value, list[Note]] = {}
        for note in notes:
            self.notes.setdefault(note.node, []).append(note)
        # What each node has received so far: from whom, and how much.
        self.received: dict[Value, list[tuple[Value, Number]]] = {}
        self.so_far: dict[Value, Number] = {}

    def steps(self) -> Iterator[Step]:
        """The steps, in the order in which they are done."""
        for node in reversed(self.nodes):
            if node.rule is not None and node in self.kept:
                contributions = list(self._contributions(node))
                if contributions:
                    yield self._step(node, contributions)

    def branches(self) -> dict[str, Branch]:
        """The nodes that received more than one contribution, by their ids, after all steps."""
        return {
            self.ids[node]: Branch(
                self.ids[node],
                self.names[node],
                [self.names[user] for user, _ in parts],
                [product for _, product in parts],
                self.so_far[node],
                self.kept.isdisjoint(node.inputs),
            )
            for node, parts in self.received.items()
            if len(parts) > 1
        }

    def _contributions(self, node: Value) -> Iterator[Contribution]:
        rule = rule_of(node)
        xp = system_of(node.data)
        data = [v.data for v in node.inputs]
        partials = rule.partials(xp, node.data, *data)
        uses = Counter(node.inputs)
        for index, (source, partial) in enumerate(zip(node.inputs, partials, strict=False)):
            if source not in self.kept:
                continue
            # A rule may say 1 for whatever 1 is in the number system.
            local = xp.number(partial) if isinstance(partial, int) else partial
            product = node.grad * local
            before = self.so_far.get(source, xp.number(0))
            self.so_far[source] = before + product
            self.received.setdefault(source, []).append((node, product))
            yield Contribution(
                to=self.ids[source],
                name=self.names[source],
                place=index + 1 if uses[source] > 1 else 0,
                formula=self.formulas.local_derivative(node, index, local),
                product=product,
                before=before,
                after=self.so_far[source],
                limit=list(quotients(rule, data, index)) if self.limit else [],
            )

    def _step(self, node: Value, contributions: list[Contribution]) -> Step:
        rule = rule_of(node)
        # A gate that scales does so on either side of its kinks.
        piecewise = rule.gate != gates.SCALES and any(kink.code == "kink" and kink.sides for kink in rule.kinks)
        notes = {note.message: note for note in self.notes.get(node, [])}
        return Step(
            node=self.ids[node],
            op=rule.name,
            name=self.names[node],
            named=self.formulas.operation(node).named,
            gate=rule.gate,
            upstream=node.grad,
            contributions=contributions,
            notes=list(notes.values()),
            easy=not piecewise and all(is_literal(c.formula.named) for c in contributions),
            piecewise=piecewise,
            elsewhere=list(self._elsewhere(node)) if rule.gate in SHARES else [],
            hasty=self._hasty(node) if any(c.local for c in contributions) else None,
        )

    def _elsewhere(self, node: Value) -> Iterator[Elsewhere]:
        """The shares of the inputs that are not kept, such as constants."""
        partials = rule_of(node).partials(system_of(node.data), node.data, *[v.data for v in node.inputs])
        for source, partial in zip(node.inputs, partials, strict=False):
            if source not in self.kept and partial:
                yield Elsewhere(self.names[source], partial, isinstance(source, Constant))

    def _hasty(self, node: Value) -> Hasty | None:
        """What the first step that reached a node brought, if others brought more."""
        received = self.received.get(node, [])
        if not received or received[0][0] is received[-1][0]:
            return None
        first = received[0][0]
        # One step may have used the node several times, and has done with it at once.
        brought = sum([product for user, product in received if user is first], start=system_of(node.data).number(0))
        return Hasty(self.names[first], brought) if brought != node.grad and node.grad == node.grad else None
