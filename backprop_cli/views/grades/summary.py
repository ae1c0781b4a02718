"""What a class did, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Any

from rich import box
from rich.table import Table
from rich.text import Text

from ...answers.grading import Grade, Key, mistakes, points
from ...answers.grading.summary import ClaimSummary, WrongAnswer, summary
from ...inert import printable
from ..json_objects import json_object
from ..numbers import aligned, short
from ..screen.terminal import show


def write(key: Key, grades: Sequence[Grade], reveal: bool, out: IO[str]) -> None:
    """Write the table: the points of the class, and a row a claim; the arguments are those of `table.write`."""
    found = summary(key, grades)
    title = [Text(printable(key.title), style="bold"), Text()] if key.title else []
    students = f"{found.students} student{'' if found.students == 1 else 's'}"
    about = (
        f"{students}: average {short(found.average, 3)}, median {short(found.median, 3)} of {short(key.points)} points"
    )
    show(out, *title, Text(about), Text(), _table(found.claims))


def _table(claims: Sequence[ClaimSummary]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("claim", no_wrap=True)
    for name in ("right", "follows", "missing"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("commonest wrong answers", overflow="fold")
    columns = [
        aligned([f"{100 * claim.share:.0f}" for claim in claims]),
        [str(claim.follows or "") for claim in claims],
        [str(claim.missing + claim.unreadable or "") for claim in claims],
    ]
    for claim, right, follows, missing in zip(claims, *columns, strict=True):
        wrong = Text("\n".join(map(_told, claim.commonest)))
        table.add_row(Text(printable(claim.name)), f"{right} %", follows, missing, wrong)
    return table


def _told(wrong: WrongAnswer) -> str:
    """An answer with what it is, and how many gave it."""
    what = printable(wrong.diagnosis.message if wrong.diagnosis else wrong.answer)
    return f"{wrong.times}× {what}"


def write_json(key: Key, grades: Sequence[Grade], reveal: bool, out: IO[str]) -> None:
    """Write the same as JSON; the arguments are those of `table.write`."""
    found = summary(key, grades)
    out.write(
        json_object(
            {
                "title": key.title,
                "students": found.students,
                "max_score": points(key.points),
                "average": found.average,
                "median": found.median,
                "claims": [_claim(claim) for claim in found.claims],
                "mistakes": dict(mistakes(grades).most_common()),
            }
        )
    )


def _claim(claim: ClaimSummary) -> dict[str, Any]:
    return {
        "claim": claim.name,
        "students": claim.students,
        "right": claim.right,
        "share": points(claim.share),
        "follows": claim.follows,
        "wrong": claim.wrong,
        "missing": claim.missing,
        "unreadable": claim.unreadable,
        "commonest": list(_commonest(claim)),
    }


def _commonest(claim: ClaimSummary) -> Iterator[dict[str, Any]]:
    for wrong in claim.commonest:
        diagnosis = wrong.diagnosis
        told = {"code": diagnosis.code, "message": diagnosis.message} if diagnosis else None
        yield {"answer": wrong.answer, "count": wrong.times, "diagnosis": told}
