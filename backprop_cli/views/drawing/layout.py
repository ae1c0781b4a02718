"""The layout program, which turns DOT into a drawing: which one to take, and running it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence

from ...errors import LayoutError
from .child import SECONDS, run

VARIABLE = "BACKPROP_DOT"
BUNDLED = "graphviz-pure"
SYSTEM = "dot"

# The folder that the package lies in.
PARENT = os.path.abspath(__file__).rsplit(os.sep, 4)[0]

# What the bundled program can draw of what this project offers; for the rest it takes a system Graphviz.
BUNDLED_FORMATS = ("svg", "png")


# What to do with a graph that is too large for a picture.
SMALLER = "draw what is near the output with --depth N, or below one node with --of NAME, or text with --format dot"


class _UnableError(Exception):
    """A program cannot do what was asked, but another might."""


def render(source: str, file_format: str = "svg", engine: str = "dot", *, options: Sequence[str] = ()) -> bytes:
    """Draw a DOT source with the first layout program that can.

    That is the one that the environment variable BACKPROP_DOT names, the bundled `graphviz-pure`, or `dot` on the PATH.

    Args:
        source: the graph, in DOT.
        file_format: svg, png, pdf or any other that the program knows.
        engine: the layout algorithm.
        options: further options of the program's command line.

    Raises:
        LayoutError: there is no program that can draw the format, or it failed.
    """
    arguments = [f"-K{engine}", f"-T{file_format}", *options]
    tried = []
    for program in programs():
        try:
            return _run(program, arguments, source.encode())
        except _UnableError as reason:
            tried.append(str(reason))
    raise LayoutError(_nobody(file_format, tried), hint=_way_out(file_format, tried))


def programs() -> Iterator[str]:
    """The layout programs that are there, the preferred one first; looked for only as far as they are asked for."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        yield chosen
    bundled = _bundled()
    if bundled:
        yield bundled
    system = _on_path(SYSTEM)
    if system:
        yield system


def _bundled() -> str | None:
    """The program that the wheel graphviz-pure puts into a folder of scripts."""
    name = BUNDLED + ".exe" if os.name == "nt" else BUNDLED
    for folder in _script_folders():
        program = os.path.join(folder, name)
        if os.access(program, os.X_OK):
            return program
    return _on_path(BUNDLED)


def _script_folders() -> Iterator[str]:
    if sys.executable:
        yield os.path.dirname(sys.executable)
    # Not at the top: in a virtual environment the program has been found by now.
    import sysconfig

    yield sysconfig.get_path("scripts")
    yield sysconfig.get_path("scripts", sysconfig.get_preferred_scheme("user"))
    # Beside the package, where it was installed with `pip install --target`.
    yield os.path.join(PARENT, "bin")


def _on_path(name: str) -> str | None:
    from shutil import which

    return which(name)


def _run(program: str, arguments: Sequence[str], source: bytes) -> bytes:
    try:
        done = run([program, *arguments], source)
    except OSError as error:
        raise _does_not_run(program, error) from None
    except subprocess.TimeoutExpired:
        took = f"took more than {SECONDS} seconds"
        raise LayoutError(f"the layout program {_called(program)} {took}", hint=SMALLER) from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    last = _last_line(done.stderr)
    if last.startswith('Format: "'):
        raise _UnableError(_called(program))
    reason = last or f"exit code {done.returncode}, without a word"
    raise LayoutError(
        f"the layout program {_called(program)} failed: {reason}", hint=SMALLER if _lacked(done) else None
    )


def _lacked(done: subprocess.CompletedProcess[bytes]) -> bool:
    """Whether a layout program may have failed for want of memory or time: it was ended, or says so."""
    return done.returncode < 0 or b"memory" in done.stderr.lower() or b"alloc" in done.stderr


def _does_not_run(program: str, error: OSError) -> Exception:
    reason = error.strerror or str(error)
    if program == os.environ.get(VARIABLE):
        return LayoutError(
            f"{VARIABLE} is set to '{program}', which does not run: {reason}",
            hint=f"set {VARIABLE} to a Graphviz dot program, or unset it",
        )
    return _UnableError(f"{_called(program)} (does not run: {reason})")


def _called(program: str) -> str:
    """What to call a program in a message: as the user did, or without its folder."""
    if program == os.environ.get(VARIABLE):
        return f"'{program}' ({VARIABLE})"
    return os.path.basename(program).removesuffix(".exe")


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _nobody(file_format: str, tried: Sequence[str]) -> str:
    if not tried:
        return f"there is no layout program to draw {file_format}"
    return f"no layout program here can draw {file_format}; tried: {', '.join(tried)}"


def _way_out(file_format: str, tried: Sequence[str]) -> str:
    if file_format in BUNDLED_FORMATS and not tried:
        return f"pip install {BUNDLED}, or install Graphviz"
    return "install Graphviz, or choose svg or png"
