"""Holds the frameworks that are installed against the truth and against our programs."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from backprop_cli import BackpropError, parse

from .accuracy import NAMES, call, judged, known, number, shown
from .frameworks import Framework
from .points import points
from .random_programs import RandomProgram, random_program
from .running import in_process
from .truth import TRUTHS, partials, value

# What is no matter of rounding: so far apart, relatively.
APART = 1e-6


class Difference(NamedTuple):
    """A local derivative that a framework has otherwise."""

    op: str
    at: tuple[float, ...]
    to: str
    ours: float
    theirs: float
    true: str

    @property
    def plainness(self) -> int:
        """How long it is to write: the shortest shows best what it is about."""
        return sum(len(repr(x)) for x in self.at)

    def __str__(self) -> str:
        at = ", ".join([f"{name}={x!r}" for name, x in zip(NAMES, self.at, strict=False)])
        numbers = f"ours {self.ours!r}, theirs {self.theirs!r}, true {self.true}"
        return f"{call(self.op, len(self.at))} at {at}: {self.to} {numbers}"


def apart(ours: float, theirs: float) -> bool:
    """Whether two numbers are different, and not by rounding."""
    if math.isnan(ours) or math.isnan(theirs):
        return math.isnan(ours) != math.isnan(theirs)
    return ours != theirs and not abs(ours - theirs) <= APART * max(abs(ours), abs(theirs))


def differences(framework: Framework, name: str, count: int) -> Iterator[Difference]:
    """Where a local derivative is different, at points of ordinary size."""
    for inputs in TRUTHS[name].counts:
        program = parse(call(name, inputs))
        for at in points(name, count, inputs, Random(f"{name} in frameworks")):
            if value(name, at) is None or not all(x == 0 or 1e-100 < abs(x) < 1e100 for x in at):
                continue
            try:
                output = program(**dict(zip(NAMES, at, strict=False)))
            except BackpropError:
                continue
            output.backward()
            theirs = framework.at(name, at)[1]
            true = partials(name, at)
            for letter, source, other, slope in zip(NAMES, output.inputs, theirs, true, strict=False):
                if other is not None and apart(source.grad, other):
                    yield Difference(name, at, f"d/d{letter}", source.grad, other, shown(slope))


def compare_operations(framework: Framework, count: int) -> None:
    """Print for each operation how often a framework has another derivative, and the plainest case of each kind."""
    print(f"{framework.name}: where it does otherwise, at edges and {count:,} more points of ordinary size")
    for name in known():
        if name not in framework.functions:
            continue
        found: dict[str, list[Difference]] = {}
        for difference in differences(framework, name, count):
            found.setdefault(difference.to, []).append(difference)
        for some in found.values():
            print(f"  {len(some):>6} times {min(some, key=lambda d: d.plainness)}", flush=True)


def compare_programs(framework: Framework, count: int, seed: int) -> int:
    """Compare the gradients of random programs, and return in how many of those that differ ours are the wrong ones.

    Left out are those that have no value, that stand at a kink, or whose gradients change much when the inputs change
    in their last digits: there two right answers can differ.
    """
    random = Random(f"{seed} in frameworks")
    compared = differ = wrong = 0
    for _ in range(count):
        program = random_program(random, known(), 60, faulty=0)
        theirs, ours = framework.of(program), _steady_gradients(program)
        if theirs is None or ours is None:
            continue
        compared += 1
        bad = [name for name in ours if apart(ours[name], theirs[name] or 0.0)]
        differ += bool(bad)
        faults = judged(program).faults if bad else []
        wrong += bool(faults)
        for fault in faults[:1]:
            print(f"  {bad[0]}.grad {ours[bad[0]]!r}, theirs {theirs[bad[0]]!r}: {fault}: {program.arguments}")
    print(
        f"{framework.name}: {compared:,} of {count:,} random programs can be compared, {differ:,} differ, "
        f"{wrong:,} of these because of a fault of ours"
    )
    return wrong


def _steady_gradients(program: RandomProgram) -> dict[str, float] | None:
    found = _gradients(program)
    nudged = [node._replace(data=node.data * (1 + 1e-13)) if node.name else node for node in program.nodes]
    again = _gradients(program._replace(nodes=tuple(nudged)))
    if found is None or again is None or any(apart(found[name], again[name]) for name in found):
        return None
    return found


def _gradients(program: RandomProgram) -> dict[str, float] | None:
    done = in_process("eval", *program.arguments, "--format", "json")
    if done.code:
        return None
    found = json.loads(done.out)
    sizes = [abs(number(node["grad"])) for node in found["nodes"] if node["grad"] is not None]
    if found["notes"] or not all(size < 1e100 for size in sizes) or not all(_ordinary(n) for n in found["nodes"]):
        return None
    return {name: number(grad) for name, grad in found["gradients"].items()}


def _ordinary(node: dict[str, object]) -> bool:
    """Whether the data of a node is of a size at which no framework over- or underflows."""
    data = abs(number(node["data"]))
    return data == 0 or 1e-100 < data < 1e100
