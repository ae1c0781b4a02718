"""The language: what each text means, and what is refused with which way out. The corpus is in expressions/valid."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from backprop_cli.errors import ExpressionError
from backprop_cli.language import parse
from backprop_cli.language.bindings import read_bindings
from backprop_cli.notation.text import text_of

from .strategies import structure

CORPUS = sorted(Path(__file__).parent.glob("expressions/valid/*.txt"))


# The corpus: lines of `key: text`. `expression`, `with` and `gradients` may stand more than once; `value` and the
# gradients are numbers, computed by mpmath and not by this project.


def read(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition(": ")
        found.setdefault(key, []).append(text)
    return found


def test_the_corpus_is_there():
    assert len(CORPUS) >= 60
    for path in CORPUS:
        case = read(path)
        assert {"expression", "parsed", "value"} <= set(case) <= {"expression", "parsed", "value", "with", "gradients"}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_corpus(path: Path):
    case = read(path)
    bindings = read_bindings(" ".join(case.get("with", [])).split())
    expected = read_bindings(" ".join(case.get("gradients", [])).split())
    run = parse("\n".join(case["expression"])).run(bindings)
    run.root.backward()
    assert text_of(run.root) == case["parsed"][0]
    assert run.root.data == pytest.approx(float(case["value"][0]), rel=1e-13, abs=1e-15)
    assert {name: node.grad for name, node in run.inputs.items()} == pytest.approx(expected, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        # precedence
        ("a + b*c", "a + (b*c)"),
        ("a - b - c", "(a - b) - c"),
        ("a/b/c", "(a/b)/c"),
        ("a/b*c", "(a/b)*c"),
        ("2^3^2", "2^(3^2)"),
        ("-x^2", "-(x^2)"),
        ("-2^2", "-(2^2)"),
        ("(-2)^2", "((-2))^2"),
        ("2^-3^2", "2^(-(3^2))"),
        ("a^-b", "a^(-b)"),
        ("a^--b", "a^(-(-b))"),
        ("a^+b", "a^b"),
        ("a*-b", "a*(-b)"),
        ("a/-b", "a/(-b)"),
        ("a*+b", "a*b"),
        ("a - -b", "a - (-b)"),
        ("--x", "-(-x)"),
        ("+x", "x"),
        ("-a*b", "(-a)*b"),
        ("-a + b", "(-a) + b"),
        ("-f^2*a", "(-(f^2))*a"),
        # other signs
        ("a ** b", "a^b"),
        ("a × b", "a*b"),
        ("a · b", "a*b"),
        ("a ⋅ b", "a*b"),
        ("a ÷ b", "a/b"),
        ("a − b", "a - b"),
        ("−x", "-x"),
        ("2^−1", "2^-1"),
        # implicit products
        ("3(a+b)", "3*(a + b)"),
        ("2x", "2*x"),
        ("2 x", "2*x"),
        ("2x^2", "2*(x^2)"),
        ("2x^-y", "2*(x^(-y))"),
        ("-2x", "-(2*x)"),
        ("-2*x", "(-2)*x"),
        ("3 - 2x", "3 - (2*x)"),
        ("a*2x", "a*(2*x)"),
        ("2x*y", "(2*x)*y"),
        ("2x/y", "(2*x)/y"),
        ("(x+y)z", "(x + y)*z"),
        ("(x+y)z^2", "(x + y)*(z^2)"),
        ("(a+b)(a-b)", "(a + b)*(a - b)"),
        ("(a)(b)(c)", "(a*b)*c"),
        ("2(a)b", "(2*a)*b"),
        ("2tanh(x)", "2*tanh(x)"),
        ("tanh(x)tanh(y)", "tanh(x)*tanh(y)"),
        ("2tanh(x)^2", "2*(tanh(x)^2)"),
        ("2pi", "2*pi"),
        # numbers
        ("1.", "1"),
        (".5", "0.5"),
        ("1e-3", "0.001"),
        ("2E3", "2000"),
        ("1.5e+2", "150"),
        ("2e", "2*e"),
        ("2e*3", "(2*e)*3"),
        ("2e-x", "(2*e) - x"),
        ("007", "7"),
        # functions
        ("ln(x)", "log(x)"),
        ("pow(x, y)", "x^y"),
        ("max(a, b, c+1)", "max(a, b, (c + 1))"),
        ("clip(x, -1, 1)", "clip(x, (-1), 1)"),
        ("elu(x)", "elu(x)"),
        # space, comments and ends of statements
        (" a\t+\u00a0b ", "a + b"),
        ("a # + 1", "a"),
        ("# nothing\na; ; b;\n\n", "b"),
        ("a\r\nb", "b"),
        ("a\rb", "b"),
        ("c = a + b # first\r\nc*c", "(a + b)*(a + b)"),
        ("d = a; e = d; e*d", "a*a"),
    ],
)
def test_meaning(text, meaning):
    assert structure(text) == structure(meaning)


def test_the_default_of_an_optional_argument_is_the_one_given():
    for short, long in (("leaky_relu(x)", "leaky_relu(x, 0.01)"), ("elu(x)", "elu(x, 1)")):
        values = [parse(text)(x=-2.0) for text in (short, long)]
        for value in values:
            value.backward()
        assert values[0].data == values[1].data
        assert values[0].inputs[0].grad == values[1].inputs[0].grad


@pytest.mark.parametrize("name", ["w₀", "α", "Δx", "x̂", "x_1", "_", "é", "ñandú", "名前", "θ₁₂", "й", "ẋ̂", "σ", "e1"])
def test_names(name):
    assert parse(f"2{name} + {name}").variables == (unicodedata.normalize("NFC", name),)


def test_two_ways_to_store_an_accent_are_one_name():
    composed, decomposed = unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")
    assert composed != decomposed
    program = parse(f"{composed} + {decomposed}")
    assert program.variables == (composed,)
    assert parse(f"{decomposed} = 2; {composed}*3").run({}).root.data == 6
    assert program.run(read_bindings([f"{decomposed}=2"])).root.data == 4


REFUSED = [
    # text, the place, and what the way out must contain
    ("1/2x", "1/2x", "1/(2*x) or (1/2)*x"),
    ("1/2x^2", "1/2x^2", "1/(2*x^2) or (1/2)*x^2"),
    ("a/2(b+c)", "a/2(b+c)", "a/(2*(b+c)) or (a/2)*(b+c)"),
    ("a(b+c)", "a", "write a*(b+c)"),
    ("a = 2; a(b)", "a", "write a*(b)"),
    ("a b", "a b", "write a*b"),
    ("2 3", "2 3", "write 2*3"),
    ("(a)2", "(a)2", "write (a)*2"),
    ("2x y", "2x y", "write 2x*y"),
    ("x^2y", None, "x^2*y"),
    ("2^3x", None, "2^3*x"),
    ("tahn(x)", "tahn", "did you mean 'tanh'?"),
    ("tanh(a, b)", "tanh(a, b)", "tanh(x)"),
    ("max(a)", "max(a)", "max(a, b, …)"),
    ("x²", "²", "write ^2"),
    ("|x|", None, "abs"),
    ("√x", None, "sqrt"),
    ("a = 1; a = 2", "a", "choose another"),
    ("a + 1; a = 2", "a", "assign it first"),
    ("tanh = 2", "tanh", "choose another name"),
    ("a + b = c", "=", "name = expression"),
    ("a == b", None, "one '='"),
    ("(a + b", "(", "')'"),
    ("a + b)", ")", "remove it"),
    ("1.2.3", "1.2.3", "one decimal point"),
]


@pytest.mark.parametrize(("text", "place", "way_out"), REFUSED, ids=[r[0] for r in REFUSED])
def test_refused_with_a_way_out(text, place, way_out):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert way_out in error.hint
    assert error.text == text
    assert error.exit_code == 2
    if place is not None:
        assert text[slice(*error.span)] == place


@pytest.mark.parametrize("text", ["", " ", "# only a comment", ";;\n"])
def test_an_empty_text_is_refused(text):
    with pytest.raises(ExpressionError, match="empty"):
        parse(text)


@pytest.mark.parametrize("text", ["__import__('os')", "x.real", "lambda: 1", "[x for x in y]", "open('f')", "x if y"])
def test_nothing_of_python_is_read(text):
    with pytest.raises(ExpressionError):
        parse(text)


def test_a_refused_text_leaves_nothing_behind():
    with pytest.raises(ExpressionError):
        parse("a = 1; a = 2")
    assert parse("a + 1").variables == ("a",)


# Scale: nothing recurses, so memory is the only limit.


def value_and_gradient(text: str) -> tuple[float, float]:
    run = parse(text).run({"x": 0.5})
    run.root.backward()
    return run.root.data, run.inputs["x"].grad


def test_a_chain_of_a_million_terms():
    assert value_and_gradient("+".join(["x"] * 1_000_000)) == (500_000.0, 1_000_000.0)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("(" * 100_000 + "x" + ")" * 100_000, (0.5, 1)),
        ("-" * 100_000 + "x", (0.5, 1)),
        ("sin(" * 100_000 + "x*0" + ")" * 100_000, (0, 0)),
        ("1^" * 100_000 + "x", (1, 0)),
        ("x" + "^1" * 100_000, (0.5, 1)),
        ("(1)" * 100_000 + "x", (0.5, 1)),
        ("\n".join(["a0 = x", *(f"a{i + 1} = a{i} + x" for i in range(20_000))]), (10_000.5, 20_001)),
        ("max(" + ", ".join(["x"] * 20_000) + ")", (0.5, 1)),
    ],
    ids=["parentheses", "signs", "calls", "powers", "exponents", "products", "statements", "arguments"],
)
def test_deep_and_long(text, result):
    value, gradient = value_and_gradient(text)
    assert value == result[0]
    assert gradient == pytest.approx(result[1], rel=1e-9)
