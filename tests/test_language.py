"""The language: what each text means, and what is refused with which way out. The corpus is in expressions/valid."""

from __future__ import annotations

import math
import re
import unicodedata
from pathlib import Path

import pytest
from mpmath import mp

from backprop_cli.errors import BindingError, ExpressionError
from backprop_cli.language import parse
from backprop_cli.language.bindings import read_bindings
from backprop_cli.language.characters import closing_of
from backprop_cli.language.elsewhere import DIFFERENT, SPELLINGS
from backprop_cli.language.names import is_name
from backprop_cli.language.tables import make_parser
from backprop_cli.notation.text import text_of
from backprop_cli.ops import BY_NAME, FUNCTIONS

from .support.strategies import structure

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
    assert len(CORPUS) >= 120
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
        # what can be read in one way only
        ("x²", "x^2"),
        ("x₁²", "x₁^2"),
        ("x⁻¹", "x^-1"),
        ("-x²", "-(x^2)"),
        ("2x²", "2*(x^2)"),
        ("x²y", "(x^2)*y"),
        ("3x²y³", "(3*(x^2))*(y^3)"),
        ("2^x²", "2^(x^2)"),
        ("(x²)^-1", "(x^2)^-1"),
        ("(a+b)²c", "((a + b)^2)*c"),
        ("√x", "sqrt(x)"),
        ("√(a+b)", "sqrt(a + b)"),
        ("√√x", "sqrt(sqrt(x))"),
        ("√x*y", "sqrt(x)*y"),
        ("√(x)y", "sqrt(x)*y"),
        ("2√x", "2*sqrt(x)"),
        ("-√x", "-sqrt(x)"),
        ("x^√y", "x^sqrt(y)"),
        ("∛x", "cbrt(x)"),
        ("|x|", "abs(x)"),
        ("|a + |b||", "abs(a + abs(b))"),
        ("||a|-|b||", "abs(abs(a) - abs(b))"),
        ("|a|b", "abs(a)*b"),
        ("|a|*|b|^2", "abs(a)*(abs(b)^2)"),
        ("-|x|²", "-(abs(x)^2)"),
        ("√|x|", "sqrt(abs(x))"),
        ("⌊x⌋ + ⌈x⌉", "floor(x) + ceil(x)"),
        ("½x", "(1/2)*x"),
        ("x^½", "x^(1/2)"),
        ("a – b‒c", "(a - b) - c"),
        ("a ∗ b ∕ c", "(a*b)/c"),
        ("a.*b./c.^2", "(a*b)/(c^2)"),
        ("sin^2(x)", "sin(x)^2"),
        ("sin²(x)", "sin(x)^2"),
        ("2sin²(x)y", "(2*(sin(x)^2))*y"),
        ("ReLU(x)", "relu(x)"),
        ("σ(x)", "sigmoid(x)"),
        ("arctan(x)", "atan(x)"),
        ("np.maximum(0, x)", "max(0, x)"),
        ("torch.nn.functional.relu(x)", "relu(x)"),
        ("math.pow(x, 2)", "x^2"),
        ("np.pi*x", "pi*x"),
        ("x.tanh()", "tanh(x)"),
        ("(a*b).tanh()", "tanh(a*b)"),
        ("2x.exp()", "2*exp(x)"),
        ("a.pow(b).exp()", "exp(a^b)"),
        ("F.pow(2)", "F^2"),
        ("F.relu(x)", "relu(x)"),
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
    ("√2x", "√2x", "sqrt(2)*x or sqrt(2*x)"),
    ("√x²", "√x²", "sqrt(x)^2 or sqrt(x^2)"),
    ("1/x²y", "1/x²y", "1/(x²*y) or (1/x²)*y"),
    ("x²(y)", "x²(y)", "write x²*(y)"),
    ("2^x²y", "2^x²y", "2^x²*y"),
    ("2½", "2½", "(2 + ½) for a sum"),
    ("2|x|", "|", "write 2*|x|"),
    ("|a|b|c|", "|a|b|", "write abs(…)"),
    ("cos^2 x", "cos", "write cos(x)^2"),
    ("sin^-1(x)", "sin", "asin(x) for the inverse function, or 1/sin(x)"),
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


def test_all_problems_of_a_text_are_told_at_once():
    text = "a = 2 +\nb = tahn(a) + foo(a)\nc = (a*\n  b)\nd = a b # ) ] }\nd*d"
    with pytest.raises(ExpressionError) as caught:
        parse(text, "model.txt")
    errors = [caught.value, *caught.value.others]
    assert [text[slice(*error.span)] for error in errors] == ["\n", "tahn", "foo", "(", "a b"]
    assert all(isinstance(error, ExpressionError) and error.source == "model.txt" for error in errors)
    assert caught.value.others[0].others == ()


