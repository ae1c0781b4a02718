"""Errors and warnings as people read them: what is wrong, the place, the way out."""

from __future__ import annotations

import os
import re
from typing import IO

from ...errors import BackpropError
from ...inert import printable
from .lines import width_of
from .terminal import colour_wanted

RED, YELLOW, BOLD, RESET = "\x1b[31m", "\x1b[33m", "\x1b[1m", "\x1b[0m"

# The ends of lines that the language knows.
LINE_END = re.compile(r"\r\n|\n|\r")

# A space that the language may not know, and that nobody could tell from one that it does.
ODD_SPACE = re.compile(r"[^\S ]")

# How much of a line is shown where there is no terminal.
LONGEST = 240

# Nobody reads a longer message: it repeats a text that a program wrote, and its ends tell which.
LONGEST_MESSAGE = 2000


def print_error(error: BackpropError, stream: IO[str]) -> None:
    """Write an error with its place underlined and its hint beside the underline."""
    colour = colour_wanted(stream)
    lines = [_title("error", RED, _brief(error.message) + _where(error), colour)]
    if error.text and error.span:
        lines += _excerpt(error.text, error.span, error.hint, stream, colour)
    elif error.hint:
        lines.append(f"  {_brief(error.hint)}")
    stream.write("\n".join(lines) + "\n")


def print_errors(error: BackpropError, stream: IO[str]) -> None:
    """Write an error, and those that were found beside it."""
    for each in (error, *error.others):
        print_error(each, stream)


def print_warning(message: str, stream: IO[str], hint: str | None = None) -> None:
    """Write a warning on one line."""
    text = _brief(message if hint is None else f"{message} ({hint})")
    stream.write(_title("warning", YELLOW, text, colour_wanted(stream)) + "\n")


def print_note(message: str, stream: IO[str]) -> None:
    """Write a note on one line."""
    stream.write(_title("note", YELLOW, _brief(message), colour_wanted(stream)) + "\n")


def _title(word: str, hue: str, message: str, colour: bool) -> str:
    return f"{hue}{BOLD}{word}:{RESET} {message}" if colour else f"{word}: {message}"


def _brief(message: str) -> str:
    """A message, printable, without its middle if it is too long."""
    kept = LONGEST_MESSAGE // 2
    text = message if len(message) <= LONGEST_MESSAGE else f"{message[:kept]} … {message[-kept:]}"
    return printable(text)


def _where(error: BackpropError) -> str:
    """The file and the line of the place, as far as they are not obvious."""
    if not (error.text and error.span):
        return f" ({printable(error.source)})" if error.source else ""
    line = len(LINE_END.findall(error.text, 0, error.span[0])) + 1
    many = LINE_END.search(error.text.strip()) is not None
    if error.source:
        return f" ({printable(error.source)}, line {line})"
    return f" (line {line})" if many else ""


def _excerpt(text: str, span: tuple[int, int], hint: str | None, stream: IO[str], colour: bool) -> list[str]:
    """The line of the place, and below it the underline and the hint, as wide as the stream allows."""
    limit = _limit(stream)
    line, start, stop = _around(*_line_of(text, span), limit)
    before, marked = _visible(line[:start]), _visible(line[start:stop])
    carets = "^" * max(width_of(marked), 1)
    hint = _brief(hint or "")
    width = width_of(before) + len(carets) + 1 + width_of(hint)
    if colour:
        carets = f"{RED}{BOLD}{carets}{RESET}"
    under = f"  {' ' * width_of(before)}{carets}"
    below = [under, f"  {hint}"] if width > limit else [f"{under} {hint}" if hint else under]
    return [f"  {_visible(line)}", *below]


def _limit(stream: IO[str]) -> int:
    """How much of a line is shown: on a terminal what fits, elsewhere more than a line should be long."""
    try:
        return os.get_terminal_size(stream.fileno()).columns - 3
    except (OSError, ValueError):
        return LONGEST


def _line_of(text: str, span: tuple[int, int]) -> tuple[str, int, int]:
    """The line of a place, and where the place is in it; a place over several lines is cut to its first."""
    begin = max(text.rfind("\n", 0, span[0]), text.rfind("\r", 0, span[0])) + 1
    found = LINE_END.search(text, span[0])
    line = text[begin : found.start() if found else len(text)]
    start = span[0] - begin
    return line, start, max(min(span[1] - begin, len(line)), start + 1)


def _around(line: str, start: int, stop: int, limit: int) -> tuple[str, int, int]:
    """The part of a long line around a place, with ellipses, and where the place is in it."""
    if len(line) <= limit:
        return line, start, stop
    stop = min(stop, start + limit // 2)
    left = max(0, start - (limit - (stop - start)) // 2)
    right = min(len(line), left + limit - 2)
    head, tail = "…" if left else "", "…" if right < len(line) else ""
    shift = len(head) - left
    return head + line[left:right] + tail, start + shift, stop + shift


def _visible(text: str) -> str:
    """The text, printable, with a sign in place of each space that looks like an ordinary one."""
    return ODD_SPACE.sub("\ufffd", printable(text))
