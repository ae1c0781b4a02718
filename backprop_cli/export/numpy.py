"""NumPy."""

from __future__ import annotations

from .arrays import Arrays, forms_of, slopes

HELPERS = {
    **slopes("np"),
    "_sigmoid": (
        "def _sigmoid(x):\n    small = np.exp(-np.abs(x))\n    return np.where(x >= 0, 1.0, small)/(1.0 + small)"
    ),
    "_xlogy": "def _xlogy(a, x):\n    return np.where(x == 0, 0.0, a*np.log(np.where(x == 0, 1.0, x)))",
    "_erf": "_erf = np.vectorize(math.erf, otypes=[float])",
    "_erfc": "_erfc = np.vectorize(math.erfc, otypes=[float])",
}


FORMS = forms_of(
    "np",
    {
        "pow": "np.power", "cbrt": "np.cbrt",
        "asin": "np.arcsin", "acos": "np.arccos", "atan": "np.arctan", "atan2": "np.arctan2({0}, {1:2} + 0.0)",
        "asinh": "np.arcsinh", "acosh": "np.arccosh", "atanh": "np.arctanh",
        "sigmoid": "_sigmoid", "softplus": "np.logaddexp({0}, 0.0)", "xlogy": "_xlogy", "erf": "_erf", "erfc": "_erfc",
    },
)  # fmt: skip


class NumPy(Arrays):
    """A function of arrays, which NumPy's `errstate` keeps quiet outside the domain."""

    title = "NumPy"
    imports = ("import math", "", "import numpy as np")
    taken = "{0} = np.asarray({0}, dtype=float)"
    forms = FORMS
    helpers = HELPERS
