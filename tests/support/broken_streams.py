"""Streams, signals, environments and bytes that go wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from .going_wrong import WRITTEN, Works, complaints, ended
from .running import CODES, PROGRAM, UNMEASURED, Done, as_process, environment, start


def full_disk(random: Random, works: Works) -> list[str]:
    """Standard output and standard error on a device that is always full."""
    found = []
    for what, arguments in works.items():
        with open("/dev/full", "wb") as full:
            found += complaints(f"{what} to a full disk", as_process(*arguments, stdout=full), arguments, [2])
    with open("/dev/full", "wb") as full:
        found += complaints("an error to a full disk", as_process("eval", "x", stderr=full), ("eval",), [2])
    return found


def closed_pipe(random: Random, works: Works) -> list[str]:
    """A reader that leaves before anything is written, or after a line."""
    found = []
    for what, arguments in works.items():
        for lines in (0, 1):
            with start(*arguments) as process:
                assert process.stdout
                assert process.stderr
                for _ in range(lines):
                    process.stdout.readline()
                process.stdout.close()
                err = process.stderr.read().decode()
            done = Done(process.returncode, "", err)
            found += complaints(f"{what}, reader leaves after {lines} lines", done, arguments, [0, 1])
            if "error" in err:
                found.append(f"{what}, reader leaves after {lines} lines: not quiet: {err[:60]!r}")
    return found


def closed_streams(random: Random, works: Works) -> list[str]:
    """Streams that are closed before the start, each and several of them."""
    found = []
    for closing, codes in {"<&-": [0, 1], ">&-": [2], "2>&-": [0, 1], ">&- 2>&-": [2], "<&- >&- 2>&-": [2]}.items():
        for what, arguments in works.items():
            done = in_shell(closing, arguments)
            found += complaints(f"{what} with {closing}", done, arguments, codes)
    done = in_shell("<&-", ("eval", "-", "x=1"))
    return found + complaints("standard input that is closed", done, ("eval", "-", "x=1"), [2])


def in_shell(redirections: str, arguments: Sequence[str]) -> Done:
    """Run the program with the redirections of a shell."""
    script = f'exec "$@" {redirections}'
    done = subprocess.run(
        ["sh", "-c", script, "sh", *PROGRAM, *arguments],
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode("utf-8", "backslashreplace"))


def signals(random: Random, works: Works) -> list[str]:
    """Ctrl-C and SIGTERM at random moments: the end is quiet, and a file is whole or not there."""
    found = []
    _, usual = _of_its_own(None)
    whole = Path("out.dot").read_bytes()
    for _ in range(5 * len(works)):
        sent = random.choice([signal.SIGINT, signal.SIGTERM])
        Path("out.dot").unlink(missing_ok=True)
        after = usual * random.uniform(0, 1.1)
        done, _ = _of_its_own(sent, after)
        found += _interrupted(sent, done, whole, f"after {after / usual:.0%} of the time")
    return list(dict.fromkeys(found))


def _of_its_own(sent: signal.Signals | None, after: float = 0) -> tuple[Done, float]:
    """How the program ends, with the seconds it took from where its own code begins, and where it is sent a signal.

    What Python says of Ctrl-C while it starts up is its own: the program says when it has begun, and the signal is
    sent so long after.
    """
    arguments = ["backprop", *WRITTEN["out.dot"], "-o", "out.dot"]
    code = f"import os, sys; sys.argv = {arguments}; from backprop_cli.__main__ import main; os.write(1, b'!'); main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(UNMEASURED)
    )
    assert process.stdout
    process.stdout.read(1)
    begun = time.perf_counter()
    if sent is not None:
        time.sleep(after)
        process.send_signal(sent)
    return ended(process), time.perf_counter() - begun


def terminated_while_it_writes(random: Random, works: Works) -> list[str]:
    """SIGTERM while a file is put in its place: nothing partial is left."""
    Path("target").mkdir()
    arguments = ["backprop", "graph", "x", "x=1", "-o", "target/out.dot"]
    # The last step of the writing takes so long that the signal surely comes before its end.
    code = f"import os, sys, time; os.replace = lambda *_: time.sleep(30); sys.argv = {arguments}\n"
    code += "from backprop_cli.__main__ import main; main()"
    process = subprocess.Popen([sys.executable, "-c", code], env=environment(UNMEASURED))
    while process.poll() is None and not os.listdir("target"):
        time.sleep(0.01)
    process.terminate()
    process.wait(60)
    rest = [name for name in os.listdir("target") if name != "out.dot"]
    return [f"SIGTERM while it writes: {rest[0]} is left"] if rest else []


def _interrupted(sent: signal.Signals, done: Done, whole: bytes, when: str) -> list[str]:
    found = []
    allowed = (0, 130) if sent == signal.SIGINT else (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    if done.code not in allowed or done.err:
        found.append(f"{sent.name} {when}: code {done.code}, {done.err.strip().rpartition(chr(10))[2][:60]!r}")
    if Path("out.dot").exists() and Path("out.dot").read_bytes() != whole:
        found.append(f"{sent.name} {when}: half a file")
    return found


def bare_environments(random: Random, works: Works) -> list[str]:
    """Environments without a home, a path, a terminal or UTF-8; 20 columns; and a terminal that is none."""
    found = []
    for changes in (
        {"HOME": None, "PATH": None, "TERM": None, "LANG": None}, {"COLUMNS": "20"}, {"COLUMNS": "0"}, {"COLUMNS": "x"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"}, {"TERM": "dumb"}, {"TMPDIR": "/nowhere"},
        {"BACKPROP_DOT": "/nowhere"}, {"BACKPROP_DOT": "/bin/false"}, {"BACKPROP_DOT": "/bin/echo"},
    ):  # fmt: skip
        for what, arguments in works.items():
            codes = [0, 1, 2] if "BACKPROP_DOT" in changes and what == "SVG" else [0, 1]
            done = as_process(*arguments, env=changes)
            found += complaints(f"{what} with {changes}", done, arguments, codes)
    return found


def strange_bytes(random: Random, works: Works) -> list[str]:
    """Bytes that are no text: in expressions, files, standard input and names of files."""
    found = []
    strange = [b"\xff", b"x\x00", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbfx", b"x\xff=1", "α".encode("utf-16")]
    for raw in strange[: len(works)]:
        for name in ("model.bad", "bad.json", "bad.toml", "bad.csv"):
            Path(name).write_bytes(raw)
        runs: list[tuple[bytes | None, tuple[str, ...]]] = [
            (None, ("eval", "-f", "model.bad", "x=1")), (None, ("eval", "x", "-b", "bad.json")),
            (None, ("eval", "x", "-b", "bad.toml")), (None, ("grade", "key.toml", "bad.csv")),
            (None, ("grade", "bad.toml", "class.csv")), (raw, ("eval", "-", "x=1")),
        ]  # fmt: skip
        if b"\x00" not in raw:
            text = os.fsdecode(raw)
            runs += [(None, ("eval", text, "x=1")), (None, ("eval", "x", f"{text}=1")), (None, ("eval", "-f", text))]
        for stdin, arguments in runs:
            done = ended(start(*arguments, stdin=subprocess.PIPE), stdin)
            found += complaints(f"{raw!r}", done, arguments, CODES)
    return found
