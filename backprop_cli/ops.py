"""The rule table: every operation is declared here, once, and nowhere else is one named.

A rule is written against a number system `xp` and not against floats: over doubles it computes, over fractions it is
exact, over symbols it writes the formula. The local derivatives receive the operation's own output `out`, which is
faster where they can reuse it and does not overflow where a formula in the inputs does.

Where the true derivative does not exist the convention is PyTorch's: the minimum-norm subgradient of a convex
function, the minimum-norm supergradient of a concave one, else continuity. A `Kink` tells where that happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

Rule = Callable[..., Any]

SUM, PRODUCT, NEGATION, POWER, ATOM = range(1, 6)

# What a gate does to the upstream gradient: the words of the lectures for the classic gates.
DISTRIBUTES = "distributes: passes the upstream gradient on to each input"
SWITCHES = "switches: each input receives the upstream gradient times the other input"
ROUTES = "routes: the upstream gradient goes to the input that was chosen"
BLOCKS_OR_PASSES = "passes or blocks: the upstream gradient goes through on one side of the kink only"
SCALES = "scales: each input receives the upstream gradient times its local derivative"
PASSES_OR_SCALES = (
    "passes or scales: the upstream gradient goes through for a positive input, and scaled for a negative one"
)
PASSES_OR_NEGATES = (
    "passes or negates: the upstream gradient goes through for a positive input, and negated for a negative one"
)
PASSES_OR_DIVERTS = (
    "passes or diverts: the upstream gradient goes to the input between the bounds, and to the bound beyond them"
)
STOPS = "stops: the output does not change with the input, so no gradient passes"


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

    def __init__(self, holds: Rule, needs: str, of: int = 0) -> None:
        self.holds = holds
        self.needs = needs
        self.of = of


class Kink:
    """A place where the derivative does not exist as a number and a convention takes its stead.

    Args:
        at: whether the inputs are such a place, as a function of the number system and the inputs.
        place: the place in words, to complete "... at"; `{}` stands for the input that it is about.
        of: which input's local derivative it concerns; None when it concerns all of them.
        sides: the one-sided local derivatives (left, right), where they exist, as a function like `at`; where the two
            are equal, as for elu with alpha = 1, there is no kink after all.
        code: "kink" where the two sides differ, "infinite" where the slope is, "undefined" where there is none.
    """

    __slots__ = ("at", "code", "of", "place", "sides")

    def __init__(
        self, at: Rule, place: str, sides: Rule | None = None, *, of: int | None = 0, code: str = "kink"
    ) -> None:
        self.at = at
        self.place = place
        self.sides = sides
        self.of = of
        self.code = code


class Mistake:
    """A wrong rule that people use in place of an operation's own.

    Args:
        code: what kind of mistake it is.
        words: what is done, to complete "... is what you get when"; `{node}` stands for the operation with its inputs,
            `{input}` for the input that receives the gradient.
        partials: the wrong local derivatives, `partials(op, xp, out, *inputs)`, with None where they are right; None
            where all of them are.
        forward: the wrong forward rule, `forward(op, xp, *inputs)`, if the value is wrong, too.
    """

    __slots__ = ("code", "forward", "partials", "words")

    def __init__(self, code: str, words: str, partials: Rule | None = None, *, forward: Rule | None = None) -> None:
        self.code = code
        self.words = words
        self.partials = partials
        self.forward = forward


class Op:
    """One operation: one row of the table.

    Args:
        name: how the operation is called in the language and in every output.
        inputs: the names of its inputs, as its documentation uses them; "xs" stands for two or more.
        forward: the forward rule, `forward(xp, *inputs)`.
        partials: the local derivatives, `partials(xp, out, *inputs)`, one for each input.
        gate: what the operation does to the upstream gradient, in a few words.
        about: what it computes, in a few words.
        infix: how it is written, when not as a call.
        needs: its real domain.
        kinks: where a convention is used.
        optional: how many of the last inputs may be left out; the rules give their defaults.
        aliases: other names for it in the language.
        said: the operation in words, with `{}` for each input; "NAME of {}" when not given.
        parity: "odd" where f(-x) is -f(x), "even" where it is f(x).
        latex: how LaTeX writes it, with #1 and #2 for the inputs; an upright name and parentheses when not given.
        mistakes: the wrong rules that people use in its place.
    """

    __slots__ = (
        "about", "aliases", "forward", "gate", "infix", "inputs", "kinks", "latex", "mistakes", "name", "needs",
        "optional", "parity", "partials", "said", "variadic",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        inputs: str,
        forward: Rule,
        partials: Rule,
        *,
        gate: str = SCALES,
        about: str,
        infix: Infix | None = None,
        needs: Sequence[Need] = (),
        kinks: Sequence[Kink] = (),
        optional: int = 0,
        aliases: Sequence[str] = (),
        said: str | None = None,
        parity: str | None = None,
        latex: str | None = None,
        mistakes: Sequence[Mistake] = (),
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
        self.aliases = tuple(aliases)
        self.said = said or f"{name} of " + " and ".join(["{}"] * len(self.inputs))
        self.parity = parity
        self.latex = latex
        self.mistakes = tuple(mistakes)
        self.variadic = self.inputs == ("xs",)

    def __repr__(self) -> str:
        return f"<Op {self.name}>"

    def takes(self, count: int) -> bool:
        """Whether the operation can have this many inputs."""
        if self.variadic:
            return count >= 2
        return len(self.inputs) - self.optional <= count <= len(self.inputs)

    def arity(self) -> str:
        """How many arguments it takes, in words: "2 arguments", "1 or 2 arguments", "2 or more arguments"."""
        if self.variadic:
            return "2 or more arguments"
        most = len(self.inputs)
        least = f"{most - 1} or " if self.optional else ""
        return f"{least}{most} argument{'s' if most > 1 else ''}"


def _at_zero(xp: Any, x: Any, *_: Any) -> Any:
    return xp.equal(x, 0)


def _at_origin(xp: Any, y: Any, x: Any) -> Any:
    return xp.equal(y, 0) and xp.equal(x, 0)


def _at_integer(xp: Any, x: Any) -> Any:
    return xp.equal(x, xp.floor(x))


def _at_one(xp: Any, x: Any) -> Any:
    return xp.equal(xp.abs(x), 1)


def _largest(xp: Any, xs: Sequence[Any]) -> Sequence[Any]:
    """1/n for each of the n inputs that tie for the largest, 0 for the others."""
    if len(xs) == 2:
        a, b = xs
        return xp.divide(1 + xp.sign(a - b), 2), xp.divide(1 + xp.sign(b - a), 2)
    chosen = [xp.where(xp.greater(rival, x), 0, 1) for x, rival in zip(xs, _rivals(xp, xs), strict=True)]
    count = sum(chosen)
    return [xp.divide(c, count) for c in chosen]


def _rivals(xp: Any, xs: Sequence[Any]) -> list[Any]:
    """For each of three or more inputs the largest of the others."""
    before = list(accumulate(xs, xp.maximum))
    after = list(accumulate(xs[::-1], lambda later, x: xp.maximum(x, later)))[::-1]
    return [after[1], *map(xp.maximum, before[:-2], after[2:]), before[-2]]


def _tied(best: Callable[..., Any]) -> Rule:
    return lambda xp, *xs: sum(xp.equal(x, best(xs)) for x in xs) > 1


def _slope(xp: Any, slope: Any) -> Any:
    return xp.rational(1, 100) if slope is None else slope


def _leaky_relu(xp: Any, x: Any, slope: Any = None) -> Any:
    return xp.where(xp.greater(x, 0), x, _slope(xp, slope) * x)


def _leaky_relu_partials(xp: Any, out: Any, x: Any, slope: Any = None) -> Any:
    return xp.where(xp.greater(x, 0), 1, _slope(xp, slope)), xp.minimum(x, xp.number(0))


def _elu(xp: Any, x: Any, alpha: Any = 1) -> Any:
    return xp.where(xp.greater(x, 0), x, alpha * xp.expm1(xp.minimum(x, xp.number(0))))


def _elu_partials(xp: Any, out: Any, x: Any, alpha: Any = None) -> Any:
    # Both pieces of a formula are evaluated on both sides: exp and expm1 must not overflow where they do not count.
    negative = xp.minimum(x, xp.number(0))
    if alpha is None:
        return (xp.exp(negative),)
    # At 0 the slopes alpha and 1 meet: the one nearest to 0 of those between them.
    nearest = xp.where(xp.greater(alpha, 1), 1, xp.where(xp.greater(alpha, 0), alpha, 0))
    below = xp.where(xp.equal(x, 0), nearest, alpha * xp.exp(negative))
    return xp.where(xp.greater(x, 0), 1, below), xp.expm1(negative)


def _normal_cdf(xp: Any, x: Any) -> Any:
    return xp.erfc(-x / xp.sqrt(2)) / 2


def _gelu_partial(xp: Any, x: Any) -> Any:
    return _normal_cdf(xp, x) + x * xp.exp(-x * x / 2) / xp.sqrt(2 * xp.pi)


def _silu_partial(xp: Any, x: Any) -> Any:
    s = xp.sigmoid(x)
    return s * (1 + x * (1 - s))


def _clip(xp: Any, x: Any, lo: Any, hi: Any) -> Any:
    inside = xp.where(xp.greater(x, hi), hi, xp.where(xp.greater(lo, x), lo, x))
    return xp.where(xp.greater(lo, hi), xp.nan, inside)


def _clip_partials(xp: Any, out: Any, x: Any, lo: Any, hi: Any) -> Any:
    below, above = xp.where(xp.greater(lo, x), 1, 0), xp.where(xp.greater(x, hi), 1, 0)
    inside = xp.where(xp.greater(x, lo), xp.where(xp.greater(hi, x), 1, 0), 0)
    return inside, below, above


def _per_radius(xp: Any, x: Any, r: Any) -> Any:
    """x/r, and 0 at the origin, where r is 0."""
    return xp.where(xp.equal(r, 0), 0, xp.divide(x, r))


def _atan2_partials(xp: Any, out: Any, y: Any, x: Any) -> Any:
    # Divided twice by the radius, because its square overflows and underflows long before the quotient does.
    r = xp.hypot(x, y)
    return _per_radius(xp, _per_radius(xp, x, r), r), _per_radius(xp, _per_radius(xp, -y, r), r)


def _radians(xp: Any, degrees: Any) -> Any:
    return degrees * xp.pi / 180


def _degrees_in(op: Op, xp: Any, *inputs: Any) -> Any:
    return op.forward(xp, *[_radians(xp, x) for x in inputs])


def _degrees_in_partials(op: Op, xp: Any, out: Any, *inputs: Any) -> Any:
    return op.partials(xp, _degrees_in(op, xp, *inputs), *[_radians(xp, x) for x in inputs])


# What people do to many operations in the same way.
DEGREES = "degrees"
IN_DEGREES = Mistake(
    DEGREES, "the angle in {node} is read in degrees: it is in radians", _degrees_in_partials, forward=_degrees_in
)
TO_DEGREES = Mistake(
    DEGREES,
    "the angle {node} is given in degrees: it is in radians",
    forward=lambda op, xp, *inputs: op.forward(xp, *inputs) * 180 / xp.pi,
)
INPUT_FOR_OUTPUT = Mistake(
    "derivative-of-input",
    "the derivative of {node} is computed from its input where its own value belongs",
    lambda op, xp, out, x: op.partials(xp, x, x),
)
OUTPUT_FOR_INPUT = Mistake(
    "derivative-of-input",
    "the derivative of {node} is computed from its own value where its input belongs",
    lambda op, xp, out, x: op.partials(xp, out, out),
)
PASSES_TO_ALL = Mistake(
    "router-both",
    "{node} passes the gradient to all its inputs and not to the chosen one alone",
    lambda op, xp, out, *xs: (1,) * len(xs),
)
BLOCKED = Mistake(
    "blocked-relu",
    "{node} blocks the gradient where it should pass",
    lambda op, xp, out, x, *_: (xp.where(xp.greater(x, 0), 0, op.partials(xp, out, x, *_)[0]),),
)
LEAKY = Mistake(
    "leaky-relu",
    "{node} passes the whole gradient although its input is not positive",
    lambda op, xp, out, x, *_: (1,),
)


def _wrong(words: str, partial: Rule) -> Mistake:
    """The derivative of another function, `partial(xp, out, x)`, in place of that of a function of one input."""
    return Mistake("wrong-function", words, lambda op, xp, out, x: (partial(xp, out, x),))


def _power_rule(words: str, partials: Rule) -> Mistake:
    return Mistake("power-rule", words, lambda op, *at: partials(*at))


def _quotient_rule(words: str, partials: Rule) -> Mistake:
    return Mistake("quotient-rule", words, lambda op, *at: partials(*at))


def _minus_dropped(partials: Rule, words: str = "the minus of {node} is dropped") -> Mistake:
    return Mistake("dropped-minus", words, lambda op, *at: partials(*at))


OPS: tuple[Op, ...] = (
    Op(
        "+",
        "a b",
        forward=lambda xp, a, b: a + b,
        partials=lambda xp, out, a, b: (1, 1),
        infix=Infix("+", SUM, ["__add__", "__radd__"]),
        gate=DISTRIBUTES,
        about="the sum",
        said="sum of {} and {}",
        latex="#1 + #2",
    ),
    Op(
        "-",
        "a b",
        forward=lambda xp, a, b: a - b,
        partials=lambda xp, out, a, b: (1, -1),
        infix=Infix("-", SUM, ["__sub__", "__rsub__"]),
        gate="distributes: passes the upstream gradient on to the first input, and its negative to the second",
        about="the difference",
        said="difference of {} and {}",
        latex="#1 - #2",
        mistakes=[_minus_dropped(lambda xp, out, a, b: (1, 1))],
    ),
    Op(
        "*",
        "a b",
        forward=lambda xp, a, b: a * b,
        partials=lambda xp, out, a, b: (b, a),
        infix=Infix("*", PRODUCT, ["__mul__", "__rmul__"]),
        gate=SWITCHES,
        about="the product",
        said="product of {} and {}",
        latex="#1 \\, #2",
        mistakes=[
            Mistake(
                "unswitched-mul",
                "{input} receives its own value in {node} in place of the value of the other factor",
                lambda op, xp, out, a, b: (a, b),
            )
        ],
    ),
    Op(
        "/",
        "a b",
        forward=lambda xp, a, b: xp.divide(a, b),
        partials=lambda xp, out, a, b: (xp.divide(1, b), xp.divide(-out, b)),
        infix=Infix("/", PRODUCT, ["__truediv__", "__rtruediv__"]),
        about="the quotient",
        needs=[Need(lambda xp, a, b: not xp.equal(b, 0), "a divisor other than 0", of=1)],
        said="division of {} by {}",
        latex="\\frac{#1}{#2}",
        mistakes=[
            _minus_dropped(
                lambda xp, out, a, b: (None, xp.divide(out, b)),
                "the minus in the derivative of {node} to its divisor is dropped",
            ),
            _quotient_rule("the divisor of {node} is not squared", lambda xp, out, a, b: (None, -out)),
            _quotient_rule(
                "the numerator of {node} is left out in its derivative to the divisor",
                lambda xp, out, a, b: (None, xp.divide(xp.divide(-1, b), b)),
            ),
            _quotient_rule(
                "the quotient rule for {node} ends without the division by the square of the divisor",
                lambda xp, out, a, b: (b, -a),
            ),
            _quotient_rule(
                "the derivative of {node} to its numerator is divided by the square of the divisor",
                lambda xp, out, a, b: (xp.divide(xp.divide(1, b), b), None),
            ),
        ],
    ),
    Op(
        "neg",
        "a",
        forward=lambda xp, a: -a,
        partials=lambda xp, out, a: (-1,),
        infix=Infix("-", NEGATION, ["__neg__"]),
        gate="negates: the upstream gradient changes its sign",
        about="the negative",
        said="negative of {}",
        latex="-#1",
        mistakes=[_minus_dropped(lambda xp, out, a: (1,))],
    ),
    Op(
        "^",
        "x y",
        forward=lambda xp, x, y: xp.pow(x, y),
        partials=lambda xp, out, x, y: (xp.where(xp.equal(y, 0), 0, y * xp.pow(x, y - 1)), xp.xlogy(out, x)),
        infix=Infix("^", POWER, ["__pow__", "__rpow__"], right=True),
        about="x to the power y",
        aliases=["pow"],
        said="{} to the power {}",
        needs=[
            Need(
                lambda xp, x, y: not (xp.equal(x, 0) and xp.greater(0, y)),
                "a base other than 0 under a negative exponent",
            ),
            Need(
                lambda xp, x, y: xp.greater_equal(x, 0) or xp.equal(y, xp.floor(y)),
                "an integer exponent over a negative base",
                of=1,
            ),
        ],
        kinks=[
            Kink(
                lambda xp, x, y: xp.equal(x, 0) and xp.greater(y, 0) and xp.greater(1, y),
                "base 0",
                of=0,
                code="infinite",
            ),
            Kink(lambda xp, x, y: xp.equal(x, 0) and xp.equal(y, 0), "base 0 and exponent 0", of=1, code="infinite"),
            Kink(lambda xp, x, y: xp.greater(0, x), "a negative base", of=1, code="undefined"),
        ],
        latex="#1^{#2}",
        mistakes=[
            _power_rule("the exponent of {node} is not lowered by 1", lambda xp, out, x, y: (y * out, None)),
            _power_rule(
                "the exponent of {node} is forgotten as a factor", lambda xp, out, x, y: (xp.pow(x, y - 1), None)
            ),
            _power_rule(
                "the exponent of {node} is lowered before it becomes the factor",
                lambda xp, out, x, y: ((y - 1) * xp.pow(x, y - 1), None),
            ),
            _power_rule(
                "the logarithm of the base of {node} is forgotten in its derivative to the exponent",
                lambda xp, out, x, y: (None, out),
            ),
            _power_rule(
                "the power rule is used for the exponent of {node}", lambda xp, out, x, y: (None, y * xp.pow(x, y - 1))
            ),
        ],
    ),
    Op(
        "exp",
        "x",
        forward=lambda xp, x: xp.exp(x),
        partials=lambda xp, out, x: (out,),
        about="e to the power x",
        latex="e^{#1}",
        mistakes=[
            INPUT_FOR_OUTPUT,
            _power_rule("the power rule is used for {node}", lambda xp, out, x: (x * xp.exp(x - 1),)),
        ],
    ),
    Op(
        "log",
        "x",
        forward=lambda xp, x: xp.log(x),
        partials=lambda xp, out, x: (xp.divide(1, x),),
        about="the natural logarithm",
        aliases=["ln"],
        needs=[Need(lambda xp, x: xp.greater(x, 0), "a positive number")],
        latex="\\ln",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of {node} is taken to be its own value", lambda xp, out, x: out),
        ],
    ),
    Op(
        "log2",
        "x",
        forward=lambda xp, x: xp.log2(x),
        partials=lambda xp, out, x: (xp.divide(1, x * xp.log(2)),),
        about="the logarithm to base 2",
        needs=[Need(lambda xp, x: xp.greater(x, 0), "a positive number")],
        latex="\\log_{2}",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the factor log(2) is forgotten in the derivative of {node}", lambda xp, out, x: xp.divide(1, x)),
        ],
    ),
    Op(
        "log10",
        "x",
        forward=lambda xp, x: xp.log10(x),
        partials=lambda xp, out, x: (xp.divide(1, x * xp.log(10)),),
        about="the logarithm to base 10",
        needs=[Need(lambda xp, x: xp.greater(x, 0), "a positive number")],
        latex="\\log_{10}",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the factor log(10) is forgotten in the derivative of {node}", lambda xp, out, x: xp.divide(1, x)),
        ],
    ),
    Op(
        "log1p",
        "x",
        forward=lambda xp, x: xp.log1p(x),
        partials=lambda xp, out, x: (xp.divide(1, 1 + x),),
        about="log(1 + x), precise near 0",
        needs=[Need(lambda xp, x: xp.greater(x, -1), "a number above -1")],
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of log(x) is used for that of {node}", lambda xp, out, x: xp.divide(1, x)),
        ],
    ),
    Op(
        "expm1",
        "x",
        forward=lambda xp, x: xp.expm1(x),
        partials=lambda xp, out, x: (xp.exp(x),),
        about="exp(x) - 1, precise near 0",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of {node} is taken to be its own value", lambda xp, out, x: out),
        ],
    ),
    Op(
        "sqrt",
        "x",
        forward=lambda xp, x: xp.sqrt(x),
        partials=lambda xp, out, x: (xp.divide(1, 2 * out),),
        about="the square root",
        needs=[Need(lambda xp, x: xp.greater_equal(x, 0), "a number that is not negative")],
        kinks=[Kink(_at_zero, "0", code="infinite")],
        latex="\\sqrt{#1}",
        mistakes=[
            INPUT_FOR_OUTPUT,
            _power_rule("the factor 1/2 of {node} is forgotten", lambda xp, out, x: (xp.divide(1, out),)),
            _power_rule("the exponent of {node}, 1/2, is not lowered by 1", lambda xp, out, x: (out / 2,)),
        ],
    ),
    Op(
        "cbrt",
        "x",
        forward=lambda xp, x: xp.cbrt(x),
        partials=lambda xp, out, x: (xp.divide(1, 3 * (out * out)),),
        about="the real cube root",
        kinks=[Kink(_at_zero, "0", code="infinite")],
        parity="odd",
        latex="\\sqrt[3]{#1}",
        mistakes=[
            INPUT_FOR_OUTPUT,
            _power_rule("the factor 1/3 of {node} is forgotten", lambda xp, out, x: (xp.divide(1, out * out),)),
            _power_rule("the exponent of {node}, 1/3, is not lowered by 1", lambda xp, out, x: (out / 3,)),
        ],
    ),
    Op(
        "sin",
        "x",
        forward=lambda xp, x: xp.sin(x),
        partials=lambda xp, out, x: (xp.cos(x),),
        about="the sine",
        parity="odd",
        latex="\\sin",
        mistakes=[
            IN_DEGREES,
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of {node} is taken to be its own value", lambda xp, out, x: out),
        ],
    ),
    Op(
        "cos",
        "x",
        forward=lambda xp, x: xp.cos(x),
        partials=lambda xp, out, x: (-xp.sin(x),),
        about="the cosine",
        parity="even",
        latex="\\cos",
        mistakes=[
            IN_DEGREES,
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of {node} is taken to be its own value", lambda xp, out, x: out),
            _wrong("the derivative of {node} is taken to be sin, without its minus", lambda xp, out, x: xp.sin(x)),
        ],
    ),
    Op(
        "tan",
        "x",
        forward=lambda xp, x: xp.tan(x),
        partials=lambda xp, out, x: (1 + out * out,),
        about="the tangent",
        parity="odd",
        latex="\\tan",
        mistakes=[
            IN_DEGREES,
            INPUT_FOR_OUTPUT,
            _wrong(
                "the derivative of {node} is not squared: 1/cos for 1/cos^2", lambda xp, out, x: xp.divide(1, xp.cos(x))
            ),
            _wrong("the derivative of tanh is used for that of {node}", lambda xp, out, x: 1 - out * out),
        ],
    ),
    Op(
        "asin",
        "x",
        forward=lambda xp, x: xp.asin(x),
        partials=lambda xp, out, x: (xp.divide(1, xp.sqrt((1 - x) * (1 + x))),),
        about="the inverse sine",
        needs=[Need(lambda xp, x: xp.greater_equal(1, xp.abs(x)), "a number from -1 to 1")],
        kinks=[Kink(_at_one, "±1", code="infinite")],
        parity="odd",
        latex="\\arcsin",
        mistakes=[
            TO_DEGREES,
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of atan is used for that of {node}", lambda xp, out, x: xp.divide(1, 1 + x * x)),
            _wrong(
                "the root in the derivative of {node} is forgotten", lambda xp, out, x: xp.divide(1, (1 - x) * (1 + x))
            ),
        ],
    ),
    Op(
        "acos",
        "x",
        forward=lambda xp, x: xp.acos(x),
        partials=lambda xp, out, x: (xp.divide(-1, xp.sqrt((1 - x) * (1 + x))),),
        about="the inverse cosine",
        needs=[Need(lambda xp, x: xp.greater_equal(1, xp.abs(x)), "a number from -1 to 1")],
        kinks=[Kink(_at_one, "±1", code="infinite")],
        latex="\\arccos",
        mistakes=[
            TO_DEGREES,
            OUTPUT_FOR_INPUT,
            _wrong(
                "the derivative of asin is used for that of {node}",
                lambda xp, out, x: xp.divide(1, xp.sqrt((1 - x) * (1 + x))),
            ),
            _wrong("the derivative of atan is used for that of {node}", lambda xp, out, x: xp.divide(1, 1 + x * x)),
        ],
    ),
    Op(
        "atan",
        "x",
        forward=lambda xp, x: xp.atan(x),
        partials=lambda xp, out, x: (xp.divide(1, 1 + x * x),),
        about="the inverse tangent",
        parity="odd",
        latex="\\arctan",
        mistakes=[
            TO_DEGREES,
            OUTPUT_FOR_INPUT,
            _wrong(
                "the derivative of asin is used for that of {node}",
                lambda xp, out, x: xp.divide(1, xp.sqrt((1 - x) * (1 + x))),
            ),
            _wrong(
                "the derivative of atanh is used for that of {node}", lambda xp, out, x: xp.divide(1, (1 - x) * (1 + x))
            ),
        ],
    ),
    Op(
        "atan2",
        "y x",
        forward=lambda xp, y, x: xp.atan2(y, x),
        partials=_atan2_partials,
        about="the angle of the point (x, y)",
        kinks=[Kink(_at_origin, "(0, 0)", of=None)],
        mistakes=[TO_DEGREES],
    ),
    Op(
        "sinh",
        "x",
        forward=lambda xp, x: xp.sinh(x),
        partials=lambda xp, out, x: (xp.cosh(x),),
        about="the hyperbolic sine",
        parity="odd",
        latex="\\sinh",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of {node} is taken to be its own value", lambda xp, out, x: out),
        ],
    ),
    Op(
        "cosh",
        "x",
        forward=lambda xp, x: xp.cosh(x),
        partials=lambda xp, out, x: (xp.sinh(x),),
        about="the hyperbolic cosine",
        parity="even",
        latex="\\cosh",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of {node} is taken to be its own value", lambda xp, out, x: out),
            _wrong("the derivative of cos is used for that of {node}", lambda xp, out, x: -xp.sin(x)),
        ],
    ),
    Op(
        "tanh",
        "x",
        forward=lambda xp, x: xp.tanh(x),
        partials=lambda xp, out, x: (1 - out * out,),
        about="the hyperbolic tangent",
        parity="odd",
        latex="\\tanh",
        mistakes=[
            INPUT_FOR_OUTPUT,
            _wrong("the square in the derivative of {node} is forgotten", lambda xp, out, x: 1 - out),
            _wrong("the derivative of sigmoid is used for that of {node}", lambda xp, out, x: out * (1 - out)),
            _wrong("the derivative of tan is used for that of {node}", lambda xp, out, x: 1 + out * out),
        ],
    ),
    Op(
        "asinh",
        "x",
        forward=lambda xp, x: xp.asinh(x),
        partials=lambda xp, out, x: (xp.divide(1, xp.hypot(1, x)),),
        about="the inverse hyperbolic sine",
        parity="odd",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of atan is used for that of {node}", lambda xp, out, x: xp.divide(1, 1 + x * x)),
        ],
    ),
    Op(
        "acosh",
        "x",
        forward=lambda xp, x: xp.acosh(x),
        partials=lambda xp, out, x: (xp.divide(1, xp.sqrt(x - 1) * xp.sqrt(x + 1)),),
        about="the inverse hyperbolic cosine",
        needs=[Need(lambda xp, x: xp.greater_equal(x, 1), "a number that is at least 1")],
        kinks=[Kink(_at_one, "1", code="infinite")],
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong(
                "the derivative of asinh is used for that of {node}", lambda xp, out, x: xp.divide(1, xp.hypot(1, x))
            ),
        ],
    ),
    Op(
        "atanh",
        "x",
        forward=lambda xp, x: xp.atanh(x),
        partials=lambda xp, out, x: (xp.divide(1, (1 - x) * (1 + x)),),
        about="the inverse hyperbolic tangent",
        needs=[Need(lambda xp, x: xp.greater(1, xp.abs(x)), "a number between -1 and 1")],
        parity="odd",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the derivative of atan is used for that of {node}", lambda xp, out, x: xp.divide(1, 1 + x * x)),
        ],
    ),
    Op(
        "relu",
        "x",
        forward=lambda xp, x: xp.where(xp.greater(x, 0), x, 0),
        partials=lambda xp, out, x: (xp.where(xp.greater(x, 0), 1, 0),),
        gate=BLOCKS_OR_PASSES,
        about="x where it is positive, else 0",
        kinks=[Kink(_at_zero, "0", lambda xp, x: (0, 1))],
        mistakes=[
            BLOCKED,
            LEAKY,
            Mistake(
                "leaky-relu",
                "{node} leaks as leaky_relu does although its input is not positive",
                lambda op, xp, out, x: (xp.where(xp.greater(x, 0), 1, _slope(xp, None)),),
            ),
        ],
    ),
    Op(
        "leaky_relu",
        "x slope",
        forward=_leaky_relu,
        partials=_leaky_relu_partials,
        optional=1,
        gate=PASSES_OR_SCALES,
        about="x where it is positive, else slope*x; slope is 0.01 when not given",
        kinks=[Kink(_at_zero, "0", lambda xp, x, slope=None: (_slope(xp, slope), 1))],
        mistakes=[
            LEAKY,
            BLOCKED,
            Mistake(
                "blocked-relu",
                "{node} blocks the gradient as relu does",
                lambda op, xp, out, x, *_: (xp.where(xp.greater(x, 0), 1, 0),),
            ),
        ],
    ),
    Op(
        "sigmoid",
        "x",
        forward=lambda xp, x: xp.sigmoid(x),
        partials=lambda xp, out, x: (out * (1 - out),),
        about="1/(1 + exp(-x)), the logistic function",
        mistakes=[
            INPUT_FOR_OUTPUT,
            _wrong("the derivative of tanh is used for that of {node}", lambda xp, out, x: 1 - out * out),
            _wrong("the factor out is forgotten in the derivative out*(1 - out) of {node}", lambda xp, out, x: 1 - out),
            _wrong("the factor 1 - out is forgotten in the derivative out*(1 - out) of {node}", lambda xp, out, x: out),
        ],
    ),
    Op(
        "softplus",
        "x",
        forward=lambda xp, x: xp.softplus(x),
        partials=lambda xp, out, x: (xp.sigmoid(x),),
        about="log(1 + exp(x)), without overflow",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong(
                "the derivative of sigmoid is used for that of {node}",
                lambda xp, out, x: xp.sigmoid(x) * (1 - xp.sigmoid(x)),
            ),
        ],
    ),
    Op(
        "silu",
        "x",
        forward=lambda xp, x: x * xp.sigmoid(x),
        partials=lambda xp, out, x: (_silu_partial(xp, x),),
        about="x*sigmoid(x), also called swish",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the product rule is forgotten for {node}: its sigmoid alone", lambda xp, out, x: xp.sigmoid(x)),
            _wrong(
                "the derivative of sigmoid is used for that of {node}",
                lambda xp, out, x: xp.sigmoid(x) * (1 - xp.sigmoid(x)),
            ),
        ],
    ),
    Op(
        "gelu",
        "x",
        forward=lambda xp, x: x * _normal_cdf(xp, x),
        partials=lambda xp, out, x: (_gelu_partial(xp, x),),
        about="x times the normal distribution function of x, exact",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong(
                "the product rule is forgotten for {node}: its normal distribution function alone",
                lambda xp, out, x: _normal_cdf(xp, x),
            ),
        ],
    ),
    Op(
        "elu",
        "x alpha",
        forward=_elu,
        partials=_elu_partials,
        optional=1,
        gate=PASSES_OR_SCALES,
        about="x where it is positive, else alpha*(exp(x) - 1); alpha is 1 when not given",
        kinks=[Kink(lambda xp, x, alpha=1: xp.equal(x, 0), "0", lambda xp, x, alpha=1: (alpha, 1))],
        mistakes=[LEAKY],
    ),
    Op(
        "erf",
        "x",
        forward=lambda xp, x: xp.erf(x),
        partials=lambda xp, out, x: (2 * xp.exp(-x * x) / xp.sqrt(xp.pi),),
        about="the error function",
        parity="odd",
        mistakes=[
            OUTPUT_FOR_INPUT,
            _wrong("the factor 2/sqrt(pi) is forgotten in the derivative of {node}", lambda xp, out, x: xp.exp(-x * x)),
        ],
    ),
    Op(
        "abs",
        "x",
        forward=lambda xp, x: xp.abs(x),
        partials=lambda xp, out, x: (xp.sign(x),),
        gate=PASSES_OR_NEGATES,
        about="the magnitude",
        kinks=[Kink(_at_zero, "0", lambda xp, x: (-1, 1))],
        parity="even",
        latex="\\left|{#1}\\right|",
        mistakes=[_minus_dropped(lambda xp, out, x: (1,), "the minus of {node} for a negative input is dropped")],
    ),
    Op(
        "sign",
        "x",
        forward=lambda xp, x: xp.sign(x),
        partials=lambda xp, out, x: (0,),
        gate=STOPS,
        about="-1, 0 or 1",
        kinks=[Kink(_at_zero, "0")],
        parity="odd",
    ),
    Op(
        "step",
        "x",
        forward=lambda xp, x: xp.where(xp.greater(x, 0), xp.number(1), xp.number(0)),
        partials=lambda xp, out, x: (0,),
        gate=STOPS,
        about="1 where x is positive, else 0",
        kinks=[Kink(_at_zero, "0")],
    ),
    Op(
        "floor",
        "x",
        forward=lambda xp, x: xp.floor(x),
        partials=lambda xp, out, x: (0,),
        gate=STOPS,
        about="the largest integer that is not above x",
        kinks=[Kink(_at_integer, "the integer {}")],
        latex="\\left\\lfloor{#1}\\right\\rfloor",
    ),
    Op(
        "ceil",
        "x",
        forward=lambda xp, x: xp.ceil(x),
        partials=lambda xp, out, x: (0,),
        gate=STOPS,
        about="the smallest integer that is not below x",
        kinks=[Kink(_at_integer, "the integer {}")],
        latex="\\left\\lceil{#1}\\right\\rceil",
    ),
    Op(
        "max",
        "xs",
        forward=lambda xp, *xs: xp.maximum(*xs),
        partials=lambda xp, out, *xs: _largest(xp, xs),
        gate=ROUTES,
        about="the largest of two or more",
        kinks=[Kink(_tied(max), "a tie", lambda xp, *xs: (0, 1), of=None)],
        latex="\\max",
        mistakes=[PASSES_TO_ALL],
    ),
    Op(
        "min",
        "xs",
        forward=lambda xp, *xs: xp.minimum(*xs),
        partials=lambda xp, out, *xs: _largest(xp, [-x for x in xs]),
        gate=ROUTES,
        about="the smallest of two or more",
        kinks=[Kink(_tied(min), "a tie", lambda xp, *xs: (1, 0), of=None)],
        latex="\\min",
        mistakes=[PASSES_TO_ALL],
    ),
    Op(
        "hypot",
        "x y",
        forward=lambda xp, x, y: xp.hypot(x, y),
        partials=lambda xp, out, x, y: (_per_radius(xp, x, out), _per_radius(xp, y, out)),
        about="sqrt(x^2 + y^2), without overflow",
        kinks=[Kink(_at_origin, "(0, 0)", lambda xp, x, y: (-1, 1), of=None)],
        mistakes=[_power_rule("the root of {node} is forgotten", lambda xp, out, x, y: (2 * x, 2 * y))],
    ),
    Op(
        "clip",
        "x lo hi",
        forward=_clip,
        partials=_clip_partials,
        gate=PASSES_OR_DIVERTS,
        about="x, kept from lo to hi",
        needs=[
            Need(lambda xp, x, lo, hi: xp.greater_equal(hi, lo), "a lower bound that is not above the upper one", of=1)
        ],
        said="clip of {} from {} to {}",
        kinks=[
            Kink(lambda xp, x, lo, hi: xp.equal(x, lo), "its lower bound", lambda xp, x, lo, hi: (0, 1)),
            Kink(
                lambda xp, x, lo, hi: xp.equal(x, hi) and not xp.equal(lo, hi),
                "its upper bound",
                lambda xp, x, lo, hi: (1, 0),
            ),
        ],
    ),
)

BY_NAME: dict[str, Op] = {name: op for op in OPS for name in (op.name, *op.aliases)}

# What can be called in the language: everything that is not written with a sign, and the aliases of what is.
FUNCTIONS: dict[str, Op] = {name: op for name, op in BY_NAME.items() if not (op.infix and name == op.name)}

BINARY: dict[str, Op] = {op.name: op for op in OPS if op.infix and len(op.inputs) == 2}
(NEGATE,) = (op for op in OPS if op.infix and len(op.inputs) == 1)

# The algebra of sums, products and powers is what a simplifier of formulas is about, so it needs these by name.
ADD, SUBTRACT, MULTIPLY, DIVIDE, RAISE = (BINARY[sign] for sign in "+-*/^")
ROOT, EXPONENTIAL, STEP, MAX, MIN = (BY_NAME[name] for name in ("sqrt", "exp", "step", "max", "min"))
