"""A run -> the page: the drawing, the words of each step, the numbers, and the program that computes them anew."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from string import Template
from typing import Any

from ...answers.explain import explain, is_literal
from ...answers.marking import Tolerance
from ...answers.marking.tolerance import FEWEST_DIGITS, SLACK
from ...answers.report import BACKWARD, parsed_text
from ...arithmetic import floats
from ...errors import LayoutError
from ...graph.domain import overflow, unmet
from ...graph.engine import Value
from ...graph.notes import said_at
from ...graph.run import Run
from ...inert import data, lines, script, xml
from ...notation.text import brief_text, number_text, text_of
from ..drawing.picture import picture_of
from ..numbers import Precision, shortened
from .drawing import SMALLER, drawn, shown_nodes
from .known import Knowing
from .numbers import AFTER, DATA, GRAD, KINK, LEFT, LOCAL, NEED, PRODUCT, RIGHT, USED, Numbers, numbers_of
from .parts import CLOSE, OPEN
from .quiz import mistakes_of
from .steps import BACKWARD as BACK
from .steps import Stage, timetable
from .words import Section, sections_of

# A page with more of them is too slow to step through.
MOST_NODES = 2_000

# What stands above a page without a title, and how long a formula beside a question may be.
HEADING = "Backpropagation, step by step"
LONGEST = 60

# The parts of the script, each of which may use those before it.
SCRIPTS = ("digits.js", "graph.js", "words.js", "quiz.js", "page.js")

# What there is to see for those who do not see it: nothing that an input can change.
ABOUT = "What each node is computed from, with its data and its gradient as far as they are known; told below, too."

# Answers to the quiz count as `check` counts them.
TOLERANCE = Tolerance()


def page_of(
    run: Run, rankdir: str = "LR", *, passes: str = BACKWARD, hide_constants: bool = False, precision: Precision = 6,
    title: str | None = None,
) -> str:  # fmt: skip
    """The page that steps through the passes of a run, which it runs backward.

    Args:
        run: the forward pass.
        rankdir: in which direction the graph is drawn.
        passes: "forward" stops after the forward pass.
        hide_constants: write constants into the operations that use them.
        precision: significant digits of the numbers, or "full".
        title: what stands above.

    Raises:
        LayoutError: the graph is too large, or cannot be drawn.
        UsageError: the program cannot be written in JavaScript.
    """
    count = len(shown_nodes(run.nodes, run.root, hide_constants=hide_constants))
    if count > MOST_NODES:
        too_large = f"the graph is too large for a page: {count:,} nodes, and it shows {MOST_NODES:,}"
        raise LayoutError(too_large, hint=SMALLER)
    return _Page(run, rankdir, passes, hide_constants, precision, title).html()


class _Page:
    """One page, while it is put together."""

    def __init__(
        self, run: Run, rankdir: str, passes: str, hide_constants: bool, precision: Precision, title: str | None
    ) -> None:  # fmt: skip
        self.run = run
        self.precision = precision
        self.backward = passes == BACKWARD
        self.parsed = parsed_text(run, with_inputs=False)
        self.explanation = explanation = explain(run, self.parsed)
        self.numbers = numbers_of(run)
        self.times = timetable(run, explanation, backward=self.backward)
        knowing = Knowing(explanation, run, self.numbers)
        self.sections = list(sections_of(knowing.given(), knowing.elsewhere(), self.times, precision))
        self.picture = picture_of(
            run.root, rankdir, passes=passes, hide_constants=hide_constants, precision=precision, title=title,
            names=run.node_names, description=ABOUT,
        )  # fmt: skip
        self.title = lines(str(title or "")).strip()

    def html(self) -> str:
        """The whole file."""
        style, code = _part("page.css"), _script()
        program = script(self.numbers.program)
        return Template(_part("page.html")).substitute(
            policy=_policy([program, code], style),
            title=xml(self.title or f"{HEADING}: {shortened(self.parsed, LONGEST)}"),
            heading=xml(self.title or HEADING),
            style=style,
            steps=len(self.times.stages),
            program="".join([f"<span>{xml(statement)}</span>" for statement in self.parsed.split("; ")]),
            inputs="\n".join(map(self._input, self._inputs())),
            drawing=drawn(self.run, self.picture, lines=2 if self.backward else 1),
            words="\n".join(map(_section, self.sections)),
            questions="\n".join(map(self._question, self._asked())),
            data=data(json.dumps(self._data(), ensure_ascii=False, separators=(",", ":"))),
            code=program,
            script=code,
        )

    def _inputs(self) -> list[str]:
        """The variables that the output depends on."""
        below = set(self.run.nodes)
        return [name for name, value in self.run.inputs.items() if value in below]

    def _input(self, name: str) -> str:
        text = xml(number_text(self.run.inputs[name].data))
        return (
            f'<label><code>{xml(name)}</code> <input name="{xml(name)}" value="{text}" inputmode="decimal"'
            ' autocomplete="off" spellcheck="false" size="8"></label>'
        )

    def _asked(self) -> list[str]:
        """The nodes whose gradients the quiz asks for, in the order in which they can be known."""
        output = self.run.node_names[self.run.root]
        return sorted(set(self.times.arrivals) - {output}, key=self.times.grads.__getitem__)

    def _question(self, name: str) -> str:
        said = f"said-{self.numbers.places[DATA, name, 0]}"
        return (
            f'<li><label><code class="what">{xml(self.formulas.get(name, name))}</code> <code>{xml(name)}.grad =</code>'
            f' <input data-quiz="{xml(name)}" inputmode="decimal" autocomplete="off" spellcheck="false" size="10"'
            f' aria-describedby="{said}"></label> <span class="verdict" id="{said}"></span></li>'
        )

    @cached_property
    def formulas(self) -> dict[str, str]:
        """What each operation is, by its id: `v1 = x1*w1`."""
        return {
            each.node: shortened(f"{each.name} = {text_of(each.formula.named, limit=LONGEST)}", LONGEST)
            for each in self.explanation.forward
        }

    @cached_property
    def users(self) -> dict[str, list[str]]:
        """For each node those that hand it a gradient."""
        return {
            node: list(dict.fromkeys(stage.node for _, stage in arrivals))
            for node, arrivals in self.times.arrivals.items()
        }

    def _data(self) -> dict[str, Any]:
        """What the script has to know."""
        return {
            "inputs": {name: value.data for name, value in self.run.inputs.items()},
            "given": self.numbers.given,
            "precision": self.precision,
            "stages": [_stage(stage, self.numbers) for stage in self.times.stages],
            "nodes": list(map(self._node, self.run.nodes)),
            "faults": [self._faults(node) for node in self.run.nodes if node.operation is not None],
            "kinks": [kink for node in self.run.nodes if node.operation is not None for kink in self._kinks(node)],
            "mistakes": mistakes_of(self.run, self._asked(), self.users),
            "users": self.users,
            "tolerance": TOLERANCE._asdict(),
            "fewest": FEWEST_DIGITS,
            "slack": SLACK,
        }

    def _node(self, node: Value) -> dict[str, Any]:
        """A node: where its numbers stand in the list, from which steps on they are known, and its parts by then."""
        name, times, places = self.run.node_names[node], self.times, self.numbers.places
        return {
            "id": name,
            "data": [places[DATA, name, 0], times.data[name]],
            "grad": [places[GRAD, name, 0], times.grads[name]] if self.backward else None,
            "parts": [[step, places[AFTER, s.node, s.which]] for step, s in times.arrivals.get(name, ())],
            "inputs": [self.run.node_names[source] for source in node.inputs],
        }

    def _faults(self, node: Value) -> dict[str, Any]:
        """What `eval` says where an operation has no value: the first of the needs that is not met, or the last."""
        assert node.operation is not None
        name, places = self.run.node_names[node], self.numbers.places
        texts = self._texts(node)
        needs = [
            [places[NEED, name, index], unmet(node.operation, node.inputs, need, texts)]
            for index, need in enumerate(node.operation.needs)
        ]
        too_large = overflow(node.operation, node.inputs, texts, floats)
        return {"data": places[DATA, name, 0], "needs": needs, "else": too_large}

    def _kinks(self, node: Value) -> Iterator[list[Any]]:
        """What is said at each kink of an operation."""
        assert node.operation is not None
        name, places = self.run.node_names[node], self.numbers.places
        for index, kink in enumerate(node.operation.kinks):
            if (KINK, name, index) in places:
                sides = [_slot(places[side, name, index]) for side in (LEFT, RIGHT)] if kink.sides else []
                used = _slot(places[USED, name, index])
                yield [name, places[KINK, name, index], said_at(node.operation, kink, self._texts(node), sides, used)]

    def _texts(self, node: Value) -> list[str]:
        """The inputs of a node in numbers, which the page fills in; a number of the expression as it is."""
        return [
            brief_text(source.data)
            if is_literal(source)
            else _slot(self.numbers.places[DATA, self.run.node_names[source], 0])
            for source in node.inputs
        ]


def _slot(place: int) -> str:
    """What stands for a number in a sentence, until the page knows it."""
    return f"{OPEN}{place}{CLOSE}"


def _stage(stage: Stage, numbers: Numbers) -> list[Any]:
    if stage.kind != BACK:
        return [stage.kind, stage.node]
    places = [numbers.places[kind, stage.node, stage.which] for kind in (LOCAL, PRODUCT)]
    return [stage.kind, stage.node, stage.to, stage.which, *places]


def _section(section: Section) -> str:
    where = f' data-where="{section.where}"' if section.where else ""
    return f'<section data-first="{section.first}" data-last="{section.last}"{where}>\n{section.html}\n</section>'


def _script() -> str:
    """The parts of the script in a block of their own, so that none of their names is one of the program."""
    parts = "\n".join(map(_part, SCRIPTS))
    return f'"use strict";\n{{\n{parts}}}\n'


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _policy(scripts: Sequence[str], style: str) -> str:
    """Nothing is loaded and nothing is sent, and no script and no style counts but these."""
    allowed = " ".join(map(_hash, scripts))
    return f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
