"""What a user wrote is inert in every output: every command, every text that it takes, every format."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from backprop_cli import inert
from backprop_cli.answers.grading import read_key, read_pile
from backprop_cli.cli import COMMANDS, cli, run
from backprop_cli.errors import BackpropError

# It clears the screen, sets a title, rings, turns the text around, hides: in one byte, in two and unseen.
STEERS = "\x1b[2J\x1b]0;t\x07\x08\x9b31m\x7f\u202e\u2066\u200f\u200b\u2028\ufeff\U000e0041"

# What else would be read as a command somewhere.
MARKUP = "<script>alert(1)</script>&amp;`*_[x](y)|\"'[red]{n}\\N"

# What no file's name can hold and what no command line can.
NULL = "\x00"

BYTE = "\udcff"

JOINED = "می\u200cخواهم"


def steering(text: str) -> set[str]:
    """The characters of an output that are no part of what is to be seen, by what Unicode says of them."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {c for c in text if unicodedata.category(c) in kinds and c not in "\t\n\u200c\u200d"}


def test_the_poison_is_one():
    assert len(steering(STEERS + NULL + BYTE)) >= 13


@pytest.mark.parametrize("write", [inert.printable, inert.lines, inert.cell, inert.xml, inert.json])
def test_nothing_that_steers_is_left_of_any_character(write: Callable[[str], str]):
    harmless = {
        "\u0600",
        "\u0601",
        "\u0602",
        "\u0603",
        "\u0604",
        "\u0605",
        "\u06dd",
        "\u070f",
        "\u0890",
        "\u0891",
        "\u08e2",
    }
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    # Signs that are seen, which Unicode counts among the formats: of Arabic numbers, of music, of hieroglyphs.
    left = {c for c in steering(write(everything)) if c not in harmless and c < "\U00010000"}
    assert left == set()
    assert write(JOINED) == JOINED


def test_each_kind_of_output():
    assert inert.printable("a\tb\r\nc\x1b[2J") == "a b  c�[2J"
    assert inert.lines("a\r\nb\rc\td") == "a\nb\nc d"
    assert inert.xml("<a b='\"'>&") == "&lt;a b=&#39;&quot;&#39;&gt;&amp;"
    assert inert.markdown("a*b <i> x_1 | `c`") == r"a\*b \<i\> x\_1 \| \`c\`"
    assert inert.json(json.dumps("\x9b\u202e\U000e0041α", ensure_ascii=False)) == r'"\u009b\u202e\udb40\udc41α"'


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|'/C calc'!A0", "'=cmd|'/C calc'!A0"), ("+1+1", "'+1+1"), ("-1+1", "'-1+1"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", " '=1"), ("\r=1", " '=1"), ("  =1", "  '=1"), ("＝1", "'＝1"), ("Ada;=1+1", "Ada;'=1+1"),
        ("Ada,@x", "Ada,'@x"), ("-8", "-8"), ("+4.5e-3", "+4.5e-3"), ("Ada-Lee", "Ada-Lee"), ("a = b", "a = b"),
    ],
)  # fmt: skip
def test_a_cell_is_no_formula_and_a_number_stays_one(text: str, cell: str):
    assert inert.cell(text) == cell


def test_an_error_of_ours_is_inert_as_text():
    error = BackpropError(f"wrong{STEERS}", hint=f"do{STEERS}")
    assert steering(str(error)) == set()


# Every command


EXPRESSION = f"x^2 # {STEERS}{MARKUP}"
AWKWARD = f"n{STEERS}{MARKUP}".replace("/", "")


def choices(command: str, option: str) -> list[str]:
    """The formats that a command has."""
    (found,) = [p for p in cli.get_command(None, command).params if option in p.opts]
    return list(found.type.choices)


