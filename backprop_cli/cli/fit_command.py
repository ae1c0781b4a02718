"""`backprop fit`: the parameters at which a loss is least."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING

import click

from ..errors import BindingError, UsageError
from .formats import Formats
from .inputs import read_program, values_for
from .options import expression_options, of_option, precision_option
from .parsing import HELP_NAMES, ExpressionCommand, FilePath, offered
from .tables import KINDS, column_option, columns_of, kind_of, opened_table, pairs

if TYPE_CHECKING:
    from ..answers.batch import Batch
    from ..answers.fit import Fit
    from ..files.rows import Record
    from ..views.numbers import Precision

FORMATS: Formats[Callable[[Fit, Precision, IO[str]], None]] = Formats({
    "table": "fit:write_table",
    "json": "fit:write_json",
})  # fmt: skip

METHODS = ("gd", "adam", "lbfgs")


@click.command(
    "fit",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Find the parameters at which a loss is least.",
    examples=[
        ('backprop fit "(w*x + b - y)^2" -i data.csv w=0.1 b=0', "a line through points"),
        ('backprop fit "(x - 2)^2" x=0', "the place of a minimum"),
        ('backprop fit "(w*x + b - y)^2" -i data.csv w=0.1 b=0 --plot', "and the loss over the steps"),
        ("backprop fit -f loss.txt -i data.csv w=0 b=0 --method adam --lr 0.01", "by Adam"),
    ],
)
@expression_options
@click.option(
    "-i", "--input", "table", type=FilePath(), metavar="FILE", shell_complete=offered("files"),
    help="The data: .csv, .tsv or .ndjson, or '-' for standard input.",
)  # fmt: skip
@click.option(
    "--kind", type=click.Choice(KINDS), help="The format of the data.  [default: by the ending of FILE, else csv]"
)
@column_option
@click.option("--method", type=click.Choice(METHODS), default="gd", show_default=True, help="gd is gradient descent.")
@click.option(
    "--lr",
    "rate",
    type=click.FloatRange(0, min_open=True),
    default=0.1,
    show_default=True,
    metavar="X",
    help="The learning rate.",
)
@click.option(
    "--steps",
    "most",
    type=click.IntRange(0),
    default=1000,
    show_default=True,
    metavar="N",
    help="The largest number of steps.",
)
@click.option("--plot", is_flag=True, help="Draw the loss over the steps below the table.")
@of_option
@precision_option
@click.option("--format", "form", type=FORMATS.choice(), default="table", show_default=True, help="The format.")
def command(
    arguments: Sequence[str], path: str | None, binding_files: Sequence[str], table: str | None, kind: str | None,
    columns: Sequence[str], method: str, rate: float, most: int, plot: bool, of: str | None, precision: Precision,
    form: str,
) -> None:  # fmt: skip
    """Find the parameters at which the loss is least, from where they are on the line: w=0.1 b=0.

    With data it is the mean over all rows, whose columns give the other variables their values. What has a value in a
    file or in the text keeps it.
    """
    from ..answers.batch import Batch
    from ..answers.fit import Fit, Objective, steps
    from ..arithmetic import floats
    from ..views.screen.diagnostic import print_warning
    from ..views.screen.progress import tracked

    if plot and form != "table":
        raise UsageError("--plot draws in the terminal", hint=f"leave out --format {form}")
    program, rest = read_program(arguments, path)
    values = values_for(program, rest, binding_files, floats)
    given = {argument.partition("=")[0].strip() for argument in rest}
    names = [name for name in program.variables if name in given]
    if not names:
        raise BindingError("no parameter was given", hint="write where each begins, as w=0.1 b=0")
    batch = Batch(program, names, values, of)
    objective = Objective(batch, _rows(batch, table, kind, pairs(columns)))
    start = [values[name] for name in names]
    history = list(tracked(steps(objective, start, method, rate, most), most + 1, "steps", sys.stderr))
    fit = Fit(names, method, len(objective.rows), history)
    FORMATS[form](fit, precision, sys.stdout)
    if plot:
        from ..views.plot.descent import write

        write(fit, sys.stdout)
    sys.stdout.flush()
    if not fit.converged:
        print_warning(
            f"the gradient is not 0 yet, but up to {history[-1].steepness:.3g}",
            sys.stderr,
            "more --steps, another --lr or --method",
        )


def _rows(
    batch: Batch, table: str | None, kind: str | None, called: Mapping[str, str]
) -> Iterable[Mapping[str, object]]:
    """The values of the variables that are no parameters, a mapping for each row of the data."""
    from ..files.rows import table_of

    others = [name for name in batch.variables if name not in batch.names]
    if table is None:
        batch.program.run(batch.defaults, of=batch.of)
        return [{}]
    with opened_table(table) as stream:
        rows = table_of(stream, kind_of(table, kind))
        sources = columns_of(others, rows.columns, batch.defaults, called)
        return [_values(record, line, sources) for line, record in enumerate(rows.records(), 1)]


def _values(record: Record, line: int, sources: Mapping[str, str]) -> Mapping[str, object]:
    if record.error:
        raise BindingError(f"row {line}: {record.error}", hint="mend the row, or leave it out")
    return {name: record.cells.get(column) for name, column in sources.items()}
