"""Inputs for fuzzing: texts for the library, and command lines with their files, each nearly right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from random import Random
from typing import NamedTuple

from backprop_cli.cli import COMMANDS
from backprop_cli.export import TARGETS as LANGUAGES

from . import garbling
from .running import in_process

# The first word of an input for the library and not for the command line.
PARSE = "parse()"
VALUES = (2.0, -0.5, 0.0, 1.0, 1e200, -3.0, 0.75)

KEY = """\
title = "T"
[[problem]]
id = "q1"
expression = "c = a*b; tanh(c)"
at = { a = 2, b = -3 }
ask = ["value", "a.grad"]
"""
ANSWERS = "[q1]\nvalue = 0.5\na.grad = 3\n"
CLASS = "student,q1.value,q1.a.grad\nada,-1,0\nben,2,x\n"


class Input(NamedTuple):
    """A command line with the files that it finds; or a text for `parse`, after the word PARSE."""

    arguments: tuple[str, ...]
    files: Mapping[str, bytes] = {}

    @property
    def size(self) -> int:
        """Its length in characters and bytes."""
        return sum(map(len, self.arguments)) + sum(map(len, self.files.values()))

    def __str__(self) -> str:
        files = "".join([f"\n      {name}: {content!r}" for name, content in self.files.items()])
        return " ".join(["backprop" * (self.arguments[0] != PARSE), *map(repr, self.arguments)]).strip() + files


@cache
def corpus() -> tuple[str, ...]:
    return tuple(garbling.seeds())


def language(random: Random) -> Input:
    """A text for the library."""
    if random.random() < 0.0005:
        return Input((PARSE, garbling.repeated(random)))
    return Input((PARSE, garbling.expression(random, corpus())))


def expressions(random: Random) -> Input:
    """A text for one of the commands, with values for its likely names."""
    text = garbling.expression(random, corpus())
    bindings = [f"{name}={random.choice(VALUES)}" for name in garbling.NAMES[:6] if name in text]
    command = random.choice([
        ["eval", "--format", random.choice(["table", "tree", "json", "csv", "tsv", "markdown"])],
        ["explain", "--format", random.choice(["text", "markdown", "latex", "json"])],
        ["check", "--format", random.choice(["table", "json"])],
        ["graph", "--format", random.choice(["dot", "mmd"])],
        ["diff", "--format", random.choice(["text", "latex", "json"])],
        ["eval", "--exact"],
        ["explain", "--limit"],
        ["check", "--value", garbling.expression(random, corpus()), "--grad", f"x={garbling.sentence(random)}"],
    ])  # fmt: skip
    return Input((*command, "--", text, *([] if command[0] == "diff" else bindings)))


def bindings(random: Random) -> Input:
    """A file of bindings."""
    table = {random.choice(garbling.NAMES): garbling.content(random) for _ in range(random.randint(0, 3))}
    table |= {"a": garbling.content(random, 0), "b": 2}
    if random.random() < 0.5:
        text, name = garbling.toml_lines(table), "values.toml"
    else:
        text, name = json.dumps(table), "values.json"
    return Input(("eval", "a*b", "-b", name), {name: garbling.bytes_of(garbling.damaged(text, random), random)})


def keys(random: Random) -> Input:
    """A key."""
    text = KEY
    if random.random() < 0.5:
        name = random.choice(["points", "rtol", "atol", "sigfigs", "feedback", "at", "ask", "title", "id", "answers"])
        text += f"{name} = {garbling.toml(garbling.content(random))}\n"
    files = {
        "key.toml": garbling.bytes_of(garbling.damaged(text, random), random),
        "answers.toml": ANSWERS.encode(),
    }
    return Input(("grade", "key.toml", "answers.toml", *_report(random)), files)


def _report(random: Random) -> tuple[str, ...]:
    return ("--report", random.choice(["table", "json", "csv", "gradescope", "junit"]))


def submissions(random: Random) -> Input:
    """A submission, or a class of them."""
    kind = random.choice(["toml", "json", "csv"])
    if kind == "csv":
        cells = [str(garbling.content(random, 0)) for _ in range(3)]
        text = CLASS + ",".join(cells) + random.choice(["\n", "\r", "\r\n"])
    else:
        answers = {"value": garbling.content(random), "a.grad": garbling.content(random, 0)}
        text = garbling.toml_lines({"q1": answers}) if kind == "toml" else json.dumps({"q1": answers})
    content = garbling.bytes_of(garbling.damaged(text, random), random)
    return Input(("grade", "key.toml", f"s.{kind}", *_report(random)), {"key.toml": KEY.encode(), f"s.{kind}": content})


def summaries(random: Random) -> Input:
    """A class of which the report tells what was hard."""
    cells = [[str(garbling.content(random, 0)) for _ in range(3)] for _ in range(random.randint(0, 4))]
    text = CLASS + "".join([",".join(row) + "\n" for row in cells])
    files = {"key.toml": KEY.encode(), "s.csv": garbling.bytes_of(garbling.damaged(text, random), random)}
    report = random.choice(["summary", "summary", "summary-json", "csv", "json"])
    return Input(("grade", "key.toml", "s.csv", "--report", report), files)


def rows(random: Random) -> Input:
    """A table for `batch`, or for `fit`."""
    kind = random.choice(["csv", "csv", "tsv", "ndjson"])
    names = random.choice([["x", "y"], ["y", "x", "id"], ["x", "y", garbling.sentence(random)], ["x", "x"], ["a"]])
    table = [[garbling.content(random, 0) for _ in names] for _ in range(random.randint(0, 4))]
    if kind == "ndjson":
        lines = [json.dumps(dict(zip(names, row, strict=True))) for row in table]
    else:
        lines = [("\t" if kind == "tsv" else ",").join(map(_cell, row)) for row in [names, *table]]
    ending = random.choice(["\n", "\n", "\r\n", "\r"])
    files = {f"t.{kind}": garbling.bytes_of(garbling.damaged(ending.join([*lines, ""]), random), random)}
    command = random.choice([
        ["batch", random.choice(["x*y", "log(x)/y", "x"])],
        ["batch", garbling.expression(random, corpus()), "--engine", "python"],
        ["batch", "x^y", "--reduce", random.choice(["sum", "mean"])],
        ["batch", "x*y", "y=2", "--grad", "x", "-o", f"out.{kind}"],
        ["fit", "(w*x - y)^2", "w=1", "--steps", "3"],
    ])  # fmt: skip
    return Input((*command, "-i", f"t.{kind}"), files)


def _cell(value: object) -> str:
    """A value as a cell, mostly in quotes where it needs them."""
    text = str(value)
    return text if text.isalnum() else '"' + text.replace('"', '""') + '"'


def exports(random: Random) -> Input:
    """A text that is to become code."""
    text = garbling.expression(random, corpus())
    options = random.choice([[], [], ["--main"], ["--name", random.choice(garbling.WORDS)], ["--dialect", "duckdb"]])
    bindings = [f"{name}={random.choice(VALUES)}" for name in garbling.NAMES[:3] if random.random() < 0.2]
    return Input(("export", "--to", random.choice([*LANGUAGES]), *options, "--", text, *bindings))


@cache
def options() -> Mapping[str, Sequence[str]]:
    """The options of each command, as its help has them."""
    return {command: re.findall(r"(?<=[ /])--?[a-z]+", in_process(command, "--help").out) for command in COMMANDS}


FILES: Mapping[str, bytes] = {
    "model.txt": b"y = x^2\ny + 1\n",
    "values.json": b'{"x": 2, "a": 1, "b": 3}',
    "values.toml": b"x = 2\n",
    "key.toml": KEY.encode(),
    "answers.toml": ANSWERS.encode(),
    "class.csv": CLASS.encode(),
    "binary": bytes(range(256)),
    "empty": b"",
}


def lines(random: Random) -> Input:
    """A command line of any words; what it writes goes to a file of the folder at hand."""
    command = random.choice([*COMMANDS, *COMMANDS, "evl", "", "--help", "--version", "-h"])
    words: list[str] = []
    for _ in range(random.randint(0, 6)):
        words += _words(command, random)
    if random.random() < 0.3:
        words += [
            "-o",
            random.choice(["out.dot", "out.csv", "out.json", "nowhere/out.dot", "/dev/null", "out.svg", ""]),
        ]
    return Input((command, *words), FILES)


def _words(command: str, random: Random) -> list[str]:
    kind = random.random()
    if kind < 0.3:
        return [random.choice(["x", "x^2 + y", "a*b", "-x", "relu(x)", "c = a*b; tanh(c)", "-", "--", "1/x"])]
    if kind < 0.5:
        return [f"{random.choice(garbling.NAMES[:6])}={random.choice(garbling.NUMBERS)}"]
    if kind < 0.6:
        return [random.choice([*FILES, "nowhere.txt", ".", ""])]
    if kind < 0.85:
        return [_option(command, random)]
    text = garbling.sentence(random).replace("/", "")
    return [] if text.startswith(("-o", "--o")) else [text]


def _option(command: str, random: Random) -> str:
    option = random.choice(options().get(command) or ["--help"])
    if option in ("-o", "--output"):
        return "--help"
    value = random.choice(["table", "json", "dot", "mmd", "x", "x=2", "-1", "1e9", "nan", "full", "3", "", *FILES])
    return random.choice([option, option, option[:-1] if len(option) > 3 else option, f"{option}={value}"])


TARGETS: Mapping[str, Callable[[Random], Input]] = {
    "language": language,
    "expressions": expressions,
    "bindings": bindings,
    "keys": keys,
    "submissions": submissions,
    "summaries": summaries,
    "rows": rows,
    "exports": exports,
    "lines": lines,
}
