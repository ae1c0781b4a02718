"""`backprop plot`: a function and its derivative over a range."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from ..errors import BindingError, UsageError
from ..files import write_file
from .formats import Formats, write_bytes
from .inputs import divided, parsed, values_for
from .options import expression_options, of_option, pass_option, watch_option
from .parsing import HELP_NAMES, ExpressionCommand, FilePath, offered

if TYPE_CHECKING:
    from ..answers.sampling.plot import Bound, Plot, Ranges
    from ..answers.sampling.surface import Range
    from ..graph.program import Program

FORMATS: Formats[Callable[[Plot], bytes]] = Formats({
    "svg": "plot.picture:svg",
    "png": "plot.picture:png",
    "pdf": "plot.picture:pdf",
})  # fmt: skip

# The range of the only variable where none is given.
RANGE = (-10.0, 10.0)

_APART = re.compile(r"[\s,;]+")


@click.command(
    "plot",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Plot a function and its derivative.",
    examples=[
        ('backprop plot "x*sin(x)" x=-10:10', "f and df/dx in the terminal"),
        ('backprop plot "tanh(w*x + b)" x=-3:3 w=2 b=0.5 --at 0.5 -o tanh.svg', "with a tangent, as a picture"),
        ('backprop plot "relu(x)" "softplus(x)" x=-3:3', "several functions"),
        ('backprop plot "x^2 + 3*y^2" x=-2:2 y=-2:2 --descent "x=2 y=1.5"', "two variables, and gradient descent"),
    ],
)
@expression_options
@watch_option
@click.option(
    "-o", "--output", type=FilePath(), metavar="FILE", shell_complete=offered("files"),
    help="Write a picture to a file; its ending tells the format.",
)  # fmt: skip
@click.option(
    "--format",
    "form",
    type=FORMATS.choice(),
    help="Make a picture.  [default: by the ending of FILE, else in characters]",
)
@click.option("--at", "places", multiple=True, metavar="X", help="Draw the tangent at this place.")
@click.option("--descent", "start", metavar="NAME=VALUE", help="Draw the path of gradient descent from here.")
@click.option(
    "--lr", "rate", type=click.FloatRange(0, min_open=True), default=0.1, show_default=True, metavar="X",
    help="The learning rate of --descent.",
)  # fmt: skip
@click.option(
    "--steps", "most", type=click.IntRange(1, 10_000), default=20, show_default=True, metavar="N",
    help="The number of its steps.",
)  # fmt: skip
@pass_option
@of_option
def command(
    arguments: Sequence[str], path: str | None, binding_files: Sequence[str], output: str | None, form: str | None,
    places: Sequence[str], start: str | None, rate: float, most: int, passes: str, of: str | None,
) -> None:  # fmt: skip
    """Plot a function and its derivative over a range, x=-10:10, or one of two variables as a contour, x=-2:2 y=-2:2.

    More expressions than one are drawn together. A kink, a jump, a pole or a hole is shown as what it is, and named
    below.
    """
    from ..answers.sampling.plot import Wanted, plot_of
    from ..language.bindings import constant, read_bindings

    form = FORMATS.of_file(output) if output is not None and form is None else form
    tangents = [float(constant(text, context=text)) for text in places]
    begun = None if start is None else read_bindings(_APART.split(start.strip()))
    wanted = Wanted(of, passes == "backward", tangents, begun, rate, most)
    plot = plot_of(*_inputs(arguments, path, binding_files), wanted)
    if form is None:
        from ..views.plot.terminal import write

        write(plot, sys.stdout)
    elif output is None:
        write_bytes(FORMATS[form](plot), form)
    else:
        write_file(output, FORMATS[form](plot))


def _inputs(arguments: Sequence[str], path: str | None, files: Sequence[str]) -> tuple[Bound, Ranges]:
    """The programs, each with the values of its variables, and the ranges."""
    from ..arithmetic import floats
    from ..language.ranges import is_range

    text, rest = divided(arguments, path)
    programs = [parsed(text, path), *[parsed(more, None) for more in rest if "=" not in more]]
    bindings = [argument for argument in rest if "=" in argument and not is_range(argument)]
    ranges = _ranges(filter(is_range, rest))
    bound = [
        (program, values_for(program, _those_of(program, programs, bindings), files, floats)) for program in programs
    ]
    ranges = ranges or _only_range(bound)
    for name in ranges:
        _require_no_value(name, bindings)
    return bound, ranges


def _ranges(arguments: Iterable[str]) -> Ranges:
    from ..language.ranges import read_range

    ranges: dict[str, Range] = {}
    for argument in arguments:
        name, ends = read_range(argument)
        if name in ranges:
            raise BindingError(f"'{name}' has two ranges", text=argument, span=(0, len(name)), hint="give it one")
        ranges[name] = ends
    return ranges


def _only_range(bound: Bound) -> Ranges:
    """The range of the only variable without a value."""
    free = list(dict.fromkeys(name for program, values in bound for name in program.without_value(values)))
    if len(free) == 1:
        return {free[0]: RANGE}
    hint = "write one, as x=-10:10"
    if free:
        hint = f"write one, as {free[0]}=-10:10, and values for {', '.join(free[1:])}"
    raise UsageError("no range was given", hint=hint)


def _those_of(program: Program, programs: Sequence[Program], bindings: Sequence[str]) -> Sequence[str]:
    """The bindings that a program uses; the first program has those, too, that none does, so that they are told of."""
    own = [argument for argument in bindings if _is_used(argument, program)]
    if program is programs[0]:
        own += [argument for argument in bindings if not any(_is_used(argument, each) for each in programs)]
    return own


def _is_used(argument: str, program: Program) -> bool:
    name = argument.partition("=")[0].strip()
    return name in program.names or name in program.readings or program.assigns(name)


def _require_no_value(name: str, bindings: Sequence[str]) -> None:
    twice = [argument for argument in bindings if argument.partition("=")[0].strip() == name]
    if twice:
        raise BindingError(f"'{name}' has a range and a value", text=twice[0], span=(0, len(name)), hint="give it one")
