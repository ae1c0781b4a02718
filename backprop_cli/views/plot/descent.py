"""The loss over the steps of a fit, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from math import log10
from typing import IO

from rich.text import Text

from ...answers.fit import Fit
from .canvas import Canvas
from .scene import VALUE
from .terminal import HUES, SAMPLES, room, write_rows

# Losses that are so many times apart are shown by their logarithms.
APART = 100


def write(fit: Fit, out: IO[str]) -> None:
    """Write the curve below what is there."""
    write_rows([Text(), *_drawn(fit, *room(out))], out)


def _drawn(fit: Fit, width: int, height: int) -> Iterator[Text]:
    title, losses = _shown([step.loss for step in fit.history])
    points = [(float(step.number), loss) for step, loss in zip(fit.history, losses, strict=True)]
    low, high = min(losses), max(losses)
    # A loss that stays as it is stands in the middle.
    margin = 0.0 if low < high else max(abs(low), 1.0)
    last = max(points[-1][0], 1.0)
    canvas = Canvas(width, height, "step", (0.0, last), (low - margin, high + margin))
    canvas.draw(points, HUES[0])
    yield Text.assemble((f"{SAMPLES[VALUE]} ", HUES[0]), title)
    yield from canvas.rows()


def _shown(losses: list[float]) -> tuple[str, list[float]]:
    """What is drawn: the losses, or where they are far apart their logarithms."""
    low, high = min(losses), max(losses)
    if low > 0 and high / low > APART:
        return "log10 of the loss", [log10(loss) for loss in losses]
    return "loss", losses
