"""The rule table for people, in a terminal and out of it."""

from __future__ import annotations

import re
from io import StringIO

import pytest

from backprop_cli.answers.reference import reference_to, references
from backprop_cli.errors import UsageError
from backprop_cli.notation.text import text_of
from backprop_cli.ops import OPS
from backprop_cli.views.reference import write_list, write_one


class Terminal(StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def listed(stream: StringIO) -> str:
    write_list(references(), stream)
    return stream.getvalue()


def shown(name: str) -> str:
    stream = StringIO()
    write_one(reference_to(name), stream)
    return stream.getvalue()


def words(text: str) -> set[str]:
    """Names and numbers."""
    return set(re.findall(r"[A-Za-z_]\w*|\d[\d.]*", text))


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120])
def test_a_narrow_terminal_breaks_no_name_and_no_number(monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = listed(Terminal())
    assert max(map(len, text.splitlines())) <= columns
    assert words(text) ^ words(listed(StringIO())) <= {"local", "derivatives", "gate"}
    joined = " ".join(text.split())
    for each in references():
        assert each.form in joined
        assert all(text_of(derivative) in joined for derivative in each.derivatives)


def test_a_pipe_gets_a_row_an_operation():
    lines = listed(StringIO()).splitlines()
    assert lines[0].split() == ["operation", "local", "derivatives", "gate", "at", "kinks"]
    assert [line.split("  ")[0] for line in lines[2 : 2 + len(OPS)]] == [each.form for each in references()]


@pytest.mark.parametrize(("spelling", "name"), [("**", "^"), ("×", "*"), ("÷", "/"), ("−", "-"), ("pow", "^")])
def test_an_operation_has_the_spellings_of_the_language(spelling, name):
    assert shown(spelling) == shown(name)


def test_an_unknown_operation_is_refused():
    with pytest.raises(UsageError):
        shown("***")


def test_a_kink_that_an_optional_input_makes_is_told():
    assert "where alpha is 2, elu is not differentiable at 0: left 2, right 1; 1 is used" in shown("elu")
    assert "where slope is 0.5, leaky_relu is not differentiable at 0: left 0.5, right 1; 0.5 is used" in shown(
        "leaky_relu"
    )
    rows = {line.split("(")[0]: line for line in listed(StringIO()).splitlines()}
    assert rows["elu"].endswith("depends on alpha at 0")
    assert rows["leaky_relu"].endswith("  depends on slope at 0")
