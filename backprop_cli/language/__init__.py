"""Text -> Program: the room of the parser library, and nothing outside it knows that library."""

from __future__ import annotations

from ..errors import UsageError
from ..graph.program import Program

NOTATIONS = ("expression", "latex")


def parse(text: str, source: str | None = None, notation: str | None = None) -> Program:
    """Read the text of a program.

    Args:
        text: statements in the language of the README, separated by `;` or newlines, or formulas in LaTeX.
        source: where the text comes from, for error messages: a file's name.
        notation: "expression" or "latex"; None for what the text looks like: a command of LaTeX tells.

    Raises:
        ExpressionError: the text cannot be read; the error carries the text and the place.
        UsageError: there is no such notation.
    """
    if notation is None:
        notation = "latex" if "\\" in text and _has_a_command(text) else "expression"
    if notation == "latex":
        from .latex import build
    elif notation == "expression":
        from .builder import build
    else:
        raise UsageError(f"there is no notation '{notation}'", hint=f"it is {' or '.join(NOTATIONS)}")
    program = build(text, source)
    program.needed(program.output)
    return program


def _has_a_command(text: str) -> bool:
    r"""Whether a command such as `\frac` stands anywhere but in a comment, which may hold anything."""
    import re

    return re.search(r"^[^#\r\n]*?\\[A-Za-z]", text, re.MULTILINE) is not None


__all__ = ["NOTATIONS", "parse"]
