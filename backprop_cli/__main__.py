"""The entry point of `backprop` and of `python -m backprop_cli`.

Only what Python has loaded anyway is imported before Ctrl-C is listened to: from there on it ends the program quietly.
"""

import gc
import os
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends quietly, also while the program is still loading or leaving."""
    # The process is short, and its large graphs live until it ends: there is no garbage worth looking for.
    gc.disable()
    code = 130
    try:
        from .cli import run

        code = run()
        leave(code)
    except KeyboardInterrupt:
        leave(code)


def leave(code: int) -> None:
    """End the process at once: Python would first take apart every module and every node of the graph, one by one."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            continue
    os._exit(code)


if __name__ == "__main__":
    main()
