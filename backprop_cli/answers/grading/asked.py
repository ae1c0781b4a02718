"""What a problem of a key asks for: the claims, each with its points, and what is set for it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...errors import BackpropError
from ..marking import FORMULA, NUMBER, Exercise, Quantity, read_answer
from .settings import NAMES, Complain, Settings, changed

FIELDS = ("claim", "points", "accept", *NAMES)
HINT = 'write ask = ["value", "a.grad", "d.data"]'

# With so many, sums and shares keep their digits.
MOST_POINTS = 1_000_000


class Asked(NamedTuple):
    """A claim that is asked for; `points` is what the key says, None where it says nothing."""

    quantity: Quantity
    settings: Settings
    points: float | None


def read_asked(exercise: Exercise, value: object, settings: Settings, complain: Complain) -> list[Asked]:
    """What is asked for, each as `"a.grad"` or as `{ claim = "a.grad", points = 2 }`.

    Args:
        exercise: what it is asked about.
        value: what the key has.
        settings: those of the problem.
        complain: makes the error for what cannot be.

    Raises:
        FileError: it is no list of claims, or one of them cannot be so.
    """
    if not isinstance(value, list) or not value or not all(isinstance(each, (str, dict)) for each in value):
        raise complain("ask", "what is asked is a list of texts", HINT)
    tables = [each if isinstance(each, dict) else {"claim": each} for each in value]
    found = [_asked(exercise, table, settings, complain) for table in tables]
    names = [str(each.quantity) for each in found]
    if len(set(names)) < len(names):
        twice = next(each for each in names if names.count(each) > 1)
        raise complain("ask", f"'{twice}' is asked twice", "ask for it once")
    return found


def _asked(exercise: Exercise, table: Mapping[str, object], settings: Settings, complain: Complain) -> Asked:
    for name in table:
        if name not in FIELDS:
            raise complain(name, f"a claim has no '{name}'", f"it has {', '.join(FIELDS)}")
    try:
        quantity = exercise.quantity(str(table.get("claim", "")))
    except BackpropError as error:
        raise complain("claim", error.message, error.hint) from None
    points = _points(table["points"], complain) if "points" in table else None
    return Asked(quantity, _settings(exercise, quantity, table, settings, complain), points)


def _settings(
    exercise: Exercise, quantity: Quantity, table: Mapping[str, object], settings: Settings, complain: Complain
) -> Settings:
    """The settings for one claim; where nothing else is said, formulas are for problems without a point."""
    found = changed(settings, table, complain)
    answers = found.policy.answers or (FORMULA if exercise.is_open else NUMBER)
    accept = table.get("accept", [])
    texts = accept if isinstance(accept, list) else [accept]
    if not all(isinstance(text, (str, int)) and not isinstance(text, bool) for text in texts):
        raise complain("accept", "accept is a list of answers", "write accept = [0, 1]")
    try:
        accepted = [read_answer(str(text), exercise.circuit, formula=answers == FORMULA) for text in texts]
    except BackpropError as error:
        raise complain("accept", f"what {quantity} accepts: {error.message}", error.hint) from None
    return found._replace(policy=found.policy._replace(answers=answers, accept=accepted))


def shared(asked: Sequence[Asked], whole: object, complain: Complain) -> dict[Quantity, float]:
    """The points for each claim: its own, and what the problem has beside these evenly for the others."""
    fixed = {each.quantity: each.points for each in asked if each.points is not None}
    rest = [each.quantity for each in asked if each.points is None]
    if whole is None:
        return {each.quantity: fixed.get(each.quantity, 1.0) for each in asked}
    left = _points(whole, complain) - sum(fixed.values())
    if (rest and left <= 0) or (not rest and left != 0):
        message = f"the points of single claims come to {sum(fixed.values()):g}"
        raise complain("points", message, "leave out the points of the problem, or make them fit")
    return {each.quantity: fixed.get(each.quantity, left / max(len(rest), 1)) for each in asked}


def _points(value: object, complain: Complain) -> float:
    try:
        points = float(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else -1.0
    except (ValueError, OverflowError):
        points = -1.0
    if not 0 < points <= MOST_POINTS:
        raise complain("points", f"points are a positive number up to {MOST_POINTS:,}", "write points = 5")
    return points
