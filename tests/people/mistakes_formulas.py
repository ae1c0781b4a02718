"""Mistakes in the formulas: powers and quotients, exponentials and logarithms, sines and cosines."""

from __future__ import annotations

from functools import partial

from .mistake import (
    CHAIN,
    COPIED,
    DEGREES,
    EARLY,
    EXPLOG,
    LEFT_OUT,
    NOT_ADDED,
    POWER,
    QUOTIENT,
    RESIDUAL,
    SIGN,
    SWAPPED,
    Mistake,
)

quotient = partial(Mistake, "quotient")
decay = partial(Mistake, "decay")
arm = partial(Mistake, "arm")

QUOTIENTS = [
    quotient(NOT_ADDED, "x in u alone", "d_x = d_u*(3*a*x**2 + b)", "not-added", "x^2 | x^3 | b*x | u/v"),
    quotient(NOT_ADDED, "x in v alone", "d_x = d_v*2*x", "not-added", "x^2 | x^3 | b*x | u/v"),
    quotient(NOT_ADDED, "b*x forgotten", "d_x = d_u*3*a*x**2 + d_v*2*x", "not-added left-out", "b*x"),
    quotient(NOT_ADDED, "a*x^3 forgotten", "d_x = d_u*b + d_v*2*x", "not-added left-out", "x^3"),
    quotient(QUOTIENT, "v not squared", "d_v = -u/v", "quotient-rule", "u/v"),
    quotient(QUOTIENT, "the minus forgotten", "d_v = u/v**2", "sign", "u/v"),
    quotient(QUOTIENT, "u forgotten", "d_v = -1/v**2", "quotient-rule", "u/v"),
    quotient(QUOTIENT, "v squared under u, too", "d_u = 1/v**2", "quotient-rule", "u/v"),
    quotient(QUOTIENT, "the derivative of u over that of v", "d_x = (3*a*x**2 + b)/(2*x)", "quotient-rule", "u/v"),
    quotient(QUOTIENT, "nothing divided by v squared", "d_x = (3*a*x**2 + b)*v - u*2*x", "quotient-rule", "u/v"),
    quotient(QUOTIENT, "the parts of the numerator exchanged",
             "d_x = (u*2*x - (3*a*x**2 + b)*v)/v**2", "quotient-rule sign", "u/v"),
    quotient(QUOTIENT, "plus in the numerator", "d_x = ((3*a*x**2 + b)*v + u*2*x)/v**2", "quotient-rule sign",
             "u/v | x^2"),
    quotient(POWER, "3x^3: the power not lowered", "d_x = d_u*(3*a*x**3 + b) + d_v*2*x", "power-rule", "x^3"),
    quotient(POWER, "a*x^2: the 3 forgotten", "d_x = d_u*(a*x**2 + b) + d_v*2*x", "power-rule", "x^3"),
    quotient(POWER, "2x^2: the 2 put in front after lowering", "d_x = d_u*(2*a*x**2 + b) + d_v*2*x", "power-rule",
             "x^3"),
    quotient(POWER, "x for 2x", "d_x = d_u*(3*a*x**2 + b) + d_v*x", "power-rule", "x^2"),
    quotient(POWER, "3x for x^3", "u = a*3*x + b*x", "power-rule function operation", "x^3"),
    quotient(POWER, "2x for x^2", "v = 2*x + c", "power-rule function operation", "x^2"),
    quotient(POWER, "(a*x)^3 for a*x^3", "u = (a*x)**3 + b*x", "power-rule operation", "x^3 | a*x^3"),
    quotient(EARLY, "the powers alone", "d_a = x**3; d_b = x", "no-upstream", "a*x^3 | b*x",),
    quotient(EARLY, "1 for the constant c", "d_c = 1", "no-upstream", "x^2 + c"),
    quotient(COPIED, "the data of a and b", "d_a = a; d_b = b", "copied"),
    quotient(SWAPPED, "each factor times itself", "d_b = d_u*b", "own-factor", "b*x"),
    quotient(CHAIN, "c kept in the derivative", "d_x = d_u*(3*a*x**2 + b) + d_v*(2*x + c)", "put-in", "x^2 + c"),
    quotient(LEFT_OUT, "c left out", "v = x**2", "left-out", "c"),
    quotient(SIGN, "the minus of b lost", "u = a*x**3 - b*x", "sign", "b*x | a*x^3 + b*x"),
]  # fmt: skip

