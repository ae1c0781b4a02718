"""A notebook that is really executed: what it shows of our objects, and the magics."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from backprop_cli import check, diff, evaluate, explain, mimebundle, parse
from backprop_cli.views.drawing.layout import programs

nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
pytest.importorskip("ipykernel", reason="ipykernel is not installed")

needs_layout = pytest.mark.skipif(next(programs(), None) is None, reason="there is no layout program here")

PROGRAM = "# the lecture's\ne = a*b\nL = (e + c)*f"

CELLS = {
    "load": "%load_ext backprop_cli",
    "import": "from backprop_cli import Value, check, diff, eval_many, evaluate, explain, parse",
    "eval": '%backprop eval "x^2" x=3 --value --grad x',
    "table": '%backprop eval "x^2" x=3',
    "cell": f"%%backprop eval a=2 b=-3 c=10 f=-2 --value --grad a\n{PROGRAM}\n",
    "minus": "%%backprop eval x=3 --value\n-x^2",
    "variables": 'w, x = 5, {"y": 0.5}\n%backprop eval "w*x" w=$w x={x["y"]} --value',
    "variables of a cell": "%%backprop check x={w + 1} --grad x=12*x --grad w={w}\nw = 6*x; w*x",
    "a Value for a variable": '%backprop eval "v^2" v={Value(3.0)} --value',
    "no variable": '%backprop eval "q" q=$q',
    "latex": r"%backprop eval '\frac{w}{2}' w=3 --value",
    "latex with an index": r"%backprop eval 'y=\frac{w}{2}' w=3 --value",
    "help": "%backprop eval --help",
    "nothing": "%backprop",
    "error": '%backprop eval "tahn(x)" x=1',
    "no command": "%backprop evil x",
    "quotes": '%backprop eval "x',
    "graph": '%backprop graph "x*y" x=2 y=3 --title Mine',
    "graph as text": '%backprop graph "x*y" x=2 y=3 --format mmd',
    "no graph": '%backprop graph "x*y" x=2',
    "value": 'a, b = Value(2.0, label="a"), Value(3.0, label="b")\nc = a*b\nc.backward()\nc',
    "program": 'parse("e = a*b; (e + x1)/2")',
    "formula": 'parse("x^2/y")',
    "explanation": 'explain("x*y + x^2", x=3, y=2)',
    "report": 'evaluate("x*y", x=3, y=2)',
    "derivative": 'diff("x/y", "y")',
    "gradient check": 'check("x^2", x=3)',
    "marks": 'check("x^2", x=3, claims={"x.grad": 6})',
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> dict[str, list]:
    """What each cell shows, of a notebook that is run once for all tests."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS.values()])
    folder = tmp_path_factory.mktemp("notebook")
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute()
    return {name: cell.outputs for name, cell in zip(CELLS, notebook.cells, strict=True)}


def stream(outputs, name: str) -> str:
    """The text on the one stream that a cell writes to, after its name, without colour."""
    (output,) = outputs[name]
    return f"{output.name}: " + re.sub("\x1b\\[[0-9;]*m", "", output.text)


def data(outputs, name: str) -> dict[str, str]:
    (output,) = outputs[name]
    assert output.output_type in ("execute_result", "display_data")
    return dict(output.data)


# The magics


def test_loading_says_nothing(outputs):
    assert outputs["load"] == outputs["import"] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("eval", "9.0\n6.0\n"),
        ("cell", "-8.0\n6.0\n"),
        ("minus", "-9.0\n"),
        ("variables", "2.5\n"),
        ("a Value for a variable", "9.0\n"),
        ("latex", "1.5\n"),
        ("latex with an index", "1.5\n"),
    ],
)
def test_numbers(outputs, name, shown):
    assert stream(outputs, name) == f"stdout: {shown}"


def test_a_table_is_shown_with_colour_as_in_a_terminal(outputs):
    assert stream(outputs, "table").startswith("stdout: x^2\n\nnode       operation  ")
    assert "\x1b[1mx^2\x1b[0m" in outputs["table"][0].text


def test_claims_may_ask_python_too(outputs):
    shown = stream(outputs, "variables of a cell")
    assert "at x = 6" in shown
    assert re.search(r"w\.grad +5 +wrong", shown)
    assert re.search(r"x\.grad +12\*x +right", shown)


def test_help(outputs):
    assert stream(outputs, "help").startswith("stdout: Usage: backprop eval [OPTIONS]")
    assert stream(outputs, "nothing").startswith("stderr: Usage: backprop [OPTIONS] COMMAND")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("error", "unknown function 'tahn'\n  tahn(x)\n  ^^^^ did you mean 'tanh'?\n"),
        ("no command", "no such command 'evil'\n  did you mean 'eval'?\n"),
        ("quotes", "the line cannot be read: no closing quotation\n  close the quotes\n"),
        ("no variable", "Python has no value for q: name 'q' is not defined\n"),
        ("no graph", "no value for y\n  x*y\n    ^ give it as y=…, or in the text: y = …; …\n"),
    ],
)
def test_errors_have_their_place_and_no_traceback(outputs, name, shown):
    assert stream(outputs, name) == f"stderr: error: {shown}"


