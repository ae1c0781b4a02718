"""How many ulp each operation is off at worst: `python -m tests.jobs.digits`.

Prints the largest error of the value and of each local derivative with the inputs where it is, over the borders of all
binades, the edges of domains and random points; ends with code 1 if one is larger than the contract allows. With
`--write`, the rows of these operations in the file that `backprop ops NAME` reads are written anew.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from backprop_cli.answers import reference
from backprop_cli.ops import BY_NAME, OPS
from tests.support.digits import ALLOWED, ALLOWED_BELOW, Worst, worst


def line(name: str, found: Worst) -> str:
    """The worst of one number of an operation, with a mark if it is not allowed."""
    mark = " " if found.allowed else "!"
    at = f"  at {found.at}" if found.error else ""
    below = f"; {found.below:.2f} below the normal doubles  at {found.at_below}" if found.below else ""
    return f"{mark} {name:10} {found.what:8} {found.error:5.2f} ulp{at}{below}"


def written(found: Mapping[str, Sequence[Worst]], known: Mapping[str, Sequence[float]]) -> str:
    """The file of the worst errors of values and of local derivatives, in tenths of an ulp and never too small.

    Args:
        found: what was measured now.
        known: the rows as they are, which stay for the other operations.
    """
    new = {name: [_up(each[0].error), _up(max(one.error for one in each[1:]))] for name, each in found.items()}
    table = {op.name: list(row) for op in OPS if (row := new.get(op.name) or known.get(op.name))}
    return "{\n" + ",\n".join([f"  {json.dumps(name)}: {errors}" for name, errors in table.items()]) + "\n}\n"


def _up(error: float) -> float:
    return math.ceil(error * 10) / 10


def main() -> int:
    """Measure the operations that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.jobs.digits", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="operations (default: all of them)")
    parser.add_argument("--count", type=int, default=20_000, help="random points for each (default 20000)")
    parser.add_argument("--seed", type=int, default=0, help="which random points (default 0)")
    parser.add_argument("--write", action="store_true", help="write what is found to the package")
    options = parser.parse_args()
    print(f"the contract allows {ALLOWED:g} ulp, and {ALLOWED_BELOW:g} unit below the normal doubles")
    all_found = {}
    for op in [BY_NAME[name] for name in options.names] or OPS:
        all_found[op.name] = worst(op, options.count, seed=options.seed)
        print("\n".join([line(op.name, found) for found in all_found[op.name]]), flush=True)
    if options.write:
        path = Path(reference.__file__).with_name(reference.WORST)
        path.write_text(written(all_found, reference.worst_errors()), encoding="utf-8")
    wrong = sum(not found.allowed for each in all_found.values() for found in each)
    print(f"{wrong} too large" if wrong else "all are allowed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
