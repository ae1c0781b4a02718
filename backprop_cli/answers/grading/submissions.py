"""Submissions: the answers of one student in a TOML or JSON file, or those of a class in a CSV."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ...errors import BackpropError, FileError
from ...files import json_table, read_text, toml_table
from ...language.bindings import KINDS

SUFFIXES = (".toml", ".json", ".csv")
STUDENT = "student"
TOML_FORM = "write [q1], and below it value = -8, a.grad = 6, a line each"
JSON_FORM = 'write {"q1": {"value": -8, "a.grad": 6}}'


class Written(NamedTuple):
    """An answer as it stands in a file; `error` tells why it is none, such as a list."""

    text: str
    place: str
    error: str | None = None


class Submission(NamedTuple):
    """The answers of a student by what was asked, as `q1.a.grad`; `error` tells why the file has none."""

    student: str
    source: str
    answers: Mapping[str, Written]
    error: BackpropError | None = None


def read_submissions(path: str) -> Iterator[Submission]:
    """The submissions of a file; one that is malformed becomes a submission without answers, with the error."""
    try:
        if _suffix(path) == ".csv":
            yield from _of_class(path, read_text(path))
        else:
            yield _of_student(path, read_text(path))
    except BackpropError as error:
        yield Submission(_student(path), path, {}, error)


def require_files(paths: tuple[str, ...]) -> None:
    """Refuse what is no submission by its name, or is not there, before anything is marked.

    Raises:
        FileError: which file.
    """
    for path in paths:
        if _suffix(path) not in SUFFIXES:
            raise FileError(f"cannot tell the format of '{path}'", hint="submissions are .toml, .json or .csv files")
        if not os.path.exists(path):
            # Reading it gives the reason, with the file that was probably meant.
            read_text(path)


def _suffix(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _student(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _of_student(path: str, text: str) -> Submission:
    answers = {}
    try:
        is_toml = _suffix(path) == ".toml"
        table = toml_table(text, path, TOML_FORM) if is_toml else json_table(text, path, JSON_FORM)
        for parts, value in _flat(table, ()):
            answers[".".join(parts)] = _written(value, _place(path, text, parts))
    except RecursionError:
        raise FileError(f"'{path}' is nested too deeply", hint="write a table for each problem") from None
    return Submission(_student(path), path, answers)


def _flat(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """The values of nested tables, each with the keys on the way to it."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, (*above, name))
        else:
            yield (*above, name), value


def _written(value: object, place: str) -> Written:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return Written(str(value).strip(), place)
    kind = KINDS.get(type(value), "no number and no text")
    return Written("", place, f"an answer cannot be {kind}" if value is not None else None)


def _place(path: str, text: str, parts: tuple[str, ...]) -> str:
    """The file and the line of an answer: where its keys come one after another."""
    at = 0
    for part in ".".join(parts).split("."):
        found = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)").search(text, at)
        if found is None:
            return path
        at = found.end()
    return f"{path}, line {text.count(chr(10), 0, at) + 1}"


def _of_class(path: str, text: str) -> Iterator[Submission]:
    """The rows of a CSV, each with its line."""
    import csv
    import io

    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _require_header(header, path)
        for row in reader:
            if any(cell.strip() for cell in row):
                yield _of_row(header, row, path, reader.line_num)
    except csv.Error as error:
        raise FileError(f"not valid CSV: {error} (line {reader.line_num})", source=path) from None


def _require_header(header: list[str], path: str) -> None:
    hint = f"the first line names the columns: {STUDENT},q1.value,q1.a.grad,…"
    if STUDENT not in header:
        raise FileError(f"'{path}' has no column '{STUDENT}'", hint=hint)
    twice = [name for name in header if name and header.count(name) > 1]
    if twice:
        raise FileError(f"'{path}' has two columns '{twice[0]}'", hint=hint)


def _of_row(header: list[str], row: list[str], path: str, line: int) -> Submission:
    place = f"{path}, line {line}"
    cells = dict(zip(header, row, strict=False))
    student = cells.pop(STUDENT, "").strip() or f"(line {line})"
    if len(row) > len(header):
        error = FileError(f"the row has {len(row)} cells for {len(header)} columns", source=place)
        return Submission(student, place, {}, error)
    answers = {name: Written(cell.strip(), f"{place}, column {name}") for name, cell in cells.items() if name}
    return Submission(student, place, answers)
