"""The pieces of work that are timed inside a fresh process: `python -m tests.benchmarks.jobs NAME SIZE`.

Each prints its seconds on the processor, which other programs do not lengthen, and the megabytes that the process grew
by.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

NAMES = 50
SIZES = {"w": 0.02, "x": 0.03, "b": 0.01}


def neurons(nodes: int) -> str:
    """A sum of relu neurons with two inputs each, of about this many nodes, in groups of ten so that it is not deep.

    Python's own compiler gives up on an expression that is a few thousand operations deep.
    """
    terms = [
        f"relu(w{i % NAMES}*x{i * 7 % NAMES} + w{i * 3 % NAMES}*x{i * 11 % NAMES} + b{i % NAMES})"
        for i in range(max(nodes // 6, 1))
    ]
    while len(terms) > 1:
        terms = [f"({' + '.join(terms[i : i + 10])})" for i in range(0, len(terms), 10)]
    return terms[0]


def values() -> dict[str, float]:
    """A value for every name."""
    return {f"{letter}{i}": size * (i - 20) for letter, size in SIZES.items() for i in range(NAMES)}


def engine_ours(nodes: int) -> Callable[[], object]:
    """Forward and backward pass of a program that has been read."""
    from backprop_cli import parse

    program, bindings = parse(neurons(nodes)), values()

    def work() -> object:
        output = program(**bindings)
        output.backward()
        return output

    return work


def engine_micrograd(nodes: int) -> Callable[[], object]:
    """The same passes by micrograd, of an expression that Python has compiled."""
    code = compile(neurons(nodes), "neurons", "eval")
    return lambda: _micrograd(code)


def operators_ours(nodes: int) -> Callable[[], object]:
    """The same passes of the graph that the operators of our own Value make, of what Python has compiled."""
    from backprop_cli import Value

    code = compile(neurons(nodes), "neurons", "eval")
    return lambda: _by_operators(Value, code)


def text_ours(nodes: int) -> Callable[[], object]:
    """From text to gradients."""
    from backprop_cli import parse

    parse("0")
    text, bindings = neurons(nodes), values()

    def work() -> object:
        output = parse(text)(**bindings)
        output.backward()
        return output

    return work


def text_micrograd(nodes: int) -> Callable[[], object]:
    """From text to gradients by Python's `eval` over micrograd's Values."""
    text = neurons(nodes)
    return lambda: _micrograd(text)


def _micrograd(code: object) -> object:
    from micrograd.engine import Value

    return _by_operators(Value, code)


def _by_operators(library: Any, code: Any) -> object:
    names = {name: library(value) for name, value in values().items()} | {"relu": library.relu}
    output = eval(code, names)
    output.backward()
    return output


def chain(terms: int) -> Callable[[], object]:
    """From text to gradients, of a sum that is as deep as it is long."""
    from backprop_cli import parse

    parse("0")
    text = "+".join(["x"] * terms)

    def work() -> object:
        output = parse(text)(x=1.5)
        output.backward()
        return output

    return work


def main(name: str, size: str, collector: str = "on") -> None:
    """Do one job once and print its cost as JSON."""
    job = globals()[name](int(size))
    if collector == "off":
        gc.disable()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    kept = job()
    seconds = time.process_time() - start
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))
    del kept


if __name__ == "__main__":
    main(*sys.argv[1:])
