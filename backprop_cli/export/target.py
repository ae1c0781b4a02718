"""What a target language is: how it writes each primitive, a literal and a name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import reduce
from math import copysign, fabs, isfinite, isnan
from typing import TYPE_CHECKING, NamedTuple

from ..errors import UsageError
from .names import letters_as_they_are
from .tape import LITERAL, REFINED, Recorded

if TYPE_CHECKING:
    from .writing import Code

# How tightly a text holds together, loosest first.
CHOICE, COMPARISON, SUM, PRODUCT, SIGN, ATOM = range(6)


class Text(NamedTuple):
    """A piece of code, and how tightly it holds together; in a form, `{0:4}` asks for one that is at least a SIGN."""

    text: str
    binding: int = ATOM

    def __format__(self, least: str) -> str:
        return self.text if not least or self.binding >= int(least) else f"({self.text})"


class Form(NamedTuple):
    """How a primitive is written: `{0}`, `{1}`, … are its inputs, `{all}` all of them.

    Args:
        form: the text; "name" alone stands for the call "name({all})".
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
        joined = ", ".join([x.text for x in inputs])
        added = " + ".join([f"{x:{PRODUCT}}" for x in inputs])
        return Text(self.form.format(*inputs, all=joined, sum=added, count=len(inputs)), self.binding)


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

    def times(self, entry: Recorded, place: int) -> int:
        """How often the code for a recorded number has that for its input at this place."""
        form = self.forms.get(_called(entry), NONE).form
        return max(1, len(re.findall(rf"{{({place}|all|sum)[:}}]", form)))

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
