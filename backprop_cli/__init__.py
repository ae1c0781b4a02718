"""backprop: a command-line expression differentiator, and the `Value` behind it.

    >>> from backprop_cli import parse
    >>> output = parse("3*(a + b*c)")(a=5, b=4, c=2)
    >>> output.backward()
    >>> output.data
    39.0

The names are imported when they are first used, so that a command loads only what it needs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import BackpropError as BackpropError
    from .graph.engine import Value as Value
    from .language import parse as parse
    from .views.drawing import draw_dot as draw_dot
    from .views.drawing import mimebundle as mimebundle

__version__ = "0.1.0"
__all__ = ["BackpropError", "Value", "draw_dot", "parse"]

_HOMES = {
    "BackpropError": ".errors",
    "Value": ".graph.engine",
    "draw_dot": ".views.drawing",
    "mimebundle": ".views.drawing",
    "parse": ".language",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
    return found