DECAY = [
    decay(EXPLOG, "the natural logarithm", "s = log(y); d_y = d_s/y", "base", "log10(y)"),
    decay(EXPLOG, "the factor of base 10 forgotten", "d_y = d_s/y", "base", "log10(y)"),
    decay(EXPLOG, "times log(10)", "d_y = d_s*log(10)/y", "base", "log10(y)"),
    decay(EXPLOG, "1/s for 1/y", "d_y = d_s/(s*log(10))", "input", "log10(y)"),
    decay(EXPLOG, "a power of ten", "E = 10**(-k*t)", "base", "exp(-k*t)"),
    decay(EXPLOG, "the minus of the exponent lost", "E = exp(k*t)", "sign", "exp(-k*t) | -k*t | -k"),
    decay(EXPLOG, "the inner derivative forgotten", "d_k = d_E*E; d_t = d_E*E", "no-local", "-k*t | exp(-k*t)"),
    decay(EXPLOG, "exp itself forgotten", "d_k = d_E*-t; d_t = d_E*-k", "no-local", "exp(-k*t)"),
    decay(EXPLOG, "the power rule for exp", "d_k = d_E*-k*t*exp(-k*t - 1)*-t; d_t = d_E*-k*t*exp(-k*t - 1)*-k",
          "power-rule", "exp(-k*t)"),
    decay(EXPLOG, "the derivative of log as log", "d_y = d_s*s", "function", "log10(y)"),
    decay(SIGN, "the minus dropped", "d_k = d_E*E*t; d_t = d_E*E*k", "sign", "-k*t | -k | exp(-k*t)"),
    decay(SIGN, "s + m for s - m", "L = (s + m)**2", "operation", "s - m"),
    decay(RESIDUAL, "m - s", "d_s = 2*(m - s)", "residual", "s - m | (s - m)^2"),
    decay(RESIDUAL, "m - s everywhere", "d_s = 2*(m - s); d_m = -2*(m - s)", "residual swapped", "s - m | (s - m)^2"),
    decay(RESIDUAL, "the minus before m forgotten", "d_m = 2*(s - m)", "sign no-local", "s - m"),
    decay(POWER, "the 2 forgotten", "d_s = s - m; d_m = m - s", "power-rule", "(s - m)^2"),
    decay(POWER, "the square kept", "d_s = 2*(s - m)**2; d_m = -2*(s - m)**2", "power-rule", "(s - m)^2"),
    decay(POWER, "2*(s - m) for the square", "L = 2*(s - m)", "power-rule function operation", "(s - m)^2"),
    decay(SWAPPED, "times themselves", "d_k = d_E*E*-k; d_t = d_E*E*-t", "own-factor swapped", "-k*t | k*t"),
    decay(SWAPPED, "each factor times itself", "d_E = d_y*E; d_A = d_y*A", "own-factor swapped", "A*E"),
    decay(EARLY, "the product's own derivatives", "d_E = A; d_A = E", "no-upstream", "A*E"),
    decay(EARLY, "the logarithm's own derivative", "d_y = 1/(y*log(10))", "no-upstream", "log10(y)"),
    decay(EARLY, "the logarithm passed over", "d_y = d_s", "no-local", "log10(y)"),
    decay(COPIED, "the data of E", "d_E = E", "copied"),
    decay(CHAIN, "A once more", "d_k = d_E*A*E*-t; d_t = d_E*A*E*-k", "twice", "exp(-k*t) | A*E | -k*t"),
    decay(CHAIN, "A + E for A*E", "y = A + E", "sum-for-product", "A*E"),
    decay(QUOTIENT, "y not under the line", "d_y = d_s*y/log(10)", "function", "log10(y)"),
]  # fmt: skip

