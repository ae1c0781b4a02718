"""Values for names: of the command line and of files."""

from __future__ import annotations

import io
import math
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from backprop_cli.arithmetic import fractions
from backprop_cli.errors import BackpropError, BindingError, DomainError, FileError
from backprop_cli.files import read_text
from backprop_cli.language.bindings import constant, read_bindings

EXACT = fractions


@pytest.mark.parametrize(("argument", "name", "value"), [
    ("a=5", "a", 5.0),
    ("a=-2.5e3", "a", -2500.0),
    ("a=+.5", "a", 0.5),
    ("a=1.", "a", 1.0),
    ("a=1/3", "a", 1 / 3),
    ("a=pi/4", "a", math.pi / 4),
    ("a=2pi", "a", 2 * math.pi),
    ("a=sqrt(2)", "a", math.sqrt(2)),
    ("a=−3×2", "a", -6.0),
    (" a = 3 ", "a", 3.0),
    ("a=3 # three", "a", 3.0),
    ("w₀=1", "w₀", 1.0),
    ("pi=3", "pi", 3.0),
    ("e=e", "e", math.e),
])  # fmt: skip
def test_an_argument(argument: str, name: str, value: float):
    assert read_bindings([argument]) == {name: value}


def test_both_ways_to_store_an_accent_are_one_name():
    assert read_bindings(["e\u0301=1"]) == {"\u00e9": 1.0}
    with pytest.raises(BindingError, match="bound twice"):
        read_bindings(["e\u0301=1", "\u00e9=2"])


def test_exact_numbers_are_read_from_the_text():
    assert read_bindings(["a=0.1", "b=1/3"], xp=EXACT) == {"a": Fraction(1, 10), "b": Fraction(1, 3)}


@pytest.mark.parametrize(("name", "content"), [
    ("values.json", '{"a": 0.1, "b": 2, "c": "1/3", "D": -1e2}'),
    ("values.JSON", '\ufeff{"a": 1e-1, "b": 2.0, "c": "1/3", "D": "-100"}'),
    ("values.toml", 'a = 0.1\nb = 2\nc = "1/3"\nD = -1_00\n'),
    ("values.TOML", '# values\r\na = 1_0.0e-2\r\nb = 0x2\r\n"c" = "1/3"\r\nD = -1e+2\r\n'),
])  # fmt: skip
def test_a_file(name: str, content: str, tmp_path: Path):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8", newline="")
    expected = {"a": Fraction(1, 10), "b": Fraction(2), "c": Fraction(1, 3), "D": Fraction(-100)}
    assert read_bindings([], [str(path)], EXACT) == expected
    assert read_bindings([], [str(path)]) == {key: float(value) for key, value in expected.items()}


def test_the_line_wins_over_files_and_a_later_file_over_an_earlier(tmp_path: Path):
    first, second = tmp_path / "first.json", tmp_path / "second.toml"
    first.write_text('{"a": 1, "b": 1, "c": 1}')
    second.write_text("b = 2\nc = 2\n")
    assert read_bindings(["c=3"], [str(first), str(second)]) == {"a": 1.0, "b": 2.0, "c": 3.0}


@pytest.mark.parametrize(("argument", "underlined"), [
    ("x", "x"),
    ("2x=3", "2x"),
    ("  tanh = 3", "tanh"),
    ("x==3", "=="),
    ("x= 1 + tahn(2)", "tahn"),
    ("x=1/(2 - 2)", "1/(2 - 2)"),
    ("x=1e999", "1e999"),
    ("x=y + 1", "y"),
    ("x=1; 2", "1; 2"),
    ("x=# nothing", "# nothing"),
    ("x=2±-0.1", "-0.1"),
    ("x=2+/-", "+/-"),
    ("x=±1", "±"),
    ("x=2±1±1", "±"),
    ("x=2±1e999", "1e999"),
    ("x=2±inf", "inf"),
    ("x=2±nan", "nan"),
    ("x=2±tahn(1)", "tahn"),
    ("x=y±1", "y"),
    ("x=2.0+-0.1", "2.0+-0.1"),
])  # fmt: skip
def test_an_error_points_into_the_argument(argument: str, underlined: str):
    with pytest.raises(BackpropError) as caught:
        read_bindings([argument])
    assert caught.value.text == argument
    start, end = caught.value.span or (0, 0)
    assert argument[start:end] == underlined
    assert caught.value.hint or isinstance(caught.value, DomainError)


def test_a_constant_of_its_own():
    assert constant("1 + 1/3") == 4 / 3
    assert constant("1 + 1/3", EXACT) == Fraction(4, 3)
    with pytest.raises(BindingError) as caught:
        constant("x + 1")
    assert (caught.value.text, caught.value.span) == ("x + 1", (0, 1))


@pytest.mark.parametrize(("name", "content"), [
    ("deep.json", '{"x": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    ("deep.toml", "x = " + "[" * 100_000),
    ("digits.toml", "x = " + "1" * 10_000),
])  # fmt: skip
def test_a_hostile_file_is_an_error_and_no_crash(name: str, content: str, tmp_path: Path):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(FileError, match=rf"'.*{name}' is nested too deeply|too many digits"):
        read_bindings([], [str(path)])


def test_an_integer_of_many_digits_in_json(tmp_path: Path):
    path = tmp_path / "values.json"
    path.write_text('{"x": 1' + "0" * 300 + "}")
    assert read_bindings([], [str(path)]) == {"x": 1e300}


def test_standard_input(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfa + \xce\xb1\r\n")))
    assert read_text("-") == "a + α\r\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    with pytest.raises(FileError, match="standard input is not UTF-8 text"):
        read_text("-")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(FileError, match="cannot read standard input: it is closed"):
        read_text("-")


def test_a_file_that_is_not_there(tmp_path: Path):
    (tmp_path / "model.txt").write_text("x")
    with pytest.raises(FileError) as caught:
        read_text(str(tmp_path / "modle.txt"))
    assert caught.value.hint == f"did you mean '{tmp_path / 'model.txt'}'?"
    with pytest.raises(FileError) as caught:
        read_text(str(tmp_path / "nowhere" / "model.txt"))
    assert caught.value.hint == "give the path of a file that can be read"
