"""SQL: one statement over a table, whose columns are the inputs; it adds the value and the gradients to each row.

It is written in layers, each a query over the one before that adds the columns which need no others than those, so that
each shared value is computed once. What has no result is NULL in SQL, and so is everything that is made of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..errors import UsageError
from .heading import heading
from .tape import Recorded
from .target import COMPARISON, PRODUCT, SIGNS, Form, Target, Text, by_a_number
from .writing import Code, Line

# Those in which the statement can be as it is written here; the others are left to sqlglot.
OWN = ("duckdb", "sqlite")

# Those that would put a layer into each place where it is read, and so compute it as often as it is.
INLINING = ("sqlite", "postgres")

# A quotation mark within a quoted name is doubled.
_NAME = re.compile(r'"(?:[^"]|"")*"')

# Exponents below this are looked at.
SMALL = 1000

NOTE = (
    "The results are columns of doubles beside the inputs. What is no number is NULL, and so is an infinite "
    "derivative in some systems, where backprop eval gives an error or inf."
)

SAME = ("abs", "floor", "ceil", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "asinh")


def _within(condition: str, form: str) -> Form:
    """A function, and NULL outside its domain."""
    return Form(f"CASE WHEN {condition} THEN {form} END")


FORMS = {
    **SIGNS,
    **{name: Form(name) for name in SAME},
    "divide": Form("{0:3}/NULLIF({1}, 0e0)", PRODUCT),
    "equal": Form("{0:2} = {1:2}", COMPARISON),
    "both": Form("({0:1} AND {1:1})"),
    "either": Form("({0:1} OR {1:1})"),
    "negated": Form("(NOT ({0}))"),
    # Of a condition that is NULL, neither branch is the result.
    "where": Form("CASE WHEN {0} THEN {1} WHEN NOT ({0}) THEN {2} END"),
    # Some systems leave out what is NULL, and the sum of all does not.
    "maximum": _within("({sum}) IS NOT NULL", "greatest({all})"),
    "minimum": _within("({sum}) IS NOT NULL", "least({all})"),
    "sign": Form("CAST(sign({0}) AS DOUBLE)"),
    "sum": Form("({sum})"),
    "mean": Form("({sum})/{count}e0", PRODUCT),
    "sqrt": _within("{0} >= 0e0", "sqrt({0})"),
    "cbrt": Form("sign({0})*pow(abs({0}), 1e0/3e0)", PRODUCT),
    "hypot": Form("sqrt({0:4}*{0:4} + {1:4}*{1:4})"),
    "exp": Form("exp"),
    "expm1": Form("CASE WHEN abs({0}) < 5e-1 THEN 2e0*tanh({0:4}/2e0)/(1e0 - tanh({0:4}/2e0)) ELSE exp({0}) - 1e0 END"),
    "log": _within("{0} > 0e0", "ln({0})"),
    "log2": _within("{0} > 0e0", "log2({0})"),
    "log10": _within("{0} > 0e0", "log10({0})"),
    "log1p": Form(
        "CASE WHEN 1e0 + {0:3} = 1e0 THEN {0} WHEN {0} > -1e0 THEN ln(1e0 + {0:3})*{0:4}/((1e0 + {0:3}) - 1e0) END"
    ),
    "pow": _within("{0} > 0e0 OR ({0} = 0e0 AND {1} >= 0e0) OR ({0} < 0e0 AND {1} = floor({1}))", "pow({0}, {1})"),
    "xlogy": Form("CASE WHEN {1} > 0e0 THEN {0:3}*ln({1}) WHEN {1} = 0e0 THEN 0e0 END"),
    "asin": _within("abs({0}) <= 1e0", "asin({0})"),
    "acos": _within("abs({0}) <= 1e0", "acos({0})"),
    "atan2": Form("atan2({0}, {1:2} + 0e0)"),
    "acosh": _within("{0} >= 1e0", "acosh({0})"),
    "atanh": _within("abs({0}) < 1e0", "atanh({0})"),
    "sigmoid": Form(
        "CASE WHEN {0} >= 0e0 THEN 1e0/(1e0 + exp(-{0:4})) WHEN {0} < 0e0 THEN exp({0})/(1e0 + exp({0})) END"
    ),
    "tanh_slope": Form(
        "CASE WHEN abs({2}) < 1e0 THEN {0}"
        " WHEN {2} IS NOT NULL THEN 4e0*exp(-2e0*abs({2}))/pow(1e0 + exp(-2e0*abs({2})), 2e0) END"
    ),
    "sigmoid_slope": Form("exp(-abs({2}))/pow(1e0 + exp(-abs({2})), 2e0)", PRODUCT),
    "softplus": Form(
        "CASE WHEN {0} > 0e0 THEN {0:3} + ln(1e0 + exp(-{0:4})) WHEN {0} <= 0e0 THEN ln(1e0 + exp({0})) END"
    ),
}

# There an integer that is too large is an error of the whole statement, and what is rounded is an integer.
ON_SPARK = {
    **{
        name: Form(f"CASE WHEN abs({{0}}) < 4503599627370496e0 THEN CAST({name}({{0}}) AS DOUBLE) ELSE {{0}} END")
        for name in ("floor", "ceil")
    },
    "pow": _within("{0} > 0e0 OR ({0} = 0e0 AND {1} >= 0e0) OR ({0} < 0e0 AND {1:3} % 1e0 = 0e0)", "pow({0}, {1})"),
}


NOTES_ON = {
    "hypot": "hypot is the root of the sum of the squares, which may overflow.",
    "expm1": "expm1 may miss the last digits.",
    "log1p": "log1p may miss the last digits.",
    "cbrt": "cbrt is a power of 1/3, which may miss the last digits.",
}


class Sql(Target):
    """A statement; what it is called is the table that it reads."""

    title = "SQL"
    # For what is larger than every double, there is no literal that all dialects have.
    infinity, nan = "1e999", "NULL"
    notes = (NOTE,)
    notes_on = NOTES_ON
    forms = FORMS

    folds_case = True

    def __init__(self, dialect: str = "duckdb") -> None:
        self.dialect = dialect
        if dialect == "sqlite":
            self.forms = {**self.forms, "maximum": Form("max"), "minimum": Form("min")}
        elif dialect == "spark":
            self.forms = {**self.forms, **ON_SPARK}

    @classmethod
    def of_dialect(cls, dialect: str) -> Sql:
        """SQL as one system speaks it."""
        return cls(dialect)

    def fitting(self, name: str) -> str:
        """The name: any may stand in quotation marks."""
        return name

    def identifier(self, name: str) -> str:
        """The name of a column, in quotation marks so that it may be any."""
        return '"' + name.replace('"', '""') + '"'

    def literal(self, value: float | bool) -> Text:
        """A number with an exponent, which makes it a double."""
        if isinstance(value, bool):
            return Text(f"({int(value)} = 1)")
        text = super().literal(value)
        if "e" in text.text or text.text == self.nan:
            return text
        return Text(f"{text.text.removesuffix('.0')}e0", text.binding)

    def written(self, entry: Recorded, inputs: Sequence[Text]) -> Text:
        """The code for one recorded number; a power with a natural exponent has a value everywhere."""
        if entry.primitive == "pow" and entry.inputs[1].is_literal and entry.inputs[1].detail in range(SMALL):
            return Form("pow").of(inputs)
        if by_a_number(entry):
            return SIGNS["divide"].of(inputs)
        return super().written(entry, inputs)

    def source(self, written: Code, *, main: bool) -> str:
        """The statement, in the dialect that was asked for."""
        if main:
            raise UsageError("a statement of SQL runs as it is", hint="leave out --main")
        alike = [name for name, own in _quoted(written) if own != name]
        if alike:
            raise UsageError(f"SQL does not tell the column {alike[0]} from another one", hint="choose other names")
        statement = _statement(written, self.dialect)
        if self.dialect not in OWN:
            statement = _translated(statement, self.dialect)
        return f"{heading(written, '--')}\n{statement};\n"


def _statement(written: Code, dialect: str) -> str:
    kept = "MATERIALIZED " if dialect in INLINING else ""
    layers = [f"SELECT {_taken(written)}\n  FROM {written.target.identifier(written.called)}"]
    name = "layer" if not written.called.casefold().startswith("layer") else "step"
    for number, lines in enumerate(_layers(written.lines)):
        added = "".join([f",\n    {line.code} AS {line.name}" for line in lines])
        layers.append(f"SELECT *{added}\n  FROM {name}{number}")
    queries = ", ".join([f"{name}{number} AS {kept}(\n  {layer}\n)" for number, layer in enumerate(layers)])
    return f"WITH {queries}\nSELECT\n  {_results(written)}\nFROM {name}{len(layers) - 1}"


def _results(written: Code) -> str:
    """The inputs, the value and the gradients as columns, under the names that they have in `batch`."""
    columns = [own if own == name else f"{own} AS {name}" for name, own in _quoted(written)]
    names = ["value", *[f"d_{name}" for name in written.inputs]]
    columns += [
        f"{code} AS {written.target.identifier(name)}" for name, code in zip(names, written.outputs, strict=True)
    ]
    return ",\n  ".join(columns)


def _quoted(written: Code) -> Iterator[tuple[str, str]]:
    return ((written.target.identifier(name), own) for name, own in written.inputs.items())


def _taken(written: Code) -> str:
    """The inputs as columns of doubles: a constant where one has a value, else a column of the table."""
    defaults, target = written.function.defaults, written.target
    return ", ".join([
        f"CAST({target.literal(defaults[name]).text if name in defaults else quoted} AS DOUBLE) AS {own}"
        for (name, own), (quoted, _) in zip(written.inputs.items(), _quoted(written), strict=True)
    ] or ['1 AS "no input"'])  # fmt: skip


def _layers(lines: list[Line]) -> list[list[Line]]:
    """The statements by how many others lie below them."""
    layer: dict[str, int] = {}
    for line in lines:
        layer[line.name] = 1 + max([layer.get(name, 0) for name in _NAME.findall(line.code)], default=0)
    layers: list[list[Line]] = [[] for _ in range(max(layer.values(), default=0))]
    for line in lines:
        layers[layer[line.name] - 1].append(line)
    return layers


def _translated(statement: str, dialect: str) -> str:
    try:
        import sqlglot
    except ImportError:
        raise UsageError(
            f"the SQL of {dialect} is written with sqlglot", hint="install it: pip install 'backprop-cli[sql]'"
        ) from None
    return str(sqlglot.transpile(statement, read=OWN[0], write=dialect, pretty=True)[0])
