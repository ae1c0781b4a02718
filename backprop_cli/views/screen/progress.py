"""A progress bar for what takes longer than a second, on a terminal."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import IO, TypeVar

from .terminal import console_for

T = TypeVar("T")

# Nothing is shown of work that takes less.
PATIENCE = 1.0


def tracked(items: Iterable[T], total: int | None, what: str, stream: IO[str]) -> Iterator[T]:
    """The items, with a progress bar while they are worked on.

    Args:
        items: what to work on.
        total: how many there are, None if nobody knows.
        what: what is done, in a word or two.
        stream: where the bar goes; nothing is written unless it is a terminal.
    """
    if not stream.isatty():
        yield from items
        return
    start = time.monotonic()
    iterator = iter(items)
    done = 0
    for item in iterator:
        yield item
        done += 1
        if time.monotonic() - start > PATIENCE:
            break
    yield from _with_bar(iterator, done, total, what, stream)


def _with_bar(items: Iterator[T], done: int, total: int | None, what: str, stream: IO[str]) -> Iterator[T]:
    """The rest of the items under a bar, which disappears at the end."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    first = next(items, None)
    if first is None:
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console_for(stream), transient=True) as progress:
        task = progress.add_task(what, total=total, completed=done)
        item: T | None = first
        while item is not None:
            yield item
            progress.advance(task)
            item = next(items, None)
