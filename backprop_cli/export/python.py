"""Python: the numbers of `backprop eval`, to the last digit."""

from __future__ import annotations

import keyword
from collections.abc import Collection, Iterable, Sequence

from ..arithmetic import System, floats
from . import doubles
from .heading import heading
from .tape import REFINED, Recorded
from .target import CHOICE, COMPARISON, SIGNS, Form, Forms, Target, Text, by_a_number
from .writing import Code

NOTE = (
    "The numbers are those of backprop eval, to the last digit. Outside the domain of an operation, and where a number "
    "is too large for a double, the result is nan or an infinity, where backprop eval gives an error."
)

# What the code calls itself, so that no input may hide it.
OWN = "math max min float map print str sys value gradients given"

MAIN = """

if __name__ == "__main__":
    import sys

    # The values of {inputs}: from the command line, or from each line of standard input.
    for given in [sys.argv[1:]] if sys.argv[1:] else map(str.split, sys.stdin):
        value, gradients = {called}(*map(float, given))
        print(value, *gradients.values())
"""


def _forms() -> Forms:
    members = {name: getattr(floats, name) for name in vars(System) if not name.startswith("_")}
    return {
        **{name: Form(_call(name)) for name, member in members.items() if callable(member)},
        **{name: form for name, form in SIGNS.items() if name != "divide"},
        "maximum": Form("max"),
        "minimum": Form("min"),
        "both": Form("{0:2} and {1:2}", CHOICE),
        "either": Form("({0:2} or {1:2})"),
        "negated": Form("{0:2} == 0", COMPARISON),
        "where": Form("{1:1} if {0:1} else {2:1}", CHOICE),
    }


def _call(name: str) -> str:
    """A function of the doubles that is one of Python's own, such as math.tanh; else one that is taken out of them."""
    function = getattr(floats, name)
    return f"math.{function.__name__}" if function.__module__ == "math" else doubles.member(name)


class Pythonic(Target):
    """A language with the syntax of Python.

    `imports` are the lines that it begins with, `taken` is what is done to each input before all else, and `main` runs
    the function from the command line.
    """

    infinity, nan = "math.inf", "math.nan"
    imports: Sequence[str] = ()
    taken = ""
    main = MAIN

    def reserved(self) -> Collection[str]:
        """The words of Python, and the names that the code uses itself."""
        return {*keyword.kwlist, *OWN.split()}

    def source(self, written: Code, *, main: bool) -> str:
        """A module with one function."""
        body = _function(written, [self.taken.format(name) for name in written.inputs.values() if self.taken])
        imports, helpers = self.needed(written, body)
        text = heading(written, "#") + "\n" + "".join([f"{line}\n" for line in imports])
        text += _spaced([*helpers, body])
        if main:
            inputs = ", ".join([each.partition("=")[0] for each in parameters(written)])
            text += self.main.format(called=written.called, inputs=inputs)
        return text

    def needed(self, written: Code, body: str) -> tuple[Iterable[str], Iterable[str]]:
        """The lines that import, and the helpers, of a function."""
        return self.imports, written.helpers


def _spaced(parts: Sequence[str]) -> str:
    """Functions with two empty lines between them, and constants below each other."""
    text, before = "", "def"
    for part in parts:
        kind = part[:3]
        text += ("" if kind != "def" and before != "def" else "\n\n") + part + "\n"
        before = kind
    return text


def parameters(written: Code) -> list[str]:
    """The parameters, those with a default value last."""
    defaults = written.function.defaults
    required = [own for name, own in written.inputs.items() if name not in defaults]
    literal = written.target.literal
    return required + [f"{own}={literal(defaults[name])}" for name, own in written.inputs.items() if name in defaults]


def _function(written: Code, first: Sequence[str]) -> str:
    value, *gradients = written.outputs
    return "\n".join([
        f"def {written.called}({', '.join(parameters(written))}):",
        '    """Return the value, and the gradients by the names of the inputs."""',
        *[f"    {line}" for line in first],
        *[f"    {line.name} = {line.code}" for line in written.lines],
        f"    return {value}, {{",
        *[f"        {name!r}: {code}," for name, code in zip(written.inputs, gradients, strict=True)],
        "    }",
    ])  # fmt: skip


class Python(Pythonic):
    """A function of floats."""

    title = "Python"
    forms = _forms()
    notes = (NOTE,)

    def reserved(self) -> Collection[str]:
        """The words of Python, and the names of what may be taken out of the doubles."""
        return {*super().reserved(), *doubles.names()}

    def refines(self, name: str) -> bool:
        """All of them are taken out of the doubles."""
        return True

    def written(self, entry: Recorded, inputs: Sequence[Text]) -> Text:
        """The code for one recorded number."""
        if entry.primitive == REFINED:
            return Form(doubles.called(entry.detail)).of(inputs)
        if by_a_number(entry):
            return SIGNS["divide"].of(inputs)
        return super().written(entry, inputs)

    def needed(self, written: Code, body: str) -> tuple[Iterable[str], Iterable[str]]:
        """Python's own mathematics, and the functions of the doubles that the body calls."""
        modules, helpers = doubles.sources(body)
        return [f"import {name}" for name in sorted({"math", *modules})], helpers
