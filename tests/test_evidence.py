"""All claims of an answer as the evidence: what explains it, what follows, and what is worth nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backprop_cli import parse
from backprop_cli.answers.marking import Exercise, Policy, Tolerance, Verdict
from backprop_cli.answers.marking.change import Change
from backprop_cli.answers.marking.diagnosis import SIGN, WRONG_SIGN, Candidate, likeliest
from backprop_cli.answers.marking.effects import _Rerun, effect
from backprop_cli.answers.marking.suspects import suspects
from backprop_cli.answers.marking.suspects.suspect import same_shape
from backprop_cli.answers.marking.trace import Trace

from .people.meanings import MEANINGS
from .people.problem import Problem
from .people.problems import PROBLEMS

CIRCUIT = "q = x + y; f = q*z"
AT = {"x": -2.0, "y": 5.0, "z": -4.0}
CHAIN = "e = a*b; d = e + c; L = d*f"
GATE = "z = u*w - c; g = 1/(1 + exp(-z)); C = -log(g)"
GATE_AT = {"u": 1.3, "w": -0.6, "c": 0.55}
CHAIN_AT = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def marked(text: str, at: dict[str, float], /, *, policy: Policy | None = None, **answers: str) -> dict[str, Verdict]:
    """The verdicts by the claims, which are written `x_grad="3"`."""
    exercise = Exercise(parse(text), at, policy=policy or Policy())
    claims = [exercise.claim(name.replace("_", "."), answer) for name, answer in answers.items()]
    return {str(verdict.claim.quantity): verdict for verdict in exercise.mark(claims).verdicts}


def values(problem: Problem) -> dict[str, float]:
    return {name: float(x) for name, _, x in (each.partition("=") for each in problem.at)}


def codes(verdicts: dict[str, Verdict]) -> dict[str, str | None]:
    return {name: verdict.diagnosis.code if verdict.diagnosis else None for name, verdict in verdicts.items()}


def test_what_is_truly_said_by_each_mistake_is_known():
    unknown = set()
    for problem in PROBLEMS.values():
        circuit = Exercise(parse(problem.program), values(problem)).circuit
        unknown |= {suspect.code for suspect in suspects(circuit, circuit.all_edges)}
    unknown -= set().union(*MEANINGS.values())
    assert not unknown, f"tests/people/meanings.py needs the codes {unknown}, and tests/people who makes the mistakes"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("2.37", "overwritten-gradient"), ("2.11", "overwritten-gradient"), ("3.4713", "averaged-gradient"),
        ("29.674", "multiplied-branches"), ("8.304", "missing-branch"), ("10.414", None),
    ],
)  # fmt: skip
def test_what_becomes_of_three_contributions(answer: str, code: str | None):
    """They are 2.37, 5.934 and 2.11: together 10.414, on average 3.4713, multiplied 29.674, 8.304 without the last."""
    found = marked("a*b + a*c + 2.11*a", {"a": 1.7, "b": 2.37, "c": 5.934}, a_grad=answer, b_grad="1.7")
    assert codes(found) == {"a.grad": code, "b.grad": None}
    assert found["a.grad"].passed is (code is None)


class TestEffects:
    """What a change adds, without walking, is what the passes come to when they are run again."""

    @staticmethod
    def cases() -> Iterator[tuple[Trace, Change]]:
        for problem in PROBLEMS.values():
            at = values(problem)
            circuit = Exercise(parse(problem.program), at).circuit
            right = Trace(circuit, at)
            asked = [Exercise(parse(problem.program), at).quantity(claim) for claim in problem.asked]
            data = {each.node: right.computed[each.node] * 1.1 for each in asked if not each.is_grad}
            grads = {each.node: right.grads[each.node] * 0.9 + 0.1 for each in asked[::2] if each.is_grad}
            trace = Trace(circuit, at, data, grads, {each.node for each in asked if each.is_grad})
            yield from ((trace, suspect.change(trace)) for suspect in suspects(circuit, circuit.all_edges))

    def test_the_short_way_comes_to_the_same(self):
        count = 0
        for trace, change in self.cases():
            short, long = effect(trace, change), _Rerun(trace, change).outcome()
            if short is None or long is None:
                continue
            for node in trace.watched:
                walked = trace.grads[node] if long.grads.get(node) is None else long.grads[node]
                added = trace.grads[node] if short.grads.get(node) is None else short.grads[node]
                assert added == pytest.approx(walked, rel=1e-9, abs=1e-9, nan_ok=True)
                count += added != trace.grads[node]
        assert count > 1_000

    def test_nothing_is_changed_by_what_is_done_anyway(self):
        trace = Trace(Exercise(parse(CIRCUIT), AT).circuit, AT)
        edge = trace.circuit.edges[0]
        same = Change(handed={edge: lambda gate, which: gate.upstream * gate.partials[which]})
        assert effect(trace, same).grads == {}
        assert _Rerun(trace, same).outcome().grads == {}

    def test_a_change_ends_at_a_claim(self):
        exercise = Exercise(parse(CHAIN), CHAIN_AT)
        d, a = exercise.quantity("d.grad"), exercise.quantity("a.grad")
        trace = Trace(exercise.circuit, CHAIN_AT, grads={d.node: -2.0}, watched={a.node})
        edge = exercise.circuit.uses[d.node][0]
        doubled = effect(trace, Change(handed={edge: lambda gate, which: 2 * gate.upstream * gate.partials[which]}))
        assert doubled.grads == {d.node: -4.0}
        free = Trace(exercise.circuit, CHAIN_AT, watched={d.node, a.node})
        doubled = effect(free, Change(handed={edge: lambda gate, which: 2 * gate.upstream * gate.partials[which]}))
        assert doubled.grads == {d.node: -4.0, a.node: 12.0}

    def test_a_change_meets_another_one_on_its_way(self):
        exercise = Exercise(parse(CHAIN), CHAIN_AT)
        e, a = exercise.quantity("e.grad").node, exercise.quantity("a.grad").node
        trace = Trace(exercise.circuit, CHAIN_AT, watched={a})
        edges = [exercise.circuit.uses[node][0] for node in (e, a)]
        both = Change(handed=dict.fromkeys(edges, lambda gate, which: 2 * gate.upstream * gate.partials[which]))
        assert effect(trace, both).grads[a] == 4 * 6

    def test_the_slopes_are_those_of_all_that_is_computed_from_a_node(self):
        exercise = Exercise(parse("y = 2*x; z = y^2; L = 5*z"), {"x": 3.0})
        trace = Trace(exercise.circuit, {"x": 3.0})
        slopes = trace.slopes(exercise.quantity("x.grad").node)
        named = {trace.circuit.name(node): slope for node, slope in slopes.items()}
        assert named == {"x": 1, "y": 2, "z": 24, "L": 120}


class TestDiagnosis:
    def test_neighbours_that_were_mixed_up(self):
        # 7*3 + 11*5 is right, and the two gates a and b took each other's other factor.
        text, at = "a = x*y; b = x*z; L = a*c + b*d", {"x": 2.0, "y": 3.0, "z": 5.0, "c": 7.0, "d": 11.0}
        found = marked(text, at, a_grad="7", b_grad="11", x_grad=str(7 * 5 + 11 * 3))
        assert found["x.grad"].diagnosis.message.endswith(
            "the local derivatives of the contributions to x are mixed up (x is used at x*y and x*z)"
        )

    def test_a_quotient_the_wrong_way_round(self):
        found = marked("q = a/b; L = q*c", {"a": 3.0, "b": 4.0, "c": 5.0}, q_data="1.33333")
        assert found["q.data"].diagnosis.message == "1.33333 is what you get when the operands of a/b are reversed"

    def test_of_two_that_are_as_likely_the_wrong_sign_is_told(self):
        sign, other = (
            Candidate(code, kind, 0.1, frozenset({edge}), lambda: "")
            for code, kind, edge in (("sign", WRONG_SIGN, (3, 0)), ("power-rule", "other", (5, 1)))
        )
        assert likeliest([other, sign], 5) == sign
        assert likeliest([other, sign._replace(kind="of one edge")], 5) is None

    def test_a_mistake_of_an_operation_itself_comes_before_a_general_one_at_its_place(self):
        first, second = (Candidate(code, code, 1.0, frozenset({(3, 0)}), lambda: "") for code in ("one", "two"))
        assert likeliest([first, second], 5) is None
        own = first._replace(own=True)
        assert likeliest([own, second], 5) == own

    def test_a_wrong_sign_and_a_wrong_operation_at_a_place_are_one(self):
        found = [Candidate(code, code, 1.0, frozenset({(3, 0)}), lambda: "") for code in (SIGN, "wrong-operation")]
        assert likeliest(found, 5) == found[0]
        # So they are where one is right above the other, and not at places that have nothing to do with each other.
        elsewhere = found[1]._replace(edges=frozenset({(5, 1)}))
        assert likeliest([found[0], elsewhere._replace(above=found[0].edges)], 5) == found[0]
        assert likeliest([found[0], elsewhere], 5) is None

    def test_places_of_one_shape_have_one_operation_and_inputs_of_one_kind(self):
        text = "p = a*b; q = c*d; r = g/f; s = k*exp(h); L = p + q + r + s"
        exercise = Exercise(parse(text), dict.fromkeys("abcdfghk", 2.0))
        circuit = exercise.circuit
        edges = [circuit.uses[exercise.quantity(f"{name}.grad").node][0] for name in "acgk"]
        assert same_shape(circuit, edges)[4:] == [(edges[0], edges[1])]

    def test_the_upstream_that_is_missing_is_named(self):
        found = marked(CIRCUIT, AT, x_grad="1", y_grad="1")
        assert found["x.grad"].diagnosis.message == (
            "-4·1: 1 is the local derivative of x + y to x, without the upstream gradient, which is -4"
        )
        assert codes(found) == {"x.grad": "missing-upstream", "y.grad": "missing-upstream"}

    def test_what_a_right_claim_contradicts_is_never_said(self):
        text, at = "m = max(a, b); f = 3*m", {"a": 2.5, "b": 1.5}
        assert codes(marked(text, at, b_grad="3")) == {"b.grad": "router-both"}
        # With a.grad = 0 beside it, it was not passed to all of them.
        found = marked(text, at, a_grad="0", b_grad="3")
        assert codes(found) == {"a.grad": "router-wrong", "b.grad": "router-wrong"}

    def test_one_mistake_at_two_places_is_one(self):
        text, at = "u = tanh(x); v = tanh(y); f = u*v", {"x": 0.37, "y": 0.81}
        exercise = Exercise(parse(text), at)
        u, v = (exercise.true(exercise.quantity(f"{name}.data"))[0] for name in "uv")
        found = marked(text, at, x_grad=f"{v * (1 - u):.6g}", y_grad=f"{u * (1 - v):.6g}")
        assert codes(found) == {"x.grad": "wrong-function", "y.grad": "wrong-function"}

    def test_a_number_that_happens_to_stand_elsewhere_is_not_called_swapped(self):
        text, at = "p = x*y; f = p + 2*z", {"x": 3.0, "y": 7.0, "z": 7.0}
        assert codes(marked(text, at, z_grad="7"))["z.grad"] != "swapped"
        exchanged = marked("p = x*y; f = p*z", {"x": 3.25, "y": 7.5, "z": 1.0}, x_grad="3.25", y_grad="7.5")
        assert set(codes(exchanged).values()) <= {"swapped", "unswitched-mul"}

    def test_two_that_were_exchanged(self):
        text, at = "h = tanh(x); k = exp(y); f = h + k", {"x": 0.4, "y": 0.2}
        found = marked(text, at, h_data="1.2214", k_data="0.379949")
        assert codes(found) == {"h.data": "swapped", "k.data": "swapped"}

    def test_what_was_left_out_on_the_way_forward(self):
        text, at = "s = w*x + b; p = sigmoid(s)", {"w": 0.7, "x": 1.9, "b": -0.4}
        found = marked(text, at, s_data="1.33", p_data="0.790841")
        assert codes(found) == {"s.data": "left-out", "p.data": None}
        assert found["p.data"].follows == "s.data"
        assert "b is left out of w*x + b" in found["s.data"].diagnosis.message

    def test_some_of_three_contributions(self):
        text, at = "f = x*a + x*b + x*c", {"x": 1.0, "a": 1.37, "b": 2.91, "c": -0.83}
        found = marked(text, at, x_grad="4.28")
        assert codes(found) == {"x.grad": "missing-branch"}
        assert "through x*c is left out" in found["x.grad"].diagnosis.message

    def test_the_place_tells_nothing_of_the_number(self):
        found = marked(CHAIN, CHAIN_AT, d_grad="-2", a_grad="-4")
        assert found["a.grad"].diagnosis.code == "unswitched-mul"
        assert found["a.grad"].diagnosis.place == "how the gradient goes back through a*b"
        assert marked(CHAIN, CHAIN_AT, d_grad="2")["d.grad"].diagnosis.place is None

    def test_who_goes_on_from_other_numbers_than_those_handed_in_is_explained_all_the_same(self):
        found = marked(CHAIN, CHAIN_AT | {"f": -1.7}, d_grad="2", b_grad="5.1")
        assert codes(found) == {"d.grad": None, "b.grad": "unswitched-mul"}

    def test_nothing_is_said_where_two_explanations_are_as_good(self):
        # The data of x, and the local derivative without the upstream gradient: 3 either way.
        assert codes(marked("tanh(3*x)", {"x": 3.0}, x_grad="3")) == {"x.grad": None}


class TestWays:
    """What somebody does on the way to one claim alone, or in one of the passes alone, and what is written out."""

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            ("-0.790841", None),
            ("-1", "wrong-function"),
            ("-4.57188", "wrong-function"),
            ("0.165412", "missing-upstream"),
        ],
    )
    def test_a_function_that_is_written_out_is_that_function(self, answer: str, code: str | None):
        # With g = 0.209 the gradient is -1/g*g*(1 - g); others take g, or 1 - g^2, or leave out the -1/g.
        verdict = marked(GATE, GATE_AT, z_data="-1.33", g_data="0.209159", value="1.56466", z_grad=answer)
        assert verdict["z.grad"].passed == (code is None)
        assert codes(verdict)["z.grad"] == code

    def test_tanh_is_found_by_its_values(self):
        circuit = Exercise(parse("t = (exp(x) - exp(-x))/(exp(x) + exp(-x)); L = 3*t"), {"x": 0.4}).circuit
        said = {suspect.said() for suspect in suspects(circuit, circuit.all_edges)}
        assert "the derivative of sigmoid is used for that of (exp(x) - exp(-x))/(exp(x) + exp(-x))" in said

    def test_a_slip_on_the_way_to_one_name_is_no_contradiction_to_the_others(self):
        # The gradient of the weight without the derivative of the gate, and that of the input with it.
        text, at = "z = sigmoid(w*x); L = (z - t)^2", {"w": 0.7, "x": 1.3, "t": 0.2}
        verdict = marked(text, at, z_data="0.712994", z_grad="1.02599", w_grad="1.33379", x_grad="0.146957")
        assert verdict["x.grad"].passed
        assert verdict["w.grad"].diagnosis
        assert verdict["w.grad"].diagnosis.message.endswith("without the local derivative, on the way to w")

    def test_who_slips_in_the_value_may_go_back_rightly(self):
        # c = d/(a + b) with the gradient of d/(a*b).
        verdict = marked("c = d/(a*b); L = c^2", {"d": 2.2, "a": 1.3, "b": 1.7}, c_data="0.733333", d_grad="0.663649")
        assert codes(verdict) == {"c.data": "wrong-operation", "d.grad": None}
        assert verdict["d.grad"].passed

    def test_a_constant_in_a_softmax(self):
        text, at = "S = a + b + c; p = a/S; L = p^2", {"a": 1.3, "b": 2.1, "c": 0.7}
        verdict = marked(text, at, S_data="4.1", p_data="0.317073", a_grad="0.15467", b_grad="0", c_grad="0")
        assert codes(verdict)["b.grad"] == codes(verdict)["c.grad"] == "missing-branch"
        assert "nothing goes back through a + b + c" in str(verdict["b.grad"].diagnosis)

    def test_what_the_output_does_not_depend_on_is_explained_as_well(self):
        text = "e1 = exp(z1); e2 = exp(z2); S = e1 + e2; p1 = e1/S; p2 = e2/S; L = -log(p2)"
        at = {"z1": 0.7, "z2": 1.9}
        verdict = marked(text, at, e1_data="2.01375", e2_data="6.68589", S_data="8.69965", p1_data="17.5189")["p1.data"]
        assert verdict.diagnosis
        assert verdict.diagnosis.message == "17.5189 is what you get when e1/S is computed with * between its operands"
        assert codes(marked(text, at, p1_data="2.01375")) == {"p1.data": "left-out"}

    def test_a_blank_that_was_filled_with_0_is_no_mistake_that_is_known(self):
        verdict = marked("x^2*y", {"x": 2.3, "y": 3.1}, value="0", x_grad="0", y_grad="0")
        assert codes(verdict) == {"value": None, "x.grad": None, "y.grad": None}

    def test_a_single_digit_is_not_called_rounded(self):
        assert codes(marked("x*y", {"x": 2.0, "y": 2.5}, x_grad="3")) == {"x.grad": None}

    def test_a_wrong_one_of_three_is_taken(self):
        verdict = marked("m = max(a, b, c); L = m^2", {"a": 1.3, "b": 2.17, "c": 1.94}, m_data="1.94")["m.data"]
        assert verdict.diagnosis
        assert verdict.diagnosis.message == "1.94 is what you get when c is taken for max(a, b, c)"

    def test_a_mistake_that_comes_to_infinity_explains_nothing(self):
        # b/a where a is 0.
        verdict = marked("y = a*b + c; L = y^2", {"a": 0.0, "b": 1.4, "c": 2.31}, y_data="1.77")["y.data"]
        assert verdict.diagnosis is None


class TestConsequences:
    def test_what_follows_from_a_wrong_zero_is_worth_nothing(self):
        found = marked(CHAIN, CHAIN_AT, d_grad="0", e_grad="0", a_grad="0")
        assert [verdict.passed for verdict in found.values()] == [False] * 3
        assert found["a.grad"].remark == "goes on from your e.grad = 0, from which nothing follows"
        assert found["a.grad"].diagnosis is None

    def test_what_follows_from_a_right_zero_is_right(self):
        found = marked("m = max(z, w); f = 2*m", {"z": 2.0, "w": -1.0}, w_grad="0", z_grad="2")
        assert all(verdict.passed for verdict in found.values())

    def test_a_right_claim_between_breaks_what_follows(self):
        wrong = {"d_grad": "2", "a_grad": "-6"}
        assert marked(CHAIN, CHAIN_AT, **wrong)["a.grad"].follows == "d.grad"
        assert marked(CHAIN, CHAIN_AT, **wrong, e_grad="-2")["a.grad"].follows is None

    def test_it_follows_from_where_it_began(self):
        found = marked(CHAIN, CHAIN_AT, a_grad="-6", e_grad="2", d_grad="2")
        assert (found["e.grad"].follows, found["a.grad"].follows) == ("d.grad", "d.grad")

    def test_a_slip_between_does_not_break_it(self):
        found = marked(CHAIN, CHAIN_AT, d_grad="2", e_grad="7", a_grad="-6")
        assert (found["e.grad"].follows, found["a.grad"].follows) == (None, "d.grad")

    def test_what_follows_from_rounded_numbers_is_right(self):
        # 0.1/0.03 is 3.33; from the 0.03 that stands there for 0.0349 it is right.
        text, at = "s = x - y; f = 0.1/s", {"x": 1.0, "y": 0.9651}
        found = marked(text, at, s_data="0.03", value="3.33")
        assert (found["value"].passed, found["value"].follows) == (True, "s.data")

    def test_what_it_is_worth_can_be_chosen(self):
        found = marked(CHAIN, CHAIN_AT, policy=Policy(follow=0.5), d_grad="2", a_grad="-6")
        assert (found["a.grad"].passed, found["a.grad"].follows) == (False, "d.grad")


class TestPolicy:
    def test_further_answers_are_accepted(self):
        exercise = Exercise(parse("relu(x)"), {"x": 0.0})
        quantity = exercise.quantity("x.grad")
        assert not exercise.mark([exercise.claim("x.grad", "1")]).passed
        accept = [exercise.claim("x.grad", "1").answer]
        exercise = Exercise(parse("relu(x)"), {"x": 0.0})
        exercise.policies[quantity] = Policy(accept=accept)
        assert exercise.mark([exercise.claim("x.grad", "1")]).passed
        assert exercise.mark([exercise.claim("x.grad", "0")]).passed
        assert not exercise.mark([exercise.claim("x.grad", "0.5")]).passed

    def test_the_interval_that_is_accepted(self):
        exercise = Exercise(parse(CHAIN), CHAIN_AT, policy=Policy(Tolerance(0.1)))
        low, high = exercise.interval(exercise.quantity("a.grad"))
        assert (low, high) == (pytest.approx(5.4), pytest.approx(6.6))
        for number, is_right in ((low - 0.01, False), (low, True), (high, True), (high + 0.01, False)):
            assert exercise.mark([exercise.claim("a.grad", repr(number))]).passed is is_right
        assert Exercise(parse(CHAIN), {}).interval(exercise.quantity("a.grad")) is None

    def test_equal_answers_are_marked_once(self):
        exercise = Exercise(parse(CHAIN), CHAIN_AT)
        first = exercise.mark([exercise.claim("a.grad", "-6")])
        assert exercise.mark([exercise.claim("a.grad", "-6")]) is first
        assert exercise.mark([exercise.claim("a.grad", "-6.0")]) is not first


class TestNextStep:
    def test_it_is_the_first_wrong_claim_of_the_passes(self):
        exercise = Exercise(parse(CHAIN), CHAIN_AT)
        claims = [exercise.claim(*each) for each in (("a.grad", "7"), ("d.grad", "2.7"), ("value", "-8"))]
        step = exercise.mark(claims).step
        assert (str(step.quantity), step.after) == ("d.grad", True)
        assert step.said(exercise.quantity("a.grad")) == (
            "the first wrong answer on the way is d.grad, everything before it is right"
        )
        assert step.said(step.quantity).startswith("this is the first wrong answer")
        assert step.command == f"backprop explain '{CHAIN}' a=2 b=-3 c=10 f=-2 --wrt d"

    def test_there_is_none_where_all_is_right(self):
        exercise = Exercise(parse(CHAIN), CHAIN_AT)
        assert exercise.mark([exercise.claim("value", "-8")]).step is None

    def test_the_working_of_data_is_that_up_to_them(self):
        exercise = Exercise(parse(CHAIN), CHAIN_AT)
        assert exercise.mark([exercise.claim("e.data", "5")]).step.command.endswith(" --of e")


def test_many_wrong_claims_of_one_problem_take_no_square_of_the_time():
    # Not a measurement: of 160 claims, each with each other was 12 s.
    names = [f"v{i}" for i in range(80)]
    text = "; ".join(["v0 = w0*x", *(f"v{i} = tanh(w{i}*v{i - 1} + b{i})" for i in range(1, 80))])
    at = {"x": 0.5, **{f"w{i}": 0.9 for i in range(80)}, **{f"b{i}": 0.1 for i in range(1, 80)}}
    exercise = Exercise(parse(text), at)
    claims = [exercise.claim(f"{name}.{kind}", "1.5") for name in names for kind in ("grad", "data")]
    assert not exercise.mark(claims).passed
