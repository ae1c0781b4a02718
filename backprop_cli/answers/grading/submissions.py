"""Submissions: what a student answered, and the TOML or JSON file that it stands in."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from unicodedata import normalize

from ...errors import BackpropError, FileError, fault_of
from ...files import json_table, read_export, toml_table
from ...language.bindings import KINDS
from ..marking import decimal_comma_in

ONE_STUDENT = (".toml", ".json")
TOML_FORM = "write [q1], and below it value = -8, a.grad = 6, a line each"
JSON_FORM = 'write {"q1": {"value": -8, "a.grad": 6}}'

# In bytes. The answers of one student to a hundred questions take some thousand.
LARGEST = 1_000_000

# In tables one in another; q1.a.grad stands in two.
DEEPEST = 10


# So many names are listed in a message, and so many characters of each are shown.
FEW = 5
WIDEST = 80


class Place(NamedTuple):
    """Where an answer of a file stands, to be looked for when somebody asks: `str` finds it."""

    path: str
    text: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        """The file and the line of an answer: where its keys come one after another."""
        at = 0
        for part in ".".join(self.parts).split(".", 20):
            found = re.compile(rf"(?<!\w){re.escape(part)}(?!\w)").search(self.text, at)
            if found is None:
                return self.path
            at = found.end()
        return f"{self.path}, line {self.text.count(chr(10), 0, at) + 1}"


class RawAnswer(NamedTuple):
    """An answer as it stands in a file; `error` tells why it is none, such as a list."""

    text: str
    place: Place | str
    error: str | None = None


class Submission(NamedTuple):
    """The answers of a student by what was asked, as `q1.a.grad`.

    `error` tells why a file has none. `identity` is what tells the student from all others, mostly the name;
    `decimal_comma` is whether the answers are written with one.
    """

    student: str
    source: str
    answers: Mapping[str, RawAnswer]
    error: BackpropError | None = None
    identity: str = ""
    decimal_comma: bool = False


def read_student(path: str, student: str) -> Submission:
    """The submission of a TOML or JSON file; one that cannot be read is without answers, with the error."""
    try:
        answers = dict(_answers(path))
    except BackpropError as error:
        return Submission(student, path, {}, error, student)
    except Exception as error:
        return Submission(student, path, {}, fault_of(error), student)
    comma = decimal_comma_in(written.text for written in answers.values())
    return Submission(student, path, answers, None, student, comma)


def _answers(path: str) -> Iterator[tuple[str, RawAnswer]]:
    if os.path.isfile(path) and os.path.getsize(path) > LARGEST:
        raise FileError(f"'{path}' is too long for a submission", hint=f"a submission has up to {LARGEST:,} bytes")
    text, _ = read_export(path)
    is_toml = suffix_of(path) == ".toml"
    table = toml_table(text, path, TOML_FORM) if is_toml else json_table(text, path, JSON_FORM)
    for parts, value in _flat(table):
        if len(parts) > DEEPEST:
            raise FileError(f"'{path}' is nested too deeply", hint=TOML_FORM if is_toml else JSON_FORM)
        yield normalize("NFC", ".".join(parts)), _written(value, Place(path, text, parts))


def suffix_of(path: str) -> str:
    """The ending of a file's name, in small letters."""
    return os.path.splitext(path)[1].lower()


def _flat(table: Mapping[str, object]) -> Iterator[tuple[tuple[str, ...], object]]:
    """The values of nested tables in their order, each with the keys on the way to it; the deepest may be tables."""
    waiting: list[tuple[tuple[str, ...], object]] = [((), table)]
    while waiting:
        parts, value = waiting.pop()
        if isinstance(value, dict) and len(parts) <= DEEPEST:
            waiting.extend(((*parts, name), below) for name, below in reversed(value.items()))
        else:
            yield parts, value


def _written(value: object, place: Place) -> RawAnswer:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return RawAnswer(str(value).strip(), place)
    kind = KINDS.get(type(value), "no number and no text")
    return RawAnswer("", place, f"an answer cannot be {kind}" if value is not None else None)


def listed(names: Sequence[str]) -> str:
    """The first of many names, and how many more there are."""
    shown = ", ".join(map(shortened, names[:FEW]))
    return f"{shown} and {len(names) - FEW} more" if len(names) > FEW else shown


def shortened(name: str) -> str:
    """A name that is no longer than that of a person."""
    return name if len(name) <= WIDEST else name[: WIDEST - 1] + "…"