def lines(folder: Path) -> Iterator[list[str]]:
    """Command lines with each kind of text that a command takes, in each format."""
    model, bindings = folder / f"{AWKWARD}.txt", folder / f"{AWKWARD}.json"
    model.write_text(EXPRESSION, encoding="utf-8")
    bindings.write_text(json.dumps({"x": 2, f"y{STEERS}{NULL}": 1}), encoding="utf-8")
    for command in ("eval", "explain", "check", "diff"):
        given = [] if command == "diff" else ["x=2"]
        for form in choices(command, "--format"):
            yield [command, EXPRESSION, *given, "--format", form]
            yield [command, "-f", str(model), *given, "--format", form]
        if command != "diff":
            yield [command, "x", "-b", str(bindings)]
            yield [command, "x", "-b", str(folder / f"no{AWKWARD}.toml")]
            yield [command, "x", f"y{STEERS}={STEERS}", "x=1"]
            yield [command, "x", "x=1", f"--of=x{STEERS}"]
        yield [command, f"x + {STEERS}{BYTE}", *given]
        yield [command, "-f", str(folder / f"no{AWKWARD}{BYTE}")]
        yield [command, "x", f"--format={STEERS}"]
    yield ["eval", "x", "x=1", "--grad", STEERS]
    yield ["diff", "x", f"y{STEERS}"]
    for claim in ("--value", "--grad=x", "--data=x"):
        yield ["check", "x^2", "x=2", f"{claim}={STEERS}{BYTE}"]
        yield ["check", "x^2", "x=2", f"{claim}=≈ 2,5\u00a0"]
    for form in set(choices("graph", "--format")) - {"png"}:
        for title in (STEERS, BYTE, MARKUP):
            yield ["graph", EXPRESSION, "x=2", "--title", title, "--format", form]
    yield ["graph", "x", "x=2", "-o", str(folder / f"no{AWKWARD}" / "x.svg")]
    yield ["graph", "x", "x=2", "-o", str(folder / f"x.{STEERS}")]
    for command in COMMANDS:
        yield [command, STEERS]
        yield [command, f"--{STEERS}"]
    yield [STEERS]


