"""What can truly be said of a mistake, and the codes by which a marker says it.

A mistake is labelled with meanings; a marker is free in how it calls them. Codes that it does not have yet stand here
as they may be called: what is said by no code of the set is silent or wrong, but never right.
"""

from __future__ import annotations

# The codes for a number that was left out of a formula: a term of a sum, or a factor.
_LEFT_OUT = {"left-out", "missing-term", "missing-factor", "dropped-term", "dropped-factor"}

MEANINGS: dict[str, set[str]] = {
    # The chain rule, where one of its factors is missing, or there twice.
    "no-upstream": {"missing-upstream"},
    # Who passes a gradient on as it is hands in that of the node above.
    "no-local": {"missing-local", "swapped"},
    "twice": {"chain-twice", "upstream-twice", "local-twice"},
    "added": {"sum-for-product", "added-upstream"},
    # Branches.
    "not-added": {"overwritten-gradient", "missing-branch", "missing-path", "not-added"},
    "naive-order": {"naive-order"},
    "multiplied-paths": {"product-for-sum", "multiplied-branches"},
    "averaged": {"averaged-gradient", "averaged-branches"},
    # Signs.
    "sign": {"sign", "dropped-minus", "wrong-sign"},
    "residual": {"residual-reversed", "reversed-difference", "sign", "dropped-minus"},
    # Operands and neighbours.
    "own-factor": {"unswitched-mul"},
    "swapped": {"swapped"},
    "neighbour": {"swapped", "wrong-neighbour", "wrong-operand", "transposed"},
    "copied": {"forward-value"},
    # One operation taken for another.
    "product-for-sum": {"product-for-sum", "wrong-operation", "sum-as-product"},
    "sum-for-product": {"sum-for-product", "wrong-operation", "missing-local", "product-as-sum"},
    "operation": {"wrong-operation", "sign", "dropped-minus"},
    # Numbers that were left out of a formula, or put in.
    "left-out": _LEFT_OUT,
    "put-in": {"extra-term", "extra-factor", "put-in"},
    "factor": {*_LEFT_OUT, "wrong-factor", "extra-factor"},
    # Rules of single operations.
    "power-rule": {"power-rule"},
    "root": {"power-rule", *_LEFT_OUT, "missing-root", "skipped-function"},
    "quotient-rule": {"quotient-rule"},
    "function": {"wrong-function"},
    "input": {"derivative-of-input"},
    "squash": {"wrong-function", "derivative-of-input"},
    # Who skips an operation hands in what it was to be done to.
    "skipped": {*_LEFT_OUT, "skipped-function", "missing-function", "swapped"},
    "base": {"wrong-base", "wrong-function", "wrong-logarithm"},
    "degrees": {"degrees"},
    "softmax": {"softmax", "softmax-derivative", "softmax-diagonal", "softmax-normalisation", "softmax-normalization"},
    # Gates.
    "leaky": {"leaky-relu"},
    "blocked": {"blocked-relu"},
    "both": {"router-both"},
    "wrong-route": {"router-wrong", "wrong-route", "router-other"},
    "no-route": {"router-none", "blocked-router", "router-blocked"},
    "split": {"router-split", "split-gradient", "averaged-gradient"},
    "scaled-gate": {"gate-scaled", "router-scaled", "relu-scaled"},
    "rounded": {"rounded-early"},
}


def codes(means: str) -> set[str]:
    """The codes that say one of these meanings, which are written with spaces between them."""
    return {code for meaning in means.split() for code in MEANINGS[meaning]}
