"""What a key may set for all of it, for a problem or for a claim: how answers are marked, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf
from typing import NamedTuple, TypeVar, cast

from ..marking import FORMULA, NUMBER, Policy, Tolerance

DIAGNOSIS, PLACE, VERDICT, NOTHING = "diagnosis", "place", "verdict", "none"
FEEDBACK = (DIAGNOSIS, PLACE, VERDICT, NOTHING)
VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


class Settings(NamedTuple):
    """How answers are marked; what a student is told of them; and when Gradescope shows it."""

    policy: Policy = Policy()
    feedback: str = DIAGNOSIS
    visibility: str = "visible"


# A setting is wrong: its name, what is wrong, and what to write.
Complain = Callable[[str, str, str | None], Exception]


def changed(settings: Settings, table: Mapping[str, object], complain: Complain) -> Settings:
    """The settings with what a table of the key sets.

    Args:
        settings: those of what the table belongs to.
        table: the table; what is no setting is left alone.
        complain: makes the error for one that cannot be.

    Raises:
        FileError: a setting cannot be so.
    """
    read = _Reader(table, complain)
    policy, tolerance = settings.policy, settings.policy.tolerance
    rtol, atol = read.number("rtol", tolerance.rtol), read.number("atol", tolerance.atol)
    tolerance = Tolerance(rtol, atol, read.flag("sigfigs", tolerance.sigfigs))
    follow = read.number("follow", policy.follow, most=1.0)
    answers = read.word("answers", policy.answers, (NUMBER, FORMULA))
    return Settings(
        policy._replace(tolerance=tolerance, follow=follow, answers=answers),
        read.word("feedback", settings.feedback, FEEDBACK),
        read.word("visibility", settings.visibility, VISIBILITIES),
    )


NAMES = ("rtol", "atol", "sigfigs", "follow", "answers", "feedback", "visibility")


T = TypeVar("T", str, "str | None")


class _Reader:
    """Reads the settings of a table, each with what it is where the table does not set it."""

    def __init__(self, table: Mapping[str, object], complain: Complain) -> None:
        self.table = table
        self.complain = complain

    def number(self, name: str, other: float, most: float = inf) -> float:
        """A number, which stands in the table as the text that it is in the key, so that 0.1 stays 0.1."""
        value = self.table.get(name, "")
        if value == "":
            return other
        try:
            number = float(value) if isinstance(value, (int, str)) and not isinstance(value, bool) else -1.0
        except (ValueError, OverflowError):
            number = -1.0
        if not 0 <= number <= most or number == inf:
            upto = f"from 0 to {most:g}" if most < inf else "that is not negative"
            raise self.complain(name, f"{name} is a number {upto}", f"write {name} = 0.5")
        return number

    def flag(self, name: str, other: bool) -> bool:
        """Yes or no."""
        value = self.table.get(name, other)
        if not isinstance(value, bool):
            raise self.complain(name, f"{name} is true or false", f"write {name} = true")
        return value

    def word(self, name: str, other: T, known: tuple[str, ...]) -> T:
        """One of some words."""
        value = self.table.get(name, other)
        if name in self.table and value not in known:
            raise self.complain(name, f"{name} is one of {', '.join(known)}", f'write {name} = "{known[0]}"')
        return cast("T", value)
