"""backprop: a command-line expression differentiator, and the `Value` behind it.

    >>> from backprop_cli import parse
    >>> output = parse("3*(a + b*c)")(a=5, b=4, c=2)
    >>> output.backward()
    >>> output.data
    39.0

The names are imported when they are first used, so that a command loads only what it needs; nothing else is imported
here, so that Ctrl-C is listened to at once.
"""

# As in `typing`, which would be imported before there is need of it.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from .answers.many import eval_many as eval_many
    from .answers.many import fit as fit
    from .answers.many import plot as plot
    from .answers.questions import check as check
    from .answers.questions import diff as diff
    from .answers.questions import evaluate as evaluate
    from .answers.questions import explain as explain
    from .answers.questions import export_code as export_code
    from .cli.notebook import load_ipython_extension as load_ipython_extension
    from .errors import BackpropError as BackpropError
    from .errors import DomainError as DomainError
    from .graph.engine import Value as Value
    from .language import parse as parse
    from .views.drawing import draw_dot as draw_dot
    from .views.shown import mimebundle as mimebundle
    from .views.shown import text_of as text_of

__version__ = "0.1.0"
__all__ = [
    "BackpropError", "DomainError", "Value", "check", "diff", "draw_dot", "eval_many", "evaluate", "explain",
    "export_code", "fit", "parse", "plot",
]  # fmt: skip

_HOMES = {
    "BackpropError": ".errors",
    "DomainError": ".errors",
    "Value": ".graph.engine",
    "check": ".answers.questions",
    "diff": ".answers.questions",
    "draw_dot": ".views.drawing",
    "eval_many": ".answers.many",
    "evaluate": ".answers.questions",
    "explain": ".answers.questions",
    "export_code": ".answers.questions",
    "fit": ".answers.many",
    "load_ipython_extension": ".cli.notebook",
    "mimebundle": ".views.shown",
    "parse": ".language",
    "plot": ".answers.many",
    "text_of": ".views.shown",
}


def __getattr__(name: str) -> object:
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
    return found
