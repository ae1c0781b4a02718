"""The page as a file: what it holds, that it needs nothing else, and that what a user wrote is text in it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import parse
from backprop_cli.answers.explain import explain
from backprop_cli.answers.marking import Answer, Claim, Exercise
from backprop_cli.cli import run
from backprop_cli.errors import LayoutError
from backprop_cli.views.page import page as pages
from backprop_cli.views.page import quiz
from backprop_cli.views.page.numbers import numbers_of
from backprop_cli.views.page.page import page_of
from backprop_cli.views.page.steps import timetable

NEURON = ("n = x1*w1 + x2*w2 + b; o = tanh(n)", {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432})
EDGES = ("e = a*b; d = e + c; L = d*f", {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0})


def made(text: str, at: dict[str, float], **looks: Any) -> str:
    return page_of(parse(text).run(at), **looks)


class Parts(HTMLParser):
    """The elements of a page, and the texts of its scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self.texts.append((tag, ""))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            tag, text = self.texts[-1]
            self.texts[-1] = (tag, text + data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def data_of(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Parts(page).texts[1][1])
    return found


@pytest.fixture(scope="module")
def neuron() -> str:
    return made(*NEURON)


class TestTheFile:
    def test_it_is_small(self, neuron):
        assert 30_000 < len(neuron.encode()) <= 150_000

    def test_it_needs_nothing_else(self, neuron):
        attributes = [each for _, found in Parts(neuron).elements for each in found.items()]
        assert [(name, value) for name, value in attributes if name in ("src", "href", "style")] == []
        assert [name for name, _ in attributes if name.startswith("on")] == []
        assert "http" not in neuron.replace("http://www.w3.org/2000/svg", "").replace("http-equiv", "")
        assert set(re.findall(r"url\([^)]*\)", neuron)) == {"url(#arrow-back)", "url(#arrow-rest)"}
        assert "@import" not in neuron

    def test_the_policy_allows_what_stands_there_and_nothing_else(self, neuron):
        parts = Parts(neuron)
        [policy] = [m["content"] for m in parts.named("meta") if m.get("http-equiv") == "Content-Security-Policy"]
        (_, style), (_, _), *scripts = parts.texts
        digests = [sha256(text.encode()).digest() for _, text in (*scripts, ("style", style))]
        program, script, look = [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]
        assert policy == (
            f"default-src 'none'; script-src {program} {script}; style-src {look}; base-uri 'none'; form-action 'none'"
        )

    def test_its_stable_surface(self, neuron):
        parts = Parts(neuron)
        assert parts.named("main") == [{"data-step": "0", "data-steps": "15"}]
        nodes = [attributes["data-node"] for _, attributes in parts.elements if "data-node" in attributes]
        assert sorted(nodes) == sorted(["x1", "w1", "x2", "w2", "b", "v1", "v2", "v3", "n", "o"])
        assert [each["name"] for each in parts.named("input") if "name" in each] == ["x1", "w1", "x2", "w2", "b"]
        asked = [each["data-quiz"] for each in parts.named("input") if "data-quiz" in each]
        assert sorted(asked) == sorted(set(nodes) - {"o"})
        assert asked[0] == "n"

    def test_the_program_is_the_exported_one(self, neuron, capsys):
        text, at = NEURON
        [program] = [text for tag, text in Parts(neuron).texts if "function backprop(" in text]
        arguments = [f"{name}={x!r}" for name, x in at.items()]
        assert run(["export", text, *arguments, "--to", "javascript", "--name", "backprop"]) == 0
        before, _, after = capsys.readouterr().out.partition("// Returns")
        assert before.splitlines() == program.partition("// Returns")[0].splitlines()
        steps = [line for line in after.splitlines() if "tanh" in line or "const gradients" in line]
        assert len(steps) == 3
        assert [line for line in steps if line not in program.splitlines()] == []

    def test_the_same_program_makes_the_same_file(self, neuron):
        assert made(*NEURON) == neuron

    def test_a_title_stands_above_and_names_it(self):
        parts = made(*EDGES, title="Lecture 1")
        assert "<title>Lecture 1</title>" in parts
        assert "<title>Backpropagation, step by step: e = a*b; d = e + c; L = d*f</title>" in made(*EDGES)
        assert "<h1>Lecture 1</h1>" in parts

    def test_the_drawing_has_no_numbers_before_a_script_writes_them(self, neuron):
        """Nothing in it can be out of date, not even for those who hear it."""
        drawing = neuron[neuron.index("<svg class=") : neuron.index("</figure>")]
        told = re.sub(r"<[^>]*>", " ", drawing).split()
        assert {"x1", "tanh", "x1*w1"} <= set(told)
        assert [word for word in told if re.fullmatch(r"-?[0-9.]+", word)] == []
        assert "data -" not in drawing

    def test_it_reads_without_a_script(self, neuron):
        """The words are there as text, for who prints it, or whose browser runs nothing."""
        words = re.sub(r"<[^>]*>", "", neuron[neuron.index('id="words"') : neuron.index('id="questions"')])
        for line in ("∂o/∂n = 1 - o^2 = 1 - 0.707107^2 = 0.5", "x1.grad = -1.5", "+ distributes: passes the upstream"):
            assert line in words

    def test_no_formula_is_shown_where_the_explanation_shows_none(self):
        page = made("max(a, b, c)", {"a": 1.0, "b": 2.0, "c": 3.0})
        words = re.sub(r"<[^>]*>", "", page)
        assert "∂v1/∂a = 0" in words
        assert "∂v1/∂a = 0 =" not in words

    def test_from_the_command_line(self, tmp_path, capsys):
        arguments = ["graph", EDGES[0], *[f"{name}={x}" for name, x in EDGES[1].items()]]
        assert run([*arguments, "--format", "html"]) == 0
        shown = capsys.readouterr().out
        assert run([*arguments, "-o", str(tmp_path / "page.html")]) == 0
        assert (tmp_path / "page.html").read_text(encoding="utf-8") == shown
        assert shown.startswith("<!DOCTYPE html>")


MARKUP = "</script><script>alert(1)</script>]]><!--<b>&amp;\"'\\u003c$policy${style}\x1b[2J\u202e\u2028"


class TestInert:
    def test_in_a_title_and_a_comment_of_the_program(self):
        page = made(f"a*b # {MARKUP}", {"a": 2.0, "b": 3.0}, title=MARKUP)
        parts = Parts(page)
        assert len(parts.named("script")) == 3
        assert len(parts.named("h1")) == len(parts.named("main")) == len(parts.named("style")) == 1
        assert "alert(1)" in page
        assert "<!--" not in page
        assert not set("\x1b\u202e\u2028") & set(page)
        assert data_of(page)["inputs"] == {"a": 2.0, "b": 3.0}

    def test_in_scripts_and_their_data(self):
        from backprop_cli.inert import data, script

        assert json.loads(data(json.dumps({"a": MARKUP}, ensure_ascii=False))) == {"a": MARKUP}
        assert not set("<>&") & set(data(json.dumps(MARKUP)))
        assert script('x < 1 ? "</script>" : "<!--"') == 'x < 1 ? "<\\/script>" : "<\\!--"'


class TestNumbers:
    """What stands at each place of the list is told by its key; both passes are held against `eval` elsewhere."""

    def test_the_given_ones_are_those_of_the_run(self):
        run_ = parse(EDGES[0]).run(EDGES[1])
        run_.backward()
        found = numbers_of(run_)
        known = {key: found.given[place] for key, place in found.places.items()}
        assert known["data", "L", 0] == -8.0
        assert known["grad", "d", 0] == -2.0
        assert [known[kind, "e", 1] for kind in ("local", "product", "before", "after")] == [2.0, -4.0, 0.0, -4.0]

    def test_nothing_is_in_the_list_that_nobody_asks_for(self):
        run_ = parse("2*3 + x*0.5").run({"x": 1.0})
        run_.backward()
        places = numbers_of(run_).places
        assert ("local", "v2", 1) not in places
        assert ("local", "v2", 0) in places


class TestSteps:
    def times(self, text: str, at: dict[str, float], *, backward: bool = True) -> Any:
        run_ = parse(text).run(at)
        return timetable(run_, explain(run_, text), backward=backward)

    def test_what_is_known_when(self):
        times = self.times(*EDGES)
        assert [(stage.kind, stage.node, stage.to) for stage in times.stages] == [
            ("forward", "e", None), ("forward", "d", None), ("forward", "L", None), ("seed", "L", None),
            ("backward", "L", "d"), ("backward", "L", "f"), ("backward", "d", "e"), ("backward", "d", "c"),
            ("backward", "e", "a"), ("backward", "e", "b"),
        ]  # fmt: skip
        assert times.data == {"a": 0, "b": 0, "e": 1, "c": 0, "d": 2, "f": 0, "L": 3}
        assert times.grads == {"L": 4, "d": 5, "f": 6, "e": 7, "c": 8, "a": 9, "b": 10}

    def test_constants_are_known_with_what_uses_them(self):
        times = self.times("2*3*x + x", {"x": 2.0})
        # v1 = 2*3, v2 = v1*x, v3 = v2 + x: to v1 and its factors no step leads.
        assert times.grads == {"v3": 4, "v2": 5, "x": 7, "v1": 7, "c1": 7, "c2": 7}

    def test_without_a_variable_all_is_known_with_the_seed(self):
        times = self.times("2*3", {})
        assert set(times.grads.values()) == {2}
        assert len(times.stages) == 2

    def test_the_forward_pass_alone(self):
        times = self.times(*EDGES, backward=False)
        assert len(times.stages) == 3
        assert times.grads == {}


class TestQuiz:
    def test_what_is_said_is_what_the_marking_says(self):
        mistakes = data_of(made(*EDGES))["mistakes"]
        exercise = Exercise(parse(EDGES[0]), EDGES[1])
        assert {text for _, texts in mistakes["b"] for text in texts} >= {"6", "4", "2"}
        data = [exercise.claim(f"{name}.data", text) for name, text in (("e", "-6"), ("d", "4"), ("L", "-8"))]
        known = [
            *data,
            *(exercise.claim(f"{name}.grad", text) for name, text in (("L", "1"), ("d", "-2"), ("e", "-2"))),
        ]
        count = 0
        for words, texts in mistakes["b"]:
            for text in texts:
                claim = Claim(exercise.quantity("b.grad"), Answer(text, None, float(text)))
                verdict = exercise.mark([*known, claim]).verdicts[-1]
                assert not verdict.passed
                assert verdict.diagnosis is not None
                assert verdict.diagnosis.message == words.replace("\ue000", text)
                count += 1
        assert count > 5

    def test_a_right_answer_has_no_words(self):
        for text, at in (NEURON, EDGES):
            run_ = parse(text).run(at)
            run_.backward()
            right = {name: node.grad for node, name in run_.node_names.items()}
            exercise = Exercise(parse(text), at)
            for node, said in data_of(made(text, at))["mistakes"].items():
                accepts = exercise.policy.tolerance.accepts
                assert [t for _, texts in said for t in texts if accepts(float(t), right[node])] == []

    def test_no_answer_that_is_still_asked_for_is_told(self):
        said = json.dumps(data_of(made(*EDGES))["mistakes"])
        assert "what you get" in said
        assert "that of" not in said

    @pytest.mark.parametrize(("answers", "work", "most"), [(60, 10**6, 60), (1_500, 600, 60), (1_500, 200, 0)])
    def test_of_a_large_program_less_is_said_of_each(self, answers, work, most, monkeypatch):
        monkeypatch.setattr(quiz, "MOST_ANSWERS", answers)
        monkeypatch.setattr(quiz, "MOST_WORK", work)
        told = [len(texts) for said in data_of(made(*NEURON))["mistakes"].values() for _, texts in said]
        assert sum(told) <= most
        assert bool(told) == bool(most)


class TestTooLarge:
    def test_beyond_its_size_it_says_how_to_draw_less(self, monkeypatch):
        monkeypatch.setattr(pages, "MOST_NODES", 8)
        made("a*b + 2*c", {"a": 2.0, "b": 3.0, "c": 1.0})
        with pytest.raises(LayoutError) as error:
            made(*NEURON)
        assert error.value.message == "the graph is too large for a page: 10 nodes, and it shows 8"
        assert "--of NAME" in (error.value.hint or "")
        assert "--hide-constants" in (error.value.hint or "")

    def test_what_a_picture_cannot_hold_a_page_cannot_either(self, monkeypatch):
        monkeypatch.setattr("backprop_cli.views.drawing.drawn.MOST_CROSSED", 1)
        with pytest.raises(LayoutError) as error:
            made("sin(sin(x + y) + y)", {"x": 1.0, "y": 2.0})
        assert "too large for a picture" in error.value.message
        assert "--hide-constants" in (error.value.hint or "")

    def test_hidden_constants_do_not_count(self, monkeypatch):
        monkeypatch.setattr(pages, "MOST_NODES", 3)
        made("2*x + 1", {"x": 2.0}, hide_constants=True)
        with pytest.raises(LayoutError):
            made("2*x + 1", {"x": 2.0})


def test_every_part_of_the_page_is_in_the_package():
    folder = Path(pages.__file__).parent
    scripts = {path.name for path in folder.glob("*.js")}
    assert scripts == set(pages.SCRIPTS)
    assert {path.name for path in folder.glob("page.*")} == {"page.py", "page.html", "page.css", "page.js"}
    assert [
        path.name for path in folder.iterdir() if path.is_file() and len(path.read_text("utf-8").splitlines()) > 300
    ] == []
