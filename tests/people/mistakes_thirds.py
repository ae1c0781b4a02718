"""Mistakes in the third key: shared kernels and pooling, a loss of logits, a cell with gates."""

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

conv = partial(Mistake, "convolution")
logits = partial(Mistake, "logits")
cell = partial(Mistake, "cell")

POOL = "max(c1, c2, c3)"
KERNELS = "k1*x1 | k1*x2 | k1*x3 | k2*x2 | k2*x3 | k2*x4"
SQUARE = "(y - t)^2"
OUTPUT = "w*relu(p) | w*relu(p) + b"

CONVOLUTION = [
    conv(MAX, "the gradient to the first", "d_c1 = d_p; d_c3 = 0", "wrong-route", POOL,
         labels={"c1.grad": ("wrong-route both", POOL), "c3.grad": ("wrong-route no-route", POOL)}),
    conv(MAX, "the gradient to all", "d_c1 = d_p; d_c2 = d_p", "both", POOL),
    conv(MAX, "a third to each", "d_c1 = d_p/3; d_c2 = d_p/3; d_c3 = d_p/3", "split", POOL),
    conv(MAX, "times the largest", "d_c3 = d_p*p", "scaled-gate", POOL),
    conv(MAX, "the first taken", "p = c1", "wrong-route function neighbour", POOL),
    conv(SWAPPED, "the kernel turned around", "c1 = k2*x1 + k1*x2; c2 = k2*x2 + k1*x3; c3 = k2*x3 + k1*x4",
         "neighbour", KERNELS),
    conv(SWAPPED, "the inputs of the kernel exchanged", "d_k1 = d_c3*x4; d_k2 = d_c3*x3", "neighbour", KERNELS),
    conv(SWAPPED, "the kernel for its inputs", "d_k1 = d_c3*k1; d_k2 = d_c3*k2", "own-factor", KERNELS),
    conv(SWAPPED, "the kernel for x4 turned around", "d_x4 = d_c3*k1", "neighbour", KERNELS),
    conv(LEFT_OUT, "no bias", "y = w*r", "left-out", f"b | {OUTPUT}"),
    conv(LEFT_OUT, "no weight on the way back", "d_p = d_y", "left-out no-local sum-for-product",
         f"{OUTPUT} | relu(p)"),
    conv(SIGN, "the minus of k2 lost", "c1 = k1*x1 - k2*x2; c2 = k1*x2 - k2*x3; c3 = k1*x3 - k2*x4", "sign operation",
         f"{KERNELS} | k1*x1 + k2*x2 | k1*x2 + k2*x3 | k1*x3 + k2*x4"),
    conv(SIGN, "the minus of x2 lost", "c1 = k1*x1 + k2*1.1", "sign operation", "k2*x2 | k1*x1 + k2*x2"),
    conv(RESIDUAL, "t - y", "d_y = 2*(t - y)", "residual", f"y - t | {SQUARE}"),
    conv(POWER, "the 2 forgotten", "d_y = y - t", "power-rule", SQUARE),
    conv(POWER, "the square kept", "d_y = 2*(y - t)**2", "power-rule", SQUARE),
    conv(POWER, "no square", "L = y - t", "power-rule skipped", SQUARE),
    conv(RELU, "the open relu closed", "d_p = 0", "blocked", "relu(p)"),
    conv(EARLY, "the weight alone", "d_p = w", "no-upstream", OUTPUT),
    conv(EARLY, "1 for the bias", "d_b = 1", "no-upstream", OUTPUT),
    conv(EARLY, "the inputs alone", "d_k1 = x3; d_k2 = x4", "no-upstream", KERNELS),
    conv(EARLY, "the sums of the inputs", "d_k1 = x1 + x2 + x3; d_k2 = x2 + x3 + x4", "no-upstream both",
         f"{KERNELS} | {POOL}"),
    conv(CHAIN, "the weight once more", "d_c3 = d_p*w", "twice", f"{OUTPUT} | {POOL}"),
    conv(CHAIN, "k + x for k*x", "c3 = k1 + x3 + k2 + x4", "sum-for-product", KERNELS),
    conv(COPIED, "the data of p", "d_p = p", "copied"),
]  # fmt: skip

POWERS = "exp(z1) | exp(z2) | exp(z1) + exp(z2)"
LOG = "log(exp(z1) + exp(z2))"
ENDS = f"{POWERS} | {LOG} | log(exp(z1) + exp(z2)) - z1"
HIDDEN = "v1*h1 | u1*h1 | v2*h2 | u2*h2"

