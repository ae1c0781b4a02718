"""Mistakes in the layers: softmax, batch-norm, max-pooling, attention."""

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
    SWAPPED,
    Mistake,
)

softmax = partial(Mistake, "softmax")
norm = partial(Mistake, "batch-norm")
pool = partial(Mistake, "max-pool")
attention = partial(Mistake, "attention")

POWERS = "exp(z1) | exp(z2) | exp(z3)"
SHARES = "e1/Z | e2/Z | e3/Z | e1 + e2 + e3"

SOFTMAXES = [
    softmax(SOFTMAX, "p2 for p2 - 1", "d_z2 = p2", "softmax left-out not-added naive-order"),
    softmax(SOFTMAX, "p*(1 - p) as for a sigmoid", "d_z1 = p1*(1 - p1); d_z2 = p2*(1 - p2); d_z3 = p3*(1 - p3)",
            "softmax function no-upstream"),
    softmax(SOFTMAX, "not divided by the sum", "p1 = e1; p2 = e2; p3 = e3", "softmax skipped", SHARES),
    softmax(SOFTMAX, "the own power left out of the sum", "Z = e1 + e3", "softmax left-out", "e2 | e1 + e2 + e3"),
    softmax(SOFTMAX, "the shares of the scores themselves", "e1 = z1; e2 = abs(z2); e3 = z3",
            "softmax skipped", POWERS),
    softmax(SOFTMAX, "the shortcut p - t, times the gradient of p2",
            "d_z1 = d_p2*p1; d_z2 = d_p2*(p2 - 1); d_z3 = d_p2*p3",
            "softmax twice"),
    softmax(RESIDUAL, "t - p", "d_z1 = t1 - p1; d_z2 = t2 - p2; d_z3 = t3 - p3", "residual"),
    softmax(NOT_ADDED, "the sum held fast", "d_e1 = d_p1/Z; d_e2 = d_p2/Z; d_e3 = d_p3/Z", "not-added softmax", SHARES),
    softmax(NOT_ADDED, "the sum alone", "d_e2 = d_Z", "not-added softmax", SHARES),
    softmax(EXPLOG, "the logarithm to base 10", "L = -log10(p2)", "base", "log(p2) | log(p1) | log(p3)"),
    softmax(EXPLOG, "the logarithm to base 2", "L = -log2(p2)", "base", "log(p2) | log(p1) | log(p3)"),
    softmax(EXPLOG, "the power rule for exp", "d_z1 = d_e1*z1*exp(z1 - 1); d_z2 = d_e2*z2*exp(z2 - 1); "
            "d_z3 = d_e3*z3*exp(z3 - 1)", "power-rule", POWERS),
    softmax(EXPLOG, "a power of ten", "e1 = 10**z1; e2 = 10**z2; e3 = 10**z3", "base", POWERS),
    softmax(EXPLOG, "the derivative of log as log", "d_p2 = -log(p2)", "function", "log(p2)"),
    softmax(SIGN, "the minus of the loss forgotten", "L = log(p2); d_p2 = 1/p2", "sign", ""),
    softmax(SIGN, "the minus of the loss forgotten on the way back", "d_p2 = 1/p2", "sign", ""),
    softmax(QUOTIENT, "the sum not squared", "d_Z = -d_p2*e2/Z", "quotient-rule", "e2/Z"),
    softmax(QUOTIENT, "the minus forgotten", "d_Z = d_p2*e2/Z**2", "sign", "e2/Z"),
    softmax(QUOTIENT, "e2 forgotten", "d_Z = -d_p2/Z**2", "quotient-rule", "e2/Z"),
    softmax(SWAPPED, "the wrong class", "L = -log(p1)", "neighbour", "log(p1) | log(p2) | t1 | t2"),
    softmax(SWAPPED, "p1 for p2", "d_p2 = -1/p1", "neighbour", "log(p1) | log(p2)"),
    softmax(COPIED, "the data of the powers", "d_e1 = e1; d_e2 = e2; d_e3 = e3", "copied"),
    softmax(EARLY, "exp passed over", "d_z1 = d_e1; d_z2 = d_e2; d_z3 = d_e3", "no-local", POWERS),
    softmax(EARLY, "the derivatives of exp alone", "d_z1 = e1; d_z2 = e2; d_z3 = e3", "no-upstream", POWERS),
    softmax(EARLY, "the log forgotten", "d_p2 = -1", "no-local", "log(p2)"),
    softmax(CHAIN, "the powers once more", "d_z1 = d_e1*e1*e1; d_z2 = d_e2*e2*e2; d_z3 = d_e3*e3*e3", "twice", POWERS),
]  # fmt: skip

