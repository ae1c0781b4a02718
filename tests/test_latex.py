"""LaTeX: names, numbers and signs as mathematics, and every formula of the set compiles as it stands."""

import shutil
import subprocess

import pytest

from backprop_cli import parse
from backprop_cli.answers.derivative import derivatives, formula_of
from backprop_cli.graph.engine import Constant
from backprop_cli.notation.latex import latex_name, latex_of
from backprop_cli.symbols import written

from .jobs.lengths import cases


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"), ("x1", "x_{1}"), ("w₀", "w_{0}"), ("alpha", r"\alpha"), ("α", r"\alpha"), ("Δx", r"{\Delta x}"),
        ("alpha2", r"\alpha_{2}"), ("lambda2", r"\lambda_{2}"), ("loss", r"\mathrm{loss}"),
        ("w_ij", r"w_{\mathrm{ij}}"), ("x_1_2", "x_{1,2}"),
        ("my_long_name", r"\mathrm{my}_{\mathrm{long},\mathrm{name}}"), ("_x", r"\mathrm{\_x}"),
        ("x_", r"\mathrm{x\_}"), ("é", r"\text{é}"), ("größe", r"\text{größe}"),
    ],
)  # fmt: skip
def test_names(name, expected):
    assert latex_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/b", r"\frac{a}{b}"),
        ("(a + b)/c", r"\frac{a + b}{c}"),
        ("(a + b)*c", r"\left(a + b\right) \, c"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^{2}"),
        ("a^(b + 1)", "a^{b + 1}"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("abs(x)", r"\left|{x}\right|"),
        ("relu(x)", r"\operatorname{relu}\left(x\right)"),
        ("2*3", r"2 \cdot 3"),
        ("a - -2", r"a - \left(-2\right)"),
        ("a*(-b) + (x*y)^2 - -c", r"a \, \left(-b\right) + \left(x \, y\right)^{2} - \left(-c\right)"),
    ],
)
def test_formulas(text, expected):
    names = dict.fromkeys(parse(text).variables, 1.0)
    assert latex_of(parse(text)(**names)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x/2 + 3^y", r"\frac{x}{2} + 3^{y}"),
        ("2*3^x", r"2 \cdot 3^{x}"),
        ("2*x*sin(x)", r"2 \, x \, \sin\left(x\right)"),
        ("(a + b)^2", r"\left(a + b\right)^{2}"),
        ("(a/b)^2", r"\frac{a^{2}}{b^{2}}"),
        ("a - (b - c)*d", r"a - d \, \left(b - c\right)"),
        ("exp(-x)", "e^{-x}"),
        ("sqrt(x)*cbrt(y)", r"\sqrt{x} \, \sqrt[3]{y}"),
        ("leaky_relu(x)", r"\operatorname{leaky\_relu}\left(x\right)"),
        ("max(a, b)", r"\max\left(a, b\right)"),
        ("abs(x) + floor(y)", r"\left|{x}\right| + \left\lfloor{y}\right\rfloor"),
        ("1e-9*x", r"1 \cdot 10^{-9} \, x"),
        ("x", "x"),
        ("2/3", r"\frac{2}{3}"),
    ],
)
def test_formulas_of_symbols(text, expected):
    assert latex_of(written(formula_of(parse(text)).data)) == expected


def test_no_power_of_e_is_written_where_e_is_a_variable():
    formula = written(formula_of(parse("2*exp(x)^2")).data)
    assert latex_of(formula) == r"2 \, e^{2 \, x}"
    assert latex_of(formula, {"e", "x"}) == r"2 \, \exp\left(2 \, x\right)"
    assert latex_of(formula, {"pi", "x"}) == r"2 \, e^{2 \, x}"


@pytest.mark.parametrize(
    ("number", "expected"), [(2.0, "2"), (-0.5, "-0.5"), (1e-5, "1 \\cdot 10^{-5}"), (2.5e20, "2.5 \\cdot 10^{20}")]
)
def test_numbers(number, expected):
    assert latex_of(Constant(number)) == expected


def test_every_formula_compiles(tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no pdflatex")
    formulas = [each.latex for text, _ in cases() for each in derivatives(parse(text))]
    body = "\n\n".join(f"${formula}$" for formula in formulas)
    document = f"\\documentclass{{article}}\\usepackage{{amsmath}}\\begin{{document}}\n{body}\n\\end{{document}}\n"
    (tmp_path / "formulas.tex").write_text(document, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "formulas.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:]
    assert len(formulas) > 100
