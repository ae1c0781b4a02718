"""PyTorch."""

from __future__ import annotations

from .arrays import Arrays, forms_of, slopes

# A number beside a tensor is as precise as that, and beside none as a double.
WHERE = """\
def _where(condition, a, b):
    kind = next((x.dtype for x in (a, b) if torch.is_tensor(x)), torch.float64)
    return torch.where(torch.as_tensor(condition), torch.as_tensor(a, dtype=kind), torch.as_tensor(b, dtype=kind))"""
TENSORS = """\
def _tensors(*xs):
    kind = next((x.dtype for x in xs if torch.is_tensor(x)), torch.float64)
    return [torch.as_tensor(x, dtype=kind) for x in xs]"""


HELPERS = {
    **slopes("torch"),
    "_where": WHERE,
    "_tensors": TENSORS,
    "_cbrt": "def _cbrt(x):\n    return torch.sign(x)*torch.abs(x)**(1/3)",
    "_xlogy": "def _xlogy(a, x):\n    return _where(x == 0, 0.0, a*torch.log(_where(x == 0, 1.0, x)))",
}


FORMS = forms_of(
    "torch",
    {
        "where": "_where", "maximum": "torch.maximum(*_tensors({all}))", "minimum": "torch.minimum(*_tensors({all}))",
        "pow": "torch.pow", "cbrt": "_cbrt",
        "hypot": "torch.hypot(*_tensors({all}))", "atan2": "torch.atan2(*_tensors({0}, {1:2} + 0.0))",
        "asin": "torch.asin", "acos": "torch.acos", "atan": "torch.atan",
        "asinh": "torch.asinh", "acosh": "torch.acosh", "atanh": "torch.atanh",
        "sigmoid": "torch.sigmoid", "softplus": "torch.logaddexp(*_tensors({0}, 0.0))", "xlogy": "_xlogy",
        "erf": "torch.erf", "erfc": "torch.erfc",
    },
)  # fmt: skip


NOTES_ON = {"cbrt": "cbrt is a power of 1/3, which may miss the last digits."}


class Torch(Arrays):
    """A function of tensors, which computes the gradients itself and builds no graph of PyTorch's."""

    title = "PyTorch"
    imports = ("import math", "", "import torch")
    taken = "{0} = {0} if torch.is_tensor({0}) else torch.as_tensor({0}, dtype=torch.float64)"
    notes = (*Arrays.notes, "A tensor of 32 bits is computed with 32 bits.")
    notes_on = NOTES_ON
    forms = FORMS
    helpers = HELPERS
