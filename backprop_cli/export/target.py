"""What a target language is: how it writes each primitive, a literal and a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, reduce
from math import copysign, fabs, isfinite, isnan
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import UsageError
from .names import letters_as_they_are
from .tape import LITERAL, REFINED, Recorded

if TYPE_CHECKING:
    from .writing import Code

# How tightly a text holds together, loosest first.
CHOICE, COMPARISON, SUM, PRODUCT, SIGN, ATOM = range(6)


class Text(NamedTuple):
    """A piece of code, and how tightly it holds together."""

    text: str
    binding: int = ATOM

    def __str__(self) -> str:
        return self.text

    def within(self, least: int) -> str:
        """The text where something is asked for that holds together at least so tightly."""
        return self.text if self.binding >= least else f"({self.text})"


class Form(NamedTuple):
    """How a primitive is written: `{0}`, `{1}`, … are its inputs, `{all}` all of them.

    Args:
        form: the text; `{0:4}` asks for an input that is at least a SIGN, and "name" alone stands for the call
            "name({all})".
        binding: how tightly it holds together.
        nested: whether it takes two inputs at a time: f(f(a, b), c).
    """

    form: str
    binding: int = ATOM
    nested: bool = False

    def of(self, inputs: Sequence[Text]) -> Text:
        """The text for these inputs."""
        if self.nested and len(inputs) > 2:
            return reduce(lambda before, x: self.of([before, x]), inputs)
        if "{" not in self.form:
            return Text(f"{self.form}({', '.join([x.text for x in inputs])})")
        text, asked = fields(self.form)
        given = [inputs[x].within(least) if x.__class__ is int else _of_all(x, inputs) for x, least in asked]
        return Text(text % tuple(given), self.binding)


def _of_all(name: str, inputs: Sequence[Text]) -> str:
    """What a field of a form is that speaks of all inputs."""
    if name == "all":
        return ", ".join([x.text for x in inputs])
    return " + ".join([x.within(PRODUCT) for x in inputs]) if name == "sum" else str(len(inputs))


@cache
def fields(form: str) -> tuple[str, Sequence[tuple[Any, int]]]:
    """A form as a text with %s in it, and for each the field: its name, and how tightly its input has to hold together.

    `{0:3}*{1:4}` is "%s*%s" and [(0, 3), (1, 4)].
    """
    text, asked = "", []
    for literal, name, least, _ in Formatter().parse(form):
        text += literal.replace("%", "%%")
        if name is not None:
            text += "%s"
            asked.append((int(name) if name.isdecimal() else name, int(least or CHOICE)))
    return text, asked


@cache
def times(form: str, count: int) -> Sequence[int]:
    """How often a form has each of so many inputs; once where it says none."""
    names = [name for name, _ in fields(form)[1]]
    return [max(1, sum([name in (place, "all", "sum") for name in names])) for place in range(count)]


Forms = Mapping[str, Form]
NONE = Form("")

# What most languages write alike. A sum on the right is bracketed, because doubles round: a + (b + c) is not
# (a + b) + c.
SIGNS: Forms = {
    "add": Form("{0:2} + {1:3}", SUM),
    "subtract": Form("{0:2} - {1:3}", SUM),
    "multiply": Form("{0:3}*{1:4}", PRODUCT),
    "divide": Form("{0:3}/{1:4}", PRODUCT),
    "negative": Form("-{0:4}", SIGN),
    "equal": Form("{0:2} == {1:2}", COMPARISON),
    "greater": Form("{0:2} > {1:2}", COMPARISON),
    "greater_equal": Form("{0:2} >= {1:2}", COMPARISON),
}


class Target:
    """A language that functions are written in; each is one file with its own subclass.

    What a class says holds for all functions: `forms` has how each primitive of `System` is written, `helpers` the
    source of what a form calls and the language lacks, `keywords` what no name may be.
    """

    title: str
    forms: Forms
    helpers: Mapping[str, str] = {}
    keywords: Collection[str] = ()
    # What is used once is written where it is used, up to so many characters.
    longest = 60
    # Whether a name is the same in large letters.
    folds_case = False
    # How the language says the numbers that are none.
    infinity, nan = "inf", "nan"
    # What differs from `backprop eval`: always, and where a primitive is called.
    notes: Sequence[str] = ()
    notes_on: Mapping[str, str] = {}

    @classmethod
    def of_dialect(cls, dialect: str) -> Target:
        """The language as it is spoken in one place.

        Raises:
            UsageError: it has no dialects, or not this one.
        """
        raise UsageError(f"{cls.title} has no dialects", hint="leave out --dialect")

    def reserved(self) -> Collection[str]:
        """What no name may be."""
        return self.keywords

    def adjoint(self, name: str) -> str:
        """What the gradient of a node is called."""
        return f"d_{name}"

    def fitting(self, name: str) -> str:
        """A name as much like this one as the language allows."""
        return letters_as_they_are(name)

    def identifier(self, name: str) -> str:
        """How a name is written in code."""
        return name

    def literal(self, value: float | bool) -> Text:
        """A number, so that it is read back as the same double."""
        if isnan(value):
            return Text(self.nan)
        text = repr(fabs(value)) if isfinite(value) else self.infinity
        return Text(f"-{text}", SIGN) if copysign(1, value) < 0 else Text(text)

    def times(self, entry: Recorded) -> Sequence[int]:
        """How often the code for a recorded number has that for each of its inputs."""
        return times(self.forms.get(_called(entry), NONE).form, len(entry.inputs))

    def refines(self, name: str) -> bool:
        """Whether the language has this function of `arithmetic.digits`, as a form of the same name."""
        return name in self.forms

    def written(self, entry: Recorded, inputs: Sequence[Text]) -> Text:
        """The code for one recorded number, from that for its inputs.

        Raises:
            UsageError: the language has no such function.
        """
        if entry.primitive == LITERAL:
            return self.literal(entry.detail)
        form = self.forms.get(_called(entry))
        if form is None:
            raise UsageError(f"{self.title} has no function '{entry.primitive}'", hint="choose another target")
        return form.of(inputs)

    def source(self, written: Code, *, main: bool) -> str:
        """The whole text of a file: what it is and what differs from `backprop eval`, the helpers, the function.

        Args:
            written: the function.
            main: whether to add a program that runs it.
        """
        raise NotImplementedError


def by_a_number(entry: Recorded) -> bool:
    """Whether it is a quotient by a number other than 0, which every language can have as it stands."""
    return entry.primitive == "divide" and entry.inputs[1].is_literal and bool(entry.inputs[1].detail)


def _called(entry: Recorded) -> str:
    """The primitive, or the function of `arithmetic.digits`."""
    return str(entry.detail.__name__) if entry.primitive == REFINED else entry.primitive
