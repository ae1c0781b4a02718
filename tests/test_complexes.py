"""The complex numbers beside the real axis, against mpmath: real and imaginary part each to the last digits."""

from __future__ import annotations

import math
from math import inf, nan

import mpmath
import pytest
from mpmath import mpc, mpf

from backprop_cli.arithmetic import complexes, floats, number_system, system_of
from backprop_cli.arithmetic.complexes import Complex
from backprop_cli.errors import DomainError
from backprop_cli.language import parse
from backprop_cli.ops import OPS, Op

from .oracle import ORACLES, Point

STEPS = (1e-200, 1e-100, 1e-20)

# An imaginary part is a product of a few functions, each within some ulps; the series of erf loses two digits, and
# e^(-x*x) multiplies the rounding error of its exponent by it.
RELATIVE = 1e-12

# What mpmath has no complex function for, or one on another branch: the piece of the real function that holds at x.
PIECES = {
    "cbrt": lambda x: x ** (mpf(1) / 3) if x.real > 0 else -((-x) ** (mpf(1) / 3)),
    "abs": lambda x: x if x.real > 0 else -x,
    "relu": lambda x: x if x.real > 0 else mpc(0),
    "leaky_relu": lambda x, slope=mpf(1) / 100: x if x.real > 0 else slope * x,
    "elu": lambda x, alpha=1: x if x.real > 0 else alpha * mpmath.expm1(x),
    "sign": lambda x: mpc(mpmath.sign(x.real)),
    "step": lambda x: mpc(x.real > 0),
    "floor": lambda x: mpc(mpmath.floor(x.real)),
    "ceil": lambda x: mpc(mpmath.ceil(x.real)),
    "max": lambda *xs: max(xs, key=lambda x: x.real),
    "min": lambda *xs: min(xs, key=lambda x: x.real),
    "clip": lambda x, lo, hi: max(lo, min(x, hi, key=lambda x: x.real), key=lambda x: x.real),
    "hypot": lambda x, y: mpmath.sqrt(x * x + y * y),
    "atan2": lambda y, x: mpmath.atan2(y.real, x.real) + mpmath.log((x + 1j * y) / mpmath.sqrt(x * x + y * y)) / 1j * 0
    + _turn(y, x),
    "asin": mpmath.asin,
}  # fmt: skip
