"""How Python and a notebook show the objects of this package: they ask the views, by the door of the package.

Nothing here imports a view: who shows an object has imported the package, and with it the way to show one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol, TypeVar

T = TypeVar("T")


class Printer(Protocol):
    """What IPython hands to an object that it prints."""

    def text(self, text: str) -> None:
        """Write a text."""


def shown(cls: type[T]) -> type[T]:
    """Let `print` write an object of this class as the command line does, and a notebook show it."""
    for name, method in (("__str__", text), ("_repr_mimebundle_", mimebundle), ("_repr_pretty_", pretty)):
        setattr(cls, name, method)
    return cls


def text(answer: object) -> str:
    """What the command line prints."""
    from .. import text_of

    return text_of(answer)


def pretty(answer: object, printer: Printer, cycle: bool) -> None:
    """What IPython writes in a terminal, which would else write the fields of a tuple."""
    printer.text(text(answer))


def mimebundle(
    answer: object, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, str]:
    """What a notebook shows, by MIME types."""
    from .. import mimebundle

    return mimebundle(answer, include, exclude)
