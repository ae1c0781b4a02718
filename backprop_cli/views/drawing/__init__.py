"""The computational graph as a picture."""

from .formats import draw, draw_dot, mimebundle

__all__ = ["draw", "draw_dot", "mimebundle"]
