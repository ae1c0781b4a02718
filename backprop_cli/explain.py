"""The worked solution: every step of the forward and the backward pass as formulas and as numbers.

The formula of a local derivative is the rule of the table run over symbols; its number is the same rule run over the
data. Neither is written down here, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf, prod
from typing import Any, NamedTuple

from .arithmetic import number_system, system_of
from .engine import Constant, Number, Value, node_of, varies
from .errors import BackpropError, UsageError
from .formula import number_text, text_of
from .notes import Note, notes_on
from .ops import Op
from .program import Run

# The names that an output without one gets, and the letters of intermediate results without one: the first that is
# free. v1, v2, ... is what the literature on automatic differentiation calls them.
OUTPUT_NAMES = ("L", "out", "output", "result")
LETTERS = ("v", "u", "t", "s", "q")

# How many paths are listed; more are counted.
MOST_PATHS = 20

# The steps of the limit (f(x+h) - f(x))/h.
LIMIT_STEPS = tuple(10.0**-k for k in range(1, 7))

# An input is nudged by this much, or by less where the function bends too fast for the gradient to tell.
NUDGES = (1e-3, 1e-5, 1e-7)


class Assignment(NamedTuple):
    """One step of the forward pass: the operation on the names of its inputs, and on their numbers.

    `named` and `numbered` are graphs of one operation, for any notation.
    """

    node: str
    op: str
    name: str
    named: Value
    numbered: Value
    value: Number

    @property
    def formula(self) -> str:
        """The operation in names."""
        return text_of(self.named)

    @property
    def numbers(self) -> str:
        """The operation in numbers."""
        return text_of(self.numbered)


class Contribution(NamedTuple):
    """What one input receives in one step: local derivative times upstream gradient, added to what it had.

    `named` and `numbered` are the local derivative as a formula in names and in numbers; `limit` are the quotients
    (f(x+h) - f(x))/h if they were asked for.
    """

    to: str
    name: str
    named: Any
    numbered: Any
    local: Number
    product: Number
    before: Number
    after: Number
    limit: tuple[Number | None, ...]

    @property
    def formula(self) -> str:
        """The local derivative in names."""
        return text_of(self.named)

    @property
    def numbers(self) -> str:
        """The local derivative in numbers."""
        return text_of(self.numbered)


class Step(NamedTuple):
    """One step of the backward pass: a node hands its gradient to its inputs.

    `uses` counts how often the node itself is used, and `arrived` what came in from each use, in order. A step is
    `easy` if its local derivatives are plain numbers.
    """

    node: str
    op: str
    name: str
    named: Value
    gate: str
    upstream: Number
    contributions: list[Contribution]
    arrived: list[Number]
    notes: list[Note]
    easy: bool

    @property
    def formula(self) -> str:
        """The operation in names."""
        return text_of(self.named)


class Path(NamedTuple):
    """One way from an input to the output, with the local derivative of each step and their product."""

    input: str
    through: list[str]
    names: list[str]
    factors: list[Number]
    value: Number


class Branch(NamedTuple):
    """A node that is used more than once: its contributions in the order in which they arrive, and their sum."""

    node: str
    name: str
    contributions: list[Number]
    total: Number
    is_input: bool


class Meaning(NamedTuple):
    """What a gradient says of an input, and what happened when the input was really raised by `nudge`."""

    name: str
    gradient: Number
    nudge: float
    predicted: float
    before: Number
    after: Number | None
    agrees: bool


class Explanation(NamedTuple):
    """Everything there is to say; the views put it into words."""

    parsed: str
    bindings: dict[str, Number]
    output: str
    value: Number
    forward: list[Assignment]
    backward: list[Step]
    branches: dict[str, Branch]
    paths: list[Path]
    path_count: int | None
    wrt: str | None
    gradients: dict[str, Number]
    meanings: list[Meaning]
    notes: list[tuple[str, Note]]
    names: dict[str, str]


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
    run.root.backward()
    return _Explainer(run, wrt, limit).explanation(parsed)


class _Explainer:
    """The names of the nodes and what is kept, while an explanation is put together."""

    def __init__(self, run: Run, wrt: str | None, limit: bool) -> None:
        self.run = run
        self.wrt = wrt
        self.limit = limit
        self.ids = {node: f"n{index}" for index, node in enumerate(run.nodes)}
        self.names = _names(run)
        self.variable = varies(run.nodes)
        self.kept = self._kept()
        self.notes = [note for note in notes_on(run.nodes) if note.node in self.kept]
        self.uses = _uses(run.nodes)

    def explanation(self, parsed: str) -> Explanation:
        run = self.run
        backward = list(self._backward())
        target = run.named[self.wrt] if self.wrt is not None else None
        count = _count_paths(run.nodes, target) if target is not None else None
        few = count is not None and count <= MOST_PATHS
        inputs = {name: value for name, value in run.inputs.items() if target is None or value is target}
        return Explanation(
            parsed=parsed,
            bindings={name: value.data for name, value in run.inputs.items()},
            output=self.names[run.root],
            value=run.root.data,
            forward=[self._assignment(node) for node in run.nodes if node.rule is not None],
            backward=backward,
            branches=self._branches(backward),
            paths=list(self._paths(target)) if target is not None and few else [],
            path_count=count,
            wrt=self.wrt,
            gradients={name: value.grad for name, value in inputs.items()},
            meanings=[_meaning(run, name, value) for name, value in inputs.items() if value in self.ids],
            notes=[(self.ids[note.node], note) for note in self.notes],
            names={self.ids[node]: name for node, name in self.names.items()},
        )

    def _kept(self) -> set[Value]:
        """The nodes of which the explanation speaks: all that vary, or those on the paths from `wrt`."""
        if self.wrt is None:
            return self.variable
        self.run.program.index_of(self.wrt)
        source = self.run.named.get(self.wrt)
        if source is None or source not in self.variable:
            raise UsageError(
                f"the output does not depend on '{self.wrt}'", hint=f"it depends on {', '.join(self._depends_on())}"
            )
        return _reached_from(source, self.run.nodes)

    def _depends_on(self) -> list[str]:
        return [name for name, value in self.run.named.items() if value in self.variable and value in self.ids]

    def _assignment(self, node: Value) -> Assignment:
        rule = _rule(node)
        named = _operation(rule, [self._stand_in(source) for source in node.inputs])
        numbered = _operation(rule, [Constant(rounded(source.data)) for source in node.inputs])
        return Assignment(self.ids[node], rule.name, self.names[node], named, numbered, node.data)

    def _stand_in(self, node: Value) -> Value:
        """A leaf that is written as the name of a node, or as its number if it is a constant."""
        return node if node.rule is None and node.label else Constant(node.data, self.names.get(node, ""))

    def _backward(self) -> Iterator[Step]:
        """The steps in reverse topological order, with each gradient as it grows."""
        so_far: dict[Value, Number] = {}
        arrived: dict[Value, list[Number]] = {}
        for node in reversed(self.run.nodes):
            if node.rule is None or node not in self.kept:
                continue
            contributions = [
                self._contribution(node, index, so_far, arrived)
                for index, source in enumerate(node.inputs)
                if source in self.kept
            ]
            if contributions:
                yield self._step(node, contributions, arrived.get(node, []))

    def _step(self, node: Value, contributions: list[Contribution], arrived: list[Number]) -> Step:
        rule = _rule(node)
        return Step(
            node=self.ids[node],
            op=rule.name,
            name=self.names[node],
            named=self._assignment(node).named,
            gate=rule.gate,
            upstream=node.grad,
            contributions=contributions,
            arrived=arrived,
            notes=[note for note in self.notes if note.node is node],
            easy=all(contribution.formula == contribution.numbers for contribution in contributions),
        )

    def _contribution(
        self, node: Value, index: int, so_far: dict[Value, Number], arrived: dict[Value, list[Number]]
    ) -> Contribution:
        rule, source = _rule(node), node.inputs[index]
        xp = system_of(node.data)
        data = [v.data for v in node.inputs]
        local = rule.partials(xp, node.data, *data)[index]
        product = node.grad * local
        before = so_far.get(source, xp.number(0))
        so_far[source] = before + product
        arrived.setdefault(source, []).append(product)
        symbol = self._symbol(node, index)
        return Contribution(
            to=self.ids[source],
            name=self.names[source],
            named=symbol,
            numbered=_with_numbers(symbol, self._numbers(node)),
            local=local,
            product=product,
            before=before,
            after=so_far[source],
            limit=_quotients(rule, data, index) if self.limit else (),
        )

    def _symbol(self, node: Value, index: int) -> Any:
        """The local derivative as a formula in the names of the node and of its inputs."""
        operands = tuple(
            number_text(source.data) if _is_literal(source) else _name_token(self.names[source])
            for source in node.inputs
        )
        return _local_formulas(_rule(node), _name_token(self.names[node]), operands)[index]

    def _numbers(self, node: Value) -> dict[str, Value]:
        """The numbers to write instead of names in a local derivative."""
        return {
            self.names[v]: Constant(rounded(v.data)) for v in (node, *node.inputs) if not _is_literal(v)
        }

    def _branches(self, backward: Sequence[Step]) -> dict[str, Branch]:
        """The nodes that receive more than one contribution, under the id of each."""
        received: dict[str, list[Contribution]] = {}
        for step in backward:
            for contribution in step.contributions:
                received.setdefault(contribution.to, []).append(contribution)
        nodes = {step.node for step in backward}
        return {
            to: Branch(to, parts[0].name, [part.product for part in parts], parts[-1].after, to not in nodes)
            for to, parts in received.items()
            if len(parts) > 1
        }

    def _paths(self, source: Value) -> Iterator[Path]:
        """Every path from `source` to the output, without recursion, in the order of the operands' uses."""
        root = self.run.root
        stack: list[tuple[list[Value], list[Number]]] = [([source], [])]
        while stack:
            nodes, factors = stack.pop()
            if nodes[-1] is root:
                through = [self.ids[node] for node in nodes]
                names = [self.names[node] for node in nodes]
                yield Path(through[0], through, names, factors, prod(factors, start=system_of(root.data).number(1)))
                continue
            for user, local in reversed(self.uses.get(nodes[-1], [])):
                stack.append(([*nodes, user], [*factors, local]))


