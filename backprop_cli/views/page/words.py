"""The words of each step: those of the worked solution, out of the same stream of blocks, as sections of HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ...answers.explain import Explanation
from ...inert import xml
from ..numbers import Precision
from ..solution import blocks
from ..solution.parts import Part
from ..solution.stream import solution
from .parts import html, sentence_html
from .steps import BACKWARD, FORWARD, Timetable

# What is read at the given point alone, where it has been changed alone, and everywhere.
GIVEN, MOVED, EVERYWHERE = "given", "moved", ""


class Section(NamedTuple):
    """What is read from one step to another, and where."""

    first: int
    last: int
    html: str
    where: str = EVERYWHERE


def sections_of(
    given: Explanation, elsewhere: Explanation, times: Timetable, precision: Precision
) -> Iterator[Section]:
    """The sections in the order of the steps; those that differ where an input has been changed come twice."""
    here, there = (list(_Words(each, times, precision).sections()) for each in (given, elsewhere))
    for one, other in zip(here, there, strict=True):
        if one.html == other.html:
            yield from [one] if one.html else []
        else:
            yield one._replace(where=GIVEN)
            yield from [other._replace(where=MOVED)] if other.html else []


class _Words:
    """The blocks of one explanation, sorted by steps."""

    def __init__(self, explanation: Explanation, times: Timetable, precision: Precision) -> None:
        self.explanation = explanation
        self.times = times
        self.blocks = list(solution(explanation, precision, False))

    def sections(self) -> Iterator[Section]:
        yield self._start()
        yield from self._forward()
        if self.times.grads:
            yield from self._backward()

    def _start(self) -> Section:
        """The inputs, and where there is nothing to compute, the value."""
        points = [value for point in self.blocks if isinstance(point, blocks.Point) for value in point.values]
        shown = _listed(points) or _code(self._displays()[0].equation)
        return Section(0, 0, f"<h3>The inputs</h3>\n<p>{shown}</p>")

    def _displays(self) -> list[blocks.Display]:
        return [block for block in self.blocks if isinstance(block, blocks.Display)]

    def _forward(self) -> Iterator[Section]:
        rows = [row for table in self.blocks if isinstance(table, blocks.Assignments) for row in table.rows]
        stages = [stage for stage in self.times.stages if stage.kind == FORWARD]
        for step, (_, (name, assignment)) in enumerate(zip(stages, rows, strict=True), 1):
            yield Section(step, step, f'<h3 class="result">{_code(name)}</h3>\n<p>{_code(assignment)}</p>')

    def _backward(self) -> Iterator[Section]:
        seeded = len([stage for stage in self.times.stages if stage.kind == FORWARD]) + 1
        about = next(sentence_html(b.aside) for b in self.blocks if isinstance(b, blocks.Heading) and _is_backward(b))
        nothing = [_paragraph("note", block.sentence) for block in self.blocks if isinstance(block, blocks.Paragraph)]
        seed = f"<p>{_code(self._displays()[-1].equation)}</p>\n<p>{about}.</p>"
        yield Section(seeded, seeded, "\n".join(["<h3>The seed</h3>", seed, *nothing]))
        step = seeded
        for fact, group in zip(self.explanation.backward, _grouped(self.blocks), strict=True):
            count = len(fact.contributions)
            yield Section(step + 1, step + count, self._step(group, step, fact.gate))
            step += count
        meanings = [item for items in self.blocks if isinstance(items, blocks.Items) for item in items.sentences]
        yield Section(step, step, _meanings(meanings))

    def _step(self, group: Sequence[blocks.Block], before: int, gate: str) -> str:
        """A step of the backward pass: what is said of the node, and then a row for each edge.

        What the gate does is said in full each time, because a reader may begin anywhere.
        """
        written: list[str] = []
        last = before
        for block in group:
            if isinstance(block, blocks.Step):
                written += _introduction(block._replace(gate=gate))
            elif isinstance(block, blocks.Contributions):
                for row in block.rows:
                    last += 1
                    written.append(self._row(last, row, block.header))
            elif isinstance(block, blocks.Hint):
                written.append(_paragraph("hint", block.sentence, last))
            elif isinstance(block, blocks.Remark):
                written.append(_paragraph("note", ("Note: ", *block.sentence)))
        return "\n".join(written)

    def _row(self, step: int, row: Sequence[Part], header: Sequence[Part]) -> str:
        stage = self.times.stages[step - 1]
        assert stage.kind == BACKWARD
        cells = [
            f"<div><dt>{html(title)}</dt><dd>{_code(part)}</dd></div>" for title, part in zip(header, row, strict=True)
        ]
        return f'<dl data-row="{step}" data-kinked="{xml(stage.node)}">{"".join(cells)}</dl>'


def _grouped(found: Sequence[blocks.Block]) -> Iterator[list[blocks.Block]]:
    """The blocks of each step of the backward pass."""
    group: list[blocks.Block] = []
    for block in found:
        if isinstance(block, (blocks.Step, blocks.Heading)) and group:
            yield group
            group = []
        if isinstance(block, blocks.Step) or group:
            group.append(block)
    if group:
        yield group


def _is_backward(heading: blocks.Heading) -> bool:
    return heading.title.startswith("Backward")


def _introduction(step: blocks.Step) -> Iterator[str]:
    yield f"<h3>{_code(step.operation)}</h3>"
    yield f'<p class="upstream">upstream gradient {_code(step.upstream)}</p>'
    for hint in step.hints:
        yield _paragraph("hint", hint)
    here = f" {sentence_html(step.here)}" if step.here else ""
    yield f'<p class="gate"><b>{xml(step.op)}</b> {xml(step.gate)}.{here}</p>'


def _meanings(sentences: Sequence[tuple[Part, ...]]) -> str:
    if not sentences:
        return ""
    items = "\n".join([f"<li>{sentence_html(sentence)}</li>" for sentence in sentences])
    return f"<h3>What it means</h3>\n<ul>\n{items}\n</ul>"


def _paragraph(kind: str, sentence: tuple[Part, ...], row: int | None = None) -> str:
    return f'<p class="{kind}"{"" if row is None else f" data-row={row}"}>{sentence_html(sentence)}</p>'


def _code(part: Part) -> str:
    return f"<code>{html(part)}</code>"


def _listed(equations: Sequence[Part]) -> str:
    return ", ".join(map(_code, equations))
