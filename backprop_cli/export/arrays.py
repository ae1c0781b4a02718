"""What the languages of arrays have in common: one function for a number, a column, or anything that broadcasts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from .python import Pythonic
from .target import PRODUCT, SIGNS, Form, Forms

# The functions that go by these names in every language of arrays.
SAME = (
    "abs", "sign", "floor", "ceil", "sqrt", "hypot", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos",
    "tan", "sinh", "cosh", "tanh",
)  # fmt: skip


NOTE = (
    "Inputs may be numbers or arrays, and the results broadcast. Outside the domain of an operation the result is"
    " nan or an infinity, where backprop eval gives an error."
)

# The functions of any number of inputs that these languages have for two.
NESTED = ("maximum", "minimum")


def slopes(module: str) -> Mapping[str, str]:
    """The helpers for the slopes of tanh and sigmoid, of which 1 - out^2 and out*(1 - out) lose all digits."""
    return {
        "_tanh_slope": (
            f"def _tanh_slope(x):\n    small = {module}.exp(-2*{module}.abs(x))\n"
            "    return 4*small/((1 + small)*(1 + small))"
        ),
        "_sigmoid_slope": (
            f"def _sigmoid_slope(x):\n    small = {module}.exp(-{module}.abs(x))\n"
            "    return small/((1 + small)*(1 + small))"
        ),
    }


class Arrays(Pythonic):
    """A language of arrays."""

    notes: Sequence[str] = (NOTE,)

    def reserved(self) -> Collection[str]:
        """The words of Python, and the modules that are imported."""
        return {*super().reserved(), "np", "jax", "jnp", "torch", "reduce"}


def forms_of(module: str, others: Mapping[str, str]) -> Forms:
    """How a language of arrays writes the primitives.

    Args:
        module: where its functions are.
        others: those that have a name of their own there, or that are helpers.
    """
    return {
        **SIGNS,
        **{name: Form(f"{module}.{name}") for name in SAME},
        "where": Form(f"{module}.where"),
        "both": Form("({0:2}) & ({1:2})", PRODUCT),
        "either": Form("({0:2}) | ({1:2})", PRODUCT),
        "negated": Form("~({0:0})"),
        "sum": Form("({sum})"),
        "mean": Form("({sum})/{count}", PRODUCT),
        "tanh_slope": Form("_tanh_slope({2})"),
        "sigmoid_slope": Form("_sigmoid_slope({2})"),
        "maximum": Form(f"{module}.maximum", nested=True),
        "minimum": Form(f"{module}.minimum", nested=True),
        **{name: Form(form, nested=name in NESTED) for name, form in others.items()},
    }
