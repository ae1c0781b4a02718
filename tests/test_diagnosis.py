"""The homework: every mistake is named rightly, and no right answer is called wrong."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import parse
from backprop_cli.answers.grading import RIGHT, Key, grade, read_key, read_student
from backprop_cli.answers.marking import Exercise
from backprop_cli.answers.marking.suspects import NAIVE, OVERWRITTEN, WALK_MISTAKES
from backprop_cli.arithmetic import floats
from backprop_cli.ops import OPS, Mistake, Op

from .jobs.consistency import measured
from .support.oracle import ORACLES

FOLDER = Path(__file__).parent / "homework"
SUBMISSIONS = sorted((FOLDER / "submissions").glob("*.toml"))

CODES = {
    "overwritten-gradient", "naive-order", "unswitched-mul", "dropped-minus", "missing-upstream", "missing-local",
    "forward-value", "power-rule", "quotient-rule", "derivative-of-input", "wrong-function", "router-both",
    "blocked-relu", "leaky-relu", "swapped", "sign", "rounded-early", "degrees",
}  # fmt: skip

# Those that the homework does not have, because hardly anybody makes them.
RARE_CODES = {
    "gate-scaled", "router-none", "router-split", "wrong-base", "local-twice", "upstream-twice", "added-upstream",
}  # fmt: skip


@cache
def key() -> Key:
    return read_key(str(FOLDER / "key.toml"))


def expectations(path: Path) -> Iterator[tuple[str, str]]:
    """What the comments of a submission say: ("chain.b.grad", "unswitched-mul")."""
    problem = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := re.fullmatch(r"\[(.*)\]", line):
            problem = found[1]
        elif found := re.fullmatch(r"(\S+) = .*?(?:  # (.*))?", line):
            yield f"{problem}.{found[1]}", found[2] or "right"


EXPECTED = {path.stem: dict(expectations(path)) for path in SUBMISSIONS}


def called(entry: Any) -> str:
    """What became of an answer, in the words of the comments."""
    verdict = entry.verdict
    if verdict.follows:
        return f"follows {verdict.follows}"
    if verdict.diagnosis:
        return verdict.diagnosis.code
    return entry.status


@pytest.mark.parametrize("path", SUBMISSIONS, ids=lambda path: path.stem)
def test_each_mistake_is_named_rightly(path: Path):
    submission = read_student(str(path), path.stem)
    found = grade(key(), submission)
    assert {f"{problem.id}.{entry.quantity}": called(entry) for problem, entry in found.entries} == EXPECTED[path.stem]


def test_the_homework_has_ten_exercises_and_each_mistake():
    assert len(key().problems) == 10
    assert {called for answers in EXPECTED.values() for called in answers.values()} >= CODES


def test_there_are_no_other_codes():
    declared = {mistake.code for op in OPS for mistake in op.mistakes}
    assert declared < CODES | RARE_CODES
    assert {OVERWRITTEN, NAIVE, *(mistake.code for mistake in WALK_MISTAKES)} < CODES | RARE_CODES


def numbers(op: Op, point: tuple[float, ...], mistake: Mistake) -> tuple[list[float], list[float]]:
    """The value and the local derivatives at a point, rightly and with a mistake; None stands for what is right."""
    out = op.forward(floats, *point)
    right = [out, *op.partials(floats, out, *point)]
    wrong_out = mistake.forward(op, floats, *point) if mistake.forward else out
    partials = mistake.partials(op, floats, wrong_out, *point) if mistake.partials else ()
    wrong = [wrong_out, *(right[i + 1] if x is None else x for i, x in enumerate(partials))]
    return right, wrong


MISTAKES = [(op, mistake) for op in OPS for mistake in op.mistakes]


@pytest.mark.parametrize(("op", "mistake"), MISTAKES, ids=[f"{r.name} {i}" for i, (r, _) in enumerate(MISTAKES)])
def test_each_mistake_of_the_rule_table_is_one(op: Op, mistake: Mistake):
    assert mistake.said.format(node="N", input="I") != mistake.said
    points = [tuple(map(float, point)) for point in ORACLES[op.name].ordinary(8)]
    found = [numbers(op, point, mistake) for point in points]
    assert any(x != pytest.approx(r, rel=1e-3) for right, wrong in found for r, x in zip(right, wrong, strict=False))


def test_every_operation_that_changes_its_input_has_mistakes():
    assert {op.name for op in OPS if not op.mistakes} == {"+", "sum", "sign", "step", "floor", "ceil", "clip"}


@pytest.mark.parametrize("digits", range(3, 13))
def test_no_right_answer_is_diagnosed_however_it_is_rounded(digits: int):
    for problem in key().problems:
        for quantity in problem.ask:
            true = problem.exercise.true(quantity)[0]
            for text in (f"{true:.{digits - 1}e}", f"{true:#.{digits}g}", repr(true)):
                (verdict,) = problem.exercise.mark([problem.exercise.claim(str(quantity), text)]).verdicts
                assert (verdict.passed, verdict.diagnosis) == (True, None), f"{problem.id}.{quantity} = {text}"


def test_the_feedback_of_a_submission_that_is_all_right():
    submission = read_student(str(FOLDER / "submissions" / "right.toml"), "right")
    found = grade(key(), submission)
    assert found.passed
    assert found.score == key().points == 72
    assert {entry.status for _, entry in found.entries} == {RIGHT}


def test_the_key_of_the_homework_is_toml():
    assert len(tomllib.loads((FOLDER / "key.toml").read_text(encoding="utf-8"))["problem"]) == 10


def diagnosis(text: str, claim: str, answer: str, /, *others: tuple[str, str], **at: float) -> tuple[str, str] | None:
    """The code and the message for one wrong claim, beside others."""
    exercise = Exercise(parse(text), {name: float(x) for name, x in at.items()})
    claims = [exercise.claim(*each) for each in ((claim, answer), *others)]
    found = exercise.mark(claims).verdicts[0].diagnosis
    return (found.code, found.message) if found else None


class TestWords:
    def test_overwritten_tells_where_the_node_is_used(self):
        code, message = diagnosis("x*y + x", "x.grad", "5", x=2, y=5)
        assert code == "overwritten-gradient"
        assert message == (
            "5 is what you get when the two contributions to x overwrite each other instead of adding up "
            "(x is used at x*y and x*y + x)"
        )

    def test_a_node_used_twice_at_one_place(self):
        found = diagnosis("a + a", "a.grad", "1", a=3.7)
        assert found is None or found[1].endswith("(a is used twice at a + a)")

    def test_unswitched(self):
        assert diagnosis("L = a*b", "a.grad", "2.5", a=2.5, b=-3) == (
            "unswitched-mul",
            "2.5 is what you get when a receives its own value in a*b in place of the value of the other factor",
        )

    def test_sign(self):
        assert diagnosis("tanh(x)", "x.grad", "-0.786448", x=0.5) == (
            "sign", "-0.786448 has the right size and the wrong sign"
        )  # fmt: skip

    def test_the_answer_stands_as_it_was_written(self):
        code, message = diagnosis("sin(x)", "x.grad", "cos(30*pi/180)", x=30)
        assert code == "degrees"
        assert message.startswith("cos(30*pi/180) is what you get when the angle in sin(x) is read in degrees")


class TestRank:
    def test_a_mistake_of_an_operation_outranks_a_general_one(self):
        # Passing the gradient on unchanged gives 1, too.
        assert diagnosis("max(a, b)", "b.grad", "1", a=2, b=1)[0] == "router-both"

    def test_nothing_is_said_of_a_number_that_two_mistakes_give(self):
        # The data of x, and the local derivative without the upstream gradient: 1.54 either way.
        assert diagnosis("tanh(3*x)", "x.grad", "3", x=3) is None

    def test_nothing_is_said_of_a_number_that_no_mistake_gives(self):
        assert diagnosis("tanh(w*x)", "x.grad", "0.12345", w=0.5, x=0.3) is None

    def test_a_right_answer_speaks_against_a_mistake(self):
        # Overwritten at d, which is likelier, or handed on before it was complete: only the first spoils d.grad.
        text, at = "d = a*b; L = d*c + d^2", {"a": 1.3, "b": 0.7, "c": 2.1}
        early = str(2 * 1.3 * 0.7 * 0.7)
        assert diagnosis(text, "a.grad", early, **at)[0] == "overwritten-gradient"
        assert diagnosis(text, "a.grad", early, ("d.grad", str(2.1 + 2 * 1.3 * 0.7)), **at)[0] == "naive-order"

    def test_two_digits_that_another_mistake_gives_exactly_prove_nothing(self):
        # 1 - 0.3716^2, and the right number rounded to two digits: 0.86 either way.
        assert diagnosis("tanh(x)", "x.grad", "0.86", x=0.3716) is None
        assert diagnosis("tanh(x)", "x.grad", "0.861913", x=0.3716)[0] == "derivative-of-input"

    def test_what_a_mistake_leaves_right_it_does_not_explain(self):
        assert diagnosis("x + 1e-9*x^2", "x.grad", "1.2", x=3.3) is None


def test_the_rate_over_random_expressions():
    rate = measured(15, seed=1, most=20)
    assert len(rate.wrong) <= 0.03 * rate.mistakes.total(), rate.wrong
    assert rate.marked_wrong == []
    assert rate.share >= 0.7, rate.missed
