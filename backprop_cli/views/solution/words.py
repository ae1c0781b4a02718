"""The sentences of a worked solution, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, inf, log10

from ...answers.explain import Branch, Contribution, Explanation, Hasty, Path, Quotient, Step, is_literal
from ...graph.engine import Number
from ...notation.text import ELLIPSIS
from ..numbers import Precision, short
from .legible import digits_of_product, digits_of_sum, numbers_text

# From this many terms on a sum is not written out, and from this many nodes on a path is not.
MANY = 8

# A formula in names that is longer than this tells less than its value.
LONG = 240

# What an input receives that its operation did not choose.
NOTHING = "none"

ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}


class Words:
    """The sentences about one explanation.

    Args:
        explanation: what they are about.
        precision: significant digits of the numbers, or "full".
        brief: whether the easy steps are folded.
    """

    def __init__(self, explanation: Explanation, precision: Precision, brief: bool) -> None:
        self.explanation = explanation
        self.precision = precision
        self.brief = brief
        self.last = {c.to: c for step in explanation.backward for c in step.contributions}
        shown = [step for step in explanation.backward if not self.folds(step)]
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
        return self.number(hasty.gradient) != self.number(step.upstream)

    def folds(self, step: Step) -> bool:
        """Whether a step is told in one line: an easy one, if the explanation is brief."""
        return self.brief and step.easy and not step.notes and step.node not in self.explanation.branches

    def number(self, x: object, digits: Precision | None = None) -> str:
        """A number."""
        return short(x, self.precision if digits is None else digits)

    def factor(self, x: object, digits: Precision | None = None) -> str:
        """A number as it stands in a product: a negative one, or a fraction, in parentheses."""
        text = self.number(x, digits)
        return f"({text})" if text.startswith("-") or "/" in text else text

    def term(self, x: object, digits: Precision | None = None) -> str:
        """A number as it stands in a sum: a negative one in parentheses."""
        text = self.number(x, digits)
        return f"({text})" if text.startswith("-") else text

    def at(self) -> str:
        """Where the expression is evaluated."""
        return "at " + ", ".join(f"{name} = {self.number(x)}" for name, x in self.explanation.bindings.items())

    def empty(self) -> str:
        """What there is to say of an output that no variable goes into, or that is one."""
        if self.explanation.bindings:
            return f"{self.explanation.output} is no result of an operation: there is nothing to hand on."
        return f"{self.explanation.output} has no variables: there is nothing to differentiate."

    def gate(self, step: Step) -> str:
        """What the operation does to the upstream gradient: in full where it comes first."""
        return step.gate if step.node in self.introductions else step.gate.partition(": ")[0]

    def here(self, step: Step) -> str:
        """Which of the things that its gate may do an operation did, as its local derivatives tell."""
        if not step.piecewise:
            return ""
        if len(step.contributions) == 1 and not step.elsewhere:
            return f"Here it {self._did(step.contributions[0].local)}."
        groups: dict[str, list[str]] = {}
        for c in step.contributions:
            groups.setdefault(self._share(c.local), []).append(self.input(c))
        for name, local, is_constant in step.elsewhere:
            groups.setdefault(self._share(local), []).append(f"the constant {name}" if is_constant else name)
        nothing = {NOTHING: groups.pop(NOTHING)} if NOTHING in groups else {}
        parts = [
            f"{share}{' each' if len(names) > 1 and share != NOTHING else ''} to {_listed(names)}"
            for share, names in (groups | nothing).items()
        ]
        return f"Here: {', '.join(parts)}."

    def _did(self, local: Number) -> str:
        known = {0: "is blocked", 1: "passes", -1: "is negated"}
        return known.get(local) or f"is scaled by {self.number(local)}"

    def _share(self, local: Number) -> str:
        return {0: NOTHING, 1: "all", -1: "its negative"}.get(local) or f"{self.factor(local)} of it"

    def input(self, c: Contribution) -> str:
        """The name of the input of a contribution; with its place where an operation has it more than once."""
        return f"{c.name} ({ORDINALS.get(c.place, f'{c.place}th')})" if c.place else c.name

    def local(self, step: Step, c: Contribution) -> str:
        """The local derivative as a formula, with numbers, and as a number, each if it tells more than the next."""
        value = self.number(c.local)
        told = [c.formula.text, numbers_text(c.formula, self.precision)] if self.tells(c) else []
        return f"∂{step.name}/∂{self.input(c)} = {' = '.join(chain([*told, value]))}"

    def tells(self, c: Contribution) -> bool:
        """Whether the formula of a local derivative tells more than its value."""
        text = c.formula.text
        return len(text) <= LONG and (not is_literal(c.formula.named) or "/" in text)

    def product(self, step: Step, c: Contribution) -> str:
        """Local derivative times upstream gradient."""
        digits = digits_of_product((c.local, step.upstream), c.product, self.precision)
        return f"{self.factor(c.local, digits)}·{self.factor(step.upstream, digits)} = {self.number(c.product)}"

    def grows(self, c: Contribution) -> str:
        """The gradient before and after a contribution."""
        digits = digits_of_sum((c.before, c.product), c.after, self.precision)
        sum_ = f"{self.number(c.before, digits)} + {self.term(c.product, digits)}"
        return f"{c.name}.grad: {sum_} = {self.number(c.after)}"

    def completed(self, c: Contribution) -> Branch | None:
        """The input whose gradient is complete with this contribution, if it was used more than once."""
        branch = self.explanation.branches.get(c.to)
        return branch if branch is not None and branch.is_input and self.last[c.to] is c else None

    def branch(self, branch: Branch) -> str:
        """That contributions add up, and the first time why."""
        many = len(branch.contributions)
        times = {2: "twice", 3: "three times"}.get(many, f"{many} times")
        total = f"{branch.name}.grad = {self._sum(branch.contributions, branch.total)}"
        if branch.node != self.first_sum:
            return f"{total}: {branch.name} is used {times}."
        return (
            f"{total}: {branch.name} is used {times}, and gradients add at branches, because a change of {branch.name} "
            f"reaches {self.explanation.output} on each way."
        )

    def _sum(self, parts: Sequence[Number], total: Number) -> str:
        digits = digits_of_sum(parts, total, self.precision) if len(parts) <= MANY else self.precision
        terms = [self.term(x, digits) if i else self.number(x, digits) for i, x in enumerate(parts[:MANY])]
        more = f" + … ({len(parts)} in all)" if len(parts) > MANY else ""
        return f"{' + '.join(terms)}{more} = {self.number(total)}"

    def waiting(self, step: Step) -> str:
        """Why the pass waits until a gradient is complete: told where not to wait would first have gone wrong."""
        if step.hasty is None or step.node != self.first_hasty:
            return ""
        return (
            f"Only now is {step.name}.grad complete. Handing it on right after {step.hasty.after} would have passed on "
            f"{self.number(step.hasty.gradient)} instead of {self.number(step.upstream)}: that is why the pass goes in "
            "reverse topological order."
        )

    def quotient(self, q: Quotient) -> str:
        """A difference quotient with the digits that rounding leaves of it."""
        if q.value is None:
            return "no value"
        if not q.error or not isinstance(q.value, float):
            return self.number(q.value)
        trusted = floor(log10(abs(q.value) / q.error)) if q.value else 0
        if trusted < 1:
            return "lost in rounding"
        return self.number(q.value, min(trusted, 6 if isinstance(self.precision, str) else self.precision))

    def many_paths(self, count: float) -> str:
        """How many paths there are, where they are too many to list."""
        paths = (
            f"{count} paths"
            if count < 10**15
            else "more than 10^300 paths"
            if count == inf
            else f"about {_big(count)} paths"
        )
        return f"{paths}: too many to list. The backward pass adds them all up in one sweep."

    def way(self, path: Path) -> list[str]:
        """The names along a path, the middle of a long one left out."""
        return shortened(path.names)

    def path(self, path: Path) -> str:
        """The product of the local derivatives along a path."""
        digits = digits_of_product(path.factors, path.value, self.precision)
        factors = shortened([self.factor(x, digits) for x in path.factors]) or ["1"]
        return " = ".join(chain(["·".join(factors), self.number(path.value)]))

    def sum_of(self, paths: Sequence[Path]) -> str:
        """The sum over paths."""
        explanation = self.explanation
        values = [path.value for path in paths]
        digits = digits_of_sum(values, self.gradient, self.precision)
        terms = " + ".join([self.term(x, digits) if i else self.number(x, digits) for i, x in enumerate(values)])
        return f"d{explanation.output}/d{explanation.wrt} = {terms} = {self.number(self.gradient)}"

    @property
    def gradient(self) -> Number:
        """The gradient that the paths add up to."""
        return self.explanation.gradients[self.explanation.wrt or ""]


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:MANY], f"{len(names) - MANY} more"] if len(names) > MANY + 1 else list(names)
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def chain(parts: Sequence[str]) -> list[str]:
    """The parts of a chain of equations, each only once."""
    return [part for part, after in zip(parts, [*parts[1:], None], strict=True) if part != after]


def shortened(items: Sequence[str]) -> list[str]:
    """The items, the middle of many left out."""
    return list(items) if len(items) <= 2 * MANY else [*items[: MANY // 2], ELLIPSIS, *items[-MANY // 2 :]]


def _big(count: float) -> str:
    """A count of which only the size matters, such as 1.27·10^30."""
    digits = str(int(count))
    return f"{digits[0]}.{digits[1:3]}·10^{len(digits) - 1}"
