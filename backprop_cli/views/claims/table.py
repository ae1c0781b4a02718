"""A marked answer for people: claim by claim with what is right, and the diagnosis below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from rich import box
from rich.table import Table
from rich.text import Text

from ...answers.marking import Exercise, Marking, Verdict
from ...answers.marking.written import PLAIN_NUMBER
from ...inert import printable
from ..numbers import Precision, aligned, short
from ..screen.terminal import show

RIGHT, WRONG = "right", "wrong"

# The columns of text are folded where the terminal is narrow, but not narrower than this.
NARROWEST = 5
STYLES = {RIGHT: "green", WRONG: "red"}


def write(exercise: Exercise, marking: Marking, precision: Precision, reveal: bool, out: IO[str]) -> None:
    """Write the expression, a table of the claims, what there is to say of them, and the score.

    Args:
        exercise: what was asked.
        marking: what was answered.
        precision: significant digits, or "full".
        reveal: whether the right answers are told.
        out: where to.
    """
    lines = [Text(printable(line)) for line in _lines(marking)]
    if any(verdict.claim.quantity.is_grad for verdict in marking.verdicts):
        lines += [Text.assemble(("note: ", "yellow"), note) for note in exercise.notes]
    show(
        out,
        Text(exercise.parsed, style="bold"),
        Text(_where(exercise, precision), style="dim"),
        Text(),
        _table(exercise, marking.verdicts, precision, reveal),
        Text(),
        *([*lines, Text()] if lines else []),
        Text(_score(exercise, marking), style="bold"),
    )


def _lines(marking: Marking) -> Iterator[str]:
    """What there is to say of the claims, and where to begin if something is wrong and nothing is said of it."""
    yield from (f"{verdict.claim.quantity}: {remark}" for verdict, remark in _remarks(marking))
    silent = any(not (verdict.passed or verdict.follows or verdict.diagnosis) for verdict in marking.verdicts)
    if marking.step is not None and silent:
        yield f"{marking.step.said()}; its working: {marking.step.command}"


def _where(exercise: Exercise, precision: Precision) -> str:
    """The point, or how the points were chosen."""
    at = ", ".join(
        f"{name} = {short(x, precision)}" for name, x in exercise.bindings.items() if name in _names(exercise)
    )
    if not exercise.is_open:
        return f"at {at}" if at else ""
    count = len(exercise.traces)
    points = f"compared at {count} random point{'s' if count > 1 else ''} of the domain"
    return f"{points}, with {at}" if at else points


def _names(exercise: Exercise) -> Sequence[str]:
    return list(exercise.program.names)


def _table(exercise: Exercise, verdicts: Sequence[Verdict], precision: Precision, reveal: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    columns = {"given": aligned([printable(verdict.claim.answer.text) for verdict in verdicts])}
    if reveal:
        columns["expected"] = aligned([_expected(exercise, verdict, precision) for verdict in verdicts])
        columns["accepted"] = [_accepted(exercise, verdict, precision) for verdict in verdicts]
    table.add_column("claim", overflow="fold", min_width=NARROWEST)
    for name, texts in columns.items():
        table.add_column(name, overflow="fold", min_width=_widest_number(texts))
    table.add_column("", overflow="fold", min_width=NARROWEST)
    for verdict, *cells in zip(verdicts, *columns.values(), strict=True):
        mark = RIGHT if verdict.passed else WRONG
        text = f"{mark}: {verdict.remark}" if verdict.follows and verdict.remark else mark
        table.add_row(Text(str(verdict.claim.quantity)), *map(Text, cells), Text(text, style=STYLES[mark]))
    return table


def _accepted(exercise: Exercise, verdict: Verdict, precision: Precision) -> str:
    """From where to where an answer is right."""
    interval = exercise.interval(verdict.claim.quantity)
    return f"{short(interval[0], precision)} to {short(interval[1], precision)}" if interval else ""


def _widest_number(cells: Sequence[str]) -> int | None:
    """What a column needs to break no number; its formulas may be broken."""
    return max((len(cell.rstrip()) for cell in cells if PLAIN_NUMBER.fullmatch(cell.strip())), default=None)


def _expected(exercise: Exercise, verdict: Verdict, precision: Precision) -> str:
    """The right answer: a number, or a formula where there is no point."""
    return short(exercise.expected(verdict.claim.quantity), precision)


def _remarks(marking: Marking) -> Iterator[tuple[Verdict, str]]:
    """How answers were read, the diagnoses, and why an answer cannot be compared."""
    for verdict in marking.verdicts:
        answer = verdict.claim.answer
        if answer.read_as:
            yield verdict, f"{answer.written} was read as {answer.read_as}"
        if verdict.diagnosis:
            yield verdict, verdict.diagnosis.message
        elif verdict.remark and not verdict.follows:
            yield verdict, f"{verdict.claim.answer.text} {verdict.remark}"


def _score(exercise: Exercise, marking: Marking) -> str:
    """The score, and what counts as right."""
    return f"{marking.score} of {len(marking.verdicts)} right, {exercise.policy.tolerance.said}"
