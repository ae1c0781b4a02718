"""An empty submission to fill in: the answers of one student in TOML or JSON, or those of a class in a CSV."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator

from ... import inert
from ...errors import FileError
from .key import Key, Problem, statement_of

STUDENT = "student"
BARE = re.compile(r"[A-Za-z0-9_-]+")


def template_suffix(path: str | None) -> str:
    """The format of the file that a template goes to, by its ending; TOML without a file.

    Raises:
        FileError: no submission has this ending.
    """
    suffix = ".toml" if path is None else os.path.splitext(path)[1].lower()
    if suffix not in FORMS:
        raise FileError(f"cannot tell the format of '{path}'", hint="submissions are .toml, .json or .csv files")
    return suffix


def template(key: Key, suffix: str = ".toml") -> str:
    """A submission without answers, in the format of this ending."""
    return FORMS[suffix](key)


def _as_json(key: Key) -> str:
    answers = {problem.id: {str(quantity): "" for quantity in problem.ask} for problem in key.problems}
    return inert.json(json.dumps(answers, indent=2, ensure_ascii=False)) + "\n"


def _as_csv(key: Key) -> str:
    """The columns, below which each student has a row."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([STUDENT, *map(inert.cell, key.asked)])
    return out.getvalue()


def _as_toml(key: Key) -> str:
    head = [f"# {line}" for line in inert.lines(key.title).splitlines()]
    head.append(
        "# Write a number, or an expression such as 1/3, between the quotes; a formula where no numbers are given."
    )
    return "\n".join([*head, *(line for problem in key.problems for line in _section(problem))]) + "\n"


def _section(problem: Problem) -> Iterator[str]:
    yield from ("", f"[{_key(problem.id)}]")
    for statement in statement_of(problem):
        yield from (f"# {line}" for line in statement.splitlines())
    for quantity in problem.ask:
        name = f"{_key(quantity.name)}.{quantity.kind}" if quantity.name else quantity.kind
        yield f'{name} = ""'


def _key(name: str) -> str:
    """A key as TOML has it: bare if it can be, else in quotes."""
    if BARE.fullmatch(name):
        return name
    return inert.json(json.dumps(name, ensure_ascii=False))


FORMS: dict[str, Callable[[Key], str]] = {".toml": _as_toml, ".json": _as_json, ".csv": _as_csv}
