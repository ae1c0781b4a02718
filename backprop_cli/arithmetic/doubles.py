"""Doubles that do some things in a way of their own: the base of number systems that are `floats` with a difference."""

from __future__ import annotations

from typing import Any

from . import floats


class Doubles:
    """A number system over doubles; what a subclass does not define is as in `floats`."""

    # Any: a member of whatever type it has there. mypy checks `floats` itself, and what a subclass defines.
    def __getattr__(self, name: str) -> Any:
        """Everything that is no different here."""
        return getattr(floats, name)
