"""What is wrong with the use of a function: one that is not known, or that stands without its argument."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING

from ..errors import Span
from ..ops import BY_NAME, EXPONENTIAL, FUNCTIONS, Op
from .characters import is_operand, operand_at, operand_before, shortened
from .elsewhere import ABSENT, CAPITALS, FORMULAS, LOGARITHMS, OF_BASE, ROOT_OF, SPELLINGS, TAKES_A_DEGREE
from .signs import RAISED

if TYPE_CHECKING:
    from ..graph.program import Program
    from .steps import Complaint

LISTED = "the functions are listed by 'backprop ops'"

# Letters that stand for a function wherever they are called, and not for a factor.
FUNCTION_LETTERS = ("f", "g", "h")

_LOG_OF_BASE = re.compile(r"log_?([a-z]|[0-9]+)")
_EXPONENT = re.compile(
    rf"\s*(?:(?:\^|\*\*|\.\^)\s*([-−]?[\w.]+|\([-−]?[\w.]+\)|\{{[-−]?[\w.]+\}})|([{''.join(map(chr, RAISED))}]+))\s*"
)
_BARE = re.compile(r"[-−]?[0-9.]+ ?[^\W\d]\w*|[-−]?[\w.]+|\|[^|\n;]+\|")
_DIGITS = re.compile(r"[-−]?[0-9.]+(?=[^\W\d_])")
_FACTOR = re.compile(r"([-−]?[0-9.]*)( ?)(.*)")
_SIGN_AFTER = re.compile(rf"\s*(\^|\*\*|[*/×·⋅÷]) *|([-+−])(?=[^\s=])|[{''.join(map(chr, RAISED))}]+")


def unknown_function(program: Program, name: str, span: Span, arguments: Sequence[str]) -> Complaint:
    """What is wrong with a call of something that is no function: a misspelling, or a product without its sign.

    Args:
        program: what has been read.
        name: the name that is called.
        span: the place of the call.
        arguments: the texts of its arguments.
    """
    known = program.names.keys() | program.assigned.keys()
    called = shortened(f"({', '.join(arguments)})")
    product = f"write {shortened(name)}*{called}"
    # `Value(2)` is no product, though Value stands elsewhere, too: in `from micrograd.engine import Value`.
    is_factor = name in program.assigned or (name in known and (name.lower(), len(arguments)) not in FORMULAS)
    hint = product if is_factor else None
    if hint and name in FUNCTION_LETTERS:
        hint = f"{hint} for a product; functions cannot be defined"
    hint = hint or instead_of(name.rpartition(".")[2], arguments, operand=not stands_alone(program.text, span))
    hint = hint or _split_name(name, called, known) or _slip(name) or _listed(name, arguments, product)
    return f"unknown function '{shortened(name)}'", (span[0], span[0] + len(name)), hint


def stands_alone(text: str, span: Span) -> bool:
    """Whether an operation may take the place of what stands there without parentheses around it."""
    before, after = text[max(0, span[0] - 20) : span[0]].rstrip(" \t"), text[span[1] : span[1] + 20].lstrip(" \t")
    return before[-1:] in ("", *"(,=;\r\n+") and after[:1] in ("", *"),;\r\n+-#")


def instead_of(name: str, arguments: Sequence[str], *, operand: bool = False) -> str | None:
    """What to write in the place of a function of other languages; None if it is not known.

    Args:
        name: how it is called there.
        arguments: the texts of its arguments.
        operand: whether what is written must be an operand: `(1/cosh(x))` and not `1/cosh(x)`.
    """
    texts = {letter: shortened(argument) for letter, argument in zip("xyz", arguments, strict=False)}
    texts |= {letter.upper(): _as_operand(text) for letter, text in texts.items()}
    plain = name.lower() if name.isascii() else name
    base = _LOG_OF_BASE.fullmatch(plain)
    if name in CAPITALS:
        return CAPITALS[name].format(**texts) if arguments else LISTED
    if plain in TAKES_A_DEGREE and len(arguments) == 2 and texts["Y"] == texts["y"]:
        return f"write {root_of(texts['y'], texts['x'])}"
    formula = f"log({{x}})/log({base[1]})" if base else FORMULAS.get((plain, len(arguments)))
    if formula is None or (base and len(arguments) != 1):
        found = ABSENT.get(plain)
        return found and found.format(product=f"{name}*({', '.join(arguments)})")
    formulas, _, remark = formula.partition("#")
    ways = [way.format(**texts) for way in formulas.split("|")]
    written = ", or ".join([_as_operand(way) if operand else way for way in ways])
    return f"write {written}" + (f" ({remark})" if remark else "")


def root_of(degree: str, inside: str) -> str:
    """The root of an expression; the cube root is real also of a negative number."""
    return f"{ROOT_OF[degree]}({inside})" if degree in ROOT_OF else f"{_as_operand(inside)}^(1/{degree})"


def _as_operand(text: str) -> str:
    return text if is_operand(text) else f"({text})"


def _split_name(name: str, called: str, known: Container[str]) -> str | None:
    """`xsin(x)` is x*sin(x)."""
    for function in FUNCTIONS:
        factor = name.removesuffix(function)
        if factor in known:
            return f"write {factor}*{function}{called}"
    return None


def _slip(name: str) -> str | None:
    close = [f"'{function}'" for function in within_a_slip(name, FUNCTIONS)]
    return f"did you mean {' or '.join(close)}?" if close else None


def _listed(name: str, arguments: Sequence[str], product: str) -> str:
    if len(arguments) != 1 or "." in name:
        return LISTED
    return product if len(name) <= 2 and name not in FUNCTION_LETTERS else f"{LISTED}; for a product {product}"


def function_alone(text: str, name: str, start: int) -> Complaint:
    """What is wrong with a function without parentheses after it: `sin x`, `cos^2 x`, `tanh*2`."""
    end = start + len(name)
    hint = f"write {_left_factor(text, name, start)}{_call_meant(text, name, end)}"
    return f"'{name}' is a function and needs its argument in parentheses", (start, end), hint


def end_of_reach(text: str, end: int) -> int:
    """Where the argument should begin of a function whose name ends at `end`: `cos^2 x`."""
    power = _EXPONENT.match(text, end)
    return power.end() if power else end + len(text[end : end + 99]) - len(text[end : end + 99].lstrip(" \t"))


def _left_factor(text: str, name: str, start: int) -> str:
    """`y log p`: the factor before the function, which needs a sign, too; not the argument of another function.

    And the first word of the function's name: `leaky relu x`.
    """
    left = operand_before(text, start) if text[start - 1 : start] == " " else ""
    place = text.rfind(left, 0, start) if left else 0
    if not left or not (left[0].isalpha() or left[0] == "_") or left.endswith(")"):
        return ""
    function = left.rstrip("".join(map(chr, RAISED)))
    if function in FUNCTIONS or (left.isascii() and operation(left) is not None):
        return ""
    if operand_before(text, place) in FUNCTIONS:
        return ""
    return f"{left}_" if f"{left}_{name}" in FUNCTIONS else f"{left}*"


def _call_meant(text: str, name: str, end: int, *, inside: bool = False) -> str:
    """The call that is meant by a function without parentheses; `inside` if it is the argument of another one."""
    op = FUNCTIONS.get(name)
    if op is None:
        # A name that other languages have, such as `arctan x`.
        place = end_of_reach(text, end)
        return f"{name}({_call_at(text, place, inside) or shortened(operand_at(text, place))})"
    power = _EXPONENT.match(text, end)
    if power:
        return _power_meant(text, name, power, inside)
    place = end_of_reach(text, end)
    argument = _BARE.match(text, place)
    if argument and text[argument.end() : argument.end() + 1] == "(":
        sign = argument[0][: argument[0].startswith(("-", "−"))]
        inner = sign + operand_at(text, place + len(sign))
        joined = name + inner
        return joined if joined.partition("(")[0] in FUNCTIONS else f"{name}({shortened(inner)})"
    if argument and text[argument.end() - 1 : argument.end() + 1].endswith(("°", "º")):
        return f"{name}({argument[0].rstrip('º')}*pi/180)"
    subtracted = text[place : place + 1] in ("-", "−") and (place > end and text[place + 1 : place + 2] == " ")
    if not argument or subtracted or not op.takes(1):
        return usage(op, name)
    return _of_a_call(text, name, argument, inside) or _with_what_follows(text, name, argument)


def _of_a_call(text: str, name: str, argument: re.Match[str], inside: bool) -> str | None:
    """`sin cos x` is sin(cos(x)), `sin 2cos x` is sin(2cos(x)), and `sin 2 cos x` rather a product."""
    factor, space, function = _FACTOR.fullmatch(argument[0]).groups()  # type: ignore[union-attr] # it matches anything
    if space and function in FUNCTIONS:
        return f"{name}({factor})"
    call = _call_at(text, argument.end() - len(function), inside)
    return call and f"{name}({factor}{call})"


def _call_at(text: str, place: int, inside: bool) -> str | None:
    """What is meant by a function there that has no parentheses either; None if there is none.

    Of functions of functions of functions the innermost are left out: there may be thousands.
    """
    inner = operand_at(text, place)
    if inner not in FUNCTIONS:
        return None
    call = "" if inside else _call_meant(text, inner, place + len(inner), inside=True)
    return f"{inner}(…)" if not call or " or " in call else call


def _power_meant(text: str, name: str, power: re.Match[str], inside: bool) -> str:
    """`cos^2 x` is cos(x)^2, and `sin^-1(x)` has two meanings."""
    exponent, place = (power[1] or power[2].translate(RAISED)).strip("{}"), power.end()
    digits = _DIGITS.match(text, power.start(1)) if power[1] else None
    if digits and FUNCTIONS[name] is not EXPONENTIAL:
        # `cos^2x` is `cos^2 x`.
        exponent, place = digits[0], digits.end()
    argument = _call_at(text, place, inside) or operand_at(text, place)
    if not argument or not FUNCTIONS[name].takes(1):
        if FUNCTIONS[name] is EXPONENTIAL:
            return f"{name}({exponent}) or e^{exponent}"
        form = usage(FUNCTIONS[name], name)
        return form if " or " in form else f"{form}^{exponent}"
    call = f"{name}{shortened(argument) if argument[0] == '(' else f'({shortened(argument)})'}"
    if exponent.strip("()").replace("−", "-") == "-1" and "a" + name in FUNCTIONS:
        return f"a{call} for the inverse function, or 1/{call}"
    return f"{call}^{exponent}"


def _with_what_follows(text: str, name: str, argument: re.Match[str]) -> str:
    """`sin x/2` is sin(x)/2 or sin(x/2); `sin x + 1` has one meaning."""
    inner = shortened(argument[0])
    follows = _SIGN_AFTER.match(text, argument.end())
    if not follows:
        return f"{name}({inner})"
    sign = follows[1] or follows[2]
    if sign and operand_at(text, follows.end()) in FUNCTIONS:
        # `sin x * cos x`: of the other function its own complaint tells.
        return f"{name}({inner})"
    rest = sign + shortened(operand_at(text, follows.end())) if sign else f"^{follows[0].translate(RAISED)}"
    return f"{name}({inner}){rest} or {name}({inner}{rest})"


def usage(op: Op, name: str | None = None) -> str:
    """How an operation is written: `clip(x, lo, hi)`, `elu(x) or elu(x, alpha)`, `a + b`."""
    if op.infix and name is None:
        sign = op.infix.symbol
        return sign + op.inputs[0] if len(op.inputs) == 1 else f" {sign} ".join(op.inputs)
    names = ("a", "b", "…") if op.variadic else op.inputs
    counts = range(len(names) - op.optional, len(names) + 1)
    return " or ".join(f"{name or op.name}({', '.join(names[:count])})" for count in counts)


def within_a_slip(name: str, candidates: Iterable[str], *, shortest: int = 3) -> list[str]:
    """The candidates that differ by one slip of the fingers: a letter too many, too few, wrong, or in the wrong place.

    A wrong letter among three makes another word, such as `cot` of `cos`, and is no slip. Longer names may have two.

    Args:
        name: what was written.
        candidates: what may have been meant.
        shortest: how many letters a name has of which anything can be told.
    """
    plain = name.lower()
    found = {candidate: _slips(plain, candidate.lower()) for candidate in candidates if len(plain) >= shortest}
    allowed = 1 if len(plain) < 7 else 2
    close = [candidate for candidate, slips in found.items() if slips <= allowed]
    fewest = min((found[candidate] for candidate in close), default=0)
    return [candidate for candidate in close if found[candidate] == fewest][:3]


def _slips(written: str, meant: str) -> float:
    """The number of slips between two words, as far as that is small."""
    if sorted(written) == sorted(meant):
        return 0.5
    if len(written) > 2 and meant.startswith(written):
        return 1
    if abs(len(written) - len(meant)) > 2:
        return 9
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(written, 1):
        above, row = row, [i]
        for j, other in enumerate(meant, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != other)))
    wrong_letter = len(written) == len(meant) <= 3
    return 9 if wrong_letter else row[-1]


def operation(name: str) -> Op | None:
    """The operation that a name stands for in one way only, as others write it; None if there is none."""
    plain = name.lower() if name.isascii() else name
    if name in CAPITALS:
        return None
    return FUNCTIONS.get(plain) or BY_NAME.get(SPELLINGS.get(plain, ""))


def wrong_number(text: str, op: Op, name: str, texts: Sequence[str], span: Span) -> Complaint:
    """What is wrong with a call that has too many or too few arguments."""
    hint = _logarithm_meant(name, texts)
    if texts and not hint:
        hint = instead_of(name, texts, operand=not stands_alone(text, span))
    form = usage(op, name if name in FUNCTIONS else None)
    return f"{name} takes {op.arity()}, {len(texts)} given", span, hint or f"its form is {form}"


def _logarithm_meant(name: str, texts: Sequence[str]) -> str | None:
    """`log(x, 2)` is log2(x), and `log(2, x)` may be that, too, or log(2)/log(x)."""
    if name not in LOGARITHMS or len(texts) != 2:
        return None
    x, base = shortened(texts[0]), shortened(texts[1])
    if base in OF_BASE:
        return f"write {OF_BASE[base]}({x})"
    return f"write {OF_BASE[x]}({base}), or log({x})/log({base})" if x in OF_BASE else None
