"""JavaScript, for browsers and Node."""

from __future__ import annotations

from json import dumps
from math import isfinite

from .heading import heading
from .target import CHOICE, COMPARISON, PRODUCT, SIGNS, Form, Target, Text
from .writing import Code

MATH = (
    "abs", "sign", "floor", "ceil", "sqrt", "cbrt", "hypot", "exp", "expm1", "log", "log2", "log10", "log1p", "sin",
    "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "pow",
)  # fmt: skip
KEYWORDS = (
    "arguments await break case catch class const continue debugger default delete do else enum eval export "
    "extends false finally for function if implements import in instanceof interface let new null package private"
    " protected public return static super switch this throw true try typeof var void while with yield Math "
    "Infinity NaN undefined Object value gradients numbers module require process"
)

SIGMOID = """\
function sigmoid_(x) {
  const small = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : small)/(1 + small);
}"""
TANH_SLOPE = """\
function tanhSlope(out, x) {
  if (Math.abs(x) < 1) return 1 - out*out;
  const small = Math.exp(-2*Math.abs(x));
  return 4*small/((1 + small)*(1 + small));
}"""
SIGMOID_SLOPE = """\
function sigmoidSlope(x) {
  const small = Math.exp(-Math.abs(x));
  return small/((1 + small)*(1 + small));
}"""
SOFTPLUS = """\
function softplus_(x) {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}"""
XLOGY = """\
function xlogy_(a, x) {
  return x === 0 ? 0 : a*Math.log(x);
}"""
# A series whose terms all have one sign, and Laplace's continued fraction from where that gains on it.
ERF = """\
function erf_(x) {
  if (Math.abs(x) > 2) return Math.sign(x)*(1 - erfc_(Math.abs(x)));
  let term = x, total = x;
  for (let odd = 3; odd < 101; odd += 2) total += term *= 2*x*x/odd;
  return 2/Math.sqrt(Math.PI)*Math.exp(-x*x)*total;
}"""
ERFC = """\
function erfc_(x) {
  if (x < 2) return 1 - erf_(x);
  let fraction = x;
  for (let k = 120; k > 0; k--) fraction = x + k/2/fraction;
  return Math.exp(-x*x)/Math.sqrt(Math.PI)/fraction;
}"""

MAIN = """
// The values of {names}: from the command line, or from each line of standard input.
const run = (given) => {{
  const {{value, gradients}} = {called}({given});
  console.log([value, ...Object.values(gradients)].join(" "));
}};
if (process.argv.length > 2) run(process.argv.slice(2).map(Number));
else for (const line of require("fs").readFileSync(0, "utf8").split("\\n")) {{
  if (line.trim()) run(line.trim().split(/\\s+/).map(Number));
}}
"""


# What is watched beside them.
NUMBERS = "; and further numbers of the two passes"

HELPERS = {
    "sigmoid_": SIGMOID,
    "tanhSlope": TANH_SLOPE,
    "sigmoidSlope": SIGMOID_SLOPE,
    "softplus_": SOFTPLUS,
    "xlogy_": XLOGY,
    "erf_": ERF,
    "erfc_": ERFC,
}


FORMS = {
    **SIGNS,
    **{name: Form(f"Math.{name}") for name in MATH},
    "equal": Form("{0:2} === {1:2}", COMPARISON),
    "where": Form("{0:1} ? {1:1} : {2:1}", CHOICE),
    "both": Form("({0:1} && {1:1})"),
    "either": Form("({0:1} || {1:1})"),
    "negated": Form("!{0:5}"),
    "maximum": Form("Math.max"),
    "minimum": Form("Math.min"),
    "sum": Form("({sum})"),
    "mean": Form("({sum})/{count}", PRODUCT),
    "atan2": Form("Math.atan2({0}, {1:2} + 0)"),
    "sigmoid": Form("sigmoid_"),
    "tanh_slope": Form("tanhSlope({1}, {2})"),
    "sigmoid_slope": Form("sigmoidSlope({2})"),
    "softplus": Form("softplus_"),
    "xlogy": Form("xlogy_"),
    "erf": Form("erf_"),
    "erfc": Form("erfc_"),
}

NOTES_ON = {"erfc": "erf and erfc have 14 digits."}

NOTE = (
    "Outside the domain of an operation, and where a number is too large for a double, the result is NaN or "
    "Infinity, where backprop eval gives an error. The last digit may differ with the engine that runs it."
)


class JavaScript(Target):
    """A function of an object of numbers."""

    title = "JavaScript"
    infinity, nan = "Infinity", "NaN"
    keywords = KEYWORDS.split()
    notes = (NOTE,)
    notes_on = NOTES_ON
    forms = FORMS
    helpers = HELPERS

    def literal(self, value: float | bool) -> Text:
        """A number; an integer without its point."""
        text = super().literal(value)
        return Text(text.text.removesuffix(".0"), text.binding) if isfinite(value) else text

    def source(self, written: Code, *, main: bool) -> str:
        """A script with one function."""
        parts = [heading(written, "//"), *[f"{helper}\n" for helper in written.helpers], _function(written)]
        if main:
            parts.append(_main(written))
        return "\n".join(parts)


def _function(written: Code) -> str:
    defaults = written.function.defaults
    literal = written.target.literal
    value, *others = written.outputs
    gradients, watched = others[: len(written.inputs)], others[len(written.inputs) :]
    keys = [_key(name, own) for name, own in written.inputs.items()]
    given = [f"{key} = {literal(defaults[name])}" if name in defaults else key
             for name, key in zip(written.inputs, keys, strict=True)]  # fmt: skip
    return "\n".join([
        f"// Returns the value, and the gradients by the names of the inputs{NUMBERS if watched else ''}.",
        f"function {written.called}({{{', '.join(given)}}}) {{",
        *[f"  const {line.name} = {line.code};" for line in written.lines],
        f"  const value = {value};",
        "  const gradients = {",
        *[f"    {_own(name)}: {code}," for name, code in zip(written.inputs, gradients, strict=True)],
        "  };",
        *([f"  const numbers = [{', '.join(watched)}];"] if watched else []),
        f"  return {{value, gradients{', numbers' if watched else ''}}};",
        "}",
        "",
    ])  # fmt: skip


def _key(name: str, own: str) -> str:
    """A property of the object that is given, under its own name or as another one."""
    return name if name == own else f"{dumps(name)}: {own}"


def _own(name: str) -> str:
    """A property of the object that is returned; in brackets what would else be its prototype."""
    return f"[{dumps(name)}]" if name == "__proto__" else dumps(name)


def _main(written: Code) -> str:
    given = ", ".join([f"{dumps(name)}: given[{i}]" for i, name in enumerate(written.inputs)])
    return MAIN.format(called=written.called, given=f"{{{given}}}", names=", ".join(written.inputs))
