"""The entry point of `backprop` and of `python -m backprop_cli`.

Only what Python has loaded anyway is imported before Ctrl-C is listened to: from there on it ends the program quietly.
"""

import gc
import os
import sys

# In bytes; what is not written to takes no memory yet.
RESERVE = 4 << 20


def main() -> None:
    """Run the command line; Ctrl-C ends quietly, also while the program is still loading or leaving.

    What is raised and not expected is a fault of the program: code 70, and a line that says so.
    """
    # The process is short, and its large graphs live until it ends: there is no garbage worth looking for.
    gc.disable()
    code, reserve = 130, []
    try:
        # Let go when there is no memory left, so that this can be told.
        reserve.append(bytes(RESERVE))
        from .cli import run

        code = run()
        leave(code)
    except KeyboardInterrupt:
        leave(code)
    except Exception as error:
        reserve.clear()
        leave(_fault(error))


def _fault(error: Exception) -> int:
    """Report what nobody expected, in few words where there is no memory left for more."""
    if not os.environ.get("BACKPROP_TRACEBACK"):
        # The frames that it has passed through hold the graph, and with it the memory that may be lacking.
        error.__traceback__ = error.__context__ = None
    try:
        from .cli.faults import report

        return report(error)
    except Exception:
        what = "there is not enough memory for this"
        if not isinstance(error, MemoryError):
            what = f"a fault of backprop itself: {error!r}"
        os.write(2, f"error: {what}\n".encode("ascii", "backslashreplace"))
        return 70


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
