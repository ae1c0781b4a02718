"""Class files: a row a student, as spreadsheets, learning platforms and forms export them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from ... import inert
from ...errors import FileError
from ...files import read_export
from ..marking import decimal_comma_in
from .headers import names_of
from .rows import Row, read_rows
from .submissions import RawAnswer, Submission, listed, shortened

# Where the name of a student stands, and what tells two students of the same name apart, best first. Written without
# their spaces, hyphens and capitals: `E-Mail-Adresse` is emailadresse.
NAMES = ("student", "name", "fullname", "studentname")
LOGINS = (
    "sisloginid", "loginid", "login", "username", "sisuserid", "sisid", "email", "emailaddress", "mail",
    "emailadresse", "emailadres", "correo", "courriel",
)  # fmt: skip

# What platforms write where they do not know.
NOBODY = {"", "anonymous", "anonym"}

# A row that gradebooks put below the header.
POINTS_ROW = "Points Possible"


class ClassFile(NamedTuple):
    """The submissions of a class file, and what whoever marks should know of it: warnings, and notes that are less."""

    submissions: list[Submission]
    warnings: list[str]
    notes: list[str]


class Columns(NamedTuple):
    """What stands where in a row: the student's names and logins by their indexes, the answers by what was asked."""

    names: list[int]
    logins: list[int]
    answers: Mapping[int, str]


def read_class(path: str, asked: Sequence[str], student: str | None = None) -> ClassFile:
    """Read a class file.

    Args:
        path: the file.
        asked: the columns that are answers; others are left out.
        student: the column that names the student, if it is none of those that are known.

    Raises:
        FileError: it cannot be read, or has no students or no answers.
    """
    text, note = read_export(path)
    # As they are, and as a template for a spreadsheet has them.
    known = {inert.cell(name): name for name in asked} | {name: name for name in asked}
    table = read_rows(text, lambda header: _fitness(header, known, student))
    header = names_of(table.header, known)
    columns = _columns(header, path, known, student)
    rows = [row for row in table.rows if _first(row, columns.names) != POINTS_ROW]
    comma = table.delimiter == ";" or (table.delimiter == "\t" and _has_decimal_comma(rows, columns))
    found = [_submission(row, header, columns, path, comma) for row in rows]
    notes = [each for each in (note, _left_out(header, columns, path)) if each]
    return ClassFile(_told_apart(found), list(_warnings(rows, columns, path, asked)), notes)


def _has_decimal_comma(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether a spreadsheet wrote the numbers of a file with a comma; what is separated by commas may be of a form."""
    return decimal_comma_in(cell for row in rows for cell in _answers(row, columns).values())


def _warnings(rows: Sequence[Row], columns: Columns, path: str, asked: Sequence[str]) -> Iterator[str]:
    if not rows:
        yield f"'{path}' has no rows below its header"
        return
    yield from (f"{path}, line {row.line}: {row.error}" for row in rows if row.error)
    answered = set(columns.answers.values())
    absent = [name for name in asked if name not in answered]
    if absent:
        yield f"{path} has no column for {listed(absent)}, missing for all of its students"


def _fitness(header: Sequence[str], known: Mapping[str, str], student: str | None) -> tuple[int, ...]:
    """How well a header fits, to find out what separates the cells: by its answers, its student, how many cells."""
    names = names_of(header, known)
    return sum(name in known for name in names), bool(_of_students(names, student)), len(names)


def _of_students(header: Sequence[str], student: str | None) -> list[int]:
    """The columns that say who it is, the name first."""
    plain = [_plain(name) for name in header]
    if student is not None:
        exact = [index for index, name in enumerate(header) if name == student.strip()]
        return exact or [index for index, name in enumerate(plain) if name == _plain(student)][:1]
    return [plain.index(name) for name in (*NAMES, *LOGINS) if name in plain]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _columns(header: Sequence[str], path: str, asked: Container[str], student: str | None) -> Columns:
    """Which column is what.

    Raises:
        FileError: none is the student's, or none an answer, or two are the same answer.
    """
    students = _of_students(header, student)
    if not header:
        raise FileError(f"'{path}' is empty", hint="its first line is the header: student,q1.value")
    if not students:
        wanted = f"'{student}'" if student is not None else "that names the student"
        raise FileError(f"'{path}' has no column {wanted}", hint=f"name it with --student: {listed(header)}")
    answers = {index: name for index, name in enumerate(header) if name in asked and index != students[0]}
    if not answers:
        raise FileError(f"'{path}' has no column that the key asks for", hint=f"its columns are {listed(header)}")
    twice = [name for name, count in Counter(answers.values()).items() if count > 1]
    if twice:
        raise FileError(f"'{path}' has two columns '{twice[0]}'", hint="leave one of them out")
    if student is not None:
        return Columns(students[:1], [], answers)
    logins = [index for index in students if _plain(header[index]) in LOGINS]
    return Columns([index for index in students if index not in logins], logins, answers)


def _left_out(header: Sequence[str], columns: Columns, path: str) -> str | None:
    used = {*columns.names, *columns.logins, *columns.answers}
    rest = [name for index, name in enumerate(header) if name and index not in used]
    return f"{path}: nothing is asked by the name of {listed(rest)}" if rest else None


def _first(row: Row, indexes: Sequence[int]) -> str:
    """The first of these cells in which somebody is named."""
    cells = (" ".join(normalize("NFC", row.cells[index]).split()) for index in indexes if index < len(row.cells))
    return next((cell for cell in cells if cell.casefold() not in NOBODY), "")


def _submission(row: Row, header: Sequence[str], columns: Columns, path: str, comma: bool) -> Submission:
    """The answers of a row; a cell too much would make each of them doubtful."""
    place = f"{path}, line {row.line}"
    name, login = _first(row, columns.names), _first(row, columns.logins)
    identity = (login.casefold() if "@" in login else login) or name or place
    student = shortened(name or login) or f"(line {row.line})"
    if any(cell.strip() for cell in row.cells[len(header) :]):
        hint = "write a cell that holds the separator in quotes"
        error = FileError(f"the row has {len(row.cells)} cells for {len(header)} columns", hint=hint, source=place)
        return Submission(student, place, {}, error, identity)
    cells = _answers(row, columns)
    answers = {asked: RawAnswer(cell, f"{place}, column {asked}") for asked, cell in cells.items()}
    return Submission(student, place, answers, None, identity, decimal_comma_in(cells.values(), comma))


def _answers(row: Row, columns: Columns) -> dict[str, str]:
    return {name: row.cells[index].strip() for index, name in columns.answers.items() if index < len(row.cells)}


def _told_apart(submissions: Sequence[Submission]) -> list[Submission]:
    """The submissions, with the login behind the name where two students are called the same."""
    people: dict[str, set[str]] = {}
    for each in submissions:
        people.setdefault(each.student, set()).add(each.identity)
    return [
        each._replace(student=f"{each.student} ({shortened(each.identity)})") if len(people[each.student]) > 1 else each
        for each in submissions
    ]
