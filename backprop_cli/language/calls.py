"""Calls that are not written as the rule table has them, and can be read in one way all the same.

`ReLU(x)`, `arctan(x)` and `np.maximum(0, x)` name an operation as others do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import Span
from ..ops import FUNCTIONS, MAX, MIN, Op
from .characters import shortened
from .elsewhere import DIFFERENT, LAYERS, LIBRARIES, REDUCTIONS
from .functions import operation, usage, wrong_number
from .names import composed
from .signs import MISSING
from .steps import factors_of

if TYPE_CHECKING:
    from .builder import Builder
    from .steps import Complaint, Part


_INTEGER = re.compile(r"[-+−]?[0-9]+")


def read_call(builder: Builder, name: str, arguments: Sequence[Part], span: Span) -> Part:
    """A call of a name that is no function of the language, or with a wrong number of arguments.

    Args:
        builder: what reads the text.
        name: the name that is called.
        arguments: what has been read between the parentheses.
        span: the place of the call.
    """
    name = composed(name)
    library, _, function = name.rpartition(".")
    head = name.partition(".")[0]
    is_assigned = builder.program.assigns(head)
    op = operation(function)
    layer = library in LAYERS and function[0].isupper()
    if (
        library
        and not layer
        and (is_assigned or library not in LIBRARIES or _fits_a_method(library, op, len(arguments)))
    ):
        from .dotted import read_method_of

        return read_method_of(builder, name, arguments, span)
    if op is None or is_assigned or name in builder.program.names:
        # What is meant can be told when all names have been met.
        step = builder.leaf("0", span)
        builder.unknown[step] = name, _texts(builder, arguments)
        return step, *span
    found = builder.step(op, tuple([part[0] for part in arguments]), *span)
    if _lacks_a_comma(builder, op, arguments):
        return found
    complaint = _refusal(builder, name, op, arguments, span)
    if complaint is not None:
        builder.wrong[found[0]] = complaint
    elif name not in FUNCTIONS:
        place = span[0], span[0] + len(head)
        builder.program.readings.setdefault(head, (place, "a library" if library else "a function"))
    return found


def _texts(builder: Builder, parts: Sequence[Part]) -> list[str]:
    return [builder.text[start:end] for _, start, end in parts]


def _fits_a_method(library: str, op: Op | None, count: int) -> bool:
    """Whether a letter that may be a library must be a variable, as F in `F.pow(2)`."""
    return len(library) == 1 and op is not None and not op.variadic and not op.takes(count) and op.takes(count + 1)


def _lacks_a_comma(builder: Builder, op: Op, arguments: Sequence[Part]) -> bool:
    """`max(a b)`: the sign that is missing may be a comma."""
    count = len(arguments)
    if op.takes(count) or not op.takes(count + 1):
        return False
    for step, start, end in arguments:
        complaint = builder.wrong.get(step)
        if complaint is not None and complaint[0] == MISSING:
            factors = [shortened(factor) for factor in factors_of(builder, (step, start, end))]
            hint = f"write {', '.join(factors)} for {len(factors)} arguments, or {'*'.join(factors)} for a product"
            builder.wrong[step] = "a sign or a comma is missing", (start, end), hint
            return True
    return False


def _refusal(builder: Builder, name: str, op: Op, arguments: Sequence[Part], span: Span) -> Complaint | None:
    texts = _texts(builder, arguments)
    different = _another_meaning(name, op, texts)
    if name.rpartition(".")[0] in LAYERS and name.rpartition(".")[2][0].isupper():
        return f"'{name}' makes a layer", (span[0], span[0] + len(name)), f"write {usage(op)}"
    if different:
        return f"'{name}' means something else", (span[0], span[0] + len(name)), different
    return None if op.takes(len(texts)) else wrong_number(builder.text, op, name.rpartition(".")[2], texts, span)


def _another_meaning(name: str, op: Op, texts: Sequence[str]) -> str | None:
    """What to write for a function of a library that means something else there; None if it does not."""
    library, _, function = name.rpartition(".")
    if name in DIFFERENT and len(texts) == 1:
        return DIFFERENT[name].format(x=shortened(texts[0]))
    if not library or function.lower() not in REDUCTIONS or len(texts) < 2 or library == "Math":
        return None
    if library == "torch" and op in (MAX, MIN) and not _INTEGER.fullmatch(texts[-1]):
        return None
    written = shortened(f"{op.name}({', '.join(texts)})")
    return f"its second argument is an axis there: write {written} if it is one more number"