CENTRED = "x1 - mu | x2 - mu | x3 - mu"
SQUARES = "d1^2 | d2^2 | d3^2 | d1^2 + d2^2 + d3^2 | (d1^2 + d2^2 + d3^2)/3"
SCALED = "d1/s | d2/s | d3/s"
USES_OF_D = f"{SCALED} | d1^2 | d2^2 | d3^2"
USES_OF_X = f"{CENTRED} | x1 + x2 + x3 | x1 + x2"
MEAN = "x1 + x2 + x3 | (x1 + x2 + x3)/3"
OUTPUTS = "g*n1 | g*n2 | g*n3"

BATCH_NORM = [
    norm(LEFT_OUT, "eps left out", "s = sqrt(var)", "left-out", "eps"),
    norm(LEFT_OUT, "the sum for the mean", "mu = x1 + x2 + x3", "left-out", MEAN),
    norm(LEFT_OUT, "the sum of the squares", "var = d1**2 + d2**2 + d3**2", "left-out", SQUARES),
    norm(LEFT_OUT, "n - 1 for n", "var = (d1**2 + d2**2 + d3**2)/2", "factor", SQUARES),
    norm(LEFT_OUT, "no root", "s = var + eps", "root", "sqrt(var + eps)"),
    norm(LEFT_OUT, "eps outside of the root", "s = sqrt(var) + eps", "function operation",
         "sqrt(var + eps) | var + eps"),
    norm(LEFT_OUT, "1/3 of the mean forgotten on the way back",
         "d_x1 = d_d1 + d_mu; d_x2 = d_d2 + d_mu; d_x3 = d_d3 + d_mu",
         "left-out no-local", MEAN),
    norm(LEFT_OUT, "1/3 of the variance forgotten on the way back",
         "d_d1 = d_n1/s + d_var*2*d1; d_d2 = d_n2/s + d_var*2*d2; d_d3 = d_n3/s + d_var*2*d3", "left-out no-local",
         SQUARES),
    norm(LEFT_OUT, "the shift left out", "y1 = g*n1; y2 = g*n2; y3 = g*n3", "left-out", "be"),
    norm(NOT_ADDED, "the variance held fast", "d_d1 = d_n1/s; d_d2 = d_n2/s; d_d3 = d_n3/s", "not-added", USES_OF_D),
    norm(NOT_ADDED, "the mean held fast", "d_x1 = d_d1; d_x2 = d_d2; d_x3 = d_d3", "not-added", USES_OF_X),
    norm(NOT_ADDED, "mean and deviation held fast", "d_x1 = d_n1/s; d_x2 = d_n2/s; d_x3 = d_n3/s", "not-added",
         f"{USES_OF_X} | {USES_OF_D}"),
    norm(NOT_ADDED, "what comes through the mean alone", "d_x1 = d_mu/3; d_x2 = d_mu/3; d_x3 = d_mu/3",
         "not-added", USES_OF_X),
    norm(NOT_ADDED, "the last sample alone", "d_g = k3*n3; d_be = k3", "not-added", f"{OUTPUTS} | g*n3 + be"),
    norm(NOT_ADDED, "the first sample alone", "d_be = k1", "not-added", "g*n1 + be | g*n2 + be | g*n3 + be"),
    norm(NOT_ADDED, "the last sample alone, for s", "d_s = -d_n3*d3/s**2", "not-added", SCALED),
    norm(NOT_ADDED, "the mean over the batch", "d_g = (k1*n1 + k2*n2 + k3*n3)/3; d_be = (k1 + k2 + k3)/3",
         "averaged", ""),
    norm(POWER, "the 2 of the square forgotten", "d_d1 = d_n1/s + d_var*d1/3; d_d2 = d_n2/s + d_var*d2/3; "
         "d_d3 = d_n3/s + d_var*d3/3", "power-rule", SQUARES),
    norm(POWER, "1/2 of the root forgotten", "d_var = d_s/s", "power-rule", "sqrt(var + eps)"),
    norm(POWER, "half the root", "d_var = d_s*s/2", "power-rule", "sqrt(var + eps)"),
    norm(POWER, "the variance under the line, not its root", "d_var = d_s/(2*(var + eps))", "power-rule input",
         "sqrt(var + eps)"),
    norm(QUOTIENT, "s not squared", "d_s = -(d_n1*d1 + d_n2*d2 + d_n3*d3)/s", "quotient-rule", SCALED),
    norm(QUOTIENT, "the minus forgotten", "d_s = (d_n1*d1 + d_n2*d2 + d_n3*d3)/s**2", "sign", SCALED),
    norm(QUOTIENT, "the numerators forgotten", "d_s = -(d_n1 + d_n2 + d_n3)/s**2", "quotient-rule", SCALED),
    norm(SIGN, "the minus of the mean forgotten", "d_mu = d_d1 + d_d2 + d_d3", "sign no-local", CENTRED),
    norm(RESIDUAL, "mu - x", "d1 = mu - x1; d2 = mu - x2; d3 = mu - x3", "residual", f"{CENTRED}"),
    norm(EARLY, "g alone", "d_n1 = g; d_n2 = g; d_n3 = g", "no-upstream", OUTPUTS),
    norm(EARLY, "g forgotten", "d_n1 = k1; d_n2 = k2; d_n3 = k3", "no-local sum-for-product", OUTPUTS),
    norm(EARLY, "the derivative of the root alone", "d_var = 1/(2*s)", "no-upstream", "sqrt(var + eps)"),
    norm(SWAPPED, "g times itself", "d_g = k1*g + k2*g + k3*g", "own-factor", OUTPUTS),
    norm(SWAPPED, "each n times itself", "d_n1 = k1*n1; d_n2 = k2*n2; d_n3 = k3*n3", "own-factor", OUTPUTS),
    norm(COPIED, "the data of n", "d_n1 = n1; d_n2 = n2; d_n3 = n3", "copied"),
]  # fmt: skip