LOGITS = [
    logits(SOFTMAX, "the share alone for the right class", "d_z1 = exp(z1)/q", "softmax not-added left-out", ENDS),
    logits(SOFTMAX, "-1 alone for the right class", "d_z1 = -1", "softmax not-added no-upstream", ENDS),
    logits(SOFTMAX, "the powers not divided", "d_z2 = exp(z2)", "softmax no-upstream no-local skipped", ENDS),
    logits(RESIDUAL, "1 - p for the right class", "d_z1 = 1 - exp(z1)/q", "residual sign"),
    logits(QUOTIENT, "1/q alone", "d_z2 = 1/q", "no-local left-out", f"{POWERS} | {LOG}"),
    logits(EXPLOG, "the logarithm to base 10", "L = log10(exp(z1) + exp(z2)) - z1", "base", LOG),
    logits(EXPLOG, "the logarithms one by one", "L = z1 + z2 - z1", "operation skipped function product-for-sum"),
    logits(EXPLOG, "no logarithm", "L = exp(z1) + exp(z2) - z1", "skipped", LOG),
    logits(SIGN, "the right class added", "L = log(exp(z1) + exp(z2)) + z1", "operation",
           "log(exp(z1) + exp(z2)) - z1"),
    logits(LEFT_OUT, "the right class forgotten", "L = log(exp(z1) + exp(z2))", "left-out",
           "log(exp(z1) + exp(z2)) - z1 | z1"),
    logits(LEFT_OUT, "no bias in the first unit", "h1 = relu(w1*x)", "left-out", "b1 | w1*x + b1"),
    logits(NOT_ADDED, "the right class alone", "d_h1 = d_z1*v1; d_h2 = d_z1*v2", "not-added", HIDDEN),
    logits(NOT_ADDED, "the other class alone", "d_h1 = d_z2*u1", "not-added", HIDDEN),
    logits(NOT_ADDED, "the second unit forgotten", "d_x = d_h1*w1", "not-added left-out", "w1*x | w2*x"),
    logits(NOT_ADDED, "the mean of both ways", "d_h1 = (d_z1*v1 + d_z2*u1)/2", "averaged", HIDDEN),
    logits(SWAPPED, "the weights of the other class", "d_h1 = d_z1*u1 + d_z2*v1", "neighbour", HIDDEN),
    logits(SWAPPED, "transposed", "d_h1 = d_z1*v1 + d_z2*v2; d_h2 = d_z1*u1 + d_z2*u2", "neighbour", HIDDEN),
    logits(SWAPPED, "the weights for their inputs", "d_v1 = d_z1*v1; d_u2 = d_z2*u2", "own-factor", HIDDEN),
    logits(SWAPPED, "transposed on the way forward", "z1 = v1*h1 + u1*h2; z2 = v2*h1 + u2*h2", "neighbour", HIDDEN),
    logits(SWAPPED, "the other unit's value", "d_u2 = d_z2*h1", "neighbour", HIDDEN),
    logits(RELU, "the open unit closed", "d_w1 = 0; d_b1 = 0", "blocked", "relu(w1*x + b1)"),
    logits(EARLY, "x alone, and 1", "d_w1 = x; d_b1 = 1", "no-upstream", "w1*x | w1*x + b1 | relu(w1*x + b1)"),
    logits(EARLY, "the value alone", "d_v1 = h1; d_u2 = h2", "no-upstream", HIDDEN),
    logits(EARLY, "the gradient handed on", "d_w2 = d_h2", "no-local sum-for-product", "w2*x"),
    logits(SIGN, "the minus of u1 lost", "d_h1 = d_z1*v1 - d_z2*u1", "sign", HIDDEN),
    logits(SIGN, "the minus of v2 lost", "z1 = v1*h1 - v2*h2", "sign operation", "v2*h2 | v1*h1 + v2*h2"),
    logits(CHAIN, "times the unit's value", "d_b1 = d_h1*h1; d_w1 = d_h1*h1*x", "scaled-gate input twice",
           "relu(w1*x + b1)"),
    logits(COPIED, "the data of the units", "d_h1 = h1; d_h2 = h2", "copied"),
]  # fmt: skip

FORGET, INPUT, NEW = "sigmoid(a*x + r*h)", "sigmoid(b*x + s*h)", "tanh(u*x + v*h)"
STATE = "f*c0 | i*g | f*c0 + i*g"
OUT = "o*tanh(c) | tanh(c)"
INNER = "a*x | r*h | b*x | s*h | u*x | v*h"
HALF = "(y - t)^2 | (y - t)^2/2"