def _names(run: Run) -> dict[Value, str]:
    """A name for every node that is no literal: its label, or one that is free."""
    taken = set(run.program.names) | set(run.program.assigned)
    letter = next((c for c in LETTERS if not any(name[0] == c and name[1:].isdecimal() for name in taken)), "_v")
    names: dict[Value, str] = {}
    count = 0
    for node in run.nodes:
        if node.label:
            names[node] = node.label
        elif node is run.root and node.rule is not None:
            names[node] = next(name for name in (*OUTPUT_NAMES, f"{letter}{count + 1}") if name not in taken)
        elif node.rule is not None:
            count += 1
            names[node] = f"{letter}{count}"
        else:
            names[node] = number_text(node.data)
    return names


def _rule(node: Value) -> Op:
    assert node.rule is not None
    return node.rule


def _operation(rule: Op, inputs: Sequence[Value]) -> Value:
    return node_of(rule, tuple(inputs), None)


def _is_literal(node: Value) -> bool:
    return node.rule is None and not node.label


def rounded(x: Number) -> Number:
    """A double with the six digits that a worked solution shows; other numbers as they are."""
    return float(f"{x:.6g}") if isinstance(x, float) else x


def _name_token(name: str) -> str:
    """A name as a key that no number can be mistaken for."""
    return f"={name}"


