"""What each gradient means, in a sentence that was checked."""

from __future__ import annotations

from math import inf

from ...answers.explain import Explanation, Meaning
from ...graph.engine import Number as Data
from ..numbers import FULL, Precision
from .parts import Derivative, Equation, Name, Number, Sentence

# How many digits it takes to see about how much an output changes.
ABOUT = 3


def meaning_of(meaning: Meaning, explanation: Explanation, precision: Precision) -> Sentence:
    """What a gradient means, and what really happened."""
    name, output = Name(meaning.name), Name(explanation.output)
    gradient = Equation((Derivative(explanation.output, meaning.name), Number(meaning.gradient, precision)))
    if meaning.verdict == "unused":
        return gradient, ": ", output, " does not depend on ", name, "."
    raise_, lower = ("raise", "lower") if meaning.nudge > 0 else ("lower", "raise")
    raised: Sentence = f"{raise_} ", name, " by ", Number(abs(meaning.nudge), FULL), " and ", output
    if meaning.verdict == "disagrees":
        went = _both_ways(meaning, output, lower, precision)
        return (gradient, f"{_why_not(meaning, explanation)}: ", *raised, *went, ".")
    return (gradient, ": ", *raised, *_happened(meaning, precision), ".")


def _happened(meaning: Meaning, precision: Precision) -> Sentence:
    """What the output does, where the gradient says so."""
    if meaning.verdict == "invisible":
        return (*_predicted(meaning, precision), ", too little to show in its digits")
    if meaning.verdict == "flat":
        return (" hardly changes, ", *_change(meaning, meaning.raised, precision))
    if meaning.predicted == 0:
        return " stays ", Number(meaning.before, precision)
    if meaning.verdict == "agrees":
        really = _change(meaning, meaning.raised, precision)
        return (*_predicted(meaning, precision), " (really ", *really, ")")
    return _predicted(meaning, precision)


def _predicted(meaning: Meaning, precision: Precision) -> Sentence:
    verb = "rises" if meaning.predicted > 0 else "falls"
    return f" {verb} by about ", Number(abs(meaning.predicted), _about(precision))


def _why_not(meaning: Meaning, explanation: Explanation) -> str:
    """Why a nudge does not do what the gradient says."""
    if not abs(meaning.gradient) < inf:
        return ", no finite slope"
    if any(note.code == "kink" for _, note in explanation.notes):
        return ", chosen at a kink"
    return ", but the slope changes too fast here for a nudge to show it"


def _both_ways(meaning: Meaning, output: Name, lower: str, precision: Precision) -> Sentence:
    up, down = (_went(meaning, after, precision) for after in (meaning.raised, meaning.lowered))
    return (*up, f", {lower} it and ", output, *down)


def _went(meaning: Meaning, after: Data, precision: Precision) -> Sentence:
    """Where the output went; there may be no value there."""
    if after is None:
        exactly = "" if isinstance(meaning.before, float) else "exact "
        return (f" has no {exactly}value any more",)
    if after == meaning.before:
        return " stays ", Number(meaning.before, precision)
    return (" rises " if after > meaning.before else " falls ", *_change(meaning, after, precision))


def _change(meaning: Meaning, after: Data, precision: Precision) -> Sentence:
    """The words `from 3 to 3.001`, with as many digits as it takes to see the change; an exact one is told itself."""
    if not isinstance(after, float):
        return "by ", Number(abs(after - meaning.before), FULL)
    digits = _digits(meaning.before, after, precision)
    return "from ", Number(meaning.before, digits), " to ", Number(after, digits)


def _about(precision: Precision) -> Precision:
    """The digits of a change that is only about so: at most a few, unless all are asked for."""
    return precision if precision == FULL else min(int(precision), ABOUT)


def _digits(before: Data, after: float, precision: Precision) -> Precision:
    """Digits until a change shows with two significant digits."""
    if precision == FULL:
        return FULL
    change = abs(after - before)
    digits = int(precision)
    while change and digits < 17 and change < abs(before) * 10.0 ** (2 - digits):
        digits += 1
    return digits
