"""SymPy's own tests as cases: every derivative that it takes while they run, where our language can say it."""

from __future__ import annotations

import importlib
import signal
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import sympy
from mpmath import isfinite, mpf, mpmathify
from sympy.core.expr import Expr

# Those whose tests take many derivatives of functions that we have.
MODULES = (
    "sympy.core.tests.test_diff",
    "sympy.core.tests.test_function",
    "sympy.core.tests.test_expr",
    "sympy.functions.elementary.tests.test_exponential",
    "sympy.functions.elementary.tests.test_hyperbolic",
    "sympy.functions.elementary.tests.test_miscellaneous",
    "sympy.functions.elementary.tests.test_trigonometric",
    "sympy.functions.special.tests.test_error_functions",
    "sympy.integrals.tests.test_heurisch",
    "sympy.integrals.tests.test_manual",
    "sympy.series.tests.test_limits",
    "sympy.solvers.ode.tests.test_ode",
)
SECONDS_A_TEST = 10

FUNCTIONS = {
    sympy.log: "log", sympy.sin: "sin", sympy.cos: "cos", sympy.tan: "tan", sympy.asin: "asin", sympy.acos: "acos",
    sympy.atan: "atan", sympy.atan2: "atan2", sympy.sinh: "sinh", sympy.cosh: "cosh", sympy.tanh: "tanh",
    sympy.asinh: "asinh", sympy.acosh: "acosh", sympy.atanh: "atanh", sympy.Abs: "abs", sympy.sign: "sign",
    sympy.Max: "max", sympy.Min: "min", sympy.erf: "erf", sympy.exp: "exp", sympy.floor: "floor",
    sympy.ceiling: "ceil",
}  # fmt: skip
INVERTED = {
    sympy.sec: "cos", sympy.csc: "sin", sympy.cot: "tan", sympy.sech: "cosh", sympy.csch: "sinh", sympy.coth: "tanh",
}  # fmt: skip
CONSTANTS = {sympy.pi: "pi", sympy.E: "e"}


class Case(NamedTuple):
    """An expression, the symbols to differentiate by, and the derivative that SymPy has."""

    expression: Any
    symbols: tuple[Any, ...]
    derivative: Any


class EnoughError(BaseException):
    """There are as many cases as were asked for; no test of SymPy's catches it."""


@contextmanager
def recording(cases: dict[Any, Case], most: int) -> Iterator[None]:
    """Write down every derivative that is taken."""
    taken = Expr.diff

    def diff(self: Any, *symbols: Any, **options: Any) -> Any:
        derivative = taken(self, *symbols, **options)
        if symbols and all(isinstance(symbol, sympy.Symbol) for symbol in symbols):
            with suppress(TypeError):
                cases.setdefault((self, symbols), Case(self, symbols, derivative))
        if len(cases) >= most:
            raise EnoughError
        return derivative

    Expr.diff = diff
    try:
        yield
    finally:
        Expr.diff = taken


def recorded(modules: Sequence[str] = MODULES, most: int = 10**9) -> list[Case]:
    """The cases of these modules; a test that takes long or fails is left where it stands."""
    cases: dict[Any, Case] = {}
    with warnings.catch_warnings(), recording(cases, most), suppress(EnoughError):
        warnings.simplefilter("ignore")
        for name in modules:
            module = importlib.import_module(name)
            for test, function in list(vars(module).items()):
                if test.startswith("test") and callable(function):
                    _run(function)
    return list(cases.values())


def _run(test: Any) -> None:
    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS_A_TEST)
    try:
        test()
    except EnoughError:
        raise
    except BaseException:
        # SymPy's tests raise exceptions of their own to say that they skip; what they took until then counts.
        return
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def written(expression: Any, names: dict[Any, str]) -> str | None:
    """An expression of SymPy in our language, fully in parentheses; None if it cannot be said."""
    texts: dict[Any, str | None] = {}
    for node in sympy.postorder_traversal(expression):
        if node not in texts:
            operands = [texts.get(operand) for operand in node.args]
            texts[node] = None if None in operands else _written(node, operands, names)
    return texts[expression]


def _written(node: Any, operands: Sequence[Any], names: dict[Any, str]) -> str | None:
    if not operands:
        return _leaf(node, names)
    if isinstance(node, sympy.Add | sympy.Mul):
        return f"({(' + ' if isinstance(node, sympy.Add) else '*').join(operands)})"
    if isinstance(node, sympy.Pow):
        return f"({operands[0]}^{operands[1]})"
    return _called(type(node), operands)


def _leaf(node: Any, names: dict[Any, str]) -> str | None:
    if isinstance(node, sympy.Rational):
        return f"({node.p}/{node.q})" if node.q != 1 else f"({node.p})"
    if isinstance(node, sympy.Float):
        return f"({float(node)!r})" if isfinite(float(node)) else None
    return names.get(node) or CONSTANTS.get(node)


def _called(function: Any, operands: Sequence[str]) -> str | None:
    if function is sympy.log and len(operands) == 2:
        return f"(log({operands[0]})/log({operands[1]}))"
    if function in (sympy.Max, sympy.Min) and len(operands) < 2:
        return None
    if function in INVERTED:
        return f"(1/{INVERTED[function]}({operands[0]}))"
    return f"{FUNCTIONS[function]}({', '.join(operands)})" if function in FUNCTIONS else None


def number(expression: Any, at: dict[Any, float]) -> Any:
    """The real number that an expression has at a point, to 30 digits; None if it has none."""
    try:
        found = expression.subs({symbol: sympy.Float(repr(x), 30) for symbol, x in at.items()}).evalf(30)
        value = mpmathify(found)
    except Exception:
        # SymPy raises many things where there is no number.
        return None
    return value if isinstance(value, mpf) and isfinite(value) else None
