"""A program as a straight line: the value and every gradient, each shared value once, forward and then in reverse."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import NamedTuple

from ..arithmetic import floats
from ..graph.program import Program
from ..graph.run import Run, not_finite
from .tape import Recorded, Tape


class Function(NamedTuple):
    """What a program computes, as a list of the calls of primitives that it takes.

    Args:
        program: where it comes from.
        target: the step of it that is the output.
        inputs: its variables, those with a default value last.
        defaults: the values that some of them have when they are not given.
        steps: the recorded numbers that are needed, each after what it is made of.
        results: those among them that an operation of the program gives.
        names: what they are called in every view.
        adjoints: of the results of the backward pass, what they are the gradient of.
        value: the output.
        gradients: its derivative to each variable that is asked for.
        watched: further numbers of the two passes that are asked for.
        loses_digits: whether a formula stands where doubles have a better way.
    """

    program: Program
    target: int
    inputs: Sequence[str]
    defaults: Mapping[str, float]
    steps: Sequence[Recorded]
    results: Sequence[Recorded]
    names: Mapping[Recorded, str]
    adjoints: Mapping[Recorded, str]
    value: Recorded
    gradients: Mapping[str, Recorded]
    watched: Sequence[Recorded]
    loses_digits: bool

    @property
    def outputs(self) -> list[Recorded]:
        """The value, then the gradients, then what is watched."""
        return [self.value, *self.gradients.values(), *self.watched]


def function_of(
    program: Program, values: Mapping[str, float] | None = None, of: str | None = None, *,
    names: Sequence[str] | None = None, refines: Callable[[str], bool] = bool, tape: Tape | None = None,
    watch: Callable[[Run], Iterable[object]] = lambda _: (),
) -> Function:  # fmt: skip
    """Record the forward and the backward pass of a program.

    Args:
        program: what to compute; all of its variables are inputs.
        values: what inputs are when they are not given, beside the values in the text, which these replace; a constant
            that has one is an input, too.
        of: the output; the last statement when not given.
        names: the variables whose gradients are asked for; all if not given.
        refines: whether a function of `arithmetic.digits` can be called, by its name.
        watch: what else is asked for, of both passes when they are recorded.
        tape: what to record on, in place of one that `refines`.

    Raises:
        UsageError: there is no such output.
        DomainError: a constant of the program has no value.
    """
    tape = tape or Tape(refines)
    given = {*program.variables, *(values or ())}
    variables = [name for name in program.names if name in given]
    run = program.run({name: tape.input(name) for name in variables}, tape, of)
    _check_constants(run)
    run.backward()
    defaults = {name: floats.number(x) for name, x in program.completed({}).items()} | dict(values or {})
    inputs = sorted(variables, key=defaults.__contains__)
    gradients = {name: _recorded(tape, run.gradient(name)) for name in (inputs if names is None else names)}
    results = list(dict.fromkeys([node.data for node in run.nodes if node.data.inputs]))
    called: dict[Recorded, str] = {}
    adjoints: dict[Recorded, str] = {}
    for node, name in run.node_names.items():
        called.setdefault(node.data, name)
        adjoints.setdefault(_recorded(tape, node.grad), name)
    watched = [_recorded(tape, number) for number in watch(run)]
    return Function(
        program, run.target, inputs, defaults, tape.below([*results, run.root.data, *gradients.values(), *watched]),
        results, called, adjoints, run.root.data, gradients, watched, tape.loses_digits,
    )  # fmt: skip


def _check_constants(run: Run) -> None:
    """Raise the domain error of a constant without a value, such as log(0), as a run over doubles would."""
    bad = next((i for i, node in enumerate(run.nodes) if node.data.is_literal and not isfinite(node.data.detail)), None)
    if bad is None:
        return
    for node in run.nodes[:bad]:
        if node.data.is_literal:
            node.data = node.data.detail
    node, program = run.nodes[bad], run.program
    raise not_finite(node).within(program.text, run.spans[bad], program.source)


def _recorded(tape: Tape, number: object) -> Recorded:
    return number if isinstance(number, Recorded) else tape.number(number)
