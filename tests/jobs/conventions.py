"""Compares the README's table of conventions with PyTorch and JAX: `python -m tests.jobs.conventions`.

Prints, of those that are installed, what each has in every row; ends with code 1 where the README says something else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

from tests.jobs.readme import rows

HEADER = "| expression | at | grad | PyTorch | JAX |"

# What a framework has no function for.
NONE = "–"

Slope = Callable[[str, Mapping[str, float]], float]


def point(at: str) -> dict[str, float]:
    """The numbers of `x=0 y=2`."""
    return {name: float(number) for name, number in (pair.split("=") for pair in at.split())}


def of_torch() -> Slope:
    """The gradient to x by PyTorch, in doubles."""
    torch: Any = import_module("torch")
    functional = torch.nn.functional

    def tensor(x: Any) -> Any:
        return x if isinstance(x, torch.Tensor) else torch.tensor(float(x), dtype=torch.float64)

    functions = {name: getattr(torch, name) for name in ("relu", "abs", "sign", "floor", "ceil", "hypot", "atan2")}
    functions |= {name: getattr(torch, name) for name in ("sqrt", "asin", "acos", "acosh")}
    functions |= {
        "max": lambda *xs: torch.amax(torch.stack([*map(tensor, xs)]), 0),
        "min": lambda *xs: torch.amin(torch.stack([*map(tensor, xs)]), 0),
        "clip": lambda *xs: torch.clamp(*map(tensor, xs)),
        "leaky_relu": functional.leaky_relu,
        "elu": functional.elu,
    }

    def slope(code: str, at: Mapping[str, float]) -> float:
        inputs = {name: tensor(x).requires_grad_() for name, x in at.items()}
        eval(code, functions | inputs).backward()
        return float(inputs["x"].grad)

    return slope


def of_jax() -> Slope:
    """The gradient to x by JAX, in doubles."""
    jax: Any = import_module("jax")
    nn, numpy = jax.nn, jax.numpy
    jax.config.update("jax_enable_x64", True)
    functions = {
        name: getattr(numpy, name) for name in ("abs", "sign", "floor", "ceil", "hypot", "clip", "sqrt", "cbrt")
    }
    functions |= {name: getattr(nn, name) for name in ("relu", "leaky_relu", "elu")}
    functions |= {"atan2": numpy.arctan2, "asin": numpy.arcsin, "acos": numpy.arccos, "acosh": numpy.arccosh}
    functions |= {
        "max": lambda *xs: numpy.max(numpy.stack(xs)),
        "min": lambda *xs: numpy.min(numpy.stack(xs)),
    }

    def slope(code: str, at: Mapping[str, float]) -> float:
        return float(jax.grad(lambda x: eval(code, functions | dict(at) | {"x": x}))(at["x"]))

    return slope


FRAMEWORKS: dict[str, Callable[[], Slope]] = {"torch": of_torch, "jax": of_jax}


def differences(name: str, column: int) -> Iterator[str]:
    """Where a framework has another number than a column of the table says it has."""
    slope = FRAMEWORKS[name]()
    for row in rows(HEADER):
        try:
            found = repr(slope(row[0].replace("^", "**"), point(row[1])) + 0.0)
        except NameError:
            found = NONE
        print(f"  {row[0]:18} {row[1]:10} {found:20} {'' if found == row[2] else 'otherwise'}")
        if found != row[column]:
            yield f"{name}: {row[0]} at {row[1]} is {found}, and the README says {row[column]}"


def main() -> int:
    """Compare each framework that is installed."""
    wrong = 0
    for column, name in enumerate(FRAMEWORKS, 3):
        if find_spec(name) is None:
            print(f"{name} is not installed")
            continue
        print(f"{name} {version(name)}")
        for difference in differences(name, column):
            print(f"! {difference}")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
