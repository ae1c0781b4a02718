"""All mistakes: those in the key that the program was written with, and those in two that were held out at first."""

from __future__ import annotations

from . import (
    mistakes_circuits,
    mistakes_elsewhere,
    mistakes_formulas,
    mistakes_layers,
    mistakes_losses,
    mistakes_networks,
    mistakes_others,
    mistakes_thirds,
)

WRITTEN_WITH = [
    mistake
    for module in (mistakes_circuits, mistakes_formulas, mistakes_networks, mistakes_layers, mistakes_losses)
    for mistake in module.MISTAKES
]

# The mistakes by their keys.
KEYS = {
    "first": WRITTEN_WITH,
    "second": [*mistakes_others.MISTAKES, *mistakes_elsewhere.MISTAKES],
    "third": mistakes_thirds.MISTAKES,
}
MISTAKES = [mistake for mistakes in KEYS.values() for mistake in mistakes]

# What parts were named rightly, not at all and wrongly when a key that was held out was marked for the first time.
AT_FIRST = {"second": (0.751, 0.226, 0.023), "third": (0.950, 0.041, 0.008)}
