"""Mistakes in the circuits: the lecture's own, the gates, the sigmoid as a chain of steps."""

from __future__ import annotations

from functools import partial

from .mistake import CHAIN, COPIED, EARLY, EXPLOG, LEFT_OUT, MAX, QUOTIENT, SIGN, SQUASH, SWAPPED, Mistake

sum_product = partial(Mistake, "sum-product")
chain = partial(Mistake, "chain")
neuron = partial(Mistake, "neuron")
max_circuit = partial(Mistake, "max-circuit")
sigmoid = partial(Mistake, "sigmoid-circuit")

SUM_PRODUCT = [
    sum_product(EARLY, "1 for both, as the sum has it", "d_x = 1; d_y = 1", "no-upstream", "x + y"),
    sum_product(EARLY, "1 for x alone", "d_x = 1", "no-upstream", "x + y"),
    sum_product(SWAPPED, "each factor times itself", "d_q = d_f*q; d_z = d_f*z", "own-factor swapped", "q*z"),
    sum_product(COPIED, "the data of x and y", "d_x = x; d_y = y", "copied"),
    sum_product(COPIED, "the data of q", "d_q = q", "copied own-factor", "q*z"),
    sum_product(COPIED, "the data of z", "d_z = z", "copied own-factor", "q*z"),
    sum_product(SIGN, "the minus of z lost", "d_q = 4", "sign", "q*z"),
    sum_product(SIGN, "a minus too many", "d_z = -q", "sign", "q*z"),
    sum_product(SIGN, "x subtracted from y, and not added", "q = y - x", "operation", "x + y"),
    sum_product(CHAIN, "+ differentiated like *", "d_x = d_q*y; d_y = d_q*x", "product-for-sum", "x + y"),
    sum_product(CHAIN, "* differentiated like +", "d_q = d_f; d_z = d_f", "sum-for-product", "q*z"),
    sum_product(CHAIN, "times z once more", "d_x = d_q*z; d_y = d_q*z", "twice", "x + y | q*z"),
    sum_product(CHAIN, "q + z for q*z", "f = q + z", "sum-for-product", "q*z"),
    sum_product(CHAIN, "x*y for x + y", "q = x*y", "product-for-sum", "x + y"),
]  # fmt: skip

CHAIN_OF_THREE = [
    chain(EARLY, "1 for both, as the sum has it", "d_e = 1; d_c = 1", "no-upstream", "e + c"),
    chain(EARLY, "the product's own derivatives", "d_a = b; d_b = a", "no-upstream", "a*b"),
    chain(EARLY, "the gradient of e handed to both factors", "d_a = d_e; d_b = d_e", "no-local sum-for-product", "a*b"),
    chain(SWAPPED, "each factor times itself", "d_a = d_e*a; d_b = d_e*b", "own-factor swapped", "a*b"),
    chain(SWAPPED, "each factor times itself in the last product", "d_d = d; d_f = f", "own-factor swapped copied",
          "d*f"),
    chain(SWAPPED, "times c, the neighbour of a*b", "d_b = d_e*c", "neighbour", "a*b"),
    chain(SWAPPED, "b's gradient times b", "d_b = d_e*b", "own-factor", "a*b"),
    chain(COPIED, "the data of c", "d_c = c", "copied"),
    chain(COPIED, "the data of e", "d_e = e; d_c = c", "copied"),
    chain(SIGN, "the minus of f lost", "d_d = 2", "sign", "d*f"),
    chain(SIGN, "two times minus three as plus six", "e = 6", "sign", "a*b"),
    chain(SIGN, "minus times minus as minus", "d_a = -6", "sign", "a*b"),
    chain(CHAIN, "+ differentiated like *", "d_e = d_d*c; d_c = d_d*e", "product-for-sum", "e + c"),
    chain(CHAIN, "f once more", "d_a = d_e*b*f; d_b = d_e*a*f", "twice", "a*b | d*f"),
    chain(CHAIN, "the local derivative added to the upstream", "d_a = d_e + b; d_b = d_e + a", "added", "a*b"),
    chain(CHAIN, "d + f for d*f", "L = d + f", "sum-for-product", "d*f"),
]  # fmt: skip

