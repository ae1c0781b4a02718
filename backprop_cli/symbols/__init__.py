"""Symbols as a number system: over them the rules write formulas.

    >>> from backprop_cli import symbols
    >>> x = symbols.name("x")
    >>> 2*x + symbols.sin(x)*x*x - x
    x + x^2*sin(x)

Formulas are simplified while they are built; `algebra` tells what may be dropped. Conditions are formulas too:
`greater` gives `step(u - v)`, and `where` adds up its two pieces. `equal` is decided at once, because the points that
the rules treat apart with it are single ones: a formula gives what holds next to them.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .. import ops
from ..arithmetic import System
from ..notation.text import text_of
from . import algebra
from .calls import call
from .coefficients import Coefficient, is_double, literal, tidy
from .probing import vanishes
from .sharing import name_of as name_of
from .sharing import occurrences as occurrences
from .sharing import parts as parts
from .sharing import replaced as replaced
from .shortening import shortest as shortest
from .symbol import HALF, ONE, Name, Number
from .symbol import ZERO as ZERO
from .symbol import Symbol as Symbol
from .writing import Form as Form
from .writing import written as written

# There is no __all__: to a type checker it would hide the members of the number system.

# A formula that is 1 where it holds and 0 elsewhere, or what is decided at once.
Condition = Symbol | bool

nan, INFINITY = Number(math.nan), Number(math.inf)
pi, e, tau = Name("pi"), Name("e"), Name("tau")


def name(text: str) -> Symbol:
    """The symbol of this name."""
    return Name(text)


def number(value: str | float | Fraction) -> Symbol:
    """The symbol of a literal of the language, or of a number of Python's."""
    return Number(tidy(value) if isinstance(value, (int, Fraction)) else literal(value))


def rational(numerator: int, denominator: int) -> Symbol:
    """A constant of a formula."""
    return number(Fraction(numerator, denominator))


def isfinite(x: Symbol) -> bool:
    """Whether x is a formula, or a number that a double can hold."""
    return not isinstance(x, Number) or is_double(x.value)


def lifted(x: Symbol | Coefficient) -> Symbol:
    """A number of Python's as a symbol, and a symbol as it is."""
    return x if isinstance(x, Symbol) else number(x)


def apply(op: ops.Op, *inputs: Symbol | Coefficient) -> Symbol:
    """The operation of a rule on symbols: a simplified formula for arithmetic, else a call."""
    operands = [lifted(x) for x in inputs]
    if op.infix or op in ARITHMETIC:
        result: Symbol = op.forward(Symbol.number_system, *operands)
        return result
    return call(op, operands)


def output(op: ops.Op, called: str, *inputs: Symbol) -> Symbol:
    """The output of an operation as its local derivatives show it: called by its name, or written in the inputs."""
    return apply(op, *inputs) if op.spelled else name(called)


def refined(by: object) -> Callable[..., Symbol]:
    """A function that returns the formula, as it is taught."""
    return _formula


def _formula(formula: Symbol | Coefficient, *_: Symbol) -> Symbol:
    return lifted(formula)


def divide(a: Symbol | Coefficient, b: Symbol | Coefficient) -> Symbol:
    """a/b."""
    return algebra.powers([(lifted(a), ONE), (lifted(b), Number(-1))])


def sum(*xs: Symbol | Coefficient) -> Symbol:
    """The sum of one or more."""
    return algebra.sum_of([(lifted(x), 1) for x in xs])


def mean(*xs: Symbol | Coefficient) -> Symbol:
    """The sum of one or more, divided by their number."""
    return divide(sum(*xs), len(xs))


def pow(x: Symbol | Coefficient, y: Symbol | Coefficient) -> Symbol:
    """x^y."""
    return algebra.power(lifted(x), lifted(y))


def sqrt(x: Symbol | Coefficient) -> Symbol:
    """The power 1/2, which is written as a root."""
    return algebra.power(lifted(x), HALF)


def exp(x: Symbol | Coefficient) -> Symbol:
    """A power of e."""
    return algebra.power(algebra.EULER, lifted(x))


def hypot(x: Symbol | Coefficient, y: Symbol | Coefficient) -> Symbol:
    """The root of the sum of squares: what rules compute with it is easier to read so."""
    return sqrt(pow(x, 2) + pow(y, 2))


def erfc(x: Symbol | Coefficient) -> Symbol:
    """1 - erf(x), for which the language has no name of its own."""
    return 1 - apply(ops.BY_NAME["erf"], x)


