"""A process that works for this one: its memory and its time are limited, and it ends when this one does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

# Far above what the largest picture takes that is drawn at all.
SECONDS, MEGABYTES = 300, 4_000

# The signal that Linux sends to a process when its parent is gone, and the call that asks for one.
_KILL, _SIGNAL_AT_DEATH_OF_PARENT = 9, 1


def run(command: Sequence[str], source: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run a program on a text, and return what it wrote.

    Raises:
        OSError: it does not run.
        subprocess.TimeoutExpired: it took too long.
    """
    # On Windows, do not flash a console window.
    options: dict[str, Any] = {"creationflags": getattr(subprocess, "CREATE_NO_WINDOW", 0)}
    if os.name == "posix":
        options = {"preexec_fn": _bounds()}
    return subprocess.run(command, input=source, capture_output=True, check=False, timeout=SECONDS, **options)


def _bounds() -> Callable[[], None]:
    """What a process does to itself before it becomes another program; nothing is imported so late."""
    import resource

    parent = os.getpid()
    call = _process_control()
    limits = ((resource.RLIMIT_AS, MEGABYTES << 20), (resource.RLIMIT_CPU, SECONDS))

    def bound() -> None:
        for what, most in limits:
            with suppress(ValueError, OSError):
                hard = resource.getrlimit(what)[1]
                resource.setrlimit(what, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard), hard))
        if call is not None:
            call(_SIGNAL_AT_DEATH_OF_PARENT, _KILL)
            if os.getppid() != parent:
                os._exit(1)

    return bound


def _process_control() -> Callable[[int, int], int] | None:
    """`prctl` of the C library, by which Linux lets a process ask for a signal; None elsewhere."""
    if sys.platform != "linux":
        return None
    import ctypes

    try:
        found: Callable[[int, int], int] = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    return found
