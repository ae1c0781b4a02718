"""How near the program comes to the truth: one operation over many points, or every node of a whole program."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, NamedTuple

from backprop_cli import BackpropError, Value, parse

from .points import points
from .random_programs import Node, RandomProgram
from .running import Done, escapes, in_process
from .truth import TRUTHS, partials, value
from .ulps import OVERFLOW, error, is_normal, ulp

# What the contract allows: so many ulp of a normal double, or units of the smallest subnormal below those.
ALLOWED, ALLOWED_BELOW = 4.0, 1.0
NAMES = ("x", "y", "z", "t", "u")

# A gradient in a program is the sum of products that are rounded themselves, and each sum is.
ALLOWED_IN_A_PROGRAM = ALLOWED + 2.0


class Finding(NamedTuple):
    """One number of one operation, and how far it is from the truth.

    Args:
        op: the name of the operation.
        what: "value", or "d/dx" for the local derivative to x.
        at: the inputs.
        got: what was computed, None for an error.
        true: what is true, None where there is no value.
        error: the distance in ulp.
    """

    op: str
    what: str
    at: tuple[float, ...]
    got: float | None
    true: Any
    error: float

    @property
    def allowed(self) -> bool:
        """Whether the contract allows this error."""
        return self.error <= (ALLOWED if self.true is None or is_normal(self.true) else ALLOWED_BELOW)

    @property
    def command(self) -> str:
        """The command that shows it."""
        bindings = " ".join([f"{name}={x!r}" for name, x in zip(NAMES, self.at, strict=False)])
        asked = "--value" if self.what == "value" else f"--grad {self.what[3:]}"
        return f'backprop eval "{call(self.op, len(self.at))}" {bindings} {asked}'

    def __str__(self) -> str:
        true = "no value" if self.true is None else shown(self.true)
        got = "an error" if self.got is None else repr(self.got)
        return f"{self.op} {self.what}: {got}, true {true}, {self.error:.3g} ulp: {self.command}"


def shown(true: Any) -> str:
    """A number of mpmath as a double, or in full where it is none."""
    return repr(float(true)) if not abs(true) or is_normal(true) else str(true)[:24]


def call(name: str, inputs: int) -> str:
    """The operation of the variables x, y, …"""
    return TRUTHS[name].written(NAMES[:inputs])


@cache
def known() -> tuple[str, ...]:
    """The operations of the truth that the language has by now."""
    found = []
    for name, truth in TRUTHS.items():
        try:
            parse(call(name, truth.counts[0]))
        except BackpropError:
            continue
        found.append(name)
    return tuple(found)


def findings(name: str, count: int, seed: int = 0) -> Iterator[Finding]:
    """The value and the local derivatives of an operation at its edges and at `count` more points."""
    for inputs in TRUTHS[name].counts:
        program = parse(call(name, inputs))
        for at in points(name, count // len(TRUTHS[name].counts), inputs, Random(f"{name} {seed}")):
            try:
                output = program(**dict(zip(NAMES, at, strict=False)))
            except BackpropError:
                yield from _judged_error(name, at)
                continue
            yield from _judged(name, at, output)


def _judged_error(name: str, at: tuple[float, ...]) -> Iterator[Finding]:
    """An error is right where there is no value, or none that is a double."""
    true = value(name, at)
    if true is not None and abs(true) < OVERFLOW * (1 - 1e-15):
        yield Finding(name, "value", at, None, true, math.inf)


def _judged(name: str, at: tuple[float, ...], output: Value) -> Iterator[Finding]:
    true = value(name, at)
    yield Finding(name, "value", at, output.data, true, math.inf if true is None else error(output.data, true))
    if true is None:
        return
    output.backward()
    for letter, source, slope in zip(NAMES, output.inputs, partials(name, at), strict=False):
        yield Finding(name, f"d/d{letter}", at, source.grad, slope, error(source.grad, slope))


class Judged(NamedTuple):
    """What is wrong with a program, and the errors of its values and gradients in ulp."""

    faults: list[str]
    errors: list[float]


def judged(program: RandomProgram) -> Judged:
    """Run a program and hold every node against the truth at the numbers that its inputs really have."""
    arguments = ["eval", *program.arguments, "--format", "json"]
    try:
        done = in_process(*arguments)
    except Exception as escaped:
        return Judged([f"{type(escaped).__name__} escapes"], [])
    faults = escapes(done, arguments)
    if faults or done.code:
        return Judged(faults or _judged_failure(program, done), [])
    found = json.loads(done.out)
    nodes = {node["id"]: node for node in found["nodes"]}
    ids = _paired(program, nodes, found["output"])
    if isinstance(ids, str):
        return Judged([ids], [])
    return _judged_nodes(program.nodes, [nodes[i] for i in ids])


def _paired(program: RandomProgram, nodes: Mapping[str, Any], output: str) -> list[str] | str:
    """For each node of the program the id of what the graph has for it, or what is different."""
    ids = [""] * len(program.nodes)
    ids[-1] = output
    for i in range(len(program.nodes) - 1, -1, -1):
        node, found = program.nodes[i], nodes[ids[i]]
        if node.op != found["op"] or len(node.inputs) != len(found["inputs"]):
            return f"the graph has {found['op']} of {len(found['inputs'])} for {node.op} of {len(node.inputs)}"
        for j, below in zip(node.inputs, found["inputs"], strict=True):
            # A constant stands in the graph as often as in the text.
            if ids[j] not in ("", below) and (program.nodes[j].op or program.nodes[j].name):
                return f"the graph has two nodes for {program.nodes[j]}"
            ids[j] = below
        if not node.op and number(found["data"]) != node.data:
            return f"{node.data!r} is read as {found['data']}"
    return ids


def number(text: Any) -> float:
    """A number of the JSON; nan for null, which stands for a derivative that nobody asks for."""
    return math.nan if text is None else float(text)


def _judged_nodes(nodes: Sequence[Node], found: Sequence[Mapping[str, Any]]) -> Judged:
    data = [number(node["data"]) for node in found]
    grads = [number(node["grad"]) for node in found]
    terms: list[list[tuple[Any, float]]] = [[] for _ in nodes]
    judged = Judged([], [])
    for node, own, grad in zip(nodes, data, grads, strict=True):
        if not node.op:
            continue
        xs = tuple([data[i] for i in node.inputs])
        true = value(node.op, xs)
        finding = Finding(node.op, "value", xs, own, true, math.inf if true is None else error(own, true))
        judged.errors.append(finding.error)
        if not finding.allowed:
            judged.faults.append(str(finding))
        if true is not None:
            for i, slope in zip(node.inputs, partials(node.op, xs), strict=True):
                terms[i].append((slope, grad))
    for node, grad, ways in zip(nodes, grads, terms, strict=True):
        if ways and (node.op or node.name):
            _judge_gradient(node, grad, ways, judged)
    return judged


def _judge_gradient(node: Node, grad: float, ways: Sequence[tuple[Any, float]], judged: Judged) -> None:
    """A gradient is the sum of local derivative times upstream gradient, over all that the node goes into."""
    if _beyond_doubles(ways):
        return
    products = [slope * upstream for slope, upstream in ways]
    true = sum(products)
    # An ulp of the result, or of what it is the rest of, or of the local derivative by which it was multiplied.
    unit = max([ulp(true)] + [max(ulp(p), ulp(s) * abs(g)) for (s, g), p in zip(ways, products, strict=True)])
    got = float(abs(grad - true) / unit) if math.isfinite(grad) else math.inf
    judged.errors.append(got)
    if got > ALLOWED_IN_A_PROGRAM * len(ways):
        steps = "; ".join([f"{float(slope)!r} times {upstream!r}" for slope, upstream in ways])
        judged.faults.append(f"a gradient is {grad!r}, true {shown(true)}, {got:.3g} ulp: the sum of {steps}")


def _beyond_doubles(ways: Sequence[tuple[Any, float]]) -> bool:
    """Whether infinity or nan may come into it: the contract speaks of those where one operation is judged alone."""
    sizes = [abs(slope) for slope, _ in ways] + [abs(slope * upstream) for slope, upstream in ways]
    return not all(math.isfinite(upstream) for _, upstream in ways) or not sum(sizes) < OVERFLOW / 2


def _judged_failure(program: RandomProgram, done: Done) -> list[str]:
    """An error is right if one of the nodes has no value, at the numbers that its inputs really have."""
    said = done.err.partition("\n")[0]
    if done.code != 3:
        return [f"exit code {done.code}: {said}"]
    data: list[float] = []
    for i, node in enumerate(program.nodes):
        own = _data(program, i) if node.op else node.data
        if own is None:
            xs = [data[j] for j in node.inputs]
            true = value(node.op or "", xs)
            right = true is None or abs(true) >= OVERFLOW * (1 - 1e-15)
            return [] if right else [f"{node.op} value: {said}, true {shown(true)} at {xs}"]
        data.append(own)
    return [f"the whole fails where every part has a value: {said}"]


def _data(program: RandomProgram, i: int) -> float | None:
    """What the program computes for one of its nodes; None if that is an error."""
    done = in_process("eval", *program.below(i).arguments, "--value")
    return None if done.code else float(done.out)
