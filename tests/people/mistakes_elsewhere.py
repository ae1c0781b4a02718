"""Mistakes in the second half of the second key: shared weights, similarities, divergences, margins, a gated state."""

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
    RESIDUAL,
    SIGN,
    SOFTMAX,
    SQUASH,
    SWAPPED,
    Mistake,
)

tied = partial(Mistake, "tied")
cosine = partial(Mistake, "cosine")
distil = partial(Mistake, "distil")
huber = partial(Mistake, "huber")
gru = partial(Mistake, "gru")
hinge = partial(Mistake, "hinge")

USES_OF_X = "w*x | r - x"
USES_OF_W = "w*x | w*h"

TIED = [
    tied(NOT_ADDED, "the decoder alone", "d_w = d_r*h", "not-added", USES_OF_W),
    tied(NOT_ADDED, "the encoder alone", "d_w = d_s*x", "not-added", USES_OF_W),
    tied(NOT_ADDED, "the target taken as a constant", "d_x = d_s*w", "not-added", USES_OF_X),
    tied(NOT_ADDED, "the target alone", "d_x = -d_r", "not-added", USES_OF_X),
    tied(NOT_ADDED, "the mean of both uses", "d_w = (d_r*h + d_s*x)/2", "averaged", USES_OF_W),
    tied(CHAIN, "the uses multiplied", "d_w = d_r*h*d_s*x", "multiplied-paths", USES_OF_W),
    tied(CHAIN, "the residual once more", "d_h = d_r*d_r*w", "twice", "w*h | (r - x)^2"),
    tied(SIGN, "the minus of the target lost", "d_x = d_s*w + d_r", "sign no-local", USES_OF_X),
    tied(SWAPPED, "each factor times itself", "d_h = d_r*h", "own-factor swapped", "w*h"),
    tied(SWAPPED, "each factor times itself, at both uses", "d_w = d_r*w + d_s*w", "own-factor", USES_OF_W),
    tied(EARLY, "the weight alone", "d_h = w", "no-upstream", "w*h"),
    tied(EARLY, "the weight passed over", "d_h = d_r", "no-local sum-for-product", "w*h"),
    tied(EARLY, "tanh passed over", "d_s = d_h", "no-local", "tanh(s)"),
    tied(EARLY, "1 - h^2 alone", "d_s = 1 - h**2", "no-upstream", "tanh(s)"),
    tied(EARLY, "1 for both biases", "d_b = 1; d_c = 1", "no-upstream", "w*x + b | w*h + c"),
    tied(EARLY, "the numbers beside the weight", "d_w = x + h", "no-upstream", USES_OF_W),
    tied(SQUASH, "1 - h", "d_s = d_h*(1 - h)", "squash", "tanh(s)"),
    tied(SQUASH, "h*(1 - h)", "d_s = d_h*h*(1 - h)", "squash", "tanh(s)"),
    tied(SQUASH, "1 - s^2", "d_s = d_h*(1 - s**2)", "squash", "tanh(s)"),
    tied(SQUASH, "sigmoid for tanh", "h = sigmoid(s)", "function", "tanh(s)"),
    tied(RESIDUAL, "x - r", "d_r = 2*(x - r)", "residual", "(r - x)^2 | r - x"),
    tied(POWER, "the 2 forgotten", "d_r = r - x", "power-rule", "(r - x)^2"),
    tied(LEFT_OUT, "no bias in the decoder", "r = w*h", "left-out", "w*h + c | c"),
    tied(COPIED, "the data of c", "d_c = c", "copied"),
]  # fmt: skip

USES_OF_A = "a1*b1 | a1^2 | a2*b2 | a2^2"
NORMS = "sqrt(a1^2 + a2^2) | sqrt(b1^2 + b2^2)"
COSINE_OF = "d/(na*nb) | na*nb"

