"""The uncertainty of an output: what that of each input adds to it, to first order and for independent inputs.

Source: JCGM 100:2008, Guide to the expression of uncertainty in measurement, 5.1.2 and 5.1.3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from math import hypot, inf, sqrt
from typing import NamedTuple

from ..arithmetic import Inexact
from ..graph.engine import Number, Value
from ..graph.notes import Note
from ..graph.run import Run
from ..graph.walker import reached_from
from ..notation.text import brief_text

# First order is called doubtful where it is off by more than one part in so many of the whole uncertainty.
TOLERANCE = 10


class Contribution(NamedTuple):
    """What one input adds: its gradient times its uncertainty.

    `share` is its part of the variance of the output; None where that is 0 or no finite number.
    """

    name: str
    value: Number
    sigma: Number
    gradient: Number
    amount: Number
    share: float | None


class Doubt(NamedTuple):
    """Why what an input adds is not what first order says.

    `code` is "kink", "edge" (no output within the uncertainty) or "curvature".
    """

    name: str
    code: str
    message: str


class Budget(NamedTuple):
    """The standard uncertainty of an output, what each input adds, and what speaks against that."""

    sigma: Number
    contributions: Sequence[Contribution]
    doubts: Sequence[Doubt]


def budget_of(run: Run, uncertainties: Mapping[str, Number], notes: Sequence[Note]) -> Budget:
    """The budget of an output after its backward pass.

    Args:
        run: both passes.
        uncertainties: the standard uncertainty of each variable that has one; names that do not occur are left alone.
        notes: those on the gradients.
    """
    uncertain = {name: sigma for name, sigma in uncertainties.items() if name in run.inputs}
    amounts = {name: _product(run.inputs[name].grad, sigma) for name, sigma in uncertain.items()}
    total = _root_of_squares(list(amounts.values()))
    contributions = [
        Contribution(name, run.inputs[name].data, sigma, run.inputs[name].grad, amounts[name],
                     _share(amounts[name], total))
        for name, sigma in uncertain.items()
    ]  # fmt: skip
    moving = [each for each in contributions if each.sigma]
    doubts = list(_kinked(run, moving, notes))
    rest = [each for each in moving if each.name not in {doubt.name for doubt in doubts}]
    return Budget(total, contributions, [*doubts, *_tried(run, rest, total)])


def _product(gradient: Number, sigma: Number) -> Number:
    """A gradient times an uncertainty; what is certain adds nothing, however steep the output is."""
    return gradient * sigma if sigma else sigma


def _root_of_squares(amounts: Sequence[Number]) -> Number:
    """The root of the sum of squares: of fractions a fraction where there is one, else a double."""
    if any(isinstance(amount, float) for amount in amounts):
        return hypot(*amounts)
    from ..arithmetic import fractions

    variance = sum([amount * amount for amount in amounts], fractions.number(0))
    try:
        return fractions.sqrt(variance)
    except Inexact:
        return _rooted(variance)


def _rooted(variance: Number) -> float:
    """The root of a fraction as a double."""
    try:
        return sqrt(variance)
    except OverflowError:
        return inf


def _share(amount: Number, total: Number) -> float | None:
    if not 0 < total < inf:
        return None
    part = float(amount / total)
    return part * part


def _kinked(run: Run, contributions: Collection[Contribution], notes: Sequence[Note]) -> Iterator[Doubt]:
    """A doubt for each input whose gradient is a convention, because there is no derivative."""
    for name, *_ in contributions:
        reached = reached_from([run.inputs[name]], run.nodes)
        note = next((note for note in notes if note.node in reached and note.code != "overflow"), None)
        if note is not None:
            yield Doubt(name, "kink", f"what {name} adds is not valid here: {note.message}")


def _tried(run: Run, contributions: Collection[Contribution], total: Number) -> Iterator[Doubt]:
    """A doubt for each input with which the output does not move as first order says.

    It is moved by its uncertainty up and down; of large programs only as many as one wants to wait for.
    """
    from .explain.nudges import Nudger

    nudger = Nudger(run.nodes)
    for each in [*contributions][: nudger.affordable]:
        try:
            up, down = [nudger.output(run.inputs[each.name], way * each.sigma) for way in (1, -1)]
        except Inexact:
            continue
        doubt = _doubt(each, run.root, up, down, total, nudger.noise)
        if doubt is not None:
            yield doubt


def _doubt(
    each: Contribution, root: Value, up: Number | None, down: Number | None, total: Number, noise: Number
) -> Doubt | None:
    if up is None or down is None:
        sign, x = ("+", each.value + each.sigma) if up is None else ("-", each.value - each.sigma)
        place = f"{each.name} {sign} {_about(each.sigma)} = {_about(x)}"
        return Doubt(each.name, "edge", f"within the uncertainty of {each.name} is no output: at {place}")
    moved = (up - root.data, down - root.data)
    off = max(abs(moved[0] - each.amount), abs(moved[1] + each.amount))
    # Multiplied by an integer, because a Fraction may be too large for a double.
    if not off * TOLERANCE > total + TOLERANCE * noise:
        return None
    really = " and ".join([("+" if x > 0 else "") + _about(x) for x in moved])
    said = f"first order says ±{_about(abs(each.amount))}"
    message = f"{each.name} ± {_about(each.sigma)} really moves the output by {really}, {said}"
    return Doubt(each.name, "curvature", message)


def _about(x: Number) -> str:
    """A number in a sentence on uncertainties, which nobody knows to more than three digits."""
    return format(x, ".3g") if isinstance(x, float) else brief_text(x)
