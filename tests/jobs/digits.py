"""How many ulp each operation is off at worst: `python -m tests.jobs.digits`.

Prints the largest error of the value and of each local derivative with the inputs where it is, over the borders of all
binades, the edges of domains and random points; ends with code 1 if one is larger than the contract allows.
"""

from __future__ import annotations

import argparse
import sys

from backprop_cli.ops import BY_NAME, OPS
from tests.support.digits import ALLOWED, ALLOWED_BELOW, Worst, worst


def line(name: str, found: Worst) -> str:
    """The worst of one number of an operation, with a mark if it is not allowed."""
    mark = " " if found.allowed else "!"
    at = f"  at {found.at}" if found.error else ""
    below = f"; {found.below:.2f} below the normal doubles  at {found.at_below}" if found.below else ""
    return f"{mark} {name:10} {found.what:8} {found.error:5.2f} ulp{at}{below}"


def main() -> int:
    """Measure the operations that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.digits", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="operations (default: all of them)")
    parser.add_argument("--count", type=int, default=20_000, help="random points for each (default 20000)")
    parser.add_argument("--seed", type=int, default=0, help="which random points (default 0)")
    options = parser.parse_args()
    print(f"the contract allows {ALLOWED:g} ulp, and {ALLOWED_BELOW:g} unit below the normal doubles")
    wrong = 0
    for op in [BY_NAME[name] for name in options.names] or OPS:
        for found in worst(op, options.count, seed=options.seed):
            print(line(op.name, found), flush=True)
            wrong += not found.allowed
    print(f"{wrong} too large" if wrong else "all are allowed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
