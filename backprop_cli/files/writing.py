"""Writing files, which appear whole or not at all."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import IO

from ..errors import FileError

# What stands for a descriptor of the process at hand, and by how many links it may be called.
STREAMS = ("stdin", "stdout", "stderr")
_DESCRIPTOR = re.compile(rf"(?:/dev|/proc/self)/fd/([0-9]{{1,9}})|/dev/({'|'.join(STREAMS)})")
MOST_LINKS = 8


def same_file(one: str, other: str) -> bool:
    """Whether two paths lead to the same file, by whatever links; what is not there is no file."""
    return os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)


def write_file(path: str, content: bytes) -> None:
    """Write a file so that it appears whole or not at all, as `written_whole` does.

    Raises:
        FileError: it cannot be written.
        BrokenPipeError: it is a pipe, and its reader has left.
    """
    with written_whole(path) as file:
        file.write(content)


@contextmanager
def written_whole(path: str) -> Iterator[IO[bytes]]:
    """A file to write to, which appears whole at the end, or not at all where something fails before.

    What is no file is written to and never replaced: a device, a named pipe, and what `/dev/stdout` or `/dev/fd/3`
    stands for, also where that is a file, of which the shell may have written a part.

    Raises:
        FileError: it cannot be written.
        BrokenPipeError: it is a pipe, and its reader has left.
    """
    try:
        with _target(path) as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"cannot write '{path}': {reason}", hint="choose another place with -o") from None


def _target(path: str) -> AbstractContextManager[IO[bytes]]:
    descriptor = _descriptor(path)
    if descriptor is not None:
        return _open_descriptor(descriptor)
    target = os.path.realpath(path)
    _require_place(path, target)
    if os.path.exists(target) and not os.path.isfile(target):
        return open(target, "wb")
    return _replaced(target)


def require_folder(path: str) -> None:
    """Make a folder, if it is not there; the one that it is in has to be.

    Raises:
        FileError: it is something else, or cannot be made.
    """
    if os.path.isdir(path):
        return
    try:
        os.mkdir(path)
    except OSError as error:
        reason = "it is a file" if os.path.exists(path) else (error.strerror or str(error)).lower()
        raise FileError(f"cannot write into '{path}': {reason}", hint="give the name of a folder with -o") from None


def _descriptor(path: str) -> int | None:
    """The descriptor of this process that a path stands for, by whatever links; None for any other path."""
    for _ in range(MOST_LINKS if os.name == "posix" else 0):
        if found := _DESCRIPTOR.fullmatch(path):
            return STREAMS.index(found[2]) if found[2] else int(found[1])
        if not os.path.islink(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    return None


def _open_descriptor(descriptor: int) -> IO[bytes]:
    """An open descriptor, to write behind what was written to it before."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return open(descriptor, "wb", closefd=False)


def _require_place(path: str, target: str) -> None:
    folder = os.path.dirname(target)
    if os.path.isdir(target) or not os.path.basename(path):
        raise FileError(f"cannot write '{path}': it is a folder", hint="give the name of a file")
    if not os.path.isdir(folder):
        shown = os.path.dirname(path) or folder
        raise FileError(f"cannot write '{path}': there is no folder '{shown}'", hint="create the folder first")
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise FileError(f"cannot write '{path}': it is read-only", hint="choose another place with -o")


@contextmanager
def _replaced(target: str) -> Iterator[IO[bytes]]:
    """Write beside the file and put the result in its place, which is one step for whoever looks at it."""
    temporary = os.path.join(os.path.dirname(target), f".backprop-{os.getpid()}-{time.monotonic_ns()}")
    with _removed_at_an_end(temporary):
        with open(temporary, "xb") as file:
            yield file
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o777)
        os.replace(temporary, target)


@contextmanager
def _removed_at_an_end(path: str) -> Iterator[None]:
    """Remove a file where the work on it does not come to its end, also by a signal to terminate."""
    import signal
    import threading

    def terminated(number: int, frame: object) -> None:
        with suppress(OSError):
            os.unlink(path)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    # Only the main thread may listen to signals, and whoever imports the package may do so already.
    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, terminated)
    try:
        yield
    except BaseException:
        with suppress(OSError):
            os.unlink(path)
        raise
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
