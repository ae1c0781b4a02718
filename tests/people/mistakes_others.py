"""Mistakes in the first half of the second key: softmax and sigmoid by hand, layer-norm, dropout beside a residual."""

from __future__ import annotations

from functools import partial

from .mistake import (
    CHAIN,
    COPIED,
    EARLY,
    EXPLOG,
    LEFT_OUT,
    MAX,
    NOT_ADDED,
    POWER,
    QUOTIENT,
    RELU,
    RESIDUAL,
    SIGN,
    SOFTMAX,
    SQUASH,
    SWAPPED,
    Mistake,
)

logit = partial(Mistake, "logit")
softmax = partial(Mistake, "shifted-softmax")
norm = partial(Mistake, "layer-norm")
dropout = partial(Mistake, "dropout")

GATE = "1/(1 + exp(-z)) | exp(-z) | 1 + exp(-z)"
PRODUCTS = "u*w | v*s"

LOGIT = [
    logit(SQUASH, "g alone for g*(1 - g)", "d_z = d_g*g", "squash left-out", GATE),
    logit(SQUASH, "the derivative of tanh", "d_z = d_g*(1 - g**2)", "squash", GATE),
    logit(SQUASH, "z*(1 - z)", "d_z = d_g*z*(1 - z)", "squash", GATE),
    logit(EARLY, "the sigmoid passed over", "d_z = d_g", "no-local", GATE),
    logit(EARLY, "g*(1 - g) alone", "d_z = g*(1 - g)", "no-upstream", GATE),
    logit(EARLY, "the products' own derivatives", "d_u = w; d_w = u; d_v = s; d_s = v", "no-upstream", PRODUCTS),
    logit(EARLY, "-1 for the threshold", "d_c = -1", "no-upstream", "u*w + v*s - c"),
    logit(SIGN, "the minus of the loss forgotten on the way back", "d_g = 1/g", "sign"),
    logit(SIGN, "the threshold like a bias", "d_c = d_z", "sign no-local", "u*w + v*s - c"),
    logit(SIGN, "the threshold added", "z = u*w + v*s + c", "operation", "u*w + v*s - c"),
    logit(SIGN, "the minus of the exponent forgotten", "g = 1/(1 + exp(z))", "sign skipped function", f"{GATE} | -z"),
    logit(SIGN, "the minus of the loss forgotten", "C = log(g)", "sign skipped"),
    logit(EXPLOG, "the logarithm to base 10", "C = -log10(g)", "base", "log(g)"),
    logit(EXPLOG, "the logarithm of the logarithm's place", "d_g = -log(g)", "function", "log(g)"),
    logit(QUOTIENT, "g squared", "d_g = -1/g**2", "function quotient-rule", "log(g)"),
    logit(QUOTIENT, "g not under the line", "d_g = -g", "function quotient-rule input", "log(g)"),
    logit(RESIDUAL, "1 - g", "d_z = 1 - g", "residual"),
    logit(SWAPPED, "each factor times itself", "d_u = d_z*u; d_w = d_z*w; d_v = d_z*v; d_s = d_z*s",
          "own-factor swapped", PRODUCTS),
    logit(SWAPPED, "the weights crossed over", "d_u = d_z*s; d_v = d_z*w", "neighbour", PRODUCTS),
    logit(COPIED, "the data of c", "d_c = c", "copied"),
    logit(LEFT_OUT, "the 1 left out", "g = 1/exp(-z)", "left-out skipped", GATE),
    logit(LEFT_OUT, "the threshold left out", "z = u*w + v*s", "left-out", "c | u*w + v*s - c"),
]  # fmt: skip

POWERS = "exp(z1 - m) | exp(z2 - m) | exp(z3 - m)"
SHIFTS = "z1 - m | z2 - m | z3 - m"
SHARES = "e3/S"
SUM = "e1 + e2 + e3"

