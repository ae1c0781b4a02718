"""Mistakes in the networks: relu, LSTM gate, unrolled RNN."""

from __future__ import annotations

from functools import partial

from .mistake import (
    CHAIN,
    COPIED,
    EARLY,
    LEFT_OUT,
    NOT_ADDED,
    POWER,
    RELU,
    RESIDUAL,
    SIGN,
    SQUASH,
    SWAPPED,
    Mistake,
)

relu = partial(Mistake, "relu-net")
lstm = partial(Mistake, "lstm")
rnn = partial(Mistake, "rnn")

SUM_1 = "w11*x1 + w12*x2 + b1"
SUM_2 = "w21*x1 + w22*x2 + b2"
SUM_3 = "w31*x1 + w32*x2 + b3"

RELU_NET = [
    relu(RELU, "a closed unit lets the gradient through", "d_a2 = d_h2", "leaky no-local", "relu(a2)"),
    relu(RELU, "an open unit closed", "d_a1 = 0", "blocked", "relu(a1)"),
    relu(RELU, "open and closed exchanged", "d_a1 = 0; d_a2 = d_h2; d_a3 = 0", "blocked leaky", "relu(a1) | relu(a2) | relu(a3)",
         labels={"a2.grad": ("blocked leaky no-local", "relu(a1) | relu(a2) | relu(a3)")}),
    relu(RELU, "a negative gradient stopped", "d_a3 = 0", "blocked", "relu(a3)"),
    relu(RELU, "no relu for the negative unit", "h2 = a2", "skipped leaky", "relu(a2)"),
    relu(RELU, "the negative unit turned around", "h2 = -a2", "sign function", "relu(a2)"),
    relu(RELU, "times what the unit puts out", "d_a1 = d_h1*h1; d_a3 = d_h3*h3", "scaled-gate function",
         "relu(a1) | relu(a3)"),
    relu(RELU, "a leak of 0.1", "h2 = 0.1*a2; d_a2 = 0.1*d_h2", "leaky function", "relu(a2)"),
    relu(EARLY, "1 for open units", "d_a1 = 1; d_a3 = 1", "no-upstream", "relu(a1) | relu(a3)"),
    relu(EARLY, "the inputs for the gradients of the weights", "d_w11 = x1; d_w12 = x2; d_w22 = x2; d_w32 = x2; d_b3 = 1",
         "no-upstream", f"w11*x1 | w12*x2 | w22*x2 | w32*x2 | {SUM_3}"),
    relu(EARLY, "h1 for the gradient of its weight", "d_v1 = h1", "no-upstream", "v1*h1"),
    relu(EARLY, "the weights for the gradients of the units", "d_h1 = v1; d_h2 = v2; d_h3 = v3", "no-upstream",
         "v1*h1 | v2*h2 | v3*h3"),
    relu(EARLY, "the gradient of y handed to all units", "d_h1 = d_y; d_h2 = d_y; d_h3 = d_y", "no-local sum-for-product",
         "v1*h1 | v2*h2 | v3*h3"),
    relu(POWER, "the 2 forgotten", "d_y = y - t", "power-rule", "(y - t)^2"),
    relu(POWER, "the square kept", "d_y = 2*(y - t)**2", "power-rule", "(y - t)^2"),
    relu(RESIDUAL, "t - y", "d_y = 2*(t - y)", "residual", "y - t | (y - t)^2"),
    relu(RESIDUAL, "t - y without the 2", "d_y = t - y", "residual power-rule", "y - t | (y - t)^2"),
    relu(NOT_ADDED, "the last unit alone", "d_x1 = d_a3*w31; d_x2 = d_a3*w32", "not-added",
         "w11*x1 | w21*x1 | w31*x1 | w12*x2 | w22*x2 | w32*x2"),
    relu(NOT_ADDED, "the first unit alone", "d_x1 = d_a1*w11; d_x2 = d_a1*w12", "not-added",
         "w11*x1 | w21*x1 | w31*x1 | w12*x2 | w22*x2 | w32*x2"),
    relu(NOT_ADDED, "the first unit alone, for x1", "d_x1 = d_a1*w11", "not-added", "w11*x1 | w21*x1 | w31*x1"),
    relu(SWAPPED, "the inputs exchanged", "d_w11 = d_a1*x2; d_w12 = d_a1*x1", "neighbour", "w11*x1 | w12*x2"),
    relu(SWAPPED, "the weights of the other input", "d_x1 = d_a1*w12 + d_a3*w32; d_x2 = d_a1*w11 + d_a3*w31",
         "neighbour", "w11*x1 | w12*x2 | w31*x1 | w32*x2"),
    relu(SWAPPED, "the weights of the other input, for x1", "d_x1 = d_a1*w12 + d_a3*w32",
         "neighbour", "w11*x1 | w12*x2 | w31*x1 | w32*x2"),
    relu(SWAPPED, "each factor times itself", "d_v1 = d_y*v1; d_v2 = d_y*v2; d_h1 = d_y*h1; d_h2 = d_y*h2; d_h3 = d_y*h3",
         "own-factor swapped", "v1*h1 | v2*h2 | v3*h3"),
    relu(SWAPPED, "the inputs crossed over", "a1 = w11*x2 + w12*x1 + b1", "neighbour", "w11*x1 | w12*x2"),
    relu(SWAPPED, "the transposed matrix", "a1 = w11*x1 + w21*x2 + b1; a2 = w12*x1 + w22*x2 + b2", "neighbour",
         "w12*x2 | w21*x1"),
    relu(LEFT_OUT, "a bias left out", "a1 = w11*x1 + w12*x2", "left-out", "b1"),
    relu(LEFT_OUT, "the last bias left out", "y = v1*h1 + v2*h2 + v3*h3", "left-out", "c"),
    relu(LEFT_OUT, "no target in the loss", "L = y**2; d_y = 2*y", "left-out", "t"),
    relu(LEFT_OUT, "the loss halved", "L = (y - t)**2/2", "factor put-in", "(y - t)^2"),
    relu(CHAIN, "the bias as a factor", "d_b3 = d_a3*b3", "product-for-sum", SUM_3),
    relu(CHAIN, "the gradient of y once more", "d_a1 = d_h1*d_y; d_a3 = d_h3*d_y", "twice", ""),
    relu(SIGN, "the minus of v2 lost", "d_h2 = d_y*1.1", "sign", "v2*h2"),
    relu(SIGN, "the minus of x2 lost", "a1 = w11*x1 - w12*x2 + b1", "sign operation", "w12*x2"),
    relu(COPIED, "the data of the units", "d_h1 = h1; d_h3 = h3", "copied"),
]  # fmt: skip

