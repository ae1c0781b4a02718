"""What holds for every test: no variable of whoever runs them changes what a command shows."""

from __future__ import annotations

import os

from hypothesis import settings

for variable in ("BACKPROP_DOT", "CLICOLOR", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR"):
    os.environ.pop(variable, None)

# Times depend on the machine and on whether coverage is measured, so they decide nothing.
settings.register_profile("backprop", deadline=None)
settings.load_profile("backprop")
