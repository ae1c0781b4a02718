"""The pieces of work that are timed inside a fresh process: `python -m tests.benchmarks.jobs NAME SIZE`.

Each prints its seconds on the processor, which other programs do not lengthen, and the megabytes that the process grew
by.
"""

from __future__ import annotations

import gc
import io
import json
import os
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


def text_lark(nodes: int) -> Callable[[], object]:
    """The same text by the parser alone, whose rules call functions that do nothing."""
    from backprop_cli.language.builder import Builder
    from backprop_cli.language.tables import make_parser

    rules = [name for name in dir(Builder) if name.islower() and not name.startswith("_")]
    nothing = type("Nothing", (), dict.fromkeys(rules, staticmethod(lambda children: None)))
    parser = make_parser(nothing(), compiled=True)
    parser.parse("0")
    text = neurons(nodes)
    return lambda: parser.parse(text)


def chain_json(terms: int) -> Callable[[], object]:
    """From text to JSON, of a sum that is as deep as it is long."""
    from backprop_cli import parse
    from backprop_cli.answers.report import report_on
    from backprop_cli.views.nodes.json import write

    parse("0")
    text = "+".join(["x"] * terms)

    def work() -> object:
        with open(os.devnull, "w", encoding="utf-8") as out:
            write(report_on(parse(text).run({"x": 1.5})), 6, out, out)
        return None

    return work


def table(nodes: int) -> Callable[[], object]:
    """The table of what is known of so many nodes."""
    from backprop_cli import evaluate
    from backprop_cli.views.nodes.table import write

    report = evaluate(neurons(nodes), values())
    return lambda: write(report, 6, io.StringIO(), io.StringIO())


def explanation(nodes: int) -> Callable[[], object]:
    """The solution of so many nodes as text."""
    from backprop_cli import parse
    from backprop_cli.answers.explain import explain
    from backprop_cli.answers.report import parsed_text
    from backprop_cli.views.solution.text import write

    run = parse(neurons(nodes)).run(values())

    def work() -> object:
        write(explain(run, parsed_text(run, with_inputs=False)), 6, False, io.StringIO())
        return None

    return work


CLAIMS = 96


def marking(students: int) -> Callable[[], object]:
    """The marks of so many submissions, in each of which a number is wrong: its sign, or twice what it should be."""
    from backprop_cli import parse
    from backprop_cli.answers.marking import Exercise
    from tests.people.problems import PROBLEMS

    left, problems = CLAIMS, []
    for problem in PROBLEMS.values():
        problems.append((problem, problem.asked[:left]))
        left -= len(problems[-1][1])
    answers = {(problem.name, claim): problem.right[claim] for problem, asked in problems for claim in asked}
    keys = list(answers)
    assert len(keys) == CLAIMS

    def sheet(student: int) -> dict[tuple[str, str], str]:
        wrong, factor = keys[student % CLAIMS], (-1, 2, 0.5)[student // CLAIMS % 3]
        return {key: f"{x * factor if key == wrong else x:.6g}" for key, x in answers.items()}

    def work() -> object:
        exercises = [
            (Exercise(parse(p.program), {n: float(x) for n, _, x in (each.partition("=") for each in p.at)}), p, asked)
            for p, asked in problems
            if asked
        ]
        return [
            exercise.mark([exercise.claim(claim, answers[problem.name, claim]) for claim in asked]).score
            for answers in map(sheet, range(students))
            for exercise, problem, asked in exercises
        ]

    return work


# The neuron of the lectures at one point after another, and a loss whose derivatives lose no digits as they are taught.
POINT = (2.0, -3.0, 0.5, 1.0, 6.8813735870195432)


def compiled_ours(points: int) -> Callable[[], object]:
    """A program that is compiled, at so many points."""
    return _called(_compiled("tanh(x1*w1 + x2*w2 + b)"), points)


def loss_ours(points: int) -> Callable[[], object]:
    """A loss that is compiled."""
    return _called(_compiled("r = w*x + b - y; r*r*exp(-x*c)"), points)


def _compiled(text: str) -> Callable[..., object]:
    from backprop_cli import parse
    from backprop_cli.export.compiled import compiled

    program = parse(text)
    return compiled(program, program.variables)


def loss_by_hand(points: int) -> Callable[[], object]:
    """The same by a function that a person writes."""
    from math import exp

    def loss(w: float, x: float, b: float, y: float, c: float) -> tuple[float, ...]:
        r = w * x + b - y
        e = exp(-x * c)
        value = r * r * e
        d = 2 * r * e
        return value, d * w - c * value, d * x, d, -d, -x * value

    return _called(loss, points)


def compiled_by_hand(points: int) -> Callable[[], object]:
    """The same by a function that a person writes."""
    from math import tanh

    def neuron(x1: float, w1: float, x2: float, w2: float, b: float) -> tuple[float, ...]:
        out = tanh(x1 * w1 + x2 * w2 + b)
        slope = 1.0 - out * out
        return out, slope * w1, slope * x1, slope * w2, slope * x2, slope

    return _called(neuron, points)


def _called(function: Callable[..., object], points: int) -> Callable[[], object]:
    def work() -> object:
        for _ in range(points):
            function(*POINT)
        return None

    return work


def timed(work: Callable[[], object], collector: str = "on") -> None:
    """Do the work once and print its cost as JSON."""
    if collector == "off":
        gc.disable()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    kept = work()
    seconds = time.process_time() - start
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))
    del kept


if __name__ == "__main__":
    timed(globals()[sys.argv[1]](int(sys.argv[2])), *sys.argv[3:])
