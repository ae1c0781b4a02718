"""What holds for every test: no variable of whoever runs them changes what a command shows."""

from __future__ import annotations

import os

from hypothesis import settings

for variable in ("BACKPROP_DOT", "CLICOLOR", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR"):
    os.environ.pop(variable, None)

# Times depend on the machine and on whether coverage is measured, so they decide nothing. In CI the same change is
# always tested on the same examples; everybody else's runs go on searching.
settings.register_profile("backprop", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("backprop")