@needs_layout
def test_a_picture_is_shown(outputs):
    shown = data(outputs, "graph")
    svg = ElementTree.fromstring(shown["image/svg+xml"].encode())
    assert svg.get("aria-label") == "Mine"
    assert shown["text/plain"] == "a picture: write it to a file with -o FILE"


def test_a_graph_as_text_is_printed(outputs):
    assert stream(outputs, "graph as text").startswith("stdout: flowchart LR\n")


# Our objects


@needs_layout
def test_a_value_is_shown_as_its_graph(outputs):
    shown = data(outputs, "value")
    assert shown["text/plain"] == "Value(data=6.0, grad=1.0)"
    assert "grad 3" in shown["image/svg+xml"]


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("program", r"$\begin{aligned} e &= a \, b \\ & \frac{e + x_{1}}{2} \end{aligned}$"),
        ("formula", r"$\displaystyle \frac{x^{2}}{y}$"),
        ("derivative", r"$\displaystyle \frac{-x}{y^{2}}$"),
    ],
)
def test_formulas(outputs, name, formula):
    assert data(outputs, name)["text/latex"] == formula


def test_an_explanation_is_a_page(outputs):
    shown = data(outputs, "explanation")
    assert shown["text/markdown"].startswith("# `x*y + x^2`\n\nat $x = 3$, $y = 2$\n\n## Forward pass\n")
    assert shown["text/plain"] == str(explain("x*y + x^2", x=3, y=2))


def test_a_report_is_a_table(outputs):
    assert "| `x` | input | 3 | 2 |\n" in data(outputs, "report")["text/markdown"]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("report", lambda: evaluate("x*y", x=3, y=2)),
        ("derivative", lambda: diff("x/y", "y")),
        ("gradient check", lambda: check("x^2", x=3)),
        ("marks", lambda: check("x^2", x=3, claims={"x.grad": 6})),
    ],
)
def test_every_answer_has_its_text(outputs, name, answer):
    assert data(outputs, name)["text/plain"] == str(answer())


# The formulas of programs, which need no notebook to be looked at


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("3*(a + b)", r"$\displaystyle 3 \, \left(a + b\right)$"),
        ("y = tanh(w0*x + b)", r"$\displaystyle y = \tanh\left(w_{0} \, x + b\right)$"),
        ("a = x; a*2", r"$\begin{aligned} a &= x \\ & x \cdot 2 \end{aligned}$"),
        ("a = x*2; b = a; b^2", r"$\begin{aligned} a &= x \cdot 2 \\ b &= a \\ & a^{2} \end{aligned}$"),
        ("a = 2; w = pi/4; y = a*w", r"$\begin{aligned} a &= 2 \\ w &= \frac{\pi}{4} \\ y &= a \, w \end{aligned}$"),
        ("a = 2", r"$\displaystyle a = 2$"),
        ("alpha*pi", r"$\displaystyle \alpha \, \pi$"),
    ],
)
def test_the_formula_of_a_program(text, formula):
    assert parse(text)._repr_mimebundle_() == {"text/latex": formula, "text/plain": f"<Program {text!r}>"}


def test_the_formulas_of_derivatives():
    assert diff("x^2", "x")._repr_mimebundle_()["text/latex"] == r"$\displaystyle 2 \, x$"
    assert diff("w*x")._repr_mimebundle_()["text/latex"].split("\n\n") == [
        r"$\displaystyle \frac{\partial}{\partial w} \left(w \, x\right) = x$",
        r"$\displaystyle \frac{\partial}{\partial x} \left(w \, x\right) = w$",
    ]


def test_derivatives_as_statements():
    shown = mimebundle(diff("; ".join(["a0 = x", *[f"a{i} = a{i - 1}^2 + a{i - 1}" for i in range(1, 9)]])))
    assert shown["text/latex"].startswith("$\\displaystyle \\begin{aligned}\n")
    assert shown["text/latex"].endswith("\\end{aligned}$")


def test_a_long_program_is_shown_as_text_that_says_so():
    shown = mimebundle(parse(" + ".join(["x"] * 400)))
    assert shown.keys() == {"text/plain"}
    assert shown["text/plain"].endswith("no drawing: the program has 400 steps")


def test_only_what_is_wanted_is_written():
    program = parse("x")
    assert program._repr_mimebundle_(include=["text/plain"]).keys() == {"text/plain"}
    assert program._repr_mimebundle_(exclude=["text/plain"]).keys() == {"text/latex"}


def test_a_terminal_of_ipython_writes_what_print_does():
    pretty = pytest.importorskip("IPython.lib.pretty").pretty
    answer = evaluate("x*y", x=3, y=2)
    assert pretty(answer) == str(answer) != repr(answer)