ARM = [
    arm(DEGREES, "the angle in degrees", "x = r*cos(radians(th)); y = r*sin(radians(th)); "
        "d_r = d_x*cos(radians(th)) + d_y*sin(radians(th)); "
        "d_th = -d_x*r*sin(radians(th)) + d_y*r*cos(radians(th))", "degrees", "cos(th) | sin(th)"),
    arm(DEGREES, "the cosine in degrees", "x = r*cos(radians(th))", "degrees", "cos(th)"),
    arm(DEGREES, "degrees on the way back only", "d_r = d_x*cos(radians(th)) + d_y*sin(radians(th))",
        "degrees", "cos(th) | sin(th) | r*cos(th) | r*sin(th)"),
    arm(DEGREES, "the rise for each degree", "d_th = (-d_x*r*sin(th) + d_y*r*cos(th))*pi/180", "degrees", ""),
    arm(SIGN, "the derivative of cos as sin", "d_th = d_x*r*sin(th) + d_y*r*cos(th)", "sign function", "cos(th)"),
    arm(SIGN, "minus for sin and not for cos", "d_th = d_x*r*sin(th) - d_y*r*cos(th)", "sign function",
        "cos(th) | sin(th)"),
    arm(SWAPPED, "sine and cosine exchanged", "x = r*sin(th); y = r*cos(th)", "swapped function",
        "cos(th) | sin(th) | x | y"),
    arm(NOT_ADDED, "y alone for the angle", "d_th = d_y*r*cos(th)", "not-added", "cos(th) | sin(th)"),
    arm(NOT_ADDED, "x alone for the angle", "d_th = d_x*r*-sin(th)", "not-added", "cos(th) | sin(th)"),
    arm(NOT_ADDED, "x alone for r", "d_r = d_x*cos(th)", "not-added", "r*cos(th) | r*sin(th)"),
    arm(NOT_ADDED, "y alone, for r and the angle", "d_r = d_y*sin(th); d_th = d_y*r*cos(th)", "not-added",
        "r*cos(th) | r*sin(th) | cos(th) | sin(th)"),
    arm(RESIDUAL, "p - x and q - y", "d_x = 2*(p - x); d_y = 2*(q - y)", "residual",
        "x - p | y - q | (x - p)^2 | (y - q)^2"),
    arm(RESIDUAL, "the minus before p and q forgotten", "d_p = 2*(x - p); d_q = 2*(y - q)", "sign no-local",
        "x - p | y - q"),
    arm(POWER, "the 2 forgotten", "d_x = x - p; d_y = y - q; d_p = p - x; d_q = q - y", "power-rule",
        "(x - p)^2 | (y - q)^2"),
    arm(POWER, "the distance, not its square", "d = sqrt((x - p)**2 + (y - q)**2)", "put-in function power-rule", ""),
    arm(POWER, "one square for both", "d = ((x - p) + (y - q))**2", "power-rule operation", "(x - p)^2 | (y - q)^2"),
    arm(POWER, "the squares subtracted one by one", "d = x**2 - p**2 + y**2 - q**2", "power-rule operation",
        "(x - p)^2 | (y - q)^2 | x - p | y - q"),
    arm(EARLY, "the derivatives of x and y alone", "d_r = cos(th) + sin(th); d_th = -r*sin(th) + r*cos(th)",
        "no-upstream", "r*cos(th) | r*sin(th) | cos(th) | sin(th)"),
    arm(CHAIN, "r forgotten", "d_th = d_x*-sin(th) + d_y*cos(th)", "no-local left-out", "r*cos(th) | r*sin(th)"),
    arm(CHAIN, "cos and sin kept as they are", "d_th = d_x*r*cos(th) + d_y*r*sin(th)", "function", "cos(th) | sin(th)"),
    arm(CHAIN, "the parts multiplied", "d_r = d_x*cos(th)*d_y*sin(th)", "multiplied-paths", ""),
    arm(COPIED, "the data of x and y", "d_x = x; d_y = y", "copied"),
    arm(SWAPPED, "r and the cosine exchanged", "d_r = d_x*r + d_y*r", "own-factor", "r*cos(th) | r*sin(th)"),
]  # fmt: skip

MISTAKES = [*QUOTIENTS, *DECAY, *ARM]
