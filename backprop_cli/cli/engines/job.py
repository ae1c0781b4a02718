"""What every engine is asked to do, and what each of them says and writes in the same way."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import IO, TYPE_CHECKING, NamedTuple, cast

from ... import inert
from ...errors import BindingError
from ..tables import columns_of

if TYPE_CHECKING:
    from ...answers.batch import Batch, Total


class Job(NamedTuple):
    """A table to compute.

    Args:
        batch: what is computed for each row.
        table: where the rows are, `-` for standard input.
        form: their format.
        output: where they go, None for standard output.
        called: the columns of variables that are called otherwise.
        how: what becomes of all rows, "sum" or "mean"; None if each goes out.
        remote: where Spark is, None for what its own settings say.
    """

    batch: Batch
    table: str
    form: str
    output: str | None
    called: Mapping[str, str]
    how: str | None
    remote: str | None

    @property
    def added(self) -> list[str]:
        """What the columns with the numbers and the error are called."""
        from ...answers.extension import ERROR, VALUE

        return [VALUE, *[f"d_{name}" for name in self.batch.names], ERROR]

    def sources(self, columns: Sequence[str]) -> dict[str, str]:
        """The column of each variable that has one.

        Raises:
            UsageError: a column was named for what is no variable.
            BindingError: a variable has neither a column nor a value, or two columns; or a column would be lost.
        """
        clash = [name for name in self.added if name in columns]
        if clash:
            raise BindingError(
                f"the table has a column '{clash[0]}' already", hint="rename it, so that nothing is lost"
            )
        return columns_of(self.batch.variables, columns, self.batch.defaults, self.called)


def counted(rows: int, errors: int) -> int:
    """Tell how many rows there were, and how many without a number; the exit code."""
    sys.stdout.flush()
    sys.stderr.write(f"{rows:,} row{'s' * (rows != 1)}, {errors:,} error{'s' * (errors != 1)}\n")
    return 3 if errors else 0


def print_total(job: Job, total: Total) -> int:
    """Print the total of all rows; the exit code."""
    from ...files.numbers import json_number

    value, *gradients = [json_number(x) for x in total.result(averaged=job.how == "mean")]
    found = {
        "value": value,
        "gradients": dict(zip(job.batch.names, gradients, strict=True)),
        "rows": total.rows,
        "errors": total.errors,
    }
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return counted(total.rows, total.errors)


class _Shown:
    """A terminal, which takes no commands from the cells of a table."""

    def __init__(self, terminal: IO[str]) -> None:
        self._terminal = terminal

    def write(self, text: str) -> None:
        self._terminal.write(inert.lines(text))


class _ShownBytes(_Shown):
    """The same for who writes bytes."""

    def write(self, text: bytes) -> int:  # type: ignore[override] # the other one of two kinds of streams
        super().write(bytes(text).decode("utf-8", "replace"))
        return len(text)

    def flush(self) -> None:
        self._terminal.flush()


@contextmanager
def writing(path: str | None) -> Iterator[IO[str]]:
    """The output as a stream of text, which takes every byte that was read.

    Raises:
        FileError: it cannot be written.
    """
    if path is None:
        out = TextIOWrapper(sys.stdout.buffer, "utf-8", "surrogateescape", newline="", write_through=False)
        yield cast("IO[str]", _Shown(out)) if sys.stdout.isatty() else out
        out.flush()
        out.detach()
        return
    with writing_bytes(path) as binary, TextIOWrapper(binary, "utf-8", "surrogateescape", newline="") as stream:
        yield stream


@contextmanager
def writing_bytes(path: str | None) -> Iterator[IO[bytes]]:
    """The output as a stream of bytes.

    Raises:
        FileError: it cannot be written.
    """
    from ...files import written_whole

    if path is None:
        sys.stdout.flush()
        yield cast("IO[bytes]", _ShownBytes(sys.stdout)) if sys.stdout.isatty() else sys.stdout.buffer
        sys.stdout.flush()
        return
    with written_whole(path) as binary:
        yield binary