CELL = [
    cell(SQUASH, "sigmoid for tanh", "g = sigmoid(u*x + v*h)", "function", NEW),
    cell(SQUASH, "tanh for sigmoid", "f = tanh(a*x + r*h)", "function", FORGET),
    cell(SQUASH, "1 - tanh for its derivative", "d_c = d_y*o*(1 - tanh(c))", "squash", OUT),
    cell(SQUASH, "1 - c^2", "d_c = d_y*o*(1 - c**2)", "squash", OUT),
    cell(SQUASH, "the derivative of sigmoid for tanh", "d_c = d_y*o*tanh(c)*(1 - tanh(c))", "squash", OUT),
    cell(SQUASH, "1 - f^2 for the gate", "d_a = d_f*(1 - f**2)*x", "squash", FORGET),
    cell(SQUASH, "f for f*(1 - f)", "d_a = d_f*f*x", "squash left-out", FORGET),
    cell(EARLY, "tanh passed over", "d_c = d_y*o", "no-local", OUT),
    cell(EARLY, "o forgotten", "d_c = d_y*(1 - tanh(c)**2)", "no-local left-out sum-for-product", OUT),
    cell(EARLY, "the gate passed over", "d_a = d_f*x", "no-local", FORGET),
    cell(EARLY, "o and tanh alone", "d_c = o*(1 - tanh(c)**2)", "no-upstream", f"{OUT} | {HALF}"),
    cell(EARLY, "the neighbours alone", "d_f = c0; d_i = g; d_g = i; d_c0 = f", "no-upstream", STATE),
    cell(EARLY, "tanh(c) alone", "d_o = tanh(c)", "no-upstream", OUT),
    cell(EARLY, "the gradient handed on", "d_f = d_c; d_i = d_c", "no-local sum-for-product", STATE),
    cell(SWAPPED, "c for tanh(c)", "d_o = d_y*c", "skipped neighbour input", OUT),
    cell(SWAPPED, "each factor times itself", "d_f = d_c*f; d_i = d_c*i; d_g = d_c*g; d_c0 = d_c*c0",
         "own-factor swapped", STATE),
    cell(SWAPPED, "the gates exchanged", "c = i*c0 + f*g", "neighbour", STATE),
    cell(SWAPPED, "the gates exchanged on the way back", "d_g = d_c*f; d_c0 = d_c*i", "neighbour", STATE),
    cell(SWAPPED, "h for x", "d_a = d_f*f*(1 - f)*h", "neighbour", f"a*x | r*h | {FORGET}"),
    cell(LEFT_OUT, "no old state", "c = i*g", "left-out", STATE),
    cell(LEFT_OUT, "no tanh of the state", "y = o*c", "skipped", OUT),
    cell(LEFT_OUT, "no h in the gate", "f = sigmoid(a*x)", "left-out", "r*h | a*x + r*h"),
    cell(LEFT_OUT, "the half of the loss forgotten", "L = (y - t)**2; d_y = 2*(y - t)", "left-out no-local", HALF),
    cell(NOT_ADDED, "the forget gate alone", "d_h = d_f*f*(1 - f)*r", "not-added", INNER),
    cell(NOT_ADDED, "the new state forgotten", "d_h = d_f*f*(1 - f)*r + d_i*i*(1 - i)*s", "not-added left-out", INNER),
    cell(NOT_ADDED, "the last one alone", "d_h = d_g*(1 - g**2)*v", "not-added", INNER),
    cell(RESIDUAL, "t - y", "d_y = t - y", "residual", f"y - t | {HALF}"),
    cell(POWER, "halved twice", "d_y = (y - t)/2", "power-rule", HALF),
    cell(SIGN, "the minus of b lost", "i = sigmoid(0.7*x + s*h)", "sign operation", "b*x | b*x + s*h"),
    cell(SIGN, "the minus of t lost", "L = (y - 0.2)**2/2; d_y = y - 0.2", "sign operation", f"y - t | {HALF}"),
    cell(CHAIN, "the error once more", "d_f = d_c*c0*d_y", "twice", f"f*c0 | {HALF}"),
    cell(CHAIN, "f + c0 for f*c0", "c = f + c0 + i + g", "sum-for-product", STATE),
    cell(COPIED, "the data of the state", "d_c = c", "copied"),
]  # fmt: skip

MISTAKES = [*CONVOLUTION, *LOGITS, *CELL]
