"""What a name is, and what is wrong with one that is assigned in vain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from ..ops import FUNCTIONS

if TYPE_CHECKING:
    from ..graph.program import Program
    from .steps import Complaint


# As the grammar has it, without the points of `np.tanh`.
_NAME = re.compile(r"[^\W\d][\w\u0300-\u036f]*")
_OF_FORMULAS = re.compile("[\U0001d400-\U0001d7cbℎ]")
_RAISED = re.compile("[ªº²³¹ʰ-˿¼-¾ᴬ-ᵡ⁰-⁹ⁱⁿ⅐-⅞]")


def is_name(text: str) -> bool:
    """Whether a text is a name of the language."""
    return _NAME.fullmatch(text) is not None and _RAISED.search(text) is None


def composed(name: str) -> str:
    """The name in its one form: accents composed, and letters of formulas such as 𝑥 as those that one types."""
    if name.isascii():
        return name
    return normalize("NFC", _OF_FORMULAS.sub(lambda letter: normalize("NFKC", letter[0]), name))


def assigned_in_vain(program: Program, name: str, start: int) -> Complaint:
    """What is wrong with an assignment to a name that has a meaning already."""
    span = start, start + len(name)
    if "." in name:
        return f"'{name}' is no name", span, f"a name holds no '.': write {name.replace('.', '_')}"
    if name in FUNCTIONS:
        return f"'{name}' is a function and cannot be assigned", span, "choose another name"
    if program.assigns(name):
        return f"'{name}' is assigned twice", span, "each name can be assigned once: choose another"
    if name in program.readings:
        return f"'{name}' is assigned after it was read as {program.readings[name][1]}", span, "choose another name"
    from .characters import statement_around

    used = program.spans[program.names[name]][0]
    if used > start and used < statement_around(program.text, start)[1]:
        return f"'{name}' is used in its own assignment", span, "a name is assigned once: choose another for the result"
    return f"'{name}' is assigned after it was used", span, "assign it first, or choose another name"