USES_OF_P3 = "max(p1, p2, p3) | max(p3, p4, p5)"
WINDOWS = f"{USES_OF_P3} | max(p4, p5, p6)"

MAX_POOL = [
    pool(MAX, "the gradient to all in the window", "d_p1 = d_m1; d_p4 = d_m2 + d_m3; d_p5 = d_m2 + d_m3; d_p6 = d_m3",
         "both", WINDOWS),
    pool(MAX, "to all in the first window", "d_p1 = d_m1", "both", "max(p1, p2, p3)"),
    pool(MAX, "a third to each in the window", "d_p1 = d_m1/3; d_p3 = (d_m1 + d_m2)/3; d_p4 = (d_m2 + d_m3)/3; "
         "d_p5 = (d_m2 + d_m3)/3; d_p6 = d_m3/3", "split", WINDOWS),
    pool(MAX, "to the neighbour of the largest", "d_p3 = d_m1; d_p5 = d_m2 + d_m3", "wrong-route", "max(p3, p4, p5)"),
    pool(MAX, "1 to the largest", "d_p3 = 2; d_p5 = 1", "no-upstream", WINDOWS),
    pool(MAX, "times the largest", "d_p3 = (d_m1 + d_m2)*p3; d_p5 = d_m3*p5", "scaled-gate", WINDOWS),
    pool(MAX, "nothing through the pool", "d_p3 = 0; d_p5 = 0", "no-route", WINDOWS),
    pool(MAX, "the smallest", "m1 = p2; m2 = p4; m3 = p6; d_p3 = 0; d_p4 = d_m2; d_p5 = 0; d_p6 = d_m3",
         "wrong-route function", WINDOWS,
         labels=dict.fromkeys(("m1.data", "m2.data", "m3.data"), ("wrong-route function swapped", WINDOWS))),
    pool(MAX, "the mean of the window",
         "m1 = (p1 + p2 + p3)/3; m2 = (p3 + p4 + p5)/3; m3 = (p4 + p5 + p6)/3; d_p1 = d_m1/3; "
         "d_p3 = (d_m1 + d_m2)/3; d_p4 = (d_m2 + d_m3)/3; d_p5 = (d_m2 + d_m3)/3; d_p6 = d_m3/3",
         "split function", WINDOWS),
    pool(MAX, "the first of the window", "d_p1 = d_m1; d_p3 = d_m2; d_p4 = d_m3; d_p5 = 0", "wrong-route", WINDOWS,
         labels={"p3.grad": ("wrong-route not-added", WINDOWS)}),
    pool(MAX, "one window to the left", "m3 = max(p3, p4, p5); d_p3 = d_m1 + d_m2 + d_m3; d_p5 = 0",
         "neighbour wrong-route", "max(p4, p5, p6) | max(p3, p4, p5)"),
    pool(NOT_ADDED, "the last window alone", "d_p3 = d_m2", "not-added", USES_OF_P3),
    pool(NOT_ADDED, "the first window alone", "d_p3 = d_m1", "not-added", USES_OF_P3),
    pool(NOT_ADDED, "the mean of the windows", "d_p3 = (d_m1 + d_m2)/2", "averaged", USES_OF_P3),
    pool(CHAIN, "the windows multiplied", "d_p3 = d_m1*d_m2", "multiplied-paths", USES_OF_P3),
    pool(CHAIN, "the gradient of y once more", "d_p3 = (d_m1 + d_m2)*d_y; d_p5 = d_m3*d_y", "twice", ""),
    pool(SWAPPED, "each factor times itself", "d_m1 = d_y*m1; d_m2 = d_y*m2; d_m3 = d_y*m3; d_u2 = d_y*u2",
         "own-factor swapped",
         "u1*m1 | u2*m2 | u3*m3"),
    pool(SWAPPED, "the weights shifted by one", "d_m1 = d_y*u2; d_m2 = d_y*u3; d_m3 = d_y*u1", "neighbour",
         "u1*m1 | u2*m2 | u3*m3"),
    pool(RESIDUAL, "t - y", "d_y = 2*(t - y)", "residual", "y - t | (y - t)^2"),
    pool(POWER, "the 2 forgotten", "d_y = y - t", "power-rule", "(y - t)^2"),
    pool(EARLY, "the weights alone", "d_m1 = u1; d_m2 = u2; d_m3 = u3", "no-upstream", "u1*m1 | u2*m2 | u3*m3"),
    pool(COPIED, "the data of the largest", "d_p3 = p3; d_p5 = p5", "copied"),
    pool(SIGN, "the minus of u2 lost", "y = u1*m1 - u2*m2 + u3*m3", "sign operation", "u2*m2 | u1*m1 + u2*m2"),
]  # fmt: skip

