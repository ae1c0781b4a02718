"""`backprop graph`: the computational graph as a picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

import click

from ..errors import UsageError
from ..files import write_file
from .formats import Formats, write_bytes
from .inputs import read_program, run_program
from .options import expression_options, of_option, pass_option, precision_option, watch_option
from .parsing import HELP_NAMES, ExpressionCommand, FilePath, offered

if TYPE_CHECKING:
    from ..graph.run import Run
    from ..views.drawing.parts import Picture
    from ..views.numbers import Precision

# Each is the ending of a file, too. A writer gives text, or bytes that are for no terminal.
FORMATS: Formats[Callable[[Picture], str | bytes]] = Formats({
    "svg": "drawing.drawn:svg",
    "png": "drawing.drawn:png",
    "dot": "drawing.dot:source_of",
    "gv": "drawing.dot:source_of",
    "mmd": "drawing.mermaid:source_of",
    "pdf": "drawing.drawn:pdf",
})  # fmt: skip

# Steps through the passes, and so takes more than a picture of their end.
PAGE = "html"


# The wishes that a format cannot meet.
UNMET = {
    PAGE: ("edges", "color", "wrt", "depth", "theme", "width", "dpi"),
    "mmd": ("color", "wrt", "theme", "width", "dpi"),
    "dot": ("width", "dpi"),
    "gv": ("width", "dpi"),
    "svg": ("dpi",),
    "pdf": ("dpi",),
}


class Looks(TypedDict):
    """What the command says of how a graph is to be seen."""

    rankdir: str
    passes: str
    hide_constants: bool
    precision: Precision
    title: str | None


class Rankdir(click.Choice):  # type: ignore[type-arg] # no type argument before click 8.2
    """LR or TB, written in lower case too, but shown as everyone writes them; or auto."""

    def __init__(self) -> None:
        super().__init__(["LR", "TB", "auto"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The choice in upper case, however it is written."""
        upper = value.upper()
        return super().convert(upper if upper in self.choices else value, param, ctx)


@click.command(
    "graph",
    cls=ExpressionCommand,
    context_settings=HELP_NAMES,
    short_help="Draw the computational graph.",
    examples=[
        ('backprop graph "3*(a+b*c)" a=5 b=4 c=2 -o out.svg', "SVG; the ending of the file tells the format"),
        ('backprop graph "tanh(w*x + b)" w=0.5 x=2 b=-1 -o out.png --rankdir TB', "from top to bottom"),
        ('backprop graph "x^2 + 1" x=3 --pass forward --hide-constants -o before.svg', "before the backward pass"),
        ('backprop graph "x*y" x=2 y=3 --format mmd', "Mermaid, to standard output"),
        ('backprop graph "tanh(w*x + b)" w=0.5 x=2 b=-1 -o neuron.html', "a page that steps through both passes"),
    ],
)
@expression_options
@watch_option
@click.option(
    "-o", "--output", type=FilePath(), metavar="FILE", shell_complete=offered("files"),
    help="Write to a file; its ending tells the format.",
)  # fmt: skip
@click.option(
    "--format", "form", type=FORMATS.choice(PAGE), help="The format.  [default: by the ending of FILE, else dot]"
)
@click.option(
    "--rankdir", type=Rankdir(), default="LR", show_default=True,
    help="Draw from left to right, from top to bottom, or as it fits a page.",
)  # fmt: skip
@pass_option
@of_option
@click.option("--hide-constants", is_flag=True, help="Write constants into the operations that use them.")
@precision_option
@click.option("--edges", type=click.Choice(["local", "flow"]), help="Write local derivatives, or what flows back.")
@click.option("--color", type=click.Choice(["grad"]), help="Colour by the gradient, and widen what carries much of it.")
@click.option("--wrt", metavar="NAME", shell_complete=offered("names"), help="Show the paths from here to the output.")
@click.option(
    "--depth", type=click.IntRange(1), metavar="N", help="Fold what is more than N operations away from the output."
)
@click.option(
    "--theme", type=click.Choice(["light", "dark", "print", "auto"]), default="light", show_default=True,
    help="The colours; auto is an SVG that goes dark with its reader.",
)  # fmt: skip
@click.option("--width", type=click.IntRange(1, 20_000), metavar="PIXELS", help="Make it so wide.")
@click.option("--dpi", type=click.IntRange(10, 1200), metavar="N", help="Dots an inch of a PNG.  [default: 96]")
@click.option("--title", metavar="TEXT", help="Stands above the drawing, and names it for a screen reader.")
def command(
    arguments: Sequence[str], path: str | None, binding_files: Sequence[str], output: str | None, form: str | None,
    rankdir: str, passes: str, of: str | None, hide_constants: bool, precision: Precision, edges: str | None,
    color: str | None, wrt: str | None, depth: int | None, theme: str, width: int | None, dpi: int | None,
    title: str | None,
) -> None:  # fmt: skip
    """Draw the computational graph: a record of data and grad for each node, a round gate for each operation.

    SVG and PNG need no further program. PDF needs a Graphviz of your system. HTML is a page that steps through both
    passes, with the formulas in numbers at each step, inputs that can be changed, and a quiz.
    """
    form = form or ("dot" if output is None else FORMATS.of_file(output, PAGE))
    program, bindings = read_program(arguments, path)
    run = run_program(program, bindings, binding_files, of=of)
    if passes == "backward":
        run.backward()
    looks: Looks = {
        "rankdir": rankdir, "passes": passes, "hide_constants": hide_constants, "precision": precision, "title": title,
    }  # fmt: skip
    wishes: dict[str, Any] = {
        "edges": edges, "color": color, "wrt": wrt, "depth": depth, "theme": theme, "width": width, "dpi": dpi,
    }  # fmt: skip
    _require_wishes(wishes, form)
    drawing = _page(run, looks) if form == PAGE else _picture(run, looks, wishes, form)
    if output is not None:
        write_file(output, drawing.encode() if isinstance(drawing, str) else drawing)
    elif isinstance(drawing, str):
        sys.stdout.write(drawing)
    else:
        write_bytes(drawing, form)


def _require_wishes(wishes: Mapping[str, Any], form: str) -> None:
    """Refuse what a format cannot show."""
    from ..views.drawing.wishes import NO_WISHES

    strange = [name for name in UNMET.get(form, ()) if wishes[name] != getattr(NO_WISHES, name)]
    if strange:
        raise UsageError(f"{form.upper()} has no --{strange[0]}", hint="leave it out, or choose another format")
    if wishes["theme"] == "auto" and form != "svg":
        raise UsageError(f"{form.upper()} cannot go dark with its reader", hint="write SVG, or --theme dark")


def _page(run: Run, looks: Looks) -> str:
    from ..views.page.page import page_of

    return page_of(run, **looks)


def _picture(run: Run, looks: Looks, wishes: dict[str, Any], form: str) -> str | bytes:
    from ..views.drawing.picture import picture_of
    from ..views.drawing.wishes import Wishes

    wishes["wrt"] = None if wishes["wrt"] is None else run.depended_on(wishes["wrt"])
    return FORMATS[form](picture_of(run.root, names=run.node_names, wishes=Wishes(**wishes), **looks))
