"""The working without values: every line that is printed is an equation, and it is true."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from io import StringIO
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from mpmath import mpf

from backprop_cli import explain, parse
from backprop_cli.answers.explain import choices
from backprop_cli.answers.working import Working, rules, work_out
from backprop_cli.cli import run
from backprop_cli.errors import BackpropError, UsageError
from backprop_cli.graph.engine import Value, node_of
from backprop_cli.notation.text import text_of
from backprop_cli.ops import BY_NAME, OPS
from backprop_cli.views.solution import json as as_json
from backprop_cli.views.solution import latex, markdown, text

from .support.numerically import NoNumber, near, number, slope
from .support.strategies import DIFFERENTIABLE

EXPRESSIONS = [
    "x^2*sin(x)", "tanh(w*x + b)", "x^3 - 2*x + 1", "sin(x)/x", "(x + 1)/(x^2 + 1)", "x/sin(x)", "sqrt(x^2 + 1)",
    "log(x)*exp(-x^2)", "x^x", "2^x", "x^y", "relu(3*x - 1)*max(x, 2)", "1/(1 + exp(-x))", "-sin(-x)", "cos(cos(x))",
    "(3*x + 1)^2", "mean(x^2, 3*x, y)", "hypot(x, x^2)", "prod(x, sin(x), y)", "clip(x^2, 0, 1)", "sum(x, x^2)/2",
    "softplus(x*y) - x*y", "abs(x)", "x", "gelu(x)", "5/x", "x/5", "x*x", "x - x", "square(x)", "w*x^2/2 + 5*x^3",
    "a/(x*sin(x))", "pi*x^2 + x^a", "logsumexp(x, 2*x)", "x/3*(x - 1)", "tanh(x)^2", "leaky_relu(x, a)*elu(x, a)",
    "max(x, y, x^2)", "atan2(x, y)", "-(-x)", "(x^2 + y)*(x - y)/(x*y + 1)", "silu(x)/erf(x)", "e^x*e", "0*x + 2",
]  # fmt: skip

PROGRAMS = [
    "e = a*b; d = e + c; L = d*f",
    "n = x1*w1 + x2*w2 + b; o = tanh(n)",
    "a = x^2 + x; b = a^2 + a; c = b^2 + b; c^2 + c",
    "a = x*y; b = a*a; c = b + a; L = relu(c)*a",
    "a = x/y; b = max(a, x); L = a - b*clip(a, 0, 1)^y",
    "s = sum(a, b, c, d, f, g, h, i, j, k); L = s*mean(a, s) + logsumexp(a, b, c, d, f, g, h, i, j, k)",
    "e = x*y; pi = e + 1; L = e*pi + exp(e)*pi",
    "a = 2; b = -3; c = a*b; L = c*b*b",
]


def worked(text_: str, *names: str, **options: Any) -> Working:
    return work_out(parse(text_), names, **options)


# Every line against numbers


def point(program: Any, seed: int) -> dict[str, Any]:
    random = Random(seed)
    return {name: mpf(random.randint(11, 39)) / random.choice([16, 17, 19]) for name in program.variables}


def complaints(working: Working, at: dict[str, Any]) -> Iterator[str]:
    """The equations that are not true at a point, or that have no number where their left side has one."""
    for derived in working.derived:
        for line in derived.lines:
            try:
                left, right = number(line.left, at), number(line.right, at)
            except NoNumber:
                continue
            if not near(left, right):
                yield f"{text_of(line.left)} = {text_of(line.right)}: {left} and {right}"
    yield from _stage_complaints(working, at)
    yield from _rule_complaints(working)


def _stage_complaints(working: Working, at: dict[str, Any]) -> Iterator[str]:
    if not working.stages:
        return
    known = dict(at)
    for name, graph in working.forward:
        known[name] = number(graph, known)
    numbers = known | _gradients(working, known)
    received: dict[str, Any] = {}
    for stage in working.stages:
        for handed in stage.handed:
            received[handed.to] = received.get(handed.to, 0) + number(handed.product, numbers)
            if handed.place == 0 and not near(slope(stage.named, known, handed.to), number(handed.local, numbers)):
                yield f"∂{stage.name}/∂{handed.to} = {text_of(handed.local)}"
            true = numbers[f"{handed.to}.grad"]
            if handed.is_last and not near(received[handed.to], true):
                yield f"what {handed.to} receives: {received[handed.to]} and {true}"
            if handed.complete is not None and not near(number(handed.complete, numbers), true):
                yield f"{handed.to}.grad = {text_of(handed.complete)}"
    for name, formula in working.gradients:
        if not near(number(formula, at), numbers[f"{name}.grad"]):
            yield f"d{working.output}/d{name} = {text_of(formula)}"


def _gradients(working: Working, known: dict[str, Any]) -> dict[str, Any]:
    """The derivative of the output to every node, and every local derivative, each by moving that node alone."""

    def output(name: str, x: Any) -> Any:
        moved = {**known, name: x}
        for other, graph in working.forward:
            if other != name:
                moved[other] = number(graph, moved)
        return moved[working.output]

    h = mpf(10) ** -20
    found = {f"{n}.grad": (output(n, x + h) - output(n, x - h)) / (2 * h) for n, x in known.items()}
    for stage in working.stages:
        for handed in stage.handed:
            found[f"∂{stage.name}/∂{handed.to}"] = slope(stage.named, known, handed.to)
    return found


def _rule_complaints(working: Working) -> Iterator[str]:
    """Rules in general, for u, v, … that move with certain slopes; the arc sine has a value here, the acosh there."""
    slopes = {letter: mpf(7 - 2 * i) / 11 for i, letter in enumerate("uvwpqrst")}
    for rule in working.rules:
        tried = 0
        for size in (23, 7):
            at = {letter: mpf(13 + 3 * i) / size for i, letter in enumerate("uvwpqrstcabdfghkn")}
            with suppress(NoNumber):
                left, right = _primed(rule.left, at, slopes), _primed(rule.right, at, slopes)
                tried += 1
                if not near(left, right):
                    yield f"{rule.name}: {text_of(rule.left)} = {text_of(rule.right)}"
        if not tried:
            yield f"{rule.name}: no number"


def _primed(graph: Any, at: dict[str, Any], slopes: dict[str, Any]) -> Any:
    """The number of a formula with strokes, of which each is a derivative to a parameter t that moves u, v, …."""
    if graph.operation is not None and graph.operation.name == "'":
        h = mpf(10) ** -20
        up, down = ({n: x + s * slopes.get(n, 0) for n, x in at.items()} for s in (h, -h))
        return (number(graph.inputs[0], up) - number(graph.inputs[0], down)) / (2 * h)
    if graph.operation is None:
        return number(graph, at)
    inputs = {f"#{i}": _primed(source, at, slopes) for i, source in enumerate(graph.inputs)}
    return number(node_of(graph.operation, tuple([Value(0.0, name) for name in inputs]), None), inputs)


@pytest.mark.parametrize("text_", EXPRESSIONS)
def test_every_line_of_a_derivation_is_true(text_):
    program = parse(text_)
    working = work_out(program)
    assert working.derived or len(program.variables) > 3
    for seed in range(4):
        assert list(complaints(working, point(program, seed))) == []


@pytest.mark.parametrize("text_", PROGRAMS)
def test_every_line_of_a_backward_pass_is_true(text_):
    program = parse(text_)
    working = work_out(program)
    assert working.stages
    for seed in range(4):
        assert list(complaints(working, point(program, seed))) == []


# Operands that an operation has a value at, where the sine of a variable is none.
DOMAINS = {"acosh": ["2 + sin(x)"], "clip": ["2*sin(x)", "sin(y) - 1", "sin(w) + 1"]}


@pytest.mark.parametrize("op", OPS, ids=[op.name for op in OPS])
def test_every_operation_has_a_derivation(op):
    names = ["x", "y", "w"][: 2 if op.variadic else len(op.inputs)]
    operands = DOMAINS.get(op.name, [f"sin({name})" for name in names])
    written = op.infix.symbol.join(operands) if op.infix and len(names) == 2 else f"{op.name}({', '.join(operands)})"
    if op.infix and len(names) == 1:
        written = f"{op.infix.symbol}{operands[0]}"
    program = parse(written)
    working = work_out(program)
    assert {name for derived in working.derived for name in derived.names} == set(names)
    found = [list(complaints(working, point(program, seed))) for seed in range(3)]
    assert found == [[], [], []]


@settings(max_examples=120)
@given(tree=DIFFERENTIABLE)
def test_every_line_of_any_derivation_is_true(tree):
    program = parse(tree.written())
    assume(program.variables)
    try:
        working = work_out(program)
    except BackpropError:
        assume(False)
    found: list[str] = []
    for seed in range(2):
        try:
            found += complaints(working, point(program, seed))
        except NoNumber:
            continue
    assert found == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("sin", lambda xp, out, x: (-xp.cos(x),)),
        ("*", lambda xp, out, a, b: (b, b)),
        ("/", lambda xp, out, a, b: (xp.divide(1, b), xp.divide(a, b * b))),
        ("+", lambda xp, out, a, b: (1, -1)),
        ("^", lambda xp, out, x, y: (y * xp.pow(x, y), xp.xlogy(out, x))),
        ("relu", lambda xp, out, x: (xp.where(xp.greater(x, 0), 0, 1),)),
        ("tanh", lambda xp, out, x: (1 - out,)),
    ],
)
def test_a_broken_rule_is_found(name, wrong, monkeypatch):
    texts = [t for t in [*EXPRESSIONS, *PROGRAMS] if name in t and "_relu" not in t]
    caches = (choices._formulas, choices._pieces, rules.kind_of)
    monkeypatch.setattr(BY_NAME[name], "partials", wrong)
    for cache in caches:
        cache.cache_clear()
    try:
        for text_ in texts[:4]:
            program = parse(text_)
            assert list(complaints(work_out(program), point(program, 1))) != []
        assert texts
    finally:
        for cache in caches:
            cache.cache_clear()


# What is said


def said(text_: str, *names: str, view: Any = text, brief: bool = False, **options: Any) -> str:
    out = StringIO()
    view.write(worked(text_, *names, **options), 6, brief, out)
    return out.getvalue()


SINE = """\
x^2*sin(x)

