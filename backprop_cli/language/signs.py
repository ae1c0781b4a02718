"""The other spellings of the signs."""

from __future__ import annotations

SIGNS = {"−": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "**": "^"}
