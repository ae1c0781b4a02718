"""`--watch`: what a person sees who saves a file."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .support.running import UNMEASURED, environment, in_process

pytest.importorskip("watchfiles")


class Watched:
    """The program as it watches a file, with its two streams in one."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "backprop_cli", *arguments, "--watch"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder,
            env=environment({**UNMEASURED, "NO_COLOR": "1"}),
        )  # fmt: skip

    def shows(self, what: str) -> list[str]:
        """The lines up to one that holds this."""
        lines: list[str] = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if what in line:
                return lines
        raise AssertionError(f"it ended: {lines}")


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    started: list[Watched] = []

    def start(*arguments: str) -> Watched:
        started.append(Watched(*arguments, folder=tmp_path))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.wait()
        each.process.stdout.close()


def replaced(path: Path, text: str) -> None:
    """Write a file as editors do: a new one in its place."""
    new = path.with_suffix(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


@pytest.mark.parametrize("write", [Path.write_text, replaced], ids=["written", "replaced"])
def test_a_file_that_is_saved_is_computed_again(tmp_path: Path, watched, write):
    path = tmp_path / "net.txt"
    path.write_text("x^2", encoding="utf-8")
    shown = watched("eval", "-f", "net.txt", "x=3", "--value")
    assert shown.shows("9.0") == ["9.0"]
    write(path, "x^3")
    assert shown.shows("27.0") == ["27.0"]
    write(path, "x^")
    assert any(line.startswith("error:") for line in shown.shows("^"))
    write(path, "x + 1")
    assert shown.shows("4.0")[-1] == "4.0"


def test_a_file_of_bindings_is_watched_as_well(tmp_path: Path, watched):
    (tmp_path / "net.txt").write_text("x^2", encoding="utf-8")
    (tmp_path / "at.toml").write_text("x = 1", encoding="utf-8")
    shown = watched("eval", "-f", "net.txt", "-b", "at.toml", "--value")
    shown.shows("1.0")
    (tmp_path / "at.toml").write_text("x = 5", encoding="utf-8")
    assert shown.shows("25.0") == ["25.0"]


def test_a_picture_is_drawn_again_and_stays_where_there_is_none(tmp_path: Path, watched):
    path, picture = tmp_path / "net.txt", tmp_path / "net.dot"
    path.write_text("x^2", encoding="utf-8")
    shown = watched("graph", "-f", "net.txt", "x=1", "-o", "net.dot")
    while not picture.exists():
        assert shown.process.poll() is None
    before = picture.read_text(encoding="utf-8")
    path.write_text("y^2", encoding="utf-8")
    shown.shows("error: no value for y")
    assert picture.read_text(encoding="utf-8") == before
    path.write_text("exp(x)", encoding="utf-8")
    while picture.read_text(encoding="utf-8") == before:
        assert shown.process.poll() is None
    assert "exp" in picture.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="signals are another matter there")
def test_ctrl_c_ends_it_quietly(tmp_path: Path, watched):
    (tmp_path / "net.txt").write_text("x^2", encoding="utf-8")
    shown = watched("eval", "-f", "net.txt", "x=3", "--value")
    shown.shows("9.0")
    shown.process.send_signal(signal.SIGINT)
    rest, _ = shown.process.communicate(timeout=60)
    assert (shown.process.returncode, rest) == (130, "")


@pytest.mark.parametrize("arguments", [["x^2"], ["-f", "-"]])
def test_there_must_be_a_file(arguments: list[str]):
    done = in_process("eval", *arguments, "x=1", "--watch", stdin=b"x")
    assert done.code == 2
    assert "--watch needs a file" in done.err


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    (tmp_path / "net.txt").write_text("x", encoding="utf-8")
    done = in_process("eval", "-f", str(tmp_path / "net.txt"), "x=1", "--watch")
    assert done.code == 2
    assert "pip install 'backprop-cli[watch]'" in done.err
