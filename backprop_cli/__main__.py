"""The entry point of `backprop` and of `python -m backprop_cli`."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C ends quietly, also while the program is still loading."""
    try:
        from .cli import run

        code = run()
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)


if __name__ == "__main__":
    main()
