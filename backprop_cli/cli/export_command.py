"""`backprop export`: the value and the gradients as code of another language."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from ..errors import UsageError
from ..export import DIALECTS, TARGETS
from ..files import write_file
from ..inert import printable
from .inputs import read_program, values_for
from .options import expression_options, of_option
from .parsing import HELP_NAMES, ExpressionCommand, FilePath, offered


@click.command(
    "export",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Write code for the value and the gradients.",
    examples=[
        ('backprop export "tanh(w*x + b)" --to python', "a function without dependencies, to standard output"),
        ("backprop export -f neuron.txt --to c --main -o neuron.c", "with a program that runs it"),
        ('backprop export "(w*x + b - y)^2" w=0.5 b=0 --to sql --name points', "over the table points"),
        ('backprop export "tanh(w*x + b)" --to sql --dialect sqlite', "as SQLite speaks it"),
    ],
)
@expression_options
@click.option("--to", type=click.Choice(list(TARGETS)), required=True, help="The language.")
@click.option(
    "--name", metavar="NAME", help="What the function is called; in SQL, the table that is read.  [default: f; data]"
)
@of_option
@click.option("--dialect", type=click.Choice(DIALECTS), help="The SQL of one system.  [default: duckdb]")
@click.option("--main", is_flag=True, help="Add a program that reads values and prints the results.")
@click.option(
    "-o", "--output", type=FilePath(), metavar="FILE", shell_complete=offered("files"), help="Write to a file."
)
def command(
    arguments: Sequence[str], path: str | None, binding_files: Sequence[str], to: str, name: str | None, of: str | None,
    dialect: str | None, main: bool, output: str | None,
) -> None:  # fmt: skip
    """Write the expression and its derivatives as code: straight-line, each shared value computed once.

    The variables are the inputs of the function. One that has a value, on the line, in a file or in the text, need not
    be given when it is called; in SQL it is a constant, and the others are columns.
    """
    from ..arithmetic import floats
    from ..export import exported

    program, rest = read_program(arguments, path)
    values = values_for(program, rest, binding_files, floats)
    # In SQL any name can be quoted, but for what nobody sees, or what steers a terminal.
    if name is not None and not (name == printable(name) if to == "sql" else name.isidentifier()):
        what = "table" if to == "sql" else "function"
        raise UsageError(f"'{name}' cannot be the name of a {what}", hint="choose one of letters, digits and _")
    called = name or ("data" if to == "sql" else "f")
    source = exported(program, to, called=called, values=values, of=of, main=main, dialect=dialect)
    if output is None:
        sys.stdout.write(source)
    else:
        write_file(output, source.encode())
