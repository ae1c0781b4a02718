"""What a key sets: how claims are marked, what they are worth, and what a student is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import parse
from backprop_cli.answers.grading import Grade, Key, doubts, grade, read_key, read_pile, template
from backprop_cli.answers.marking import Exercise
from backprop_cli.answers.marking.blind_spots import blind_spots
from backprop_cli.cli import run
from backprop_cli.errors import BackpropError
from backprop_cli.views.grades.feedback import feedback

EXPRESSION = "e = a*b; d = e + c; L = d*f"
AT = "a = 2.5, b = -3.2, c = 10.1, f = -2.3"


def key(folder: Path, ask: str, above: str = "", within: str = "", expression: str = EXPRESSION, at: str = AT) -> Key:
    text = f'{above}\n[[problem]]\nid = "q"\nexpression = "{expression}"\nask = [{ask}]\n{within}\n'
    path = folder / "key.toml"
    path.write_text(text + (f"at = {{ {at} }}\n" if at else ""), encoding="utf-8")
    return read_key(str(path))


def graded(folder: Path, found: Key, answers: str) -> Grade:
    path = folder / "ada.toml"
    path.write_text(f"[q]\n{answers}\n", encoding="utf-8")
    (submission,) = read_pile([str(path)], found.asked).submissions
    return grade(found, submission)


def told(folder: Path, found: Key, answers: str) -> list[str]:
    return [feedback(entry, reveal=False) for _, entry in graded(folder, found, answers).entries]


class TestCredit:
    @pytest.mark.parametrize(("follow", "score"), [("1", 1), ("0.5", 0.5), ("0.25", 0.25), ("0", 0)])
    @pytest.mark.parametrize("where", ["above", "within", "claim"])
    def test_what_follows_is_worth_what_the_key_says(self, tmp_path: Path, follow: str, score: float, where: str):
        claim = '"a.grad"' if where != "claim" else f'{{ claim = "a.grad", follow = {follow} }}'
        settings = {where: f"follow = {follow}"} if where != "claim" else {}
        found = graded(tmp_path, key(tmp_path, f'"d.grad", {claim}', **settings), "d.grad = 2.3\na.grad = -7.36")
        assert found.score == score
        assert [entry.status for _, entry in found.entries] == ["wrong", "right" if follow == "1" else "wrong"]

    def test_the_claim_before_the_problem_before_the_key(self, tmp_path: Path):
        asked = '"d.grad", "a.grad", { claim = "b.grad", follow = 1 }'
        found = key(tmp_path, asked, "follow = 0.2", "follow = 0.5")
        assert graded(tmp_path, found, "d.grad = 2.3\na.grad = -7.36\nb.grad = 5.75").score == 1.5

    def test_points_of_single_claims(self, tmp_path: Path):
        found = key(tmp_path, '"value", { claim = "a.grad", points = 3 }, "b.grad"', "", "points = 4")
        assert [found.problems[0].shares[quantity] for quantity in found.problems[0].ask] == [0.5, 3, 0.5]
        assert found.points == 4
        assert graded(tmp_path, found, "a.grad = 7.36").score == 3
        free = key(tmp_path, '"value", { claim = "a.grad", points = 3 }')
        assert (free.points, free.problems[0].points) == (4, 4)

    @pytest.mark.parametrize(
        ("setting", "answer", "score"),
        [("rtol = 0.1", "6.8", 1), ("rtol = 0.1", "6.5", 0), ("rtol = 1e-9\natol = 0.5", "7.8", 1),
         ("rtol = 1e-6", "7.36", 1), ("rtol = 1e-6\nsigfigs = true", "7.4", 0),
         ("rtol = 1e-4\nsigfigs = false", "7.362", 0), ("rtol = 1e-3", "7.362", 1)],
    )  # fmt: skip
    def test_the_tolerance(self, tmp_path: Path, setting: str, answer: str, score: int):
        found = key(tmp_path, '"a.grad"', "", setting)
        assert graded(tmp_path, found, f"a.grad = {answer}").score == score

    def test_further_right_answers(self, tmp_path: Path):
        asked = '{ claim = "x.grad", accept = ["1/2", 1] }'
        found = key(tmp_path, asked, expression="relu(x)", at="x = 0")
        assert [graded(tmp_path, found, f"x.grad = {x}").score for x in ("0", "0.5", "1", "0.25")] == [1, 1, 1, 0]

    def test_names_are_no_numbers(self, tmp_path: Path):
        found = graded(
            tmp_path, key(tmp_path, '"d.data", "a.grad", "value"'), "d.data = 'd'\na.grad = 'b*f'\nvalue = 'nan'"
        )
        assert [entry.status for _, entry in found.entries] == ["unreadable", "unreadable", "wrong"]
        assert found.score == 0
        formulas = key(tmp_path, '"d.data", "a.grad"', 'answers = "formula"')
        found = graded(tmp_path, formulas, "d.data = 'd'\na.grad = 'b*f'")
        assert [entry.status for _, entry in found.entries] == ["unreadable", "right"]
        assert graded(tmp_path, formulas, "d.data = 'a*b + c'").score == 1

    def test_formulas_are_asked_for_where_there_is_no_point(self, tmp_path: Path):
        found = key(tmp_path, '"a.grad"', at="")
        assert graded(tmp_path, found, "a.grad = 'f*b'").score == 1


class TestFeedback:
    ANSWERS = "value = -4.83\nd.grad = -2.3\na.grad = -5.75\nb.grad = 5.75\nf.grad = 9.1"
    ASKED = '"value", "d.grad", "a.grad", "b.grad", "f.grad"'

    def test_all_that_is_known(self, tmp_path: Path):
        value, d, a, b, f = told(tmp_path, key(tmp_path, self.ASKED), self.ANSWERS)
        assert (value, d) == ("right", "right")
        assert "a receives its own value in a*b" in a
        assert b == "wrong: 5.75 has the right size and the wrong sign"
        assert f.startswith("wrong; the first wrong answer on the way is f.grad") or "this is the first wrong" in f
        assert f.endswith(f"its working: backprop explain '{EXPRESSION}' a=2.5 b=-3.2 c=10.1 f=-2.3 --wrt f")

    def test_the_place_alone(self, tmp_path: Path):
        value, d, a, b, f = told(tmp_path, key(tmp_path, self.ASKED, 'feedback = "place"'), self.ANSWERS)
        assert (value, d) == ("right", "right")
        assert a == "wrong: look again at how the gradient goes back through a*b"
        # That a sign is wrong would tell the right answer.
        assert b == "wrong: the first wrong answer on the way is f.grad, everything before it is right"
        assert f == "wrong: this is the first wrong answer on the way, everything before it is right"

    @pytest.mark.parametrize("level", ["place", "verdict", "none"])
    def test_nothing_from_which_the_right_answers_can_be_read(self, tmp_path: Path, level: str):
        found = key(tmp_path, self.ASKED, f'feedback = "{level}"')
        everything = " ".join(told(tmp_path, found, self.ANSWERS))
        for secret in ("7.36", "5.75", "2.3", "2.1", "sign", "-wrt", "own value"):
            assert secret not in everything

    def test_the_verdict_alone_and_nothing(self, tmp_path: Path):
        found = told(tmp_path, key(tmp_path, self.ASKED, 'feedback = "verdict"'), self.ANSWERS)
        assert found == ["right", "right", "wrong", "wrong", "wrong"]
        assert told(tmp_path, key(tmp_path, self.ASKED, 'feedback = "none"'), self.ANSWERS) == [""] * 5

    def test_what_follows_is_told_with_what_it_is_worth(self, tmp_path: Path):
        answers = "d.grad = 2.3\na.grad = -7.36"
        found = key(tmp_path, '"d.grad", "a.grad"', "follow = 0.5")
        assert told(tmp_path, found, answers)[1] == "wrong: follows from your d.grad = 2.3 (0.5 of 1 points)"

    @pytest.mark.parametrize(
        ("level", "said"), [("place", "right: follows from your d.grad"), ("verdict", "counts as right")]
    )
    def test_what_follows_is_not_called_right_without_more(self, tmp_path: Path, level: str, said: str):
        answers = "d.grad = 2.3\na.grad = -7.36"
        assert told(tmp_path, key(tmp_path, '"d.grad", "a.grad"', f'feedback = "{level}"'), answers)[1] == said

    def test_the_right_answer_with_what_is_accepted(self, tmp_path: Path):
        found = graded(tmp_path, key(tmp_path, '"a.grad"', 'feedback = "none"'), "a.grad = 7.9")
        (entry,) = [entry for _, entry in found.entries]
        assert feedback(entry, reveal=True) == (
            f"the right answer is {entry.expected!r} (7.2864 to 7.4336 is accepted)"
        )

    def test_reports_keep_to_it(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        key(
            tmp_path,
            '"a.grad", { claim = "b.grad", visibility = "hidden" }',
            'feedback = "verdict"\nvisibility = "after_due_date"',
        )
        (tmp_path / "ada.toml").write_text("[q]\na.grad = -5.75\nb.grad = 5.75\n")
        shown: dict[str, str] = {}
        for report in ("gradescope", "junit", "table"):
            run(["grade", str(tmp_path / "key.toml"), str(tmp_path / "ada.toml"), "--report", report])
            shown[report] = capsys.readouterr().out
        tests: list[dict[str, Any]] = json.loads(shown["gradescope"])["tests"]
        assert [(test["output"], test["tags"], test["visibility"]) for test in tests] == [
            ("wrong", [], "after_due_date"), ("wrong", [], "hidden"),
        ]  # fmt: skip
        assert "unswitched" not in shown["junit"]
        assert "ada  q.a.grad  wrong\n" in shown["table"]

    @pytest.mark.parametrize(("setting", "visibility", "output"), [
        ('feedback = "none"', "hidden", "The submission is marked."),
        ('visibility = "after_published"', "after_published", "The submission is marked."),
        ('feedback = "place"', "visible", "0 of 1 points"),
    ])  # fmt: skip
    def test_no_points_tell_what_is_not_to_be_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], setting: str, visibility: str, output: str
    ):
        key(tmp_path, '"a.grad"', setting)
        (tmp_path / "ada.toml").write_text("[q]\na.grad = -5.75\n")
        run(["grade", str(tmp_path / "key.toml"), str(tmp_path / "ada.toml"), "--report", "gradescope"])
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert found["output"] == output
        assert [test["visibility"] for test in found["tests"]] == [visibility]

    def test_of_nothing_no_line_is_left(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        key(tmp_path, '"a.grad"', 'feedback = "none"')
        (tmp_path / "ada.toml").write_text("[q]\na.grad = -5.75\n")
        run(["grade", str(tmp_path / "key.toml"), str(tmp_path / "ada.toml")])
        assert "q.a.grad" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("above", "within", "ask", "message"),
    [
        ("follow = 2", "", '"value"', "follow is a number from 0 to 1"),
        ("follow = true", "", '"value"', "follow is a number from 0 to 1"),
        ("", "rtol = -1", '"value"', "rtol is a number that is not negative"),
        ("", "atol = inf", '"value"', "atol is a number that is not negative"),
        ("", 'sigfigs = "yes"', '"value"', "sigfigs is true or false"),
        ('feedback = "all"', "", '"value"', "feedback is one of diagnosis, place, verdict, none"),
        ('visibility = "now"', "", '"value"', "visibility is one of visible, hidden, after_due_date, after_published"),
        ("", 'answers = "words"', '"value"', "answers is one of number, formula"),
        ("strict = true", "", '"value"', "a key has no 'strict'"),
        ("", "", '{ claim = "value", point = 1 }', "a claim has no 'point'"),
        ("", "", "{ points = 1 }", "'' is nothing to ask for"),
        ("", "", '{ claim = "value", points = 0 }', "points are a positive number"),
        ("", "points = 2", '"value", { claim = "a.grad", points = 2 }', "the points of single claims come to 2"),
        ("", "points = 3", '{ claim = "a.grad", points = 2 }', "the points of single claims come to 2"),
        ("", "", '{ claim = "value", accept = true }', "accept is a list of answers"),
        ("", "", '{ claim = "value", accept = ["2 +"] }', "what value accepts: "),
        ("", "", '{ claim = "value", follow = 7 }', "follow is a number from 0 to 1"),
        ("", "", "3", "what is asked is a list of texts"),
    ],
)  # fmt: skip
def test_what_cannot_be_set(tmp_path: Path, above: str, within: str, ask: str, message: str):
    with pytest.raises(BackpropError) as caught:
        key(tmp_path, ask, above, within)
    assert message in caught.value.message
    assert caught.value.source == str(tmp_path / "key.toml")


class TestDoubts:
    def test_a_gradient_at_a_kink(self, tmp_path: Path):
        found = key(tmp_path, '"x.grad", "value"', expression="h = relu(x); y = 3*h", at="x = 0")
        (doubt,) = doubts(found)
        assert doubt.startswith("q.x.grad is asked at a kink: relu is not differentiable at 0")
        assert list(doubts(key(tmp_path, '"h.grad"', expression="h = relu(x); y = 3*h", at="x = 0"))) == []
        accepting = key(tmp_path, '{ claim = "x.grad", accept = [3] }', expression="h = relu(x); y = 3*h", at="x = 0")
        assert list(doubts(accepting)) == []

    def test_a_point_that_hides_a_mistake(self, tmp_path: Path):
        (doubt,) = doubts(key(tmp_path, '"x.grad"', expression="x^2*y", at="x = 1, y = 3.3"))
        assert doubt.startswith(
            "q.x.grad is right with these numbers, too, when the exponent of x^2 is not lowered by 1"
        )
        assert list(doubts(key(tmp_path, '"x.grad"', expression="x^2*y", at="x = 1.7, y = 3.3"))) == []

    def test_a_zero_that_switches_something_off_is_meant(self):
        exercise = Exercise(parse("x^3*t + y"), {"x": 1.7, "t": 0.0, "y": 2.2})
        assert list(blind_spots(exercise, [exercise.quantity("x.grad"), exercise.quantity("value")])) == []

    def test_of_many_some_are_told(self, tmp_path: Path):
        names = [f"x{i}" for i in range(8)]
        asked = ", ".join(f'"{name}.grad"' for name in names)
        at = ", ".join(f"{name} = 0" for name in names)
        found = list(doubts(key(tmp_path, asked, expression=" + ".join(f"relu({name})" for name in names), at=at)))
        assert len(found) == 6
        assert found[-1] == "the key has 3 more claims of which the same can be said"

    def test_they_are_warnings_of_the_command(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
        key(tmp_path, '"x.grad"', expression="relu(x)", at="x = 0")
        (tmp_path / "ada.toml").write_text("[q]\nx.grad = 0\n")
        assert run(["grade", str(tmp_path / "key.toml"), str(tmp_path / "ada.toml")]) == 0
        assert capsys.readouterr().err.startswith("warning: q.x.grad is asked at a kink")


def test_a_template_has_all_definitions_that_are_asked_for(tmp_path: Path):
    found = key(tmp_path, '"u.data", "value"', expression="u = x*7; v = x + 1; v*2", at="x = 1.3")
    assert "# u = x*7; v = x + 1; v*2" in template(found)
