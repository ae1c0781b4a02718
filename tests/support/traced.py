"""Turns a function over numbers into an expression of the language, by calling it with variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

# How a function of NumPy is written.
FORMS = {
    "abs": "abs({})", "absolute": "abs({})", "exp2": "2^({})", "reciprocal": "1/({})", "negative": "-({})",
    "power": "({})^({})", "divide": "({})/({})", "true_divide": "({})/({})", "multiply": "({})*({})",
    "add": "({}) + ({})", "subtract": "({}) - ({})", "rad2deg": "({})*180/pi", "degrees": "({})*180/pi",
    "deg2rad": "({})*pi/180", "radians": "({})*pi/180", "sinc": "sin(pi*({0}))/(pi*({0}))", "square": "({})^2",
    "maximum": "max({}, {})", "minimum": "min({}, {})", "arctan2": "atan2({}, {})", "hypot": "hypot({}, {})",
}  # fmt: skip
FORMS |= {f"arc{name}": f"a{name}({{}})" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
FORMS |= {
    name: f"{name}({{}})"
    for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "expm1", "log", "log2", "log10", "log1p", "sqrt",
                 "sign", "floor", "ceil")
}  # fmt: skip


class Traced:
    """A number that remembers how it is written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __neg__(self) -> Traced:
        return Traced(f"-({self.text})")


def text_of(x: Any) -> str:
    return x.text if isinstance(x, Traced) else repr(float(x))


def _operator(sign: str, swapped: bool) -> Callable[[Traced, Any], Traced]:
    def method(self: Traced, other: Any) -> Traced:
        a, b = (other, self) if swapped else (self, other)
        return Traced(f"({text_of(a)}) {sign} ({text_of(b)})")

    return method


for _name, _sign in {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "^"}.items():
    setattr(Traced, f"__{_name}__", _operator(_sign, swapped=False))
    setattr(Traced, f"__r{_name}__", _operator(_sign, swapped=True))


class Functions:
    """A module of functions of numbers, which write themselves down when they are called with a traced number."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._module, name)

        def function(*xs: Any, **options: Any) -> Any:
            if not any(isinstance(x, Traced) for x in xs):
                return real(*xs, **options)
            return Traced(FORMS[name].format(*map(text_of, xs)))

        return function if callable(real) else real


def expression(function: Callable[..., Any], names: Sequence[str]) -> str | None:
    """The expression that a function computes; None if the language has no form for it."""
    try:
        return text_of(function(*map(Traced, names)))
    except (KeyError, TypeError):
        return None
