"""The uncertainty of the output and what each input adds to it, as cells of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..numbers import NOTHING, Precision, short

if TYPE_CHECKING:
    from ...answers.report import Report
    from ...answers.uncertainty import Budget

COLUMNS = ("input", "value", "sigma", "gradient", "contribution", "share")
HOW = "gradient·sigma, first order, independent inputs"


def cells_of(budget: Budget, precision: Precision) -> list[list[str]]:
    """The columns of the budget: in each a text for every input."""
    return [
        [each.name for each in budget.contributions],
        *[
            [short(x, precision) for x in numbers]
            for numbers in zip(*[each[1:5] for each in budget.contributions], strict=True)
        ],
        [NOTHING if each.share is None else f"{100 * each.share:.1f} %" for each in budget.contributions],
    ]


def total_of(report: Report, budget: Budget, precision: Precision) -> str:
    """The output with its uncertainty."""
    return f"{report.output.id} = {short(report.output.data, precision)} ± {short(budget.sigma, precision)}"
