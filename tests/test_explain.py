"""The worked solution as facts: every number of every step agrees with `eval`, with its formula and with the others."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from io import StringIO
from math import inf, isclose, isfinite, prod
from typing import Any

import pytest
from hypothesis import assume, given, settings

from backprop_cli import parse
from backprop_cli.answers.explain import Explanation, explain
from backprop_cli.answers.report import parsed_text, report_on
from backprop_cli.arithmetic import fractions
from backprop_cli.errors import BackpropError, UsageError
from backprop_cli.language.bindings import read_bindings
from backprop_cli.notation.text import text_of
from backprop_cli.ops import OPS
from backprop_cli.views.nodes import json as nodes_json
from backprop_cli.views.solution import json as solution_json

from .support.strategies import DIFFERENTIABLE, EVERY, POINTS, SMALL, trees

Json = dict[str, Any]

NEURON = ("n = x1*w1 + x2*w2 + b; o = tanh(n)", "x1=2 x2=0 w1=-3 w2=1 b=6.8813735870195432")
LECTURE = ("e = a*b; d = e + c; L = d*f", "a=2 b=-3 c=10 f=-2")


def run_of(text: str, at: str = "", exact: bool = False):
    program = parse(text)
    if exact:
        return program.run(read_bindings(at.split(), (), fractions), fractions)
    return program.run(read_bindings(at.split(), ()))


def explained(text: str, at: str = "", *, wrt: str | None = None, limit: bool = False, exact: bool = False):
    run = run_of(text, at, exact)
    return explain(run, parsed_text(run), wrt=wrt, limit=limit)


def as_json(explanation: Explanation) -> Json:
    out = StringIO()
    solution_json.write(explanation, 6, False, out)
    return json.loads(out.getvalue())


def step_of(explanation: Explanation, name: str):
    return next(step for step in explanation.backward if step.name == name)


# Every number against every other. `complaints` is what the property tests assert to be empty.


def near(x: Any, y: Any, scale: float = 0.0) -> bool:
    """Whether two numbers of JSON are the same but for rounding."""
    if not isinstance(x, float) or not isinstance(y, float):
        return bool(x == y)
    return x == y or (x != x and y != y) or isclose(x, y, rel_tol=1e-9, abs_tol=1e-12 * scale)


def complaints(explanation: Json, evaluated: Json) -> Iterator[str]:
    """What in an explanation does not agree with itself, or with what `eval` says of the same expression."""
    nodes = {node["id"]: node for node in evaluated["nodes"]}
    yield from (f"value of {a['node']}" for a in explanation["forward"] if a["value"] != nodes[a["node"]]["data"])
    if [a["node"] for a in explanation["forward"]] != [n["id"] for n in evaluated["nodes"] if n["op"]]:
        yield "the steps of the forward pass"
    if explanation["gradients"] != evaluated["gradients"]:
        yield "the gradients"
    yield from _backward_complaints(explanation, nodes)
    yield from _path_complaints(explanation)


def _backward_complaints(explanation: Json, nodes: dict[str, Json]) -> Iterator[str]:
    received: dict[str, list[float]] = {}
    order = [step["node"] for step in explanation["backward"]]
    if order != [node for node in reversed(nodes) if node in order]:
        yield "the order of the backward pass"
    for step in explanation["backward"]:
        here = nodes[step["node"]]
        if not near(step["upstream"], here["grad"]) or step["op"] != here["op"]:
            yield f"upstream of {step['node']}"
        for c in step["contributions"]:
            before = sum(received.get(c["to"], []), start=0.0)
            received.setdefault(c["to"], []).append(c["product"])
            scale = sum(map(abs, received[c["to"]]))
            if c["to"] not in here["inputs"]:
                yield f"{c['to']} is no input of {step['node']}"
            if not near(c["local"] * step["upstream"], c["product"]):
                yield f"product from {step['node']} to {c['to']}"
            if not near(c["before"], before, scale) or not near(c["after"], sum(received[c["to"]]), scale):
                yield f"sum of {c['to']}"
    for node, parts in received.items():
        if not near(sum(parts), nodes[node]["grad"], sum(map(abs, parts))):
            yield f"contributions to {node} against its grad"


def _path_complaints(explanation: Json) -> Iterator[str]:
    paths = explanation["paths"]
    for path in paths:
        if (
            not near(prod(path["factors"], start=1.0), path["value"])
            or len(path["factors"]) != len(path["through"]) - 1
        ):
            yield f"value of the path {path['through']}"
    if paths:
        (gradient,) = explanation["gradients"].values()
        values = [path["value"] for path in paths]
        if len(paths) != explanation["path_count"] or not near(sum(values), gradient, sum(map(abs, values))):
            yield "the sum over paths"


def evaluated(run) -> Json:
    out, err = StringIO(), StringIO()
    nodes_json.write(report_on(run), 6, out, err)
    return json.loads(out.getvalue())


def finite(document: Json) -> bool:
    return all(isinstance(node["grad"], float) for node in document["nodes"])


ANY = trees(EVERY, SMALL)


@settings(max_examples=200)
@given(tree=ANY, at=POINTS)
def test_every_number_agrees_with_eval(tree, at):
    run = _run(tree, at)
    document = evaluated(run)
    assume(finite(document))
    found = as_json(explain(run, parsed_text(run)))
    assert list(complaints(found, document)) == []


@settings(max_examples=100)
@given(tree=DIFFERENTIABLE, at=POINTS)
def test_the_paths_add_up_to_the_gradient(tree, at):
    run = _run(tree, at)
    document = evaluated(run)
    names = [name for name, value in run.inputs.items() if value in set(run.nodes)]
    assume(names and finite(document))
    for name in names:
        found = as_json(explain(run, parsed_text(run), wrt=name))
        assert list(complaints(found, document | {"gradients": {name: document["gradients"][name]}})) == []
        assert bool(found["paths"]) == (found["path_count"] <= 20)


@settings(max_examples=100)
@given(tree=DIFFERENTIABLE, at=POINTS)
def test_each_formula_has_the_value_of_its_local_derivative(tree, at):
    run = _run(tree, at)
    explanation = explain(run, parsed_text(run))
    names = {explanation.names[own]: node.data for node, own in run.node_names.items()}
    for step in explanation.backward:
        for c in step.contributions:
            value = _value(c.formula.text, names)
            assert step.notes or value is None or isclose(value, c.local, rel_tol=1e-6, abs_tol=1e-9)


def _run(tree: Any, at: dict[str, float]):
    """The forward pass, where there is one, of an expression that is not only made of numbers."""
    program = parse(tree.written())
    try:
        run = program.run({name: at[name] for name in program.variables})
    except BackpropError:
        assume(False)
        raise
    return run


def _value(formula: str, names: dict[str, float]) -> float | None:
    """The value of a formula, and of a choice such as `1 if x > 0 and x < 3 else 0`."""
    chosen, is_choice, rest = formula.partition(" if ")
    if is_choice:
        conditions, _, otherwise = rest.partition(" else ")
        holds = [_holds(condition, names) for condition in conditions.split(" and ")]
        return None if None in holds else _value(chosen if all(holds) else otherwise, names)
    program = parse(formula)
    try:
        return program.run({name: names[name] for name in program.variables}).root.data
    except BackpropError:
        return None


def _holds(condition: str, names: dict[str, float]) -> bool | None:
    left, relation, right = re.fullmatch(r"(.*) ([<=>]) (.*)", condition).groups()
    sides = _value(left, names), _value(right, names)
    if None in sides:
        return None
    return {"<": operator.lt, "=": operator.eq, ">": operator.gt}[relation](*sides)


@pytest.mark.parametrize(
    ("text", "at", "formulas", "because"),
    [
        ("relu(x)", "x=2", ["1 if x > 0 else 0"], "x > 0"),
        ("relu(x)", "x=0", ["1 if x > 0 else 0"], "x = 0"),
        ("max(0, x)", "x=-2", ["1 if x > 0 else 0"], "x < 0"),
        ("max(a, b)", "a=1 b=1", ["1/2 if a = b else 1 if a > b else 0", "1/2 if b = a else 1 if b > a else 0"],
         "a = b"),
        ("min(a, b)", "a=1 b=2", ["1 if b > a else 0", "1 if a > b else 0"], "b > a"),
        ("abs(x)", "x=-2", ["1 if x > 0 else -1"], "x < 0"),
        ("clip(x, 0, 3)", "x=4", ["1 if x > 0 and x < 3 else 0"], "x > 3"),
        ("clip(x, 0, 3)", "x=2", ["1 if x > 0 and x < 3 else 0"], "x > 0 and x < 3"),
        ("elu(x)", "x=-1", ["1 if x > 0 else exp(x)"], "x < 0"),
        ("leaky_relu(x, c)", "x=0 c=3", ["c if x < 0 else 1", "x if x < 0 else 0"], "x = 0 and c > 1"),
        ("x^y", "x=2 y=0", ["0 if y = 0 else y*x^(y - 1)", "v1*log(x)"], "y = 0"),
        ("hypot(x, y)", "x=0 y=0", ["0 if v1 = 0 else x/v1", "0 if v1 = 0 else y/v1"], "v1 = 0"),
        ("hypot(x, y)", "x=3 y=4", ["x/v1", "y/v1"], None),
        ("clip(0.5, x, x)", "x=0", ["1 if x > 1/2 else 0", "1 if x < 1/2 else 0"], "x < 1/2"),
        ("1/x", "x=2", ["-1/x^2"], None),
        ("x^2", "x=0", ["2*x"], None),
    ],
)  # fmt: skip
def test_a_choice_is_told_as_people_write_it_and_decided_at_the_data(text, at, formulas, because):
    (step,) = explained(text, at).backward
    assert [c.formula.text for c in step.contributions] == formulas
    decided = step.contributions[0].formula.decided
    assert (None if decided is None else text_of(decided)) == because


@pytest.mark.parametrize("op", OPS, ids=[op.name for op in OPS])
def test_the_formulas_of_every_operation_have_their_values(op):
    count = 2 if op.variadic else len(op.inputs)
    values = [1.5, 1.25] if op.name == "acosh" else [0.3, -0.6, 0.7] if op.name == "clip" else [0.3, 0.4]
    names = ["x", "y", "z"][:count]
    call = (
        op.infix.symbol.join(names)
        if op.infix and count == 2
        else f"{'-' if op.infix else op.name}({', '.join(names)})"
    )
    bindings = dict(zip(names, values, strict=False))
    run = parse(call).run(bindings)
    (step,) = explain(run, call).backward
    for c in step.contributions:
        assert _value(c.formula.text, bindings | {"v1": run.root.data}) == pytest.approx(c.local, rel=1e-12)


# The test of the testers: whatever is broken is found.


def _dropped(document: Json) -> None:
    next(s for s in document["backward"] if len(s["contributions"]) > 1)["contributions"].pop()


def _scaled(key: str) -> Any:
    def change(document: Json) -> None:
        document["backward"][0]["contributions"][0][key] *= 1.001

    return change


BREAKAGES = {
    "a dropped contribution": _dropped,
    "a dropped step": lambda document: document["backward"].pop(),
    "a step too early": lambda document: document["backward"].reverse(),
    "another node": lambda document: document["backward"][0].update(node="x"),
    "a value": lambda document: document["forward"][-1].update(value=3.0),
    "a product": _scaled("product"),
    "a local derivative": _scaled("local"),
    "a sum": _scaled("after"),
    "an upstream gradient": lambda document: document["backward"][-1].update(upstream=3.0),
    "a gradient": lambda document: document["gradients"].update(x=3.0),
    "a path": lambda document: document["paths"].pop(),
    "the value of a path": lambda document: document["paths"][0].update(value=3.0),
}


@pytest.mark.parametrize("breakage", BREAKAGES.values(), ids=list(BREAKAGES))
def test_what_is_broken_is_found(breakage):
    text, at = "a = x*y; L = a*a + x", "x=2 y=3"
    found = as_json(explained(text, at, wrt="x"))
    document = evaluated(run_of(text, at))
    document["gradients"].pop("y")
    assert list(complaints(found, document)) == []
    broken = deepcopy(found)
    breakage(broken)
    assert list(complaints(broken, document)) != []


# The schema


def test_the_members_of_the_json():
    found = as_json(explained(*NEURON, wrt="x1", limit=True))
    assert {"forward", "backward", "paths", "gradients", "notes", "path_count"} <= set(found)
    assert {"node", "op", "expression", "value"} <= set(found["forward"][0])
    assert {"node", "op", "upstream", "gate", "contributions"} <= set(found["backward"][0])
    contribution = found["backward"][0]["contributions"][0]
    assert {"to", "formula", "local", "product", "before", "after"} <= set(contribution)
    assert contribution["formula"] == "1 - o^2"
    assert contribution["numbers"] == "1 - 0.707107^2"
    assert [row["h"] for row in contribution["limit"]] == [0.1, 0.01, 0.001, 0.0001, 1e-05, 1e-06]
    assert {"input", "through", "value"} <= set(found["paths"][0])
    assert found["paths"][0]["input"] == found["paths"][0]["through"][0]
    assert found["paths"][0]["through"][-1] == found["output"]


def test_numbers_without_a_json_number_are_strings():
    found = as_json(explained("sqrt(x*x)", "x=0"))
    assert found["backward"][0]["contributions"][0]["local"] == "Infinity"
    assert found["gradients"] == {"x": "NaN"}
    exact = as_json(explained("x/3", "x=1/7", exact=True))
    assert exact["gradients"] == {"x": "1/3"}


# Names


@pytest.mark.parametrize(
    ("text", "at", "names"),
    [
        ("a*b + c", "a=1 b=2 c=3", ["v1", "v2"]),
        ("v1*L + c", "v1=1 L=2 c=3", ["v2", "v3"]),
        ("L*out + output*result", "L=1 out=2 output=3 result=4", ["v1", "v2", "v3"]),
        ("v1*v3 + c1*2 + v", "v1=1 v3=1 c1=1 v=1", ["v2", "v4", "v5", "v6"]),
        ("log1 = x*y; log1^2", "x=1 y=1", ["log1", "v1"]),
        ("v*w", "v=1 w=1", ["v1"]),
        ("2*3", "", ["v1"]),
    ],
)
def test_nodes_without_a_name_get_one_that_is_free(text, at, names):
    assert [a.name for a in explained(text, at).forward] == names


def test_a_variable_called_pi_is_not_the_constant_of_a_rule():
    (step,) = explained("erf(pi)", "pi=2").backward
    assert step.contributions[0].formula.text == "2*exp(-pi^2)/sqrt(3.141592653589793)"
    (step,) = explained("erf(x)", "x=2").backward
    assert step.contributions[0].formula.text == "2*exp(-x^2)/sqrt(pi)"


@pytest.mark.parametrize(
    ("text", "at"), [("3", ""), ("x", "x=3"), ("x; y", "x=1 y=2"), ("2*3 + pi", ""), ("y = x", "x=3")]
)
def test_what_needs_no_step_has_none(text, at):
    explanation = explained(text, at)
    assert explanation.backward == []
    assert explanation.value == run_of(text, at).root.data


def test_an_assigned_number_or_constant_is_an_input_and_an_alias_is_none():
    assert [c.name for c in explained("x = 3; x*y", "y=2").backward[0].contributions] == ["x", "y"]
    assert [c.name for c in explained("d = e; d*x", "x=2").backward[0].contributions] == ["d", "x"]
    assert [c.name for c in explained("e*x", "x=2").backward[0].contributions] == ["x"]
    assert explained("d = x; d*x", "x=2").gradients == {"x": 4.0}


# Branches, and the order


def test_a_node_used_twice_gets_its_contributions_one_by_one():
    explanation = explained("x*y + x^2", "x=3 y=2")
    (branch,) = explanation.branches.values()
    assert (branch.name, branch.users, branch.contributions, branch.total) == ("x", ["v2", "v1"], [6.0, 2.0], 8.0)
    assert branch.is_input


@pytest.mark.parametrize(("text", "total"), [("x*x", 6.0), ("x - x", 0.0), ("x/x", 0.0), ("max(x, x)", 1.0)])
def test_an_operation_may_use_an_input_twice(text, total):
    explanation = explained(text, "x=3")
    assert [c.place for c in explanation.backward[0].contributions] == [1, 2]
    assert explanation.gradients == {"x": total}


def test_a_naive_order_goes_wrong_where_several_steps_reach_a_node():
    hasty = step_of(explained("a = x*y; b = a*a; L = b + a*3", "x=2 y=3"), "a").hasty
    assert (hasty.after, hasty.gradient) == ("v1", 3.0)


@pytest.mark.parametrize(
    "text",
    [
        "a = x*y; L = a*a",  # one step brings both
        "a = x*y; L = relu(-a)*0 + relu(a)",  # the later ones bring nothing
        "a = floor(x); L = a + a*y",  # nothing is handed on
        "a = x*y; L = a + 1",
    ],
)
def test_a_naive_order_does_no_harm_elsewhere(text):
    explanation = explained(text, "x=2 y=3" if "y" in text else "x=2")
    assert all(step.hasty is None or step.hasty.gradient == step.upstream for step in explanation.backward)


# Choices


def test_a_choice_among_many_shows_its_share():
    explanation = explained("max(a, b, c, d, f)", "a=1 b=5 c=5 d=2 f=3")
    (step,) = explanation.backward
    assert [c.formula.text for c in step.contributions] == ["0", "0.5", "0.5", "0", "0"]
    assert not step.easy


@pytest.mark.parametrize(
    ("text", "easy"), [("x + y", True), ("x - y", True), ("x*3", True), ("x*y", False), ("relu(x*y)", False)]
)
def test_a_step_is_easy_if_its_local_derivatives_are_always_the_same(text, easy):
    assert explained(text, "x=2 y=3" if "y" in text else "x=2").backward[0].easy is easy


def test_kinks_are_noted_where_they_occur():
    (step,) = explained("relu(x)", "x=0").backward
    assert [note.message for note in step.notes] == ["relu is not differentiable at 0: left 0, right 1; 0 is used"]
    assert explained("relu(x)", "x=1").backward[0].notes == []


def test_a_note_is_told_once_a_step():
    assert len(step_of(explained("sqrt(x*x)", "x=0"), "v1").notes) == 1


# One input, and paths


def test_wrt_keeps_what_depends_on_a_name():
    explanation = explained(*LECTURE, wrt="a")
    assert [step.name for step in explanation.backward] == ["L", "d", "e"]
    assert [[c.name for c in step.contributions] for step in explanation.backward] == [["d"], ["e"], ["a"]]
    assert explanation.gradients == {"a": 6.0}
    assert [(path.names, path.factors, path.value) for path in explanation.paths] == [
        (["a", "e", "d", "L"], [-3.0, 1.0, -2.0], 6.0)
    ]


def test_wrt_takes_assigned_names_too():
    explanation = explained(*LECTURE, wrt="d")
    assert [path.names for path in explanation.paths] == [["d", "L"]]
    assert explanation.gradients == {"d": -2.0}
    assert [(m.name, m.verdict) for m in explanation.meanings] == [("d", "agrees")]
    assert explained("x", "x=3", wrt="x").paths[0].value == 1.0


@pytest.mark.parametrize(
    ("wrt", "message"), [("q", "the expression has no 'q'"), ("x", "the output does not depend on 'x'")]
)
def test_wrt_of_what_is_not_there(wrt, message):
    with pytest.raises(UsageError, match=message):
        explained("x; y*2", "x=1 y=2", wrt=wrt)


@pytest.mark.parametrize(("doublings", "count"), [(4, 16), (5, 32), (100, 2**100), (2000, inf)])
def test_many_paths_are_counted(doublings, count):
    text = "; ".join(["a0 = x*1", *[f"a{i} = a{i - 1} + a{i - 1}" for i in range(1, doublings + 1)]])
    if doublings > 1000:
        text += f"; a{doublings}*1e-300*1e-300"  # nothing here may overflow
        text = text.replace(" + ", " - ")
    explanation = explained(text, "x=1e-300", wrt="x")
    assert explanation.path_count == count
    assert as_json(explanation)["path_count"] == ("Infinity" if count == inf else count)
    assert len(explanation.paths) == (count if count <= 20 else 0)


def test_a_long_path_is_followed_in_linear_time():
    text = "x" + "*1" * 5_000
    (path,) = explained(text, "x=1", wrt="x").paths
    assert len(path.through) == 5_001


# Limits


def test_a_limit_comes_close():
    (step,) = explained("x^2", "x=3", limit=True).backward
    (c,) = step.contributions
    assert [q.value for q in c.limit] == pytest.approx([6.1, 6.01, 6.001, 6.0001, 6.00001, 6.000001], rel=1e-8)


def test_a_limit_knows_where_the_function_ends_and_what_rounding_leaves():
    (step,) = explained("asin(x)", "x=1", limit=True).backward
    assert {q.value for q in step.contributions[0].limit} == {None}
    (step,) = explained("x^2", "x=1e10", limit=True).backward
    last = step.contributions[0].limit[-1]
    assert last.value is None or last.error > 1e-3 * abs(last.value)


def test_an_exact_limit_is_exact():
    (step,) = explained("x^2", "x=1/3", limit=True, exact=True).backward
    assert step.contributions[0].limit[0].value == Fraction(2, 3) + Fraction(1, 10)


# What it means


@pytest.mark.parametrize(
    ("text", "at", "verdict"),
    [
        ("x*y", "x=2 y=3", "agrees"),
        ("x^2", "x=0", "flat"),
        ("1e6*x^2", "x=0", "flat"),
        ("x - x", "x=3", "agrees"),
        ("log(x)", "x=1e-5", "agrees"),
        ("log(x)", "x=1e-300", "agrees"),
        ("1/x", "x=1e-9", "agrees"),
        ("x*1e20", "x=1e20", "agrees"),
        ("1e-20*x^2", "x=3", "agrees"),
        ("relu(x)", "x=-0.0005", "agrees"),
        ("relu(x)", "x=0", "disagrees"),
        ("abs(x)", "x=0", "disagrees"),
        ("max(x, y)", "x=1 y=1", "disagrees"),
        ("sqrt(x)", "x=0", "disagrees"),
        ("asin(x)", "x=1", "disagrees"),
        ("sqrt(x*x)", "x=0", "disagrees"),
        ("1e6 + 1e-12*x", "x=1", "invisible"),
        ("x + 1e10 - 1e10", "x=1", "agrees"),
        ("exp(x)", "x=709.7826", "agrees"),
    ],
)
def test_the_meaning_is_checked_by_nudging(text, at, verdict):
    assert explained(text, at).meanings[0].verdict == verdict


def test_an_unused_input_means_nothing():
    assert [(m.name, m.verdict) for m in explained("x; y", "x=1 y=2").meanings] == [("x", "unused"), ("y", "agrees")]


@pytest.mark.parametrize(
    ("text", "at", "verdict"),
    [("silu(x)", "x=0", "unchecked"), ("2^x", "x=3", "disagrees"), ("sqrt(x)*x", "x=4", "unchecked")],
)
def test_an_exact_meaning_where_the_nudged_output_is_no_fraction(text, at, verdict):
    (meaning,) = explained(text, at, exact=True).meanings
    assert (meaning.verdict, meaning.raised) == (verdict, None)


def test_an_exact_meaning_is_exact():
    (meaning,) = explained("x/3", "x=1/7", exact=True).meanings
    assert meaning.raised - meaning.before == meaning.predicted == Fraction(1, 3000)


def test_huge_fractions_are_nudged_without_overflow():
    (meaning,) = explained("x^200", "x=1000", exact=True).meanings
    assert meaning.verdict == "agrees"


def test_a_large_expression_nudges_only_some():
    names = [f"x{i}" for i in range(1200)]
    explanation = explained("+".join(f"{name}*1" for name in names), " ".join(f"{name}=1" for name in names))
    verdicts = [meaning.verdict for meaning in explanation.meanings]
    assert verdicts[0] == "agrees"
    assert verdicts[-1] == "unchecked"


def test_nudging_that_overturns_the_output_is_not_called_right():
    (meaning,) = explained("floor(x)", "x=0.9999999999").meanings
    assert meaning.gradient == 0
    assert meaning.verdict == "disagrees" or isfinite(meaning.raised)


# Size


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "x" + ")" * 5000 + "*2", "+".join(["x*y"] * 2000), "tanh(" * 3000 + "x" + ")" * 3000]
)
def test_no_depth_and_no_length_is_too_much(text):
    explanation = explained(text, "x=0.5 y=2" if "y" in text else "x=0.5")
    assert explanation.gradients["x"] == run_gradient(text)


def run_gradient(text: str) -> float:
    run = run_of(text, "x=0.5 y=2" if "y" in text else "x=0.5")
    run.root.backward()
    return run.gradient("x")


def test_a_quotient_shows_its_rule_and_not_the_result_that_saves_a_division():
    explanation = explain(parse("1/x + a/b").run({"x": 2.0, "a": 3.0, "b": 4.0}), "")
    shown = {(c.name, c.formula.text) for step in explanation.backward for c in step.contributions}
    assert {("x", "-1/x^2"), ("a", "1/b"), ("b", "-a/b^2")} <= shown
