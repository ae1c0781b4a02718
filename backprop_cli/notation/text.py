"""Graph -> text: the inverse of the language, with parentheses only where the structure needs them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

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
    stack: list[str | Node] = list(reversed(_pieces(root)))
    while stack:
        item = stack.pop()
        if not isinstance(item, str):
            if not _stands_alone(item):
                stack.extend(reversed(_pieces(item)))
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


def texts_of(nodes: Iterable[Node], *, whole: int = 1_000_000, limit: int = 240) -> list[str]:
    """The formula of each node of a topological order, each built from those of its inputs.

    The formulas of a chain grow with the square of its length. After `whole` characters in all, a formula longer than
    `limit` stands as an ellipsis in the formulas that contain it, so that each further node costs a bounded amount.
    """
    own: dict[int, str] = {}
    texts = []
    total = 0
    for node in nodes:
        if node.operation is None:
            text = _leaf_text(node)
        else:
            text = "".join([p if isinstance(p, str) else own[id(p)] for p in _pieces(node)])
        texts.append(text)
        total += len(text)
        own[id(node)] = node.label or (text if total <= whole or len(text) <= limit else ELLIPSIS)
    return texts


def _stands_alone(node: Node) -> bool:
    return node.operation is None or bool(node.label)


def _is_number(node: Node) -> bool:
    return node.operation is None and not node.label


def _leaf_text(node: Node) -> str:
    return node.label or number_text(node.data)


def _pieces(node: Node) -> list[str | Node]:
    """The operation of a node as strings, with its inputs, yet to be written, between them."""
    op = node.operation
    assert op is not None
    infix = op.infix
    if op.text is not None:
        parts = PARAMETER.split(op.text)
        return [node.inputs[int(part[1:]) - 1] if part.startswith("#") else part for part in parts if part]
    if infix is None:
        pieces: list[str | Node] = [op.name, "("]
        for operand in node.inputs:
            pieces += [operand, ", "]
        pieces[-1] = ")"
        return pieces
    if infix.precedence == NEGATION:
        operand = node.inputs[0]
        # A sign directly before a number would be read as part of the number, and two signs look like a slip.
        clear = _is_number(operand) or _binds(operand) == NEGATION
        return [infix.symbol, *(["(", operand, ")"] if clear else _wrapped(operand, NEGATION))]
    left, right = node.inputs
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
