"""Completion: what a shell is offered at TAB, asked as Click's scripts for bash, zsh and fish ask."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backprop_cli.cli import COMMANDS, cli
from backprop_cli.cli.completion import Bash, Zsh

from .test_docs import CONTEXT
from .test_house import modules_loaded

NAMED = '"e = a*b; e + c"'

# What stands on the line with the cursor at its end, and what is offered; a shell finds the files itself.
OFFERED = [
    ("backprop gr", [name for name in COMMANDS if name.startswith("gr")]),
    ("backprop help e", [name for name in COMMANDS if name.startswith("e")]),
    ("backprop ops tan", ["tan", "tanh"]),
    (f"backprop eval {NAMED} ", ["a=", "b=", "c="]),
    (f"backprop eval {NAMED} a=2 c=-1 ", ["b="]),
    (f"backprop eval {NAMED} a=", []),
    (f"backprop eval {NAMED} a=2 --gra", ["--grad"]),
    (f"backprop eval {NAMED} a=2 --grad ", ["a", "b", "c", "e"]),
    (f"backprop eval {NAMED} --of ", ["a", "b", "c", "e"]),
    (f"backprop explain {NAMED} --wrt ", ["a", "b", "c", "e"]),
    (f"backprop check {NAMED} a=2 --value 3 --grad ", ["a=", "b=", "c=", "e="]),
    (f"backprop check {NAMED} a=2 --data e", ["e="]),
    (f"backprop check {NAMED} --grad e=", []),
    (f"backprop diff {NAMED} ", ["a", "b", "c", "e"]),
    (f"backprop graph {NAMED} --format m", ["mmd"]),
    (f"backprop eval {NAMED} --format=j", ["json"]),
    ('backprop eval "-x^2" ', ["x="]),
    (r"backprop eval '\frac{x_1}{y}' ", ["x_1=", "y="]),
    ("backprop eval -f model.txt ", ["w=", "x="]),
    ("backprop eval -f nothing.txt ", []),
    ("backprop eval - ", []),
    ('backprop eval "x +" ', []),
    ("backprop eval ", []),
    ("backprop eval --of ", []),
]

# All shells ask one function; of zsh and fish only how they ask is their own.
SOME = OFFERED[::4]

FILES = ["eval -f ", "eval x -b ", "graph x -o ", "graph x --output ", "grade ", "grade key.toml ", "diff --file "]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.txt").write_text("w = 2; w*x\n", encoding="utf-8")
    return tmp_path


def words(line: str, shell: str) -> list[str]:
    """The words of a line as a shell has them: quoted, and in bash with `=` as a word of its own outside quotes."""
    lexer = shlex.shlex(line, punctuation_chars="=" if shell == "bash" else "")
    lexer.whitespace_split, lexer.commenters = True, ""
    return [*lexer, *([""] if line.endswith(" ") else [])]


def asked(line: str, shell: str, folder: Path) -> list[str]:
    """What is answered to a shell, as it is."""
    known = words(line, shell)
    # fish gives the line as it is, and the word at the cursor.
    at = {"COMP_WORDS": line, "COMP_CWORD": known[-1]}
    if shell != "fish":
        at = {"COMP_WORDS": "\n".join(known), "COMP_CWORD": str(len(known) - 1)}
    done = subprocess.run(
        [sys.executable, "-m", "backprop_cli"], capture_output=True, text=True, check=False, cwd=folder,
        env=os.environ | at | {"_BACKPROP_COMPLETE": f"{shell}_complete"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_bash_has_the_sign_as_a_word_of_its_own():
    assert words('backprop eval "a = b" a=2 ', "bash") == ["backprop", "eval", '"a = b"', "a", "=", "2", ""]
    assert words("backprop eval x=", "bash")[-1] == "="


@pytest.mark.parametrize(("line", "offered"), OFFERED, ids=[line for line, _ in OFFERED])
def test_bash(line: str, offered: list[str], folder: Path):
    assert asked(line, "bash", folder) == ([f"plain,{name}" for name in offered] or [""])


@pytest.mark.parametrize(("line", "offered"), SOME, ids=[line for line, _ in SOME])
def test_zsh(line: str, offered: list[str], folder: Path):
    """A word is three lines there: its type, itself, and what it is."""
    lines = asked(line, "zsh", folder)
    assert lines[1::3] == offered
    assert set(lines[::3]) <= {"plain", ""}


@pytest.mark.parametrize(("line", "offered"), SOME, ids=[line for line, _ in SOME])
def test_fish(line: str, offered: list[str], folder: Path):
    found = [answer.split("\t")[0] for answer in asked(line, "fish", folder)]
    assert found == ([f"plain,{name}" for name in offered] or [""])


@pytest.mark.parametrize("line", FILES)
def test_files_are_left_to_the_shell(line: str, folder: Path):
    assert asked(f"backprop {line}", "bash", folder) == ["file,"]
    assert asked(f"backprop {line}mod", "bash", folder) == ["file,mod"]


@pytest.mark.parametrize("name", COMMANDS)
def test_whatever_is_a_file_is_completed_as_one(name: str):
    params = cli.get_command(CONTEXT, name).params
    files = [param for param in params if param.metavar in ("FILE", "KEY", "SUBMISSION...")]
    assert [[item.type for item in param.shell_complete(CONTEXT, "mod")] for param in files] == [["file"]] * len(files)


def test_an_operation_is_offered_with_what_it_is(folder: Path):
    assert asked("backprop ops tanh", "zsh", folder) == ["plain", "tanh", "the hyperbolic tangent"]


def test_no_space_follows_the_sign_of_a_binding():
    """What is changed in the scripts of Click is still in them."""
    assert "compopt -o nospace" in Bash.source_template
    assert 'compadd "${glued[@]}" -U' in Zsh.source_template


@pytest.fixture
def launcher(tmp_path: Path) -> str:
    """A PATH on which `backprop` is the program that these tests belong to."""
    program = tmp_path / "bin" / "backprop"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m backprop_cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def in_shell(script: str, shell: str, path: str, folder: Path) -> str:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    environment = os.environ | {"PATH": path, "HOME": str(folder)}
    done = subprocess.run(
        [shell, "-c", script], capture_output=True, text=True, check=False, env=environment, cwd=folder
    )
    return done.stdout


def test_in_bash_itself(launcher: str, folder: Path):
    script = (
        'eval "$(_BACKPROP_COMPLETE=bash_source backprop)"\n'
        "COMP_WORDS=(backprop eval '\"a*b\"' a = 2 ''); COMP_CWORD=6\n"
        '_backprop_completion backprop 2>/dev/null; echo "${COMPREPLY[@]}"'
    )
    assert in_shell(script, "bash", launcher, folder) == "b=\n"


def test_bash_completes_the_second_name_of_the_program(launcher: str, folder: Path):
    script = 'eval "$(_BACKPROP_COMPLETE=bash_source backprop)"; complete -p backprop backprop-cli'
    lines = in_shell(script, "bash", launcher, folder).splitlines()
    assert [line.rpartition("_backprop_completion ")[2] for line in lines] == ["backprop", "backprop-cli"]


def test_in_fish_itself(launcher: str, folder: Path):
    script = '_BACKPROP_COMPLETE=fish_source backprop | source; complete -C "{}"'
    assert in_shell(script.format("backprop eval 'a*b' a=2 "), "fish", launcher, folder) == "b=\n"
    assert in_shell(script.format("backprop-cli eval -f mod"), "fish", launcher, folder) == "model.txt\n"


def test_zsh_reads_its_script(launcher: str, folder: Path):
    script = 'compdef() { echo "$@" }; eval "$(_BACKPROP_COMPLETE=zsh_source backprop)"'
    assert in_shell(script, "zsh", launcher, folder) == "_backprop_completion backprop backprop-cli\n"


@pytest.mark.parametrize("arguments", [["--help"], ["ops", "tanh"], ["eval", "x", "x=1", "--value"]])
def test_it_is_imported_only_when_a_shell_asks(arguments: list[str]):
    assert modules_loaded(*arguments) & {"backprop_cli.cli.completion", "click.shell_completion"} == set()
