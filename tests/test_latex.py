"""LaTeX: names, numbers and signs as mathematics, and every formula of the set compiles as it stands."""

import shutil
import subprocess

import pytest

from backprop_cli import parse
from backprop_cli.answers.derivative import derivatives
from backprop_cli.graph.engine import Constant
from backprop_cli.notation.latex import latex_name, latex_of

from .jobs.lengths import cases


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"),
        ("x1", "x_{1}"),
        ("w_ij", "w_{\\mathrm{ij}}"),
        ("w₀", "w_{0}"),
        ("α", "\\alpha"),
        ("alpha", "\\alpha"),
        ("alpha2", "\\alpha_{2}"),
        ("Δx", "{\\Delta x}"),
        ("loss", "\\mathrm{loss}"),
        ("my_long_name", "\\mathrm{my}_{\\mathrm{long},\\mathrm{name}}"),
    ],
)
def test_names(name, expected):
    assert latex_name(name) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/b", "\\frac{a}{b}"),
        ("(a + b)/c", "\\frac{a + b}{c}"),
        ("(a + b)*c", "\\left(a + b\\right) \\, c"),
        ("(a/b)^2", "\\left(\\frac{a}{b}\\right)^{2}"),
        ("a^(b + 1)", "a^{b + 1}"),
        ("sqrt(x + 1)", "\\sqrt{x + 1}"),
        ("abs(x)", "\\left|{x}\\right|"),
        ("relu(x)", "\\operatorname{relu}\\left(x\\right)"),
        ("2*3", "2 \\cdot 3"),
        ("a - -2", "a - \\left(-2\\right)"),
    ],
)
def test_formulas(text, expected):
    names = dict.fromkeys(parse(text).variables, 1.0)
    assert latex_of(parse(text)(**names)) == expected


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
