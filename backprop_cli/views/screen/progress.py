"""A progress bar for what takes longer than a second, on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, TypeVar

from .terminal import console_for

if TYPE_CHECKING:
    from rich.progress import Progress

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


@contextmanager
def counting(what: str, stream: IO[str]) -> Iterator[Callable[[int], None]]:
    """A function that is told of further items, whose number is shown while they are worked on.

    Args:
        what: what is done, in a word or two.
        stream: where it is shown; nothing is written unless it is a terminal.
    """
    if not stream.isatty():
        yield lambda count: None
        return
    start = time.monotonic()
    progress = _bar(stream)
    task = progress.add_task(what, total=None)

    def more(count: int) -> None:
        progress.advance(task, count)
        if time.monotonic() - start > PATIENCE:
            progress.start()

    try:
        yield more
    finally:
        progress.stop()


def _bar(stream: IO[str]) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console_for(stream), transient=True)


def _with_bar(items: Iterator[T], done: int, total: int | None, what: str, stream: IO[str]) -> Iterator[T]:
    """The rest of the items under a bar, which disappears at the end."""
    first = next(items, None)
    if first is None:
        return
    with _bar(stream) as progress:
        task = progress.add_task(what, total=total, completed=done)
        item: T | None = first
        while item is not None:
            yield item
            progress.advance(task)
            item = next(items, None)
