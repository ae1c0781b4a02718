"""The pieces of a rule: what it gives on either side of each of its conditions, as formulas.

Over plain symbols a rule that chooses is one formula, in which `step` and `sign` multiply what is chosen by 1 and the
rest by 0. Here it is run once for each way in which its comparisons may turn out, and gives what it chooses then:

    relu    1 where x > 0, 0 where x < 0
    max     for two inputs to the first: 1 where a > b, 0 where a < b

That two formulas are equal is one of the ways only where somebody asks for it: it holds at single points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from .. import ops, symbols
from .algebra import sum_of
from .symbol import Number, Sum, Symbol

LESS, EQUAL, MORE = "<", "=", ">"
SIGNS = {-1: LESS, 0: EQUAL, 1: MORE}

# A rule that has more pieces than these is not told piece by piece.
MANY = 64


class Condition(NamedTuple):
    """How two formulas compare."""

    left: Symbol
    relation: str
    right: Symbol


class Piece(NamedTuple):
    """What a rule gives where all of these conditions hold."""

    conditions: tuple[Condition, ...]
    formula: Symbol


def pieces(op: ops.Op, out: Symbol, inputs: Sequence[Symbol], index: int, *, ties: bool = False) -> list[Piece]:
    """The pieces of a local derivative, none if there are too many.

    Args:
        op: the operation.
        out: its output.
        inputs: its inputs.
        index: that to which the derivative is.
        ties: whether equality is among the ways in which a comparison may turn out.
    """
    result = op.partials(Pieces(), _known(out), *map(_known, inputs))[index]
    others = (-1, 0) if ties else (-1,)
    found: list[Piece] = []
    scripts: list[tuple[int, ...]] = [()]
    while scripts and len(found) < MANY:
        script = scripts.pop()
        judge = Judge(script)
        formula = symbols.lifted(settled(result, judge))
        found.append(Piece(tuple(judge.conditions()), formula))
        # Beyond the script all turned out the first way; the other ways are for other scripts, the last one first.
        for place in range(len(script), len(judge.ways)):
            scripts += [(*judge.ways[:place], way) for way in others]
    return [] if scripts else found


class Judge:
    """Tells which of two formulas is larger: as the script says, beyond it the first one, and always the same."""

    def __init__(self, script: Sequence[int]) -> None:
        self.script = script
        self.ways: list[int] = []
        self.asked: list[Symbol] = []
        self.known: dict[bytes, int] = {}

    def compare(self, a: Any, b: Any) -> int:
        """1 for a > b, 0 for a = b and -1 for a < b."""
        difference = sum_of([(symbols.lifted(a), 1), (symbols.lifted(b), -1)])
        if isinstance(difference, Number):
            return (difference.value > 0) - (difference.value < 0)
        if difference.unsigned not in self.known:
            place = len(self.ways)
            way = self.script[place] if place < len(self.script) else 1
            self.ways.append(way)
            self.asked.append(difference)
            self.known[difference.unsigned] = way * difference.sign
        return self.known[difference.unsigned] * difference.sign

    def conditions(self) -> Iterator[Condition]:
        """What was asked, as it turned out."""
        for difference, way in zip(self.asked, self.ways, strict=True):
            yield _condition(difference, way)


def _condition(difference: Symbol, way: int) -> Condition:
    """How the terms with a plus compare with those with a minus, a number on the right: `x < 2`, not `2 - x > 0`."""
    terms = difference.terms if isinstance(difference, Sum) else ((difference, 1),)
    left = sum_of([(monomial, c) for monomial, c in terms if c > 0])
    right = sum_of([(monomial, -c) for monomial, c in terms if c < 0])
    if isinstance(left, Number):
        left, right, way = right, left, -way
    return Condition(left, SIGNS[way], right)


# The number system


class Waiting:
    """A number that is known once a judge tells how the comparisons turn out on which it depends."""

    __slots__ = ("given",)

    def __init__(self, given: Callable[[Judge], Any]) -> None:
        self.given = given


def settled(x: Any, judge: Judge) -> Any:
    """The formula of a number; one of Python's as it is."""
    return x.given(judge) if isinstance(x, Waiting) else x


def _known(x: Symbol) -> Waiting:
    return Waiting(lambda _: x)


def _waiting(function: Callable[..., Any]) -> Callable[..., Waiting]:
    return lambda *xs: Waiting(lambda judge: function(*[settled(x, judge) for x in xs]))


def _operator(method: str) -> Callable[..., Waiting]:
    return _waiting(lambda a, *others: getattr(symbols.lifted(a), method)(*map(symbols.lifted, others)))


for _rule in (*ops.BINARY.values(), ops.NEGATE):
    for _method in _rule.infix.methods if _rule.infix else ():
        setattr(Waiting, _method, _operator(_method))


# How comparisons turn out.
Verdict = Callable[[Judge], bool]


class Pieces:
    """The number system; what is not a matter of comparison is that of symbols."""

    def __getattr__(self, name: str) -> Any:
        member = getattr(symbols, name)
        return _known(member) if isinstance(member, Symbol) else _waiting(member)

    def refined(self, by: object) -> Callable[..., Any]:
        """A function that returns the formula, as it is taught."""
        return lambda formula, *_: formula

    def equal(self, a: Any, b: Any) -> Verdict:
        """Whether a = b."""
        return lambda judge: judge.compare(settled(a, judge), settled(b, judge)) == 0

    def greater(self, a: Any, b: Any) -> Verdict:
        """Whether a > b."""
        return lambda judge: judge.compare(settled(a, judge), settled(b, judge)) > 0

    def greater_equal(self, a: Any, b: Any) -> Verdict:
        """Whether a >= b."""
        return lambda judge: judge.compare(settled(a, judge), settled(b, judge)) >= 0

    def both(self, a: Verdict, b: Verdict) -> Verdict:
        """Whether two conditions hold; what the second compares is not asked where the first fails."""
        return lambda judge: a(judge) and b(judge)

    def either(self, a: Verdict, b: Verdict) -> Verdict:
        """Whether one of two conditions holds."""
        return lambda judge: a(judge) or b(judge)

    def negated(self, a: Verdict) -> Verdict:
        """Whether a condition does not hold."""
        return lambda judge: not a(judge)

    def where(self, condition: Verdict, a: Any, b: Any) -> Waiting:
        """`a` where the condition holds, `b` elsewhere; nothing is asked for the sake of the other one."""
        return Waiting(lambda judge: settled(a if condition(judge) else b, judge))

    def sign(self, x: Any) -> Waiting:
        """-1, 0 or 1."""
        return Waiting(lambda judge: symbols.number(judge.compare(settled(x, judge), 0)))

    def maximum(self, a: Any, b: Any, *more: Any) -> Waiting:
        """The largest: of a formula and a number, as it turns out; of formulas, a formula."""
        return self._chosen(1, a, b, *more)

    def minimum(self, a: Any, b: Any, *more: Any) -> Waiting:
        """The smallest."""
        return self._chosen(-1, a, b, *more)

    @staticmethod
    def _chosen(way: int, *xs: Any) -> Waiting:
        op = ops.MAX if way > 0 else ops.MIN

        def given(judge: Judge) -> Symbol:
            a, b, *more = [symbols.lifted(settled(x, judge)) for x in xs]
            if more or not (isinstance(a, Number) or isinstance(b, Number)):
                return symbols.apply(op, a, b, *more)
            return a if judge.compare(a, b) * way > 0 else b

        return Waiting(given)
