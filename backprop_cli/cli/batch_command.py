"""`backprop batch`: the value and the gradients for each row of a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from ..errors import UsageError
from ..files.forms import PARQUET
from .inputs import read_program, values_for
from .options import expression_options, of_option
from .parsing import HELP_NAMES, ExpressionCommand, FilePath, offered
from .tables import KINDS, column_option, ending, kind_of, pairs

if TYPE_CHECKING:
    from ..graph.program import Program
    from .engines.job import Job

FORMATS = (*KINDS, PARQUET)
ENGINES = ("python", "polars", "spark")


@click.command(
    "batch",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Compute every row of a table.",
    examples=[
        ('backprop batch "tanh(w*x + b)" -i points.csv -o out.csv w=0.5 b=0', "adds value, d_w, d_x, d_b and error"),
        ('backprop batch "(w*x - y)^2" -i data.csv w=0.5 --reduce mean', "the loss of a data set"),
        ("cat rows.ndjson | backprop batch -f model.txt -i - --format ndjson", "as a part of a pipeline"),
    ],
)
@expression_options
@click.option(
    "-i", "--input", "table", type=FilePath(), required=True, metavar="FILE", shell_complete=offered("files"),
    help="The table: .csv, .tsv, .ndjson or .parquet, or '-' for standard input.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=FilePath(), metavar="FILE", shell_complete=offered("files"),
    help="Write to a file.  [default: standard output]",
)  # fmt: skip
@click.option(
    "--format", "kind", type=click.Choice(FORMATS), help="The format.  [default: by the ending of FILE, else csv]"
)
@click.option("--grad", "names", multiple=True, metavar="NAME", help="Only these gradients.  [default: all]")
@of_option
@column_option
@click.option("--reduce", "how", type=click.Choice(["sum", "mean"]), help="One total in place of a row for each.")
@click.option(
    "--engine", type=click.Choice(ENGINES),
    help="What computes.  [default: polars for files of more than 1 MB, where it is installed; else python]",
)  # fmt: skip
@click.option("--remote", metavar="URL", help="The Spark to connect to, sc://….  [default: as Spark is configured]")
def command(
    arguments: Sequence[str], path: str | None, binding_files: Sequence[str], table: str, output: str | None,
    kind: str | None, names: Sequence[str], of: str | None, columns: Sequence[str], how: str | None,
    engine: str | None, remote: str | None,
) -> int:  # fmt: skip
    """Compute the value and the gradients for every row of a table, and add them to the row.

    A column gives a variable its value in each row, and NAME=VALUE gives it one for all rows that have no such column.
    Every row that goes in comes out, in order; one that cannot be computed gets its reason in the column "error", and
    then the exit code is 3.

    The engines python and polars give the same rows. Polars (pip install 'backprop-cli[batch]') works on all
    processors, and reads Parquet; it leaves to Python what is no UTF-8, or has cells of several lines. Spark (pip
    install 'backprop-cli[spark]') reads and writes folders, and may be anywhere.
    """
    from ..answers.batch import Batch
    from ..arithmetic import floats
    from .engines.job import Job

    form = _format(table, output, kind, how)
    run = _engine(engine, table, form, remote)
    program, rest = read_program(arguments, path)
    batch = Batch(program, _asked(program, names), values_for(program, rest, binding_files, floats), of)
    return run(Job(batch, table, form, output, pairs(columns), how, remote))


def _engine(name: str | None, table: str, form: str, remote: str | None) -> Callable[[Job], int]:
    """What does the job: the engine that was asked for, else the one that is the fastest for this table."""
    from .engines import polars, python

    if remote is not None and name != "spark":
        raise UsageError("only Spark is elsewhere", hint="add --engine spark")
    if name == "spark":
        from .engines import spark

        return spark.run
    if name == "python" and form == PARQUET:
        raise UsageError("Parquet is read with Polars", hint="leave out --engine python")
    if name == "python" or (name is None and form != PARQUET and not polars.is_better(table)):
        return python.run
    return polars.run


def _format(table: str, output: str | None, kind: str | None, how: str | None) -> str:
    """The format of the table, which is that of the output as well."""
    found = kind_of(table, kind, FORMATS)
    written = ending(output or "")
    if written in FORMATS and written != found and how is None:
        raise UsageError(
            f"rows go out as they come in, and {found} does not become {written}", hint=f"end the name with .{found}"
        )
    return found


def _asked(program: Program, names: Sequence[str]) -> Sequence[str]:
    """The variables whose gradients are asked for."""
    unknown = [name for name in names if name not in program.variables]
    if unknown:
        raise UsageError(
            f"the expression has no variable '{unknown[0]}'", hint=f"its variables are {', '.join(program.variables)}"
        )
    return tuple(dict.fromkeys(names)) or program.variables
