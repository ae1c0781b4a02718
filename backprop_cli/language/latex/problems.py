"""All that is wrong with a text in LaTeX, told in one run: a problem of each statement, and all unread commands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lark import Lark

from ...errors import ExpressionError, Span
from ..problems import MOST, all_in_one
from ..steps import Complaint
from .unread import about_command
from .vocabulary import function_of

# The signs that part statements, by their names in the grammar.
BREAKS = ("_SEPARATOR", "BEGIN", "END", "DOLLARS")

# The word that any other command is.
ANY_COMMAND = "COMMAND"

# What holds no such sign and no command: comments, signs behind a backslash, words, and environments of other kinds.
_WHOLE = r"%[^\r\n]*|\\[,;:!> %&#$_{}|]|\\(?:text|math)[a-z]*\s*\{[^{}]*\}"
_ENVIRONMENT = r"(?P<unread>\\begin)\s*(?P<kind>\{[^{}]*\})(?s:.*?)\\end\s*(?P=kind)"

_INDICES = re.compile(r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\S))*")
_BRACKET = re.compile(r"[(\[{]|([)\]}])")


def every_problem(
    error: ExpressionError, parser: Lark, read: Callable[[str], ExpressionError | None]
) -> ExpressionError:
    """The error to raise for a text: the first problem, which holds the others.

    Args:
        error: what the text was refused for.
        parser: what reads it.
        read: what a text is refused for, None if it is not.
    """
    text = rest = error.text or ""
    pieces, words = _pieces(parser), _words(parser)
    breaks = [piece.span() for piece in pieces.finditer(text) if piece["mark"]]
    # By what is said: what is said twice is said of the first place.
    found: dict[tuple[str, str], Complaint] = {}
    refused: ExpressionError | None = error
    while refused is not None and refused.span is not None and len(found) <= MOST:
        start, end = _statement(text, breaks, refused.span)
        said = [(each.message, each.span or refused.span, each.hint or "") for each in (refused, *refused.others)]
        for complaint in (*said, *_unread(text, (start, end), words, pieces)):
            found.setdefault((complaint[0], complaint[2]), complaint)
        # Spaces keep the places of what follows.
        mended = rest[:start] + " " * (end - start) + rest[end:]
        refused, rest = (read(mended) if mended != rest else None), mended
    return all_in_one(found.values(), text, error.source) if found else error


def _pieces(parser: Lark) -> re.Pattern[str]:
    """The pieces of a text: `mark` parts statements, `command` and `unread` may be no words of the grammar."""
    signs = [terminal.pattern.to_regexp() for terminal in parser.terminals if terminal.name in BREAKS]
    return re.compile(f"{_WHOLE}|(?P<mark>{'|'.join(signs)})|{_ENVIRONMENT}|(?P<command>\\\\[A-Za-z]+)")


def _words(parser: Lark) -> re.Pattern[str]:
    """The words of the grammar."""
    words = [terminal.pattern.to_regexp() for terminal in parser.terminals if terminal.name != ANY_COMMAND]
    return re.compile("|".join([f"(?:{word})" for word in words]))


def _statement(text: str, breaks: list[Span], place: Span) -> Span:
    """The statement at a place; a sign ends the one before it, and open brackets go on over signs."""
    starts = [end for _, end in breaks if end <= place[0]]
    ends = [begin for begin, _ in breaks if begin >= place[0]] + [len(text)]
    if ends[0] == place[0]:
        # Where an operand is missing, the parser takes the end of the line for a space, and stops at the next sign.
        starts = [start for start in starts if text[start : place[0]].strip()]
    start = max(starts, default=0)
    return start, _end_of_brackets(text, start, ends)


def _end_of_brackets(text: str, start: int, ends: list[int]) -> int:
    """The first of the places where no bracket is open; the first one of all if that never is."""
    end, depth = ends[0], 0
    for found in _BRACKET.finditer(text, start):
        if found.start() >= end and depth <= 0:
            return end
        depth += -1 if found[1] else 1
        if depth == 0 and found.start() >= end:
            return next(each for each in ends if each >= found.end())
    return end


def _unread(text: str, statement: Span, words: re.Pattern[str], pieces: re.Pattern[str]) -> Iterator[Complaint]:
    """The commands of a statement that are not read, wherever they stand."""
    behind = statement[0]
    for piece in pieces.finditer(text, *statement):
        group = "command" if piece["command"] else "unread"
        command, (start, end) = piece[group], piece.span(group)
        if command and start >= behind and function_of(command) is None and not words.match(text, start):
            message, hint = about_command(text, end, command)
            yield message, (start, end), hint
            # `\lim_{x \to 0}` is one mistake.
            behind = _INDICES.match(text, end).end()  # type: ignore[union-attr] # it matches nothing, too
