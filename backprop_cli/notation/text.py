"""Graph -> text: the inverse of the language, with parentheses only where the structure needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ..ops import ATOM, NEGATION, PRODUCT, SUM, Op

ELLIPSIS = "…"

# A longer number is not read through in a message.
LONGEST_NUMBER = 40

# The place of an input in a template.
PARAMETER = re.compile(r"(#\d+)")


class Node(Protocol):
    """What a formula needs to know of a node."""

    @property
    def operation(self) -> Op | None:
        """The operation that computed it; None for an input."""

    @property
    def inputs(self) -> Sequence[Any]:
        """Its operands, in order."""

    @property
    def label(self) -> str:
        """Its name, if it has one."""

    @property
    def data(self) -> object:
        """Its number."""


def number_text(x: object) -> str:
    """The shortest text that reads back as the same number: `3` for 3.0, `0.1`, `1e-05`, `10/21` for a Fraction."""
    text = repr(x) if isinstance(x, float) else str(x)
    return text.removesuffix(".0")


def brief_text(x: object) -> str:
    """The text of a number for a message: of many digits only the first and the last."""
    text = number_text(x)
    return text if len(text) <= LONGEST_NUMBER else f"{text[:12]}{ELLIPSIS}{text[-12:]}"


def text_of(root: Node, *, limit: int | None = None) -> str:
    """The formula of a node, in which labelled nodes below it stand as their labels.

    Args:
        root: the node; its own label is not used.
        limit: at most about this many characters, with an ellipsis where something was left out.
    """
    if root.operation is None:
        return _leaf_text(root)
    parts: list[str] = []
    length = 0
    stack: list[str | Node] = list(reversed(_pieces(root.operation, root.inputs)))
    while stack:
        item = stack.pop()
        if not isinstance(item, str):
            if item.operation is not None and not item.label:
                stack.extend(reversed(_pieces(item.operation, item.inputs)))
                if limit is None or len(stack) <= limit:
                    continue
                item = ELLIPSIS
                stack.clear()
            else:
                item = _leaf_text(item)
        parts.append(item)
        length += len(item)
        if limit is not None and length > limit:
            return "".join(parts)[:limit] + ELLIPSIS
    return "".join(parts)


class Text(NamedTuple):
    """The formula of a node, and whether it is all of it; if not, names stand in it for other nodes."""

    formula: str
    whole: bool


class _Named(NamedTuple):
    """A node as it stands in the formulas of others where its own is too long: by its name."""

    label: str
    operation: None = None
    inputs: Sequence[Any] = ()
    data: object = None


def texts_of(nodes: Sequence[Node], names: Sequence[str], *, most: int = 1_000_000, limit: int = 240) -> list[Text]:
    """The formula of each node of a topological order, each built from those of its inputs.

    The formulas of a chain grow with the square of its length. After `most` characters in all, a node whose formula is
    longer than `limit` stands as its name in the formulas that contain it, as in `v700 + x`, so that each further node
    costs a bounded amount.
    """
    texts = []
    inside: dict[int, Text] = {}
    named: dict[int, _Named] = {}
    total = 0
    for node, name in zip(nodes, names, strict=True):
        text = Text(_leaf_text(node), True) if node.operation is None else _text(node, inside, named)
        texts.append(text)
        total += len(text.formula)
        if node.label:
            text = Text(node.label, True)
        elif total > most and len(text.formula) > limit:
            stand_in = named[id(node)] = _Named(name)
            inside[id(stand_in)] = Text(name, False)
        inside[id(node)] = text
    return texts


def _text(node: Node, inside: Mapping[int, Text], named: Mapping[int, _Named]) -> Text:
    """The formula of an operation.

    Args:
        node: what it computes.
        inside: what stands for a node in the formulas of others, by its identity.
        named: the nodes that stand there by their names.
    """
    operands = [named.get(id(operand), operand) for operand in node.inputs] if named else node.inputs
    assert node.operation is not None
    pieces = _pieces(node.operation, operands)
    formula = "".join([piece if isinstance(piece, str) else inside[id(piece)].formula for piece in pieces])
    return Text(formula, all([inside[id(operand)].whole for operand in operands]))


def _is_number(node: Node) -> bool:
    return node.operation is None and not node.label


def _leaf_text(node: Node) -> str:
    return node.label or number_text(node.data)


def _pieces(op: Op, inputs: Sequence[Node]) -> list[str | Node]:
    """An operation as strings, with its inputs, yet to be written, between them."""
    infix = op.infix
    if op.text is not None:
        parts = PARAMETER.split(op.text)
        return [inputs[int(part[1:]) - 1] if part.startswith("#") else part for part in parts if part]
    if infix is None:
        pieces: list[str | Node] = [op.name, "("]
        for operand in inputs:
            pieces += [operand, ", "]
        pieces[-1] = ")"
        return pieces
    if infix.precedence == NEGATION:
        operand = inputs[0]
        # A sign directly before a number would be read as part of the number, and two signs look like a slip.
        clear = _is_number(operand) or _binds(operand) == NEGATION
        return [infix.symbol, *(["(", operand, ")"] if clear else _wrapped(operand, NEGATION))]
    left, right = inputs
    tighter = infix.precedence + 1
    sign = f" {infix.symbol} " if infix.precedence == SUM else infix.symbol
    if infix.right:
        # The grammar reads a^-b: a sign is fine in an exponent, and only there.
        return [*_wrapped(left, tighter), sign, *_wrapped(right, NEGATION)]
    return [*_wrapped(left, infix.precedence), sign, *_wrapped(right, tighter)]


def _wrapped(node: Node, least: int) -> list[str | Node]:
    """The node, in parentheses if it binds less tightly than `least`."""
    return [node] if _binds(node) >= least else ["(", node, ")"]


def _binds(node: Node) -> int:
    """How tightly the text of a node holds together: the precedence of its outermost operation."""
    if node.label:
        return ATOM
    if node.operation is not None:
        return node.operation.infix.precedence if node.operation.infix else ATOM
    text = number_text(node.data)
    return PRODUCT if "/" in text else NEGATION if text.startswith("-") else ATOM
