"""Implicit products that are not plain: those that can be read after all, and those that people read in two ways."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import Span
from ..ops import FUNCTIONS, RAISE
from .characters import operand_before, shortened
from .functions import function_alone, operation
from .signs import CLOSINGS, DIGITS, FRACTIONS, MISSING, RAISED, ROOTS, SIGNS, UNCLEAR
from .steps import factors_of

if TYPE_CHECKING:
    from .builder import Builder
    from .steps import Complaint, Part

_AFTER_QUOTIENT = " \t+" + "".join(sign for sign, plain in {**SIGNS, "-": "-"}.items() if plain == "-")
_QUOTIENTS = tuple(sign for sign, plain in {**SIGNS, "/": "/"}.items() if plain == "/")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]+)?(?![0-9])")
_NUMBER = re.compile(r"[0-9.]+(?:[eE][+-]?[0-9]+)?")
# Of a longer row of factors without signs only the first are told.
LONGEST_CHAIN = 200

_SIGN = re.compile(r"[-−+]\s*$")
_MIXED = re.compile(r"([0-9]+) +([0-9]+/[0-9]+)(?![0-9.])")
_TIMES = re.compile(r"([0-9.]+) *x *([0-9.]+)")


def unusual_product(builder: Builder, left: Part, right: Part) -> Part:
    """Two factors without a sign of which the first is not simply a number or something in parentheses."""
    last = _last_factor(builder, left)
    if _is_power_of_function(builder, last) and _is_group(builder, right):
        call = _power_of_call(builder, last, right)
        return call if last is left else _product_again(builder, left, call)
    found = builder.product(left, right)
    if _told_elsewhere(builder, left) or _told_elsewhere(builder, last) or right[0] in builder.alone:
        builder.wrong[found[0]] = None
    elif not _is_clear(builder, left, right):
        builder.wrong[found[0]] = _complaint(builder, left, right)
    return found


def _is_power_of_function(builder: Builder, part: Part) -> bool:
    """Whether this is `sin^2` or `sin²`: a function without an argument, raised to a number that is not negative."""
    program, step = builder.program, part[0]
    if program.ops[step] is not RAISE or len(program.operands[step]) != 2:
        return False
    base, exponent = program.operands[step]
    name = builder.alone.get(base)
    return name is not None and FUNCTIONS[name].takes(1) and program.leaves.get(exponent, "-")[0] in DIGITS


def _is_group(builder: Builder, part: Part) -> bool:
    """Whether this is one expression in parentheses."""
    return builder.text[part[1]] == "(" and builder.program.spans[part[0]] != part[1:]


def _power_of_call(builder: Builder, power: Part, argument: Part) -> Part:
    """`sin^2(x)` is sin(x)^2: the function that had no argument has one now."""
    program = builder.program
    base, exponent = program.operands[power[0]]
    op = FUNCTIONS[builder.alone.pop(base)]
    call, start, end = builder.step(op, (argument[0],), power[1], argument[2])
    return builder.step(RAISE, (call, exponent), start, end)


def _product_again(builder: Builder, product: Part, last: Part) -> Part:
    """The factors before the last one, which has become another, and that: `2sin²(x)` is 2*sin(x)^2."""
    step, start, _ = product
    before = builder.program.operands[step][0], start, builder.cuts[step]
    found = builder.product(before, last)
    if builder.wrong.pop(step, None) is not None:
        builder.wrong[found[0]] = _complaint(builder, before, last)
    return found


def _told_elsewhere(builder: Builder, left: Part) -> bool:
    """Whether what is wrong with the first factor will be told, and explains the missing sign, too: `cos^2 x`."""
    step = left[0]
    operands = builder.program.operands[step]
    if step in builder.alone or (operands and operands[0] in builder.alone):
        return True
    return step in builder.wrong and not _lacks_a_sign(builder, left)


def _lacks_a_sign(builder: Builder, part: Part) -> bool:
    """Whether this is factors of which has been said that they need signs between them."""
    complaint = builder.wrong.get(part[0])
    return complaint is not None and complaint[0] == MISSING and _is_chain(builder, part)


def _is_chain(builder: Builder, part: Part) -> bool:
    """Whether this is itself factors without a sign."""
    return part[0] in builder.cuts and builder.program.spans[part[0]] == part[1:]


def _last_factor(builder: Builder, part: Part) -> Part:
    """The last of the factors without a sign: x² of `2x²`."""
    if not _is_chain(builder, part):
        return part
    text, end = builder.text, part[2]
    start = builder.cuts[part[0]]
    while text[start].isspace():
        start += 1
    return builder.program.operands[part[0]][1], start, end


def _is_clear(builder: Builder, left: Part, right: Part) -> bool:
    """Whether these are factors after all: `x²y`, `½x`, `|x|y`."""
    text = builder.text
    after, before = text[right[1]], text[left[2] - 1]
    last = _last_factor(builder, left)
    if after in UNCLEAR or left[0] in builder.wrong or builder.is_power(last) != (ord(before) in RAISED):
        return False
    if ord(before) in RAISED:
        # `f²(x)` may be the square of a function that has no name here.
        base, exponent = builder.program.operands[last[0]]
        called = base in builder.program.leaves and text[last[1]] not in DIGITS and text[right[1]] == "("
        return builder.program.ops[exponent] is None and not called
    return before in CLOSINGS.values() or (before in FRACTIONS and last[2] - last[1] == 1) or before == ")"


def _complaint(builder: Builder, left: Part, right: Part) -> Complaint:
    """What is wrong with two factors without a sign."""
    text = builder.text
    last = _last_factor(builder, left)
    after = text[right[1] : right[2]]
    if text[left[2] - 1] == "." and text[right[1]] not in DIGITS and left[2] == right[1]:
        builder.wrong.pop(right[0], None)
        whole = f"({text[left[1] : left[2] - 1]}).{after}"
        return "a method cannot follow a number", (left[1], right[2]), f"write {shortened(whole)}"
    if builder.is_power(last) and ord(text[last[2] - 1]) not in RAISED:
        return _after_a_power(text, last, right)
    if last[0] in builder.roots and text[last[2] - 1] != ")":
        return _after_a_root(text, last, right)
    if name := _function_elsewhere(builder, last):
        return function_alone(text, name, last[1])
    factors = [text[left[1] : left[2]]]
    if _lacks_a_sign(builder, left):
        before = builder.wrong.pop(left[0])
        if before is not None and right[2] - left[1] > LONGEST_CHAIN:
            return MISSING, (left[1], right[2]), before[2]
        factors = factors_of(builder, left)
    return _missing_sign(text, (left[1], right[2]), [*factors, after])


def _function_elsewhere(builder: Builder, part: Part) -> str | None:
    """The name that a factor is, if it is that of a function in other languages: `arctan x`."""
    name = builder.text[part[1] : part[2]]
    # A letter such as σ is rather a factor.
    is_free = name.isascii() and builder.program.leaves.get(part[0]) == name and not builder.program.assigns(name)
    return name if is_free and operation(name) is not None else None


def _after_a_power(text: str, power: Part, right: Part) -> Complaint:
    """`2^3x` is 2^3*x or 2^(3*x)."""
    span = power[1], right[2]
    factor = operand_before(text, power[2])
    sign = _SIGN.search(text, power[1], power[2] - len(factor))
    factor = sign.group() + factor if sign else factor
    head, after = shortened(text[power[1] : power[2] - len(factor)]), shortened(text[right[1] : right[2]])
    if factor == "T":
        return "a number has no transpose", (power[2] - 1, power[2]), f"write {head[:-1].rstrip('^')}*{after}"
    factor = shortened(factor)
    hint = f"write {head}{factor}*{after} or {head}({factor}*{after})"
    return f"'{head}{factor}{after}' can be read in two ways", span, hint


def _after_a_root(text: str, root: Part, right: Part) -> Complaint:
    """`√2x` is sqrt(2)*x or sqrt(2*x)."""
    written, after = shortened(text[root[1] : root[2]]), shortened(text[right[1] : right[2]])
    function, inside = ROOTS[written[0]], written[1:].strip()
    hint = f"write {function}({inside})*{after} or {function}({inside}*{after})"
    return f"'{written}{after}' can be read in two ways", (root[1], right[2]), hint


def _missing_sign(text: str, span: Span, factors: list[str]) -> Complaint:
    """Factors that no rule lets stand beside each other: `a b`, `2 3`, `1.2.3`."""
    hint = f"write {'*'.join(shortened(factor) for factor in factors)}"
    left, right = factors[-2:]
    written = text[slice(*span)]
    if right[0] in FRACTIONS:
        ways = f"({left} + {right}) for a sum, or {left}*{right}" if _is_number(left) else f"{left}*{right}"
        return "a sign is missing before a fraction", span, f"write {ways}"
    name, opening, arguments = right.partition("(")
    if len(factors) == 2 and opening and (op := operation(f"{left}_{name}")):
        hint = f"write {shortened(f'{op.name}({arguments}')}, or {left}*{shortened(right)}"
    if len(factors) == 2 and not left.isascii() and (op := operation(left)):
        hint = f"write {op.name}({right}), or {left}*{right}"
    if times := _TIMES.fullmatch(written):
        hint = f"write {times[1]}*{times[2]}, or {times[1]}*x*{times[2]} where x is a variable"
    if right[0] == "." and span[0] + len(left) + len(right) == span[1] and left.isidentifier():
        return MISSING, span, f"{hint}, or {left}_{right[1:]} for a name"
    is_of_numbers = _is_number(left) and right[:1] in tuple(DIGITS)
    return _two_numbers(text, span, left, right, hint) if is_of_numbers else (MISSING, span, hint)


def _two_numbers(text: str, span: Span, left: str, right: str, hint: str) -> Complaint:
    """`1 1/2`, `1.2.3`, `1 000` and `2 3`."""
    if mixed := _MIXED.match(text, span[0]):
        return MISSING, mixed.span(), f"write ({mixed[1]} + {mixed[2]})"
    if span[0] + len(left) + len(right) == span[1]:
        return f"'{shortened(text[slice(*span)])}' is not a number", span, "a number has one decimal point"
    if thousands := _THOUSANDS.match(text, span[0]):
        number = thousands[0].replace(" ", "").replace(",", ".")
        return "a number holds no spaces", thousands.span(), f"write {shortened(number)}"
    return MISSING, span, f"{hint}, or {shortened(left + right)} without the space"


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def refuse_power_of_root(builder: Builder, root: Part, power: Part) -> None:
    """`√x²`: some read sqrt(x)^2, others sqrt(x^2)."""
    text = builder.text
    written = text[root[1] : root[2]]
    function, inside = ROOTS[written[0]], shortened(written[1:].strip())
    raised = text[root[2] : power[2]].strip()
    if ord(raised[0]) in RAISED:
        raised = "^" + raised.translate(RAISED)
    raised = shortened(raised)
    bare = inside[1:-1] if inside.startswith("(") and inside.endswith(")") else inside
    hint = f"write {function}({bare}){raised} or {function}({inside}{raised})"
    shown = shortened(text[power[1] : power[2]])
    builder.wrong[power[0]] = f"'{shown}' can be read in two ways", power[1:], hint


def check_divisor(builder: Builder, place: int, part: Part) -> None:
    """Refuse `1/-2x`, which is read in as many ways as `1/2x`; `place` is that of the sign before the product."""
    text = builder.text
    while place and text[place] in _AFTER_QUOTIENT:
        place -= 1
    if text[place] in _QUOTIENTS and part[1:] == builder.program.spans[part[0]]:
        above = operand_before(text, place)
        start = len(text[:place].rstrip()) - len(above)
        refuse_quotient(builder, start, above, "".join(text[place : part[1]].split()), part)


def refuse_quotient(builder: Builder, start: int, above: str, sign: str, below: Part) -> None:
    """`1/2x`: some read 1/(2*x), others (1/2)*x.

    Args:
        builder: what reads the text.
        start: where the quotient begins.
        above: the text before the sign.
        sign: the sign of the quotient.
        below: the implicit product after it.
    """
    if below[0] in builder.wrong and builder.wrong[below[0]] is None:
        return
    factors = factors_of(builder, below)
    above, first, rest = shortened(above), shortened(factors[0]), shortened("*".join(factors[1:]))
    sign = shortened(sign)
    message = f"'{above}{sign}{shortened(''.join(factors))}' can be read in two ways"
    hint = f"write {above}{sign}({first}*{rest}) or ({above}{sign}{first})*{rest}"
    builder.wrong[below[0]] = message, (start, below[2]), hint