GATES = "sigmoid(zf) | sigmoid(zi) | sigmoid(zo)"

LSTM = [
    lstm(SQUASH, "the derivative of tanh for all gates", "d_zf = d_f*(1 - f**2); d_zi = d_i*(1 - i**2); d_zo = d_o*(1 - o**2)",
         "squash", GATES),
    lstm(SQUASH, "the derivative of sigmoid for tanh", "d_zg = d_g*g*(1 - g)", "squash", "tanh(zg)"),
    lstm(SQUASH, "1 - g, not squared", "d_zg = d_g*(1 - g)", "squash", "tanh(zg)"),
    lstm(SQUASH, "f alone for f*(1 - f)", "d_zf = d_f*f; d_zi = d_i*i; d_zo = d_o*o", "squash", GATES),
    lstm(SQUASH, "1 - f for f*(1 - f)", "d_zf = d_f*(1 - f)", "squash", "sigmoid(zf)"),
    lstm(SQUASH, "z*(1 - z)", "d_zf = d_f*zf*(1 - zf); d_zi = d_i*zi*(1 - zi); d_zo = d_o*zo*(1 - zo)", "squash", GATES),
    lstm(SQUASH, "c for tanh(c) in its derivative", "d_c = d_m*(1 - c**2)", "squash", "tanh(c)"),
    lstm(SQUASH, "sigmoid for tanh", "g = sigmoid(zg); d_zg = d_g*g*(1 - g)", "function", "tanh(zg)",
         labels={"zg.grad": ("squash", "tanh(zg)")}),
    lstm(SQUASH, "tanh for the forget gate", "f = tanh(zf); d_zf = d_f*(1 - f**2)", "function", "sigmoid(zf)",
         labels={"zf.grad": ("squash", "sigmoid(zf)")}),
    lstm(SQUASH, "the cell without its tanh", "m = c; d_c = d_m", "skipped no-local", "tanh(c)"),
    lstm(EARLY, "the derivatives of the gates alone", "d_zf = f*(1 - f); d_zi = i*(1 - i); d_zo = o*(1 - o)",
         "no-upstream", GATES),
    lstm(EARLY, "the forget gate passed over", "d_zf = d_f", "no-local", "sigmoid(zf)"),
    lstm(EARLY, "all gates passed over", "d_zf = d_f; d_zi = d_i; d_zg = d_g; d_zo = d_o", "no-local", f"{GATES} | tanh(zg)"),
    lstm(EARLY, "the tanh of the cell passed over", "d_c = d_m", "no-local", "tanh(c)"),
    lstm(EARLY, "the input for the gradients of its weights", "d_uf = x; d_ug = x", "no-upstream", "uf*x | ug*x"),
    lstm(EARLY, "the products' own derivatives", "d_f = c0; d_c0 = f; d_i = g; d_g = i", "no-upstream", "f*c0 | i*g"),
    lstm(EARLY, "the derivative of tanh alone", "d_c = 1 - m**2", "no-upstream", "tanh(c)"),
    lstm(SWAPPED, "each factor times itself, for the old cell", "d_f = d_c*f; d_c0 = d_c*c0", "own-factor swapped", "f*c0"),
    lstm(SWAPPED, "each factor times itself, for the new part", "d_i = d_c*i; d_g = d_c*g", "own-factor swapped", "i*g"),
    lstm(SWAPPED, "each factor times itself, at the output", "d_o = o; d_m = m", "own-factor swapped copied", "o*m"),
    lstm(SWAPPED, "the gates exchanged", "c = i*c0 + f*g", "neighbour", "f*c0 | i*g"),
    lstm(SWAPPED, "the gates exchanged on the way back", "d_c0 = d_c*i; d_g = d_c*f", "neighbour", "f*c0 | i*g"),
    lstm(SWAPPED, "the weights of h for x", "d_x = d_zf*wf + d_zi*wi + d_zg*wg + d_zo*wo", "neighbour",
         "uf*x | ui*x | ug*x | uo*x"),
    lstm(NOT_ADDED, "the output gate alone", "d_x = d_zo*uo; d_h = d_zo*wo", "not-added",
         "uf*x | ui*x | ug*x | uo*x | wf*h | wi*h | wg*h | wo*h"),
    lstm(NOT_ADDED, "the forget gate alone", "d_x = d_zf*uf; d_h = d_zf*wf", "not-added",
         "uf*x | ui*x | ug*x | uo*x | wf*h | wi*h | wg*h | wo*h"),
    lstm(NOT_ADDED, "the output gate forgotten", "d_h = d_zf*wf + d_zi*wi + d_zg*wg", "not-added left-out", "wo*h"),
    lstm(NOT_ADDED, "what comes through the cell alone", "d_x = d_zg*ug", "not-added", "uf*x | ui*x | ug*x | uo*x"),
    lstm(COPIED, "the data of the gates", "d_f = f; d_i = i", "copied"),
    lstm(LEFT_OUT, "the bias of the forget gate left out", "zf = uf*x + wf*h", "left-out", "bf"),
    lstm(LEFT_OUT, "the new part left out", "c = f*c0", "left-out", "i*g"),
    lstm(CHAIN, "the output gate once more", "d_c = d_m*(1 - m**2)*o", "twice", "o*m | tanh(c)"),
    lstm(CHAIN, "all multiplied", "c = f*c0*i*g", "product-for-sum", "f*c0 + i*g"),
    lstm(SIGN, "the minus of uf lost", "zf = -uf*x + wf*h + bf", "sign operation", "uf*x"),
    lstm(SIGN, "m squared minus 1", "d_c = d_m*(m**2 - 1)", "sign", "tanh(c)"),
]  # fmt: skip

