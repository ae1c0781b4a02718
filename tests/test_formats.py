"""The formats of every command: one table each, whose writers are there and are called alike."""

from __future__ import annotations

from importlib import import_module
from inspect import signature

import click
import pytest

from backprop_cli.cli import COMMANDS, run
from backprop_cli.cli.formats import Formats
from backprop_cli.errors import UsageError

# Every table of every command, by the name under which it stands there.
TABLES = {
    f"{command}.{name}": formats
    for command in COMMANDS
    for name, formats in vars(import_module(f"backprop_cli.cli.{command}_command")).items()
    if isinstance(formats, Formats)
}

# What chooses among them.
OPTIONS = {"grade.REPORTS": "report"}

# What it chooses beside the table: what no stream can take, and what takes more than the others.
MORE = {"grade.REPORTS": ["feedback"], "graph.FORMATS": ["html"]}


def command_of(table: str) -> str:
    return table.partition(".")[0]


def command(name: str) -> click.Command:
    return import_module(f"backprop_cli.cli.{name}_command").command


def test_every_command_with_formats_has_a_table():
    chosen = {"form", *OPTIONS.values()}
    choosing = {name for name in COMMANDS if chosen & {parameter.name for parameter in command(name).params}}
    assert {command_of(table) for table in TABLES} == choosing >= {"eval", "graph", "explain", "diff", "check", "grade"}


@pytest.mark.parametrize("table", TABLES)
def test_every_format_has_its_writer_and_all_are_called_alike(table):
    writers = list(TABLES[table].values())
    assert all(callable(writer) and writer.__doc__ for writer in writers)
    parameters = [[p.annotation for p in signature(writer).parameters.values()] for writer in writers]
    assert parameters.count(parameters[0]) == len(writers)


@pytest.mark.parametrize("table", TABLES)
def test_the_choices_are_those_of_the_table(table):
    (option,) = [p for p in command(command_of(table)).params if p.name == OPTIONS.get(table, "form")]
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == [*TABLES[table], *MORE.get(table, [])]
    assert not isinstance(option.default, str) or option.default in TABLES[table]


def test_nothing_falls_through():
    with pytest.raises(KeyError):
        TABLES["explain.FORMATS"]["nonsense"]


@pytest.mark.parametrize(
    ("arguments", "form"),
    [
        (["eval", "x", "x=1"], "--format"),
        (["graph", "x", "x=1"], "--format"),
        (["explain", "x", "x=1"], "--format"),
        (["diff", "x"], "--format"),
        (["check", "x", "x=1"], "--format"),
        (["grade", "key.toml", "a.toml"], "--report"),
    ],
)
def test_a_format_that_is_not_there_is_refused(arguments, form, capsys):
    assert run([*arguments, form, "xyz"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "'xyz' is not one of" in err


def test_a_new_format_is_a_row(tmp_path):
    formats = Formats({"long": "numbers:short", "lg": "numbers:short"})
    assert formats["long"](0.1) == "0.1"
    assert list(formats.choice().choices) == ["long", "lg"]
    assert formats.of_file(str(tmp_path / "a.b.LG")) == "lg"
    with pytest.raises(UsageError) as caught:
        formats.of_file("a.txt")
    assert caught.value.message == "cannot tell the format of 'a.txt' by '.txt'"
    assert caught.value.hint == "end it with .long or .lg, or give --format"
