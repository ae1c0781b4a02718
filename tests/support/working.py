"""A folder to work in, and an end to what takes too long."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def empty_folder() -> Iterator[Path]:
    """Make an empty folder the one at hand; it is gone afterwards."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


class TooLongError(Exception):
    """The alarm went off."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Interrupt what takes more of the processor's time than this, however much else the machine does."""

    def ring(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
