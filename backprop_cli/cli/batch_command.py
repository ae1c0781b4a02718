"""`backprop batch`: the value and the gradients for each row of a table."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, cast

import click

from .. import inert
from ..errors import BindingError, UsageError
from .inputs import read_program, values_for
from .options import expression_options, of_option
from .parsing import HELP_NAMES, ExpressionCommand, FilePath, offered
from .tables import KINDS, column_option, columns_of, ending, kind_of, opened_table, pairs

if TYPE_CHECKING:
    from ..answers.batch import Batch, Point
    from ..files.rows import Record, Table
    from ..graph.program import Program

VALUE, ERROR = "value", "error"


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
    help="The table: .csv, .tsv or .ndjson, or '-' for standard input.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=FilePath(), metavar="FILE", shell_complete=offered("files"),
    help="Write to a file.  [default: standard output]",
)  # fmt: skip
@click.option(
    "--format", "kind", type=click.Choice(KINDS), help="The format.  [default: by the ending of FILE, else csv]"
)
@click.option("--grad", "names", multiple=True, metavar="NAME", help="Only these gradients.  [default: all]")
@of_option
@column_option
@click.option("--reduce", "how", type=click.Choice(["sum", "mean"]), help="One total in place of a row for each.")
def command(
    arguments: Sequence[str], path: str | None, binding_files: Sequence[str], table: str, output: str | None,
    kind: str | None, names: Sequence[str], of: str | None, columns: Sequence[str], how: str | None,
) -> int:  # fmt: skip
    """Compute the value and the gradients for every row of a table, and add them to the row.

    A column gives a variable its value in each row, and NAME=VALUE gives it one for all rows that have no such column.
    Every row that goes in comes out, in order; one that cannot be computed gets its reason in the column "error", and
    then the exit code is 3.
    """
    from ..answers.batch import Batch
    from ..arithmetic import floats
    from ..files.rows import table_of

    form = _format(table, output, kind, how)
    program, rest = read_program(arguments, path)
    batch = Batch(program, _asked(program, names), values_for(program, rest, binding_files, floats), of)
    with opened_table(table) as stream:
        rows = table_of(stream, form)
        sources = _sources(batch, rows, pairs(columns))
        if how is not None:
            return _reduced(batch, rows, sources, how)
        with _writing(output) as out:
            return _extended(batch, rows, sources, out)


def _format(table: str, output: str | None, kind: str | None, how: str | None) -> str:
    """The format of the table, which is that of the output as well."""
    found = kind_of(table, kind)
    written = ending(output or "")
    if written in KINDS and written != found and how is None:
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


def _sources(batch: Batch, table: Table, called: Mapping[str, str]) -> dict[str, str]:
    """The column of each variable that has one."""
    clash = [name for name in [VALUE, *[f"d_{name}" for name in batch.names], ERROR] if name in table.columns]
    if clash:
        raise BindingError(f"the table has a column '{clash[0]}' already", hint="rename it, so that nothing is lost")
    return columns_of(batch.variables, table.columns, batch.defaults, called)


def _points(batch: Batch, table: Table, sources: Mapping[str, str]) -> Iterator[tuple[Record, Point]]:
    """Each row with what comes of it; a bar is shown to whoever waits for them."""
    from ..answers.batch import Point
    from ..views.screen.progress import tracked

    for record in tracked(table.records(), None, "rows", sys.stderr):
        if record.error:
            yield record, Point((), record.error)
        else:
            cells = record.cells
            yield record, batch.at({name: cells.get(column) for name, column in sources.items()})


def _extended(batch: Batch, table: Table, sources: Mapping[str, str], out: IO[str]) -> int:
    """Write each row with its numbers, and tell how many there were."""
    added = [VALUE, *[f"d_{name}" for name in batch.names]]
    out.write(table.heading([*added, ERROR]))
    nothing = [None] * len(added)
    rows = errors = 0
    for record, point in _points(batch, table, sources):
        rows += 1
        errors += bool(point.error)
        numbers = zip(added, point.numbers or nothing, strict=True)
        out.write(table.extended(record, [*numbers, (ERROR, point.error or None)]))
    return _counted(rows, errors)


def _reduced(batch: Batch, table: Table, sources: Mapping[str, str], how: str) -> int:
    """Print the total of all rows."""
    from ..answers.batch import Total
    from ..files.numbers import json_number

    total = Total(1 + len(batch.names))
    for _, point in _points(batch, table, sources):
        total.add(point)
    value, *gradients = [json_number(x) for x in total.result(averaged=how == "mean")]
    found = {
        "value": value,
        "gradients": dict(zip(batch.names, gradients, strict=True)),
        "rows": total.rows,
        "errors": total.errors,
    }
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return _counted(total.rows, total.errors)


def _counted(rows: int, errors: int) -> int:
    """Tell how many rows there were, and how many without a number; the exit code."""
    sys.stdout.flush()
    sys.stderr.write(f"{rows:,} row{'s' * (rows != 1)}, {errors:,} error{'s' * (errors != 1)}\n")
    return 3 if errors else 0


class _Shown:
    """A terminal, which takes no commands from the cells of a table."""

    def __init__(self, terminal: IO[str]) -> None:
        self._terminal = terminal

    def write(self, text: str) -> None:
        self._terminal.write(inert.lines(text))


@contextmanager
def _writing(path: str | None) -> Iterator[IO[str]]:
    from ..files import written_whole

    if path is None:
        out = TextIOWrapper(sys.stdout.buffer, "utf-8", "surrogateescape", newline="", write_through=False)
        yield cast("IO[str]", _Shown(out)) if sys.stdout.isatty() else out
        out.flush()
        out.detach()
        return
    with written_whole(path) as binary, TextIOWrapper(binary, "utf-8", "surrogateescape", newline="") as stream:
        yield stream
