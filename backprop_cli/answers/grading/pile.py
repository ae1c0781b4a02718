"""The pile: everything that was handed in, from files and folders, a submission a student."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from ...errors import FileError
from ...files import read_text, same_file
from .classes import read_class
from .submissions import ONE_STUDENT, Submission, listed, read_student, suffix_of

A_CLASS = (".csv", ".tsv")
SUFFIXES = (*ONE_STUDENT, *A_CLASS)
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")

# What Excel calls its "Unicode text"; in a folder such a file may be anything.
MAYBE_A_CLASS = ".txt"

# The name of a file that says nothing of the student, whose name is then that of the folder.
NAMELESS = "answers"

# So many of those who handed in more than once are named, each with so many places.
FEW = 5


class Pile(NamedTuple):
    """Submissions, and what whoever marks them should know: warnings, and notes that are less."""

    submissions: list[Submission]
    warnings: list[str]
    notes: list[str]


class Files(NamedTuple):
    """The files of a pile, and what was left out of its folders."""

    paths: list[str]
    notes: list[str]


def files_of(paths: Sequence[str], key: str) -> Files:
    """The files that were given, and those in the folders that were.

    Args:
        paths: files and folders.
        key: the key, which is no submission although it may stand in such a folder.

    Raises:
        FileError: something is not there, or is no submission by its name.
    """
    found: list[str] = []
    notes: list[str] = []
    for path in paths:
        if os.path.isdir(path):
            inside = [each for each in _inside(path) if not same_file(each, key)]
            taken = [each for each in inside if suffix_of(each) in SUFFIXES]
            left = [os.path.relpath(each, path) for each in inside if suffix_of(each) not in SUFFIXES]
            if not taken:
                raise FileError(f"there are no submissions in the folder '{path}'", hint=_forms())
            found += taken
            notes += [f"{path}: {listed(left)} left out, because submissions are {_forms()}"] if left else []
        else:
            _require(path)
            found.append(path)
    return Files(list(dict.fromkeys(found)), notes)


def _inside(folder: str) -> Iterator[str]:
    """The files of a folder and of those below it, in the order of their names, without what systems hide there."""

    def fail(error: OSError) -> None:
        raise FileError(f"cannot read the folder '{error.filename}': {(error.strerror or str(error)).lower()}")

    for above, folders, names in os.walk(folder, onerror=fail):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__MACOSX")))
        yield from (os.path.join(above, name) for name in sorted(names) if not name.startswith("."))


def _require(path: str) -> None:
    suffix = suffix_of(path)
    if suffix in SPREADSHEETS:
        raise FileError(f"'{path}' is a workbook", hint="save it as CSV")
    if suffix not in (*SUFFIXES, MAYBE_A_CLASS):
        raise FileError(f"cannot tell the format of '{path}'", hint=f"submissions are {_forms()} files")
    if not os.path.exists(path):
        # Reading it gives the reason, with the file that was probably meant.
        read_text(path)


def _forms() -> str:
    return f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"


def read_pile(paths: Sequence[str], asked: Sequence[str], student: str | None = None) -> Pile:
    """Read what was handed in.

    Args:
        paths: the files.
        asked: what the key asks for, as `q1.a.grad`.
        student: the column of a class file that names the student.

    Raises:
        FileError: a class file cannot be read, or nobody handed in anything.
    """
    pile = Pile([], [], [])
    students = students_of([path for path in paths if suffix_of(path) in ONE_STUDENT])
    for path in paths:
        if path in students:
            pile.submissions.append(read_student(path, students[path]))
            continue
        found = read_class(path, asked, student)
        pile.submissions.extend(found.submissions)
        pile.warnings.extend(found.warnings)
        pile.notes.extend(found.notes)
    counting = _last(pile.submissions)
    if not counting:
        raise FileError("there is nothing to mark", hint="; ".join(pile.warnings) or "no file has a submission")
    return pile._replace(submissions=counting, warnings=[*pile.warnings, *_repeated(pile.submissions)])


def students_of(paths: Sequence[str]) -> Mapping[str, str]:
    """The students of the files by their paths: a file's name is the student.

    Where the name is `answers`, or is the same for all of several files, the folder is the student.
    """
    shared = len({_stem(path) for path in paths}) == 1 and len({os.path.dirname(path) for path in paths}) > 1
    return {path: _folder(path) if shared or _stem(path) == NAMELESS else _stem(path) for path in paths}


def _stem(path: str) -> str:
    return normalize("NFC", os.path.splitext(os.path.basename(path))[0])


def _folder(path: str) -> str:
    """The folder of a file, as far as it has a name; else the file's name."""
    name = os.path.basename(os.path.dirname(os.path.normpath(path)))
    return normalize("NFC", name) if name not in ("", os.pardir) else _stem(path)


def _last(submissions: Sequence[Submission]) -> list[Submission]:
    """The last submission of each student."""
    return list({each.identity: each for each in submissions}.values())


def _repeated(submissions: Sequence[Submission]) -> Iterator[str]:
    """Who handed in more than once, and what counts."""
    sources: dict[str, list[Submission]] = {}
    for each in submissions:
        sources.setdefault(each.identity, []).append(each)
    repeated = [several for several in sources.values() if len(several) > 1]
    for several in repeated[:FEW]:
        *before, last = [each.source for each in several]
        more = f" and {len(before) - FEW} more" if len(before) > FEW else ""
        yield f"{several[-1].student} is there {len(several)} times: {last} counts, {', '.join(before[:FEW])}{more} not"
    if len(repeated) > FEW:
        yield f"{len(repeated) - FEW} more students are there more than once: the last counts"
