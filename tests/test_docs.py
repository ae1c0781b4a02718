"""Documentation cannot drift: every command, option, choice and operation is in the README."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest

from backprop_cli import __version__
from backprop_cli.cli import COMMANDS, cli
from backprop_cli.errors import BackpropError, DomainError, FaultError
from backprop_cli.ops import OPS

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS_SECTION = TEXT.split("\n## The commands\n", 1)[1].split("\n## ", 1)[0]
SHARED, *SECTIONS = COMMANDS_SECTION.split("\n### ")
SECTION = {section.split("\n", 1)[0]: section for section in SECTIONS}
CONTEXT = click.Context(cli, **cli.context_settings)


def options(name: str) -> list[click.Option]:
    command = cli.get_command(CONTEXT, name)
    return [param for param in command.get_params(CONTEXT) if isinstance(param, click.Option)]


OPTIONS = [(name, option) for name in COMMANDS for option in options(name)]


def quoted(text: str) -> str:
    """Only what stands in quotes, without the examples, which are not where an option is described."""
    return " ".join(re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)))


def test_each_command_has_its_section_in_the_order_of_the_help():
    assert tuple(SECTION) == COMMANDS, "each command has a section under the heading 'The commands' of the README"
    for name in COMMANDS:
        assert f"| [`{name}`](#{name}) |" in SHARED
        assert f"$ backprop {name} " in SECTION[name]


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {option.opts[-1]}" for name, option in OPTIONS])
def test_each_option_is_described(name, option):
    described = quoted(SHARED) + " " + quoted(SECTION[name])
    words = re.findall(r"[^\s,]+", described)
    assert [spelling for spelling in (*option.opts, *option.secondary_opts) if spelling not in words] == []


CHOICES = [(name, option) for name, option in OPTIONS if isinstance(option.type, click.Choice)]


@pytest.mark.parametrize(("name", "option"), CHOICES, ids=[f"{name} {option.opts[-1]}" for name, option in CHOICES])
def test_each_choice_is_described(name, option):
    where = SHARED if option.opts[-1] in quoted(SHARED).split() else SECTION[name]
    described = quoted(where).lower()
    missing = [choice for choice in option.type.choices if not re.search(rf"\b{choice.lower()}\b", described)]
    assert not missing, f"the README describes {option.opts[-1]} of {name} without {missing}"


@pytest.mark.parametrize("option", cli.get_params(CONTEXT), ids=lambda option: option.opts[-1])
def test_each_option_of_the_program_itself_is_described(option):
    assert any(spelling in quoted(SHARED) for spelling in option.opts)


@pytest.mark.parametrize("op", OPS, ids=[op.name for op in OPS])
def test_each_operation_is_named_in_the_language(op):
    language = quoted(TEXT.split("\n## The language\n", 1)[1].split("\n## ", 1)[0]).split()
    names = {word.split("(")[0] for word in language}
    spelling = op.infix.symbol if op.infix else op.name
    missing = {spelling, *op.aliases} - names
    assert not missing, f"the README's table of functions needs {missing}"


def test_the_number_of_the_functions_is_that_of_the_table():
    """No function is described that is not there."""
    table = TEXT.split("| functions | |", 1)[1].split("\n\n", 1)[0]
    named = {word.split("(")[0] for word in re.findall(r"`([^`]+)`", table)}
    assert named == {name for op in OPS for name in (op.name, *op.aliases) if name.isidentifier()} - {
        op.name for op in OPS if op.infix
    }


def test_what_is_checked_before_a_change_is_what_the_readme_says():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    first, second = re.findall(r"^```sh\n(.*)\n```$", TEXT, re.MULTILINE)
    assert script.index(first) < script.index(second)
    assert first.endswith('backprop eval "3*(a+b*c)" a=5 b=4 c=2')


def test_the_exit_codes_are_those_of_the_errors():
    assert f"\n| {BackpropError.exit_code} | usage" in TEXT
    assert f"\n| {DomainError.exit_code} | the mathematics" in TEXT
    assert f"\n| {FaultError.exit_code} | a fault of `backprop` itself" in TEXT


def codes_of_notes() -> set[str]:
    """Those of the rule table, and those that the module of the notes returns beside its words."""
    tree = ast.parse((ROOT / "backprop_cli" / "graph" / "notes.py").read_text(encoding="utf-8"))
    pairs = [node.value for node in ast.walk(tree) if isinstance(node, ast.Return)]
    first = [pair.elts[0] for pair in pairs if isinstance(pair, ast.Tuple)]
    returned = {each.value for each in first if isinstance(each, ast.Constant) and isinstance(each.value, str)}
    return returned | {kink.code for op in OPS for kink in op.kinks}


def test_each_code_of_a_note_is_described():
    table = TEXT.split("| code | what the note says |", 1)[1].split("\n\n", 1)[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == codes_of_notes() >= {"kink", "overflow"}


def errors(kind: type[BackpropError] = BackpropError) -> set[type[BackpropError]]:
    """Every kind of error, with those that are derived from it."""
    return {kind, *(each for below in kind.__subclasses__() for each in errors(below))}


def test_each_exit_code_is_described():
    table = TEXT.split("| exit code | when |", 1)[1].split("\n\n", 1)[0]
    described = set(map(int, re.findall(r"^\| (\d+) \|", table, re.MULTILINE)))
    assert described == {0, 1} | {kind.exit_code for kind in errors()}


@pytest.mark.parametrize("job", [path.stem for path in (ROOT / "tests" / "jobs").glob("*.py") if path.stem[0] != "_"])
def test_each_job_is_listed(job):
    contributing = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"`python -m tests.jobs.{job}" in contributing


def test_the_last_figures_are_shown():
    block = re.search(r"<!-- figures[^>]*-->\n(.*?)<!-- end of figures -->", TEXT, re.DOTALL)[1]
    header, line, *rows = block.strip().splitlines()
    assert header == "| work | against | goal | measured | met |"
    assert len(rows) >= 8
    assert all(re.fullmatch(r"\|.*\| \d+\.\d\d \| (yes|no) \|", row) for row in rows)
    assert line.startswith("|---")


def test_the_changelog_is_about_this_version():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(.*?)\] - \d{4}-\d\d-\d\d$", text, re.MULTILINE)[0] == __version__
