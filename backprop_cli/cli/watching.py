"""`--watch`: a command again, whenever one of the files that it reads has changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from time import strftime
from typing import Any

import click

from ..errors import BackpropError, UsageError

# Changes of so many milliseconds are one; and so often it is looked for what no system tells of, as on a shared disk.
STEP, TIMEOUT = 50, 1000


def repeated(context: click.Context, run: Callable[[], object]) -> None:
    """Run a command now, and again whenever its files have changed; an error is shown and ends nothing.

    Raises:
        UsageError: there is no file to watch, or the library that does is not installed.
        KeyboardInterrupt: the only end.
    """
    files = _files(context)
    seen: object = None
    for _ in chain([None], _changes(files)):
        found = [_state(file) for file in files]
        if found != seen:
            seen = found
            _show(run, files)


def _files(context: click.Context) -> Sequence[str]:
    path = context.params["path"]
    if path in (None, "-"):
        raise UsageError("--watch needs a file", hint="write the expression into one, and give it with -f")
    return [path, *context.params["binding_files"]]


def _changes(files: Sequence[str]) -> Iterator[Any]:
    """Something, whenever there may be a change in the folders of the files: editors put a new file in an old place."""
    try:
        from watchfiles import watch
    except ImportError:
        raise UsageError(
            "changes are noticed by watchfiles", hint="install it: pip install 'backprop-cli[watch]'"
        ) from None
    folders = {os.path.dirname(os.path.abspath(file)) for file in files}
    return watch(
        *filter(os.path.isdir, folders), watch_filter=None, step=STEP, debounce=2 * STEP, rust_timeout=TIMEOUT,
        yield_on_timeout=True, recursive=False,
    )  # fmt: skip


def _state(file: str) -> tuple[int, ...]:
    """What is another one after a change."""
    try:
        found = os.stat(file)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _show(run: Callable[[], object], files: Sequence[str]) -> None:
    from ..views.screen.diagnostic import print_errors, print_note

    if sys.stdout.isatty():
        click.clear()
    try:
        run()
    except BackpropError as error:
        sys.stdout.flush()
        print_errors(error, sys.stderr)
    sys.stdout.flush()
    if sys.stderr.isatty():
        print_note(f"{strftime('%H:%M:%S')}, watching {', '.join(files)} until Ctrl-C", sys.stderr)
