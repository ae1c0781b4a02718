"""The same operations by PyTorch and by JAX, where they are installed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from importlib.util import find_spec
from typing import Any, NamedTuple

from .random_programs import RandomProgram

ARITHMETIC: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "neg": operator.neg,
}  # fmt: skip
SAME_NAME = (
    "exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "abs", "sign",
    "floor", "ceil", "hypot",
)  # fmt: skip
ARC = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh"}


class Framework(NamedTuple):
    """One framework.

    Args:
        name: what it is called.
        functions: the operations that it has, by our names.
        gradients: the value of a function at doubles and its derivatives.
    """

    name: str
    functions: Mapping[str, Callable[..., Any]]
    gradients: Callable[[Callable[..., Any], Sequence[float]], tuple[float, list[float | None]]]

    def at(self, op: str, xs: Sequence[float]) -> tuple[float, list[float | None]]:
        """The value of an operation and its local derivatives; None for one that it does not give."""
        return self.gradients(self.functions[op], xs)

    def of(self, program: RandomProgram) -> dict[str, float | None] | None:
        """The gradients of a program; None if an operation is not there, as elu is not with an alpha of its own."""
        ops = [(node.op, len(node.inputs)) for node in program.nodes if node.op]
        if ("elu", 2) in ops or not all(op in self.functions for op, _ in ops):
            return None
        names = list(program.bindings)

        def run(*xs: Any) -> Any:
            given = dict(zip(names, xs, strict=True))
            made: list[Any] = []
            for node in program.nodes:
                if node.op:
                    made.append(self.functions[node.op](*[made[i] for i in node.inputs]))
                else:
                    made.append(given[node.name] if node.name else 0 * xs[0] + node.data)
            return made[-1]

        return dict(zip(names, self.gradients(run, list(program.bindings.values()))[1], strict=True))


def installed() -> Iterator[Framework]:
    """Those that are here; of the others a line says that they are not."""
    for name, make in (("torch", _torch), ("jax", _jax)):
        if find_spec(name):
            yield make()
        else:
            print(f"{name} is not installed (it is in the extra `peers`): nothing is compared with it")


def _torch() -> Framework:
    import torch
    from torch.nn import functional

    def gradients(function: Callable[..., Any], xs: Sequence[float]) -> tuple[float, list[float | None]]:
        leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in xs]
        out = function(*leaves)
        if not out.requires_grad:
            return out.item(), [0.0] * len(xs)
        found = torch.autograd.grad(out, leaves, allow_unused=True)
        return out.item(), [None if slope is None else slope.item() for slope in found]

    functions = ARITHMETIC | {name: getattr(torch, name) for name in (*SAME_NAME, *ARC, "atan2", "erf", "sigmoid")}
    functions |= {
        "^": torch.pow,
        "relu": functional.relu,
        "leaky_relu": lambda x, *slope: functional.prelu(x, *slope) if slope else functional.leaky_relu(x),
        "softplus": functional.softplus,
        "silu": functional.silu,
        "gelu": functional.gelu,
        "elu": lambda x, *alpha: functional.elu(x, *[a.item() for a in alpha]),
        "max": lambda *xs: torch.amax(torch.stack(xs), 0),
        "min": lambda *xs: torch.amin(torch.stack(xs), 0),
        "clip": torch.clamp,
    }
    return Framework(f"torch {torch.__version__}", functions, gradients)


def _jax() -> Framework:
    import jax
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def gradients(function: Callable[..., Any], xs: Sequence[float]) -> tuple[float, list[float | None]]:
        out, slopes = jax.value_and_grad(function, argnums=tuple(range(len(xs))))(*xs)
        return float(out), [float(slope) for slope in slopes]

    functions = ARITHMETIC | {name: getattr(jnp, name) for name in (*SAME_NAME, "cbrt")}
    functions |= {ours: getattr(jnp, theirs) for ours, theirs in {**ARC, "atan2": "arctan2"}.items()}
    functions |= {name: getattr(jax.nn, name) for name in ("leaky_relu", "sigmoid", "softplus", "silu", "elu", "relu")}
    functions |= {
        "^": jnp.power,
        "gelu": lambda x: jax.nn.gelu(x, approximate=False),
        "erf": jax.scipy.special.erf,
        "step": lambda x: jnp.heaviside(x, 0.0),
        "max": lambda *xs: reduce(jnp.maximum, xs) if len(xs) == 2 else jnp.max(jnp.stack(xs)),
        "min": lambda *xs: reduce(jnp.minimum, xs) if len(xs) == 2 else jnp.min(jnp.stack(xs)),
        "clip": jnp.clip,
    }
    return Framework(f"jax {jax.__version__}", functions, gradients)
