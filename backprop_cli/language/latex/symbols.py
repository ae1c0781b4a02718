r"""The names that LaTeX has, and how they are called here: as one types them on a command line.

A Greek letter is called by its command, and an index stands behind `_`: `\alpha_{i,1}` is `alpha_i_1`. So does an
accent: `\hat{y}` is `y_hat`. A style is left out: `\mathbf{w}` is `w`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from unicodedata import normalize

from lark import Token

from ...errors import Span
from ...graph.naming import CONSTANTS
from ...graph.program import Program
from ...notation.latex import GREEK
from ...ops import FUNCTIONS
from ..builder import Builder
from ..steps import Children, Part
from .vocabulary import LETTERS, name_in
from .words import LatexWords, place_of

ACCENTS = {"\\widehat": "hat", "\\widetilde": "tilde", "\\widebar": "bar", "\\overline": "bar"}

# The style of `\mathrm{loss}` and its kind: a word, which is upright.
WORD = "\\mathrm"

_BY_COMMAND = {f"\\{command}": letter for letter, command in GREEK.items()}
_PIECES = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?|[^\s\\]+")


class Symbol(NamedTuple):
    """A name as it is written: what it is called here, its style and its place."""

    name: str
    style: str
    start: int
    end: int


class Index(NamedTuple):
    """What stands below a name or a function, as it stands in a name, and its place."""

    text: str
    start: int
    end: int


class SymbolBuilder(Builder):
    """The part of the callbacks that reads names."""

    def __init__(self) -> None:
        self.words = LatexWords()

    def begin(self, text: str, source: str | None) -> Program:
        """Start a new program."""
        program = super().begin(text, source)
        program.notation = "latex"
        self.words.begin(program)
        self.styles: dict[str, str] = {}
        # The names that are factors by the place where they end, and how often each name occurs.
        self.factors: dict[int, Symbol] = {}
        self.uses: dict[str, int] = {}
        return program

    def end(self) -> None:
        """Let go of the program."""
        super().end()
        self.words.end()
        del self.styles, self.factors, self.uses

    def refuse(self, message: str, span: Span, hint: str) -> None:
        """Note what is wrong, and read on: all of it is told in one run."""
        self.vain.append((message, span, hint))

    def symbol(self, children: Children) -> Symbol:
        r"""A letter, a command that is a letter, or a word: `x`, `\alpha`, `\mathrm{loss}`."""
        (token,) = children
        name = _spelled(token)
        if name[0].isdecimal():
            self.refuse(f"'{name}' is no name", place_of(token), "a name begins with a letter")
        return Symbol(name, WORD if token.type == "WORD" else "", *place_of(token))

    def styled(self, children: Children) -> Symbol:
        r"""A symbol in a style: `\mathbf{w}`."""
        style, symbol = children[0], _symbol_in(children)
        return Symbol(symbol.name, str(style), style.start_pos, _end(children[-1]))

    def accented(self, children: Children) -> Symbol:
        r"""A symbol with an accent: `\hat{y}`."""
        accent, symbol = children[0], _symbol_in(children)
        name = f"{symbol.name}_{ACCENTS.get(accent) or accent[1:]}"
        return Symbol(name, symbol.style, accent.start_pos, _end(children[-1]))

    def subscript(self, children: Children) -> Index:
        """An index, in which commas become `_`."""
        tokens = [token for token in children[1:] if token.type not in ("LCURLY", "RCURLY")]
        text = "".join(["_" if token.type == "COMMA" else _spelled(token) for token in tokens])
        start, end = children[0].start_pos, _end(children[-1])
        if "." in text or not all(text.split("_")):
            self.refuse("this is no index", (start, end), "write letters, digits and commas: x_{i,1}")
        return Index(text, start, end)

    def indexed(self, children: Children) -> Symbol:
        """A symbol with its index, if it has one."""
        symbol = self.symbol(children[:1]) if isinstance(children[0], Token) else children[0]
        if len(children) == 1:
            return symbol
        index = children[1]
        return Symbol(f"{symbol.name}_{index.text}", symbol.style, symbol.start, index.end)

    def name(self, children: Children) -> Part:
        """A name that is a factor: a variable, a constant or what was assigned, one and the same node each time."""
        (symbol,) = children
        self.factors[symbol.end] = symbol
        return self.exponent(children)

    def exponent(self, children: Children) -> Part:
        """A name that is an argument of its own."""
        (symbol,) = children
        name, span, program = symbol.name, (symbol.start, symbol.end), self.program
        self.check_symbol(symbol)
        self.uses[name] = self.uses.get(name, 0) + 1
        step = program.assigned.get(name, program.names.get(name))
        if step is None:
            step = program.names[name] = self.leaf(name, span)
        return step, *span

    def check_symbol(self, symbol: Symbol) -> None:
        """Refuse a symbol that cannot be called by its name, because something else is."""
        name, span = symbol.name, (symbol.start, symbol.end)
        if name in FUNCTIONS:
            self.refuse(f"'{name}' is a function", span, "choose another name")
        if self.styles.setdefault(name, symbol.style) != symbol.style and name not in CONSTANTS:
            hint = "write both in one style, or give one of them an index"
            self.refuse(f"two symbols would have the name '{name}'", span, hint)


def _spelled(token: Token) -> str:
    """How a word of LaTeX stands in a name."""
    text = str(token)
    if token.type == "DOUBLET":
        # `{\Delta x}` is Δx: nobody would know Deltax again.
        return "".join([_BY_COMMAND.get(piece) or name_in(piece) for piece in _PIECES.findall(text[1:-1])])
    return normalize("NFC", name_in(LETTERS.get(text, text)))


def _symbol_in(children: Children) -> Symbol:
    (symbol,) = [child for child in children if isinstance(child, Symbol)]
    return symbol


def _end(last: Any) -> int:
    end: int = last.end if isinstance(last, Symbol) else place_of(last)[1]
    return end