@lru_cache(maxsize=4096)
def _local_formulas(rule: Op, out: str, operands: tuple[str, ...]) -> Any:
    """The local derivatives of a rule over symbols; an operand is a literal, or `=` and a name."""
    xp = number_system("symbols")
    symbols = [xp.name(text[1:]) if text.startswith("=") else xp.number(text) for text in operands]
    return [xp.lifted(partial) for partial in rule.partials(xp, xp.name(out[1:]), *symbols)]


def _with_numbers(formula: Any, numbers: Mapping[str, Value]) -> Any:
    """The formula with numbers instead of names. Formulas of one rule are small, so this may recurse."""
    rule = formula.rule
    if rule is None:
        return numbers.get(formula.label, formula)
    operands = [_with_numbers(operand, numbers) for operand in formula.inputs]
    if rule.infix and len(operands) == 1 and isinstance(operands[0], Constant):
        # A sign before a number belongs to the number.
        return Constant(rule.forward(system_of(operands[0].data), operands[0].data))
    return _operation(rule, operands)


def _uses(nodes: Sequence[Value]) -> dict[Value, list[tuple[Value, Number]]]:
    """For each node the nodes that use it, each with the local derivative to it; twice for a node used twice."""
    uses: dict[Value, list[tuple[Value, Number]]] = {}
    for node in nodes:
        if node.rule is not None:
            partials = node.rule.partials(system_of(node.data), node.data, *[v.data for v in node.inputs])
            for source, local in zip(node.inputs, partials, strict=False):
                uses.setdefault(source, []).append((node, local))
    return uses


