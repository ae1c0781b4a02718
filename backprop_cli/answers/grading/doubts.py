"""What whoever sets a homework may want to think over: claims at a kink, and claims that cannot tell a mistake."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph.notes import notes_on
from ...graph.walker import reached_from
from ..marking.blind_spots import blind_spots
from .key import Key, Problem

# Of more doubts than this in a key, the rest is counted.
FEW = 5


def doubts(key: Key) -> Iterator[str]:
    """The doubts about a key, a sentence each."""
    found = [doubt for problem in key.problems for doubt in (*_at_kinks(problem), *_hiding(problem))]
    yield from found[:FEW]
    if len(found) > FEW:
        yield f"the key has {len(found) - FEW} more claims of which the same can be said"


def _at_kinks(problem: Problem) -> Iterator[str]:
    """The gradients that depend on a convention, unless the key accepts others, too."""
    exercise, circuit = problem.exercise, problem.exercise.circuit
    if exercise.is_open:
        return
    run = exercise.program.run(exercise.bindings, of=exercise.of)
    run.root.backward()
    order = sorted(circuit.needed)
    steps = dict(zip(run.nodes, order, strict=True))
    kinks = {steps[note.node]: note.message for note in notes_on(run.nodes) if note.code == "kink"}
    for quantity in problem.ask:
        if quantity.is_grad and kinks and not problem.settings[quantity].policy.accept:
            above = reached_from({quantity.node}, order, circuit.operands.__getitem__) - {quantity.node}
            concerned = [message for node, message in kinks.items() if node in above]
            if concerned:
                accept = "what else is right, accept = […] may say"
                yield f"{problem.name(quantity)} is asked at a kink: {concerned[0]}; {accept}"


def _hiding(problem: Problem) -> Iterator[str]:
    for spot in blind_spots(problem.exercise, problem.ask):
        yield f"{problem.name(spot.quantity)} is right with these numbers, too, when {spot.said}"
