"""Plots as pictures: SVG, PNG and PDF, by matplotlib."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from math import hypot, isfinite
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ...answers.sampling.plot import Field, Lines, Plot
from ...errors import UsageError
from .field import limits
from .notes import notes_of, told_path
from .scene import HOLE, MARK, PATH, SLOPE, TANGENT, VALUE, Panel, panels_of, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Of Okabe and Ito, told apart by all eyes; one a function.
HUES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
TOUCHING, DESCENDING = "#555555", "#c00000"

# How each kind of stroke is drawn, beside its hue.
STYLES: dict[str, dict[str, Any]] = {
    VALUE: {"linewidth": 2},
    SLOPE: {"linewidth": 1.6, "linestyle": (0, (4, 2))},
    TANGENT: {"linewidth": 1.2, "color": TOUCHING},
    PATH: {"linewidth": 1, "marker": "o", "markersize": 4, "color": DESCENDING},
    MARK: {"linestyle": "", "marker": "o", "markersize": 5},
    HOLE: {"linestyle": "", "marker": "o", "markersize": 5, "markerfacecolor": "white", "zorder": 3},
}

# The size in inches, and the dots in each of them.
WIDTH, HEIGHT, LOWER = 7.2, 4.4, 2.6
DPI = 150

# So many levels has a contour, and so many arrows a row of a field.
LEVELS, ARROWS = 12, 18

# So many arrows, end to end, are as long as the picture is wide.
END_TO_END = 1.6 * ARROWS

# So many letters of notes fit into a line, and of titles.
NOTE_WIDTH, LEGEND_WIDTH = 110, 70

# Nothing of a user is read as markup, and the same plot is the same file.
SETTINGS: dict[Any, Any] = {
    "text.parse_math": False, "svg.hashsalt": "backprop", "font.size": 10, "axes.spines.top": False,
    "axes.spines.right": False, "axes.formatter.limits": (-4, 5),
    "axes.formatter.useoffset": False, "legend.frameon": False,
    "figure.constrained_layout.use": True,
}  # fmt: skip


def svg(plot: Plot) -> bytes:
    """The plot as SVG."""
    return _saved(plot, "svg", {"Date": None})


def png(plot: Plot) -> bytes:
    """The plot as PNG."""
    return _saved(plot, "png", {})


def pdf(plot: Plot) -> bytes:
    """The plot as PDF."""
    return _saved(plot, "pdf", {"CreationDate": None})


def _saved(plot: Plot, form: str, metadata: dict[str, Any]) -> bytes:
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise UsageError(
            "a picture of a plot is drawn by matplotlib", hint="install it: pip install 'backprop-cli[plot]'"
        ) from None
    out = BytesIO()
    with rc_context(SETTINGS):
        figure = Figure()
        if isinstance(plot, Field):
            _draw_field(plot, figure)
        else:
            _draw_lines(plot, figure)
        figure.savefig(out, format=form, dpi=DPI, metadata=metadata)
    return out.getvalue()


def _draw_lines(plot: Lines, figure: Figure) -> None:
    panels = panels_of(plot)
    heights = [HEIGHT, LOWER][: len(panels)]
    figure.set_size_inches(WIDTH, sum(heights))
    rows = figure.subplots(len(panels), sharex=True, squeeze=False, gridspec_kw={"height_ratios": heights})
    for (axes,), panel in zip(rows, panels, strict=True):
        _draw_panel(axes, panel)
    axes.set_xlim(*plot.range)
    axes.set_xlabel(plot.name)
    _write_below(figure, notes_of(plot))


def _draw_panel(axes: Axes, panel: Panel) -> None:
    axes.axhline(0, color="#999999", linewidth=0.6, zorder=0)
    axes.grid(color="#e6e6e6", linewidth=0.6)
    axes.set_ylim(panel.low, panel.high)
    handles, titles = [], []
    for stroke in panel.strokes:
        style = {"color": HUES[stroke.number % len(HUES)]} | STYLES[stroke.kind]
        [drawn] = axes.plot(*zip(*stroke.points, strict=True), **style)
        if stroke.title:
            handles.append(drawn)
            titles.append(_inert(stroke.title))
    columns = len(titles) if sum(map(len, titles)) < LEGEND_WIDTH else 1
    axes.legend(handles, titles, loc="lower left", bbox_to_anchor=(0, 1), ncols=columns, borderaxespad=0)


def _inert(text: str) -> str:
    """A title that matplotlib takes for one, also where it begins with an underscore."""
    return f"\u200a{text}" if text.startswith("_") else text


def _write_below(figure: Figure, notes: Sequence[str]) -> None:
    if notes:
        figure.supxlabel(
            "\n".join([fill(note, NOTE_WIDTH) for note in notes]), x=0.02, ha="left", fontsize=8, color=TOUCHING
        )


def _draw_field(plot: Field, figure: Figure) -> None:
    from matplotlib.ticker import MaxNLocator

    figure.set_size_inches(WIDTH, HEIGHT + 1)
    axes = figure.subplots()
    surface = plot.surface
    levels = MaxNLocator(LEVELS).tick_values(*limits(surface.values))
    shades = axes.contourf(
        surface.across, surface.up, surface.values, levels, cmap="viridis", extend=_beyond(plot, levels)
    )
    axes.contour(surface.across, surface.up, surface.values, levels, colors="white", linewidths=0.5, alpha=0.6)
    figure.colorbar(shades, ax=axes)
    arrows = list(_arrows(plot)) if plot.slopes else []
    if arrows:
        axes.quiver(*zip(*arrows, strict=True), color="white", angles="xy", pivot="mid", width=0.003, scale=END_TO_END)
    if plot.path is not None:
        axes.plot(*zip(*[step.parameters for step in plot.path.steps], strict=True), **STYLES[PATH])
        _write_below(figure, [told_path(plot.path)])
    axes.set(xlim=plot.ranges[0], ylim=plot.ranges[1], xlabel=plot.names[0], ylabel=plot.names[1])
    axes.set_title(_inert(title_of(plot)), loc="left", fontsize=10)


def _beyond(plot: Field, levels: Sequence[float]) -> str:
    """At which ends there are values beyond all levels, as matplotlib calls them."""
    values = [x for row in plot.surface.values for x in row if isfinite(x)]
    below, above = min(values) < levels[0], max(values) > levels[-1]
    return "both" if below and above else "min" if below else "max" if above else "neither"


def _arrows(plot: Field) -> Iterator[tuple[float, float, float, float]]:
    """Where the gradient is shown, and its direction there, as long everywhere."""
    surface = plot.surface
    every = max(1, len(surface.across) // ARROWS)
    for row in range(every // 2, len(surface.up), every):
        for column in range(every // 2, len(surface.across), every):
            across, up = surface.gradients[row][column]
            length = hypot(across, up)
            if isfinite(length) and length > 0:
                yield surface.across[column], surface.up[row], across / length, up / length
