"""An exercise: a program at a point, or at random points, against which any number of answers is marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from ...graph.domain import operand_text
from ...graph.engine import Value
from ...graph.missing import missing_values
from ...graph.notes import notes_on
from ...graph.program import Program
from ...graph.walker import topological_order
from ...notation.text import number_text, text_of
from .circuit import Circuit
from .claims import Answer, Claim, NumericClaim, Quantity, quantity_named, read_answer
from .consequences import Consequences
from .diagnosis import Diagnoser, Diagnosis
from .suspects import suspects
from .tolerance import Tolerance
from .trace import Trace

# A diagnosis of a formula compares it with each mistake at so many of the points.
POINTS_OF_DIAGNOSIS = 5

NO_VALUE = "has no value where the expression has one"


class Verdict(NamedTuple):
    """What is said of one claim.

    `given` and `expected` are numbers, None where formulas were compared at many points. `follows` is the name of an
    earlier wrong claim from which this one follows correctly; `remark` tells what else there is to know.
    """

    claim: Claim
    given: float | None
    expected: float | None
    passed: bool
    follows: str | None
    diagnosis: Diagnosis | None
    remark: str | None = None


class Marking(NamedTuple):
    """The verdicts on one answer, in the order of its claims."""

    verdicts: list[Verdict]

    @property
    def score(self) -> int:
        """How many claims count as right."""
        return sum(verdict.passed for verdict in self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether all of them do."""
        return all(verdict.passed for verdict in self.verdicts)


class Exercise:
    """A program and the point at which it is asked about.

    Args:
        program: the program.
        bindings: values of its variables. Where some are missing, answers are compared at random points.
        of: the output to differentiate; the last statement when None.
        points: how many random points.
        seed: what the random numbers begin with.
        tolerance: when an answer is right.
        strict: give no credit for what follows from an earlier error.
    """

    def __init__(
        self,
        program: Program,
        bindings: Mapping[str, float],
        of: str | None = None,
        *,
        points: int = 20,
        seed: int = 0,
        tolerance: Tolerance = Tolerance(),  # noqa: B008 - it cannot change
        strict: bool = False,
    ) -> None:
        self.program = program
        self.bindings = program.completed(bindings)
        self.of = of
        self.points = points
        self.seed = seed
        self.tolerance = tolerance
        self.strict = strict
        self.circuit = Circuit(program, of)
        self._formulas: dict[Quantity, str] = {}
        self.is_open = bool(program.without_value(bindings))

    @cached_property
    def traces(self) -> list[Trace]:
        """The program at each point.

        Raises:
            DomainError: it has no value there.
            UsageError: no point could be found.
        """
        if self.is_open:
            from .points import random_points

            points = random_points(self.program, self.bindings, self.of, self.points, self.seed)
        else:
            points = [dict(self.bindings)]
            self.program.run(points[0], of=self.of)
        return [Trace(self.circuit, point) for point in points]

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
    def _diagnoser(self) -> Diagnoser:
        return Diagnoser(self.traces[:POINTS_OF_DIAGNOSIS], suspects(self.circuit), self.tolerance)

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
        return Claim(self.quantity(name), read_answer(answer, self.circuit))

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
        return any(not self.tolerance.accepts(x, numbers[0]) for x in numbers)

    def true(self, quantity: Quantity) -> list[float]:
        """The right number at each point."""
        return [trace.right.number(quantity.node, quantity.is_grad) for trace in self.traces]

    @property
    def parsed(self) -> str:
        """The program as it was understood, one statement for each name."""
        circuit = self.circuit
        named = [index for index in sorted(circuit.program.labels) if index in circuit.needed]
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
        """Judge the claims of one answer."""
        given = [NumericClaim(claim, self._given(claim.answer)) for claim in claims]
        judged = [(each, self._is(each, self.true(each.claim.quantity))) for each in given]
        right = [each for each, is_right in judged if is_right]
        wrong = Consequences(self.traces, [each for each, is_right in judged if not is_right])
        return Marking([
            self._verdict(each, True) if is_right else self._explained(self._verdict(each, False), each, right, wrong)
            for each, is_right in judged
        ])  # fmt: skip

    def _given(self, answer: Answer) -> list[float]:
        if answer.number is not None:
            return [answer.number] * len(self.traces)
        return [answer.at(names) for names in self._names]

    def _is(self, given: NumericClaim, numbers: Sequence[float]) -> bool:
        """Whether an answer is these numbers, at all points at which it has a value, and there is one."""
        digits = given.claim.answer.digits
        pairs = list(zip(given.numbers, numbers, strict=True))
        if self.is_open:
            pairs = [(x, n) for x, n in pairs if x == x]
        return bool(pairs) and all(self.tolerance.accepts(x, n, digits) for x, n in pairs)

    def _verdict(self, given: NumericClaim, passed: bool) -> Verdict:
        if self.is_open:
            return Verdict(given.claim, None, None, passed, None, None)
        return Verdict(given.claim, given.numbers[0], self.true(given.claim.quantity)[0], passed, None, None)

    def _explained(
        self, verdict: Verdict, given: NumericClaim, right: Sequence[NumericClaim], wrong: Consequences
    ) -> Verdict:
        """The verdict on a wrong number with what there is to say for it, or why it is wrong."""
        if given.claim.answer.program is not None and all(number != number for number in given.numbers):
            return verdict._replace(remark=NO_VALUE)
        source = self._followed(given, wrong)
        if source is not None:
            follows = str(source.claim.quantity)
            return verdict._replace(passed=not self.strict, follows=follows, remark=_from(source))
        return verdict._replace(diagnosis=self._diagnosed(given, right))

    def _diagnosed(self, given: NumericClaim, right: Sequence[NumericClaim]) -> Diagnosis | None:
        few = slice(POINTS_OF_DIAGNOSIS)
        if any(x != x for x in (*given.numbers[few], *self.true(given.claim.quantity)[few])):
            return None
        return self._diagnoser.diagnosis(
            given._replace(numbers=given.numbers[few]), [each._replace(numbers=each.numbers[few]) for each in right]
        )

    def _followed(self, given: NumericClaim, wrong: Consequences) -> NumericClaim | None:
        """The wrong claim from which a wrong number follows correctly: the first one on the way, of several."""
        own = given.claim.quantity
        true = self.true(own)
        for source, numbers in wrong.leading_to(own):
            changes = any(n != t and (n == n or t == t) for n, t in zip(numbers, true, strict=True))
            if changes and self._is(given, numbers):
                return source
        return None


def defined(node: Value) -> str:
    """What stands behind the name of a node."""
    return text_of(node) if node.rule is not None else number_text(node.data)


def _from(source: NumericClaim) -> str:
    return f"follows from your {source.claim.quantity} = {source.claim.answer.text}"
