"""What the quiz says of wrong answers: the numbers of known mistakes, each with what `check` says of it.

The page does not diagnose. When it is made, each known mistake is made at each gradient, its number is handed in as an
answer, rounded to as many digits as somebody may write, and what the marking says of that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import isfinite

from ...answers.marking import Answer, Claim, Exercise
from ...answers.marking.change import Outcome
from ...answers.marking.effects import effect
from ...answers.marking.elsewhere import SWAPPED
from ...answers.marking.region import region_of
from ...answers.marking.trace import Trace
from ...graph.run import Run
from ...notation.text import number_text
from ..numbers import short

# How many answers are tried for the whole page: a large one has less to say of each.
MOST_ANSWERS = 1_500

# To how many digits the number of a mistake may be written.
DIGITS = (3, 4, 5, 6)


# What stands for the answer at the beginning of what is said of it.
ANSWER = "\ue000"

# What is said, and the numbers of which it is.
Said = list[tuple[str, list[str]]]


def mistakes_of(run: Run, asked: Sequence[str], users: Mapping[str, Sequence[str]]) -> dict[str, Said]:
    """For each gradient that is asked for, what is said of wrong numbers.

    Args:
        run: the run after its backward pass.
        asked: the nodes, the output's inputs first.
        users: for each node those whose gradients are known before its own can be.
    """
    if not asked:
        return {}
    quiz = _Quiz(run)
    each = max(1, MOST_ANSWERS // len(asked))
    return {node: _together(islice(quiz.said(node, _above(node, users)), each)) for node in asked}


def _together(said: Iterable[tuple[str, str]]) -> Said:
    """The numbers of which the same is said, but for themselves."""
    found: dict[str, list[str]] = {}
    for text, message in said:
        words = ANSWER + message.removeprefix(text) if message.startswith(f"{text} ") else message
        found.setdefault(words, []).append(text)
    return list(found.items())


def _above(node: str, users: Mapping[str, Sequence[str]]) -> list[str]:
    """The nodes whose gradients come before that of a node."""
    found: dict[str, None] = {}
    ahead = list(users.get(node, ()))
    while ahead:
        name = ahead.pop()
        if name not in found:
            found[name] = None
            ahead += users.get(name, ())
    return list(found)


class _Quiz:
    """The exercise of a page."""

    def __init__(self, run: Run) -> None:
        bindings = {name: value.data for name, value in run.inputs.items()}
        names = run.program.step_names()
        self.exercise = Exercise(run.program, bindings, names[run.target])
        self.bindings = bindings
        self.steps = {name: step for step, name in enumerate(names)}
        self.nodes = {name: node for node, name in run.node_names.items()}
        self.data = {self.steps[name]: node.data for name, node in self.nodes.items()}
        self.seen = [self._claim(name, "data", node.data) for name, node in self.nodes.items() if node.operation]

    def _claim(self, name: str, kind: str, number: float) -> Claim:
        return self._answered(name, kind, number_text(number))

    def _answered(self, name: str, kind: str, text: str) -> Claim:
        return Claim(self.exercise.quantity(f"{name}.{kind}"), Answer(text, None, float(text)))

    def said(self, name: str, above: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Wrong numbers, as they may be written, with what is said of each."""
        known = [*self.seen, *(self._claim(each, "grad", self.nodes[each].grad) for each in above)]
        for text in self._texts(name, above):
            verdict = self.exercise.mark([*known, self._answered(name, "grad", text)]).verdicts[-1]
            # That of another gradient would be an answer, too.
            if not verdict.passed and verdict.diagnosis is not None and verdict.diagnosis.code != SWAPPED:
                yield text, verdict.diagnosis.message

    def _texts(self, name: str, above: Sequence[str]) -> Iterator[str]:
        found: dict[str, None] = {}
        for number in self._numbers(name, above):
            found |= dict.fromkeys([*(short(number, digits) for digits in DIGITS)])
        return iter(found)

    def _numbers(self, name: str, above: Sequence[str]) -> Iterator[float]:
        """The numbers that known mistakes give, to somebody who has all before it right; the likeliest first."""
        exercise, step = self.exercise, self.steps[name]
        grads = {self.steps[each]: self.nodes[each].grad for each in above}
        trace = Trace(exercise.circuit, self.bindings, self.data, grads, {step})
        region = region_of(exercise.circuit, exercise.quantity(f"{name}.grad"), Outcome(self.data, grads))
        suspects = [each for each in exercise.catalogue.within([region]) if not each.forward]
        for suspect in sorted(suspects, key=lambda each: -each.odds):
            outcome = effect(trace, suspect.change(trace))
            number = outcome.number(step, True) if outcome else None
            if number is not None and isfinite(number):
                yield number
