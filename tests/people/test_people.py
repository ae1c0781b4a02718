"""The measure itself: the key is right, the mistakes are mistakes, the labels are possible, and the judge can tell."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import pytest

from .calculator import Worksheet, decimals, digits
from .judge import NAME, RIGHT, SILENT, WRONG, Judged, definitions, is_true
from .meanings import MEANINGS, codes
from .measure import (
    README,
    SHOWN_THERE,
    as_json,
    credits_given,
    diagnosed_wrongly,
    markdown,
    measured,
    of_key,
    share,
    spoilt,
    table,
)
from .mistake import FAMILIES, ROUNDED, Mistake
from .mistakes import KEYS, MISTAKES
from .problem import Problem, is_off
from .problems import PROBLEMS
from .tool import Said, evaluated, marked

HERE = Path(__file__).parent
NAMES = [f"{mistake.name}: {mistake.done}" for mistake in MISTAKES]
each_problem = pytest.mark.parametrize("problem", PROBLEMS.values(), ids=list(PROBLEMS))
each_mistake = pytest.mark.parametrize("mistake", MISTAKES, ids=NAMES)


# The calculator


def test_a_student_goes_on_with_his_own_number():
    sheet = Worksheet({"x": 3, "y": 2}, "q = x + y\nf = q*x", "d_f = 1\nd_q = d_f*x\nd_y = d_q")
    assert sheet.worked() == {"x": 3, "y": 2, "q": 5, "f": 15, "d_f": 1, "d_q": 3, "d_y": 3}
    assert sheet.worked({"q": "x - y", "d_q": "q"}) == {"x": 3, "y": 2, "q": 1, "f": 3, "d_f": 1, "d_q": 1, "d_y": 1}
    assert sheet.worked(pinned={"q": 10})["f"] == 30
    with pytest.raises(KeyError):
        sheet.worked({"z": "1"})


def test_rounding_goes_on_from_the_rounded_number():
    sheet = Worksheet({"x": 1}, "q = x/3\nf = 30*q", "d_f = 1")
    assert sheet.worked(rounding=decimals(1))["f"] == 9
    assert sheet.worked(rounding=digits(2))["f"] == 9.9


def test_only_one_file_knows_the_program():
    users = set()
    for path in HERE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            if any(module.split(".")[0] == "backprop_cli" for module in modules):
                users.add(path.name)
    assert users == {"tool.py"}


# The key


def test_the_key_is_large_enough():
    assert len(PROBLEMS) >= 10
    assert all(len(problem.asked) >= 5 for problem in PROBLEMS.values())
    assert sum(len(problem.asked) for problem in PROBLEMS.values()) >= 100


@each_problem
def test_the_right_answers_are_those_of_the_program(problem: Problem):
    assert problem.right == pytest.approx(evaluated(problem), rel=1e-9, abs=1e-9)


@each_problem
def test_the_right_gradients_are_those_of_a_finite_difference(problem: Problem):
    gradients = {claim: number for claim, number in problem.right.items() if claim.endswith(".grad")}
    slopes = {claim: problem.sheet.slope(claim.removesuffix(".grad")) for claim in gradients}
    assert gradients == pytest.approx(slopes, rel=1e-6, abs=1e-6)


def test_no_right_answer_is_called_wrong_or_diagnosed():
    count, bad = spoilt()
    assert count >= 200
    assert bad == []


# The mistakes


def test_there_are_enough_mistakes():
    assert len(MISTAKES) >= 200
    families = Counter(mistake.family for mistake in MISTAKES)
    assert set(families) == set(FAMILIES)
    assert min(families.values()) >= 4
    assert {mistake.name for mistake in MISTAKES} == set(PROBLEMS)
    assert all((mistake.rounding is not None) == (mistake.family == ROUNDED) for mistake in MISTAKES)


def test_no_two_mistakes_are_the_same():
    answers = [(mistake.name, *(f"{x:.4g}" for x in mistake.answers().values())) for mistake in MISTAKES]
    assert [NAMES[i] for i, each in enumerate(answers) if answers.count(each) > 1] == []
    assert len(set(NAMES)) == len(NAMES)


@each_mistake
def test_a_mistake_makes_numbers_wrong_that_follow_from_no_others(mistake: Mistake):
    answers = mistake.answers()
    made = mistake.problem.made(answers)
    assert made
    assert set(made) <= set(mistake.problem.wrong(answers))
    assert all(is_off(answers[claim], mistake.problem.right[claim]) for claim in made)
    assert set(mistake.labels) <= set(made)


@each_mistake
def test_a_label_speaks_of_what_is_there(mistake: Mistake):
    known = set(NAME.findall(mistake.problem.program))
    for means, at in [(mistake.means, mistake.at), *mistake.labels.values()]:
        assert codes(means)
        for place in at.split(" | ") if at else ():
            assert set(NAME.findall(place)) <= known
            assert re.search(rf"(?<!\w){re.escape(place)}(?!\w)", mistake.problem.program), place


def test_every_meaning_is_used():
    used = {meaning for mistake in MISTAKES for means, _ in _labels(mistake) for meaning in means.split()}
    assert used == set(MEANINGS)


def _labels(mistake: Mistake) -> list[tuple[str, str]]:
    return [(mistake.means, mistake.at), *mistake.labels.values()]


# The judge


def test_a_marker_that_says_nothing_is_never_right():
    results = measured(lambda problem, answers: dict.fromkeys(answers, Said(False)))
    assert {each.outcome for each in results} == {SILENT}
    assert {each.made for each in results} == {True, False}


def test_a_marker_that_says_anything_else_is_wrong():
    random = Random(7)
    everything = sorted({code for means in MEANINGS for code in codes(means)})
    for mistake in MISTAKES:
        true = {code for means, _ in _labels(mistake) for code in codes(means)}
        other = random.choice([code for code in everything if code not in true])
        results = measured(lambda problem, answers, code=other: _all(answers, code), [mistake])
        assert {each.outcome for each in results} == {WRONG}


def _all(answers: Mapping[str, str], code: str, message: str = "") -> dict[str, Said]:
    return dict.fromkeys(answers, Said(False, None, code, message))


@each_mistake
def test_a_marker_that_tells_the_truth_is_right(mistake: Mistake):
    for means, at in _labels(mistake):
        place = at.split(" | ")[0]
        for code in codes(means):
            assert is_true(
                Said(False, None, code, f"the derivative of {place} is wrong"), (means, at), mistake.problem, "x"
            )


def test_the_truth_about_another_place_is_wrong():
    mistake = next(each for each in MISTAKES if each.name == "chain" and each.at == "e + c")
    for place, outcome in {"e + c": RIGHT, "d": RIGHT, "a*b": WRONG, "d*f": WRONG}.items():
        message = f"the local derivative of {place} stands alone"
        said = Said(False, None, min(codes(mistake.means)), message)
        results = measured(lambda problem, answers, said=said: dict.fromkeys(answers, said), [mistake])
        assert {each.outcome for each in results if each.made} == {outcome}


def test_a_marker_that_lets_everything_follow_is_wrong_where_the_mistake_was_made():
    results = measured(lambda problem, answers: dict.fromkeys(answers, Said(True, "x.grad")))
    careful = [each for each in results if each.mistake.family != ROUNDED]
    assert all((each.outcome == WRONG) == each.made for each in careful)


def test_a_marker_that_lets_a_wrong_number_pass_is_wrong():
    results = measured(lambda problem, answers: dict.fromkeys(answers, Said(True)))
    assert share(results, True, WRONG) == share(results, False, WRONG) == 1


def test_the_names_of_a_program_are_found():
    assert definitions(PROBLEMS["chain"]) == {"e": "a*b", "d": "e + c", "L": "d*f"}
    assert set(definitions(PROBLEMS["rnn"])) == {"a1", "h1", "a2", "h2", "a3", "h3", "L"}


# The program


def test_the_program_is_asked_about_whole_submissions():
    mistake = next(each for each in MISTAKES if each.name == "chain" and each.lines == "d_d = 2")
    results = measured(mistakes=[mistake])
    assert [(each.claim, each.made, each.outcome) for each in results] == [
        ("d.grad", True, RIGHT), ("e.grad", False, RIGHT), ("c.grad", False, RIGHT), ("a.grad", False, RIGHT),
        ("b.grad", False, RIGHT),
    ]  # fmt: skip
    assert "sign" in as_json(results, [], (0, []))
    assert any("100.0%" in line for line in table(results))


def test_an_answer_that_cannot_be_read_earns_nothing():
    found = marked(PROBLEMS["chain"], {"value": "-8", "d.grad": "two", "f.grad": "4"})
    assert [said.passed for said in found.values()] == [True, False, True]


def test_credit_is_counted_over_the_whole_key():
    claims = sum(len(problem.asked) for problem in PROBLEMS.values())
    everything = credits_given(lambda problem, answers: dict.fromkeys(answers, Said(True)))
    assert [each.points for each in everything] == [claims] * 5
    nothing = credits_given(lambda problem, answers: dict.fromkeys(answers, Said(False)))
    assert [each.points for each in nothing] == [0] * 5


# What is reached: of the numbers at which a mistake was made, the parts that are named rightly and wrongly, by the key
# and the digits that the answers are shown with.
FLOORS = {
    ("first", 6): (0.9, 0.006),
    ("first", 3): (0.85, 0.015),
    ("second", 6): (0.9, 0.006),
    ("second", 3): (0.86, 0.01),
    ("third", 6): (0.94, 0.01),
    ("third", 3): (0.83, 0.02),
}


@cache
def measured_with(shown: int) -> list[Judged]:
    return measured(shown=shown)


@pytest.mark.parametrize(("key", "shown", "right", "wrong"), [(*which, *floor) for which, floor in FLOORS.items()])
def test_mistakes_are_named_as_truly_as_ever(key: str, shown: int, right: float, wrong: float):
    results = of_key(measured_with(shown), KEYS[key])
    assert share(results, True, RIGHT) >= right
    assert share(results, True, WRONG) <= wrong
    assert share(results, False, RIGHT) >= 0.95
    assert share(results, False, WRONG) <= 0.005
    assert diagnosed_wrongly(results) <= max(2 * wrong, 0.02)


def test_credit_is_as_fair_as_ever_and_the_readme_shows_it():
    given = credits_given()
    text = SHOWN_THERE.search(README.read_text(encoding="utf-8"))[0]
    shown = f"<!-- people -->\n{markdown(measured_with(6), given)}<!-- end of people -->"
    assert shown == text, "run: python -m tests.people.measure --readme"
    points = [each.points for each in given]
    zeros, names, four_digits, three_digits, two_decimals = points
    claims = sum(len(problem.asked) for problem in PROBLEMS.values())
    assert (zeros, names) == (int(given[0].deserved), 0)
    assert four_digits == claims
    assert three_digits >= claims - 1
    assert two_decimals >= 0.86 * claims
