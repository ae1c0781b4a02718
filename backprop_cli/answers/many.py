"""What the command line does over many points, as functions for Python: rows, a fit, a plot.

    >>> from backprop_cli import fit
    >>> round(fit("(x - 2)^2", {"x": 0}).parameters["x"], 6)
    2.0

Programs and values are given as to the functions of `questions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import BackpropError, BindingError, DomainError, UsageError
from ..graph.engine import Number
from ..graph.program import Program
from .given import NumberOrText, bound, parsed

if TYPE_CHECKING:
    from .fit import Fit
    from .sampling.plot import Plot

NOTHING: Mapping[str, NumberOrText] = {}


class Outcome(NamedTuple):
    """What comes of one row: the value and the gradients by name, or the error where there is no number."""

    value: Number | None
    gradients: dict[str, Number]
    error: DomainError | None = None


def eval_many(
    program: str | Program,
    rows: Iterable[Mapping[str, NumberOrText]],
    /,
    *,
    of: str | None = None,
    **values: NumberOrText,
) -> list[Outcome]:
    """Run both passes for every row of a table.

    Args:
        program: the program, or its text.
        rows: a mapping of names to values for each row; what the program does not use is left alone.
        of: the output to differentiate; the last statement when not given.
        values: values for all rows, unless a row has its own.

    Returns:
        An outcome for every row, in order.

    Raises:
        BackpropError: the text is not in the language, or a row has no value for a variable, or none that can be read.
    """
    read = parsed(program)
    every = bound(read, values)
    return [_outcome(read, every, row, of, number) for number, row in enumerate(rows, 1)]


def _outcome(
    program: Program, every: Mapping[str, Number], row: Mapping[str, NumberOrText], of: str | None, number: int
) -> Outcome:
    try:
        run = program.run({**every, **bound(program, row, only_used=True)}, of=of)
    except DomainError as error:
        return Outcome(None, {}, error)
    except BackpropError as error:
        error.message = f"row {number}: {error.message}"
        raise
    except TypeError as error:
        error.add_note(f"in row {number}")
        raise
    run.backward()
    return Outcome(run.root.data, {name: node.grad for name, node in run.inputs.items()})


def fit(
    loss: str | Program,
    start: Mapping[str, NumberOrText],
    rows: Iterable[Mapping[str, object]] | None = None,
    /,
    *,
    method: str = "gd",
    lr: float = 0.1,
    steps: int = 1000,
    of: str | None = None,
    **values: NumberOrText,
) -> Fit:
    """The parameters at which a loss is least, as `backprop fit` finds them.

    Args:
        loss: the program, or its text.
        start: where each parameter begins.
        rows: the data, a mapping of names to values for each row; without it the program itself is made least.
        method: "gd", which is gradient descent, "adam" or "lbfgs".
        lr: the learning rate.
        steps: the largest number of steps.
        of: the output; the last statement when not given.
        values: values for what is neither a parameter nor in the data.

    Returns:
        The fit, with `parameters` by name, `loss`, `converged`, and the `history` of all steps.

    Raises:
        BackpropError: as for `evaluate`, or there are no rows, or no loss on the way, or no such method.
    """
    from .batch import Batch
    from .fit import METHODS, Fit, Objective
    from .fit import steps as steps_of

    if method not in METHODS:
        raise UsageError(f"there is no method '{method}'", hint=f"write one of {', '.join(METHODS)}")
    read = parsed(loss)
    begun = _floats(read, start)
    known = _floats(read, values)
    batch = Batch(read, list(begun), known, of)
    table = [{}] if rows is None else list(rows)
    _require(read, {**known, **begun, **(table[0] if table else {})})
    objective = Objective(batch, table)
    return Fit(list(begun), method, len(table), list(steps_of(objective, list(begun.values()), method, lr, steps)))


def plot(
    *programs: str | Program,
    of: str | None = None,
    slopes: bool = True,
    tangents: Sequence[float] = (),
    descent: Mapping[str, float] | None = None,
    lr: float = 0.1,
    steps: int = 20,
    **values: NumberOrText | tuple[float, float],
) -> Plot:
    """Functions and their derivatives over a range, or one over two ranges, as `backprop plot` draws them.

    Args:
        programs: the programs, or their texts.
        of: the output; the last statement when not given.
        slopes: whether derivatives are shown.
        tangents: where tangents are shown.
        descent: where gradient descent begins, if its path is to be shown.
        lr: its learning rate.
        steps: the number of its steps.
        values: a pair for each variable that has a range, x=(-2, 2), and a number for each other one.

    Returns:
        The plot, which `print` draws in characters, and a notebook as a picture.

    Raises:
        BackpropError: as for `evaluate`, or there is nothing to draw.
    """
    from .sampling.plot import Wanted, plot_of

    ranges = {name: (float(x[0]), float(x[1])) for name, x in values.items() if isinstance(x, tuple)}
    others = {name: x for name, x in values.items() if not isinstance(x, tuple)}
    if not programs or not ranges:
        raise UsageError("a plot has a program and a range", hint='write plot("x^2", x=(-2, 2))')
    read = [parsed(program) for program in programs]
    strange = [name for name in others if not any(name in program.names for program in read)]
    if strange:
        raise BindingError(f"the expression has no variable '{strange[0]}'")
    own = [{name: x for name, x in others.items() if name in program.names} for program in read]
    known = [(program, _floats(program, given)) for program, given in zip(read, own, strict=True)]
    return plot_of(known, ranges, Wanted(of, slopes, tangents, descent, lr, steps))


def _floats(program: Program, values: Mapping[str, NumberOrText]) -> dict[str, float]:
    return {name: float(x) for name, x in bound(program, values).items()}


def _require(program: Program, values: Mapping[str, object]) -> None:
    """Raise the error that names what has no value."""
    if program.without_value(values):
        program.run(dict.fromkeys(values, 1.0))
