"""The computational graph as a picture."""

from .python import draw_dot, mimebundle

__all__ = ["draw_dot", "mimebundle"]
