"""Random points inside the domain of a program, away from its kinks: where formulas are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from ...arithmetic import floats
from ...arithmetic.nearby import Nearby
from ...errors import DomainError, UsageError
from ...graph.engine import Value
from ...graph.program import Program
from ...graph.run import Run
from ...graph.variables import varies

# Where to look, in turn: around 0, between 0 and 1, among positive numbers, far out, and where acosh has values.
RANGES = ((-2.0, 2.0), (0.05, 0.95), (0.1, 3.0), (-10.0, 10.0), (1.05, 4.0))
TRIES = 100

# Two numbers as close as this count as equal when it is asked whether a point is at a kink.
NEARBY = Nearby(1e-3)


def random_points(
    program: Program, given: Mapping[str, float], of: str | None, count: int, seed: int
) -> list[dict[str, float]]:
    """Points at which the program has a value, the same ones for the same seed.

    Args:
        program: the program.
        given: values to keep; the other variables are drawn.
        of: the output; the last statement when None.
        count: how many points.
        seed: what the random numbers begin with.

    Raises:
        UsageError: no point could be found.
    """
    found: list[dict[str, float]] = []
    at_kinks: list[dict[str, float]] = []
    for point in _drawn(program, given, count, seed):
        try:
            run = program.run(point, floats, of)
        except DomainError:
            continue
        (at_kinks if _is_at_kink(run) else found).append(point)
        if len(found) == count:
            break
    # Some expressions are at a kink everywhere, such as max(x, x): there the conventions hold.
    points = found or at_kinks[:count]
    if not points:
        raise UsageError(
            "no point could be found at which the expression has a value", hint="give its variables values: NAME=VALUE"
        )
    return points


def _drawn(program: Program, given: Mapping[str, float], count: int, seed: int) -> Iterator[dict[str, float]]:
    random = Random(seed)
    names = [name for name in program.variables if name not in given]
    for _ in range(TRIES):
        for low, high in RANGES:
            for _ in range(-(-count // len(RANGES))):
                yield {**given, **{name: random.uniform(low, high) for name in names}}


def _is_at_kink(run: Run) -> bool:
    """Whether a node that depends on a variable is at a kink, or close to one."""
    variable = varies(run.nodes)
    return any(_has_kink(node, variable) for node in run.nodes if node in variable and node.operation is not None)


def _has_kink(node: Value, variable: set[Value]) -> bool:
    inputs: Sequence[float] = [source.data for source in node.inputs]
    return any(
        kink.at(NEARBY, *inputs)
        for kink in (node.operation.kinks if node.operation else ())
        if kink.of is None or (kink.of < len(inputs) and node.inputs[kink.of] in variable)
    )
