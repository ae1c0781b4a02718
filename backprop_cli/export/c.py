"""C, of the standard of 1999 or later, with its mathematics library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .heading import heading
from .names import ascii_name
from .target import CHOICE, PRODUCT, SIGNS, Form, Target
from .writing import Code

_WORD = re.compile(r"[A-Za-z_]\w*")

MATH = {
    "abs": "fabs",
    **{name: name for name in (
        "floor", "ceil", "cbrt", "hypot", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin",
        "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "pow", "erf", "erfc",
    )},
}  # fmt: skip
KEYWORDS = (
    "auto break case char const continue default do double else enum extern float for goto if inline int long "
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while"
    " main NAN INFINITY in gradient y0 y1 yn j0 j1 jn gamma lgamma tgamma fma fmax fmin fdim fmod remainder "
    "remquo round rint nearbyint lround trunc modf frexp ldexp logb ilogb scalbn copysign nan nextafter isnan "
    "isinf isfinite signbit drem significand abs printf scanf sscanf strtod argc argv errno div exit atof EOF "
    "NULL stdin stdout"
)
SQRT = """\
static double sqrt_(double x) {
  return sqrt(x + 0.0);
}"""
SIGN = """\
static double sign_(double x) {
  return (x > 0) - (x < 0);
}"""
SIGMOID = """\
static double sigmoid_(double x) {
  const double small = exp(-fabs(x));
  return (x >= 0 ? 1.0 : small)/(1.0 + small);
}"""
TANH_SLOPE = """\
static double tanh_slope_(double out, double x) {
  if (fabs(x) < 1) return 1.0 - out*out;
  const double small = exp(-2.0*fabs(x));
  return 4.0*small/((1.0 + small)*(1.0 + small));
}"""
SIGMOID_SLOPE = """\
static double sigmoid_slope_(double x) {
  const double small = exp(-fabs(x));
  return small/((1.0 + small)*(1.0 + small));
}"""
SOFTPLUS = """\
static double softplus_(double x) {
  return (x > 0 ? x : 0.0) + log1p(exp(-fabs(x)));
}"""
XLOGY = """\
static double xlogy_(double a, double x) {
  return x == 0 ? 0.0 : a*log(x);
}"""
ATAN2 = """\
static double atan2_(double y, double x) {
  return atan2(y, x + 0.0);
}"""

MAIN = """
#include <stdio.h>
#include <stdlib.h>

// The values of {names}: from the command line, or from each line of standard input.
static void run(const double *given) {{
  double gradient[{count} + 1];
  printf("%.17g", {called}(given, gradient));
  for (int i = 0; i < {count}; i++) printf(" %.17g", gradient[i]);
  printf("\\n");
}}

int main(int argc, char **argv) {{
  double given[{count} + 1];
  if (argc > 1) {{
    for (int i = 0; i < {count}; i++) given[i] = i + 1 < argc ? atof(argv[i + 1]) : NAN;
    run(given);
    return 0;
  }}
  for (;;) {{
    for (int i = 0; i < {count}; i++) if (scanf("%lf", given + i) != 1) return 0;
    run(given);
    if ({count} == 0) return 0;
  }}
}}
"""


HELPERS = {
    "sqrt_": SQRT, "sign_": SIGN, "atan2_": ATAN2, "sigmoid_": SIGMOID, "tanh_slope_": TANH_SLOPE,
    "sigmoid_slope_": SIGMOID_SLOPE, "softplus_": SOFTPLUS, "xlogy_": XLOGY,
}  # fmt: skip


FORMS = {
    **SIGNS,
    **{name: Form(function) for name, function in MATH.items()},
    "where": Form("{0:1} ? {1:1} : {2:1}", CHOICE),
    "both": Form("({0:1} && {1:1})"),
    "either": Form("({0:1} || {1:1})"),
    "negated": Form("!{0:5}"),
    "sum": Form("({sum})"),
    "mean": Form("({sum})/{count}", PRODUCT),
    "sqrt": Form("sqrt_"),
    "sign": Form("sign_"),
    "atan2": Form("atan2_"),
    "sigmoid": Form("sigmoid_"),
    "tanh_slope": Form("tanh_slope_({1}, {2})"),
    "sigmoid_slope": Form("sigmoid_slope_({2})"),
    "softplus": Form("softplus_"),
    "xlogy": Form("xlogy_"),
    "maximum": Form("fmax", nested=True),
    "minimum": Form("fmin", nested=True),
}

NOTE = (
    "Compile with -lm, and without -ffast-math. Outside the domain of an operation, and where a number is too "
    "large for a double, the result is NAN or INFINITY, where backprop eval gives an error. The last digit may "
    "differ with the mathematics library."
)


class C(Target):
    """A function of an array of doubles, which writes the gradients into another."""

    title = "C"
    infinity, nan = "INFINITY", "NAN"
    keywords = (*KEYWORDS.split(), *MATH.values(), "sqrt", "atan2", "run", "given")
    notes = (NOTE,)
    forms = FORMS
    helpers = HELPERS

    def fitting(self, name: str) -> str:
        """A name in ASCII, which every compiler takes."""
        return ascii_name(name)

    def source(self, written: Code, *, main: bool) -> str:
        """A file with one function."""
        parts = [heading(written, "//"), "#include <math.h>\n"]
        parts += [f"{helper}\n" for helper in written.helpers] + [_function(written)]
        if main:
            names = ", ".join(written.inputs.values())
            parts.append(MAIN.lstrip("\n").format(called=written.called, count=len(written.inputs), names=names))
        return "\n".join(parts)


def _function(written: Code) -> str:
    value, *gradients = written.outputs
    lines = [f"  const double {line.name} = {line.code};" for line in written.lines]
    lines += [f"  gradient[{i}] = {code};" for i, code in enumerate(gradients)]
    return "\n".join([
        "// Returns the value; writes the derivative to each input into its place of `gradient`.",
        f"double {written.called}(const double *in, double *gradient) {{",
        *_with_inputs([*lines, f"  return {value};"], list(written.inputs.values())),
        "}",
        "",
    ])  # fmt: skip


def _with_inputs(lines: Iterable[str], inputs: Iterable[str]) -> Iterator[str]:
    """The lines of a function, in which each input is read where it is first used.

    Thousands of them that are read at its beginning would all go to memory and back once more.
    """
    unread = {name: f"  const double {name} = in[{i}];" for i, name in enumerate(inputs)}
    for line in lines:
        yield from [unread.pop(name) for name in _WORD.findall(line) if name in unread]
        yield line
