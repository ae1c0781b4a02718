"""All mistakes."""

from __future__ import annotations

from . import mistakes_circuits, mistakes_formulas, mistakes_layers, mistakes_losses, mistakes_networks

MISTAKES = [
    mistake
    for module in (mistakes_circuits, mistakes_formulas, mistakes_networks, mistakes_layers, mistakes_losses)
    for mistake in module.MISTAKES
]
