"""The stream of blocks behind every format of a worked solution; a format that does not exist proves that it is enough.

`HTML` below is such a format, whole. It shares nothing with the formats of the program but the blocks and the parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any, get_args
from xml.etree import ElementTree

import pytest

from backprop_cli import parse
from backprop_cli.answers.working import work_out
from backprop_cli.views.solution import blocks, latex, markdown, mathematics, parts, plain, text
from backprop_cli.views.solution.mathematics import math
from backprop_cli.views.solution.parts import Name, Number, Product, Sum, enumerated
from backprop_cli.views.solution.stream import solution

from .test_explain import LECTURE, NEURON, explained
from .test_explanation_views import HOSTILE

BLOCKS = {kind for each in get_args(blocks.Block) for kind in get_args(each) or (each,)}
PARTS = set(get_args(parts.Part))

CASES = [
    (*LECTURE, {}),
    (*NEURON, {"wrt": "x1", "limit": True}),
    ("x*y + x + 3", "x=2 y=5", {}),
    ("a = x*y; b = a*a; c = b + a; L = relu(c)*a", "x=2 y=3", {}),
    ("; ".join(["a0 = x*1", *[f"a{i} = a{i - 1} + a{i - 1}" for i in range(1, 101)]]), "x=1", {"wrt": "x"}),
    ("x" + "*2" * 50, "x=1", {"wrt": "x"}),
    *[(text, at, {name: x for name, x in options.items() if name != "brief"}) for text, at, options in HOSTILE],
]  # fmt: skip


# Without values.
WORKINGS = [
    "x^2*sin(x)",
    "tanh(w*x + b)",
    "e = x*y; d = relu(e) + e; L = d*x",
    "+".join(f"x{i}*w{i}" for i in range(9)),
]


def blocks_of(text: str, at: str, options: dict, brief: bool = False) -> list[Any]:
    return list(solution(explained(text, at, **options), 6, brief))


def blocks_without_values(text: str, brief: bool = False) -> list[Any]:
    return list(solution(work_out(parse(text)), 6, brief))


# A fifth format


def inline(part: Any) -> str:
    """A part as HTML: names and numbers marked as such, mathematics for a script that sets it."""
    if isinstance(part, str):
        return escape(part)
    tag = {Name: "var", Number: "data"}.get(type(part))
    return f"<{tag}>{escape(plain.plain(part))}</{tag}>" if tag else f"<code>{escape(plain.plain(part))}</code>"


def line(sentence: Iterable[Any]) -> str:
    return "".join(map(inline, sentence))


def element(tag: str, *children: str) -> str:
    return f"<{tag}>{''.join(children)}</{tag}>"


def items(lines: Iterable[str]) -> str:
    return element("ul", *[element("li", each) for each in lines])


def table(block: Any) -> str:
    header = element("tr", *[element("th", inline(cell)) for cell in block.header])
    return element("table", header, *[element("tr", *[element("td", inline(c)) for c in row]) for row in block.rows])


def paths(block: blocks.Paths) -> str:
    return table(block) + (element("p", inline(block.total)) if block.total else "")


def heading(block: blocks.Heading) -> str:
    return element("h2", escape(block.title), " ", line(block.about), " ", line(block.aside))


def step(block: blocks.Step) -> str:
    told = [*block.hints, (block.op, " ", block.gate), block.here]
    return element("h3", inline(block.operation)) + element("p", inline(block.upstream)) + items(map(line, told))


def derivation(block: blocks.Derivation) -> str:
    rows = [element("tr", element("td", inline(step)), element("td", escape(rule))) for _, step, rule in block.rows]
    return element("table", *rows)


def brief_step(block: blocks.BriefStep) -> str:
    return element("h3", inline(block.operation)) + items(map(inline, block.received))


HTML = {
    blocks.Title: lambda block: element("h1", escape(block.program)) + element("p", inline(block.output)),
    blocks.Point: lambda block: items(map(inline, block.values)),
    blocks.Heading: heading,
    blocks.Paragraph: lambda block: element("p", line(block.sentence)),
    blocks.Hint: lambda block: element("em", line(block.sentence)),
    blocks.Remark: lambda block: element("strong", line(block.sentence)),
    blocks.Items: lambda block: items(map(line, block.sentences)),
    blocks.Display: lambda block: element("p", inline(block.equation)),
    blocks.Step: step,
    blocks.BriefStep: brief_step,
    blocks.Assignments: table,
    blocks.Contributions: table,
    blocks.Limits: table,
    blocks.Paths: paths,
    blocks.Derivation: derivation,
    blocks.Rules: table,
    blocks.Stage: lambda block: element("h3", inline(block.operation)) + element("p", escape(block.rule)),
}


@pytest.mark.parametrize("brief", [False, True])
@pytest.mark.parametrize(("text", "at", "options"), CASES, ids=[text[:20] for text, _, _ in CASES])
def test_a_fifth_format_is_a_table_of_blocks(text, at, options, brief):
    page = element("main", *[HTML[type(block)](block) for block in blocks_of(text, at, options, brief)])
    tree = ElementTree.fromstring(page)
    shown = "".join(tree.itertext())
    explanation = explained(text, at, **options)
    assert explanation.parsed[:900] in shown
    assert brief or all(f"{step.name} = {step.formula}" in shown for step in explanation.backward)
    assert {found.text for found in tree.iter("var")} >= {explanation.output}


@pytest.mark.parametrize("brief", [False, True])
@pytest.mark.parametrize("text_", WORKINGS)
def test_a_fifth_format_has_the_working_without_values(text_, brief):
    page = element("main", *[HTML[type(block)](block) for block in blocks_without_values(text_, brief)])
    shown = "".join(ElementTree.fromstring(page).itertext())
    working = work_out(parse(text_))
    assert working.parsed in shown
    assert all(rule.name in shown for rule in working.rules)


def test_a_fifth_format_says_what_the_others_say():
    page = "\n".join(HTML[type(block)](block) for block in blocks_of("a = x*y; b = x + y; a*b", "x=2 y=3", {}))
    assert "<h3><code>v1 = a*b</code></h3><p><code>dv1/dv1 = 1</code></p>" in page
    assert "<td><code>∂v1/∂a = b = 5</code></td><td><code>5·1 = 5</code></td><td><code>a.grad = 5</code>" in page
    assert "<em><code>y.grad = 6 + 10 = 16</code>: <var>y</var> is used twice.</em>" in page
    assert "<var>x</var> by <data>0.001</data> and <var>v1</var> rises by about <data>0.021</data>" in page


# All that there is


def test_every_block_is_written_in_every_format():
    assert len(BLOCKS) == 17
    for writers in (text.WRITERS, markdown.WRITERS, latex.WRITERS, HTML):
        assert set(writers) == BLOCKS


def test_every_part_is_written_in_every_notation():
    for writers in (plain.WRITERS, mathematics.WRITERS):
        assert set(writers) == PARTS


def test_the_cases_have_every_block_and_every_part():
    found = [block for case in CASES for brief in (False, True) for block in blocks_of(*case, brief)]
    found += [block for text_ in WORKINGS for block in blocks_without_values(text_)]
    assert {type(block) for block in found} == BLOCKS
    assert {type(part) for block in found for part in within(block)} >= PARTS


def within(item: Any) -> Iterable[Any]:
    """Everything in a block, however deep."""
    yield item
    if isinstance(item, tuple):
        for each in item:
            yield from within(each)


# Parts


def test_a_sum_and_a_product_put_negative_numbers_behind_a_sign_into_parentheses():
    numbers = tuple([Number(x, 6) for x in (-1.0, -2.0, 3.0)])
    assert plain.plain(Sum(numbers, 3)) == "-1 + (-2) + 3"
    assert plain.plain(Sum(numbers, 50)) == "-1 + (-2) + 3 + … (50 in all)"
    assert plain.plain(Product((*numbers, "…"))) == "(-1)·(-2)·3·…"
    assert math(Sum(numbers, 50)) == r"-1 + \left(-2\right) + 3 + \cdots"
    assert math(Product((*numbers, "…"))) == r"-1 \cdot \left(-2\right) \cdot 3 \cdot \cdots"
    assert plain.plain(Product(())) == math(Product(())) == "1"


@pytest.mark.parametrize(
    ("names", "shown"),
    [("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcd", "a, b, c and d"), ("abcde", "a, b, c and 2 more")],
)
def test_a_long_list_is_counted(names, shown):
    assert plain.sentence_text(enumerated([(Name(name),) for name in names], 3)) == shown