def ran(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = run(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    seen = set()
    for arguments in lines(tmp_path):
        code, out, err = ran(arguments, capsys)
        assert code in (0, 1, 2), arguments
        assert out or err
        assert steering(out + err) == set(), arguments
        seen.add(arguments[0])
    assert seen >= set(COMMANDS)


# Everything that grade is given


def poisoned(text: str) -> str:
    """A basic string of TOML or JSON that holds this text."""
    return json.dumps(text)


@pytest.fixture
def homework(tmp_path: Path) -> list[str]:
    """A key and submissions of which every text is awkward; the names of files hold what such a name can."""
    ident = f"=q{STEERS}{MARKUP}{NULL}".replace("\U000e0041", "")
    key = tmp_path / f"key{AWKWARD}.toml"
    key.write_text(
        f'title = {poisoned("=t" + ident)}\n[[problem]]\nid = {poisoned(ident)}\nexpression = "a*b"\n'
        'at = { a = 2.31, b = -3.17 }\nask = ["value", "a.grad", "b.grad"]\n',
        encoding="utf-8",
    )
    hostile = f"=cmd|'/C calc'!A0{STEERS}{MARKUP}{NULL}"
    table = io.StringIO()
    csv.writer(table).writerows([
        [f"@x{STEERS}", "Name", *[f"{ident}.{asked}" for asked in ("value", "a.grad", "b.grad")]],
        ["", f"+{hostile}", f"{hostile}", f"−7,3227{STEERS}", "≈ 2,31"],
        ["", f"Ada;-1+1{STEERS}", "1", "2", "3", "too", "many"],
        ["", "-8", f"v = {hostile}", "", ""],
        ["", "Eve", "", "3.17", ""],
    ])  # fmt: skip
    files = {
        f"class{AWKWARD}.csv": table.getvalue(),
        f"=ada{AWKWARD}.json": json.dumps({ident: {"value": hostile, "a.grad": [hostile]}, f"extra{hostile}": 1}),
        f"-ben{AWKWARD}.toml": f"x = {STEERS}",
        f"@cyd{AWKWARD}.json": '{"' + "x" * 10,
        "dan;=1+1.json": "[]",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8", errors="surrogateescape")
    (tmp_path / f"left{AWKWARD}.md").touch()
    return [str(key), str(tmp_path)]


@pytest.mark.parametrize("report", sorted({*choices("grade", "--report")} - {"feedback"}))
def test_grade(homework: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], report: str):
    folder = [homework[1]] if report != "gradescope" else [str(next(tmp_path.glob("=ada*")))]
    code, out, err = ran(["grade", homework[0], *folder, "--report", report, "--reveal"], capsys)
    assert code == 1
    assert "warning: " in err
    assert steering(out + err) == set()
    # For a few students the feedback is shown, too.
    some = [str(path) for path in sorted(tmp_path.glob("*ada*.json"))]
    code, feedback, err = ran(["grade", homework[0], *some, "--report", report, "--reveal"], capsys)
    assert steering(feedback + err) == set()
    target = tmp_path / "out"
    ran(["grade", homework[0], *folder, "--report", report, "--reveal", "-o", str(target)], capsys)
    assert target.read_text(encoding="utf-8") == out


@pytest.mark.parametrize("solutions", [[], ["--solutions"]])
def test_the_pages_of_students(
    homework: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], solutions: list[str]
):
    folder = tmp_path / "pages"
    code, out, err = ran(["grade", *homework, "--report", "feedback", *solutions, "-o", str(folder)], capsys)
    assert (code, out, steering(err)) == (1, "", set())
    pages = sorted(folder.glob("*.html"))
    assert len(pages) == len(read_pile(files_in(homework), read_key(homework[0]).asked).submissions)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert steering(page.name + text) == set()
        assert {tag.lower() for tag in re.findall(r"<(\w+)", text)}.isdisjoint({"script", "img", "iframe", "b"})
    assert not re.search(r"(^|[,;])[=+@]", (folder / "students.csv").read_text(encoding="utf-8"), re.MULTILINE)


def files_in(homework: list[str]) -> list[str]:
    return [
        str(path)
        for path in sorted(Path(homework[1]).iterdir())
        if path.suffix in {".json", ".toml", ".csv"} and str(path) != homework[0]
    ]


def students(homework: list[str]) -> list[str]:
    paths = [str(path) for path in sorted(Path(homework[1]).glob("*ada*.json"))]
    return [each.student for each in read_pile(paths, read_key(homework[0]).asked).submissions]


def test_what_a_program_reads_is_what_was_written(homework: list[str], capsys: pytest.CaptureFixture[str]):
    key = read_key(homework[0])
    found = json.loads(ran(["grade", *homework, "--report", "json"], capsys)[1])
    assert found["title"] == key.title
    assert found["students"][0]["problems"][0]["id"] == key.problems[0].id
    assert {each["student"] for each in found["students"]} >= {"-8", *students(homework)}
    root = ET.fromstring(ran(["grade", *homework, "--report", "junit"], capsys)[1])
    assert root.get("name") == inert.printable(key.title)
    assert [suite.get("name") for suite in root if suite.get("name").startswith("=ada")] == [
        inert.printable(name) for name in students(homework)
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_of_a_report_is_a_formula(homework: list[str], capsys: pytest.CaptureFixture[str], separator: str):
    texts = [
        ran(["grade", *homework, "--report", "csv"], capsys)[1],
        ran(["grade", "--template", homework[0], "-o", f"{homework[1]}/t.csv"], capsys)[1]
        + Path(homework[1], "t.csv").read_text(encoding="utf-8"),
    ]
    cells = [cell for text in texts for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]
    assert any("cmd|" in cell for cell in cells)
    assert any(".a.grad:sign" in cell for cell in cells)
    assert [cell for cell in cells if re.match(r"\s*[=+\-@]", cell) and not re.fullmatch(r"-?\d[\d.,]*", cell)] == []
    assert separator != "," or "-8" in cells


@pytest.mark.parametrize("suffix", [".toml", ".json", ".csv"])
def test_a_template_is_inert_and_can_be_read_back(
    homework: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
):
    target = tmp_path / "filled" / f"t{suffix}"
    target.parent.mkdir()
    code, _, err = ran(["grade", "--template", homework[0], "-o", str(target)], capsys)
    assert (code, err) == (0, "")
    text = target.read_text(encoding="utf-8")
    assert steering(text) == set()
    key = read_key(homework[0])
    if suffix == ".csv":
        target.write_text(f"{text}ada,1,2,3\n", encoding="utf-8")
    (found,) = read_pile([str(target)], key.asked).submissions
    assert list(found.answers) == key.asked
