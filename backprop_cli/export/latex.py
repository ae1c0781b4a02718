"""LaTeX: the two passes as equations, for a paper or a slide."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import UsageError
from ..notation.latex import latex_name
from .heading import heading
from .target import COMPARISON, PRODUCT, SIGNS, SUM, Form, Target, Text
from .writing import Code, Line

# Before the name of a node whose gradient is meant; no name of the language has it.
ADJOINT = "∂"

NAMED = {
    "exp": "\\exp", "log": "\\ln", "log2": "\\log_{2}", "log10": "\\log_{10}", "sin": "\\sin", "cos": "\\cos",
    "tan": "\\tan", "asin": "\\arcsin", "acos": "\\arccos", "atan": "\\arctan", "sinh": "\\sinh",
    "cosh": "\\cosh", "tanh": "\\tanh", "maximum": "\\max", "minimum": "\\min",
}  # fmt: skip
UPRIGHT = {
    "asinh": "arsinh", "acosh": "arcosh", "atanh": "artanh", "atan2": "atan2", "hypot": "hypot", "sign": "sign",
    "expm1": "expm1", "log1p": "log1p", "xlogy": "xlogy", "erf": "erf", "erfc": "erfc", "softplus": "softplus",
}  # fmt: skip


FORMS = {
    **SIGNS,
    "add": Form("{0:2} + {1:2}", SUM),
    "multiply": Form("{0:3} \\cdot {1:3}", PRODUCT),
    "divide": Form("\\frac{{{0}}}{{{1}}}"),
    "equal": Form("{0:2} = {1:2}", COMPARISON),
    "greater_equal": Form("{0:2} \\ge {1:2}", COMPARISON),
    "both": Form("{0:1} \\wedge {1:1}", COMPARISON),
    "either": Form("{0:1} \\vee {1:1}", COMPARISON),
    "negated": Form("\\neg\\left({0}\\right)"),
    "where": Form("\\begin{{cases}} {1} & {0} \\\\ {2} & \\text{{otherwise}} \\end{{cases}}"),
    "sum": Form("{sum}", SUM),
    "mean": Form("\\frac{{{sum}}}{{{count}}}"),
    "pow": Form("{0:5}^{{{1}}}", PRODUCT),
    "sqrt": Form("\\sqrt{{{0}}}"),
    "cbrt": Form("\\sqrt[3]{{{0}}}"),
    "abs": Form("\\left|{0}\\right|"),
    "floor": Form("\\left\\lfloor {0} \\right\\rfloor"),
    "ceil": Form("\\left\\lceil {0} \\right\\rceil"),
    "sigmoid": Form("\\sigma\\left({0}\\right)"),
    **{name: Form(f"{command}\\left({{all}}\\right)") for name, command in NAMED.items()},
    **{name: Form(f"\\operatorname{{{{{word}}}}}\\left({{all}}\\right)") for name, word in UPRIGHT.items()},
}


class Latex(Target):
    """Equations, aligned."""

    title = "LaTeX"
    longest = 200
    infinity, nan = "\\infty", "\\mathrm{nan}"
    notes = ("A bar over a name is the derivative of the output to it. It needs the package amsmath.",)
    forms = FORMS

    def adjoint(self, name: str) -> str:
        """The name with a bar, as the literature on automatic differentiation writes it."""
        return ADJOINT + name

    def fitting(self, name: str) -> str:
        """The name: all can be written."""
        return name

    def identifier(self, name: str) -> str:
        """A name in LaTeX."""
        bare = name.removeprefix(ADJOINT)
        return latex_name(bare) if bare == name else f"\\bar{{{latex_name(bare)}}}"

    def literal(self, value: float | bool) -> Text:
        """A number; one with an exponent as a power of ten."""
        text = super().literal(value)
        mantissa, _, exponent = text.text.removesuffix(".0").partition("e")
        if exponent and not text.text.startswith("\\"):
            return Text(f"{mantissa.removesuffix('.0')} \\cdot 10^{{{int(exponent)}}}", min(PRODUCT, text.binding))
        return Text(mantissa, text.binding)

    def source(self, written: Code, *, main: bool) -> str:
        """One display of equations: the statements, the output, and a derivative a line."""
        if main:
            raise UsageError("equations do not run", hint="leave out --main")
        equations = [*written.lines, *_outputs(written)]
        lines = " \\\\\n".join([f"  {line.name} &= {line.code}" for line in equations])
        return f"{heading(written, '%')}\n\\begin{{align*}}\n{lines}\n\\end{{align*}}\n"


def _outputs(written: Code) -> Iterator[Line]:
    """The value, if it has no statement, and the derivatives."""
    function = written.function
    own = function.program.labels.get(function.target, "")
    output = latex_name(own) if own else latex_name(written.called)
    value, *gradients = written.outputs
    if not own:
        yield Line(output, value)
    derivative = "\\frac{{d {}}}{{d {}}}" if len(gradients) == 1 else "\\frac{{\\partial {}}}{{\\partial {}}}"
    for name, code in zip(written.inputs.values(), gradients, strict=True):
        yield Line(derivative.format(output, name), code)
