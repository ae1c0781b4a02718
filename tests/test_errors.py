"""The corpus of errors: tests/expressions/invalid holds one file for each way to get it wrong.

A file is read line by line:

    > model.txt               a file for the command to find; `-` is standard input, a name with a final `/` a folder
    | a = 1                   a line of that file
    $ backprop eval "tahn(x)" the command line, as a shell would split it
    exit 2                    the exit code
    error: ...                all that follows is what standard error holds, exactly

`<U+001B>` stands for a character that cannot be seen, `<0xFF>` for a byte that is not text.
"""

from __future__ import annotations

import io
import re
import shlex
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.cells import cell_len

from backprop_cli.cli import run

CORPUS = Path(__file__).parent / "expressions" / "invalid"
FILES = sorted(CORPUS.glob("*.txt"))
TOPICS = ("syntax", "name", "arity", "binding", "product", "phrase", "several", "file", "domain", "option")


class Case(NamedTuple):
    files: dict[str, bytes]
    arguments: list[str]
    code: int
    stderr: str


class Outcome(NamedTuple):
    code: int
    stdout: str
    stderr: str


def unescaped(text: str) -> bytes:
    """The bytes that a line of a corpus file stands for."""
    text = re.sub(r"<U\+([0-9A-F]{4,6})>", lambda found: chr(int(found.group(1), 16)), text)
    text = re.sub(r"<0x([0-9A-F]{2})>", lambda found: chr(0xDC00 + int(found.group(1), 16)), text)
    return text.encode("utf-8", "surrogateescape")


def read_case(text: str) -> Case:
    """One file of the corpus."""
    setup, command, rest = re.fullmatch(r"((?:[>|].*\n)*)\$ backprop ?(.*)\nexit (?s:(.*))", text).groups()
    files: dict[str, bytes] = {}
    for line in setup.splitlines():
        if line.startswith("> "):
            name = line[2:]
            files[name] = b""
        else:
            files[name] += unescaped(line[2:]) + b"\n"
    arguments = shlex.split(unescaped(command).decode("utf-8", "surrogateescape"))
    code, _, stderr = rest.partition("\n")
    return Case(files, arguments, int(code), stderr)


def outcome(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Run the command line of a case, with its files, in an empty folder."""
    monkeypatch.chdir(folder)
    for name, content in case.files.items():
        if name.endswith("/"):
            Path(name).mkdir()
        elif name != "-":
            Path(name).write_bytes(content)
    streams = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(case.files.get("-", b""))))
    monkeypatch.setattr(sys, "stdout", streams[0])
    monkeypatch.setattr(sys, "stderr", streams[1])
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    code = run(case.arguments)
    monkeypatch.undo()
    return Outcome(code, *[stream.getvalue() for stream in streams])


def test_the_corpus_is_there_and_covers_every_topic():
    assert len(FILES) >= 450
    assert {path.name.split("-")[0] for path in FILES} == set(TOPICS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    case = read_case(path.read_text(encoding="utf-8"))
    assert case.code in (2, 3)
    found = outcome(case, tmp_path, monkeypatch)
    assert found == Outcome(case.code, "", case.stderr)


def blocks(stderr: str) -> list[list[str]]:
    """The lines of each error."""
    lines = [line for line in stderr.splitlines() if not line.startswith("warning: ")]
    starts = [i for i, line in enumerate(lines) if line.startswith("error: ")]
    assert starts[0] == 0
    return [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_form(path: Path):
    """What holds for every message: it begins with the error, and the underline stands below the text."""
    for lines in blocks(read_case(path.read_text(encoding="utf-8")).stderr):
        check_form(lines)


def check_form(lines: list[str]) -> None:
    assert all(line.startswith("  ") for line in lines[1:])
    assert len(lines) in (2, 3), "an error has a place or a way out"
    assert not any("Traceback" in line or "\x1b" in line for line in lines)
    if len(lines) == 3:
        under = re.match(r" *\^+", lines[2])
        assert under, "the third line underlines the second"
        # At the end of a text the caret stands one character behind it.
        assert under.end() <= cell_len(lines[1]) + 1


def test_every_domain_error_of_the_rule_table_is_in_the_corpus():
    from backprop_cli.ops import OPS

    domain = "".join(path.read_text(encoding="utf-8") for path in FILES if path.name.startswith("domain-"))
    assert [need.needs for op in OPS for need in op.needs if f"needs {need.needs}" not in domain] == []


@pytest.mark.parametrize("text", [
    "", "a +", "3*(a + b", "a + b)", "a b", "1.2.3", "a + * b", "a * * b", "a = b = 2", "3*(a = 2)", "f(x) = 2", "1,5",
    "max(a,)", "2^3x", "2^-3x", "1/-2x", "sin x", "tahn(x)", "x² 1", "clip(x, lo=1)", "(a; b)", "3 – — x", "tanh(x, y)",
    "|a|b|c|", "x.foo()", "cos^2 x", "√x²", "foo(x); bar(y) +; a b", "import math", "[a]", "x⌋", "a b c d",
])  # fmt: skip
def test_a_large_text_gets_the_same_message(text: str):
    """Large texts are read by the compiled parser, where it is installed: its tokens are of another kind."""
    from backprop_cli.errors import BackpropError
    from backprop_cli.language import parse
    from backprop_cli.language.tables import LARGE

    found = []
    for whole in (text, text + " # " + "-" * LARGE):
        with pytest.raises(BackpropError) as caught:
            parse(whole)
        errors = (caught.value, *caught.value.others)
        found.append([(error.message, error.span, error.hint) for error in errors])
    assert found[0] == found[1]


@pytest.mark.parametrize("text", [
    "(" * 100_000, "(" * 100_000 + "x" + ")" * 99_999, "-" * 100_000, "x^" * 100_000, "1/2" + "(a)" * 100_000,
    "1/" + "-" * 100_000 + "2x", "tanh(" * 50_000 + ")" * 50_000, "x + " * 100_000, "2^" * 50_000 + "3x",
    "(" * 50_000 + "x" + ")" * 50_000 + " 2", "|" + "x" * 400_000, "x" * 400_000 + "(x)", "a " * 50_000,
    "sin " * 50_000, "f(x) + " * 30_000 + "1", "a b;" * 30_000, "x and " * 60, "1,000;" * 20_000, "if " * 130,
], ids=str.__len__)  # fmt: skip
def test_a_large_mistake_is_an_error_and_no_crash(text: str):
    from backprop_cli.errors import BackpropError
    from backprop_cli.language import parse

    with pytest.raises(BackpropError) as caught:
        parse(text)
    errors = (caught.value, *caught.value.others)
    assert len(errors) <= 21
    assert all(len(error.hint or "") < 1000 for error in errors)


@pytest.mark.parametrize(("own", "placed"), [((1, 3), (5, 7)), (None, (4, 9))])
def test_an_error_moves_into_a_larger_text_with_its_place(own, placed):
    from backprop_cli.errors import BackpropError

    error = BackpropError("wrong", text="1 + x", span=own)
    assert error.within("x = 1 + x", (4, 9), "file.toml") is error
    assert (error.text, error.span, error.source) == ("x = 1 + x", placed, "file.toml")
