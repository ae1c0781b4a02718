"""What a row of the rule table is made of: the operation, its notation, its domain, its kinks and its mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..arithmetic.system import NumberSystem
from . import gates

# How tightly an operation binds, loosest first; nothing in the language is as loose as `1 if x > 0 else 0`.
CHOICE, SUM, PRODUCT, NEGATION, POWER, ATOM = range(6)


class Formula(Protocol):
    """A function of a number system and of the inputs, before which a local derivative has the operation's output."""

    # Any: a formula is over the numbers of whatever system it is given, and has as many of them as the operation.
    def __call__(self, xp: NumberSystem, /, *inputs: Any) -> Any:
        """The number, or the condition, or the local derivatives."""


class WrongFormula(Protocol):
    """A formula that people use in place of an operation's own: before all else it is given the operation."""

    # Any: as above.
    def __call__(self, op: Op, xp: NumberSystem, /, *inputs: Any) -> Any:
        """The wrong number, or the wrong local derivatives."""


class Infix:
    """How an operation is written between, or before, its operands.

    Args:
        symbol: the sign as the parsed text shows it.
        precedence: how tightly it binds; more is tighter.
        right: whether a chain of them groups from the right.
        methods: the names of the Python operators that it answers to.
    """

    __slots__ = ("methods", "precedence", "right", "symbol")

    def __init__(self, symbol: str, precedence: int, methods: Sequence[str], *, right: bool = False) -> None:
        self.symbol = symbol
        self.precedence = precedence
        self.right = right
        self.methods = tuple(methods)


class Need:
    """A condition that an operation's inputs must meet to be in its real domain.

    Args:
        holds: the condition, as a function of the number system and the inputs.
        needs: what is needed, to complete "log(x) needs ...".
        of: which input the condition is about.
    """

    __slots__ = ("holds", "needs", "of")

    def __init__(self, holds: Formula, needs: str, of: int = 0) -> None:
        self.holds = holds
        self.needs = needs
        self.of = of


class Kink:
    """A place where the derivative does not exist as a number and a convention takes its stead.

    The convention is the principle that PyTorch documents: the minimum-norm subgradient of a convex function, the
    minimum-norm supergradient of a concave one, else continuity. For relu at 0 that is, of the slopes from 0 to 1, the
    one nearest to 0.

    Args:
        at: whether the inputs are such a place, as a function of the number system and the inputs.
        place: the place in words, to complete "... at"; `{}` stands for an input, in their order.
        of: which input's local derivative it concerns; None when it concerns all of them.
        sides: the one-sided local derivatives (left, right), where they exist, as a function like `at`; where the two
            are equal, as for elu with alpha = 1, there is no kink after all.
        code: "kink" where the two sides differ, "infinite" where the slope is, "undefined" where there is none.
        everywhere: all such places in words, where one of them is only an example; the convention is the same there.
    """

    __slots__ = ("at", "code", "everywhere", "of", "place", "sides")

    def __init__(
        self, at: Formula, place: str, sides: Formula | None = None, *, of: int | None = 0, code: str = "kink",
        everywhere: str | None = None,
    ) -> None:  # fmt: skip
        self.at = at
        self.place = place
        self.sides = sides
        self.of = of
        self.code = code
        self.everywhere = everywhere


class Mistake:
    """What people do wrong with an operation: wrong formulas in place of its own.

    Args:
        code: what kind of mistake it is.
        said: what is done, to complete "... is what you get when"; `{node}` stands for the operation with its inputs,
            `{input}` for the input that receives the gradient.
        partials: the wrong local derivatives, `partials(op, xp, out, *inputs)`, with None where they are right; None
            where all of them are.
        forward: the wrong formula of the forward pass, `forward(op, xp, *inputs)`, if the value is wrong, too.
        rare: whether hardly anybody does it, so that it is meant only where nothing else gives the number.
    """

    __slots__ = ("code", "forward", "partials", "rare", "said")

    def __init__(
        self,
        code: str,
        said: str,
        partials: WrongFormula | None = None,
        *,
        forward: WrongFormula | None = None,
        rare: bool = False,
    ) -> None:
        self.code = code
        self.said = said
        self.partials = partials
        self.forward = forward
        self.rare = rare


class Op:
    """One operation: one row of the table.

    Args:
        name: how the operation is called in the language and in every output.
        inputs: the names of its inputs, as its documentation uses them; "xs" stands for any number from `fewest` on.
        forward: the formula of the forward pass, `forward(xp, *inputs)`.
        partials: the local derivatives, `partials(xp, out, *inputs)`, one for each input.
        gate: what the operation does to the upstream gradient, in a few words.
        about: what it computes, in a few words.
        infix: how it is written, when not as a call.
        needs: its real domain.
        kinks: where a convention is used.
        optional: how many of the last inputs may be left out; the formulas give their defaults.
        fewest: how many inputs "xs" stands for at least.
        aliases: other names for it in the language.
        said: the operation in words, with `{}` for each input; "NAME of {}" when not given.
        parity: "odd" where f(-x) is -f(x), "even" where it is f(x).
        latex: how LaTeX writes it, with #1 and #2 for the inputs; an upright name and parentheses when not given.
        upright: the same where a letter of that is the name of a variable: no power of e where e is one.
        text: the same for text, where it is written neither with a sign nor as a call.
        mistakes: what people do wrong with it.
        spelled: whether its local derivatives, where they are shown, are written in the inputs alone, and not in its
            own output, which saves the computer a division but hides the rule: -a/b^2 for -out/b.
    """

    __slots__ = (
        "about", "aliases", "fewest", "forward", "gate", "infix", "inputs", "kinks", "latex", "mistakes", "name",
        "needs", "optional", "parity", "partials", "said", "spelled", "text", "upright", "variadic",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        inputs: str,
        forward: Formula,
        partials: Formula,
        *,
        gate: str = gates.SCALES,
        about: str,
        infix: Infix | None = None,
        needs: Sequence[Need] = (),
        kinks: Sequence[Kink] = (),
        optional: int = 0,
        fewest: int = 2,
        aliases: Sequence[str] = (),
        said: str | None = None,
        parity: str | None = None,
        latex: str | None = None,
        upright: str | None = None,
        text: str | None = None,
        mistakes: Sequence[Mistake] = (),
        spelled: bool = False,
    ) -> None:
        self.name = name
        self.inputs = tuple(inputs.split())
        self.forward = forward
        self.partials = partials
        self.gate = gate
        self.about = about
        self.infix = infix
        self.needs = tuple(needs)
        self.kinks = tuple(kinks)
        self.optional = optional
        self.fewest = fewest
        self.aliases = tuple(aliases)
        self.said = said or f"{name} of " + " and ".join(["{}"] * len(self.inputs))
        self.parity = parity
        self.latex = latex
        self.upright = upright
        self.text = text
        self.mistakes = tuple(mistakes)
        self.spelled = spelled
        self.variadic = self.inputs == ("xs",)

    def __repr__(self) -> str:
        return f"<Op {self.name}>"

    def takes(self, count: int) -> bool:
        """Whether the operation can have this many inputs."""
        if self.variadic:
            return count >= self.fewest
        return len(self.inputs) - self.optional <= count <= len(self.inputs)

    def arity(self) -> str:
        """How many arguments it takes, in words: "2 arguments", "1 or 2 arguments", "2 or more arguments"."""
        if self.variadic:
            return f"{self.fewest} or more arguments"
        most = len(self.inputs)
        least = f"{most - 1} or " if self.optional else ""
        return f"{least}{most} argument{'s' if most > 1 else ''}"
