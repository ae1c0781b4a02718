"""What stands between the words of LaTeX and its parser: it tells what only the words around a word can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn

from lark import Token

from ...errors import ExpressionError, Span
from ...graph.program import Program
from ...ops import FUNCTIONS
from ..characters import shortened
from ..elsewhere import SPELLINGS
from ..tables import Words
from .vocabulary import LETTERS, LOGARITHM, SIGMA, function_of, name_in

OPENS = {"LPAR", "LSQB", "LBRACE", "LCURLY", "OPENING"}
CLOSES = {"RPAR", "RSQB", "RBRACE", "RCURLY", "CLOSING"}
ENDS = {"LETTER", "GREEK", "WORD", "NUMBER", "DIGIT", "SCIENTIFIC", "DOUBLET"} | CLOSES
BREAKS = {"SUM_SIGN", "PRODUCT_SIGN", "POWER", "EQUAL", "COMMA", "_SEPARATOR", "BEGIN", "END", "DOLLARS"}
NAMING = {"UNDER", "STYLE", "ACCENT"}
BETWEEN = {"_SEPARATOR", "BEGIN", "END", "DOLLARS"}

_PARENTHESIS = re.compile(r"\s*(?:\\(?:left|[bB]igg?l?)\s*)?(?:[(\[]|\\\{)")
_UNDER = re.compile(r"\s*_")
_OPENING_BAR = re.compile(r"\\(?:left|[bB]igg?l|l[vV]ert)")
_CLOSING_BAR = re.compile(r"\\(?:right|[bB]igg?r|r[vV]ert)")
# The functions that are recognized without their backslash, the longest first: tanh, and not tan.
RUNS = sorted([name for name in (*FUNCTIONS, *SPELLINGS) if function_of(f"\\{name}")], key=len, reverse=True)

# `\Delta x` is one name to most people, and a product by the rules.
DIFFERENCE = "\\Delta"

_RUN = re.compile(r"[A-Za-z]*")
_NAME = re.compile(r"[\w\u0300-\u036f]+")


class LatexWords(Words):
    r"""Turns commands into functions and bars into brackets. What it leaves as it is, no rule of the grammar takes.

    `\tanh` is a function because the rule table has it, `\sigma` because a parenthesis follows; the second bar of
    `|x|` closes because one is open and an operand stands before it.
    """

    def __init__(self) -> None:
        super().__init__("latex")

    def begin(self, program: Program) -> None:
        """Start with the words of a new program."""
        self.program = program
        self.text = program.text
        self.open: list[Token] = []
        self.last: Token | None = None
        # What the braces belong to that hold a name, if such are open, and whether the statement at hand has its `=`.
        self.inside = ""
        self.equal = False
        # The bar that has closed last in the product at hand.
        self.bar: Token | None = None

    def end(self) -> None:
        """Let go of the program."""
        del self.program, self.text, self.open, self.last, self.bar

    def error(self, message: str, span: Span, hint: str) -> ExpressionError:
        """The error of a place in the text."""
        return ExpressionError(message, text=self.text, span=span, hint=hint, source=self.program.source)

    def process(self, words: Iterator[Token]) -> Iterator[Token]:
        """The words that the parser gets for those that were read."""
        for word in words:
            told = self._told(word)
            yield told
            # Only now: where the parser refuses a word, `last` is the one before it.
            self._keep(told)

    def _told(self, word: Token) -> Token:
        kind, text = word.type, str(word)
        if kind == "BAR":
            return _as(self._side(word), word)
        if kind in ("LETTER", "GREEK") and self.inside != "UNDER":
            self._check_run(place_of(word)[0])
            self._check_difference(word)
        if kind == "WORD" and function_of(text) is None and not _NAME.fullmatch(name_in(text, strip=False)):
            self._refuse(word, f"'{shortened(text)}' is no name", "leave it out: a formula holds names and no words")
        return _as("FUNCTION", word) if self._is_function(word) else word

    def _is_function(self, word: Token) -> bool:
        r"""Whether a word stands for an operation: `\sigma` does before a parenthesis."""
        if word.type in ("COMMAND", "WORD"):
            op = function_of(str(word))
            # Only a logarithm has an index: `\mathrm{step}_{1}` is a name.
            is_name = word.type == "WORD" and op is not LOGARITHM and _UNDER.match(self.text, place_of(word)[1])
            return op is not None and not is_name
        if SIGMA not in (str(word), LETTERS.get(str(word))) or self.program.assigns(name_in(SIGMA)):
            return False
        return _PARENTHESIS.match(self.text, place_of(word)[1]) is not None

    def _keep(self, word: Token) -> None:
        kind = word.type
        if kind in OPENS:
            before = self.last.type if self.last is not None and kind == "LCURLY" else ""
            self.inside = before if before in NAMING else ""
            self.open.append(word)
        elif kind in CLOSES:
            self.inside = ""
            if self.open:
                self.open.pop()
            self.bar = word if kind == "CLOSING" else None
        elif kind in BREAKS:
            self.bar = None
            self.equal = kind == "EQUAL" or (self.equal and kind not in BETWEEN)
        self.last = word

    def _side(self, bar: Token) -> str:
        """Whether a bar opens or closes."""
        if _OPENING_BAR.match(bar):
            return "OPENING"
        after_operand = self.last is not None and self.last.type in ENDS
        if _CLOSING_BAR.match(bar) or (after_operand and self.open and self.open[-1].type == "OPENING"):
            return "CLOSING"
        if after_operand and self.bar not in (None, self.last):
            self._refuse(bar, "these bars can be read in two ways", r"write \left| and \right|")
        return "OPENING"

    def _check_run(self, start: int) -> None:
        """Refuse `tanh(x)`: without its backslash it is the product of t, a, n and h."""
        if start and self.text[start - 1 : start].isalpha():
            return
        run = _RUN.match(self.text, start)
        letters = run.group() if run else ""
        if len(letters) < 2:
            return
        called = _PARENTHESIS.match(self.text, start + len(letters))
        for name in RUNS:
            if letters.startswith(name) and (len(name) > 2 or letters == name):
                self._refuse_run(name, start)
            if called and letters.endswith(name):
                self._refuse_run(name, start + len(letters) - len(name))

    def _refuse_run(self, name: str, start: int) -> NoReturn:
        hint = f"write \\{name} for the function, {' '.join(name)} for the product"
        if self.last is not None and self.last.type == "UNDER":
            hint = f"write {{{name}}} for an index"
        raise self.error(f"'{name}' is a product of letters in LaTeX", (start, start + len(name)), hint)

    def _check_difference(self, word: Token) -> None:
        r"""Refuse `\Delta x`: one name or two."""
        last = self.last
        if last is not None and last == DIFFERENCE and not self.text[slice(place_of(last)[1], word.start_pos)].strip():
            span = place_of(last)[0], place_of(word)[1]
            hint = f"write {{{last} {word}}} for one name, {last} \\cdot {word} for a product"
            raise self.error(f"'{last} {word}' is one name or a product", span, hint)

    def _refuse(self, word: Token, message: str, hint: str) -> NoReturn:
        raise self.error(message, place_of(word), hint)


def place_of(word: Token) -> Span:
    """Where a word begins in the text and where it ends."""
    start = word.start_pos or 0
    return start, start + len(word)


def _as(kind: str, word: Token) -> Token:
    return Token.new_borrow_pos(kind, str(word), word)
