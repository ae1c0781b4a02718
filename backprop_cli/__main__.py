"""The entry point of `backprop` and of `python -m backprop_cli`."""

from .cli import main

if __name__ == "__main__":
    main()
