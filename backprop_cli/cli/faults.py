"""A fault of the program itself, or a lack of memory: one line, and the traceback only for those who ask for it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from ..errors import FaultError, fault_of
from ..inert import printable


def report(error: Exception) -> int:
    """Tell of an exception that no part of the program expects, and return the exit code."""
    fault = fault_of(error)
    show_traceback(fault)
    with suppress(OSError):
        sys.stderr.write(f"error: {printable(str(fault))}\n")
    return fault.exit_code


def show_traceback(fault: FaultError) -> None:
    """Write the traceback of what became a fault to standard error, if it is asked for."""
    if os.environ.get("BACKPROP_TRACEBACK"):
        from traceback import print_exception

        print_exception(fault.__cause__)
