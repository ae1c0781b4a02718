"""What stands above exported code: what it computes, by what it was made, and what differs from `backprop eval`."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from .. import __version__, inert
from .writing import Code

WIDTH = 96

LOST = (
    "Formulas are computed as they are taught; at extremes, where such a formula loses digits, backprop eval has more."
)


def heading(written: Code, comment: str) -> str:
    """The lines of a comment, each after the sign that begins one."""
    return "".join([f"{comment} {line}".rstrip() + "\n" for line in _lines(written)])


def _lines(written: Code) -> Iterator[str]:
    program = written.function.program
    yield f"The value and the gradients, made by backprop {__version__}, of"
    for line in inert.lines(program.text.strip()).split("\n"):
        # A backslash at its end would take the next line of code into a comment of C.
        yield "    " + line.rstrip(" \\")
    for note in _notes(written):
        yield from wrap(note, WIDTH)


def _notes(written: Code) -> Iterator[str]:
    target = written.target
    for name, own in written.renamed.items():
        if name in written.inputs or written.function.program.assigns(name):
            yield f"{inert.printable(name)} is called {own} here."
    yield from target.notes
    for primitive, note in target.notes_on.items():
        if primitive in written.primitives:
            yield note
    if written.function.loses_digits:
        yield LOST
