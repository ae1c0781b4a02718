r"""What a user wrote, inert for each kind of output: shown as it is, and never read as a command by what shows it.

A name, a title, a cell or the name of a file may hold anything: `\x1b[2J` clears a terminal, `=cmd|'/C calc'!A0` runs
in a spreadsheet, `<script>` in a page.
"""

from __future__ import annotations

import re

# Controls and lone surrogates; what turns the direction of the text around it; what cannot be seen; what is no
# character. The joiners U+200C and U+200D stay: Persian and Indic names are written with them, and they steer nothing.
_STEERING = (
    "\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\u00ad\u180e\u200b\u2028\u2029\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
    "\ufdd0-\ufdef\ufffe\uffff"
)
_STEERS = re.compile(f"[{_STEERING}]")
_STEERS_IN_JSON = re.compile(f"(?!\n)[{_STEERING}]")

# Where a cell begins, also for a spreadsheet that separates them by another sign, and what begins a formula.
_FORMULA = re.compile(r"(^\s*|[,;])(?=[=+\-@＝＋－＠])")

_XML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_MARKDOWN = str.maketrans({sign: "\\" + sign for sign in "*_`$<>[]\\#|~&"})


def printable(text: str) -> str:
    r"""The text on one line for a terminal: `a\tb\x1b[2J` becomes `a b�[2J`, which moves no cursor."""
    return text if text.isascii() and text.isprintable() else _STEERS.sub(_shown, text)


def _shown(found: re.Match[str]) -> str:
    return " " if found.group().isspace() else "\ufffd"


def lines(text: str) -> str:
    """The text, printable, with its lines kept apart."""
    if text.isascii() and text.isprintable():
        return text
    return "\n".join(map(printable, text.replace("\r\n", "\n").replace("\r", "\n").split("\n")))


def cell(text: str) -> str:
    """The text for a spreadsheet, which takes what follows a `'` for text; a number stays one.

    Not only the first character counts: a spreadsheet that separates cells by `;` reads `Ada;=1+1` as two.
    """
    text = printable(text)
    return text if _is_number(text) else _FORMULA.sub(r"\1'", text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def xml(text: str) -> str:
    """The text between the tags of XML or HTML, and in their attributes."""
    return lines(text).translate(_XML)


def script(text: str) -> str:
    r"""JavaScript with the same meaning that ends no `<script>` and begins no comment of HTML: `<\/script>`.

    A text of a user stands in its strings and comments alone, where a backslash before these signs says nothing.
    """
    return re.sub(r"<(?=[/!])", r"<\\", text)


def data(text: str) -> str:
    r"""JSON with the same content for a `<script>`: every angle bracket and ampersand is written `\u003c`."""
    return json(re.sub("[<>&]", lambda found: escaped(found.group()), text))


def markdown(text: str) -> str:
    """A sentence in which Markdown reads no markup."""
    return printable(text).translate(_MARKDOWN)


def json(text: str) -> str:
    r"""A JSON text with the same content, in which what would steer a terminal is written `\u009b`."""
    if text.isascii() and "\x7f" not in text:
        return text
    return _STEERS_IN_JSON.sub(lambda found: escaped(found.group()), text)


def escaped(character: str) -> str:
    r"""A character as `\u03b1`, in two parts where it needs them."""
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join([f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4)])