def test_the_same_problem_is_told_once_and_too_many_are_cut():
    with pytest.raises(ExpressionError) as caught:
        parse("foo(x) + foo(y); foo(z)")
    assert caught.value.others == ()
    with pytest.raises(ExpressionError) as caught:
        parse("; ".join(f"f{i}(x, y)" for i in range(100)))
    assert len(caught.value.others) == 20
    assert caught.value.others[-1].message == "there are more problems"


@pytest.mark.parametrize(
    ("text", "name"),
    [("Tanh(x)", "Tanh"), ("σ(x)", "σ"), ("arcsin(x)", "arcsin"), ("np.sin(x)", "np"), ("math.pi*x", "pi")],
)
def test_a_name_that_was_read_as_something_else_has_no_value(text: str, name: str):
    program = parse(text)
    assert program.variables == ("x",)
    program.run({"x": 0.5})
    with pytest.raises(BindingError, match=f"'{name}' has a value"):
        program.run({"x": 0.5, name: 2.0})


@pytest.mark.parametrize(
    "text", ["σ = 2; σ(x)", "Tanh = x; Tanh(x)", "np = 2; np.sin(x)", "x.tanh = 2", "x = 1; x.foo()"]
)
def test_an_assigned_name_is_read_as_nothing_else(text: str):
    with pytest.raises(ExpressionError):
        parse(text)


def test_the_names_of_methods_stand_in_the_order_of_the_text():
    assert parse("b.pow(a) + c.atan2(b)").variables == ("b", "a", "c")


def test_a_constant_has_a_letter_too():
    assert parse("π + τ").run({}).root.data == 3 * math.pi
    assert parse("π + τ").variables == ()
    assert parse("π + τ").run({"π": 1.0, "τ": 2.0}).root.data == 3


def test_what_other_languages_say_has_one_meaning_here():
    assert set(SPELLINGS.values()) <= set(BY_NAME)
    assert not set(SPELLINGS) & set(FUNCTIONS)
    assert all(name == name.lower() for name in SPELLINGS)
    # What means something else there is read nowhere.
    for name in DIFFERENT:
        with pytest.raises(ExpressionError, match="means something else"):
            parse(f"{name}(x)")


def test_a_name_is_the_same_to_bindings_as_to_the_grammar():
    """Over all characters, behind a letter and first."""
    (terminal,) = [term for term in make_parser(None).terminals if term.name == "NAME"]
    pattern = re.compile(terminal.pattern.to_regexp())
    for character in map(chr, [*range(0xD800), *range(0xE000, 0x30000)]):
        for text in (f"x{character}", character):
            assert is_name(text) == bool(pattern.fullmatch(text)), (text, ord(character))


# A suggestion, obeyed, computes what was meant: its first way, put in the place of what is underlined.

