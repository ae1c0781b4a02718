"""Names with points: `np.pi` of a library, `x.tanh()` of a variable, and what numbers have not, such as `x.T`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import Span
from ..graph.missing import VALUELESS
from ..graph.naming import CONSTANTS
from ..ops import FUNCTIONS, Op
from .characters import shortened
from .elsewhere import ABSENT, ATTRIBUTES, LIBRARIES
from .functions import LISTED, instead_of, operation, stands_alone, within_a_slip, wrong_number
from .signs import ROOTS

if TYPE_CHECKING:
    from .builder import Builder
    from .steps import Complaint, Part


def read_value(builder: Builder, name: str, start: int) -> Part:
    """A name with points that is not called: `np.pi`, or a mistake."""
    program, span = builder.program, (start, start + len(name))
    owner, _, attribute = name.rpartition(".")
    constant = attribute.lower()
    if owner in LIBRARIES and program.assigns(constant):
        message = f"'{constant}' is assigned, and '{name}' the constant"
        return builder.wrong_leaf(span, (message, span, "give one another name"))
    if owner in LIBRARIES and constant in CONSTANTS:
        program.readings.setdefault(constant, (span, "the constant"))
        found = builder.new_name(constant, start)
        return found[0], *span
    return builder.wrong_leaf(span, _no_value(owner, attribute, span))


def _no_value(owner: str, attribute: str, span: Span) -> Complaint:
    shown = shortened(f"{owner}.{attribute}")
    if owner in LIBRARIES and attribute in VALUELESS:
        return f"'{shown}' has no value", span, VALUELESS[attribute]
    if owner in LIBRARIES:
        return f"unknown name '{shown}'", span, f"the constants are {', '.join(CONSTANTS)}; {LISTED}"
    op = operation(attribute)
    if op is not None and op.takes(1):
        return f"'{shown}' has no argument", span, f"write {shown}()"
    if attribute in ATTRIBUTES:
        place = span[0] + len(owner), span[1]
        return f"a number has no '.{attribute}'", place, ATTRIBUTES[attribute].format(name=attribute, owner=owner)
    name, product = shown.replace(".", "_"), shown.replace(".", "*")
    return f"a name holds no '.': '{shown}'", span, f"write {name} for a name, {product} for a product"


def read_method_of(builder: Builder, name: str, arguments: Sequence[Part], span: Span) -> Part:
    """`x.tanh()`: a method of the variable before the last point."""
    owner, _, method = name.rpartition(".")
    start, point = span[0], span[0] + len(owner)
    if "." in owner or owner in FUNCTIONS:
        hint = instead_of(method, [builder.text[i:j] for _, i, j in arguments]) or LISTED
        return builder.wrong_leaf(span, (f"unknown function '{shortened(name)}'", (start, start + len(name)), hint))
    if _is_a_library(builder, owner, operation(method), len(arguments)):
        hint = f"write {shortened(builder.text[point + 1 : span[1]])}"
        return builder.wrong_leaf(span, (f"unknown library '{shortened(owner)}'", (start, point + 1), hint))
    # The arguments have been read before the variable; its name comes first all the same.
    builder.reordered = True
    return read_method(builder, builder.new_name(owner, start), method, arguments, (point, span[1]))


def _is_a_library(builder: Builder, owner: str, op: Op | None, count: int) -> bool:
    """Whether a name that has no other use is before a function that has all its arguments: `sympy.sin(x)`."""
    used = owner in builder.program.names or owner in builder.program.assigned
    return op is not None and op.takes(count) and not op.takes(1 + count) and not used and len(owner) > 1


def read_method(builder: Builder, receiver: Part, name: str, arguments: Sequence[Part], span: Span) -> Part:
    """A function that is written after its first argument.

    Args:
        builder: what reads the text.
        receiver: the first argument.
        name: the name of the function.
        arguments: the other arguments.
        span: the place from the point to the closing parenthesis.
    """
    op = operation(name)
    whole = receiver[1], span[1]
    if receiver[1] and builder.text[receiver[1] - 1] in ROOTS:
        # `√x.exp()`: the root of the function, or the function of the root.
        hint = "write ( and ) around what is below the root, or around the root"
        return builder.wrong_leaf(whole, ("a method of a root can be read in two ways", (whole[0] - 1, whole[1]), hint))
    if op is None or (op.variadic and arguments) or not op.takes(1 + len(arguments)):
        texts = [builder.text[start:end] for _, start, end in (receiver, *arguments)]
        return builder.wrong_leaf(whole, _no_method(builder.text, name, op, texts, span))
    return builder.step(op, (receiver[0], *[part[0] for part in arguments]), *whole)


def _no_method(text: str, name: str, op: Op | None, texts: Sequence[str], span: Span) -> Complaint:
    place = span[0], span[0] + 1 + len(name)
    whole = span[0] - len(texts[0]), span[1]
    if op is not None and op.variadic and len(texts) > 1:
        call = shortened(f"{op.name}({', '.join(texts)})")
        return f"the argument of '.{name}' may be an axis", place, f"write {call} if it is one more number"
    if op is not None:
        return wrong_number(text, op, name, texts, whole)
    owner = shortened(texts[0])
    if name in ABSENT and len(texts) > 1:
        return f"unknown function '{owner}.{name}'", (whole[0], place[1]), ABSENT[name]
    if name not in ATTRIBUTES and (hint := instead_of(name, texts, operand=not stands_alone(text, whole))):
        return f"unknown method '.{name}()'", whole, hint
    if name in ATTRIBUTES:
        return f"a number has no '.{name}()'", place, ATTRIBUTES[name].format(name=name, owner=owner)
    close = [f"'.{function}()'" for function in within_a_slip(name, FUNCTIONS)]
    return f"unknown method '.{shortened(name)}()'", place, f"did you mean {' or '.join(close)}?" if close else LISTED
