"""An exercise: a program at a point, or at random points, against which any number of answers is marked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from math import isfinite

from ...graph.domain import operand_text
from ...graph.engine import Value
from ...graph.missing import missing_values
from ...graph.notes import notes_on
from ...graph.program import Program
from ...graph.walker import topological_order
from ...notation.text import number_text, text_of
from .circuit import Circuit
from .claims import Answer, Claim, NumericClaim, Quantity, quantity_named, read_answer
from .evidence import Catalogue
from .judging import Judging
from .policy import FORMULA, Policy
from .tolerance import EXACTLY
from .trace import Trace
from .verdicts import Marking

# So many different answers are kept; in a class, most are given by several.
MOST_REMEMBERED = 2_000


class Exercise:
    """A program and the point at which it is asked about.

    Args:
        program: the program.
        bindings: values of its variables. Where some are missing, answers are compared at random points.
        of: the output to differentiate; the last statement when None.
        points: how many random points.
        seed: what the random numbers begin with.
        policy: how answers are marked. `policies` has what is different for single quantities.
    """

    def __init__(
        self,
        program: Program,
        bindings: Mapping[str, float],
        of: str | None = None,
        *,
        points: int = 20,
        seed: int = 0,
        policy: Policy = Policy(),  # noqa: B008 - it cannot change
    ) -> None:
        self.program = program
        self.bindings = program.completed(bindings)
        self.of = of
        self.points = points
        self.seed = seed
        self.policy = policy
        self.policies: dict[Quantity, Policy] = {}
        self.circuit = Circuit(program, of, self.bindings)
        self._formulas: dict[Quantity, str] = {}
        self._marked: dict[Hashable, Marking] = {}
        self.is_open = bool(program.without_value(bindings))

    @cached_property
    def traces(self) -> list[Trace]:
        """The program at each point.

        Raises:
            DomainError: it has no value there.
            UsageError: no point could be found.
        """
        return [Trace(self.circuit, point) for point in self.points_at]

    @cached_property
    def points_at(self) -> Sequence[Mapping[str, float]]:
        """The bindings at each point."""
        if self.is_open:
            from .points import random_points

            return random_points(self.program, self.bindings, self.of, self.points, self.seed)
        self.program.run(self.bindings, of=self.of)
        return [self.bindings]

    @cached_property
    def notes(self) -> list[str]:
        """Where the right gradients use a convention, or have no value, at the point."""
        if self.is_open:
            return []
        run = self.program.run(self.bindings, of=self.of)
        run.backward()
        return [note.message for note in notes_on(run.nodes)]

    @cached_property
    def _names(self) -> list[dict[str, float]]:
        """What the names stand for in an answer, at each point."""
        indexes = {**self.program.names, **self.program.assigned}
        return [{name: trace.data[index] for name, index in indexes.items()} for trace in self.traces]

    @cached_property
    def catalogue(self) -> Catalogue:
        """The mistakes that can be made."""
        return Catalogue(self.circuit)

    def quantity(self, text: str) -> Quantity:
        """The quantity that is written `value`, `a.grad` or `d.data`.

        Raises:
            UsageError: there is no such quantity.
        """
        return quantity_named(self.circuit, text)

    def claim(self, name: str, answer: str) -> Claim:
        """A claim as it is written.

        Raises:
            BackpropError: it cannot be read.
        """
        return self.read(self.quantity(name), answer)

    def policy_for(self, quantity: Quantity) -> Policy:
        """How answers to a quantity are marked."""
        return self.policies.get(quantity, self.policy)

    def read(
        self, quantity: Quantity, text: str, *, context: str | None = None, at: int = 0, decimal_comma: bool = False
    ) -> Claim:
        """The claim that a quantity is what is written; the arguments are those of `read_answer`.

        Raises:
            BackpropError: it cannot be read, or is a formula where a number is asked for.
        """
        answers = self.policy_for(quantity).answers
        formula = answers == FORMULA if answers else self.is_open or quantity.is_grad
        answer = read_answer(text, self.circuit, formula=formula, context=context, at=at, decimal_comma=decimal_comma)
        return Claim(quantity, answer)

    def require_values(self, claims: Sequence[Claim]) -> None:
        """Refuse claims that are plain numbers about something that depends on variables without values.

        Raises:
            BindingError: which variables have no value.
        """
        if not self.is_open or any(claim.answer.program is not None for claim in claims):
            return
        if any(self._depends_on_the_point(claim.quantity) for claim in claims):
            missing = self.program.without_value(self.bindings)
            raise missing_values(self.program, missing, self.bindings)

    def _depends_on_the_point(self, quantity: Quantity) -> bool:
        numbers = self.true(quantity)
        return any(not self.policy.tolerance.accepts(x, numbers[0]) for x in numbers)

    def true(self, quantity: Quantity) -> list[float]:
        """The right number at each point."""
        return [trace.number(quantity.node, quantity.is_grad) for trace in self.traces]

    @property
    def parsed(self) -> str:
        """The program as it was understood, one statement for each name."""
        circuit = self.circuit
        named = sorted(circuit.program.labels)
        statements = [f"{circuit.program.labels[index]} = {defined(circuit.nodes[index])}" for index in named]
        if circuit.target not in circuit.program.labels:
            statements.append(operand_text(circuit.nodes[circuit.target]))
        return "; ".join(statements)

    def expected(self, quantity: Quantity) -> float | str:
        """The right answer: a number, or a formula where there is no point."""
        if not self.is_open:
            return self.true(quantity)[0]
        if quantity not in self._formulas:
            self._formulas[quantity] = self._formula(quantity)
        return self._formulas[quantity]

    def _formula(self, quantity: Quantity) -> str:
        """The right answer as a formula in the language."""
        from ...symbols import written
        from ..derivative import formula_of
        from ..differentiation import differentiate

        if not quantity.is_grad:
            return text_of(written(formula_of(self.program, quantity.name or self.of).data))
        if quantity.name in self.program.variables:
            return differentiate(self.program, [quantity.name], of=self.of).text
        return self._formula_of_grad(quantity.node)

    def _formula_of_grad(self, node: int) -> str:
        """The gradient of a node as a formula: that of the backward pass over symbols."""
        from ... import symbols
        from ..derivative import formula_of

        root = formula_of(self.program, self.of)
        keep = [value.data for value in topological_order(root)]
        values = self._values_below(root)
        root.backward()
        gradient = symbols.lifted(values[node].grad) if node in values else symbols.ZERO
        return text_of(symbols.written(symbols.shortest(gradient, keep)))

    def _values_below(self, root: Value) -> dict[int, Value]:
        """The Values of a graph of the program, by their places in it."""
        values = {self.circuit.target: root}
        for index in range(self.circuit.target, -1, -1):
            if index in values:
                values.update(zip(self.circuit.operands[index], values[index].inputs, strict=True))
        return values

    def mark(self, claims: Sequence[Claim]) -> Marking:
        """Judge the claims of one answer; that of many, who answer the same, once."""
        answers = tuple((claim.quantity, claim.answer.text, claim.answer.written) for claim in claims)
        if answers not in self._marked:
            if len(self._marked) >= MOST_REMEMBERED:
                self._marked.clear()
            self._marked[answers] = Judging(self, claims).marking()
        return self._marked[answers]

    def numbers(self, answer: Answer) -> list[float]:
        """The number that an answer is at each point."""
        if answer.number is not None:
            return [answer.number] * len(self.traces)
        return [answer.at(names) for names in self._names]

    def interval(self, quantity: Quantity) -> tuple[float, float] | None:
        """From where to where an answer is right; None for a formula, and for what is not finite."""
        true = self.true(quantity)[0]
        return None if self.is_open or not isfinite(true) else self.policy_for(quantity).tolerance.interval(true)

    def is_right(self, given: NumericClaim) -> bool:
        """Whether a claim is right: the right number, or another one that is accepted."""
        quantity = given.claim.quantity
        accepted = (self.numbers(answer) for answer in self.policy_for(quantity).accept)
        return self.matches(given, self.true(quantity)) or any(self.matches(given, each) for each in accepted)

    def matches(self, given: NumericClaim, numbers: Sequence[float]) -> bool:
        """Whether an answer counts as these numbers, at all points at which it has a value, and there is one."""
        digits = given.claim.answer.digits
        pairs = list(zip(given.numbers, numbers, strict=True))
        tolerance = self.policy_for(given.claim.quantity).tolerance
        if self.is_open:
            pairs = [(x, n) for x, n in pairs if x == x]
            tolerance = EXACTLY if given.claim.answer.program else tolerance
        return bool(pairs) and all(tolerance.accepts(x, n, digits) for x, n in pairs)


def defined(node: Value) -> str:
    """What stands behind the name of a node."""
    return text_of(node) if node.operation is not None else number_text(node.data)
