"""What is known after each step: the data of a node after it is computed, its gradient after the last contribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...answers.explain import Explanation
from ...graph.engine import Value
from ...graph.run import Run

FORWARD, SEED, BACKWARD = "forward", "seed", "backward"


class Stage(NamedTuple):
    """One step: a node that is computed, the seed, or what goes from a node to one of its inputs."""

    kind: str
    node: str
    which: int = 0
    to: str | None = None


class Timetable(NamedTuple):
    """When what is known.

    Args:
        stages: the steps; before the first of them the inputs are known.
        data: the step from which on the data of each node is known.
        grads: the same of the gradients; nothing where there is no backward pass.
        arrivals: for each node the steps at which something is added to its gradient, each with the edge.
    """

    stages: list[Stage]
    data: dict[str, int]
    grads: dict[str, int]
    arrivals: dict[str, list[tuple[int, Stage]]]


def timetable(run: Run, explanation: Explanation, *, backward: bool) -> Timetable:
    """The steps of both passes, or of the forward pass alone."""
    output = run.node_names[run.root]
    stages = [Stage(FORWARD, each.node) for each in explanation.forward]
    data = dict.fromkeys(run.node_names.values(), 0)
    data |= {stage.node: step for step, stage in enumerate(stages, 1)}
    if not backward:
        return Timetable(stages, data, {}, {})
    stages.append(Stage(SEED, output))
    seeded = len(stages)
    stages += [Stage(BACKWARD, step.node, c.which, c.to) for step in explanation.backward for c in step.contributions]
    arrivals: dict[str, list[tuple[int, Stage]]] = {}
    for step, stage in enumerate(stages, 1):
        if stage.to is not None:
            arrivals.setdefault(stage.to, []).append((step, stage))
    return Timetable(stages, data, _complete(run, stages, seeded), arrivals)


def _complete(run: Run, stages: Sequence[Stage], seeded: int) -> dict[str, int]:
    """The step with which each gradient is complete: that of the last edge to the node.

    An edge of which no step tells, such as one to a constant, is done with its node.
    """
    names = run.node_names
    steps = {(stage.node, stage.which): step for step, stage in enumerate(stages, 1) if stage.kind == BACKWARD}
    done = {node: step for (node, _), step in steps.items()}
    complete: dict[Value, int] = {run.root: seeded}
    for node in reversed(run.nodes):
        own = done.get(names[node], complete[node])
        for index, source in enumerate(node.inputs):
            step = steps.get((names[node], index), own)
            complete[source] = max(complete.get(source, seeded), step)
    return {names[node]: step for node, step in complete.items()}
