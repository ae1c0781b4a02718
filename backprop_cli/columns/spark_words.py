"""What is wrong with a row, as columns of Spark: the words of `faults` with the numbers of the row in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F  # noqa: N812 - it is called so everywhere
from pyspark.sql.types import BooleanType, DataType, NumericType, StringType

from . import spark
from .faults import Fault, Words
from .layers import Layers

# What Python reads as a number, and Java may read otherwise.
NUMBER = r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?\s*$"

# Numbers between 10 to these powers are written without an exponent by Python; by Java, up to 10^7.
LEAST, MOST = -4, 16


def first_of(reasons: Sequence[tuple[Column, Column]]) -> Column:
    """The words of the first condition that holds, null where none does."""
    nothing = F.lit(None).cast("string")
    if not reasons:
        return nothing
    (condition, words), *more = reasons
    return reduce(lambda chain, each: chain.when(*each), more, F.when(condition, words)).otherwise(nothing)


def faults_in(layers: Layers, faults: Iterable[Fault]) -> list[tuple[Column, Column]]:
    """The conditions under which a result is not finite, each with what is said then."""
    reasons = []
    for fault in faults:
        failed = ~spark.is_finite(layers.expressions[fault.result])
        for condition, words in fault.unmet:
            reasons.append((failed & ~layers.expressions[condition], _said(layers, words)))
        reasons.append((failed, _said(layers, fault.otherwise)))
    return reasons


def _said(layers: Layers, words: Words) -> Column:
    parts = [F.lit(x) if isinstance(x, str) else number_text(layers.expressions[x]) for x in words]
    return F.concat(*parts)


def double(cell: Column, kind: DataType) -> Column:
    """A cell as a double, null where it is none."""
    if isinstance(kind, StringType):
        return F.when(cell.rlike(NUMBER), F.trim(cell).try_cast("double"))
    return cell.cast("double") if isinstance(kind, NumericType) else F.lit(None).cast("double")


def cell_reasons(name: str, cell: Column, kind: DataType, longest: int) -> list[tuple[Column, Column]]:
    """What is wrong with a cell that is no finite number.

    Args:
        name: the variable.
        cell: the cell.
        kind: its type.
        longest: so much of it is repeated.
    """
    empty = cell.isNull()
    shown = cell.cast("string")
    if isinstance(kind, StringType):
        empty = empty | (F.trim(cell) == "")
        shown = F.concat(F.lit("'"), cell, F.lit("'"))
    elif isinstance(kind, BooleanType):
        shown = F.initcap(shown)
    elif isinstance(kind, NumericType):
        shown = number_text(cell.cast("double"))
    cut = F.when(F.length(shown) > longest, F.concat(F.substring(shown, 1, longest), F.lit("…"))).otherwise(shown)
    return [
        (empty, F.lit(f"{name} has no value")),
        (
            ~spark.is_finite(double(cell, kind)),
            F.concat(F.lit(f"{name} is "), cut, F.lit(", which is no finite number")),
        ),
    ]


def number_text(x: Column) -> Column:
    """A double as Python writes it in words: 100000000 where Java writes 1.0E8, 1e-07 where it writes 1.0E-7."""
    text = F.abs(x).cast("string")
    parts = F.split(text, "E")
    exponent = F.coalesce(F.get(parts, F.lit(1)), F.lit("0")).try_cast("int")
    digits = F.regexp_replace(F.get(parts, F.lit(0)), r"\.0$|\.", "")
    plain = F.regexp_replace(text, r"\.0$", "")
    whole = F.rpad(digits, F.greatest(exponent + 1, F.length(digits)), "0")
    rest = F.substr(digits, exponent + 2)
    large = F.concat(
        F.substr(whole, F.lit(1), exponent + 1), F.when(rest == "", "").otherwise(F.concat(F.lit("."), rest))
    )
    small = F.concat(F.lit("0.000"), digits)
    written = F.format_string("%s%02d", F.when(exponent < 0, "-").otherwise("+"), F.abs(exponent))
    mantissa = F.regexp_replace(F.get(parts, F.lit(0)), r"\.0$", "")
    scientific = F.concat(mantissa, F.lit("e"), written)
    sign = F.when(x.cast("string").startswith("-"), "-").otherwise("")
    number = (
        F.when(~text.contains("E"), plain)
        .when((exponent >= 0) & (exponent < MOST), large)
        .when(exponent == LEAST, small)
        .otherwise(scientific)
    )
    special = F.when(F.isnan(x), "nan").when(F.abs(x) == F.lit(float("inf")), F.concat(sign, F.lit("inf")))
    return F.coalesce(special, F.concat(sign, number))
