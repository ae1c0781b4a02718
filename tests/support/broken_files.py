"""Files and file systems that go wrong: full, locked, gone, or no files."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

from .going_wrong import BEFORE, WRITTEN, Works, complaints, ended
from .running import Done, as_process, start


@contextmanager
def file_system(kilobytes: int) -> Iterator[Path | None]:
    """A small file system in the folder at hand; None where none can be mounted."""
    folder = Path("small")
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", "small"]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        print("    no file system can be mounted here: left out")
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "small"], check=True)


def full_file_system(random: Random, works: Works) -> list[str]:
    """A file on a file system that is full: what stood there before stays."""
    found = []
    with file_system(64) as folder:
        if folder:
            for name in WRITTEN:
                (folder / name).write_text(BEFORE, encoding="utf-8")
            with suppress(OSError), open(folder / "filling", "wb", 0) as filling:
                while True:
                    filling.write(b"x" * 512)
            for name, arguments in WRITTEN.items():
                target = folder / name
                found += _not_written(target, as_process(*arguments, "-o", str(target)), arguments)
    return found


def read_only_file_system(random: Random, works: Works) -> list[str]:
    """A file system that cannot be written, not even by the superuser."""
    found = []
    with file_system(64) as folder:
        if folder:
            (folder / "out.dot").write_text(BEFORE, encoding="utf-8")
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            found += _refused(folder)
    return found


def _refused(folder: Path) -> list[str]:
    """What is wrong where nothing in a folder can be written."""
    found = []
    for name in ("out.dot", "new.dot"):
        target = folder / name
        arguments = ("graph", "x", "x=1", "-o", str(target))
        found += complaints(f"{target} in a locked folder", as_process(*arguments), arguments, [2])
        if (target.read_text() if target.exists() else BEFORE) != BEFORE:
            found.append(f"{target} in a locked folder: it is written all the same")
    return found


def read_only_folder(random: Random, works: Works) -> list[str]:
    """A folder and a file that cannot be written by anybody but the superuser, who is not asked."""
    if os.geteuid() == 0:
        print("    the superuser may write to every folder: left out")
        return []
    folder = Path("locked")
    folder.mkdir()
    (folder / "out.dot").write_text(BEFORE, encoding="utf-8")
    folder.chmod(0o555)
    try:
        return _refused(folder)
    finally:
        folder.chmod(0o755)


def _not_written(target: Path, done: Done, arguments: Sequence[str]) -> list[str]:
    """What is wrong where a file could not be written: it must be as before, or be whole, with nothing beside it."""
    found = complaints(f"{target}", done, arguments, [0, 1, 2])
    text = target.read_text(encoding="utf-8") if target.exists() else ""
    if done.code == 2 and text != BEFORE:
        found.append(f"{target}: what stood there before is gone")
    if list(target.parent.glob(".backprop*")):
        found.append(f"{target}: a temporary file is left")
    return found


def vanishing_files(random: Random, works: Works) -> list[str]:
    """Files and folders that are removed, or are no files, while the program looks for them."""
    found = []
    os.mkfifo("fifo")
    for arguments in (
        ("eval", "-f", "nowhere"), ("eval", "x", "-b", "nowhere.json"), ("grade", "key.toml", "nowhere.csv"),
        ("grade", "nowhere.toml", "class.csv"), ("eval", "-f", "."), ("graph", "x", "x=1", "-o", "gone/out.dot"),
    ):  # fmt: skip
        codes = [1, 2] if arguments[0] == "grade" else [2]
        found += complaints("a file that is not there", as_process(*arguments), arguments, codes)
    process = start("eval", "-f", "fifo", "x=1")
    if (fifo := _opened("fifo", process)) is not None:
        os.write(fifo, b"x +")
        os.unlink("fifo")
        os.close(fifo)
    found += complaints("a file that is removed", ended(process), ("eval", "-f", "fifo"), [2])
    Path("gone").mkdir()
    process = start("graph", "-", "x=1", "-o", "out.dot", stdin=subprocess.PIPE, cwd="gone")
    os.rmdir("gone")
    done = ended(process, b"x")
    return found + complaints("a folder at hand that is removed", done, ("graph", "-", "-o", "out.dot"), [0, 2])


def _opened(path: str, reader: subprocess.Popen[bytes]) -> int | None:
    """A named pipe to write to as soon as a process reads from it; None if the process has ended without."""
    while reader.poll() is None:
        with suppress(OSError):
            return os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.01)
    return None


def to_devices(random: Random, works: Works) -> list[str]:
    """Devices, pipes and descriptors as the file that is written: they are written to, and never replaced."""
    found = []
    os.mkfifo("fifo")
    dot = as_process("graph", "x", "x=1").out
    for path in ("/dev/stdout", "/dev/fd/1", "fifo"):
        process = start("graph", "x", "x=1", "--format", "dot", "-o", path)
        reader = os.open("fifo", os.O_RDONLY | os.O_NONBLOCK) if path == "fifo" else None
        done = ended(process)
        got = done.out if reader is None else os.read(reader, 1 << 20).decode()
        if reader is not None:
            os.close(reader)
        if done.code or got != dot:
            found.append(f"-o {path}: code {done.code}, {done.err.partition(chr(10))[0]!r}")
    with open("log", "ab") as log:
        log.write(BEFORE.encode())
        log.flush()
        as_process("graph", "x", "x=1", "--format", "dot", "-o", "/dev/stdout", stdout=log)
    if not Path("log").read_text().startswith(BEFORE):
        found.append("-o /dev/stdout: what stood before in the file behind it is gone")
    return found
