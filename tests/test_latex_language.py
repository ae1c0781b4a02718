"""LaTeX as a notation of the language: what each formula means, and what is refused with which way out.

The corpus is in expressions/latex: `valid` has the form of expressions/valid, `invalid` that of expressions/invalid.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Mapping
from math import e, isclose, pi
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from backprop_cli.errors import BindingError, DomainError, ExpressionError, UsageError
from backprop_cli.graph.program import Program
from backprop_cli.language import parse
from backprop_cli.language.bindings import read_bindings
from backprop_cli.language.latex.names import own_names, rename
from backprop_cli.language.latex.unread import UNREAD
from backprop_cli.language.latex.vocabulary import LETTERS, function_of
from backprop_cli.notation.latex import SPELLED, latex_name, latex_of
from backprop_cli.notation.text import text_of
from backprop_cli.ops import FUNCTIONS, OPS

from .support.strategies import ARITHMETIC, DIFFERENTIABLE, EXPRESSIONS, POINTS, Tree
from .test_errors import Outcome, blocks, check_form, outcome, read_case
from .test_language import read

CORPUS = Path(__file__).parent / "expressions" / "latex"
VALID = sorted(CORPUS.glob("valid/*.txt"))
INVALID = sorted(CORPUS.glob("invalid/*.txt"))
AMBIGUOUS = [path for path in INVALID if "' can be read in two ways" in path.read_text(encoding="utf-8")]
TOPICS = {
    "ambiguous", "answer", "arity", "binding", "character", "command", "domain", "file", "index", "name", "number",
    "several", "syntax",
}  # fmt: skip


def latex(text: str) -> Program:
    return parse(text, notation="latex")


def refused(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        latex(text)
    return caught.value


# The corpus


def test_the_corpus_is_there():
    assert len(VALID) >= 80
    assert len(INVALID) >= 110
    assert {path.name.split("-")[0] for path in INVALID} == TOPICS
    for path in VALID:
        keys = set(read(path))
        assert {"expression", "parsed", "value"} <= keys <= {"expression", "parsed", "value", "with", "gradients"}


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_corpus(path: Path):
    case = read(path)
    expected = read_bindings(" ".join(case.get("gradients", [])).split())
    run = latex("\n".join(case["expression"])).run(read_bindings(" ".join(case.get("with", [])).split()))
    run.root.backward()
    assert text_of(run.root) == case["parsed"][0]
    assert run.root.data == pytest.approx(float(case["value"][0]), rel=1e-13, abs=1e-15)
    assert {name: node.grad for name, node in run.inputs.items()} == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_message(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    case = read_case(path.read_text(encoding="utf-8"))
    assert case.code in (2, 3)
    assert outcome(case, tmp_path, monkeypatch) == Outcome(case.code, "", case.stderr)
    for lines in blocks(case.stderr):
        check_form(lines)


# Statements with something wrong in each, and what is said of it.
MISTAKES = {
    r"a = \foo x": [r"unknown command '\foo'"],
    r"b = 1/2x": ["'1/2x' can be read in two ways"],
    r"c = w^T x + v(x)": ["'w^T' is a transpose, and there are no vectors", "'v' can be a factor or a function"],
    r"d = (x + 1": ["this '(' is not closed"],
    r"g = \max(1) \pm \nabla x": [r"'\pm' is two signs in one", "derivatives are not read"],
    r"h = x^10": ["'^10' is ^1 before 0 in LaTeX"],
    r"k = \sum_{i \in N} x_i % \bar": [r"'\sum' is not read"],
    r"l = tanh(x)": ["'tanh' is a product of letters in LaTeX"],
    r"m = \sin(x, y)": [r"\sin takes 1 argument, 2 given"],
    r"n = \text{of a; b} x": [r"'\text{of a; b}' is no name"],
    r"o = \begin{cases} x & y \\ z & \foo \end{cases}": ["there are no cases"],
    r"p = y + + ": ["something is missing between '+' and "],
}


PARTED = ["{}\n\\\\{}\n\\\\{}", "\\begin{{align}}{}\n\\\\{}\n\\\\{}\n\\end{{align}}", "{}\n;{}\n;{}\n"]


@pytest.mark.parametrize("parted", PARTED)
@pytest.mark.parametrize("shift", range(1, 6))
def test_all_that_is_wrong_is_told_in_one_run(parted, shift):
    texts = [*MISTAKES]
    for number, text in enumerate(texts):
        chosen = [text, "q = 2", texts[(number + shift) % len(texts)]]
        error = refused(parted.format(*chosen))
        told = [each.message for each in (error, *error.others)]
        expected = [message for each in chosen for message in MISTAKES.get(each, [])]
        assert len(told) == len(expected), chosen
        assert all(message.startswith(start) for message, start in zip(told, expected, strict=True)), chosen


@pytest.mark.parametrize("path", AMBIGUOUS, ids=lambda path: path.stem)
def test_each_of_two_readings_is_read_and_they_differ(path: Path):
    first, second = re.search(r" write (.*) or (.*)", read_case(path.read_text(encoding="utf-8")).stderr).groups()
    assert structure_of(latex(first)) != structure_of(latex(second))


def structure_of(program: Program) -> list[Any]:
    ops = [op.name if op else program.leaves[step] for step, op in enumerate(program.ops)]
    return list(zip(ops, program.operands, strict=True))


# What is written is read


def near(a: float, b: float) -> bool:
    return a == b or (a != a and b != b) or isclose(a, b, rel_tol=1e-11, abs_tol=1e-300)


def results(program: Program, at: Mapping[str, float]) -> tuple[float, dict[str, float]] | None:
    """The value and the gradients; None where there is no value."""
    try:
        run = program.run({name: x for name, x in at.items() if name in program.names})
    except DomainError:
        return None
    run.root.backward()
    return run.root.data, {name: node.grad for name, node in run.inputs.items()}


@given(EXPRESSIONS | ARITHMETIC | DIFFERENTIABLE, POINTS)
def test_every_formula_that_is_written_is_read_as_what_it_was(tree: Tree, point: dict[str, float]):
    expected, found = results(parse(tree.written()), point), results(latex(latex_of(tree)), point)
    assert (expected is None) == (found is None)
    if expected is not None and found is not None:
        assert near(expected[0], found[0])
        assert expected[1].keys() == found[1].keys()
        assert all(near(grad, found[1][name]) for name, grad in expected[1].items())


@pytest.mark.parametrize("op", [op for op in OPS if op.latex and "#" not in op.latex], ids=lambda op: op.name)
def test_every_command_of_the_rule_table_is_read(op):
    count = 2 if op.variadic else len(op.inputs)
    arguments = ", ".join("xyz"[:count])
    assert latex(f"{op.latex}({arguments})").ops[-1] is op


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_read_as_an_upright_word(name):
    op = FUNCTIONS[name]
    count = 2 if op.variadic else len(op.inputs)
    escaped = name.replace("_", "\\_")
    assert latex(f"\\operatorname{{{escaped}}}\\left({', '.join('xyz'[:count])}\\right)").ops[-1] is op


NAMES = (
    "x x1 x_1 w_ij w₀ α alpha alpha2 Δx αβ Δé loss my_long_name x̂ _ __a xα 名前 é theta_0 a_b1 x_12ab x_1_2 ab12 x_ σ "
    "sigma_x e1 phi varphi φ epsilon ell w_Δx x_max max_1 step1 y_hat Omega ω A ß ẋ̂ θ₁₂ αx1 varrho x2y pi_1 hat"
)


@pytest.mark.parametrize("name", NAMES.split())
def test_every_name_that_is_written_is_read(name):
    program = latex(f"{latex_name(name)} + 1")
    assert [latex_name(found) for found in program.variables] == [latex_name(name)]
    rename(program, [name])
    assert program.variables == (name,)
    assert program.run({name: 2.0}).root.data == 3


def test_every_letter_that_is_written_is_read():
    for letter, command in LETTERS.items():
        names = latex(f"{command} + {letter}").names
        assert list(names) == [command[1:]]
    assert {latex(f"\\{name}").output for name in SPELLED} == {0}


# Whether it is LaTeX


@pytest.mark.parametrize(
    ("text", "notation"),
    [
        (r"\frac{1}{x}", "latex"),
        ("a\n\\cdot b", "latex"),
        ("a*b", "expression"),
        ("a*b # \\alpha", "expression"),
    ],
)
def test_a_command_tells_that_it_is_latex(text, notation):
    assert parse(text).notation == notation


def test_the_notation_can_be_told():
    assert parse("wx", notation="latex").variables == ("w", "x")
    assert parse("wx", notation="expression").variables == ("wx",)
    with pytest.raises(ExpressionError):
        parse(r"\frac{1}{x}", notation="expression")
    with pytest.raises(UsageError, match="no notation 'tex'"):
        parse("x", notation="tex")


def test_plain_text_loads_nothing_of_it():
    code = "import sys; from backprop_cli import parse; parse('a*b'); print([m for m in sys.modules if 'latex' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# Names and their values


def test_a_name_that_is_the_same_in_latex_is_the_same_name():
    program = latex(r"z_1 = \alpha_{1} x_{1} + \pi + \hat{y} \\ z_1^2")
    assert own_names(program, ["α1", "x1", "y_hat", "z", "z1"]) == {"α1": "alpha_1", "x1": "x_1", "z1": "z_1"}
    assert own_names(program, ["x1", "x_1"]) == {}
    rename(program, ["α1", "y_hat"])
    assert list(program.names) == ["α1", "x_1", "pi", "y_hat"]
    assert program.run({"α1": 2.0, "x_1": 3.0, "y_hat": -pi}).root.data == pytest.approx(36)


@pytest.mark.parametrize(("text", "name", "way_out"), [
    (r"\frac{wx}{2}", "wx", r"\mathrm{wx}"),
    (r"\sigma(z)", "σ", r"\sigma \cdot"),
    (r"\sigma(z)", "sigma", r"\sigma \cdot"),
])  # fmt: skip
def test_a_value_for_what_is_no_name_is_refused(text, name, way_out):
    with pytest.raises(ExpressionError) as caught:
        own_names(latex(text), {name: 1.0})
    assert way_out in caught.value.hint


def test_a_value_is_taken_by_either_name(capsys):
    from backprop_cli.cli import run

    line = ["eval", r"\alpha x_{1}", "α=2", "x1=3", "--value", "--grad", "alpha", "--grad", "x_1"]
    assert run(line) == 0
    assert capsys.readouterr() == ("6.0\n3.0\n2.0\n", "")
    assert run(["eval", r"z_1 = \frac{x}{2}", "z1=3", "x=1"]) == 2
    assert capsys.readouterr().err.startswith("error: 'z_1' is assigned in the expression and cannot be bound\n  z1=3")


def test_an_answer_in_latex_is_about_the_names_of_the_program():
    from backprop_cli.answers.marking import Claim, Exercise, quantity, read_answer

    exercise = Exercise(parse("tanh(w1*x1 + α)"), {})
    answers = {"w1": r"x_{1}(1-\tanh^2(w_1 x_1 + \alpha))", "α": r"1-\tanh^2\left(w_1 x_1 + \alpha\right)"}
    for name, answer in answers.items():
        claim = Claim(quantity(exercise.circuit, "grad", name), read_answer(answer, exercise.circuit))
        assert exercise.mark([claim]).passed
    answer = read_answer("x = \\frac{1}{2}\\;\n \\frac12", exercise.circuit)
    assert answer.at({}) == 0.25
    with pytest.raises(BindingError, match="the answer has a name 'x_2'"):
        read_answer(r"x_2 \alpha", exercise.circuit)


@pytest.mark.parametrize(
    "value", [r"\frac{1}{4}", r"\frac{1}{2^{2}}", r"\cos\left(0\right)/4", r"\frac{1}{2}\;\frac12", r"25 \cdot 10^{-2}"]
)
def test_a_value_can_be_in_latex(value):
    assert read_bindings([f"x={value}"])["x"] == 0.25


# What is refused


@pytest.mark.parametrize("command", UNREAD)
def test_a_command_that_is_not_read_is_named_at_its_place(command):
    error = refused(f"x + {command} y")
    assert error.text[slice(*error.span)] == command
    assert function_of(command) is None


@pytest.mark.parametrize("text", [
    r"\frac{d}{d + x}", r"\frac{d}{d_{1}}", r"\frac{d \, y}{d \, x}", r"\frac{d \cdot y}{d x}", r"\frac{2}{dx}",
    r"\frac{x}{d}", r"\frac{d^2}{2}",
])  # fmt: skip
def test_a_quotient_with_a_d_is_not_always_a_derivative(text):
    assert "d" in latex(text).names or "d_1" in latex(text).names


def test_a_derivative_is_refused_and_the_command_for_it_is_named():
    for text in (
        r"\frac{d}{dx} x^2", r"\frac{dy}{dx}", r"\dfrac{d^2 y}{dx^2}", r"\frac{d\hat{y}}{dw_{1}}",
        r"\frac{\mathrm{d} L}{\mathrm{d} w}", r"\frac{\partial L}{\partial w}", r"f'(x)", r"\nabla L", r"\dot{x}",
    ):  # fmt: skip
        assert "backprop diff" in refused(text).hint


@pytest.mark.parametrize("text", [
    "", "$$", r"\frac", r"\frac{1}", "{", "}", "^", "_", "_{", "x_", "x_{", "x_{}", "x^", "x^{", r"\left", r"\left(",
    r"\right)", r"\sqrt[", r"\sqrt[3]", r"\sin^", r"\sin^{", r"\log_", r"\begin{align}", r"\end{align}", r"\[", r"\)",
    "|", "||", "&", r"\\", "=", "x =", ",", "1 2", "...", r"\mathrm{}", r"\mathrm{x", r"\hat", r"\hat{}", r"\max(,)",
    "\\", "\x00", "$x$$", "%",
])  # fmt: skip
def test_whatever_is_no_formula_is_an_error_of_ours(text):
    error = refused(text)
    assert error.hint
    assert error.exit_code == 2


def test_what_is_refused_leaves_nothing_behind():
    refused(r"x = \alpha; x = 2")
    refused("|x")
    assert latex("|y|").variables == ("y",)
    assert latex(r"x \alpha").variables == ("x", "alpha")


# Scale: nothing recurses, so memory is the only limit.


@pytest.mark.parametrize(("text", "value"), [
    ("+".join(["x"] * 20_000), 10_000),
    (r"\left(" * 20_000 + "x" + r"\right)" * 20_000, 0.5),
    ("{" * 20_000 + "x" + "}" * 20_000, 0.5),
    (r"\frac{" * 20_000 + "x" + "}{1}" * 20_000, 0.5),
    ("-" * 20_000 + "x", 0.5),
    ("1^{" * 20_000 + "x" + "}" * 20_000, 1),
    ("x^{0 " * 20_000 + "x" + "}" * 20_000, 1),
    (r"\left|" * 20_000 + "x" + r"\right|" * 20_000, 0.5),
    (r"\max(" + ",".join(["x"] * 20_000) + ")", 0.5),
    ("(1)" * 20_000 + "x", 0.5),
], ids=[
    "sum", "parentheses", "braces", "fractions", "signs", "powers", "exponents", "bars", "arguments", "products",
])  # fmt: skip
def test_deep_and_long(text, value):
    assert latex(text).run({"x": 0.5}).root.data == value


@pytest.mark.parametrize("text", [
    "{" * 20_000, "|" * 20_000 + "x", "x^{" * 20_000, "(" * 20_000 + "x]", r"\sin" * 20_000,
], ids=["braces", "bars", "powers", "parentheses", "functions"])  # fmt: skip
def test_a_large_mistake_is_an_error_and_no_crash(text):
    assert len(refused(text).hint) < 1000


# Another reader of LaTeX, where it reads the same


SAME = [
    r"\frac{1}{1+e^{-x}}", r"\frac{a + b}{c}", r"\sqrt{x^2 + y^2}", r"\sqrt[3]{x}", r"\sqrt[5]{x}", r"\sin(x) \cos(y)",
    r"\left(x + y\right) \cdot \left(x - y\right)", r"\exp(-x)", r"\ln(x)", r"\log_{10}(x)", r"\log_2(x)", r"\log_3(x)",
    r"\lfloor x \rfloor", r"\lceil x \rceil", r"|x - y|", r"\left|x - y\right|", r"\frac{x}{y} \times 2",
    r"\alpha x + \beta", r"2 x y", r"x^{y}", r"\arctan(x)", r"-x^2", r"\max(x, y)", r"\min(x, y, z)", r"x_{1} + x_{2}",
    r"\frac{1}{2} \cdot x", r"a b c", r"\sqrt{x} \cdot \sqrt{y}", r"\theta_{0} + \theta_{1} x", r"x^{2^{y}}",
    r"\frac{\frac{a}{b}}{c}", r"a / b \cdot c", r"\frac{x^{2}}{y^{3}}",
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_sympy_reads_the_same_value(text):
    from sympy.parsing.latex import parse_latex

    if "backend" not in inspect.signature(parse_latex).parameters:
        pytest.skip("this sympy reads LaTeX by antlr only")
    expression = parse_latex(text, backend="lark")
    program = latex(text)
    at = {name: 0.31 + 0.27 * place for place, name in enumerate(program.variables)}
    named = at | {latex_name(name).replace("\\", ""): x for name, x in at.items()} | {"e": e}
    values = {symbol: named[str(symbol)] for symbol in expression.free_symbols}
    assert program.run(at).root.data == pytest.approx(float(expression.subs(values).evalf()), rel=1e-12)
