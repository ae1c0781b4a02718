"""Mistakes in the losses over several samples, and numbers that were rounded on the way."""

from __future__ import annotations

from functools import partial

from .calculator import decimals, digits
from .mistake import (
    CHAIN,
    COPIED,
    EARLY,
    EXPLOG,
    LEFT_OUT,
    NOT_ADDED,
    POWER,
    QUOTIENT,
    RESIDUAL,
    ROUNDED,
    SIGN,
    SQUASH,
    SWAPPED,
    Mistake,
)

ridge = partial(Mistake, "ridge")
logistic = partial(Mistake, "logistic")

SQUARES = "r1^2 | r2^2 | r3^2"
MEAN = f"{SQUARES} | r1^2 + r2^2 + r3^2 | (r1^2 + r2^2 + r3^2)/3"
RESIDUALS = "w*x1 + b - y1 | w*x2 + b - y2 | w*x3 + b - y3"
USES_OF_W = "w*x1 | w*x2 | w*x3 | w^2"
USES_OF_B = "w*x1 + b | w*x2 + b | w*x3 + b"

RIDGE = [
    ridge(LEFT_OUT, "the sum for the mean", "mse = r1**2 + r2**2 + r3**2", "left-out", MEAN),
    ridge(LEFT_OUT, "1/3 forgotten on the way back", "d_r1 = 2*r1; d_r2 = 2*r2; d_r3 = 2*r3",
          "left-out no-local", MEAN),
    ridge(LEFT_OUT, "the penalty forgotten", "d_w = d_r1*x1 + d_r2*x2 + d_r3*x3", "left-out not-added",
          "w^2 | lam*w^2"),
    ridge(LEFT_OUT, "lambda forgotten", "d_w = d_r1*x1 + d_r2*x2 + d_r3*x3 + 2*w",
          "left-out no-local no-upstream", "lam*w^2 | w^2"),
    ridge(LEFT_OUT, "lambda forgotten in the penalty", "reg = w**2", "left-out", "lam*w^2"),
    ridge(LEFT_OUT, "the penalty forgotten in the loss", "L = mse", "left-out skipped", "mse + reg"),
    ridge(LEFT_OUT, "the bias forgotten", "r1 = w*x1 - y1; r2 = w*x2 - y2; r3 = w*x3 - y3", "left-out", "b"),
    ridge(LEFT_OUT, "1/(2n)", "mse = (r1**2 + r2**2 + r3**2)/6; d_r1 = r1/3; d_r2 = r2/3; d_r3 = r3/3", "factor put-in",
          MEAN, labels=dict.fromkeys(("r1.grad", "r2.grad", "r3.grad"), ("factor put-in power-rule", MEAN))),
    ridge(LEFT_OUT, "the bias punished, too", "d_b = d_r1 + d_r2 + d_r3 + 2*lam*b", "put-in"),
    ridge(POWER, "the 2 of the penalty forgotten", "d_w = d_r1*x1 + d_r2*x2 + d_r3*x3 + lam*w", "power-rule", "w^2"),
    ridge(POWER, "the 2 of the residuals forgotten", "d_r1 = r1/3; d_r2 = r2/3; d_r3 = r3/3", "power-rule", SQUARES),
    ridge(POWER, "the penalty not squared", "reg = lam*w", "power-rule skipped", "w^2"),
    ridge(POWER, "2*w to lambda", "d_lam = 2*w", "power-rule function", "lam*w^2 | w^2"),
    ridge(POWER, "the square of the sum", "mse = (r1 + r2 + r3)**2/3", "power-rule operation", MEAN),
    ridge(RESIDUAL, "y - f", "r1 = y1 - w*x1 - b; r2 = y2 - w*x2 - b; r3 = y3 - w*x3 - b", "residual", RESIDUALS),
    ridge(RESIDUAL, "y - f on the way back", "d_r1 = -2*r1/3; d_r2 = -2*r2/3; d_r3 = -2*r3/3", "residual", MEAN),
    ridge(RESIDUAL, "y - f on the way back, at the first sample", "d_r1 = -2*r1/3", "residual", MEAN),
    ridge(NOT_ADDED, "the first sample alone", "d_b = d_r1", "not-added", USES_OF_B),
    ridge(NOT_ADDED, "the last sample alone", "d_b = d_r3; d_w = d_r3*x3 + 2*lam*w", "not-added",
          f"{USES_OF_B} | {USES_OF_W}"),
    ridge(NOT_ADDED, "the second sample forgotten", "d_w = d_r1*x1 + d_r3*x3 + 2*lam*w", "not-added left-out", "w*x2"),
    ridge(NOT_ADDED, "the penalty alone", "d_w = 2*lam*w", "not-added", USES_OF_W),
    ridge(SIGN, "the penalty subtracted", "L = mse - reg", "operation", "mse + reg"),
    ridge(SIGN, "minus two times 0.7 as 1.4", "r3 = -w*x3 + b - y3", "sign operation", "w*x3"),
    ridge(SIGN, "the target added", "r2 = w*x2 + b + y2", "operation", "w*x2 + b - y2"),
    ridge(COPIED, "the penalty itself", "d_lam = lam*w**2", "copied twice", "lam*w^2"),
    ridge(COPIED, "the residuals themselves", "d_r1 = r1; d_r2 = r2; d_r3 = r3", "copied"),
    ridge(EARLY, "1 for each sample", "d_b = 3", "no-upstream", USES_OF_B),
    ridge(EARLY, "the inputs summed", "d_w = x1 + x2 + x3 + 2*lam*w", "no-upstream", USES_OF_W),
    ridge(SWAPPED, "the inputs shifted by one", "d_w = d_r1*x2 + d_r2*x3 + d_r3*x1 + 2*lam*w", "neighbour", USES_OF_W),
    ridge(SWAPPED, "w for x", "d_w = d_r1*w + d_r2*w + d_r3*w + 2*lam*w", "own-factor", USES_OF_W),
    ridge(SWAPPED, "the targets of the first two exchanged", "r1 = w*x1 + b - y2; r2 = w*x2 + b - y1",
          "neighbour", RESIDUALS),
    ridge(CHAIN, "the residual once more", "d_w = d_r1*r1*x1 + d_r2*r2*x2 + d_r3*r3*x3 + 2*lam*w", "twice", ""),
]  # fmt: skip