SOFTMAXES = [
    softmax(SOFTMAX, "not divided by the sum", "p3 = e3", "softmax skipped", SHARES),
    softmax(SOFTMAX, "the shares of the scores themselves",
            "p3 = z3/(z1 + z2 + z3)", "softmax skipped neighbour",
            f"{SHARES} | {POWERS}"),
    softmax(SOFTMAX, "the sum taken as a constant", "d_e3 = d_p3/S; d_e1 = 0; d_e2 = 0", "softmax not-added left-out",
            f"{SHARES} | {SUM}"),
    softmax(SOFTMAX, "p*(1 - p) without what is above", "d_z3 = p3*(1 - p3)", "softmax no-upstream",
            f"{SHARES} | {POWERS}"),
    softmax(SOFTMAX, "the right class like the others", "d_z3 = p3", "softmax not-added left-out residual"),
    softmax(SOFTMAX, "the sum alone for the right class", "d_e3 = d_S", "softmax not-added", f"{SHARES} | {SUM}"),
    softmax(RESIDUAL, "t - p", "d_z1 = -e1/S; d_z2 = -e2/S; d_z3 = 1 - p3", "residual sign"),
    softmax(QUOTIENT, "the sum not squared", "d_S = -d_p3*e3/S", "quotient-rule", "e3/S"),
    softmax(QUOTIENT, "the minus of the quotient rule forgotten", "d_S = d_p3*e3/S**2", "quotient-rule sign", "e3/S"),
    softmax(QUOTIENT, "p for 1/p", "d_p3 = -p3", "function quotient-rule input", "log(p3)"),
    softmax(EARLY, "the logarithm passed over", "d_p3 = -1", "no-local", "log(p3)"),
    softmax(EARLY, "exp passed over", "d_z1 = d_e1; d_z2 = d_e2; d_z3 = d_e3", "no-local", f"{POWERS} | {SHIFTS}"),
    softmax(EARLY, "exp alone", "d_z1 = e1; d_z3 = e3", "no-upstream", POWERS),
    softmax(MAX, "the smallest one", "m = z1", "wrong-route function swapped neighbour", "max(z1, z2, z3)"),
    softmax(MAX, "the largest one shifted by itself alone", "m = z3", "wrong-route function swapped neighbour",
            "max(z1, z2, z3)"),
    softmax(LEFT_OUT, "not shifted", "e1 = exp(z1); e2 = exp(z2); e3 = exp(z3)", "left-out skipped", SHIFTS),
    softmax(LEFT_OUT, "the right class left out of the sum", "S = e1 + e2", "left-out skipped", f"{SUM} | e3"),
    softmax(SIGN, "m - z", "e1 = exp(m - z1); e2 = exp(m - z2); e3 = exp(m - z3)", "residual operation", SHIFTS),
    softmax(SIGN, "the minus forgotten on the way back", "d_p3 = 1/p3", "sign"),
    softmax(EXPLOG, "the logarithm to base 2", "L = -log2(p3)", "base", "log(p3)"),
    softmax(EXPLOG, "powers of 10", "e1 = 10**(z1 - m); e2 = 10**(z2 - m); e3 = 10**(z3 - m)", "base", POWERS),
    softmax(EXPLOG, "no logarithm", "L = -p3", "skipped", "log(p3)"),
    softmax(COPIED, "the data of the powers", "d_e1 = e1; d_e2 = e2; d_e3 = e3", "copied"),
]  # fmt: skip

SQUARES = "c1^2 | c2^2 | c3^2"
VARIANCE = f"{SQUARES} | c1^2 + c2^2 + c3^2 | (c1^2 + c2^2 + c3^2)/3"
ROOT = "sqrt(var + eps)"
SCALED = "g*n1 | g*n2"
SHIFTED = "g*n1 + b | g*n2 + b"
OUTER = "(y1 - t1)^2 | (y2 - t2)^2"
RESIDUALS = f"{OUTER} | y1 - t1 | y2 - t2"
CENTRED = "x1 - mu | x2 - mu | x3 - mu"

