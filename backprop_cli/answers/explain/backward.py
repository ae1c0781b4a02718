"""The backward pass step by step: what each node hands to each of its inputs, and how the gradients grow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ...arithmetic import system_of
from ...graph.engine import Constant, Number, Value
from ...graph.notes import Note
from ...graph.walker import backward_sweep, local_derivatives
from ...ops import gates
from .facts import Branch, Contribution, Elsewhere, Hasty, Step
from .formulas import Formulas, is_literal, op_of
from .limits import quotients

# Gates that give each part of the upstream gradient to one of the inputs.
SHARES = (gates.ROUTES, gates.PASSES_OR_DIVERTS)


class Backward:
    """One walk in reverse topological order over the nodes of which an explanation speaks.

    Args:
        ids: the graph after its backward pass, in topological order, and the name of each node in every view.
        kept: those that the explanation is about.
        names: what they are called.
        formulas: how their operations are written.
        notes: what there is to remark on them.
        limit: whether each local derivative is shown as a limit, too.
    """

    def __init__(
        self, ids: Mapping[Value, str], kept: set[Value], names: dict[Value, str], formulas: Formulas,
        notes: Sequence[Note], limit: bool,
    ) -> None:  # fmt: skip
        self.nodes = list(ids)
        self.ids = ids
        self.kept = kept
        self.names = names
        self.formulas = formulas
        self.limit = limit
        self.notes: dict[Value, list[Note]] = {}
        for note in notes:
            self.notes.setdefault(note.node, []).append(note)
        xp = system_of(self.nodes[-1].data)
        self.zero, self.one = xp.number(0), xp.number(1)
        # What each node has received so far: from whom, and how much.
        self.received: dict[Value, list[tuple[Value, Number]]] = {}
        self.so_far: dict[Value, Number] = {}

    def steps(self) -> list[Step]:
        """The steps, in the order in which they are done."""
        found: list[Step] = []

        def handed_on(node: Value, upstream: Number) -> list[Number]:
            derivatives = local_derivatives(node)
            products = [upstream * local for local in derivatives]
            contributions = list(self._contributions(node, derivatives, products))
            if contributions:
                found.append(self._step(node, upstream, contributions))
            return products

        backward_sweep(self.nodes, self.one, handed_on)
        return found

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

    def _contributions(
        self, node: Value, derivatives: Sequence[Number], products: Sequence[Number]
    ) -> Iterator[Contribution]:
        """What a node hands to those of its inputs that are kept, entered into what they have received so far.

        In `x*x` at x = 3, under an upstream gradient of 1, x receives 3 twice: from 0 to 3, then from 3 to 6.
        """
        data = [source.data for source in node.inputs]
        uses = Counter(node.inputs)
        for index, (source, local, product) in enumerate(zip(node.inputs, derivatives, products, strict=True)):
            if source not in self.kept:
                continue
            before = self.so_far.get(source, self.zero)
            self.so_far[source] = before + product
            self.received.setdefault(source, []).append((node, product))
            yield Contribution(
                to=self.ids[source],
                name=self.names[source],
                which=index,
                place=index + 1 if uses[source] > 1 else 0,
                formula=self.formulas.local_derivative(node, index, local),
                product=product,
                before=before,
                after=self.so_far[source],
                limit=list(quotients(op_of(node), data, index)) if self.limit else [],
            )

    def _step(self, node: Value, upstream: Number, contributions: list[Contribution]) -> Step:
        op = op_of(node)
        # A gate that scales does so on either side of its kinks.
        piecewise = op.gate != gates.SCALES and any(kink.code == "kink" and kink.sides for kink in op.kinks)
        notes = {note.message: note for note in self.notes.get(node, [])}
        return Step(
            node=self.ids[node],
            op=op.name,
            name=self.names[node],
            named=self.formulas.operation(node).named,
            gate=op.gate,
            upstream=upstream,
            contributions=contributions,
            notes=list(notes.values()),
            easy=not piecewise and all(is_literal(c.formula.named) for c in contributions),
            piecewise=piecewise,
            elsewhere=list(self._elsewhere(node)) if op.gate in SHARES else [],
            hasty=self._hasty(node, upstream) if any(c.local for c in contributions) else None,
        )

    def _elsewhere(self, node: Value) -> Iterator[Elsewhere]:
        """The shares of the inputs that are not kept, such as constants."""
        for source, local in zip(node.inputs, local_derivatives(node), strict=True):
            if source not in self.kept and local:
                yield Elsewhere(self.names[source], local, isinstance(source, Constant))

    def _hasty(self, node: Value, upstream: Number) -> Hasty | None:
        """What the first step that reached a node brought, if others brought more."""
        received = self.received.get(node, [])
        if not received or received[0][0] is received[-1][0]:
            return None
        first = received[0][0]
        # One step may have used the node several times, and has done with it at once.
        brought = sum([product for user, product in received if user is first], start=self.zero)
        return Hasty(self.names[first], brought) if brought != upstream and upstream == upstream else None