STEPS = "tanh(a1) | tanh(a2) | tanh(a3)"
SHARED_W = "w*h0 | w*h1 | w*h2"
SHARED_U = "u*x1 | u*x2 | u*x3"

RNN = [
    rnn(NOT_ADDED, "the last step alone", "d_w = d_a3*h2; d_u = d_a3*x3", "not-added", f"{SHARED_W} | {SHARED_U}"),
    rnn(NOT_ADDED, "the first step alone", "d_w = d_a1*h0", "not-added", SHARED_W),
    rnn(NOT_ADDED, "the middle step alone", "d_u = d_a2*x2", "not-added", SHARED_U),
    rnn(NOT_ADDED, "the first step forgotten", "d_w = d_a2*h1 + d_a3*h2", "not-added left-out", SHARED_W),
    rnn(NOT_ADDED, "the last step forgotten", "d_u = d_a1*x1 + d_a2*x2", "not-added left-out", SHARED_U),
    rnn(NOT_ADDED, "the mean over the steps", "d_w = (d_a1*h0 + d_a2*h1 + d_a3*h2)/3; d_u = (d_a1*x1 + d_a2*x2 + d_a3*x3)/3",
        "averaged", f"{SHARED_W} | {SHARED_U}"),
    rnn(RESIDUAL, "t - h3", "d_h3 = 2*(t - h3)", "residual", "h3 - t | (h3 - t)^2"),
    rnn(POWER, "the 2 forgotten", "d_h3 = h3 - t", "power-rule", "(h3 - t)^2"),
    rnn(POWER, "the square forgotten", "L = h3 - t; d_h3 = 1", "power-rule skipped no-local", "(h3 - t)^2"),
    rnn(SQUASH, "1 - h at each step", "d_a3 = d_h3*(1 - h3); d_a2 = d_h2*(1 - h2); d_a1 = d_h1*(1 - h1)", "squash", STEPS),
    rnn(SQUASH, "h*(1 - h) at each step", "d_a3 = d_h3*h3*(1 - h3); d_a2 = d_h2*h2*(1 - h2); d_a1 = d_h1*h1*(1 - h1)",
        "squash", STEPS),
    rnn(SQUASH, "1 - a^2 at each step", "d_a3 = d_h3*(1 - a3**2); d_a2 = d_h2*(1 - a2**2); d_a1 = d_h1*(1 - a1**2)",
        "squash", STEPS),
    rnn(SQUASH, "sigmoid for tanh", "h1 = sigmoid(a1); h2 = sigmoid(a2); h3 = sigmoid(a3)", "function", STEPS),
    rnn(EARLY, "tanh passed over at each step", "d_a3 = d_h3; d_a2 = d_h2; d_a1 = d_h1", "no-local", STEPS),
    rnn(EARLY, "w alone", "d_h2 = w", "no-upstream", "w*h2"),
    rnn(EARLY, "w alone at each step", "d_h2 = w; d_h1 = w; d_h0 = w", "no-upstream", SHARED_W),
    rnn(EARLY, "w forgotten at each step", "d_h2 = d_a3; d_h1 = d_a2; d_h0 = d_a1", "no-local sum-for-product", SHARED_W),
    rnn(EARLY, "the sum of the states", "d_w = h0 + h1 + h2", "no-upstream", SHARED_W),
    rnn(EARLY, "the derivative of tanh alone", "d_a3 = 1 - h3**2", "no-upstream", "tanh(a3)"),
    rnn(SWAPPED, "each state one step late", "d_w = d_a1*h1 + d_a2*h2 + d_a3*h3", "neighbour", SHARED_W),
    rnn(SWAPPED, "u for w", "d_h2 = d_a3*u; d_h1 = d_a2*u; d_h0 = d_a1*u", "neighbour", SHARED_W),
    rnn(SWAPPED, "w for u", "d_x2 = d_a2*w", "neighbour", "u*x2"),
    rnn(SWAPPED, "each state times itself", "d_h2 = d_a3*h2", "own-factor", "w*h2"),
    rnn(SWAPPED, "x1 at the second step, too", "a2 = w*h1 + u*x1", "neighbour", "u*x2"),
    rnn(SWAPPED, "the weights exchanged", "a1 = u*h0 + w*x1; a2 = u*h1 + w*x2; a3 = u*h2 + w*x3", "neighbour",
        f"{SHARED_W} | {SHARED_U}"),
    rnn(CHAIN, "the steps multiplied", "d_w = d_a1*h0*d_a2*h1*d_a3*h2", "multiplied-paths", SHARED_W),
    rnn(CHAIN, "the tanh once more", "d_h2 = d_a3*w*(1 - h3**2)", "twice", "tanh(a3) | w*h2"),
    rnn(LEFT_OUT, "no state at the second step", "a2 = u*x2", "left-out", "w*h1"),
    rnn(SIGN, "the minus of u lost", "a1 = w*h0 - u*x1; a2 = w*h1 - u*x2; a3 = w*h2 - u*x3", "sign operation", SHARED_U),
    rnn(SIGN, "h^2 - 1 at each step", "d_a3 = d_h3*(h3**2 - 1); d_a2 = d_h2*(h2**2 - 1); d_a1 = d_h1*(h1**2 - 1)",
        "sign", STEPS),
    rnn(COPIED, "the data of the states", "d_h2 = h2; d_h1 = h1", "copied"),
]  # fmt: skip

MISTAKES = [*RELU_NET, *LSTM, *RNN]