LAYER_NORM = [
    norm(LEFT_OUT, "divided by n - 1", "var = (c1**2 + c2**2 + c3**2)/2", "factor put-in", VARIANCE),
    norm(LEFT_OUT, "the sum for the mean", "mu = x1 + x2 + x3", "left-out skipped", "(x1 + x2 + x3)/3 | x1 + x2 + x3"),
    norm(LEFT_OUT, "no epsilon", "sd = sqrt(var)", "left-out", f"var + eps | {ROOT}"),
    norm(LEFT_OUT, "no root", "sd = var + eps", "root skipped", ROOT),
    norm(LEFT_OUT, "epsilon outside of the root", "sd = sqrt(var) + eps", "operation", ROOT),
    norm(LEFT_OUT, "no shift", "y1 = g*n1; y2 = g*n2", "left-out", "b | g*n1 + b | g*n2 + b"),
    norm(LEFT_OUT, "the third of the variance forgotten on the way back",
         "d_c1 = d_n1/sd + d_var*2*c1; d_c2 = d_n2/sd + d_var*2*c2; d_c3 = d_var*2*c3", "left-out no-local", VARIANCE),
    norm(NOT_ADDED, "the first output alone", "d_g = d_y1*n1; d_b = d_y1", "not-added", f"{SCALED} | {SHIFTED}"),
    norm(NOT_ADDED, "the last output alone", "d_b = d_y2", "not-added", "g*n1 + b | g*n2 + b"),
    norm(NOT_ADDED, "the variance taken as a constant", "d_c1 = d_n1/sd; d_c2 = d_n2/sd; d_c3 = 0",
         "not-added left-out", f"{VARIANCE} | c1/sd | c2/sd"),
    norm(NOT_ADDED, "the mean taken as a constant", "d_x1 = d_c1", "not-added", f"{CENTRED} | (x1 + x2 + x3)/3"),
    norm(NOT_ADDED, "the deviation of the first alone", "d_sd = -d_n1*c1/sd**2", "not-added", "c1/sd | c2/sd"),
    norm(NOT_ADDED, "the mean of the two", "d_b = (d_y1 + d_y2)/2", "averaged", "g*n1 + b | g*n2 + b"),
    norm(POWER, "the half of the root forgotten", "d_var = d_sd/sd", "power-rule left-out root", ROOT),
    norm(POWER, "the root differentiated like a square", "d_var = d_sd*2*sd", "power-rule function", ROOT),
    norm(POWER, "the 2 forgotten in the loss", "d_y1 = y1 - t1; d_y2 = y2 - t2", "power-rule", OUTER),
    norm(POWER, "the 2 forgotten in the variance",
         "d_c1 = d_n1/sd + d_var*c1/3; d_c2 = d_n2/sd + d_var*c2/3; d_c3 = d_var*c3/3", "power-rule", SQUARES),
    norm(QUOTIENT, "the deviation not squared", "d_sd = -(d_n1*c1 + d_n2*c2)/sd", "quotient-rule", "c1/sd | c2/sd"),
    norm(QUOTIENT, "the minus of the quotient rule forgotten", "d_sd = (d_n1*c1 + d_n2*c2)/sd**2",
         "quotient-rule sign", "c1/sd | c2/sd"),
    norm(SIGN, "the minus of the mean forgotten", "d_mu = d_c1 + d_c2 + d_c3", "sign no-local", CENTRED),
    norm(RESIDUAL, "t - y", "d_y1 = 2*(t1 - y1); d_y2 = 2*(t2 - y2)", "residual", RESIDUALS),
    norm(SWAPPED, "the normed values exchanged", "d_g = d_y1*n2 + d_y2*n1", "neighbour", SCALED),
    norm(SWAPPED, "each factor times itself", "d_g = d_y1*g + d_y2*g; d_n1 = d_y1*n1; d_n2 = d_y2*n2",
         "own-factor swapped", SCALED),
    norm(SWAPPED, "the targets exchanged", "d_y1 = 2*(y1 - t2); d_y2 = 2*(y2 - t1)", "neighbour", RESIDUALS),
    norm(EARLY, "the gain alone", "d_n1 = g; d_n2 = g", "no-upstream", SCALED),
    norm(EARLY, "1 for each output", "d_b = 2", "no-upstream", "g*n1 + b | g*n2 + b"),
    norm(EARLY, "the gain forgotten", "d_n1 = d_y1; d_n2 = d_y2", "no-local sum-for-product", SCALED),
    norm(CHAIN, "the gain once more", "d_n1 = d_y1*g*g; d_n2 = d_y2*g*g", "twice", SCALED),
]  # fmt: skip

MASKED = "q1*h1 | q1*h1/keep"
SKIPPED = "x + v1*k1 | x + v1*k1 + v2*k2 | x + v1*k1 + v2*k2 + v3*k3"
LOSS = "(y - t)^2 | 0.5*(y - t)^2"

