"""What is wrong with the use of a function: one that is not known, or that stands without its argument."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..errors import ExpressionError
from ..graph.program import Program
from ..ops import FUNCTIONS, Op
from .characters import operand_at, shortened

# How other languages and books call what the language has.
SPELLINGS = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "arsinh": "asinh", "arcosh": "acosh",
    "artanh": "atanh", "arcsinh": "asinh", "arccosh": "acosh", "arctanh": "atanh", "tg": "tan", "sh": "sinh",
    "ch": "cosh", "th": "tanh", "lg": "log10", "lb": "log2", "sgn": "sign", "signum": "sign", "fabs": "abs",
    "logistic": "sigmoid", "swish": "silu", "lrelu": "leaky_relu", "clamp": "clip", "power": "pow",
    "maximum": "max", "minimum": "min", "ceiling": "ceil",
}  # fmt: skip

_POWER = re.compile(r"\s*(?:\^|\*\*)\s*([-−]?\w+)\s*(?=\()")
_ARGUMENT = re.compile(r"[ \t]+([\w.]+(?:\^\w+)?)")


def unknown_function(program: Program, name: str, start: int, arguments: str) -> ExpressionError:
    """The error of a call of something that is no function: a misspelling, or a product without its sign."""
    return ExpressionError(
        f"unknown function '{shortened(name)}'", text=program.text, span=(start, start + len(name)),
        hint=_function_meant(program, name, arguments), source=program.source,
    )  # fmt: skip


def _function_meant(program: Program, name: str, arguments: str) -> str:
    known = program.names.keys() | program.assigned.keys()
    product = f"write {shortened(name)}*{shortened(arguments)}"
    if name in known:
        return product
    for function in FUNCTIONS:
        factor = name.removesuffix(function)
        if factor in known:
            return f"write {factor}*{function}{shortened(arguments)}"
    close = closest(name, FUNCTIONS)
    if close is not None:
        return f"did you mean '{close}'?"
    listed = "the functions are listed by 'backprop ops'"
    if "," in arguments:
        return listed
    return product if len(name) <= 2 else f"{listed}; for a product {product}"


def function_alone(program: Program, name: str, start: int) -> ExpressionError:
    """The error of a function without parentheses after it: `sin x`, `sin^2(x)`, `tanh*2`."""
    end = start + len(name)
    return ExpressionError(
        f"'{name}' is a function and needs its argument in parentheses",
        text=program.text, span=(start, end), hint=_way_out(program.text, name, end), source=program.source,
    )  # fmt: skip


def _way_out(text: str, name: str, end: int) -> str:
    power = _POWER.match(text, end)
    if power:
        call = name + shortened(operand_at(text, power.end()))
        exponent = power.group(1)
        if exponent in ("-1", "−1") and "a" + name in FUNCTIONS:
            return f"write a{call} for the inverse function, or 1/{call}"
        return f"write {call}^{exponent}"
    argument = _ARGUMENT.match(text, end)
    if argument and FUNCTIONS[name].takes(1):
        return f"write {name}({shortened(argument.group(1))})"
    return f"write {usage(FUNCTIONS[name], name)}"


def usage(rule: Op, name: str | None = None) -> str:
    """How a function is called: `clip(x, lo, hi)`, `elu(x) or elu(x, alpha)`."""
    names = ("a", "b", "…") if rule.variadic else rule.inputs
    counts = range(len(names) - rule.optional, len(names) + 1)
    return " or ".join(f"{name or rule.name}({', '.join(names[:count])})" for count in counts)


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is spelled most like `name`, if any is close."""
    from difflib import get_close_matches

    plain = SPELLINGS.get(name.lower(), name.lower())
    for candidate in candidates:
        if sorted(candidate.lower()) == sorted(plain):
            return candidate
    matches = get_close_matches(plain, list(candidates), n=1, cutoff=0.6)
    return matches[0] if matches else None
