"""What holds for every test: no variable of whoever runs them changes what a command shows, and Ctrl-C is heard."""

from __future__ import annotations

import os
import signal

from hypothesis import settings

for variable in ("BACKPROP_DOT", "CLICOLOR", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR"):
    os.environ.pop(variable, None)

# A shell that has put the tests into the background has them ignore Ctrl-C, which what they start would inherit.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Times depend on the machine and on whether coverage is measured, so they decide nothing. In CI the same change is
# always tested on the same examples; everybody else's runs go on searching.
settings.register_profile("backprop", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("backprop")
