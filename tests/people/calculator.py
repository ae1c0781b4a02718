"""A calculator for work done by hand: a sheet of lines, each a number worked out from the numbers above it.

It knows no rule of differentiation. Every line of the backward pass is written down by whoever writes the sheet, in
plain Python on floats: `d_q = d_f*z`. A mistake is another text for a line; the lines below go on from its number.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import CodeType

Rounding = Callable[[float], float]


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def relu(x: float) -> float:
    return x if x > 0 else 0.0


FUNCTIONS = {
    **{name: getattr(math, name) for name in ("exp", "log", "log2", "log10", "sqrt", "sin", "cos", "tanh")},
    "abs": abs, "max": max, "min": min, "pi": math.pi, "radians": math.radians, "relu": relu, "sigmoid": sigmoid,
}  # fmt: skip


class Worksheet:
    """The numbers that are given, and the lines that are worked out of them in their order.

    Args:
        given: the numbers that stand in the problem.
        forward: the lines of the forward pass, `name = formula`; the last one is the output.
        backward: those of the backward pass; `d_name` is the gradient of `name`.
    """

    def __init__(self, given: Mapping[str, float], forward: str, backward: str) -> None:
        self.given = dict(given)
        self.forward = _lines(forward)
        self.lines = {**self.forward, **_lines(backward)}
        self.output = list(self.forward)[-1]

    def worked(
        self,
        changed: Mapping[str, str] | None = None,
        *,
        pinned: Mapping[str, float] | None = None,
        rounding: Rounding | None = None,
    ) -> dict[str, float]:
        """All numbers of the sheet.

        Args:
            changed: other formulas for some of the lines: the mistakes.
            pinned: numbers that stand there in place of what a line would give.
            rounding: what is done to the number of each line before it is written down.
        """
        lines = {**self.lines, **{name: _compiled(text) for name, text in (changed or {}).items()}}
        if unknown := set(changed or {}) - set(self.lines):
            raise KeyError(f"no such line: {sorted(unknown)}")
        numbers = dict(self.given)
        for name, code in lines.items():
            found = float(eval(code, {"__builtins__": {}, **FUNCTIONS}, numbers))
            numbers[name] = rounding(found) if rounding else found
            if pinned and name in pinned:
                numbers[name] = pinned[name]
        return numbers

    def slope(self, name: str, step: float = 1e-5) -> float:
        """How fast the output rises with a number, by a central difference: no line of the backward pass is used."""
        ends = [self._moved(name, step), self._moved(name, -step)]
        return (ends[0] - ends[1]) / (2 * step)

    def _moved(self, name: str, by: float) -> float:
        """The output where one number, given or worked out, is a little more than it is."""
        numbers = dict(self.given)
        if name in numbers:
            numbers[name] += by
        for line, code in self.forward.items():
            numbers[line] = float(eval(code, {"__builtins__": {}, **FUNCTIONS}, numbers))
            if line == name:
                numbers[line] += by
        return numbers[self.output]


def _lines(text: str) -> dict[str, CodeType]:
    pairs = [line.split(" = ", 1) for line in text.strip().splitlines()]
    return {name.strip(): _compiled(formula) for name, formula in pairs}


def _compiled(formula: str) -> CodeType:
    return compile(formula.strip(), "<line>", "eval")


def digits(count: int) -> Rounding:
    """Rounding to so many significant digits."""
    return lambda x: float(f"{x:.{count - 1}e}")


def decimals(count: int) -> Rounding:
    """Rounding to so many digits after the point."""
    return lambda x: round(x, count)
