"""How long the printed derivatives are beside SymPy's: `python -m tests.jobs.lengths` prints the comparison."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from backprop_cli import parse
from backprop_cli.answers.derivative import derivatives
from backprop_cli.graph.program import Program

FOLDER = Path(__file__).parent.parent / "expressions" / "derivatives"

# The operations that SymPy has too, or that it can be told with those that it has.
SYMPY: dict[str, str] = {
    "+": "{} + {}", "-": "{} - {}", "*": "({})*({})", "/": "({})/({})", "^": "({})**({})", "neg": "-({})",
    "log2": "log({}, 2)", "log10": "log({}, 10)", "log1p": "log(1 + {})", "expm1": "exp({}) - 1",
    "sigmoid": "1/(1 + exp(-({})))", "softplus": "log(1 + exp({}))", "silu": "({0})/(1 + exp(-({0})))",
    "gelu": "({0})*(1 + erf(({0})/sqrt(2)))/2", "relu": "Max({}, 0)", "abs": "Abs({})",
    "hypot": "sqrt(({})**2 + ({})**2)",
    "atan2": "atan2({}, {})", "max": "Max({}, {})", "min": "Min({}, {})",
}  # fmt: skip
SAME = "exp log sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf".split()  # noqa: SIM905 - easier to read
SYMPY |= {name: f"{name}({{}})" for name in SAME}


# SymPy simplifies each of these for seconds, the first for half a minute. Their ratios lie around 1, as the mean does.
SLOW = {
    "tanh(v*tanh(w*x + b) + c)", "tanh(w0*x0 + w1*x1 + b)", "v*tanh(w*x + b) + c", "(y - tanh(w*x))^2 + k*w^2",
    "(w*x + b - y)^2",
}  # fmt: skip


def cases() -> Iterator[tuple[str, dict[str, str]]]:
    """The expressions of the folder, each with its printed derivatives by name."""
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in block.splitlines() if not line.startswith("#")]
            if lines:
                parts = [line.strip().removeprefix("d/d").split(" = ", 1) for line in lines[1:]]
                yield lines[0], dict(parts)


def in_sympy(program: Program) -> str | None:
    """The program in the notation of SymPy; None if it has an operation that SymPy lacks."""
    texts: list[str] = []
    for index, op in enumerate(program.ops):
        if op is None:
            texts.append(program.leaves[index])
        elif op.name not in SYMPY or len(program.operands[index]) > 2:
            return None
        else:
            texts.append(f"({SYMPY[op.name].format(*[texts[i] for i in program.operands[index]])})")
    return texts[program.output]


def shortest_of_sympy(program: Program) -> dict[str, str] | None:
    """What SymPy prints for each derivative."""
    import sympy

    text = in_sympy(program)
    if text is None:
        return None
    names = {name: sympy.Symbol(name, real=True) for name in program.variables}
    expression = sympy.sympify(text, locals=names | {"e": sympy.E})
    return {name: str(sympy.simplify(sympy.diff(expression, symbol))) for name, symbol in names.items()}


def length(formula: str) -> int:
    """The length of a formula in one convention: no spaces, `^` for a power, SymPy's E as e."""
    return len(formula.replace(" ", "").replace("**", "^"))


def ratios(report: Callable[..., Any], without: Container[str] = ()) -> list[float]:
    """Our length over SymPy's, for each expression of the set: all its derivatives together."""
    found = []
    for text in [text for text, _ in cases() if text not in without]:
        program = parse(text)
        theirs = shortest_of_sympy(program)
        if theirs is not None:
            ours = {each.names[0]: each.text for each in derivatives(program)}
            found.append(sum(map(length, ours.values())) / sum(map(length, theirs.values())))
            report(f"{found[-1]:5.2f}  {text}\n" + "\n".join(f"         {ours[n]}\n         {theirs[n]}" for n in ours))
    return found


if __name__ == "__main__":
    found = ratios(print)
    print(f"mean {mean(found):.3f} of {len(found)} expressions")
