"""Whether the diagnosis finds the mistakes that it knows: `python -m tests.jobs.consistency`, 500 random expressions.

Each mistake is made here by a pass of its own, at each place where it can be made, and the wrong number is handed to
the marking like any answer. A mistake counts if it changes the number, and if no other kind of the same or a higher
rank would have given that number.

The mistakes are those of the rule table and of the walk themselves, so this says that the diagnosis is consistent with
what it knows, not that it is true of what people do: people make other mistakes, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import isfinite
from random import Random
from typing import NamedTuple

from backprop_cli.answers.marking import Exercise
from backprop_cli.arithmetic import floats
from backprop_cli.language import parse
from backprop_cli.ops import BY_NAME, Mistake, Op

UNARY = ("tanh", "sigmoid", "relu", "leaky_relu", "exp", "log", "sqrt", "sin", "cos", "tan", "atan", "abs", "neg")
BINARY = ("+", "-", "*", "/", "max", "min")
VARIABLES = ("x", "y", "z")

Edge = tuple[int, int]


class Expression(NamedTuple):
    """A random expression: its operations, each on earlier nodes; the first nodes are the variables."""

    ops: list[Op | None]
    inputs: list[tuple[int, ...]]
    names: list[str]
    at: dict[str, float]

    @property
    def text(self) -> str:
        """One statement for each operation."""
        lines = []
        for op, inputs, name in zip(self.ops, self.inputs, self.names, strict=True):
            if op is not None:
                lines.append(f"{name} = {written(op, [self.names[i] for i in inputs])}")
        return "; ".join(lines)


def written(op: Op, operands: Sequence[str]) -> str:
    if op.infix is None:
        return f"{op.name}({', '.join(operands)})"
    return f"-{operands[0]}" if len(operands) == 1 else f" {op.name} ".join(operands)


def random_expression(random: Random) -> Expression | None:
    """An expression of 5 to 25 nodes in which everything is used; None if it has no value at its point."""
    size = random.randint(2, 22)
    ops: list[Op | None] = [None] * len(VARIABLES)
    inputs: list[tuple[int, ...]] = [()] * len(VARIABLES)
    unused = list(range(len(VARIABLES)))
    while len(ops) < len(VARIABLES) + size or len(unused) > 1:
        if len(unused) > 1 and (len(ops) >= len(VARIABLES) + size or random.random() < 0.5):
            op, operands = BY_NAME[random.choice(BINARY)], tuple(random.sample(unused, 2))
        elif random.random() < 0.5:
            op, operands = BY_NAME[random.choice(UNARY)], (random.choice(unused),)
        else:
            op = BY_NAME[random.choice(BINARY)]
            operands = (random.choice(unused), random.randrange(len(ops)))
        unused = [node for node in unused if node not in operands] + [len(ops)]
        ops.append(op)
        inputs.append(operands)
    names = [*VARIABLES, *(f"v{i}" for i in range(len(ops) - len(VARIABLES)))]
    at = {name: round(random.uniform(-2, 2), 3) for name in VARIABLES}
    found = Expression(ops, inputs, names, at)
    values = forward(found, {})
    return found if len(ops) <= 25 and all(isfinite(x) and abs(x) < 1e6 for x in values) else None


def forward(e: Expression, wrong: Mapping[int, Mistake]) -> list[float]:
    values: list[float] = []
    for node, op in enumerate(e.ops):
        if op is None:
            values.append(e.at[e.names[node]])
            continue
        operands = [values[i] for i in e.inputs[node]]
        mistake = wrong.get(node)
        if mistake is not None and mistake.forward is not None:
            values.append(mistake.forward(op, floats, *operands))
        else:
            values.append(op.forward(floats, *operands))
    return values


Local = Callable[[Edge, float, float], float]
Gather = Callable[[int, list[float]], tuple[float, float]]


def by_the_rule(edge: Edge, upstream: float, local: float) -> float:
    return upstream * local


def gathered(node: int, arrived: list[float]) -> tuple[float, float]:
    return sum(arrived), sum(arrived)


def backward(
    e: Expression, values: Sequence[float], local: Local = by_the_rule, gather: Gather = gathered
) -> list[float]:
    """The gradients, where `local` makes the contribution of an edge and `gather` collects those of a node."""
    arrived: list[list[float]] = [[] for _ in e.ops]
    arrived[-1] = [1.0]
    gradients = [0.0] * len(e.ops)
    for node in range(len(e.ops) - 1, -1, -1):
        gradients[node], handed = gather(node, arrived[node])
        op = e.ops[node]
        if op is None:
            continue
        partials = op.partials(floats, values[node], *[values[i] for i in e.inputs[node]])
        for which, source in enumerate(e.inputs[node]):
            arrived[source].append(local((node, which), handed, partials[which]))
    return gradients


class Case(NamedTuple):
    """A wrong number for a gradient, and the kind of mistake that gave it; rank 2 for one of an operation."""

    code: str
    rank: int
    target: int
    number: float


def groups(e: Expression, edges: Sequence[Edge]) -> Iterator[frozenset[Edge]]:
    """Where a mistake is made: at one edge, at all of a node, at all into a node, or everywhere."""
    yield from {
        *(frozenset([edge]) for edge in edges),
        *(frozenset(edge for edge in edges if edge[0] == node) for node, _ in edges),
        *(frozenset(edge for edge in edges if e.inputs[edge[0]][edge[1]] == source) for source in range(len(e.ops))),
        frozenset(edges),
    }


def cases(e: Expression) -> Iterator[Case]:
    """Every wrong number that one mistake gives."""
    values = forward(e, {})
    right = backward(e, values)
    edges = [(node, which) for node, inputs in enumerate(e.inputs) for which in range(len(inputs))]
    runs = [*operation_runs(e, values, edges), *edge_runs(e, values, edges), *branch_runs(e, values, edges)]
    for code, rank, gradients in runs:
        yield from (Case(code, rank, target, x) for target, x in enumerate(gradients))
    for target, true in enumerate(right):
        # The wrong sign is a truth about the number, whatever else gives it.
        yield Case("sign", 2, target, -true)
        yield Case("forward-value", 1, target, values[target])
        yield Case("rounded-early", 0, target, float(f"{true:.1e}"))
        yield from (Case("swapped", 1, target, x) for other, x in enumerate(right[:-1]) if other != target)


Runs = Iterator[tuple[str, int, list[float]]]


def operation_runs(e: Expression, values: Sequence[float], edges: Sequence[Edge]) -> Runs:
    mistakes = {mistake: None for op in e.ops if op for mistake in op.mistakes}
    for mistake in mistakes:
        own = [edge for edge in edges if mistake in e.ops[edge[0]].mistakes]
        for group in groups(e, own):
            if mistake.partials:
                yield mistake.code, 2, backward(e, values, locally(e, values, mistake, group))
            if mistake.forward:
                wrong = forward(e, {node: mistake for node, _ in group})
                yield mistake.code, 2, backward(e, wrong, locally(e, wrong, mistake, group))


def locally(e: Expression, values: Sequence[float], mistake: Mistake, group: frozenset[Edge]) -> Local:
    def local(edge: Edge, upstream: float, right: float) -> float:
        if edge not in group or mistake.partials is None:
            return upstream * right
        node, which = edge
        wrong = mistake.partials(e.ops[node], floats, values[node], *[values[i] for i in e.inputs[node]])
        return upstream * (right if which >= len(wrong) or wrong[which] is None else wrong[which])

    return local


def edge_runs(e: Expression, values: Sequence[float], edges: Sequence[Edge]) -> Runs:
    kinds: dict[str, Callable[[float, float], float]] = {
        "missing-upstream": lambda upstream, local: local,
        "missing-local": lambda upstream, local: upstream,
        "sign": lambda upstream, local: -upstream * local,
    }
    for code, contribution in kinds.items():
        for group in groups(e, edges):

            def local(edge: Edge, upstream: float, right: float, group=group, made=contribution) -> float:
                return made(upstream, right) if edge in group else upstream * right

            yield code, 1, backward(e, values, local)


def branch_runs(e: Expression, values: Sequence[float], edges: Sequence[Edge]) -> Runs:
    uses = Counter(e.inputs[node][which] for node, which in edges)
    branches = [node for node, count in uses.items() if count > 1]
    for nodes in [*([node] for node in branches), branches]:
        for which in range(uses[nodes[0]]) if len(nodes) == 1 else (0, -1):
            yield "overwritten-gradient", 1, backward(e, values, gather=keeping(nodes, which))
            yield "naive-order", 1, backward(e, values, gather=handing(nodes, which))
        yield "naive-order", 1, backward(e, values, gather=pushing(nodes))


def keeping(nodes: Sequence[int], which: int) -> Gather:
    def gather(node: int, arrived: list[float]) -> tuple[float, float]:
        return (arrived[which],) * 2 if node in nodes and which < len(arrived) else gathered(node, arrived)

    return gather


def handing(nodes: Sequence[int], which: int) -> Gather:
    def gather(node: int, arrived: list[float]) -> tuple[float, float]:
        return sum(arrived), arrived[which] if node in nodes and which < len(arrived) else sum(arrived)

    return gather


def pushing(nodes: Sequence[int]) -> Gather:
    def gather(node: int, arrived: list[float]) -> tuple[float, float]:
        handed = sum(sum(arrived[: count + 1]) for count in range(len(arrived)))
        return sum(arrived), handed if node in nodes else sum(arrived)

    return gather


def same(a: float, b: float) -> bool:
    return abs(a - b) <= max(1e-8, 1e-4 * abs(b))


def close(a: float, b: float, right: float) -> bool:
    """The same also for small numbers: of a small one, being next to nothing says little."""
    return abs(a - b) <= max(min(1e-8, 1e-4 * abs(right)), 1e-4 * abs(b))


class Rate(NamedTuple):
    """What was measured: `missed` tells of each mistake that was not diagnosed, `wrong` of each wrong diagnosis."""

    expressions: int
    mistakes: Counter[str]
    diagnosed: Counter[str]
    wrong: list[str]
    missed: list[str]
    right_answers: int
    marked_wrong: list[str]

    @property
    def share(self) -> float:
        """The share of the mistakes that were diagnosed."""
        return self.diagnosed.total() / self.mistakes.total()


def measured(expressions: int, seed: int = 0, most: int | None = None) -> Rate:
    """Measure over so many random expressions, with at most so many mistakes for each."""
    random = Random(seed)
    rate = Rate(expressions, Counter(), Counter(), [], [], 0, [])
    done = 0
    while done < expressions:
        e = random_expression(random)
        if e is not None:
            done += 1
            exercise = Exercise(parse(e.text), e.at)
            measure_mistakes(e, exercise, rate, random, most)
            rate = rate._replace(right_answers=rate.right_answers + measure_right_answers(e, exercise, rate))
    return rate


def unmistakable(e: Expression) -> list[Case]:
    """The wrong numbers that one kind of mistake alone gives."""
    right = backward(e, forward(e, {}))
    found: dict[int, list[Case]] = {}
    for case in dict.fromkeys(cases(e)):
        if isfinite(case.number) and isfinite(right[case.target]) and not same(case.number, right[case.target]):
            found.setdefault(case.target, []).append(case)
    return [case for target, rest in found.items() for case in rest if not rivals(case, rest, right[target])]


def rivals(case: Case, alternatives: Sequence[Case], right: float) -> bool:
    """Whether another kind of mistake gives the same number, and is not outranked."""
    return any(
        c.code != case.code and c.rank >= case.rank and close(case.number, c.number, right) for c in alternatives
    )


def measure_mistakes(e: Expression, exercise: Exercise, rate: Rate, random: Random, most: int | None) -> None:
    made = unmistakable(e)
    for case in made if most is None or len(made) <= most else random.sample(made, most):
        text = f"{case.number:.1e}" if case.code == "rounded-early" else f"{case.number:.12e}"
        claim = exercise.claim(f"{e.names[case.target]}.grad", text)
        (verdict,) = exercise.mark([claim]).verdicts
        if verdict.passed:
            continue
        said = verdict.diagnosis.code if verdict.diagnosis else None
        rate.mistakes[case.code] += 1
        if said == case.code:
            rate.diagnosed[case.code] += 1
        else:
            where = f"{case.code} as {said}: {claim.quantity} = {text} for {e.text} at {e.at}"
            (rate.missed if said is None else rate.wrong).append(where)


def measure_right_answers(e: Expression, exercise: Exercise, rate: Rate) -> int:
    """Give the right answers with 3 to 8 digits, and in full; returns how many."""
    values = forward(e, {})
    count = 0
    for kind, numbers in (("grad", backward(e, values)), ("data", values)):
        for name, x in zip(e.names, numbers, strict=True):
            for text in [*(f"{x:.{digits - 1}e}" for digits in range(3, 9)), f"{x:#.3g}", repr(x)]:
                count += 1
                (verdict,) = exercise.mark([exercise.claim(f"{name}.{kind}", text)]).verdicts
                if not verdict.passed or verdict.diagnosis:
                    rate.marked_wrong.append(f"{name}.{kind} = {text} ({x!r}) for {e.text} at {e.at}")
    return count


if __name__ == "__main__":
    rate = measured(500)
    for code, count in sorted(rate.mistakes.items()):
        print(f"{code:22} {count:7}  diagnosed {rate.diagnosed[code] / count:7.2%}")
    print(f"{rate.expressions} expressions, {rate.mistakes.total()} mistakes: {rate.share:.2%} diagnosed, "
          f"{len(rate.missed)} not, {len(rate.wrong)} wrongly")  # fmt: skip
    print(f"{rate.right_answers} right answers: {len(rate.marked_wrong)} marked wrong")
    for line in [*rate.wrong[:10], *rate.missed[:10], *rate.marked_wrong[:10]]:
        print(line)
