"""What each gradient means, in a sentence that was checked."""

from __future__ import annotations

from math import inf

from ...answers.explain import Explanation, Meaning
from ...notation.text import number_text
from ..numbers import FULL, Precision, short

# How many digits it takes to see about how much an output changes.
ABOUT = 3


def meaning_text(meaning: Meaning, explanation: Explanation, precision: Precision) -> str:
    """What a gradient means, and what really happened."""
    output = explanation.output
    gradient = f"d{output}/d{meaning.name} = {short(meaning.gradient, precision)}"
    if meaning.verdict == "unused":
        return f"{gradient}: {output} does not depend on {meaning.name}."
    raised = f"raise {meaning.name} by {number_text(meaning.nudge)}"
    if meaning.verdict == "disagrees":
        return f"{gradient}{_why_not(meaning, explanation)}: {raised} and {_both_ways(meaning, output, precision)}."
    if meaning.verdict == "invisible":
        return f"{gradient}: {raised} and {output} {_predicted(meaning, precision)}, too little to show in its digits."
    if meaning.verdict == "flat":
        return f"{gradient}: {raised} and {output} hardly changes, {_really(meaning, precision)}."
    if meaning.predicted == 0:
        return f"{gradient}: {raised} and {output} stays {short(meaning.before, precision)}."
    really = f" (really {_really(meaning, precision)})" if meaning.verdict == "agrees" else ""
    return f"{gradient}: {raised} and {output} {_predicted(meaning, precision)}{really}."


def _predicted(meaning: Meaning, precision: Precision) -> str:
    verb = "rises" if meaning.predicted > 0 else "falls"
    return f"{verb} by about {short(abs(meaning.predicted), _about(precision))}"


def _really(meaning: Meaning, precision: Precision) -> str:
    return _change(meaning, meaning.raised, precision)


def _why_not(meaning: Meaning, explanation: Explanation) -> str:
    """Why a nudge does not do what the gradient says."""
    if not abs(meaning.gradient) < inf:
        return ", no finite slope"
    if any(note.code == "kink" for _, note in explanation.notes):
        return ", chosen at a kink"
    return ", but the slope changes too fast here for a nudge to show it"


def _both_ways(meaning: Meaning, output: str, precision: Precision) -> str:
    up, down = (_went(meaning, after, precision) for after in (meaning.raised, meaning.lowered))
    return f"{output} {up}, lower it and {output} {down}"


def _went(meaning: Meaning, after: object, precision: Precision) -> str:
    """Where the output went."""
    if after is None:
        return "has no value any more"
    if after == meaning.before:
        return f"stays {short(meaning.before, precision)}"
    return ("rises " if _float(after) > _float(meaning.before) else "falls ") + _change(meaning, after, precision)


def _float(x: object) -> float:
    return x  # type: ignore[return-value]  # a number of the system, which compares like a float


def _change(meaning: Meaning, after: object, precision: Precision) -> str:
    """The words `from 3 to 3.001`, with as many digits as it takes to see the change; an exact one is told itself."""
    if not isinstance(after, float):
        return f"by {number_text(abs(_float(after) - meaning.before))}"
    digits = _digits(meaning.before, after, precision)
    return f"from {short(meaning.before, digits)} to {short(after, digits)}"


def _about(precision: Precision) -> Precision:
    """The digits of a change that is only about so: at most a few, unless all are asked for."""
    return precision if precision == FULL else min(int(precision), ABOUT)


def _digits(before: float, after: float, precision: Precision) -> Precision:
    """Digits until a change shows with two significant digits."""
    if precision == FULL:
        return FULL
    change = abs(after - before)
    digits = int(precision)
    while change and digits < 17 and change < abs(before) * 10.0 ** (2 - digits):
        digits += 1
    return digits
