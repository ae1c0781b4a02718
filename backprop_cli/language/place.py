"""Where the parser stopped: the token that it refused, and the tokens before it in the same statement."""

from __future__ import annotations

from typing import NamedTuple

from lark import Lark, Token

from ..errors import Span
from .characters import statement_around

START_OF_OPERAND = "a number, a name or '('"

# The kinds of tokens that an operand ends with; a bar may open instead.
ENDS = ("NAME", "NUMBER", "FRACTION", "RPAR", "CLOSING", "SUPERSCRIPT", "VBAR")


# A statement is read once more up to its mistake if that comes no later than here.
FARTHEST = 1_000_000


class Word(NamedTuple):
    """A token of either parser, plain or compiled, with its place in the text."""

    type: str
    text: str
    start: int

    @property
    def span(self) -> Span:
        """The place of the token in the text."""
        return self.start, self.start + len(self.text)


class Place(NamedTuple):
    """The token that was refused, and those before it.

    Args:
        text: the text of the program.
        token: the token that was refused.
        before: those before it in its statement.
        start: where the statement begins.
    """

    text: str
    token: Word
    before: list[Word]
    start: int

    @property
    def last(self) -> Word | None:
        """The token before the refused one."""
        return self.before[-1] if self.before else None

    @property
    def end(self) -> int:
        """Where the token before ends in the text."""
        return self.before[-1].span[1] if self.before else self.start

    @property
    def rest(self) -> str:
        """What follows the refused token in its statement."""
        return self.text[self.token.span[1] : statement_around(self.text, self.token.start)[1]].strip()

    def before_is(self, opening: Word, kinds: tuple[str, ...]) -> Word | None:
        """The token before an opening one, if it is of one of these kinds: the name of a function."""
        index = next(i for i, token in enumerate(self.before) if token is opening)
        return self.before[index - 1] if index and self.before[index - 1].type in kinds else None


def place_of(text: str, refused: Token, parser: Lark) -> Place | Word:
    """Read the refused statement once more, up to the place: the parser does not keep what it has read.

    Of a mistake too far from the beginning of its statement there is only the token.
    """
    token = _word(refused)
    at = len(text) if token.type == "$END" else token.start
    start, end = statement_around(text, at)
    if at - start > FARTHEST:
        return token._replace(start=at)
    return Place(text, token, [_word(found, start) for found in parser.lex(text[start : min(end, at)])], start)


def _word(token: Token, offset: int = 0) -> Word:
    return Word(token.type, str(token.value), (token.start_pos or 0) + offset)


def unclosed(tokens: list[Word]) -> Word | None:
    """The innermost '(', '⌊' or '|' that has not been closed yet."""
    opened: list[Word] = []
    after_operand = False
    for token in tokens:
        closes_bar = token.type == "VBAR" and after_operand and bool(opened) and opened[-1].type == "VBAR"
        if token.type in ("LPAR", "OPENING") or (token.type == "VBAR" and not closes_bar):
            opened.append(token)
        elif (closes_bar or token.type in ("RPAR", "CLOSING")) and opened:
            opened.pop()
        after_operand = closes_bar or (token.type in ENDS and token.type != "VBAR")
    return opened[-1] if opened else None