COSINE = [
    cosine(LEFT_OUT, "no roots", "na = a1**2 + a2**2; nb = b1**2 + b2**2", "root skipped", NORMS),
    cosine(POWER, "the root of each square", "na = abs(a1) + abs(a2)", "operation power-rule root skipped", NORMS),
    cosine(SIGN, "the square of the minus one", "na = sqrt(a1**2 - a2**2)", "operation sign", NORMS + " | a1^2 + a2^2"),
    cosine(CHAIN, "the norms added", "c = d/(na + nb)", "sum-for-product", COSINE_OF),
    cosine(LEFT_OUT, "the second norm left out", "c = d/na", "left-out skipped", COSINE_OF),
    cosine(LEFT_OUT, "not taken from 1", "L = c", "left-out skipped", "1 - c"),
    cosine(SIGN, "the minus of 1 - c forgotten", "d_c = 1", "sign no-local", "1 - c"),
    cosine(SIGN, "the minus of the quotient rule forgotten", "d_na = d_c*d/(na**2*nb); d_nb = d_c*d/(na*nb**2)",
           "sign quotient-rule", COSINE_OF),
    cosine(QUOTIENT, "the norms not squared", "d_na = -d_c*d/(na*nb); d_nb = -d_c*d/(na*nb)",
           "quotient-rule no-local left-out", COSINE_OF),
    cosine(NOT_ADDED, "the norm taken as a constant", "d_a1 = d_d*b1; d_a2 = d_d*b2; d_b1 = d_d*a1", "not-added",
           USES_OF_A + " | b1^2"),
    cosine(NOT_ADDED, "the norm alone", "d_a1 = d_na*a1/na", "not-added", USES_OF_A),
    cosine(SWAPPED, "each factor times itself", "d_a1 = d_d*a1 + d_na*a1/na; d_a2 = d_d*a2 + d_na*a2/na",
           "own-factor", "a1*b1 | a2*b2"),
    cosine(EARLY, "the root passed over", "d_a1 = d_d*b1 + 2*d_na*a1; d_a2 = d_d*b2 + 2*d_na*a2", "no-local root",
           NORMS),
    cosine(POWER, "the 2 of the square forgotten",
           "d_a1 = d_d*b1 + d_na*a1/(2*na); d_a2 = d_d*b2 + d_na*a2/(2*na)", "power-rule", "a1^2 | a2^2"),
    cosine(POWER, "the half of the root forgotten",
           "d_a1 = d_d*b1 + d_na*2*a1/na; d_a2 = d_d*b2 + d_na*2*a2/na", "power-rule root left-out", NORMS),
    cosine(SWAPPED, "the components crossed over", "d = a1*b2 + a2*b1", "neighbour", "a1*b1 | a2*b2"),
    cosine(SIGN, "the minus of a2 lost", "d = a1*b1 - a2*b2", "sign operation", "a2*b2 | a1*b1 + a2*b2"),
    cosine(EARLY, "1 above the fraction", "d_d = 1/(na*nb)", "no-upstream sign no-local", "d/(na*nb) | 1 - c"),
    cosine(COPIED, "the data of c", "d_c = c", "copied"),
]  # fmt: skip

POWERS = "exp(s1/T) | exp(s2/T)"
DIVIDED = "s1/T | s2/T"
SHARES = "e1/(e1 + e2) | e2/(e1 + e2) | e1 + e2"
RATIOS = "p1/q1 | p2/q2"
LOGS = "log(p1/q1) | log(p2/q2)"
TERMS = "p1*log(p1/q1) | p2*log(p2/q2)"

