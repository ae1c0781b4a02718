"""The sentences of a worked solution, the same in every format."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from ..explain import Branch, Contribution, Explanation, Meaning, Path, Step
from ..formula import number_text
from .numbers import Precision, short

# From this many contributions on a sum is not written out.
MANY = 8


class Words:
    """The sentences about one explanation.

    Args:
        explanation: what they are about.
        precision: significant digits of the numbers, or "full".
    """

    def __init__(self, explanation: Explanation, precision: Precision) -> None:
        self.explanation = explanation
        self.precision = precision
        self.last = {c.to: c for step in explanation.backward for c in step.contributions}
        self.first_branch = next((s for s in explanation.backward if s.node in explanation.branches), None)

    def number(self, x: object) -> str:
        """A number."""
        return short(x, self.precision)

    def factor(self, x: object) -> str:
        """A number as it stands behind a sign: a negative one in parentheses."""
        text = self.number(x)
        return f"({text})" if text.startswith("-") or "/" in text else text

    def at(self) -> str:
        """Where the expression is evaluated."""
        return "at " + ", ".join(f"{name} = {self.number(x)}" for name, x in self.explanation.bindings.items())

    def local(self, step: Step, c: Contribution) -> str:
        """The local derivative as a formula, with numbers, and as a number, each if it tells more than the next."""
        value = self.number(c.local)
        parts = [c.formula]
        if c.numbers not in (c.formula, value):
            parts.append(c.numbers)
        if parts[-1] != value:
            parts.append(value)
        return f"∂{step.name}/∂{c.name} = {' = '.join(parts)}"

    def completed(self, c: Contribution) -> Branch | None:
        """The input whose gradient is complete with this contribution, if it was used more than once."""
        branch = self.explanation.branches.get(c.to)
        return branch if branch is not None and branch.is_input and self.last[c.to] is c else None

    def tells_order(self, step: Step) -> bool:
        """Whether this is the first step that a naive order would have got wrong: there, and only there, it is told."""
        return self.first_branch is step

    def branch(self, branch: Branch) -> str:
        """Why contributions add up."""
        parts = branch.contributions
        total = " + ".join(self.factor(x) if i else self.number(x) for i, x in enumerate(parts[:MANY]))
        total += f" + … ({len(parts)} in all)" if len(parts) > MANY else ""
        times = {2: "twice", 3: "three times"}.get(len(parts), f"{len(parts)} times")
        return (
            f"{branch.name}.grad = {total} = {self.number(branch.total)}: {branch.name} is used {times}, and gradients "
            f"add at branches, because a change of {branch.name} reaches {self.explanation.output} on each way."
        )

    def naive_order(self, step: Step) -> str:
        """Why the pass waits until a gradient is complete."""
        first = self.number(step.arrived[0])
        return (
            f"Only now is {step.name}.grad complete. Handing it on after its first contribution would have passed on "
            f"{first} instead of {self.number(step.upstream)}: that is why the pass goes in reverse topological order."
        )

    def many_paths(self, count: int) -> str:
        """How many paths there are, where they are too many to list."""
        return f"{count} paths: too many to list. The backward pass adds them all up in one sweep."

    def sum_of(self, paths: Sequence[Path]) -> str:
        """The sum over paths."""
        total = sum(path.value for path in paths)
        terms = " + ".join(self.factor(path.value) if i else self.number(path.value) for i, path in enumerate(paths))
        return f"d{self.explanation.output}/d{self.explanation.wrt} = {terms} = {self.number(total)}"

    def meaning(self, meaning: Meaning) -> str:
        """What a gradient means, and what really happened."""
        output = self.explanation.output
        gradient = f"d{output}/d{meaning.name} = {self.number(meaning.gradient)}"
        raised = f"raise {meaning.name} by {number_text(meaning.nudge)}"
        if meaning.after is None:
            return f"{gradient}: {raised} and {output} has no value any more."
        really = f"really from {self._precise(meaning.before, meaning)} to {self._precise(meaning.after, meaning)}"
        if not meaning.agrees:
            return f"{gradient}, but {raised} and {output} goes {really}: {self._why_not(meaning)}."
        if meaning.predicted == 0:
            return f"{gradient}: {raised} and {output} stays as it is ({really})."
        verb = "rises" if meaning.predicted > 0 else "falls"
        return f"{gradient}: {raised} and {output} {verb} by about {short(abs(meaning.predicted), 3)} ({really})."

    def _why_not(self, meaning: Meaning) -> str:
        if meaning.gradient != meaning.gradient or abs(float(meaning.gradient)) == inf:
            return "there is no finite slope here"
        return "the gradient is a convention or changes at once here"

    def _precise(self, x: object, meaning: Meaning) -> str:
        """A number with as many digits as it takes to see the difference that a nudge makes."""
        for digits in range(6, 18):
            before, after = short(meaning.before, digits), short(meaning.after, digits)
            if before != after and len({before, after}) == 2 and digits >= self._digits_for(meaning):
                return short(x, digits)
        return short(x, 6)

    def _digits_for(self, meaning: Meaning) -> int:
        """Digits until the change shows with two significant digits."""
        change = abs(float(meaning.after) - float(meaning.before)) if meaning.after is not None else 0.0
        size = max(abs(float(meaning.before)), change)
        digits = 6
        while change and digits < 16 and change < size * 10.0 ** (2 - digits):
            digits += 1
        return digits
