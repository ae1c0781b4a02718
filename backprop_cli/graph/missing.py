"""Names without a value: the error that names them all, with the best guess at what each was meant to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ..errors import BindingError, Span
from ..ops import FUNCTIONS
from .engine import Number
from .naming import CONSTANTS, MANY, listed

if TYPE_CHECKING:
    from .program import Program

# Up to this many names are assigned in a hint.
FEW = 3

# tanh before tan.
_LONGEST_FIRST = sorted(FUNCTIONS.items(), key=lambda item: -len(item[0]))

# So many variables of a program are looked at, and no more: nobody writes more by hand.
LOOKED_AT = 100

# Up to this many letters with their indices may be as many names; a difference such as Δx is one.
LONGEST_PRODUCT = 3
_SYMBOL = re.compile(r"(?![Δδ])[^\W\d_][0-9₀-₉]*")

# What people write for what is no number.
VALUELESS = {
    **dict.fromkeys(["inf", "Inf", "infinity", "Infinity"], "there is no infinity: write a number such as 1e300"),
    **dict.fromkeys(["nan", "NaN", "NAN"], "every value is a number: write one"),
    **dict.fromkeys(["None", "null", "undefined"], "every value is a number: write one"),
    **dict.fromkeys(["True", "true", "TRUE"], "write 1 for true"),
    **dict.fromkeys(["False", "false", "FALSE"], "write 0 for false"),
    **dict.fromkeys(["deg", "degrees", "degree", "grad"], "angles are in radians: write 30*pi/180 for 30 degrees"),
    "percent": "write 5/100 for 5 percent",
    "help": "write backprop --help",
    **dict.fromkeys(["ans", "Ans", "ANS"], "earlier answers are not kept: write it out"),
}  # fmt: skip

# Constants that may be a factor of a name without a sign; `e` is a letter of too many names.
_FACTORS = ("pi", "π", "τ")

# Cyrillic and Greek letters that look like Latin ones.
_LOOKALIKES = str.maketrans("асеорхуіѕАВСЕНКМОРТХοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aceopxyisABCEHKMOPTXoABEZHIKMNOPTYX")

_NUMBER = re.compile("[0-9]+")

# A letter that is mostly a variable, at the end of a name.
_LETTER = re.compile(r"[t-zθφ][0-9₀-₉]*$")

# A longer name is no longer read through in a message.
LONGEST = 60

# So many names were made by a program, which leaves out no sign.
MOST_NAMES = 500

# How far before a name there may be what tells what it is meant to be.
WINDOW = 100

_DIFFERENTIALS = re.compile(r"\bd(2?)[\w^]*\s*/\s*d(\w+)")
_ABOVE = re.compile(r"\bd[\w^]*\s*/\s*$")
_HYPHENATED = re.compile(r"\w+(?:-\w+)+(?=\()")


def has_no_value(program: Program) -> bool:
    """Whether a program has inputs, and its text a value for none of them."""
    return bool(program.variables) and not program.defaults


# A guess at a name from the text around it: what to write, in full.
Guess = Callable[["Program", str, int, int], str | None]


def missing_values(program: Program, missing: Sequence[str], bindings: Mapping[str, Number]) -> BindingError:
    """The error that names every variable without a value at once, with the best guess at what was meant."""
    first = program.names[missing[0]]
    products = {name: product_meant(name, bindings) for name in missing}
    guesses = [guess for name in missing[:MANY] if not products[name] and (guess := letters_meant(name))]
    remarks = {name: _remark(program, name, bindings) for name in missing if products[name] is None}
    meant = [product for product in products.values() if product]
    rest = [name for name in missing if not products[name] and not remarks[name]]
    constants = [name.lower() for name in rest if name.lower() in CONSTANTS]
    hints = [f"did you mean {listed(meant + guesses + constants)}?"] if meant or guesses or constants else []
    hints += ["; ".join(dict.fromkeys(remark for remark in remarks.values() if remark))]
    if rest:
        hints.append(f"{'else ' if guesses or constants else ''}{_both_ways(program, rest)}")
    return BindingError(
        f"no value for {listed([n if len(n) <= LONGEST else f'{n[:LONGEST]}…' for n in missing])}",
        text=program.text, span=program.spans[first], hint=" ".join(filter(None, hints)), source=program.source,
    )  # fmt: skip


def _both_ways(program: Program, names: Sequence[str]) -> str:
    """How to give values to these names: by bindings, and by assignments in the notation of the text."""
    if len(names) > MANY or max(map(len, names)) > LONGEST:
        return "give each as NAME=…, all of them in a file with -b, or each in the text: NAME = …; …"
    written = [program.text[slice(*program.spans[program.names[name]])] for name in names]
    each, shown = ("each ", written[:1]) if len(names) > FEW else ("", written)
    them = "it" if len(names) == 1 else "them"
    bindings = " ".join(f"{name}=…" for name in names)
    return f"give {them} as {bindings}, or {each}in the text: {''.join(f'{name} = …; ' for name in shown)}…"


def contradiction(program: Program, name: str, span: Span, what: str) -> BindingError:
    """The error of a value for a name that was read as something else than a variable."""
    product = f"write {name}*(…) for a product, or " if what == "a function" else ""
    return BindingError(
        f"'{name}' has a value, and is read as {what} here",
        text=program.text, span=span, hint=f"{product}choose another name", source=program.source,
    )  # fmt: skip


def product_meant(name: str, bindings: Collection[str]) -> str | None:
    """`bc` is b*c, `2πr` has π*r, `xsinx` is x*sin(x), and `log2x` is log2(x) or log(2*x); a long name is none."""
    if len(name) > LONGEST:
        return None
    factors = factors_of(name, bindings)
    if factors and len(factors) <= MANY:
        return "*".join(factors)
    ways: list[str] = []
    for function, op in _LONGEST_FIRST:
        before, found, after = name.partition(function)
        if found and after and op.takes(1) and (not ways or after[0].isdecimal()):
            outside, inside = factors_of(before, bindings), _argument_of(after, bindings)
            if outside is not None and inside:
                ways.append("*".join([*outside, f"{function}({'*'.join(inside)})"]))
    return " or ".join(ways) or None


def _argument_of(text: str, bindings: Collection[str]) -> list[str] | None:
    """The factors of an argument, of which the first may be a number: those of `2x`, which is no index."""
    number = _NUMBER.match(text)
    first = [number[0]] if number else []
    rest = factors_of(text[len("".join(first)) :], bindings)
    return [*first, *rest] if rest else None


def letters_meant(name: str) -> str | None:
    """What a name is that begins with a function and goes on as no word does: `sinx` and `sin2x`."""
    found = _LETTER.search(name)
    product = product_meant(name, {found[0]}) if found else None
    return product if product and product != name else None


def joined_names(program: Program, asked: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """The variables that are rather several, and what each was meant to be: x*y for `xy`, if x is asked for.

    Where names have values, those tell; where they need none, a product without its sign would be one name in silence.
    """
    known = {*program.variables, *program.assigned, *asked}
    if len(known) > MOST_NAMES:
        return
    for name in program.variables[:LOOKED_AT]:
        letters = _SYMBOL.findall(name)
        if len(letters) > LONGEST_PRODUCT or "".join(letters) != name or known.isdisjoint({*letters} - {name}):
            letters = []
        meant = product_meant(name, (known | {*letters}) - {name}) or letters_meant(name)
        if meant is None:
            start, end = program.spans[program.names[name]]
            meant = (_power_of_e(program, name, start, end) or "").removeprefix("did you mean ").rstrip("?") or None
        if meant:
            yield name, meant


def factors_of(name: str, bindings: Collection[str]) -> list[str] | None:
    """The bound names and constants that `name` is made of, one after another, as in `bc`; None if it is not."""
    # Where each part begins that ends somewhere; what is longer than every name that is bound is none of them.
    begins = {0: 0}
    longest = max([len(each) for each in (*_FACTORS, *bindings)])
    for end in range(1, len(name) + 1):
        for start in range(max(0, end - longest), end):
            part = name[start:end]
            if start in begins and end not in begins and (part in bindings or (part in _FACTORS and part != name)):
                begins[end] = start
    end, parts = len(name), []
    while end and end in begins:
        parts.append(name[begins[end] : end])
        end = begins[end]
    return None if end else parts[::-1]


def _remark(program: Program, name: str, bindings: Collection[str]) -> str | None:
    """What to do about a name that is mostly no variable; None if nothing is known of it."""
    start, end = program.spans[program.names[name]]
    if name in VALUELESS:
        return VALUELESS[name]
    latin = name.translate(_LOOKALIKES)
    if latin != name and latin in bindings:
        return f"its letters are not those of the value that was given: write {latin} anew"
    return next((found for guess in _GUESSES if (found := guess(program, name, start, end))), None)


def _derivative(program: Program, name: str, start: int, end: int) -> str | None:
    """`dy/dx` asks for a derivative."""
    above = _ABOVE.search(program.text, max(0, start - WINDOW), start)
    found = _DIFFERENTIALS.match(program.text, above.start() if above else start)
    if found is None or not found.start() <= start < found.end():
        return None
    variable, order = found[2], ""
    if found[1] == "2":
        variable, order = variable.removesuffix("2"), " --order 2"
    return f'for a derivative write: backprop diff "EXPRESSION" {variable}{order}'


def _number(program: Program, name: str, start: int, end: int) -> str | None:
    """`1_000`, `0x1F` and `5x10^-3` begin with a number."""
    digits = re.search(r"[0-9.]+$", program.text[max(0, start - 30) : start])
    if digits is None:
        return None
    if re.fullmatch(r"(_[0-9]+)+", name):
        return f"write {digits[0]}{name.replace('_', '')}"
    if digits[0] == "0" and (found := re.fullmatch(r"(?:x([0-9a-fA-F]+)|b([01]+))", name)):
        return f"write {int(found[1], 16) if found[1] else int(found[2], 2)}"
    if name in ("i", "j"):
        return f"there are no complex numbers; for a variable give it as {name}=…"
    if name == "f" and "." in digits[0]:
        return f"write {digits[0]} without the f, or give it as f=…"
    return f"write {digits[0]}*10" if name == "x10" else None


def _transpose(program: Program, name: str, start: int, end: int) -> str | None:
    """`w^T` is the transpose of a vector."""
    raised = name == "T" and program.text[:start].rstrip().endswith("^")
    return "a number has no transpose: leave out ^T" if raised else None


def _summation(program: Program, name: str, start: int, end: int) -> str | None:
    """`Σx` is a name, because Σ is a letter."""
    if len(name) == 1:
        return None
    return {"Σ": "write each term out, as in sum(a, b, c)", "Π": "write prod(a, b, c)"}.get(name[0])


def _hyphen(program: Program, name: str, start: int, end: int) -> str | None:
    """`leaky-relu(x)` is leaky_relu(x)."""
    found = _HYPHENATED.match(program.text, start)
    for joint in ("_", ""):
        if found and (function := found[0].replace("-", joint)) in FUNCTIONS:
            return f"write {function}"
    return None


def _function(program: Program, name: str, start: int, end: int) -> str | None:
    """`ReLU` alone is a function without its argument."""
    op = FUNCTIONS.get(name.lower())
    return f"write {name.lower()}({', '.join(op.inputs)})" if op and not op.variadic else None


def _power_of_e(program: Program, name: str, start: int, end: int) -> str | None:
    """`xe^x` is x*e^x."""
    raised = name[-1] == "e" and program.text[end : end + 1] == "^"
    return f"did you mean {name[:-1]}*e?" if raised and name[:-1] in program.names else None


def _comment(program: Program, name: str, start: int, end: int) -> str | None:
    """`y^2 -- loss` has a comment of another language."""
    return "a comment begins with #" if program.text[max(0, start - 3) : start] == "-- " else None


_GUESSES: tuple[Guess, ...] = (_derivative, _number, _transpose, _summation, _hyphen, _function, _power_of_e, _comment)