DISTIL = [
    distil(LEFT_OUT, "the cross-entropy", "K = -(p1*log(q1) + p2*log(q2))", "left-out operation", f"{RATIOS} | {LOGS}"),
    distil(EXPLOG, "the logarithm to base 2", "K = p1*log2(p1/q1) + p2*log2(p2/q2)", "base", LOGS),
    distil(SIGN, "the fractions turned over", "K = p1*log(q1/p1) + p2*log(q2/p2)", "sign operation neighbour residual",
           f"{RATIOS} | {LOGS} | {TERMS}"),
    distil(LEFT_OUT, "no weights before the logarithms", "K = log(p1/q1) + log(p2/q2)", "left-out", TERMS),
    distil(SWAPPED, "the divergence the other way around", "K = q1*log(q1/p1) + q2*log(q2/p2)", "neighbour",
           f"{RATIOS} | {TERMS}"),
    distil(SIGN, "the minus of 1/q forgotten", "d_q1 = p1/q1; d_q2 = p2/q2", "sign quotient-rule",
           f"{RATIOS} | {LOGS}"),
    distil(LEFT_OUT, "the weights forgotten on the way back", "d_q1 = -1/q1; d_q2 = -1/q2",
           "left-out no-local no-upstream quotient-rule", f"{RATIOS} | {LOGS} | {TERMS}"),
    distil(QUOTIENT, "q squared", "d_q1 = -p1/q1**2; d_q2 = -p2/q2**2", "quotient-rule function no-local no-upstream",
           f"{RATIOS} | {LOGS}"),
    distil(RESIDUAL, "p - q", "d_s1 = (p1 - q1)/T; d_s2 = (p2 - q2)/T", "residual sign"),
    distil(LEFT_OUT, "the temperature forgotten on the way back", "d_s1 = d_e1*e1; d_s2 = d_e2*e2",
           "left-out no-local", DIVIDED),
    distil(LEFT_OUT, "times the temperature", "d_s1 = d_e1*e1*T; d_s2 = d_e2*e2*T", "operation factor quotient-rule",
           DIVIDED),
    distil(LEFT_OUT, "no temperature", "e1 = exp(s1); e2 = exp(s2)", "left-out skipped", f"{DIVIDED} | {POWERS}"),
    distil(SOFTMAX, "the own share alone", "d_e1 = d_q1*e2/(e1 + e2)**2; d_e2 = d_q2*e1/(e1 + e2)**2",
           "softmax not-added", SHARES),
    distil(SOFTMAX, "the sum taken as a constant", "d_e1 = d_q1/(e1 + e2); d_e2 = d_q2/(e1 + e2)",
           "softmax not-added", SHARES),
    distil(SOFTMAX, "not divided by the sum", "q1 = e1; q2 = e2", "softmax skipped", SHARES),
    distil(SOFTMAX, "the shares of the scores themselves", "q1 = s1/(s1 + s2); q2 = s2/(s1 + s2)",
           "softmax skipped neighbour", f"{SHARES} | {POWERS}"),
    distil(EARLY, "exp passed over", "d_s1 = d_e1/T; d_s2 = d_e2/T", "no-local", POWERS),
    distil(NOT_ADDED, "the first score alone", "d_T = -d_e1*e1*s1/T**2", "not-added", DIVIDED),
    distil(QUOTIENT, "T not squared", "d_T = -(d_e1*e1*s1 + d_e2*e2*s2)/T", "quotient-rule", DIVIDED),
    distil(SIGN, "the minus of the quotient rule forgotten", "d_T = (d_e1*e1*s1 + d_e2*e2*s2)/T**2",
           "quotient-rule sign", DIVIDED),
]  # fmt: skip

HALVED = "r1^2/2 | r1^2 | r1^2/2 + k*(abs(r2) - k/2) | (r1^2/2 + k*(abs(r2) - k/2))/2"
LINEAR = "k*(abs(r2) - k/2) | abs(r2)"
USES_OF_B = "w*x1 + b | w*x2 + b"
MARGINS = "w*x1 + b - y1 | w*x2 + b - y2"

HUBER = [
    huber(SIGN, "the sign of the absolute value forgotten", "d_r2 = k/2", "sign no-local", LINEAR),
    huber(COPIED, "times the residual", "d_r2 = k*r2/2", "function input", LINEAR),
    huber(LEFT_OUT, "the slope forgotten", "d_r2 = -1/2", "left-out no-local no-upstream", LINEAR),
    huber(LEFT_OUT, "the mean forgotten on the way back", "d_r1 = r1; d_r2 = -k", "left-out no-local", HALVED),
    huber(LEFT_OUT, "the half of the square forgotten", "d_r1 = r1*2/2", "left-out no-local", HALVED),
    huber(POWER, "the 2 of the square forgotten", "d_r1 = r1/4", "power-rule", HALVED),
    huber(LEFT_OUT, "no half slope in the loss", "H = (r1**2/2 + k*abs(r2))/2", "left-out skipped",
          f"{LINEAR} | abs(r2) - k/2 | k/2"),
    huber(SQUASH, "no absolute value", "H = (r1**2/2 + k*(r2 - k/2))/2", "skipped function sign", LINEAR),
    huber(LEFT_OUT, "the sum of the losses", "H = r1**2/2 + k*(abs(r2) - k/2)", "left-out skipped", HALVED),
    huber(NOT_ADDED, "the second factor alone", "d_k = abs(r2)/2", "not-added left-out",
          f"{LINEAR} | k/2 | abs(r2) - k/2"),
    huber(NOT_ADDED, "the first residual alone", "d_b = d_r1", "not-added", USES_OF_B),
    huber(NOT_ADDED, "the last residual alone", "d_b = d_r2; d_w = d_r2*x2", "not-added", f"{USES_OF_B} | w*x1 | w*x2"),
    huber(SIGN, "the minus of the target forgotten", "d_y2 = d_r2", "sign no-local", MARGINS),
    huber(RESIDUAL, "y - f", "r1 = y1 - w*x1 - b; r2 = y2 - w*x2 - b", "residual", MARGINS),
    huber(SWAPPED, "the weight for its input", "d_w = d_r1*w + d_r2*w", "own-factor", "w*x1 | w*x2"),
    huber(SWAPPED, "the inputs exchanged", "d_w = d_r1*x2 + d_r2*x1", "neighbour", "w*x1 | w*x2"),
    huber(EARLY, "the weight alone", "d_x1 = w", "no-upstream", "w*x1"),
    huber(EARLY, "the inputs alone", "d_w = x1 + x2; d_b = 2", "no-upstream", f"w*x1 | w*x2 | {USES_OF_B}"),
    huber(CHAIN, "the residual once more", "d_w = d_r1*r1*x1 + d_r2*r2*x2", "twice input"),
]  # fmt: skip

