"""Runs the command line, in this process or as one of its own, and says what about a run is never right."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

PROGRAM = [sys.executable, "-m", "backprop_cli"]

# What the program may answer with, and the commands that may say that an answer is wrong.
CODES = (0, 1, 2, 3, 130)
MARKING = ("check", "grade")
# These show the text of users to a person; the other formats escape it by rules of their own.
SHOWN = ("table", "tree", "text")

# The variables that steer what is shown, which a run here does not inherit.
STEERING = ("BACKPROP_DOT", "BACKPROP_TRACEBACK", "CLICOLOR", "COLUMNS", "FORCE_COLOR", "LINES", "NO_COLOR")


class Done(NamedTuple):
    """What a run left: its exit code, what it wrote, and the seconds of the processor that it took.

    A process tells its megabytes, too, and both with those of the layout program that it runs.
    """

    code: int
    out: str
    err: str
    seconds: float = 0.0
    megabytes: float = 0.0


class _Memory(io.BytesIO):
    """A stream in memory that has a descriptor all the same: after an error the program turns it to the null device."""

    def fileno(self) -> int:
        return _SPARE


_SPARE = os.open(os.devnull, os.O_WRONLY)


@contextmanager
def streams(stdin: bytes) -> Iterator[Callable[[], tuple[str, str]]]:
    """Give the process streams in memory, of the kind that pipes have; what is yielded reads what was written."""
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = _Memory(), _Memory()

    def written() -> tuple[str, str]:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        # Bytes of a table that are no text go through `batch`.
        return out.getvalue().decode("utf-8", "surrogateescape"), err.getvalue().decode("utf-8")

    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, encoding="utf-8", errors="backslashreplace", write_through=True)
    try:
        yield written
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept


def in_process(*arguments: str, stdin: bytes = b"") -> Done:
    """Run the command line within this process: a thousand times faster than a process of its own."""
    from backprop_cli.cli import run

    with streams(stdin) as written:
        start = time.process_time()
        code = run(arguments)
        seconds = time.process_time() - start
        return Done(code, *written(), seconds)


# For a process in which lines are not to be counted. The counter takes memory, and holds a lock for which it waits for
# ever where a signal strikes while it has it: of a program that is interrupted, it would keep the end from coming.
UNMEASURED: Mapping[str, None] = {"COVERAGE_PROCESS_START": None, "COVERAGE_PROCESS_CONFIG": None}


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The environment without what steers, and with these changes; None takes a variable away."""
    kept = {name: value for name, value in os.environ.items() if name not in STEERING}
    wanted: dict[str, str | None] = {**kept, "PYTHONUTF8": "1", **(changes or {})}
    return {name: value for name, value in wanted.items() if value is not None}


def start(*arguments: str, megabytes: int = 4000, **options: Any) -> subprocess.Popen[bytes]:
    """The program as a process whose streams are pipes, if `options` say nothing else.

    It may take so many megabytes where the system can limit that, so that no test can take all the memory there is.
    """
    import resource

    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    options["env"] = environment(options.pop("env", None))
    process = subprocess.Popen([*PROGRAM, *arguments], **(pipes | options))
    if hasattr(resource, "prlimit"):
        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    return process


def as_process(*arguments: str, seconds: float = 60, megabytes: int = 4000, **options: Any) -> Done:
    """Run the program in a process of its own and measure it; the code is -9 if it takes longer than `seconds`."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begin = time.perf_counter()
        process = start(*arguments, megabytes=megabytes, **({"stdout": out, "stderr": err} | options))
        used, most = _waited(process, begin + seconds)
        texts = [_content(stream) for stream in (out, err)]
    return Done(process.returncode, *texts, used.ru_utime + used.ru_stime, most)


def _waited(process: subprocess.Popen[bytes], until: float) -> tuple[Any, float]:
    """What the process used when it has ended, which is by force if it has not until then, and its megabytes."""
    most = 0.0
    while True:
        most = max(most, _megabytes(process.pid))
        found, status, used = os.wait4(process.pid, os.WNOHANG)
        if found:
            process.returncode = os.waitstatus_to_exitcode(status)
            return used, most or used.ru_maxrss / 1024
        if time.perf_counter() > until:
            process.kill()
            until = float("inf")
        time.sleep(0.002)


def _megabytes(pid: int) -> float:
    """The largest memory so far of a process or of one that it has started; 0 where the system does not tell.

    The figure that a process leaves when it ends is of no use: it includes the memory of whoever started it.
    """
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return 0.0
    own = re.search(r"VmHWM:\s*(\d+) kB", status)
    return max([int(own[1]) / 1024 if own else 0.0, *[_megabytes(int(child)) for child in children]])


def _content(stream: Any) -> str:
    stream.seek(0)
    text: str = stream.read().decode("utf-8", "backslashreplace")
    return text


def escapes(done: Done, arguments: Sequence[str]) -> list[str]:
    """What is never right about a run, whatever was asked: at most one thing of each kind."""
    command = arguments[0] if arguments else ""
    found = []
    if done.code not in CODES or (done.code == 1 and command not in MARKING):
        found.append(f"exit code {done.code} from {command}")
    if "Traceback (most recent call last)" in done.err:
        found.append(f"a traceback: {last_line(done.err)}")
    raw = control_characters(done.err)
    if command not in ("graph", "diff", "batch") and _format(arguments) in SHOWN:
        raw += control_characters(done.out)
    if raw:
        found.append(f"U+{ord(raw[0]):04X} reaches the terminal from {command}")
    return found


def last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def _format(arguments: Sequence[str]) -> str:
    """The format that is asked for by `--format` or `--report`, as far as Click would read it there."""
    found = "table"
    for option, value in zip(arguments, [*arguments[1:], ""], strict=True):
        name, sign, attached = option.partition("=")
        if len(name) > 4 and ("--format".startswith(name) or "--report".startswith(name)):
            found = attached if sign else value
    return found


def control_characters(text: str) -> str:
    """The characters of a text that steer a terminal, turn the direction of writing, or cannot be seen."""
    return "".join(_STEERING.findall(text))


# The joiners U+200C and U+200D belong to the writing of some languages.
_STEERING = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