DROPOUT = [
    dropout(NOT_ADDED, "the skip connection forgotten", "d_x = d_a1*w1 + d_a2*w2 + d_a3*w3", "not-added left-out",
            f"{SKIPPED} | w1*x | w2*x | w3*x"),
    dropout(NOT_ADDED, "the skip connection alone", "d_x = d_y", "not-added", f"{SKIPPED} | w1*x | w2*x | w3*x"),
    dropout(LEFT_OUT, "no skip connection", "y = v1*k1 + v2*k2 + v3*k3", "left-out", f"x | {SKIPPED}"),
    dropout(LEFT_OUT, "not divided by what is kept", "k1 = q1*h1; k2 = q2*h2; k3 = q3*h3", "left-out skipped",
            "q1*h1/keep | q2*h2/keep | q3*h3/keep"),
    dropout(LEFT_OUT, "not divided by what is kept on the way back", "d_h1 = d_k1*q1; d_h3 = d_k3*q3",
            "left-out no-local", MASKED),
    dropout(LEFT_OUT, "times what is kept", "k1 = q1*h1*keep; k2 = q2*h2*keep", "operation factor",
            "q1*h1/keep | q2*h2/keep"),
    dropout(LEFT_OUT, "nothing dropped", "k3 = h3/keep; d_h3 = d_k3/keep", "left-out no-local", "q3*h3 | q3*h3/keep"),
    dropout(LEFT_OUT, "nothing dropped on the way back", "d_h3 = d_k3/keep", "left-out no-local",
            "q3*h3 | q3*h3/keep"),
    dropout(LEFT_OUT, "the half of the loss forgotten", "L = (y - t)**2; d_y = 2*(y - t)", "left-out no-local", LOSS),
    dropout(RELU, "no relu for the negative unit", "h2 = a2", "skipped leaky", "relu(a2)"),
    dropout(RELU, "the closed unit lets the gradient through", "d_a2 = d_h2", "leaky no-local", "relu(a2)"),
    dropout(RELU, "the open unit closed", "d_a1 = 0", "blocked", "relu(a1)"),
    dropout(RELU, "times the data", "d_a1 = d_h1*a1", "scaled-gate input", "relu(a1)"),
    dropout(POWER, "halved twice", "d_y = 0.5*(y - t)", "power-rule", LOSS),
    dropout(POWER, "the square kept", "d_y = (y - t)**2", "power-rule", LOSS),
    dropout(RESIDUAL, "t - y", "d_y = t - y", "residual", f"{LOSS} | y - t"),
    dropout(EARLY, "the product's own derivatives", "d_v1 = k1; d_k1 = v1", "no-upstream", "v1*k1"),
    dropout(EARLY, "1 for the bias, x for the weight", "d_b1 = 1; d_w1 = x", "no-upstream", "w1*x + b1 | w1*x"),
    dropout(EARLY, "the weight passed over", "d_k1 = d_y", "no-local sum-for-product", "v1*k1"),
    dropout(SWAPPED, "each factor times itself", "d_v1 = d_y*v1; d_k1 = d_y*k1", "own-factor swapped", "v1*k1"),
    dropout(SWAPPED, "the next weight", "d_k1 = d_y*v2", "neighbour", "v1*k1 | v2*k2"),
    dropout(SWAPPED, "its own weight", "d_w1 = d_a1*w1", "own-factor", "w1*x"),
    dropout(CHAIN, "the residual once more", "d_k1 = d_y*d_y*v1", "twice", "v1*k1 | " + LOSS),
    dropout(CHAIN, "v + k for v*k", "y = x + v1 + k1 + v2 + k2 + v3 + k3", "sum-for-product", "v1*k1 | v2*k2 | v3*k3"),
    dropout(COPIED, "the data of h1", "d_h1 = h1", "copied"),
    dropout(SIGN, "the minus of w2 lost", "a2 = 0.7*x + b2", "sign operation", "w2*x | w2*x + b2"),
    dropout(SIGN, "the minus of v1 lost", "d_k1 = d_y*1.1", "sign", "v1*k1"),
]  # fmt: skip

MISTAKES = [*LOGIT, *SOFTMAXES, *LAYER_NORM, *DROPOUT]
