"""A parsed program and its runs."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest

from backprop_cli.arithmetic import fractions
from backprop_cli.errors import BackpropError, BindingError, DomainError, UsageError
from backprop_cli.graph.engine import Constant, Value
from backprop_cli.graph.missing import joined_names, product_meant
from backprop_cli.graph.walker import topological_order
from backprop_cli.language import parse

CHAIN = "e = a*b; d = e + c; L = d*f"
AT = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def test_a_program_is_called_with_its_variables():
    program = parse("tanh(w*x + b)")
    assert program.variables == ("w", "x", "b")
    v = program(w=1, x=2, b=0.5)
    assert isinstance(v, Value)
    assert v.data == pytest.approx(0.9866142981514303, rel=1e-15)


def test_a_program_can_be_run_again():
    program = parse("a*a + b")
    first, second = program(a=3, b=1), program(a=4, b=1)
    first.backward()
    second.backward()
    assert (first.data, second.data) == (10, 17)
    assert first.inputs[0].inputs[0].grad == 6
    assert second.inputs[0].inputs[0].grad == 8


def test_ints_are_doubles_unless_a_fraction_is_among_them():
    program = parse("a/b")
    assert program(a=1, b=3).data == 1 / 3
    assert program(a=1, b=Fraction(3)).data == Fraction(1, 3)
    assert isinstance(program(a=1, b=Fraction(3)).data, Fraction)
    assert isinstance(program(a=0.5, b=Fraction(3)).data, float)
    assert isinstance(program(a=True, b=2).data, float)


def test_what_is_no_number_is_refused():
    with pytest.raises(TypeError, match="real number, not str"):
        parse("a")(a="1")


def test_all_missing_values_are_named_at_once():
    with pytest.raises(BindingError, match="no value for a, b and c") as caught:
        parse("a + b*c")()
    assert caught.value.hint == "give them as a=… b=… c=…, or in the text: a = …; b = …; c = …; …"
    assert caught.value.span == (0, 1)


def test_one_missing_value_is_pointed_at():
    with pytest.raises(BindingError, match="no value for c") as caught:
        parse("a + b*c").run({"a": 1.0, "b": 1.0})
    assert caught.value.text[slice(*caught.value.span)] == "c"
    assert caught.value.hint == "give it as c=…, or in the text: c = …; …"


def test_an_unbound_name_made_of_bound_ones_is_taken_for_a_product():
    with pytest.raises(BindingError) as caught:
        parse("a + bc").run({"a": 1.0, "b": 1.0, "c": 1.0})
    assert caught.value.hint == "did you mean b*c?"


@pytest.mark.parametrize(
    ("text", "bindings", "hint"),
    [
        ("2pir", ["r"], "did you mean pi*r?"),
        ("ratee^t", ["t"], "did you mean rate*e?"),
        ("ratee*t", ["t"], None),
        ("rates^t", ["t"], None),
        *[(word, [], f"write 1 for {word.lower()}") for word in ("True", "true", "TRUE")],
        *[(word, [], f"write 0 for {word.lower()}") for word in ("False", "false", "FALSE")],
        *[(word, [], "every value is a number: write one") for word in ("nan", "NaN", "NAN", "None", "null")],
    ],
)
def test_what_an_unbound_name_was_meant_to_be(text, bindings, hint):
    with pytest.raises(BindingError) as caught:
        parse(f"rate - rate + {text}").run(dict.fromkeys(["rate", *bindings], 1.0))
    name = caught.value.text[slice(*caught.value.span)]
    assert caught.value.hint == (hint or f"give it as {name}=…, or in the text: {name} = …; …")


def test_a_name_that_does_not_occur_is_refused():
    with pytest.raises(BindingError, match="no variable x and y") as caught:
        parse("a + 1")(a=1, x=2, y=3)
    assert caught.value.text == "a + 1"


def test_every_node_has_its_gradient_under_its_name():
    run = parse("d = x*y; d^2 + 3").run({"x": 2.0, "y": -1.0})
    run.backward()
    names = {name: node.grad for node, name in run.node_names.items() if node.operation or node.label}
    assert names == {"x": 4.0, "y": -8.0, "d": -4.0, "v1": 1.0, "v2": 1.0}
    assert {name: run.gradient(name) for name in names} == names


@pytest.mark.parametrize(
    ("text", "bindings", "value"),
    [
        ("2pi", {}, 6.283185307179586),
        ("tau/2 - pi", {}, 0),
        ("e", {}, 2.718281828459045),
        ("2e", {"e": 5.0}, 10),
        ("pi*x", {"pi": 3.0, "x": 2.0}, 6),
        ("e = a*2; e + 1", {"a": 4.0}, 9),
        ("pi = 3; 2pi", {}, 6),
    ],
)
def test_a_binding_or_an_assignment_wins_over_a_constant(text, bindings, value):
    assert parse(text).run(bindings).root.data == value


def test_constants_are_no_variables():
    program = parse("pi*x + e")
    assert program.variables == ("x",)
    run = program.run({"x": 1.0})
    assert list(run.inputs) == ["x"]
    assert [node.label for node in run.nodes if isinstance(node, Constant)] == ["pi", "e"]
    assert list(program.run({"x": 1.0, "e": 2.0}).inputs) == ["x", "e"]


def test_nodes_are_in_topological_order_and_end_with_the_root():
    run = parse(CHAIN).run(AT)
    seen = set()
    for node in run.nodes:
        assert seen.issuperset(node.inputs)
        seen.add(node)
    assert run.nodes[-1] is run.root
    assert topological_order(run.root) == run.nodes
    assert len(run.spans) == len(run.nodes) == len(seen) == 7
    # The order of the text, which is not the only one.
    assert [node.label for node in topological_order(parse("y = b*a; L = x + y").run(AT | {"x": 1.0}).root)] == [
        "b", "a", "y", "x", "L",
    ]  # fmt: skip


def test_what_a_step_needs():
    program = parse("d = a*b; c + 1; d*2")
    assert list(program.needed(program.output)) == [1, 1, 1, 0, 0, 0, 1, 1]
    assert list(program.needed(program.index_of("d"))) == [1, 1, 1]


def test_what_steps_need_is_found_once():
    program = parse("d = a*b; c + 1; d*2")
    assert program.needed(2) is program.needed(2)


def test_numbers_may_be_too_large_together():
    run = parse("a - b").run({"a": 1.7e308, "b": 1.7e308})
    assert run.root.data == 0.0


def test_a_program_is_shown_by_its_text():
    assert repr(parse("a + b")) == "<Program 'a + b'>"
    assert repr(parse(f"{'a' * 30} + {'b' * 27}")) == f"<Program '{'a' * 30} + {'b' * 27}'>"
    assert repr(parse(f"{'a' * 30} + {'b' * 28}")) == f"<Program '{'a' * 30} + {'b' * 26}…'>"


def test_spans_are_places_in_the_text():
    run = parse(CHAIN).run(AT)
    assert [CHAIN[start:end] for start, end in run.spans] == ["a", "b", "a*b", "c", "e + c", "f", "d*f"]
    text = "-(a + 2)b^-2"
    assert [text[start:end] for start, end in parse(text).run(AT).spans] == [
        "a", "2", "a + 2", "b", "-2", "b^-2", "(a + 2)b^-2", text,
    ]  # fmt: skip


def test_names_and_labels():
    run = parse(CHAIN).run(AT)
    assert list(run.named) == ["a", "b", "c", "f", "e", "d", "L"]
    assert [node.label for node in run.nodes] == ["a", "b", "e", "c", "d", "f", "L"]
    assert run.named["L"] is run.root
    assert list(run.inputs) == ["a", "b", "c", "f"]


def test_an_alias_is_the_same_node():
    run = parse("e = a*b; d = e; c = a; d + e + c").run(AT)
    assert run.named["d"] is run.named["e"]
    assert run.named["c"] is run.named["a"]
    assert run.named["e"].label == "e"
    assert run.named["a"].label == "a"
    run.root.backward()
    assert run.named["e"].grad == 2


def test_an_assigned_number_is_an_input_with_that_value():
    program = parse("x = 5; y = -x; x*y")
    run = program.run({})
    assert run.root.data == -25
    assert program.variables == ("x",)
    assert run.inputs == {"x": run.named["x"]}
    run.root.backward()
    assert run.gradient("x") == -10
    assert program.run({"x": 2.0}).root.data == -4


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a = 2; b = -3; L = a*b", {"a": 2, "b": -3}),
        ("h = 1/3; k = 2*pi; L = h*k", {"h": 1 / 3, "k": 2 * math.pi}),
        ("p = pi; q = 2(3); L = p/q", {"p": math.pi, "q": 6}),
        ("e = 2; L = e^e", {"e": 2}),
        ("a = 2", {"a": 2}),
    ],
)
def test_the_inputs_of_a_text_and_their_values(text, values):
    run = parse(text).run({})
    assert {name: value.data for name, value in run.inputs.items()} == values
    assert parse(text).defaults.keys() == values.keys()


@pytest.mark.parametrize("text", ["a = x", "a = 2*x", "b = 2*y; a = b", "b = y + 1; a = 2*b"])
def test_what_depends_on_a_name_is_a_result(text):
    program = parse(f"{text}; a + x + y")
    assert program.defaults == {}
    assert "a" in program.assigned


def test_a_value_in_the_text_is_exact_among_fractions():
    assert parse("h = 1/3; h*x").run({"x": Fraction(3)}, fractions).root.data == 1


def test_a_value_without_a_result_is_an_error_at_its_place():
    with pytest.raises(DomainError, match="division of 1 by 0") as caught:
        parse("a = 1/0; a*x").run({"x": 1.0})
    assert caught.value.span == (4, 7)


def test_a_constant_that_a_value_is_made_of_cannot_be_bound():
    with pytest.raises(BindingError, match="'pi' has a value, and is read as the constant here"):
        parse("h = 2*pi; h*x").run({"x": 1.0, "pi": 3.0})


def test_nodes_without_a_name_are_numbered_past_the_names_that_are_taken():
    program = parse("v1 = x*y; 3*(v1 + c1*2)")
    assert program.step_names() == ["x", "y", "v1", "c2", "c1", "c3", "v2", "v3", "v4"]
    assert program.run({"x": 1.0, "y": 2.0, "c1": 1.0}, of="v3").root.data == 4
    with pytest.raises(UsageError, match="has no 'v9'"):
        program.index_of("v9")


def test_another_output():
    run = parse(CHAIN).run(AT, of="d")
    assert run.root.data == 4
    assert run.root is run.named["d"]
    assert [node.label for node in run.nodes] == ["a", "b", "e", "c", "d"]
    run.root.backward()
    assert {name: node.grad for name, node in run.inputs.items()} == {"a": -3, "b": 2, "c": 1, "f": 0}


def test_an_input_can_be_the_output():
    run = parse(CHAIN).run(AT, of="a")
    run.root.backward()
    assert (run.root.data, run.root.grad) == (2, 1)


def test_an_unknown_output_is_refused_with_the_names_there_are():
    with pytest.raises(UsageError, match="no 'z'") as caught:
        parse(CHAIN).run(AT, of="z")
    assert caught.value.hint == "its names are a, b, c, f, e, d and L"


def test_statements_that_the_output_does_not_need_are_not_computed():
    run = parse("bad = log(a - b); a*b").run({"a": 1.0, "b": 2.0})
    assert run.root.data == 2
    assert "bad" not in run.named


def test_an_input_that_the_output_does_not_depend_on_has_gradient_0():
    run = parse("c = a + b; 2a").run({"a": 1.0, "b": 2.0})
    run.root.backward()
    assert {name: node.grad for name, node in run.inputs.items()} == {"a": 2, "b": 0}


def test_a_number_used_twice_is_two_nodes_and_a_name_one():
    run = parse("2*x + 2*x").run({"x": 1.0})
    assert [node.data for node in run.nodes if isinstance(node, Constant)] == [2, 2]
    assert sum(node.label == "x" for node in run.nodes) == 1


def test_exact_runs():
    run = parse("x/3 + 0.1").run({"x": Fraction(1, 7)}, fractions)
    run.root.backward()
    assert run.root.data == Fraction(31, 210)
    assert run.inputs["x"].grad == Fraction(1, 3)


def test_an_error_knows_the_text_the_place_and_the_file():
    with pytest.raises(DomainError) as caught:
        parse("d = a - b\nlog(d)", source="work.txt").run({"a": 1.0, "b": 2.0})
    error = caught.value
    assert (error.text[slice(*error.span)], error.source) == ("log(d)", "work.txt")
    assert error.message == "log of -1: log(d) needs a positive number, d is -1 here"
    assert str(error) == error.message + ", at character 11"
    with pytest.raises(BindingError) as caught:
        parse("a*b", source="work.txt").run({"a": 1.0})
    assert (caught.value.span, caught.value.source) == ((2, 3), "work.txt")


@pytest.mark.parametrize(("name", "known", "meant"), [
    ("bc", "bc", "b*c"),
    ("xsinx", "x", "x*sin(x)"),
    ("cos2x", "x", "cos(2*x)"),
    ("tanhx", "xh", "tanh(x)"),
    ("log2x", "x", "log2(x) or log(2*x)"),
    ("sin2πr", "r", "sin(2*π*r)"),
    ("x2", "x", None),
    ("sin2", "x", None),
    ("loss", "los", "l*o*s*s"),
])  # fmt: skip
def test_a_name_that_is_made_of_others(name, known, meant):
    assert product_meant(name, set(known)) == meant


@pytest.mark.parametrize(("text", "asked", "warnings"), [
    ("x^2 + 3xy", ["x"], {"xy": "x*y"}),
    ("wx + b", ["w"], {"wx": "w*x"}),
    ("tanh(w1x1 + b)", ["x1"], {"w1x1": "w1*x1"}),
    ("x*sinx", [], {"sinx": "sin(x)"}),
    ("sin2x", [], {"sin2x": "sin(2*x)"}),
    ("xe^x", [], {"xe": "x*e"}),
    ("πr²", ["r"], {"πr": "π*r"}),
    ("w1*x1 + b", ["x1"], {}),
    ("x_1*x + x2 + Δx", ["x"], {}),
    ("loss*o + text*t + sum(x, x)", ["t"], {}),
    ("xy", [], {}),
])  # fmt: skip
def test_names_that_are_rather_products(text, asked, warnings):
    assert dict(joined_names(parse(text), asked)) == warnings


def test_many_names_are_not_repeated():
    names = [f"x{i}" for i in range(21)]
    for count, last in ((20, "x18 and x19"), (21, "x19 and 1 more")):
        with pytest.raises(UsageError) as caught:
            parse("+".join(names[:count])).run(dict.fromkeys(names, 1.0), of="y")
        assert caught.value.hint.endswith(last)
    for count, start, end in (
        (3, "give them as x0=… x1=…", ", or in the text: x0 = …; x1 = …; x2 = …; …"),
        (20, "give them as x0=… x1=…", ", or each in the text: x0 = …; …"),
        (21, "give each as NAME=…, all of them in a file with -b", ", or each in the text: NAME = …; …"),
    ):
        with pytest.raises(BindingError) as caught:
            parse("+".join(names[:count])).run({})
        assert caught.value.hint.startswith(start)
        assert caught.value.hint.endswith(end)


@pytest.mark.parametrize("text", ["x*y + y", "Pi*x", r"\theta w_{1} + \theta", r"\mathrm{loss}^2"])
def test_both_ways_to_give_a_value_compute(text):
    program = parse(text)
    with pytest.raises(BindingError) as caught:
        program()
    way = caught.value.hint.removeprefix("did you mean pi? else ")
    bindings, assignments = re.fullmatch(r"give (?:it|them) as (.*), or in the text: (.*)", way).groups()
    given = dict.fromkeys(re.findall(r"(\w+)=…", bindings), 2.0)
    assigned = re.sub(r"…$", lambda _: text, assignments).replace("…", "2")
    assert parse(assigned)().data == program(**given).data


def test_an_error_shows_a_long_formula_in_part():
    with pytest.raises(DomainError) as caught:
        parse(f"log({'a' * 50} - {'b' * 50})").run({"a" * 50: 1.0, "b" * 50: 2.0})
    formula, operand = f"log({'a' * 50} - {'b' * 23}…", f"{'a' * 50} - {'b' * 7}…"
    assert caught.value.message == f"log of -1: {formula} needs a positive number, {operand} is -1 here"


def test_every_error_is_a_backprop_error():
    for text, bindings in (("a +", {}), ("a", {}), ("1/a", {"a": 0}), ("a", {"b": 1})):
        with pytest.raises(BackpropError):
            parse(text)(**bindings)
