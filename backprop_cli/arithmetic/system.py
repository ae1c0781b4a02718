"""What a number system is: the interface that the formulas of the rule table are written against.

A number system is a namespace `xp` in the style of the array-API standard: a module, or an object, with the members of
`System`. A new primitive is declared here and defined in each of them; mypy and the tests name those that lack it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from . import floats

if TYPE_CHECKING:
    from . import branches, complexes, fractions, nearby


class Number(Protocol):
    """What a formula does to numbers with the signs of Python: with another number, and with an int on either side.

    A quotient whose divisor can be 0 is `xp.divide`, because there Python's `/` raises.
    """

    def __add__(self, other: Self | int, /) -> Self: ...
    def __radd__(self, other: int, /) -> Self: ...
    def __sub__(self, other: Self | int, /) -> Self: ...
    def __rsub__(self, other: int, /) -> Self: ...
    def __mul__(self, other: Self | int, /) -> Self: ...
    def __rmul__(self, other: int, /) -> Self: ...
    def __truediv__(self, other: Self | int, /) -> Self: ...
    def __neg__(self) -> Self: ...


N = TypeVar("N", bound=Number)

# What a comparison gives: a bool, a formula that is 0 or 1, a column of them.
C = TypeVar("C")


class System(Protocol[N, C]):
    """A number system of the numbers N and the conditions C; where a number is expected, a formula may write an int.

    No member raises, but `Inexact`: outside its real domain a function gives nan or an infinity.
    """

    # Numbers.

    @property
    def pi(self) -> N:
        """The constant."""

    @property
    def e(self) -> N:
        """The constant."""

    @property
    def tau(self) -> N:
        """The constant 2*pi."""

    @property
    def nan(self) -> N:
        """What is no number, where there is no result."""

    def number(self, value: str | float, /) -> N:
        """The number of a literal of the language, or of a number of Python's."""

    def rational(self, numerator: int, denominator: int, /) -> N:
        """A constant of a formula, as a fraction so that exact arithmetic can have it exactly."""

    def isfinite(self, x: N, /) -> bool:
        """Whether x is a result, and neither nan nor an infinity; of a column, whether all of it is."""

    # Conditions.

    def equal(self, a: N | int, b: N | int, /) -> C:
        """Whether a = b."""

    def greater(self, a: N | int, b: N | int, /) -> C:
        """Whether a > b."""

    def greater_equal(self, a: N | int, b: N | int, /) -> C:
        """Whether a >= b."""

    def both(self, a: C, b: C, /) -> C:
        """Whether two conditions hold: Python's `and` asks for one truth, and a column has one a row."""

    def either(self, a: C, b: C, /) -> C:
        """Whether one of two conditions holds, or both do."""

    def negated(self, a: C, /) -> C:
        """Whether a condition does not hold."""

    def where(self, condition: C, a: N | int, b: N | int, /) -> N:
        """`a` where the condition holds, `b` elsewhere; both are computed everywhere."""

    # Formulas that lose digits over doubles.

    def refined(self, by: Callable[..., float], /) -> Callable[..., N]:
        """A function of a formula's number, and of what it is a formula of: it returns that number.

        Over doubles it is `by`, which returns a better number where the formula loses digits.
        """

    # Choices and pieces.

    def maximum(self, a: N, b: N, /, *more: N) -> N:
        """The largest of two or more."""

    def minimum(self, a: N, b: N, /, *more: N) -> N:
        """The smallest of two or more."""

    def abs(self, x: N, /) -> N:
        """The magnitude."""

    def sign(self, x: N, /) -> N:
        """-1, 0 or 1."""

    def floor(self, x: N, /) -> N:
        """The largest integer that is not above x."""

    def ceil(self, x: N, /) -> N:
        """The smallest integer that is not below x."""

    # Sums, of which no term is lost beside a larger one that cancels.

    def sum(self, *xs: N | int) -> N:
        """The sum of one or more."""

    def mean(self, *xs: N) -> N:
        """The arithmetic mean of one or more."""

    # Powers and logarithms.

    def divide(self, a: N | int, b: N | int, /) -> N:
        """a/b, and an infinity or nan where b is 0."""

    def pow(self, x: N, y: N, /) -> N:
        """x^y: 1 for y = 0, nan for a negative x and a y that is no integer."""

    def sqrt(self, x: N | int, /) -> N:
        """The square root."""

    def cbrt(self, x: N, /) -> N:
        """The real cube root, also of a negative number."""

    def hypot(self, x: N | int, y: N, /) -> N:
        """sqrt(x^2 + y^2), of which no square overflows."""

    def exp(self, x: N, /) -> N:
        """e^x."""

    def expm1(self, x: N, /) -> N:
        """e^x - 1, precise near 0."""

    def log(self, x: N | int, /) -> N:
        """The natural logarithm."""

    def log2(self, x: N, /) -> N:
        """The logarithm to base 2."""

    def log10(self, x: N, /) -> N:
        """The logarithm to base 10."""

    def log1p(self, x: N, /) -> N:
        """log(1 + x), precise near 0."""

    def xlogy(self, a: N, x: N, /) -> N:
        """a*log(x), and 0 at x = 0: the derivative of x^y to y, which is flat there."""

    # Angles.

    def sin(self, x: N, /) -> N:
        """The sine."""

    def cos(self, x: N, /) -> N:
        """The cosine."""

    def tan(self, x: N, /) -> N:
        """The tangent."""

    def asin(self, x: N, /) -> N:
        """The inverse sine."""

    def acos(self, x: N, /) -> N:
        """The inverse cosine."""

    def atan(self, x: N, /) -> N:
        """The inverse tangent."""

    def atan2(self, y: N, x: N, /) -> N:
        """The angle of the point (x, y), from -pi to pi."""

    # Hyperbolic functions.

    def sinh(self, x: N, /) -> N:
        """The hyperbolic sine."""

    def cosh(self, x: N, /) -> N:
        """The hyperbolic cosine."""

    def tanh(self, x: N, /) -> N:
        """The hyperbolic tangent."""

    def asinh(self, x: N, /) -> N:
        """The inverse hyperbolic sine."""

    def acosh(self, x: N, /) -> N:
        """The inverse hyperbolic cosine."""

    def atanh(self, x: N, /) -> N:
        """The inverse hyperbolic tangent."""

    # Functions of neural networks and of probability.

    def sigmoid(self, x: N, /) -> N:
        """1/(1 + e^-x), of which no exponential overflows."""

    def softplus(self, x: N, /) -> N:
        """log(1 + e^x), of which no exponential overflows."""

    def erf(self, x: N, /) -> N:
        """The error function."""

    def erfc(self, x: N, /) -> N:
        """1 - erf(x), precise where erf(x) is close to 1."""


# A system that is chosen while the program runs, so that nothing is known of its numbers before.
NumberSystem = System[Any, Any]

if TYPE_CHECKING:
    # Each module is the system it says it is: mypy compares them with the interface, member by member.
    _FLOATS: System[float, bool] = floats
    _FRACTIONS: System[fractions.Number, bool] = fractions
    _COMPLEXES: System[complex, bool] = complexes
    _BRANCHES: type[System[float, bool]] = branches.Branches
    _NEARBY: type[System[float, bool]] = nearby.Nearby


def system_of(number: object) -> NumberSystem:
    """The number system that `number` belongs to.

    Doubles, exact fractions and complex numbers are known; any other number has its system as its `number_system`.

    Raises:
        TypeError: nothing tells what system it belongs to.
    """
    if isinstance(number, (float, int)):
        return floats
    system: NumberSystem | None = getattr(number, "number_system", None)
    if system is not None:
        return system
    if hasattr(number, "denominator"):
        from . import fractions

        return fractions
    if isinstance(number, complex):
        from . import complexes

        return complexes
    raise TypeError(f"no number system has a {type(number).__name__}")
