"""The other spellings of the signs, and the signs that stand for a function."""

from __future__ import annotations

SIGNS = {
    **dict.fromkeys("−–‒‐‑﹣－", "-"),
    **dict.fromkeys([*"×·⋅∙•∗", ".*"], "*"),
    **dict.fromkeys([*"÷∕⁄", "./"], "/"),
    **dict.fromkeys(["**", ".^"], "^"),
}

# Signs before an operand, and around one.
ROOTS = {"√": "sqrt", "∛": "cbrt"}
FENCES = {"|": "abs", "⌊": "floor", "⌈": "ceil"}
CLOSINGS = {"|": "|", "⌊": "⌋", "⌈": "⌉"}

MISSING = "a sign is missing between two factors"

# Digits that stand as an exponent.
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

# How a number begins. A factor that begins so needs a sign before it.
DIGITS = "0123456789."
FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
UNCLEAR = DIGITS + FRACTIONS
