"""What the quiz says of wrong answers: the numbers of known mistakes, each with what `check` says of it.

The page does not diagnose. When it is made, each known mistake is made at each gradient, its number is handed in as an
answer, rounded to as many digits as somebody may write, and what the marking says of that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import isfinite

from ...answers.marking import Answer, Claim, Exercise, Quantity
from ...answers.marking.change import Outcome
from ...answers.marking.claims import DATA, GRAD
from ...answers.marking.effects import effect
from ...answers.marking.elsewhere import SWAPPED
from ...answers.marking.region import Place, Region, region_of
from ...answers.marking.trace import Trace
from ...graph.run import Run
from ...notation.text import number_text
from ..numbers import short

# How many answers are tried for the whole page, and how many nodes are gone through for all of them: a large page has
# less to say of each, and where that is less than so many answers, nothing is said.
MOST_ANSWERS, MOST_WORK, FEWEST_ANSWERS = 1_500, 300_000, 3

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
    each = min(MOST_ANSWERS, MOST_WORK // len(run.nodes)) // len(asked) if asked else 0
    if each < FEWEST_ANSWERS:
        return {}
    quiz = _Quiz(run)
    return {node: _together(quiz.said(node, _above(node, users), each)) for node in asked}


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
        self.steps = {name: step for step, name in enumerate(names)}
        self.nodes = {name: node for node, name in run.node_names.items()}
        self.data = {self.steps[name]: node.data for name, node in self.nodes.items()}
        self.named = {step: name for name, step in self.steps.items()}
        # From the right numbers on a mistake goes no further than to the next of them.
        grads = {self.steps[name]: node.grad for name, node in self.nodes.items() if node.grad is not None}
        self.trace = Trace(self.exercise.circuit, bindings, self.data, grads)

    def said(self, name: str, above: Sequence[str], most: int) -> Iterator[tuple[str, str]]:
        """So many wrong numbers at most, as they may be written, with what is said of each.

        Args:
            name: the node whose gradient is asked for.
            above: those whose gradients are known by then, as all data are.
            most: how many are tried.
        """
        own = Quantity(GRAD, name, self.steps[name])
        known = Outcome(self.data, {self.steps[each]: self.nodes[each].grad for each in above})
        region = region_of(self.exercise.circuit, own, known)
        claims = [self._claim(place, known) for place in region.border]
        for text in islice(self._texts(own, region), most):
            verdict = self.exercise.mark([*claims, Claim(own, Answer(text, None, float(text)))]).verdicts[-1]
            # That of another gradient would be an answer, too.
            if not verdict.passed and verdict.diagnosis is not None and verdict.diagnosis.code != SWAPPED:
                yield text, verdict.diagnosis.message

    def _claim(self, place: Place, known: Outcome) -> Claim:
        """A number that is known, handed in as an answer."""
        is_grad, step = place
        number = (known.grads if is_grad else known.data)[step]
        quantity = Quantity(GRAD if is_grad else DATA, self.named[step], step)
        return Claim(quantity, Answer(number_text(number), None, number))

    def _texts(self, own: Quantity, region: Region) -> Iterator[str]:
        texts = (short(number, digits) for number in self._numbers(own.node, region) for digits in DIGITS)
        return iter(dict.fromkeys(texts))

    def _numbers(self, step: int, region: Region) -> Iterator[float]:
        """The numbers that known mistakes give, to somebody who has all before it right; the likeliest first."""
        suspects = [each for each in self.exercise.catalogue.within([region]) if not each.forward]
        for suspect in sorted(suspects, key=lambda each: -each.odds):
            outcome = effect(self.trace, suspect.change(self.trace))
            number = outcome.number(step, True) if outcome else None
            if number is not None and isfinite(number):
                yield number
