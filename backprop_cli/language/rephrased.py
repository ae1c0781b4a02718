"""How to write in the language what other languages say in statements of their own: the tellers of `phrases`.

Each is given what a pattern found, and tells what is wrong and the way out; None if it is nothing of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..ops import MAX, MIN
from .characters import is_operand, shortened
from .elsewhere import CONDITIONS, DERIVATIVES, OF_BASE
from .functions import operation

NAME = r"[^\W\d]\w*"
VALUE = rf"{NAME}\s*=\s*[-−+]?\s*(?:[0-9.][\w./]*|(?:pi|π|e)\b(?:/[0-9.]+)?|sqrt\([0-9.]+\))"
VALUES = rf"{VALUE}(?:(?:\s*,\s*|\s+and\s+|\s+){VALUE})*"

# What stands for an expression that is not known.
EXPRESSION = "EXPRESSION"

_FUNCTION_DEFINED = re.compile(rf"^({NAME})\s*\([\w\s,]*\)\s*:?=\s*")
_PROSE = re.compile(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}")

Told = tuple[str, str]
Found = re.Match[str]


def always(message: str, hint: str) -> Callable[[Found], Told]:
    """The same of every match."""
    return lambda found: (message, hint)


NO_CONDITION = always("there are no conditions", CONDITIONS)
NO_LOOP = always("there are no loops", "write each statement out; sum(a, b, c) adds any number")


def declared(found: Found) -> Told:
    """`double y = 2*x` is y = 2*x."""
    return "a name needs no declaration", f"write {found[1]} = {shortened(found[2].strip())}"


def changed(found: Found) -> Told:
    """`w := w - g`, after which w would be another number."""
    return f"'{found[1]}' cannot be changed", f"a name is assigned once: write {found[1]}2 = {shortened(found[2])}"


def defined(found: Found) -> Told:
    """`f = lambda x: x^2` is f = x^2."""
    name, body = (found["to"] or "").rstrip(" =:"), shortened(found["body"].strip())
    return "functions cannot be defined", f"write {f'{name} = ' if name else ''}{body}"


def returned(found: Found) -> Told:
    """`return x^2` is x^2."""
    return "there is no 'return'", f"write {shortened(found[1])}: the last statement is the output"


def relu(found: Found) -> Told:
    """A number times the truth of its being positive: `x*(x > 0)`."""
    return "there are no comparisons", f"write relu({found[1] or found[2]})"


def values_behind(found: Found) -> Told | None:
    """`x^2 x=3` and `y = w*x where w = 2, x = 3`: the values come first."""
    expression, values = found["expression"].strip().rstrip(","), found["values"]
    if _PROSE.match(expression):
        return None
    clear = found["word"] or found["between"].strip() or " =" not in values or not re.fullmatch(NAME, expression)
    return _apart(values, expression, first=not found["word"]) if clear else None


def values_before(found: Found) -> Told | None:
    """`x=3, y=4, x*y`, `x=3 x^2` and `let x = 3 in x^2`."""
    clear = found["between"] or " =" not in found["values"]
    return _apart(found["values"], found["expression"] or "") if clear else None


def statements(found: Found) -> Told:
    """`x = 3 y = x^2`: two statements without the sign between them."""
    both = "; ".join([*_assignments(found["values"]), found["expression"].strip()])
    return "a statement ends with ';' or its line", f"write {shortened(both, 60)}"


def _apart(values: str, expression: str, *, first: bool = False) -> Told | None:
    """The values as statements of their own; `first` tells that what looks like a value, too, is one that precedes."""
    expression = expression.strip()
    if expression.count("(") != expression.count(")"):
        return None
    statements = _assignments(values)
    expression = _FUNCTION_DEFINED.sub(r"\1 = ", expression)
    if re.fullmatch(VALUES, expression) and first:
        statements = [*_assignments(expression), *statements]
    elif expression:
        statements.append(expression)
    written = shortened("; ".join(statements), 60)
    return "a value is a statement of its own", f"write {written}, or give values behind the quotes"


def _assignments(values: str) -> list[str]:
    return [re.sub(r"\s*=\s*", " = ", pair) for pair in re.findall(VALUE, values)]


def condition(found: Found) -> Told:
    """`x if x > 0 else 0` is relu(x), and `a > b ? a : b` is max(a, b)."""
    low, relation, high, then, other = [found[key].strip() for key in ("low", "relation", "high", "then", "other")]
    if relation[0] == "<":
        low, high = high, low
    if low == "0":
        # `0 if x < 0 else x` is `x if x >= 0 else 0`.
        low, high, then, other = high, low, other, then
        relation = ">" if "=" in relation else ">="
    chosen = _chosen(low, high, then, other, strict="=" not in relation)
    return "there are no conditions", f"write {found['to'] or ''}{chosen}" if chosen else CONDITIONS


def _chosen(low: str, high: str, then: str, other: str, *, strict: bool) -> str | None:
    """The function that is `then` where low > high, else `other`; None if there is none."""
    if high != "0":
        choice = MAX if then == low else MIN
        return f"{choice.name}({low}, {high})" if {then, other} == {low, high} else None
    slope = re.fullmatch(rf"([0-9.]+)\s*\*\s*{re.escape(low)}", other)
    known = {
        (low, "0"): f"relu({low})", ("0", low): f"min({low}, 0)",
        (low, f"-{low}"): f"abs({low})", (low, f"-({low})"): f"abs({low})",
        (low, other if slope else ""): f"leaky_relu({low}, {slope[1] if slope else ''})",
    }  # fmt: skip
    if strict:
        known["1", "0"] = f"step({low})"
    return known.get((then, other))


def logarithm(found: Found) -> Told:
    """`log base 2 of x` is log2(x)."""
    base, inner = found[1], found[2] if found[2].startswith("(") else f"({found[2]})"
    known = OF_BASE.get(base)
    natural = OF_BASE["e"]
    written = f"{known}{inner}" if known else _whole(found, f"{natural}{inner}/{natural}({base})")
    return "words are not read", f"write {written}"


def derivative(found: Found) -> Told:
    """`d/dx x^2`, `diff(x^2, x)` and `derivative of x^2 at x=3`."""
    groups = found.groupdict()
    body, name, at = (groups.get("body") or "").strip(), groups.get("name"), groups.get("at")
    if len(body) > 2 and body[0] == "(" and is_operand(body):
        body = body[1:-1]
    body = shortened(body) or EXPRESSION
    if at:
        values = re.sub(r"\s*=\s*", "=", " ".join(re.findall(VALUE, at)))
        command = f'backprop eval "{body}" {values} --grad {name or values.partition("=")[0]}'
    else:
        asked = f" {name}" if name else " x" if body == EXPRESSION else ""
        command = f'backprop diff "{body}"{asked}' + (" --order 2" if groups.get("second") else "")
    return "derivatives are no part of an expression", f"write: {command}"


def primed(found: Found) -> Told:
    """`f'(x)` is a derivative, and `x'` one or another variable."""
    other = "" if found[2] else f"; for another name write {found[1]}1"
    return "a prime is not read", DERIVATIVES + other


def _whole(found: Found, operation: str) -> str:
    """An operation in the place of what was found, in parentheses where that is not all of the statement."""
    return operation if found[0] == found.string else f"({operation})"


def root(name: str) -> Callable[[Found], Told]:
    """`the square root of x` is sqrt(x), if that is all that it is of."""

    def tell(found: Found) -> Told:
        rest = found.string[found.end() :].strip()
        more = f", or {name}(…) around more of it" if rest[:1] in tuple("+-*/^") else ""
        return "words are not read", f"write {name}({found[1] or found[2]}){more}"

    return tell


def remainder(found: Found) -> Told:
    """`x mod 2` is x - 2*floor(x/2)."""
    x, n = found[1], found[2]
    return "words are not read", f"write {_whole(found, f'{x} - {n}*floor({x}/{n})')}"


def in_signs(replacement: str) -> Callable[[Found], Told]:
    """`x squared` is x^2: the match with what it found put into the replacement."""
    return lambda found: ("words are not read", f"write {shortened(found.expand(replacement))}")


def function_of(found: Found) -> Told | None:
    """`the sine of x` is sin(x)."""
    op, more = operation(found[1]), found[3]
    if op is None or op.infix or not op.takes(2 if more else 1) or (op.variadic and not more):
        return None
    inner = f"{found[2]}, {more}" if more else found[2]
    return "words are not read", f"write {op.name}{inner if inner.startswith('(') and not more else f'({inner})'}"


def inverse(found: Found) -> Told | None:
    """`arc tan(x)` and `inverse sin x` are functions of one name."""
    name, inner = found[1] or found[3], found[2] or found[4]
    op = operation(f"arc{name}")
    call = inner if inner.startswith("(") else f"({inner})"
    return ("words are not read", f"write {op.name}{call}") if op else None
