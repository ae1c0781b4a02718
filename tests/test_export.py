"""Exported code, run in each language against the numbers of `eval`."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from backprop_cli import BackpropError, parse
from backprop_cli.arithmetic import System, floats
from backprop_cli.errors import UsageError
from backprop_cli.export import TARGETS, exported, target_named
from backprop_cli.ops import OPS, Op

from .support.exported import COLUMNS, RUNNERS, Asked, Numbers
from .support.oracle import ORACLES
from .support.random_programs import random_program
from .support.running import in_process
from .support.truth import TRUTHS

LANGUAGES = [
    pytest.param(name, marks=pytest.mark.skipif(bool(reason), reason=reason or "it is there"))
    for name, (_, reason) in RUNNERS.items()
]
OTHERS = [each for each in LANGUAGES if each.values != ("python",)]

# SQL has no error function.
LACKING = {"sqlite": ("erf", "gelu"), "duckdb": ("erf", "gelu")}

LECTURES = [
    Asked("3*(a + b*c)", [(5, 4, 2)]),
    Asked("n = tanh(x1*w1 + x2*w2 + b)", [(2, -3, 0, 1, 6.8813735870195432), (0.5, 1, -2, 0.25, 0)]),
    Asked("q = x + y; f = q*z", [(-2, 5, -4)]),
    Asked("1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", [(2, -1, -3, -2, -3)]),
    Asked(
        "h = max(0, w*x + b); p = sigmoid(v*h); -(y*log(p) + (1 - y)*log(1 - p))",
        [(1, 2, -0.5, 0.3, 1), (1, -2, 1, 3, 0)],
    ),
    Asked(
        "m = max(a, b, c); l = m + log(exp(a - m) + exp(b - m) + exp(c - m)); l - a", [(1, 2, 3), (2, 2, 1), (0, 0, 0)]
    ),
    Asked("c = sigmoid(f)*c0 + sigmoid(i)*tanh(g); h = sigmoid(o)*tanh(c); (h - t)^2", [(1, 0.5, -1, 0.2, 0.3, 1)]),
    Asked("mean(a, b, c) + prod(a, b, c)*logsumexp(a, b) + sum(a, 2, c)", [(1, 2, 3), (0, -1, 0.5)]),
    Asked("x^2 + x^y + 2^y", [(1.5, 2), (-2, 3), (0, 2), (3, -0.5)]),
    Asked("7", [()]),
    Asked("x + 0*y", [(2, 3)]),
]  # fmt: skip


def run(language: str, asked: Sequence[Asked], folder: Path) -> list[Numbers]:
    return RUNNERS[language][0](language, asked, folder)


def by_eval(asked: Asked) -> list[Numbers]:
    program = parse(asked.text)
    found = []
    for point in asked.points:
        run = program.run(dict(zip(program.variables, map(float, point), strict=True)))
        run.backward()
        found.append([run.root.data, *[run.gradient(name) for name in program.variables]])
    return found


def agree(got: Sequence[float], expected: Sequence[float], relative: float) -> bool:
    return len(got) == len(expected) and all(
        math.isclose(a, b, rel_tol=relative, abs_tol=relative * 1e-3) or (math.isnan(a) and math.isnan(b))
        for a, b in zip(got, expected, strict=True)
    )


def wrong(language: str, asked: Sequence[Asked], folder: Path, relative: float) -> list[str]:
    """The points at which a language does not say what `eval` does."""
    points = [(each.text, point) for each in asked for point in each.points]
    expected = [numbers for each in asked for numbers in by_eval(each)]
    got = run(language, asked, folder)
    return [
        f"{text} at {point}: {a}, not {b}"
        for (text, point), a, b in zip(points, got, expected, strict=True)
        if not agree(a, b, relative)
    ]


def call(op: Op) -> Asked:
    """An operation of variables, at ordinary points of its domain."""
    points = list(ORACLES[op.name].ordinary(6))
    names = [f"x{i}" for i in range(len(points[0]))]
    text = f"{op.infix.symbol}x0" if op.infix and len(names) == 1 else f"{op.name}({', '.join(names)})"
    return Asked(f" {op.infix.symbol} ".join(names) if op.infix and len(names) > 1 else text, points)


def random_programs(count: int, most: int, faulty: float = 0) -> list[Asked]:
    random = Random(11)
    found = []
    while len(found) < count:
        program = random_program(random, sorted(TRUTHS), most, faulty)
        asked = Asked(program.text, [tuple(program.bindings[name] for name in parse(program.text).variables)])
        if answers(asked):
            found.append(asked)
    return found


def answers(asked: Asked) -> list[Numbers]:
    """What `eval` says, if it has a number for everything."""
    try:
        found = by_eval(asked)
    except BackpropError:
        return []
    return found if all(math.isfinite(x) for numbers in found for x in numbers) else []


def is_steady(asked: Asked) -> bool:
    """Whether a rounding error of the inputs stays one: what languages round differently is then no larger either."""
    random = Random(3)
    moved = [tuple(x * (1 + random.uniform(-1e-12, 1e-12)) for x in point) for point in asked.points for _ in range(6)]
    here = [numbers for numbers in answers(asked) for _ in range(6)]
    beside = answers(Asked(asked.text, moved))
    return len(here) == len(beside) and all(agree(a, b, 1e-9) for a, b in zip(here, beside, strict=True))


def is_ordinary(asked: Asked) -> bool:
    """Whether no number on the way is so large or so small that a square of it is no double."""
    program = parse(asked.text)
    for point in asked.points:
        run = program.run(dict(zip(program.variables, map(float, point), strict=True)))
        run.backward()
        if any(x and not 1e-50 < abs(x) < 1e50 for node in run.nodes for x in (node.data, node.grad or 0.0)):
            return False
    return True


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_programs_of_the_lectures(language: str, tmp_path: Path):
    assert wrong(language, LECTURES, tmp_path, 1e-13) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operation(language: str, tmp_path: Path):
    asked = [call(op) for op in OPS if op.name not in LACKING.get(language, ())]
    assert wrong(language, asked, tmp_path, 1e-11) == []


ARRAYS = [each for each in LANGUAGES if each.values[0] in COLUMNS]


def on_one_line(asked: Asked) -> Asked:
    """The same with one number for the last of several inputs."""
    last = [asked.points[0][-1:]] * (len(asked.names) > 1)
    return Asked(asked.text, [(*point[: len(point) - len(last)], *sum(last, ())) for point in asked.points])


@pytest.mark.parametrize("language", ARRAYS)
def test_columns_are_computed_at_once(language: str):
    """An array of all points, and of the last input one number that is broadcast, as each point by itself."""
    for asked in map(on_one_line, [*LECTURES[:-2], *[call(op) for op in OPS]]):
        expected = by_eval(asked)
        for got in COLUMNS[language](exported(parse(asked.text), language), asked.points):
            assert [(a, b) for a, b in zip(got, expected, strict=True) if not agree(a, b, 1e-11)] == [], asked


@pytest.mark.parametrize("language", OTHERS)
def test_random_programs(language: str, tmp_path: Path):
    lacking = LACKING.get(language, ())
    asked = [each for each in random_programs(150, 30) if not any(name in each.text for name in lacking)]
    asked = [each for each in asked if is_ordinary(each) and is_steady(each)]
    assert len(asked) > 30
    assert wrong(language, asked, tmp_path, 1e-7) == []


def test_python_has_the_numbers_of_eval_bit_for_bit(tmp_path: Path):
    asked = random_programs(300, 100)
    assert [
        f"{each}" for each in zip(asked, run("python", asked, tmp_path), strict=True) if by_eval(each[0]) != [each[1]]
    ] == []


def members() -> set[str]:
    """What a rule may ask of a number system, but for constants, numbers and the mark of a formula."""
    return {name for name in vars(System) if not name.startswith("_") and callable(getattr(floats, name))} - {
        "number", "rational", "isfinite", "refined",
    }  # fmt: skip


@pytest.mark.parametrize("name", TARGETS)
def test_a_language_has_every_primitive(name: str):
    lacking = {"erf", "erfc"} if name == "sql" else set()
    assert members() - set(target_named(name).forms) == lacking


class TestNames:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_words_of_the_languages(self, language: str, tmp_path: Path):
        names = [
            "double",
            "lambda",
            "var",
            "in",
            "def",
            "math",
            "f",
            "value",
            "gradients",
            "select",
            "np",
            "given",
            "y0",
        ]
        text = " + ".join([f"{i + 1}*{name}" for i, name in enumerate(names)])
        assert wrong(language, [Asked(text, [range(len(names))])], tmp_path, 1e-13) == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_letters_of_other_alphabets(self, language: str, tmp_path: Path):
        asked = Asked("η = α*w₀ + β; η*tanh(η) + alpha*β + w0*имя", [(0.1, 0.2, 0.3, 0.4, 0.5, 0.6)])
        assert wrong(language, [asked], tmp_path, 1e-13) == []

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_names_that_the_code_gives_itself(self, language: str, tmp_path: Path):
        names = "t1, t2, v1, d_v1, d_x, _where, sigmoid_, _divide, _digits_tanh_slope"
        asked = Asked(f"max({names})*tanh(t1)^2 + sigmoid(d_x)*relu(v1) + d_x/t2", [tuple(range(1, 10))])
        assert wrong(language, [asked], tmp_path, 1e-13) == []

    def test_a_name_that_is_changed_is_told(self):
        assert "// int is called int_1 here." in exported(parse("int^2"), "c").splitlines()
        assert "is called" not in exported(parse("x^2"), "c")

    def test_columns_that_sql_takes_for_one(self):
        with pytest.raises(UsageError, match="does not tell the column"):
            exported(parse("x*X"), "sql")


class TestText:
    @pytest.mark.parametrize("name", TARGETS)
    def test_comments_hold_what_the_user_wrote(self, name: str):
        texts = ['x + 1 # */ \x1b[2J \u2028 """ \\', "x + 1"]
        head, plain = [exported(parse(text, notation="expression"), name).splitlines() for text in texts]
        assert [i for i, (a, b) in enumerate(zip(head, plain, strict=True)) if a != b] == [1]
        assert not head[1].endswith("\\")
        assert head[1].isprintable()

    def test_a_shared_value_is_computed_once(self):
        code = exported(parse("exp(x)*sin(exp(x)) + exp(x)"), "c")
        assert code.count("exp(x)") == code[: code.index("#include")].count("exp(x)") + 1

    def test_the_code_grows_with_the_program_only(self):
        sizes = [len(exported(parse(square(count)), "c")) for count in (100, 200)]
        assert sizes[1] < 2.2 * sizes[0]

    def test_a_long_program_is_written(self):
        code = exported(parse(" + ".join(["sin(x)*y"] * 20_000)), "javascript")
        assert len(code) > 100_000

    def test_latex(self):
        assert exported(parse("L = x^2*y"), "latex").splitlines()[-6:] == [
            "\\begin{align*}",
            "  v_{1} &= x^{2} \\\\",
            "  L &= v_{1} \\cdot y \\\\",
            "  \\frac{\\partial L}{\\partial x} &= y \\cdot 2 \\cdot x \\\\",
            "  \\frac{\\partial L}{\\partial y} &= v_{1}",
            "\\end{align*}",
        ]


