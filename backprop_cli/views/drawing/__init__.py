"""The computational graph as a picture."""

from .python import draw_dot

__all__ = ["draw_dot"]
