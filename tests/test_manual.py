"""The manual page: every command and every option is in it, and those who read it show it as it was meant."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import backprop_cli
from backprop_cli import __version__
from backprop_cli.cli import COMMANDS, cli
from backprop_cli.cli.manual import page
from backprop_cli.errors import BackpropError, DomainError, FaultError

from .test_docs import CONTEXT, OPTIONS

READERS = [
    ["mandoc", "-Tutf8", "-Wwarning"],
    ["groff", "-man", "-Tutf8", "-ww", "-P-c", "-rLL=100n"],
]  # fmt: skip


def shown(reader: list[str]) -> str:
    """What a terminal shows of the page, without bold type."""
    if shutil.which(reader[0]) is None:
        pytest.skip(f"there is no {reader[0]} here")
    done = subprocess.run(reader, input=page(), capture_output=True, encoding="utf-8", check=False)
    # The same source makes the same page, on any day.
    complaints = [line for line in done.stderr.splitlines() if "see above the output" not in line]
    assert all("missing date" in line for line in complaints)
    return re.sub(".\x08", "", done.stdout)


def section(name: str) -> str:
    """The part of the page on a command."""
    (found,) = re.findall(rf"^\.SS backprop {name} .*\n((?:(?!\.S[SH]).*\n)*)", page(), re.MULTILINE)
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_its_section(name):
    command = cli.get_command(CONTEXT, name)
    assert section(name).count("\n.EX\n") == len(command.examples)


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=[f"{name} {option.opts[-1]}" for name, option in OPTIONS])
def test_each_option_is_in_the_section_of_its_command(name, option):
    rows = re.findall(r"^\.TP\n\\fB(.*)\\fR\n(.+)$", section(name), re.MULTILINE)
    described = {word: text for term, text in rows for word in re.findall(r"[^\s,/]+", term.replace("\\-", "-"))}
    assert {described[spelling] for spelling in (*option.opts, *option.secondary_opts)} == {described[option.opts[-1]]}
    assert described[option.opts[-1]].startswith(re.split(r"['\"~\\\\-]|[^ -~]", option.help)[0])


def test_the_end_codes_are_those_of_the_errors():
    codes = [error.exit_code for error in (BackpropError, DomainError, FaultError)]
    text = page().split(".SH EXIT STATUS", 1)[1].split(".SH", 1)[0]
    assert re.findall(r"\\fB(\d+)\\fR", text) == ["0", "1", *map(str, codes)]


@pytest.mark.parametrize("reader", READERS, ids=[reader[0] for reader in READERS])
def test_what_is_shown_is_what_was_written(reader):
    text = shown(reader)
    assert f"backprop {__version__}" in text
    titles = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT"]
    assert re.findall(r"^[A-Z][A-Z ]+$", text, re.MULTILINE) == titles
    for name in COMMANDS:
        for line, _ in cli.get_command(CONTEXT, name).examples:
            assert f" {line}\n" in text
    assert "a command such as \\frac]" in " ".join(text.split())
    assert "∂²/∂x∂y" in text


def test_every_variable_of_the_environment_that_is_the_program_s_own_is_in_it():
    package = Path(backprop_cli.__file__).parent
    own = {
        name for path in package.rglob("*.py") for name in re.findall(r'"(BACKPROP_[A-Z]+)', path.read_text("utf-8"))
    }
    assert len(own) >= 2
    assert own <= set(re.findall(r"\\fB(BACKPROP_[A-Z]+)", page()))
