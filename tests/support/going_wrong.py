"""What the commands are run with where things go wrong, and what is wrong with how they end."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .inputs import CLASS, KEY
from .running import Done, escapes

Works = Mapping[str, tuple[str, ...]]

# Every kind of output, and what it is written with.
WORKS: Works = {
    "a table": ("eval", "tanh(w*x + b)", "w=1", "x=2", "b=-1"),
    "JSON": ("eval", "-f", "model", "x=1", "--format", "json"),
    "CSV": ("eval", "-f", "model", "x=1", "--format", "csv"),
    "a tree": ("eval", "-f", "model", "x=1", "--format", "tree"),
    "DOT": ("graph", "-f", "model", "x=1", "--format", "dot"),
    "SVG": ("graph", "x*y", "x=1", "y=2", "--format", "svg"),
    "an explanation": ("explain", "-f", "model", "x=1"),
    "a derivative": ("diff", "x^2*sin(x)", "x"),
    "a check": ("check", "x^2", "x=1"),
    "grades": ("grade", "key.toml", "class.csv", "--report", "json"),
    "a summary": ("grade", "key.toml", "class.csv", "--report", "summary"),
    "rows": ("batch", "x^2", "-i", "rows.csv"),
    "a working": ("explain", "x^2*sin(x)"),
    "code": ("export", "x*y", "--to", "c"),
    "operations": ("ops",),
    "help": ("--help",),
    "help on a command": ("help", "eval"),
}
WRITTEN: Works = {
    "out.dot": ("graph", "-f", "model", "x=1"),
    "out.svg": ("graph", "x*y", "x=1", "y=2"),
    "out.json": ("grade", "key.toml", "class.csv", "--report", "json"),
    "out.csv": ("batch", "x^2", "-i", "rows.csv"),
    "out.c": ("export", "x*y", "--to", "c"),
    "answers.toml": ("grade", "--template", "key.toml"),
}
BEFORE = "what stood there before\n"


def prepare() -> None:
    """The files that the commands read."""
    Path("model").write_text(" + ".join([f"{i}*x" for i in range(400)]), encoding="utf-8")
    Path("key.toml").write_text(KEY, encoding="utf-8")
    Path("class.csv").write_text(CLASS, encoding="utf-8")
    Path("rows.csv").write_text("x\n" + "2\n" * 50_000, encoding="utf-8")
    Path("values.json").write_text('{"x": 1}', encoding="utf-8")


def complaints(what: str, done: Done, arguments: Sequence[str], codes: Sequence[int]) -> list[str]:
    """What is wrong with how a run ended."""
    found = escapes(done, arguments)
    if done.code not in codes:
        found.append(f"exit code {done.code}, not {' or '.join(map(str, codes))}")
    if done.err.count("error: ") > 1 or (done.code in (2, 3) and "error: " not in done.err and done.err):
        found.append(f"not one error: {done.err[:80]!r}")
    if "Exception ignored" in done.err:
        found.append("Python complains at exit")
    return [f"{what}: {fault}: backprop {ascii(' '.join(arguments))[1:-1]}" for fault in dict.fromkeys(found)]


def ended(process: subprocess.Popen[bytes], stdin: bytes | None = None) -> Done:
    out, err = process.communicate(stdin, timeout=60)
    return Done(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "backslashreplace"))
