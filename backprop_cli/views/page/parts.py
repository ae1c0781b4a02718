"""The parts of a worked solution as HTML, in which each number that follows the inputs is a slot.

A slot, `<span data-at="7">`, knows which number of the page's list it shows, and whether a negative one stands in
parentheses there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...graph.engine import Value
from ...inert import xml
from ...notation.text import text_of
from ..solution import parts
from ..solution.parts import Part, Sentence
from ..solution.plain import is_choice, labelled, leaf_text, plain
from .numbers import Known

# What stands for a number in a formula while that is written: no name has these characters.
OPEN, CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{OPEN}([0-9]+){CLOSE}")


def html(part: Part) -> str:
    """A part as HTML."""
    writer = WRITERS.get(type(part))
    return writer(part) if writer else xml(plain(part))


def sentence_html(sentence: Sentence) -> str:
    """A sentence as HTML; what is no prose looks like a formula."""
    return "".join([xml(part) if isinstance(part, str) else f"<code>{html(part)}</code>" for part in sentence])


def slot(text: str, number: object, in_parentheses: bool = False) -> str:
    """A number as it is shown at the given point; a slot if it knows its place."""
    text = xml(f"({text})" if in_parentheses and text.startswith("-") else text)
    if not isinstance(number, Known):
        return text
    return f'<span data-at="{number.place}"{" data-p" if in_parentheses else ""}>{text}</span>'


def _number(number: parts.Number, in_parentheses: bool = False) -> str:
    return slot(plain(number), number.value, in_parentheses)


def _product(product: parts.Product) -> str:
    factors = "·".join([_number(x, True) if isinstance(x, parts.Number) else xml(x) for x in product.factors]) or "1"
    return _computed("factors", factors)


def _sum(sum_: parts.Sum) -> str:
    terms = " + ".join([_number(term, bool(i)) for i, term in enumerate(sum_.terms)])
    return _computed("terms", terms + (f" + … ({sum_.in_all} in all)" if sum_.in_all > len(sum_.terms) else ""))


def _computed(how: str, text: str) -> str:
    """A calculation, whose numbers have as many digits as it takes to see the result come out."""
    return f'<span data-by="{how}">{text}</span>'


def _substituted(part: parts.Substituted) -> str:
    """A formula in numbers: written with marks in the place of its leaves, and those are slots then."""
    if not part.graph.operation:
        return slot(leaf_text(part.graph, part.precision), part.exact.data)
    exact = list(_leaves(part.exact))
    slots: list[str] = []

    def written(leaf: Value, as_operand: Callable[[str], str]) -> str:
        if leaf.label:
            return as_operand(leaf.label)
        in_parentheses = as_operand("-1") != "-1"
        slots.append(slot(leaf_text(leaf, part.precision), exact[len(slots)].data, in_parentheses))
        return f"{OPEN}{len(slots) - 1}{CLOSE}"

    text = xml(text_of(labelled(part.graph, written)))
    return _computed("formula", _MARK.sub(lambda found: slots[int(found[1])], text))


def _leaves(graph: Value) -> Iterator[Value]:
    """The numbers of a formula, from left to right; formulas of one rule are small, so this may recurse."""
    if graph.operation is None:
        if not graph.label:
            yield graph
        return
    for source in graph.inputs:
        yield from _leaves(source)


def _equation(sides: Sequence[Part], *, whole: bool = False) -> str:
    """A chain of equations; a side is hidden while it looks like the next, unless the chain is to be whole."""
    texts = [_side(side) for side in sides]
    looks = [_plain_side(side) for side in sides]
    pairs = zip(texts, looks, [*looks[1:], None], strict=True)
    written = [
        f'<span class="side{" named" if isinstance(side, parts.Formula) else ""}"'
        f"{' hidden' if i and look == after and not whole else ''}>{' = ' if i else ''}{text}</span>"
        for i, (side, (text, look, after)) in enumerate(zip(sides, pairs, strict=True))
    ]
    return f'<span class="equation{" whole" if whole else ""}">{"".join(written)}</span>'


def _side(part: Part) -> str:
    text = html(part)
    return f"({text})" if isinstance(part, parts.Formula) and is_choice(part.graph) else text


def _plain_side(part: Part) -> str:
    return re.sub(r"<[^>]*>", "", _side(part))


WRITERS: dict[type, Callable[[Any], str]] = {
    parts.Number: _number,
    parts.Substituted: _substituted,
    parts.Product: _product,
    parts.Sum: _sum,
    parts.Equation: lambda part: _equation(part.sides),
    parts.Assignment: lambda part: _equation(part, whole=True),
    parts.Growth: lambda part: f"{html(part.gradient)}: {html(part.equation)}",
}
