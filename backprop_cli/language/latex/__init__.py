"""LaTeX -> Program: the second notation of the language, which is loaded when it is used."""

from .builder import build

__all__ = ["build"]
