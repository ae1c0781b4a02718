"""Inputs with their values: `a = 2` makes a variable called a, and its steps leave the program for its default.

>>> from backprop_cli import parse
>>> program = parse("a = 2; h = 1/3; L = a*h*x")
>>> program.variables, program.defaults["a"]
(('a', 'h', 'x'), '2')
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.naming import CONSTANTS
from ..graph.program import Default, Program

if TYPE_CHECKING:
    from .steps import Steps

THE_CONSTANT = "the constant"


def taken_out(builder: Steps, output: int) -> Default | None:
    """The value that an assignment gives to an input, taken out of the program; None if it depends on a name.

    Args:
        builder: what is reading the text; the steps since `builder.first` are those of the assignment.
        output: the step whose value is assigned.
    """
    program, first = builder.program, builder.first
    used = _constants_used(program, first, output)
    if used is None or builder.is_wrong():
        return None
    default = program.leaves.get(output) or _program_of(program, used, output)
    _drop(builder, first)
    return default


def _constants_used(program: Program, first: int, output: int) -> list[int] | None:
    """The steps of an expression, those from before such as a pi at the front; None as soon as one is no constant."""
    own = range(first, len(program.ops))
    before = {output: None} if output < first else {}
    if not all([_is_constant(program, first, step) for step in before]):
        return None
    for step in own:
        sources = [source for source in program.operands[step] if source < first]
        if not all([_is_constant(program, first, each) for each in (step, *sources)]):
            return None
        before.update(dict.fromkeys(sources))
    return [*before, *own]


def _is_constant(program: Program, first: int, step: int) -> bool:
    """Whether a step is a number, a constant of the language or an operation of the assignment itself."""
    name = program.leaves.get(step)
    if name is None:
        return step >= first
    return program.names.get(name) != step or (name in CONSTANTS and name not in program.defaults)


def _program_of(program: Program, steps: list[int], output: int) -> Program:
    """These steps as a program of their own, over the same text so that errors point into it."""
    place = {step: index for index, step in enumerate(steps)}
    found = Program(program.text, program.source)
    found.ops = [program.ops[step] for step in steps]
    found.operands = [tuple([place[source] for source in program.operands[step]]) for step in steps]
    found.spans = [program.spans[step] for step in steps]
    found.leaves = {place[step]: program.leaves[step] for step in steps if step in program.leaves}
    found.names = {name: place[step] for name, step in program.names.items() if step in place} if steps else {}
    found.output = place[output]
    return found


def _drop(builder: Steps, first: int) -> None:
    """Forget the steps from this one on, and remember which constants were meant by them."""
    program = builder.program
    for step in range(first, len(program.ops)):
        name = program.leaves.pop(step, "")
        if program.names.get(name) == step:
            del program.names[name]
            program.readings.setdefault(name, (program.spans[step], THE_CONSTANT))
        builder.cuts.pop(step, None)
        builder.roots.discard(step)
    del program.ops[first:], program.operands[first:], program.spans[first:]