SCORES = "(q1*k11 + q2*k12)/sqrt(2) | (q1*k21 + q2*k22)/sqrt(2) | sqrt(2) | q1*k11 + q2*k12 | q1*k21 + q2*k22"
WEIGHTS = "e1/(e1 + e2) | e2/(e1 + e2) | exp(s1) | exp(s2) | e1 + e2"

ATTENTION = [
    attention(LEFT_OUT, "not divided by the root of 2", "s1 = q1*k11 + q2*k12; s2 = q1*k21 + q2*k22", "left-out",
              SCORES),
    attention(LEFT_OUT, "divided by 2", "s1 = (q1*k11 + q2*k12)/2; s2 = (q1*k21 + q2*k22)/2", "root factor", SCORES),
    attention(LEFT_OUT, "the root of 2 forgotten on the way back", "d_k11 = d_s1*q1; d_k22 = d_s2*q2; "
              "d_q1 = d_s1*k11 + d_s2*k21; d_q2 = d_s1*k12 + d_s2*k22", "left-out no-local", SCORES),
    attention(LEFT_OUT, "times the root of 2", "s1 = (q1*k11 + q2*k12)*sqrt(2); s2 = (q1*k21 + q2*k22)*sqrt(2)",
              "operation factor", SCORES),
    attention(LEFT_OUT, "the half of the loss forgotten", "L = (o - t)**2; d_o = 2*(o - t)", "left-out no-local",
              "(o - t)^2 | (o - t)^2/2"),
    attention(SOFTMAX, "the own score alone", "d_s1 = d_a1*a1*(1 - a1); d_s2 = d_a2*a2*(1 - a2)",
              "softmax not-added", WEIGHTS),
    attention(SOFTMAX, "a*(1 - a) without what is above", "d_s1 = a1*(1 - a1); d_s2 = a2*(1 - a2)",
              "softmax no-upstream", WEIGHTS),
    attention(SOFTMAX, "plus for the cross term", "d_s1 = d_a1*a1*(1 - a1) + d_a2*a1*a2; "
              "d_s2 = d_a2*a2*(1 - a2) + d_a1*a1*a2", "softmax sign", WEIGHTS),
    attention(SOFTMAX, "a for its derivative", "d_s1 = d_a1*a1; d_s2 = d_a2*a2", "softmax not-added", WEIGHTS),
    attention(SOFTMAX, "not divided by the sum", "a1 = e1; a2 = e2", "softmax skipped", WEIGHTS),
    attention(SOFTMAX, "the shares of the scores themselves", "a1 = s1/(s1 + s2); a2 = s2/(s1 + s2)",
              "softmax skipped", WEIGHTS),
    attention(SOFTMAX, "the softmax passed over", "d_s1 = d_a1; d_s2 = d_a2", "softmax no-local", WEIGHTS),
    attention(SOFTMAX, "divided by the other power", "a1 = e1/e2; a2 = e2/e1", "softmax left-out", WEIGHTS),
    attention(RESIDUAL, "t - o", "d_o = t - o", "residual", "o - t | (o - t)^2 | (o - t)^2/2"),
    attention(POWER, "the square kept", "d_o = (o - t)**2", "power-rule", "(o - t)^2"),
    attention(POWER, "halved twice", "d_o = (o - t)/2", "power-rule", "(o - t)^2"),
    attention(SWAPPED, "each factor times itself", "d_v1 = d_o*v1; d_a1 = d_o*a1; d_a2 = d_o*a2",
              "own-factor swapped", "a1*v1 | a2*v2"),
    attention(SWAPPED, "the transposed keys", "s1 = (q1*k11 + q2*k21)/sqrt(2); s2 = (q1*k12 + q2*k22)/sqrt(2)",
              "neighbour",
              f"{SCORES} | q2*k12 | q1*k21"),
    attention(SWAPPED, "the transposed keys on the way back", "d_q1 = (d_s1*k11 + d_s2*k12)/sqrt(2); "
              "d_q2 = (d_s1*k21 + d_s2*k22)/sqrt(2)", "neighbour", f"{SCORES} | q2*k12 | q1*k21"),
    attention(SWAPPED, "the values exchanged", "o = a1*v2 + a2*v1", "neighbour", "a1*v1 | a2*v2"),
    attention(SWAPPED, "the values exchanged on the way back", "d_a1 = d_o*v2; d_a2 = d_o*v1", "neighbour",
              "a1*v1 | a2*v2"),
    attention(NOT_ADDED, "the second score alone", "d_q1 = d_s2*k21/sqrt(2); d_q2 = d_s2*k22/sqrt(2)", "not-added",
              "q1*k11 | q1*k21 | q2*k12 | q2*k22"),
    attention(NOT_ADDED, "the first score alone", "d_q1 = d_s1*k11/sqrt(2)", "not-added", "q1*k11 | q1*k21"),
    attention(EARLY, "the query for the gradient of its key", "d_k11 = q1/sqrt(2); d_k22 = q2/sqrt(2)", "no-upstream",
              SCORES),
    attention(EARLY, "the values alone", "d_a1 = v1; d_a2 = v2", "no-upstream", "a1*v1 | a2*v2"),
    attention(COPIED, "the weight for the gradient of its value", "d_v1 = a1; d_a1 = a1; d_a2 = a2", "copied", "",
              labels={"v1.grad": ("no-upstream", "a1*v1")}),
    attention(CHAIN, "the residual once more", "d_s1 = d_o*(d_a1*a1*(1 - a1) - d_a2*a1*a2); "
              "d_s2 = d_o*(d_a2*a2*(1 - a2) - d_a1*a1*a2)", "twice", ""),
    attention(SIGN, "a minus lost in the first score", "s1 = (q1*k11 - q2*k12)/sqrt(2)", "sign operation",
              f"{SCORES} | q2*k12"),
]  # fmt: skip

MISTAKES = [*SOFTMAXES, *BATCH_NORM, *MAX_POOL, *ATTENTION]
