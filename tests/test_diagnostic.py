"""How an error looks: the line, the underline below the place, the hint beside it."""

from __future__ import annotations

import io
import os
import re
import time

import pytest

from backprop_cli.errors import BackpropError, Span
from backprop_cli.views.screen.diagnostic import LONGEST, LONGEST_MESSAGE, print_error, print_note, print_warning
from backprop_cli.views.screen.terminal import PLAIN


class Terminal(io.StringIO):
    """A stream that says it is a terminal of 80 columns."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 99


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


def shown(text: str | None, span: Span | None, hint: str | None = "do this", source: str | None = None) -> str:
    stream = io.StringIO()
    print_error(BackpropError("it is wrong", text=text, span=span, hint=hint, source=source), stream)
    return stream.getvalue()


def test_the_form_of_the_contract():
    assert shown("tahn(x)", (0, 4)) == "error: it is wrong\n  tahn(x)\n  ^^^^ do this\n"


def test_without_a_place():
    assert shown(None, None) == "error: it is wrong\n  do this\n"
    assert shown(None, None, None) == "error: it is wrong\n"
    assert shown("", (0, 1)) == "error: it is wrong\n  do this\n"


def test_without_a_hint():
    assert shown("a + b", (4, 5), None) == "error: it is wrong\n  a + b\n      ^\n"


def test_a_place_behind_the_end():
    assert shown("a +", (3, 4)) == "error: it is wrong\n  a +\n     ^ do this\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_of_several(end: str):
    text = end.join(["a = 1", "b = a*", "b"])
    start = text.index("*")
    assert shown(text, (start, start + 1)) == "error: it is wrong (line 2)\n  b = a*\n       ^ do this\n"
    assert shown(text, (start + 1, start + 2)) == "error: it is wrong (line 2)\n  b = a*\n        ^ do this\n"


def test_a_place_over_several_lines_is_cut_to_its_first():
    assert shown("(a\nb\nc)", (0, 7)) == "error: it is wrong (line 1)\n  (a\n  ^^ do this\n"


def test_the_file_and_the_line():
    assert shown("x\n", (0, 1), source="model.txt").startswith("error: it is wrong (model.txt, line 1)\n")
    assert shown(None, None, source="model.txt").startswith("error: it is wrong (model.txt)\n")
    assert shown("x", (0, 1), source="\x1b[2Jm").startswith("error: it is wrong (�[2Jm, line 1)\n")


@pytest.mark.parametrize(("before", "columns"), [
    ("宽度", 4),
    ("ｗ", 2),
    ("😀", 2),
    ("e\u0301", 1),
    ("α", 1),
    ("\t", 1),
    ("\x1b[31m", 5),
    ("\u200b", 1),
    ("\u202e", 1),
])  # fmt: skip
def test_the_caret_stands_below_its_place(before: str, columns: int):
    last = shown(f"{before}!", (len(before), len(before) + 1)).splitlines()[2]
    assert last == " " * (2 + columns) + "^ do this"


def test_a_wide_place_has_a_wide_underline():
    assert shown("宽度!", (0, 2)).splitlines()[2] == "  ^^^^ do this"


def test_nothing_that_steers_a_terminal_is_written():
    stream = io.StringIO()
    error = BackpropError("\x1b[31m\x07\x9b1m", text="\x1b[2J\u202e!", span=(0, 4), hint="\x1b]0;title\x07")
    print_error(error, stream)
    print_warning("\x1b[31m", stream, "\x1b[32m")
    print_note("\r\x08", stream)
    assert all(c.isprintable() for c in stream.getvalue().replace("\n", ""))


class TestLongLines:
    @pytest.mark.parametrize("start", [0, 5, 500_000, 999_990])
    def test_an_excerpt_around_the_place(self, start: int):
        text = "a" * start + "!" + "b" * (1_000_000 - start)
        began = time.process_time()
        _, line, under = shown(text, (start, start + 1), "").splitlines()
        # Not a measurement: a quadratic search would take minutes.
        assert time.process_time() - began < 5
        assert len(line) <= LONGEST + 2
        assert line[under.index("^")] == "!"
        assert (line[2] == "…") is (start > LONGEST)

    def test_a_long_place_is_cut(self):
        lines = shown("a" * 1000, (0, 1000)).splitlines()
        assert lines[1] == f"  {'a' * (LONGEST - 2)}…"
        assert lines[2] == f"  {'^' * (LONGEST // 2)} do this"

    def test_a_hint_that_does_not_fit_has_a_line_of_its_own(self):
        lines = shown("a" * 200, (0, 200), "b" * 60).splitlines()
        assert lines[2:] == [f"  {'^' * 200}", f"  {'b' * 60}"]

    def test_a_message_of_megabytes_is_cut_in_its_middle(self):
        stream = io.StringIO()
        print_error(BackpropError(f"no value for {'x' * 10**6}y", hint=f"give it as {'x' * 10**6}y=…"), stream)
        print_warning("z" * 10**6, stream)
        message, hint, warning = stream.getvalue().splitlines()
        assert re.fullmatch(r"error: no value for x+ … x+y", message)
        assert re.fullmatch(r"  give it as x+ … x+y=…", hint)
        assert max(map(len, (message, hint, warning))) < LONGEST_MESSAGE + 20

    def test_on_a_terminal_all_lines_fit(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(os, "get_terminal_size", lambda fd: os.terminal_size((80, 24)))
        monkeypatch.setenv("TERM", "dumb")
        stream = Terminal()
        print_error(BackpropError("wrong", text="a + " * 60 + "b", span=(120, 121), hint="c" * 60), stream)
        lines = stream.getvalue().splitlines()
        assert max(map(len, lines)) <= 80
        assert lines[1][lines[2].index("^")] == "a"


def test_an_encoding_without_our_signs_gets_plain_ones():
    assert "a ◀ −é😀…".encode("ascii", PLAIN) == rb"a < -\u00e9\ud83d\ude00..."
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", PLAIN)


class TestColour:
    def test_on_a_terminal(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(os, "get_terminal_size", lambda fd: os.terminal_size((80, 24)))
        stream = Terminal()
        print_error(BackpropError("wrong", text="a!", span=(1, 2), hint="this"), stream)
        assert stream.getvalue() == "\x1b[31m\x1b[1merror:\x1b[0m wrong\n  a!\n   \x1b[31m\x1b[1m^\x1b[0m this\n"

    @pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
    def test_not_wanted(self, name: str, value: str, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv(name, value)
        stream = Terminal()
        print_warning("careful", stream, "do this")
        print_note("so it is", stream)
        assert stream.getvalue() == "warning: careful (do this)\nnote: so it is\n"

    def test_an_empty_no_color_says_nothing(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setenv("NO_COLOR", "")
        monkeypatch.setenv("FORCE_COLOR", "1")
        stream = io.StringIO()
        print_note("so it is", stream)
        assert stream.getvalue() == "\x1b[33m\x1b[1mnote:\x1b[0m so it is\n"
