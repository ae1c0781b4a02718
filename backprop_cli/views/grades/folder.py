"""The pages of a class, a file a student, and a list of them."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from io import StringIO

from ...answers.grading import Grade, Key
from ...inert import cell
from ..numbers import short
from .file_names import file_names
from .sheet import Sheets

# Which file is whose.
LIST = "students.csv"


def pages(key: Key, grades: Sequence[Grade], folder: str, *, solutions: bool) -> Iterator[tuple[str, str]]:
    """The files with what is to stand in them, one after another.

    Args:
        key: what was asked.
        grades: what it is worth.
        folder: where the files are to be.
        solutions: whether the right answers and the working are told.
    """
    sheets = Sheets(key, solutions=solutions)
    names = file_names([grade.submission.student for grade in grades], ".html")
    for name, grade in zip(names, grades, strict=True):
        yield os.path.join(folder, name), sheets.page(grade)
    yield os.path.join(folder, LIST), _list(names, grades)


def paths(grades: Sequence[Grade], folder: str) -> list[str]:
    """All files that `pages` has something for."""
    names = file_names([grade.submission.student for grade in grades], ".html")
    return [os.path.join(folder, name) for name in [*names, LIST]]


def _list(names: Sequence[str], grades: Sequence[Grade]) -> str:
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["student", "file", "score"])
    rows.writerows(
        [
            [cell(each.submission.student), cell(name), short(each.score)]
            for name, each in zip(names, grades, strict=True)
        ]
    )
    return out.getvalue()
