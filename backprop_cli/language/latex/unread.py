"""The commands of LaTeX that are not read: what to say of each, and the way out."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..elsewhere import FORMULAS
from .vocabulary import LETTERS, TEMPLATES

_ARGUMENT = re.compile(r"\s*(?:\\left\s*)?(?:[(\[{]|\\\{)")
_ENVIRONMENT = re.compile(r"\s*\{([a-z]*\*?)\}")

_DIFF = "write the expression alone: 'backprop diff' finds its derivative"
_STATEMENT = "a statement is an expression, or name = expression"
_NO_VECTORS = "write the product out: w_1 x_1 + w_2 x_2"

# Commands that are not read: what is wrong, and the way out.
_ROWS = (
    (r"\sum", "'{}' is not read", "write all the terms, as in x_1 + x_2 + x_3"),
    (r"\prod", "'{}' is not read", "write all the factors, as in x_1 x_2 x_3"),
    (r"\sech", "'{}' is not read", r"write \frac{{1}}{{\cosh(x)}}"),
    (r"\csch \cosech", "'{}' is not read", r"write \frac{{1}}{{\sinh(x)}}"),
    (r"\coth", "'{}' is not read", r"write \frac{{1}}{{\tanh(x)}}"),
    (r"\mod \bmod \pmod", "there is no remainder", r"write x - n \left\lfloor \frac{{x}}{{n}} \right\rfloor"),
    (
        r"\boxed \fbox \color \textcolor \underbrace \overbrace \cancel \phantom \hspace \vspace \hfill \underline",
        "'{}' is not read", "write the formula alone",
    ),
    (r"\int \iint \oint", "there are no integrals", "write down what it comes to"),
    (r"\lim \limsup \liminf", "there are no limits", "write down what it comes to"),
    (r"\partial \nabla \dot \ddot \prime", "derivatives are not read", _DIFF),
    (r"\pm \mp", "'{}' is two signs in one", "write + or -"),
    (r"\infty", "there is no infinity", "write a large number"),
    (r"\ldots \cdots \dots \dotsc \dotsb \vdots", "'{}' leaves something out", "write all of it"),
    (r"\le \leq \leqslant \ge \geq \geqslant \lt \gt \ne \neq \ll \gg", "'{}' is not read", _STATEMENT),
    (r"\approx \sim \simeq \cong \equiv \propto \triangleq \doteq \in \notin \mid", "'{}' is not read", _STATEMENT),
    (r"\to \rightarrow \mapsto \gets \leftarrow \Rightarrow \implies \iff", "'{}' is not read", _STATEMENT),
    (r"\circ \degree", "'{}' is not read", r"write angles in radians, as \frac{{\pi}}{{6}}"),
    (r"\odot \otimes \oplus \ast \star \bullet \wedge", "'{}' is not read", r"write a product as a \cdot b"),
    (r"\top \intercal \dagger \langle \rangle", "there are no vectors", _NO_VECTORS),
    (
        r"\left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr",
        "'{}' has no bracket here", r"write \left( and \right)",
    ),
    (r"\over \atop \choose \above", "'{}' is not read", r"write \frac{{a}}{{b}}"),
    (r"\rm \bf \it \cal \sf \tt", "'{}' is not read", r"write \mathrm{{name}} or \mathbf{{w}}"),
    (r"\lg", r"'\lg' is read in two ways", r"write \log_{{10}} or \log_2"),
    (r"\binom \dbinom \tbinom", "there are no binomial coefficients", "write down the number"),
    (
        r"\det \dim \ker \gcd \arg \argmax \argmin \Pr \sup \inf \forall \exists \cup \cap",
        "'{}' is not read", "the functions are listed by 'backprop ops'",
    ),
)  # fmt: skip
UNREAD = {command: (message.format(command), hint.format()) for row, message, hint in _ROWS for command in row.split()}

_SIGNS = ("\\cdot", "\\times", "\\div", "\\frac", "\\sqrt", "\\operatorname", "\\mathrm", "\\text")


def about_derivative() -> tuple[str, str]:
    r"""What is wrong with `\frac{d}{dx}`, and the way out."""
    message, hint = UNREAD["\\partial"]
    return message, f"{hint}; a product is written d \\cdot x"


def about_exponential(number: str) -> tuple[str, str]:
    """What is wrong with `2e-5`, which a program writes for a number and a paper for a product, and the way out."""
    mantissa, _, exponent = number.replace("E", "e").partition("e")
    power = f"write {mantissa} \\cdot 10^{{{exponent.removeprefix('+')}}}"
    signed = exponent[0] in "+-"
    product = f"{mantissa} e {exponent[0]} {exponent[1:]}" if signed else f"{mantissa} e \\cdot {exponent}"
    return f"'{number}' can be read in two ways", f"{power} or {product}"


def about_command(text: str, end: int, command: str) -> tuple[str, str]:
    """What is wrong with a command that is not read, which ends at `end` in the text, and the way out."""
    if command in UNREAD:
        return UNREAD[command]
    if command in ("\\begin", "\\end"):
        found = _ENVIRONMENT.match(text, end)
        name = found.group(1) if found else ""
        if name == "cases":
            return "there are no cases", "write a function that has them, such as \\max(0, x)"
        if name == "array" or name.endswith("matrix"):
            return UNREAD["\\top"]
        return f"'{command}{{{name}}}' is not read", "write the formula alone"
    return f"unknown command '{command}'", _command_meant(command, _ARGUMENT.match(text, end) is not None)


def _command_meant(command: str, has_argument: bool) -> str:
    r"""The way out: `\sinx` is `\sin x`, but `\sinn(x)` is no `\sin n(x)`, nor `\coth` a `\cot h`."""
    known = [*_SIGNS, *LETTERS.values(), *[each for each in TEMPLATES if each[1:].isalpha()]]
    elsewhere = any(name == command[1:] for name, _ in FORMULAS)
    if command[:-1] in known and not elsewhere and not (has_argument and command[:-1] in TEMPLATES):
        return f"write {command[:-1]} {command[-1]}"
    close = None if elsewhere else meant(command, known)
    return f"did you mean '{close}'?" if close else "the functions are listed by 'backprop ops'"


def meant(word: str, known: Collection[str]) -> str | None:
    r"""The one of the known words that is surely meant: `\coth` is not `\cosh`, though it is spelled alike."""
    from difflib import get_close_matches

    close = [each for each in known if sorted(each) == sorted(word)] or get_close_matches(word, known, 1, 0.85)
    return close[0] if close else None