def _reached_from(source: Value, nodes: Sequence[Value]) -> set[Value]:
    """The nodes that depend on `source`, and `source`."""
    reached = {source}
    for node in nodes:
        if not reached.isdisjoint(node.inputs):
            reached.add(node)
    return reached


def _count_paths(nodes: Sequence[Value], source: Value) -> int:
    """How many paths lead from `source` to the last of the nodes."""
    counts = {source: 1}
    for node in nodes:
        if node is not source:
            counts[node] = sum(counts.get(v, 0) for v in node.inputs)
    return counts[nodes[-1]]


def _quotients(rule: Op, data: Sequence[Number], index: int) -> tuple[Number | None, ...]:
    """(f(x+h) - f(x))/h for shrinking h; None where f has no value."""
    xp = system_of(data[0])

    def at(h: float) -> Number:
        return rule.forward(xp, *[x + xp.number(repr(h)) if i == index else x for i, x in enumerate(data)])

    return tuple(_finite(xp, lambda h=h: (at(h) - at(0.0)) / xp.number(repr(h))) for h in LIMIT_STEPS)


def _finite(xp: Any, quotient: Callable[[], Number]) -> Number | None:
    try:
        result = quotient()
    except ArithmeticError:
        return None
    return result if xp.isfinite(result) else None


def _meaning(run: Run, name: str, value: Value) -> Meaning:
    """What the gradient of an input predicts, checked by really raising the input, by less until the two agree."""
    found = [_nudged(run, name, value, nudge) for nudge in NUDGES]
    return next((meaning for meaning in found if meaning.agrees), found[0])


def _nudged(run: Run, name: str, value: Value, nudge: float) -> Meaning:
    gradient = value.grad
    predicted = float(gradient) * nudge
    bindings = {other: v.data for other, v in run.inputs.items()}
    for other in run.program.variables:
        bindings.setdefault(other, 0.0)
    xp = system_of(value.data)
    bindings[name] = value.data + xp.number(repr(nudge))
    try:
        after = run.again(bindings)
    except BackpropError:
        return Meaning(name, gradient, nudge, predicted, run.root.data, None, agrees=False)
    change = float(after - run.root.data)
    scale = max(abs(predicted), abs(change))
    noise = 1e-12 * max(abs(float(run.root.data)), 1.0)
    agrees = abs(predicted) < inf and abs(change - predicted) <= 0.01 * scale + noise
    return Meaning(name, gradient, nudge, predicted, run.root.data, after, agrees)
