"""The entry point of `backprop` and of `python -m backprop_cli`."""

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line; Ctrl-C ends quietly, also while the program is still loading."""
    # The process is short, and its large graphs live until it ends: there is no garbage worth looking for.
    gc.disable()
    try:
        from .cli import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    leave(code)


def leave(code: int) -> None:
    """End the process at once: Python would first take apart every module and every node of the graph, one by one."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
