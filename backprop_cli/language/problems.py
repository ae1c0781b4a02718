"""All that is wrong with a text, told in one run: what the parser refused, and what cannot stay as it was read."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from lark import Lark
from lark.exceptions import UnexpectedInput

from ..errors import ExpressionError
from .characters import statement_around
from .complaints import complain
from .functions import end_of_reach, function_alone, unknown_function
from .phrases import phrase_in
from .separators import BEFORE_EQUAL, FUNCTION_DEFINED, thousands_in
from .steps import Complaint
from .tables import refusal

if TYPE_CHECKING:
    from .builder import Builder

# More problems than these are not told.
MOST = 20

# A longer statement is no phrase.
LONGEST_PHRASE = 400

WRITE_IT_OUT = "functions cannot be defined: write its expression out"

_PARENTHESIS = re.compile(r"[()]")


def every_problem(builder: Builder, parser: Lark, error: UnexpectedInput | None) -> ExpressionError:
    """The error to raise for a text: the first problem, which holds the others.

    Args:
        builder: what has read the text.
        parser: what calls it.
        error: what the parser refused first, if it did.
    """
    text, source = builder.text, builder.program.source
    refused = list(_refused(builder, parser, error))
    found = sorted(_without_consequences(builder, refused), key=lambda complaint: complaint[1])
    found = _one_a_message(_phrased(text, found))
    if not found:
        hint = 'write one, such as "3*(a + b*c)"'
        return ExpressionError("the expression is empty", text=text, source=source, hint=hint)
    return _as_one(found, text, source)


def all_in_one(found: Iterable[Complaint], text: str, source: str | None) -> ExpressionError:
    """The error of the first of these problems, which holds the others: in their order, each once."""
    return _as_one(_one_a_message(sorted(found, key=lambda complaint: complaint[1])), text, source)


def _as_one(found: list[Complaint], text: str, source: str | None) -> ExpressionError:
    errors = [
        ExpressionError(message, text=text, span=span, hint=hint, source=source) for message, span, hint in found[:MOST]
    ]
    if len(found) > MOST:
        errors.append(ExpressionError("there are more problems", source=source, hint="mend these first"))
    errors[0].others = tuple(errors[1:])
    return errors[0]


def _refused(builder: Builder, parser: Lark, error: UnexpectedInput | None) -> Iterator[Complaint]:
    """What the parser refuses, one in a statement: after each it goes on with the next statement."""
    text, count = builder.text, 0
    while error is not None and count <= MOST:
        complaint = complain(error, text, parser)
        yield complaint
        count += 1
        resume = _end_of_the_damage(text, complaint[1][0])
        # Spaces keep the places of what follows.
        error = refusal(parser, " " * resume + text[resume:])


def _end_of_the_damage(text: str, place: int) -> int:
    """Where a statement ends that is not in order: behind the lines that its open parentheses go over, if any."""
    start, end = statement_around(text, place)
    depth = text.count("(", start, end) - text.count(")", start, end)
    for found in _PARENTHESIS.finditer(text, end) if depth > 0 else ():
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return statement_around(text, found.end())[1]
    return end


def _without_consequences(builder: Builder, refused: list[Complaint]) -> list[Complaint]:
    """What was refused and what was misused, without what only follows from another mistake."""
    text = builder.text
    defined = {_function_defined(text, complaint) for complaint in refused}
    defined |= {name for name, step in builder.program.assigned.items() if step in builder.alone}
    commas = [complaint[1][0] for complaint in refused]
    thousands = (each for each in thousands_in(text) if not any(each[1][0] <= at < each[1][1] for at in commas))
    found = [*refused, *islice(thousands, MOST + 1), *_misused(builder, defined)]
    in_vain = {text[slice(*span)] for _, span, _ in builder.vain}
    for step, name in islice(builder.alone.items(), MOST + 1):
        if name in in_vain:
            continue
        # `log |x|` and `sin^n(x)`: what stands where the argument should is not wrong in itself.
        start, end = builder.program.spans[step]
        reach = end_of_reach(text, end)
        found = [complaint for complaint in found if not end <= complaint[1][0] <= reach]
        found.append(function_alone(text, name, start))
    for message, (place, _), _ in refused:
        if message in BEFORE_EQUAL:
            # `f(x) = x^2` and `a b = 3`: what stands before the sign is no expression.
            begin = statement_around(text, place)[0]
            found = [complaint for complaint in found if not begin <= complaint[1][0] < place]
    return found


def _function_defined(text: str, complaint: Complaint) -> str | None:
    """The name of the function that a statement tries to define."""
    message, (place, _), _ = complaint
    if message != FUNCTION_DEFINED:
        return None
    return text[statement_around(text, place)[0] : place].partition("(")[0].strip()


def _misused(builder: Builder, defined: Container[str | None]) -> Iterator[Complaint]:
    """What has been read and cannot stay so, but for functions without an argument."""
    program = builder.program
    yield from builder.vain[: MOST + 1]
    yield from islice(filter(None, builder.wrong.values()), MOST + 1)
    first: dict[str, tuple[int, list[str]]] = {}
    for step, (name, arguments) in builder.unknown.items():
        first.setdefault(name, (step, arguments))
    for name, (step, arguments) in islice(first.items(), MOST + 1):
        message, span, hint = unknown_function(program, name, program.spans[step], arguments)
        yield message, span, WRITE_IT_OUT if name in defined else hint


def _phrased(text: str, found: list[Complaint]) -> Iterator[Complaint]:
    """The problems, with those of a statement that is prose or of another language told as that."""
    told = -1
    for complaint in found:
        place = complaint[1][0]
        if place < told:
            continue
        start, end = statement_around(text, place)
        phrase = phrase_in(text, start, end) if end - start <= LONGEST_PHRASE else None
        told = end if phrase else told
        yield phrase or complaint


def _one_a_message(found: Iterable[Complaint]) -> list[Complaint]:
    """The problems, each only once where the same is wrong in many places."""
    first: dict[tuple[str, str], Complaint] = {}
    for message, span, hint in found:
        first.setdefault((message, hint), (message, span, hint))
    return list(first.values())