UPDATE = "sigmoid(wz*x + uz*h)"
CANDIDATE = "tanh(wc*x + uc*h)"
MIXED = "(1 - z)*h | z*c | 1 - z"
INNER = "wz*x | uz*h | wc*x | uc*h"

GRU = [
    gru(SWAPPED, "the shares exchanged", "n = z*h + (1 - z)*c", "neighbour", MIXED + " | (1 - z)*h + z*c"),
    gru(SWAPPED, "the other share", "d_c = d_n*(1 - z)", "neighbour left-out", MIXED),
    gru(SWAPPED, "each factor times itself", "d_c = d_n*c", "own-factor", "z*c"),
    gru(SWAPPED, "the weight for its state", "d_uz = d_z*z*(1 - z)*uz; d_uc = d_c*(1 - c**2)*uc", "own-factor", INNER),
    gru(SWAPPED, "the input for the state", "d_uz = d_z*z*(1 - z)*x; d_uc = d_c*(1 - c**2)*x", "neighbour", INNER),
    gru(NOT_ADDED, "the candidate alone", "d_z = d_n*c", "not-added", MIXED),
    gru(NOT_ADDED, "the old state alone", "d_z = -d_n*h", "not-added", MIXED),
    gru(NOT_ADDED, "the direct path alone", "d_h = d_n*(1 - z)", "not-added", f"{INNER} | {MIXED}"),
    gru(NOT_ADDED, "no direct path", "d_h = d_z*z*(1 - z)*uz + d_c*(1 - c**2)*uc", "not-added left-out",
        f"{INNER} | {MIXED}"),
    gru(NOT_ADDED, "the candidate's input alone", "d_x = d_c*(1 - c**2)*wc", "not-added", INNER),
    gru(SIGN, "the minus of 1 - z forgotten", "d_z = d_n*(c + h)", "sign no-local", MIXED),
    gru(RESIDUAL, "t - n", "d_n = t - n", "residual", "n - t | (n - t)^2 | (n - t)^2/2"),
    gru(POWER, "halved twice", "d_n = (n - t)/2", "power-rule", "(n - t)^2"),
    gru(LEFT_OUT, "the half of the loss forgotten", "L = (n - t)**2; d_n = 2*(n - t)", "left-out no-local",
        "(n - t)^2 | (n - t)^2/2"),
    gru(SQUASH, "z for z*(1 - z)", "d_wz = d_z*z*x; d_uz = d_z*z*h", "squash left-out", UPDATE),
    gru(SQUASH, "1 - c for 1 - c^2", "d_wc = d_c*(1 - c)*x; d_uc = d_c*(1 - c)*h", "squash", CANDIDATE),
    gru(SQUASH, "sigmoid for tanh", "c = sigmoid(wc*x + uc*h)", "function", CANDIDATE),
    gru(EARLY, "the gates passed over", "d_wz = d_z*x; d_uz = d_z*h; d_wc = d_c*x; d_uc = d_c*h", "no-local",
        f"{UPDATE} | {CANDIDATE}"),
    gru(EARLY, "the share alone", "d_c = z", "no-upstream", "z*c"),
    gru(LEFT_OUT, "no state in the candidate", "c = tanh(wc*x)", "left-out", "uc*h"),
    gru(CHAIN, "the residual once more", "d_c = d_n*d_n*z", "twice", "z*c | (n - t)^2 | (n - t)^2/2"),
]  # fmt: skip