NEURON = [
    neuron(SQUASH, "1 - o, not squared", "d_n = 1 - o", "squash", "tanh(n)"),
    neuron(SQUASH, "the derivative of sigmoid", "d_n = o*(1 - o)", "squash", "tanh(n)"),
    neuron(SQUASH, "1 - n squared", "d_n = 1 - n**2", "squash", "tanh(n)"),
    neuron(SQUASH, "tanh of tanh", "d_n = 1 - tanh(o)**2", "squash", "tanh(n)"),
    neuron(SQUASH, "1 + o squared, as for tan", "d_n = 1 + o**2", "squash", "tanh(n)"),
    neuron(SQUASH, "n in place of tanh(n)", "o = n", "skipped", "tanh(n)"),
    neuron(EARLY, "tanh passed over", "d_n = 1", "no-local", "tanh(n)"),
    neuron(
        EARLY, "the local derivatives of the last step", "d_x1 = w1; d_w1 = x1; d_x2 = w2; d_w2 = x2; d_b = 1",
        "no-upstream", "x1*w1 + x2*w2 + b | x1*w1 | x2*w2",
    ),
    neuron(EARLY, "1 for the bias", "d_b = 1", "no-upstream", "x1*w1 + x2*w2 + b"),
    neuron(SWAPPED, "each factor times itself", "d_x1 = d_n*x1; d_w1 = d_n*w1; d_x2 = d_n*x2; d_w2 = d_n*w2",
           "own-factor swapped", "x1*w1 | x2*w2"),
    neuron(SWAPPED, "the weights of the other input", "d_x1 = d_n*w2; d_x2 = d_n*w1", "neighbour", "x1*w1 | x2*w2"),
    neuron(SIGN, "o squared minus 1", "d_n = o**2 - 1", "sign", "tanh(n)"),
    neuron(COPIED, "the data of o", "d_n = o", "copied squash", "tanh(n)"),
    neuron(COPIED, "the data of n", "d_n = n", "copied squash", "tanh(n)"),
    neuron(LEFT_OUT, "the bias left out", "n = x1*w1 + x2*w2", "left-out", "b"),
    neuron(CHAIN, "the derivative of tanh once more", "d_x1 = d_n**2*w1; d_w1 = d_n**2*x1; d_b = d_n**2",
           "twice", "tanh(n) | x1*w1 | x1*w1 + x2*w2 + b"),
    neuron(CHAIN, "x1 + w1 for x1*w1, as upstream to both", "d_x1 = d_n; d_w1 = d_n", "sum-for-product", "x1*w1"),
    neuron(SWAPPED, "weights and inputs crossed over", "n = x1*w2 + x2*w1 + b", "neighbour", "x1*w1 | x2*w2"),
]  # fmt: skip

MAX_CIRCUIT = [
    max_circuit(MAX, "the gradient to both", "d_w = d_m", "both", "max(z, w)"),
    max_circuit(MAX, "the gradient to the smaller one", "d_z = 0; d_w = d_m", "wrong-route swapped", "max(z, w)"),
    max_circuit(MAX, "half to each", "d_z = d_m/2; d_w = d_m/2", "split", "max(z, w)"),
    max_circuit(MAX, "times the larger one", "d_z = d_m*z", "scaled-gate", "max(z, w)"),
    max_circuit(MAX, "nothing to either", "d_z = 0", "no-route", "max(z, w)"),
    max_circuit(MAX, "the smaller one taken", "m = w; d_z = 0; d_w = d_m", "wrong-route function swapped", "max(z, w)"),
    max_circuit(MAX, "z + w for the larger one, and so to both", "m = z + w; d_w = d_m", "both operation", "max(z, w)"),
    max_circuit(MAX, "1 to the larger one", "d_z = 1", "no-upstream", "max(z, w)"),
    max_circuit(EARLY, "the product's own derivatives", "d_x = y; d_y = x", "no-upstream", "x*y"),
    max_circuit(EARLY, "the 2 forgotten", "d_s = 1", "no-local", "2*s"),
    max_circuit(EARLY, "1 for both, as the sum has it", "d_p = 1; d_m = 1", "no-upstream", "p + m"),
    max_circuit(SWAPPED, "each factor times itself", "d_x = d_p*x; d_y = d_p*y", "own-factor swapped", "x*y"),
    max_circuit(COPIED, "the data of s", "d_s = s", "copied own-factor", "2*s"),
    max_circuit(COPIED, "the data of p and m", "d_p = p; d_m = m", "copied"),
    max_circuit(CHAIN, "+ differentiated like *", "d_p = d_s*m; d_m = d_s*p", "product-for-sum", "p + m"),
    max_circuit(CHAIN, "the 2 once more", "d_p = 2*d_s; d_m = 2*d_s", "twice", "p + m | 2*s"),
    max_circuit(SIGN, "three times minus four as twelve", "p = 12", "sign", "x*y"),
    max_circuit(SIGN, "the minus of y lost", "d_x = 8", "sign", "x*y"),
]  # fmt: skip

