r"""Graph -> LaTeX: the mathematics of a formula, as it stands between dollar signs in a document with amsmath.

How an operation is written is a template in the rule table, in which #1 and #2 stand for its inputs: one in braces,
as in \sqrt{#1}, stands alone; a bare one gets parentheses where it needs them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from unicodedata import normalize

from ..ops import ATOM, DIVIDE, MULTIPLY, NEGATION, POWER, PRODUCT, Op
from .text import PARAMETER, Node, number_text

# The letters that are commands.
LETTERS = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ"
COMMANDS = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon varphi chi "
    "psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
GREEK = dict(zip(LETTERS, COMMANDS.split(), strict=True))
SPELLED = {*GREEK.values(), "epsilon", "phi"}

INDEXED = re.compile(r"([^\W\d_]+)(?:_?(\d+(?:_[^\W_]+)*)|_([^\W_]+(?:_[^\W_]+)*))?")

# A letter of a template that belongs to no command.
LETTER = re.compile(r"(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])")

TIMES = "#1 \\cdot #2"

Pieces = list["str | Node"]


def latex_of(root: Node, taken: Collection[str] = ()) -> str:
    """The formula of a node in LaTeX, in which labelled nodes below it stand as their labels.

    Args:
        root: the node.
        taken: names of variables that are those of constants, too; no constant is written by them.
    """
    if root.operation is None:
        return _leaf(root)
    written: list[str] = []
    stack: Pieces = _pieces(root, taken)[::-1]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            written.append(item)
        elif item.operation is None or item.label:
            written.append(_leaf(item))
        else:
            stack += _pieces(item, taken)[::-1]
    return "".join(written)


def latex_name(name: str) -> str:
    """A name as mathematics: `x1` as x with an index, `alpha` as the letter, longer words upright."""
    match = INDEXED.fullmatch(normalize("NFKC", name))
    if match is None:
        return _word(name)
    stem, number, word = match.groups()
    letters = _letters(stem)
    index = number or word
    return f"{letters}_{{{_index(index)}}}" if index else letters


def _letters(stem: str) -> str:
    if stem in SPELLED:
        return f"\\{stem}"
    if len(stem) == 1 or (len(stem) == 2 and stem[0] in GREEK):
        letters = " ".join([f"\\{GREEK[c]}" if c in GREEK else c if c.isascii() else _word(c) for c in stem])
        return letters if len(stem) == 1 else f"{{{letters}}}"
    return _word(stem)


def _index(index: str) -> str:
    """An index: its digits and single letters are mathematics, a word is upright."""
    parts = index.split("_")
    return ",".join([part if part.isdigit() else _letters(part) for part in parts])


def _word(text: str) -> str:
    command = "mathrm" if text.isascii() else "text"
    return f"\\{command}{{{_escaped(text)}}}"


def _escaped(text: str) -> str:
    return text.replace("_", "\\_")


def _leaf(node: Node) -> str:
    if node.label:
        return latex_name(node.label)
    text = number_text(node.data)
    mantissa, _, exponent = text.partition("e")
    if exponent:
        return f"{mantissa} \\cdot 10^{{{int(exponent)}}}"
    above, _, below = text.partition("/")
    return f"\\frac{{{above}}}{{{below}}}" if below else text


def _template(op: Op, taken: Collection[str]) -> str:
    """How an operation is written."""
    template = op.latex or f"\\operatorname{{{_escaped(op.name)}}}"
    if taken and op.upright and not set(LETTER.findall(template)).isdisjoint(taken):
        return op.upright
    return template


def _pieces(node: Node, taken: Collection[str] = ()) -> Pieces:
    """The operation of a node as LaTeX, with its inputs, yet to be written, between."""
    op = node.operation
    assert op is not None
    template = _template(op, taken)
    if "#" not in template and op.text is None:
        return _call(template, node)
    if op is MULTIPLY and _begins_with_number(node.inputs[1]):
        template = TIMES
    pieces: Pieces = []
    before = ""
    for part in PARAMETER.split(template):
        if part.startswith("#"):
            place = int(part[1:]) - 1
            operand = node.inputs[place]
            pieces += [operand] if before.endswith("{") else _wrapped(operand, _least(op, place), first=not pieces)
        elif part:
            pieces.append(part)
        before = part
    return pieces


def _call(function: str, node: Node) -> Pieces:
    pieces: Pieces = [function, "\\left("]
    for operand in node.inputs:
        pieces += [operand, ", "]
    pieces[-1] = "\\right)"
    return pieces


def _least(op: Op, place: int) -> int:
    """How tightly an operand must bind to stand without parentheses."""
    precedence = op.infix.precedence if op.infix else ATOM
    if precedence == POWER or "#1^" in (op.latex or ""):
        return ATOM
    return min(precedence, PRODUCT) if place == 0 else precedence + 1


def _wrapped(node: Node, least: int, *, first: bool) -> Pieces:
    """An operand, in parentheses if it binds less tightly than `least`, or has a sign and does not stand first."""
    binds = _binds(node)
    alone = binds >= least and (first or binds != NEGATION)
    return [node] if alone else ["\\left(", node, "\\right)"]


def _binds(node: Node) -> int:
    """How tightly the LaTeX of a node holds together. A fraction needs parentheses under an exponent only."""
    if node.label:
        return ATOM
    op = node.operation
    if op is None:
        text = number_text(node.data)
        return NEGATION if text.startswith("-") else PRODUCT if "e" in text else POWER if "/" in text else ATOM
    if op.infix and op is not DIVIDE:
        return op.infix.precedence
    return POWER if op is DIVIDE or "^" in (op.latex or "") else ATOM


def _begins_with_number(node: Node) -> bool:
    """Whether a factor could be taken for a part of the number before it."""
    if node.operation is not None and node.operation.infix and not node.label and _binds(node) == POWER:
        node = node.inputs[0]
    return node.operation is None and not node.label