HINGES = "max(0, m1) | max(0, m2)"
MEAN = "max(0, m1) + max(0, m2) | (max(0, m1) + max(0, m2))/2"
PENALTY = "w1^2 | w2^2 | w1^2 + w2^2 | lam*(w1^2 + w2^2)"
USES = "w1*x1 | w1*u1 | w2*x2 | w2*u2"

HINGE = [
    hinge(MAX, "the gradient through the closed hinge", "d_m2 = 0.5", "both wrong-route leaky no-local", HINGES),
    hinge(MAX, "no gradient through the open hinge", "d_m1 = 0", "no-route blocked wrong-route", HINGES),
    hinge(MAX, "times the margin", "d_m1 = m1/2", "scaled-gate input", HINGES),
    hinge(MAX, "half of it", "d_m1 = 0.25; d_m2 = 0.25", "split", HINGES),
    hinge(MAX, "no hinge", "L = (m1 + m2)/2 + lam*(w1**2 + w2**2)", "skipped function", HINGES),
    hinge(LEFT_OUT, "the mean forgotten on the way back", "d_m1 = 1", "left-out no-local no-upstream",
          f"{MEAN} | {HINGES}"),
    hinge(LEFT_OUT, "the sum for the mean", "L = max(0, m1) + max(0, m2) + lam*(w1**2 + w2**2)", "left-out skipped",
          MEAN),
    hinge(LEFT_OUT, "no penalty", "L = (max(0, m1) + max(0, m2))/2", "left-out skipped", PENALTY),
    hinge(LEFT_OUT, "lambda forgotten", "d_w1 = d_s1*x1 + d_s2*u1 + 2*w1; d_w2 = d_s1*x2 + d_s2*u2 + 2*w2",
          "left-out no-local no-upstream", PENALTY),
    hinge(LEFT_OUT, "the 1 of the margin left out", "m1 = -y1*s1; m2 = -y2*s2", "left-out",
          "1 - y1*s1 | 1 - y2*s2"),
    hinge(SIGN, "the minus of the margin lost", "m1 = 1 + y1*s1; m2 = 1 + y2*s2", "operation",
          "1 - y1*s1 | 1 - y2*s2"),
    hinge(SIGN, "the minus of the margin forgotten on the way back", "d_s1 = d_m1*y1", "sign no-local",
          "1 - y1*s1 | y1*s1"),
    hinge(NOT_ADDED, "the penalty forgotten", "d_w1 = d_s1*x1 + d_s2*u1; d_w2 = d_s1*x2 + d_s2*u2",
          "not-added left-out", f"{PENALTY} | {USES}"),
    hinge(NOT_ADDED, "the penalty alone", "d_w1 = 2*lam*w1; d_w2 = 2*lam*w2", "not-added left-out",
          f"{PENALTY} | {USES}"),
    hinge(POWER, "the 2 of the penalty forgotten",
          "d_w1 = d_s1*x1 + d_s2*u1 + lam*w1; d_w2 = d_s1*x2 + d_s2*u2 + lam*w2", "power-rule", PENALTY),
    hinge(POWER, "the penalty kept as it is",
          "d_w1 = d_s1*x1 + d_s2*u1 + lam*w1**2; d_w2 = d_s1*x2 + d_s2*u2 + lam*w2**2", "power-rule", PENALTY),
    hinge(EARLY, "the label alone", "d_s1 = -y1", "no-upstream", "1 - y1*s1 | y1*s1"),
    hinge(EARLY, "1 for the bias", "d_b = 1", "no-upstream", "w1*x1 + w2*x2 + b | w1*u1 + w2*u2 + b"),
    hinge(SWAPPED, "the inputs crossed over",
          "d_w1 = d_s1*x2 + d_s2*u2 + 2*lam*w1; d_w2 = d_s1*x1 + d_s2*u1 + 2*lam*w2", "neighbour", USES),
    hinge(SWAPPED, "the weights for their inputs",
          "d_w1 = d_s1*w1 + d_s2*w1 + 2*lam*w1; d_w2 = d_s1*w2 + d_s2*w2 + 2*lam*w2", "own-factor", USES),
    hinge(COPIED, "the data of the margin", "d_m1 = m1", "copied"),
]  # fmt: skip

MISTAKES = [*TIED, *COSINE, *DISTIL, *HUBER, *GRU, *HINGE]
