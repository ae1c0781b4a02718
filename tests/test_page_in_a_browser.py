"""The page in a real browser: every number at every step, changed inputs, the quiz, the address, and who reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.util import find_spec
from math import isclose
from pathlib import Path
from typing import Any

import pytest

from backprop_cli import parse
from backprop_cli.answers.marking.tolerance import Tolerance, digits_of
from backprop_cli.cli import run
from backprop_cli.errors import DomainError
from tests.support.browser import Browser, browser, needs_browser

pytestmark = needs_browser

NEURON = ["n = x1*w1 + x2*w2 + b; o = tanh(n)", "x1=2", "x2=0", "w1=-3", "w2=1", "b=6.8813735870195432"]

# Programs, each with other values of inputs.
PROGRAMS = {
    "neuron": (NEURON, {"x1": "1.5", "b": "4.25"}),
    "product": (["3*(a+b*c)", "a=5", "b=4", "c=2"], {"c": "-0.1"}),
    "network": (
        [
            "h1 = tanh(w1*x + b1); h2 = relu(w2*x + b2); y = v1*h1 + v2*h2 + c; loss = (y - t)^2",
            *["w1=0.5", "b1=-1", "w2=-0.3", "b2=2", "v1=1.5", "v2=-2", "c=0.1", "x=2", "t=1"],
        ],
        {"x": "7", "t": "1e-3"},
    ),
    "shared": (["a*a + a", "a=3"], {"a": "-1e22"}),
    "kink": (["relu(x) + abs(x)*y", "x=0", "y=2"], {"x": "-1.25"}),
    "choice": (["max(a, b, c)*min(a, b)", "a=1", "b=2", "c=2"], {"c": "1"}),
    "input": (["x", "x=2"], {"x": "4"}),
    "constant": (["2*3 + 1"], {}),
    "constants": (["2*e + pi*x", "e=5", "x=2"], {"e": "-2.5"}),
    "powers": (["x^2 + (-3)^y/sqrt(z)", "x=-3", "y=2", "z=0.25"], {"z": "4"}),
    "names": (["e = a*__proto__; Δ₁ = e + id; ℓ = Δ₁*toString", "a=2", "__proto__=-3", "id=10", "toString=-2"],
              {"a": "1", "__proto__": "7"}),
}  # fmt: skip


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Browser]:
    """The browser, which must have nothing to complain about in the end."""
    chromium.emulate(1400)
    chromium.complaints()
    yield chromium
    assert chromium.complaints() == []


# The pages that were made, by their arguments: several tests look at the same.
MADE: dict[tuple[str, ...], bytes] = {}


def made(folder: Path, *arguments: str) -> Path:
    """The page that the command line makes."""
    path = folder / f"page{len(list(folder.iterdir()))}.html"
    if arguments not in MADE:
        assert run(["graph", *arguments, "-o", str(path)]) == 0
        MADE[arguments] = path.read_bytes()
    path.write_bytes(MADE[arguments])
    return path


def answers(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """What `eval` says in JSON."""
    capsys.readouterr()
    assert run(["eval", *arguments, "--format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


NUMBERS = """
const nodes = [...document.querySelectorAll("[data-node]")];
return nodes.map(({dataset: d}) => [d.node, [d.data ?? null, d.grad ?? null]]);
"""


def numbers(page: Browser) -> dict[str, list[str | None]]:
    """What the elements of the nodes carry: data and grad, as far as they are known."""
    return dict(page.run(NUMBERS))


def step(page: Browser) -> tuple[int, int]:
    main = page.one("main")
    return int(main.get_attribute("data-step")), int(main.get_attribute("data-steps"))


def words(page: Browser) -> str:
    """What is read of the step at hand."""
    return str(page.one("#words").text)


def text_of(number: object) -> str | None:
    return number if isinstance(number, str) or number is None else json.dumps(number)


class TestNumbers:
    @pytest.mark.parametrize("name", PROGRAMS)
    def test_at_the_end_each_is_that_of_eval(self, name, page, tmp_path, capsys):
        arguments, _ = PROGRAMS[name]
        right = answers(capsys, *arguments)
        page.open(made(tmp_path, *arguments))
        page.press("END")
        assert numbers(page) == {node["id"]: [text_of(node["data"]), text_of(node["grad"])] for node in right["nodes"]}

    @pytest.mark.parametrize("name", [name for name, (_, changed) in PROGRAMS.items() if changed])
    def test_after_a_change_too(self, name, page, tmp_path, capsys):
        arguments, changed = PROGRAMS[name]
        page.open(made(tmp_path, *arguments))
        page.press("END")
        before = numbers(page)
        for variable, text in changed.items():
            page.write(f'input[name="{variable}"]', text)
        kept = [each for each in arguments if each.partition("=")[0] not in changed]
        right = answers(capsys, *kept, *[f"{variable}={text}" for variable, text in changed.items()])
        found = numbers(page)
        assert found != before
        for node in right["nodes"]:
            for text, number in zip(found[node["id"]], (node["data"], node["grad"]), strict=True):
                assert text == text_of(number) or isclose(float(text or "nan"), number, rel_tol=1e-13)
        page.one("#restore").click()
        assert numbers(page) == before

    def test_each_is_there_from_the_step_on_at_which_it_is_known(self, page, tmp_path):
        page.open(made(tmp_path, "a*a + a", "a=3"))
        seen = [numbers(page)]
        while step(page)[0] < step(page)[1]:
            page.press("ARROW_RIGHT")
            seen.append(numbers(page))
        data = [[name for name, (data, _) in each.items() if data] for each in seen]
        grads = [[name for name, (_, grad) in each.items() if grad] for each in seen]
        assert data[:3] == [["a"], ["a", "v1"], ["a", "v1", "v2"]]
        # The seed, v1 and one of three contributions to a, and the other two.
        assert grads == [[], [], [], ["v2"], ["v1", "v2"], ["v1", "v2"], ["v1", "v2"], ["a", "v1", "v2"]]
        assert step(page) == (7, 7)

    def test_what_has_arrived_so_far_is_shown_and_is_no_gradient_yet(self, page, tmp_path):
        page.open(made(tmp_path, "a*a + a", "a=3"), "#step=5")
        assert page.one('[data-node="a"] .grad').text == "grad 1 + …"
        page.open(made(tmp_path, "a*a + a", "a=3"), "#step=6")
        assert page.one('[data-node="a"] .grad').text == "grad 4 + …"
        assert "a.grad: 1 + 3 = 4" in words(page)

    def test_constants_can_be_hidden(self, page, tmp_path):
        page.open(made(tmp_path, *PROGRAMS["product"][0], "--hide-constants"))
        page.press("END")
        assert sorted(numbers(page)) == ["a", "b", "c", "v1", "v2", "v3"]
        assert page.one('[data-gate="v3"] text').text == "3 *"

    def test_the_output_can_be_another(self, page, tmp_path, capsys):
        arguments = [*PROGRAMS["network"][0], "--of", "y"]
        right = answers(capsys, *arguments)
        page.open(made(tmp_path, *arguments))
        page.press("END")
        assert {name: grad for name, (_, grad) in numbers(page).items()} == {
            node["id"]: text_of(node["grad"]) for node in right["nodes"]
        }
        assert page.all('input[name="t"]') == []

    def test_the_forward_pass_alone_has_no_gradients(self, page, tmp_path):
        page.open(made(tmp_path, *NEURON, "--pass", "forward"))
        page.press("END")
        assert step(page) == (5, 5)
        assert {grad for _, grad in numbers(page).values()} == {None}
        assert not page.one("#quiz").is_displayed()


MOVED = [
    (NEURON, ["x1=0.5", "x2=0.25", "w1=1", "w2=-2", "b=0.125"]),
    (["(a - b)/c + a*a", "a=3", "b=1", "c=2"], ["a=-2", "b=0.5", "c=-4"]),
    (["d = a*b; e = d^2 + sin(d); e*d", "a=3", "b=1"], ["a=-0.7", "b=1.3"]),
    (["relu(x)*y + max(x, y)", "x=1", "y=2"], ["x=-1", "y=-2"]),
    (["clip(x, 0, 1)*x + abs(x)", "x=0", ], ["x=0.5"]),
]  # fmt: skip


class TestWords:
    def test_they_are_those_of_explain(self, page, tmp_path, capsys):
        assert run(["explain", *NEURON]) == 0
        told = capsys.readouterr().out
        page.open(made(tmp_path, *NEURON))
        page.press("END")
        seen = ""
        for _ in range(step(page)[1]):
            seen += words(page)
            page.press("ARROW_LEFT")
        for line in ("∂o/∂n = 1 - o^2 = 1 - 0.707107^2 = 0.5", "(-3)·0.5 = -1.5", "x1.grad = -1.5", "-6 + 6.88137"):
            assert line in told
            assert line in seen
        assert "raise x1 by 0.001 and o falls by about 0.0015" in seen

    @pytest.mark.parametrize(("arguments", "point"), MOVED, ids=[row[0][0] for row in MOVED])
    def test_after_a_change_their_numbers_are_those_of_a_page_for_that_point(self, arguments, point, page, tmp_path):
        there = made(tmp_path, arguments[0], *point)
        shown = "#words section:not([hidden]) :is(.upstream, .hint:not(.later), dl.now)"
        said = f"return [...document.querySelectorAll('{shown}')].map((each) => each.innerText)"
        page.open(there)
        expected = []
        for number in range(step(page)[1]):
            page.run("location.hash = arguments[0]", f"#step={number}")
            expected.append(page.run(said))
        page.open(made(tmp_path, *arguments))
        for each in point:
            name, _, text = each.partition("=")
            page.write(f'input[name="{name}"]', text)
        for number, right in enumerate(expected):
            at = "".join(f"&at={each.replace('=', '%3D')}" for each in point)
            page.run("location.hash = arguments[0]", f"#step={number}{at}")
            found = page.run(said)
            # Why the pass waits is told at the given point alone.
            followed = [each for each in right if "would have passed on" not in each]
            assert [_followed(each) for each in found] == [_followed(each) for each in followed]

    def test_what_holds_at_the_given_point_alone_is_not_said_elsewhere(self, page, tmp_path):
        page.open(made(tmp_path, "relu(x)*y", "x=2", "y=3"), "#step=6")
        assert "Here x > 0, so it passes." in words(page)
        page.write('input[name="x"]', "-1")
        assert "Here" not in words(page)
        assert "(1 if x > 0 else 0) = 0" in words(page)
        page.one("#restore").click()
        assert "Here x > 0, so it passes." in words(page)

    def test_a_convention_is_told_where_it_is_used(self, page, tmp_path):
        page.open(made(tmp_path, "abs(x)", "x=2"), "#step=3")
        assert "Note" not in words(page)
        page.write('input[name="x"]', "0")
        assert "Note: abs is not differentiable at 0: left -1, right 1; 0 is used" in words(page)
        assert "else" not in words(page)
        assert numbers(page)["x"] == ["0.0", "0.0"]


def _followed(text: str) -> list[str]:
    """The lines, of a local derivative its name and the number alone: between them a piece of it may stand."""
    sides = [line.split(" = ") for line in text.splitlines()]
    return [" = ".join([first, *rest[-1:]] if first.startswith("∂") else [first, *rest]) for first, *rest in sides]


# Inputs at which there is no value, or that are none.
OUTSIDE = [
    ("log(a - b)*a", {"a": "3", "b": "1"}, "b", "4"),
    ("a/(b - 1)", {"a": "3", "b": "2"}, "b", "1"),
    ("sqrt(x) + asin(x)", {"x": "0.5"}, "x", "1.5"),
    ("exp(x)*2", {"x": "1"}, "x", "800"),
    ("x^y", {"x": "2", "y": "0.5"}, "x", "-2"),
]


class TestInputs:
    @pytest.mark.parametrize(("text", "at", "name", "value"), OUTSIDE)
    def test_outside_the_domain_it_says_what_eval_says_and_shows_no_number(self, text, at, name, value, page, tmp_path):
        with pytest.raises(DomainError) as error:
            parse(text).run({variable: float(x) for variable, x in (at | {name: value}).items()})
        page.open(made(tmp_path, text, *[f"{variable}={x}" for variable, x in at.items()]))
        page.press("END")
        page.write(f'input[name="{name}"]', value)
        assert page.one("#problem").text == error.value.message
        assert set(map(tuple, numbers(page).values())) == {(None, None)}
        assert not any(letter.isdigit() for element in page.all(".data, .grad") for letter in element.text)
        assert [each for each in page.all("#words section") if each.is_displayed()] == []
        page.write(f'input[name="{name}"]', at[name])
        assert page.one("#problem").text == ""
        assert None not in numbers(page)[name]

    @pytest.mark.parametrize("text", ["", "x", "1/2", "--1", "1e999", "0x10", "nan", "1,5"])
    def test_what_is_no_number_is_told_and_nothing_is_computed(self, text, page, tmp_path):
        page.open(made(tmp_path, "a*b", "a=2", "b=3"))
        page.press("END")
        page.write('input[name="a"]', text or "\ue017")
        assert page.one("#problem").text.startswith("a is no number")
        assert set(map(tuple, numbers(page).values())) == {(None, None)}
        assert page.one('input[name="a"]').get_attribute("aria-invalid") == "true"

    def test_a_minus_that_people_write_is_read(self, page, tmp_path):
        page.open(made(tmp_path, "a*b", "a=2", "b=3"))
        page.write('input[name="a"]', "−1.5")
        assert numbers(page)["a"][0] == "-1.5"


class TestMoving:
    def test_the_address_has_the_state(self, page, tmp_path):
        path = made(tmp_path, "a*b + c", "a=2", "b=3", "c=1")
        page.open(path, "#step=4")
        assert step(page) == (4, 7)
        page.press("ARROW_RIGHT")
        page.write('input[name="b"]', "-0.5")
        page.wait(lambda: "step=5" in page.driver.current_url)
        address = page.driver.current_url
        state = numbers(page)
        page.open(path, "#" + address.partition("#")[2])
        assert numbers(page) == state
        assert step(page) == (5, 7)
        page.open(path, "#step=99")
        assert step(page) == (7, 7)
        page.open(path, "#step=nonsense")
        assert step(page) == (0, 7)

    def test_the_keys(self, page, tmp_path):
        page.open(made(tmp_path, "a*b + c", "a=2", "b=3", "c=1"))
        for key, expected in [("END", 7), ("ARROW_LEFT", 6), ("HOME", 0), ("ARROW_RIGHT", 1), ("ARROW_RIGHT", 2)]:
            page.press(key)
            assert step(page)[0] == expected

    def test_the_buttons_and_the_slider(self, page, tmp_path):
        page.open(made(tmp_path, "a*b + c", "a=2", "b=3", "c=1"))
        for button, expected in [("last", 7), ("back", 6), ("first", 0), ("next", 1)]:
            page.one(f"#{button}").click()
            assert step(page)[0] == expected
        page.one("#slider").send_keys("\ue010")
        assert step(page)[0] == 7

    def test_keys_in_a_field_are_for_the_field(self, page, tmp_path):
        page.open(made(tmp_path, "a*b + c", "a=2", "b=3", "c=1"), "#step=3")
        page.one('input[name="a"]').click()
        page.press("HOME", "1", "ARROW_LEFT", "ARROW_RIGHT")
        assert step(page)[0] == 3
        assert numbers(page)["a"][0] == "12.0"

    def test_it_plays_to_the_end_and_stops(self, page, tmp_path):
        page.open(made(tmp_path, "a*b", "a=2", "b=3"))
        page.run("const [slow] = document.getElementById('speed').options; slow.value = '1'; slow.selected = true")
        page.press(" ")
        page.wait(lambda: step(page)[0] == 4)
        assert page.one("#play").get_attribute("aria-pressed") == "false"

    def test_it_pauses(self, page, tmp_path):
        page.open(made(tmp_path, "a*b", "a=2", "b=3"))
        page.press(" ")
        assert page.one("#play").get_attribute("aria-pressed") == "true"
        page.press(" ")
        assert page.one("#play").get_attribute("aria-pressed") == "false"

    def test_an_edge_shows_its_chain_rule(self, page, tmp_path):
        page.open(made(tmp_path, "a*b + c", "a=2", "b=3", "c=1"))
        page.run(
            "document.querySelector('.edge[data-from=b][data-to=v1] path')"
            ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
        )
        assert "∂v1/∂b = a = 2" in words(page)
        assert "b.grad = 2" in words(page)

    def test_a_node_lights_its_paths_to_the_output(self, page, tmp_path):
        page.open(made(tmp_path, "a*b + c*d", "a=2", "b=3", "c=1", "d=1"))
        page.one('input[name="b"]').click()
        lit = page.run("return [...document.querySelectorAll('.node.on')].map((each) => each.dataset.node)")
        assert lit == ["b", "v1", "v3"]


# To 1/3: within 1 % or not, rounded to three digits or more, and no number.
ANSWERS = ["0.333", "0.33", "0.3", "0.34", "0.337", "0.3367", "3.3e-1", "0.3300", "333e-3", "1/3"]


class TestQuiz:
    ARGUMENTS = ("e = a*b; d = e + c; L = d*f", "a=2", "b=-3", "c=10", "f=-2")

    @pytest.fixture
    def quiz(self, page, tmp_path):
        page.open(made(tmp_path, *self.ARGUMENTS))
        page.one("#quiz").click()
        return page

    @staticmethod
    def answer(page: Browser, name: str, text: str) -> str | None:
        page.write(f'[data-quiz="{name}"]', text)
        page.press("ENTER")
        verdict: str | None = page.one(f'[data-quiz="{name}"]').get_attribute("data-verdict")
        return verdict

    @staticmethod
    def said(page: Browser, name: str) -> str:
        field = page.one(f'[data-quiz="{name}"]')
        return str(page.one("#" + field.get_attribute("aria-describedby")).text)

    def open_fields(self, page: Browser) -> list[str]:
        return [each.get_attribute("data-quiz") for each in page.all("[data-quiz]:enabled:not([readonly])")]

    def test_the_gradients_are_hidden_until_they_are_found(self, quiz):
        assert {name: grad for name, (_, grad) in numbers(quiz).items() if grad} == {"L": "1.0"}
        assert not quiz.one("#words").is_displayed()
        assert quiz.all('[data-quiz="d"][data-verdict]') == []
        assert self.answer(quiz, "d", "-2") == "right"
        assert numbers(quiz)["d"][1] == "-2.0"

    def test_the_order_is_any_that_the_backward_pass_allows(self, quiz):
        assert self.open_fields(quiz) == ["d", "f"]
        self.answer(quiz, "d", "-2")
        assert sorted(self.open_fields(quiz)) == ["c", "e", "f"]
        self.answer(quiz, "e", "-2")
        assert sorted(self.open_fields(quiz)) == ["a", "b", "c", "f"]
        for name, text in [("b", "-4"), ("f", "4"), ("a", "6"), ("c", "-2")]:
            assert self.answer(quiz, name, text) == "right"
        assert quiz.one("#score").text == "All of them are known."

    def test_a_known_mistake_is_told(self, quiz, capsys):
        self.answer(quiz, "d", "-2")
        self.answer(quiz, "e", "-2")
        assert self.answer(quiz, "b", "6") == "wrong"
        told = self.said(quiz, "b")
        claims = ["--grad", "d=-2", "--grad", "e=-2", "--grad", "b=6"]
        assert run(["check", *self.ARGUMENTS, *claims, "--format", "json"]) == 1
        assert json.loads(capsys.readouterr().out)["claims"][2]["diagnosis"]["message"] == told
        assert self.answer(quiz, "b", "17.25") == "wrong"
        assert self.said(quiz, "b") == "that is not it"

    def test_who_does_not_find_one_is_told_and_goes_on(self, quiz):
        quiz.one("#tell").click()
        assert numbers(quiz)["d"][1] == "-2.0"
        assert self.said(quiz, "d") == "is told: -2"
        assert quiz.one('[data-quiz="d"]').get_attribute("data-verdict") is None
        for _ in range(5):
            quiz.one("#tell").click()
        assert quiz.one("#score").text == "All of them are known."
        assert not quiz.one("#tell").is_enabled()

    def test_after_a_change_no_mistake_is_told_of_the_point_before(self, quiz):
        quiz.write('input[name="c"]', "11")
        self.answer(quiz, "d", "-2")
        self.answer(quiz, "e", "-2")
        assert self.answer(quiz, "b", "6") == "wrong"
        assert self.said(quiz, "b") == "that is not it"
        assert self.answer(quiz, "b", "-4") == "right"

    def test_a_changed_input_begins_it_anew(self, quiz):
        self.answer(quiz, "d", "-2")
        quiz.write('input[name="f"]', "3")
        assert self.open_fields(quiz) == ["d", "f"]
        assert self.answer(quiz, "d", "-2") == "wrong"
        assert self.answer(quiz, "d", "3") == "right"

    def test_an_answer_that_is_no_number_is_none(self, quiz):
        assert self.answer(quiz, "d", "two") == "wrong"
        assert "write a number" in self.said(quiz, "d")

    def test_it_ends_as_it_began(self, quiz):
        quiz.one("#quiz").click()
        assert quiz.one("#words").is_displayed()
        quiz.press("TAB")
        quiz.run("document.activeElement.blur()")
        quiz.press("END")
        assert numbers(quiz)["a"][1] == "6.0"

    def test_the_tolerance_is_that_of_check(self, page, tmp_path):
        true = 1 / 3.0
        page.open(made(tmp_path, "x*y", f"x={true!r}", "y=1"), "#quiz=1")
        tolerance = Tolerance()
        for text in [
            "0.333",
            "0.33",
            "0.3",
            "0.34",
            "0.337",
            "0.3367",
            "3.3e-1",
            ".33",
            "0.3300",
            "1/3",
            "0.32",
            "33e-2",
            "333e-3",
        ]:
            expected = digits_of(text) is not None and tolerance.accepts(float(text), true, digits_of(text))
            assert (self.answer(page, "y", text) == "right") == expected, text
            page.one("#again").click()


MARKUP = "</script><script>document.title = 'run'</script>]]>\"'&amp;<!--<b>\\u003c$policy"


class TestInert:
    def test_what_a_user_wrote_is_text(self, page, tmp_path):
        text = f"a*b + c # {MARKUP}"
        page.open(made(tmp_path, text, "a=2", "b=3", "c=1", "--title", MARKUP))
        assert page.one("h1").text == MARKUP
        assert page.driver.title == MARKUP
        assert page.run("return document.scripts.length") == 3
        page.press("END")
        assert numbers(page)["a"][1] == "3.0"

    def test_the_policy_refuses_every_other_script_and_style(self, page, tmp_path):
        page.open(made(tmp_path, "a*b", "a=2", "b=3"))
        page.run(
            "const script = document.createElement('script'); script.textContent = 'window.added = 1';"
            "document.body.append(script); document.body.setAttribute('style', 'color: red')"
        )
        assert page.run("return window.added ?? null") is None
        assert len(page.complaints()) == 2


class TestReaders:
    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("address", ["", "#step=8", "#quiz=1"])
    @pytest.mark.skipif(find_spec("axe_core_python") is None, reason="axe-core-python is not installed")
    def test_axe_finds_nothing(self, address, scheme, page, tmp_path):
        import axe_core_python

        page.emulate(400, prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
        page.open(made(tmp_path, *NEURON), address)
        page.run(Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8"))
        found = page.driver.execute_async_script("axe.run().then(arguments[0])")
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
        assert found["passes"]

    def test_a_live_region_speaks_each_step(self, page, tmp_path):
        page.open(made(tmp_path, "a*b", "a=2", "b=3"))
        region = page.one("[role=status]")
        page.press("ARROW_RIGHT")
        assert region.get_attribute("textContent") == "Step 1: forward pass. v1. v1 = a*b = 2*3 = 6"
        page.press("END")
        spoken = region.get_attribute("textContent")
        assert "local derivative ∂v1/∂b = a = 2; times upstream 2·1 = 2; " in spoken
        assert ".." not in spoken

    def test_a_live_region_speaks_the_note_on_a_kink(self, page, tmp_path):
        page.open(made(tmp_path, "relu(x)", "x=2"), "#step=3")
        page.write('input[name="x"]', "0")
        assert "Note: relu is not differentiable at 0" in page.one("[role=status]").get_attribute("textContent")

    @pytest.mark.parametrize("width", [375, 830, 1400])
    def test_nothing_is_wider_than_the_page(self, width, page, tmp_path):
        page.emulate(width)
        page.open(made(tmp_path, *PROGRAMS["network"][0]), "#step=15")
        assert page.run("return document.documentElement.scrollWidth") <= width

    def test_nothing_moves_for_those_who_do_not_want_it(self, page, tmp_path):
        page.emulate(1400, prefers_reduced_motion="reduce")
        page.open(made(tmp_path, "a*b", "a=2", "b=3"), "#step=3")
        assert page.run("return document.getAnimations().length") == 0

    def test_the_keyboard_alone_reaches_all_that_can_be_done(self, page, tmp_path):
        page.open(made(tmp_path, "a*b", "a=2", "b=3"), "#step=1")
        reached = []
        for _ in range(12):
            page.press("TAB")
            reached.append(page.run("return document.activeElement.id || document.activeElement.name"))
        assert {"a", "b", "graph", "first", "back", "play", "next", "last", "slider", "speed", "quiz"} <= set(reached)


class TestLarge:
    def test_three_hundred_nodes(self, page, tmp_path):
        text = " + ".join(f"x{i}*w{i}" for i in range(75))
        at = [f"{name}{i}={i % 7}" for i in range(75) for name in "xw"]
        page.open(made(tmp_path, f"tanh({text})", *at))
        assert len(numbers(page)) == 300
        page.press("END")
        assert all(grad for _, grad in numbers(page).values())
