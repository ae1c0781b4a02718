"""The entry point of `backprop` and of `python -m backprop_cli`."""

import gc
import sys


def main() -> None:
    """Run the command line; Ctrl-C ends quietly, also while the program is still loading."""
    # The process is short, and its large graphs live until it ends: there is no garbage worth looking for.
    gc.disable()
    try:
        from .cli import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
