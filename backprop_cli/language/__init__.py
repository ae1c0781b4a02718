"""Text -> Program: the room of the parser library, and nothing outside it knows that library."""

from __future__ import annotations

from ..graph.program import Program


def parse(text: str, source: str | None = None) -> Program:
    """Read the text of a program.

    Args:
        text: statements in the language of the README, separated by `;` or newlines.
        source: where the text comes from, for error messages: a file's name.

    Raises:
        ExpressionError: the text is not in the language; the error carries the text and the place.
    """
    from .builder import build

    return build(text, source)


__all__ = ["parse"]
