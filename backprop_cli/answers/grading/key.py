"""The key: the problems of a homework, what is asked of each, and the points for it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple
from unicodedata import normalize

from ...errors import BackpropError, FileError, Span
from ...files import read_text, toml_table
from ...graph.program import Program
from ...language import parse
from ...language.bindings import constant
from ...notation.text import number_text
from ..marking import Exercise, Policy, Quantity
from .asked import read_asked, shared
from .settings import NAMES, Complain, Settings, changed

FIELDS = ("id", "expression", "at", "ask", "points", "of", "title", *NAMES)
FIELDS_OF_ALL = ("title", "problem", *NAMES)
REQUIRED = ("id", "expression", "ask")
HEADER = re.compile(r"^[ \t]*\[\[[ \t]*problem[ \t]*\]\]", re.MULTILINE)


class Problem(NamedTuple):
    """One problem: the exercise, the quantities asked for, each with its points, and how answers to them are marked.

    `remembered` is what became of answers, all of them together, that were given before.
    """

    id: str
    exercise: Exercise
    ask: list[Quantity]
    shares: Mapping[Quantity, float]
    settings: Mapping[Quantity, Settings]
    remembered: dict[Hashable, Any]

    @property
    def points(self) -> float:
        """The points for all of it."""
        return sum(self.shares.values())

    def name(self, quantity: Quantity) -> str:
        """How an answer is called, as `q1.a.grad`."""
        return f"{self.id}.{quantity}"

    def expected(self, quantity: Quantity) -> float | str:
        """The right answer: a number, or a formula where there is no point."""
        return self.exercise.expected(quantity)


class Key(NamedTuple):
    """A homework."""

    title: str
    problems: list[Problem]

    @property
    def asked(self) -> list[str]:
        """Everything that is asked, as `q1.a.grad`."""
        return [problem.name(quantity) for problem in self.problems for quantity in problem.ask]

    @property
    def points(self) -> float:
        """The points for everything."""
        return sum(problem.points for problem in self.problems)


class Rules(NamedTuple):
    """How the answers to all problems are marked, where the key says nothing else."""

    policy: Policy = Policy()
    points: int = 20
    seed: int = 0


def read_key(path: str, rules: Rules = Rules()) -> Key:  # noqa: B008 - they cannot change
    """Read a key, and find out that everything in it has an answer.

    Raises:
        BackpropError: it is no key; the error points into the file.
    """
    text = read_text(path)
    table = toml_table(text, path, "write [[problem]], and below it id, expression, at and ask")
    reader = _Reader(path, text, rules)
    problems = table.get("problem")
    if not isinstance(problems, list) or not problems or not all(isinstance(each, dict) for each in problems):
        raise FileError(f"the key '{path}' has no problems", hint="write [[problem]] with an id, an expression and ask")
    reader.read_settings(table)
    found = [reader.problem(number, each) for number, each in enumerate(problems)]
    return Key(str(table.get("title", "")), found)


class _Reader:
    """Reads the problems of a key; what is wrong with one is raised with its place in the file."""

    def __init__(self, path: str, text: str, rules: Rules) -> None:
        self.path = path
        self.text = text
        self.rules = rules
        self.headers = [found.span() for found in HEADER.finditer(text)]
        self.ids: set[str] = set()
        self.settings = Settings(rules.policy)

    def read_settings(self, table: Mapping[str, object]) -> None:
        """What is set for the whole key, above its problems."""
        for name in table:
            if name not in FIELDS_OF_ALL:
                raise self._error(None, name, f"a key has no '{name}'", f"it has {', '.join(FIELDS_OF_ALL)}")
        self.settings = changed(self.settings, table, self._complaining(None))

    def problem(self, number: int, table: Mapping[str, object]) -> Problem:
        """One problem of the file."""
        for name in table:
            if name not in FIELDS:
                raise self._error(number, name, f"a problem has no '{name}'", f"it has {', '.join(FIELDS)}")
        for name in REQUIRED:
            if name not in table:
                raise self._error(number, "", f"a problem needs '{name}'", f"write {name} = …")
        name = self._id(number, table["id"])
        program = self._program(number, table["expression"])
        bindings = self._bindings(number, program, table.get("at", {}))
        settings = changed(self.settings, table, self._complaining(number))
        exercise = self._exercise(number, program, bindings, table.get("of"), settings.policy)
        asked = read_asked(exercise, table["ask"], settings, self._complaining(number, "ask"))
        exercise.policies.update({each.quantity: each.settings.policy for each in asked})
        shares = shared(asked, table.get("points"), self._complaining(number))
        return Problem(name, exercise, list(shares), shares, {each.quantity: each.settings for each in asked}, {})

    def _id(self, number: int, value: object) -> str:
        name = value if isinstance(value, str) else str(value) if type(value) is int else ""
        if not name.strip():
            raise self._error(number, "id", "the id of a problem is a text", 'write id = "q1"')
        name = normalize("NFC", name)
        if name in self.ids:
            raise self._error(number, "id", f"two problems have the id '{name}'", "give each its own")
        self.ids.add(name)
        return name

    def _program(self, number: int, value: object) -> Program:
        if not isinstance(value, str):
            raise self._error(number, "expression", "an expression is a text", 'write expression = "a*b + c"')
        try:
            return parse(value)
        except BackpropError as error:
            raise self._located(error, number, "expression", value) from None

    def _bindings(self, number: int, program: Program, table: object) -> dict[str, float]:
        if not isinstance(table, dict):
            raise self._error(number, "at", "the point of a problem is a table", "write at = { a = 2, b = -3 }")
        for name in table:
            if name not in program.names:
                raise self._error(number, "at", f"the expression does not use '{name}'", "leave it out")
        return {name: self._value(number, name, value) for name, value in table.items()}

    def _value(self, number: int, name: str, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self._error(number, "at", f"the value of '{name}' is no number", f"write {name} = 2")
        try:
            return float(constant(str(value)))
        except BackpropError as error:
            raise self._error(number, "at", f"the value of '{name}': {error.message}", error.hint) from None

    def _exercise(
        self, number: int, program: Program, bindings: Mapping[str, float], of: object, policy: Policy
    ) -> Exercise:
        rules = self.rules
        missing = program.without_value(bindings)
        if bindings and missing:
            # A point that was begun was meant to be whole; without any, formulas are asked for.
            raise self._error(number, "at", f"no value for {', '.join(missing)}", "give every variable its value")
        try:
            exercise = Exercise(
                program, bindings, None if of is None else str(of),
                points=rules.points, seed=rules.seed, policy=policy,
            )  # fmt: skip
            assert exercise.traces
        except BackpropError as error:
            raise self._located(error, number, "expression", program.text) from None
        return exercise

    def _complaining(self, number: int | None, field: str | None = None) -> Complain:
        """What makes errors about a problem, or about one field of it."""
        return lambda name, message, hint: self._error(number, field or name, message, hint)

    def _error(self, number: int | None, field: str, message: str, hint: str | None) -> FileError:
        return FileError(message, text=self.text, span=self._place(number, field), hint=hint, source=self.path)

    def _located(self, error: BackpropError, number: int, field: str, value: str) -> BackpropError:
        """The error with its place in the file, where the value stands there as it is."""
        start, end = self._place(number, field)
        at = self.text.find(value, start, end) if value else -1
        if at >= 0 and error.text == value:
            return error.within(self.text, (at, at + len(value)), self.path)
        error.span = None
        return error.within(self.text, (start, end), self.path)

    def _place(self, number: int | None, field: str) -> Span:
        """Where a field of a problem stands, to the end of its line; without it, where the problem begins."""
        if number is not None and number >= len(self.headers):
            return (0, max(len(self.text.partition("\n")[0]), 1))
        # What is set for the whole key stands above the first problem.
        start, after = self.headers[number] if number is not None else (0, 0)
        following = 0 if number is None else number + 1
        end = self.headers[following][0] if following < len(self.headers) else len(self.text)
        pattern = rf"^[ \t]*(?:\"{re.escape(field)}\"|'{re.escape(field)}'|{re.escape(field)})[ \t]*[.=]"
        found = re.compile(pattern, re.MULTILINE).search(self.text, after, end) if field else None
        if found is None:
            return (start, after)
        line_end = self.text.find("\n", found.start())
        many_lines = self.text[found.end() :].lstrip().startswith(('"""', "'''"))
        return (found.start(), end if many_lines else line_end if line_end >= 0 else len(self.text))


def statement_of(problem: Problem) -> Sequence[str]:
    """A problem in words: the expression, and the point."""
    exercise = problem.exercise
    at = ", ".join(f"{name} = {number_text(value)}" for name, value in exercise.bindings.items())
    return [exercise.parsed, *([f"at {at}"] if at else [])]