GATES = "sigmoid(z1) | sigmoid(z2) | sigmoid(z3)"
LOGS = "log(p1) | log(1 - p2) | log(p3)"
LOSS = "log(p1) + log(1 - p2) + log(p3) | (log(p1) + log(1 - p2) + log(p3))/3"

LOGISTIC = [
    logistic(LEFT_OUT, "the sum for the mean", "L = -(log(p1) + log(1 - p2) + log(p3))", "left-out", LOSS),
    logistic(LEFT_OUT, "1/3 forgotten on the way back", "d_p1 = -1/p1; d_p2 = 1/(1 - p2); d_p3 = -1/p3",
             "left-out no-local", f"{LOSS} | -(log(p1) + log(1 - p2) + log(p3))/3"),
    logistic(LEFT_OUT, "the bias left out", "z1 = w*x1; z2 = w*x2; z3 = w*x3", "left-out", "b"),
    logistic(LEFT_OUT, "log(p2) for log(1 - p2)", "L = -(log(p1) + log(p2) + log(p3))/3",
             "left-out skipped neighbour", "1 - p2 | log(1 - p2)"),
    logistic(LEFT_OUT, "the second sample left out", "L = -(log(p1) + log(p3))/3", "left-out", "log(1 - p2)"),
    logistic(SIGN, "the minus forgotten", "L = (log(p1) + log(1 - p2) + log(p3))/3", "sign", ""),
    logistic(SIGN, "the minus forgotten on the way back", "d_p1 = 1/(3*p1); d_p2 = -1/(3*(1 - p2)); d_p3 = 1/(3*p3)",
             "sign", ""),
    logistic(SIGN, "the inner minus forgotten", "d_p2 = -1/(3*(1 - p2))", "sign no-local", "1 - p2"),
    logistic(RESIDUAL, "y - p", "d_z1 = (1 - p1)/3; d_z2 = -p2/3; d_z3 = (1 - p3)/3", "residual", ""),
    logistic(RESIDUAL, "p - 1 for a sample of class 0", "d_z2 = (p2 - 1)/3", "neighbour residual", ""),
    logistic(SQUASH, "p for p*(1 - p)", "d_z1 = d_p1*p1; d_z2 = d_p2*p2; d_z3 = d_p3*p3", "squash", GATES),
    logistic(SQUASH, "1 - p for p*(1 - p)", "d_z1 = d_p1*(1 - p1); d_z2 = d_p2*(1 - p2); d_z3 = d_p3*(1 - p3)",
             "squash", GATES),
    logistic(SQUASH, "the derivative of tanh",
             "d_z1 = d_p1*(1 - p1**2); d_z2 = d_p2*(1 - p2**2); d_z3 = d_p3*(1 - p3**2)",
             "squash", GATES),
    logistic(SQUASH, "z*(1 - z)", "d_z1 = d_p1*z1*(1 - z1)", "squash", "sigmoid(z1)"),
    logistic(SQUASH, "exp(z) for exp(-z)", "p1 = sigmoid(-z1); p2 = sigmoid(-z2); p3 = sigmoid(-z3)",
             "sign function", GATES),
    logistic(SQUASH, "tanh for sigmoid", "p1 = tanh(z1)", "function", "sigmoid(z1)"),
    logistic(QUOTIENT, "p squared", "d_p1 = -1/(3*p1**2); d_p3 = -1/(3*p3**2)", "function quotient-rule",
             "log(p1) | log(p3)"),
    logistic(QUOTIENT, "p not under the line", "d_p1 = -p1/3; d_p3 = -p3/3", "function quotient-rule",
             "log(p1) | log(p3)"),
    logistic(EXPLOG, "the logarithm to base 10", "L = -(log10(p1) + log10(1 - p2) + log10(p3))/3", "base", LOGS),
    logistic(EXPLOG, "the logarithm to base 2, both ways", "L = -(log2(p1) + log2(1 - p2) + log2(p3))/3; "
             "d_p1 = -1/(3*p1*log(2)); d_p2 = 1/(3*(1 - p2)*log(2)); d_p3 = -1/(3*p3*log(2))", "base", LOGS),
    logistic(EXPLOG, "the derivative of log as log", "d_p1 = -log(p1)/3; d_p3 = -log(p3)/3", "function",
             "log(p1) | log(p3)"),
    logistic(NOT_ADDED, "the last sample alone", "d_w = d_z3*x3; d_b = d_z3", "not-added",
             f"{USES_OF_B} | w*x1 | w*x2 | w*x3"),
    logistic(NOT_ADDED, "the first sample alone", "d_b = d_z1", "not-added", USES_OF_B),
    logistic(NOT_ADDED, "the last sample forgotten", "d_w = d_z1*x1 + d_z2*x2", "not-added left-out", "w*x3"),
    logistic(NOT_ADDED, "the mean once more", "d_w = (d_z1*x1 + d_z2*x2 + d_z3*x3)/3; d_b = (d_z1 + d_z2 + d_z3)/3",
             "averaged twice", ""),
    logistic(EARLY, "p*(1 - p) alone", "d_z1 = p1*(1 - p1); d_z2 = p2*(1 - p2); d_z3 = p3*(1 - p3)",
             "no-upstream", GATES),
    logistic(EARLY, "the sigmoid passed over", "d_z1 = d_p1; d_z2 = d_p2; d_z3 = d_p3", "no-local", GATES),
    logistic(EARLY, "w alone", "d_x2 = w", "no-upstream", "w*x2"),
    logistic(CHAIN, "the sigmoid once more",
             "d_z1 = (p1 - 1)*p1*(1 - p1)/3; d_z2 = p2*p2*(1 - p2)/3; d_z3 = (p3 - 1)*p3*(1 - p3)/3",
             "twice", ""),
    logistic(SWAPPED, "the inputs shifted by one", "d_w = d_z1*x2 + d_z2*x3 + d_z3*x1", "neighbour",
             "w*x1 | w*x2 | w*x3"),
    logistic(SWAPPED, "the factor times itself", "d_x2 = d_z2*x2", "own-factor", "w*x2"),
    logistic(SWAPPED, "the first input twice", "z2 = w*x1 + b", "neighbour", "w*x2 | sigmoid(z1)"),
    logistic(COPIED, "the data of p", "d_p1 = p1; d_p2 = p2; d_p3 = p3", "copied"),
]  # fmt: skip


def rounded(problem: str, done: str, rounding) -> Mistake:
    return Mistake(problem, ROUNDED, done, "", "rounded", rounding=rounding)


ROUNDINGS = [
    rounded("neuron", "to one decimal", decimals(1)),
    rounded("sigmoid-circuit", "to one decimal", decimals(1)),
    rounded("decay", "to two digits", digits(2)),
    rounded("softmax", "to one digit", digits(1)),
    rounded("batch-norm", "to two digits", digits(2)),
    rounded("lstm", "to one decimal", decimals(1)),
    rounded("rnn", "to two digits", digits(2)),
    rounded("attention", "to one decimal", decimals(1)),
    rounded("logistic", "to two decimals", decimals(2)),
]

MISTAKES = [*RIDGE, *LOGISTIC, *ROUNDINGS]
