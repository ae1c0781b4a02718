"""The parameters at which a loss is least: gradient descent, Adam and L-BFGS, with every step that was taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from ..errors import DomainError, UsageError
from ..graph.shown import shown
from .batch import Batch, Total

Parameters = list[float]
Update = Callable[[Parameters, Sequence[float]], Parameters]

# A gradient is taken for 0 when no part of it is larger than this, or than so many parts of the first one.
FLAT = 1e-8

SMALLER = "try a smaller --lr, or another start"


class Step(NamedTuple):
    """Where the parameters were after so many steps, with the loss and its gradient there."""

    number: int
    parameters: Sequence[float]
    loss: float
    gradient: Sequence[float]

    @property
    def steepness(self) -> float:
        """The largest part of the gradient."""
        return max(map(abs, self.gradient), default=0.0)

    def is_flat(self, first: Step) -> bool:
        """Whether the gradient is 0 as far as one can tell, beside that of the first step."""
        return self.steepness <= FLAT * max(1.0, first.steepness)


@shown
class Fit(NamedTuple):
    """What was found, and on what way."""

    names: Sequence[str]
    method: str
    rows: int
    history: Sequence[Step]

    @property
    def parameters(self) -> Mapping[str, float]:
        """What was found for each parameter."""
        return dict(zip(self.names, self.history[-1].parameters, strict=True))

    @property
    def loss(self) -> float:
        """The loss there."""
        return self.history[-1].loss

    @property
    def converged(self) -> bool:
        """Whether the last step is where the gradient is 0."""
        return self.history[-1].is_flat(self.history[0])


class Objective:
    """The mean of a loss over rows of data, as a function of its parameters.

    Args:
        batch: the loss, asked for the gradients of the parameters.
        rows: the values of all other variables, a mapping a row.

    Raises:
        UsageError: there are no rows.
    """

    def __init__(self, batch: Batch, rows: Iterable[Mapping[str, object]]) -> None:
        self.batch = batch
        self.rows = list(rows)
        if not self.rows:
            raise UsageError("there are no rows to fit to", hint="the table needs at least one below its header")

    def at(self, number: int, parameters: Sequence[float]) -> Step:
        """The mean loss and its gradient.

        Raises:
            DomainError: a row has no loss at these parameters.
        """
        values = dict(zip(self.batch.names, parameters, strict=True))
        total = Total(1 + len(parameters))
        for line, row in enumerate(self.rows, 1):
            point = self.batch.at({**row, **values})
            if point.error:
                where = f"row {line}: " if len(self.rows) > 1 else ""
                raise DomainError(
                    f"{where}{point.error}" + (f" (after {number} step{'s' * (number > 1)})" if number else ""),
                    hint=SMALLER,
                )
            total.add(point)
        loss, *gradient = [x or 0.0 for x in total.result(averaged=True)]
        return Step(number, list(parameters), loss, gradient)


def gradient_descent(rate: float) -> Update:
    """Against the gradient: x - rate*grad."""
    return lambda at, gradient: [x - rate * g for x, g in zip(at, gradient, strict=True)]


def adam(rate: float, decay: float = 0.9, square_decay: float = 0.999, tiny: float = 1e-8) -> Update:
    """Adam, by Kingma and Ba (2015): each parameter in units of what its gradients have been of late."""
    means: dict[int, float] = {}
    squares: dict[int, float] = {}
    taken = 0

    def updated(at: Parameters, gradient: Sequence[float]) -> Parameters:
        nonlocal taken
        taken += 1
        found = []
        for i, (x, g) in enumerate(zip(at, gradient, strict=True)):
            means[i] = decay * means.get(i, 0.0) + (1 - decay) * g
            squares[i] = square_decay * squares.get(i, 0.0) + (1 - square_decay) * g * g
            mean, square = means[i] / (1 - decay**taken), squares[i] / (1 - square_decay**taken)
            found.append(x - rate * mean / (sqrt(square) + tiny))
        return found

    return updated


UPDATES: Mapping[str, Callable[[float], Update]] = {"gd": gradient_descent, "adam": adam}
LBFGS = "lbfgs"
METHODS = (*UPDATES, LBFGS)


def steps(objective: Objective, start: Sequence[float], method: str, rate: float, most: int) -> Iterator[Step]:
    """The start, and the steps from there until the gradient is 0, or so many.

    Args:
        objective: what to make least.
        start: where to begin.
        method: one of METHODS.
        rate: the learning rate; L-BFGS finds its own.
        most: the largest number of steps.

    Raises:
        DomainError: there is no loss on the way.
        UsageError: SciPy, which has L-BFGS, is not installed.
    """
    step = first = objective.at(0, start)
    yield step
    if method == LBFGS:
        yield from _lbfgs(objective, start, most)
        return
    update = UPDATES[method](rate)
    while step.number < most and not step.is_flat(first):
        step = objective.at(step.number + 1, update(list(step.parameters), step.gradient))
        yield step


def _lbfgs(objective: Objective, start: Sequence[float], most: int) -> Sequence[Step]:
    try:
        from scipy.optimize import minimize
    except ImportError:
        raise UsageError("L-BFGS is done by SciPy", hint="install it: pip install 'backprop-cli[fit]'") from None
    taken: list[Step] = []

    def loss(parameters: Sequence[float]) -> tuple[float, Sequence[float]]:
        step = objective.at(len(taken) + 1, [float(x) for x in parameters])
        return step.loss, step.gradient

    def accepted(parameters: Sequence[float]) -> None:
        taken.append(objective.at(len(taken) + 1, [float(x) for x in parameters]))

    options = {"maxiter": most, "gtol": FLAT / 10, "ftol": 0.0}
    minimize(loss, list(start), jac=True, method="L-BFGS-B", callback=accepted, options=options)
    return taken
