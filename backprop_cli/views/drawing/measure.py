"""How wide a picture would be, before it is drawn."""

from __future__ import annotations

from collections.abc import Sequence

from .parts import Box, Gate

# The width of a page, as of a README on the web: 830 pixels, in points.
PAGE = 622

# A letter, the margins of a box, and a gate with the space on both sides, in points.
LETTER, MARGINS, GATE = 6, 15, 75


def direction(boxes: Sequence[Box], gates: Sequence[Gate]) -> str:
    """From left to right, if that is no wider than a page, else from top to bottom."""
    return "LR" if width_from_left(boxes, gates) <= PAGE else "TB"


def width_from_left(boxes: Sequence[Box], gates: Sequence[Gate]) -> float:
    """About how wide a picture is, drawn from left to right: the sum of its ranks, each as wide as its widest box."""
    rank: dict[str, int] = {}
    for gate in gates:
        rank[gate.result] = 1 + max([rank.get(source, 0) for source in gate.inputs], default=0)
    widest: dict[int, float] = {}
    for box in boxes:
        place = rank.get(box.id, 0)
        widest[place] = max(widest.get(place, 0), MARGINS + LETTER * max(map(len, box.cells)))
    return sum(widest.values()) + GATE * (len(widest) - 1)