OBEYED = [
    # text, what was meant, of x = 0.7 and y = 2.5
    ("2*cube(x + 1)", lambda x, y: 2 * (x + 1) ** 3),
    ("2/sech(x)", lambda x, y: 2 * mp.cosh(x)),
    ("1 - erfc(x)", lambda x, y: mp.erf(x)),
    ("y - coth(x)^2", lambda x, y: y - mp.coth(x) ** 2),
    ("y*inv(x + y)", lambda x, y: y / (x + y)),
    ("y/exp2(x - y)", lambda x, y: y / 2 ** (x - y)),
    ("y*mod(y, x)", lambda x, y: y * (y - x * mp.floor(y / x))),
    ("log(y, 2)*x", lambda x, y: mp.log(y, 2) * x),
    ("x/log(y, x)", lambda x, y: x / mp.log(y, x)),
    ("x/log_3(y)", lambda x, y: x / mp.log(y, 3)),
    ("softmax(x, y)*y", lambda x, y: y * mp.exp(x) / (mp.exp(x) + mp.exp(y))),
    ("y - logit(x)", lambda x, y: y - mp.log(x / (1 - x))),
    ("x*mish(x)", lambda x, y: x * x * mp.tanh(mp.log1p(mp.exp(x)))),
    ("root(y, 3)^2", lambda x, y: mp.cbrt(y) ** 2),
    ("root(y, 5)*x", lambda x, y: mp.root(y, 5) * x),
    ("sin(degrees(x))", lambda x, y: mp.sin(x * 180 / mp.pi)),
    ("hardtanh(y)*x", lambda x, y: x),
    ("y*norm(x, y)", lambda x, y: y * mp.hypot(x, y)),
    ("frac(y)*2", lambda x, y: (y - mp.floor(y)) * 2),
    ("np.dot(x, y) + 1", lambda x, y: x * y + 1),
    ("a = x y; a", lambda x, y: x * y),
    ("x y + 1", lambda x, y: x * y + 1),
    ("x sin(y) - 1", lambda x, y: x * mp.sin(y) - 1),
    ("y²(x + 1)", lambda x, y: y**2 * (x + 1)),
    ("x√2", lambda x, y: x * mp.sqrt(2)),
    ("1 000*x", lambda x, y: 1000 * x),
    ("y = x if x > 0 else 0.1*x", lambda x, y: x),
    ("np.where(y > x, y, x)*2", lambda x, y: 2 * y),
    ("-x if x < 0 else x", lambda x, y: x),
    ("x*(x > 0) + y", lambda x, y: x + y),
    ("log base 2 of y", lambda x, y: mp.log(y, 2)),
    ("2*y mod x", lambda x, y: 2 * (y - x * mp.floor(y / x))),
    ("y squared", lambda x, y: y**2),
    ("the square root of y", lambda x, y: mp.sqrt(y)),
    ("x divided by y", lambda x, y: x / y),
    ("f = lambda x: x*y", lambda x, y: x * y),
    ("y*x^2 z=3", lambda x, y: y * x**2),
    ("a = z*x where z = 3", lambda x, y: 3 * x),
    ("double a = 2*x;", lambda x, y: 2 * x),
    ("a = 2 where z = 3", lambda x, y: 2),
    ("f(a) = a^2 + y, a = 3", lambda x, y: 9 + y),
    ("given a=2, b=3: a*b*x", lambda x, y: 6 * x),
    ("f[a_] := x*y + 1", lambda x, y: x * y + 1),
    ("λa. x*y", lambda x, y: x * y),
    ("fun a -> x*y", lambda x, y: x * y),
    ("2 1/2*y", lambda x, y: 2.5 * y),
    ("σ x + y", lambda x, y: 1 / (1 + mp.exp(-x)) + y),
    ("2 + half y", lambda x, y: 2 + y / 2),
    ("twice (x + y)", lambda x, y: 2 * (x + y)),
    ("arc tan(x) + y", lambda x, y: mp.atan(x) + y),
    ("y*inverse sin x", lambda x, y: y * mp.asin(x)),
    ("2*sin inverse x", lambda x, y: 2 * mp.asin(x)),
    ("square root y", lambda x, y: mp.sqrt(y)),
    ("root of (x + y)", lambda x, y: mp.sqrt(x + y)),
    ("absolute value of x", lambda x, y: abs(x)),
    ("logarithm of y", lambda x, y: mp.log(y)),
    ("max of x and y", max),
    ("sum of x and y", lambda x, y: x + y),
    ("a = 3 b = a*x", lambda x, y: 3 * x),
    ("x/ld(y)", lambda x, y: x / mp.log(y, 2)),
]


def obey(text: str, error: ExpressionError) -> str:
    """The text with the first way of the suggestion in the place that the error is about."""
    way = re.split(r", or | or | for |: the last| \(softmax", error.hint.removeprefix("write "))[0]
    start, end = error.span
    if error.message.startswith("unknown function"):
        end = closing_of(text, end)
    return text[:start] + way + text[end:]


@pytest.mark.parametrize(("text", "meant"), OBEYED, ids=[row[0] for row in OBEYED])
def test_a_suggestion_obeyed_computes_what_was_meant(text: str, meant):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.others == ()
    program = parse(obey(text, caught.value))
    at = {"x": 0.7, "y": 2.5}
    found = program.run({name: at[name] for name in program.without_value(())}).root.data
    assert found == pytest.approx(float(meant(mp.mpf(0.7), mp.mpf(2.5))), rel=1e-12)


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


@pytest.mark.parametrize(("end", "message", "place"), [
    ("", "the expression ends too early", 100),
    ("*y", "unexpected '*'", 100),
    (";y", "unexpected ';'", 100),
    ("\ny", "unexpected the end of the line", 100),
])  # fmt: skip
def test_of_a_mistake_too_far_in_a_statement_only_the_place_is_told(end, message, place, monkeypatch):
    monkeypatch.setattr("backprop_cli.language.place.FARTHEST", 50)
    with pytest.raises(ExpressionError) as caught:
        parse("x+" * 50 + end)
    assert (caught.value.message, caught.value.span[0]) == (message, place)
    assert caught.value.hint == "shorter statements tell more: give parts of this one names"
