"""Choosing and running the layout program: with fake ones, so that no Graphviz is needed."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from backprop_cli.errors import LayoutError
from backprop_cli.views.drawing import child, layout

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the fake programs are shell scripts")

# What Graphviz says of a format that it does not have.
UNKNOWN_FORMAT = "cat >/dev/null; echo 'Format: \"pdf\" not recognized. Use one of: svg png' >&2; exit 1"


def program(path: Path, script: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture(autouse=True)
def _nothing_installed(monkeypatch, tmp_path):
    """No layout program anywhere, until a test puts one there."""
    monkeypatch.delenv(layout.VARIABLE, raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/bin:/usr/bin")
    monkeypatch.setattr(layout, "_on_path", lambda name: _if_there(tmp_path / "path" / name))
    monkeypatch.setattr(layout, "_script_folders", lambda: iter([str(tmp_path / "scripts")]))


def _if_there(path: Path) -> str | None:
    return str(path) if path.exists() else None


@pytest.fixture
def bundled(tmp_path):
    return lambda script: program(tmp_path / "scripts" / layout.BUNDLED, script)


@pytest.fixture
def system(tmp_path):
    return lambda script: program(tmp_path / "path" / layout.SYSTEM, script)


def test_the_source_goes_in_and_the_drawing_comes_out(bundled):
    bundled('echo "$@"; cat')
    assert layout.render("digraph {α}", "svg").decode() == "-Kdot -Tsvg\ndigraph {α}"


def test_engine_and_options_are_passed_on(bundled):
    bundled('echo "$@"')
    assert layout.render("", "png:cairo", "neato", options=["-n1"]) == b"-Kneato -Tpng:cairo -n1\n"


def test_the_bundled_program_comes_before_the_system_s(bundled, system):
    bundled("echo bundled")
    system("echo system")
    assert layout.render("") == b"bundled\n"


def test_the_system_s_program_is_found_on_the_path(system):
    system("echo system")
    assert layout.render("") == b"system\n"


def test_the_bundled_program_may_be_on_the_path_too(tmp_path):
    program(tmp_path / "path" / layout.BUNDLED, "echo found")
    assert layout.render("") == b"found\n"


def test_the_variable_comes_first(bundled, tmp_path, monkeypatch):
    bundled("echo bundled")
    monkeypatch.setenv(layout.VARIABLE, str(program(tmp_path / "mine", "echo chosen")))
    assert layout.render("") == b"chosen\n"


def test_an_empty_variable_is_no_choice(bundled, monkeypatch):
    bundled("echo bundled")
    monkeypatch.setenv(layout.VARIABLE, "")
    assert layout.render("") == b"bundled\n"


def test_a_chosen_program_that_does_not_run_is_an_error_and_not_passed_over(bundled, monkeypatch):
    bundled("echo bundled")
    monkeypatch.setenv(layout.VARIABLE, "/no/such/dot")
    with pytest.raises(LayoutError) as caught:
        layout.render("")
    assert (
        caught.value.message == "BACKPROP_DOT is set to '/no/such/dot', which does not run: No such file or directory"
    )
    assert "unset it" in caught.value.hint


def test_a_program_without_the_format_is_passed_over(bundled, system):
    bundled(UNKNOWN_FORMAT)
    system("echo a PDF")
    assert layout.render("", "pdf") == b"a PDF\n"


def test_a_format_that_nobody_has(bundled, system):
    bundled(UNKNOWN_FORMAT)
    with pytest.raises(LayoutError) as caught:
        layout.render("", "pdf")
    assert caught.value.message == "no layout program here can draw pdf; tried: graphviz-pure"
    assert caught.value.hint == "install Graphviz, or choose svg or png"


def test_no_program_at_all():
    with pytest.raises(LayoutError) as caught:
        layout.render("", "svg")
    assert str(caught.value) == (
        "there is no layout program to draw svg (pip install graphviz-pure, or install Graphviz)"
    )
    assert caught.value.exit_code == 2


def test_a_bundled_program_that_cannot_run_here_is_passed_over_and_named(bundled, system):
    broken = bundled("")
    broken.write_bytes(b"\x7fELF for another machine")
    system(UNKNOWN_FORMAT)
    with pytest.raises(LayoutError, match=r"tried: graphviz-pure \(does not run: .*\), dot"):
        layout.render("", "pdf")


def test_a_failure_shows_the_last_words_of_the_program(bundled):
    bundled("cat >/dev/null; echo 'Warning: one' >&2; echo 'Error: syntax error in line 1' >&2; echo >&2; exit 1")
    with pytest.raises(LayoutError) as caught:
        layout.render("digraph {")
    assert caught.value.message == "the layout program graphviz-pure failed: Error: syntax error in line 1"


@pytest.mark.parametrize(("script", "code"), [("exit 3", "3"), ("kill -SEGV $$", "-11"), ("exit 0", "0")])
def test_a_crash_without_words(bundled, script, code):
    bundled(script)
    with pytest.raises(LayoutError, match=f"failed: exit code {code}, without a word"):
        layout.render("digraph {}" * 100_000)


def test_a_program_that_takes_too_long_is_ended(bundled, monkeypatch):
    monkeypatch.setattr(child, "SECONDS", 1)
    bundled("sleep 60")
    with pytest.raises(LayoutError, match="took more than") as caught:
        layout.render("digraph {}")
    assert caught.value.hint == layout.SMALLER


@pytest.mark.skipif(sys.platform != "linux", reason="limits the memory of a process")
def test_a_program_that_takes_too_much_memory_fails(bundled, monkeypatch):
    monkeypatch.setattr(child, "MEGABYTES", 100)
    bundled(f"exec {sys.executable} -c 'bytearray(200 << 20)'")
    with pytest.raises(LayoutError, match="failed: MemoryError") as caught:
        layout.render("digraph {}")
    assert caught.value.hint == layout.SMALLER


def test_warnings_do_not_reach_the_terminal(bundled, capfd):
    bundled("echo 'Warning: no value for width of non-ASCII character' >&2; echo fine")
    assert layout.render("") == b"fine\n"
    assert capfd.readouterr() == ("", "")


def test_script_folders_begin_beside_python_and_know_the_user_s(monkeypatch):
    monkeypatch.undo()
    folders = list(layout._script_folders())
    assert folders[0] == os.path.dirname(sys.executable)
    assert len(folders) == 4
    assert layout._on_path("sh")
