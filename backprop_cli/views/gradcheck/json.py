"""The gradient check as JSON."""

from __future__ import annotations

from typing import IO

from ...answers.gradcheck.check import KINK, Gradient, GradientCheck
from ...files.numbers import json_number
from ..json_objects import json_object
from ..numbers import Precision

NUMBERS = ("backprop", "forward", "central", "complex", "relative_error")


def write(check: GradientCheck, precision: Precision, out: IO[str]) -> None:
    """Write the check as a JSON object; with a sweep if one was made, and with notes if a kink was found.

    The arguments are those of `table.write`; a program gets all digits.
    """
    members = {"passed": check.passed, "gradients": [_object(gradient) for gradient in check.gradients]}
    notes = [{"name": g.name, "code": KINK, "message": kink} for g in check.gradients for kink in g.kinks]
    sweep = [
        {"name": gradient.name, **{key: json_number(x) for key, x in row._asdict().items()}}
        for gradient in check.gradients
        for row in gradient.sweep
    ]
    out.write(json_object(members | ({"notes": notes} if notes else {}) | ({"sweep": sweep} if sweep else {})))


def _object(gradient: Gradient) -> dict[str, object]:
    numbers = {key: json_number(getattr(gradient, key)) for key in NUMBERS}
    return {"name": gradient.name, **numbers, "verdict": gradient.verdict}
