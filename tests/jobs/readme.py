"""The README as a document to run: `python -m tests.jobs.readme` writes its outputs and its pictures anew."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
PICTURES = ROOT / ".github" / "gallery"

SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# The program that this Python has, by the name that the README calls it.
LAUNCHER = f'#!/bin/sh\nexec "{sys.executable}" -m backprop_cli "$@"\n'


def sessions(text: str) -> list[str]:
    """The insides of the console blocks."""
    return SESSION.findall(text)


def pictures(text: str) -> list[Path]:
    """The pictures that are shown."""
    return [ROOT / path for path in re.findall(r"^!\[[^\]]+\]\((.*?)\)$", text, re.MULTILINE)]


def rows(header: str) -> list[list[str]]:
    """The cells of the tables of the README that have this header, without their quotes."""
    text = README.read_text(encoding="utf-8")
    tables = [rest.split("\n\n", 1)[0].splitlines()[1:] for rest in text.split(f"\n{header}\n")[1:]]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for table in tables for line in table]


def commands(session: str) -> list[str]:
    """The command lines of a console block."""
    return [line[2:] for line in session.splitlines() if line.startswith("$ ")]


def shell(folder: Path) -> Callable[[str], str]:
    """What a command line shows in a terminal without colour, in a folder with the class of `grade` and the gallery."""
    launcher = folder / "bin" / "backprop"
    launcher.parent.mkdir()
    launcher.write_text(LAUNCHER, encoding="utf-8")
    launcher.chmod(0o755)
    work = folder / "work"
    shutil.copytree(ROOT / "tests" / "class", work / "tests" / "class")
    shutil.copytree(PICTURES, work / PICTURES.relative_to(ROOT))
    places = {"PATH": f"{launcher.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    environment = os.environ | places | {"PYTHONIOENCODING": "utf-8"}

    def run(line: str) -> str:
        both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        done = subprocess.run(["sh", "-c", line], **both, check=False, cwd=work, env=environment)
        shown = done.stdout.decode()
        assert "Traceback" not in shown, shown
        return shown

    return run


def played(session: str, run: Callable[[str], str]) -> str:
    """A console block with the output of its commands."""
    return "".join(f"$ {line}\n{run(line)}" for line in commands(session))


def main() -> None:
    """Write the outputs and the pictures anew."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        run = shell(Path(folder))
        text = README.read_text(encoding="utf-8")
        text = SESSION.sub(lambda found: f"```console\n{played(found[1], run)}```", text)
        README.write_text(text, encoding="utf-8")
        for picture in pictures(text):
            picture.write_bytes(Path(folder, "work", picture.name).read_bytes())


if __name__ == "__main__":
    main()
