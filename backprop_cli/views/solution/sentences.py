"""The sentences of a worked solution, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, inf, log10

from ...answers.explain import Branch, Contribution, Explanation, Hasty, Quotient, Step
from ...graph.engine import Number as Data
from ..numbers import Precision
from .digits import digits_of_sum
from .parts import (
    Equation,
    Formula,
    Gradient,
    Name,
    Number,
    Product,
    Sentence,
    Sum,
    enumerated,
    joined,
    ordinal,
    times_used,
)
from .plain import plain, sentence_text

# From this many terms on a sum is not written out, and from this many nodes on a path is not.
MANY = 8

# More digits than these are noise in a difference quotient, whatever is asked for.
MOST_OF_QUOTIENT = 6


class Sentences:
    """The sentences about one explanation.

    Args:
        explanation: what they are about.
        precision: significant digits of the numbers, or "full".
        brief: whether the easy steps are told in a line each.
    """

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.precision = precision
        self.brief = brief
        self.last = {c.to: c for step in explanation.backward for c in step.contributions}
        shown = [step for step in explanation.backward if not self.is_brief(step)]
        gates: dict[str, Step] = {}
        for step in shown:
            gates.setdefault(step.gate, step)
        self.introductions = {step.node for step in gates.values()}
        # Why contributions add up, and why the pass waits for them, is told once.
        self.first_sum = next(self._summed(), None)
        self.first_hasty = next((step.node for step in shown if step.hasty and self._differs(step, step.hasty)), None)

    def _summed(self) -> Iterator[str]:
        """The nodes whose contributions are added up, in the order in which that is told."""
        for step in self.explanation.backward:
            if step.node in self.explanation.branches:
                yield step.node
            yield from (c.to for c in step.contributions if self.completed(c))

    def _differs(self, step: Step, hasty: Hasty) -> bool:
        """Whether it shows in the digits that a naive order would have gone wrong."""
        return plain(self.number(hasty.gradient)) != plain(self.number(step.upstream))

    def is_brief(self, step: Step) -> bool:
        """Whether a step is told in one line: an easy one, if the explanation is brief."""
        return self.brief and step.easy and not step.notes and step.node not in self.explanation.branches

    def number(self, x: Data, digits: Precision | None = None) -> Number:
        """A number, with the digits that were asked for unless it takes others."""
        return Number(x, self.precision if digits is None else digits)

    def empty(self) -> Sentence:
        """What there is to say of an output that no variable goes into, or that is one."""
        name = Name(self.explanation.output)
        if self.explanation.bindings:
            return name, " is no result of an operation: there is nothing to hand on."
        return name, " has no variables: there is nothing to differentiate."

    def gate(self, step: Step) -> str:
        """What the operation does to the upstream gradient: in full where it comes first."""
        return step.gate if step.node in self.introductions else step.gate.partition(": ")[0]

    def here(self, step: Step) -> Sentence:
        """Which of the things that its gate may do an operation did, as its local derivatives tell.

        "Here x > 0, so it passes.", or "Here: 0.5 of it each to b and c, none to a."
        """
        if not step.piecewise:
            return ()
        decided = step.contributions[0].formula.decided
        because: Sentence = ("Here ", Formula(decided)) if decided is not None else ()
        if len(step.contributions) == 1 and not step.elsewhere:
            did = self._did(step.contributions[0].local)
            return (*because, ", so it ", *did, ".") if because else ("Here it ", *did, ".")
        given = [(c.local, self._input(c)) for c in step.contributions]
        for name, local, is_constant in step.elsewhere:
            given.append((local, ("the constant ", Name(name)) if is_constant else (Name(name),)))
        shares = [self._given(share, names) for share, names in self._shares(given)]
        return (*(because or ("Here",)), ": ", *joined(shares), ".")

    def _shares(self, given: Sequence[tuple[Data, Sentence]]) -> list[tuple[Sentence, list[Sentence]]]:
        """The inputs by the share of the upstream gradient that they receive; those that receive nothing come last."""
        shares: dict[str, tuple[Sentence, list[Sentence]]] = {}
        for local, name in given:
            share = self._share(local)
            shares.setdefault(sentence_text(share), (share, []))[1].append(name)
        return sorted(shares.values(), key=lambda each: each[0] == NOTHING)

    @staticmethod
    def _given(share: Sentence, names: list[Sentence]) -> Sentence:
        each = " each" if len(names) > 1 and share != NOTHING else ""
        return (*share, f"{each} to ", *enumerated(names, MANY))

    def _did(self, local: Data) -> Sentence:
        known = {0: "is blocked", 1: "passes", -1: "is negated"}.get(local)
        return (known,) if known else ("is scaled by ", self.number(local))

    def _share(self, local: Data) -> Sentence:
        known = {0: NOTHING, 1: ("all",), -1: ("its negative",)}.get(local)
        return known or (Product((self.number(local),)), " of it")

    @staticmethod
    def _input(c: Contribution) -> Sentence:
        """The name of the input of a contribution; with its place where an operation has it more than once."""
        return (Name(c.name), f" ({ordinal(c.place)})") if c.place else (Name(c.name),)

    def completed(self, c: Contribution) -> Branch | None:
        """The input whose gradient is complete with this contribution, if it was used more than once."""
        branch = self.explanation.branches.get(c.to)
        return branch if branch is not None and branch.is_input and self.last[c.to] is c else None

    def branch(self, branch: Branch) -> Sentence:
        """That contributions add up, and the first time why."""
        many, name = len(branch.contributions), Name(branch.name)
        times = times_used(many)
        added = Equation((
            Gradient(self.explanation.output, branch.name), self._sum(branch), self.number(branch.total),
        ))  # fmt: skip
        if branch.node != self.first_sum:
            return added, ": ", name, f" is used {times}."
        why = f" is used {times}, and gradients add at branches, because a change of "
        return added, ": ", name, why, name, " reaches ", Name(self.explanation.output), " on each way."

    def _sum(self, branch: Branch) -> Sum:
        parts = branch.contributions
        digits = digits_of_sum(parts, branch.total, self.precision) if len(parts) <= MANY else self.precision
        return Sum(tuple([Number(x, digits) for x in parts[:MANY]]), len(parts))

    def waiting(self, step: Step) -> Sentence:
        """Why the pass waits until a gradient is complete: told where not to wait would first have gone wrong."""
        if step.hasty is None or step.node != self.first_hasty:
            return ()
        return (
            "Only now is ", Gradient(self.explanation.output, step.name),
            " complete. Handing it on right after ", Name(step.hasty.after), " would have passed on ",
            self.number(step.hasty.gradient), " instead of ", self.number(step.upstream),
            ": that is why the pass goes in reverse topological order.",
        )  # fmt: skip

    def quotient(self, q: Quotient) -> Number | str:
        """A difference quotient with the digits that rounding leaves of it, or why there is none."""
        if q.value is None:
            return NO_VALUE
        if not q.error or not isinstance(q.value, float):
            return self.number(q.value)
        trusted = floor(log10(abs(q.value) / q.error)) if q.value else 0
        if trusted < 1:
            return "lost in rounding"
        most = MOST_OF_QUOTIENT if isinstance(self.precision, str) else self.precision
        return self.number(q.value, min(trusted, most))


NOTHING: Sentence = ("none",)
NO_VALUE = "no value"


def many_paths(count: float) -> Sentence:
    """How many paths there are, where they are too many to list."""
    paths = (
        f"{count} paths"
        if count < 10**15
        else "more than 10^300 paths"
        if count == inf
        else f"about {_big(count)} paths"
    )
    return (f"{paths}: too many to list. The backward pass adds them all up in one sweep.",)


def _big(count: float) -> str:
    """A count of which only the size matters, such as 1.27·10^30."""
    digits = str(int(count))
    return f"{digits[0]}.{digits[1:3]}·10^{len(digits) - 1}"