def square(count: int) -> str:
    """Statements of which each has the square of the one before, as formulas double."""
    return "; ".join(["a0 = x*y", *[f"a{i + 1} = a{i}^2*0.5 + a{i}" for i in range(count)]])


class TestCommand:
    def test_a_constant_that_has_a_value_is_an_input(self):
        assert "def f(e=5.0):" in in_process("export", "2*e + pi", "e=5", "--to", "python").out

    def test_a_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.chdir(tmp_path)
        done = in_process("export", "x^2", "--to", "c", "-o", "f.c", "--name", "g")
        assert (done.code, done.out, done.err) == (0, "", "")
        assert "double g(const double *in" in Path("f.c").read_text()

    @pytest.mark.parametrize(("arguments", "message"), [
        (("x", "--to", "c", "--name", "1x"), "error: '1x' cannot be the name of a function"),
        (("x", "--to", "sql", "--name", "a\u202eb"), "error: 'a\ufffdb' cannot be the name of a table"),
        (("x", "--to", "c", "--dialect", "sqlite"), "error: C has no dialects"),
        (("erf(x)", "--to", "sql"), "error: SQL has no function 'erf'"),
        (("x", "--to", "sql", "--main"), "error: a statement of SQL runs as it is"),
        (("x", "--to", "latex", "--main"), "error: equations do not run"),
        (("x", "--to", "c", "--of", "y"), "error: the expression has no 'y'"),
        (("x", "y=1", "--to", "c"), "warning: the expression does not use 'y'"),
        (("x + log(-1)", "--to", "c"), "error: log of -1: log(-1) needs a positive number"),
        (("x + 1e400", "--to", "c"), "error: overflow: this number is too large for a double"),
        (("x + 1e308*10", "--to", "c"), "error: overflow: 1e+308*10 is too large for a double"),
    ])  # fmt: skip
    def test_what_cannot_be_done_is_said(self, arguments: tuple[str, ...], message: str):
        assert in_process("export", *arguments).err.splitlines()[0] == message

    @pytest.mark.parametrize("form", ["python", "numpy", "c", "javascript"])
    def test_a_program_that_runs(self, form: str, tmp_path: Path):
        reason = RUNNERS[form][1]
        if reason:
            pytest.skip(reason)
        runs = main_of(exported(parse("w = 0.5; w*x^2 + y"), form, main=True), form, tmp_path)
        once = subprocess.run([*runs, "3", "1", "2"], capture_output=True, text=True, check=True)
        rows = subprocess.run(runs, input="3 1 2\n1 2 0.5\n", capture_output=True, text=True, check=True)
        assert [float(word) for word in once.stdout.split()] == [19, 12, 1, 9]
        assert [[float(word) for word in line.split()] for line in rows.stdout.splitlines()] == [
            [19, 12, 1, 9],
            [2.5, 1, 1, 1],
        ]

    @pytest.mark.parametrize("dialect", ["postgres", "spark", "bigquery", "snowflake"])
    def test_other_dialects_are_written_by_sqlglot(self, dialect: str):
        sqlglot = pytest.importorskip("sqlglot")
        done = in_process("export", "relu(x)*w", "w=2", "--to", "sql", "--dialect", dialect)
        assert done.code == 0
        assert len(sqlglot.parse(done.out, read=dialect)) == 1


def main_of(source: str, form: str, folder: Path) -> list[str]:
    """The command that runs a program."""
    path = folder / f"f.{'py' if form in ('python', 'numpy') else form}"
    path.write_text(source, encoding="utf-8")
    if form == "c":
        subprocess.run(["cc", "-x", "c", str(path), "-o", str(folder / "f"), "-lm"], check=True)
        return [str(folder / "f")]
    return ["node" if form == "javascript" else sys.executable, str(path)]