SIGMOID_CIRCUIT = [
    sigmoid(QUOTIENT, "d not squared", "d_d = -1/d", "quotient-rule", "1/d"),
    sigmoid(QUOTIENT, "the minus forgotten", "d_d = 1/d**2", "sign", "1/d"),
    sigmoid(QUOTIENT, "the integral of 1/d", "d_d = log(d)", "quotient-rule function", "1/d"),
    sigmoid(QUOTIENT, "1 over the derivative of d", "d_d = 1", "quotient-rule no-local function", "1/d"),
    sigmoid(QUOTIENT, "the power rule without its minus 1", "d_d = -d", "quotient-rule power-rule", "1/d"),
    sigmoid(EARLY, "the derivative of exp alone", "d_n = e", "no-upstream", "exp(n)"),
    sigmoid(EARLY, "exp passed over", "d_n = d_e", "no-local", "exp(n)"),
    sigmoid(EARLY, "1 for e, as the sum has it", "d_e = 1", "no-upstream", "1 + e"),
    sigmoid(
        EARLY, "the local derivatives of the last step", "d_w0 = x0; d_x0 = w0; d_w1 = x1; d_x1 = w1; d_w2 = 1",
        "no-upstream", "w0*x0 + w1*x1 + w2 | w0*x0 | w1*x1",
    ),
    sigmoid(EXPLOG, "the power rule for exp", "d_n = d_e*n*exp(n - 1)", "power-rule", "exp(n)"),
    sigmoid(EXPLOG, "n in place of exp(n)", "d_n = d_e*n", "input", "exp(n)"),
    sigmoid(EXPLOG, "1 over the power, as if exp were log", "d_n = d_e/e", "function", "exp(n)"),
    sigmoid(SIGN, "the minus of n forgotten", "n = s", "sign skipped", "-s"),
    sigmoid(SIGN, "the minus of n forgotten on the way back", "d_s = d_n", "sign no-local", "-s"),
    sigmoid(SQUASH, "f alone for f*(1 - f)", "d_s = 1/d", "squash"),
    sigmoid(SQUASH, "1 - f for f*(1 - f)", "d_s = 1 - 1/d", "squash"),
    sigmoid(SQUASH, "the derivative of tanh", "d_s = 1 - (1/d)**2", "squash"),
    sigmoid(SWAPPED, "each factor times itself", "d_w0 = d_s*w0; d_x0 = d_s*x0; d_w1 = d_s*w1; d_x1 = d_s*x1",
            "own-factor swapped", "w0*x0 | w1*x1"),
    sigmoid(SWAPPED, "the inputs of the other weight", "d_w0 = d_s*x1; d_w1 = d_s*x0", "neighbour", "w0*x0 | w1*x1"),
    sigmoid(SWAPPED, "the weights of the other input", "d_x0 = d_s*w1; d_x1 = d_s*w0", "neighbour", "w0*x0 | w1*x1"),
    sigmoid(LEFT_OUT, "the bias left out", "s = w0*x0 + w1*x1", "left-out", "w2"),
    sigmoid(LEFT_OUT, "the 1 left out", "d = e", "left-out skipped", "1 + e"),
    sigmoid(COPIED, "the data of e", "d_e = e", "copied"),
    sigmoid(CHAIN, "f*(1 - f) once more", "d_w0 = d_s*x0*e/d**2; d_x0 = d_s*w0*e/d**2; d_w1 = d_s*x1*e/d**2; "
            "d_x1 = d_s*w1*e/d**2; d_w2 = d_s*e/d**2", "twice"),
    sigmoid(CHAIN, "w0 + x0 for w0*x0", "s = w0 + x0 + w1 + x1 + w2", "sum-for-product", "w0*x0 | w1*x1"),
]  # fmt: skip

MISTAKES = [*SUM_PRODUCT, *CHAIN_OF_THREE, *NEURON, *MAX_CIRCUIT, *SIGMOID_CIRCUIT]
