"""The gradient check: what the backward pass says of every variable, beside numerical derivatives.

    >>> from backprop_cli import parse
    >>> check = check_gradients(parse("x^2").run({"x": 3.0}))
    >>> [(each.name, each.backprop, each.complex, each.verdict) for each in check.gradients]
    [('x', 6.0, 6.0, 'agrees')]

A gradient is compared with the complex step wherever the output is smooth, and else with the central difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import frexp, isfinite, isinf, ldexp
from typing import NamedTuple

from ...graph.engine import Value
from ...graph.run import Run
from ...graph.shown import shown
from ...graph.walker import backward_sweep, local_derivatives
from .crossings import kinks_crossed, kinks_here, messages
from .differences import CENTRAL_STEP, EPSILON, Along

AGREES, DISAGREES, KINK, UNCHECKED = "agrees", "disagrees", "kink", "unchecked"

# The largest relative error that agrees. The rules of thumb of the field (cs231n, "Gradient checks"): 1e-7 or less is
# what a right gradient has; 1e-4 is usually fine when difference quotients are compared; 1e-2 is probably wrong.
EXACT, NUMERICAL = 1e-7, 1e-4

# Two differences that are so far apart, beside what they are from a gradient, do not speak against it.
CONTRADICTION = 0.1

# A rule that is wrong by less is told by the complex step alone.
FAR = 0.01

# A complex step that is small beside nearly every number.
SMALLEST_STEP = 1e-290

# A local derivative is the result of a few operations on numbers of the order of itself and of 1.
ROUNDINGS = 8 * EPSILON

STEPS = tuple(float(f"1e-{k}") for k in range(1, 16))


class SweepRow(NamedTuple):
    """How far each numerical derivative is from backpropagation at one step: relative errors, None without a value."""

    h: float
    forward: float | None
    central: float | None
    complex: float | None


class Gradient(NamedTuple):
    """The check of one variable; `kinks` tells in words where the output is not smooth around the point."""

    name: str
    backprop: float
    forward: float | None
    central: float | None
    complex: float | None
    relative_error: float | None
    verdict: str
    kinks: Sequence[str] = ()
    sweep: Sequence[SweepRow] = ()


@shown
class GradientCheck(NamedTuple):
    """The check of every variable at the point of a run."""

    run: Run
    gradients: Sequence[Gradient]

    def __repr__(self) -> str:
        return f"<GradientCheck {', '.join([f'{each.name} {each.verdict}' for each in self.gradients])}>"

    @property
    def passed(self) -> bool:
        """Whether no gradient is wrong; a kink is no failure."""
        return not self.having(DISAGREES)

    def having(self, verdict: str) -> list[str]:
        """The variables with this verdict."""
        return [gradient.name for gradient in self.gradients if gradient.verdict == verdict]


def check_gradients(run: Run, *, sweep: bool = False) -> GradientCheck:
    """Run the backward pass and compare the gradient of every variable with its numerical derivatives.

    Args:
        run: a forward pass over doubles, at the point where the gradients are to be checked.
        sweep: also collect the errors for every step from 1e-1 to 1e-15.
    """
    run.backward()
    rounding = _rounding_errors(run.nodes)
    return GradientCheck(run, [_check(Along(run, name), rounding, sweep) for name in run.inputs])


def relative_error(a: float, n: float | None) -> float | None:
    """|a-n|/(|a|+|n|), and 0 for equal numbers; None where one is not finite."""
    if n is None or not (isfinite(a) and isfinite(n)):
        return None
    if a == n:
        return 0.0
    # In units of a power of two near the larger one: the sum of large doubles overflows, half of the smallest one is 0.
    unit = frexp(max(abs(a), abs(n)))[1]
    a, n = ldexp(a, -unit), ldexp(n, -unit)
    return abs(a - n) / (abs(a) + abs(n))


class _Reference(NamedTuple):
    """The numerical derivative that a gradient is compared with, and how far rounding may have put the two apart."""

    value: float | None
    exact: bool
    noise: float

    def agrees(self, gradient: float) -> bool:
        """Whether the gradient is the same but for rounding, and but for truncation where this is a difference."""
        error = relative_error(gradient, self.value)
        if error is None or self.value is None:
            return False
        return error <= (EXACT if self.exact else NUMERICAL) or abs(gradient - self.value) <= self.noise


def _check(along: Along, rounding: Mapping[Value, float], sweep: bool) -> Gradient:
    run, name = along.run, along.name
    h = CENTRAL_STEP * along.scale
    here = kinks_here(run, name)
    crossed = kinks_crossed(run, [along.at(along.x - h), along.at(along.x + h)])
    kinks = list(messages(run, crossed, here))
    backprop = float(run.gradient(name))
    central = along.central()
    exact = None if here else along.complex_step()
    numerical = reference = _Reference(central, False, along.noise())
    if exact is not None:
        reference = _Reference(exact, True, rounding.get(run.inputs[name], 0.0))
    error = relative_error(backprop, reference.value)
    verdict = _verdict(reference, backprop, bool(kinks), numerical.agrees(backprop))
    if verdict == DISAGREES:
        look = _beside_underflow if reference.exact else _beside_singularity
        verdict = look(along, backprop, reference)
    if verdict == DISAGREES and along.is_unsettled():
        verdict = UNCHECKED
    if verdict == UNCHECKED and isinf(backprop) and along.overflows(backprop):
        verdict = AGREES
    rows = [_sweep_row(along, backprop, h, not here) for h in STEPS] if sweep else []
    return Gradient(name, backprop, along.forward(), central, exact, error, verdict, kinks, rows)


def _verdict(reference: _Reference, gradient: float, at_kink: bool, as_difference: bool) -> str:
    agrees = reference.agrees(gradient)
    # Beside a kink the complex step is still exact, so that it finds a wrong rule there, too; but the kink may be
    # nearer than its step, where a difference is right.
    if at_kink and (agrees or not reference.exact or as_difference):
        return KINK
    # A gradient too large for a double says nothing against its rule, and nor does a difference quotient beside it.
    if reference.value is None or not (reference.exact or isfinite(gradient)):
        return UNCHECKED
    return AGREES if agrees else DISAGREES


def _beside_underflow(along: Along, gradient: float, reference: _Reference) -> str:
    """The verdict on a gradient that the complex step contradicts, which it may where something is smaller than it.

    So it is with (1e-160, h) as a point of the plane for h = 1e-100; and in a product of 1e-320 and 1e308 and h the
    first two may come last. Another step, or a difference, then tells, as it cannot where it is not far from the first.
    """
    found = [along.imaginary(SMALLEST_STEP), along.central()]
    errors = [relative_error(gradient, slope) for slope in found]
    agrees = any(error is not None and error <= most for error, most in zip(errors, (EXACT, NUMERICAL), strict=True))
    far = relative_error(gradient, reference.value)
    return AGREES if agrees and (far is None or far > FAR) else DISAGREES


def _beside_singularity(along: Along, gradient: float, reference: _Reference) -> str:
    """The verdict on a gradient that a difference over the usual step contradicts, as it may beside a singularity.

    For 1/y at 1e-310 the step leads to the other side of 0; one that is small beside y tells. Where two differences
    contradict each other by as much as they do the gradient, neither tells anything.
    """
    error = relative_error(gradient, along.central(abs(along.x)))
    if error is not None and error <= NUMERICAL:
        return AGREES
    ahead, central = along.forward(), reference.value
    if ahead is None or central is None:
        return DISAGREES
    # A variable that is subnormal has no small steps.
    lost = along.x != 0 and error is None and isfinite(gradient)
    size = max(abs(ahead), abs(central)) if lost else abs(gradient - central)
    return UNCHECKED if abs(ahead - central) > CONTRADICTION * size else DISAGREES


def _sweep_row(along: Along, backprop: float, h: float, smooth: bool) -> SweepRow:
    x = along.x
    slopes = (
        along.difference(x, x + h, h),
        along.difference(x - h, x + h, 2 * h),
        along.imaginary(h) if smooth else None,
    )
    return SweepRow(h, *[relative_error(backprop, slope) for slope in slopes])


def _rounding_errors(nodes: Sequence[Value]) -> dict[Value, float]:
    """How far rounding may have put the gradient of each node off: a bound that goes back through the graph with it.

    A local derivative such as cos(x) may depend on digits that x has lost, where it is small itself. So each
    contribution to a gradient g*d is off by what g was off, times d, and by a rounding of d and of 1, times g.
    """

    def handed_on(node: Value, error: float) -> list[float]:
        gradient = abs(node.grad or 0.0)
        sizes = [abs(local) for local in local_derivatives(node)]
        return [size * error + ROUNDINGS * (size + 1) * gradient for size in sizes]

    return backward_sweep(nodes, 0.0, handed_on)