def xlogy(a: Symbol | Coefficient, x: Symbol | Coefficient) -> Symbol:
    """a*log(x), and 0 for the number 0, as over doubles, and where x is 0 in a whole region.

    There, and nowhere else, 1 is added: log(relu(x) + 1 - sign(relu(x))^2) is log(x) for a positive x, else log(1).
    """
    x = lifted(x)
    if x == ZERO:
        return ZERO
    if vanishes(x):
        x = x + 1 - pow(apply(ops.BY_NAME["sign"], x), 2)
    return lifted(a) * apply(ops.BY_NAME["log"], x)


def equal(x: Symbol | Coefficient, y: Symbol | Coefficient) -> bool:
    """Whether two formulas are the same; different ones are taken to differ in value."""
    return lifted(x) == lifted(y)


def greater(x: Symbol | Coefficient, y: Symbol | Coefficient) -> Condition:
    """1 where x > y, else 0."""
    condition = apply(ops.STEP, lifted(x) - y)
    return bool(condition.value) if isinstance(condition, Number) else condition


def greater_equal(x: Symbol | Coefficient, y: Symbol | Coefficient) -> Condition:
    """1 where x >= y, else 0."""
    return negated(greater(y, x))


def both(a: Condition, b: Condition) -> Condition:
    """1 where two conditions hold: their product."""
    if isinstance(a, bool):
        return b if a else False
    if isinstance(b, bool):
        return a if b else False
    return a * b


def either(a: Condition, b: Condition) -> Condition:
    """1 where one of two conditions holds or both do: where not both fail."""
    return negated(both(negated(a), negated(b)))


def negated(a: Condition) -> Condition:
    """1 where a condition does not hold."""
    return not a if isinstance(a, bool) else 1 - a


def where(condition: Condition, a: Symbol | Coefficient, b: Symbol | Coefficient) -> Symbol:
    """`a` where the condition holds, `b` elsewhere: each is multiplied by 1 or 0."""
    if isinstance(condition, bool):
        return lifted(a if condition else b)
    return condition * a + (1 - condition) * b


# The operations that are sums, products and powers themselves.
ARITHMETIC = (ops.ROOT, ops.EXPONENTIAL)


def _function(op: ops.Op) -> Callable[..., Symbol]:
    return lambda *inputs: apply(op, *inputs)


def _add(a: Symbol, b: Symbol | Coefficient) -> Symbol:
    return algebra.sum_of([(a, 1), (lifted(b), 1)])


def _gather(a: Symbol, b: Symbol | Coefficient) -> Symbol:
    # `a += b` is b + a: the backward pass gathers a gradient from the last use of a node to the first, and a sum is
    # to be read in the order of the text.
    return algebra.sum_of([(lifted(b), 1), (a, 1)])


def _subtract(a: Symbol, b: Symbol | Coefficient) -> Symbol:
    return algebra.sum_of([(a, 1), (lifted(b), -1)])


def _multiply(a: Symbol, b: Symbol | Coefficient) -> Symbol:
    return algebra.product([a, lifted(b)])


OPERATORS: dict[ops.Op, Callable[..., Symbol]] = {
    ops.ADD: _add,
    ops.SUBTRACT: _subtract,
    ops.MULTIPLY: _multiply,
    ops.DIVIDE: divide,
    ops.RAISE: pow,
    ops.NEGATE: lambda a: algebra.scaled(a, -1),
}


def _shown(symbol: Any) -> str:
    return text_of(written(symbol), limit=200)


def _reflected(operator: Callable[..., Symbol]) -> Callable[..., Symbol]:
    return lambda a, b: operator(lifted(b), a)


def _give_operators() -> None:
    """Make the operators of Symbol and the functions of this module from the rule table."""
    for op, operator in OPERATORS.items():
        for method in op.infix.methods if op.infix else ():
            setattr(Symbol, method, _reflected(operator) if method.startswith("__r") else operator)
    Symbol.number_system = sys.modules[__name__]
    Symbol.__repr__ = _shown  # type: ignore[method-assign] # given like the operators: the algebra knows no text
    Symbol.__iadd__ = _gather  # type: ignore[attr-defined] # given to the class, as all its operators
    for op in ops.OPS:
        if not op.infix:
            globals().setdefault(op.name, _function(op))


_give_operators()
maximum, minimum = _function(ops.MAX), _function(ops.MIN)

if TYPE_CHECKING:
    # For type checkers only: the loop above makes these functions from the rule table.
    _made: Callable[..., Symbol] = apply
    expm1 = log = log2 = log10 = log1p = cbrt = sin = cos = tan = asin = acos = atan = atan2 = _made
    sinh = cosh = tanh = asinh = acosh = atanh = sigmoid = softplus = erf = abs = sign = floor = ceil = _made

    # And so that they compare the whole with the interface.
    from .. import symbols

    _SYMBOLS: System[Symbol, Condition] = symbols