Derivative  with respect to x
  d/dx(x^2*sin(x)) = d/dx(x^2)*sin(x) + x^2*d/dx(sin(x))   product rule
    d/dx(x^2) = 2*x                                        power rule
    d/dx(sin(x)) = cos(x)                                  derivative of sin
  d/dx(x^2*sin(x)) = 2*x*sin(x) + x^2*cos(x)               together

Rules  u' is the derivative of u
  product rule        (u*v)' = u'*v + u*v'
  power rule          (u^n)' = n*u^(n - 1)*u'
  derivative of sin   sin(u)' = cos(u)*u'
"""

LECTURE = """\
  L = d*f   product rule
    ∂L/∂d = f   d.grad = f
    ∂L/∂f = d   f.grad = d

  d = e + c   sum rule
    ∂d/∂e = 1   e.grad = d.grad
    ∂d/∂c = 1   c.grad = d.grad

  e = a*b   product rule
    ∂e/∂a = b   a.grad = b*e.grad
    ∂e/∂b = a   b.grad = a*e.grad

Gradients  everything put in its place
  dL/da = b*f
  dL/db = a*f
  dL/dc = f
  dL/df = a*b + c
"""


def test_the_working_of_an_expression():
    assert said("x^2*sin(x)") == SINE


def test_the_working_of_a_program():
    shown = said("e = a*b; d = e + c; L = d*f")
    assert LECTURE in shown
    assert "Forward pass  every node from the nodes before it\n  e = a*b\n  d = e + c\n  L = d*f\n" in shown


def test_the_forward_pass_is_in_the_order_of_the_program():
    """And not in that in which the output asks for its inputs."""
    assert "  h = sin(x)\n  v1 = x*y\n  L = v1 + h\n" in said("h = sin(x); L = x*y + h")


def test_what_has_no_choice_any_more_is_not_called_simpler():
    shown = said("max(x, 0)")
    assert re.search(r"= \(1 if x > 0 else 0\) +derivative of max\n", shown)
    assert re.search(r"= \(1 \+ sign\(x\)\)/2 +in one formula\n", shown)


def test_gradients_that_add_up_say_so():
    shown = said("e = x*y; L = e*x + e")
    assert "    ∂L/∂e = 1    e.grad += 1\n" in shown
    assert "e.grad = 1 + x*v1.grad: e is used twice, and gradients add at branches, because" in shown
    assert "x.grad = e*v1.grad + y*e.grad: x is used twice.\n" in shown


@pytest.mark.parametrize(
    ("text_", "kind"),
    [
        ("x*sin(x)", "product rule"), ("sin(x)/x", "quotient rule"), ("5/x", "quotient rule"), ("x^3", "power rule"),
        ("sqrt(x)", "power rule"), ("square(x)", "power rule"), ("2^x", "exponential rule"),
        ("3*x", "constant multiple"), ("-x", "constant multiple"), ("x/3", "constant multiple"),
        ("x + sin(x)", "sum rule"), ("mean(x, 2)", "sum rule"), ("x - sin(x)", "difference rule"),
        ("x^x", "power rule for a variable exponent"), ("tanh(x)", "derivative of tanh"),
        ("max(x, 0)", "derivative of max"), ("prod(x, sin(x))", "product rule"), ("hypot(x, 1)", "derivative of hypot"),
    ],
)  # fmt: skip
def test_each_operation_is_said_to_be_by_its_rule(text_, kind):
    assert worked(text_).derived[0].lines[0].rules == (kind,)


def test_a_function_of_a_function_is_by_the_chain_rule():
    first, second, together = worked("tanh(sin(x))").derived[0].lines
    assert (first.rules, second.rules) == (("chain rule", "derivative of tanh"), ("derivative of sin",))
    assert (first.depth, second.depth, together.depth) == (0, 1, 0)
    assert "chain rule" not in said("x*sin(x)")


def test_what_was_found_once_is_not_found_again():
    assert said("sin(x)*exp(sin(x))").count("d/dx(sin(x)) = cos(x)") == 1


def test_higher_and_mixed_derivatives_are_taken_one_after_another():
    working = worked("x^2*y^3", "x", "y")
    assert [(each.names, text_of(each.result)) for each in working.derived] == [
        (("x",), "2*x*y^3"),
        (("x", "y"), "6*x*y^2"),
    ]
    assert [text_of(each.result) for each in worked("sin(x)", "x", order=3).derived] == ["cos(x)", "-sin(x)", "-cos(x)"]
    with pytest.raises(UsageError, match="too long"):
        worked("; ".join(["a0 = x", *[f"a{i} = a{i - 1}^2 + a{i - 1}" for i in range(1, 9)]]), "x", order=2)


def test_many_variables_and_long_expressions_have_one_pass_for_all():
    assert worked("x1*w1 + x2*w2").stages
    assert worked("x*" + "sin(x)*" * 40 + "x").stages


def test_the_working_grows_as_the_program_does():
    def length(n: int) -> int:
        return len(said("; ".join(["a0 = x", *[f"a{i} = a{i - 1}^2 + a{i - 1}" for i in range(1, n)]])))

    assert length(400) < 2.5 * length(200)


def test_brief_counts_what_repeats_itself():
    long = " + ".join(f"x{i}*w{i}" for i in range(12))
    assert "  … and 19 more steps like those above, from v19 = v17 + v18 to v1 = x0*w0.\n" in said(long, brief=True)
    assert len(said(long, brief=True)) < len(said(long)) / 2


def test_a_name_that_is_that_of_a_constant_is_a_variable():
    shown = said("e = x*y; L = e*exp(x)", "e")
    assert "∂L/∂e = exp(x)   e.grad = exp(x)\n" in shown.replace("v1", "exp(x)")
    assert "d/de(e^2) = 2*e" in said("e^2", "e")


def test_one_output_or_one_variable():
    assert [each.names for each in worked("x*y", "y").derived] == [("y",)]
    assert worked("e = x*y; L = e^2", of="e").parsed == "e = x*y"
    with pytest.raises(UsageError, match="no variable"):
        worked("2*3")


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "json"])
def test_the_command(form, capsys):
    assert run(["explain", "x^2*sin(x)", "--format", form]) == 0
    out, err = capsys.readouterr()
    assert (len(out) > 100, err) == (True, "")
    assert run(["diff", "x^2*sin(x)", "x", "--steps", "--format", "text" if form == "markdown" else form]) == 0
    if form != "markdown":
        assert capsys.readouterr().out == out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x^2*y", "x=3"], "no value for y"),
        (["x^2", "--limit"], "--limit needs values"),
        (["x^2", "--exact"], "--exact needs values"),
        (["a = 2; a*x"], "no value for x"),
    ],
)
def test_values_that_are_missing_are_asked_for_where_some_are_given(arguments, message, capsys):
    assert run(["explain", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_the_working_is_no_single_formula(capsys):
    assert run(["diff", "x^2", "--steps", "--expand"]) == 2
    assert "leave out --expand" in capsys.readouterr().err


def test_in_python():
    assert str(explain("x^2*sin(x)")) == SINE.rstrip("\n")
    assert isinstance(explain("x^2", x=3).value, float)
    assert explain("x^2*sin(x)")._repr_mimebundle_()["text/markdown"].startswith("# `x^2*sin(x)`\n")


def test_the_json_has_the_facts():
    out = StringIO()
    as_json.write(worked("e = x*y; L = e*x"), 6, False, out)
    found = json.loads(out.getvalue())
    assert [step["node"] for step in found["backward"]] == ["L", "e"]
    assert found["backward"][0]["contributions"][0] == {
        "to": "e", "formula": "x", "product": "x", "gradient": "x",
    }  # fmt: skip
    assert found["gradients"] == {"x": "2*x*y", "y": "x^2"}
    as_json.write(worked("sin(x)"), 6, False, out := StringIO())
    (derivative,) = json.loads(out.getvalue())["derivatives"]
    assert derivative["steps"] == [
        {"depth": 0, "left": "d/dx(sin(x))", "right": "cos(x)", "rules": ["derivative of sin"]}
    ]


def test_markdown_and_latex_have_the_mathematics():
    page = said("tanh(w*x)", view=markdown)
    assert "| &emsp;$\\frac{\\partial}{\\partial w}\\left({w \\thinspace x}\\right) = x$ | constant multiple |" in page
    assert r"\left({\tanh\left(u\right)}\right)' = " in said("tanh(w*x)", view=latex)
    assert r"\left({e^{u}}\right)' = e^{u} \, {u}'" in said("exp(x)", view=latex)
    assert r"\section*{Backpropagation of $\tanh\left(w \, x\right)$}" in said("tanh(w*x)", view=latex)
    assert r"\frac{\mathrm{d}L}{\mathrm{d}e}" in said("e = x*y; L = sin(e*x)*e", view=latex)


def test_the_latex_compiles(tmp_path):
    if shutil.which("pdflatex") is None:
        pytest.skip("no pdflatex")
    documents = [said(t, view=latex) for t in (*EXPRESSIONS[:24:4], *PROGRAMS)]
    bodies = [each.split("\\begin{document}")[1].split("\\end{document}")[0] for each in documents]
    preamble = documents[0].split("\\begin{document}")[0]
    (tmp_path / "all.tex").write_text(preamble + "\\begin{document}" + "".join(bodies) + "\\end{document}\n")
    command = ["pdflatex", "-draftmode", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-1000:]
