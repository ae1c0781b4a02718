"""What can go wrong: the facts of each error and the place it points at, no layout."""

from __future__ import annotations

from typing import Self

from .inert import printable

Span = tuple[int, int]


class BackpropError(Exception):
    """The base of everything that this project raises on purpose.

    Args:
        message: what is wrong, in one line, without the place.
        text: the text that the error points into, if there is one.
        span: the place in `text`, as (start, end) in characters.
        hint: the way out, in a few words.
        source: where `text` comes from, if not from the command line: a file's name.
    """

    exit_code = 2

    # What else is wrong in the same text.
    others: tuple[BackpropError, ...] = ()

    def __init__(
        self,
        message: str,
        *,
        text: str | None = None,
        span: Span | None = None,
        hint: str | None = None,
        source: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.text = text
        self.span = span
        self.hint = hint
        self.source = source

    def within(self, text: str, span: Span, source: str | None = None) -> Self:
        """Place the error in a text that contains what it is about, and return it.

        Args:
            text: the text that the error is to point into.
            span: where in `text` that stands which the error is about; a place of its own moves along.
            source: where `text` comes from.
        """
        start = span[0]
        self.span = (start + self.span[0], start + self.span[1]) if self.span else span
        self.text, self.source = text, source
        for other in self.others:
            other.within(text, span, source)
        return self

    def __str__(self) -> str:
        """The error on one line: message, place and hint."""
        place = f", at character {self.span[0] + 1}" if self.span and self.text else ""
        return printable(f"{self.message}{place}" + (f" ({self.hint})" if self.hint else ""))


class ExpressionError(BackpropError):
    """The text is not an expression of the language: its syntax, a name or a number of arguments."""


class BindingError(BackpropError):
    """A name has no value, two values, or one that cannot be read."""


class FileError(BackpropError):
    """A file cannot be read or written."""


class UsageError(BackpropError):
    """What was asked for does not go together, or names something that is not there."""


class LayoutError(BackpropError):
    """No layout program can draw the format asked for."""


class DomainError(BackpropError):
    """The mathematics has no number here: outside an operation's real domain, or an overflow."""

    exit_code = 3


class FaultError(BackpropError):
    """A fault of this project's own, or a lack of memory: nobody raises it on purpose; see `fault_of`."""

    exit_code = 70


def fault_of(error: Exception) -> FaultError:
    """What to tell of an exception that no part of the program expects."""
    way = "BACKPROP_TRACEBACK=1 shows the traceback"
    if lacks_memory(error):
        fault = FaultError("there is not enough memory for this", hint=f"give it more, or less to do; {way}")
    else:
        what = f"{type(error).__name__}: {error}".removesuffix(": ")
        fault = FaultError(
            f"a fault of backprop itself: {what}", hint=f"please report this line and the command; {way}"
        )
    fault.__cause__ = error
    return fault


def lacks_memory(error: Exception) -> bool:
    """Whether an exception says that there is no memory, as that of a library that cannot be loaded does, too."""
    return isinstance(error, MemoryError) or "cannot allocate memory" in str(error).lower()
